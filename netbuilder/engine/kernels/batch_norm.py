"""Batch normalization and a following relu in few passes, a block of rows at a time, by several threads.

Replaces `BatchNormalization` over the last axis: by the batch while training, by running averages otherwise. What is
known of a channel is written side by side as often as makes a line long: numpy is slow where lines are short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.memory_order import Laid, memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.normalization import BatchNormalization

LINE = 4096  # numbers of a line, at the most
BLOCK = 1 << 18  # numbers of a block, roughly


def batch_normalization(step: Step, site: Site, made: type[BatchNormalizationOp] | None = None) -> Match | None:
    """Matches BatchNormalization of the last axis, and takes a following relu along; `made` computes it."""
    layer = step.layer
    if not isinstance(layer, BatchNormalization) or layer.axis not in (-1, len(step.input_shapes[0])):
        return None
    if site.training and not layer.trainable:
        return None
    steps = site.with_relu(step)
    made = made or BatchNormalizationOp
    return made(step, site.bind(step), layer, steps[-1].outputs, len(steps) == 2), steps


class BatchNormalizationOp(Op):
    """relu(gamma (x - mean) / deviation + beta)."""

    threaded = True
    longest = LINE

    def __init__(
        self, step: Step, binding: Binding, layer: BatchNormalization, outputs: tuple[int, ...], relu: bool
    ) -> None:
        super().__init__(step, binding)
        self.layer, self.outputs, self.relu = layer, outputs, relu
        self.gamma, self.beta = binding.weights.get("gamma"), binding.weights.get("beta")
        self._laid: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    # -- how the numbers lie ----------------------------------------------------------------------------

    def _lay(self, x: Array) -> None:
        """Workspace for a batch of this shape whose axes lie in memory in this order."""
        order = memory_order(x)
        if (x.shape, order) == self._laid:
            return
        self._laid, self._positions = (x.shape, order), Laid(x, order)
        self.channels = x.shape[-1]
        self.rows = x.size // self.channels
        times = 1
        while self.rows % (2 * times) == 0 and 2 * times * self.channels <= self.longest:
            times *= 2
        self.times, self.lines = times, self.rows // times
        self._make_room(x)

    def _make_room(self, x: Array) -> None:
        """Workspace for what lies so."""
        times = self.times
        block = max(1, BLOCK // (times * self.channels))
        self.blocks = [slice(start, min(self.lines, start + block)) for start in range(0, self.lines, block)]
        wide = (self.lines, times * self.channels)
        self._y, self._zero = np.empty(wide, x.dtype), np.zeros(wide[1], x.dtype)
        self._ones = np.ones(block, x.dtype)
        self._sums = np.empty((2, len(self.blocks), wide[1]), x.dtype)
        if self.binding.training:
            scratch, workers = self.binding.scratch, range(thread_pool().size)
            self._workspaces = [scratch.arrays(worker, x.dtype, (block, wide[1]))[0] for worker in workers]

    def _lines(self, x: Array) -> Array:
        """The numbers of x, line by line, in the order of the input's memory."""
        return self._positions.lines(x, self.lines)

    def _wide(self, values: Any) -> Array:
        """What is known of each channel, side by side along a line."""
        wide: Array = np.tile(np.asarray(values, self._y.dtype), self.times)
        return wide

    def _sum(self, columns: Array) -> Array:
        """What there is of each channel, added up over blocks and places along a line."""
        total: Array = columns.sum(axis=0).reshape(self.times, self.channels).sum(axis=0)
        return total

    # -- the passes -------------------------------------------------------------------------------------

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        self._lay(x)
        lines, weights = self._lines(x), self.binding.weights
        if self.binding.training:
            mean, variance = self._moments(lines)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                weights[name][...] = self.layer.momentum * weights[name] + (1 - self.layer.momentum) * value
        else:
            mean, variance = weights["moving_mean"], weights["moving_variance"]
        self._mean, self._inverse = mean, 1 / np.sqrt(variance + x.dtype.type(self.layer.epsilon))
        factor = self._inverse if self.gamma is None else self._inverse * self.gamma
        self._factor = factor
        scale, offset = self._wide(factor), self._wide((0 if self.beta is None else self.beta) - mean * factor)

        def finish(number: int, _hand: int) -> None:
            block = self.blocks[number]
            y = self._y[block]
            np.multiply(lines[block], scale, out=y)
            np.add(y, offset, out=y)
            if self.relu:
                np.maximum(y, self._zero, out=y)

        thread_pool().run(finish, len(self.blocks))
        values[self.outputs[0]] = self._positions.shaped(self._y)

    def _moments(self, lines: Array) -> tuple[Array, Array]:
        """Mean and variance of each channel: those of each place along a line of each block first, then of all.

        Source: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances".
        """
        means, squares = self._sums
        sizes = np.array([[block.stop - block.start] for block in self.blocks], lines.dtype)

        def look(number: int, worker: int) -> None:
            block = lines[self.blocks[number]]
            centred = self._workspaces[worker][: len(block)]
            np.matmul(self._ones[: len(block)], block, out=means[number])
            np.divide(means[number], sizes[number], out=means[number])
            np.subtract(block, means[number], out=centred)
            np.einsum("rl,rl->l", centred, centred, out=squares[number])

        thread_pool().run(look, len(self.blocks))
        count = sizes.dtype.type(self.rows)
        mean = self._sum(means * sizes) / count
        apart = means - self._wide(mean)
        return mean, self._sum(squares + sizes * apart * apart) / count

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        lines, arriving, targets = self._lines(values[self.inputs[0]]), self._lines(dy), self.binding.gradients
        middle = self._wide(self._mean)
        dx = self.binding.scratch.lend(self._y.shape, self._y.dtype)
        dz = dx if self.relu else arriving

        def add(number: int, worker: int) -> None:
            block = self.blocks[number]
            workspace = self._workspaces[worker][: len(dz[block])]
            if self.relu:
                # The mask is used up before the workspace is.
                mask = workspace.reshape(-1).view(bool)[: workspace.size].reshape(workspace.shape)
                np.greater(self._y[block], self._zero, out=mask)
                np.multiply(arriving[block], mask, out=dz[block])
            np.matmul(self._ones[: len(workspace)], dz[block], out=self._sums[0, number])
            np.subtract(lines[block], middle, out=workspace)
            np.einsum("rl,rl->l", dz[block], workspace, out=self._sums[1, number])

        thread_pool().run(add, len(self.blocks))
        total, tilt = self._sum(self._sums[0]), self._sum(self._sums[1]) * self._inverse
        if "beta" in targets:
            targets["beta"][...] = total
        if "gamma" in targets:
            targets["gamma"][...] = tilt
        if self.binding.wanted[0]:
            self._to_input(lines, dz, dx, total / total.dtype.type(self.rows), tilt / tilt.dtype.type(self.rows))
            gradients.give(self.inputs[0], self._positions.shaped(dx))

    def _to_input(self, lines: Array, dz: Array, dx: Array, mean: Array, tilt: Array) -> None:
        """factor (dz - mean - normalized · tilt): mean and deviation depend on every number of a channel."""
        slope = -self._factor * tilt * self._inverse
        scale, steep = self._wide(self._factor), self._wide(slope)
        offset = self._wide(-self._factor * mean - slope * self._mean)

        def turn(number: int, worker: int) -> None:
            block = self.blocks[number]
            out = dx[block]
            workspace = self._workspaces[worker][: len(out)]
            np.multiply(lines[block], steep, out=workspace)
            np.add(workspace, offset, out=workspace)
            np.multiply(dz[block], scale, out=out)
            np.add(out, workspace, out=out)

        thread_pool().run(turn, len(self.blocks))
