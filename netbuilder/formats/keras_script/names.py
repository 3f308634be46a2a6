"""Names in a script: the variable of each block, and which names Keras gives by itself."""

from __future__ import annotations

from collections import Counter

from netbuilder.formats.python_source import Code
from netbuilder.graph import Graph, Port, Report, check
from netbuilder.layers import Layer

# Names that a script needs again after the network was made.
USED = frozenset((
    "keras", "layers", "np", "model", "history", "scores", "print", "x_train", "y_train", "x_test", "y_test", "w_train",
    "float", "options", "batch_size", "Path", "file",
))  # fmt: skip


def variable_of(name: str) -> str:
    """The variable for a block; not one that the script uses for something else. `block_of` turns it back."""
    return f"{name}_" if name.rstrip("_") in USED else name


LAYER = "_layer"


def block_of(variable: str) -> str:
    """The block that a variable was made for."""
    return variable[:-1] if variable.endswith("_") and variable.rstrip("_") in USED else variable


class ScriptNames:
    """Hands out names while a network is written, none of them twice.

    `prefix` sets the blocks of an inner network apart. Where two would get the same variable, one that shares
    another's layer has it, since its name stands nowhere else in the script.
    """

    def __init__(self) -> None:
        self.batch: Code | None = None  # the one size of batches that the network is made for
        self._given: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._variables: dict[tuple[str, str, str], str] = {}
        self._reports: dict[int, tuple[Graph, Report]] = {}

    def enter(self, graph: Graph, prefix: str = "") -> None:
        """Begins a network."""
        for node in graph.nodes.values():
            if node.shares:
                self.variable(node.name, prefix)

    def variable(self, name: str, prefix: str = "", more: str = "") -> str:
        """The variable for a block, or for something else of it that `more` says."""
        key = (prefix, name, more)
        if key not in self._variables:
            # A layer is called after its block's variable: what is inside of a network is told by that beginning.
            own = self._variables.get((prefix, name, "")) if more == LAYER else None
            wanted = f"{own or prefix + variable_of(name)}{more}"
            while wanted in self._taken or wanted in USED:
                wanted += "_"
            self._taken.add(wanted)
            self._variables[key] = wanted
        return self._variables[key]

    def outputs(self, graph: Graph, name: str) -> int:
        """How many outputs a block has, as far as that is known; the graph is checked once."""
        if id(graph) not in self._reports:
            self._reports[id(graph)] = (graph, check(graph))
        return len(self._reports[id(graph)][1].shapes.get(name, ((),)))

    def layer(self, name: str, prefix: str = "") -> str:
        """The variable for the layer of a block, where it is called more than once."""
        return self.variable(name, prefix, LAYER)

    def output(self, port: Port, prefix: str = "") -> str:
        """The variable that holds one output; those after the first are numbered."""
        return self.variable(port.node, prefix, f"_{port.output}" if port.output else "")

    def given_by_keras(self, layer: Layer, name: str) -> bool:
        """Whether Keras itself gives a layer this name, as the next one that has none of its own."""
        for field in layer.fields():
            inner = getattr(layer, field.name)
            if isinstance(inner, Layer):
                self._given[inner.snake()] += 1  # made before it, without a name
        base = layer.snake()
        count = self._given[base]
        if name != (f"{base}_{count}" if count else base):
            return False
        self._given[base] += 1
        return True
