"""Callbacks that watch one number: EarlyStopping, ReduceLROnPlateau, ModelCheckpoint."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.engine.callbacks.base import NOTHING, Logs, Monitor, Verdict
from netbuilder.errors import FieldError
from netbuilder.kinds import Bounds, IntKind, Kind
from netbuilder.spec import param, register


@register
class EarlyStopping(Monitor):
    """Stops when a number has not improved for some epochs."""

    min_delta: float = param(default=0.0, ge=0, doc="Smaller changes do not count as improvement.")
    patience: int = param(default=0, ge=0, start=3, doc="Epochs without improvement before it stops.")
    baseline: float | None = param(default=None, doc="A value that must be beaten.", advanced=True)
    restore_best_weights: bool = param(default=False, start=True, doc="Puts the best epoch's weights back at the end.")
    start_from_epoch: int = param(default=0, ge=0, doc="Epochs before it begins to watch.", advanced=True)

    def start(self) -> dict[str, Any]:
        return {"wait": 0, "best": None, "kept": False}

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs, rate: float) -> Verdict:
        value = logs.get(self.monitor)
        if value is None or epoch < self.start_from_epoch:
            return NOTHING
        keep = self.restore_best_weights and not memory["kept"]
        memory["kept"] = True
        memory["wait"] += 1
        if self.improved(value, memory["best"], self.min_delta):
            memory["best"] = value
            if self.baseline is None or self.improved(value, self.baseline, self.min_delta):
                memory["wait"] = 0
            return Verdict(keep_weights=self.restore_best_weights)
        return Verdict(stop=memory["wait"] >= self.patience and epoch > 0, keep_weights=keep)

    @property
    def restores_kept_weights(self) -> bool:
        return self.restore_best_weights


@register
class ReduceLROnPlateau(Monitor):
    """Lowers the learning rate when a number has not improved for some epochs."""

    factor: float = param(default=0.1, gt=0, lt=1, doc="What the learning rate is multiplied by.")
    patience: int = param(default=10, ge=0, doc="Epochs without improvement before it is lowered.")
    min_delta: float = param(default=1e-4, ge=0, doc="Smaller changes do not count as improvement.")
    cooldown: int = param(default=0, ge=0, doc="Epochs after a change in which nothing is counted.", advanced=True)
    min_lr: float = param(default=0.0, ge=0, doc="The learning rate is not lowered below this.", advanced=True)

    def start(self) -> dict[str, Any]:
        return {"wait": 0, "best": None, "cooling": 0}

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs, rate: float) -> Verdict:
        value = logs.get(self.monitor)
        if value is None:
            return NOTHING
        if memory["cooling"]:
            memory["cooling"] -= 1
            memory["wait"] = 0
        if self.improved(value, memory["best"], self.min_delta):
            memory.update(best=value, wait=0)
        elif not memory["cooling"]:
            memory["wait"] += 1
            if memory["wait"] >= self.patience and rate > self.min_lr:
                memory.update(cooling=self.cooldown, wait=0)
                return Verdict(learning_rate=max(rate * self.factor, self.min_lr))
        return NOTHING


class FrequencyKind(Kind):
    """ "epoch", or a number of batches."""

    def coerce(self, value: Any) -> Any:
        return "epoch" if value == "epoch" else IntKind(Bounds(ge=1)).coerce(value)


@register
class ModelCheckpoint(Monitor):
    """Writes the model to a file after each epoch, or only when it is the best so far."""

    filepath: str = param(
        start="best.keras",
        doc="The file; its suffix chooses the format. {epoch} and the names of numbers are filled in.",
        kw_only=True,
    )
    save_best_only: bool = param(
        default=False, start=True, doc="Writes only when the watched number has improved.", kw_only=True
    )
    save_freq: Any = param(
        default="epoch",
        kind=FrequencyKind(),
        doc="After each epoch, or after so many batches.",
        advanced=True,
        kw_only=True,
    )
    initial_value_threshold: float | None = param(
        default=None, doc="A value that the first model written must beat.", advanced=True, kw_only=True
    )

    def validate(self) -> None:
        try:
            named = [name for _, name, _, _ in string.Formatter().parse(self.filepath) if name is not None]
        except ValueError:
            named = [""]
        if not all(name.isidentifier() for name in named):
            raise FieldError("filepath", "may hold names in braces, such as {{epoch}}, and no other braces")

    def start(self) -> dict[str, Any]:
        return {"best": self.initial_value_threshold}

    @property
    def batches(self) -> int:
        return 0 if self.save_freq == "epoch" else int(self.save_freq)

    def batch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        return self._saved(memory, epoch, logs)

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs, rate: float) -> Verdict:
        return NOTHING if self.batches else self._saved(memory, epoch, logs)

    def _saved(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        if not self.save_best_only:
            return Verdict(save_to=self._path(epoch, logs))
        value = logs.get(self.monitor)
        if value is None or not self.improved(value, memory["best"]):
            return NOTHING
        memory["best"] = value
        return Verdict(save_to=self._path(epoch, logs))

    def _path(self, epoch: int, logs: Logs) -> str:
        return _Filler().vformat(self.filepath, (), {**logs, "epoch": epoch + 1})


class _Filler(string.Formatter):
    """Fills in numbers by name and nothing else; a name that is not there stays as it is."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(field_name, "{" + field_name + "}"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return str(super().format_field(value, format_spec))
        except ValueError:
            return str(value)
