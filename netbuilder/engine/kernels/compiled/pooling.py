"""Max pooling that remembers which value was the largest, a byte for each."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import aligned
from netbuilder.engine.kernels.compiled.code import pooling
from netbuilder.engine.kernels.compiled.convolution import geometry
from netbuilder.engine.kernels.compiled.laying import cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.maths.windows import Windows
from netbuilder.layers.pooling import MaxPooling

MOST_TAPS = 255  # that a byte tells apart


def max_pooling(step: Step, site: Site) -> Match | None:
    """Matches max pooling by whole windows."""
    layer = step.layer
    fits = isinstance(layer, MaxPooling) and layer.padding == "valid" and layer.strides in (None, layer.pool_size)
    if not fits or not isinstance(layer, MaxPooling) or math.prod(layer.pool_size) > MOST_TAPS:
        return None
    return CompiledMaxPool(step, site.bind(step), layer.pool_size), (step,)


class CompiledMaxPool(Op):
    """The largest of each window."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, size: tuple[int, ...]) -> None:
        super().__init__(step, binding)
        self.space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        windows = Windows(self.space, size, size, (1,) * len(size), "valid")
        self.counts, self.geometry = windows.counts, geometry(windows)
        self.covers_all = all(count * one == n for count, one, n in zip(self.counts, size, self.space, strict=True))
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = laid(values[self.inputs[0]], self.binding.scratch)
        images, channels = x.shape[1:]
        workspace = self._workspace = self._workspaces.get(images, lambda: _Workspace(self, images, channels))
        lines, y = x.reshape(len(x), -1), workspace.y.reshape(len(workspace.y), -1)

        def work(number: int, _hand: int) -> None:
            pooling.pooled(lines, y, workspace.which, self.geometry, *workspace.parts[number])

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.counts)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        workspace, arriving = self._workspace, laid(dy, self.binding.scratch)
        dx = self.binding.scratch.lend((math.prod(self.space), *arriving.shape[1:]), dy.dtype)
        if not self.covers_all:
            dx.fill(0)  # a rest that no window has
        lines, out = arriving.reshape(len(arriving), -1), dx.reshape(len(dx), -1)

        def work(number: int, _hand: int) -> None:
            pooling.pooled_back(lines, workspace.which, out, self.geometry, *workspace.parts[number])

        thread_pool().run(work, len(workspace.parts))
        gradients.give(self.inputs[0], seen(dx, self.space))


class _Workspace:
    """Workspace for batches of one size."""

    def __init__(self, op: CompiledMaxPool, images: int, channels: int) -> None:
        count = math.prod(op.counts)
        self.y = aligned((count, images, channels))
        self.which = np.empty((count, images * channels), np.uint8)
        self.parts = cut(count, thread_pool().size if self.y.size >= WORTH_SPREADING else 1)
