"""Whether a network trains well, judged by looks inside: what is wrong, where, and what could mend it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netbuilder.engine.events import LayerView, Watched
from netbuilder.engine.optimizers.base import CLIPPING
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault, Message
from netbuilder.graph import Graph, Node, check, edits
from netbuilder.graph.drawing.layout import ROW
from netbuilder.layers import Layer
from netbuilder.layers.normalization import BatchNormalization

MOST_DEAD = 0.5  # of a layer's units
SMALLEST_STEP, LARGEST_STEP = 1e-5, 1e-1  # |update| / |weights|; 1e-3 is usual
VANISHED, EXPLODED = 1e-3, 1e3  # gradient norm, relative to the last layer's
WARM_UP = 10  # steps; until then weights that begin at 0 take steps as long as themselves
MOST_LOOKS = 5  # one look is noisy, their median is not
SATURATING = {"sigmoid", "tanh", "hard_sigmoid", "softsign", "hard_tanh"}

SENTENCES = {
    "dead": N_(
        "{share} % of the units of {name} are dead: they give the same for every sample. "
        "Try leaky_relu, or a lower learning rate"
    ),
    "exploding": N_("gradients explode in {name}: try clipnorm, or a lower learning rate"),
    "vanishing": N_("gradients vanish before {name}: try he_normal or BatchNormalization"),
    "long steps": N_("each step changes {name} by {share} % of its weights: try a lower learning rate"),
    "short steps": N_("the weights of {name} hardly move: try a higher learning rate, unless training is near its end"),
}


@dataclass(frozen=True, slots=True)
class LayerHealth:
    """One layer's numbers, the median of the last looks, and what is wrong with it ("" when nothing is).

    `step` is |update| / |weights|, `flow` the gradient norm relative to the last layer's; None without weights.
    """

    node: str
    dead: float
    mean: float
    deviation: float
    gradient: float | None = None
    step: float | None = None
    flow: float | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind, the sentence that says it, and the blocks that it is about."""

    kind: str
    message: Message
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What the last looks tell: every layer by name, and what is wrong, the gravest first."""

    step: int
    layers: Mapping[str, LayerHealth]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that may help: a button's words, and the graph and settings after it was pressed."""

    label: Message
    graph: Graph
    training: TrainingSettings


def judge(looks: Sequence[Watched], graph: Graph) -> Health:
    """What the last few looks into a run of `graph` tell."""
    looks = looks[-MOST_LOOKS:]
    if not looks:
        return Health(0, {}, ())
    views: dict[str, list[LayerView]] = {}
    for look in looks:
        for view in look.layers:
            if view.node in graph:
                views.setdefault(view.node, []).append(view)
    measured = {name: _measured(name, views[name]) for name in graph.order if name in views}
    flows = _flows(measured, graph)
    warm = looks[-1].step >= WARM_UP
    layers = {}
    for name, layer in measured.items():
        flow = flows.get(name)
        trouble = _trouble(layer, flow, graph[name].layer, warm)
        layers[name] = LayerHealth(
            name, layer.dead, layer.mean, layer.deviation, layer.gradient, layer.step, flow, trouble
        )
    return Health(looks[-1].step, layers, tuple(_findings(layers, graph)))


def _measured(name: str, views: Sequence[LayerView]) -> LayerHealth:
    """The medians of a layer's numbers."""

    def median(of: Sequence[float | None]) -> float | None:
        there = [value for value in of if value is not None]
        return float(statistics.median(there)) if there else None

    steps = [view.updates / view.weights if view.updates is not None and view.weights else None for view in views]
    return LayerHealth(
        name,
        median([view.dead for view in views]) or 0.0,
        views[-1].mean,
        views[-1].deviation,
        median([view.gradients for view in views]),
        median(steps),
    )


def _flows(layers: Mapping[str, LayerHealth], graph: Graph) -> dict[str, float]:
    """Gradient norms relative to the largest of the last layers with weights that each layer leads to."""
    found: dict[str, float] = {}
    references: dict[str, float] = {}
    for name in reversed(graph.order):
        below = [references[reader] for reader, _ in graph.consumers[name] if reader in references]
        norm = layers[name].gradient if name in layers else None
        if below:
            references[name] = max(below)
        elif norm is not None:
            references[name] = norm
        if norm is not None and references[name] > 0:
            found[name] = norm / references[name]
    return found


def _trouble(layer: LayerHealth, flow: float | None, kind: Layer, warm: bool) -> str:
    # What only hands values on, such as Flatten, is dead where the data is: a picture's black corners.
    if layer.dead > MOST_DEAD and (layer.gradient is not None or kind.family == "activation"):
        return "dead"
    if layer.gradient is not None and not math.isfinite(layer.gradient):
        return "exploding"
    if flow is not None and flow > EXPLODED:
        return "exploding"
    if flow is not None and flow < VANISHED:
        return "vanishing"
    if layer.step is not None and warm and layer.gradient:
        if layer.step > LARGEST_STEP:
            return "long steps"
        if layer.step < SMALLEST_STEP:
            return "short steps"
    return ""


def _findings(layers: Mapping[str, LayerHealth], graph: Graph) -> Iterator[Finding]:
    """For each kind of trouble one sentence, about the layer nearest to its cause."""
    for kind, template in SENTENCES.items():
        ill = tuple(name for name, layer in layers.items() if layer.trouble == kind)
        if not ill:
            continue
        name, values = ill[0], {}
        if kind == "vanishing":
            name = _first_well(ill[-1], layers, graph)
        elif kind == "exploding":
            name = ill[-1]
        elif kind == "dead":
            values = {"share": round(100 * layers[name].dead)}
        elif kind == "long steps":
            values = {"share": round(100 * (layers[name].step or 0.0))}
        yield Finding(kind, Message(template, {"name": name, **values}), ill)


