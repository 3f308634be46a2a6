"""What Keras 2 computed otherwise than Keras 3: hard_sigmoid was clip(0.2·x + 0.5), and is clip(x/6 + 0.5).

The old function of x is the new one of 1.2·x. So weights in front of it are multiplied by 1.2, and the outputs are
those that Keras 2 gave.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import N_, FileFault, Message, listed
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.graph.drawing.layout import moved, tidy
from netbuilder.layers import Activation, Layer
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed

OLD = "hard_sigmoid"
STEEPER = 1.2
# Which of the gates along the last axis go through `recurrent_activation`.
GATES = {"LSTM": (0, 1, 3), "GRU": (0, 1)}
TOLD = N_(
    "{names}: hard_sigmoid was another function in Keras 2. The weights before it were multiplied by 1.2, so that "
    "the outputs are the same"
)

ALONE = N_(
    "{names}: hard_sigmoid was another function in Keras 2, and these weights were trained with it. Open the whole "
    "model in place of its weights"
)
UNTOLD = N_(
    "{names}: hard_sigmoid was another function in Keras 2, and the file does not say which release wrote it. If it "
    "was one before 3, open the whole model in place of its weights"
)


def is_before_keras_3(version: Any) -> bool:
    """Whether a file says that Keras 1 or 2 wrote it."""
    return isinstance(version, str) and version.split(".")[0] in ("1", "2")


def weights_as_keras_3(
    graph: Graph, weights: dict[Key, Array], version: Any, path: Path
) -> tuple[dict[Key, Array], tuple[Message, ...]]:
    """Weights of a file of that version for a network that stays as it is; raises FileFault.

    `version` is None where the file does not tell it.
    """
    if isinstance(version, str) and not is_before_keras_3(version):
        return weights, ()
    if version is None:
        names = names_with_old(graph)
        return weights, (Message(UNTOLD, {"names": listed(names)}),) if names else ()
    alone = [name for name, node in graph.nodes.items() if _stands_alone(graph, node)]
    changed = [
        (name, weight, columns)
        for name, node in graph.nodes.items()
        if not node.shares
        for weight, columns in _steeper(node.layer, name, path)
    ]
    weights = dict(weights)
    for name, weight, columns in changed:
        weights[name, weight] = array = weights[name, weight].copy()
        array[..., columns] *= np.float32(STEEPER)
    notes = [Message(TOLD, {"names": listed(dict.fromkeys(name for name, _, _ in changed))})] if changed else []
    notes += [Message(ALONE, {"names": listed(alone)})] if alone else []
    return weights, tuple(notes)


def names_with_old(graph: Graph) -> list[str]:
    """The nodes that compute a hard_sigmoid, on their own or inside."""
    return [name for name, node in graph.nodes.items() if f'"{OLD}"' in json.dumps(node.layer.to_json())]


def _stands_alone(graph: Graph, node: Node) -> bool:
    """Whether it is an old hard_sigmoid with no weights of its own, and nothing before it makes up for that."""
    if not isinstance(node.layer, Activation) or node.layer.activation != OLD:
        return False
    before = graph[node.inputs[0].node].layer if node.inputs else None
    return not (isinstance(before, Rescaling) and before.scale == STEEPER)


def as_keras_3(snapshot: Snapshot, version: Any, path: Path) -> Snapshot:
    """What a file of that version held, as it computes in Keras 3; raises FileFault."""
    if not is_before_keras_3(version):
        return snapshot
    nodes: list[Node] = []
    weights = dict(snapshot.weights)
    changed: dict[str, None] = {}
    graph = snapshot.graph
    for name, node in graph.nodes.items():
        if isinstance(node.layer, Activation) and node.layer.activation == OLD:
            scale = graph.unique_name(f"{name}_scale")
            nodes.append(Node(scale, Rescaling(STEEPER), node.inputs))
            node = node.replace(inputs=(Port(scale),))
            changed[name] = None
        nodes.append(node)
        for weight, columns in () if node.shares else _steeper(node.layer, name, path):
            weights[name, weight] = array = weights[name, weight].copy()
            array[..., columns] *= np.float32(STEEPER)
            changed[name] = None
    if not changed:
        return snapshot
    if len(nodes) > len(graph):
        graph = Graph.of(nodes, graph.outputs)
        graph = moved(graph, tidy(graph))
    # The optimizer's memory is that of other weights: it begins anew.
    notes = (*snapshot.notes, Message(TOLD, {"names": listed(changed)}))
    return Snapshot(graph, weights, snapshot.training, None, notes)


def _steeper(layer: Layer, name: str, path: Path) -> Iterator[tuple[str, Any]]:
    """The weights of a layer that stand before an old hard_sigmoid, and which of their last axis."""
    if isinstance(layer, Functional):
        yield from _inside(layer, name, path)
    elif isinstance(layer, Bidirectional):
        for side in ("forward", "backward"):
            inner = layer.layer if side == "forward" else layer.backward_layer or layer.layer
            yield from ((f"{side}_{weight}", columns) for weight, columns in _steeper(inner, name, path))
    elif isinstance(layer, TimeDistributed):
        yield from _steeper(layer.layer, name, path)
    else:
        yield from _of_fields(layer, name, path)


def _inside(layer: Functional, name: str, path: Path) -> Iterator[tuple[str, Any]]:
    for inner, node in layer.graph.nodes.items():
        if isinstance(node.layer, Activation) and node.layer.activation == OLD:
            raise _unlike(f"{name}.{inner}", path)
        if not node.shares:
            steeper = _steeper(node.layer, f"{name}.{inner}", path)
            yield from ((f"{inner}.{weight}", columns) for weight, columns in steeper)


def _of_fields(layer: Layer, name: str, path: Path) -> Iterator[tuple[str, Any]]:
    kind = type(layer).__name__
    recurrent = getattr(layer, "recurrent_activation", "") == OLD
    plain = getattr(layer, "activation", "") == OLD
    if isinstance(layer, Activation) or not (recurrent or plain):
        return
    if kind in GATES:
        if plain:
            raise _unlike(name, path)
        units = layer.units  # type: ignore[attr-defined]
        columns: Any = np.concatenate([np.arange(gate * units, (gate + 1) * units) for gate in GATES[kind]])
        names = ["kernel", "recurrent_kernel"]
    elif not recurrent:
        columns = slice(None)
        names = ["pointwise_kernel" if kind.startswith("Separable") else "kernel"]
        names += ["recurrent_kernel"] if kind == "SimpleRNN" else []
    else:
        raise _unlike(name, path)
    yield from ((weight, columns) for weight in names)
    if getattr(layer, "use_bias", False):
        yield "bias", columns


def _unlike(name: str, path: Path) -> FileFault:
    return FileFault(
        "{path}: {layer} uses the hard_sigmoid of Keras 2, which Keras 3 no longer has. Save the model with another "
        "activation",
        path=path, layer=name,
    )  # fmt: skip
