"""What a run tells as it goes: frozen values, the same for the window, the command line and a test.

An event never changes after it was given: whatever it is made with, it holds a copy of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from netbuilder.errors import Message


class Given:
    """An event; what it holds is copied when it is made, since the run goes on changing what it was made of."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name in _changeable(type(self)):
            object.__setattr__(self, name, as_given(getattr(self, name)))


def as_given(value: Any) -> Any:
    """A copy that nobody else holds; an array is one that cannot be written to."""
    if isinstance(value, dict):
        return {name: as_given(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_given(item) for item in value]
    if isinstance(value, np.ndarray):
        own = value.copy()
        own.setflags(write=False)
        return own
    return value


_CHANGEABLE: dict[type[Any], tuple[str, ...]] = {}


def _changeable(kind: Any) -> tuple[str, ...]:
    """The fields of an event that may hold something which can change."""
    if kind not in _CHANGEABLE:
        plain = ("int", "float", "str")  # or None
        _CHANGEABLE[kind] = tuple(item.name for item in fields(kind) if str(item.type).split()[0] not in plain)
    return _CHANGEABLE[kind]


@dataclass(frozen=True, slots=True)
class Started(Given):
    """Before the first batch. A run that goes on has a first epoch and a history; `epochs` counts those before it.

    `earlier` is how many of them belong to the runs whose weights this one goes on with. `seed` is the one that is
    really used: where the settings have none, one was drawn.
    """

    samples: int
    validation_samples: int
    batches: int
    epochs: int
    first_epoch: int
    history: dict[str, list[Any]] = field(default_factory=dict)
    seed: int | None = None
    learning_rate: float | None = None
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Computing(Given):
    """From the next batch on, after so many steps, these kernels compute; NumPy's as usual where nothing is told."""

    kernels: str
    step: int
    compiled: bool = True


@dataclass(frozen=True, slots=True)
class BatchEnd(Given):
    """After each step. `loss` is this batch's; `logs` are running means over the epoch so far."""

    epoch: int
    batch: int
    step: int
    samples: int
    loss: float
    logs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Validated(Given):
    """After each batch of validation or evaluation, so that it can be stopped."""

    batch: int
    batches: int


@dataclass(frozen=True, slots=True)
class Waiting(Given):
    """Nothing happened for a moment, so that whoever follows a run of another process can stop it."""


@dataclass(frozen=True, slots=True)
class Warned(Given):
    """Something went wrong that does not end the run."""

    message: Message


@dataclass(frozen=True, slots=True)
class EpochEnd(Given):
    """After each epoch (counted from 0): the numbers of training and, with `val_`, of validation."""

    epoch: int
    logs: dict[str, Any]
    learning_rate: float


@dataclass(frozen=True, slots=True)
class SaveDue(Given):
    """A callback asks that the model be written to `path` before training goes on."""

    path: str
    epoch: int


@dataclass(frozen=True, slots=True)
class BackupDue(Given):
    """A callback asks that a checkpoint be kept in the folder `path` before training goes on."""

    path: str
    epoch: int


@dataclass(frozen=True, slots=True)
class LayerView(Given):
    """What one layer looked like: norms of weights, gradients and last update (None where it has no weights).

    `dead` is the share of its units that gave one and the same value for the whole probe batch; `counts` and
    `edges` are a histogram of its outputs.
    """

    node: str
    weights: float | None
    gradients: float | None
    updates: float | None
    dead: float
    mean: float
    deviation: float
    counts: Any
    edges: Any


@dataclass(frozen=True, slots=True)
class Watched(Given):
    """A look into the network during one step."""

    epoch: int
    batch: int
    step: int
    layers: tuple[LayerView, ...]


@dataclass(frozen=True, slots=True)
class Finished(Given):
    """After the last epoch. `reason` is "done" or the name of the callback that stopped the run."""

    epochs: int
    reason: str
    history: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluated(Given):
    """The numbers of an evaluation."""

    samples: int
    logs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoldEnd(Given):
    """After each part of a cross-validation (counted from 0): the numbers of its validation, with `val_`."""

    fold: int
    folds: int
    logs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CrossValidated(Given):
    """After the last fold: mean and standard deviation (of a sample: n - 1) of each number over the folds."""

    folds: int
    mean: dict[str, Any]
    deviation: dict[str, Any]


Event = (
    Started
    | Computing
    | BatchEnd
    | Validated
    | Waiting
    | Warned
    | EpochEnd
    | SaveDue
    | BackupDue
    | Watched
    | Finished
    | Evaluated
    | FoldEnd
    | CrossValidated
)
