"""One layer of a Keras file, with what is inside of it: wrappers around layers and models, and cells of recurrent ones.

A layer that has its channels first in the file is read as if they came last; `Found.first` says so, and the network is
turned round as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.channels import check_first
from netbuilder.formats.keras.calls import told
from netbuilder.formats.keras.objects import is_mixed, layer_from_keras
from netbuilder.formats.keras.places import CELLS, Held
from netbuilder.formats.turning import Ends
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.kinds import shown
from netbuilder.layers import Input, Layer
from netbuilder.layers.sequences import Recurrent
from netbuilder.spec import snake_case

MODELS = {"Sequential", "Functional", "Model"}
WRAPPERS = {"Bidirectional": ("layer", "backward_layer"), "TimeDistributed": ("layer",)}
CELL_OF = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}
OF_STEPS = ("return_sequences", "zero_output_for_mask")  # of a stack, what its last layer is told
STATES = ("return_state", "go_backwards")  # of a stack, what layers one after the other cannot do


@dataclass(frozen=True)
class Found:
    """A layer, its class as folders of the file call it, and the layers inside that have folders of their own.

    `first` says that it has its channels first in the file; `ends` how what enters and leaves a model inside stands;
    `bare` are the numbers of the inputs of a model inside that must have no mask, for operations read them.
    """

    layer: Layer
    kind: str
    inside: tuple[Held, ...] = ()
    first: bool = False
    ends: Ends = field(default_factory=Ends)
    bare: tuple[int, ...] = ()


class LayerReader:
    """Reads the layers of one model; `model` reads a model inside, and `mixed` are those of half precision."""

    def __init__(self, model: Callable[[Mapping[str, Any], str], Found]) -> None:
        self._model = model
        self.mixed: list[str] = []

    def read(self, item: Mapping[str, Any], name: str, config: Mapping[str, Any], calls: Any = ()) -> Found:
        """The layer that an entry of a file describes; raises Fault that says what cannot be read."""
        kind = str(item.get("class_name"))
        if kind in MODELS:
            return self._model(item, name)
        refuse_foreign(item)
        found = self._made(kind, name, config)
        return replace(found, layer=told(found.layer, calls))

    def _made(self, kind: str, name: str, config: Mapping[str, Any]) -> Found:
        if is_mixed(config.get("dtype")):
            self.mixed.append(name)
        if kind == "RNN":
            return self._recurrent(config)
        if kind in WRAPPERS:
            return self._wrapper(kind, config)
        first = config.get("data_format") == "channels_first"
        layer = layer_from_keras(kind, {**config, "data_format": None} if first else config)
        if first:
            check_first(layer)
        return Found(layer, layer.snake() if kind in Layer.registry else snake_case(kind), first=first)

    def _wrapper(self, kind: str, config: Mapping[str, Any]) -> Found:
        fields, parts = dict(config), []
        for part in WRAPPERS[kind]:
            inner = config.get(part)
            if isinstance(inner, Mapping):
                parts.append(self._part(inner, "the layer inside of it, {name}, cannot be read: {cause}"))
                fields[part] = parts[-1].layer
        layer = layer_from_keras(kind, fields)
        if any(part.ends.turned for part in parts) or (kind == "Bidirectional" and any(part.first for part in parts)):
            raise Fault("the layer inside it puts channels first, which cannot be changed here")
        if any(part.bare for part in parts):
            raise Fault("the model inside of it holds operations, to which a mask could come")
        # What has folders of its own inside lies below the layer's: no node, only its class and what is in it.
        inside = tuple(Held("", "", part.kind, part.inside) for part in parts if part.inside)
        return Found(layer, layer.snake(), inside, any(part.first for part in parts))

    def _part(self, item: Mapping[str, Any], otherwise: str) -> Found:
        """A layer or a model inside of a layer; raises Fault in the words of `otherwise`."""
        config = item.get("config")
        config = config if isinstance(config, Mapping) else {}
        name = config.get("name")
        name = name if isinstance(name, str) else str(item.get("class_name"))
        try:
            return self.read(item, name, config)
        except Fault as fault:
            raise Fault(otherwise, name=shown(name), cause=str(fault)) from fault

    # -- cells ------------------------------------------------------------------------------------------

    def _recurrent(self, config: Mapping[str, Any]) -> Found:
        """RNN with a cell is the layer of that cell; with several, a block in which layers follow one another."""
        cells = _cells(config.get("cell"))
        outer = {key: value for key, value in config.items() if key not in ("cell", "dtype")}
        if len(cells) == 1 and not _is_stack(config.get("cell")):
            return Found(self._of_cell(cells[0], outer), "rnn")
        odd = [name for name in STATES if config.get(name)]
        if odd:
            raise Fault("its cells lie one above the other, and it is told {name}", name=odd[0])
        plain = {key: value for key, value in outer.items() if key not in OF_STEPS}
        told_last = {key: outer[key] for key in OF_STEPS if key in outer}
        graph = Graph.of([Node("steps", Input((None, None)))])
        inside: list[Held] = []
        for number, cell in enumerate(cells):
            is_last = number == len(cells) - 1
            layer = self._of_cell(cell, plain | (told_last if is_last else {"return_sequences": True}))
            before = list(graph.nodes)[-1]
            graph = graph.with_nodes(Node(graph.unique_name(layer.snake()), layer, (Port(before),)))
            inside.append(Held(list(graph.nodes)[-1], str(_config(cell).get("name")), snake_case(_class(cell))))
        trainable = config.get("trainable", True) is not False
        return Found(Functional(graph, trainable=trainable), CELLS, tuple(inside))

    def _of_cell(self, cell: Mapping[str, Any], outer: Mapping[str, Any]) -> Recurrent:
        kind = CELL_OF.get(_class(cell))
        if kind is None:
            raise Fault("its cell {kind} is not known", kind=shown(_class(cell)))
        refuse_foreign(cell)
        own = {key: value for key, value in _config(cell).items() if key != "name"}
        own["trainable"] = outer.get("trainable") is not False and own.get("trainable") is not False
        layer = layer_from_keras(kind, {**outer, **own})
        assert isinstance(layer, Recurrent)
        return layer


def _class(item: Mapping[str, Any]) -> str:
    return str(item.get("class_name"))


def _config(item: Mapping[str, Any]) -> Mapping[str, Any]:
    config = item.get("config")
    return config if isinstance(config, Mapping) else {}


def _is_stack(cell: Any) -> bool:
    return isinstance(cell, list) or (isinstance(cell, Mapping) and _class(cell) == "StackedRNNCells")


def _cells(cell: Any) -> list[Mapping[str, Any]]:
    """The cells of an RNN, those of stacks in stacks not among them; raises Fault."""
    found = _config(cell).get("cells") if isinstance(cell, Mapping) and _is_stack(cell) else cell
    found = found if isinstance(found, list) else [found]
    if not found or not all(isinstance(item, Mapping) for item in found):
        raise Fault("its cells cannot be read")
    return found


def refuse_foreign(item: Mapping[str, Any]) -> None:
    """Raises Fault for a class of somebody's own, which may have the name of one of Keras's."""
    module, registered = item.get("module"), item.get("registered_name")
    package, sign, _ = registered.rpartition(">") if isinstance(registered, str) else ("", "", "")
    if isinstance(module, str) and module.split(".")[0] not in ("keras", "tf_keras", "tensorflow"):
        raise Fault("it is a class of {module}, not a layer of Keras", module=shown(module))
    if sign and not package.lower().startswith("keras"):
        raise Fault("it is a class of {module}, not a layer of Keras", module=shown(package))
