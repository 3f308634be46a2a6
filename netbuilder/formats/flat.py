"""A network for export without composite blocks: its graph, its weights and the optimizer's memory under new names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import OptimizerMemory, Snapshot
from netbuilder.graph import Functional, Graph, flattened


def flat_snapshot(snapshot: Snapshot) -> Snapshot:
    """The same network with what is inside of composite blocks in their place."""
    if not any(isinstance(node.layer, Functional) for node in snapshot.graph.nodes.values()):
        return snapshot
    graph, places = flattened(snapshot.graph)

    def renamed(arrays: Mapping[Key, Any]) -> dict[Key, Any]:
        return {_key(snapshot.graph, places, key): array for key, array in arrays.items()}

    memory = snapshot.optimizer
    if memory is not None:
        slots = {name: renamed(arrays) for name, arrays in memory.slots.items()}
        memory = OptimizerMemory(memory.iteration, slots, memory.rate_override)
    return replace(snapshot, graph=graph, weights=renamed(snapshot.weights), optimizer=memory)


def _key(graph: Graph, places: Mapping[str, str], key: Key) -> Key:
    """Where a weight is: ("block", "inner.kernel") becomes ("inner", "kernel")."""
    place, weight = key
    layer = graph[place].layer
    while isinstance(layer, Functional):
        name, weight = weight.split(".", 1)
        place, layer = f"{place}.{name}", layer.graph[name].layer
    return places[place], weight
