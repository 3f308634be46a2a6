"""Scaling, bins, categories and the size of images."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.writing.core import as_whole
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value, made
from netbuilder.formats.onnx.writing.reshaping import RESIZING, by_matrices
from netbuilder.formats.onnx.writing.rules import as_real, rule
from netbuilder.kinds import Shape
from netbuilder.layers.augmentation.geometry import RandomCrop
from netbuilder.layers.augmentation.tones import AutoContrast
from netbuilder.layers.base import known
from netbuilder.layers.maths.image_sampling import crop_box
from netbuilder.layers.preprocessing import (
    SMALLEST_DEVIATION,
    CategoryEncoding,
    Discretization,
    Normalization,
    Rescaling,
)
from netbuilder.layers.resizing import CenterCrop, Resizing


@rule(Rescaling)
def write_rescaling(call: Call) -> Value:
    """x · scale + offset."""
    value, layer = call.inputs[0], call.layer
    y = value.name
    for kind, numbers, neutral in (("Mul", layer.scale, 1), ("Add", layer.offset, 0)):
        if numbers != neutral:
            y = call.emission.op(kind, y, _facing(call.emission, value, numbers))
    return made(value.shape, value.order, y)


def _facing(e: Emission, value: Value, numbers: object) -> str:
    """One number, or one for each channel, shaped for the order in which a value lies."""
    array = np.asarray(numbers, np.float32)
    if array.ndim and value.order == "first":
        array = array.reshape(-1, *(1,) * (len(value.shape) - 1))
    return e.constant(array)


@rule(Normalization)
def write_normalization(call: Call) -> Value:
    """(x - mean) / deviation."""
    e, layer, (value,) = call.emission, call.layer, call.inputs
    kept = layer._kept(value.shape)
    sizes = tuple(known(value.shape[axis - 1], "kept") for axis in kept)
    along = [sizes[kept.index(axis)] if axis in kept else 1 for axis in range(1, len(value.shape) + 1)]

    def deviation(variance: Array) -> Array:
        return np.maximum(np.sqrt(variance), np.float32(SMALLEST_DEVIATION)).reshape(along)

    if layer.mean is None:
        mean = call.weight("mean", lambda a: a.reshape(along), "spread")
        scale = call.weight("variance", deviation, "deviation")
    else:
        given = (np.broadcast_to(np.asarray(n, np.float32), sizes) for n in (layer.mean, layer.variance))
        means, variances = given
        mean, scale = e.constant(means.reshape(along)), e.constant(deviation(variances))
    x = e.last(value)
    if layer.invert:
        return call.made(e.op("Add", e.op("Mul", x, scale), mean))
    return call.made(e.op("Div", e.op("Sub", x, mean), scale))


@rule(Discretization)
def write_discretization(call: Call) -> Value:
    """How many boundaries each value has reached."""
    e, layer, (value,) = call.emission, call.layer, call.inputs
    x = e.op("Unsqueeze", e.last(value), e.whole(-1))
    reached = e.op("GreaterOrEqual", x, e.constant(layer.bin_boundaries))
    bins = e.op("ReduceSum", e.op("Cast", reached, to="float32"), e.whole(-1), keepdims=0)
    if layer.output_mode == "int":
        return call.made(bins)
    return call.made(_encoded(e, bins, value.shape, len(layer.bin_boundaries) + 1, layer.output_mode))


@rule(CategoryEncoding, whole="reads")
def write_category_encoding(call: Call) -> Value:
    """Zeros and ones, or counts."""
    e, layer, value = call.emission, call.layer, call.inputs[0]
    tokens = e.op("Cast", as_whole(e, value), to="float32")
    if len(call.inputs) == 1:
        return call.made(_encoded(e, tokens, value.shape, layer.num_tokens, layer.output_mode))
    counts = e.op("Unsqueeze", e.last(as_real(e, call.inputs[1])), e.whole(-1))
    hot = e.op("Mul", _hot(e, tokens, layer.num_tokens), counts)
    return call.made(e.op("ReduceSum", hot, e.whole(1), keepdims=0))


def _hot(e: Emission, numbers: str, depth: int) -> str:
    """1 in the place of each number; a number outside has none."""
    equal = e.op("Equal", e.op("Unsqueeze", numbers, e.whole(-1)), e.constant(np.arange(depth)))
    return e.op("Cast", equal, to="float32")


def _encoded(e: Emission, numbers: str, shape: Shape, depth: int, mode: str) -> str:
    if mode == "one_hot" and shape[-1:] == (1,):
        numbers = e.op("Squeeze", numbers, e.whole(-1))
    hot = _hot(e, numbers, depth)
    if mode == "one_hot":
        return hot
    if mode == "multi_hot":
        return e.op("ReduceMax", hot, axes=[1], keepdims=0)
    return e.op("ReduceSum", hot, e.whole(1), keepdims=0)


@rule(Resizing)
def write_resizing(call: Call) -> Value:
    """Cut or padded where the layer says so, then resized."""
    e, layer, value = call.emission, call.layer, call.inputs[0]
    x = Value(value.shape, last=e.last(value))
    if layer.crop_to_aspect_ratio:
        x = _cropped(e, x, *crop_box(_size(value.shape), (layer.height, layer.width)))
    elif layer.pad_to_aspect_ratio:
        x = _padded(e, x, layer)
    return _sized(call, x, layer.interpolation, layer.antialias)


@rule(CenterCrop)
def write_center_crop(call: Call) -> Value:
    """The middle; of smaller images what has the same ratio, resized."""
    e, layer, value = call.emission, call.layer, call.inputs[0]
    height, width = _size(value.shape)
    if height < layer.height or width < layer.width:
        return _fitted(call)
    top, left = (height - layer.height) // 2, (width - layer.width) // 2
    x = Value(value.shape, last=e.last(value))
    return _cropped(e, x, slice(top, top + layer.height), slice(left, left + layer.width))


@rule(RandomCrop)
def write_random_crop(call: Call) -> Value:
    """What it does outside of training."""
    return _fitted(call)


def _fitted(call: Call) -> Value:
    e, layer, value = call.emission, call.layer, call.inputs[0]
    x = Value(value.shape, last=e.last(value))
    cut = _cropped(e, x, *crop_box(_size(value.shape), (layer.height, layer.width)))
    return _sized(call, cut, "bilinear", False)


def _size(shape: Shape) -> tuple[int, int]:
    return known(shape[0], "height"), known(shape[1], "width")


def _cropped(e: Emission, value: Value, rows: slice, columns: slice) -> Value:
    starts, ends = e.whole(rows.start, columns.start), e.whole(rows.stop, columns.stop)
    shape = (rows.stop - rows.start, columns.stop - columns.start, value.shape[-1])
    return Value(shape, last=e.op("Slice", e.last(value), starts, ends, e.whole(1, 2)))


def _padded(e: Emission, value: Value, layer: Resizing) -> Value:
    """The same on both sides of one axis, as `Resizing` pads."""
    height, width = _size(value.shape)
    above = (max(height, int(width * layer.height / layer.width)) - height) // 2
    beside = 0 if above else (max(width, int(height * layer.width / layer.height)) - width) // 2
    sides = e.whole(0, above, beside, 0, 0, above, beside, 0)
    padded = e.op("Pad", e.last(value), sides, e.constant(layer.fill_value), mode="constant")
    return Value((height + 2 * above, width + 2 * beside, value.shape[-1]), last=padded)


def _sized(call: Call, value: Value, interpolation: str, antialias: bool) -> Value:
    if None not in value.shape[:2] and (antialias or interpolation != "nearest"):
        return by_matrices(call, value, interpolation, antialias)
    if antialias or interpolation not in RESIZING:
        known(None, "image's")
    e = call.emission
    x = e.first(value)
    sizes = e.op("Concat", e.sizes(x, 0, 2), e.whole(*(dim or 0 for dim in call.shape[:2])), axis=0)
    options = {"coordinate_transformation_mode": "half_pixel", **RESIZING[interpolation]}
    return call.made(e.op("Resize", x, "", "", sizes, **options), "first")


@rule(AutoContrast)
def write_auto_contrast(call: Call) -> Value:
    """Each channel of each image spread over the range; one that is flat stays."""
    e, layer, value = call.emission, call.layer, call.inputs[0]
    low, high = layer.value_range
    x = e.last(value)
    least, most = (e.op(kind, x, axes=[1, 2], keepdims=1) for kind in ("ReduceMin", "ReduceMax"))
    flat = e.op("Equal", most, least)
    share = e.op("Div", e.op("Sub", x, least), e.op("Where", flat, e.constant(1), e.op("Sub", most, least)))
    spread = e.op("Add", e.op("Mul", share, e.constant(high - low)), e.constant(low))
    return call.made(e.op("Where", flat, x, spread))
