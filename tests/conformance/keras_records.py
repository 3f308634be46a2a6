"""How calls are written down: copies of arrays, configs as Keras saves them, one record a call."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras.src import tree
from keras.src.backend import KerasTensor

LARGEST = 4_000_000  # numbers in one record; more would tell nothing new


class Recorder:
    """What was seen so far, and how deep in calls that are being written down we are."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.test = ""
        self.depth = 0
        self.updates: dict[int, list[Any]] = {}
        self.kept: list[Any] = []  # so that no id is given to another object
        self.optimizers: dict[int, dict[str, Any]] = {}
        self.weights: list[Any] = []

    def enter(self, kind: str, value: Any, args: Any, kwargs: Any, result: Any, **more: Any) -> None:
        """Writes one call down."""
        record = {
            "kind": kind,
            "test": self.test,
            "object": described(value),
            "args": args,
            "kwargs": kwargs,
            "result": plain(result),
            **more,
        }
        if _size(record) <= LARGEST:
            self.records.append(record)


def plain(value: Any) -> Any:
    """Arrays as copies in NumPy; what cannot be told becomes a text that says so."""

    def one(item: Any) -> Any:
        if item is None or isinstance(item, bool | int | float | str | bytes):
            return item
        if isinstance(item, np.ndarray | np.generic) and item.dtype != object:
            return np.array(item)
        if hasattr(item, "__array__") and not isinstance(item, KerasTensor):
            return np.array(item)
        return f"<{type(item).__name__}>"

    return tree.map_structure(one, value, none_is_leaf=True)


def described(value: Any) -> Any:
    """Class name and config as Keras saves them; a text where Keras cannot save it."""
    if isinstance(value, str):
        return value
    try:
        return keras.saving.serialize_keras_object(value)
    except Exception as error:  # Keras raises all kinds, and none of them is ours
        return f"<{type(value).__name__}: {error}>"


def has_arrays(*values: Any) -> bool:
    """Whether there is something to compute with: arrays or lists of numbers, and no symbolic tensor."""
    leaves = tree.flatten(values)
    return not any(isinstance(leaf, KerasTensor) for leaf in leaves) and any(
        isinstance(leaf, int | float | np.ndarray | np.generic) or hasattr(leaf, "__array__") for leaf in leaves
    )


def _size(record: dict[str, Any]) -> int:
    return sum(leaf.size for leaf in tree.flatten(record) if isinstance(leaf, np.ndarray))
