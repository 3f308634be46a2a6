"""Where Keras 3 keeps each weight in its HDF5 files, for writing and for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from netbuilder.engine.optimizers import Adam, Optimizer
from netbuilder.engine.parameters import Key
from netbuilder.engine.schedules import Schedule, rate_at
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats.keras_config import keras_class
from netbuilder.formats.keras_order import keras_order
from netbuilder.graph import Graph, Report, check
from netbuilder.layers import Input, Weight
from netbuilder.spec import snake_case

Array = np.ndarray[Any, np.dtype[Any]]


def layer_folders(graph: Graph) -> dict[str, str]:
    """For each layer its folder: its class name with the number of such layers before it."""
    seen: Counter[str] = Counter()
    folders = {}
    for name in keras_order(graph):
        layer = graph[name].layer
        if isinstance(layer, Input) and graph.is_chain:
            continue  # a Sequential model has no folder for its input
        kind = snake_case(keras_class(layer))
        folders[name] = f"layers/{kind}_{seen[kind]}" if seen[kind] else f"layers/{kind}"
        seen[kind] += 1
    return folders


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


def trainable_order(graph: Graph) -> list[Key]:
    """The trainable weights in the order of Keras's optimizer variables."""
    report = check(graph)
    return [
        (name, key)
        for name in keras_order(graph)
        if graph[name].layer.trainable
        for key, weight in declared(graph, name, report).items()
        if weight.trainable
    ]


def optimizer_variables(snapshot: Snapshot) -> list[tuple[str, Any]]:
    """An optimizer's variables in Keras's order, with names for .h5 files."""
    training, memory = snapshot.training, snapshot.optimizer
    if training is None or memory is None:
        return []
    optimizer = training.optimizer
    found: list[tuple[str, Any]] = [("iteration", np.int32(memory.iteration))]
    if not isinstance(optimizer.learning_rate, Schedule):
        found.append(("learning_rate", np.float32(rate_at(optimizer.learning_rate, 0))))
    keys = trainable_order(snapshot.graph)
    for group in _groups(optimizer):
        for node, weight in keys:
            found += [(f"{node}_{weight}_{slot}", memory.slots[slot][node, weight]) for slot in group]
    return found


def memory_of(variables: list[Array], graph: Graph, optimizer: Optimizer) -> OptimizerMemory | None:
    """An optimizer's memory from Keras's variables; None when they are not as many as it needs."""
    keys = trainable_order(graph)
    first = 1 if isinstance(optimizer.learning_rate, Schedule) else 2
    groups = _groups(optimizer)
    if len(variables) != first + len(keys) * sum(map(len, groups)):
        return None
    rest = iter(variables[first:])
    slots: dict[str, dict[Key, Array]] = {slot: {} for slot in optimizer.slots()}
    for group in groups:
        for key in keys:
            for slot in group:
                slots[slot][key] = next(rest)
    return OptimizerMemory(int(variables[0]), slots)


def _groups(optimizer: Optimizer) -> list[tuple[str, ...]]:
    """Slots that Keras keeps side by side for each weight; the groups follow one another."""
    slots = optimizer.slots()
    if isinstance(optimizer, Adam):
        return [slots[:2], *((slot,) for slot in slots[2:])]
    return [(slot,) for slot in slots]


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
