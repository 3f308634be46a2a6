"""Cases of layers side by side in one network: reading hundreds of files one by one would take minutes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Input
from tests.contract.cases import Case


def branch(number: int, case: Case, nested: bool) -> list[Node]:
    """The nodes of one case, its inputs first; the last is its output."""
    kind = "int32" if case.whole else "float32"
    ends = [Node(f"in_{number}_{i}", Input(shape, kind)) for i, shape in enumerate(case.shapes)]
    ports = tuple(Port(end.name) for end in ends)
    layer = case.layer
    if nested:
        inner = [Node(f"inner_{i}", end.layer) for i, end in enumerate(ends)]
        inner.append(Node("it", layer, tuple(Port(end.name) for end in inner)))
        layer = Functional(Graph.of(inner, ("it",)))
    return [*ends, Node(f"case_{number}", layer, ports)]


def side_by_side(cases: Iterable[tuple[int, Case]], nested: bool = False) -> Graph:
    """All cases in one network, each with inputs and an output of its own."""
    return Graph.of([node for number, case in cases for node in branch(number, case, nested)])


def quick(case: Case) -> Case:
    """The case with weights that begin at 0: drawing them is most of what loading takes."""
    starts = {field.name: "zeros" for field in case.layer.fields() if field.name.endswith("_initializer")}
    return Case(case.layer.replace(**starts), case.shapes, case.whole, case.random)


def with_weights(graph: Graph, seed: int = 0) -> Snapshot:
    """A network with weights of which no two are alike."""
    rng = np.random.default_rng(seed)
    weights: dict[Key, np.ndarray] = {
        key: rng.uniform(0.1, 1, array.shape).astype("float32") for key, array in fresh(graph).weights.items()
    }
    return Snapshot(graph, weights)
