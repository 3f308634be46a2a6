"""Looking into a network while it trains: norms, dead units and activations, sampled so that it costs little."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.events import LayerView, Watched
from netbuilder.engine.model import Model
from netbuilder.engine.optimizers.state import norm
from netbuilder.engine.parameters import Key
from netbuilder.engine.program import Program
from netbuilder.engine.samples import Samples

BINS = 32
SETTLING = 0.001  # seconds that the batches after a look lose, since it pushed the network out of the caches
MOST_VALUES = 16_384  # of one layer, for its histogram


@dataclass
class Watch:
    """Takes samples during `fit`. `share` is the part of the training time that looking may take.

    A sample holds for each layer the norms of its weights, their gradients and their last update, the share
    of its units that are dead (that give one and the same value for all of the probe batch), and a histogram
    of its outputs. The probe batch is the first `probe` training samples; looking changes nothing of the run.
    """

    share: float = 0.01
    probe: int = 64

    def begin(self, model: Model, samples: Samples) -> None:
        """Makes ready to look at a model that will train on these samples."""
        self._inputs = model.cast(samples.part(0, self.probe).x)
        self._program = Program(model.steps, model.parameters, model.streams, kernels=False)
        self._norms: dict[Key, tuple[float, float]] = {}
        self._before: Array = np.empty_like(model.parameters.values)
        self._views: tuple[LayerView, ...] = ()
        self._spent, self._trained = 0.0, 0.0
        self._cost = 0.0
        self.has_news = False

    def before_batch(self, model: Model) -> None:
        """Decides whether the coming batch is looked at: only when the budget covers what the dearest look cost."""
        self._started = time.perf_counter()
        due = self._spent + self._cost <= self.share * self._trained
        model.observer = self if due else None

    def after_batch(self) -> None:
        """Counts the time that the batch took: a pause between batches is no reason to look more often after it."""
        self._trained += time.perf_counter() - self._started

    def before_step(self, model: Model) -> None:
        """Keeps what the step will change."""
        start = time.perf_counter()
        np.copyto(self._before, model.parameters.values)
        parameters = model.parameters
        self._norms = {
            key: (norm(parameters.views[key].ravel()), norm(view.ravel()))
            for key, view in parameters.gradient_views.items()
        }
        self._step_cost = time.perf_counter() - start

    def after_step(self, model: Model) -> None:
        """Measures the step, and runs the probe batch."""
        start = time.perf_counter()
        parameters = model.parameters
        np.subtract(parameters.values, self._before, out=self._before)
        updates = {key: norm(self._before[place.start : place.stop]) for key, place in parameters.trainable.items()}
        self._program.forward(self._inputs)
        self._views = tuple(self._view(model, node, tensor, updates) for node, tensor in _last_tensors(self._program))
        cost = self._step_cost + time.perf_counter() - start + SETTLING
        self._spent += cost
        # The first look also warms up caches and makes buffers: a later one tells better what the next will cost.
        self._cost = cost if self._cost == 0 else 0.5 * (self._cost + cost)
        self.has_news = True

    def news(self, epoch: int, batch: int, step: int) -> Watched:
        """The sample that was taken last."""
        self.has_news = False
        return Watched(epoch, batch, step, self._views)

    def _view(self, model: Model, node: str, tensor: int, updates: dict[Key, float]) -> LayerView:
        own = [key for key in updates if key[0] == (model.graph[node].shares or node)]
        values = np.asarray(self._program.value_of(tensor))
        some = values.ravel()[:: max(1, values.size // MOST_VALUES)]
        finite = some if np.isfinite(some).all() else some[np.isfinite(some)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        counts, edges = np.histogram(finite, BINS, (low, high if high > low else low + 1))
        return LayerView(
            node,
            _joint([self._norms[key][0] for key in own]),
            _joint([self._norms[key][1] for key in own]),
            _joint([updates[key] for key in own]),
            _dead(values),
            float(finite.mean()) if finite.size else 0.0,
            float(finite.std()) if finite.size else 0.0,
            counts,
            edges,
        )


def _joint(norms: list[float]) -> float | None:
    """The norm of several weights taken together; None where there are none."""
    return math.sqrt(sum(value * value for value in norms)) if norms else None


def _dead(values: Array) -> float:
    """The share of units (features, along the last axis) that never change."""
    if values.ndim < 2 or len(values) < 2:
        return 0.0
    rows = values.reshape(-1, values.shape[-1])
    # Most units show in a few rows that they live: only the others are followed through all of them.
    units = (rows[:: 1 + len(rows) // 16] == rows[0]).all(axis=0).nonzero()[0]
    return float((rows[:, units] == rows[0, units]).all(axis=0).sum()) / rows.shape[1]


def _last_tensors(program: Program) -> list[tuple[str, int]]:
    """For each node the tensor that it gives."""
    found = {step.node: step.outputs[0] for step in program.steps.steps}
    return list(found.items())
