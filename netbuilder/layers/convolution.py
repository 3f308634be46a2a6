"""Convolutions: small kernels that slide over sequences, images and volumes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import LARGEST_STEP, Backward, Layer, Run, Weight, Weights, expect_rank, known, layer
from netbuilder.layers.core import activation_apart
from netbuilder.layers.maths.windows import Sizes, Windows, output_length
from netbuilder.layers.parts.activations import ACTIVATIONS, ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

Finish = Callable[[Array], tuple[Array, dict[str, Array]]]
AXES = {1: N_("steps, channels"), 2: "height, width, channels", 3: N_("depth, height, width, channels")}


def kernel_sizes(rank: int, doc: str) -> Any:
    """Declares the kernel's size along `rank` axes."""
    return param(ge=1, le=LARGEST_STEP, start=(3,) * rank, doc=doc, brief="{}")


def steps_of(rank: int) -> Any:
    """Declares the strides along `rank` axes."""
    return param(
        default=(1,) * rank, ge=1, le=LARGEST_STEP, doc="Step from one position to the next.", brief="stride {}"
    )


def spacing_of(rank: int) -> Any:
    """Declares the dilation along `rank` axes."""
    return param(
        default=(1,) * rank,
        ge=1,
        le=LARGEST_STEP,
        doc="Spacing of the filter's points.",
        advanced=True,
        brief="dilation {}",
    )


def strides_or_dilation(strides: Sizes, dilation_rate: Sizes) -> None:
    """Raises FieldError where both are above 1, as Keras does."""
    if max(strides) > 1 and max(dilation_rate) > 1:
        raise FieldError("dilation_rate", "cannot be above 1 together with strides above 1")


def finished(z: Array, bias: Array | None, activation: str) -> tuple[Array, Finish]:
    """activation(z + bias), written over `z`; its gradient becomes that of `z`, and the bias's by name."""
    if bias is not None:
        z += bias
    y, through = ACTIVATIONS[activation](z)

    def backward(dy: Array) -> tuple[Array, dict[str, Array]]:
        dz = through(dy)
        return dz, {} if bias is None else {"bias": dz.reshape(-1, dz.shape[-1]).sum(axis=0)}

    return y, backward


