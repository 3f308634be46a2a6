"""A project as one value: the graph, how it is trained, and on what data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.graph import Functional, Graph
from netbuilder.layers import Layer
from netbuilder.project.kept import Kept


@dataclass(frozen=True)
class Project:
    """Everything that can be edited, and so undone."""

    graph: Graph = field(default_factory=Graph)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    data: DataSettings = field(default_factory=DataSettings)
    kept: tuple[Kept, ...] = ()  # what a newer version wrote into training and data

    def replace(self, **changes: Any) -> Self:
        """The same project with some parts changed."""
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class TrainedRun:
    """What training left: weights and optimizer, and the numbers of each epoch by name.

    The snapshot holds the graph and settings of that run; the project may have moved on since. `number` is the run's
    among those of its project; weights that no run here left may have a `source`, the name of their file.
    """

    snapshot: Snapshot
    data: DataSettings
    history: Mapping[str, list[Any]] = field(default_factory=dict)
    number: int | None = None
    source: str = ""
    kept: tuple[Kept, ...] = ()

    @property
    def epochs(self) -> int:
        """How many epochs are behind it."""
        return len(self.history.get("loss", ()))

    def is_of(self, graph: Graph) -> bool:
        """Whether the weights still belong to this graph."""
        return same_network(self.snapshot.graph, graph)


def same_network(one: Graph, other: Graph) -> bool:
    """Whether two graphs compute the same with the same weights: positions and notes, also inside, do not count."""
    return bool(_essence(one) == _essence(other))


def _essence(graph: Graph) -> Any:
    graph = graph.active
    nodes = {name: (_inside(node.layer), node.inputs, node.shares) for name, node in graph.nodes.items()}
    return nodes, graph.input_names, graph.output_names


def _inside(layer: Layer) -> Any:
    return (_essence(layer.graph), layer.trainable) if isinstance(layer, Functional) else layer
