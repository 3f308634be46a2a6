"""Pooling by windows, over everything, and to a fixed size."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.formats.onnx.writing.convolution import padding_of
from netbuilder.formats.onnx.writing.emission import Call, Value
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers import adaptive_pooling as adaptive
from netbuilder.layers import pooling
from netbuilder.layers.base import known


@rule(pooling.MaxPooling, inherit=True)
def write_max_pooling(call: Call) -> Value:
    """The largest of each window."""
    return _pooled(call, "MaxPool")


@rule(pooling.AveragePooling, inherit=True)
def write_average_pooling(call: Call) -> Value:
    """The mean of each window, padding not counted."""
    return _pooled(call, "AveragePool", count_include_pad=0)


def _pooled(call: Call, kind: str, **attributes: Any) -> Value:
    layer, (value,) = call.layer, call.inputs
    strides = layer.strides or layer.pool_size
    pads = padding_of(value.shape[:-1], layer.pool_size, strides, (1,) * layer.rank, layer.padding)
    x = call.emission.first(value)
    size = {"kernel_shape": list(layer.pool_size), "strides": list(strides)}
    return call.made(call.emission.op(kind, x, **size, **pads, **attributes), "first")


GLOBAL_MEANS = (pooling.GlobalAveragePooling1D, pooling.GlobalAveragePooling2D, pooling.GlobalAveragePooling3D)
GLOBAL_MAXIMA = (pooling.GlobalMaxPooling1D, pooling.GlobalMaxPooling2D, pooling.GlobalMaxPooling3D)


@rule(*GLOBAL_MEANS)
def write_global_average(call: Call) -> Value:
    """The mean over all places; of steps with a mask, over those that it shows."""
    e, (value,) = call.emission, call.inputs
    if value.mask is None or not call.layer.uses_mask:
        return _over_all(call, "ReduceMean")
    shown = e.op("Unsqueeze", e.op("Cast", value.mask[0], to="float32"), e.whole(-1))
    keep = int(call.layer.keepdims)
    count = e.op("Max", e.op("ReduceSum", shown, e.whole(1), keepdims=keep), e.constant(1))
    total = e.op("ReduceSum", e.op("Mul", e.last(value), shown), e.whole(1), keepdims=keep)
    return call.made(e.op("Div", total, count))


@rule(*GLOBAL_MAXIMA)
def write_global_max(call: Call) -> Value:
    """The largest over all places."""
    return _over_all(call, "ReduceMax")


def _over_all(call: Call, kind: str) -> Value:
    value, layer = call.inputs[0], call.layer
    start = 1 if value.order == "last" else 2
    axes = list(range(start, start + layer.rank))
    y = call.emission.op(kind, value.name, axes=axes, keepdims=int(layer.keepdims))
    return call.made(y, value.order if layer.keepdims else "last")


ADAPTIVE_MEANS = (
    adaptive.AdaptiveAveragePooling1D,
    adaptive.AdaptiveAveragePooling2D,
    adaptive.AdaptiveAveragePooling3D,
)
ADAPTIVE_MAXIMA = (adaptive.AdaptiveMaxPooling1D, adaptive.AdaptiveMaxPooling2D, adaptive.AdaptiveMaxPooling3D)


@rule(*ADAPTIVE_MEANS)
def write_adaptive_average(call: Call) -> Value:
    """Each axis multiplied by a matrix of shares."""
    e, (value,) = call.emission, call.inputs
    x, rank = e.first(value), call.layer.rank
    for i, size in enumerate(call.layer.output_size):
        length = known(value.shape[i], "pooled")
        shares = np.zeros((length, size), np.float32)
        for k, (start, end) in enumerate(adaptive.bounds(length, size)):
            shares[start:end, k] = 1 / (end - start)
        axis = i + 2
        order = [*range(axis), *range(axis + 1, rank + 2), axis]
        back = [order.index(k) for k in range(rank + 2)]
        turned = e.op("Transpose", x, perm=order) if axis < rank + 1 else x
        turned = e.op("MatMul", turned, e.constant(shares))
        x = e.op("Transpose", turned, perm=back) if axis < rank + 1 else turned
    return call.made(x, "first")


@rule(*ADAPTIVE_MAXIMA)
def write_adaptive_max(call: Call) -> Value:
    """Each window cut out of an axis and its largest value taken."""
    e, (value,) = call.emission, call.inputs
    x = e.last(value)
    for i, size in enumerate(call.layer.output_size):
        axis, parts = i + 1, []
        for start, end in adaptive.bounds(known(value.shape[i], "pooled"), size):
            window = e.op("Slice", x, e.whole(start), e.whole(end), e.whole(axis))
            parts.append(e.op("ReduceMax", window, axes=[axis], keepdims=1))
        x = e.op("Concat", *parts, axis=axis) if len(parts) > 1 else parts[0]
    return call.made(x)
