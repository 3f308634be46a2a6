"""Callbacks that set the rate by a schedule, end a run that went wrong, or write a record of it."""

from __future__ import annotations

from typing import Any

from netbuilder.engine.callbacks.base import NOTHING, Callback, Logs, Verdict
from netbuilder.engine.callbacks.watching import FrequencyKind
from netbuilder.engine.schedules import Schedule
from netbuilder.spec import param, register


@register
class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch, by a schedule that counts epochs."""

    schedule: Schedule = param(start="exponential_decay", doc="The rate of each epoch, the first being number 0.")

    def epoch_begin(self, epoch: int) -> Verdict:
        return Verdict(learning_rate=self.schedule.rate(epoch))


@register
class TerminateOnNaN(Callback):
    """Ends the run quietly when a loss or gradient is not finite; without it that is an error."""


@register
class CSVLogger(Callback):
    """Writes the numbers of each epoch to a table."""

    filename: str = param(start="history.csv", doc="The file.")
    separator: str = param(default=",", doc="What separates two numbers.")
    append: bool = param(default=False, doc="Appends to the file if it exists.")


@register
class TensorBoard(Callback):
    """Writes the numbers of each epoch for TensorBoard; needs the extra `tensorboard`."""

    log_dir: str = param(default="logs", doc="The folder; training and validation get one each in it.")


@register
class BackupAndRestore(Callback):
    """Keeps a checkpoint while it trains, from which an interrupted run resumes by itself."""

    backup_dir: str = param(start="backup", doc="The folder of the checkpoint.")
    save_freq: Any = param(default="epoch", kind=FrequencyKind(), doc="After each epoch, or after so many batches.")
    delete_checkpoint: bool = param(default=True, doc="Deletes it when the run has ended well.", advanced=True)

    @property
    def batches(self) -> int:
        return 0 if self.save_freq == "epoch" else int(self.save_freq)

    def batch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        return Verdict(back_up_to=self.backup_dir)

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs, rate: float) -> Verdict:
        return NOTHING if self.batches else Verdict(back_up_to=self.backup_dir)
