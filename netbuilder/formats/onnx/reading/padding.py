"""Operators that put something around images: zeros, other numbers, or parts of the image."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.cutting import cut
from netbuilder.formats.onnx.reading.operators import Operator, operator, uniform
from netbuilder.formats.onnx.reading.picking import MOST_PARTS, with_parts
from netbuilder.formats.onnx.reading.views import BATCH, View, size_of
from netbuilder.graph import Port
from netbuilder.kinds import Shape, shortest
from netbuilder.layers import Layer
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.spatial import ZeroPadding1D, ZeroPadding2D, ZeroPadding3D
from netbuilder.layers.wrappers import TimeDistributed

PADDING = {1: ZeroPadding1D, 2: ZeroPadding2D, 3: ZeroPadding3D}
Pairs = list[tuple[int, int]]


def spatial(view: View) -> int:
    """How many axes lie behind samples and channels."""
    rank = len(view.seen) - 2
    require(1 <= rank <= 3, "is not for sequences, images or volumes")
    return rank


def spatially(build: Builder, layer: Layer, view: View, port: Port, weights: Mapping[str, Array] | None = None) -> View:
    """What a layer makes of the spatial axes of a view that is stored with channels last; seen with channels first.

    Where samples are joined with steps, the layer works on each step.
    """
    steps = tuple(atom for atom in view.seen[0] if atom is not BATCH)
    (made,) = build.add(TimeDistributed(layer) if steps else layer, [port], weights)
    fresh = build.view(made).stored
    front = (fresh[0], steps) if steps else fresh[:1]
    channels = view.seen[1]
    last = channels if size_of(channels) == size_of(fresh[-1]) else fresh[-1]
    stored = (*front, *fresh[len(front) : -1], last)
    return View(made, stored, (view.seen[0], last, *stored[len(front) : -1]))


def space_of(build: Builder, view: View, port: Port) -> Shape:
    """The sizes of the spatial axes of a view that is stored with channels last."""
    return build.shape_of(port)[1 if len(view.seen[0]) > 1 else 0 : -1]


def padded(build: Builder, view: View, pairs: Pairs) -> View:
    """Zeros around the spatial axes of a view that is stored with channels last."""
    if not any(a or b for a, b in pairs):
        return view
    layer = PADDING[len(pairs)](pairs[0] if len(pairs) == 1 else tuple(pairs))
    return spatially(build, layer, view, view.port)


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
    pairs = [(widths[i], widths[i + rank]) for i in range(rank)]
    require(pairs[0] == (0, 0), "adds samples, which no layer does")
    for i, (before, after) in enumerate(pairs):
        if before < 0 or after < 0:
            size = view.shape[i]
            view = cut(op.build, view, i, max(-before, 0), size - max(-after, 0))
            pairs[i] = (max(before, 0), max(after, 0))
    if mode != "constant":
        return _repeated_around(op.build, view, pairs, mode)
    require(value is not None, "pads with numbers that differ")
    if not value:
        return padded_anywhere(op.build, view, pairs)
    # Values are moved so that 0 stands for what is put around them.
    number = shortest(float(value))
    moved = padded_anywhere(op.build, op.build.alike(Rescaling(1.0, -number), view), pairs)
    return op.build.alike(Rescaling(1.0, number), moved)


def padded_by(build: Builder, view: View, pairs: Pairs, mode: str) -> View:
    """Values around the spatial axes of a view that is stored with channels last: zeros, or its edges once more."""
    if mode == "constant":
        return padded(build, view, pairs)
    return _repeated_around(build, view, [(0, 0), (0, 0), *pairs], mode)


def _repeated_around(build: Builder, view: View, pairs: Pairs, mode: str) -> View:
    """Parts of a view put around it: its edges, its places in a mirror, or those of its other end."""
    require(mode in ("edge", "reflect", "wrap"), "pads in a way that no layer does")
    for axis, (before, after) in enumerate(pairs):
        size = view.shape[axis]
        require(before + after <= MOST_PARTS, "pads with more of its values than can be joined")
        if mode == "wrap":
            first = [(size - before, size)] if before else []
            last = [(0, after)] if after else []
        elif mode == "edge":
            first, last = [(0, 1)] * before, [(size - 1, size)] * after
        else:
            first = [(i, i + 1) for i in range(before, 0, -1)]
            last = [(size - 2 - i, size - 1 - i) for i in range(after)]
        if first or last:
            view = with_parts(build, view, axis, first, last)
    return view


def padded_anywhere(build: Builder, view: View, pairs: Pairs) -> View:
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
