"""Samples as training takes them: inputs, labels and weights, checked against the model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.finite import gaps_in
from netbuilder.engine.model import Model
from netbuilder.errors import DataError, listed
from netbuilder.files import DiskArray, rows_of
from netbuilder.graph import Graph
from netbuilder.layers.preprocessing import Discretization

Arrays = tuple[Array, ...]


@dataclass(frozen=True)
class Samples:
    """Inputs and labels, one array for each input and output, and where given a weight a sample.

    Inputs may be rows on disk (`DiskArray`), which are read when a part is taken.
    """

    x: Arrays
    y: Arrays
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.x[0])

    def part(self, start: int, stop: int) -> Samples:
        """Consecutive samples, as views of what is in memory and copies of what is on disk."""
        weights = None if self.weights is None else self.weights[start:stop]
        return Samples(tuple(a[start:stop] for a in self.x), tuple(a[start:stop] for a in self.y), weights)

    def chosen(self, index: slice | Array) -> Samples:
        """The samples of a slice or of these numbers; rows on disk stay there."""
        weights = None if self.weights is None else self.weights[index]
        return Samples(tuple(rows_of(a, index) for a in self.x), tuple(a[index] for a in self.y), weights)


def split(samples: Samples, fraction: float) -> tuple[Samples, Samples]:
    """The samples without their last fraction, and that fraction; raises DataError when one is empty."""
    at = math.floor(len(samples) * (1 - fraction))
    if not 0 < at < len(samples):
        raise DataError(
            "a validation split of {fraction} leaves nothing of {count} samples on one side. Choose another, or none",
            fraction=fraction,
            count=len(samples),
        )
    return samples.chosen(slice(at)), samples.chosen(slice(at, None))


def checked(model: Model, samples: Samples, weigh_classes: bool = False) -> Samples:
    """Samples whose inputs fit and whose labels are as the losses want them; raises DataError.

    With `weigh_classes` the settings' class weights count into the samples' own.
    """
    if not samples.x or not len(samples):
        raise DataError("there are no samples to train on")
    model.check_inputs(samples.x)
    for name, x in zip(model.input_shapes, samples.x, strict=True):
        _need_finite(x, name, model.graph)
    outputs = model.output_shapes
    if len(samples.y) != len(outputs):
        raise DataError(
            "the network has {count} outputs ({names}), the data has {given} kinds of labels",
            count=len(outputs),
            names=listed(outputs),
            given=len(samples.y),
        )
    if len(model.loss_weights) != len(outputs):
        raise DataError(
            "loss_weights holds {given} numbers, but there are {count} outputs. Give each output one, or none",
            given=len(model.loss_weights), count=len(outputs),
        )  # fmt: skip
    labels = []
    for y, loss, (name, shape) in zip(samples.y, model.losses, outputs.items(), strict=True):
        if len(y) != len(samples):
            raise DataError("there are {x} samples but {y} labels for {name}", x=len(samples), y=len(y), name=name)
        _need_finite(y, f"y ({name})", None)
        full = (len(y), *(int(dim or 1) for dim in shape))
        labels.append(loss.labels(y, full, model.parameters.dtype))
    weights = _weights(samples, model.parameters.dtype)
    if weigh_classes and model.settings.class_weight:
        by_class = _class_weights(model, labels)
        weights = by_class if weights is None else by_class * weights.reshape(-1, *(1,) * (by_class.ndim - 1))
    return Samples(tuple(model.cast(samples.x)), tuple(labels), weights)


def _need_finite(array: Array, name: str, graph: Graph | None) -> None:
    gaps = None if isinstance(array, DiskArray) or (graph is not None and takes_gaps(graph, name)) else gaps_in(array)
    if gaps is not None:
        raise gaps.fault(name)


def takes_gaps(graph: Graph, name: str) -> bool:
    """Whether an input may hold NaN: each that reads it puts NaN into a bin of its own."""
    readers = graph.consumers[name]
    return bool(readers) and all(isinstance(graph[reader].layer, Discretization) for reader, _ in readers)


def _weights(samples: Samples, dtype: Any) -> Array | None:
    if samples.weights is None:
        return None
    weights = np.asarray(samples.weights, dtype)
    if len(weights) != len(samples):
        raise DataError("there are {x} samples but {w} weights", x=len(samples), w=len(weights))
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise DataError("the weights of samples must be finite numbers, none below 0")
    return weights


def _class_weights(model: Model, labels: list[Array]) -> Array:
    """The weight of each label's class: one a sample, or one a step where each step has a label."""
    if len(labels) != 1:
        raise DataError("class weights need a network with one output. Give the samples weights instead")
    table = np.asarray(model.settings.class_weight, model.parameters.dtype)
    (y,) = labels
    one_hot = y.ndim > 1 and y.shape[-1] > 1 and not np.issubdtype(y.dtype, np.integer)
    numbers = y.argmax(axis=-1) if one_hot else np.asarray(y.reshape(len(y)) if y.size == len(y) else y).astype(np.intp)
    known = (numbers >= 0) & (numbers < len(table))
    weights: Array = np.where(known, table[np.where(known, numbers, 0)], table.dtype.type(1))  # as in Keras
    return weights
