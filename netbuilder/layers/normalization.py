"""Normalization by the batch; `sample_normalization` holds what looks at each sample alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, known, layer, size_of
from netbuilder.layers.maths.axes import AxisKind, positions
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

FEW = 1e-7  # keras.config.epsilon(): added to the number of steps that a mask leaves


@layer("normalization")
class BatchNormalization(Layer):
    """Centres and scales each channel by the batch while training, by running averages afterwards."""

    advice = (
        "Makes deep networks train faster and bear larger learning rates. With batches below about 16, "
        "GroupNormalization or LayerNormalization is steadier."
    )

    keeps_mask = True
    uses_mask = True

    axis: int = param(
        default=-1,
        kind=AxisKind(),
        doc="The axis of the channels; the batch is axis 0.",
        advanced=True,
        brief="axis {}",
    )
    momentum: float = param(
        default=0.99, ge=0, le=1, doc="How slowly the running averages follow.", brief="momentum {}"
    )
    epsilon: float = param(
        default=1e-3, gt=0, doc="Added to the variance so that nothing is divided by 0.", advanced=True
    )
    center: bool = param(default=True, doc="Adds a learned offset, beta.", advanced=True, brief="no beta")
    scale: bool = param(default=True, doc="Multiplies by a learned factor, gamma.", advanced=True, brief="no gamma")
    beta_initializer: Initializer = param(default="zeros", doc="How beta begins.", advanced=True)
    gamma_initializer: Initializer = param(default="ones", doc="How gamma begins.", advanced=True)
    moving_mean_initializer: Initializer = param(default="zeros", doc="How the running mean begins.", advanced=True)
    moving_variance_initializer: Initializer = param(
        default="ones", doc="How the running variance begins.", advanced=True
    )
    beta_regularizer: Regularizer | None = param(default=None, doc="Penalty on beta.", advanced=True)
    gamma_regularizer: Regularizer | None = param(default=None, doc="Penalty on gamma.", advanced=True)
    beta_constraint: Constraint | None = param(default=None, doc="Rule for beta after each step.", advanced=True)
    gamma_constraint: Constraint | None = param(default=None, doc="Rule for gamma after each step.", advanced=True)

    def validate(self) -> None:
        if self.axis == 0:
            raise FieldError("axis", "cannot be 0, the batch")

    def output_shape(self, *inputs: Shape) -> Shape:
        self._channels(inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = (self._channels(inputs[0]),)
        found = affine_weights(self, shape)
        found["moving_mean"] = Weight(shape, self.moving_mean_initializer, trainable=False)
        found["moving_variance"] = Weight(shape, self.moving_variance_initializer, trainable=False)
        return found

    def operations(self, *inputs: Shape) -> int:
        return 2 * size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        axis = self.axis % x.ndim
        others = tuple(i for i in range(x.ndim) if i != axis)
        along = tuple(-1 if i == axis else 1 for i in range(x.ndim))
        by_batch = run.training and self.trainable
        share: Any = 0
        if by_batch:
            mean, variance, share = _moments(x, others, run.mask())
            self._follow(weights["moving_mean"], mean)
            self._follow(weights["moving_variance"], variance)
        else:
            mean, variance = weights["moving_mean"], weights["moving_variance"]
        inverse = (1 / np.sqrt(variance + self.epsilon)).reshape(along)
        normal = (x - mean.reshape(along)) * inverse
        factor = weights["gamma"].reshape(along) if self.scale else 1
        y = normal * factor + (weights["beta"].reshape(along) if self.center else 0)

        def backward(dy: Array) -> Any:
            gradients = {}
            if self.scale:
                gradients["gamma"] = (dy * normal).sum(axis=others)
            if self.center:
                gradients["beta"] = dy.sum(axis=others)
            d = dy * factor
            if by_batch:
                total, tilt = (part.sum(axis=others, keepdims=True) for part in (d, d * normal))
                d = d - (total + normal * tilt) * share
            return (d * inverse,), gradients

        return y, backward

    def _channels(self, shape: Shape) -> int:
        (axis,) = positions((self.axis,), shape)
        return known(shape[axis - 1], "channel")

    def _follow(self, average: Array, value: Array) -> None:
        average *= self.momentum
        average += value * (1 - self.momentum)


def _moments(x: Array, axes: tuple[int, ...], mask: Mask) -> tuple[Array, Array, Any]:
    """Mean and variance over `axes`, and the share of each value in them; padded steps have none."""
    if mask is None:
        variance: Array = x.var(axis=axes)
        return x.mean(axis=axes), variance, x.dtype.type(variance.size / max(x.size, 1))
    seen = np.broadcast_to(mask.reshape(mask.shape + (1,) * (x.ndim - mask.ndim)), x.shape).astype(x.dtype)
    share = seen / (seen.sum(axis=axes, keepdims=True) + FEW)
    mean = (x * share).sum(axis=axes, keepdims=True)
    return mean.squeeze(axes), (np.square(x - mean) * share).sum(axis=axes), share


def affine_weights(layer: Any, shape: tuple[int, ...]) -> dict[str, Weight]:
    """gamma and beta of this shape, where a layer declares that it has them."""
    found = {}
    if layer.scale:
        found["gamma"] = Weight(shape, layer.gamma_initializer, layer.gamma_regularizer, layer.gamma_constraint)
    if layer.center:
        found["beta"] = Weight(shape, layer.beta_initializer, layer.beta_regularizer, layer.beta_constraint)
    return found