class Conv(Layer):
    """A convolution over `rank` spatial axes; a subclass fixes the lengths of the three tuples."""

    rank: ClassVar[int]

    filters: int = param(
        ge=1, start=32, doc="Number of kernels, which is the number of output channels.", brief="{} filters"
    )
    kernel_size: tuple[int, ...] = param(ge=1, le=LARGEST_STEP, doc="Size of each kernel.", brief="{}")
    strides: tuple[int, ...] = param(
        default=(1,), ge=1, le=LARGEST_STEP, doc="Step from one position to the next.", brief="stride {}"
    )
    padding: str = param(
        default="valid",
        choices=("valid", "same"),
        doc='"same" pads with zeros so that the output is as large as the input (with strides of 1).',
        brief="{}",
    )
    dilation_rate: tuple[int, ...] = param(
        default=(1,), ge=1, le=LARGEST_STEP, doc="Spacing of the kernel's points.", advanced=True, brief="dilation {}"
    )
    groups: int = param(
        default=1,
        ge=1,
        doc="Splits the channels into groups that are convolved apart.",
        advanced=True,
        brief="{} groups",
    )
    activation: str = param(default="linear", kind=ActivationKind(), doc="Function applied to the output.", brief="{}")
    use_bias: bool = param(default=True, doc="Adds a learned offset to each filter.", brief="no bias")
    kernel_initializer: Initializer = param(default="glorot_uniform", doc="How the kernel begins.", advanced=True)
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    kernel_regularizer: Regularizer | None = param(default=None, doc="Penalty on the kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    kernel_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)

    def validate(self) -> None:
        strides_or_dilation(self.strides, self.dilation_rate)
        if self.filters % self.groups:
            raise FieldError(
                "groups", "must divide the {filters} filters, got {groups}", filters=self.filters, groups=self.groups
            )

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        channels = known(shape[-1], "last")
        if channels % self.groups:
            raise ShapeError(
                "{groups} groups do not divide the {channels} channels that come in",
                groups=self.groups,
                channels=channels,
            )
        axes = zip(shape[:-1], self.kernel_size, self.strides, self.dilation_rate, strict=True)
        return (*(output_length(n, k, s, d, self.padding) for n, k, s, d in axes), self.filters)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = (*self.kernel_size, known(inputs[0][-1], "last") // self.groups, self.filters)
        found = {"kernel": Weight(shape, self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint)}
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def operations(self, *inputs: Shape) -> int:
        positions = math.prod(dim or 1 for dim in self.output_shape(*inputs)[:-1])
        return positions * self.weights(*inputs)["kernel"].size

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        kernel = weights["kernel"]
        windows = Windows(x.shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, self.padding)
        rows = self._by_group(windows.cut(windows.pad(x)))
        columns = np.moveaxis(kernel.reshape(rows.shape[-1], self.groups, -1), 1, 0)
        z = np.moveaxis(rows @ columns, 0, 1).reshape(len(x), *windows.counts, self.filters)
        y, through = finished(z, weights.get("bias"), self.activation)

        def backward(dy: Array) -> Any:
            dz, gradients = through(dy)
            by_group = np.moveaxis(dz.reshape(-1, self.groups, self.filters // self.groups), 1, 0)
            gradient = np.moveaxis(np.swapaxes(rows, 1, 2) @ by_group, 0, 1)
            gradients["kernel"] = gradient.reshape(kernel.shape)
            back = np.moveaxis(by_group @ np.swapaxes(columns, 1, 2), 0, 1)
            shape = (len(x), *windows.counts, self.groups, *self.kernel_size, x.shape[-1] // self.groups)
            parts = np.moveaxis(back.reshape(shape), self.rank + 1, -2)
            return (windows.join(parts.reshape(*parts.shape[:-2], x.shape[-1])),), gradients

        return y, backward

    def _by_group(self, views: Array) -> Array:
        """Windows as (groups, batch × positions, kernel × channels of a group)."""
        channels = views.shape[-1] // self.groups
        split = views.reshape(*views.shape[:-1], self.groups, channels)
        return np.moveaxis(split, -2, 0).reshape(self.groups, -1, math.prod(self.kernel_size) * channels)


@layer("convolution")
class Conv1D(Conv):
    """Slides small filters along a sequence."""

    advice = (
        "For series and sequences whose local patterns matter wherever they occur. It trains faster than a "
        "recurrent layer, but sees only as far as its kernels reach."
    )

    rank = 1
    kernel_size: tuple[int] = kernel_sizes(1, "Steps that each filter sees.")
    strides: tuple[int] = steps_of(1)
    padding: str = param(
        default="valid",
        choices=("valid", "same", "causal"),
        doc='"same" pads with zeros so that the output is as long as the input (with strides of 1); '
        '"causal" pads only before it, so that no step sees a later one.',
        brief="{}",
    )
    dilation_rate: tuple[int] = spacing_of(1)


@layer("convolution")
class Conv2D(Conv):
    """Slides small filters over an image."""

    advice = (
        "The first choice for images. Stack several with a 3 × 3 kernel, and raise the filters where pooling or "
        "strides make the image smaller."
    )

    rank = 2
    kernel_size: tuple[int, int] = kernel_sizes(2, "Height and width of each filter.")
    strides: tuple[int, int] = steps_of(2)
    dilation_rate: tuple[int, int] = spacing_of(2)


@layer("convolution")
class Conv3D(Conv):
    """Slides small filters through a volume or a video."""

    rank = 3
    kernel_size: tuple[int, int, int] = kernel_sizes(3, "Depth, height and width of each filter.")
    strides: tuple[int, int, int] = steps_of(3)
    dilation_rate: tuple[int, int, int] = spacing_of(3)
