"""Operators that pick places of an axis, and values that are put end to end."""

from __future__ import annotations

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.cutting import cut
from netbuilder.formats.onnx.reading.operators import Operator, axis_in, operator
from netbuilder.formats.onnx.reading.views import BATCH, Atom, Axis, View, atoms_of
from netbuilder.layers import Embedding
from netbuilder.layers.merging import Concatenate

MOST_PARTS = 16  # of one value that are put end to end


@operator("Gather")
def read_gather(op: Operator) -> View:
    """Rows of a table by whole numbers; or one place of an axis."""
    data, index = op.get(0), op.get(1)
    if isinstance(data, np.ndarray) and isinstance(index, View):
        axis = op.attributes.get("axis", 0)
        require(data.ndim == 2 and axis == 0, "looks up in an array that is no table")
        (port,) = op.build.add(Embedding(*data.shape), [index.port], {"embeddings": data})
        wide = op.build.atom(data.shape[1])
        return View(port, (*index.stored, wide), (*index.seen, wide))
    view = op.view()
    axis = axis_in(op.attributes.get("axis", 0), len(view.seen))
    places = op.array(1, "place").astype(np.int64)
    size = view.shape[axis]
    flat = np.where(places < 0, places + size, places).reshape(-1)
    if places.ndim == 0:
        found = cut(op.build, view, axis, int(flat[0]), int(flat[0]) + 1)
        return found.with_seen([one for i, one in enumerate(found.seen) if i != axis])
    require(places.ndim == 1 and len(flat), "picks values in an order of its own, which no layer does")
    return _picked(op.build, view, axis, [int(n) for n in flat])


@operator("GatherND")
def read_gather_of_rows(op: Operator) -> View:
    """Where whole rows of the first axis are named, the same as Gather."""
    view, places = op.view(), op.array(1, "place").astype(np.int64)
    plain = places.ndim == 2 and places.shape[1] == 1 and not op.attributes.get("batch_dims", 0)
    require(plain, "picks single values in an order of its own, which no layer does")
    flat = np.where(places < 0, places + view.shape[0], places).reshape(-1)
    return _picked(op.build, view, 0, [int(n) for n in flat])


def _picked(build: Builder, view: View, axis: int, places: list[int]) -> View:
    """Places of an axis in any order, by stretches of those that follow each other."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and stretches[-1][1] == place:
            stretches[-1] = (stretches[-1][0], place + 1)
        else:
            stretches.append((place, place + 1))
    require(len(stretches) <= MOST_PARTS, "picks values in an order of its own, which no layer does")
    if len(stretches) == 1:
        return cut(build, view, axis, *stretches[0])
    require(BATCH not in view.seen[axis], "picks samples, which no layer does")
    return end_to_end(build, view, axis, [cut(build, view, axis, *stretch) for stretch in stretches])


def with_parts(
    build: Builder, view: View, axis: int, before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> View:
    """A view with stretches of itself put before and behind it along a seen axis."""
    require(BATCH not in view.seen[axis], "adds samples, which no layer does")
    if view.seen[axis] not in view.stored:
        rest = tuple(atom for atom in atoms_of(view.stored[1:]) if atom not in view.seen[axis])
        view = build.rearranged(view, ((BATCH,), view.seen[axis], rest))
    first, last = ([cut(build, view, axis, *stretch) for stretch in side] for side in (before, after))
    return end_to_end(build, view, axis, [*first, view, *last])


def end_to_end(build: Builder, base: View, axis: int, parts: list[View]) -> View:
    """Parts of one view along its seen axis, stored as that view is."""
    own = base.seen[axis]
    if own and own in base.stored:
        at = base.stored.index(own)
        rest = [stored for stored in base.stored if stored != own]
    else:
        rest = [(BATCH,), *(a for i, a in enumerate(base.seen) if i != axis and a != (BATCH,))]
        at = 1 + sum(1 for i, a in enumerate(base.seen) if i < axis and a != (BATCH,))
    joined: Axis = (Atom(sum(view.shape[axis] for view in parts)),)
    if any(atom.is_open for view in parts for atom in view.seen[axis]):
        joined = build.atom(None)
    final = [build.rearranged(view, (*rest[:at], view.seen[axis], *rest[at:])) for view in parts]
    (port,) = build.add(Concatenate(axis=at if at < len(rest) else -1), [view.port for view in final])
    return View(port, (*rest[:at], joined, *rest[at:]), (*base.seen[:axis], joined, *base.seen[axis + 1 :]))


def repeated(build: Builder, view: View, axis: int, times: int) -> View:
    """A view several times end to end."""
    require(times <= MOST_PARTS, "repeats values more often than can be joined")
    require(BATCH not in view.seen[axis], "repeats samples, which no layer does")
    return end_to_end(build, view, axis, [view] * times)
