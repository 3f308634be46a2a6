"""Choices between values by a comparison with a number: exporters take shrinks, thresholds and softplus apart so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.composing import absolute, cut_above, cut_below, leaky, near, shrunk
from netbuilder.formats.onnx.reading.operators import Operator, Pending, number_over, operator, uniform
from netbuilder.formats.onnx.reading.refusing import ROUNDS
from netbuilder.formats.onnx.reading.views import View
from netbuilder.layers import Activation
from netbuilder.layers.activation_layers import ReLU
from netbuilder.layers.preprocessing import Rescaling

COMPARES = N_("compares values, which gives yes or no and nothing to train through; no layer does")
CHOOSES = N_("chooses between values, which no layer does")
LINEAR = 15.0  # from here on softplus is its input, to the last digit of float32


@dataclass(frozen=True)
class Absolute(Pending):
    """|x|, or |x| + 1."""

    x: View
    shifted: bool = False

    def made(self, build: Builder) -> View:
        """The larger of x and −x."""
        found = absolute(build, self.x)
        return build.alike(Rescaling(1.0, 1.0), found) if self.shifted else found

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """x / (1 + |x|) is softsign."""
        if op.kind == "Add" and isinstance(rest, np.ndarray) and uniform(rest) == 1 and not self.shifted:
            return replace(self, shifted=True)
        if op.kind == "Div" and not first and self.shifted and self.x.is_same(rest):
            return op.build.alike(Activation("softsign"), self.x)
        return None


@dataclass(frozen=True)
class Signs(Pending):
    """x · `times`, less `by` · sign(x)."""

    x: View
    by: float = -1.0
    times: int = 0

    @property
    def reason(self) -> str:
        """Why signs are no layer."""
        return N_("takes signs, which no layer does")

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """Scaled, or taken away from x, as a soft shrink does."""
        number = uniform(rest) if isinstance(rest, np.ndarray) else None
        if op.kind == "Mul" and number is not None and not self.times:
            return replace(self, by=self.by * number)
        if op.kind == "Sub" and not first and self.x.is_same(rest) and not self.times:
            return Signs(self.x, -self.by, 1)
        return None


@dataclass(frozen=True)
class Comparison(Pending):
    """Whether x > `number`, or x < `number`; with `absolute` whether |x| is greater. `turned`: whether it is not."""

    x: View
    number: float
    greater: bool
    turned: bool = False
    absolute: bool = False

    @property
    def reason(self) -> str:
        """Why a comparison is no layer."""
        return COMPARES


@operator("Abs")
def read_absolute(op: Operator) -> Absolute:
    """The larger of x and −x; with what follows it may be softsign or a shrink."""
    return Absolute(op.view())


@operator("Sign")
def read_signs(op: Operator) -> Signs:
    """Only as part of a soft shrink."""
    return Signs(op.view())


@operator("Greater", "Less", "LessOrEqual", "GreaterOrEqual")
def read_comparison(op: Operator) -> Comparison:
    """With a number, only as what a choice is made by. What is equal is taken to be on one side, as layers do."""
    found, number = op.get(0), op.get(1)
    absolute = isinstance(found, Absolute) and not found.shifted
    require((isinstance(found, View) or absolute) and isinstance(number, np.ndarray), COMPARES)
    assert isinstance(found, View | Absolute)
    assert isinstance(number, np.ndarray)
    x = found.x if isinstance(found, Absolute) else found
    edge = number_over(number, x, op.build.batch)
    require(edge is not None, COMPARES)
    greater = op.kind in ("Greater", "LessOrEqual")
    require(greater or not absolute, COMPARES)
    return Comparison(x, float(edge or 0), greater, "Equal" in op.kind, absolute)


@operator("Equal", "Not", "And", "Xor", "IsNaN", "IsInf")
def read_other_comparisons(op: Operator) -> Comparison:
    """None is part of a layer."""
    raise Fault(COMPARES)


@operator("Floor", "Ceil", "Mod")
def read_rounded(op: Operator) -> View:
    """No layer does it."""
    raise Fault(ROUNDS)


@operator("Or")
def read_either(op: Operator) -> Comparison:
    """x > edge or x < −edge is |x| > edge."""
    one, other = op.get(0), op.get(1)
    require(isinstance(one, Comparison) and isinstance(other, Comparison), COMPARES)
    assert isinstance(one, Comparison)
    assert isinstance(other, Comparison)
    one, other = (one, other) if one.greater else (other, one)
    plain = not any(found.turned or found.absolute for found in (one, other))
    opposite = one.greater and not other.greater and one.number == -other.number
    require(plain and opposite and one.x.is_same(other.x), COMPARES)
    return replace(one, absolute=True)


def chosen(op: Operator, by: Comparison) -> View:
    """One value where a comparison holds, another one elsewhere; raises Fault where no layer chooses so."""
    inside, outside = (op.get(2), op.get(1)) if by.turned else (op.get(1), op.get(2))
    nothing = isinstance(outside, np.ndarray) and number_over(outside, by.x, op.build.batch) == 0
    nothing = nothing or _is_zero(op.build, outside, by.x)
    found = None
    if by.absolute:
        soft = isinstance(inside, Signs) and inside == Signs(by.x, by.number, 1)
        if nothing and by.number > 0 and (soft or by.x.is_same(inside)):
            found = shrunk(op.build, by.x, by.number, soft)
    elif nothing and by.x.is_same(inside) and by.greater and by.number >= 0:
        found = op.build.alike(ReLU(threshold=by.number), by.x)
    elif nothing and _is_shifted(op.build, inside, by):
        cut = cut_below if by.greater else cut_above
        found = cut(op.build, inside, 0.0)
    elif by.greater and isinstance(inside, View) and isinstance(outside, View):
        found = _bent(op.build, by, inside, outside)
    require(found is not None, CHOOSES)
    assert isinstance(found, View)
    return found


def _is_zero(build: Builder, view: Any, x: View) -> bool:
    """Whether a value is 0 · x."""
    if not isinstance(view, View) or view.seen != x.seen:
        return False
    return build.layer_of(view) == Rescaling(0.0) and build.before(view).port == x.port


def _bent(build: Builder, by: Comparison, inside: View, outside: View) -> View | None:
    """x above an edge, and what goes on from there below it: a slope of x, or softplus, which is x there."""
    if by.number >= LINEAR and _is_softplus(build, inside, outside, by.x):
        return outside
    factor = _factor(build, outside, by.x) if by.number == 0 and by.x.is_same(inside) else None
    return None if factor is None else leaky(build, by.x, factor)


def _factor(build: Builder, view: View, x: View) -> float | None:
    """The number by which a value is x, or None."""
    layer = build.layer_of(view)
    plain = isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, float)
    if not plain or view.seen != x.seen or build.before(view).port != x.port:
        return None
    return layer.scale  # type: ignore[attr-defined, no-any-return]


def _is_shifted(build: Builder, view: Any, by: Comparison) -> bool:
    """Whether a value is x less the edge."""
    if not isinstance(view, View) or view.seen != by.x.seen:
        return False
    made = build.nodes[view.port.node]
    shifts = isinstance(made.layer, Rescaling) and (made.layer.scale, made.layer.offset) == (1.0, -by.number)
    return shifts and made.inputs[0] == by.x.port


def _is_softplus(build: Builder, x: View, view: View, compared: View) -> bool:
    """Whether a view is softplus(β · x) / β, and what is compared is β · x; β may be 1."""
    scale = 1.0
    if isinstance(build.layer_of(view), Rescaling):
        inner = build.before(view)
        factor = _factor(build, view, inner)
        if not factor:
            return False
        scale, view = factor, inner
    if build.layer_of(view) != Activation("softplus") or build.before(view).port != compared.port:
        return False
    beta = 1.0 if x.is_same(compared) else _factor(build, compared, x)
    return beta is not None and beta > 0 and near(beta * scale, 1)


@operator("Log")
def read_log(op: Operator) -> View:
    """Only of a sigmoid."""
    view = op.view()
    require(op.build.layer_of(view) == Activation("sigmoid"), "takes a logarithm, which no layer does")
    return op.build.alike(Activation("log_sigmoid"), op.build.before(view))
