"""What Keras's files cannot hold, said before anything is written, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable

from netbuilder.formats.unread import every_layer
from netbuilder.graph import Functional, Graph, Problem
from netbuilder.layers import Layer


def limits(graph: Graph) -> list[Problem]:
    """What a .keras file cannot hold, a problem a layer."""
    template = (
        "keeps its state from batch to batch, which a file of Keras ties to one size of batches. "
        "Turn stateful off to export: the weights stay the same"
    )
    return [
        Problem(template, {}, name, "stateful")
        for name, layer in every_layer(graph)
        if getattr(layer, "stateful", False)
    ]


def legacy_limits(graph: Graph) -> list[Problem]:
    """What an .h5 file cannot hold."""
    template = "works along several axes, which Keras forgets when it reads an .h5 file. Export as .keras"
    several = [Problem(template, {}, name, "axis") for name, layer in every_layer(graph) if _axes(layer) > 1]
    return limits(graph) + several


def mend(graph: Graph, problem: Problem) -> Graph | None:
    """The graph without states that last: it computes the same for each batch that is seen for itself."""
    return _changed(graph, _without_state) if problem.field == "stateful" else None


def _without_state(layer: Layer) -> Layer:
    return layer.replace(stateful=False) if getattr(layer, "stateful", False) else layer


def _changed(graph: Graph, change: Callable[[Layer], Layer]) -> Graph:
    """The graph with every layer changed, those inside of blocks and wrappers too."""

    def deeply(layer: Layer) -> Layer:
        inner = getattr(layer, "layer", None)
        if isinstance(inner, Layer):
            layer = layer.replace(layer=deeply(inner))
        if isinstance(layer, Functional):
            layer = layer.replace(graph=_changed(layer.graph, change))
        return change(layer)

    return graph.with_nodes(*(node.replace(layer=deeply(node.layer)) for node in graph.nodes.values()))


def _axes(layer: Layer) -> int:
    axis = getattr(layer, "axis", ())
    return len(axis) if isinstance(axis, tuple) else 1
