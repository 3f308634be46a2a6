"""Operations in Keras's files (`a + b`, `x * 2`, `ops.mean`, `tf.reshape`), read as the layers that compute the same.

They share names with layers and are none: `Add` of `keras.ops` repeats axes as NumPy does, takes numbers, and passes no
masks on. What no layer computes is refused by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.operands import Call, Operand
from netbuilder.formats.keras.operation_rules import ACTIVATIONS, RULES, Made
from netbuilder.kinds import Shape, shown
from netbuilder.layers import Layer

# Classes of keras.ops, and functions of TensorFlow, by the rule that they follow.
CLASSES = {
    "Add": "add", "Cast": "cast", "Concatenate": "concatenate", "Divide": "divide", "Elu": "elu",
    "ExpandDims": "expand_dims", "Gelu": "gelu", "GetItem": "getitem", "LeakyRelu": "leaky_relu", "Max": "max",
    "Maximum": "maximum", "Mean": "mean", "Minimum": "minimum", "Multiply": "multiply", "Negative": "negative",
    "Power": "power", "Reshape": "reshape", "Softmax": "softmax", "Square": "square", "Squeeze": "squeeze",
    "Subtract": "subtract", "Sum": "sum", "Transpose": "transpose", "TrueDivide": "divide",
}  # fmt: skip
FUNCTIONS = {
    "__operators__.add": "add", "__operators__.getitem": "getitem", "cast": "cast", "compat.v1.squeeze": "squeeze",
    "compat.v1.transpose": "transpose", "concat": "concatenate", "expand_dims": "expand_dims", "math.add": "add",
    "math.divide": "divide", "math.exp": "exponential", "math.maximum": "maximum", "math.minimum": "minimum",
    "math.multiply": "multiply", "math.negative": "negative", "math.pow": "power", "math.reduce_max": "max",
    "math.reduce_mean": "mean", "math.reduce_sum": "sum", "math.square": "square", "math.subtract": "subtract",
    "math.truediv": "divide", "nn.elu": "elu", "nn.gelu": "gelu", "nn.leaky_relu": "leaky_relu",
    "nn.softmax": "softmax", "reshape": "reshape", "squeeze": "squeeze", "transpose": "transpose",
}  # fmt: skip
OF_TENSORFLOW = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")
CONSTANT = "_CONSTANT_VALUE"
OTHERS = ("Average", "Dot")  # operations without a rule that have the name of a layer


@dataclass(frozen=True)
class Operation:
    """One operation of a file: its rule, what it is given (tensors by number), and the places of its tensors."""

    name: str
    rule: str | None
    given: tuple[Any, ...]
    options: Mapping[str, Any]
    places: tuple[Any, ...]
    kinds: tuple[Any, ...] = field(default=())

    def made(self, shapes: tuple[Shape, ...]) -> Made:
        """The layers that compute it for tensors of these shapes, and which tensors go in; raises Fault."""
        if self.rule is None:
            raise self.unknown()
        odd = [kind for kind in self.kinds if kind not in ("float32", "int32", "int64", None)]
        if odd:
            raise Fault("it computes in {dtype}; only float32 can be read", dtype=shown(odd[0]))
        return RULES[self.rule](Call(self.given, self.options, shapes))

    def unknown(self) -> Fault:
        """That there is no layer for it."""
        return Fault("no layer computes the operation {name}", name=shown(self.name))


def is_operation(item: Mapping[str, Any]) -> bool:
    """Whether an entry of a file is an operation and no layer, though it may have a layer's name."""
    kind, module = item.get("class_name"), item.get("module")
    if kind in OF_TENSORFLOW:
        return True
    if isinstance(module, str):
        return module.startswith("keras.src.ops")
    # .h5 files name no modules; there every layer of Keras 3 says its dtype, and an operation none.
    config, calls = item.get("config"), item.get("inbound_nodes")
    called = isinstance(calls, list) and any(isinstance(call, Mapping) for call in calls)
    bare = isinstance(config, Mapping) and not {"dtype", "trainable"} & set(config)
    other = kind in OTHERS or kind not in Layer.registry
    return called and bare and (other or _rule_of_class(str(kind)) is not None)


def operation_of(item: Mapping[str, Any]) -> Operation:
    """The operation that an entry of a file describes; raises Fault where it cannot be read."""
    kind, config = str(item.get("class_name")), item.get("config")
    config = dict(config) if isinstance(config, Mapping) else {}
    if kind in OF_TENSORFLOW:
        name = config.pop("function", None)
        rule = _rule_of_function(name) if isinstance(name, str) else None
        config.setdefault("approximate", False)  # of gelu: Keras's own says True
    else:
        name, rule = kind, _rule_of_class(kind)
    name = str(name or kind)
    calls = item.get("inbound_nodes")
    if not isinstance(calls, list) or len(calls) != 1:
        raise Fault("the operation {name} is called more than once", name=shown(name))
    operands = _Operands()
    given, options = operands.read(calls[0])
    options = {key: value for key, value in (config | options).items() if key not in ("name", "trainable", "dtype")}
    if kind == "Cast" and "dtype" in config:
        options["dtype"] = config["dtype"]
    return Operation(name, rule, given, options, tuple(operands.places), tuple(operands.kinds))


def _rule_of_class(kind: str) -> str | None:
    return CLASSES.get(kind) or ACTIVATIONS.get(kind)


def _rule_of_function(name: str) -> str | None:
    family, _, last = name.rpartition(".")
    own = {activation for activation in ACTIVATIONS.values() if family in ("nn", "math")}
    return FUNCTIONS.get(name) or (last if last in own else None)


class _Operands:
    """Turns what a call names into values, and its tensors into numbers."""

    def __init__(self) -> None:
        self.places: list[Any] = []
        self.kinds: list[Any] = []

    def read(self, call: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What is given by position and what by name."""
        if isinstance(call, Mapping):
            args, kwargs = call.get("args"), call.get("kwargs")
            given = [self._value(value) for value in args] if isinstance(args, list) else []
            return tuple(given), self._named(kwargs)
        if not isinstance(call, list) or not call:
            raise Fault("its call cannot be read")
        if _is_place(call):
            return (self._place(call),), self._named(call[3] if len(call) > 3 else None)
        options = self._named(call[0][3] if isinstance(call[0], list) and len(call[0]) > 3 else None)
        return ([self._place(place) if _is_place(place) else self._value(place) for place in call],), options

    def _named(self, kwargs: Any) -> dict[str, Any]:
        return {key: self._value(value) for key, value in kwargs.items()} if isinstance(kwargs, Mapping) else {}

    def _place(self, place: list[Any]) -> Any:
        if place[0] == CONSTANT:
            return place[2]
        self.places.append(place[:3])
        return Operand(len(self.places) - 1)

    def _value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            inner = value.get("config")
            inner = inner if isinstance(inner, Mapping) else {}
            if value.get("class_name") == "__keras_tensor__":
                self.kinds.append(inner.get("dtype"))
                self.places.append(inner.get("keras_history"))
                return Operand(len(self.places) - 1)
            if value.get("class_name") in ("__numpy__", "__tensor__"):
                return inner.get("value")
            if value.get("class_name") == "__slice__":
                return dict(inner)
            return value
        if isinstance(value, list):
            return self._place(value) if _is_place(value) else [self._value(item) for item in value]
        return value


def _is_place(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 3 and isinstance(value[0], str) and type(value[1]) is int
