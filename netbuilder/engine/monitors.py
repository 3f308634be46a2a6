"""Callbacks against the names that come: which watch a number in vain, and which way each is to go."""

from __future__ import annotations

import difflib
import string
from collections.abc import Sequence
from dataclasses import dataclass

from netbuilder.engine.callbacks import Callback, ModelCheckpoint, Monitor
from netbuilder.engine.metrics import FittingAccuracy, Metric
from netbuilder.engine.names import directions, log_names, logged_metrics
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Message, TrainingError

MOST_NAMES = 12
VALIDATION = "val_"


@dataclass(frozen=True)
class Deaf:
    """A callback, by its place, that is told a name which never comes; `in_path` where its files are called by it.

    `nearest` is the name that comes and is most like it, `validated` the one that would come with a validation.
    """

    place: int
    callback: Callback
    name: str
    in_path: bool
    known: tuple[str, ...]
    nearest: str
    validated: str = ""

    @property
    def message(self) -> Message:
        """What is wrong, and what to do."""
        values = {
            "callback": type(self.callback).__name__,
            "name": self.name,
            "names": ", ".join(self.known[:MOST_NAMES]),
            "nearest": self.nearest,
        }
        if self.validated and self.in_path:
            return Message(
                "{callback} names its files by {name}, but nothing is validated. Add a validation, or take {nearest}",
                values,
            )
        if self.validated:
            return Message(
                "{callback} watches {name}, but nothing is validated. Add a validation, or watch {nearest}", values
            )
        if self.in_path:
            return Message(
                "{callback} names its files by {name}, which is never logged: there are {names}. Take {nearest}", values
            )
        return Message("{callback} watches {name}, which is never logged: there are {names}. Watch {nearest}", values)

    def mended(self, name: str) -> Callback:
        """The callback with another name in the place of the one that never comes."""
        if self.in_path and isinstance(self.callback, ModelCheckpoint):
            return self.callback.replace(filepath=renamed(self.callback.filepath, self.name, name))
        return self.callback.replace(monitor=name)


def deaf_callbacks(settings: TrainingSettings, outputs: Sequence[str], validates: bool | None = None) -> list[Deaf]:
    """All callbacks that wait for a number in vain. `validates` says it where it does not follow from the settings."""
    validates = settings.validates if validates is None else validates
    found = []
    for place, callback in enumerate(settings.callbacks):
        after_batches = bool(callback.batches)
        known = log_names(settings, outputs, validates and not after_batches)
        for name, in_path in told_names(callback):
            if name in known:
                continue
            validated = ""
            if name.startswith(VALIDATION) and not validates and not after_batches:
                validated = nearest_name(name, log_names(settings, outputs, True), settings, outputs)
            nearest = nearest_name(name, known, settings, outputs)
            found.append(Deaf(place, callback, name, in_path, known, nearest, validated))
    return found


def refuse_deaf(settings: TrainingSettings, outputs: Sequence[str], validates: bool) -> None:
    """Raises TrainingError for a callback that would wait in vain, before anything is trained."""
    found = deaf_callbacks(settings, outputs, validates)
    if found:
        raise TrainingError(found[0].message.template, **found[0].message.values)


def told_names(callback: Callback) -> list[tuple[str, bool]]:
    """The names that a callback waits for, and whether its files are called by them."""
    found: list[tuple[str, bool]] = []
    if isinstance(callback, Monitor) and (not isinstance(callback, ModelCheckpoint) or callback.save_best_only):
        found.append((callback.monitor, False))
    if isinstance(callback, ModelCheckpoint):
        own = ("epoch", "batch") if callback.batches else ("epoch",)
        found += [(name, True) for name in dict.fromkeys(names_in(callback.filepath)) if name not in own]
    return found


def names_in(path: str) -> list[str]:
    """The names in braces."""
    return [name for _, name, _, _ in string.Formatter().parse(path) if name]


def renamed(path: str, old: str, new: str) -> str:
    """A path with another name in the braces."""
    for end in ("}", ":", "!"):
        path = path.replace("{" + old + end, "{" + new + end)
    return path


def nearest_name(name: str, known: Sequence[str], settings: TrainingSettings, outputs: Sequence[str]) -> str:
    """Of the names that come, the one that means the same, or else the one that is written most alike."""
    same = [other for other in same_meaning(name, settings, outputs) if other in known]
    base = name.removeprefix(VALIDATION)
    ends = [other for other in known if other.endswith(f"_{base}")]
    alike = difflib.get_close_matches(name, known, 1) or difflib.get_close_matches(base, known, 1)
    found = [*same, *ends, *alike, *(other for other in (f"{VALIDATION}loss", "loss") if other in known)]
    return found[0]


def same_meaning(name: str, settings: TrainingSettings, outputs: Sequence[str]) -> list[str]:
    """Names of metrics that another name of theirs stands for: val_acc for val_accuracy, mae's long name for mae."""
    before = VALIDATION if name.startswith(VALIDATION) else ""
    found = []
    for logged in logged_metrics(settings, outputs):
        output = f"{outputs[logged.output]}_" if len(outputs) > 1 else ""
        base = name.removeprefix(before).removeprefix(output)
        kind = Metric.names.get(base) or Metric.registry.get(base)
        is_accuracy = kind is FittingAccuracy and logged.metric.usual_name().endswith("accuracy")
        if is_accuracy or kind is type(logged.metric):
            found += [before + logged.name, logged.name]
    return sorted(found, key=lambda other: not other.startswith(before))


def directed(settings: TrainingSettings, outputs: Sequence[str]) -> tuple[Callback, ...]:
    """The callbacks with each "auto" turned into what it means for the numbers of this run."""
    ways = directions(settings, outputs)

    def told(callback: Callback) -> Callback:
        if not isinstance(callback, Monitor) or callback.mode != "auto":
            return callback
        return callback.replace(mode=ways.get(callback.monitor.removeprefix(VALIDATION), "min"))

    return tuple(told(callback) for callback in settings.callbacks)
