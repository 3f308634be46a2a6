"""Convolutions of 3 × 3 points on transformed tiles, which takes less than half as many products."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.compiled.code import transformed
from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.products import product as products
from netbuilder.engine.kernels.compiled.convolution import ConvolutionOp, Part, Workspace, followed
from netbuilder.engine.kernels.compiled.kernel_gradient import TRANSFORM, TransformedGradient
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.ops import Binding
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv2D

FEWEST = 8  # channels and filters whose products take longer than transforms
SIDE = 3  # of the kernel
OVERHEAD = 1.3  # times as long as a product of its own takes one between transforms


def transformed_convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution of images by 3 × 3 points side by side, where tiles fit well."""
    layer = step.layer
    if not isinstance(layer, Conv2D) or layer.groups != 1 or {*layer.strides, *layer.dilation_rate} != {1}:
        return None
    fewest = min(step.input_shapes[0][-1] or 1, layer.filters)
    if layer.kernel_size != (SIDE, SIDE) or fewest < FEWEST or not _fits(step):
        return None
    steps, relu, pooled = followed(step, site, layer.rank)
    return TransformedOp(step, site.bind(step), steps[-1].outputs, relu, pooled), steps


def _fits(step: Step) -> bool:
    """Whether tiles, of which those at the edge give less, take fewer products."""
    counts = [dim or 1 for dim in step.output_shapes[0][:-1]]
    return OVERHEAD * len(TRANSFORM) * _tiles(counts) < SIDE**2 * math.prod(counts)


def _tiles(counts: list[int] | tuple[int, ...]) -> int:
    """How many tiles of four outputs there are."""
    return math.prod((count + 1) // 2 for count in counts)


class TransformedOp(ConvolutionOp):
    """pool(relu(convolution + bias)), whose way back is a convolution too: by the kernel turned around."""

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool, pooled: bool) -> None:
        super().__init__(step, binding, outputs, relu, pooled)
        zeros = self.geometry[1:, -1]
        self._space = np.array([*self.space, *self.counts, *zeros], np.int64)
        self._back = np.array([*self.counts, *self.space, *(SIDE - 1 - zeros)], np.int64)
        self._places = aligned((len(TRANSFORM), self.deep, self.filters))
        self._places_back = aligned((len(TRANSFORM), self.filters, self.deep))
        self._no_start, self._no_bias = np.zeros((1, 1, 1), np.float32), np.zeros(self.deep, np.float32)

    def tiles(self) -> tuple[int, int]:
        return math.prod(self.given) if self.pooled else _tiles(self.counts), _tiles(self.space)

    def make_kernel_gradient(self, images: int) -> TransformedGradient:
        return TransformedGradient(self.deep, self.filters, self._space, images)

    def _prepare(self) -> None:
        np.matmul(TRANSFORM, self.kernel.reshape(self.taps, -1), out=self._places.reshape(len(TRANSFORM), -1))

    def _forward_part(self, x: Array, workspace: Workspace, part: Part) -> None:
        if self.pooled:
            transformed.forward_pooled(
                products.address, x, self._places, self.bias, workspace.y, workspace.which, self._space, self.relu,
                *part,
            )  # fmt: skip
        else:
            transformed.forward(
                products.address, x, self._places, self.bias, self._no_start, workspace.y, False, self._space,
                self.floor, *part,
            )  # fmt: skip

    def _prepare_back(self) -> None:
        around = TRANSFORM @ self.kernel[::-1].reshape(self.taps, -1)
        np.copyto(self._places_back, around.reshape(self._places.shape).swapaxes(1, 2))

    def _backward_part(self, dz: Array, start: Array, dx: Array, adds: bool, part: Part) -> None:
        transformed.forward(
            products.address, dz, self._places_back, self._no_bias, start, dx, adds, self._back, LOWEST, *part
        )
