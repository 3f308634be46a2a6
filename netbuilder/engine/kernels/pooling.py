"""Max pooling over windows that touch but do not overlap, without index arrays.

Replaces MaxPooling whose strides are its pool size, padding "valid". Forward keeps the maxima of slices;
backward gives each gradient to the first value of its window that equals the maximum.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.pooling import MaxPooling

Array = np.ndarray[Any, np.dtype[Any]]


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
        self._n = -1

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        parts = [x[place] for place in self.slices]
        if len(x) != self._n:
            self._n = len(x)
            self._y = np.empty(parts[0].shape, x.dtype)
            if self.binding.training and self.binding.wanted[0]:
                self._dx = np.zeros_like(x)
                self._open = np.empty(parts[0].shape, bool)
                self._hit = np.empty(parts[0].shape, bool)
        np.copyto(self._y, parts[0])
        for part in parts[1:]:
            np.maximum(self._y, part, out=self._y)
        values[self.outputs[0]] = self._y

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        x = values[self.inputs[0]]
        self._open.fill(True)
        for place in self.slices:
            np.equal(x[place], self._y, out=self._hit)
            np.logical_and(self._hit, self._open, out=self._hit)
            np.multiply(dy, self._hit, out=self._dx[place])
            np.logical_xor(self._open, self._hit, out=self._open)
        gradients.give(self.inputs[0], self._dx)
