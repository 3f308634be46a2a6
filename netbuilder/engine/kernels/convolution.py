"""Convolutions as products of gathered windows, a few images at a time so that the windows stay in cache.

Replaces a convolution without groups (any rank, stride, dilation and padding), and takes a following relu along.
"""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.tiles import TileOp, engine_for
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv
from netbuilder.layers.maths.windows import Windows
from netbuilder.layers.pooling import MaxPooling2D

CACHE_BYTES = 1 << 20


def convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution in one group."""
    if not isinstance(step.layer, Conv) or step.layer.groups != 1:
        return None
    binding, steps = site.bind(step), site.with_relu(step)
    relu = len(steps) == 2
    engine = engine_for(step, binding)
    if engine is None:
        return ConvOp(step, binding, steps[-1].outputs, relu), steps
    following = site.after(steps[-1])
    pooled = following is not None and halves(following)
    if following is not None and pooled:
        steps = (*steps, following)
    return TileOp(step, binding, steps[-1].outputs, engine, relu, pooled), steps


def halves(step: Step) -> bool:
    """Whether a step is max pooling by whole windows of 2 × 2."""
    layer = step.layer
    if not isinstance(layer, MaxPooling2D) or layer.pool_size != (2, 2) or layer.strides not in (None, (2, 2)):
        return False
    return layer.padding == "valid" or not any((dim or 1) % 2 for dim in step.input_shapes[0][:-1])


class ConvOp(Op):
    """relu(windows · kernel + bias), chunk by chunk; windows are gathered again in the backward pass."""

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Conv)
        self.outputs, self.relu = outputs, relu
        self.kernel, self.bias = binding.weights["kernel"], binding.weights.get("bias")
        space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        self.windows = Windows(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
        self.filters = layer.filters
        self.depth = math.prod(self.kernel.shape[:-1])
        self.positions = math.prod(self.windows.counts)
        self._n = -1

    def _bind(self, x: Array) -> None:
        """Workspace for a batch of this size."""
        self._n, counts = len(x), self.windows.counts
        self.chunk = max(1, min(self._n, CACHE_BYTES // (self.positions * self.depth * x.itemsize)))
        full = [n + before + after for n, (before, after) in zip(self.windows.space, self.windows.pads, strict=True)]
        self._padded = np.zeros((self.chunk, *full, x.shape[-1]), x.dtype)
        self._inside = tuple(slice(b, b + n) for n, (b, _) in zip(self.windows.space, self.windows.pads, strict=True))
        self._columns = np.empty((self.chunk, *counts, *self.windows.size, x.shape[-1]), x.dtype)
        self._y = np.empty((self._n, *counts, self.filters), x.dtype)
        if self.relu:
            self._zeros = np.zeros((self.chunk, *counts, self.filters), x.dtype)
            self._mask = np.empty((self.chunk, *counts, self.filters), bool)
        if self.binding.training:
            self._dz = np.empty((self.chunk, *counts, self.filters), x.dtype)
            self._part = np.empty((self.depth, self.filters), x.dtype)
            self._ones = np.ones(self.chunk * self.positions, x.dtype)
            if self.binding.wanted[0]:
                self._dx = np.empty_like(x, order="C")
                self._spread = np.empty_like(self._padded)

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        if len(x) != self._n:
            self._bind(x)
        flat = self.kernel.reshape(self.depth, self.filters)
        for start in range(0, self._n, self.chunk):
            part = x[start : start + self.chunk]
            y = self._y[start : start + self.chunk]
            np.matmul(self._gather(part), flat, out=y.reshape(-1, self.filters))
            if self.bias is not None:
                np.add(y, self.bias, out=y)
            if self.relu:
                np.maximum(y, self._zeros[: len(part)], out=y)
        values[self.outputs[0]] = self._y

    def _gather(self, x: Array) -> Array:
        """The windows of a chunk as rows."""
        n = len(x)
        padded = self._padded[:n]
        padded[(slice(None), *self._inside)] = x
        columns = self._columns[:n]
        np.copyto(columns, self.windows.cut(padded))
        return columns.reshape(n * self.positions, self.depth)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        x, targets = values[self.inputs[0]], self.binding.gradients
        for target in targets.values():
            target.fill(0)
        for start in range(0, self._n, self.chunk):
            part = slice(start, start + self.chunk)
            dz = self._through(dy[part], self._y[part]).reshape(-1, self.filters)
            if "kernel" in targets:
                np.matmul(self._gather(x[part]).T, dz, out=self._part)
                targets["kernel"] += self._part.reshape(targets["kernel"].shape)
            if "bias" in targets:
                targets["bias"] += self._ones[: len(dz)] @ dz
            if self.binding.wanted[0]:
                self._scatter(dz, self._dx[part])
        if self.binding.wanted[0]:
            gradients.give(self.inputs[0], self._dx)

    def _through(self, dy: Array, y: Array) -> Array:
        if not self.relu:
            return np.ascontiguousarray(dy)
        mask, dz = self._mask[: len(dy)], self._dz[: len(dy)]
        np.greater(y, self._zeros[: len(dy)], out=mask)
        return np.multiply(dy, mask, out=dz)

    def _scatter(self, dz: Array, dx: Array) -> None:
        """Adds each window's gradient where the window was cut."""
        n = len(dx)
        columns, spread = self._columns[:n], self._spread[:n]
        np.matmul(dz, self.kernel.reshape(self.depth, self.filters).T, out=columns.reshape(-1, self.depth))
        spread.fill(0)
        every = (slice(None),) * (1 + len(self.windows.counts))
        for offset in np.ndindex(*self.windows.size):
            place = spread[self.windows.positions(offset)]
            np.add(place, columns[(*every, *offset)], out=place)
        dx[...] = spread[(slice(None), *self._inside)]
