"""Depthwise convolutions a few images at a time, so that they stay in the cache, by several threads.

Replaces DepthwiseConv of any size, stride, padding, dilation and multiplier, and takes a following relu along; and
SeparableConv, whose channels are mixed by a product while they are still at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.taps import Bench
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.depthwise import DepthwiseConv, SeparableConv
from netbuilder.layers.maths.windows import Windows

# Of what the taps see of some images: more than the nearest caches hold, since a line stays there while it is in use;
# calls that were shorter would make the threads wait for one another.
CHUNK_BYTES = 5 << 19
SHORT = 256  # numbers of a line
PARTS = 8  # of a batch, at the most; how many threads share them has no say
WORTH_A_PART = 1 << 20  # multiply-and-adds: calls that are too short make threads wait for one another


def depthwise_convolution(step: Step, site: Site) -> Match | None:
    """Matches depthwise and separable convolutions."""
    layer = step.layer
    if not isinstance(layer, DepthwiseConv | SeparableConv) or None in step.input_shapes[0]:
        return None
    steps = site.with_relu(step)
    return DepthwiseOp(step, site.bind(step), layer, steps[-1].outputs, len(steps) == 2), steps


class DepthwiseOp(Op):
    """relu(convolution · mixing + bias), each of these where it is there."""

    threaded = True

    def __init__(
        self, step: Step, binding: Binding, layer: DepthwiseConv | SeparableConv, outputs: tuple[int, ...], relu: bool
    ) -> None:
        super().__init__(step, binding)
        self.outputs, self.relu = outputs, relu
        mixed = isinstance(layer, SeparableConv)
        self.name = "depthwise_kernel" if mixed else "kernel"
        self.kernel, self.bias = binding.weights[self.name], binding.weights.get("bias")
        *_, channels, multiplier = self.kernel.shape
        self.lanes = channels * multiplier
        self.mixing = binding.weights["pointwise_kernel"].reshape(self.lanes, -1) if mixed else None
        self.filters = self.lanes if self.mixing is None else self.mixing.shape[1]
        more = (1,) * (2 - layer.rank)  # a sequence is an image of one row
        self.space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        self.counts = tuple(dim or 1 for dim in step.output_shapes[0][:-1])
        self.windows = Windows(
            (*more, *self.space),
            (*more, *layer.kernel_size),
            (*more, *layer.strides),
            (*more, *layer.dilation_rate),
            layer.padding,
        )
        self._batches: Workspaces[_Batch] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        images = x.reshape(len(x), *self.windows.space, x.shape[-1])
        beside = images.strides[0] < images.strides[2]
        batch = self._batch = self._batches.get((len(x), beside), lambda: _Batch(self, len(x), beside))
        kernel = batch.benches[0].lines.wide(self._flat())
        bias = None if self.bias is None else np.tile(self.bias, self.windows.counts[1])

        def work(number: int, worker: int) -> None:
            bench = batch.benches[worker]
            for chunk in batch.parts[number]:
                y = batch.y[chunk]
                between = y if self.mixing is None else batch.between(chunk, worker)
                bench.load(images[chunk])
                bench.convolve(kernel, between)
                if self.mixing is not None:
                    np.matmul(between.reshape(-1, self.lanes), self.mixing, out=y.reshape(-1, self.filters))
                self._finish(y.reshape(*y.shape[:2], -1), bias, batch.zeros)

        thread_pool().run(work, len(batch.parts))
        values[self.outputs[0]] = batch.y.reshape(len(x), *self.counts, self.filters)

    def _flat(self) -> Array:
        """The kernel as (down, right, lanes)."""
        flat: Array = self.kernel.reshape(*self.windows.size, self.lanes)
        return flat

    def _finish(self, lines: Array, bias: Array | None, zeros: Array) -> None:
        if bias is not None:
            np.add(lines, bias, out=lines)
        if self.relu:
            np.maximum(lines, zeros, out=lines)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        x, batch, wanted = values[self.inputs[0]], self._batch, self.binding.wanted[0]
        images = x.reshape(len(x), *self.windows.space, x.shape[-1])
        arriving = dy.reshape(len(dy), *self.windows.counts, self.filters)
        turned = batch.benches[0].turned(self._flat()) if wanted else []
        dx = self._input_gradient(x).reshape(images.shape) if wanted else None

        def work(number: int, worker: int) -> None:
            bench, sums = batch.benches[worker], batch.sums[number]
            bench.begin()
            sums.clear()
            for chunk in batch.parts[number]:
                self._arrive(arriving[chunk], chunk, worker, sums)
                if self.name in self.binding.gradients:
                    bench.load(images[chunk])
                    bench.add_kernel_gradient(chunk.stop - chunk.start)
                if dx is not None:
                    bench.input_gradient(turned, dx[chunk])
            sums.kernel = bench.kernel_gradient()

        thread_pool().run(work, len(batch.parts))
        self._collect(batch.sums)
        if dx is not None:
            gradients.give(self.inputs[0], dx.reshape(x.shape))

    def _input_gradient(self, x: Array) -> Array:
        """Workspace for it, whose axes lie in memory as those of `x`; 0 where no tap may reach."""
        dx = self.binding.scratch.like(x)
        windows = self.windows
        axes = zip(windows.space, windows.pads, windows.counts, windows.size, windows.strides, strict=True)
        whole = all(s <= k and (n - 1) * s + k >= before + space for space, (before, _), n, k, s in axes)
        if not whole or max(windows.dilation) > 1:
            dx.fill(0)
        return dx

    def _arrive(self, dy: Array, chunk: slice, worker: int, sums: _Sums) -> None:
        """Puts the gradient of some images, before mixing and relu, into the bench's workspace for it."""
        batch = self._batch
        workspace = batch.benches[worker].gradient_buffer(len(dy))
        dz = workspace if self.mixing is None else batch.dz[worker, : len(dy)]
        if self.relu:
            mask = batch.masks[worker, : len(dy)]
            np.greater(batch.y[chunk], batch.zeros.reshape(dz.shape[2:]), out=mask)
            np.multiply(dy, mask, out=dz)
        else:
            np.copyto(dz, dy)
        learns_bias = "bias" in self.binding.gradients
        if self.mixing is None:
            if learns_bias:
                sums.bias += batch.benches[worker].gradient_sum(len(dy))
            return
        rows = dz.reshape(-1, self.filters)
        if learns_bias:
            sums.bias += rows.sum(axis=0)
        if "pointwise_kernel" in self.binding.gradients:
            sums.mixing += batch.between(chunk, worker).reshape(-1, self.lanes).T @ rows
        np.copyto(workspace, (rows @ self.mixing.T).reshape(workspace.shape))

    def _collect(self, sums: list[_Sums]) -> None:
        """Adds up the parts, in their order."""
        found = {
            self.name: [part.kernel for part in sums],
            "pointwise_kernel": [part.mixing for part in sums],
            "bias": [part.bias for part in sums],
        }
        for name, target in self.binding.gradients.items():
            target[...] = np.sum(found[name], axis=0).reshape(target.shape)


