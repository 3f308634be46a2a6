"""Batch normalization and a following relu in few passes, a block of rows at a time, by several threads.

Replaces `BatchNormalization` over the last axis: by the batch while training, by running averages otherwise. What is
known of a channel is written side by side as often as makes a line long: numpy is slow where lines are short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.kernels.crew import crew
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.normalization import BatchNormalization

Array = np.ndarray[Any, np.dtype[Any]]

LINE = 4096  # numbers of a line, at the most
BLOCK = 1 << 18  # numbers of a block, roughly


def batch_normalization(step: Step, site: Site) -> Match | None:
    """Matches BatchNormalization of the last axis, and takes a following relu along."""
    layer = step.layer
    if not isinstance(layer, BatchNormalization) or layer.axis not in (-1, len(step.input_shapes[0])):
        return None
    if site.training and not layer.trainable:
        return None
    relu = site.activation_after(step)
    steps = (step,) if relu is None else (step, relu)
    return BatchNormalizationOp(step, site.bind(step), layer, steps[-1].outputs, relu is not None), steps


class BatchNormalizationOp(Op):
    """relu(gamma (x - mean) / deviation + beta)."""

    threaded = True

    def __init__(
        self, step: Step, binding: Binding, layer: BatchNormalization, outputs: tuple[int, ...], relu: bool
    ) -> None:
        super().__init__(step, binding)
        self.layer, self.outputs, self.relu = layer, outputs, relu
        self.gamma, self.beta = binding.weights.get("gamma"), binding.weights.get("beta")
        self._laid: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    # -- how the numbers lie ----------------------------------------------------------------------------

    def _lay(self, x: Array) -> None:
        """Room for a batch of this shape whose axes lie in memory in this order."""
        order = _order(x)
        if (x.shape, order) == self._laid:
            return
        self._laid, self._order = (x.shape, order), order
        self._back_order = tuple(int(i) for i in np.argsort(order))
        self._shape = tuple(x.shape[i] for i in order)
        self.channels = x.shape[-1]
        self.rows = x.size // self.channels
        times = 1
        while self.rows % (2 * times) == 0 and 2 * times * self.channels <= LINE:
            times *= 2
        self.times, self.lines = times, self.rows // times
        block = max(1, BLOCK // (times * self.channels))
        self.blocks = [slice(start, min(self.lines, start + block)) for start in range(0, self.lines, block)]
        wide = (self.lines, times * self.channels)
        self._y, self._zero = np.empty(wide, x.dtype), np.zeros(wide[1], x.dtype)
        self._ones = np.ones(block, x.dtype)
        self._sums = np.empty((2, len(self.blocks), wide[1]), x.dtype)
        if self.binding.training:
            self._centred, self._room = np.empty(wide, x.dtype), np.empty((crew().size, block, wide[1]), x.dtype)
            self._dz = np.empty(wide, x.dtype)
            self._mask = np.empty((crew().size, block, wide[1]), bool)

    def _lines(self, x: Array) -> Array:
        """The numbers of x, line by line, in the order of the input's memory."""
        found: Array = x.transpose(self._order).reshape(self.lines, -1)
        return found

    def _shaped(self, lines: Array) -> Array:
        shaped: Array = lines.reshape(self._shape).transpose(self._back_order)
        return shaped

    def _wide(self, values: Any) -> Array:
        """What is known of each channel, side by side along a line."""
        wide: Array = np.tile(np.asarray(values, self._y.dtype), self.times)
        return wide

    def _mean(self, sums: Array) -> Array:
        total: Array = sums.sum(axis=0).reshape(self.times, self.channels).sum(axis=0)
        mean: Array = total / total.dtype.type(self.rows)
        return mean

    # -- the passes -------------------------------------------------------------------------------------

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        self._lay(x)
        lines, weights = self._lines(x), self.binding.weights
        if self.binding.training:
            mean, variance = self._moments(lines)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                weights[name][...] = self.layer.momentum * weights[name] + (1 - self.layer.momentum) * value
            lines = self._centred
        else:
            mean, variance = weights["moving_mean"], weights["moving_variance"]
        self._inverse = 1 / np.sqrt(variance + x.dtype.type(self.layer.epsilon))
        factor = self._inverse if self.gamma is None else self._inverse * self.gamma
        shift = np.zeros_like(factor) if self.beta is None else self.beta
        if not self.binding.training:
            shift = shift - mean * factor
        self._factor, offset = self._wide(factor), self._wide(shift)

        def finish(number: int, _hand: int) -> None:
            block = self.blocks[number]
            y = self._y[block]
            np.multiply(lines[block], self._factor, out=y)
            np.add(y, offset, out=y)
            if self.relu:
                np.maximum(y, self._zero, out=y)

        crew().run(finish, len(self.blocks))
        values[self.outputs[0]] = self._shaped(self._y)

    def _moments(self, lines: Array) -> tuple[Array, Array]:
        """Mean and variance of each channel; leaves the numbers without their mean in `_centred`."""

        def add(number: int, _hand: int) -> None:
            block = lines[self.blocks[number]]
            np.matmul(self._ones[: len(block)], block, out=self._sums[0, number])

        crew().run(add, len(self.blocks))
        mean = self._mean(self._sums[0])
        middle = self._wide(mean)

        def centre(number: int, hand: int) -> None:
            block = self.blocks[number]
            centred = self._centred[block]
            squares = self._room[hand, : len(centred)]
            np.subtract(lines[block], middle, out=centred)
            np.multiply(centred, centred, out=squares)
            np.matmul(self._ones[: len(centred)], squares, out=self._sums[1, number])

        crew().run(centre, len(self.blocks))
        return mean, self._mean(self._sums[1])

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        arriving, targets = self._lines(dy), self.binding.gradients

        def add(number: int, hand: int) -> None:
            block = self.blocks[number]
            dz, y = self._dz[block], self._y[block]
            room, mask = self._room[hand, : len(dz)], self._mask[hand, : len(dz)]
            if self.relu:
                np.greater(y, self._zero, out=mask)
                np.multiply(arriving[block], mask, out=dz)
            else:
                np.copyto(dz, arriving[block])
            np.matmul(self._ones[: len(dz)], dz, out=self._sums[0, number])
            np.multiply(dz, self._centred[block], out=room)
            np.matmul(self._ones[: len(dz)], room, out=self._sums[1, number])

        crew().run(add, len(self.blocks))
        mean, tilt = self._mean(self._sums[0]), self._mean(self._sums[1]) * self._inverse
        if "beta" in targets:
            targets["beta"][...] = mean * mean.dtype.type(self.rows)
        if "gamma" in targets:
            targets["gamma"][...] = tilt * tilt.dtype.type(self.rows)
        if self.binding.wanted[0]:
            self._to_input(self._wide(mean), self._wide(tilt * self._inverse))
            gradients.give(self.inputs[0], self._shaped(self._dz))

    def _to_input(self, mean: Array, tilt: Array) -> None:
        """dz becomes factor (dz - mean - centred · tilt): mean and deviation depend on every number of a channel."""

        def turn(number: int, hand: int) -> None:
            block = self.blocks[number]
            dz = self._dz[block]
            room = self._room[hand, : len(dz)]
            np.multiply(self._centred[block], tilt, out=room)
            np.add(room, mean, out=room)
            np.subtract(dz, room, out=dz)
            np.multiply(dz, self._factor, out=dz)

        crew().run(turn, len(self.blocks))


def _order(x: Array) -> tuple[int, ...]:
    """The axes as they lie in memory, the channels last."""
    others = sorted(range(x.ndim - 1), key=lambda axis: -abs(x.strides[axis]))
    return (*others, x.ndim - 1)
