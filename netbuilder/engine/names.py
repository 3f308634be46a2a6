"""What the numbers of an epoch are called: one rule for the engine's logs, for callbacks and for checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from netbuilder.engine.metrics import Metric
from netbuilder.engine.settings import TrainingSettings


@dataclass(frozen=True)
class Logged:
    """A metric of one output, and the name under which it is told; `weighted` if samples' weights count in it."""

    name: str
    output: int
    metric: Metric
    weighted: bool = False


def logged_metrics(settings: TrainingSettings, outputs: Sequence[str]) -> tuple[Logged, ...]:
    """Every metric that a network with these outputs tells, under Keras's names and numbers."""
    found: list[Logged] = []
    times: Counter[str] = Counter()
    for weighted, metrics in ((False, settings.metrics), (True, settings.weighted_metrics)):
        for i, output in enumerate(outputs):
            before = f"{output}_" if len(outputs) > 1 else ""
            for metric in metrics:
                if metric.output not in (None, i):
                    continue
                name = f"{before}{metric.log_name()}"
                if weighted and times[name]:
                    name = f"{before}weighted_{metric.log_name()}"
                base = name
                while times[name]:
                    name = f"{base}_{times[base]}"
                    times[base] += 1
                times[name] += 1
                found.append(Logged(name, i, metric, weighted))
    return tuple(found)


def loss_names(outputs: Sequence[str]) -> tuple[str, ...]:
    """What the losses of several outputs are called; a single one has only its `loss`."""
    return tuple(f"{name}_loss" for name in outputs) if len(outputs) > 1 else ()


def log_names(settings: TrainingSettings, outputs: Sequence[str], validates: bool = False) -> tuple[str, ...]:
    """The names of all numbers that an epoch tells, those of validation last."""
    metrics = (logged.name for logged in logged_metrics(settings, outputs))
    names = tuple(dict.fromkeys(("loss", *loss_names(outputs), *metrics)))
    return (*names, *(f"val_{name}" for name in names)) if validates else names


def directions(settings: TrainingSettings, outputs: Sequence[str]) -> dict[str, str]:
    """Whether less ("min") or more ("max") of each number is better, by its name in training."""
    found = dict.fromkeys(("loss", *loss_names(outputs)), "min")
    found.update({logged.name: logged.metric.better for logged in logged_metrics(settings, outputs)})
    return found
