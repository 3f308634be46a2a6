"""Normalization of each row in few passes, a block of rows at a time, by several threads.

Replaces `LayerNormalization` and `RMSNormalization` of the last axis, and an `Add` of equal shapes that only they read.
Sums along rows are products with a vector, and factors that many rows share lie in long lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.rows import Wide, blocks
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.merging import Add
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization


def layer_normalization(step: Step, site: Site) -> Match | None:
    """Matches a normalization of the last axis, and a sum before it."""
    if isinstance(step.layer, Add):
        following = site.after(step)
        if following is None or set(step.input_shapes) != set(step.output_shapes) or not _fits(following):
            return None
        return LayerNormalizationOp(following, site.bind(following), step, site.bind(step)), (step, following)
    return (LayerNormalizationOp(step, site.bind(step)), (step,)) if _fits(step) else None


def _fits(step: Step) -> bool:
    layer = step.layer
    if not isinstance(layer, LayerNormalization | RMSNormalization):
        return False
    plain = isinstance(layer, RMSNormalization) or not layer.rms_scaling
    return plain and tuple(layer.along(step.input_shapes[0])) == (len(step.input_shapes[0]),)


class _Workspace:
    """For batches of one size."""

    def __init__(self, rows: int, width: int, dtype: Any, training: bool) -> None:
        self.blocks = blocks(rows, width)
        longest = max(block.stop - block.start for block in self.blocks)
        self.y: Array = np.empty((rows, width), dtype)
        self.inverse: Array = np.empty(rows, dtype)
        workers = min(thread_pool().size, len(self.blocks))
        self.work: Array = np.empty((workers, longest, width), dtype)
        # Predicting keeps nothing: the place for what is centred is a thread's own.
        self.centred: Array = np.empty((rows, width), dtype) if training else self.work
        if training:
            self.ones: Array = np.ones(longest, dtype)
            self.sums: Array = np.empty((2, len(self.blocks), width), dtype)


class LayerNormalizationOp(Op):
    """gamma (x - mean) / deviation + beta, or gamma x / root mean square, for the sum x of the inputs."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, adding: Step | None = None, added: Binding | None = None) -> None:
        super().__init__(step, binding)
        if adding is not None and added is not None:
            self.inputs, self._wanted = adding.inputs, added.wanted
        else:
            self._wanted = binding.wanted
        layer = step.layer
        assert isinstance(layer, LayerNormalization | RMSNormalization)
        self.epsilon, self.centring = layer.epsilon, isinstance(layer, LayerNormalization)
        self._gamma = "gamma" if self.centring else "scale"
        self.gamma, self.beta = binding.weights.get(self._gamma), binding.weights.get("beta")
        self._workspaces: Workspaces[_Workspace] = Workspaces()
        self._width = -1

    def _bind(self, x: Array) -> None:
        """Workspace for a batch of this shape."""
        width = x.shape[-1]
        if width != self._width:
            self._width = width
            self._factor, self._offset = Wide(width, x.dtype), Wide(width, x.dtype)
            self._mean: Array = np.full(width, 1 / width, x.dtype)
        rows, training = x.size // width, self.binding.training
        self._workspace = self._workspaces.get(x.shape, lambda: _Workspace(rows, width, x.dtype, training))
        self._shape = x.shape
        if self.gamma is not None:
            self._factor.set(self.gamma)
        if self.beta is not None:
            self._offset.set(self.beta)

    def forward(self, values: Values) -> None:
        self._bind(values[self.inputs[0]])
        width, workspace, training = self._width, self._workspace, self.binding.training
        xs = [values[tensor].reshape(-1, width) for tensor in self.inputs]

        def normalize(number: int, worker: int) -> None:
            block = workspace.blocks[number]
            y, inverse = workspace.y[block], workspace.inverse[block]
            centred = workspace.centred[block] if training else workspace.work[worker, : len(y)]
            x = xs[0][block]
            for other in xs[1:]:
                x = np.add(x, other[block], out=centred)
            if self.centring:
                np.matmul(x, self._mean, out=inverse)
                np.subtract(x, inverse[:, None], out=centred)
            elif x is not centred:
                np.copyto(centred, x)
            np.multiply(centred, centred, out=y)
            np.matmul(y, self._mean, out=inverse)
            np.add(inverse, inverse.dtype.type(self.epsilon), out=inverse)
            np.sqrt(inverse, out=inverse)
            np.reciprocal(inverse, out=inverse)
            np.multiply(centred, inverse[:, None], out=y)
            if self.gamma is not None:
                self._factor.meet(np.multiply, y, y)
            if self.beta is not None:
                self._offset.meet(np.add, y, y)

        thread_pool().run(normalize, len(workspace.blocks))
        values[self.outputs[0]] = workspace.y.reshape(self._shape)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        workspace, targets, arriving = self._workspace, self.binding.gradients, dy.reshape(-1, self._width)
        # The mean of what gamma makes of a gradient.
        mean = self._mean if self.gamma is None else self._mean * self.gamma
        through = any(self._wanted)
        dx = self.binding.scratch.lend(workspace.y.shape, workspace.y.dtype)

        def turn(number: int, worker: int) -> None:
            block = workspace.blocks[number]
            d, centred, inverse = arriving[block], workspace.centred[block], workspace.inverse[block]
            products = workspace.work[worker, : len(d)]
            np.multiply(d, centred, out=products)
            if self._gamma in targets:
                np.matmul(inverse, products, out=workspace.sums[0, number])
            if "beta" in targets:
                np.matmul(workspace.ones[: len(d)], d, out=workspace.sums[1, number])
            if through:
                self._to_input(dx[block], d, centred, inverse, products, mean)

        thread_pool().run(turn, len(workspace.blocks))
        for row, name in enumerate((self._gamma, "beta")):
            if name in targets:
                np.add.reduce(workspace.sums[row], axis=0, out=targets[name])
        for tensor, wanted in zip(self.inputs, self._wanted, strict=True):
            if wanted:
                gradients.give(tensor, dx.reshape(self._shape))

    def _to_input(self, dx: Array, d: Array, centred: Array, inverse: Array, products: Array, mean: Array) -> None:
        """inverse (d gamma - its mean - centred · tilt): mean and deviation depend on every number of a row."""
        tilt = products @ mean
        np.multiply(tilt, inverse, out=tilt)
        np.multiply(tilt, inverse, out=tilt)
        np.multiply(centred, tilt[:, None], out=products)
        if self.centring:
            np.add(products, (d @ mean)[:, None], out=products)
        if self.gamma is not None:
            self._factor.meet(np.multiply, d, dx)
            d = dx
        np.subtract(d, products, out=dx)
        np.multiply(dx, inverse[:, None], out=dx)
