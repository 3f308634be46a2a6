"""Metrics between Keras's `compile`, where each output has a list, and settings, where each metric names its output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from netbuilder.engine.callbacks import Callback, Monitor
from netbuilder.engine.metrics import Metric
from netbuilder.engine.monitors import VALIDATION, directed
from netbuilder.engine.names import directions, logged_metrics
from netbuilder.engine.settings import TrainingSettings

COUNTS = ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")  # of which Keras knows no direction


def by_output(metrics: Sequence[Metric], outputs: int) -> list[list[Metric]]:
    """The metrics of each output."""
    return [[metric for metric in metrics if metric.output in (None, i)] for i in range(outputs)]


def told_apart(training: TrainingSettings, outputs: int) -> TrainingSettings:
    """The settings with names for those metrics that Keras would count: it numbers all that are made without one."""
    made = by_output((*training.metrics, *training.weighted_metrics), outputs)
    times = Counter(type(metric) for each in made for metric in each)

    def told(metric: Metric) -> Metric:
        if metric.name or not metric.numbered or times[type(metric)] < 2:
            return metric
        return metric.replace(name=metric.usual_name())

    return training.replace(
        metrics=tuple(map(told, training.metrics)), weighted_metrics=tuple(map(told, training.weighted_metrics))
    )


def joined(value: Any, outputs: Sequence[str], member: Callable[[Any], Metric | None]) -> tuple[Metric, ...]:
    """What `compile` was told as metrics, in a list or a dict, flat or by output. `member` reads one of them."""
    count = len(outputs)
    if isinstance(value, Mapping) and not _is_leaf(value):
        each = [leaves(value.get(name)) for name in outputs] if count > 1 else [leaves(value)]
    elif isinstance(value, list | tuple) and count > 1 and len(value) == count:
        each = [leaves(item) for item in value]
    else:
        each = [leaves(value)] * count  # as Keras 2 did: all of them for each output
    if count > 1:
        each = [[_without_output(item, name) for item in items] for items, name in zip(each, outputs, strict=True)]
    found = [[metric for metric in map(member, items) if metric is not None] for items in each]
    if not found or all(metrics == found[0] for metrics in found):
        return tuple(found[0]) if found else ()
    return tuple(metric.replace(output=i) for i, metrics in enumerate(found) for metric in metrics)


def _without_output(item: Any, output: str) -> Any:
    """A metric by its own name: in .h5 files Keras 2 put the output's in front of it."""
    config = item.get("config") if isinstance(item, Mapping) else None
    if not isinstance(config, Mapping) or item.get("class_name") != "MeanMetricWrapper":
        return item
    name = config.get("name")
    return {**item, "config": {**config, "name": name.removeprefix(f"{output}_")}} if isinstance(name, str) else item


def leaves(value: Any) -> list[Any]:
    """All that is no list and no dict, wherever it is nested."""
    if isinstance(value, Mapping) and not _is_leaf(value):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [value]


def _is_leaf(value: Mapping[Any, Any]) -> bool:
    return "class_name" in value


def in_order(value: Any, outputs: Sequence[str]) -> list[Any]:
    """Values by the names of outputs, or in a list, in the outputs' order."""
    if isinstance(value, Mapping) and not _is_leaf(value):
        return [value[name] for name in outputs] if set(outputs) == set(value) else list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def callbacks_for_keras(training: TrainingSettings, outputs: Sequence[str]) -> list[Callback]:
    """The callbacks with "auto" only where Keras can tell what it means: it refuses the names of outputs.

    One that watches a name which never comes stays as it is.
    """
    ways = directions(training, outputs)
    known = {
        logged.metric.log_name()
        for logged in logged_metrics(training, outputs)
        if type(logged.metric).__name__ not in COUNTS
    }
    return [
        callback
        if not isinstance(callback, Monitor)
        or callback.monitor.removeprefix(VALIDATION) in {"loss", *known}
        or callback.monitor.removeprefix(VALIDATION) not in ways
        else way
        for callback, way in zip(training.callbacks, directed(training, outputs), strict=True)
    ]
