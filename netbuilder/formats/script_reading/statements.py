"""Statements: assignments, branches, loops, functions. What depends on something unknown is left out and told."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from netbuilder.errors import Fault, FileFault, Message
from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.assignments import set_attribute, unpacked
from netbuilder.formats.script_reading.expressions import Expressions
from netbuilder.formats.script_reading.homes import symbol, written_by_us
from netbuilder.formats.script_reading.limits import TooMuch
from netbuilder.formats.script_reading.operators import operate
from netbuilder.formats.script_reading.source import Source, escaped
from netbuilder.formats.script_reading.tables import table_parts
from netbuilder.formats.script_reading.values import (
    NOTHING_KNOWN,
    Class,
    Function,
    Made,
    Network,
    Scope,
    Symbol,
    Tensor,
    Unknown,
)
from netbuilder.layers import Layer

DEEPEST_CALLS = 20
BUILDING = frozenset(("add", "Sequential", "Model", "compile", "fit"))


class Leaving:
    """How a block of statements was left: by return, break or continue."""

    def __init__(self, kind: str, value: Any = None) -> None:
        self.kind, self.value = kind, value


class Statements(Expressions):
    """Reads statements in order."""

    def __init__(self, source: Source, define: Mapping[str, Any]) -> None:
        super().__init__(source, define)
        self._calls = 0
        self._names_given: dict[tuple[ast.stmt, int], tuple[str, ...]] = {}
        self._building: dict[ast.stmt, bool] = {}

    def run(self, body: list[ast.stmt], scope: Scope) -> Leaving | None:
        """Reads a block; a statement that fails is told with its line, and the next one is read."""
        for node in body:
            self.budget.pay()
            self.lines.append(node.lineno)
            self.deeper(1)
            try:
                handler = self._statements.get(type(node))
                left = handler(self, node, scope) if handler else None
            except TooMuch:
                self.stopped_at = self.stopped_at or node.lineno
                raise
            except FileFault:
                raise
            except Fault as fault:
                self.refuse_fault(node, fault)
                left = None
            finally:
                self.deeper(-1)
                self.lines.pop()
            if left is not None:
                return left  # type: ignore[no-any-return]
        return None

    def run_script(self, body: list[ast.stmt]) -> None:
        """Reads a whole script; a statement that goes on and on is given up, and the next one is read."""
        for node in body:
            self.stopped_at = 0
            self.budget.begin_statement()
            try:
                if self.run([node], self.globals) is not None:
                    return
            except TooMuch as fault:
                self.refuse_fault(self.stopped_at or node, fault)
                if self.budget.is_spent:
                    return
                self.budget.begin_statement()
                self._forget([node], self.globals)

    # -- names ----------------------------------------------------------------------------------------

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self._bind_name(target.id, value, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            if isinstance(value, list | tuple | str):
                self.budget.pay_parts(len(value))
            parts = unpacked(value, target.elts)
            for item, part in zip(target.elts, parts, strict=True):
                self.bind(item.value if isinstance(item, ast.Starred) else item, part, scope)
        elif isinstance(target, ast.Attribute):
            set_attribute(self, self.evaluate(target.value, scope), target.attr, value)
        elif isinstance(target, ast.Subscript):
            owner, key = self.evaluate(target.value, scope), self.index(target.slice, scope)
            self.budget.pay_values(value)
            if isinstance(owner, dict) and isinstance(key, str | int):
                constants.check_more(owner, [value] if key not in owner else [])
                owner[key] = value
            elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
                owner[key] = value

    def _bind_name(self, name: str, value: Any, scope: Scope) -> None:
        if isinstance(value, Unknown):
            plain = value.undefined and all(ask.isidentifier() for ask in value.asks)
            if not plain and not (value.reason and not value.asks):
                value = Unknown((name,), False, value.reason)
            if scope is self.globals and name in self.define:
                value = self.define[name]
        elif isinstance(value, Tensor):
            value.call.variable = value.call.variable or name
        elif isinstance(value, Made | Network):
            value.variable = value.variable or name
        self.assigned[name] += 1
        place = scope.find(name) if name in scope.names.get("__shared__", ()) else None
        (place or scope).names[name] = value

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = table_parts(self, node) or self.evaluate(node.value, scope)
        if isinstance(value, Unknown) and value.reason and not value.asks:
            self.refuse(node, "{cause}", cause=value.reason)
        for target in node.targets:
            self.bind(target, value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value, scope), scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        before, more = self.evaluate(node.target, scope), self.evaluate(node.value, scope)
        self.budget.pay_values(before, more)
        value = operate(self, type(node.op), before, more, node)
        self.budget.pay_values(value)
        self.bind(node.target, value, scope)

    def _shared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        self.budget.pay_parts(len(node.names))
        names = scope.names.setdefault("__shared__", set())
        for name in node.names:
            if scope.outer is not None and scope.outer.find(name) is not None:
                names.add(name)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            if alias.asname:
                scope.names[alias.asname] = symbol(alias.name)
            else:
                first = alias.name.partition(".")[0]
                scope.names[first] = symbol(first)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            if alias.name == "*" and node.module and not node.level:
                self.stars[node.module] = None
            elif not node.level:
                scope.names[alias.asname or alias.name] = symbol(f"{node.module}.{alias.name}")

    # -- branches and loops ---------------------------------------------------------------------------

    def _expression(self, node: ast.Expr, scope: Scope) -> None:
        value = self.evaluate(node.value, scope)
        if isinstance(value, Unknown) and value.reason:
            raise Fault("{cause}", cause=value.reason)

    def _if(self, node: ast.If, scope: Scope) -> Leaving | None:
        truth = self.truth(self.evaluate(node.test, scope))
        if not isinstance(truth, Unknown):
            return self.run(node.body if truth else node.orelse, scope)
        if self._builds(node.body) or self._builds(node.orelse):
            if truth.asks:
                self.want(truth)
            else:
                self.refuse(node, "which way it goes here is not known, so neither was read")
        self._forget([*node.body, *node.orelse], scope)
        return None

    def _for(self, node: ast.For, scope: Scope) -> Leaving | None:
        items = self.items_of(self.evaluate(node.iter, scope))
        if isinstance(items, Unknown):
            if items.reason and not items.asks:
                self.refuse(node, "{cause}", cause=items.reason)
            elif self._builds(node.body):
                if items.asks:
                    self.want(items)
                else:
                    self.refuse(node, "how often this loop runs is not known, so it was not read")
            self._forget(node.body, scope)
            return None
        for item in items:
            self.bind(node.target, item, scope)
            left = self.run(node.body, scope)
            if left is not None and left.kind == "return":
                return left
            if left is not None and left.kind == "break":
                return None
        return self.run(node.orelse, scope)

    def _while(self, node: ast.While, scope: Scope) -> Leaving | None:
        while True:
            self.budget.pay()
            truth = self.truth(self.evaluate(node.test, scope))
            if isinstance(truth, Unknown):
                if self._builds(node.body):
                    self.refuse(node, "how often this loop runs is not known, so it was not read")
                self._forget(node.body, scope)
                return None
            if not truth:
                return None
            left = self.run(node.body, scope)
            if left is not None and left.kind == "return":
                return left
            if left is not None and left.kind == "break":
                return None

    def _forget(self, body: list[ast.stmt], scope: Scope) -> None:
        """Names that statements which were not read may have changed are not known any more."""
        names = self._given(body)
        self.budget.pay_parts(max(len(names), len(body)))
        for name in names:
            if not isinstance(scope.names.get(name), Made | Network | Tensor):
                scope.names[name] = Unknown((name,))

    def _given(self, body: list[ast.stmt]) -> tuple[str, ...]:
        """The names that statements give values to. Looked for once, however often a loop comes by.

        The first statement and how many there are tell which they are.
        """
        if not body:
            return ()
        key = (body[0], len(body))
        if key not in self._names_given:
            found = (node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name))
            names = dict.fromkeys(node.id for node in found if isinstance(node.ctx, ast.Store))
            self._names_given[key] = tuple(names)
        return self._names_given[key]

    def _builds(self, body: list[ast.stmt]) -> bool:
        """Whether statements seem to make a part of a network. Looked at once as well."""
        for statement in body:
            if statement not in self._building:
                self._building[statement] = builds([statement])
        self.budget.pay_parts(len(body))
        return any(self._building[statement] for statement in body)

    def _with(self, node: ast.With, scope: Scope) -> Leaving | None:
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, scope)
        return self.run(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> Leaving | None:
        return self.run(node.body, scope) or self.run(node.orelse, scope) or self.run(node.finalbody, scope)

    def _match(self, node: ast.Match, scope: Scope) -> None:
        self.evaluate(node.subject, scope)
        bodies = [statement for case in node.cases for statement in case.body]
        if self._builds(bodies):
            self.refuse(node, "which way it goes here is not known, so neither was read")
        self._forget(bodies, scope)

    # -- functions and classes ------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef, scope: Scope) -> None:
        if node.decorator_list:
            text = Message(
                "its decorator is not run, and so neither is the function {name}", {"name": escaped(node.name)}
            )
            scope.names[node.name] = Unknown((), False, str(text))
            self.refuse(node.decorator_list[0], text.template, **text.values)
            return
        scope.names[node.name] = Function(node.name, node, scope)

    def _async(self, node: ast.AsyncFunctionDef, scope: Scope) -> None:
        scope.names[node.name] = NOTHING_KNOWN

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        known = written_by_us(node)
        if known is not None:
            scope.names[node.name] = known
            return
        bases = [self.evaluate(base, scope) for base in node.bases]
        model = any(isinstance(base, Symbol) and base.last == "Model" for base in bases)
        scope.names[node.name] = Class(node.name, node.lineno, model)

    def call_function(self, function: Function, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        """What a function of the script returns."""
        if self._calls >= DEEPEST_CALLS:
            raise Fault("functions call one another more than {most} deep", most=DEEPEST_CALLS)
        function.calls += 1
        scope = Scope(outer=function.scope)
        self._fill_parameters(function, given, named, scope)
        self._calls += 1
        try:
            if isinstance(function.node, ast.Lambda):
                return self.evaluate(function.node.body, scope)
            left = self.run(function.node.body, scope)
            return left.value if left is not None and left.kind == "return" else None
        finally:
            self._calls -= 1

    def _fill_parameters(self, function: Function, given: list[Any], named: dict[str, Any], scope: Scope) -> None:
        parameters = function.node.args
        places = [*parameters.posonlyargs, *parameters.args]
        names = [place.arg for place in places]
        self.budget.pay_parts(10 * (len(names) + len(parameters.kwonlyargs)))
        defaults = dict(zip(names[len(names) - len(parameters.defaults) :], parameters.defaults, strict=True))
        defaults.update(
            (place.arg, default)
            for place, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
            if default is not None
        )
        values = dict(zip(names, given, strict=False)) | named
        for name in [*names, *(place.arg for place in parameters.kwonlyargs)]:
            if name in values:
                scope.names[name] = values.pop(name)
            elif name in defaults:
                scope.names[name] = self.evaluate(defaults[name], function.scope)
            else:
                scope.names[name] = self.define.get(name, Unknown((name,), True))
        if parameters.vararg is not None:
            scope.names[parameters.vararg.arg] = tuple(given[len(names) :])
        if parameters.kwarg is not None:
            scope.names[parameters.kwarg.arg] = values

    def _return(self, node: ast.Return, scope: Scope) -> Leaving:
        return Leaving("return", None if node.value is None else self.evaluate(node.value, scope))

    def _break(self, node: ast.Break, scope: Scope) -> Leaving:
        return Leaving("break")

    def _continue(self, node: ast.Continue, scope: Scope) -> Leaving:
        return Leaving("continue")

    _statements: ClassVar[dict[type[ast.stmt], Callable[..., Any]]] = {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Global: _shared,
        ast.Nonlocal: _shared,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Expr: _expression,
        ast.If: _if,
        ast.For: _for,
        ast.While: _while,
        ast.With: _with,
        ast.Try: _try,
        ast.Match: _match,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _async,
        ast.ClassDef: _class,
        ast.Return: _return,
        ast.Break: _break,
        ast.Continue: _continue,
    }


def builds(body: list[ast.stmt]) -> bool:
    """Whether statements seem to make a part of a network."""
    return any(name in BUILDING or name in Layer.registry for statement in body for name in _called(statement))


def _called(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
