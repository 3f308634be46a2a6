"""Operators on numbers that are known: computed while a file is read, as shapes and prepared weights are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import Fault
from netbuilder.formats.onnx.reading.operators import Operator, axis_in
from netbuilder.formats.onnx.reading.spreading import of_spread, spread_alike

FEW_NUMBERS = 10_000_000  # what any file may compute; one with more weights may compute more
MOST_NUMBERS = FEW_NUMBERS
STEPS_A_NUMBER = 1000  # multiplications of a product that count as one number
Fold = Callable[[Operator], Any]
FOLDS: dict[str, Fold] = {}
DTYPES = {1: "f4", 2: "u1", 3: "i1", 5: "i2", 6: "i4", 7: "i8", 9: "?", 10: "f4", 11: "f4"}


def fold(*kinds: str) -> Callable[[Fold], Fold]:
    """Enters a function for operators of these names."""

    def enter(function: Fold) -> Fold:
        FOLDS.update(dict.fromkeys(kinds, function))
        return function

    return enter


def folded(op: Operator, budget: int) -> Any:
    """The numbers that an operator makes of known ones; raises Fault."""
    arrays = [x for x in op.inputs if isinstance(x, np.ndarray)]
    if op.kind in PLACE_BY_PLACE:
        found = spread_alike(op, arrays, lambda other: folded(other, budget))
    else:
        found = of_spread(op, arrays, lambda other: folded(other, budget)) if len(arrays) else None
    if found is not None:
        return found
    if op.kind == "Gather" and len(arrays) > 1:
        needed = [_gathered(op)]
    else:
        needed = [] if op.kind in LAZY else _size_after(op.kind, arrays)
    if max(needed, default=0) > budget:
        raise Fault("computes too many numbers before the network begins")
    try:
        with np.errstate(all="ignore"):
            found = FOLDS[op.kind](op)
            return [np.asarray(part) for part in found] if isinstance(found, list) else np.asarray(found)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError, MemoryError, np.exceptions.AxisError):
        raise Fault("does not fit the numbers that it is given") from None


def _gathered(op: Operator) -> int:
    """How many numbers are picked; one place of many is a view."""
    data, index = op.inputs[:2]
    if index.size < 2 or not data.ndim:
        return 0
    return int(index.size * (data.size // max(data.shape[axis_in(op.attributes.get("axis", 0), data.ndim)], 1)))


def numbers_of(op: Operator, found: Any) -> int:
    """How many numbers an operator has made, which take memory; a product also counts by its steps."""
    arrays = found if isinstance(found, list) else [found]
    made = sum(a.size for a in arrays if a.base is None)
    if op.kind == "MatMul" and op.inputs[0].ndim:
        made = max(made, made * op.inputs[0].shape[-1] // STEPS_A_NUMBER)
    return int(made)


def _size_after(kind: str, arrays: list[Array]) -> list[int]:
    """What an operator may have to hold at most."""
    if kind == "MatMul" and len(arrays) > 1 and min(a.ndim for a in arrays[:2]):
        one, other = arrays[:2]
        rows = [*one.shape[-2:-1], *other.shape[-1:]] if other.ndim > 1 else [*one.shape[-2:-1]]
        try:
            shape = [*np.broadcast_shapes(one.shape[:-2], other.shape[:-2]), *rows]
        except ValueError:
            return []
        made = math.prod(shape)
        return [one.size, other.size, made, made * one.shape[-1] // STEPS_A_NUMBER]
    if kind in PAIRS or kind == "Where":
        try:
            return [math.prod(np.broadcast_shapes(*(a.shape for a in arrays)))]
        except ValueError:
            return []
    return [sum(a.size for a in arrays)]


PAIRS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Pow": np.power,
    "Min": np.minimum,
    "Max": np.maximum,
    "Equal": np.equal,
    "Greater": np.greater,
    "GreaterOrEqual": np.greater_equal,
    "Less": np.less,
    "LessOrEqual": np.less_equal,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Mod": np.mod,
}
SINGLES: dict[str, Callable[[Any], Any]] = {
    "Neg": np.negative,
    "Sqrt": np.sqrt,
    "Reciprocal": np.reciprocal,
    "Exp": np.exp,
    "Log": np.log,
    "Abs": np.abs,
    "Floor": np.floor,
    "Ceil": np.ceil,
    "Not": np.logical_not,
    "Identity": lambda x: x,
    "IsNaN": np.isnan,
}
PLACE_BY_PLACE = {*PAIRS, *SINGLES, "Div", "Where", "Cast"} - {"Identity"}
# These spread or cut without making numbers; what Gather makes is bounded by itself, and counts.
LAZY = {
    "Reshape",
    "Expand",
    "ConstantOfShape",
    "Slice",
    "Identity",
    "Squeeze",
    "Unsqueeze",
    "Transpose",
    "Gather",
    "Shape",
}


@fold(*PAIRS)
def _pair(op: Operator) -> Any:
    found = op.inputs[0]
    for other in op.inputs[1:]:
        found = PAIRS[op.kind](found, other)
    return found


@fold(*SINGLES)
def _single(op: Operator) -> Any:
    return SINGLES[op.kind](op.inputs[0])


@fold("Div")
def _div(op: Operator) -> Any:
    one, other = op.inputs
    whole = one.dtype.kind in "iu" and other.dtype.kind in "iu"
    return np.trunc(one / other).astype(one.dtype) if whole else one / other


@fold("Where")
def _where(op: Operator) -> Any:
    return np.where(*op.inputs)


@fold("Cast", "CastLike")
def _cast(op: Operator) -> Any:
    if op.kind == "CastLike":
        return op.inputs[0].astype(op.inputs[1].dtype)
    return op.inputs[0].astype(DTYPES[op.attributes["to"]])


@fold("Shape")
def _shape(op: Operator) -> Any:
    sizes = np.asarray(np.shape(op.inputs[0]), np.int64)
    return sizes[op.attributes.get("start", 0) : op.attributes.get("end", len(sizes))]


@fold("Size")
def _size(op: Operator) -> Any:
    return np.asarray(np.size(op.inputs[0]), np.int64)


@fold("Gather")
def _gather(op: Operator) -> Any:
    data, index = op.inputs
    axis = axis_in(op.attributes.get("axis", 0), data.ndim)
    if index.size == 1:  # one of many is a view, whatever the array was spread to
        place = int(index.reshape(()))
        one = data[(slice(None),) * axis + (place,)]
        return one.reshape(*one.shape[:axis], *index.shape, *one.shape[axis:]) if index.ndim else one
    if index.size * (data.size // max(data.shape[axis], 1)) > MOST_NUMBERS:
        raise ValueError
    return np.take(data, index.astype(np.int64), axis=axis)


@fold("Concat")
def _concat(op: Operator) -> Any:
    return np.concatenate(op.inputs, axis=op.attributes["axis"])


@fold("Unsqueeze")
def _unsqueeze(op: Operator) -> Any:
    x, axes = op.inputs[0], op.whole("axes", None, 1)
    rank = x.ndim + len(axes)
    for axis in sorted(axis_in(axis, rank) for axis in axes):
        x = np.expand_dims(x, axis)
    return x


@fold("Squeeze")
def _squeeze(op: Operator) -> Any:
    axes = op.whole("axes", None, 1)
    return np.squeeze(op.inputs[0], None if axes is None else tuple(axes))


@fold("Slice")
def _slice(op: Operator) -> Any:
    x = op.inputs[0]
    places = [slice(None)] * x.ndim
    for axis, start, end, step in slices_of(op, x.shape):
        places[axis] = slice(start, None if end < 0 else end, step)
    return x[tuple(places)]


def slices_of(op: Operator, shape: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Axis, start, end and step of a Slice, within the bounds of its axes; an end before the first place is -1."""
    starts, ends = op.whole("starts", None, 1), op.whole("ends", None, 2)
    axes = op.whole("axes", list(range(len(starts))), 3)
    steps = op.whole("steps", [1] * len(starts), 4)
    found = []
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        axis = axis_in(axis, len(shape))
        start, end, step = slice(start, end, step).indices(shape[axis])
        found.append((axis, start, end, step))
    return found


