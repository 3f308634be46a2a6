"""A trained (or fresh) network as a value: what projects keep and formats write and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.parameters import Key
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault, Message
from netbuilder.graph import Graph
from netbuilder.kinds import Shape

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class OptimizerMemory:
    """What an optimizer remembers: how many steps it took, and its slots by name and weight, on Keras's scale."""

    iteration: int
    slots: Mapping[str, Mapping[Key, Array]]


@dataclass(frozen=True)
class Snapshot:
    """A graph with its weights, and where it is known how it was trained and how far.

    `weights` are by (node, weight) in the graph's order; `notes` tell what a file said that is not kept.
    """

    graph: Graph
    weights: Mapping[Key, Array]
    training: TrainingSettings | None = None
    optimizer: OptimizerMemory | None = None
    notes: tuple[Message, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, model: Model) -> Snapshot:
        """A copy of all that a model holds."""
        weights = {(node, name): view.copy() for node, name, view in model.parameters}
        state, places = model.optimizer_state, model.parameters.trainable
        slots = {
            name: {
                key: (vector[place.start : place.stop] * model.settings.optimizer.slot_scale(name))
                .reshape(place.weight.shape)
                .astype(vector.dtype)
                for key, place in places.items()
            }
            for name, vector in state.slots.items()
        }
        return cls(model.graph, weights, model.settings, OptimizerMemory(state.iteration, slots))

    def model(
        self,
        training: TrainingSettings | None = None,
        sample_shapes: Mapping[str, Shape] | None = None,
        dtype: Any = np.float32,
    ) -> Model:
        """A compiled model with these weights; raises FileFault for weights that do not fit the graph."""
        model = compile_model(self.graph, training or self.training, sample_shapes, dtype, initialize=False)
        self.fill(model)
        return model

    def fill(self, model: Model) -> None:
        """Puts the weights and, where the optimizer is the same kind, its memory into a model."""
        wanted = model.parameters.views
        missing = [f"{node}/{name}" for node, name in wanted if (node, name) not in self.weights]
        if missing:
            raise FileFault("weights are missing: {names}", names=", ".join(missing[:10]))
        for (node, name), view in wanted.items():
            array = self.weights[node, name]
            if array.shape != view.shape:
                raise FileFault(
                    "{node}/{name} has shape {found}, but the layer needs {expected}",
                    node=node, name=name, found=array.shape, expected=view.shape,
                )  # fmt: skip
            view[...] = array
        memory, state = self.optimizer, model.optimizer_state
        if memory is None or set(memory.slots) != set(state.slots):
            return
        state.iteration = memory.iteration
        for name, vector in state.slots.items():
            scale = model.settings.optimizer.slot_scale(name)
            for key, place in model.parameters.trainable.items():
                if key in memory.slots[name]:
                    vector[place.start : place.stop] = memory.slots[name][key].ravel() / scale

    def not_finite(self) -> list[str]:
        """The names of weights that hold NaN or infinity."""
        return [f"{node}/{name}" for (node, name), array in self.weights.items() if not np.isfinite(array).all()]


def fresh(
    graph: Graph, training: TrainingSettings | None = None, sample_shapes: Mapping[str, Shape] | None = None
) -> Snapshot:
    """The graph with newly drawn weights."""
    return Snapshot.of(compile_model(graph, training, sample_shapes))
