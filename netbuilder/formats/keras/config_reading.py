"""Keras's config as data: class names are looked up among our own layers, and nothing is ever imported or run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault, FileFault, Message, listed, printable
from netbuilder.files.reading import step
from netbuilder.files.schema import LIST, NUMBER, OBJECT, TEXT, Each, Either, Fields, Table, conform, optional
from netbuilder.formats.keras.before_keras_3 import is_before_keras_3
from netbuilder.formats.keras.calls import CallNumbers, flat_places, is_place, masks_of, places_of
from netbuilder.formats.keras.computing import computed
from netbuilder.formats.keras.layers import MODELS, Found, LayerReader
from netbuilder.formats.keras.masks import MaskOperations, expected, inputs_behind
from netbuilder.formats.keras.objects import compile_settings
from netbuilder.formats.keras.operations import Operation, is_operation, operation_of
from netbuilder.formats.keras.places import FUNCTIONAL, SEQUENTIAL, Held
from netbuilder.formats.keras.random_crop import CROPPED, uncropped
from netbuilder.formats.turning import Ends, Turning
from netbuilder.graph import Functional, Graph, Node, Port, check
from netbuilder.graph.drawing.placing import placed
from netbuilder.graph.graph import check_name
from netbuilder.graph.nested import DEEPEST, frozen
from netbuilder.kinds import shown
from netbuilder.layers import Identity, Input, Layer
from netbuilder.layers.activation_layers import PReLU

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
LAYERS = Fields(layers=Each(LAYER))
FUNCTIONAL_MODEL = Fields(class_name=TEXT, config=LAYERS)
# Keras 1 and 2 wrote a Sequential's layers as a bare list.
SEQUENTIAL_MODEL = Fields(class_name=TEXT, config=Either((LAYERS, Each(LAYER))))


@dataclass(frozen=True)
class Described:
    """The graph that a config describes; `original` gives each node the name it has in the file.

    `held` are the layers in the order of the file, by the nodes that hold their weights.
    """

    graph: Graph
    original: Mapping[str, str]
    notes: tuple[Message, ...] = ()
    held: tuple[Held, ...] = ()
    trains: bool = True

    @property
    def network(self) -> Graph:
        """The graph as the model is trained: nothing of it, where the file says so of the whole."""
        return self.graph if self.trains else frozen(self.graph)

    def owners(self) -> list[str]:
        """The nodes that hold weights of their own."""
        return [name for name, node in self.graph.nodes.items() if not node.shares]

    def weight_names(self, name: str) -> tuple[str, ...]:
        """The names of a node's weights, in order."""
        report = check(self.graph)
        node = self.graph[name]
        return tuple(node.layer.weights(*(report.shapes[port.node][port.output] for port in node.inputs)))


def read_model_config(config: Any, path: Path, version: Any = None) -> Described:
    """The graph of a Sequential or Functional model; raises FileFault that lists all layers that cannot be read.

    `version` is the release of Keras that the file names, where it names one.
    """
    kind = config.get("class_name") if isinstance(config, Mapping) else None
    if not isinstance(kind, str) or kind not in MODELS:
        kind = N_("something else") if kind is None else shown(kind)
        raise FileFault("{path} holds {kind}, not a Sequential or Functional model", path=path, kind=kind)
    reader = _Reader(path, new=isinstance(version, str) and not is_before_keras_3(version))
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
    if reader.layers.mixed:
        told = N_("{names}: computed in half precision there, and computes in float32 here, as its weights are")
        reader.notes.append(Message(told, {"names": listed(reader.layers.mixed)}))
    cropped = [name for name, _ in uncropped(graph)]
    if cropped:
        reader.notes.append(Message(CROPPED, {"names": listed(cropped)}))
    return Described(graph, reader.original, tuple(reader.notes), tuple(reader.held), _is_trained(config))


def _is_trained(model: Mapping[str, Any]) -> bool:
    body = model.get("config")
    return not isinstance(body, Mapping) or body.get("trainable") is not False


