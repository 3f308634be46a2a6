"""Why a network gave an answer: how much each number of a sample speaks for it.

All of it is about a score before the last softmax or sigmoid. Sundararajan, Taly and Yan, Axiomatic Attribution for
Deep Networks (2017); Selvaraju and others, Grad-CAM (2017); Zeiler and Fergus, Visualizing and Understanding
Convolutional Networks (2014).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.model import Model
from netbuilder.errors import DataError
from netbuilder.insight.passing import Pass, entries, scores_tensor, tensor_of

POINTS = 50
MOST_COPIES = 256  # of a sample, in one pass


@dataclass(frozen=True)
class Target:
    """What is explained: a number of an output, such as the score of class 3; of maps and sequences, in all places."""

    output: int = 0
    unit: int = 0


@dataclass(frozen=True)
class Why:
    """How much each number speaks for the target: one array an input, of its shape without the sample axis.

    Words that became vectors have one number each. `score` is the target's; where a method's numbers should sum up to
    what the score differs from that of the baseline, `gap` is what is missing in that sum.
    """

    shares: tuple[Array, ...]
    score: float
    gap: float | None = None


def gradient_times_input(model: Model, sample: Sequence[Array], target: Target) -> Why:
    """The gradient of the score, each number of it times the number of the sample (of one, without the sample axis)."""
    passed, places = Pass(model, _rows(sample)), entries(model)
    found = passed.gradients(_seed(model, passed, target), places)
    shares = tuple(_flat(passed.values[place] * found[place], x) for place, x in zip(places, sample, strict=True))
    return Why(shares, float(_scores(model, passed, target)[0]))


def integrated_gradients(
    model: Model, sample: Sequence[Array], target: Target, baseline: Sequence[Array] | None = None, points: int = POINTS
) -> Why:
    """The gradients on the way from a baseline (zeros, or vectors of zeros) to the sample, times that way.

    The integral is a Gauss–Legendre sum over so many points.
    """
    nodes, weights = np.polynomial.legendre.leggauss(points)
    alphas, weights = (1 + nodes) / 2, weights / 2
    start, places = Pass(model, _rows(sample)), entries(model)
    ends = [start.values[place] for place in places]
    begins = [np.zeros_like(end) for end in ends] if baseline is None else [np.asarray(x)[None] for x in baseline]
    sums = [np.zeros(end.shape, np.float64) for end in ends]
    for at in range(0, points, MOST_COPIES):
        some = alphas[at : at + MOST_COPIES]
        between = {place: _between(begin, end, some) for place, begin, end in zip(places, begins, ends, strict=True)}
        passed = _passed(model, sample, between, len(some))
        found = passed.gradients(_seed(model, passed, target), places)
        for i, place in enumerate(places):
            sums[i] += np.tensordot(weights[at : at + MOST_COPIES], found[place].astype(np.float64), 1)[None]
    shares = [(end - begin) * total for end, begin, total in zip(ends, begins, sums, strict=True)]
    before = _passed(model, sample, dict(zip(places, begins, strict=True)), 1)
    score, base = (float(_scores(model, passed, target)[0]) for passed in (start, before))
    gap = score - base - float(sum(share.sum() for share in shares))
    return Why(tuple(_flat(share, x) for share, x in zip(shares, sample, strict=True)), score, gap)


def occlusion(
    model: Model, sample: Sequence[Array], target: Target, number: int = 0, window: Sequence[int] = (),
    stride: Sequence[int] = (), fill: float = 0.0,
) -> Why:  # fmt: skip
    """By how much the score falls where a window of input `number` is covered, for every place of the window.

    `window` and `stride` have an entry for each axis of the sample; a number that several windows cover has their mean.
    """
    x = np.asarray(sample[number])
    window, stride = _window(x.shape, window, stride)
    score = float(_scores(model, Pass(model, _rows(sample)), target)[0])
    falls, counts = np.zeros(x.shape), np.zeros(x.shape)
    places = list(itertools.product(*(_starts(*sizes) for sizes in zip(x.shape, window, stride, strict=True))))
    for at in range(0, len(places), MOST_COPIES):
        some = places[at : at + MOST_COPIES]
        covered = np.repeat(x[None], len(some), axis=0)
        areas = [tuple(slice(first, first + size) for first, size in zip(place, window, strict=True)) for place in some]
        for copy, area in zip(covered, areas, strict=True):
            copy[area] = fill
        inputs = [
            covered if i == number else np.repeat(np.asarray(other)[None], len(some), axis=0)
            for i, other in enumerate(sample)
        ]
        for area, low in zip(areas, _scores(model, Pass(model, inputs), target), strict=True):
            falls[area] += score - low
            counts[area] += 1
    shares = [np.zeros(np.shape(other)) for other in sample]
    shares[number] = falls / np.maximum(counts, 1)
    return Why(tuple(shares), score)


def grad_cam(model: Model, sample: Sequence[Array], target: Target, node: str | None = None) -> Array:
    """Where a convolutional block saw what speaks for the target: (rows, columns) of its map, nothing below 0.

    Without a name it is the last block that gives maps. Raises DataError where there is none, or only maps of one
    place, which say nothing.
    """
    name = node or last_map(model)
    if not any(step.node == name for step in model.steps.steps):
        raise DataError("the network has no block called {name} that gives anything", name=name)
    place = tensor_of(model.steps.steps, name)
    passed = Pass(model, _rows(sample))
    maps = passed.values[place][0]
    if maps.ndim < 2 or maps[..., 0].size == 1:
        raise DataError("{name} gives no map of several places. Choose a block before it", name=name)
    gradient = passed.gradients(_seed(model, passed, target), (place,))[place][0]
    weights = gradient.reshape(-1, gradient.shape[-1]).mean(axis=0)
    found: Array = np.maximum(maps @ weights, 0)
    return found


def last_map(model: Model) -> str:
    """The last block that gives a map of several places; raises DataError where there is none."""
    names = [
        step.node for step in model.steps.steps
        if len(step.output_shapes[0]) > 2 and any((size or 2) > 1 for size in step.output_shapes[0][:-1])
    ]  # fmt: skip
    if not names:
        raise DataError("the network has no block that gives maps, such as Conv2D")
    return names[-1]


def _rows(sample: Sequence[Array]) -> list[Array]:
    return [np.asarray(x)[None] for x in sample]


def _passed(model: Model, sample: Sequence[Array], given: dict[int, Array], copies: int) -> Pass:
    inputs = [np.repeat(x, copies, axis=0) for x in _rows(sample)]
    for number, tensor in enumerate(model.steps.inputs):
        if tensor in given:
            inputs[number] = given[tensor]
    return Pass(model, inputs, given)


def _between(begin: Array, end: Array, alphas: Array) -> Array:
    found: Array = (begin + alphas.reshape(-1, *[1] * (end.ndim - 1)) * (end - begin)).astype(end.dtype)
    return found


def _scores(model: Model, passed: Pass, target: Target) -> Array:
    """The target's score of each sample."""
    values = passed.values[scores_tensor(model, target.output)]
    found: Array = values.reshape(len(values), -1, values.shape[-1])[:, :, target.unit].sum(axis=1, dtype=np.float64)
    return found


