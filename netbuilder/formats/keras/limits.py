"""What Keras's files cannot hold, said before anything is written, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from netbuilder.errors import N_, Fault
from netbuilder.formats.keras.own_layers import unknown_to_files, unknown_to_scripts
from netbuilder.formats.keras.random_crop import resized, uncropped
from netbuilder.graph import Functional, Graph, Problem, Report, check
from netbuilder.graph.every_layer import every_layer
from netbuilder.layers import Layer
from netbuilder.layers.augmentation.tones import Equalization
from netbuilder.layers.multi_head import GroupQueryAttention
from netbuilder.layers.preprocessing import Normalization
from netbuilder.layers.wrappers import TimeDistributed

UNCROPPED = N_(
    "leaves pictures as they came outside of training in Keras 3.8 and newer, whatever it documents. "
    "Put a Resizing to {size} with crop_to_aspect_ratio behind it: then Keras computes what is computed here"
)


def limits(graph: Graph) -> list[Problem]:
    """What a .keras file cannot hold, a problem a layer."""
    template = N_(
        "keeps its state from batch to batch, which a file of Keras ties to one size of batches. "
        "Turn stateful off to export: the weights stay the same"
    )
    stateful = [
        Problem(template, {}, name, "stateful")
        for name, layer in every_layer(graph)
        if getattr(layer, "stateful", False)
    ]
    return stateful + unknown_to_files(graph) + _refused_by_keras(graph) + _uncropped(graph)


def script_limits(graph: Graph) -> list[Problem]:
    """What a script for Keras cannot hold."""
    told = N_(
        "applies a whole network to every step, which scripts cannot say. Export as .keras, or take the network out"
    )
    whole = [
        Problem(told, {}, name)
        for name, layer in every_layer(graph)
        if isinstance(layer, TimeDistributed) and isinstance(layer.layer, Functional)
    ]
    return whole + unknown_to_scripts(graph) + _uncropped(graph)


def _uncropped(graph: Graph) -> list[Problem]:
    return [Problem(UNCROPPED, {"size": f"{layer.height} × {layer.width}"}, name) for name, layer in uncropped(graph)]


def _refused_by_keras(graph: Graph) -> list[Problem]:
    """Layers that compute here, and of which Keras makes no model."""
    equal = N_(
        "cannot be in a model of Keras, which takes its output for its input. Prepare pictures with it, or take it out"
    )
    found = [Problem(equal, {}, name) for name, layer in every_layer(graph) if isinstance(layer, Equalization)]
    wide = N_("compares a query of width {query} with values of width {value}; Keras takes only equal ones")
    return found + [
        Problem(wide, {"query": query, "value": value}, name)
        for name, query, value in _widths(graph, check(graph))
        if query != value
    ]


def _widths(graph: Graph, report: Report) -> Iterator[tuple[str, int | None, int | None]]:
    """The width of query and value of each GroupQueryAttention, those inside of blocks too."""
    for name, node in graph.nodes.items():
        shapes = report.read_by(node)
        if shapes is None:
            continue
        if isinstance(node.layer, GroupQueryAttention) and len(shapes) > 1:
            yield name, shapes[0][-1], shapes[1][-1]
        elif isinstance(node.layer, Functional):
            try:
                inside, inner = node.layer.report(shapes)
            except Fault:
                continue
            yield from ((f"{name}.{deeper}", query, value) for deeper, query, value in _widths(inside, inner))


def legacy_limits(graph: Graph) -> list[Problem]:
    """What an .h5 file cannot hold."""
    template = N_("works along several axes, which Keras forgets when it reads an .h5 file. Export as .keras")
    several = [Problem(template, {}, name, "axis") for name, layer in every_layer(graph) if _axes(layer) > 1]
    one = N_("has one mean for all values, which Keras forgets when it reads an .h5 file. Export as .keras")
    whole = [
        Problem(one, {}, name, "axis")
        for name, layer in every_layer(graph)
        if isinstance(layer, Normalization) and not layer.axis and layer.mean is None
    ]
    return limits(graph) + several + whole


def mend(graph: Graph, problem: Problem) -> Graph | None:
    """The graph without states that last: it computes the same for each batch that is seen for itself.

    Behind a RandomCrop, the graph with a Resizing.
    """
    if problem.template == UNCROPPED:
        return resized(graph)
    return _changed(graph, _without_state) if problem.field == "stateful" else None


def _without_state(layer: Layer) -> Layer:
    return layer.replace(stateful=False) if getattr(layer, "stateful", False) else layer


def _changed(graph: Graph, change: Callable[[Layer], Layer]) -> Graph:
    """The graph with every layer changed, those inside of blocks and wrappers too."""

    def deeply(layer: Layer) -> Layer:
        parts = {part: getattr(layer, part, None) for part in ("layer", "backward_layer")}
        layer = layer.replace(**{part: deeply(inner) for part, inner in parts.items() if isinstance(inner, Layer)})
        if isinstance(layer, Functional):
            layer = layer.replace(graph=_changed(layer.graph, change))
        return change(layer)

    return graph.with_nodes(*(node.replace(layer=deeply(node.layer)) for node in graph.nodes.values()))


def _axes(layer: Layer) -> int:
    axis = getattr(layer, "axis", ())
    return len(axis) if isinstance(axis, tuple) else 1
