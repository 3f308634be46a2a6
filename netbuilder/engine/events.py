"""What a run tells as it goes: frozen values, the same for the window, the command line and a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Started:
    """Before the first batch."""

    samples: int
    validation_samples: int
    batches: int
    epochs: int
    first_epoch: int


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """After each step. `loss` is this batch's; `logs` are running means over the epoch so far."""

    epoch: int
    batch: int
    step: int
    samples: int
    loss: float
    logs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Validated:
    """After each batch of validation or evaluation, so that it can be stopped."""

    batch: int
    batches: int


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """After each epoch (counted from 0): the numbers of training and, with `val_`, of validation."""

    epoch: int
    logs: dict[str, Any]
    learning_rate: float


@dataclass(frozen=True, slots=True)
class SaveDue:
    """A callback asks that the model be written to `path` before training goes on."""

    path: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Finished:
    """After the last epoch. `reason` is "done" or the name of the callback that stopped the run."""

    epochs: int
    reason: str
    history: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The numbers of an evaluation."""

    samples: int
    logs: dict[str, Any]


Event = Started | BatchEnd | Validated | EpochEnd | SaveDue | Finished | Evaluated
