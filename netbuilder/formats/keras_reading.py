"""Keras's config as data: class names are looked up among our own layers, and nothing is ever imported or run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault, FileFault, Message, listed, printable
from netbuilder.files.schema import LIST, NUMBER, OBJECT, TEXT, Each, Either, Fields, Table, conform, optional
from netbuilder.formats.keras_calls import masks_of, places_of, told
from netbuilder.formats.keras_fields import compile_settings, layer_from_keras
from netbuilder.formats.keras_masks import MaskOperations, expected, is_operation
from netbuilder.formats.keras_places import FUNCTIONAL, SEQUENTIAL, Held
from netbuilder.graph import Functional, Graph, Node, Port, check
from netbuilder.graph.graph import check_name
from netbuilder.graph.layout import placed
from netbuilder.graph.nested import DEEPEST
from netbuilder.kinds import shown
from netbuilder.layers import Identity, Input, Layer

MODELS = {"Sequential", "Functional", "Model"}
LAYER = Fields(
    class_name=TEXT,
    config=Either((OBJECT, LIST)),
    name=optional(TEXT),
    module=optional(TEXT),
    inbound_nodes=optional(LIST),
)
NAMED = Either((TEXT, OBJECT))
COMPILED = Fields(
    optimizer=optional(NAMED), optimizer_config=optional(NAMED), loss=optional(Either((TEXT, OBJECT, LIST))),
    metrics=optional(Either((TEXT, OBJECT, LIST))),
    loss_weights=optional(Either((NUMBER, Table(NUMBER), Each(NUMBER)))),
)  # fmt: skip
MODEL = Fields(class_name=TEXT, config=Either((Fields(layers=Each(LAYER)), Each(LAYER))))


@dataclass(frozen=True)
class Described:
    """The graph that a config describes; `original` gives each node the name it has in the file.

    `held` are the layers in the order of the file, by the nodes that hold their weights.
    """

    graph: Graph
    original: Mapping[str, str]
    notes: tuple[Message, ...] = ()
    held: tuple[Held, ...] = ()

    def owners(self) -> list[str]:
        """The nodes that hold weights of their own."""
        return [name for name, node in self.graph.nodes.items() if not node.shares]

    def weight_names(self, name: str) -> tuple[str, ...]:
        """The names of a node's weights, in order."""
        report = check(self.graph)
        node = self.graph[name]
        return tuple(node.layer.weights(*(report.shapes[port.node][port.output] for port in node.inputs)))


def read_model_config(config: Any, path: Path) -> Described:
    """The graph of a Sequential or Functional model; raises FileFault that lists all layers that cannot be read."""
    kind = config.get("class_name") if isinstance(config, Mapping) else None
    if not isinstance(kind, str) or kind not in MODELS:
        kind = "something else" if kind is None else shown(kind)
        raise FileFault("{path} holds {kind}, not a Sequential or Functional model", path=path, kind=kind)
    reader = _Reader(path)
    try:
        graph = reader.graph_of(config)
    except FileFault:
        raise
    except Fault as fault:
        raise FileFault("{path}: {cause}", path=path, cause=str(fault)) from fault
    report = check(graph)
    errors = report.errors
    if errors:
        raise FileFault("{path}: {problems}", path=path, problems=listed(errors, "; "))
    if graph.output_names == Graph(graph.nodes).output_names:
        graph = Graph.of(graph.nodes.values())
    for node in graph.nodes.values():
        shapes = (report.shapes[port.node][port.output] for port in node.inputs)
        graph = graph.with_nodes(node.replace(layer=node.layer.simplified(*shapes)))
    return Described(graph, reader.original, tuple(reader.notes), tuple(reader.held))


