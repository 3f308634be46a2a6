"""The order in which .h5 files keep the weights of one layer: what is trained first, then the rest.

For a model inside, Keras 3 goes by what each layer in it says, whatever the models around it say; Keras 2 heeded those
too. Which it was is told by the names that the file has for the weights, or else by their shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from netbuilder.formats.keras.places import Held, weights_in_order
from netbuilder.graph import Functional, Graph, Report
from netbuilder.kinds import Shape
from netbuilder.layers import Layer, Weight
from netbuilder.layers.wrappers import BACKWARD, FORWARD, Bidirectional, TimeDistributed

Rule = Callable[[Layer], bool]


def written_order(graph: Graph, name: str, report: Report) -> list[str]:
    """The names of a layer's weights in the order in which Keras 3 expects them in a file of ours."""
    layer, states = graph[name].layer, _states(graph, name, report)
    if not layer.trainable:
        return list(states)
    # What is made of layers does not tell them, when Keras reads it, that they are not trained.
    return _sorted(layer, states, _heeds_all, lambda leaf: leaf.trainable or leaf.made_of_layers)


def read_order(graph: Graph, held: Held, report: Report, stored: Mapping[str, Shape]) -> list[str]:
    """The names of a layer's weights in the order of a file; `stored` are its names for them, with their shapes."""
    layer = graph[held.node].layer
    states = _states(graph, held.node, report)
    states = {name: states[name] for name in weights_in_order(held, tuple(states))}
    if len(stored) != len(states):
        return _sorted(layer, states, _heeds_all)
    by_name = _by_name(held, states, stored) if held.inside else None
    if by_name is not None:
        return by_name
    orders = [
        _sorted(layer, states, lambda model: False),
        _sorted(layer, states, lambda model: False, lambda leaf: leaf.trainable or leaf.made_of_layers),
        _sorted(layer, states, _heeds_all),
    ]
    orders.insert(0 if not layer.trainable else len(orders), list(states))
    shapes = list(stored.values())
    return max(orders, key=lambda order: sum(states[n].shape == s for n, s in zip(order, shapes, strict=True)))


def _states(graph: Graph, name: str, report: Report) -> dict[str, Weight]:
    """The weights of a layer; of them only what a layer itself keeps, such as a mean, counts as not trained."""
    node = graph[name]
    return _thawed(node.layer).weights(*(report.shapes[port.node][port.output] for port in node.inputs))


def _thawed(layer: Layer) -> Layer:
    if isinstance(layer, Functional):
        nodes = [node.replace(layer=_thawed(node.layer)) for node in layer.graph.nodes.values()]
        layer = layer.replace(graph=Graph.of(nodes, layer.graph.output_names))
    for part in ("layer", "backward_layer"):
        inner = getattr(layer, part, None)
        if isinstance(inner, Layer):
            layer = layer.replace(trainable=True, **{part: _thawed(inner)})
    return layer.replace(trainable=True)


def _heeds_all(model: Layer) -> bool:
    return not model.trainable


def _sorted(
    layer: Layer, states: Mapping[str, Weight], freezes: Rule, trains: Rule = lambda leaf: leaf.trainable
) -> list[str]:
    """The weights, the trained ones first. `freezes` is asked of models, `trains` of what has the weight."""

    def trained(layer: Layer, name: str) -> bool:
        if isinstance(layer, Functional):
            node, _, rest = name.partition(".")
            return not freezes(layer) and trained(layer.graph[node].layer, rest)
        if isinstance(layer, TimeDistributed):
            return layer.trainable and trained(layer.layer, name)
        if isinstance(layer, Bidirectional):
            return layer.trainable and layer.parts[name.startswith(BACKWARD)].trainable
        return trains(layer)

    return sorted(states, key=lambda name: not (states[name].trainable and trained(layer, name)))


def _by_name(held: Held, names: Mapping[str, Weight], stored: Mapping[str, Shape]) -> list[str] | None:
    """The weight of each stored name; None where names do not tell all of them apart."""
    owners = {name: _owner(held, name) for name in names}
    found = []
    for told in stored:
        *path, last = told.split("/")
        fitting = [
            name
            for name, (owner, own) in owners.items()
            if owner in path and own in _local_names(path, last.partition(":")[0])
        ]
        if len(fitting) != 1:
            return None
        found += fitting
    return found if len(set(found)) == len(names) else None


def _owner(held: Held, name: str) -> tuple[str, str]:
    """The name in the file of the layer inside that has a weight, and the weight's own name."""
    for inner in held.inside:
        if not inner.node:  # a model in a wrapper
            return _owner(inner, name)
        if name.startswith(f"{inner.node}."):
            return _owner(inner, name.removeprefix(f"{inner.node}."))
    return held.name, name


def _local_names(path: Sequence[str], last: str) -> Iterator[str]:
    """What a weight may be called here: its own name, with the part of its layer or the way it reads before it."""
    yield last
    yield f"{path[-1]}_{last}"
    yield (FORWARD if any(part.startswith(FORWARD) for part in path) else BACKWARD) + last
