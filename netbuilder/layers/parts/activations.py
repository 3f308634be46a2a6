"""Activation functions: each returns its values and the function that carries a gradient back.

Formulas are Keras's (keras.activations). Arrays keep their dtype: constants are Python numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault, listed
from netbuilder.kinds import Kind, shown
from netbuilder.layers.special import erf

Backward = Callable[[Array], Array]
Function = Callable[[Array], tuple[Array, Backward]]

SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


@dataclass(frozen=True)
class Activation:
    """A named elementwise function (softmax: along the last axis)."""

    name: str
    doc: str
    function: Function

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        return self.function(x)


ACTIVATIONS: dict[str, Activation] = {}
ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}
# Activations of Keras that cannot be chosen by name, and why.
DECLINED = {
    "glu": N_(
        "halves the last axis, so it cannot be the activation of a layer; multiply one Dense by the sigmoid of another"
    ),
    "threshold": N_("needs two numbers, which a name cannot hold; ReLU has a threshold"),
}


def activation(function: Function) -> Function:
    """Registers a function under its own name."""
    name = function.__name__
    ACTIVATIONS[name] = Activation(name, (function.__doc__ or "").split("\n")[0], function)
    return function


class ActivationKind(Kind):
    """The name of an activation; none is linear, as in Keras."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Every registered name."""
        return tuple(ACTIVATIONS)

    def coerce(self, value: Any) -> str:
        if value is None:
            return "linear"
        name = ALIASES.get(value, value) if isinstance(value, str) else value
        if isinstance(name, str) and name in DECLINED:
            raise Fault("{name} {cause}", name=name, cause=DECLINED[name])
        if not isinstance(name, str) or name not in ACTIVATIONS:
            known = listed(ACTIVATIONS, room=120)
            raise Fault("{value} is not an activation; there are {known}", value=shown(value), known=known)
        return name


@activation
def linear(x: Array) -> tuple[Array, Backward]:
    """Passes values unchanged."""
    return x, lambda dy: dy


@activation
def relu(x: Array) -> tuple[Array, Backward]:
    """Passes positive values and cuts negative ones to 0."""
    y = np.maximum(x, 0)
    return y, lambda dy: dy * (y > 0)


@activation
def sigmoid(x: Array) -> tuple[Array, Backward]:
    """Squeezes values into 0 to 1: 1 / (1 + exp(-x))."""
    y = logistic(x)
    return y, lambda dy: dy * y * (1 - y)


@activation
def tanh(x: Array) -> tuple[Array, Backward]:
    """Squeezes values into -1 to 1."""
    y = np.tanh(x)
    return y, lambda dy: dy * (1 - y * y)


@activation
def softmax(x: Array) -> tuple[Array, Backward]:
    """Turns scores into probabilities that sum to 1 along the last axis."""
    return softmax_along(x, -1)


@activation
def elu(x: Array) -> tuple[Array, Backward]:
    """Passes positive values; negative ones approach -1: exp(x) - 1."""
    y = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
    return y, lambda dy: dy * np.where(x > 0, x.dtype.type(1), y + 1)


@activation
def selu(x: Array) -> tuple[Array, Backward]:
    """A scaled elu that keeps the mean near 0 and the variance near 1."""
    y, back = elu_of(x, SELU_ALPHA)
    return y * SELU_SCALE, lambda dy: back(dy) * SELU_SCALE


@activation
def gelu(x: Array) -> tuple[Array, Backward]:
    """Weighs each value by the share of a normal distribution below it: x Φ(x), exact."""
    share = (erf(x * math.sqrt(0.5)) + 1) * 0.5

    def backward(dy: Array) -> Array:
        density = np.exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi))
        return dy * (share + x * density)

    return x * share, backward


@activation
def silu(x: Array) -> tuple[Array, Backward]:
    """Weighs each value by its own sigmoid: x / (1 + exp(-x))."""
    gate = logistic(x)
    return x * gate, lambda dy: dy * gate * (1 + x * (1 - gate))


@activation
def softplus(x: Array) -> tuple[Array, Backward]:
    """A smooth relu: log(1 + exp(x))."""
    y: Array = np.logaddexp(x, x.dtype.type(0))
    return y, lambda dy: dy * logistic(x)


@activation
def leaky_relu(x: Array) -> tuple[Array, Backward]:
    """Passes positive values and scales negative ones by 0.2."""
    slope = np.where(x > 0, x.dtype.type(1), x.dtype.type(0.2))
    return x * slope, lambda dy: dy * slope


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)), through tanh: no overflow on either side."""
    y: Array = np.tanh(x * 0.5)
    y *= 0.5
    y += 0.5
    return y


def softmax_along(x: Array, axes: int | tuple[int, ...]) -> tuple[Array, Backward]:
    """softmax along other axes than the last, or along several."""
    y: Array = np.exp(x - x.max(axis=axes, keepdims=True))
    y /= y.sum(axis=axes, keepdims=True)

    def backward(dy: Array) -> Array:
        dx: Array = y * (dy - (dy * y).sum(axis=axes, keepdims=True))
        return dx

    return y, backward


def elu_of(x: Array, alpha: float) -> tuple[Array, Backward]:
    """elu with another limit: negative values approach -alpha."""
    y = np.where(x > 0, x, np.expm1(np.minimum(x, 0)) * alpha)
    return y, lambda dy: dy * np.where(x > 0, x.dtype.type(1), y + alpha)