def _seed(model: Model, passed: Pass, target: Target) -> dict[int, Array]:
    tensor = scores_tensor(model, target.output)
    seed = np.zeros_like(passed.values[tensor])
    if not 0 <= target.unit < seed.shape[-1]:
        count = seed.shape[-1]
        raise DataError("the output has {count} numbers, there is no number {unit}", count=count, unit=target.unit)
    seed[..., target.unit] = 1
    return {tensor: seed}


def _flat(share: Array, x: Any) -> Array:
    """Without the sample axis; a vector that stands for a whole number is summed up to one number."""
    own: Array = share[0].astype(np.float64)
    return np.asarray(own.sum(axis=-1)) if own.ndim == np.ndim(x) + 1 else own


def _window(
    shape: tuple[int, ...], window: Sequence[int], stride: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A quarter of each axis by default, all channels at once, moved by half of itself."""
    if not window:
        spatial = shape[:-1] if len(shape) > 1 else shape
        window = (*(max(1, size // 4) for size in spatial), *shape[len(spatial) :])
        window = window if len(shape) > 1 else (1,) * len(shape)
    stride = tuple(stride) or tuple(max(1, size // 2) for size in window)
    return tuple(window), stride


def _starts(size: int, window: int, stride: int) -> list[int]:
    """Where a window begins along an axis, so that the last one reaches the end."""
    if window >= size:
        return [0]
    return [*range(0, size - window, stride), size - window]
