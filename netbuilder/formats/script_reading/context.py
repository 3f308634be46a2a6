"""What is known while a script is read: its names, the blocks that it made so far, and what could not be read."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from netbuilder.errors import Fault, FieldError, FileFault, Message
from netbuilder.formats.script_reading.limits import LAYER, Budget
from netbuilder.formats.script_reading.source import Source, escaped
from netbuilder.formats.script_reading.values import Call, Data, Function, Made, Network, Scope, Span, Tensor, Unknown
from netbuilder.graph.placeholder import Placeholder
from netbuilder.spec import snake_case

MOST_BLOCKS = 5_000
DEEPEST = 120
LONGEST_SOURCE = 2_000  # letters of what is kept of a layer that cannot be read
LONGEST_TEXT = 60  # letters of an expression that a person is asked for
MOST_TOLD = 200  # places that could not be read, and notes


@dataclass(frozen=True)
class Unread:
    """A place that could not be read, and why."""

    line: int
    message: Message


class Context:
    """The state of one reading."""

    def __init__(self, source: Source, define: Mapping[str, Any]) -> None:
        self.source, self.define = source, define
        self.budget = Budget()
        self.globals = Scope({"__name__": "__main__", "__file__": "script.py"})
        self.calls: list[Call] = []
        self.networks: list[Network] = []
        self.made = self.assembled = 0
        self.notes: list[Message] = []
        self.unread: list[Unread] = []
        self.wanted: dict[str, int] = {}  # names whose values are missing, with the first line that asks
        self.seed: int | None = None
        self.deterministic = False
        self.channels_first = False  # what the script set for all layers
        self.seems_first = False  # what it seems to take for granted
        self.old = False  # Keras 1: Convolution2D(32, 3, 3) has a kernel of 3 by 3
        self.loaded: list[Data] = []
        self.stars: dict[str, None] = {}  # modules of which everything was imported, in order
        self.assigned: Counter[str] = Counter()
        self.stopped_at = 0  # the line where the budget was at its end
        self.line_of_fit = 1
        self.lines: list[int] = [1]  # of the statements that are being read, the innermost last
        self._auto: Counter[str] = Counter()
        self._depth = 0
        self._told: set[tuple[object, ...]] = set()

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression."""
        raise AssertionError("expressions know how to evaluate")

    def call_function(self, function: Function, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        """What a function of the script returns."""
        raise AssertionError("statements know how to call a function")

    # -- limits ---------------------------------------------------------------------------------------

    def deeper(self, by: int) -> None:
        """Counts how deep things are nested; raises Fault."""
        self._depth += by
        if self._depth > DEEPEST and by > 0:
            self._depth -= by
            raise Fault("it is nested too deeply")

    def count_block(self) -> None:
        """Counts layers and their calls; raises FileFault after too many, and TooMuch."""
        self.made += 1
        self.budget.pay(LAYER)
        if self.made > 2 * MOST_BLOCKS:
            raise FileFault("it builds more than {most} layers. Make its loops shorter", most=MOST_BLOCKS)

    def count_assembled(self) -> None:
        """Counts the blocks of the network, with those inside of blocks; raises FileFault after too many."""
        self.assembled += 1
        if self.assembled > MOST_BLOCKS:
            raise FileFault("it builds more than {most} layers. Make its loops shorter", most=MOST_BLOCKS)

    # -- what is told ---------------------------------------------------------------------------------

    def note(self, template: str, /, line: int = 0, **values: Any) -> None:
        """Tells something that a person should know, once."""
        line = line or self.lines[-1]
        if len(self.notes) < MOST_TOLD and self._is_new("note", line, template, values):
            self.notes.append(self.placed(line, Message(template, values)))

    def refuse(self, node: ast.AST | int, template: str, /, **values: Any) -> None:
        """Marks a place that cannot be read, once."""
        line = node if isinstance(node, int) else getattr(node, "lineno", self.lines[-1])
        if len(self.unread) < MOST_TOLD and self._is_new("unread", line, template, values):
            self.unread.append(Unread(line, Message(template, values)))

    def _is_new(self, kind: str, line: int, template: str, values: Mapping[str, Any]) -> bool:
        """Whether this was not told before."""
        key = (kind, line, template, *map(str, values.values()))
        known = key in self._told
        self._told.add(key)
        return not known

    def refuse_fault(self, node: ast.AST | int, fault: Fault) -> None:
        """Marks a place by the fault that arose there."""
        self.refuse(node, "{cause}", cause=as_message(fault))

    def placed(self, line: int, message: Message) -> Message:
        """A message with its place before it."""
        cell, line = self.source.where(line)
        if cell:
            return Message("cell {cell}, line {line}: {cause}", {"cell": cell, "line": line, "cause": message})
        return Message("line {line}: {cause}", {"line": line, "cause": message})

    def want(self, value: Unknown) -> None:
        """Asks for what is not known."""
        for name in value.asks:
            self.wanted.setdefault(name, self.lines[-1])

    # -- names ----------------------------------------------------------------------------------------

    def auto_name(self, base: str) -> str:
        """The name that Keras would give the next object of this kind."""
        number = self._auto[base]
        self._auto[base] += 1
        return f"{base}_{number}" if number else base

    def span(self, node: ast.AST) -> Span:
        """The lines of a piece of the script."""
        first = getattr(node, "lineno", self.lines[-1])
        return first, getattr(node, "end_lineno", None) or first

    # -- blocks ---------------------------------------------------------------------------------------

    def placeholder(self, kind: str, node: ast.AST, reason: str, name: Any = None) -> Made:
        """A layer that cannot be read, kept with its line and told."""
        self.count_block()
        line = self.span(node)[0]
        reason = reason.rstrip(".")
        shown = escaped(kind)[:80] or "layer"
        self.refuse(line, "{kind} cannot be read: {reason}", kind=shown, reason=reason)
        text = escaped_source(node)
        raw = json.dumps({"class_name": shown, "config": {"line": line, "source": text}})
        layer = Placeholder(kind=shown, raw=raw, reason=reason[:900])
        base = "".join(
            letter for letter in snake_case(shown) if letter.isascii() and (letter.isalnum() or letter == "_")
        )
        base = base[:40] if base[:1].isalpha() else "layer"
        if isinstance(name, str) and name:
            return Made(layer, name, True, self.span(node))
        return Made(layer, self.auto_name(base), False, self.span(node), base=base, number=self.made)

    def call(self, made: Made | Network, inputs: tuple[Tensor, ...], span: Span, shapes: Any = ()) -> Call:
        """One more block."""
        self.count_block()
        call = Call(made, inputs, span, tuple(shapes))
        self.calls.append(call)
        return call


def as_message(fault: Fault) -> Message:
    """What a fault says, which can be translated, without what it holds on to."""
    own = Message(fault.template, fault.values)
    return Message("{field}: {cause}", {"field": fault.field, "cause": own}) if isinstance(fault, FieldError) else own


def escaped_source(node: ast.AST) -> str:
    """A piece of a script as it is kept: short, in plain letters."""
    return _text(node, 5 * LONGEST_SOURCE)[:LONGEST_SOURCE].encode("ascii", "backslashreplace").decode("ascii")


def expression_text(node: ast.AST) -> str:
    """An expression as a person would be asked for it; "" for a long one."""
    return _text(node, LONGEST_TEXT)


# Where a loop asks for the same expression again and again, it is written once.
_texts: WeakKeyDictionary[ast.AST, dict[int, str]] = WeakKeyDictionary()


def _text(node: ast.AST, most: int) -> str:
    """A piece of the script in one line; "" where that would be longer than so many letters."""
    known = _texts.setdefault(node, {})
    if most not in known:
        known[most] = _unparsed(node, most)
    return known[most]


def _unparsed(node: ast.AST, most: int) -> str:
    if not _is_short(node, most):
        return ""
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):
        return ""
    return text if len(text) <= most else ""


def _is_short(node: ast.AST, most: int) -> bool:
    """Whether it may be written in so many letters: looked at before what is huge is written down."""
    left = 4 * most  # nodes: contexts and operators take no letter of their own
    waiting: list[Iterator[ast.AST]] = [iter((node,))]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
            continue
        left -= 1
        if left < 0 or (
            isinstance(found, ast.Constant) and isinstance(found.value, str | bytes) and len(found.value) > most
        ):
            return False
        waiting.append(ast.iter_child_nodes(found))
    return True
