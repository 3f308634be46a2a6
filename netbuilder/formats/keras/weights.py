"""Where Keras 3 keeps each weight in its HDF5 files, for writing and for reading."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.parameters import Key
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.errors import N_, FileFault, Message
from netbuilder.formats.keras.places import Held, weights_in_order
from netbuilder.graph import Graph, Report, check
from netbuilder.graph.keras_order import keras_order, layer_folders
from netbuilder.layers import Weight


def declared(graph: Graph, name: str, report: Report) -> dict[str, Weight]:
    """The weights that a node's layer asks for."""
    node = graph[name]
    return node.layer.weights(*(report.shapes[port.node][port.output] for port in node.inputs))


def weight_paths(graph: Graph) -> dict[Key, str]:
    """The HDF5 path of every weight, in Keras's order."""
    report = check(graph)
    paths = {}
    for name, folder in layer_folders(graph).items():
        layer = graph[name].layer
        for weight, inner in layer.keras_paths(tuple(declared(graph, name, report))).items():
            paths[name, weight] = f"{folder}/{inner}"
    return paths


def trainable_shapes(graph: Graph, layers: Sequence[Held] = ()) -> dict[Key, tuple[int, ...]]:
    """The trainable weights and their shapes, in the order of Keras's optimizer variables: that of a file's layers."""
    report = check(graph)
    found: dict[Key, tuple[int, ...]] = {}
    for held in layers or [Held(name, name, "") for name in keras_order(graph)]:
        if graph[held.node].layer.trainable:
            weights = declared(graph, held.node, report)
            for key in weights_in_order(held, tuple(weights)):
                if weights[key].trainable:
                    found[held.node, key] = weights[key].shape
    return found


def optimizer_slots(
    optimizer: Optimizer, graph: Graph, layers: Sequence[Held] = ()
) -> list[tuple[str, Key, tuple[int, ...]]]:
    """Slot, weight and shape of an optimizer's variables, in the order of a file's layers, or in Keras's."""
    weights = trainable_shapes(graph, layers)
    return [
        (slot, key, shape)
        for group in optimizer.groups()
        for key in weights
        for slot in group
        if (shape := optimizer.slot_shape(slot, key, weights[key])) is not None
    ]


def optimizer_variables(snapshot: Snapshot) -> list[tuple[str, Any]]:
    """An optimizer's variables in Keras's order, with names for .h5 files."""
    training, memory = snapshot.training, snapshot.optimizer
    if training is None or memory is None:
        return []
    optimizer = training.optimizer
    found: list[tuple[str, Any]] = [("iteration", np.int32(memory.iteration))]
    rate = optimizer.learning_rate
    if not isinstance(rate, Schedule):
        found.append(("learning_rate", np.float32(rate if memory.rate_override is None else memory.rate_override)))
    for slot, (node, weight), _ in optimizer_slots(optimizer, snapshot.graph):
        found.append((f"{node}_{weight}_{slot}", memory.slots[slot][node, weight]))
    numbers = optimizer.numbers(optimizer.updates(memory.iteration))
    return found + [(name, np.float32(number)) for name, number in numbers.items()]


def memory_of(
    variables: list[Array], graph: Graph, optimizer: Optimizer, layers: Sequence[Held] = (), names: Sequence[str] = ()
) -> OptimizerMemory | None:
    """An optimizer's memory from Keras's variables; None when they are not those that it needs.

    `names` are those of the variables, where the file tells them.
    """
    if names and names[0].endswith("/iter:0"):
        return _before_keras_2_11(variables, names, graph, optimizer, layers)
    slots = optimizer_slots(optimizer, graph, layers)
    shapes = [shape for _, _, shape in slots]
    forms = [[*shapes, *(() for _ in optimizer.numbers(0))]]
    # Keras 2.11 to 2.15 kept no numbers of Nadam, which follow from the iteration, and for SGD always a momentum.
    forms += [shapes if slots else list(trainable_shapes(graph, layers).values())]
    for rest in forms:
        leading = len(variables) - len(rest)  # the iteration, and since Keras 3 the learning rate where it is a number
        most = 1 if isinstance(optimizer.learning_rate, Schedule) or rest is forms[1] else 2
        if 1 <= leading <= most and [np.shape(variable) for variable in variables] == [()] * leading + rest:
            found: dict[str, dict[Key, Array]] = {slot: {} for slot in optimizer.slots()}
            for (slot, key, _), variable in zip(slots, variables[leading:], strict=False):
                found[slot][key] = variable
            return _memory(variables, found, _override(optimizer.learning_rate, variables[1:leading]))
    return None


