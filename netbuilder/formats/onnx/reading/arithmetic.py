"""Operators on pairs of numbers; and the error function, which is there for gelu alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import Fault
from netbuilder.formats.onnx.reading.activations import holds_whole, near, stored_like
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.choosing import cut_above, cut_below
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Operator, Pending, held, lies_over, number_over, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, CannotView, View, atoms_of, unified
from netbuilder.kinds import shortest
from netbuilder.layers import Activation, Layer
from netbuilder.layers.activation_layers import ReLU
from netbuilder.layers.merging import Add, Average, Maximum, Minimum, Multiply, Subtract
from netbuilder.layers.preprocessing import Normalization, Rescaling

MERGING: dict[str, type[Layer]] = {
    "Add": Add,
    "Sub": Subtract,
    "Mul": Multiply,
    "Max": Maximum,
    "Min": Minimum,
    "Sum": Add,
    "Mean": Average,
}
CHANGE_SHAPE = "joins values with numbers that differ from sample to sample or change their shape"


@operator("Add", "Sub", "Mul", "Div")
def read_arithmetic(op: Operator) -> Any:
    """Two values, or a value and numbers."""
    one, other = op.inputs[:2]
    if "axis" in op.attributes and isinstance(other, np.ndarray) and isinstance(one, View):
        other = _old_broadcast(other, op.attributes["axis"], len(one.seen))
    for pending, rest, first in ((one, other, True), (other, one, False)):
        if isinstance(pending, Pending):
            return pending_step(op, pending, rest, first)
    if isinstance(one, View) and isinstance(other, View):
        return _merged_pair(op, one, other)
    if isinstance(one, View):
        return _with_numbers(op, one, other, swapped=False)
    return _with_numbers(op, op.view(1), one, swapped=True)


def _old_broadcast(array: Array, axis: int, rank: int) -> Array:
    """Before opset 7 an attribute told where the second one begins."""
    return array.reshape(*array.shape, *(1,) * (rank - axis - array.ndim)) if axis >= 0 else array


def pending_step(op: Operator, pending: Pending, rest: Any, first: bool) -> Any:
    """What waits takes in one more operator; raises Fault where it is none that it waits for."""
    step: Any = getattr(pending, "arithmetic", None)
    over = getattr(pending, "x", None)
    if isinstance(rest, np.ndarray) and isinstance(over, View):
        require(lies_over(rest, over, op.build.batch), CHANGE_SHAPE)
    found = step(op, rest, first) if step is not None else None
    if found is None:
        raise Fault("follows an operator that no layer has by itself")
    return found


@operator("Max", "Min", "Sum", "Mean")
def read_merged(op: Operator) -> Any:
    """Any number of values."""
    views = [x for x in op.inputs if isinstance(x, View)]
    numbers = [x for x in op.inputs if isinstance(x, np.ndarray)]
    if len(views) == 1 and len(numbers) == 1 and op.kind in ("Max", "Min"):
        view = wide_as(views[0], numbers[0])
        require(lies_over(numbers[0], view, op.build.batch), CHANGE_SHAPE)
        return _limited(op, view, uniform(numbers[0]))
    if op.kind == "Max" and len(op.inputs) == 2 and numbers:
        held = [x for x in op.inputs if isinstance(x, Moments)]
        require(held, "joins values with numbers")
        return held[0].held_above(number_over(numbers[0], held[0].x, op.build.batch))
    if numbers and len(views) == 1 and op.kind == "Sum":
        shifted: View = _with_numbers(op, views[0], reduce(np.add, numbers), swapped=False)
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


def merged(build: Builder, layer: Layer, views: list[View]) -> View:
    """Values brought to one arrangement and joined value by value."""
    rank = max(len(view.seen) for view in views)
    wide = [view.with_seen(((),) * (rank - len(view.seen)) + view.seen) for view in views]
    require(all(view.seen[0] == wide[0].seen[0] or BATCH in atoms_of(view.seen) for view in wide), NOT_OVER_SAMPLES)
    wide.sort(key=lambda view: -len(atoms_of(view.seen)))
    base, others = wide[0], []
    try:
        for view in wide[1:]:
            pairs = [(a, b) for a, b in zip(base.seen, view.seen, strict=True) if a and b]
            base, changed = unified(base, view, pairs)
            others.append(changed)
        others = [unified(base, view, ())[1] for view in others]
    except CannotView:
        raise Fault("joins values whose sizes do not fit") from None
    seen = tuple(max(axes, key=len) for axes in zip(base.seen, *(view.seen for view in others), strict=True))
    if set(atoms_of(seen)) - set(atoms_of(base.stored)):
        return _joined_at_length(build, layer, [base, *others], seen, views)
    final = [base]
    for view in others:
        have = set(atoms_of(view.stored))
        target = []
        for axis in base.stored:
            here = tuple(atom for atom in axis if atom in have)
            if here and here != axis:
                return _joined_at_length(build, layer, [base, *others], seen, views)
            target.append(here)
        final.append(build.rearranged(view, tuple(target)))
    (port,) = build.add(layer, _in_first_order(final, views))
    return View(port, base.stored, seen)


NOT_OVER_SAMPLES = "joins values whose axes of samples do not lie over each other"


def _in_first_order(final: list[View], views: list[View]) -> list[Any]:
    """Ports in the order in which the operator reads them: the largest was taken first."""
    rank = max(len(view.seen) for view in views)
    wide = sorted(
        range(len(views)),
        key=lambda i: -len(atoms_of(((),) * (rank - len(views[i].seen)) + views[i].seen)),
    )
    return [port for _, port in sorted(zip(wide, (view.port for view in final), strict=True))]


def _joined_at_length(build: Builder, layer: Layer, wide: list[View], seen: Any, views: list[View]) -> View:
    """Each as the file sees it, with size 1 where it is spread."""
    require(seen[0] == (BATCH,), NOT_OVER_SAMPLES)
    final = [build.as_seen(view) for view in wide]
    (port,) = build.add(layer, _in_first_order(final, views))
    return View(port, seen, seen)


def _merged_pair(op: Operator, one: View, other: View) -> View:
    if op.kind == "Mul":
        found = _gated(op, one, other) or _gated(op, other, one)
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


def _with_numbers(op: Operator, view: View, array: Any, swapped: bool) -> Any:
    """A value with numbers that do not depend on samples."""
    require(isinstance(array, np.ndarray), "lacks an input")
    build = op.build
    view = wide_as(view, array)
    value = number_over(array, view, build.batch)
    require(
        op.kind != "Div" or not holds_whole(build, view),
        "divides whole numbers, of which no layer keeps the whole part",
    )
    if value is not None:
        scale, offset = _linear(op.kind, value, swapped)
        return view if (scale, offset) == (1, 0) else build.alike(Rescaling(scale, offset), view)
    array = held(array)
    if op.kind == "Div":
        require(not swapped, "divides numbers by values, which no layer does")
        array = 1 / array
    numbers = stored_like(build, view, array.astype(np.float32))
    require(numbers is not None, CHANGE_SHAPE)
    assert numbers is not None
    if op.kind in ("Mul", "Div"):
        require(_only_last(numbers), "multiplies by numbers that differ from place to place, which no layer does")
        return build.alike(Rescaling(_tuple(numbers)), view)
    if op.kind == "Sub" and not swapped:
        numbers = -numbers
    if op.kind == "Sub" and swapped:
        view = build.alike(Rescaling(-1.0), view)
    if _only_last(numbers):
        return build.alike(Rescaling(1.0, _tuple(numbers)), view)
    return _shifted(build, view, numbers)


def wide_as(view: View, array: Array) -> View:
    """The view with as many axes as an array; those before its own have size 1."""
    return view.with_seen(((),) * (array.ndim - len(view.seen)) + view.seen)


def _shifted(build: Builder, view: View, numbers: Array) -> View:
    """An offset for each place, such as that of a word: a mean of its negative is taken away, and nothing scaled."""
    shape = build.shape_of(view.port)
    axes = tuple(i for i, size in enumerate(numbers.shape[1:], 1) if size > 1)
    require(all(shape[axis - 1] is not None for axis in axes), "adds numbers along an axis that has no fixed size")
    mean = -numbers.reshape([size for size in numbers.shape[1:] if size > 1])
    weights = {"mean": mean, "variance": np.ones_like(mean), "count": np.zeros((), np.float32)}
    return build.alike(Normalization(axes, trainable=False), view, weights)


def _linear(kind: str, value: float, swapped: bool) -> tuple[float, float]:
    """Scale and offset of an operator with one number."""
    if kind == "Add":
        return 1.0, value
    if kind == "Sub":
        return (-1.0, value) if swapped else (1.0, -value)
    if kind == "Mul":
        return value, 0.0
    require(not swapped and value != 0, "divides a number by values, which no layer does")
    return 1 / value, 0.0


def _only_last(numbers: Array) -> bool:
    return numbers.size == numbers.shape[-1] and numbers.ndim > 1


def _tuple(numbers: Array) -> tuple[float, ...]:
    return tuple(float(n) for n in numbers.reshape(-1))


@operator("Neg")
def read_negative(op: Operator) -> View:
    """Times -1."""
    return op.build.alike(Rescaling(-1.0), op.view())


@operator("Pow")
def read_power(op: Operator) -> Any:
    """A square is a product."""
    exponent, found = op.array(1, "exponent"), op.get(0)
    if isinstance(found, Pending) and exponent.size == 1 and exponent.ravel()[0] == 2:
        return pending_step(op, found, found, True)
    view = op.view()
    power = number_over(exponent, view, op.build.batch)
    require(power in (1, 2), "raises to a power, which no layer does")
    return view if power == 1 else merged(op.build, Multiply(), [view, view])


# -- gelu ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ErrorFunction(Pending):
    """factor · (erf(x / √2) + 1 if `raised`) · (x if `times`): with ½ it is gelu."""

    x: View
    factor: float = 1.0
    raised: bool = False
    times: bool = False

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """One more addition or multiplication."""
        value = uniform(rest) if isinstance(rest, np.ndarray) else None
        if op.kind == "Add" and value is not None and near(value, self.factor) and not (self.raised or self.times):
            return ErrorFunction(self.x, self.factor, True, False)
        if not self.raised:
            return self._scaled(value) if op.kind == "Mul" and value is not None else None
        if op.kind == "Mul" and value is not None:
            return self._scaled(value)._done(op.build)
        if op.kind == "Div" and value and first:
            return self._scaled(1 / value)._done(op.build)
        if op.kind == "Mul" and isinstance(rest, View) and not self.times:
            share = _share_of(op.build, rest, self.x)
            if share is not None:
                return ErrorFunction(self.x, self.factor * share, True, True)._done(op.build)
        return None

    def _scaled(self, value: float) -> ErrorFunction:
        return ErrorFunction(self.x, self.factor * value, self.raised, self.times)

    def _done(self, build: Builder) -> Any:
        complete = self.raised and self.times and near(self.factor, 0.5)
        return build.alike(Activation("gelu"), self.x) if complete else self


def _share_of(build: Builder, view: View, x: View) -> float | None:
    """The factor by which a view is x, or None."""
    if view.port == x.port:
        return 1.0
    layer = build.layer_of(view)
    if isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, float):
        return layer.scale if build.nodes[view.port.node].inputs == [x.port] else None
    return None


@operator("Erf")
def read_erf(op: Operator) -> Pending:
    """Only as part of gelu."""
    view = op.view()
    layer = op.build.layer_of(view)
    scaled = isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, float)
    require(scaled and near(layer.scale, math.sqrt(0.5)), "is no part of gelu, and no layer has it by itself")  # type: ignore[attr-defined]
    return ErrorFunction(op.build.before(view))
