"""Intersection over union: how far labelled and predicted areas of a class overlap, as in segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import spread
from netbuilder.engine.metrics.base import Metric, Result, State
from netbuilder.errors import DataError, FieldError
from netbuilder.spec import param, register

CLASSES = "Number of classes."
TARGETS = "Classes whose overlaps are averaged."
IGNORED = "A class number in the labels that does not count."
TRUE = "Labels are class numbers, not one-hot."
PREDICTED = "Outputs are class numbers, not a score for each class."
AXIS = "The axis that classes lie along; -1 is the last."


class _Overlap(Metric):
    """A matrix of labelled by predicted classes. Keras's is of whole numbers, here weights may have fractions."""

    heeds_mask = False
    numbered = True

    def classes(self) -> int:
        """How many classes there are."""
        return int(getattr(self, "num_classes", 2))

    def targets(self) -> Sequence[int]:
        """The classes that are averaged."""
        return getattr(self, "target_class_ids", range(self.classes()))

    def validate(self) -> None:
        if any(not 0 <= target < self.classes() for target in self.targets()) or not len(self.targets()):
            raise FieldError("target_class_ids", "must be classes from 0 to {limit}", limit=self.classes() - 1)

    def start(self) -> State:
        return {"matrix": np.zeros((self.classes(), self.classes()))}

    def numbers(self, y: Array, p: Array) -> tuple[Array, Array]:
        """Labels and predictions as class numbers."""
        axis = getattr(self, "axis", -1)
        y = y if getattr(self, "sparse_y_true", False) else y.argmax(axis=axis)
        p = p if self.sparse_y_pred else p.argmax(axis=axis)  # type: ignore[attr-defined]
        return y, p

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        y, p = self.numbers(y, p)
        if y.size != p.size:
            raise DataError(
                "{metric} compares labels of shape {labels} with classes of shape {outputs}. "
                "Say whether labels and outputs are class numbers (sparse_y_true, sparse_y_pred)",
                metric=self.snake(),
                labels=y.shape[1:],
                outputs=p.shape[1:],
            )
        w = np.ones(y.size) if weights is None else _flat(weights, y.shape, p.shape)
        y, p, size = y.ravel().astype(np.intp), p.ravel().astype(np.intp), self.classes()
        counts = (y >= 0) & (y < size) & (p >= 0) & (p < size) & (y != getattr(self, "ignore_class", None))
        places = np.where(counts, y * size + p, 0)
        state["matrix"] = state["matrix"] + np.bincount(places, w * counts, size * size).reshape(size, size)

    def result(self, state: State) -> Result:
        matrix = state["matrix"]
        shared = np.diagonal(matrix)
        union = (matrix.sum(axis=0) + matrix.sum(axis=1) - shared)[list(self.targets())]
        seen = union > 1e-9
        overlaps = shared[list(self.targets())][seen] / union[seen]
        return float(overlaps.mean()) if len(overlaps) else 0.0


def _flat(weights: Array, *shapes: tuple[int, ...]) -> Any:
    shape = shapes[0] if weights.ndim <= len(shapes[0]) else shapes[1]
    return spread(weights, shape).ravel()


@register
class IoU(_Overlap):
    """Mean overlap of chosen classes: what label and output share, over what either covers."""

    aliases = ("iou",)
    num_classes: int = param(ge=1, start=2, doc=CLASSES)
    target_class_ids: tuple[int, ...] = param(ge=0, start=(0,), doc=TARGETS)
    ignore_class: int | None = param(default=None, doc=IGNORED)
    sparse_y_true: bool = param(default=True, doc=TRUE)
    sparse_y_pred: bool = param(default=True, start=False, doc=PREDICTED)
    axis: int = param(default=-1, advanced=True, doc=AXIS)


@register
class BinaryIoU(_Overlap):
    """Mean overlap for one yes-or-no question for each point."""

    aliases = ("binary_iou",)
    target_class_ids: tuple[int, ...] = param(default=(0, 1), ge=0, doc="0 is the area of no, 1 that of yes.")
    threshold: float = param(default=0.5, ge=0, le=1, doc="Probability from which the answer is yes.")

    def numbers(self, y: Array, p: Array) -> tuple[Array, Array]:
        return y, np.greater_equal(p, self.threshold)


@register
class MeanIoU(_Overlap):
    """Mean overlap of all classes."""

    aliases = ("mean_iou",)
    num_classes: int = param(ge=1, start=2, doc=CLASSES)
    ignore_class: int | None = param(default=None, doc=IGNORED)
    sparse_y_true: bool = param(default=True, doc=TRUE)
    sparse_y_pred: bool = param(default=True, start=False, doc=PREDICTED)
    axis: int = param(default=-1, advanced=True, doc=AXIS)


@register
class OneHotIoU(_Overlap):
    """Mean overlap of chosen classes, labels one-hot."""

    aliases = ("one_hot_iou",)
    num_classes: int = param(ge=1, start=2, doc=CLASSES)
    target_class_ids: tuple[int, ...] = param(ge=0, start=(0,), doc=TARGETS)
    ignore_class: int | None = param(default=None, doc=IGNORED)
    sparse_y_pred: bool = param(default=False, doc=PREDICTED)
    axis: int = param(default=-1, advanced=True, doc=AXIS)


@register
class OneHotMeanIoU(_Overlap):
    """Mean overlap of all classes, labels one-hot."""

    aliases = ("one_hot_mean_iou",)
    num_classes: int = param(ge=1, start=2, doc=CLASSES)
    ignore_class: int | None = param(default=None, doc=IGNORED)
    sparse_y_pred: bool = param(default=False, doc=PREDICTED)
    axis: int = param(default=-1, advanced=True, doc=AXIS)
