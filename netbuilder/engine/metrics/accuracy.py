"""How many answers are right."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.metrics.base import Metric, class_numbers, like, one_hot_like
from netbuilder.errors import FieldError
from netbuilder.spec import param, register


@register
class Accuracy(Metric):
    """Share of predictions that equal the label exactly."""

    def values(self, y: Array, p: Array) -> Array:
        return np.equal(*like(y, p, self.snake()))


@register
class BinaryAccuracy(Metric):
    """Share of yes-or-no answers that are right."""

    threshold: float = param(default=0.5, ge=0, le=1, doc="Probability above which the answer is yes.")

    def values(self, y: Array, p: Array) -> Array:
        y, p = like(y, p, self.snake())
        return np.equal(y, p > self.threshold)


@register
class CategoricalAccuracy(Metric):
    """Share of samples whose largest output is the one-hot label's class."""

    def values(self, y: Array, p: Array) -> Array:
        return np.asarray(one_hot_like(y, p, self.snake()).argmax(axis=-1) == p.argmax(axis=-1))


@register
class SparseCategoricalAccuracy(Metric):
    """Share of samples whose largest output is the labelled class number."""

    def values(self, y: Array, p: Array) -> Array:
        return np.asarray(class_numbers(y, p, self.snake()) == p.argmax(axis=-1))


@register
class TopKCategoricalAccuracy(Metric):
    """Share of samples whose one-hot label's class is among the largest outputs."""

    k: int = param(default=5, ge=1, doc="How many of the largest outputs count.")

    def values(self, y: Array, p: Array) -> Array:
        return among_largest(one_hot_like(y, p, self.snake()).argmax(axis=-1), p, self.k)


@register
class SparseTopKCategoricalAccuracy(Metric):
    """Share of samples whose class number is among the largest outputs."""

    k: int = param(default=5, ge=1, doc="How many of the largest outputs count.")
    from_sorted_ids: bool = param(
        default=False, advanced=True, doc="Outputs are class numbers, best first, instead of scores."
    )

    def values(self, y: Array, p: Array) -> Array:
        y = class_numbers(y, p, self.snake())
        if self.from_sorted_ids:
            return np.asarray((y[..., None] == p[..., : self.k]).any(axis=-1))
        return among_largest(y, p, self.k)


@register
class FittingAccuracy(Metric):
    """Accuracy in the form that fits the labels: what Keras makes of metrics=["accuracy"]."""

    aliases = ("accuracy", "acc")
    in_keras = False

    def validate(self) -> None:
        if self.name and self.name.lower() not in ("accuracy", "acc"):
            # Keras has no class for it: that a metric is to fit the labels is said by this name alone.
            raise FieldError(
                "name", "must be accuracy or acc. For another name choose the accuracy of one kind of labels"
            )

    def values(self, y: Array, p: Array) -> Array:
        return self.chosen(y, p).values(y, p)

    @staticmethod
    def chosen(y: Array, p: Array) -> Metric:
        """The metric that Keras would choose for labels and predictions of these shapes."""
        if p.shape[-1] == 1:
            return BinaryAccuracy()
        sparse = y.ndim < p.ndim or y.shape[-1] == 1
        return SparseCategoricalAccuracy() if sparse else CategoricalAccuracy()

    def usual_name(self) -> str:
        return "accuracy"


def among_largest(y: Array, p: Array, k: int) -> Array:
    """Whether fewer than k outputs are larger than the labelled one's."""
    own = np.take_along_axis(p, y[..., None], -1)
    return np.asarray(np.count_nonzero(p > own, axis=-1) < k)
