"""Activations that are layers of their own, because they have parameters or learned weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import Bounds, IntKind, OptionalKind, Shape
from netbuilder.layers.along_axes import AlongAxes
from netbuilder.layers.base import Backward, Layer, Run, Weight, Weights, known, layer
from netbuilder.layers.core import Activation
from netbuilder.layers.maths.axes import AxesKind
from netbuilder.layers.parts.activations import elu_of, softmax_along
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param


@layer("activation")
class ReLU(Layer):
    """Passes values above a threshold up to a limit, and scales what lies below."""

    advice = "The usual activation of hidden layers. If many units die, try LeakyReLU or a smaller learning rate."

    keeps_mask = True

    max_value: float | None = param(default=None, ge=0, doc="Largest output; none sets no limit.", brief="up to {}")
    negative_slope: float = param(default=0.0, ge=0, doc="Slope of the output below the threshold.", brief="slope {}")
    threshold: float = param(default=0.0, ge=0, doc="Values up to it count as negative.", brief="from {}")

    def lowered(self) -> tuple[Layer, ...]:
        plain = self.max_value is None and self.negative_slope == 0 and self.threshold == 0
        return (Activation("relu"),) if plain else (self,)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        above = x > self.threshold
        y = np.where(above, x if self.max_value is None else np.minimum(x, self.max_value), x.dtype.type(0))
        passed = above if self.max_value is None else above & (x < self.max_value)
        slope = passed.astype(x.dtype)
        if self.negative_slope:
            y = y - self.negative_slope * np.maximum(self.threshold - x, 0)
            slope += self.negative_slope * (x < self.threshold)
        return y, lambda dy: ((dy * slope,), {})


@layer("activation")
class LeakyReLU(Layer):
    """Passes positive values and scales negative ones."""

    advice = "In place of ReLU where units die: a small slope below zero keeps their gradient alive."

    keeps_mask = True

    negative_slope: float = param(default=0.3, ge=0, doc="Slope of the output below 0.", brief="slope {}", tell=True)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        slope = np.where(x > 0, x.dtype.type(1), x.dtype.type(self.negative_slope))
        return x * slope, lambda dy: ((dy * slope,), {})


@layer("activation")
class PReLU(Layer):
    """Passes positive values and scales negative ones by learned slopes (He et al., 2015)."""

    keeps_mask = True

    alpha_initializer: Initializer = param(default="zeros", doc="How the slopes begin.", advanced=True)
    alpha_regularizer: Regularizer | None = param(default=None, doc="Penalty on the slopes.", advanced=True)
    alpha_constraint: Constraint | None = param(default=None, doc="Rule for the slopes after each step.", advanced=True)
    shared_axes: tuple[int, ...] | None = param(
        default=None,
        kind=OptionalKind(AxesKind(IntKind(Bounds(ge=1)))),
        doc="Axes along which all values share one slope: 1, 2 for the places of a picture. The batch is axis 0.",
        brief="shared along {}",
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        self._sizes(inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = self._sizes(inputs[0])
        return {"alpha": Weight(shape, self.alpha_initializer, self.alpha_regularizer, self.alpha_constraint)}

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        alpha = weights["alpha"]
        shared = (0, *set(self.shared_axes or ()))
        negative = np.minimum(x, 0)
        y = np.maximum(x, 0) + alpha * negative

        def backward(dy: Array) -> Any:
            gradient = (dy * negative).sum(axis=shared, keepdims=True)[0]
            return (np.where(x > 0, dy, dy * alpha),), {"alpha": gradient}

        return y, backward

    def _sizes(self, shape: Shape) -> tuple[int, ...]:
        shared = self.shared_axes or ()
        if max(shared, default=0) > len(shape):
            raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=max(shared), shape=shape)
        return tuple(1 if i in shared else known(dim, f"{i}.") for i, dim in enumerate(shape, 1))


@layer("activation")
class ELU(Layer):
    """Passes positive values; negative ones approach a limit: alpha · (exp(x) - 1)."""

    keeps_mask = True

    alpha: float = param(default=1.0, doc="What negative values approach, with a minus.", brief="alpha {}")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        y, back = elu_of(inputs[0], self.alpha)
        return y, lambda dy: ((back(dy),), {})


@layer("activation")
class Softmax(AlongAxes):
    """Turns scores into probabilities that sum to 1 along some axes."""

    advice = (
        "Turns scores into probabilities of classes that exclude one another. Most networks write it as the "
        "activation of the last Dense."
    )

    keeps_mask = True

    def lowered(self) -> tuple[Layer, ...]:
        return (Activation("softmax"),) if self.axis == (-1,) else (self,)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        y, back = softmax_along(x, self.along(x.shape[1:]))
        return y, lambda dy: ((back(dy),), {})
