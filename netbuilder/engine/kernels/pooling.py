"""Max pooling over windows that touch but do not overlap, without index arrays.

Replaces MaxPooling whose strides are its pool size, padding "valid". Forward keeps the maxima of slices;
backward gives each gradient to the first value of its window that equals the maximum.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from netbuilder.engine.kernels.memory_order import memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.pooling import MaxPooling


def max_pooling(step: Step, site: Site) -> Match | None:
    """Matches max pooling by whole windows."""
    layer = step.layer
    if isinstance(layer, MaxPooling) and layer.padding == "valid" and layer.strides in (None, layer.pool_size):
        return MaxPoolOp(step, site.bind(step), layer.pool_size), (step,)
    return None


class MaxPoolOp(Op):
    """The maximum of prod(size) strided slices."""

    def __init__(self, step: Step, binding: Binding, size: tuple[int, ...]) -> None:
        super().__init__(step, binding)
        counts = [dim or 1 for dim in step.output_shapes[0][:-1]]
        self.slices = [
            (slice(None), *(slice(o, o + s * n, s) for o, s, n in zip(offset, size, counts, strict=True)))
            for offset in product(*map(range, size))
        ]
        self._laid: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        parts = [x[place] for place in self.slices]
        order = memory_order(x)
        if (x.shape, order) != self._laid:
            self._laid = (x.shape, order)
            self._y = np.empty_like(parts[0])  # lies in memory as x does
            if self.binding.training and self.binding.wanted[0]:
                self._open, self._hit = (np.empty_like(parts[0], dtype=bool) for _ in range(2))

        def work(some: tuple[slice, ...]) -> None:
            y = self._y[some]
            np.copyto(y, parts[0][some])
            for part in parts[1:]:
                np.maximum(y, part[some], out=y)

        thread_pool().spread(work, self._y, x.size)
        values[self.outputs[0]] = self._y

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        x = values[self.inputs[0]]
        dx = self.binding.scratch.like(x)
        if self._y.size * len(self.slices) < x.size:
            dx.fill(0)  # a rest that no window has

        def work(some: tuple[slice, ...]) -> None:
            still, hit, y = self._open[some], self._hit[some], self._y[some]
            still.fill(True)
            for place in self.slices:
                np.equal(x[place][some], y, out=hit)
                np.logical_and(hit, still, out=hit)
                np.multiply(dy[some], hit, out=dx[place][some])
                np.logical_xor(still, hit, out=still)

        thread_pool().spread(work, self._y, x.size)
        gradients.give(self.inputs[0], dx)
