"""Preparation: the declared steps between a data set and the network, measured on the training part only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.data.dataset import Dataset
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, Message
from netbuilder.kinds import Shape

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Scaling:
    """x becomes (x - offset) / divisor, in float32. `sentence` says so to a person."""

    offset: Array
    divisor: Array
    sentence: Message

    def __call__(self, x: Array) -> Array:
        scaled: Array = (x.astype(np.float32, copy=False) - self.offset) / self.divisor
        return scaled


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
    def label_shapes(self) -> dict[str, Shape]:
        """The shape of one sample's labels."""
        return {name: array.shape[1:] for name, array in self.y_train.items()}

    def inputs(self, x: Mapping[str, Array]) -> dict[str, Array]:
        """Raw inputs made ready in the same way."""
        return {name: _arranged(self._scaled(name, array), self.settings.arrangement) for name, array in x.items()}

    def _scaled(self, name: str, x: Array) -> Array:
        return self.scalings[name](x) if name in self.scalings else x


def prepare(dataset: Dataset, settings: DataSettings) -> Prepared:
    """The data set after its declared steps; raises DataError for a step that cannot be."""
    scalings = {}
    steps: list[Message] = list(dataset.notes)
    for name, array in dataset.x_train.items():
        scaling = _scaling(array, settings.scaling)
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
    if settings.one_hot and dataset.classes:
        count = len(dataset.classes)
        y_train = {name: one_hot(y, count) for name, y in y_train.items()}
        y_test = {name: one_hot(y, count) for name, y in y_test.items()}
        steps.append(Message("labels one-hot over {count} classes", {"count": count}))
    return Prepared(dataset, settings, x_train, y_train, x_test, y_test, scalings, tuple(steps))


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


def _scaling(x: Array, kind: str) -> Scaling | None:
    if kind == "none" or not x.size:
        return None
    if kind == "unit":
        if x.dtype.kind not in "biu":
            return None
        largest = float(np.abs(x).max()) or 1.0
        sentence = Message("divided by {largest}", {"largest": f"{largest:g}"})
        return Scaling(np.asarray(0, np.float32), np.asarray(largest, np.float32), sentence)
    # Columns of a table are scaled one by one, images and sequences as a whole.
    axes: Any = 0 if x.ndim == 2 else None
    numbers = x.astype(np.float64)
    if kind == "standardize":
        offset, spread = numbers.mean(axis=axes), numbers.std(axis=axes)
        sentence = Message("standardized to mean 0 and spread 1")
    else:
        offset, spread = numbers.min(axis=axes), numbers.max(axis=axes) - numbers.min(axis=axes)
        sentence = Message("brought to the range 0 to 1")
    constant = int((np.asarray(spread) == 0).sum())
    if constant:
        template = sentence.template + " ({constant} of {count} columns never change)"
        sentence = Message(template, {"constant": constant, "count": np.size(spread)})
    divisor = np.where(spread == 0, 1, spread)
    return Scaling(np.asarray(offset, np.float32), np.asarray(divisor, np.float32), sentence)


def _arranged(x: Array, arrangement: str) -> Array:
    if arrangement == "flatten" and x.ndim > 2:
        return x.reshape(len(x), -1)
    if arrangement == "channels" and x.ndim == 3:
        return x[..., None]
    return x


def _sizes(shape: Shape) -> str:
    return " × ".join(map(str, shape)) or "1"
