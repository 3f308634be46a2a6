"""Calls of Keras's layers, computed again: by the layer's own code, and where it can be by the engine's fast paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from netbuilder.engine.model import compile_model
from netbuilder.formats.keras.objects import layer_from_keras
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Input, Layer, Run
from netbuilder.layers.activation_layers import Softmax
from netbuilder.layers.augmentation.tones import RandomPosterization
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention
from netbuilder.layers.sample_normalization import LayerNormalization
from tests.conformance.keras_replay import CLOSE, saved
from tests.conformance.verdict import Declined

Record = Mapping[str, Any]
# What else a call may be told.
MASKS = ("mask", "query_mask", "value_mask", "key_mask")
IGNORED = {"training": None, "attention_mask": None, "initial_state": None, **dict.fromkeys(MASKS)}


def layer_call(record: Record) -> None:
    layer = layer_of(record)
    inputs, training = inputs_of(layer, record), training_of(record)
    masks = masks_of(layer, record, len(inputs))
    shapes = [x.shape[1:] for x in inputs]
    layer.output_shapes(*shapes)
    if isinstance(layer, RandomPosterization) and training and min(x.min() for x in inputs) < layer.value_range[0]:
        raise Declined("values below value_range, which Keras casts to whole numbers without a sign")
    weights = weights_of(layer, shapes, record)
    run = Run(training, np.random.default_rng(0), masks)
    before = run.rng.bit_generator.state
    result, _ = layer.forward({name: x.copy() for name, x in weights.items()}, *inputs, run=run)
    if run.rng.bit_generator.state != before:
        raise Declined("draws random numbers, and Keras draws others")
    lost = lost_digits(layer, inputs[0]) if isinstance(layer, LayerNormalization) else 0.0
    found, wanted = list(leaves(result)), list(leaves(record["result"]))
    assert len(found) == len(wanted), f"{len(found)} outputs, Keras has {len(wanted)}"
    for mine, theirs in zip(found, wanted, strict=True):
        assert_near(mine, theirs, lost)
    if not training and not any(mask is not None for mask in masks):
        compiled(layer, inputs, weights, wanted, lost)


def assert_near(mine: Any, theirs: Any, lost: Any) -> None:
    """Equal but for rounding, and for the digits that Keras is known to lose."""
    if isinstance(lost, float):
        assert_allclose(mine, theirs, **CLOSE)
        return
    assert mine.shape == theirs.shape
    assert np.all(np.abs(mine - theirs) <= CLOSE["atol"] + (CLOSE["rtol"] + lost) * np.maximum(np.abs(theirs), 1))


def lost_digits(layer: LayerNormalization, x: Any) -> Any:
    """What Keras's float32 loses of each row: its variance is the mean of squares less the square of the mean."""
    axes, exact = layer.along(x.shape[1:]), x.astype(np.float64)
    squares, variance = (exact**2).mean(axis=axes, keepdims=True), exact.var(axis=axes, keepdims=True)
    return 4 * np.finfo(np.float32).eps * squares / (variance + layer.epsilon)


def layer_of(record: Record) -> Layer:
    """Our layer, with what the call told it besides."""
    value = saved(record)
    names = " ".join(path for path, _, _ in record["weights"] or ())
    if record["quantized"] or record["lora"] or "lora" in names or "kernel_scale" in names:
        raise Declined("quantized, or trained by LoRA")
    for theirs in leaves(record["result"]):
        if theirs.dtype not in (np.float32, np.int32, np.int64, np.bool_):
            raise Declined(f"computes in {theirs.dtype}")
    if record["states"] is not None and any(np.any(state) for state in leaves(record["states"])):
        raise Declined("a stateful layer in the middle of its sequence")
    if value["class_name"] not in Layer.registry:
        raise Declined("NetBuilder has no such layer")
    layer = layer_from_keras(value["class_name"], value["config"])
    told = {field.keras: field.name for field in layer.fields() if field.call}
    changes = {}
    for name, given in record["kwargs"].items():
        if name in told:
            changes[told[name]] = bool(given)
        elif name == "attention_mask" and given is not None:
            raise Declined("an attention mask that comes as an input")
        elif name not in IGNORED and name not in layer.input_names and name != "inputs":
            raise Declined(f"called with {name}")
    return layer.replace(**changes) if changes else layer


