"""Choices between values by a comparison with a number: exporters take shrinks, thresholds and softplus apart so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.operators import Operator, Pending, number_over, operator, uniform
from netbuilder.formats.onnx.reading.views import View
from netbuilder.layers import Activation
from netbuilder.layers.activation_layers import ReLU
from netbuilder.layers.preprocessing import Rescaling

NO_LAYER = "has no layer that does the same with samples"
SHRINKS_AT = 0.5  # Keras's hard_shrink
LINEAR = 15.0  # from here on softplus is its input, to the last digit of float32


@dataclass(frozen=True)
class Absolute(Pending):
    """|x|, or |x| + 1."""

    x: View
    shifted: bool = False

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """x / (1 + |x|) is softsign."""
        if op.kind == "Add" and isinstance(rest, np.ndarray) and uniform(rest) == 1 and not self.shifted:
            return replace(self, shifted=True)
        if op.kind == "Div" and not first and self.shifted and self.x.is_same(rest):
            return op.build.alike(Activation("softsign"), self.x)
        return None


@dataclass(frozen=True)
class Comparison(Pending):
    """Whether x > `number`, or x < `number`; with `absolute` whether |x| is greater. `turned`: whether it is not."""

    x: View
    number: float
    greater: bool
    turned: bool = False
    absolute: bool = False


def cut_below(build: Builder, view: View, least: float) -> View:
    """Values, and at least a number: moved to 0, cut, and moved back."""
    moved = build.alike(Activation("relu"), build.alike(Rescaling(1.0, -least), view) if least else view)
    return build.alike(Rescaling(1.0, least), moved) if least else moved


def cut_above(build: Builder, view: View, most: float) -> View:
    """Values, and at most a number: turned round, cut below, and turned back."""
    return build.alike(Rescaling(-1.0), cut_below(build, build.alike(Rescaling(-1.0), view), -most))


@operator("Abs")
def read_absolute(op: Operator) -> Absolute:
    """Only as part of softsign or of a shrink."""
    require(isinstance(op.get(0), View), NO_LAYER)
    return Absolute(op.view())


@operator("Greater", "Less", "LessOrEqual", "GreaterOrEqual")
def read_comparison(op: Operator) -> Comparison:
    """With a number, only as what a choice is made by. What is equal is taken to be on one side, as layers do."""
    found, number = op.get(0), op.get(1)
    absolute = isinstance(found, Absolute) and not found.shifted
    require((isinstance(found, View) or absolute) and isinstance(number, np.ndarray), NO_LAYER)
    assert isinstance(found, View | Absolute)
    assert isinstance(number, np.ndarray)
    x = found.x if isinstance(found, Absolute) else found
    edge = number_over(number, x, op.build.batch)
    require(edge is not None, NO_LAYER)
    greater = op.kind in ("Greater", "LessOrEqual")
    require(greater or not absolute, NO_LAYER)
    return Comparison(x, float(edge or 0), greater, "Equal" in op.kind, absolute)


@operator("Or")
def read_either(op: Operator) -> Comparison:
    """x > edge or x < −edge is |x| > edge."""
    one, other = op.get(0), op.get(1)
    require(isinstance(one, Comparison) and isinstance(other, Comparison), NO_LAYER)
    assert isinstance(one, Comparison)
    assert isinstance(other, Comparison)
    one, other = (one, other) if one.greater else (other, one)
    plain = not any(found.turned or found.absolute for found in (one, other))
    opposite = one.greater and not other.greater and one.number == -other.number
    require(plain and opposite and one.x.is_same(other.x), NO_LAYER)
    return replace(one, absolute=True)


def chosen(op: Operator, by: Comparison) -> View:
    """One value where a comparison holds, another one elsewhere; raises Fault where no layer chooses so."""
    inside, outside = (op.get(2), op.get(1)) if by.turned else (op.get(1), op.get(2))
    nothing = isinstance(outside, np.ndarray) and number_over(outside, by.x, op.build.batch) == 0
    found = None
    if by.absolute:
        if nothing and by.x.is_same(inside) and by.number == SHRINKS_AT:
            found = op.build.alike(Activation("hard_shrink"), by.x)
    elif nothing and by.x.is_same(inside) and by.greater and by.number >= 0:
        found = op.build.alike(ReLU(threshold=by.number), by.x)
    elif nothing and _is_shifted(op.build, inside, by):
        cut = cut_below if by.greater else cut_above
        found = cut(op.build, inside, 0.0)
    elif by.greater and by.number >= LINEAR and by.x.is_same(inside) and _is_softplus(op.build, outside, by.x):
        found = outside
    require(found is not None, "chooses between values, which no layer does")
    assert isinstance(found, View)
    return found


def _is_shifted(build: Builder, view: Any, by: Comparison) -> bool:
    """Whether a value is x less the edge."""
    if not isinstance(view, View) or view.seen != by.x.seen:
        return False
    made = build.nodes[view.port.node]
    shifts = isinstance(made.layer, Rescaling) and (made.layer.scale, made.layer.offset) == (1.0, -by.number)
    return shifts and made.inputs[0] == by.x.port


def _is_softplus(build: Builder, view: Any, of: View) -> bool:
    if not isinstance(view, View):
        return False
    made = build.nodes[view.port.node]
    return made.layer == Activation("softplus") and made.inputs[0] == of.port


@operator("Log")
def read_log(op: Operator) -> View:
    """Only of a sigmoid."""
    view = op.view()
    require(op.build.layer_of(view) == Activation("sigmoid"), NO_LAYER)
    return op.build.alike(Activation("log_sigmoid"), op.build.before(view))
