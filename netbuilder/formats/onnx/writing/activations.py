"""Activation functions as operations: each takes the name of a tensor and gives that of the result."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from netbuilder.formats.onnx.writing.emission import Call, Emission, Function, Value, made
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers import Activation, Identity
from netbuilder.layers.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from netbuilder.layers.base import known
from netbuilder.layers.parts.activations import SELU_ALPHA, SELU_SCALE

EACH: dict[str, Function] = {}  # of single numbers
ALONG: dict[str, Callable[[Emission, str, int | None], str]] = {}  # along the last axis, whose size is given


def _plain(kind: str, **attributes: float) -> Function:
    return lambda e, x: e.op(kind, x, **attributes)


def _clip(low: float, high: float) -> Function:
    return lambda e, x: e.op("Clip", x, e.constant(low), e.constant(high))


EACH.update(
    {
        "linear": lambda e, x: x,
        "relu": _plain("Relu"),
        "sigmoid": _plain("Sigmoid"),
        "tanh": _plain("Tanh"),
        "elu": _plain("Elu", alpha=1.0),
        "celu": _plain("Celu", alpha=1.0),
        "selu": _plain("Selu", alpha=SELU_ALPHA, gamma=SELU_SCALE),
        "softplus": _plain("Softplus"),
        "softsign": _plain("Softsign"),
        "leaky_relu": _plain("LeakyRelu", alpha=0.2),
        "exponential": _plain("Exp"),
        "relu6": _clip(0, 6),
        "hard_tanh": _clip(-1, 1),
        # Keras 3 has x/6 + 0.5; ONNX's own numbers are 0.2 and 0.5.
        "hard_sigmoid": _plain("HardSigmoid", alpha=1 / 6, beta=0.5),
        "hard_silu": _plain("HardSwish"),
        "sparse_sigmoid": _plain("HardSigmoid", alpha=0.5, beta=0.5),
        "hard_shrink": _plain("Shrink", lambd=0.5, bias=0.0),
        "soft_shrink": _plain("Shrink", lambd=0.5, bias=0.5),
        "silu": lambda e, x: e.op("Mul", x, e.op("Sigmoid", x)),
        "tanh_shrink": lambda e, x: e.op("Sub", x, e.op("Tanh", x)),
        "mish": lambda e, x: e.op("Mul", x, e.op("Tanh", e.op("Softplus", x))),
        "log_sigmoid": lambda e, x: e.op("Neg", e.op("Softplus", e.op("Neg", x))),
    }
)


def _entered(name: str) -> Callable[[Function], Function]:
    def enter(function: Function) -> Function:
        EACH[name] = function
        return function

    return enter


@_entered("gelu")
def _gelu(e: Emission, x: str) -> str:
    share = e.op("Add", e.op("Erf", e.op("Mul", x, e.constant(math.sqrt(0.5)))), e.constant(1))
    return e.op("Mul", e.op("Mul", x, share), e.constant(0.5))


@_entered("squareplus")
def _squareplus(e: Emission, x: str) -> str:
    root = e.op("Sqrt", e.op("Add", e.op("Mul", x, x), e.constant(4)))
    return e.op("Mul", e.op("Add", x, root), e.constant(0.5))


@_entered("sparse_plus")
def _sparse_plus(e: Emission, x: str) -> str:
    bent = e.op("Add", e.op("Clip", x, e.constant(-1), e.constant(1)), e.constant(1))
    above = e.op("Relu", e.op("Sub", x, e.constant(1)))
    return e.op("Add", e.op("Mul", e.op("Mul", bent, bent), e.constant(0.25)), above)


def _sparsemax(e: Emission, x: str, size: int | None) -> str:
    """The nearest point of the simplex, as `netbuilder.layers.more_activations.sparsemax` finds it."""
    size = known(size, "last")
    x = e.op("Sub", x, e.op("ReduceMax", x, axes=[-1], keepdims=1))
    order, _ = e.ops("TopK", (x, e.whole(size)), 2, axis=-1)
    above = e.op("Sub", e.op("CumSum", order, e.constant(-1, np.int64)), e.constant(1))
    inside = e.op("Cast", e.op("Greater", e.op("Mul", order, e.constant(np.arange(1, size + 1))), above), to="float32")
    number = e.op("ReduceSum", inside, e.whole(-1), keepdims=1)
    least = e.op("Sub", e.op("Cast", number, to="int64"), e.constant(1, np.int64))
    threshold = e.op("Div", e.op("GatherElements", above, least, axis=-1), number)
    return e.op("Relu", e.op("Sub", x, threshold))


ALONG.update(
    {
        "softmax": lambda e, x, size: e.op("Softmax", x, axis=-1),
        "log_softmax": lambda e, x, size: e.op("LogSoftmax", x, axis=-1),
        "sparsemax": _sparsemax,
    }
)


def activated(e: Emission, value: Value, activation: str) -> Value:
    """A value after an activation of that name."""
    if activation == "linear":
        return value
    if activation in EACH:
        return e.through(value, EACH[activation])
    size = value.shape[-1] if value.shape else None
    return Value(value.shape, last=ALONG[activation](e, e.last(value), size))


def activated_name(e: Emission, x: str, activation: str, size: int) -> str:
    """The same for a tensor with channels last, by its name."""
    return EACH[activation](e, x) if activation in EACH else ALONG[activation](e, x, size)


@rule(Activation)
def write_activation(call: Call) -> Value:
    """The function of that name."""
    value = activated(call.emission, call.inputs[0], call.layer.activation)
    return Value(value.shape, value.last, value.first)


@rule(Identity, whole="keeps")
def write_identity(call: Call) -> Value:
    """The same value."""
    value = call.inputs[0]
    return Value(value.shape, value.last, value.first, value.mask)


@rule(ReLU)
def write_relu(call: Call) -> Value:
    """The layer with its limit, slope and threshold."""
    layer = call.layer

    def function(e: Emission, x: str) -> str:
        top = layer.max_value
        if layer.threshold == 0 and layer.negative_slope == 0:
            return e.op("Relu", x) if top is None else e.op("Clip", x, e.constant(0), e.constant(top))
        if layer.threshold == 0 and top is None:
            return e.op("LeakyRelu", x, alpha=layer.negative_slope)
        edge = e.constant(layer.threshold)
        kept = x if top is None else e.op("Min", x, e.constant(top))
        y = e.op("Where", e.op("Greater", x, edge), kept, e.constant(0))
        if layer.negative_slope == 0:
            return y
        below = e.op("Relu", e.op("Sub", edge, x))
        return e.op("Sub", y, e.op("Mul", below, e.constant(layer.negative_slope)))

    return call.emission.through(call.inputs[0], function)


@rule(LeakyReLU)
def write_leaky_relu(call: Call) -> Value:
    """With its own slope."""
    return call.emission.through(call.inputs[0], _plain("LeakyRelu", alpha=call.layer.negative_slope))


@rule(ELU)
def write_elu(call: Call) -> Value:
    """With its own limit."""
    return call.emission.through(call.inputs[0], _plain("Elu", alpha=call.layer.alpha))


@rule(PReLU)
def write_prelu(call: Call) -> Value:
    """With its learned slopes."""
    e, (value,) = call.emission, call.inputs
    order = value.order
    if order == "first":
        slopes = call.weight("alpha", lambda a: np.moveaxis(a, -1, 0), "first")
    else:
        slopes = call.weight("alpha")
    return made(value.shape, order, e.op("PRelu", value.name, slopes))


@rule(Softmax)
def write_softmax(call: Call) -> Value:
    """Along one axis, or along several taken together."""
    e, (value,) = call.emission, call.inputs
    x, axes = e.last(value), call.layer.along(value.shape)
    if len(axes) == 1:
        return call.made(e.op("Softmax", x, axis=axes[0]))
    powers = e.op("Exp", e.op("Sub", x, e.op("ReduceMax", x, axes=list(axes), keepdims=1)))
    return call.made(e.op("Div", powers, e.op("ReduceSum", powers, e.whole(*axes), keepdims=1)))