@fold("Transpose")
def _transpose(op: Operator) -> Any:
    return np.transpose(op.inputs[0], op.attributes.get("perm"))


@fold("Reshape")
def _reshape(op: Operator) -> Any:
    x = op.inputs[0]
    shape = op.whole("shape", None, 1)
    return x.reshape([x.shape[i] if dim == 0 else dim for i, dim in enumerate(shape)])


@fold("Flatten")
def _flatten(op: Operator) -> Any:
    x = op.inputs[0]
    axis = op.attributes.get("axis", 1)
    return x.reshape(int(np.prod(x.shape[:axis])), -1)


@fold("ConstantOfShape")
def _filled(op: Operator) -> Any:
    value = op.attributes.get("value", np.zeros(1, np.float32))
    return _spread(value.reshape(()), [int(n) for n in op.inputs[0]])


@fold("Expand")
def _expand(op: Operator) -> Any:
    x = op.inputs[0]
    return _spread(x, list(np.broadcast_shapes(x.shape, tuple(int(n) for n in op.inputs[1]))))


def _spread(x: Array, shape: list[int]) -> Array:
    """An array of any size that takes no memory."""
    if len(shape) > 32 or np.prod(shape, dtype=np.float64) > 2**60:
        raise ValueError
    return np.broadcast_to(x, shape)


