"""Convolution, its bias, relu and max pooling in one go, some rows of outputs at a time.

Replaces Conv2D in one group with a following relu and a following 2 × 2 max pooling: the largest of four before
the relu is the largest after it. The batch is cut into parts, which several threads work on. What the op gives
lies in memory as (row, column, image, channel); whoever reads it sees the usual axes.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.patches import FEW_CHANNELS, Patches
from netbuilder.engine.kernels.pool_route import Largest
from netbuilder.engine.kernels.strips import Strips
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.tile_plan import TilePlan
from netbuilder.engine.kernels.winograd import Winograd, is_worth_transforming
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.scratch import Scratch
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv, Conv2D
from netbuilder.layers.maths.windows import Windows

Engine = type[Patches] | type[Strips] | type[Winograd]

HAND_BYTES = 5 << 19  # of what a thread has at hand of its part
PARTS, FEWEST = 4, 8  # a batch has a multiple of so many parts, unless they had fewer images than that


def engine_for(step: Step, binding: Binding) -> Engine | None:
    """How tiles would be computed for a step; None where they do not fit."""
    layer = step.layer
    if not isinstance(layer, Conv2D) or layer.groups != 1 or set(layer.dilation_rate) != {1}:
        return None
    channels, near = step.input_shapes[0][-1] or 1, set(layer.strides) == {1}
    choices = binding.choices
    most = FEW_CHANNELS if choices.patches_to is None else choices.patches_to
    few = channels <= most and max(layer.kernel_size) > 1
    if near and few and not (binding.training and binding.wanted[0]):
        return Patches
    return Winograd if is_worth_transforming(layer, channels, choices.tiles_from) else Strips


class TileOp(Op):
    """pool(relu(convolution + bias)); `relu` and `pooled` tell which of them are there."""

    threaded = True

    def __init__(
        self, step: Step, binding: Binding, outputs: tuple[int, ...], engine: Engine, relu: bool, pooled: bool
    ) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Conv)
        self.outputs, self.engine, self.relu, self.pooled = outputs, engine, relu, pooled
        self.kernel, self.bias = binding.weights["kernel"], binding.weights.get("bias")
        space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        windows = Windows(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
        wanted = binding.training and binding.wanted[0]
        sizes = (int(self.kernel.shape[2]), layer.filters)
        side = 1 if engine is Strips and not pooled else 2
        self.plan = TilePlan(windows, *sizes, side, pooled, binding.training, wanted, self.kernel.dtype)
        chosen = binding.choices.hand_bytes
        self._hand_bytes = HAND_BYTES if chosen is None else chosen
        self._batches: Workspaces[_Batch] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        batch = self._batch = self._batches.get(
            len(x), lambda: _Batch(self.plan, self.engine, len(x), self.binding.scratch, self._hand_bytes)
        )
        for engine in batch.engines.values():
            engine.prepare(self.kernel, self.bias)
        images = x.transpose(1, 2, 0, 3)

        def work(number: int, worker: int) -> None:
            part = batch.parts[number]
            slot = part.index if self.plan.training else worker  # what is not kept is each thread's own
            part.engine.load(slot, worker, images[:, :, part.images])
            for rows in part.bands:
                tile = part.engine.forward_band(slot, worker, rows)
                self._finish(part, slot, worker, rows, tile, batch.y[:, :, part.images])

        thread_pool().run(work, len(batch.parts))
        values[self.outputs[0]] = batch.y.transpose(2, 0, 1, 3)

    def _finish(self, part: _Part, slot: int, worker: int, rows: slice, tile: Array | list[Array], y: Array) -> None:
        """Adds the bias where the engine has not, pools, and cuts off what is below 0."""
        offset = None if self.bias is None or self.engine is Patches else self.bias
        if self.pooled:
            self._store(part.largest.forward(slot, rows, worker, tile), offset, part, y[rows])
            return
        side = self.plan.side
        for i, values in enumerate(tile):
            out = y[side * rows.start + i // side : side * rows.stop : side, i % side :: side]
            self._store(values[: out.shape[0], : out.shape[1]], offset, part, out)

    def _store(self, values: Array, offset: Array | None, part: _Part, out: Array) -> None:
        if offset is not None:
            np.add(values, offset, out=values if self.relu else out)
        if self.relu:
            np.maximum(values, part.zeros[: values.shape[1]], out=out)
        elif offset is None:
            np.copyto(out, values)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        batch, plan = self._batch, self.plan
        dx = self._input_gradient(len(dy)) if plan.wanted else None
        arriving, images = dy.transpose(1, 2, 0, 3), values[self.inputs[0]].transpose(1, 2, 0, 3)

        def work(number: int, worker: int) -> None:
            part = batch.parts[number]
            part.engine.begin_back(part.index, worker, images[:, :, part.images])
            batch.of_bias[number] = 0
            for rows in part.bands:
                self._arrive(batch, number, worker, rows, arriving)
                part.engine.backward_band(part.index, worker, rows)
            if dx is not None and not isinstance(part.engine, Patches):
                part.engine.input_gradient(worker, dx[:, :, part.images])

        thread_pool().run(work, len(batch.parts))
        targets = self.binding.gradients
        if "kernel" in targets:
            targets["kernel"][...] = sum(engine.kernel_gradient() for engine in batch.engines.values())
        if "bias" in targets:
            targets["bias"][...] = batch.of_bias.sum(axis=0)
        if dx is not None:
            gradients.give(self.inputs[0], dx.transpose(2, 0, 1, 3))

    def _input_gradient(self, size: int) -> Array:
        """Workspace (height, width, n, channels) for the gradient of the input; 0 where no window may reach."""
        plan = self.plan
        dx = self.binding.scratch.lend((*plan.windows.space, size, plan.channels), plan.dtype)
        (height, width), (down, right) = plan.windows.size, plan.windows.strides
        whole = tuple((part.start, part.stop) for part in plan.used) == tuple((0, n) for n in plan.windows.space)
        if not whole or down > height or right > width:
            dx.fill(0)
        return dx

    def _arrive(self, batch: _Batch, number: int, worker: int, rows: slice, arriving: Array) -> None:
        """Puts the gradient of some rows of tiles, before pooling and relu, into the engine's workspace for it."""
        part, count = batch.parts[number], rows.stop - rows.start
        tile, images = part.engine.tile_buffer(worker, count), part.images
        of_bias = batch.of_bias[number] if "bias" in self.binding.gradients else None
        if self.pooled:
            gradient = part.through[worker, :count]
            self._through(arriving[rows, :, images], batch.y[rows, :, images], part, worker, gradient)
            self._add_bias(gradient, part, of_bias)
            part.largest.backward(part.index, rows, worker, gradient, tile)
            return
        side = self.plan.side
        for i, gradient in enumerate(tile):
            place = (slice(side * rows.start + i // side, side * rows.stop, side), slice(i % side, None, side), images)
            y = batch.y[place]
            lines, columns = y.shape[:2]
            gradient[lines:] = 0  # tiles at the edge give more than there is
            gradient[:, columns:] = 0
            self._through(arriving[place], y, part, worker, gradient[:lines, :columns])
            self._add_bias(gradient, part, of_bias)

    def _add_bias(self, gradient: Array, part: _Part, of_bias: Array | None) -> None:
        if of_bias is not None:
            flat = gradient.reshape(-1, self.plan.filters)
            of_bias += part.ones[: len(flat)] @ flat

    def _through(self, dy: Array, y: Array, part: _Part, worker: int, out: Array) -> None:
        if not self.relu:
            np.copyto(out, dy)
            return
        lines, columns = out.shape[:2]
        mask = part.masks[worker, :lines, :columns]
        np.greater(y, part.zeros[:columns], out=mask)
        np.multiply(dy, mask, out=out)


class _Batch:
    """Workspace for batches of one size: its parts, their engines by size, and what the op gives."""

    def __init__(self, plan: TilePlan, engine: Engine, size: int, scratch: Scratch, hand_bytes: int) -> None:
        workers = thread_pool().size
        bounds = _bounds(plan, engine, size, hand_bytes)
        sizes = [stop - start for start, stop in bounds]
        self.engines = {n: engine(plan, n, sizes.count(n), workers, scratch) for n in sorted(set(sizes))}
        self.parts: list[_Part] = []
        same = {n: _Same(plan, engine, n, sizes.count(n), workers) for n in self.engines}
        for (start, stop), n in zip(bounds, sizes, strict=True):
            index = sum(part.same is same[n] for part in self.parts)
            self.parts.append(_Part(slice(start, stop), index, self.engines[n], same[n]))
        self.y = np.empty((*plan.outputs, size, plan.filters), plan.dtype)
        if plan.training:
            self.of_bias = np.zeros((len(bounds), plan.filters), plan.dtype)


class _Same:
    """What parts of one size share."""

    def __init__(self, plan: TilePlan, engine: Engine, n: int, parts: int, workers: int) -> None:
        shape = (plan.tiles[1], n, plan.filters)
        band, rows = engine.band(plan, n), plan.tiles[0]
        self.bands = [slice(start, min(rows, start + band)) for start in range(0, rows, band)]
        self.zeros = np.zeros(shape, plan.dtype)
        self.ones = np.ones(band * plan.tiles[1] * n, plan.dtype)
        if plan.training:
            self.masks = np.empty((workers, band, *shape), bool)
            self.through = np.empty((workers, band if plan.pooled else 0, *shape), plan.dtype)
        if plan.pooled:
            self.largest = Largest(parts if plan.training else workers, workers, rows, band, shape, plan.dtype)


class _Part:
    """Some images of a batch; `index` counts those of one size."""

    def __init__(self, images: slice, index: int, engine: Patches | Strips | Winograd, same: _Same) -> None:
        self.images, self.index, self.engine, self.same = images, index, engine, same
        self.zeros, self.ones, self.bands = same.zeros, same.ones, same.bands
        if engine.plan.training:
            self.masks, self.through = same.masks, same.through
        if engine.plan.pooled:
            self.largest = same.largest


def _bounds(plan: TilePlan, engine: Engine, size: int, hand_bytes: int) -> list[tuple[int, int]]:
    """Parts as large as the caches allow, and some of them for threads to share; how many are there has no say."""
    most = max(1, hand_bytes // engine.image_bytes(plan))
    count = max(1, -(-size // most), min(PARTS, size // FEWEST))
    if count > PARTS:
        count = min(size, -(-count // PARTS) * PARTS)
    edges = [size * i // count for i in range(count + 1)]
    return list(pairwise(edges))
