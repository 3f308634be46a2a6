"""Pooling of all positions of an image or a sequence, which are read where they lie."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import pooling
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    GlobalPooling,
)

MEANS = (GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D)
MAXIMA = (GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D)


def global_pooling(step: Step, site: Site) -> Match | None:
    """Matches the mean and the largest of all positions."""
    layer = step.layer
    if not isinstance(layer, GlobalPooling) or not isinstance(layer, MEANS + MAXIMA):
        return None
    return CompiledGlobalPool(step, site.bind(step), layer), (step,)


class CompiledGlobalPool(Op):
    """The mean or the largest of all positions."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, layer: GlobalPooling) -> None:
        super().__init__(step, binding)
        self.averages, self.keepdims = isinstance(layer, MEANS), layer.keepdims

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        images, *space, channels = x.shape
        count = self._count = math.prod(space)
        positions_first = np.moveaxis(x, 0, -2)
        self._places = (images, 1) if positions_first.flags.c_contiguous else (1, count)
        lines = self._lines = plain(positions_first if self._places[1] == 1 else x).reshape(-1, channels)
        y = self._y = np.empty((images, channels), np.float32)
        parts = self._parts = cut(images, thread_pool().size if x.size >= WORTH_SPREADING else 1)
        compute = pooling.mean_of_all if self.averages else pooling.largest_of_all
        thread_pool().run(lambda number, _hand: compute(lines, y, count, *self._places, *parts[number]), len(parts))
        self._shape = x.shape
        values[self.outputs[0]] = y.reshape(images, *(1 for _ in space), channels) if self.keepdims else y

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None or not self.binding.wanted[0]:
            return
        images, *space, channels = self._shape
        if self.averages:
            each = (dy / dy.dtype.type(self._count)).reshape(images, *(1 for _ in space), channels)
            gradients.give(self.inputs[0], np.broadcast_to(each, self._shape))
            return
        arriving, parts = plain(dy.reshape(images, channels)), self._parts
        dx = self.binding.scratch.lend(self._lines.shape, dy.dtype)

        def work(number: int, _hand: int) -> None:
            pooling.largest_of_all_back(self._lines, self._y, arriving, dx, self._count, *self._places, *parts[number])

        thread_pool().run(work, len(parts))
        gradients.give(self.inputs[0], self._seen(dx))

    def _seen(self, lines: Array) -> Array:
        """Lines as others see them."""
        images, *space, channels = self._shape
        if self._places[1] == 1:
            return np.moveaxis(lines.reshape(*space, images, channels), -2, 0)
        return lines.reshape(self._shape)
