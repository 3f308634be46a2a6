"""Images, sequences and volumes of another size: each position is a sum of some others, whatever the interpolation."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.compiled.code import resampling as code
from netbuilder.engine.kernels.compiled.laying import cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.maths.image_sampling import resize_matrix
from netbuilder.layers.resizing import Resizing
from netbuilder.layers.spatial import UpSampling, UpSampling2D

MOST = 1 << 20  # shares that are kept


def resampling(step: Step, site: Site) -> Match | None:
    """Matches layers that enlarge, and those that resize without cropping or padding."""
    if not isinstance(step.layer, UpSampling | Resizing) or None in step.input_shapes[0]:
        return None
    axes = _axes(step)
    if axes is None or math.prod(np.count_nonzero(axis) for axis in axes) > MOST:
        return None
    return ResamplingOp(step, site.bind(step), axes), (step,)


def _axes(step: Step) -> list[Array] | None:
    """For each axis how much of each old position goes into each new one: (new, old)."""
    layer, sizes = step.layer, [*zip(step.input_shapes[0][:-1], step.output_shapes[0][:-1], strict=True)]
    if type(layer) is Resizing and not layer.crop_to_aspect_ratio and not layer.pad_to_aspect_ratio:
        return [resize_matrix(old or 1, new or 1, layer.interpolation, layer.antialias) for old, new in sizes]
    if isinstance(layer, UpSampling2D) and layer.interpolation != "nearest":
        return [resize_matrix(old or 1, new or 1, layer.interpolation, False) for old, new in sizes]
    if isinstance(layer, UpSampling):
        return [np.repeat(np.eye(old or 1), (new or 1) // (old or 1), axis=0) for old, new in sizes]
    return None


class ResamplingOp(Op):
    """Sums by a list of shares, and back by that of the other direction."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, axes: list[Array]) -> None:
        super().__init__(step, binding)
        self.space, self.counts = (tuple(axis.shape[side] for axis in axes) for side in (1, 0))
        self._there, self._back = _shares(axes), _shares([axis.T for axis in axes])
        self._outputs: Workspaces[Array] = Workspaces()

    def forward(self, values: Values) -> None:
        x = laid(values[self.inputs[0]], self.binding.scratch)
        shape = (math.prod(self.counts), *x.shape[1:])
        y = self._outputs.get(shape, lambda: aligned(shape))
        _sum(x, y, self._there)
        values[self.outputs[0]] = seen(y, self.counts)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        arriving = laid(dy, self.binding.scratch)
        dx = self.binding.scratch.lend((math.prod(self.space), *arriving.shape[1:]), arriving.dtype)
        _sum(arriving, dx, self._back)
        gradients.give(self.inputs[0], seen(dx, self.space))


Shares = tuple[Array, Array, Array]  # where those of each position begin, their sources, and how much of them


def _shares(axes: list[Array]) -> Shares:
    """The lists for all axes together."""
    found = [[(np.flatnonzero(row), row[row != 0]) for row in axis] for axis in axes]
    lengths = [axis.shape[1] for axis in axes]
    sources, shares = [], []
    for place in np.ndindex(*(len(axis) for axis in found)):
        each = [rows[i] for rows, i in zip(found, place, strict=True)]
        sources.append(np.ravel_multi_index(np.meshgrid(*(old for old, _ in each), indexing="ij"), lengths).ravel())
        shares.append(reduce(np.multiply.outer, (share for _, share in each)).ravel())
    starts = np.cumsum([0, *map(len, sources)], dtype=np.int64)
    return starts, np.concatenate(sources).astype(np.int64), np.concatenate(shares).astype(np.float32)


def _sum(x: Array, y: Array, shares: Shares) -> None:
    lines, out = x.reshape(len(x), -1), y.reshape(len(y), -1)
    parts = cut(len(y), thread_pool().size if max(x.size, y.size) >= WORTH_SPREADING else 1)
    thread_pool().run(lambda number, _hand: code.weighted(lines, out, *shares, *parts[number]), len(parts))
