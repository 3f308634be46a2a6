"""What a metric is: a state, what a batch adds to it, and the number that it stands for."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import Loss, same_rank, spread
from netbuilder.errors import DataError, Fault
from netbuilder.kinds import TextKind
from netbuilder.spec import Spec, param

State = dict[str, Any]
Result = float | tuple[float, ...]


class NameKind(TextKind):
    """A short text that can be shown wherever numbers are."""

    def coerce(self, value: Any) -> str:
        name = super().coerce(value)
        if not name.isprintable():
            raise Fault("must be printable characters")
        return name


class Metric(Spec, registry=True):
    """A number that says how good predictions `p` are for labels `y`; here, the mean of a value for each row.

    A state is a dict of numbers, arrays and lists of arrays: it goes into checkpoints.
    """

    better: ClassVar[str] = "max"
    heeds_mask: ClassVar[bool] = True  # takes an output's mask as weights, as Keras's mean metrics do
    numbered: ClassVar[bool] = False  # Keras counts those made without a name: auc, auc_1 …

    name: str = param(
        default="", kind=NameKind(100),
        doc="What it is called in curves, tables and callbacks; nothing is its usual name.",
        kw_only=True,
    )  # fmt: skip
    output: int | None = param(
        default=None, ge=0, doc="Which output it measures, counted from 0; none is each of them.",
        advanced=True, keras=False, kw_only=True,
    )  # fmt: skip

    @classmethod
    def coerce(cls, value: Any) -> Any:
        """A metric from a value, a config or a name. As in Keras a name is also what it is reported under."""
        if not isinstance(value, str):
            return super().coerce(value)
        fitting = value.lower() in ("accuracy", "acc")  # in any letters, as Keras takes them
        kind = cls.named(value.lower() if fitting else value)
        return kind.plain().called(value)

    def called(self, name: str) -> Metric:
        """The same metric under a name; the usual one needs no word."""
        return self.replace(name="" if name == self.usual_name() else name)

    def start(self) -> State:
        """A fresh state."""
        return {"total": 0.0, "count": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        """Takes a batch into account; `weights` has one number a sample, a row or a value.

        As in Keras each sample counts once, however many rows it has: its values and weights are averaged.
        """
        values = self.values(y, p)
        if weights is None:
            state["total"] += _sum_of_samples(values)
            state["count"] += len(values)
            return
        if weights.ndim > values.ndim and weights.shape[-1] == 1:
            weights = weights[..., 0]
        values = values.mean(axis=tuple(range(weights.ndim, values.ndim)), dtype=np.float64)
        weights = spread(weights, values.shape)
        state["total"] += _sum_of_samples(values * weights)
        state["count"] += _sum_of_samples(weights)

    def values(self, y: Array, p: Array) -> Array:
        """A mean metric's values, one for each row or for each prediction."""
        raise AssertionError("a mean metric has values")

    def result(self, state: State) -> Result:
        """The metric over all that was taken into account."""
        return ratio(state["total"], state["count"])

    def usual_name(self) -> str:
        """The name that Keras gives it where none is said."""
        return self.snake()

    def log_name(self) -> str:
        """The name under which it is reported, before any that tells outputs apart."""
        return self.name or self.usual_name()


class LossMetric(Metric):
    """The mean of a loss's values, whatever loss is trained with."""

    better = "min"
    loss: ClassVar[type[Loss]]

    def values(self, y: Array, p: Array) -> Array:
        told = {field.name for field in self.loss.fields()}
        loss = self.loss(**{field.name: getattr(self, field.name) for field in self.fields() if field.name in told})
        y = class_numbers(y, p, self.snake(), loss.axes()[0]) if loss.sparse else like(y, p, self.snake())[0]
        return loss.values(y, p if loss.sparse else same_rank(y, p)[1])[0]


def like(y: Array, p: Array, name: str) -> tuple[Array, Array]:
    """Labels and predictions of one shape, as Keras would bring them to it; raises DataError."""
    y, p = same_rank(y[..., 0] if y.ndim == p.ndim + 1 and y.shape[-1] == 1 else y, p)
    if y.shape != p.shape:
        raise DataError(
            "{metric} compares labels of shape {labels} with outputs of shape {outputs}. Choose another metric",
            metric=name,
            labels=y.shape[1:],
            outputs=p.shape[1:],
        )
    return y, p


def one_hot_like(y: Array, p: Array, name: str) -> Array:
    """Labels with a number for each output; raises DataError."""
    if y.shape == p.shape:
        return y
    if y.ndim == p.ndim - 1 and p.shape[-1] == 1:
        return y[..., None]
    raise DataError("{metric} needs one-hot labels. Choose one-hot in the data's preparation", metric=name)


def class_numbers(y: Array, p: Array, name: str, axis: int = -1) -> Array:
    """Labels with one class number for each row of outputs; raises DataError."""
    axis %= p.ndim
    if y.ndim == p.ndim and y.shape[axis] == 1:
        y = y.squeeze(axis)
    if y.shape != p.shape[:axis] + p.shape[axis + 1 :]:
        raise DataError(
            "{metric} needs one class number for each of the outputs, got labels of shape {labels}. "
            "Choose class numbers in the data's preparation, or another metric",
            metric=name,
            labels=y.shape[1:],
        )
    return y.astype(np.intp, copy=False)


def ratio(part: float, whole: float) -> float:
    """A share; 0 of nothing."""
    return part / whole if whole else 0.0


def ratios(part: Array, whole: Array) -> Array:
    """Shares; 0 of nothing."""
    return np.divide(part, whole, out=np.zeros(np.shape(part)), where=np.asarray(whole) != 0)


def result_of(numbers: Array) -> Result:
    """Several numbers, or the only one."""
    flat = np.ravel(numbers)
    return float(flat[0]) if flat.size == 1 else tuple(float(number) for number in flat)


def _sum_of_samples(values: Array) -> float:
    """The sum over samples of each one's mean."""
    rows = values.size // len(values) if len(values) else 1
    return float(values.sum(dtype=np.float64)) / max(rows, 1)
