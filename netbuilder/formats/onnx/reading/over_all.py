"""The largest, the smallest, the mean or the sum over whole axes, as global pooling gives them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.views import BATCH, View
from netbuilder.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
from netbuilder.layers.preprocessing import Rescaling

MAXIMA = {1: GlobalMaxPooling1D, 2: GlobalMaxPooling2D, 3: GlobalMaxPooling3D}
MEANS = {1: GlobalAveragePooling1D, 2: GlobalAveragePooling2D, 3: GlobalAveragePooling3D}


def over_all(build: Builder, view: View, axes: Sequence[int], largest: bool, keep: bool) -> View:
    """The largest or the mean over seen axes, which stay with size 1 or go."""
    gone = [view.seen[axis] for axis in axes if view.seen[axis]]
    seen = tuple(() if i in axes else axis for i, axis in enumerate(view.seen) if keep or i not in axes)
    if not gone:
        return view.with_seen(seen)
    require(all(BATCH not in axis for axis in gone), "takes samples together, which no layer does")
    rest = tuple(a for i, axis in enumerate(view.seen) if i not in axes for a in axis if a is not BATCH)
    if len(gone) > 3:
        gone = [tuple(atom for axis in gone for atom in axis)]
    # Where the axes lie already in another order, that one serves as well.
    order = {axis: i for i, axis in enumerate(view.stored)}
    gone.sort(key=lambda axis: order.get(axis, 99))
    last = next((axis for axis in view.stored if set(axis) == set(rest)), rest)
    stored = build.rearranged(view, ((BATCH,), *gone, last))
    kinds = MAXIMA if largest else MEANS
    (port,) = build.add(kinds[len(gone)](), [stored.port])
    return View(port, ((BATCH,), last), seen)


def summed(build: Builder, view: View, axes: Sequence[int], keep: bool) -> View:
    """The mean as often as there are places; raises Fault where an axis is open."""
    known = not any(atom.is_open for axis in axes for atom in view.seen[axis])
    require(known, "sums over an axis that has no fixed size")
    count = math.prod(view.shape[axis] for axis in axes)
    mean = over_all(build, view, axes, False, keep)
    return build.alike(Rescaling(float(count)), mean) if count != 1 else mean


def least(build: Builder, view: View, axes: Sequence[int], keep: bool) -> View:
    """The smallest is what the largest of the negatives is the negative of."""
    turned = over_all(build, build.alike(Rescaling(-1.0), view), axes, True, keep)
    return build.alike(Rescaling(-1.0), turned)
