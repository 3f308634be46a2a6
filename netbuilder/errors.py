"""The faults that a person is told of: a sentence with named gaps, so that it can be translated whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A sentence with its gaps filled when it is shown, so that the window can translate it whole."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


class Fault(ValueError):
    """Something a person can mend, said in one sentence.

    `template` is the English sentence with `{named}` gaps and `values` fills them; the window looks
    up the translated template before it fills the same gaps.
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template, self.values = template, values
        super().__init__(template.format(**values) if values else template)


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
