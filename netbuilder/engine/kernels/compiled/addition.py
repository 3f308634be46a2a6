"""The sum of two arrays and a following relu in one pass."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.addition import AdditionOp
from netbuilder.engine.kernels.addition import addition as by_numpy
from netbuilder.engine.kernels.compiled.code import normalizing
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.memory_order import memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.ops import GradientTable, Values
from netbuilder.engine.steps import Step


def addition(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernel does, of two inputs."""
    return by_numpy(step, site, CompiledAddition) if len(step.inputs) == 2 else None


class CompiledAddition(AdditionOp):
    """relu(a + b)."""

    threaded = True

    def forward(self, values: Values) -> None:
        a, b = (values[tensor] for tensor in self.inputs)
        self._order = memory_order(a)
        shape = tuple(a.shape[axis] for axis in self._order)
        if (shape, self._order) != self._laid:
            self._laid = (shape, self._order)
            self._lying = aligned(shape)
            self._y = self._lying.transpose(np.argsort(self._order))
            self._parts = cut(a.size, thread_pool().size if a.size >= WORTH_SPREADING else 1)
        first, second, y = self._flat(a), self._flat(b), self._lying.reshape(-1)
        thread_pool().run(
            lambda number, _hand: normalizing.added(first, second, y, self.relu, *self._parts[number]),
            len(self._parts),
        )
        values[self.outputs[0]] = self._y

    def _flat(self, x: Array) -> Array:
        """All numbers in the order of the first input's memory."""
        return plain(x.transpose(self._order)).reshape(-1)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.relu:
            super().backward(values, gradients)
            return
        dz = self.binding.scratch.lend(self._lying.shape, dy.dtype)
        arriving, y, out = self._flat(dy), self._lying.reshape(-1), dz.reshape(-1)
        thread_pool().run(
            lambda number, _hand: normalizing.where_open(arriving, y, out, *self._parts[number]), len(self._parts)
        )
        given = dz.transpose(np.argsort(self._order))
        for tensor, wanted in zip(self.inputs, self.binding.wanted, strict=True):
            if wanted:
                gradients.give(tensor, given)
