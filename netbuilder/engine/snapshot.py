"""A trained (or fresh) network as a value: what projects keep and formats write and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import FLOAT_BYTES, Array
from netbuilder.data import DataSettings, Fitted
from netbuilder.engine.budget import need_memory
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.parameters import Key
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault, Message, listed
from netbuilder.graph import Graph, Node, Report, check
from netbuilder.graph.keras_order import keras_order
from netbuilder.kinds import Shape
from netbuilder.layers import Weight


@dataclass(frozen=True)
class OptimizerMemory:
    """What an optimizer remembers: how many batches it saw, and its slots by name and weight, on Keras's scale.

    `rate_override` is the learning rate that took the place of the declared one while it trained.
    """

    iteration: int
    slots: Mapping[str, Mapping[Key, Array]]
    rate_override: float | None = None

    @classmethod
    def of(cls, model: Model) -> OptimizerMemory:
        """A copy of what a model's optimizer remembers."""
        optimizer, state = model.settings.optimizer, model.optimizer_state
        if not state.iteration:
            optimizer.start(state, model.parameters.values)
        slots = {
            name: {key: np.asarray(view * view.dtype.type(optimizer.slot_scale(name))) for key, view in views.items()}
            for name, views in state.views.items()
        }
        return cls(state.iteration, slots, state.rate_override)

    def fill(self, model: Model) -> None:
        """Puts the memory into a model whose optimizer keeps the same slots; else changes nothing.

        Weights that were frozen when it was taken begin anew.
        """
        optimizer, state = model.settings.optimizer, model.optimizer_state
        if {name for name in self.slots if self.slots[name]} != {name for name in state.views if state.views[name]}:
            return
        optimizer.start(state, model.parameters.values)
        state.iteration, state.rate_override = self.iteration, self.rate_override
        for name, views in state.views.items():
            kept, scale = self.slots[name] if views else {}, optimizer.slot_scale(name)
            for key, view in views.items():
                if key in kept and kept[key].shape == view.shape:
                    view[...] = kept[key] / scale


@dataclass(frozen=True)
class Snapshot:
    """A graph with its weights, and where it is known how it was trained and how far.

    `weights` are by (node, weight) in the graph's order; `notes` tell what a file said that is not kept. `data` is
    what it is trained on, where a file says so; `fitted` how that was prepared, which belongs to the weights.
    """

    graph: Graph
    weights: Mapping[Key, Array]
    training: TrainingSettings | None = None
    optimizer: OptimizerMemory | None = None
    notes: tuple[Message, ...] = field(default=(), compare=False)
    data: DataSettings | None = field(default=None, compare=False)
    fitted: Fitted | None = field(default=None, compare=False)

    @classmethod
    def of(cls, model: Model) -> Snapshot:
        """A copy of all that a model holds."""
        weights = {(node, name): view.copy() for node, name, view in model.parameters}
        return cls(model.graph, weights, model.settings, OptimizerMemory.of(model), fitted=model.fitted)

    def model(
        self,
        training: TrainingSettings | None = None,
        sample_shapes: Mapping[str, Shape] | None = None,
        dtype: Any = np.float32,
    ) -> Model:
        """A compiled model with these weights; raises FileFault for weights that do not fit the graph."""
        model = compile_model(self.graph, training or self.training, sample_shapes, dtype, initialize=False)
        self.fill(model)
        model.fitted = self.fitted
        return model

    def fill(self, model: Model) -> None:
        """Puts the weights and, where the optimizer is the same kind, its memory into a model."""
        wanted = model.parameters.views
        missing = [f"{node}/{name}" for node, name in wanted if (node, name) not in self.weights]
        if missing:
            raise FileFault("weights are missing: {names}", names=listed(missing))
        for (node, name), view in wanted.items():
            array = self.weights[node, name]
            if array.shape != view.shape:
                raise FileFault(
                    "{node}/{name} has shape {found}, but the layer needs {expected}",
                    node=node, name=name, found=array.shape, expected=view.shape,
                )  # fmt: skip
            view[...] = array
        if self.optimizer is not None:
            self.optimizer.fill(model)

    def misfits(self) -> list[str]:
        """What keeps the weights from being those of the graph: those missing, of another shape or kind, too many."""
        wanted = declared_weights(self.graph)
        if wanted is None:
            return [str(problem) for problem in check(self.graph).errors]
        found = [_misfit("/".join(key), self.weights.get(key), weight.shape) for key, weight in wanted.items()]
        found += [f"{'/'.join(key)} {self.weights[key].shape} ≠ {NONE}" for key in self.weights if key not in wanted]
        return [misfit for misfit in found if misfit]

    def memory_fits(self) -> bool:
        """Whether the optimizer's memory, where there is one, has all that its optimizer keeps of these weights."""
        wanted, memory = declared_weights(self.graph), self.optimizer
        if memory is None or self.training is None or wanted is None:
            return memory is None
        optimizer = self.training.optimizer
        return set(memory.slots) <= set(optimizer.slots()) and not any(
            shape is not None and _misfit(slot, memory.slots.get(slot, {}).get(key), shape)
            for key, weight in wanted.items()
            if weight.trainable and self.graph.active[key[0]].layer.trainable
            for slot in optimizer.slots()
            for shape in [optimizer.slot_shape(slot, key, weight.shape)]
        )

    def not_finite(self) -> list[str]:
        """The names of weights that hold NaN or infinity."""
        return [f"{node}/{name}" for (node, name), array in self.weights.items() if not np.isfinite(array).all()]


NONE = "–"
NUMBERS = "fiub"


def declared_weights(graph: Graph) -> dict[Key, Weight] | None:
    """The weights that a graph's layers ask for, in Keras's order; None where it has problems."""
    graph = graph.active
    report = check(graph)
    if report.errors:
        return None
    return {
        (name, key): weight
        for name in keras_order(graph)
        for key, weight in graph[name].layer.weights(*_shapes(graph[name], report)).items()
    }


def _shapes(node: Node, report: Report) -> tuple[Shape, ...]:
    return tuple(report.shapes[port.node][port.output] for port in node.inputs)


def _misfit(name: str, array: Array | None, shape: tuple[int, ...]) -> str:
    if array is None or array.shape != shape:
        return f"{name} {shape} ≠ {NONE if array is None else array.shape}"
    return "" if array.dtype.kind in NUMBERS else f"{name} {array.dtype}"


def fresh(
    graph: Graph, training: TrainingSettings | None = None, sample_shapes: Mapping[str, Shape] | None = None
) -> Snapshot:
    """The graph with newly drawn weights; raises NoMemory where they do not fit, with the copy and the optimizer's."""
    parameters = check(graph).total.parameters
    slots = (training or TrainingSettings()).optimizer.slots()
    need_memory(Message("making the weights of this network"), FLOAT_BYTES * parameters * 2 * (1 + len(slots)))
    return Snapshot.of(compile_model(graph, training, sample_shapes))
