"""From calls of layers to a graph: names, order, shared weights, and the lines of each block."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.channels import is_formatted
from netbuilder.formats.keras_script.names import block_of
from netbuilder.formats.script_reading.data_settings import sample_shape
from netbuilder.formats.script_reading.shapes import input_shape_of
from netbuilder.formats.script_reading.values import Call, Made, Network, Span, Tensor, Unknown
from netbuilder.formats.turning import Ends, Turning
from netbuilder.graph import Functional, Graph, Node, Port, check
from netbuilder.graph.graph import LONGEST_NAME, check_name
from netbuilder.graph.nested import DEEPEST
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Embedding, Identity, Input, Layer

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

Lines = dict[str, tuple[Span, ...]]
INNER = re.compile(r"(.+)_layer_*")  # what NetBuilder's scripts call a network inside of another


class Assembly:
    """One network as nodes in the making."""

    def __init__(self, context: Context, network: Network, level: int = 0) -> None:
        self.context, self.network, self.level = context, network, level
        self.nodes: list[Node] = []
        self.lines: Lines = {}
        self.named: set[str] = set()
        self.ends, self.is_turned = Ends(), False  # after its channels were moved to the end
        self._first: set[str] = set()  # blocks that put channels first in the script
        self._inner: dict[str, Ends] = {}  # networks inside
        self._names: set[str] = set()
        self._numbers: Counter[str] = Counter()  # that were given to names which are wanted more than once

    def graph(self) -> Graph:
        """The graph; raises Fault."""
        if self.level >= DEEPEST:
            raise Fault("models are nested more than {most} deep", most=DEEPEST)
        graph = self._chain() if self.network.sequential else self._functional()
        if not self._first and not any(ends.turned for ends in self._inner.values()):
            return graph
        turning = Turning(
            graph, frozenset(self._first), self._inner, self._permute_behind, not self.level, self.context.old
        )
        graph, self.ends, self.is_turned = turning.turned(), turning.ends, True
        return graph

    # -- a Sequential model -----------------------------------------------------------------------------

    def _chain(self) -> Graph:
        items = list(zip(self.network.items, self.network.spans, strict=True))
        first = items[0][0] if items else None
        if isinstance(first, Made) and isinstance(first.layer, Input):
            items = items[1:]
            before = self._node(first.name, first.layer, (), (self.network.spans[0],))
        else:
            before = self._node("input_layer", self._input(first), (), self._input_lines())
        owners: dict[int, str] = {}
        for item, span in items:
            shares = owners.get(id(item))
            name = self._free(item.name)
            self._add(Node(name, self._layer(item, name), (Port(before),), shares=shares), _spans(span, item))
            owners.setdefault(id(item), name)
            self._note_name(item, name, item.name)
            before = name
        graph = Graph.of(self.nodes)
        if not self.nodes[-1].layer.gives_several:
            return graph
        # Keras allows it at the end, and gives them all.
        outputs = range(len(check(graph).shapes.get(before, ())))
        ends = [self._end(Port(before, output), self.network.spans[-1]) for output in outputs]
        return Graph.of(self.nodes, ends)

    def _input(self, first: Made | Network | None) -> Input:
        shape = input_shape_of(self.network) or sample_shape(self.network)
        words = isinstance(first, Made) and (isinstance(first.layer, Embedding) or first.embeds)
        if isinstance(first, Made) and words and first.shape is None:
            shape = shape if shape and len(shape) == 1 else (None,)
        if shape is None:
            self.context.want(Unknown(("input_shape",)))
        whole = words or (isinstance(first, Made) and first.dtype == "int32")
        return Input(shape or (1,), "int32" if whole else "float32")

    def _input_lines(self) -> tuple[Span, ...]:
        return tuple(self.network.spans[:1]) or ((self.network.line, self.network.line),)

    # -- a Functional model -----------------------------------------------------------------------------

    def _functional(self) -> Graph:
        ends = {id(tensor.call): tensor for tensor in self.network.inputs}
        used = self._used(ends)
        calls = [call for call in self.context.calls if id(call) in used]
        calls = _inputs_in_order(calls, [tensor.call for tensor in self.network.inputs])
        names = self._call_names(calls)
        owners: dict[int, str] = {}
        for call in calls:
            # The block that has the layer's own name is the one that others share the weights of, or else the first.
            if id(call.made) not in owners or names[id(call)] == call.made.name:
                owners[id(call.made)] = names[id(call)]
        for call in calls:
            name = names[id(call)]
            if id(call) in ends and not _is_input(call):
                shape = ends[id(call)].shape
                self._add(Node(name, Input(shape or (1,))), (call.span,))
                continue
            ports = tuple(Port(names[id(tensor.call)], tensor.output) for tensor in call.inputs)
            owner = owners[id(call.made)]
            shares = owner if owner != name else None
            self._add(Node(name, self._layer(call.made, name), ports, shares=shares), _spans(call.span, call.made))
        outputs = [self._output(tensor, names) for tensor in self.network.outputs]
        graph = Graph.of(self.nodes)
        return graph if graph.output_names == tuple(outputs) else Graph.of(self.nodes, dict.fromkeys(outputs))

    def _output(self, tensor: Tensor, names: dict[int, str]) -> str:
        return self._end(Port(names[id(tensor.call)], tensor.output), tensor.call.span)

    def _end(self, port: Port, span: Span) -> str:
        """The name of an output; a second output of a layer gets a block of its own."""
        if port.output == 0:
            return port.node
        return self._node(f"{port.node}_{port.output}_output", Identity(), (port,), (span,))

    def _used(self, ends: dict[int, Tensor]) -> set[int]:
        """The calls that the outputs depend on, and those that hang on them and belong to no other model."""
        used = _upstream([tensor.call for tensor in self.network.outputs], ends, set())
        used |= {id(tensor.call) for tensor in self.network.inputs}
        others: set[int] = set()
        for network in self.context.networks:
            if network is not self.network:
                _upstream([tensor.call for tensor in network.outputs], {}, others)
        for call in self.context.calls:
            loose = id(call) not in used and id(call) not in others and call.inputs
            readable = isinstance(call.made, Network) or not isinstance(call.made.layer, Placeholder)
            if loose and readable and all(id(tensor.call) in used for tensor in call.inputs):
                used.add(id(call))
        return used

    def _call_names(self, calls: list[Call]) -> dict[int, str]:
        """A name for each call: the layer's, and for further calls of a layer that of the variable they go to."""
        by_made: dict[int, list[Call]] = {}
        for call in calls:
            by_made.setdefault(id(call.made), []).append(call)
        owns = {
            made: next((one for one in same if self._variable(one) == one.made.name), same[0])
            for made, same in by_made.items()
        }
        found: dict[int, str] = {}
        further: list[Call] = []
        for call in calls:
            if call is owns[id(call.made)]:
                found[id(call)] = self._free(call.made.name)
                self._note_name(call.made, found[id(call)], call.made.name)
            else:
                further.append(call)
        for call in further:
            variable = self._variable(call)
            unique = self.context.assigned[call.variable] == 1
            found[id(call)] = self._free(variable if variable and unique else f"{call.made.name}_1")
            if unique:
                self.named.add(found[id(call)])
        return found

    def _note_name(self, made: Made | Network, name: str, wanted: str) -> None:
        if name == wanted and made.named:
            self.named.add(name)

    def _variable(self, call: Call) -> str:
        """The block that the variable of a call was named after."""
        name = call.variable
        inside = INNER.fullmatch(self.network.variable)
        return block_of(name.removeprefix(f"{inside[1]}_") if inside else name)

    # -- nodes ------------------------------------------------------------------------------------------

    def _layer(self, made: Made | Network, name: str) -> Layer:
        if isinstance(made, Made):
            seems = made.first is None and self.context.seems_first and is_formatted(type(made.layer), True)
            if made.first or seems:
                self._first.add(name)
            return made.layer
        inner = Assembly(self.context, made, self.level + 1)
        layer = Functional(inner.graph(), trainable=made.trainable)
        if inner.is_turned:
            self._inner[name] = inner.ends
        return layer

    def _permute_behind(self, source: str) -> str:
        """The name of a block that turns the array of another round; it has the lines of that one."""
        self.context.count_assembled()
        name = self._free("permute")
        self.lines[name] = self.lines.get(source, ())
        return name

    def _node(
        self, name: str, layer: Layer, ports: tuple[Port, ...], lines: tuple[Span, ...], shares: str | None = None
    ) -> str:
        own = self._free(name)
        self._add(Node(own, layer, ports, shares=shares), lines)
        return own

    def _add(self, node: Node, lines: tuple[Span, ...]) -> None:
        self.context.count_assembled()
        self.nodes.append(node)
        self.lines[node.name] = lines

    def _free(self, name: str) -> str:
        base = base_name(name)
        own = base
        while own in self._names:
            self._numbers[base] += 1
            own = f"{base[: LONGEST_NAME - 6]}_{self._numbers[base]}"
        self._names.add(own)
        return own


