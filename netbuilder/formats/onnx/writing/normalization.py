"""Normalization. Every attribute is written out: ONNX's own epsilon and momentum are others than Keras's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers.base import known
from netbuilder.layers.maths.axes import positions
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.sample_normalization import (
    SMALLEST_NORM,
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)


def _with_channels_first(call: Call, axis: int, function: Callable[[str], str]) -> Value:
    """What a function makes of the value while its channels stand behind the batch."""
    e, (value,) = call.emission, call.inputs
    rank = len(value.shape) + 1
    if axis == rank - 1:
        return call.made(function(e.first(value)), "first")
    if axis == 1:
        return call.made(function(e.last(value)))
    order = [0, axis, *(i for i in range(1, rank) if i != axis)]
    turned = e.op("Transpose", e.last(value), perm=order)
    return call.made(e.op("Transpose", function(turned), perm=[order.index(i) for i in range(rank)]))


@rule(BatchNormalization)
def write_batch_normalization(call: Call) -> Value:
    """By the running averages."""
    e, layer, shape = call.emission, call.layer, call.inputs[0].shape
    (axis,) = positions((layer.axis,), shape)
    size = known(shape[axis - 1], "channel")
    gamma = call.weight("gamma") if layer.scale else e.constant(np.ones(size))
    beta = call.weight("beta") if layer.center else e.constant(np.zeros(size))
    rest = (gamma, beta, call.weight("moving_mean"), call.weight("moving_variance"))

    def function(x: str) -> str:
        return e.op("BatchNormalization", x, *rest, epsilon=layer.epsilon, momentum=layer.momentum)

    return _with_channels_first(call, axis, function)


@rule(LayerNormalization)
def write_layer_normalization(call: Call) -> Value:
    """ONNX's own operator over the last axes; elsewhere, and without centring, its formula."""
    e, layer, (value,) = call.emission, call.layer, call.inputs
    rank = len(value.shape) + 1
    axes = layer.along(value.shape)
    if axes == tuple(range(rank - len(axes), rank)) and not layer.rms_scaling:
        sizes = tuple(known(value.shape[axis - 1], "normalized") for axis in axes)
        gamma = call.weight("gamma") if "gamma" in call else e.constant(np.ones(sizes))
        inputs = [e.last(value), gamma, *([call.weight("beta")] if "beta" in call else [])]
        return call.made(e.op("LayerNormalization", *inputs, axis=axes[0] - rank, epsilon=layer.epsilon))
    x = e.last(value)
    centred = e.op("Sub", x, e.op("ReduceMean", x, axes=list(axes), keepdims=1))
    squares = e.op("ReduceMean", e.op("Mul", centred, centred), axes=list(axes), keepdims=1)
    deviation = e.op("Sqrt", e.op("Add", squares, e.constant(layer.epsilon)))
    y = e.op("Div", x if layer.rms_scaling else centred, deviation)
    return call.made(_affine(call, y, axes, "gamma"))


def _affine(call: Call, y: str, axes: tuple[int, ...], factor: str) -> str:
    """y · gamma + beta along axes, where the layer has them."""
    e = call.emission
    for kind, name in (("Mul", factor), ("Add", "beta")):
        if name in call:
            y = e.op(kind, y, call.weight(name, lambda a: _spread(a, axes, call), "spread"))
    return y


def _spread(array: Array, axes: tuple[int, ...], call: Call) -> Array:
    """A weight shaped so that it meets its axes."""
    sizes = dict(zip(axes, array.shape, strict=True))
    return array.reshape([sizes.get(i, 1) for i in range(1, len(call.shape) + 1)])


@rule(GroupNormalization)
def write_group_normalization(call: Call) -> Value:
    """Each group as one channel of an InstanceNormalization."""
    e, layer, shape = call.emission, call.layer, call.inputs[0].shape
    (axis,) = positions((layer.axis,), shape)
    channels = known(shape[axis - 1], "channel")
    groups = channels if layer.groups == -1 else layer.groups

    def function(x: str) -> str:
        rows = e.reshape(x, [0, groups, -1])
        ones, zeros = e.constant(np.ones(groups)), e.constant(np.zeros(groups))
        rows = e.op("InstanceNormalization", rows, ones, zeros, epsilon=layer.epsilon)
        y = e.op("Reshape", rows, e.op("Shape", x))
        wide = (channels, *(1,) * (len(shape) - 1))
        for kind, name in (("Mul", "gamma"), ("Add", "beta")):
            if name in call:
                y = e.op(kind, y, call.weight(name, lambda a: a.reshape(wide), "first"))
        return y

    return _with_channels_first(call, axis, function)


@rule(RMSNormalization)
def write_rms_normalization(call: Call) -> Value:
    """By the root of the mean square."""
    e, layer, (value,) = call.emission, call.layer, call.inputs
    axes, x = layer.along(value.shape), e.last(value)
    squares = e.op("ReduceMean", e.op("Mul", x, x), axes=list(axes), keepdims=1)
    y = e.op("Div", x, e.op("Sqrt", e.op("Add", squares, e.constant(layer.epsilon))))
    return call.made(_affine(call, y, axes, "scale"))


@rule(UnitNormalization)
def write_unit_normalization(call: Call) -> Value:
    """By the length."""
    e, (value,) = call.emission, call.inputs
    x = e.last(value)
    return call.made(e.op("Div", x, length_of(e, x, call.layer.along(value.shape), SMALLEST_NORM)))


def length_of(e: Emission, x: str, axes: tuple[int, ...], least: float) -> str:
    """The length along some axes, and at least `least`."""
    return e.op("Max", e.op("ReduceL2", x, axes=list(axes), keepdims=1), e.constant(least))
