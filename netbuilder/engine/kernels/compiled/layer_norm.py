"""Layer normalization and its kin in compiled code, and a sum before them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import levelling
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.merging import Add
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization

PARTS = 16  # into which what adds up is cut, whatever the threads
FEWEST = 1 << 13  # numbers of a part


def layer_normalization(step: Step, site: Site) -> Match | None:
    """Matches a normalization of the last axes, and a sum of two inputs before it."""
    if isinstance(step.layer, Add):
        following = site.after(step)
        alike = set(step.input_shapes) == set(step.output_shapes) and len(step.inputs) == 2
        if following is None or not alike or not _fits(following):
            return None
        return CompiledLayerNormalization(following, site.bind(following), step, site.bind(step)), (step, following)
    return (CompiledLayerNormalization(step, site.bind(step)), (step,)) if _fits(step) else None


def _fits(step: Step) -> bool:
    layer, rank = step.layer, len(step.input_shapes[0])
    if not isinstance(layer, LayerNormalization | RMSNormalization):
        return False
    axes = tuple(layer.along(step.input_shapes[0]))
    plainly = isinstance(layer, RMSNormalization) or not layer.rms_scaling
    return plainly and axes == tuple(range(rank + 1 - len(axes), rank + 1))


class _Workspace:
    """For batches of one size."""

    def __init__(self, rows: int, width: int, keeps: bool) -> None:
        self.y = np.empty((rows, width), np.float32)
        self.kept = np.empty((rows if keeps else 0, width), np.float32)
        self.moments = np.empty((rows, 2), np.float32)
        self.parts = cut(rows, min(PARTS, self.y.size // FEWEST))
        self.of_gamma, self.of_beta = np.empty((2, len(self.parts), width), np.float32)


class CompiledLayerNormalization(Op):
    """gamma (x - mean) / deviation + beta, or gamma x / root mean square, for the sum x of the inputs."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, adding: Step | None = None, added: Binding | None = None) -> None:
        super().__init__(step, binding)
        self.adds = adding is not None
        if adding is not None and added is not None:
            self.inputs, self._wanted = adding.inputs, added.wanted
        else:
            self._wanted = binding.wanted
        layer: Any = step.layer
        self.epsilon, self.centres = np.float32(layer.epsilon), isinstance(layer, LayerNormalization)
        self._gamma = "gamma" if self.centres else "scale"
        axes = len(layer.along(step.input_shapes[0]))
        self.width = math.prod(dim or 1 for dim in step.input_shapes[0][-axes:])
        weights = binding.weights
        self.gamma = weights[self._gamma].reshape(-1) if self._gamma in weights else np.ones(self.width, np.float32)
        self.beta = weights["beta"].reshape(-1) if "beta" in weights else np.zeros(self.width, np.float32)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        self._shape = values[self.inputs[0]].shape
        a, b = (plain(values[tensor].reshape(-1, self.width)) for tensor in (self.inputs[0], self.inputs[-1]))
        workspace = self._workspace = self._workspaces.get(len(a), lambda: _Workspace(len(a), self.width, self.adds))
        self._x = workspace.kept if self.adds else a

        def work(number: int, _hand: int) -> None:
            levelling.normalized(
                a, b, workspace.kept, self.adds, self.gamma, self.beta, self.centres, self.epsilon, workspace.y,
                workspace.moments, *workspace.parts[number],
            )  # fmt: skip

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = workspace.y.reshape(self._shape)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        workspace, gives, arriving = self._workspace, any(self._wanted), plain(dy.reshape(-1, self.width))
        dx = self.binding.scratch.lend(arriving.shape if gives else (0, self.width), arriving.dtype)
        sums = workspace.of_gamma, workspace.of_beta
        for each in sums:
            each.fill(0)

        def work(number: int, _hand: int) -> None:
            levelling.normalized_back(
                self._x, arriving, workspace.moments, self.gamma, self.centres, gives, dx, sums[0][number],
                sums[1][number], *workspace.parts[number],
            )  # fmt: skip

        thread_pool().run(work, len(workspace.parts))
        for name, found in zip((self._gamma, "beta"), sums, strict=True):
            if name in self.binding.gradients:
                target: Array = self.binding.gradients[name]
                np.add.reduce(found, axis=0, out=target.reshape(-1))
        for tensor, wanted in zip(self.inputs, self._wanted, strict=True):
            if wanted:
                gradients.give(tensor, dx.reshape(self._shape))