@dataclass
class _Sums:
    """What a part of a batch gives to the weights' gradients."""

    kernel: Array
    mixing: Array
    bias: Array

    def clear(self) -> None:
        self.mixing.fill(0)
        self.bias.fill(0)


class _Batch:
    """Workspace for batches of one size: its parts and their chunks, what the op gives, and a bench for each thread."""

    def __init__(self, op: DepthwiseOp, size: int, beside: bool) -> None:
        self._op, dtype, workers = op, op.kernel.dtype, thread_pool().size
        training = op.binding.training
        most = max(1, CHUNK_BYTES // (Bench.size(op.windows, op.lanes) * dtype.itemsize))
        worth = size * prod(op.windows.counts) * op.kernel.size // WORTH_A_PART
        parts = min(PARTS, 1 << max(0, worth.bit_length() - 1))  # a power of 2: threads get the same
        self.parts = [_even(part, -(-(part.stop - part.start) // most)) for part in _even(slice(0, size), parts)]
        n = max(chunk.stop - chunk.start for part in self.parts for chunk in part)
        shape = (*op.windows.counts, op.filters)
        multiplier = int(op.kernel.shape[-1])
        channels = op.lanes // multiplier
        # Where the lines of images would be short, those of columns are better, if columns lie side by side.
        beside = op.windows.strides[1] > 1 or (beside and n * op.lanes >= SHORT)
        self.benches = [Bench(op.windows, channels, multiplier, n, beside, training, dtype) for _ in range(workers)]
        self.y = np.empty((size, *shape), dtype)
        self.zeros = np.zeros(shape[1] * shape[2], dtype)
        self._between = np.empty(0, dtype)
        if op.mixing is not None:
            self._between = np.empty((size if training else workers * n, *op.windows.counts, op.lanes), dtype)
        if training:
            self.masks = np.empty((workers, n, *shape), bool) if op.relu else np.empty(0, bool)
            self.dz = np.empty((workers, n, *shape), dtype) if op.mixing is not None else np.empty(0, dtype)
            self.sums = [
                _Sums(
                    np.empty(0),
                    np.zeros(0 if op.mixing is None else op.mixing.shape, dtype),
                    np.zeros(op.filters, dtype),
                )
                for _ in self.parts
            ]
        self._n = n

    def between(self, chunk: slice, worker: int) -> Array:
        """What the depthwise half gives of some images; kept for the way back, if there is one."""
        if self._op.binding.training:
            return self._between[chunk]
        return self._between[worker * self._n :][: chunk.stop - chunk.start]


def _even(images: slice, count: int) -> list[slice]:
    """So many slices of about the same length; fewer where there are fewer images."""
    start, size = images.start, images.stop - images.start
    count = max(1, min(count, size))
    edges = [start + size * i // count for i in range(count + 1)]
    return [slice(*edge) for edge in pairwise(edges)]
