"""k-fold cross-validation: every sample validates once, in a network that never trained on it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Prepared, Use, prepare
from netbuilder.data.dataset import divided
from netbuilder.engine.events import CrossValidated, Evaluated, Event, FoldEnd
from netbuilder.engine.fit import evaluate, fit
from netbuilder.engine.model import Model, compile_model, drawn_seed
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.samples import Samples
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError
from netbuilder.graph import Graph

Fold = tuple[Array, Array]
Logs = dict[str, Any]


def folds(
    labels: Array, count: int, stratified: bool = False, shuffle: bool = True, seed: int | None = None
) -> list[Fold]:
    """For each fold the numbers of its training and of its validation samples, in ascending order.

    The folds' sizes differ by one at most; `stratified` makes the same hold for the samples of each class, where
    `labels` are class numbers or one-hot. Without `shuffle` and `stratified` a fold is one consecutive part.
    Raises DataError when there are fewer samples than folds.
    """
    size = len(labels)
    if not 2 <= count <= size:
        raise DataError(
            "{count} folds cannot be made of {size} samples. Choose from 2 to as many as there are samples",
            count=count, size=size,
        )  # fmt: skip
    order = np.random.default_rng(seed).permutation(size) if shuffle else np.arange(size)
    member = np.empty(size, np.intp)
    if stratified:
        # Dealing out the samples class by class gives each fold its share of every class and of the whole.
        by_class = order[np.argsort(_class_numbers(labels)[order], kind="stable")]
        member[by_class] = np.arange(size) % count
    else:
        sizes = size // count + (np.arange(count) < size % count)
        member[order] = np.repeat(np.arange(count), sizes)
    return [(np.flatnonzero(member != fold), np.flatnonzero(member == fold)) for fold in range(count)]


def _class_numbers(labels: Array) -> Array:
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and bool(((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
        labels = labels.argmax(axis=1)
    if labels.ndim != 1 or not np.array_equal(labels, np.round(labels)):
        raise DataError("folds that are stratified need one class for each sample. Leave that out for amounts")
    return labels


def cross_validate(
    graph: Graph, settings: TrainingSettings, data: Prepared, count: int, stratified: bool = False
) -> Iterator[Event]:
    """Trains a new network for each fold of the training part; the test part stays untouched.

    After the events of a fold's run and of its evaluation comes a FoldEnd, after the last one CrossValidated. All
    folds have the same seed, the settings' or one that is drawn, so that they differ in nothing but their samples; a
    validation split is left out of account, and so are the files that callbacks ask for. Scaling is measured anew on
    what each fold trains on. Raises DataError, for windows too, and TrainingError as `fit` does.
    """
    if data.raw.series is not None:
        raise DataError(
            "windows share rows, so that folds of them would be tested on what they were trained on. Measure the test "
            "part, or train on several splits by group"
        )
    if settings.seed is None:
        settings = settings.replace(seed=drawn_seed())
    labels = _labels(data) if stratified else np.empty(data.dataset.train_count)
    parts = folds(labels, count, stratified, settings.shuffle, settings.seed)
    measured = []
    for fold, part in enumerate(parts):
        logs = yield from _run(graph, settings, data, part)
        measured.append(logs)
        yield FoldEnd(fold, count, logs)
    yield CrossValidated(count, _over(measured, np.mean), _over(measured, _deviation))


def trained_on(
    graph: Graph, settings: TrainingSettings, data: Prepared, part: Fold
) -> Generator[Event, None, tuple[Model, Samples]]:
    """A network that was trained on the first samples of a fold, and the others as it takes them.

    Whatever is measured is measured on the first ones.
    """
    ready = prepare(divided(data.raw, *part), data.settings, Use(labels=data.use.labels))
    model = compile_model(graph, settings, ready.input_shapes)
    model.fitted = ready.fitted
    held = samples_of(ready, model.graph, "test")
    yield from fit(model, samples_of(ready, model.graph, "train"), held)
    return model, held


def _run(graph: Graph, settings: TrainingSettings, data: Prepared, part: Fold) -> Generator[Event, None, Logs]:
    """One fold's training, and what its network then gives on the rest (a callback may have chosen its weights)."""
    model, validation = yield from trained_on(graph, settings, data, part)
    logs: Logs = {}
    for event in evaluate(model, validation, settings.batch_size):
        logs = event.logs if isinstance(event, Evaluated) else logs
        yield event
    return {f"val_{name}": value for name, value in logs.items()}


def _labels(data: Prepared) -> Array:
    labels = list(data.dataset.y_train.values())
    if len(labels) != 1:
        raise DataError("folds that are stratified need a network with one output. Leave that out for several")
    return labels[0]


def _over(measured: list[Logs], figure: Any) -> Logs:
    """A figure over the folds for each number; where a number is a row of them, for each of the row."""
    return {name: figure(np.array([logs[name] for logs in measured]), axis=0).tolist() for name in measured[0]}


def _deviation(values: Array, axis: int) -> Array:
    found: Array = np.std(values, axis=axis, ddof=1)
    return found
