"""Batch normalization and a following relu: two passes forwards, and two back."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels import batch_norm
from netbuilder.engine.kernels.batch_norm import BatchNormalizationOp
from netbuilder.engine.kernels.compiled.code import normalizing
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import GradientTable, Values
from netbuilder.engine.steps import Step

LINE = 512  # numbers of a line, at the most
PARTS = 16  # into which what adds up is cut, whatever the threads
FEWEST = 1 << 13  # numbers of a part


def batch_normalization(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernel does."""
    return batch_norm.batch_normalization(step, site, CompiledBatchNormalization)


class CompiledBatchNormalization(BatchNormalizationOp):
    """The same by compiled passes."""

    longest = LINE

    def _make_room(self, x: Array) -> None:
        self.parts = cut(self.lines, min(PARTS, x.size // FEWEST))
        self._y = aligned((self.lines, self.times * self.channels))

    def _together(self, lines: Array) -> Array:
        return plain(self._lines(lines))

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        self._lay(x)
        self._x, weights = self._together(x), self.binding.weights
        if self.binding.training:
            mean, variance = self._moments(self._x)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                weights[name][...] = self.layer.momentum * weights[name] + (1 - self.layer.momentum) * value
        else:
            mean, variance = weights["moving_mean"], weights["moving_variance"]
        self._mean, self._inverse = mean, 1 / np.sqrt(variance + x.dtype.type(self.layer.epsilon))
        factor = self._inverse if self.gamma is None else self._inverse * self.gamma
        self._factor = factor
        self._scale = self._wide(factor)
        self._offset = self._wide((0 if self.beta is None else self.beta) - mean * factor)

        def work(number: int, _hand: int) -> None:
            normalizing.scaled(self._x, self._scale, self._offset, self._y, self.relu, *self.parts[number])

        thread_pool().run(work, len(self.parts))
        values[self.outputs[0]] = self._positions.shaped(self._y)

    def _moments(self, lines: Array) -> tuple[Array, Array]:
        """Mean and variance of each channel: of each column of each part first, then of all."""
        means, squares = np.empty((2, len(self.parts), lines.shape[1]), lines.dtype)

        def work(number: int, _hand: int) -> None:
            normalizing.moments(lines, means[number], squares[number], *self.parts[number])

        thread_pool().run(work, len(self.parts))
        sizes = np.array([last - first for first, last in self.parts], np.float64)[:, None, None]
        of_channels = means.reshape(len(self.parts), self.times, self.channels).astype(np.float64)
        mean = (sizes * of_channels).sum(axis=(0, 1)) / self.rows
        apart = (sizes * (of_channels - mean) ** 2).sum(axis=(0, 1))
        within = squares.reshape(-1, self.channels).sum(axis=0, dtype=np.float64)
        return mean.astype(lines.dtype), ((within + apart) / self.rows).astype(lines.dtype)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        arriving, lines, targets = self._together(dy), self._x, self.binding.gradients
        middle = self._wide(self._mean)
        totals, tilts = np.zeros((2, len(self.parts), lines.shape[1]), lines.dtype)

        def add(number: int, _hand: int) -> None:
            normalizing.back_sums(
                lines, arriving, self._scale, self._offset, middle, self.relu, totals[number], tilts[number],
                *self.parts[number],
            )  # fmt: skip

        thread_pool().run(add, len(self.parts))
        total, tilt = self._sum(totals), self._sum(tilts) * self._inverse
        if "beta" in targets:
            targets["beta"][...] = total
        if "gamma" in targets:
            targets["gamma"][...] = tilt
        if self.binding.wanted[0]:
            dx = self.binding.scratch.lend(self._y.shape, self._y.dtype)
            self._turn(lines, arriving, dx, total / total.dtype.type(self.rows), tilt / tilt.dtype.type(self.rows))
            gradients.give(self.inputs[0], self._positions.shaped(dx))

    def _turn(self, lines: Array, arriving: Array, dx: Array, mean: Array, tilt: Array) -> None:
        """factor (dz - mean - normalized · tilt): mean and deviation depend on every number of a channel."""
        slope = -self._factor * tilt * self._inverse
        steep, shift = self._wide(slope), self._wide(-self._factor * mean - slope * self._mean)

        def turn(number: int, _hand: int) -> None:
            normalizing.back_scaled(
                lines, arriving, self._scale, self._offset, steep, shift, self.relu, dx, *self.parts[number]
            )

        thread_pool().run(turn, len(self.parts))
