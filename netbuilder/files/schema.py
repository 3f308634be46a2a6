"""What JSON from outside has to look like: declared once for each door, and checked before anything looks inside.

PROJECT = Fields(graph=OBJECT, training=optional(OBJECT))
conform(data, PROJECT, "digits.netb: project.json")
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netbuilder.errors import N_, FileFault
from netbuilder.kinds import shown

LONGEST_TEXT = 1_000_000
LARGEST_WHOLE = 1 << 63


class Schema:
    """What a value has to be."""

    words = N_("something else")
    is_optional = False

    def accepts(self, value: Any) -> bool:
        """Whether the value is of the right kind, whatever is inside of it."""
        raise NotImplementedError

    def check(self, value: Any, place: str) -> None:
        """Raises FileFault that names the place, where the value or something inside of it is of another kind."""
        if not self.accepts(value):
            raise FileFault(
                "{place} must be {expected}, got {value}", place=place, expected=self.words, value=shown(value)
            )


@dataclass(frozen=True)
class Plain(Schema):
    """A value without parts, or one whose parts are looked at later."""

    kinds: tuple[type, ...]
    words: str = ""
    least: float = -math.inf
    finite: bool = True

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, self.kinds) or (isinstance(value, bool) and bool not in self.kinds):
            return False
        if isinstance(value, str):
            return len(value) <= LONGEST_TEXT
        if isinstance(value, int):
            return abs(value) < LARGEST_WHOLE and value >= self.least
        return not isinstance(value, float) or not self.finite or (math.isfinite(value) and value >= self.least)


ANY = Plain((object,), "anything")
TEXT = Plain((str,), "text")
FLAG = Plain((bool,), "true or false")
WHOLE = Plain((int,), "a whole number")
COUNT = Plain((int,), "a whole number from 0", 0)
REAL = Plain((int, float), "a number", finite=False)  # NaN and infinity too
NUMBER = Plain((int, float), "a number")
OBJECT = Plain((Mapping,), "an object")
LIST = Plain((list,), "a list")


@dataclass(frozen=True)
class Optional(Schema):
    """A value that may be null, or not be there."""

    inner: Schema
    is_optional = True

    def accepts(self, value: Any) -> bool:
        return value is None or self.inner.accepts(value)

    def check(self, value: Any, place: str) -> None:
        if value is not None:
            self.inner.check(value, place)


@dataclass(frozen=True)
class Nullable(Optional):
    """A value that may be null, but has to be there."""

    is_optional = False


@dataclass(frozen=True)
class Either(Schema):
    """One of several kinds; what is inside is checked by the first that fits."""

    choices: tuple[Schema, ...]

    @property
    def words(self) -> str:  # type: ignore[override]
        """All of them."""
        return " or ".join(choice.words for choice in self.choices)

    def accepts(self, value: Any) -> bool:
        return any(choice.accepts(value) for choice in self.choices)

    def check(self, value: Any, place: str) -> None:
        for choice in self.choices:
            if choice.accepts(value):
                choice.check(value, place)
                return
        super().check(value, place)


@dataclass(frozen=True)
class Each(Schema):
    """A list of values of one kind; `length` fixes how many."""

    inner: Schema
    length: int | None = None

    @property
    def words(self) -> str:  # type: ignore[override]
        """A list, and how long."""
        return N_("a list") if self.length is None else f"a list of {self.length}"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list | tuple) and self.length in (None, len(value))

    def check(self, value: Any, place: str) -> None:
        super().check(value, place)
        for i, item in enumerate(value):
            self.inner.check(item, f"{place}[{i}]")


@dataclass(frozen=True)
class Table(Schema):
    """An object with any names, and values of one kind."""

    inner: Schema
    words: str = N_("an object")

    def accepts(self, value: Any) -> bool:
        return isinstance(value, Mapping)

    def check(self, value: Any, place: str) -> None:
        super().check(value, place)
        for name, item in value.items():
            self.inner.check(item, f"{place}.{shown(name)[1:-1]}")


class Fields(Schema):
    """An object with these fields. Others may be there: a newer version may have written them."""

    words = N_("an object")

    def __init__(self, **fields: Schema) -> None:
        self.fields = fields

    def accepts(self, value: Any) -> bool:
        return isinstance(value, Mapping)

    def check(self, value: Any, place: str) -> None:
        super().check(value, place)
        for name, inner in self.fields.items():
            if name in value:
                inner.check(value[name], f"{place}.{name}")
            elif not inner.is_optional:
                raise FileFault("{place}.{name} is missing", place=place, name=name)


def optional(inner: Schema) -> Schema:
    """What may be null, or not be there."""
    return Optional(inner)


def nullable(inner: Schema) -> Schema:
    """What may be null, but has to be there."""
    return Nullable(inner)


def conform(value: Any, schema: Schema, place: str) -> Any:
    """The value, when it is what a door lets in; raises FileFault that names the place, what is expected, what came."""
    schema.check(value, place)
    return value
