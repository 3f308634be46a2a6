"""Expressions: each gives a constant, or one of the values of `values`. Nothing is run: what is not known stays so."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from netbuilder.errors import Fault, FileFault
from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.arrays import some_rows
from netbuilder.formats.script_reading.attributes import attribute, subscript
from netbuilder.formats.script_reading.calls import call_value
from netbuilder.formats.script_reading.context import Context, expression_text
from netbuilder.formats.script_reading.homes import forgotten, starred
from netbuilder.formats.script_reading.limits import TooMuch
from netbuilder.formats.script_reading.operators import operate
from netbuilder.formats.script_reading.values import NOTHING_KNOWN, Bound, Data, Function, Scope, Symbol, Unknown

BUILTINS = frozenset((
    "abs", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "print", "range", "reversed",
    "round", "set", "sorted", "str", "sum", "tuple", "zip", "xrange", "super", "isinstance", "hasattr", "getattr",
    "any", "all", "eval", "exec", "compile", "__import__", "map", "filter", "open", "input", "type", "object", "divmod",
))  # fmt: skip
PLAIN = (int, float, str, bool, type(None))
MOST_GENERATORS = 16  # loops in one list


class Expressions(Context):
    """Evaluates."""

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression; a fault in it makes it unknown."""
        self.budget.pay()
        self.deeper(1)
        try:
            handler = self._handlers.get(type(node))
            value = handler(self, node, scope) if handler else NOTHING_KNOWN
        except (TooMuch, FileFault):
            raise
        except Fault as fault:
            value = Unknown(reason=str(fault))
        finally:
            self.deeper(-1)
        if self.define and isinstance(value, Unknown) and not isinstance(node, ast.Constant):
            return self.define.get(expression_text(node), value)
        return value

    def values(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        """The values of several expressions, starred ones spread."""
        found: list[Any] = []
        for node in nodes:
            if not isinstance(node, ast.Starred):
                found.append(self.evaluate(node, scope))
                continue
            value = self.evaluate(node.value, scope)
            found += value if isinstance(value, list | tuple) else [NOTHING_KNOWN]
            self.budget.pay_parts(len(found))
            constants.bounded(found)
        self.budget.pay_values(found)
        return constants.bounded(found)  # type: ignore[no-any-return]

    def known(self, name: str, scope: Scope) -> Any:
        """What a name stands for; one that nobody gave a value is asked for."""
        found = scope.find(name)
        if found is not None:
            value = found.names[name]
            return self.define.get(name, value) if isinstance(value, Unknown) else value
        if name in self.define:
            return self.define[name]
        if name in BUILTINS:
            return Symbol(f"builtins.{name}")
        return starred(self.stars, name) or forgotten(name) or Unknown((name,), True)

    def truth(self, value: Any) -> bool | Unknown:
        """Whether something counts as true, where that is known."""
        if isinstance(value, Unknown | Bound):
            return value if isinstance(value, Unknown) else NOTHING_KNOWN
        return bool(value) if isinstance(value, (*PLAIN, list, tuple, dict, set)) else True

    def items_of(self, value: Any) -> list[Any] | Unknown:
        """What a loop goes through."""
        if isinstance(value, list | tuple | str | set | dict | range):
            constants.bounded(value)
            self.budget.pay_parts(len(value))
            return list(value)
        return value if isinstance(value, Unknown) else NOTHING_KNOWN

    # -- kinds of expressions -------------------------------------------------------------------------

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        return constants.bounded(node.value) if isinstance(node.value, PLAIN) else NOTHING_KNOWN

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        return self.known(node.id, scope)

    def _list(self, node: ast.List, scope: Scope) -> Any:
        return self.values(node.elts, scope)

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Any:
        return tuple(self.values(node.elts, scope))

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        found: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, scope)
            if key is None:
                found.update(value if isinstance(value, dict) else {})
                self.budget.pay_parts(len(found))
                constants.bounded(found)
                continue
            name = self.evaluate(key, scope)
            if isinstance(name, PLAIN):
                found[name] = value
        self.budget.pay_values(found)
        return constants.bounded(found)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return attribute(self, self.evaluate(node.value, scope), node)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.evaluate(node.value, scope)
        index = self.index(node.slice, scope)
        if isinstance(owner, Data) and isinstance(node.slice, ast.Slice) and not isinstance(index, slice):
            return some_rows(owner)
        value = subscript(self, owner, index, node)
        if isinstance(node.slice, ast.Slice):
            self.budget.pay_values(value)
        return value

    def index(self, node: ast.expr, scope: Scope) -> Any:
        """What stands in square brackets; slices as Python's."""
        if isinstance(node, ast.Slice):
            parts = [
                None if part is None else self.evaluate(part, scope) for part in (node.lower, node.upper, node.step)
            ]
            unknown = [part for part in parts if isinstance(part, Unknown)]
            whole = all(part is None or isinstance(part, int) for part in parts)
            return unknown[0] if unknown else slice(*parts) if whole else NOTHING_KNOWN
        if isinstance(node, ast.Tuple):
            return tuple(self.index(item, scope) for item in node.elts)
        return self.evaluate(node, scope)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        self.budget.pay_values(left, right)
        value = operate(self, type(node.op), left, right, node)
        self.budget.pay_values(value)
        return value

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = self.truth(value)
            return truth if isinstance(truth, Unknown) else not truth
        if isinstance(value, int | float) and type(node.op) in constants.UNARY:
            return constants.UNARY[type(node.op)](value)
        return value if isinstance(value, Unknown) else NOTHING_KNOWN

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Any:
        value: Any = NOTHING_KNOWN
        for item in node.values:
            value = self.evaluate(item, scope)
            truth = self.truth(value)
            if isinstance(truth, Unknown) or truth is isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.evaluate(node.left, scope)
        for op, item in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(item, scope)
            result = self._one_comparison(type(op), left, right)
            if result is not True:
                return result
            left = right
        return True

    def _one_comparison(self, kind: type[ast.cmpop], left: Any, right: Any) -> Any:
        for value in (left, right):
            if isinstance(value, Unknown):
                return value.joined(left, right)
        simple = (*PLAIN, list, tuple, dict, set, range)
        if isinstance(left, simple) and isinstance(right, simple):
            self.budget.pay_values(left, right)
            try:
                return bool(constants.COMPARE[kind](left, right))
            except TypeError:
                return NOTHING_KNOWN
        if kind in (ast.Is, ast.IsNot) and None in (left, right):
            return kind is ast.IsNot
        return operate(self, kind, left, right, None)

    def _choice(self, node: ast.IfExp, scope: Scope) -> Any:
        truth = self.truth(self.evaluate(node.test, scope))
        if isinstance(truth, Unknown):
            return truth
        return self.evaluate(node.body if truth else node.orelse, scope)

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        function = self.evaluate(node.func, scope)
        given = self.values(node.args, scope)
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                self.budget.pay(len(value))
                named.update({str(name): item for name, item in value.items()})
        if named:
            self.budget.pay_values(named)
        if isinstance(function, Function):
            return self.call_function(function, given, named, node)
        if isinstance(function, Bound):
            self.budget.pay_values(function.owner)
        value = call_value(self, function, given, named, node)
        self.budget.pay_values(value)
        return value

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Any:
        parts, letters = [], 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
                continue
            assert isinstance(part, ast.FormattedValue)
            value = self.evaluate(part.value, scope)
            spec = self.evaluate(part.format_spec, scope) if part.format_spec is not None else ""
            if isinstance(value, Unknown) or not isinstance(spec, str) or part.conversion not in (-1, ord("s")):
                return value if isinstance(value, Unknown) else NOTHING_KNOWN
            parts.append(constants.formatted(value, spec))
            letters += len(parts[-1])
            if letters > constants.LONGEST_TEXT:
                raise Fault(constants.TOO_LARGE)
        text = "".join(parts)
        self.budget.pay_values(text)
        return constants.bounded(text)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Any:
        found: list[Any] = []
        for inner in self._rounds(node.generators, Scope(outer=scope)):
            if isinstance(inner, Unknown):
                return inner
            found.append(self.evaluate(node.elt, inner))
            constants.bounded(found)
        self.budget.pay_values(found)
        return found

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Any:
        found: dict[Any, Any] = {}
        for inner in self._rounds(node.generators, Scope(outer=scope)):
            if isinstance(inner, Unknown):
                return inner
            key = self.evaluate(node.key, inner)
            if isinstance(key, PLAIN):
                found[key] = self.evaluate(node.value, inner)
                constants.bounded(found)
        self.budget.pay_values(found)
        return found

    def _rounds(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope | Unknown]:
        if len(generators) > MOST_GENERATORS:
            raise Fault("it is nested too deeply")
        first, *others = generators
        items = self.items_of(self.evaluate(first.iter, scope))
        if isinstance(items, Unknown):
            yield items
            return
        for item in items:
            self.budget.pay()
            inner = Scope(outer=scope)
            self.bind(first.target, item, inner)
            truths = [self.truth(self.evaluate(test, inner)) for test in first.ifs]
            if any(isinstance(truth, Unknown) for truth in truths):
                yield NOTHING_KNOWN
                return
            if all(truths):
                yield from self._rounds(others, inner) if others else (inner,)

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Gives a value to a name, or to several."""
        raise AssertionError("statements know how to bind")

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Any:
        return Function("<lambda>", node, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        self.bind(node.target, value, scope)
        return value

    _handlers: ClassVar[dict[type[ast.expr], Callable[..., Any]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.List: _list,
        ast.Set: _list,
        ast.Tuple: _tuple,
        ast.Dict: _dict,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.BoolOp: _boolean,
        ast.Compare: _compare,
        ast.IfExp: _choice,
        ast.Call: _call,
        ast.JoinedStr: _joined,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _dict_comprehension,
        ast.Lambda: _lambda,
        ast.NamedExpr: _walrus,
    }