def _first_well(name: str, layers: Mapping[str, LayerHealth], graph: Graph) -> str:
    """The first layer below `name` whose gradients are there."""
    below = graph.downstream([name])
    for other in graph.order[graph.order.index(name) + 1 :]:
        flow = layers[other].flow if other in layers else None
        if flow is not None and flow >= VANISHED and other in below:
            return other
    return name


# -- what could mend it ---------------------------------------------------------------------------------------


Candidate = tuple[str, dict[str, object], Graph, TrainingSettings]


def remedies(
    finding: Finding, graph: Graph, training: TrainingSettings, rate: float | None = None
) -> tuple[Remedy, ...]:
    """Changes of this graph and these settings that may help, and leave no new errors; the likeliest first.

    `rate` is the learning rate that the run went with, where it is not the declared one.
    """
    return tried(candidates(finding, graph, training, rate), graph, training)


def tried(offered: Iterable[Candidate], graph: Graph, training: TrainingSettings) -> tuple[Remedy, ...]:
    """Of all candidates those that change something and leave no new errors."""
    before = len(check(graph).errors)
    return tuple(
        Remedy(Message(template, values), changed, settings)
        for template, values, changed, settings in offered
        if (changed != graph or settings != training) and len(check(changed).errors) <= before
    )


SMALLEST_RATE, LARGEST_RATE = 1e-6, 1.0  # with which a network may still learn


def candidates(
    finding: Finding, graph: Graph, training: TrainingSettings, rate: float | None = None
) -> Iterator[Candidate]:
    """What could mend a finding."""
    kind = finding.kind
    nodes = [graph[name] for name in finding.nodes if name in graph and not graph[name].shares]
    for template, changed in _changed_blocks(kind, nodes, graph):
        yield template, {}, changed, training
    optimizer = training.optimizer
    declared = optimizer.learning_rate
    steps: list[Candidate] = []
    if kind != "vanishing" and isinstance(declared, float):
        other = float(f"{(rate or declared) * (10 if kind == 'short steps' else 0.1):.3g}")
        if (kind != "short steps" and other > LARGEST_RATE) or (kind == "short steps" and other < SMALLEST_RATE):
            other = float(type(optimizer).field("learning_rate").default)  # a tenth, or ten times it, is as bad
        slower = training.replace(optimizer=optimizer.replace(learning_rate=other))
        steps.append(("learning_rate = {rate}", {"rate": other}, graph, slower))
    if kind in ("exploding", "blown up") and all(getattr(optimizer, name) is None for name in CLIPPING):
        clipped: Candidate = (
            N_("clipnorm = 1"),
            {},
            graph,
            training.replace(optimizer=optimizer.replace(clipnorm=1.0)),
        )
        steps.insert(0 if kind == "exploding" else 1, clipped)
    yield from steps


def _changed_blocks(kind: str, nodes: list[Node], graph: Graph) -> Iterator[tuple[str, Graph]]:
    inner = [node for node in nodes if node.name not in graph.output_names]
    if kind == "dead":
        off = [node for node in inner if getattr(node.layer, "activation", "") == "relu"]
        yield N_("activation = leaky_relu"), _with_fields(graph, off, activation="leaky_relu")
    if kind == "vanishing":
        flat = [node for node in inner if getattr(node.layer, "activation", "") in SATURATING and _is_plain(node)]
        yield (
            N_("activation = relu, he_normal"),
            _with_fields(graph, flat, activation="relu", kernel_initializer="he_normal"),
        )
        if not flat:
            plain = [node for node in inner if _is_plain(node)]
            yield "kernel_initializer = he_normal", _with_fields(graph, plain, kernel_initializer="he_normal")
        normalized = graph
        for node in inner:
            if not any(_is_normalization(graph[reader].layer) for reader, _ in graph.consumers[node.name]):
                normalized = below(normalized, node.name, BatchNormalization())
        yield N_("add BatchNormalization"), normalized


def _is_plain(node: Node) -> bool:
    """Whether its activation belongs to its kernel alone; a recurrent layer's gates need theirs."""
    return hasattr(node.layer, "kernel_initializer") and not hasattr(node.layer, "recurrent_initializer")


def _is_normalization(layer: Layer) -> bool:
    return layer.family == "normalization"


def _with_fields(graph: Graph, nodes: Sequence[Node], **fields: Any) -> Graph:
    for node in nodes:
        try:
            graph = edits.set_fields(graph, node.name, **fields)
        except Fault:
            continue
    return graph


def below(graph: Graph, name: str, layer: Layer) -> Graph:
    """A new block after `name`, read by all that read it; what stands lower makes room."""
    readers = [(reader, index) for reader, index in graph.consumers[name] if not graph[reader].inputs[index].output]
    if not readers or _is_normalization(graph[name].layer):
        return graph
    x, y = graph[name].position or (0.0, 0.0)
    new = edits.new_node(graph, layer, (x, y + ROW))
    lower = [node for node in graph.nodes.values() if node.position and node.position[1] > y]
    graph = graph.with_nodes(
        *(node.replace(position=(node.position[0], node.position[1] + ROW)) for node in lower if node.position)
    )
    graph = edits.insert_on_edge(graph, *readers[0], new)
    for reader, index in readers[1:]:
        graph = graph.reconnect(reader, index, new.name)
    return graph
