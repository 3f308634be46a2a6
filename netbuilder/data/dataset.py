"""Samples as they come from their source, before any preparation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.errors import DataError, Message

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Dataset:
    """Inputs and labels for training and for testing, by name; a single one is called "x" or "y".

    `classes` names the classes where labels are class numbers, `features` the columns of a table. The
    test part may be empty.
    """

    title: str
    x_train: Mapping[str, Array]
    y_train: Mapping[str, Array]
    x_test: Mapping[str, Array]
    y_test: Mapping[str, Array]
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        for part, x, y in (("train", self.x_train, self.y_train), ("test", self.x_test, self.y_test)):
            sizes = {f"{name}_{part}": len(array) for name, array in (*x.items(), *y.items())}
            if len(set(sizes.values())) > 1:
                raise DataError(
                    "{title}: the arrays differ in their number of samples ({sizes})",
                    title=self.title,
                    sizes=", ".join(f"{name} {size}" for name, size in sizes.items()),
                )
        if not self.train_count:
            raise DataError("{title}: there are no samples to train on", title=self.title)

    @property
    def train_count(self) -> int:
        """How many samples there are to train on."""
        return len(next(iter(self.x_train.values()), ()))

    @property
    def test_count(self) -> int:
        """How many samples there are to test with."""
        return len(next(iter(self.x_test.values()), ()))

    @property
    def is_classification(self) -> bool:
        """Whether labels are classes rather than amounts."""
        return bool(self.classes)


def class_names(*labels: Array) -> tuple[str, ...]:
    """ "0" to the largest number where labels are class numbers, else nothing."""
    whole = [y for y in labels if y.size]
    if not whole or any(y.dtype.kind not in "biu" or y.ndim > 2 or (y.ndim == 2 and y.shape[1] != 1) for y in whole):
        return ()
    most = max(int(y.max()) for y in whole)
    if most > 1000 or min(int(y.min()) for y in whole) < 0:
        return ()
    return tuple(str(number) for number in range(most + 1))
