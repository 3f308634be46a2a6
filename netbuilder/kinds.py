"""What a declared field accepts: each kind turns a given value into the stored one, or says why not."""

from __future__ import annotations

import ast
import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np

from netbuilder.errors import N_, Fault, listed

Dim = int | None
Shape = tuple[Dim, ...]

LARGEST_INT = 2**63 - 1


class Shapes(tuple[Shape, ...]):
    """Several shapes in a sentence: (14, 14, 64) and (12, 12, 64)."""

    __slots__ = ()

    def __str__(self) -> str:
        texts = [str(shape) for shape in self]
        return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


class Kind:
    """Turns what a person, a file or a script gave into the value that is stored."""

    def coerce(self, value: Any) -> Any:
        """The value to store; raises Fault with a sentence that follows the field's name."""
        raise Fault("cannot be set")

    def to_json(self, value: Any) -> Any:
        """The stored value as JSON holds it."""
        return value


@dataclass(frozen=True)
class Bounds:
    """The range of a number; None leaves a side open."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None

    def check(self, value: float) -> None:
        """Raises Fault when `value` lies outside."""
        if self.ge is not None and value < self.ge:
            raise Fault("must be at least {limit}, got {value}", limit=self.ge, value=shown(value))
        if self.gt is not None and value <= self.gt:
            raise Fault("must be greater than {limit}, got {value}", limit=self.gt, value=shown(value))
        if self.le is not None and value > self.le:
            raise Fault("must be at most {limit}, got {value}", limit=self.le, value=shown(value))
        if self.lt is not None and value >= self.lt:
            raise Fault("must be less than {limit}, got {value}", limit=self.lt, value=shown(value))


@dataclass(frozen=True)
class IntKind(Kind):
    """A whole number."""

    bounds: Bounds = Bounds()

    def coerce(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise Fault("must be a whole number, got {value}", value=shown(value))
        if abs(int(value)) > LARGEST_INT:
            raise Fault("must be a whole number of at most 19 digits")
        self.bounds.check(int(value))
        return int(value)


@dataclass(frozen=True)
class FloatKind(Kind):
    """A finite number."""

    bounds: Bounds = Bounds()

    def coerce(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise Fault("must be a number, got {value}", value=shown(value))
        try:
            number = float(value)
        except OverflowError:
            raise Fault("must be a finite number") from None
        if not math.isfinite(number):
            raise Fault("must be a finite number, got {value}", value=shown(value))
        self.bounds.check(number)
        return number


@dataclass(frozen=True)
class BoolKind(Kind):
    """Yes or no."""

    def coerce(self, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise Fault("must be true or false, got {value}", value=shown(value))
        return bool(value)


@dataclass(frozen=True)
class TextKind(Kind):
    """A line of text."""

    longest: int = 1000

    def coerce(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Fault("must be text, got {value}", value=shown(value))
        if len(value) > self.longest:
            raise Fault("must be at most {limit} characters long", limit=self.longest)
        return value


@dataclass(frozen=True)
class ChoiceKind(Kind):
    """One of a few named values."""

    choices: tuple[str, ...]

    def coerce(self, value: Any) -> str:
        if value not in self.choices or not isinstance(value, str):
            raise Fault("must be one of {choices}, got {value}", choices=listed(self.choices), value=shown(value))
        return value


@dataclass(frozen=True)
class TupleKind(Kind):
    """A sequence of one kind; `length` fixes how many, and then a single value stands for all of them."""

    inner: Kind
    length: int | None = None

    def coerce(self, value: Any) -> tuple[Any, ...]:
        if self.length is not None and not isinstance(value, Sequence):
            value = (value,) * self.length
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._refusal(value)
        if self.length is not None and len(value) != self.length:
            raise Fault("must have {length} values, got {value}", length=self.length, value=shown(value))
        return tuple(self.inner.coerce(item) for item in value)

    def _refusal(self, value: Any) -> Fault:
        """What is expected in place of something that is no list."""
        inner = self.inner.inner if isinstance(self.inner, OptionalKind) else self.inner
        if not isinstance(inner, IntKind):
            return Fault("must be a list, got {value}", value=shown(value))
        if self.length == 1:
            return Fault("must be a whole number, got {value}", value=shown(value))
        if self.length is None:
            return Fault("must be whole numbers, such as 2, 3, got {value}", value=shown(value))
        example = ", ".join(["2"] * self.length)
        text = "must be {length} whole numbers, such as {example}, or one for all of them, got {value}"
        return Fault(text, length=self.length, example=example, value=shown(value))

    def to_json(self, value: Any) -> Any:
        return [self.inner.to_json(item) for item in value]


@dataclass(frozen=True)
class PairsKind(Kind):
    """Two whole numbers of at least 0 for each of `length` axes: ((1, 2), (0, 3)).

    As in Keras, (1, 2) stands for ((1, 1), (2, 2)) and 1 for all of them; each may be written as text.
    """

    length: int

    def coerce(self, value: Any) -> tuple[tuple[int, int], ...]:
        each = TupleKind(IntKind(Bounds(ge=0)), 2)
        return TupleKind(each, self.length).coerce(_numbers(value) if isinstance(value, str) else value)

    def to_json(self, value: Any) -> Any:
        return [list(pair) for pair in value]


@dataclass(frozen=True)
class OptionalKind(Kind):
    """A value or none."""

    inner: Kind

    def coerce(self, value: Any) -> Any:
        return None if value is None else self.inner.coerce(value)

    def to_json(self, value: Any) -> Any:
        return None if value is None else self.inner.to_json(value)


@dataclass(frozen=True)
class SpecKind(Kind):
    """A declared value of one base class (an initializer, a loss …): given as it is, by name, or as a config."""

    base: type[Any]

    def coerce(self, value: Any) -> Any:
        return self.base.coerce(value)

    def to_json(self, value: Any) -> Any:
        return value.to_json()


def kind_of(annotation: Any, bounds: Bounds, choices: tuple[str, ...] | None) -> Kind:
    """The kind that a field's annotation asks for."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        (inner,) = [argument for argument in arguments if argument is not type(None)]
        return OptionalKind(kind_of(inner, bounds, choices))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return TupleKind(kind_of(arguments[0], bounds, choices))
        return TupleKind(kind_of(arguments[0], bounds, choices), len(arguments))
    if origin is Literal:
        return ChoiceKind(arguments)
    if annotation is str and choices:
        return ChoiceKind(choices)
    plain: dict[Any, Kind] = {int: IntKind(bounds), float: FloatKind(bounds), bool: BoolKind(), str: TextKind()}
    return plain[annotation] if annotation in plain else SpecKind(annotation)


