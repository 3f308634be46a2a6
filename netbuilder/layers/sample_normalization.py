"""Normalization of each sample by itself: nothing depends on the batch, and training is as prediction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.along_axes import AlongAxes
from netbuilder.layers.base import Backward, Layer, Run, Weight, Weights, known, layer, size_of
from netbuilder.layers.maths.axes import AxisKind, positions
from netbuilder.layers.normalization import affine_weights
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer, Ones
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

SMALLEST_NORM = 1e-12


@layer("normalization")
class LayerNormalization(AlongAxes):
    """Centres and scales each sample along some axes, then gives each place a learned factor and offset."""

    advice = "The norm of attention and recurrent networks: it does not depend on the batch."

    keeps_mask = True

    epsilon: float = param(
        default=1e-3, gt=0, doc="Added to the variance so that nothing is divided by 0.", advanced=True
    )
    center: bool = param(default=True, doc="Adds a learned offset, beta.", advanced=True, brief="no beta")
    scale: bool = param(default=True, doc="Multiplies by a learned factor, gamma.", advanced=True, brief="no gamma")
    beta_initializer: Initializer = param(default="zeros", doc="How beta begins.", advanced=True)
    gamma_initializer: Initializer = param(default="ones", doc="How gamma begins.", advanced=True)
    beta_regularizer: Regularizer | None = param(default=None, doc="Penalty on beta.", advanced=True)
    gamma_regularizer: Regularizer | None = param(default=None, doc="Penalty on gamma.", advanced=True)
    beta_constraint: Constraint | None = param(default=None, doc="Rule for beta after each step.", advanced=True)
    gamma_constraint: Constraint | None = param(default=None, doc="Rule for gamma after each step.", advanced=True)
    rms_scaling: bool = param(
        default=False,
        doc="Divides by the standard deviation but does not centre, and has no beta; RMSNormalization is better.",
        advanced=True,
        kw_only=True,
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        _sizes(inputs[0], self.along(inputs[0]))
        return inputs[0]

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = _sizes(inputs[0], self.along(inputs[0]))
        if self.rms_scaling:  # then Keras makes gamma even without `scale`
            return affine_weights(self.replace(scale=True, center=False), shape)
        return affine_weights(self, shape)

    def operations(self, *inputs: Shape) -> int:
        return 2 * size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        axes = self.along(x.shape[1:])
        scaled, through = (spread_to_one if self.rms_scaling else standardized)(x, axes, self.epsilon)
        return affine(scaled, through, axes, weights)


@layer("normalization")
class GroupNormalization(Layer):
    """Centres and scales groups of channels of each sample; one channel a group is instance normalization."""

    advice = "For convolutions that are trained with small batches, where BatchNormalization becomes noisy."

    keeps_mask = True

    groups: int = param(
        default=32, ge=-1, doc="Number of groups; -1 gives each channel its own.", brief="{} groups", tell=True
    )
    axis: int = param(
        default=-1,
        kind=AxisKind(),
        doc="The axis of the channels; the batch is axis 0.",
        advanced=True,
        brief="axis {}",
    )
    epsilon: float = param(
        default=1e-3, gt=0, doc="Added to the variance so that nothing is divided by 0.", advanced=True
    )
    center: bool = param(default=True, doc="Adds a learned offset, beta.", advanced=True, brief="no beta")
    scale: bool = param(default=True, doc="Multiplies by a learned factor, gamma.", advanced=True, brief="no gamma")
    beta_initializer: Initializer = param(default="zeros", doc="How beta begins.", advanced=True)
    gamma_initializer: Initializer = param(default="ones", doc="How gamma begins.", advanced=True)
    beta_regularizer: Regularizer | None = param(default=None, doc="Penalty on beta.", advanced=True)
    gamma_regularizer: Regularizer | None = param(default=None, doc="Penalty on gamma.", advanced=True)
    beta_constraint: Constraint | None = param(default=None, doc="Rule for beta after each step.", advanced=True)
    gamma_constraint: Constraint | None = param(default=None, doc="Rule for gamma after each step.", advanced=True)

    def validate(self) -> None:
        if self.groups == 0:
            raise FieldError("groups", "must be at least 1, or -1 for one group a channel")
        if self.axis == 0:
            raise FieldError("axis", "cannot be 0, the batch")

    def output_shape(self, *inputs: Shape) -> Shape:
        self._channels(inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        return affine_weights(self, (self._channels(inputs[0]),))

    def operations(self, *inputs: Shape) -> int:
        return 2 * size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        (axis,) = positions((self.axis,), x.shape[1:])
        groups = x.shape[axis] if self.groups == -1 else self.groups
        split = (*x.shape[:axis], groups, x.shape[axis] // groups, *x.shape[axis + 1 :])
        within = tuple(i for i in range(1, x.ndim + 1) if i != axis)
        normal, back = standardized(x.reshape(split), within, self.epsilon)

        def through(d: Array) -> Array:
            return back(d.reshape(split)).reshape(x.shape)

        return affine(normal.reshape(x.shape), through, (axis,), weights)

    def _channels(self, shape: Shape) -> int:
        (axis,) = positions((self.axis,), shape)
        channels = known(shape[axis - 1], "channel")
        if self.groups > 0 and channels % self.groups:
            raise ShapeError(
                "cannot split {channels} channels into {groups} groups of the same size",
                channels=channels,
                groups=self.groups,
            )
        return channels


@layer("normalization")
class RMSNormalization(AlongAxes):
    """Divides each sample by its root mean square along the last axes, and multiplies by a learned factor."""

    epsilon: float = param(
        default=1e-6, gt=0, doc="Added to the mean square so that nothing is divided by 0.", advanced=True
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        axes = self.along(shape)
        if sorted(axes) != list(range(len(shape) + 1 - len(axes), len(shape) + 1)):
            # Keras spreads its factor from the last axis on, so elsewhere it fails or scales the wrong axis.
            raise ShapeError("takes the last axes together, got axis {axis} for {shape}", axis=self.axis, shape=shape)
        _sizes(shape, axes)
        return shape

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        return {"scale": Weight(_sizes(inputs[0], self.along(inputs[0])), Ones())}

    def operations(self, *inputs: Shape) -> int:
        return 2 * size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        axes = self.along(x.shape[1:])
        inverse = 1 / np.sqrt(np.square(x).mean(axis=axes, keepdims=True) + self.epsilon)
        normal = x * inverse

        def through(d: Array) -> Array:
            dx: Array = inverse * (d - normal * (d * normal).mean(axis=axes, keepdims=True))
            return dx

        y, back = affine(normal, through, axes, {"gamma": weights["scale"]})

        def backward(dy: Array) -> Any:
            of_inputs, of_weights = back(dy)
            return of_inputs, {"scale": of_weights["gamma"]}

        return y, backward


@layer("normalization")
class UnitNormalization(AlongAxes):
    """Gives each sample length 1 along some axes."""

    keeps_mask = True

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        axes = self.along(x.shape[1:])
        norm = np.sqrt(np.square(x).sum(axis=axes, keepdims=True))
        y = x / np.maximum(norm, SMALLEST_NORM)

        def backward(dy: Array) -> Any:
            # A zero has no direction to turn in; its derivative would be 1e12 and end the training.
            inverse = np.divide(1, norm, out=np.zeros_like(norm), where=norm > SMALLEST_NORM)
            return (inverse * (dy - y * (dy * y).sum(axis=axes, keepdims=True)),), {}

        return y, backward


def _sizes(shape: Shape, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The fixed sizes of some axes; raises ShapeError where one is open."""
    return tuple(known(shape[axis - 1], "normalized") for axis in axes)


