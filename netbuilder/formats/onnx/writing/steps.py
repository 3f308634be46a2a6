"""A network's steps written one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.steps import Steps
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.formats.onnx.writing.rules import write_layer

# For weights by their names in the layer: the arrays, and the names under which they are stored.
Weights = Callable[[Mapping[str, Key]], tuple[dict[str, Array], dict[str, str]]]


def write_steps(emission: Emission, steps: Steps, inputs: Sequence[Value], weights: Weights) -> list[Value]:
    """Writes all steps and gives the values at the outputs."""
    values = dict(zip(steps.inputs, inputs, strict=True))
    for step in steps.steps:
        arrays, owners = weights(step.keys)
        reads = [values[tensor] for tensor in step.inputs]
        found = write_layer(Call(step.layer, reads, step.output_shapes, arrays, owners, emission))
        values.update(zip(step.outputs, found, strict=True))
    return [values[tensor] for tensor in steps.outputs]
