"""What a callback is: a rule that watches the numbers of a run and acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netbuilder.spec import Spec, param

Logs = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a callback asks for. `save_to` is a model file, `back_up_to` a folder for a checkpoint."""

    stop: bool = False
    keep_weights: bool = False
    save_to: str = ""
    back_up_to: str = ""
    learning_rate: float | None = None


NOTHING = Verdict()


class Callback(Spec, registry=True):
    """A rule asked before and after every epoch. Its memory is a plain dict, so that a checkpoint can hold it."""

    def start(self) -> dict[str, Any]:
        """A fresh memory."""
        return {}

    def epoch_begin(self, epoch: int) -> Verdict:
        """What to do before epoch number `epoch` (from 0)."""
        return NOTHING

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs, rate: float) -> Verdict:
        """What to do after an epoch that ended with these numbers and at this learning rate."""
        return NOTHING

    @property
    def batches(self) -> int:
        """After how many batches it is asked besides; 0 is never."""
        return 0

    def batch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        """What to do after every `batches` batches."""
        return NOTHING

    @property
    def restores_kept_weights(self) -> bool:
        """Whether the weights kept last are put back when training ends."""
        return False


class Monitor(Callback):
    """A callback that watches one number."""

    monitor: str = param(default="val_loss", doc="The number that is watched.")
    mode: str = param(
        default="auto", choices=("auto", "min", "max"), doc="Whether less or more is better; auto goes by the number."
    )

    def improved(self, value: float, best: float | None, min_delta: float = 0.0) -> bool:
        """Whether `value` beats `best` by more than `min_delta`. A run has turned "auto" into what it means there."""
        if best is None:
            return True
        if self.mode != "max":
            return value + min_delta < best
        return value - min_delta > best
