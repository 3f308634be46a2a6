"""Operators on pairs of numbers."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.affine import affine_step
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.composing import cut_above, cut_below
from netbuilder.formats.onnx.reading.lengths import Lengths, ProductSum
from netbuilder.formats.onnx.reading.merging import merged
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Operator, Pending, lies_over, number_over, operator, uniform
from netbuilder.formats.onnx.reading.views import View
from netbuilder.formats.onnx.reading.with_numbers import CHANGE_SHAPE, wide_as, with_numbers
from netbuilder.kinds import shortest
from netbuilder.layers import Activation, Layer
from netbuilder.layers.activation_layers import PReLU, ReLU
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.merging import Add, Average, Maximum, Minimum, Multiply, Subtract
from netbuilder.layers.preprocessing import Rescaling

MERGING: dict[str, type[Layer]] = {
    "Add": Add,
    "Sub": Subtract,
    "Mul": Multiply,
    "Max": Maximum,
    "Min": Minimum,
    "Sum": Add,
    "Mean": Average,
}
MOST_FACTORS = 8  # of a power


@operator("Add", "Sub", "Mul", "Div")
def read_arithmetic(op: Operator) -> Any:
    """Two values, or a value and numbers."""
    one, other = op.inputs[:2]
    if "axis" in op.attributes and isinstance(other, np.ndarray) and isinstance(one, View):
        other = _old_broadcast(other, op.attributes["axis"], len(one.seen))
    found = affine_step(op, one, other)
    if found is not None:
        return found
    for pending, rest, first in ((one, other, True), (other, one, False)):
        if isinstance(pending, Pending):
            found = pending_step(op, pending, rest, first)
            if found is not None:
                return found
    one, other = (op.view(i) if isinstance(x, Pending) else x for i, x in enumerate((one, other)))
    if isinstance(one, View) and isinstance(other, View):
        return _merged_pair(op, one, other)
    if isinstance(one, View):
        return with_numbers(op, one, other, swapped=False)
    require(isinstance(other, View), "reads numbers where it needs what a layer gives")
    return with_numbers(op, other, one, swapped=True)


def _old_broadcast(array: Array, axis: int, rank: int) -> Array:
    """Before opset 7 an attribute told where the second one begins."""
    return array.reshape(*array.shape, *(1,) * (rank - axis - array.ndim)) if axis >= 0 else array


def pending_step(op: Operator, pending: Pending, rest: Any, first: bool) -> Any:
    """What waits takes in one more operator; None where it is none that it waits for."""
    step: Any = getattr(pending, "arithmetic", None)
    over = getattr(pending, "x", None)
    if isinstance(rest, np.ndarray) and isinstance(over, View):
        require(lies_over(rest, over, op.build.batch), CHANGE_SHAPE)
    return step(op, rest, first) if step is not None else None


@operator("Max", "Min", "Sum", "Mean")
def read_merged(op: Operator) -> Any:
    """Any number of values."""
    numbers = [x for x in op.inputs if isinstance(x, np.ndarray)]
    if op.kind == "Max" and len(op.inputs) == 2 and numbers:
        held = [x for x in op.inputs if isinstance(x, Moments | ProductSum | Lengths)]
        limit = uniform(numbers[0]) if numbers[0].size == 1 else None
        found = held[0].held_above(limit) if held else None
        if found is not None:
            return found
    views = [op.view(i) for i, x in enumerate(op.inputs) if x is not None and not isinstance(x, np.ndarray)]
    if len(views) == 1 and len(numbers) == 1 and op.kind in ("Max", "Min"):
        view = wide_as(views[0], numbers[0])
        require(lies_over(numbers[0], view, op.build.batch), CHANGE_SHAPE)
        return _limited(op, view, uniform(numbers[0]))
    if numbers and len(views) == 1 and op.kind == "Sum":
        shifted: View = with_numbers(op, views[0], reduce(np.add, numbers), swapped=False)
        return shifted
    require(not numbers, "joins values with numbers")
    return views[0] if len(views) == 1 else merged(op.build, MERGING[op.kind](), views)


def _limited(op: Operator, view: View, limit: float | None) -> View:
    require(limit is not None, "cuts values at numbers that differ from place to place, which no layer does")
    number, build = shortest(float(limit or 0)), op.build
    if op.kind == "Max":
        return cut_below(build, view, number)
    layer = build.layer_of(view)
    if isinstance(layer, Activation) and layer.activation == "relu" and number > 0:
        return build.alike(Activation("relu6") if number == 6 else ReLU(max_value=number), build.before(view))
    return cut_above(build, view, number)


def _merged_pair(op: Operator, one: View, other: View) -> View:
    if op.kind == "Mul":
        found = _gated(op, one, other) or _gated(op, other, one)
        if found is not None:
            return found
    if op.kind == "Add":
        found = _sloped(op.build, one, other) or _sloped(op.build, other, one)
        if found is not None:
            return found
    if op.kind == "Sub" and _comes_from(op.build, other, "tanh", one):
        return op.build.alike(Activation("tanh_shrink"), one)
    require(op.kind in MERGING, "divides one value by another, which no layer does")
    return merged(op.build, MERGING[op.kind](), [one, other])


GATES = {"sigmoid": "silu", "hard_sigmoid": "hard_silu"}


def _gated(op: Operator, x: View, gate: View) -> View | None:
    """x · sigmoid(x) and its like are one activation."""
    layer = op.build.layer_of(gate)
    if not isinstance(layer, Activation):
        return None
    if layer.activation in GATES and _comes_from(op.build, gate, layer.activation, x):
        return op.build.alike(Activation(GATES[layer.activation]), x)
    if layer.activation == "tanh":
        (before,) = op.build.nodes[gate.port.node].inputs
        if _comes_from(op.build, View(before, gate.stored, gate.seen), "softplus", x):
            return op.build.alike(Activation("mish"), x)
    return None


def _comes_from(build: Builder, view: View, activation: str, x: View) -> bool:
    """Whether a view shows that activation of another view, place by place."""
    layer = build.layer_of(view)
    same = isinstance(layer, Activation) and layer.activation == activation
    return same and build.nodes[view.port.node].inputs == [x.port] and (view.stored, view.seen) == (x.stored, x.seen)


def _sloped(build: Builder, above: View, below: View) -> View | None:
    """relu(x) and −slope · relu(−x), added, with a slope for each place that learns: TensorFlow writes PReLU so."""
    made, layer = build.nodes[below.port.node], build.layer_of(below)
    relu = build.nodes[made.inputs[0].node] if made.inputs else None
    turned = build.nodes[relu.inputs[0].node] if relu is not None and relu.layer == Activation("relu") else None
    if turned is None or turned.layer != Rescaling(-1.0):
        return None
    x = View(turned.inputs[0], above.stored, above.seen)
    if not _comes_from(build, above, "relu", x) or (above.stored, above.seen) != (below.stored, below.seen):
        return None
    sizes = build.shape_of(x.port)
    if isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, tuple):
        slopes = -np.asarray(layer.scale, np.float32).reshape([1] * (len(sizes) - 1) + [-1])
    elif isinstance(layer, EinsumDense) and not layer.trainable:
        letters, kernel = layer.equation.split("->")[0].split(",")
        shape = [n or 1 if letter in kernel else 1 for letter, n in zip(letters[1:], sizes, strict=True)]
        slopes = -made.weights["kernel"].reshape(shape)
    else:
        return None
    shared = tuple(i for i, size in enumerate(slopes.shape, 1) if size == 1 and sizes[i - 1] != 1)
    return build.alike(PReLU(shared_axes=shared or None), x, {"alpha": slopes})


@operator("Neg")
def read_negative(op: Operator) -> View:
    """Times -1."""
    return op.build.alike(Rescaling(-1.0), op.view())


@operator("Pow")
def read_power(op: Operator) -> Any:
    """A power of a whole number is a product."""
    exponent, found = op.array(1, "exponent"), op.get(0)
    if isinstance(found, Pending) and exponent.size == 1 and exponent.ravel()[0] == 2:
        step = pending_step(op, found, found, True)
        if step is not None:
            return step
    view = op.view()
    power = number_over(exponent, view, op.build.batch)
    whole = power is not None and power == round(power) and 1 <= power <= MOST_FACTORS
    require(whole, "raises to a power, which no layer does")
    return view if power == 1 else merged(op.build, Multiply(), [view] * int(power or 1))
