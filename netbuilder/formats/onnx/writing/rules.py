"""Which function writes which layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from netbuilder.errors import Fault
from netbuilder.formats.export_rules import ExportRules
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.layers import Layer

Function = Callable[[Call], Value | list[Value]]


@dataclass(frozen=True)
class Rule:
    """How a layer is written. Whole numbers reach it as they are where it `reads` them or `keeps` them so."""

    function: Function
    whole: Literal["", "reads", "keeps"] = ""


RULES = ExportRules[Rule]()


def rule(
    *kinds: type[Layer], whole: Literal["", "reads", "keeps"] = "", inherit: bool = False
) -> Callable[[Function], Function]:
    """Enters a function for these classes, or for what is made from these bases (see `ExportRules`)."""
    return RULES.enter(kinds, lambda function: Rule(function, whole), inherit)


def write_layer(call: Call) -> list[Value]:
    """A layer as operations; raises Fault where ONNX cannot say it."""
    found = RULES.find(type(call.layer))
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