def base_name(name: str) -> str:
    """A name that a block may have, near the script's."""
    base = re.sub(r"\W", "_", name)[:LONGEST_NAME] or "layer"
    base = base if not base[0].isdigit() else f"layer_{base}"[:LONGEST_NAME]
    try:
        check_name(base)
    except Fault:
        base = f"{base[: LONGEST_NAME - 1]}_"
    return base


def _upstream(starts: list[Call], ends: dict[int, Tensor], found: set[int]) -> set[int]:
    """The calls that these depend on, beside those that were found before."""
    waiting = list(starts)
    while waiting:
        call = waiting.pop()
        if id(call) not in found:
            found.add(id(call))
            if id(call) not in ends:
                waiting += [tensor.call for tensor in call.inputs]
    return found


def _is_input(call: Call) -> bool:
    return isinstance(call.made, Made) and isinstance(call.made.layer, Input)


def _inputs_in_order(calls: list[Call], inputs: list[Call]) -> list[Call]:
    """The same calls, the inputs among them in the model's order."""
    rank = {id(call): i for i, call in enumerate(inputs)}
    places = [i for i, call in enumerate(calls) if id(call) in rank]
    ordered = sorted((calls[i] for i in places), key=lambda call: rank[id(call)])
    result = list(calls)
    for place, call in zip(places, ordered, strict=True):
        result[place] = call
    return result


def _spans(span: Span, made: Any) -> tuple[Span, ...]:
    """The lines of a call, and those where its layer was made."""
    own = made.span if isinstance(made, Made) else (made.line, made.line)
    return (span,) if own == span or (span[0] <= own[0] and own[1] <= span[1]) else (span, own)