def _memory(
    variables: Sequence[Array], found: dict[str, dict[Key, Array]], rate: float | None
) -> OptimizerMemory | None:
    """Of a file whose first variable is the iteration; None where that is no count."""
    iteration = float(variables[0])
    return OptimizerMemory(int(iteration), found, rate) if 0 <= iteration < 2**63 else None


# What slots were called before Keras 2.11, and in its `legacy` optimizers.
OLD_SLOTS = {
    "accum_grad": "accumulated_grad", "accum_var": "accumulated_delta_var", "m": "momentum",
    "mg": "average_gradient", "rms": "velocity", "v": "velocity", "vhat": "velocity_hat",
}  # fmt: skip


def _before_keras_2_11(
    variables: list[Array], names: Sequence[str], graph: Graph, optimizer: Optimizer, layers: Sequence[Held]
) -> OptimizerMemory | None:
    """The memory from variables that are named by weight and slot: all of one slot in the order of the weights."""
    weights = trainable_shapes(graph, layers)
    known = optimizer.slots()
    by_slot: dict[str, list[Array]] = {slot: [] for slot in known}
    for name, variable in zip(names[1:], variables[1:], strict=True):
        slot = name.rpartition("/")[2].removesuffix(":0")
        slot = OLD_SLOTS.get(slot, slot)
        slot = "norm" if slot == "velocity" and "norm" in known else slot
        if slot not in by_slot:
            return None
        by_slot[slot].append(variable)
    if any([array.shape for array in arrays] != list(weights.values()) for arrays in by_slot.values()):
        return None
    found = {slot: dict(zip(weights, arrays, strict=True)) for slot, arrays in by_slot.items()}
    return _memory(variables, found, None)


def forgotten(variables: Sequence[Array], training: Any, memory: OptimizerMemory | None) -> tuple[Message, ...]:
    """The note that what an optimizer remembered could not be read."""
    if training is None or memory is not None or not any(np.ndim(variable) for variable in variables):
        return ()
    kind = type(training.optimizer).__name__
    told = N_(
        "what the optimizer {kind} remembers is kept in another form in the file and was left out: it starts afresh"
    )
    return (Message(told, {"kind": kind}),)


def _override(declared_rate: float | Schedule, stored: list[Array]) -> float | None:
    """The rate that the file holds, where it is another than the declared one."""
    if isinstance(declared_rate, Schedule) or not stored:
        return None
    rate = float(stored[0])
    return None if not math.isfinite(rate) or math.isclose(rate, declared_rate, rel_tol=1e-6) else rate


def matched(found: Mapping[Key, Array], graph: Graph, path: Any) -> dict[Key, Array]:
    """Weights that fit the graph exactly; raises FileFault that names layer, expected and found."""
    report = check(graph)
    result: dict[Key, Array] = {}
    for name in keras_order(graph):
        for weight, wanted in declared(graph, name, report).items():
            array = found.get((name, weight))
            if array is None:
                raise FileFault("{path}: {layer} has no {weight} in the file", path=path, layer=name, weight=weight)
            if array.shape != wanted.shape:
                raise FileFault(
                    "{path}: {layer}/{weight} has shape {found}, but the layer needs {expected}",
                    path=path, layer=name, weight=weight, found=array.shape, expected=wanted.shape,
                )  # fmt: skip
            result[name, weight] = np.asarray(array, np.float32)
    return result
