"""Operators that cut, pick and join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.constants import slices_of
from netbuilder.formats.onnx.reading.operators import Operator, Pending, axis_in, operator, uniform
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


@dataclass(frozen=True)
class Reversed(Pending):
    """A value whose places lie from the last to the first along a seen axis: recurrent layers read so."""

    x: View
    axis: int

    @property
    def reason(self) -> str:
        """Why it is no layer's."""
        return N_("turns values round, which only a recurrent layer does as it reads")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the file sees."""
        return self.x.shape


@operator("ReverseSequence")
def read_reversed(op: Operator) -> View | Reversed:
    """All of each sample, which is the same as turning an axis round."""
    view = op.view()
    time, batch = op.attributes.get("time_axis", 0), op.attributes.get("batch_axis", 1)
    lengths = op.get(1)
    require(isinstance(lengths, np.ndarray), "turns sequences of their own lengths round, which only masks tell")
    assert isinstance(lengths, np.ndarray)
    fits = uniform(lengths) == view.shape[time] and lengths.size == view.shape[batch]
    require(fits, "turns parts of sequences round, which no layer does")
    return turned_round(op.build, view, time)


@operator("Slice")
def read_slice(op: Operator) -> View | Reversed:
    """One stretch of each axis."""
    view = op.view()
    found = slices_of(op, view.shape)
    if len(found) == 1 and found[0][1:] == (view.shape[found[0][0]] - 1, -1, -1):
        return turned_round(op.build, view, found[0][0])
    stretches = []
    for axis, start, end, step in found:
        size = view.shape[axis]
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


def turned_round(build: Builder, view: View, axis: int) -> View | Reversed:
    """Places from the last to the first, as a layer that reads from the end may give them."""
    made = build.nodes[view.port.node]
    if not view.seen[axis]:
        return view
    if len(view.stored) != 3 or view.seen[axis] != view.stored[1]:
        return Reversed(view, axis)
    inner = getattr(made.layer, "layer", None)
    from_end = isinstance(made.layer, Bidirectional) and made.layer.merge_mode is None and view.port.output == 1
    lone = from_end and not any(array.any() for name, array in made.weights.items() if name.startswith(FORWARD))
    if lone and isinstance(inner, Recurrent):
        weights = {name.removeprefix(BACKWARD): w for name, w in made.weights.items() if name.startswith(BACKWARD)}
        layer = inner.replace(go_backwards=True, return_sequences=True)
        return View(build.add(layer, made.inputs, weights)[0], view.stored, view.seen)
    own = made.layer
    if isinstance(own, Recurrent) and own.go_backwards and view.port.output == 0 and len(made.inputs) == 1:
        return View(in_order_of_time(build, own, made.inputs, made.weights), view.stored, view.seen)
    return Reversed(view, axis)


def in_order_of_time(build: Builder, layer: Recurrent, inputs: Sequence[Port], weights: Mapping[str, Array]) -> Port:
    """The outputs of a layer that reads from the end, in the order of time: the second half of Bidirectional."""
    forward = layer.replace(go_backwards=False, return_state=False, return_sequences=True)
    both = {FORWARD + name: np.zeros_like(array) for name, array in weights.items()}
    both |= {BACKWARD + name: array for name, array in weights.items()}
    return build.add(Bidirectional(forward, None), inputs, both)[1]


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
    """The last output of a recurrent layer, or of one direction: its state, however long the sequence."""
    made, layer = build.nodes[view.port.node], build.layer_of(view)
    if len(view.stored) != 3 or view.seen[axis] != view.stored[1]:
        return None
    last, output = size_of(view.seen[axis]) - 1, view.port.output
    if isinstance(layer, Recurrent) and layer.return_state and (output, place) == (0, last):
        port = view.port._replace(output=1)
    elif isinstance(layer, Bidirectional) and layer.merge_mode is None and len(made.shapes) > 2:
        if (output, place) not in ((0, last), (1, 0)):
            return None
        port = view.port._replace(output=2 + output * layer.parts[0].states)
    else:
        return None
    seen = [() if i == axis else one for i, one in enumerate(view.seen)]
    return View(port, (view.stored[0], view.stored[2]), tuple(seen))
