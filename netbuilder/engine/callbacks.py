"""Callbacks: rules that watch the numbers of each epoch and act on them. Names and defaults are Keras's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netbuilder.engine.metrics import Metric
from netbuilder.spec import Spec, param, register

Logs = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a callback asks for after an epoch."""

    stop: bool = False
    keep_weights: bool = False
    save_to: str = ""


class Callback(Spec, registry=True):
    """A rule asked after every epoch. Its memory is a plain dict, so that a checkpoint can hold it."""

    def start(self) -> dict[str, Any]:
        """A fresh memory."""
        return {}

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        """What to do after epoch number `epoch` (from 0)."""
        raise AssertionError("a callback judges")

    @property
    def restores_kept_weights(self) -> bool:
        """Whether the weights kept last are put back when training ends."""
        return False


class _Monitor(Callback):
    monitor: str = param("val_loss", doc="The number that is watched.")
    mode: str = param(
        "auto", choices=("auto", "min", "max"), doc="Whether less or more is better; auto goes by the name."
    )

    def improved(self, value: float, best: float | None, min_delta: float = 0.0) -> bool:
        """Whether `value` beats `best` by more than `min_delta`."""
        if best is None:
            return True
        if self._mode() == "min":
            return value + min_delta < best
        return value - min_delta > best

    def _mode(self) -> str:
        if self.mode != "auto":
            return self.mode
        name = self.monitor.removeprefix("val_")
        if name.endswith("loss"):
            return "min"
        for known, metric in Metric.names.items():
            if name.endswith(known):
                return str(metric.better)
        return "min"


@register
class EarlyStopping(_Monitor):
    """Stops when a number has not improved for some epochs."""

    min_delta: float = param(0.0, ge=0, doc="Smaller changes do not count as improvement.")
    patience: int = param(0, ge=0, start=3, doc="Epochs without improvement before it stops.")
    baseline: float | None = param(None, doc="A value that must be beaten.", advanced=True)
    restore_best_weights: bool = param(False, start=True, doc="Puts the best epoch's weights back at the end.")
    start_from_epoch: int = param(0, ge=0, doc="Epochs before it begins to watch.", advanced=True)

    def start(self) -> dict[str, Any]:
        return {"wait": 0, "best": None, "kept": False}

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        value = logs.get(self.monitor)
        if value is None or epoch < self.start_from_epoch:
            return Verdict()
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
class ModelCheckpoint(_Monitor):
    """Writes the model to a file after each epoch, or only when it is the best so far."""

    filepath: str = param(start="best.keras", doc="The file; its suffix chooses the format.", kw_only=True)
    save_best_only: bool = param(False, start=True, doc="Writes only when the watched number improved.", kw_only=True)

    def start(self) -> dict[str, Any]:
        return {"best": None}

    def epoch_end(self, memory: dict[str, Any], epoch: int, logs: Logs) -> Verdict:
        if not self.save_best_only:
            return Verdict(save_to=self.filepath)
        value = logs.get(self.monitor)
        if value is None or not self.improved(value, memory["best"]):
            return Verdict()
        memory["best"] = value
        return Verdict(save_to=self.filepath)
