"""The faults that a person is told of: a sentence with named gaps, so that it can be translated whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

SHORT = 8  # letters of a number that is shown as it is


class _Short(float):
    """A number as a sentence shows it: 0.1 and not 0.10000000149011612, 2 and not 2.0."""

    def __format__(self, spec: str) -> str:
        if spec or not math.isfinite(self):
            return super().__format__(spec)
        if self == int(self) and abs(self) < 1e9:
            return str(int(self))
        exact = repr(float(self))
        return exact if len(exact) <= SHORT else f"{float(self):.6g}"


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A sentence with its gaps filled, numbers in it short; without values it is taken as it stands."""
    if not values:
        return template
    return template.format(**{name: _Short(value) if _is_float(value) else value for name, value in values.items()})


def _is_float(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, Integral)


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
        return f"{self.field}: {super().__str__()}"


class ShapeError(Fault):
    """A layer cannot take inputs of these shapes."""


class GraphError(Fault):
    """An edit would make a graph that cannot be (a cycle, a name used twice, an input that is not there)."""


class FileFault(Fault):
    """A file cannot be read or written; the sentence names the file, the place in it and what to do."""


class DataError(Fault):
    """Data cannot be used as it is."""


class TrainingError(Fault):
    """A run cannot start or go on."""
