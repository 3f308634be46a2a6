"""Layers that make one value of several."""

from __future__ import annotations

from functools import reduce

from netbuilder.formats.onnx.writing.emission import Call, Emission, Order, Value
from netbuilder.formats.onnx.writing.normalization import length_of
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers.merging import (
    SHORTEST,
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
)


@rule(Add, Subtract, Average)
def write_elementwise(call: Call) -> Value:
    """Value by value, in the order in which all lie if there is one."""
    names, order = _aligned(call)
    e = call.emission
    if isinstance(call.layer, Average):
        y = e.op("Mean", *names)
    elif isinstance(call.layer, Subtract):
        y = e.op("Sub", *names)
    else:
        y = e.op("Add" if len(names) == 2 else "Sum", *names)
    return _with_mask(call, call.made(y, order))


@rule(Multiply)
def write_multiply(call: Call) -> Value:
    """Products. What a mask hides counts as 1, and what is hidden everywhere becomes 0."""
    names, order = _aligned(call)
    e = call.emission
    shown = [_shown(call, value, order) for value in call.inputs]
    if any(shown):
        names = [x if not real else e.op("Where", real, x, e.constant(1)) for x, real in zip(names, shown, strict=True)]
    y = reduce(lambda a, b: e.op("Mul", a, b), names)
    if shown and all(shown):
        whole = reduce(lambda a, b: e.op("Or", a, b), shown)
        y = e.op("Mul", y, e.op("Cast", whole, to="float32"))
    return _with_mask(call, call.made(y, order))


@rule(Maximum, Minimum)
def write_extreme(call: Call) -> Value:
    """The greatest or least. In the place of what a mask hides stands the other value."""
    names, order = _aligned(call)
    e = call.emission
    kind = "Max" if isinstance(call.layer, Maximum) else "Min"
    shown = [_shown(call, value, order) for value in call.inputs]
    if not any(shown):
        return _with_mask(call, call.made(e.op(kind, *names), order))
    best, seen = names[0], shown[0]
    for x, real in zip(names[1:], shown[1:], strict=True):
        second = e.op("Where", real, x, best) if real else x
        first = e.op("Where", seen, best, second) if seen else best
        best = e.op(kind, first, second)
        seen = e.op("Or", seen, real) if seen and real else ""
    return _with_mask(call, call.made(best, order))


def _aligned(call: Call) -> tuple[list[str], Order]:
    """The inputs' names with as many axes, in one order."""
    e, values = call.emission, call.inputs
    rank = max(len(value.shape) for value in values)
    order: Order = "last"
    if all(len(value.shape) == rank for value in values) and any(not value.last for value in values) and rank > 1:
        order = "first"
    names = []
    for value in values:
        name, missing = e.place(value, order), rank - len(value.shape)
        names.append(e.op("Unsqueeze", name, e.whole(*range(1, missing + 1))) if missing else name)
    return names, order


def _shown(call: Call, value: Value, order: Order) -> str:
    """A mask of steps for each value of the steps; empty where it is of other axes than the first."""
    rank = max(len(v.shape) for v in call.inputs) + 1
    if value.mask is None or value.mask[1] != rank - 1:
        return ""
    return call.emission.op("Unsqueeze", value.mask[0], call.emission.whole(-1 if order == "last" else 1))


def _with_mask(call: Call, result: Value) -> Value:
    """A step is real where any input's mask says so, if all have one."""
    e, masks = call.emission, [value.mask for value in call.inputs]
    real = [mask for mask in masks if mask is not None]
    call.tells_masks = True
    if len(real) == len(masks):
        result.mask = (reduce(lambda a, b: e.op("Or", a, b), (name for name, _ in real)), max(rank for _, rank in real))
    return result


@rule(Concatenate)
def write_concatenate(call: Call) -> Value:
    """End to end along an axis."""
    e, values = call.emission, call.inputs
    rank, call.tells_masks = len(call.shape) + 1, True
    axis = call.layer.axis % rank
    if any(not value.last for value in values) and rank > 2 and not any(value.mask for value in values):
        axis = 1 if axis == rank - 1 else axis + 1
        return call.made(e.op("Concat", *(e.first(value) for value in values), axis=axis), "first")
    result = call.made(e.op("Concat", *map(e.last, values), axis=axis))
    if any(value.mask for value in values):
        joined = e.op("Concat", *(_filled(e, value) for value in values), axis=axis)
        shown = e.op("Cast", e.op("ReduceMax", joined, axes=[-1], keepdims=0), to="bool")
        result.mask = (shown, rank - 1)
    return result


def _filled(e: Emission, value: Value) -> str:
    """1 for every number that a mask shows, 0 for others, as many as the value has."""
    x = e.last(value)
    ones = e.op("Add", e.op("Mul", x, e.constant(0)), e.constant(1))
    if value.mask is None:
        return ones
    name, rank = value.mask
    mask = e.op("Cast", name, to="float32")
    return e.op("Mul", ones, e.op("Unsqueeze", mask, e.whole(-1)) if rank < len(value.shape) + 1 else mask)


@rule(Dot)
def write_dot(call: Call) -> Value:
    """Both as rows along their axis, multiplied."""
    e, layer = call.emission, call.layer
    sides, rest = [], []
    for value, place in zip(call.inputs, layer._places(*(value.shape for value in call.inputs)), strict=True):
        rank = len(value.shape) + 1
        order = [*(i for i in range(rank) if i != place), place]
        x = e.last(value)
        turned = x if order == list(range(rank)) else e.op("Transpose", x, perm=order)
        others = [value.shape[i - 1] for i in order[1:-1]]
        size = value.shape[place - 1]
        rows = turned if rank == 3 else e.reshape(turned, [0, -1 if others else 1, -1 if size is None else size])
        if layer.normalize:
            rows = e.op("Div", rows, length_of(e, rows, (2,), SHORTEST))
        sides.append(rows)
        rest += others
    y = e.op("MatMul", sides[0], e.op("Transpose", sides[1], perm=[0, 2, 1]))
    sizes = [-1 if dim is None else dim for dim in rest] or [1]
    return call.made(y if all(len(value.shape) == 2 for value in call.inputs) else e.reshape(y, [0, *sizes]))