class _Reader:
    """Turns layer configs into nodes; gathers what it cannot read before it gives up."""

    def __init__(self, path: Path, level: int = 0) -> None:
        self.path, self._level = path, level
        self.original: dict[str, str] = {}
        self.notes: list[Message] = []
        self.held: list[Held] = []
        self._inside: dict[str, tuple[str, tuple[Held, ...]]] = {}  # of models inside, by name: class and layers
        self._unread: list[str] = []

    def sequential(self, layers: list[Mapping[str, Any]], body: Mapping[str, Any]) -> list[Node]:
        """A chain; where it has no input layer, the shape of the first layer or of the build makes one."""
        nodes: list[Node] = []
        for i, item in enumerate(layers):
            name, config = self._describe(item)
            if i == 0 and item.get("class_name") != "InputLayer":
                shape = config.get("batch_input_shape") or config.get("batch_shape") or body.get("build_input_shape")
                nodes.append(self._input(shape, config.get("dtype")))
            layer = self._layer(item, name, config)
            if layer is not None:
                nodes.append(Node(self._own(name), layer, (Port(nodes[-1].name),) if nodes else ()))
                self._hold(nodes[-1].name, name, layer)
        self._refuse_unread()
        return nodes

    def _hold(self, node: str, name: str, layer: Layer) -> None:
        """Notes where a file keeps the weights of a layer."""
        kind, inside = self._inside.get(name, ("input_layer" if isinstance(layer, Input) else layer.snake(), ()))
        self.held.append(Held(node, name, kind, inside))

    def functional(self, layers: list[Mapping[str, Any]], body: Any) -> tuple[list[Node], tuple[str, ...]]:
        """A graph; a layer that is called again becomes a node that shares its weights."""
        calls: dict[tuple[str, int], str] = {}
        described = []
        operations = MaskOperations(layers)
        for item in layers:
            if is_operation(item):
                continue
            name, config = self._describe(item)
            inbound = item.get("inbound_nodes") or [[]]
            layer = self._layer(item, name, config, inbound)
            described.append((name, layer, inbound))
        self._refuse_unread()
        counted = _counted_from(described, body)
        described = [(name, layer, list(enumerate(inbound, counted(name)))) for name, layer, inbound in described]
        for name, _, inbound in described:
            for i, (k, _) in enumerate(inbound):
                calls[name, k] = self._own(name, again=i > 0)
        for name, layer, inbound in described:
            if inbound:
                self._hold(calls[name, inbound[0][0]], name, layer)
        nodes = []
        for name, layer, inbound in described:
            owner = None
            for k, call in inbound:
                ports = tuple(self._port(place, name, calls) for place in places_of(call, layer))
                nodes.append(Node(calls[name, k], layer, ports, shares=owner))
                owner = owner or calls[name, k]
        outputs = self._ends(
            [self._port(p, "output_layers", calls) for p in _flat_places(body.get("output_layers"))], nodes
        )
        order = [self._port(place, "input_layers", calls).node for place in _flat_places(body.get("input_layers"))]
        self._check_masks(Graph.of(nodes, outputs), described, operations, calls)
        nodes.sort(key=lambda node: order.index(node.name) if node.name in order else len(order))
        return nodes, outputs

    def _ends(self, ports: list[Port], nodes: list[Node]) -> tuple[str, ...]:
        """The nodes at the outputs: a second output of a layer, or one that is given twice, gets a block of its own."""
        ends: list[str] = []
        for port in ports:
            name = port.node
            if port.output or name in ends:
                name = self._own(f"{self.original[name]}_{port.output}" if port.output else self.original[name])
                nodes.append(Node(name, Identity(), (port,)))
            ends.append(name)
        return tuple(ends)

    def _check_masks(
        self, graph: Graph, described: list[Any], operations: MaskOperations, calls: Mapping[tuple[str, int], str]
    ) -> None:
        """Masks follow from the layers: a file that says otherwise is refused."""
        for name, _, inbound in described:
            for k, call in inbound:
                told = {self._port(list(place), name, calls) for place in operations.roots(masks_of(call))}
                if not told:
                    continue
                inputs = graph[calls[name, k]].inputs
                if not told <= set().union(*(expected(graph, port) for port in inputs)):
                    raise FileFault("{path}: {layer} is called with a mask of its own", path=self.path, layer=name)

    def _describe(self, item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        config = item.get("config")
        if not isinstance(config, Mapping):
            raise FileFault("{path}: a layer has no config", path=self.path)
        name = config.get("name", item.get("name"))
        if not isinstance(name, str):
            raise FileFault("{path}: a layer has no name", path=self.path)
        return name, config

    def _layer(self, item: Mapping[str, Any], name: str, config: Mapping[str, Any], inbound: Any = ()) -> Any:
        if item.get("class_name") in MODELS:
            return self._nested(item, name)
        try:
            return told(layer_from_keras(str(item.get("class_name")), config), inbound)
        except Fault as fault:
            self._unread.append(f"{shown(name)} ({shown(item.get('class_name'))}): {fault}")
            return None

    def _nested(self, item: Mapping[str, Any], name: str) -> Any:
        """A model inside the model, as one block."""
        if self._level >= DEEPEST:
            raise FileFault("{path}: models are nested more than {most} deep", path=self.path, most=DEEPEST)
        reader = _Reader(self.path, self._level + 1)
        try:
            graph = reader.graph_of(item)
        except FileFault as fault:
            self._unread.append(f"{shown(name)}: {fault}")
            return None
        self.notes += reader.notes
        kind = SEQUENTIAL if item["class_name"] == "Sequential" else FUNCTIONAL
        self._inside[name] = (kind, tuple(reader.held))
        body = item["config"]
        return Functional(graph, trainable=not isinstance(body, Mapping) or body.get("trainable", True) is not False)

    def graph_of(self, config: Mapping[str, Any]) -> Graph:
        """The graph of a Sequential or Functional model."""
        body = conform(config, MODEL, f"{self.path}: {printable(str(config['class_name']))}")["config"]
        # Keras 1 and 2 wrote a Sequential's layers as a bare list.
        layers = body["layers"] if isinstance(body, Mapping) else body
        if config["class_name"] == "Sequential":
            return placed(Graph.of(self.sequential(layers, body if isinstance(body, Mapping) else {})))
        return placed(Graph.of(*self.functional(layers, body)))

    def _refuse_unread(self) -> None:
        if self._unread:
            told = listed(self._unread, "; ")
            raise FileFault("{path} holds layers that cannot be read: {layers}", path=self.path, layers=told)

    def _input(self, shape: Any, dtype: Any) -> Node:
        if not isinstance(shape, list | tuple) or len(shape) < 2:
            raise FileFault(
                "{path} does not say the shape of its input. Save the model after it was built", path=self.path
            )
        kind = "int32" if dtype in ("int32", "int64", "uint8") else "float32"
        return Node(self._own("input_layer"), Input(tuple(shape[1:]), kind))

    def _own(self, name: str, again: bool = False) -> str:
        """A free name that may stand in Python, near the file's."""
        base = re.sub(r"\W", "_", name)[:60] or "layer"
        base = base if not base[0].isdigit() else f"layer_{base}"
        try:
            check_name(base)
        except Fault:
            base = f"{base}_"
        own, number = base, 1
        while own in self.original:
            own, number = f"{base}_{number}", number + 1
        self.original[own] = name
        return own

    def _port(self, place: Any, where: str, calls: Mapping[tuple[str, int], str]) -> Port:
        if _is_place(place) and (place[0], place[1]) in calls:
            return Port(calls[place[0], place[1]], place[2])
        raise FileFault(
            "{path}: {layer} reads {place}, which is not in the model", path=self.path, layer=where, place=shown(place)
        )


def _is_place(place: Any) -> bool:
    """Whether it is [layer, call, output]."""
    return (
        isinstance(place, list | tuple)
        and len(place) >= 3
        and isinstance(place[0], str)
        and all(type(number) is int for number in place[1:3])
    )


def _counted_from(described: list[Any], body: Mapping[str, Any]) -> Callable[[str], int]:
    """The number of a layer's first call. Keras 2 counts the calls of a model inside from 1: 0 is its making."""
    places = [place for _, layer, inbound in described for call in inbound for place in places_of(call, layer)]
    places += _flat_places(body.get("output_layers"))
    models = {name for name, layer, _ in described if isinstance(layer, Functional)}
    first: dict[str, int] = {}
    for place in places:
        if _is_place(place) and place[0] in models:
            first[place[0]] = min(first.get(place[0], 1), max(place[1], 0))
    return lambda name: first.get(name, 0)


def _flat_places(value: Any) -> list[Any]:
    """Ends stand alone, in a list, or in a dict by name."""
    if isinstance(value, Mapping):
        return [place for item in value.values() for place in _flat_places(item)]
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return [place for item in value for place in _flat_places(item)]
    return [value] if value else []


def read_training(config: Any, described: Described) -> tuple[TrainingSettings | None, list[Message]]:
    """Loss, optimizer and metrics of a compile config; what of it cannot be read is told in notes."""
    if not isinstance(config, Mapping) or not config:  # a model that was never compiled has an empty one
        return None, []
    try:
        outputs = tuple(described.original.get(name, name) for name in described.graph.output_names)
        return compile_settings(conform(config, COMPILED, "compile_config"), outputs)
    except Fault as fault:
        return None, [Message("how it was compiled cannot be read: {cause}", {"cause": str(fault)})]
