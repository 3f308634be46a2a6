"""Depthwise and separable convolutions: each channel is convolved apart, then channels may be mixed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Run, Weight, Weights, expect_rank, known, layer
from netbuilder.layers.convolution import AXES, finished, kernel_sizes, spacing_of, steps_of
from netbuilder.layers.core import activation_apart
from netbuilder.layers.maths.windows import Windows, output_length
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

SAME = '"same" pads with zeros so that the output is as large as the input (with strides of 1).'


def depthwise(x: Array, kernel: Array, windows: Windows) -> tuple[Array, Callable[[Array], tuple[Array, Array]]]:
    """Every channel under its own kernels (*size, channels, multiplier), and what gives the gradients of both.

    Output channels lie as Keras has them: all of the first input channel, then all of the second.
    """
    *_, channels, multiplier = kernel.shape
    flat = kernel.reshape(*windows.size, channels * multiplier)
    padded = windows.pad(x)
    if multiplier > 1:
        padded = np.repeat(padded, multiplier, axis=-1)
    z = np.zeros((len(x), *windows.counts, channels * multiplier), x.dtype)
    part = np.empty_like(z)
    for offset in windows.offsets():
        np.multiply(padded[windows.positions(offset)], flat[offset], out=part)
        z += part

    def backward(dz: Array) -> tuple[Array, Array]:
        dkernel, total, part = np.empty_like(flat), np.zeros_like(padded), np.empty_like(z)
        ones = np.ones(z.size // z.shape[-1], z.dtype)
        for offset in windows.offsets():
            place = windows.positions(offset)
            np.multiply(padded[place], dz, out=part)
            np.matmul(ones, part.reshape(len(ones), -1), out=dkernel[offset])
            np.multiply(dz, flat[offset], out=part)
            total[place] += part
        dx = total[windows.inside]
        if multiplier > 1:
            dx = dx.reshape(*x.shape, multiplier).sum(axis=-1)
        return dx, dkernel.reshape(kernel.shape)

    return z, backward


class DepthwiseConv(Layer):
    """A depthwise convolution over `rank` spatial axes; a subclass fixes the lengths of the tuples."""

    rank: ClassVar[int]

    kernel_size: tuple[int, ...] = param(ge=1, doc="Size of each filter.", brief="{}")
    strides: tuple[int, ...] = steps_of(1)
    padding: str = param(default="valid", choices=("valid", "same"), doc=SAME, brief="{}")
    depth_multiplier: int = param(
        default=1, ge=1, doc="Number of filters for each input channel.", brief="{} a channel"
    )
    dilation_rate: tuple[int, ...] = spacing_of(1)
    activation: str = param(default="linear", kind=ActivationKind(), doc="Function applied to the output.", brief="{}")
    use_bias: bool = param(default=True, doc="Adds a learned offset to each output channel.", brief="no bias")
    depthwise_initializer: Initializer = param(default="glorot_uniform", doc="How the kernel begins.", advanced=True)
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    depthwise_regularizer: Regularizer | None = param(default=None, doc="Penalty on the kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    depthwise_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        axes = zip(shape[:-1], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        lengths = (output_length(n, k, s, d, self.padding) for n, k, s, d in axes)
        return (*lengths, known(shape[-1], "last") * self.depth_multiplier)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        channels = known(inputs[0][-1], "last")
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        found = {
            "kernel": Weight(shape, self.depthwise_initializer, self.depthwise_regularizer, self.depthwise_constraint)
        }
        if self.use_bias:
            found["bias"] = Weight(
                (channels * self.depth_multiplier,), self.bias_initializer, self.bias_regularizer, self.bias_constraint
            )
        return found

    def operations(self, *inputs: Shape) -> int:
        positions = math.prod(dim or 1 for dim in self.output_shape(*inputs)[:-1])
        return positions * self.weights(*inputs)["kernel"].size

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = Windows(x.shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, self.padding)
        z, apart = depthwise(x, weights["kernel"], windows)
        y, through = finished(z, weights.get("bias"), self.activation)

        def backward(dy: Array) -> Any:
            dz, gradients = through(dy)
            dx, gradients["kernel"] = apart(dz)
            return (dx,), gradients

        return y, backward


class SeparableConv(Layer):
    """A depthwise convolution and a mixing of its channels; a subclass fixes the lengths of the tuples."""

    rank: ClassVar[int]

    filters: int = param(ge=1, start=32, doc="Number of output channels.", brief="{} filters")
    kernel_size: tuple[int, ...] = param(ge=1, doc="Size of each depthwise filter.", brief="{}")
    strides: tuple[int, ...] = steps_of(1)
    padding: str = param(default="valid", choices=("valid", "same"), doc=SAME, brief="{}")
    dilation_rate: tuple[int, ...] = spacing_of(1)
    depth_multiplier: int = param(
        default=1, ge=1, doc="Number of depthwise filters for each input channel.", advanced=True, brief="{} a channel"
    )
    activation: str = param(default="linear", kind=ActivationKind(), doc="Function applied to the output.", brief="{}")
    use_bias: bool = param(default=True, doc="Adds a learned offset to each output channel.", brief="no bias")
    depthwise_initializer: Initializer = param(
        default="glorot_uniform", doc="How the depthwise kernel begins.", advanced=True
    )
    pointwise_initializer: Initializer = param(
        default="glorot_uniform", doc="How the mixing kernel begins.", advanced=True
    )
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    depthwise_regularizer: Regularizer | None = param(
        default=None, doc="Penalty on the depthwise kernel.", advanced=True
    )
    pointwise_regularizer: Regularizer | None = param(default=None, doc="Penalty on the mixing kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    depthwise_constraint: Constraint | None = param(
        default=None, doc="Rule for the depthwise kernel after each step.", advanced=True
    )
    pointwise_constraint: Constraint | None = param(
        default=None, doc="Rule for the mixing kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        known(shape[-1], "last")
        axes = zip(shape[:-1], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        return (*(output_length(n, k, s, d, self.padding) for n, k, s, d in axes), self.filters)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        channels = known(inputs[0][-1], "last")
        apart = (*self.kernel_size, channels, self.depth_multiplier)
        mixing = (*(1,) * self.rank, channels * self.depth_multiplier, self.filters)
        found = {
            "depthwise_kernel": Weight(
                apart, self.depthwise_initializer, self.depthwise_regularizer, self.depthwise_constraint
            ),
            "pointwise_kernel": Weight(
                mixing, self.pointwise_initializer, self.pointwise_regularizer, self.pointwise_constraint
            ),
        }
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def operations(self, *inputs: Shape) -> int:
        positions = math.prod(dim or 1 for dim in self.output_shape(*inputs)[:-1])
        weights = self.weights(*inputs)
        return positions * (weights["depthwise_kernel"].size + weights["pointwise_kernel"].size)

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = Windows(x.shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, self.padding)
        between, apart = depthwise(x, weights["depthwise_kernel"], windows)
        mixing = weights["pointwise_kernel"].reshape(between.shape[-1], self.filters)
        rows = between.reshape(-1, between.shape[-1])
        z = (rows @ mixing).reshape(*between.shape[:-1], self.filters)
        y, through = finished(z, weights.get("bias"), self.activation)

        def backward(dy: Array) -> Any:
            dz, gradients = through(dy)
            dz = dz.reshape(-1, self.filters)
            gradients["pointwise_kernel"] = (rows.T @ dz).reshape(weights["pointwise_kernel"].shape)
            dx, gradients["depthwise_kernel"] = apart((dz @ mixing.T).reshape(between.shape))
            return (dx,), gradients

        return y, backward


@layer("convolution")
class DepthwiseConv1D(DepthwiseConv):
    """Slides filters along a sequence, each over one channel only."""

    rank = 1
    kernel_size: tuple[int] = kernel_sizes(1, "Steps that each filter sees.")
    strides: tuple[int] = steps_of(1)
    dilation_rate: tuple[int] = spacing_of(1)


@layer("convolution")
class DepthwiseConv2D(DepthwiseConv):
    """Slides filters over an image, each over one channel only (MobileNet's convolution)."""

    advice = "Much cheaper than Conv2D, since channels are not mixed; follow it with a 1 × 1 Conv2D that mixes them."

    rank = 2
    kernel_size: tuple[int, int] = kernel_sizes(2, "Height and width of each filter.")
    strides: tuple[int, int] = steps_of(2)
    dilation_rate: tuple[int, int] = spacing_of(2)


@layer("convolution")
class SeparableConv1D(SeparableConv):
    """Filters each channel of a sequence apart, then mixes the channels: a cheaper Conv1D."""

    rank = 1
    kernel_size: tuple[int] = kernel_sizes(1, "Steps that each depthwise filter sees.")
    strides: tuple[int] = steps_of(1)
    dilation_rate: tuple[int] = spacing_of(1)


@layer("convolution")
class SeparableConv2D(SeparableConv):
    """Filters each channel of an image apart, then mixes the channels: a cheaper Conv2D (Xception)."""

    advice = "Close to Conv2D at a fraction of its weights and operations. A good choice where speed or size matters."

    rank = 2
    kernel_size: tuple[int, int] = kernel_sizes(2, "Height and width of each depthwise filter.")
    strides: tuple[int, int] = steps_of(2)
    dilation_rate: tuple[int, int] = spacing_of(2)
