"""A network of a script or a file that puts channels first becomes one that has them last and computes the same.

Every array keeps an order of its axes (see `channels`). Pictures enter with their channels last; what works along an
axis works along the same one wherever it stands now; what needs the script's own order gets it by a Permute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.channels import BY_AXIS, Order, moved, order_for
from netbuilder.graph import Graph, Node, Port
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer
from netbuilder.layers.reshaping import Flatten, Permute, Reshape

MOST_SEEN = 200  # blocks that are asked what they want of one
PICTURE = 3  # axes of an input that is turned round as a whole
# What treats every number alike, and what combines arrays number by number.
ALIKE = frozenset((
    "Identity", "ReLU", "LeakyReLU", "ELU", "GaussianNoise", "GaussianDropout", "ActivityRegularization", "Dropout",
    "AlphaDropout", "PReLU", "Activation", "Rescaling",
))  # fmt: skip
COMBINING = frozenset(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"))
ALONG = frozenset((
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization",
    "Softmax", "Concatenate",
))  # fmt: skip


@dataclass(frozen=True)
class Ends:
    """The orders of what enters and leaves a network, by number."""

    inputs: tuple[Order | None, ...] = ()
    outputs: tuple[Order | None, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether any of them differs from the script's."""
        return any(order is not None for order in (*self.inputs, *self.outputs))


