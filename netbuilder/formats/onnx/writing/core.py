"""Dense layers, embeddings, masks, and layers that hold a network or another layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.steps import lower
from netbuilder.errors import Fault
from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.formats.onnx.writing.rules import rule, write_layer
from netbuilder.formats.onnx.writing.steps import write_steps
from netbuilder.graph import Functional
from netbuilder.layers import Dense, Embedding
from netbuilder.layers.augmentation.base import ImageAugmentation
from netbuilder.layers.base import known
from netbuilder.layers.core import Masking
from netbuilder.layers.einsum_dense import EinsumDense, read_equation
from netbuilder.layers.noise import GaussianDropout, GaussianNoise
from netbuilder.layers.penalty import ActivityPenalty
from netbuilder.layers.regularization import ActivityRegularization, Dropping, SpatialDropout
from netbuilder.layers.wrappers import TimeDistributed

IN_TRAINING = (ActivityPenalty, ActivityRegularization, GaussianDropout, GaussianNoise)


@rule(*IN_TRAINING, whole="keeps")
@rule(Dropping, SpatialDropout, ImageAugmentation, whole="keeps", inherit=True)
def write_nothing(call: Call) -> Value:
    """What works while training only is left out."""
    value = call.inputs[0]
    return Value(value.shape, value.last, value.first, value.mask)


@rule(Dense)
def write_dense(call: Call) -> Value:
    """x · kernel + bias over the last axis."""
    e = call.emission
    y = e.op("MatMul", e.last(call.inputs[0]), call.weight("kernel"))
    return call.made(e.op("Add", y, call.weight("bias")) if "bias" in call else y)


@rule(EinsumDense)
def write_einsum_dense(call: Call) -> Value:
    """The equation with its ellipsis spelled out."""
    e, (value,) = call.emission, call.inputs
    axes = read_equation(call.layer.equation).spelled(len(value.shape) + 1)
    equation = _lower_case(f"{axes.inputs},{axes.kernel}->{axes.output}")
    y = e.op("Einsum", e.last(value), call.weight("kernel"), equation=equation)
    return call.made(e.op("Add", y, call.weight("bias")) if "bias" in call else y)


def _lower_case(equation: str) -> str:
    """The same with other letters: not every runtime takes capitals."""
    letters = list(dict.fromkeys(letter for letter in equation if letter.isalpha()))
    return equation.translate({ord(letter): chr(ord("a") + i) for i, letter in enumerate(letters)})


@rule(Embedding, whole="reads")
def write_embedding(call: Call) -> Value:
    """Rows of a table. Where 0 is padding, a mask too."""
    e, (value,) = call.emission, call.inputs
    x = as_whole(e, value)
    result = call.made(e.op("Gather", call.weight("embeddings"), x, axis=0))
    if call.layer.mask_zero:
        shown = e.op("Not", e.op("Equal", x, e.constant(0, np.int32)))
        result.mask = (shown, len(value.shape) + 1)
    return result


def as_whole(e: Emission, value: Value) -> str:
    """A value as whole numbers."""
    return e.last(value) if value.kind == "int32" else e.op("Cast", e.last(value), to="int32")


@rule(Masking)
def write_masking(call: Call) -> Value:
    """0 for steps that hold nothing but one number, and their mask."""
    e, (value,) = call.emission, call.inputs
    x = e.last(value)
    other = e.op("Not", e.op("Equal", x, e.constant(call.layer.mask_value)))
    real = e.op("ReduceMax", e.op("Cast", other, to="float32"), axes=[-1], keepdims=1)
    result = call.made(e.op("Mul", x, real))
    shown = e.op("Cast", e.op("Squeeze", real, e.whole(-1)), to="bool")
    result.mask = (shown, len(value.shape))
    return result


@rule(Functional, whole="reads")
def write_functional(call: Call) -> list[Value]:
    """The network inside, its operations among the others."""
    inside, report = call.layer.report(tuple(value.shape for value in call.inputs))

    def weights(keys: Mapping[str, tuple[str, str]]) -> tuple[dict[str, Array], dict[str, str]]:
        names = {key: f"{node}.{weight}" for key, (node, weight) in keys.items()}
        return {k: call.arrays[n] for k, n in names.items()}, {k: call.owners[n] for k, n in names.items()}

    return write_steps(call.emission, lower(inside, report.shapes), call.inputs, weights)


@rule(TimeDistributed)
def write_time_distributed(call: Call) -> Value:
    """The layer inside, with the steps of all samples as one batch."""
    e, (value,) = call.emission, call.inputs
    x, inner = e.last(value), value.shape[1:]
    rows = [Value(inner, last=e.reshape(x, [-1, *(known(dim, "inner") for dim in inner)]))]
    if value.mask is not None and value.mask[1] > 2:
        raise Fault("applies a layer to steps with padding inside, which ONNX has no operators for")
    for part in call.layer.layer.lowered():
        rows = write_layer(Call(part, rows, part.output_shapes(rows[0].shape), call.arrays, call.owners, e))
    after = [known(dim, "inner") for dim in rows[0].shape]
    if value.shape[0] is not None:
        return call.made(e.reshape(e.last(rows[0]), [-1, value.shape[0], *after]))
    sizes = e.op("Concat", e.sizes(x, 0, 2), e.whole(*after), axis=0) if after else e.sizes(x, 0, 2)
    return call.made(e.op("Reshape", e.last(rows[0]), sizes))
