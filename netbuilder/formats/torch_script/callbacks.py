"""Callbacks as lines of a PyTorch script: before the loop, in each epoch, and after the loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from netbuilder.engine.callbacks import (
    CSVLogger,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
    Monitor,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from netbuilder.engine.monitors import directed
from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.optimizing import schedule_lines


@dataclass
class Rules:
    """Lines at their places in `main`; `functions` stand before it, `left` names what the script does without."""

    functions: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    begin: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)


def rules_of(training: TrainingSettings, outputs: Sequence[str]) -> Rules:
    """What the callbacks of a run of a network with these outputs become."""
    rules = Rules()
    for i, callback in enumerate(directed(training, outputs)):
        write = WRITERS.get(type(callback))
        if write is None:
            rules.left.append(type(callback).__name__)
        else:
            write(rules, callback, "" if i == 0 else f"_{i + 1}")
    return rules


def _better(monitor: Monitor, value: str, best: str, delta: float = 0.0) -> str:
    less = monitor.mode == "min"
    change = f" {'-' if less else '+'} {delta!r}" if delta else ""
    return f"{value} {'<' if less else '>'} {best}{change}"


def _worst(monitor: Monitor) -> str:
    return "math.inf" if monitor.mode == "min" else "-math.inf"


def _early_stopping(rules: Rules, callback: Any, number: str) -> None:
    best, wait, kept = f"best{number}", f"wait{number}", f"kept{number}"
    watched = literal(callback.monitor).flat()
    rules.imports.add("import math")
    rules.before.append(f"{best}, {wait} = {_worst(callback)}, 0")
    keeps = callback.restore_best_weights
    if keeps:
        rules.imports.add("import copy")
        rules.before.append(f"{kept} = None")
    start = f"epoch >= {callback.start_from_epoch} and " if callback.start_from_epoch else ""
    rules.end += [
        f"if {start}{watched} in logs:",
        f"    {wait} += 1",
        f"    if {_better(callback, f'logs[{watched}]', best, callback.min_delta)}:",
        f"        {best} = logs[{watched}]",
    ]
    if callback.baseline is None:
        rules.end.append(f"        {wait} = 0")
    else:
        rules.end.append(f"        if {_better(callback, best, repr(callback.baseline), callback.min_delta)}:")
        rules.end.append(f"            {wait} = 0")
    if keeps:
        rules.end.append(f"        {kept} = copy.deepcopy(network.state_dict())")
        rules.after += [f"if {kept} is not None:", f"    network.load_state_dict({kept})"]
    rules.end += [
        f"    if {wait} >= {max(callback.patience, 1)} and epoch > 0:",
        "        break  # no improvement for long enough" if not number else "        break",
    ]


def _plateau(rules: Rules, callback: Any, number: str) -> None:
    watched, name = literal(callback.monitor).flat(), f"plateau{number}"
    rules.before += call(
        "torch.optim.lr_scheduler.ReduceLROnPlateau",
        Code("optimizer"),
        named("mode", literal(callback.mode)),
        named("factor", literal(callback.factor)),
        named("patience", literal(max(callback.patience - 1, 0))),
        named("threshold", literal(callback.min_delta)),
        named("threshold_mode", literal("abs")),
        named("cooldown", literal(callback.cooldown)),
        named("min_lr", literal(callback.min_lr)),
    ).lines(0, before=f"{name} = ")
    rules.end += [f"if {watched} in logs:", f"    {name}.step(logs[{watched}])"]


def _checkpoint(rules: Rules, callback: Any, number: str) -> None:
    if callback.batches:
        rules.left.append("ModelCheckpoint after so many batches")
        return
    path = literal(str(PurePath(callback.filepath).with_suffix(".pt"))).flat()
    file = f"{path}.format(epoch=epoch + 1, **logs)" if "{" in callback.filepath else path
    save = f"torch.save(network.state_dict(), {file})"
    if not callback.save_best_only:
        rules.end += ["if rank == 0:", f"    {save}"]
        return
    saved, watched = f"saved{number}", literal(callback.monitor).flat()
    rules.imports.add("import math")
    threshold = callback.initial_value_threshold
    rules.before.append(f"{saved} = {_worst(callback) if threshold is None else repr(threshold)}")
    rules.end += [
        f"if {watched} in logs and {_better(callback, f'logs[{watched}]', saved)}:",
        f"    {saved} = logs[{watched}]",
        "    if rank == 0:",
        f"        {save}",
    ]


def _csv(rules: Rules, callback: Any, number: str) -> None:
    path, table = literal(callback.filename).flat(), f"table{number}"
    rules.imports.add("import csv")
    mode = literal("a" if callback.append else "w").flat()
    rules.end += [
        "if rank == 0:",
        f'    mode = {mode} if epoch == first else "a"',
        f'    with open({path}, mode, newline="") as file:',
        f"        {table} = csv.writer(file, delimiter={literal(callback.separator[:1] or ',').flat()})",
        "        if epoch == first:",
        f'            {table}.writerow(["epoch", *logs])',
        f"        {table}.writerow([epoch, *logs.values()])",
    ]


def _nan(rules: Rules, callback: Any, number: str) -> None:
    rules.imports.add("import math")
    rules.end += ['if not math.isfinite(logs["loss"]):', "    break"]


def _scheduler(rules: Rules, callback: Any, number: str) -> None:
    lines = schedule_lines(callback.schedule)
    rules.imports |= {f"import {module}" for module in ("math", "bisect") if f"{module}." in "".join(lines)}
    rules.functions += ["", "", f"def rate_of_epoch{number}(step):", *(f"    {line}" for line in lines)]
    rules.begin += ["for group in optimizer.param_groups:", f'    group["lr"] = rate_of_epoch{number}(epoch)']


WRITERS: dict[type[Any], Any] = {
    EarlyStopping: _early_stopping,
    ReduceLROnPlateau: _plateau,
    ModelCheckpoint: _checkpoint,
    CSVLogger: _csv,
    TerminateOnNaN: _nan,
    LearningRateScheduler: _scheduler,
}
