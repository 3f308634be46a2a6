"""Operators that take the values along whole axes together."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.composing import absolute
from netbuilder.formats.onnx.reading.lengths import ProductSum, factors_of
from netbuilder.formats.onnx.reading.moments import Moments, mean_of
from netbuilder.formats.onnx.reading.operators import Operator, operator
from netbuilder.formats.onnx.reading.over_all import least, over_all, summed
from netbuilder.formats.onnx.reading.views import BATCH, atoms_of


@operator("GlobalAveragePool", "GlobalMaxPool")
def read_global_pool(op: Operator) -> Any:
    """Over all places; axes of size 1 stay in sight. A mean may be the beginning of a normalization."""
    found = op.get(0)
    if isinstance(found, Moments) and op.kind == "GlobalAveragePool":
        return found.averaged(op.build, tuple(range(2, len(found.x.seen))), True)
    view = op.view()
    if op.attributes.get("__is_centre"):
        return mean_of(op.build, view, list(range(2, len(view.seen))))
    return over_all(op.build, view, range(2, len(view.seen)), op.kind == "GlobalMaxPool", True)


def _axes(op: Operator, rank: int) -> list[int]:
    """The axes that are taken together; raises Fault where the samples are among them."""
    axes = op.axes(rank, 1)
    require(axes or op.attributes.get("noop_with_empty_axes", 0), "takes all samples together, which no layer does")
    return axes or []


def _keeps(op: Operator) -> bool:
    return bool(op.attributes.get("keepdims", 1))


@operator("ReduceMean", "ReduceMax", "ReduceMin")
def read_reduction(op: Operator) -> Any:
    """Over all axes but samples and one more; a mean may be the beginning of a normalization."""
    found = op.get(0)
    if isinstance(found, Moments) and op.kind == "ReduceMean":
        return found.averaged(op.build, tuple(_axes(op, len(found.x.seen))), _keeps(op))
    view = op.view()
    axes = _axes(op, len(view.seen))
    if not axes:
        return view
    if op.kind == "ReduceMean" and op.attributes.get("__is_centre") and _keeps(op):
        return mean_of(op.build, view, axes)
    if op.kind == "ReduceMin":
        return least(op.build, view, axes, _keeps(op))
    return over_all(op.build, view, axes, op.kind == "ReduceMax", _keeps(op))


@operator("ReduceSum", "ReduceL1")
def read_sum(op: Operator) -> Any:
    """The mean over places, as often as there are places; a sum of products may be part of a length."""
    view = op.view()
    axes = _axes(op, len(view.seen))
    if not axes:
        return view
    if op.kind == "ReduceL1":
        return summed(op.build, absolute(op.build, view), axes, _keeps(op))
    factors = factors_of(op.build, view)
    if factors is not None and BATCH not in atoms_of(view.seen[axis] for axis in axes):
        return ProductSum(*factors, view, tuple(axes), _keeps(op))
    return summed(op.build, view, axes, _keeps(op))


@operator("ReduceSumSquare")
def read_sum_of_squares(op: Operator) -> Any:
    """Of a value, or of how far one is from its mean."""
    found = op.get(0)
    if isinstance(found, Moments):
        return found.summed_squares(op.build, tuple(_axes(op, len(found.x.seen))), _keeps(op))
    view = op.view()
    return ProductSum(view, view, None, tuple(_axes(op, len(view.seen))), _keeps(op))


@operator("ReduceL2")
def read_length_of(op: Operator) -> Any:
    """A length, by which values may be divided."""
    view = op.view()
    axes = _axes(op, len(view.seen))
    require(BATCH not in atoms_of(view.seen[axis] for axis in axes), "takes samples together, which no layer does")
    return Moments(view, tuple(axes), "length", centred=False, keep=_keeps(op))