def _numbers(text: str) -> Any:
    """The number or the nested numbers that a short text stands for; raises Fault."""
    try:
        return ast.literal_eval(text.strip().replace("×", ",")) if len(text) <= 200 else text
    except (ValueError, SyntaxError):
        raise Fault("must be numbers such as (1, 1), (0, 2), got {value}", value=shown(text)) from None


DEEPEST_SHOWN, MOST_SHOWN, MOST_LETTERS = 3, 20, 80


def shown(value: Any, depth: int = 0) -> str:
    """A value in a message: short, and with invisible or reordering characters escaped."""
    if isinstance(value, Mapping | tuple | list | set | frozenset):
        begin, end = "{}" if isinstance(value, Mapping) else "()"
        if depth == DEEPEST_SHOWN:
            return f"{begin}…{end}" if value else begin + end
        parts = [shown(item, depth + 1) for item in islice(value, MOST_SHOWN)]
        if isinstance(value, Mapping):
            parts = [f"{key}: {shown(item, depth + 1)}" for key, item in zip(parts, value.values(), strict=False)]
        if len(value) > MOST_SHOWN:
            parts.append("…")
        return _short(begin + ", ".join(parts) + end)
    if isinstance(value, str | bytes):
        value = value[:MOST_LETTERS]
    try:
        text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    except ValueError:  # Python refuses to print whole numbers of more than 4,300 digits
        return N_("a very long number")
    return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 3] + "…"


FLOAT32_MOST = float(np.finfo(np.float32).max)


def shortest(value: float) -> float:
    """What a person wrote where a file keeps it as float32: 0.01, not 0.009999999776."""
    if not math.isfinite(value) or abs(value) > FLOAT32_MOST or float(np.float32(value)) != value:
        return value
    return float(str(np.float32(value)))
