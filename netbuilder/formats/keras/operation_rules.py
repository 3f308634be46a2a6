"""Which layers compute an operation of Keras's files: a rule for each, by the shapes that reach it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.operands import Call, Operand, inverse, numbers, scaled
from netbuilder.kinds import Shape, shown
from netbuilder.layers import Activation, Layer
from netbuilder.layers.activation_layers import ELU, LeakyReLU, Softmax
from netbuilder.layers.merging import Add, Concatenate, Maximum, Minimum, Multiply, Subtract
from netbuilder.layers.number_kinds import Numbers
from netbuilder.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)  # fmt: skip
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.reshaping import Permute, Reshape
from netbuilder.layers.spatial import Cropping1D, Cropping2D, Cropping3D

Made = tuple[tuple[Layer, ...], tuple[int, ...]]
Rule = Callable[[Call], Made]

# Operations that are activations of the same formula, by their class.
ACTIVATIONS = {
    "Exp": "exponential", "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu", "LogSigmoid": "log_sigmoid",
    "Relu": "relu", "Relu6": "relu6", "Selu": "selu", "Sigmoid": "sigmoid", "Silu": "silu", "Softplus": "softplus",
    "Softsign": "softsign", "Tanh": "tanh",
}  # fmt: skip
MEANS = (GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D)
GREATEST = (GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D)
CROPPINGS: tuple[Any, ...] = (Cropping1D, Cropping2D, Cropping3D)


def _unary(call: Call, *layers: Layer) -> Made:
    return layers, (call.tensor().number,)


def _merged(call: Call, layer: Layer, with_number: Callable[[Numbers, bool], Layer]) -> Made:
    """Of two tensors, or of a tensor (the first of both?) and a number."""
    a, b = call.two()
    if isinstance(a, Operand) and isinstance(b, Operand):
        if len(call.shape(a)) != len(call.shape(b)):
            # NumPy lines up the last axes, so that samples of one would meet steps of the other.
            raise Fault(
                "it meets inputs of shape {one} and {other}, in which samples are mixed",
                one=call.shape(a), other=call.shape(b),
            )  # fmt: skip
        return (layer,), (a.number, b.number)
    tensor, number = (a, b) if isinstance(a, Operand) else (b, a)
    if not isinstance(tensor, Operand):
        raise Fault("it reads no tensor")
    return (with_number(numbers(number, call.shape(tensor)), tensor is a),), (tensor.number,)


def _add(call: Call) -> Made:
    return _merged(call, Add(), lambda number, _: Rescaling(1.0, number))


def _subtract(call: Call) -> Made:
    def with_number(number: Numbers, first: bool) -> Layer:
        return Rescaling(1.0, scaled(number, -1.0)) if first else Rescaling(-1.0, number)

    return _merged(call, Subtract(), with_number)


def _multiply(call: Call) -> Made:
    return _merged(call, Multiply(), lambda number, _: Rescaling(number))


def _divide(call: Call) -> Made:
    a, b = call.two()
    if isinstance(b, Operand) or not isinstance(a, Operand):
        raise Fault("it divides by a tensor, which no layer does")
    return (Rescaling(inverse(numbers(b, call.shape(a)))),), (a.number,)


def _extreme(layer: Layer, at_zero: Layer | None) -> Rule:
    def rule(call: Call) -> Made:
        def with_number(number: Numbers, _: bool) -> Layer:
            if number != 0 or at_zero is None:
                raise Fault("it compares with a number, which no layer does")
            return at_zero

        return _merged(call, layer, with_number)

    return rule


def _power(call: Call) -> Made:
    a, b = call.two()
    if not isinstance(a, Operand) or type(b) not in (int, float) or b != 2:
        raise Fault("it raises to another power than 2, which no layer does")
    return (Multiply(),), (a.number, a.number)


def _square(call: Call) -> Made:
    number = call.tensor().number
    return (Multiply(),), (number, number)


def _cast(call: Call) -> Made:
    kind = call.argument(1, "dtype")
    if kind != "float32":
        raise Fault("it turns its input into {dtype}", dtype=shown(kind))
    return _unary(call, Rescaling(1.0))


def _activation(name: str) -> Rule:
    return lambda call: _unary(call, Activation(name))


def _elu(call: Call) -> Made:
    return _unary(call, ELU(call.argument(1, "alpha", default=1.0)))


def _leaky_relu(call: Call) -> Made:
    return _unary(call, LeakyReLU(call.argument(1, "negative_slope", "alpha", default=0.2)))


def _gelu(call: Call) -> Made:
    if call.argument(1, "approximate", default=True) is not False:
        raise Fault("it approximates gelu by tanh, which no layer does")
    return _unary(call, Activation("gelu"))


def _softmax(call: Call) -> Made:
    rank = len(call.shape(call.tensor())) + 1
    axis = call.argument(1, "axis", default=-1)
    return _unary(call, Softmax((call.axis(-1 if axis is None else axis, rank),)))


def _reshape(call: Call) -> Made:
    target = call.argument(1, "newshape", "shape")
    if not isinstance(target, list) or not target or target[0] not in (-1, None):
        raise Fault("it fixes the size of the batch: {shape}", shape=shown(target))
    return _unary(call, _shaped(target[1:], call.shape(call.tensor())))


def _shaped(target: Any, before: Shape) -> Layer:
    """A Reshape to sizes that are all known, or of which one is open as it was before."""
    sizes = [-1 if size is None else size for size in target]
    if not sizes or sizes.count(-1) > 1 or (-1 in sizes and None not in before):
        raise Fault("it turns inputs of shape {before} into {after}", before=before, after=shown(list(target)))
    return Reshape(tuple(sizes))


def _transpose(call: Call) -> Made:
    rank = len(call.shape(call.tensor())) + 1
    axes = call.argument(1, "axes", "perm", default=None)
    if not isinstance(axes, list) or len(axes) != rank or axes[0] != 0 or call.options.get("conjugate"):
        raise Fault("it moves the axis of the batch")
    return _unary(call, Permute(tuple(call.axis(axis, rank) for axis in axes[1:])))


def _expand_dims(call: Call) -> Made:
    shape = call.shape(call.tensor())
    at = call.axis(call.argument(1, "axis"), len(shape) + 2) - 1
    return _unary(call, _shaped([*shape[:at], 1, *shape[at:]], shape))


def _squeeze(call: Call) -> Made:
    shape = call.shape(call.tensor())
    axes = _axes(call, shape)
    if any(shape[axis - 1] != 1 for axis in axes):
        raise Fault("it leaves out an axis of another size than 1")
    return _unary(call, _shaped([size for i, size in enumerate(shape, 1) if i not in axes], shape))


def _axes(call: Call, shape: Shape) -> set[int]:
    value = call.argument(1, "axis", default=None)
    return {call.axis(axis, len(shape) + 1) for axis in (value if isinstance(value, list) else [value])}


def _reduced(kinds: tuple[Any, ...], total: bool = False) -> Rule:
    """Over all axes between the batch and the channels. `total`: a sum, which is the mean times the count."""

    def rule(call: Call) -> Made:
        shape = call.shape(call.tensor())
        axes = _axes(call, shape)
        if call.options.get("initial") is not None or axes != set(range(1, len(shape))) or not 1 <= len(axes) <= 3:
            raise Fault("it takes together other axes than all between the batch and the last, which no layer does")
        pooled = kinds[len(axes) - 1](keepdims=bool(call.argument(2, "keepdims", default=False)))
        if not total:
            return _unary(call, pooled)
        count = [size for size in shape[:-1] if size is not None]
        if len(count) < len(axes):
            raise Fault("it sums over steps of which the count is open")
        return _unary(call, pooled, Rescaling(float(math.prod(count))))

    return rule


def _concatenate(call: Call) -> Made:
    given = call.argument(0, "xs", "arrays", "values")
    parts = [part for part in given if isinstance(part, Operand)] if isinstance(given, list) else []
    if len(parts) < 2 or len(parts) != len(given):
        raise Fault("it joins something other than tensors")
    axis = call.axis(call.argument(1, "axis", default=0), len(call.shape(parts[0])) + 1)
    return (Concatenate(axis),), tuple(part.number for part in parts)


def _getitem(call: Call) -> Made:
    """A stretch of each axis, or one place of it: Cropping, and Reshape where axes fall away."""
    shape = call.shape(call.tensor())
    picks = _picks(call.argument(1, "key", "slice_spec"), len(shape) + 1)
    if None in shape:
        raise Fault("it cuts an input whose size is open")
    sizes = [size for size in shape if size is not None]
    pairs, left = [], []
    for pick, size in zip(picks, sizes, strict=True):
        start, stop = _stretch(pick, size)
        pairs.append((start, size - stop))
        left += [stop - start] if isinstance(pick, Mapping) else []
    if not left:
        raise Fault("it picks single numbers")
    layers: list[Layer] = []
    at, whole = sizes, pairs[-1] == (0, 0) and 1 < len(sizes) <= len(CROPPINGS) + 1
    if any(pair != (0, 0) for pair in pairs):
        if not whole:  # Cropping leaves the last axis alone
            at = [*sizes, 1]
            layers.append(Reshape(tuple(at)))
        pairs = pairs[: len(at) - 1]
        if len(pairs) > len(CROPPINGS):
            raise Fault("it cuts an array of more axes than layers do")
        layers.append(CROPPINGS[len(pairs) - 1](pairs[0] if len(pairs) == 1 else tuple(pairs)))
        at = [size - sum(pair) for size, pair in zip(at, pairs, strict=False)] + at[-1:]
    if at != left or not layers:
        layers.append(Reshape(tuple(left)))
    return _unary(call, *layers)


def _picks(key: Any, rank: int) -> list[Any]:
    """What is taken of each axis but the batch's, of which all must be taken."""
    keys = list(key) if isinstance(key, list) else [key]
    dots = [i for i, pick in enumerate(keys) if isinstance(pick, Mapping) and pick.get("class_name") == "__ellipsis__"]
    everything = {"start": None, "stop": None, "step": None}
    if len(dots) == 1:
        keys[dots[0] : dots[0] + 1] = [everything] * (rank + 1 - len(keys))
    keys += [everything] * (rank - len(keys))
    known = all(type(pick) is int or (isinstance(pick, Mapping) and "start" in pick) for pick in keys)
    if not known or len(keys) != rank:
        raise Fault("what it takes of its input cannot be read")
    batch = keys[0]
    if not isinstance(batch, Mapping) or any(batch.get(end) is not None for end in ("start", "stop")):
        raise Fault("it takes some samples of all, which no layer does")
    if batch.get("step") not in (None, 1):
        raise Fault("it takes some samples of all, which no layer does")
    return keys[1:]


