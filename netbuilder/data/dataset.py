"""Samples as they come from their source, before any preparation."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import RawColumns
from netbuilder.data.fingerprint import Fingerprint
from netbuilder.data.picture_files import PictureForm
from netbuilder.data.series import Series
from netbuilder.errors import DataError, Message, listed
from netbuilder.files import rows_of

PARTS = ("train", "val", "test")


@dataclass(frozen=True)
class Dataset:
    """Inputs and labels for training and for testing, by name; a single one is called "x" or "y".

    `classes` names the classes where labels are class numbers, `features` the columns of a table; `w_train` and
    `w_test` say how much each sample counts; `columns` are all that a table has. The test part may be empty, and so may
    the validation part be; where only a test part is, the arrays of the training part have no rows. Inputs
    may be rows on disk (`DiskArray`).
    `raw` tells what the inputs of a table stand for as long as they are its columns. `counted`: the classes are no more
    than the whole numbers that the labels are. `source` is what the file was like when it was read.
    `named` holds the classes of each output where a table has several targets; `classes` are none then.
    `measured` keeps what preparation found out about the inputs, so that they are gone through once.
    """

    title: str
    x_train: Mapping[str, Array]
    y_train: Mapping[str, Array]
    x_test: Mapping[str, Array]
    y_test: Mapping[str, Array]
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    w_train: Array | None = None
    w_test: Array | None = None
    columns: tuple[str, ...] = ()
    x_val: Mapping[str, Array] = field(default_factory=dict)
    y_val: Mapping[str, Array] = field(default_factory=dict)
    w_val: Array | None = None
    raw: RawColumns | None = None
    counted: bool = False
    source: Fingerprint | None = None
    series: Series | None = None  # of samples that are windows
    pictures: PictureForm | None = None  # what each picture of a folder was brought to
    lines: Mapping[str, Array] = field(default_factory=dict)  # of the file, by part
    keys: Mapping[str, Array] = field(default_factory=dict)  # what samples are called where that is not their line
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_parts: bool = False  # whether it came in parts, instead of being split
    others: tuple[Fingerprint, ...] = ()  # what the files of other parts, and those beside it, were like
    measured: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for part in PARTS:
            self._check_part(part)
        if not (self.train_count or self.test_count):
            raise DataError("{title}: there are no samples to train on", title=self.title)

    def _check_part(self, part: str) -> None:
        x, y, w = (getattr(self, f"{letter}_{part}") for letter in "xyw")
        arrays = {f"{name}_{part}": array for name, array in (*x.items(), *y.items())}
        if w is not None:
            object.__setattr__(self, f"w_{part}", checked_weights(f"w_{part}", w))
            arrays[f"w_{part}"] = w
        for name, array in arrays.items():
            if not array.ndim:
                raise DataError(
                    "{title}: {name} is a single number, not one for each sample", title=self.title, name=name
                )
        sizes = {name: len(array) for name, array in arrays.items()}
        if len(set(sizes.values())) > 1:
            raise DataError(
                "{title}: the arrays differ in their number of samples ({sizes})",
                title=self.title,
                sizes=listed(f"{name} {size}" for name, size in sizes.items()),
            )

    @property
    def train_count(self) -> int:
        """How many samples there are to train on."""
        return len(next(iter(self.x_train.values()), ()))

    @property
    def test_count(self) -> int:
        """How many samples there are to test with."""
        return len(next(iter(self.x_test.values()), ()))

    @property
    def val_count(self) -> int:
        """How many samples there are to validate on, where the data has a part of its own for that."""
        return len(next(iter(self.x_val.values()), ()))

    def keys_of(self, part: str) -> Array:
        """What each sample of a part is called: a path in a folder, the line of a file, or else its number from 0.

        Where numbers begin anew in the test part, they stand behind its name: test:0.
        """
        count = len(next(iter(self.part(part)[0].values()), ()))
        for found in (self.keys.get(part), self.lines.get(part)):
            if found is not None and len(found) == count:
                return found
        if part == "train":
            return np.arange(count)
        named = np.empty(count, object)
        named[:] = [f"{part}:{i}" for i in range(count)]
        return named

    def part(self, name: str) -> tuple[Mapping[str, Array], Mapping[str, Array], Array | None]:
        """Inputs, labels and weights of the part "train", "val" or "test"."""
        return getattr(self, f"x_{name}"), getattr(self, f"y_{name}"), getattr(self, f"w_{name}")

    def classes_of(self, output: str) -> tuple[str, ...]:
        """The names of the classes of an output, where its labels are class numbers."""
        return self.named.get(output, self.classes)

    @property
    def is_classification(self) -> bool:
        """Whether labels are classes rather than amounts."""
        return bool(self.classes)

    def with_classes(self, classes: tuple[str, ...]) -> Dataset:
        """The same samples with other names for their classes."""
        return dataclasses.replace(self, classes=classes)


def class_names(*labels: Array) -> tuple[str, ...]:
    """ "0" to the largest number where labels are class numbers, else nothing."""
    whole = [y for y in labels if y.size]
    if not whole or any(y.dtype.kind not in "biu" or y.ndim > 2 or (y.ndim == 2 and y.shape[1] != 1) for y in whole):
        return ()
    most = max(int(y.max()) for y in whole)
    if most > 1000 or min(int(y.min()) for y in whole) < 0:
        return ()
    return tuple(str(number) for number in range(most + 1))


def checked_weights(name: str, weights: Array) -> Array:
    """One weight a sample in float32; raises DataError unless they are finite numbers, none below 0."""
    if weights.ndim == 2 and weights.shape[1] == 1:
        weights = weights[:, 0]
    if weights.ndim != 1 or weights.dtype.kind not in "biuf":
        raise DataError(
            "{name} must hold one number for each sample, got shape {shape} of {kind}",
            name=name, shape=weights.shape, kind=weights.dtype,
        )  # fmt: skip
    with np.errstate(over="ignore"):
        weights = weights.astype(np.float32)
    bad = ~(np.isfinite(weights) & (weights >= 0))
    if bad.any():
        at = int(bad.argmax())
        raise DataError(
            "{name} must hold finite numbers, none below 0: sample {number} has {value}",
            name=name, number=at, value=weights[at],
        )  # fmt: skip
    return weights


def divided(data: Dataset, train: Array, test: Array, validation: Array | None = None) -> Dataset:
    """Of the training samples those of these numbers as the parts. Rows on disk stay there."""

    def take(arrays: Mapping[str, Array], index: Array) -> dict[str, Array]:
        return {name: rows_of(array, index) for name, array in arrays.items()}

    def weights(index: Array | None) -> Array | None:
        return None if data.w_train is None or index is None else data.w_train[index]

    x, y, known = data.x_train, data.y_train, data.keys_of("train")
    keys = {"train": known[train], "test": known[test]}
    if validation is not None:
        keys["val"] = known[validation]
    # All else, what is there now and what will be, stays as it is.
    return dataclasses.replace(
        data, x_train=take(x, train), y_train=take(y, train), x_test=take(x, test), y_test=take(y, test),
        w_train=weights(train), w_test=weights(test), w_val=weights(validation), lines={}, keys=keys,
        x_val={} if validation is None else take(x, validation),
        y_val={} if validation is None else take(y, validation),
    )  # fmt: skip
