"""Operators that bring images to another size."""

from __future__ import annotations

import math
from typing import Any

from netbuilder.errors import N_
from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.operators import Operator, operator
from netbuilder.formats.onnx.reading.padding import spatial, spatially
from netbuilder.formats.onnx.reading.views import BATCH, BATCH_SIZE, View
from netbuilder.layers.resizing import Resizing
from netbuilder.layers.spatial import UpSampling1D, UpSampling2D, UpSampling3D

ENLARGING = {1: UpSampling1D, 2: UpSampling2D, 3: UpSampling3D}


@operator("Resize", "Upsample")
def read_resize(op: Operator) -> View:
    """Images enlarged by whole factors, or brought to a size."""
    view = op.view()
    rank = spatial(view)
    scales, sizes = _scales(op, view)
    mode = op.attributes.get("mode", "nearest")
    place = op.attributes.get("coordinate_transformation_mode", "half_pixel")
    place = "asymmetric" if op.kind == "Upsample" or op.opset < 11 else place
    require(scales[:2] == [1, 1], "changes the number of samples or channels")
    factors = [round(scale) for scale in scales[2:]]
    stored = op.build.channels_last(view)
    if all(near_whole(scale) for scale in scales[2:]):
        name = _interpolation(op, mode, place, factors)
        if name == "nearest" or (rank == 2 and name):
            layer: Any = ENLARGING[rank](factors[0] if rank == 1 else tuple(factors))
            layer = layer if name == "nearest" else layer.replace(interpolation=name)
            return spatially(op.build, layer, view, stored.port)
    require(rank == 2 and sizes, "resizes by a factor that is no whole number, to a size that is not known")
    name = _interpolation(op, mode, place, None)
    require(name, _why(mode, place))
    return spatially(op.build, Resizing(sizes[0], sizes[1], interpolation=name), view, stored.port)


def _why(mode: str, place: str) -> str:
    """Why an interpolation is no layer's."""
    if place == "align_corners":
        return N_("resizes with the corners in their places (align_corners), which no layer does")
    if mode == "cubic":
        return N_("resizes by other cubic curves than Keras's (cubic_coeff_a -0.5, exclude_outside 1)")
    return N_("resizes in a way that no layer does")


def near_whole(scale: float) -> bool:
    """Whether a factor is a whole number of at least 1."""
    return scale >= 1 and abs(scale - round(scale)) < 1e-6


def _scales(op: Operator, view: View) -> tuple[list[float], list[int]]:
    """The factor of every axis, and the new sizes of the spatial ones where they are known."""
    require(op.attributes.get("axes") is None, "resizes axes that it names")
    if op.kind == "Upsample" or op.opset < 11:
        scales = [float(s) for s in (op.array(1, "scale") if op.has(1) else op.attributes["scales"])]
    elif op.has(2) and op.array(2, "scale").size:
        scales = [float(s) for s in op.array(2, "scale")]
    else:
        wanted = op.whole("sizes", None, 3)
        require(wanted is not None and len(wanted) == len(view.seen), "does not say to which size")
        kept = [axis == (BATCH,) and want == op.build.batch for axis, want in zip(view.seen, wanted, strict=True)]
        scales = [1 if same else want / size for same, want, size in zip(kept, wanted, view.shape, strict=True)]
        return scales, [int(n) for n in wanted[2:]]
    require(len(scales) == len(view.seen), "does not say to which size")
    known = all(size < BATCH_SIZE for size in view.shape[2:])
    wanted = [size * scale for size, scale in zip(view.shape[2:], scales[2:], strict=True)]
    # A factor may be a fraction in float32: what it gives is cut off to the size that is meant.
    exact = known and all(0 <= size - math.floor(size) < 1e-5 * size for size in wanted)
    return scales, [math.floor(size) for size in wanted] if exact else []


def _interpolation(op: Operator, mode: str, place: str, factors: list[int] | None) -> str:
    """Our name for an interpolation, or nothing. With `factors` the image grows by whole ones."""
    require(not op.attributes.get("antialias", 0), "smoothes while it resizes")
    if mode == "nearest":
        rounding = op.attributes.get("nearest_mode", "round_prefer_floor")
        rounding = "floor" if op.kind == "Upsample" or op.opset < 11 else rounding
        if factors is not None:
            fits = {
                ("asymmetric", "floor"),
                ("tf_half_pixel_for_nn", "floor"),
                ("half_pixel", "round_prefer_floor"),
                ("half_pixel", "round_prefer_ceil"),
            }
            return "nearest" if (place, rounding) in fits else ""
        # Both take the place ⌊(i + ½) / factor⌋.
        fits = {("half_pixel", "round_prefer_ceil"), ("tf_half_pixel_for_nn", "floor")}
        return "nearest" if (place, rounding) in fits else ""
    stretched = op.attributes.get("keep_aspect_ratio_policy", "stretch") == "stretch"
    # PyTorch's own differs from the other for a target of one pixel.
    grown = factors is not None and 1 not in op.view().shape[2:]
    if not stretched or not (place == "half_pixel" or (place == "pytorch_half_pixel" and grown)):
        return ""
    if mode in ("linear", "bilinear"):
        return "bilinear"
    cubic = op.attributes.get("cubic_coeff_a", -0.75) == -0.5 and op.attributes.get("exclude_outside", 0) == 1
    return "bicubic" if mode == "cubic" and cubic else ""
