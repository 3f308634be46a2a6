"""Dropout with cheap randomness: raw bytes against a threshold.

Replaces `Dropout` while training. Bytes give the rate to within 1/512; the rest is drawn again from the
bytes that hit the threshold itself, so that the rate is exact.
"""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.memory_order import memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.regularization import Dropout


def dropout(step: Step, site: Site) -> Match | None:
    """Matches Dropout without a seed of its own, in training."""
    if site.training and isinstance(step.layer, Dropout) and step.layer.rate > 0:
        return DropoutOp(step, site.bind(step), step.layer), (step,)
    return None


class DropoutOp(Op):
    """Keeps each value with probability 1 - rate and scales it up."""

    def __init__(self, step: Step, binding: Binding, layer: Dropout) -> None:
        super().__init__(step, binding)
        self.rate = layer.rate
        self._shape: tuple[int, ...] = ()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        if x.shape != self._shape:
            self._shape = x.shape
            self._y = np.empty_like(x)
        order = memory_order(x)
        lying = random_keep(self.binding.rng, tuple(x.shape[axis] for axis in order), self.rate)
        self._keep = lying.transpose(np.argsort(order))
        self._factor = x.dtype.type(1 / (1 - self.rate))
        self._scaled(x, self._y)
        values[self.outputs[0]] = self._y

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        dx = self.binding.scratch.like(dy)
        self._scaled(dy, dx)
        gradients.give(self.inputs[0], dx)

    def _scaled(self, x: Array, out: Array) -> None:
        def work(some: tuple[slice, ...]) -> None:
            np.multiply(x[some], self._keep[some], out=out[some])
            np.multiply(out[some], self._factor, out=out[some])

        thread_pool().spread(work, x, x.size)


def random_keep(rng: np.random.Generator, shape: tuple[int, ...], rate: float) -> Array:
    """True with probability 1 - rate, from one random byte a value."""
    size = math.prod(shape)
    raw = rng.bit_generator.random_raw(-(-size // 8)).view(np.uint8)[:size]
    scaled = rate * 256
    low = int(scaled)
    keep: Array = raw >= low if low < 256 else np.zeros(size, bool)
    if scaled != low:
        # A byte equal to the threshold stands for the fraction of it that a byte cannot express.
        edge = np.flatnonzero(raw == low)
        keep[edge] = rng.random(len(edge)) >= scaled - low
    return keep.reshape(shape)
