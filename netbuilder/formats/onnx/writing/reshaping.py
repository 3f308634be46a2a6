"""Layers that rearrange, pad, crop and enlarge."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.formats.onnx.writing.emission import Call, Value, made, sample_shape
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers import spatial
from netbuilder.layers.base import known
from netbuilder.layers.maths.image_sampling import resize_matrix
from netbuilder.layers.reshaping import Flatten, Permute, RepeatVector, Reshape


@rule(Flatten, whole="keeps")
def write_flatten(call: Call) -> Value:
    """One row a sample, channels last."""
    return call.made(call.emission.op("Flatten", call.emission.last(call.inputs[0]), axis=1))


@rule(Reshape, whole="keeps")
def write_reshape(call: Call) -> Value:
    """The same values in another shape."""
    shape = call.layer.target_shape if None in call.shape else call.shape
    return call.made(call.emission.reshape(call.emission.last(call.inputs[0]), sample_shape(shape)))


@rule(Permute, whole="keeps")
def write_permute(call: Call) -> Value:
    """Axes in another order."""
    return call.made(call.emission.op("Transpose", call.emission.last(call.inputs[0]), perm=[0, *call.layer.dims]))


@rule(RepeatVector, whole="keeps")
def write_repeat(call: Call) -> Value:
    """A vector as the steps of a sequence."""
    e = call.emission
    wide = e.op("Unsqueeze", e.last(call.inputs[0]), e.whole(1))
    return call.made(e.op("Tile", wide, e.whole(1, call.layer.n, 1)))


@rule(spatial.ZeroPadding1D, spatial.ZeroPadding2D, spatial.ZeroPadding3D)
def write_padding(call: Call) -> Value:
    """Zeros around, in the order in which the value lies."""
    value, pairs = call.inputs[0], call.layer._pairs()
    sides = [(0, 0), *pairs, (0, 0)] if value.order == "last" else [(0, 0), (0, 0), *pairs]
    widths = [before for before, _ in sides] + [after for _, after in sides]
    y = call.emission.op("Pad", value.name, call.emission.whole(*widths), mode="constant")
    return call.made(y, value.order)


@rule(spatial.Cropping1D, spatial.Cropping2D, spatial.Cropping3D)
def write_cropping(call: Call) -> Value:
    """What is left between the edges."""
    e, value, pairs = call.emission, call.inputs[0], call.layer._pairs()
    first = 1 if value.order == "last" else 2
    cut = [(i + first, before, after) for i, (before, after) in enumerate(pairs) if before or after]
    if not cut:
        return made(value.shape, value.order, value.name)
    axes, starts, ends = zip(*((axis, before, -after or 2**31 - 1) for axis, before, after in cut), strict=True)
    return call.made(e.op("Slice", value.name, e.whole(*starts), e.whole(*ends), e.whole(*axes)), value.order)


@rule(spatial.UpSampling1D, spatial.UpSampling3D)
def write_repetition(call: Call) -> Value:
    """Each value several times."""
    return _resized(call, "nearest")


@rule(spatial.UpSampling2D)
def write_up_sampling(call: Call) -> Value:
    """Each pixel several times, or what lies between them."""
    if call.layer.interpolation in RESIZING:
        return _resized(call, call.layer.interpolation)
    return by_matrices(call, call.inputs[0], call.layer.interpolation, False)


# How ONNX's Resize comes to Keras's numbers.
RESIZING: dict[str, dict[str, Any]] = {
    "nearest": {"mode": "nearest", "nearest_mode": "round_prefer_ceil"},
    "bilinear": {"mode": "linear"},
    "bicubic": {"mode": "cubic", "cubic_coeff_a": -0.5, "exclude_outside": 1},
}


def _resized(call: Call, interpolation: str) -> Value:
    e, value = call.emission, call.inputs[0]
    scales = e.constant([1, 1, *call.layer._times()])
    options = {"coordinate_transformation_mode": "half_pixel", **RESIZING[interpolation]}
    return call.made(e.op("Resize", e.first(value), "", scales, **options), "first")


def by_matrices(call: Call, value: Value, interpolation: str, antialias: bool) -> Value:
    """Height and width multiplied by the matrices that the layer itself uses."""
    e = call.emission
    x = e.first(value)
    height, width = (known(dim, "image's") for dim in value.shape[:2])
    high, wide = (known(dim, "image's") for dim in call.shape[:2])
    if high != height:
        down = resize_matrix(height, high, interpolation, antialias)
        x = e.op("MatMul", e.constant(np.asarray(down, np.float32)), x)
    if wide != width:
        across = resize_matrix(width, wide, interpolation, antialias)
        x = e.op("MatMul", x, e.constant(np.asarray(across.T, np.float32)))
    return call.made(x, "first")