def standardized(x: Array, axes: tuple[int, ...], epsilon: float) -> tuple[Array, Callable[[Array], Array]]:
    """`x` with mean 0 and variance 1 along `axes`, and the function that carries a gradient back."""
    normal = x - x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(np.square(normal).mean(axis=axes, keepdims=True) + epsilon)
    normal *= inverse

    def through(d: Array) -> Array:
        tilt = (d * normal).mean(axis=axes, keepdims=True)
        dx: Array = inverse * (d - d.mean(axis=axes, keepdims=True) - normal * tilt)
        return dx

    return normal, through


def spread_to_one(x: Array, axes: tuple[int, ...], epsilon: float) -> tuple[Array, Callable[[Array], Array]]:
    """`x` with variance 1 along `axes` but its mean where it falls, and the function for the gradient."""
    mean = x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(np.square(x - mean).mean(axis=axes, keepdims=True) + epsilon)

    def through(d: Array) -> Array:
        tilt = (d * x).mean(axis=axes, keepdims=True) * np.square(inverse)
        dx: Array = inverse * (d - (x - mean) * tilt)
        return dx

    return x * inverse, through


def affine(
    normal: Array,
    through: Callable[[Array], Array],
    axes: tuple[int, ...],
    weights: Weights,
) -> tuple[Array, Backward]:
    """normal · gamma + beta along `axes`, where the weights hold them; `through` carries a gradient on from normal."""
    spread = tuple(size if i in axes else 1 for i, size in enumerate(normal.shape))
    others = tuple(i for i in range(normal.ndim) if i not in axes)
    gamma, beta = weights.get("gamma"), weights.get("beta")
    factor = 1 if gamma is None else gamma.reshape(spread)
    y = normal * factor
    if beta is not None:
        y += beta.reshape(spread)

    def backward(dy: Array) -> Any:
        gradients = {}
        if gamma is not None:
            gradients["gamma"] = (dy * normal).sum(axis=others).reshape(gamma.shape)
        if beta is not None:
            gradients["beta"] = dy.sum(axis=others).reshape(beta.shape)
        return (through(dy * factor),), gradients

    return y, backward
