"""The faults that a person is told of: a sentence with named gaps, so that it can be translated whole."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

SHORT = 8  # letters of a number that is shown as it is
LONGEST_GAP = 350  # letters of a text in a sentence; whoever reads it wants the cause, not all of a file
LONGEST_LIST = 320
WHERE = frozenset({"path", "place", "file", "folder", "faults"})  # these are told whole, however long they are
WIDE_SPACES = "\u00a0\u202f\u3000"


class _Short(float):
    """A number as a sentence shows it: 0.1 and not 0.10000000149011612, 2 and not 2.0."""

    def __format__(self, spec: str) -> str:
        if spec or not math.isfinite(self):
            return super().__format__(spec)
        if self.is_integer() and abs(self) < 1e9:
            return str(int(self))
        exact = repr(float(self))
        return exact if len(exact) <= SHORT else f"{float(self):.6g}"


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A sentence with its gaps filled; without values it is taken as it stands.

    Numbers in it are short, and no text is endless, hides letters or turns those that follow.
    """
    return template.format(**{name: in_gap(value, name) for name, value in values.items()}) if values else template


def in_gap(value: Any, name: str = "") -> Any:
    """A value as a sentence may hold it."""
    if isinstance(value, Real) and not isinstance(value, Integral):
        return _Short(value)
    if not isinstance(value, str | os.PathLike | BaseException | Message | tuple | list | dict):
        return value
    text = printable(str(value))
    return text if len(text) <= LONGEST_GAP or name in WHERE else f"{text[: LONGEST_GAP - 1]}…"


def printable(text: str) -> str:
    """The text with letters escaped that are not seen, or change what is seen of others."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in WIDE_SPACES else ascii(letter)[1:-1] for letter in text)


def N_(text: str) -> str:  # noqa: N802 (gettext's name for it)
    """A sentence that is declared in one place and told in another: by this call its translation is asked for."""
    return text


def listed(items: Iterable[object], between: str = ", ", room: int = LONGEST_LIST) -> str | Message:
    """Names one after the other; of many only those that fit into so many letters, and how many more there are."""
    texts = [printable(str(item)) for item in items]
    kept, letters = 0, 0
    for text in texts:
        letters += len(text) + len(between)
        if letters > room and kept:
            break
        kept += 1
    shown = between.join(text if len(text) <= room else f"{text[: room - 1]}…" for text in texts[:kept])
    if kept == len(texts):
        return shown
    return Message("{items} and {count} more", {"items": shown, "count": len(texts) - kept})


@dataclass(frozen=True)
class Message:
    """A sentence with its gaps filled when it is shown, so that the window can translate it whole."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return filled(self.template, self.values)


class Fault(ValueError):
    """Something a person can mend, said in one sentence.

    `template` is the English sentence with `{named}` gaps and `values` fills them; the window looks
    up the translated template before it fills the same gaps.
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template, self.values = template, values
        super().__init__(filled(template, values))


class FieldError(Fault):
    """A declared value refuses what one of its fields was given."""

    def __init__(self, field: str, template: str, /, **values: Any) -> None:
        self.field = field
        super().__init__(template, **values)

    def __str__(self) -> str:
        return f"{in_gap(self.field)}: {super().__str__()}"


class ShapeError(Fault):
    """A layer cannot take inputs of these shapes."""


class GraphError(Fault):
    """An edit would make a graph that cannot be (a cycle, a name used twice, an input that is not there)."""


class FileFault(Fault):
    """A file cannot be read or written; the sentence names the file, the place in it and what to do."""


class DataError(Fault):
    """Data cannot be used as it is. `columns` are those of a table, for whoever chooses among them to mend it.

    `options` are what mends it on the command line; `arrays` are those of a file, with their shapes, where it is not
    clear which is which.
    """

    columns: tuple[str, ...] = ()
    arrays: Mapping[str, tuple[int, ...]] | None = None
    options: tuple[str, ...] = ()


class TrainingError(Fault):
    """A run cannot start or go on."""
