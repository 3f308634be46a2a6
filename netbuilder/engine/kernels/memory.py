"""What the fast paths hold of a batch besides outputs and their gradients, known before anything is compiled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import singledispatch
from typing import NamedTuple

from netbuilder.arrays import FLOAT_BYTES
from netbuilder.engine.kernels.strips import LINES, STRIP_BYTES
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.winograd import BAND_BYTES, MOST_KEPT, is_worth_transforming
from netbuilder.graph import Functional
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.base import size_of
from netbuilder.layers.convolution import Conv
from netbuilder.layers.multi_head import MultiHead
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional

COPIES = 4  # a thread of a convolution works in buffers of so many times what it copies of a band

Calls = Mapping[str, tuple[Layer, tuple[Shape, ...]]]


class Held(NamedTuple):
    """Bytes for a batch: `kept` until the way back, and `working` while a thread is at the layer."""

    kept: int = 0
    working: int = 0


def held_by(calls: Calls, batch: int) -> int:
    """Bytes that layers with their input shapes hold while a network trains on batches of `batch` samples."""
    kept, working = _together(calls, batch)
    return kept + COPIES * thread_pool().size * working


def _together(calls: Calls, batch: int) -> Held:
    """Layers work one after another, so what they work in is that of the largest."""
    each = [held(layer, inputs, batch) for layer, inputs in calls.values()]
    return Held(sum(one.kept for one in each), max((one.working for one in each), default=0))


@singledispatch
def held(layer: Layer, inputs: tuple[Shape, ...], batch: int) -> Held:
    """What the fastest path of a layer holds of a batch."""
    return Held()


@held.register
def _of_convolution(layer: Conv, inputs: tuple[Shape, ...], batch: int) -> Held:
    (shape,) = inputs
    if is_worth_transforming(layer, shape[-1] or 1):
        tiles = FLOAT_BYTES * batch * 4 * size_of(shape)  # a transformed tile of 4 × 4 inputs stands for 2 × 2
        return Held(tiles if tiles <= MOST_KEPT else 0, min(BAND_BYTES, tiles) // 2)
    widest = max(size_of(each[1:]) for each in (shape, *layer.output_shapes(shape)))
    # A row is copied as often as a kernel is high.
    return Held(working=min(STRIP_BYTES, LINES * FLOAT_BYTES * layer.kernel_size[0] * widest))


@held.register
def _of_heads(layer: MultiHead, inputs: tuple[Shape, ...], batch: int) -> Held:
    query, value, key = (math.prod(dim or 1 for dim in shape[:-1]) for shape in (inputs[0], inputs[1], inputs[-1]))
    asking, telling, wide, deep = layer.heads()
    projections = query * asking * (wide + deep) + telling * (key * wide + value * deep)
    return Held(FLOAT_BYTES * batch * 2 * (query * value * asking + projections))


@held.register
def _of_recurrent(layer: Recurrent, inputs: tuple[Shape, ...], batch: int) -> Held:
    steps, features = inputs[0][0] or 1, inputs[0][1] or 1
    # Of each step its input, its state, and for each gate three: what it is, its slope and its gradient.
    return Held(FLOAT_BYTES * batch * steps * (features + layer.units + 3 * layer.gates * layer.units))


@held.register
def _of_both_ways(layer: Bidirectional, inputs: tuple[Shape, ...], batch: int) -> Held:
    return _together({str(i): (part, inputs[:1]) for i, part in enumerate(layer.parts)}, batch)


@held.register
def _of_network(layer: Functional, inputs: tuple[Shape, ...], batch: int) -> Held:
    return _together(layer.report(inputs)[1].calls, batch)
