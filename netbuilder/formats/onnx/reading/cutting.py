"""Operators that cut, pick and join."""

from __future__ import annotations

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.constants import slices_of
from netbuilder.formats.onnx.reading.operators import Operator, axis_in, operator
from netbuilder.formats.onnx.reading.views import (
    BATCH,
    Atom,
    Axis,
    View,
    atoms_of,
    size_of,
)
from netbuilder.graph import Port
from netbuilder.layers import Dense
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.pooling import MaxPooling1D, MaxPooling2D, MaxPooling3D
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.spatial import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
)
from netbuilder.layers.wrappers import BACKWARD, FORWARD, Bidirectional

MANY = 500_000  # open sizes stand for themselves as more
POOLING = {1: MaxPooling1D, 2: MaxPooling2D, 3: MaxPooling3D}
CROPPING = {1: Cropping1D, 2: Cropping2D, 3: Cropping3D}


@operator("Slice")
def read_slice(op: Operator) -> View:
    """One stretch of each axis."""
    view = op.view()
    stretches = []
    for axis, start, end, step in slices_of(op, view.shape):
        size = view.shape[axis]
        if step == -1 and (start, end) == (size - 1, -1):
            view = turned_round(op.build, view, axis)
            continue
        if step > 1 and size > 1:
            view = _every(op.build, cut(op.build, view, axis, start, end), axis, step)
            continue
        require(step == 1 or size == 1, "turns values round, which no layer does")
        if (start, end) != (0, size) and step == 1:
            stretches.append((axis, start, end))
    if len(stretches) > 1 and all(view.seen[axis] in view.stored[1:-1] for axis, _, _ in stretches):
        return _cut_together(op.build, view, stretches)
    for axis, start, end in stretches:
        view = cut(op.build, view, axis, start, end)
    return view


def _every(build: Builder, view: View, axis: int, step: int) -> View:
    """Every so manieth value: the largest of windows of one, with strides."""
    whole = view.seen[axis]
    require(BATCH not in whole, "takes some samples of all, which no layer does")
    if not whole:
        return view
    if whole not in view.stored[1:-1] or len(view.stored) > 5:
        rest = tuple(atom for atom in atoms_of(view.stored[1:]) if atom not in whole)
        view = build.rearranged(view, ((BATCH,), whole, rest))
    at, rank = view.stored.index(whole), len(view.stored) - 2
    strides = tuple(step if i == at - 1 else 1 for i in range(rank))
    (port,) = build.add(POOLING[rank]((1,) * rank, strides), [view.port])
    taken = build.atom(build.shape_of(port)[at - 1])
    stored = (*view.stored[:at], taken, *view.stored[at + 1 :])
    return View(port, stored, (*view.seen[:axis], taken, *view.seen[axis + 1 :]))


def turned_round(build: Builder, view: View, axis: int) -> View:
    """Steps from the last to the first: only what a layer that reads from the end gives can be so."""
    made = build.nodes[view.port.node]
    inner = getattr(made.layer, "layer", None)
    from_end = isinstance(made.layer, Bidirectional) and made.layer.merge_mode is None and view.port.output == 1
    lone = from_end and not any(array.any() for name, array in made.weights.items() if name.startswith(FORWARD))
    require(lone and view.seen[axis] == view.stored[1], "turns values round, which no layer does")
    assert isinstance(inner, Recurrent)
    weights = {name.removeprefix(BACKWARD): w for name, w in made.weights.items() if name.startswith(BACKWARD)}
    layer = inner.replace(go_backwards=True, return_sequences=True)
    return View(build.add(layer, made.inputs, weights)[0], view.stored, view.seen)


def _cut_together(build: Builder, view: View, stretches: list[tuple[int, int, int]]) -> View:
    """Stretches of several axes by one layer."""
    pairs, stored, seen = [(0, 0)] * (len(view.stored) - 2), list(view.stored), list(view.seen)
    require(len(pairs) <= 3, "cuts an array of more axes than layers do")
    for axis, start, end in stretches:
        require(0 <= start < end <= view.shape[axis], "cuts everything off")
        _check_open(view.seen[axis], start, end)
        at = view.stored.index(view.seen[axis])
        pairs[at - 1] = (start, view.shape[axis] - end)
        stored[at] = seen[axis] = (Atom(end - start),) if end - start > 1 else ()
    (port,) = build.add(CROPPING[len(pairs)](tuple(pairs)), [view.port])
    return View(port, tuple(stored), tuple(seen))


def _check_open(whole: Axis, start: int, end: int) -> None:
    """Raises Fault for a stretch that begins or ends so far from an end of an open axis as only its size could say."""
    far = max(start, size_of(whole) - end) >= MANY
    require(
        not (far and any(atom.is_open for atom in whole)), "takes a part of an axis whose size the file leaves open"
    )


