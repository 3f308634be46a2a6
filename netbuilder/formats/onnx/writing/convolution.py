"""Convolutions, plain, transposed, by channel and separable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.writing.emission import Call, Value
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.kinds import Shape
from netbuilder.layers.convolution import Conv
from netbuilder.layers.depthwise import DepthwiseConv, SeparableConv
from netbuilder.layers.maths.windows import pad_widths, reach
from netbuilder.layers.transposed import ConvTranspose, cut_before


def padding_of(space: Shape, size: Sequence[int], strides: Sequence[int], dilation: Sequence[int], padding: str) -> Any:
    """The attributes that pad: widths where the sizes are known, else the rule that puts the odd one at the end."""
    if padding == "same" and None in space:
        return {"auto_pad": "SAME_UPPER"}
    pairs = [pad_widths(n or 0, k, s, d, padding) for n, k, s, d in zip(space, size, strides, dilation, strict=True)]
    return {"pads": [before for before, _ in pairs] + [after for _, after in pairs]}


def _convolved(call: Call, x: str, kernel: str, bias: str | None, group: int) -> str:
    layer = call.layer
    inputs = (x, kernel) if bias is None else (x, kernel, bias)
    space = call.inputs[0].shape[:-1]
    return call.emission.op(
        "Conv",
        *inputs,
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.strides),
        dilations=list(layer.dilation_rate),
        group=group,
        **padding_of(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding),
    )


def _bias(call: Call) -> str | None:
    return call.weight("bias") if "bias" in call else None


def outputs_first(kernel: Array) -> Array:
    """(*size, channels, filters) as ONNX has it: (filters, channels, *size)."""
    return np.moveaxis(kernel, (-1, -2), (0, 1))


def _by_channel(kernel: Array) -> Array:
    """(*size, channels, multiplier) as (channels · multiplier, 1, *size)."""
    *size, channels, multiplier = kernel.shape
    return np.moveaxis(kernel.reshape(*size, channels * multiplier), -1, 0)[:, None]


@rule(Conv, inherit=True)
def write_convolution(call: Call) -> Value:
    """Channels first."""
    x = call.emission.first(call.inputs[0])
    kernel = call.weight("kernel", outputs_first, "first")
    return call.made(_convolved(call, x, kernel, _bias(call), call.layer.groups), "first")


@rule(DepthwiseConv, inherit=True)
def write_depthwise(call: Call) -> Value:
    """As many groups as there are channels."""
    x = call.emission.first(call.inputs[0])
    kernel = call.weight("kernel", _by_channel, "first")
    return call.made(_convolved(call, x, kernel, _bias(call), int(call.inputs[0].shape[-1] or 0)), "first")


@rule(SeparableConv, inherit=True)
def write_separable(call: Call) -> Value:
    """By channel, then over one place."""
    e = call.emission
    apart = call.weight("depthwise_kernel", _by_channel, "first")
    between = _convolved(call, e.first(call.inputs[0]), apart, None, int(call.inputs[0].shape[-1] or 0))
    mixing = call.weight("pointwise_kernel", outputs_first, "first")
    bias = _bias(call)
    inputs = (between, mixing) if bias is None else (between, mixing, bias)
    return call.made(e.op("Conv", *inputs, kernel_shape=[1] * call.layer.rank), "first")


@rule(ConvTranspose, inherit=True)
def write_transposed(call: Call) -> Value:
    """Spreads each value; what Keras cuts off is padding here, what it adds is output padding."""
    layer, e = call.layer, call.emission
    starts, ends, extras = [], [], []
    given = layer.output_padding or (None,) * layer.rank
    for size, stride, dilation, extra in zip(layer.kernel_size, layer.strides, layer.dilation_rate, given, strict=True):
        span = reach(size, dilation)
        before = cut_before(span, stride, layer.padding, extra)
        # What is left over once the length is as Keras has it: cut when positive, added when negative.
        if layer.padding == "valid":
            rest = span - (max(span, stride) if extra is None else span + extra)
        else:
            rest = span - stride if extra is None else span - (span % 2 + extra)
        rest -= before
        starts.append(before)
        ends.append(max(rest, 0))
        extras.append(max(-rest, 0))
    inputs = [e.first(call.inputs[0]), call.weight("kernel", _spread_first, "first")]
    bias = _bias(call)
    y = e.op(
        "ConvTranspose",
        *inputs,
        *([] if bias is None else [bias]),
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.strides),
        dilations=list(layer.dilation_rate),
        pads=starts + ends,
        output_padding=extras,
    )
    return call.made(y, "first")


def _spread_first(kernel: Array) -> Array:
    """(*size, filters, channels) as (channels, filters, *size)."""
    return np.moveaxis(kernel, (-1, -2), (0, 1))