def inputs_of(layer: Layer, record: Record) -> list[Any]:
    """The arrays in the order of our inputs."""
    kwargs = record["kwargs"]
    named = [kwargs[name] for name in ("inputs", *layer.input_names) if kwargs.get(name) is not None]
    args = list(record["args"])
    several = layer.most_inputs != 1
    if not several and len(args) > 1:
        raise Declined("called with more by position")
    found = []
    for value in [*args, *named]:
        nested = several and isinstance(value, list | tuple) and not isinstance(value[0], int | float | list)
        if nested and any(isinstance(item, np.ndarray) and item.ndim == 0 for item in value):
            nested = False
        found += [array_of(item) for item in (value if nested else [value])]
    return [x for x in found if x is not None]


def array_of(value: Any) -> Any:
    """An input as Keras takes it: floats become float32, whole numbers stay."""
    if value is None:
        return None
    try:
        x = np.asarray(value)
    except ValueError:
        raise Declined("inputs of unequal lengths") from None
    if x.dtype.kind not in "fiub":
        raise Declined("texts")
    if x.ndim == 0:
        raise Declined("a single number without a batch axis")
    return x.astype(np.float32) if x.dtype.kind in "fb" else x


def training_of(record: Record) -> bool:
    given = record["kwargs"].get("training", record["training"])
    return given is True


def masks_of(layer: Layer, record: Record, count: int) -> tuple[Any, ...]:
    """One mask for each input, told by name or carried by the array."""
    kwargs = record["kwargs"]
    if isinstance(layer, MultiHeadAttention | GroupQueryAttention):
        found = [kwargs.get(name) for name in ("query_mask", "value_mask", "key_mask")][:count]
        by_place = record["masks"] + [record["carried"].get(name) for name in layer.input_names[len(record["masks"]) :]]
        carried = [*by_place, *[None] * count]
    else:
        carried = [*record["masks"], *record["carried"].values(), *[None] * count]
        given = kwargs.get("mask")
        if isinstance(layer, Softmax) and given is not None:
            raise Declined("a mask that is given by hand")
        found = list(given) if isinstance(given, list | tuple) and count > 1 else [given, *[None] * (count - 1)]
    masks = [mask if mask is not None else other for mask, other in zip(found, carried, strict=False)]
    return tuple(None if mask is None else np.asarray(mask, bool) for mask in masks)


def weights_of(layer: Layer, shapes: list[Any], record: Record) -> dict[str, Any]:
    """Keras's weights under our names: both have Keras's order."""
    declared, given = layer.weights(*shapes), list(record["weights"] or ())
    wanted = [weight.shape for weight in declared.values()]
    if [array.shape for _, _, array in given] != wanted:
        # In Keras weights that are trained come first.
        declared = dict(sorted(declared.items(), key=lambda item: not item[1].trainable))
    assert [array.shape for _, _, array in given] == [weight.shape for weight in declared.values()], (
        f"weights {[(path, array.shape) for path, _, array in given]}, ours {list(declared)}"
    )
    return {name: np.array(array, np.float32) for name, (_, _, array) in zip(declared, given, strict=True)}


def leaves(value: Any) -> Iterator[Any]:
    """Arrays in the order in which they are nested."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    elif value is not None:
        yield np.asarray(value)


def compiled(layer: Layer, inputs: list[Any], weights: dict[str, Any], wanted: list[Any], lost: Any) -> None:
    """The same as a network of one block, which takes the fast paths."""
    if any(x.dtype.kind != "f" for x in inputs):
        return
    nodes = [Node(f"input_{i}", Input(x.shape[1:])) for i, x in enumerate(inputs)]
    block = Node("block", layer, tuple(Port(node.name) for node in nodes))
    model = compile_model(Graph.of([*nodes, block], ("block",)), initialize=False)
    for name, array in weights.items():
        model.parameters.views["block", name][...] = array
    (found,) = model.predict(inputs)
    assert_near(found, wanted[0], lost)
