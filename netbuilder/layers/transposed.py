"""Transposed convolutions: the gradient of a convolution, used forwards to make images larger."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Dim, Shape
from netbuilder.layers.base import LARGEST_STEP, Backward, Layer, Run, Weight, Weights, expect_rank, known, layer
from netbuilder.layers.convolution import AXES, finished, kernel_sizes, spacing_of, strides_or_dilation
from netbuilder.layers.core import activation_apart
from netbuilder.layers.maths.windows import Windows, reach
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param


def spread_length(length: Dim, span: int, stride: int, padding: str, extra: int | None) -> Dim:
    """How long `length` positions become when each is spread over `span` values; `extra` is the output padding."""
    if length is None:
        return None
    if padding == "valid":
        return (length - 1) * stride + (max(span, stride) if extra is None else span + extra)
    return length * stride if extra is None else (length - 1) * stride + span % 2 + extra


def cut_before(span: int, stride: int, padding: str, extra: int | None) -> int:
    """How many values Keras drops at the beginning of what was spread; the length says what is dropped at the end.

    The alignment of keras.ops.conv_transpose on JAX: "same" drops the smaller half before, never less than none.
    """
    if padding == "valid":
        return 0
    total = span - 2 + (stride if extra is None else span % 2 + extra)
    return max(span - 1 - (total + 1) // 2, 0)


def _end() -> Any:
    doc = "Values added at the end of each axis; none gives the usual size."
    return param(default=None, ge=0, doc=doc, advanced=True, brief="output padding {}")


def _growth(rank: int) -> Any:
    return param(
        default=(1,) * rank, ge=1, le=LARGEST_STEP, doc="How many times larger the output is.", brief="stride {}"
    )


class ConvTranspose(Layer):
    """A transposed convolution over `rank` spatial axes; a subclass fixes the lengths of the tuples."""

    rank: ClassVar[int]

    filters: int = param(ge=1, start=32, doc="Number of output channels.", brief="{} filters")
    kernel_size: tuple[int, ...] = param(ge=1, le=LARGEST_STEP, doc="How far each value is spread.", brief="{}")
    strides: tuple[int, ...] = _growth(1)
    padding: str = param(
        default="valid",
        choices=("valid", "same"),
        doc='"same" cuts the edges so that the output is as large as the input times the strides.',
        brief="{}",
    )
    output_padding: tuple[int, ...] | None = _end()
    dilation_rate: tuple[int, ...] = spacing_of(1)
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
        for extra, stride in zip(self.output_padding or (), self.strides, strict=False):
            if extra >= stride:
                raise FieldError(
                    "output_padding",
                    "must be less than the stride of {stride}, got {extra}",
                    stride=stride,
                    extra=extra,
                )

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        known(shape[-1], "last")
        axes = zip(shape[:-1], self._axes(), strict=True)
        lengths = tuple(spread_length(n, span, stride, self.padding, extra) for n, (span, stride, extra) in axes)
        if 0 in lengths:
            raise ShapeError('leaves nothing of an input of {shape}. Use padding="valid"', shape=shape)
        return (*lengths, self.filters)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = (*self.kernel_size, self.filters, known(inputs[0][-1], "last"))
        found = {"kernel": Weight(shape, self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint)}
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def operations(self, *inputs: Shape) -> int:
        positions = math.prod(dim or 1 for dim in inputs[0][:-1])
        return positions * self.weights(*inputs)["kernel"].size

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        kernel = weights["kernel"]
        windows = self.windows(x.shape[1:])
        rows = x.reshape(-1, x.shape[-1])
        spread = np.zeros((len(x), *windows.full, self.filters), x.dtype)
        for offset in windows.offsets():
            spread[windows.positions(offset)] += (rows @ kernel[offset].T).reshape(*x.shape[:-1], self.filters)
        y, through = finished(spread[windows.inside], weights.get("bias"), self.activation)

        def backward(dy: Array) -> Any:
            dz, gradients = through(dy)
            padded = windows.pad(dz)
            gradients["kernel"] = np.empty_like(kernel)
            dx = np.zeros_like(rows)
            for offset in windows.offsets():
                part = padded[windows.positions(offset)].reshape(-1, self.filters)
                np.matmul(part.T, rows, out=gradients["kernel"][offset])
                dx += part @ kernel[offset]
            return (dx.reshape(x.shape),), gradients

        return y, backward

    def _axes(self) -> list[tuple[int, int, int | None]]:
        """Span, stride and output padding of each axis."""
        extras = self.output_padding or (None,) * self.rank
        spans = (reach(k, d) for k, d in zip(self.kernel_size, self.dilation_rate, strict=True))
        return list(zip(spans, self.strides, extras, strict=True))

    def windows(self, shape: Shape) -> Windows:
        """The windows of the convolution that leads from our output back to our input."""
        space = tuple(int(dim or 0) for dim in self.output_shape(shape)[:-1])
        pads = []
        for n, length, (span, stride, extra) in zip(shape[:-1], space, self._axes(), strict=True):
            before = cut_before(span, stride, self.padding, extra)
            pads.append((before, max((int(n or 0) - 1) * stride + span - before - length, 0)))
        return Windows(space, self.kernel_size, self.strides, self.dilation_rate, pads)


@layer("convolution")
class Conv1DTranspose(ConvTranspose):
    """Makes a sequence longer: spreads each step over several by small learned filters."""

    rank = 1
    kernel_size: tuple[int] = kernel_sizes(1, "Steps that each value is spread over.")
    strides: tuple[int] = _growth(1)
    output_padding: tuple[int] | None = _end()
    dilation_rate: tuple[int] = spacing_of(1)


@layer("convolution")
class Conv2DTranspose(ConvTranspose):
    """Makes an image larger: spreads each pixel over several by small learned filters."""

    advice = (
        "Makes images larger with learned weights, as in decoders. A kernel that the strides divide avoids a "
        "checkerboard in the output."
    )

    rank = 2
    kernel_size: tuple[int, int] = kernel_sizes(2, "Height and width that each pixel is spread over.")
    strides: tuple[int, int] = _growth(2)
    output_padding: tuple[int, int] | None = _end()
    dilation_rate: tuple[int, int] = spacing_of(2)


@layer("convolution")
class Conv3DTranspose(ConvTranspose):
    """Makes a volume larger: spreads each point over several by small learned filters."""

    rank = 3
    kernel_size: tuple[int, int, int] = kernel_sizes(3, "Depth, height and width that each point is spread over.")
    strides: tuple[int, int, int] = _growth(3)
    output_padding: tuple[int, int, int] | None = _end()
    dilation_rate: tuple[int, int, int] = spacing_of(3)