@dataclass
class Turning:
    """Turns one network round: `first` are the blocks that put channels first, `inner` the ends of nested networks.

    `name_of` gives a name for a block that is added behind another; `outermost` says that a person feeds it.
    """

    graph: Graph
    first: frozenset[str]
    inner: Mapping[str, Ends]
    name_of: Callable[[str], str]
    outermost: bool
    old: bool = False
    nodes: list[Node] = field(default_factory=list)
    orders: dict[Port, Order | None] = field(default_factory=dict)
    shapes: dict[Port, Shape] = field(default_factory=dict)
    ends: Ends = Ends()
    _brought: dict[tuple[Port, Order | None], Port] = field(default_factory=dict)
    _shared: dict[str, tuple[tuple[Order | None, ...], Layer, Order | None]] = field(default_factory=dict)

    def turned(self) -> Graph:
        """The graph with channels last; `ends` then says how its inputs and outputs stand."""
        for name in self.graph.order:
            self._turn(self.graph[name])
        names = self.graph.output_names
        inputs = tuple(self.orders[Port(name)] for name in self.graph.input_names)
        ports = [Port(name) for name in names]
        if self.outermost and not any(order is not None for order in inputs):
            ports = [self._bring(port, None) for port in ports]  # nothing was turned for the person who feeds it
        self.ends = Ends(inputs, tuple(self.orders[port] for port in ports))
        outputs = tuple(port.node for port in ports)
        graph = Graph.of(self.nodes)
        return graph if graph.output_names == outputs else Graph.of(self.nodes, outputs)

    # -- one block ------------------------------------------------------------------------------------

    def _turn(self, node: Node) -> None:
        layer = node.layer
        if isinstance(layer, Input):
            order = self._wish(node.name, len(layer.shape))
            if order is not None and self.outermost and len(order) < PICTURE:
                order = None
            self._put(node.replace(layer=layer.replace(shape=moved(layer.shape, order))), (order,))
            return
        known = self._shared.get(node.shares or node.name)
        if known is not None:
            wanted, changed, leaving = known
        else:
            wanted, changed, leaving = self._ways(node)
            self._shared[node.shares or node.name] = (wanted, changed, leaving)
        ports = tuple(self._bring(port, order) for port, order in zip(node.inputs, wanted, strict=True))
        ends = self.inner.get(node.name)
        self._put(node.replace(layer=changed, inputs=ports), ends.outputs if ends is not None else (leaving,))

    def _ways(self, node: Node) -> tuple[tuple[Order | None, ...], Layer, Order | None]:
        """In which orders a block takes its inputs, its layer for them, and the order of what it gives."""
        layer, count = node.layer, len(node.inputs)
        given = [self.orders.get(port) for port in node.inputs]
        if node.name in self.inner:
            orders = self.inner[node.name].inputs
            return orders if len(orders) == count else (None,) * count, layer, None
        if node.name in self.first:
            orders = tuple(order_for(layer, self._rank(layer, port)) for port in node.inputs)
            return orders, layer, self._leaving(layer, node)
        if isinstance(layer, Reshape) and given == [None]:
            order = self._wish(node.name, len(layer.target_shape))
            if order is not None and _only_ones_move(layer.target_shape, order):
                return (None,), Reshape(tuple(layer.target_shape[axis] for axis in order)), order
        order = next((order for order in given if order is not None), None)
        kept = None if order is None else self._along(layer, order, node)
        if kept is not None:
            return (order,) * count, kept, order
        if isinstance(layer, Permute) and order is not None and len(layer.dims) == len(order):
            return (order,), Permute(tuple(order.index(dim - 1) + 1 for dim in layer.dims)), None
        if isinstance(layer, Flatten) and order is not None and self.old:
            return (order,), layer, None
        return (None,) * count, layer, None

    def _along(self, layer: Layer, order: Order, node: Node) -> Layer | None:
        """The layer for inputs of this order, which its output keeps; None where it needs the script's own."""
        name = type(layer).__name__
        if name not in ALIKE | COMBINING | ALONG or getattr(layer, "activation", None) in BY_AXIS:
            return None
        if any(self._rank(layer, port) != len(order) for port in node.inputs):
            return None
        changes: dict[str, Any] = {}
        if any(isinstance(getattr(layer, given, None), tuple) for given in ("scale", "offset")):
            return None
        try:
            if name in ALONG:
                changes["axis"] = _axes(layer.axis, order)  # type: ignore[attr-defined]
            if getattr(layer, "noise_shape", None):
                batch, *rest = layer.noise_shape  # type: ignore[attr-defined]
                changes["noise_shape"] = (batch, *(rest[axis] for axis in order))
            if getattr(layer, "shared_axes", None):
                shared = layer.shared_axes  # type: ignore[attr-defined]
                changes["shared_axes"] = tuple(sorted(order.index(axis - 1) + 1 for axis in shared))
            return layer.replace(**changes) if changes else layer
        except (Fault, ValueError, IndexError):
            return None

    def _leaving(self, layer: Layer, node: Node) -> Order | None:
        """The order of what a layer with channels first gives."""
        shape = self.shapes.get(node.inputs[0]) if node.inputs else None
        rank = self._rank(layer, node.inputs[0])
        if isinstance(layer, Flatten):
            return None
        try:
            order = order_for(layer, rank)
            standing = moved_shape(shape, self.orders.get(node.inputs[0]), order)
            if standing is not None:
                return order_for(layer, len(layer.output_shapes(standing)[0]))
        except (Fault, TypeError, ValueError, IndexError):
            pass
        whole = "Global" in type(layer).__name__ and not getattr(layer, "keepdims", False)
        return None if whole else order_for(layer, rank)

    def _rank(self, layer: Layer, port: Port) -> int:
        """The number of axes of an input, without the batch."""
        order, shape = self.orders.get(port), self.shapes.get(port)
        if order is not None:
            return len(order)
        if shape is not None:
            return len(shape)
        axes = re.search(r"([123])D", type(layer).__name__)
        return int(axes[1]) + 1 if axes else PICTURE

    # -- arrays ---------------------------------------------------------------------------------------

    def _bring(self, port: Port, order: Order | None) -> Port:
        """The same array in another order, by a Permute where it stands otherwise."""
        now = self.orders.get(port)
        if now == order or (now is not None and order is not None and len(now) != len(order)):
            return port
        if (port, order) not in self._brought:
            rank = len(order or now or ())
            own, wanted = now or tuple(range(rank)), order or tuple(range(rank))
            permute = Permute(tuple(own.index(axis) + 1 for axis in wanted))
            name = self.name_of(port.node)
            self._put(Node(name, permute, (port,)), (order,))
            self._brought[port, order] = Port(name)
        return self._brought[port, order]

    def _put(self, node: Node, orders: Sequence[Order | None]) -> None:
        self.nodes.append(node)
        for number, order in enumerate(orders):
            self.orders[Port(node.name, number)] = order
        shapes = [self.shapes.get(port) for port in node.inputs]
        if None in shapes:
            return
        try:
            found = node.layer.output_shapes(*(shape for shape in shapes if shape is not None))
        except (Fault, TypeError, ValueError, IndexError):
            return
        self.shapes.update({Port(node.name, number): shape for number, shape in enumerate(found)})

    # -- what is wanted of a block that could give either ---------------------------------------------

    def _wish(self, name: str, rank: int) -> Order | None:
        """The order in which those who read a block want its output, if one of them wants another than the script's."""
        seen, waiting = {name}, [name]
        while waiting and len(seen) < MOST_SEEN:
            for reader, place in self.graph.consumers[waiting.pop()]:
                wanted = self._wanted(reader, place, rank)
                if wanted is not None:
                    return wanted
                passing = type(self.graph[reader].layer).__name__ in ALIKE | COMBINING | ALONG
                if reader not in seen and reader not in self.first and passing:
                    seen.add(reader)
                    waiting.append(reader)
        return None

    def _wanted(self, reader: str, place: int, rank: int) -> Order | None:
        if reader in self.inner:
            order = self.inner[reader].inputs[place] if place < len(self.inner[reader].inputs) else None
        else:
            order = order_for(self.graph[reader].layer, rank) if reader in self.first else None
        return order if order is not None and len(order) == rank else None


def moved_shape(shape: Shape | None, now: Order | None, order: Order | None) -> Shape | None:
    """A shape in another order than the one in which it is known."""
    if shape is None or order is None:
        return shape
    own = now or tuple(range(len(shape)))
    return tuple(shape[own.index(axis)] for axis in order)


def _axes(axes: Any, order: Order) -> Any:
    """Axes of the script, which count the batch, where they stand now."""
    count = len(order) + 1
    if isinstance(axes, tuple):
        found = [_axes(axis, order) for axis in axes]
        return tuple(found if len(found) == 1 else sorted(axis % count for axis in found))
    if axes % count == 0:
        return 0
    place = order.index(axes % count - 1) + 1
    return -1 if place == count - 1 else place


def _only_ones_move(target: Sequence[int], order: Order) -> bool:
    """Whether an array of this shape holds its numbers in the same order after its axes were moved."""
    return [axis for axis in order if target[axis] != 1] == [axis for axis in range(len(target)) if target[axis] != 1]
