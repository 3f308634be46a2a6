"""What Keras's files cannot hold, said before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.errors import FileFault
from netbuilder.graph import Functional, Graph
from netbuilder.layers import Layer


def check_limits(graph: Graph, legacy: bool = False) -> None:
    """Raises FileFault that names the layers and the remedy; `legacy` is the .h5 format."""
    stateful = [name for name, layer in _layers(graph) if getattr(layer, "stateful", False)]
    if stateful:
        raise FileFault(
            "{names} keep their state from batch to batch, which a file of Keras ties to one size of batches. "
            "Turn stateful off to export: the weights stay the same",
            names=", ".join(stateful[:10]),
        )
    several = [name for name, layer in _layers(graph) if _axes(layer) > 1]
    if legacy and several:
        raise FileFault(
            "{names} work along several axes, which Keras forgets when it reads an .h5 file. Export as .keras",
            names=", ".join(several[:10]),
        )


def _axes(layer: Layer) -> int:
    axis = getattr(layer, "axis", ())
    return len(axis) if isinstance(axis, tuple) else 1


def _layers(graph: Graph) -> Iterator[tuple[str, Layer]]:
    """Every layer with the name of its block, those inside of blocks and wrappers too."""
    for name, node in graph.nodes.items():
        yield name, node.layer
        inner = getattr(node.layer, "layer", None)
        if isinstance(inner, Layer):
            yield name, inner
        if isinstance(node.layer, Functional):
            yield from ((f"{name}.{inside}", layer) for inside, layer in _layers(node.layer.graph))
