"""Which function writes which layer. A rule serves a class and all that are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from netbuilder.errors import Fault
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.layers import Layer

Function = Callable[[Call], Value | list[Value]]


@dataclass(frozen=True)
class Rule:
    """How a layer is written. Whole numbers reach it as they are where it `reads` them or `keeps` them so."""

    function: Function
    whole: Literal["", "reads", "keeps"] = ""


RULES: dict[type[Layer], Rule] = {}


def rule(*kinds: type[Layer], whole: Literal["", "reads", "keeps"] = "") -> Callable[[Function], Function]:
    """Enters a function for layers of these classes."""

    def enter(function: Function) -> Function:
        RULES.update(dict.fromkeys(kinds, Rule(function, whole)))
        return function

    return enter


def rule_for(kind: type[Layer]) -> Rule | None:
    """The rule of the nearest class."""
    return next((RULES[base] for base in kind.__mro__ if base in RULES), None)


def write_layer(call: Call) -> list[Value]:
    """A layer as operations; raises Fault where ONNX cannot say it."""
    found = rule_for(type(call.layer))
    if found is None:
        raise Fault("is a {kind}, which ONNX has no operators for", kind=type(call.layer).__name__)
    if not found.whole:
        call.inputs = [as_real(call.emission, value) for value in call.inputs]
    result = found.function(call)
    values = result if isinstance(result, list) else [result]
    if found.whole == "keeps":
        for value in values:
            value.kind = call.inputs[0].kind
    layer: Any = call.layer
    if not call.tells_masks and layer.keeps_mask and values[0].mask is None and call.inputs:
        values[0].mask = call.inputs[0].mask
    return values


def as_real(e: Emission, value: Value) -> Value:
    """A value of whole numbers as one of numbers with a point."""
    if value.kind == "float32":
        return value
    return Value(value.shape, last=e.op("Cast", e.last(value), to="float32"), mask=value.mask)
