"""Dense layers over sequences: a block of rows at a time, product, bias and activation while it is in cache.

Replaces what `dense` replaces where inputs have steps and threads of ours have the processors, so that each takes
blocks; where BLAS has them, its threads share the whole product.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.kernels.crew import crew
from netbuilder.engine.kernels.dense import DenseOp, activate, dense, through
from netbuilder.engine.kernels.rooms import Rooms
from netbuilder.engine.kernels.rows import Wide, blocks
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.ops import GradientTable, Values
from netbuilder.engine.steps import Step
from netbuilder.layers import Dense

Array = np.ndarray[Any, np.dtype[Any]]


def dense_rows(step: Step, site: Site) -> Match | None:
    """Matches what `dense` matches, over sequences."""
    if not isinstance(step.layer, Dense) or len(step.input_shapes[0]) < 2:
        return None
    return dense(step, site, DenseRowsOp)


class _Room:
    """For batches of one size."""

    def __init__(self, rows: int, kernel: Array, training: bool, wanted: bool) -> None:
        before, units = kernel.shape
        self.blocks = blocks(rows, max(before, units))
        count, longest = len(self.blocks), max(block.stop - block.start for block in self.blocks)
        self.y: Array = np.empty((rows, units), kernel.dtype)
        self.zeros: Array = np.zeros((longest, units), kernel.dtype)
        if not training:
            return
        self.dz: Array = np.empty((rows, units), kernel.dtype)
        self.dx: Array = np.empty((rows if wanted else 0, before), kernel.dtype)
        self.ones: Array = np.ones(longest, kernel.dtype)
        self.mask: Array = np.empty((min(crew().size, count), longest, units), bool)
        self.biases: Array = np.empty((count, units), kernel.dtype)
        # Sums of few blocks, unless that takes more room than the batch: then one product of all rows.
        self.kernels: Array | None = None
        if count * kernel.size <= rows * units:
            self.kernels = np.empty((count, *kernel.shape), kernel.dtype)


class DenseRowsOp(DenseOp):
    """activation(x · kernel + bias), a block of rows a thread."""

    _parted: _Room | None = None

    def forward(self, values: Values) -> None:
        self._parted = None
        if not crew().is_alone:
            super().forward(values)
            return
        x = values[self.inputs[0]]
        rows = x.reshape(-1, x.shape[-1])
        self._parted = room = self._room(rows)
        if self.bias is not None:
            self._offset.set(self.bias)

        def compute(number: int, _hand: int) -> None:
            block = room.blocks[number]
            y = np.matmul(rows[block], self.kernel, out=room.y[block])
            if self.bias is not None:
                self._offset.meet(np.add, y, y)
            activate(self.activation, y, room.zeros[: len(y)])

        crew().run(compute, len(room.blocks))
        self._x, self._shape = rows, x.shape
        values[self.outputs[0]] = room.y.reshape(*x.shape[:-1], self.units)

    def _room(self, rows: Array) -> _Room:
        if not hasattr(self, "_rooms"):
            self._rooms: Rooms[_Room] = Rooms()
            self._offset = Wide(self.units, rows.dtype)
        training, wanted = self.binding.training, self.binding.wanted[0]
        return self._rooms.get(len(rows), lambda: _Room(len(rows), self.kernel, training, wanted))

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy, room = gradients[self.outputs[0]], self._parted
        if room is None or dy is None:
            super().backward(values, gradients)
            return
        arriving, targets, x = dy.reshape(-1, self.units), self.binding.gradients, self._x

        def turn(number: int, hand: int) -> None:
            block = room.blocks[number]
            y, dz = room.y[block], room.dz[block]
            dz = through(self.activation, arriving[block], y, dz, room.zeros[: len(y)], room.mask[hand, : len(y)])
            if "kernel" in targets and room.kernels is not None:
                np.matmul(x[block].T, dz, out=room.kernels[number])
            if "bias" in targets:
                np.matmul(room.ones[: len(dz)], dz, out=room.biases[number])
            if self.binding.wanted[0]:
                np.matmul(dz, self.kernel.T, out=room.dx[block])

        crew().run(turn, len(room.blocks))
        if "kernel" in targets:
            if room.kernels is not None:
                np.add.reduce(room.kernels, axis=0, out=targets["kernel"])
            else:
                crew().product(x.T, arriving if self.activation == "linear" else room.dz, targets["kernel"])
        if "bias" in targets:
            np.add.reduce(room.biases, axis=0, out=targets["bias"])
        if self.binding.wanted[0]:
            gradients.give(self.inputs[0], room.dx.reshape(self._shape))
