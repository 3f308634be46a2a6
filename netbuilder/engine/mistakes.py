"""Classic mistakes, named before training: what trains, but cannot learn what it is meant to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from netbuilder.data import Prepared
from netbuilder.data.labels import Labels, labels_of
from netbuilder.engine.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    Huber,
    LogCosh,
    Loss,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
)
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault
from netbuilder.graph import Graph, Problem, Report, check
from netbuilder.kinds import Shape
from netbuilder.layers import Activation
from netbuilder.layers.normalization import BatchNormalization

FOR_AMOUNTS = (
    MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError, Huber, LogCosh,
    Poisson,
)  # fmt: skip
FOR_SHARES = (BinaryCrossentropy, BinaryFocalCrossentropy)
# What the last activation can give at least and at most.
RANGES = {
    "sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "sparsemax": (0.0, 1.0),
    "tanh": (-1.0, 1.0), "softsign": (-1.0, 1.0), "hard_tanh": (-1.0, 1.0), "relu": (0.0, math.inf),
    "relu6": (0.0, 6.0), "softplus": (0.0, math.inf), "exponential": (0.0, math.inf), "elu": (-1.0, math.inf),
}  # fmt: skip
TOLERANCE = 1e-6  # by which rounded labels may pass a limit
MOST_NAMED = 5
WARNING = "warning"
EXPLAINING = ("loss", "activation", "labels", "data")  # what problems are about that spoil a training


def loss_warnings(graph: Graph, training: TrainingSettings, building: bool = False) -> list[Problem]:
    """Losses that do not suit the last activation: they train, but not well.

    While somebody is `building`, an end that has no activation of its own is no head yet, and is left in peace.
    """
    problems: list[Problem] = []
    shapes = check(graph).shapes
    for i, name in enumerate(graph.output_names):
        if building and not is_head(graph, name):
            continue
        loss, activation = training.loss_of(i), last_activation(graph, name)
        logits = bool(getattr(loss, "from_logits", False))
        wanted = "sigmoid" if loss.snake().startswith("binary") else "softmax"
        values: dict[str, Any] = {"activation": activation, "loss": loss.snake(), "wanted": wanted}
        if activation == "softmax" and name in shapes and shapes[name][0][-1:] == (1,):
            template = N_("ends in softmax over one output, which always gives 1: it cannot learn. Choose sigmoid")
            problems.append(Problem(template, {"wanted": "sigmoid"}, name, "activation", WARNING))
        elif loss.one_hot and name in shapes and shapes[name][0][-1:] == (1,):
            template = N_(
                "{loss} over one output cannot learn: it is for one class out of several. Choose another loss"
            )
            problems.append(Problem(template, values, name, "loss", WARNING))
        elif not is_crossentropy(loss):
            continue
        elif logits and activation in ("softmax", "sigmoid"):
            template = N_("ends in {activation}, but the loss expects scores before it (from_logits)")
            problems.append(Problem(template, {**values, "wanted": "linear"}, name, "activation", WARNING))
        elif not logits and activation not in ("softmax", "sigmoid"):
            template = N_("ends in {activation}, but {loss} expects probabilities. Choose {wanted}")
            problems.append(Problem(template, values, name, "activation", WARNING))
    return problems


def is_crossentropy(loss: Loss) -> bool:
    """Whether a loss compares probabilities with classes."""
    return "crossentropy" in loss.snake().replace("cross_entropy", "crossentropy")


def label_warnings(graph: Graph, report: Report, training: TrainingSettings, prepared: Prepared) -> list[Problem]:
    """Labels that do not suit the loss or the last activation, or that training never sees."""
    problems: list[Problem] = []
    names = graph.output_names
    given = list(prepared.dataset.y_train)
    for i, name in enumerate(names):
        array = given[0] if len(given) == len(names) == 1 else name
        labels = labels_of(prepared.dataset, "train", array)
        if labels is None or name not in report.shapes:
            continue
        classes = prepared.dataset.classes_of(array)
        vectors = prepared.settings.predicted(array).one_hot and bool(labels.first)
        if labels.low == labels.high and prepared.dataset.train_count > 1:
            template = N_(
                "all labels are {value}: there is nothing to tell apart. Choose other data, or another column"
            )
            problems.append(Problem(template, {"value": labels.low}, name, "labels", WARNING))
            continue
        problems += _unsuited(graph, name, training.loss_of(i), labels, vectors, classes)
        problems += _classes(name, training.loss_of(i), labels, report.shapes[name][0], len(classes))
        problems += _unseen(name, training, labels, labels_of(prepared.dataset, "test", array), prepared, classes)
        problems += _in_test(name, array, training.loss_of(i), report.shapes[name][0], prepared)
    return problems


def _unsuited(
    graph: Graph, name: str, loss: Loss, labels: Labels, vectors: bool, classes: tuple[str, ...]
) -> Iterator[Problem]:
    """Labels in another range than the loss or the last activation is for."""
    if vectors:
        return
    values: dict[str, Any] = {"loss": loss.snake(), "low": labels.low, "high": labels.high}
    if (isinstance(loss, FOR_SHARES) or loss.one_hot) and (labels.low < -TOLERANCE or labels.high > 1 + TOLERANCE):
        template = N_("{loss} is for labels from 0 to 1, but they go from {low} to {high}. Choose another loss")
        yield Problem(template, values, name, "loss", WARNING)
    if not isinstance(loss, FOR_AMOUNTS):
        return
    if labels.first and any(not _is_number(kind) for kind in classes):  # they have names, and are no amounts
        told = ", ".join(classes[:MOST_NAMED])
        template = N_("{loss} takes the numbers of classes ({classes}) for amounts. Choose a loss for classes")
        yield Problem(template, {**values, "classes": told}, name, "loss", WARNING)
        return
    activation = last_activation(graph, name)
    least, most = RANGES.get(activation, (-math.inf, math.inf))
    if labels.low < least - TOLERANCE or labels.high > most + TOLERANCE:
        values |= {"activation": activation, "least": least, "most": most, "wanted": "linear"}
        within = N_(
            "ends in {activation}, which gives {least} to {most}, but the labels go from {low} to {high}. Choose linear"
        )
        above = N_(
            "ends in {activation}, which gives {least} and more, but the labels go from {low} to {high}. Choose linear"
        )
        yield Problem(within if most < math.inf else above, values, name, "activation", WARNING)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _classes(name: str, loss: Loss, labels: Labels, shape: Shape, count: int) -> Iterator[Problem]:
    """More outputs than there are classes."""
    for_classes = is_crossentropy(loss) and not isinstance(loss, FOR_SHARES)
    if for_classes and labels.first and count and len(shape) == 1 and (shape[0] or 0) > max(count, 1):
        template = N_("has {units} outputs, but the data has {count} classes")
        yield Problem(template, {"units": shape[0], "count": count}, name, "loss", WARNING)


def _unseen(
    name: str, training: TrainingSettings, labels: Labels, test: Labels | None, prepared: Prepared,
    classes: tuple[str, ...],
) -> Iterator[Problem]:  # fmt: skip
    """Classes that are in the validation or the test part alone."""
    if not classes:
        return
    held = 0.0 if prepared.dataset.val_count else training.held_back
    trained = math.floor(prepared.dataset.train_count * (1 - held))
    late = [kind for kind, first in labels.first.items() if first >= trained]
    if late:
        template = N_(
            "class {names} is in the validation part alone, which is the last of the data: it is never learned. "
            "Shuffle the rows of the file, or validate on less"
        )
        yield Problem(template, {"names": _named(late, classes)}, name, "validation_split", WARNING)
    strange = sorted(set(test.first) - set(labels.first)) if test is not None else []
    if strange:
        template = N_("class {names} is in the test part alone: it is never learned")
        yield Problem(template, {"names": _named(strange, classes)}, name, "labels", WARNING)


def _named(kinds: list[int], classes: tuple[str, ...]) -> str:
    names = [classes[kind] if 0 <= kind < len(classes) else str(kind) for kind in kinds]
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def _in_test(name: str, array: str, loss: Loss, shape: Shape, prepared: Prepared) -> Iterator[Problem]:
    """Labels of the test part that the network has no outputs for."""
    test = prepared.y_test.get(array)
    if test is None or not len(test):
        return
    try:
        loss.labels(test if test.dtype.kind in "biu" else test[:1], (len(test), *(dim or 1 for dim in shape)))
    except Fault as fault:
        yield Problem("in the test part, {cause}", {"cause": fault}, name, "labels", WARNING)


def batch_warnings(graph: Graph, training: TrainingSettings, samples: int) -> list[Problem]:
    """Batches that are larger than the data, or too small to be normalized; `samples` is their number in training."""
    problems, batch = [], training.batch_size
    if samples < batch:
        template = N_(
            "there are {samples} samples to train on, fewer than a batch of {batch}: each epoch is a single step"
        )
        problems.append(Problem(template, {"samples": samples, "batch": batch}, "", "batch_size", WARNING))
    if min(batch, samples) == 1:
        template = N_("normalizes each batch by itself, but a batch is a single sample. Choose a larger batch_size")
        layers = {name: node.layer for name, node in graph.nodes.items()}
        problems += [
            Problem(template, {}, name, "batch_size", WARNING)
            for name, layer in layers.items()
            if isinstance(layer, BatchNormalization) and layer.trainable
        ]
    return problems


def is_head(graph: Graph, name: str) -> bool:
    """Whether a network can be meant to end here: in an activation, or in a layer that has one."""
    layer = graph[name].layer
    lowered = layer.lowered()[-1:]
    return hasattr(layer, "activation") or bool(lowered and isinstance(lowered[0], Activation))


def last_activation(graph: Graph, name: str) -> str:
    """The activation that an output ends in."""
    layer = graph[name].layer
    last = layer.lowered()[-1:]
    if last and isinstance(last[0], Activation):
        return last[0].activation
    return str(getattr(layer, "activation", "linear"))


def explaining(problems: Iterable[Problem]) -> list[Problem]:
    """Of a project's problems those that make a training go badly, whatever its numbers look like."""
    return [problem for problem in problems if problem.field in EXPLAINING]
