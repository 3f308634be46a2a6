"""Operators that only rearrange: axes turned, parted, joined, put in and taken away."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import wraps
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.cutting import Reversed
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Faced, Operator, Reader, axis_in, operator
from netbuilder.formats.onnx.reading.picking import repeated
from netbuilder.formats.onnx.reading.views import (
    BATCH,
    BATCH_SIZE,
    Atom,
    Axis,
    CannotView,
    View,
    atoms_of,
    reshaped,
)
from netbuilder.layers.reshaping import RepeatVector, Reshape


def through_faces(function: Reader) -> Reader:
    """What waits and has axes is rearranged as a value is."""

    @wraps(function)
    def read(op: Operator) -> Any:
        found = op.get(0)
        if not isinstance(found, Faced):
            return function(op)
        return found.with_face(function(replace(op, inputs=[found.face, *op.inputs[1:]])))

    return read


@operator("Transpose")
@through_faces
def read_transpose(op: Operator) -> View | Reversed:
    """Only seen otherwise."""
    found = op.get(0)
    if isinstance(found, Reversed):
        order = op.attributes.get("perm") or list(range(len(found.x.seen)))[::-1]
        return Reversed(found.x.with_seen([found.x.seen[i] for i in order]), order.index(found.axis))
    view = op.view()
    order = op.attributes.get("perm") or list(range(len(view.seen)))[::-1]
    require(sorted(order) == list(range(len(view.seen))), "names its axes wrongly")
    return view.with_seen([view.seen[i] for i in order])


@operator("Reshape")
@through_faces
def read_reshape(op: Operator) -> View:
    """Only seen otherwise, where the axes allow it."""
    view, target = op.view(), op.whole("shape", None, 1)
    require(target is not None, "does not say its shape")
    sizes = list(view.shape)
    zero_is_size = bool(op.attributes.get("allowzero", 0))
    require(not (zero_is_size and 0 in target), "makes an array without numbers")
    require(all(size or i < len(sizes) for i, size in enumerate(target)), "keeps an axis that is not there")
    target = [sizes[i] if size == 0 else size for i, size in enumerate(target)]
    return as_shape(op.build, view, target)


def as_shape(build: Builder, view: View, target: list[int]) -> View:
    """A view in a shape in which one size may be -1."""
    total = math.prod(view.shape)
    if build.batch is not None and BATCH in atoms_of(view.seen) and not any(size >= BATCH_SIZE for size in target):
        moved = _one_sample(view, target) if build.batch == 1 else None
        if moved is not None:
            return moved
        target = _with_samples(view, target, build.batch)
    elif -1 in target:
        target = _filled(target, total)
    require(math.prod(target) == total, "changes the count of numbers")
    try:
        return reshaped(view, target)
    except CannotView:
        require(
            view.port.node in build.nodes and target[0] == BATCH_SIZE,
            "joins samples with other axes in a way that no layer does",
        )
        stored = build.as_seen(view)
        (port,) = build.add(Reshape(tuple(_size(size) for size in target[1:])), [stored.port])
        return build.view(port)


def _filled(target: list[int], total: int) -> list[int]:
    """The size for which -1 stands."""
    fixed = -math.prod(target)
    require(fixed > 0 and total % fixed == 0, "changes the count of numbers")
    return [total // fixed if size == -1 else size for size in target]


def _with_samples(view: View, target: list[int], batch: int) -> list[int]:
    """A shape from a file that was made for one number of samples, with any number in their place."""
    sizes = [math.prod(batch if atom is BATCH else atom.size for atom in axis) for axis in view.seen]
    target = _filled(target, math.prod(sizes)) if -1 in target else target
    atoms = atoms_of(view.seen)
    before = math.prod(atom.size for atom in atoms[: atoms.index(BATCH)])
    begins = [math.prod(target[:i]) for i in range(len(target) + 1)]
    around = [i for i in range(len(target)) if begins[i] <= before and begins[i + 1] >= before * batch]
    # An axis of the samples alone comes first; rows lie before them, heads behind them.
    around.sort(key=lambda i: ((target[i], begins[i]) != (batch, before), -i if len(target) > 2 else i))
    if around and target[around[0]] % batch == 0:
        i = around[0]
        return [*target[:i], target[i] // batch * BATCH_SIZE, *target[i + 1 :]]
    raise Fault("joins samples with other axes in a way that no layer does")


def _one_sample(view: View, target: list[int]) -> View | None:
    """The same for a lone sample, whose axis may move to any place; None where it stays, or has no axis to move to."""
    atoms = atoms_of(view.seen)
    before = math.prod(atom.size for atom in atoms[: atoms.index(BATCH)])
    if 1 not in target or any(size == 1 and math.prod(target[:i]) == before for i, size in enumerate(target)):
        return None
    plain = view.with_seen([tuple(atom for atom in axis if atom is not BATCH) for axis in view.seen])
    target = _filled(target, math.prod(plain.shape)) if -1 in target else target
    require(math.prod(target) == math.prod(plain.shape), "changes the count of numbers")
    found = reshaped(plain, target)
    at = next(i for i, axis in enumerate(found.seen) if not axis)
    return found.with_seen([(BATCH,) if i == at else axis for i, axis in enumerate(found.seen)])


def _size(size: int) -> int:
    return -1 if size >= BATCH_SIZE else size


@operator("Flatten")
@through_faces
def read_flatten(op: Operator) -> View:
    """Two axes: those before one, and the others."""
    view = op.view()
    axis = op.attributes.get("axis", 1)
    axis = axis + len(view.seen) if axis < 0 else axis
    return view.with_seen([tuple(atoms_of(view.seen[:axis])), tuple(atoms_of(view.seen[axis:]))])


@operator("Unsqueeze")
@through_faces
def read_unsqueeze(op: Operator) -> View:
    """Axes of size 1."""
    view, axes = op.view(), op.whole("axes", None, 1)
    rank = len(view.seen) + len(axes)
    seen = list(view.seen)
    for axis in sorted(axis_in(axis, rank) for axis in axes):
        seen.insert(axis, ())
    return view.with_seen(seen)


@operator("Squeeze")
@through_faces
def read_squeeze(op: Operator) -> View | Moments:
    """Without axes of size 1."""
    found = op.get(0)
    if isinstance(found, Moments):
        squeezed: Moments | None = found.squeezed(tuple(op.axes(len(found.x.seen), 1) or ()))
        if squeezed is not None:
            return squeezed
    view = op.view()
    axes = op.axes(len(view.seen), 1)
    axes = [i for i, axis in enumerate(view.seen) if not axis] if axes is None else axes
    require(not any(view.seen[axis] for axis in axes), "takes an axis away that is longer than 1")
    return view.with_seen([axis for i, axis in enumerate(view.seen) if i not in axes])


@operator("Expand")
@through_faces
def read_expand(op: Operator) -> View | Moments:
    """Only where it changes nothing."""
    found = op.get(0)
    if isinstance(found, Moments):  # what values are divided by, once for each of them
        require(tuple(op.whole("shape", None, 1)) == found.x.shape, "repeats values in a way that no layer does")
        return found
    view, target = op.view(), op.whole("shape", None, 1)
    have = (1,) * (len(target) - len(view.seen)) + view.shape
    same = all(want in (1, size) for want, size in zip(target, have[-len(target) :], strict=True))
    require(same, "repeats values, which only RepeatVector does, for rows")
    return view.with_seen(((),) * (len(have) - len(view.seen)) + view.seen)


@operator("Tile")
def read_tile(op: Operator) -> View:
    """A row repeated as the steps of a sequence."""
    view, times = op.view(), op.whole("repeats", None, 1)
    if all(n == 1 for n in times):
        return view
    along = [i for i, n in enumerate(times) if n != 1]
    row = [axis for i, axis in enumerate(view.seen) if i not in along]
    if not (len(along) == 1 and not view.seen[along[0]] and len(row) == 2 and row[0] == (BATCH,)):
        for axis in along:
            view = repeated(op.build, view, axis, times[axis])
        return view
    stored = op.build.with_last(view, row[1])
    (port,) = op.build.add(RepeatVector(times[along[0]]), [stored.port])
    step: Axis = (Atom(times[along[0]]),)
    seen = list(view.seen)
    seen[along[0]] = step
    return View(port, ((BATCH,), step, stored.stored[-1]), tuple(seen))


@operator("DepthToSpace", "SpaceToDepth")
def read_depth(op: Operator) -> View:
    """Channels and places change their roles: axes parted, turned and joined."""
    view, size = op.view(), op.attributes["blocksize"]
    require(len(view.seen) == 4, "is not for images")
    batch, channels, height, width = view.shape
    if op.kind == "DepthToSpace":
        inner = channels // size**2
        columns = op.attributes.get("mode", "DCR") == "DCR"
        parts = [batch, size, size, inner, height, width] if columns else [batch, inner, size, size, height, width]
        order = [0, 3, 4, 1, 5, 2] if columns else [0, 1, 4, 2, 5, 3]
        after = [batch, inner, height * size, width * size]
    else:
        parts = [batch, channels, height // size, size, width // size, size]
        order, after = [0, 3, 5, 1, 2, 4], [batch, channels * size**2, height // size, width // size]
    parted = as_shape(op.build, view, parts)
    return as_shape(op.build, parted.with_seen([parted.seen[i] for i in order]), after)
