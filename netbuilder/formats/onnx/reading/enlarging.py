"""Operators that pad images and bring them to another size."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.cutting import cut
from netbuilder.formats.onnx.reading.operators import Operator, operator, uniform
from netbuilder.formats.onnx.reading.views import (
    BATCH,
    BATCH_SIZE,
    View,
    size_of,
)
from netbuilder.layers.resizing import Resizing
from netbuilder.layers.spatial import (
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)

PADDING = {1: ZeroPadding1D, 2: ZeroPadding2D, 3: ZeroPadding3D}
ENLARGING = {1: UpSampling1D, 2: UpSampling2D, 3: UpSampling3D}
Pairs = list[tuple[int, int]]


def spatial(view: View) -> int:
    """How many axes lie behind samples and channels."""
    rank = len(view.seen) - 2
    require(1 <= rank <= 3, "is not for sequences, images or volumes")
    return rank


def resized_view(build: Builder, view: View, port: Any) -> View:
    """A view with channels last whose spatial axes have changed; seen with channels first."""
    stored = build.view(port).stored
    channels = view.seen[1]
    stored = (stored[0], *stored[1:-1], channels if size_of(channels) == size_of(stored[-1]) else stored[-1])
    return View(port, stored, (stored[0], stored[-1], *stored[1:-1]))


def padded(build: Builder, view: View, pairs: Pairs) -> View:
    """Zeros around the spatial axes of a view that is stored with channels last."""
    if not any(a or b for a, b in pairs):
        return view
    layer = PADDING[len(pairs)](pairs[0] if len(pairs) == 1 else tuple(pairs))
    return resized_view(build, view, build.add(layer, [view.port])[0])


@operator("Pad")
def read_pad(op: Operator) -> View:
    """Zeros around, or edges cut off."""
    view = op.view()
    rank = len(view.seen)
    widths = op.whole("pads", op.attributes.get("paddings"), 1)
    axes = op.axes(rank, 3)
    if axes is not None:
        full = [0] * 2 * rank
        for i, axis in enumerate(axes):
            full[axis], full[axis + rank] = widths[i], widths[i + len(axes)]
        widths = full
    value = uniform(op.array(2, "value")) if op.has(2) else op.attributes.get("value", 0.0)
    mode = op.attributes.get("mode", "constant")
    if not any(widths):
        return view
    require(mode == "constant" and value == 0, "pads with something else than 0, which no layer does")
    pairs = [(widths[i], widths[i + rank]) for i in range(rank)]
    require(pairs[0] == (0, 0), "adds samples, which no layer does")
    for i, (before, after) in enumerate(pairs):
        if before < 0 or after < 0:
            size = view.shape[i]
            view = cut(op.build, view, i, max(-before, 0), size - max(-after, 0))
            pairs[i] = (max(before, 0), max(after, 0))
    return _padded_anywhere(op.build, view, pairs)


def _padded_anywhere(build: Builder, view: View, pairs: Pairs) -> View:
    rank = len(view.seen)
    if 3 <= rank <= 5 and pairs[1] == (0, 0) and view.stored == (view.seen[0], *view.seen[2:], view.seen[1]):
        return padded(build, view, pairs[2:])
    wide = [i for i, pair in enumerate(pairs) if any(pair)]
    if not wide:
        return view
    require(len(wide) <= 3, "pads more than three axes")
    if len(view.stored) <= 5 and all(view.seen[i] in view.stored[1:-1] for i in wide):
        return _padded_in_place(build, view, {i: pairs[i] for i in wide})
    rest = tuple(atom for i, axis in enumerate(view.seen) for atom in axis if i not in wide and atom is not BATCH)
    stored = build.rearranged(view, ((BATCH,), *(view.seen[i] for i in wide), rest))
    layer = PADDING[len(wide)](pairs[wide[0]] if len(wide) == 1 else tuple(pairs[i] for i in wide))
    (port,) = build.add(layer, [stored.port])
    fresh = build.view(port).stored
    seen = list(view.seen)
    for i, axis in zip(wide, fresh[1:-1], strict=True):
        seen[i] = axis
    return View(port, (*fresh[:-1], rest), tuple(seen))


def _padded_in_place(build: Builder, view: View, widths: dict[int, tuple[int, int]]) -> View:
    """Zeros around axes that are stored as they are seen."""
    sides = [(0, 0)] * (len(view.stored) - 2)
    places = {i: view.stored.index(view.seen[i]) for i in widths}
    for i, at in places.items():
        sides[at - 1] = widths[i]
    (port,) = build.add(PADDING[len(sides)](sides[0] if len(sides) == 1 else tuple(sides)), [view.port])
    fresh, stored, seen = build.view(port).stored, list(view.stored), list(view.seen)
    for i, at in places.items():
        stored[at] = seen[i] = fresh[at]
    return View(port, tuple(stored), tuple(seen))


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
            return resized_view(op.build, view, op.build.add(layer, [stored.port])[0])
    require(rank == 2 and sizes, "resizes in a way that no layer does")
    name = _interpolation(op, mode, place, None)
    require(name, "resizes in a way that no layer does")
    (port,) = op.build.add(Resizing(sizes[0], sizes[1], interpolation=name), [stored.port])
    return resized_view(op.build, view, port)


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
        scales = [want / size for want, size in zip(wanted, view.shape, strict=True)]
        return scales, [int(n) for n in wanted[2:]]
    require(len(scales) == len(view.seen), "does not say to which size")
    known = all(size < BATCH_SIZE for size in view.shape[2:])
    exact = known and all((size * scale).is_integer() for size, scale in zip(view.shape[2:], scales[2:], strict=True))
    return scales, [int(size * scale) for size, scale in zip(view.shape[2:], scales[2:], strict=True)] if exact else []


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
        return "nearest" if (place, rounding) == ("half_pixel", "round_prefer_ceil") else ""
    stretched = op.attributes.get("keep_aspect_ratio_policy", "stretch") == "stretch"
    # PyTorch's own differs from the other for a target of one pixel.
    grown = factors is not None and 1 not in op.view().shape[2:]
    if not stretched or not (place == "half_pixel" or (place == "pytorch_half_pixel" and grown)):
        return ""
    if mode in ("linear", "bilinear"):
        return "bilinear"
    cubic = op.attributes.get("cubic_coeff_a", -0.75) == -0.5 and op.attributes.get("exclude_outside", 0) == 1
    return "bicubic" if mode == "cubic" and cubic else ""
