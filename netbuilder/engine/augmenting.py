"""Layers that change pictures at random, as they would in training: to be seen on samples before anybody trains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from netbuilder.arrays import Array
from netbuilder.graph import Graph
from netbuilder.layers import Layer
from netbuilder.layers.augmentation.base import ImageAugmentation
from netbuilder.layers.base import Run


def augmentation_of(graph: Graph, input_name: str) -> tuple[Layer, ...]:
    """The layers that follow an input one after the other, up to the last that changes pictures at random.

    A block that has weights or several inputs, or that several blocks read, ends the way.
    """
    found: list[Layer] = []
    last, name = 0, input_name
    active = graph.active
    while name in active and len(readers := active.consumers.get(name, ())) == 1:
        name = readers[0][0]
        node = active[name]
        if len(node.inputs) != 1 or not _is_bare(node.layer):
            break
        found.append(node.layer)
        if isinstance(node.layer, ImageAugmentation):
            last = len(found)
    return tuple(found[:last])


def _is_bare(layer: Layer) -> bool:
    """Whether a layer computes without weights, whatever comes in."""
    return isinstance(layer, ImageAugmentation) or layer.family == "preprocessing"


def augmented(layers: Sequence[Layer], x: Array, seed: int) -> Array:
    """Pictures of shape (samples, height, width, channels) as these layers give them while training.

    Each picture is a batch of its own, so that all are changed otherwise, also by layers that draw once for a batch.
    """
    found = []
    for i, sample in enumerate(x):
        y, rng = sample[None], np.random.default_rng((seed, i))
        for layer in layers:
            y, _ = layer.forward({}, y, run=Run(training=True, rng=rng))
        found.append(y[0])
    return np.stack(found)