@fold("Range")
def _range(op: Operator) -> Any:
    start, limit, delta = (x.reshape(()) for x in op.inputs)
    if not delta or not abs((float(limit) - float(start)) / float(delta)) <= MOST_NUMBERS:
        raise ValueError
    return np.arange(start, limit, delta, dtype=start.dtype)


@fold("MatMul")
def _matmul(op: Operator) -> Any:
    return op.inputs[0] @ op.inputs[1]


@fold("ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin")
def _reduced(op: Operator) -> Any:
    axes = op.whole("axes", None, 1)
    function: Any = {"ReduceProd": np.prod, "ReduceSum": np.sum, "ReduceMax": np.max, "ReduceMin": np.min}[op.kind]
    keep = bool(op.attributes.get("keepdims", 1))
    return np.asarray(function(op.inputs[0], axis=None if axes is None else tuple(axes), keepdims=keep))


@fold("Trilu")
def _trilu(op: Operator) -> Any:
    k = int(op.inputs[1].reshape(())) if op.has(1) else 0
    return (np.triu if op.attributes.get("upper", 1) else np.tril)(op.inputs[0], k)


@fold("Tile")
def _tile(op: Operator) -> Any:
    repeats = [int(n) for n in op.inputs[1]]
    if op.inputs[0].size * float(np.prod(repeats, dtype=np.float64)) > MOST_NUMBERS:
        raise ValueError
    return np.tile(op.inputs[0], repeats)


@fold("Split")
def _split(op: Operator) -> Any:
    axis, sizes = op.attributes.get("axis", 0), op.whole("split", None, 1)
    count = op.attributes.get("num_outputs", len(op.outputs))
    return np.split(op.inputs[0], count if sizes is None else np.cumsum(sizes)[:-1], axis=axis)


@fold("Constant")
def _constant(op: Operator) -> Any:
    for name, kind in (("value_float", "f4"), ("value_floats", "f4"), ("value_int", "i8"), ("value_ints", "i8")):
        if name in op.attributes:
            return np.asarray(op.attributes[name], kind)
    return op.attributes["value"]
