"""What is examined: a network with its settings and its data, and how long that may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import DataSettings, Prepared
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.samples import Samples
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, edits
from netbuilder.project import Project

LOOKED_AT = 4096  # samples of which ranges and single columns are judged


@dataclass(frozen=True)
class Patient:
    """A project and its data as it enters the network."""

    project: Project
    prepared: Prepared

    @property
    def graph(self) -> Graph:
        """The network."""
        return self.project.graph

    @property
    def training(self) -> TrainingSettings:
        """How it is trained."""
        return self.project.training

    @property
    def data(self) -> DataSettings:
        """Which data, and how it is prepared."""
        return self.project.data

    def with_data(self, **changes: Any) -> Project:
        """The project with other settings of its data."""
        return self.project.replace(data=self.data.replace(**changes))

    def wider(self, project: Project, by: int) -> Project:
        """A project whose data has so many columns more (or fewer), with an Input that takes them."""
        names, shapes = project.graph.input_names, [*self.prepared.input_shapes.values()]
        if len(names) != 1 or len(shapes) != 1 or len(shapes[0]) != 1:
            return project
        width = shapes[0][0] or 0
        if project.graph[names[0]].layer.output_shape() != (width,) or width + by < 1:
            return project
        return project.replace(graph=edits.set_fields(project.graph, names[0], shape=(width + by,)))

    def with_training(self, **changes: Any) -> Project:
        """The project with other settings of its training."""
        return self.project.replace(training=self.training.replace(**changes))

    def samples(self, count: int | None = None) -> Samples:
        """Training samples, all or so many that are spread over all of them, always the same."""
        whole = samples_of(self.prepared, self.graph, "train")
        if count is None or count >= len(whole):
            return whole
        chosen = np.sort(np.random.default_rng(0).permutation(len(whole))[:count])
        return whole.chosen(chosen)

    def inputs(self) -> dict[str, Array]:
        """Some samples of each input, in memory, by its name in the data."""
        found = {}
        for name, x in self.prepared.x_train.items():
            chosen = np.sort(np.random.default_rng(0).permutation(len(x))[:LOOKED_AT])
            found[name] = np.asarray(x[chosen])
        return found


class Clock:
    """Says when time is up, or whoever asked wants no more."""

    def __init__(self, seconds: float, is_stopped: Callable[[], bool] = bool) -> None:
        self._until, self._is_stopped = time.monotonic() + seconds, is_stopped

    @property
    def is_up(self) -> bool:
        """Whether there is no time left."""
        return self._is_stopped() or time.monotonic() >= self._until