def _stretch(pick: Any, size: int) -> tuple[int, int]:
    """From where to before where."""
    if isinstance(pick, Mapping):
        ends = [pick.get(end) for end in ("start", "stop", "step")]
        if any(end is not None and type(end) is not int for end in ends) or ends[2] not in (None, 1):
            raise Fault("it takes some values of all, which no layer does")
        start, stop, _ = slice(*ends).indices(size)
    else:
        if not -size <= pick < size:
            raise Fault("it takes place {place} of {size}", place=pick, size=size)
        start, stop = pick % size, pick % size + 1
    if start >= stop:
        raise Fault("it cuts everything off")
    return start, stop


RULES: Mapping[str, Rule] = {
    **{name: _activation(name) for name in ACTIVATIONS.values()},
    "add": _add,
    "cast": _cast,
    "concatenate": _concatenate,
    "divide": _divide,
    "elu": _elu,
    "expand_dims": _expand_dims,
    "gelu": _gelu,
    "getitem": _getitem,
    "leaky_relu": _leaky_relu,
    "max": _reduced(GREATEST),
    "maximum": _extreme(Maximum(), Activation("relu")),
    "mean": _reduced(MEANS),
    "minimum": _extreme(Minimum(), None),
    "multiply": _multiply,
    "negative": lambda call: _unary(call, Rescaling(-1.0)),
    "power": _power,
    "reshape": _reshape,
    "softmax": _softmax,
    "square": _square,
    "squeeze": _squeeze,
    "subtract": _subtract,
    "sum": _reduced(MEANS, total=True),
    "transpose": _transpose,
}
