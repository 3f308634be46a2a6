"""Pooling by windows of any size, stride and padding: means, and the largest where windows overlap or are padded."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.engine.kernels.compiled.code import pooling
from netbuilder.engine.kernels.compiled.convolution import geometry
from netbuilder.engine.kernels.compiled.laying import cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.maths.windows import Windows
from netbuilder.layers.pooling import AveragePooling, MaxPooling


def window_pooling(step: Step, site: Site) -> Match | None:
    """Matches average and max pooling."""
    if not isinstance(step.layer, AveragePooling | MaxPooling):
        return None
    return CompiledWindowPool(step, site.bind(step), step.layer), (step,)


class CompiledWindowPool(Op):
    """The mean or the largest of each window."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, layer: AveragePooling | MaxPooling) -> None:
        super().__init__(step, binding)
        self.space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        ones = (1,) * len(self.space)
        windows = Windows(self.space, layer.pool_size, layer.strides or layer.pool_size, ones, layer.padding)
        self.counts, self.geometry = windows.counts, geometry(windows)
        self.averages = isinstance(layer, AveragePooling)
        inside = windows.cut(windows.pad(np.ones((1, *self.space, 1), np.float32)))
        self.share = 1 / inside.reshape(math.prod(self.counts), -1).sum(axis=1, dtype=np.float32)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = laid(values[self.inputs[0]], self.binding.scratch)
        images, channels = x.shape[1:]
        workspace = self._workspace = self._workspaces.get(images, lambda: _Workspace(self, images, channels))
        lines, y = x.reshape(len(x), -1), workspace.y.reshape(len(workspace.y), -1)

        def work(number: int, _hand: int) -> None:
            part = workspace.parts[number]
            if self.averages:
                pooling.averaged(lines, y, self.share, self.geometry, *part)
            else:
                pooling.largest_of(lines, y, workspace.which, self.geometry, *part)

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.counts)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        workspace, arriving = self._workspace, laid(dy, self.binding.scratch)
        dx = self.binding.scratch.lend((math.prod(self.space), *arriving.shape[1:]), dy.dtype)
        lines, out = arriving.reshape(len(arriving), -1), dx.reshape(len(dx), -1)

        def work(number: int, _hand: int) -> None:
            part = workspace.back[number]
            if self.averages:
                pooling.averaged_back(lines, out, self.share, self.geometry, *part)
            else:
                pooling.largest_of_back(lines, workspace.which, out, self.geometry, *part)

        thread_pool().run(work, len(workspace.back))
        gradients.give(self.inputs[0], seen(dx, self.space))


class _Workspace:
    """Workspace for batches of one size."""

    def __init__(self, op: CompiledWindowPool, images: int, channels: int) -> None:
        before, after = math.prod(op.space), math.prod(op.counts)
        self.y = np.empty((after, images, channels), np.float32)
        self.which = np.empty((0 if op.averages else after, images * channels), np.int32)
        threads = thread_pool().size if before * images * channels >= WORTH_SPREADING else 1
        self.parts, self.back = cut(after, threads), cut(before, threads)
