"""Preparation: the declared steps between a data set and the network, measured on the training part only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import Dataset
from netbuilder.data.finite import gaps_of
from netbuilder.data.labels import look_through
from netbuilder.data.scaling import Scaling, scaling_of
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, Message
from netbuilder.files import DiskArray
from netbuilder.kinds import Shape


@dataclass(frozen=True)
class Prepared:
    """Samples as the network takes them. `steps` says in words what was done, in order."""

    dataset: Dataset
    settings: DataSettings
    x_train: Mapping[str, Array]
    y_train: Mapping[str, Array]
    x_test: Mapping[str, Array]
    y_test: Mapping[str, Array]
    scalings: Mapping[str, Scaling]
    steps: tuple[Message, ...]

    @property
    def input_shapes(self) -> dict[str, Shape]:
        """The shape of one sample of each input."""
        return {name: array.shape[1:] for name, array in self.x_train.items()}

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, where labels are what is predicted."""
        return () if self.settings.target_is_input else self.dataset.classes

    @property
    def label_shapes(self) -> dict[str, Shape]:
        """The shape of one sample's labels."""
        return {name: array.shape[1:] for name, array in self.y_train.items()}

    def inputs(self, x: Mapping[str, Array]) -> dict[str, Array]:
        """Raw inputs made ready in the same way; rows on disk are made ready when they are read."""
        return {name: self._ready(name, array) for name, array in x.items()}

    def _ready(self, name: str, x: Any) -> Array:
        if isinstance(x, DiskArray):
            return cast(Array, x.stepped(partial(self._ready, name)))
        scaled = self.scalings[name](x) if name in self.scalings else x
        return _arranged(scaled, self.settings.arrangement)


def prepare(dataset: Dataset, settings: DataSettings) -> Prepared:
    """The data set after its declared steps; raises DataError for a step that cannot be."""
    scalings = {}
    steps: list[Message] = list(dataset.notes)
    for name in dataset.x_train:
        scaling = _measured(dataset, name, settings.scaling)
        if scaling is not None:
            scalings[name] = scaling
            steps.append(scaling.sentence)
    bare = Prepared(dataset, settings, {}, {}, {}, {}, scalings, ())
    x_train, x_test = bare.inputs(dataset.x_train), bare.inputs(dataset.x_test)
    for name, array in x_train.items():
        before = dataset.x_train[name].shape[1:]
        if array.shape[1:] != before:
            steps.append(
                Message("{before} arranged as {after}", {"before": _sizes(before), "after": _sizes(array.shape[1:])})
            )
    y_train, y_test = dict(dataset.y_train), dict(dataset.y_test)
    if settings.target_is_input:
        y_train, y_test = _in_memory(x_train), _in_memory(x_test)
        steps.append(Message("the target is the input itself"))
    elif settings.one_hot and dataset.classes:
        count = len(dataset.classes)
        y_train = {name: one_hot(y, count) for name, y in y_train.items()}
        y_test = {name: one_hot(y, count) for name, y in y_test.items()}
        steps.append(Message("labels one-hot over {count} classes", {"count": count}))
    look_through(dataset)  # here, where it may take its time
    gaps_of(dataset, "train"), gaps_of(dataset, "test")
    return Prepared(dataset, settings, x_train, y_train, x_test, y_test, scalings, tuple(steps))


def _in_memory(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Targets are never read from disk batch by batch."""
    return {name: np.asarray(x[:]) for name, x in arrays.items()}


def one_hot(y: Array, count: int) -> Array:
    """Class numbers as vectors with a single 1; vectors stay as they are; raises DataError out of range."""
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or y.dtype.kind not in "biu":
        return y
    if y.size and (y.min() < 0 or y.max() >= count):
        raise DataError(
            "labels go from {low} to {high}, but there are {count} classes", low=y.min(), high=y.max(), count=count
        )
    vectors: Array = np.eye(count, dtype=np.float32)[y.astype(np.intp)]
    return vectors


def _measured(dataset: Dataset, name: str, kind: str) -> Scaling | None:
    """How an input of the training part is scaled; found out once for each kind."""
    if (name, kind) not in dataset.measured:
        dataset.measured[name, kind] = scaling_of(dataset.x_train[name], kind)
    found: Scaling | None = dataset.measured[name, kind]
    return found


def _arranged(x: Array, arrangement: str) -> Array:
    if arrangement == "flatten" and x.ndim > 2:
        return x.reshape(len(x), math.prod(x.shape[1:]))
    if arrangement == "channels" and x.ndim == 3:
        return x[..., None]
    return x


def _sizes(shape: Shape) -> str:
    return " × ".join(map(str, shape)) or "1"