class _Reader:
    """Turns layer configs into nodes; gathers what it cannot read before it gives up."""

    def __init__(self, path: Path, new: bool = False, level: int = 0) -> None:
        self.path, self._new, self._level = path, new, level
        self.original: dict[str, str] = {}
        self.notes: list[Message] = []
        self.held: list[Held] = []
        self._found: dict[str, Found] = {}  # by name
        self._unread: list[str] = []
        self.layers = LayerReader(self._nested)
        self._first: set[str] = set()  # the nodes that put channels first in the file
        self._inner: dict[str, Ends] = {}  # how what enters and leaves the models inside stands
        self.ends = Ends()
        self._reading: dict[str, tuple[int, ...]] = {}  # the nodes to which no mask may come, with the inputs of each
        self.bare: tuple[int, ...] = ()

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
                self._hold(nodes[-1].name, name)
                self._note(nodes[-1].name, name)
        self._refuse_unread()
        return nodes

    def _hold(self, node: str, name: str) -> None:
        """Notes where a file keeps the weights of a layer."""
        found = self._found[name]
        self.held.append(Held(node, name, found.kind, found.inside))

    def _note(self, node: str, name: str) -> None:
        """Notes a layer with channels first, and a model inside that was turned round or holds operations."""
        found = self._found[name]
        if found.bare:
            self._reading[node] = found.bare
        if found.first:
            self._first.add(node)
        if found.ends.turned:
            self._inner[node] = found.ends

    def _refuse_masks(self, graph: Graph) -> None:
        """Refuses masks that come to operations, of models inside too: those pass none on, as layers here would.

        The inputs of this model of which the same holds are added to `bare`.
        """
        behind: set[str] = set()
        for node, numbers in self._reading.items():
            for port in (graph[node].inputs[number] for number in numbers):
                behind |= inputs_behind(graph, port)
                if expected(graph, port):
                    told = N_("a mask reaches an operation inside of it, and operations pass none on")
                    self._unread.append(f"{shown(self.original[node])}: {told}")
        self._refuse_unread()
        self.bare += tuple(number for number, name in enumerate(graph.input_names) if name in behind)

    def _turned(self, graph: Graph) -> Graph:
        """The graph with channels last; raises Fault for weights that would have to be turned as well."""
        if not self._first and not self._inner:
            return graph
        turning = Turning(graph, frozenset(self._first), self._inner, self._permute_behind, not self._level)
        found, self.ends = turning.turned(), turning.ends
        for name, node in found.nodes.items():
            turned = any(turning.orders.get(port) is not None for port in node.inputs)
            if turned and name not in self._first and (isinstance(node.layer, PReLU) or _axes(node.layer) > 1):
                raise Fault("{layer}: its weights lie along axes that stand otherwise here", layer=name)
        if not self._level:
            told = N_(
                "{names} put channels first in the file. They come last here: transpose pictures before they enter"
            )
            names = [self.original[name] for name in (*self._first, *self._inner)]
            self.notes.append(Message(told, {"names": listed(sorted(names))}))
        return found

    def _permute_behind(self, source: str) -> str:
        """The name of a block that turns an output round; an output of the model is known by what it turns."""
        name = self._own("permute")
        self.original[name] = self.original[source]
        return name

    def functional(self, layers: list[Mapping[str, Any]], body: Any) -> tuple[list[Node], tuple[str, ...]]:
        """A graph; a layer that is called again becomes a node that shares its weights."""
        calls: dict[tuple[str, int], str] = {}
        described: list[Any] = []
        masks = MaskOperations(layers, body.get("output_layers"))
        operations: dict[str, Operation] = {}
        for item in layers:
            if item.get("name") in masks:
                continue
            name, config = self._describe(item)
            if is_operation(item):
                operations.update(self._operation(item, name))
                described.append((name, Identity(), [list(operations[name].places)] if name in operations else []))
                continue
            inbound = item.get("inbound_nodes") or [[]]
            layer = self._layer(item, name, config, inbound)
            described.append((name, layer, inbound))
        if self._unread:
            self._unread += [f"{shown(name)}: {op.unknown()}" for name, op in operations.items() if op.rule is None]
        self._refuse_unread()
        kinds = {name: found.kind for name, found in self._found.items()}
        numbers = CallNumbers(described, kinds, body, self._new)
        described = [(name, layer, list(enumerate(inbound))) for name, layer, inbound in described]
        for name, _, inbound in described:
            for k, _ in inbound:
                calls[name, k] = self._own(name)
        for name, _, inbound in described:
            if inbound and name not in operations:
                self._hold(calls[name, inbound[0][0]], name)
        nodes = []
        for name, layer, inbound in described:
            owner = None
            for k, call in inbound:
                ports = tuple(self._port(numbers.read(place), name, calls) for place in places_of(call, layer))
                nodes.append(Node(calls[name, k], layer, ports, shares=owner))
                if name in self._found:
                    self._note(calls[name, k], name)
                owner = owner or calls[name, k]
        ends = map(numbers.at_end, flat_places(body.get("output_layers")))
        outputs = self._ends([self._port(place, "output_layers", calls) for place in ends], nodes)
        order = [self._port(place, "input_layers", calls).node for place in flat_places(body.get("input_layers"))]
        graph = Graph.of(nodes, outputs)
        self._check_masks(graph, described, masks, calls, numbers)
        if operations and (self._first or self._inner):
            told = N_("channels come first in the model, where operations cannot be read")
            self._unread += [f"{shown(name)}: {told}" for name in operations]
            self._refuse_unread()
        if operations:
            computing = {calls[name, 0]: operation for name, operation in operations.items()}
            behind = {end for name in computing for port in graph[name].inputs for end in inputs_behind(graph, port)}
            self.bare = tuple(number for number, name in enumerate(order) if name in behind)
            nodes, unread = computed(graph, computing, lambda name: self._own(self.original[name]))
            self._unread += [f"{shown(self.original[name])}: {fault}" for name, fault in unread]
            self._refuse_unread()
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
        self, graph: Graph, described: list[Any], operations: MaskOperations, calls: Mapping[tuple[str, int], str],
        numbers: CallNumbers,
    ) -> None:  # fmt: skip
        """Masks follow from the layers: a file that says otherwise is refused."""
        for name, _, inbound in described:
            for k, call in inbound:
                roots = operations.roots(masks_of(call))
                told = {self._port(numbers.read(list(place)), name, calls) for place in roots}
                if not told:
                    continue
                inputs = graph[calls[name, k]].inputs
                if not told <= set().union(*(expected(graph, port) for port in inputs)):
                    raise FileFault("{path}: {layer} is called with a mask of its own", path=self.path, layer=name)

    def _operation(self, item: Mapping[str, Any], name: str) -> dict[str, Operation]:
        try:
            return {name: operation_of(item)}
        except Fault as fault:
            self._unread.append(f"{shown(name)}: {fault}")
            return {}

    def _describe(self, item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        step()
        config = item.get("config")
        if not isinstance(config, Mapping):
            raise FileFault("{path}: a layer has no config", path=self.path)
        name = config.get("name", item.get("name"))
        if not isinstance(name, str):
            raise FileFault("{path}: a layer has no name", path=self.path)
        return name, config

    def _layer(self, item: Mapping[str, Any], name: str, config: Mapping[str, Any], inbound: Any = ()) -> Any:
        try:
            self._found[name] = self.layers.read(item, name, config, inbound)
        except FileFault as fault:  # of a model inside, which tells what it is about
            self._unread.append(f"{shown(name)}: {fault}")
            return None
        except Fault as fault:
            self._unread.append(f"{shown(name)} ({shown(item.get('class_name'))}): {fault}")
            return None
        return self._found[name].layer

    def _nested(self, item: Mapping[str, Any], name: str) -> Found:
        """A model inside the model, as one block."""
        if self._level >= DEEPEST:
            raise FileFault("{path}: models are nested more than {most} deep", path=self.path, most=DEEPEST)
        reader = _Reader(self.path, self._new, self._level + 1)
        graph = reader.graph_of(item)
        self.notes += reader.notes
        self.layers.mixed += reader.layers.mixed
        kind = SEQUENTIAL if item["class_name"] == "Sequential" else FUNCTIONAL
        return Found(
            Functional(graph, trainable=_is_trained(item)), kind, tuple(reader.held), ends=reader.ends, bare=reader.bare
        )

    def graph_of(self, config: Mapping[str, Any]) -> Graph:
        """The graph of a Sequential or Functional model."""
        is_chain = config["class_name"] == "Sequential"
        schema = SEQUENTIAL_MODEL if is_chain else FUNCTIONAL_MODEL
        body = conform(config, schema, f"{self.path}: {printable(str(config['class_name']))}")["config"]
        if is_chain:
            body = body if isinstance(body, Mapping) else {"layers": body}
            nodes = self.sequential(body["layers"], body)
            graph = Graph.of(nodes)
            if nodes and nodes[-1].layer.gives_several:  # Keras allows it at the end, and gives them all
                last = nodes[-1].name
                ports = [Port(last, i) for i in range(len(check(graph).shapes.get(last, ())))]
                graph = Graph.of(nodes, self._ends(ports, nodes))
        else:
            graph = Graph.of(*self.functional(body["layers"], body))
        self._refuse_masks(graph)
        return placed(self._turned(graph))

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

    def _own(self, name: str) -> str:
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
        if is_place(place) and (place[0], place[1]) in calls:
            return Port(calls[place[0], place[1]], place[2])
        raise FileFault(
            "{path}: {layer} reads {place}, which is not in the model", path=self.path, layer=where, place=shown(place)
        )


def _axes(layer: Layer) -> int:
    axis = getattr(layer, "axis", ())
    return len(axis) if isinstance(axis, tuple) else 1


def read_training(config: Any, described: Described) -> tuple[TrainingSettings | None, list[Message]]:
    """Loss, optimizer and metrics of a compile config; what of it cannot be read is told in notes."""
    if not isinstance(config, Mapping) or not config:  # a model that was never compiled has an empty one
        return None, []
    try:
        outputs = tuple(described.original.get(name, name) for name in described.graph.output_names)
        return compile_settings(conform(config, COMPILED, "compile_config"), outputs)
    except Fault as fault:
        return None, [Message("how it was compiled cannot be read: {cause}", {"cause": str(fault)})]
