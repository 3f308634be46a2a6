"""The sum of arrays of one shape and a following relu, as residual networks have it, shared among threads."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.memory_order import memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.merging import Add


def addition(step: Step, site: Site, made: type[AdditionOp] | None = None) -> Match | None:
    """Matches Add of inputs that are all of one shape, and takes a following relu along; `made` computes it."""
    if not isinstance(step.layer, Add) or set(step.input_shapes) != set(step.output_shapes):
        return None
    steps = site.with_relu(step)
    return (made or AdditionOp)(step, site.bind(step), steps[-1].outputs, len(steps) == 2), steps


class AdditionOp(Op):
    """relu(a + b + ...); all inputs get the same gradient."""

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        self.outputs, self.relu = outputs, relu
        self._laid: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def forward(self, values: Values) -> None:
        first, second, *others = (values[tensor] for tensor in self.inputs)
        order = memory_order(first)
        if (first.shape, order) != self._laid:
            self._laid = (first.shape, order)
            self._y = np.empty_like(first)
            cut = memory_order(self._y)[0]  # where the threads' parts are cut
            thin = tuple(1 if axis == cut else n for axis, n in enumerate(first.shape))
            self._zeros = np.zeros(thin, first.dtype)

        def work(some: tuple[slice, ...]) -> None:
            y = np.add(first[some], second[some], out=self._y[some])
            for other in others:
                np.add(y, other[some], out=y)
            if self.relu:
                np.maximum(y, self._zeros, out=y)

        thread_pool().spread(work, self._y, self._y.size)
        values[self.outputs[0]] = self._y

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        if self.relu:
            arriving, dz = dy, self.binding.scratch.like(self._y)

            def work(some: tuple[slice, ...]) -> None:
                np.multiply(arriving[some], np.greater(self._y[some], self._zeros), out=dz[some])

            thread_pool().spread(work, self._y, self._y.size)
            dy = dz
        for tensor, wanted in zip(self.inputs, self.binding.wanted, strict=True):
            if wanted:
                gradients.give(tensor, dy)