def cut(build: Builder, view: View, axis: int, start: int, end: int) -> View:
    """The values from `start` to before `end` along a seen axis."""
    whole = view.seen[axis]
    size = size_of(whole)
    if (start, end) == (0, size) or (whole == (BATCH,) and (start, end) == (0, build.batch)):
        return view
    require(BATCH not in whole, "takes some samples of all, which no layer does")
    require(0 <= start < end <= size, "cuts everything off")
    last = _last_step(build, view, axis, start) if end - start == 1 else None
    if last is not None:
        return last
    _check_open(whole, start, end)
    chosen: Axis = (Atom(end - start),) if end - start > 1 else ()
    dense = _chosen_units(build, view, whole, start, end, chosen)
    part = dense or _one_input(build, view, whole, start, end) or _one_direction(build, view, whole, start)
    if part is not None:
        return part
    if (
        whole not in view.stored
        or len(view.stored) not in (3, 4, 5)
        or view.stored.index(whole) == len(view.stored) - 1
    ):
        rest = tuple(atom for atom in atoms_of(view.stored[1:]) if atom not in whole)
        view = build.rearranged(view, ((BATCH,), whole, rest))
    at = view.stored.index(whole) - 1
    rank = len(view.stored) - 2
    pairs = [(0, 0)] * rank
    pairs[at] = (start, size - end)
    (port,) = build.add(CROPPING[rank](pairs[0] if rank == 1 else tuple(pairs)), [view.port])
    stored = tuple(chosen if stored is whole or stored == whole else stored for stored in view.stored)
    return View(port, stored, (*view.seen[:axis], chosen, *view.seen[axis + 1 :]))


def _chosen_units(build: Builder, view: View, whole: Axis, start: int, end: int, chosen: Axis) -> View | None:
    """A Dense with fewer units, where a part of its outputs is taken; None where it is no such layer."""
    made = build.nodes[view.port.node]
    last = view.stored[-1]
    if not isinstance(made.layer, Dense) or made.layer.activation != "linear" or not set(whole) <= set(last):
        return None
    places = np.arange(size_of(last)).reshape([atom.size for atom in last])
    order = [last.index(atom) for atom in whole] + [i for i, atom in enumerate(last) if atom not in whole]
    rows = places.transpose(order).reshape(size_of(whole), -1)[start:end]
    layer = made.layer.replace(units=rows.size)
    (port,) = build.add(layer, made.inputs, {name: w[..., rows.reshape(-1)] for name, w in made.weights.items()})
    rest = tuple(atom for atom in last if atom not in whole)
    stored = (*view.stored[:-1], (*chosen, *rest))
    return View(port, stored, tuple(chosen if axis == whole else axis for axis in view.seen))


def _one_input(build: Builder, view: View, whole: Axis, start: int, end: int) -> View | None:
    """What was joined along the last axis and is now parted again; None where it is something else."""
    made = build.nodes[view.port.node]
    last = view.stored[-1]
    if not isinstance(made.layer, Concatenate) or made.layer.axis != -1 or not last or last[: len(whole)] != whole:
        return None
    rest = last[len(whole) :]
    at = 0
    for port in made.inputs:
        size = build.shape_of(port)[-1] or 0
        if (at, at + size) == (start * size_of(rest), end * size_of(rest)) and end - start == 1:
            return View(port, (*view.stored[:-1], rest), tuple(() if axis == whole else axis for axis in view.seen))
        at += size
    return None


def _one_direction(build: Builder, view: View, whole: Axis, start: int) -> View | None:
    """One direction's outputs of both; None where it is something else."""
    made = build.nodes[view.port.node]
    last = view.stored[-1]
    joined = isinstance(made.layer, Bidirectional) and made.layer.merge_mode == "concat" and view.port.output == 0
    if not joined or len(last) < 2 or whole != last[:1] or whole[0].size != 2:
        return None
    apart = made.layer.replace(merge_mode=None)
    same = (n for n in build.nodes.values() if n.layer == apart and n.inputs == made.inputs and n.origin == made.origin)
    found = next(same, None)
    name = found.name if found is not None else build.add(apart, made.inputs, made.weights)[0].node
    build.nodes[name].origin = made.origin
    seen = tuple(() if axis == whole else axis for axis in view.seen)
    return View(Port(name, start), (*view.stored[:-1], last[1:]), seen)


@operator("Split")
def read_split(op: Operator) -> list[View]:
    """Stretches one after the other."""
    view = op.view()
    axis = axis_in(op.attributes.get("axis", 0), len(view.seen))
    sizes = op.whole("split", None, 1)
    count = op.attributes.get("num_outputs", len(op.outputs))
    if sizes is None:
        each = -(-view.shape[axis] // count)
        sizes = [each] * (count - 1) + [view.shape[axis] - each * (count - 1)]
    ends = np.cumsum(sizes)
    require(int(ends[-1]) == view.shape[axis], "does not divide its axis")
    return [cut(op.build, view, axis, int(end) - size, int(end)) for size, end in zip(sizes, ends, strict=True)]


def _last_step(build: Builder, view: View, axis: int, place: int) -> View | None:
    """The last output of a recurrent layer: its state, however long the sequence."""
    made = build.nodes[view.port.node]
    if not isinstance(made.layer, Recurrent) or view.port.output != 0 or len(view.stored) != 3:
        return None
    if view.seen[axis] != view.stored[1] or place != size_of(view.seen[axis]) - 1 or made.layer.go_backwards:
        return None
    seen = [() if i == axis else one for i, one in enumerate(view.seen)]
    return View(view.port._replace(output=1), (view.stored[0], view.stored[2]), tuple(seen))
