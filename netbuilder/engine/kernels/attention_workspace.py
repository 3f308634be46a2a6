"""Where attention keeps its numbers: some samples at a time, each row of a block one feature of all their steps.

So biases, sums and factors of steps run along memory, and what each head needs is a view that BLAS reads as it lies.
A value has one feature more than its layer says, always 1: products with it sum, and carry a bias.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.attention_weights import Joining, Projection
from netbuilder.engine.kernels.threads import thread_pool

PARTS = ("query", "key", "value")
MOST = 1 << 17  # scores of the samples that are worked on at a time, roughly


@dataclass(frozen=True)
class Sizes:
    """What a batch is: samples, steps that ask, steps that answer; and heads, width of a key, width of a value."""

    samples: int
    queries: int
    keys: int
    heads: int
    wide: int
    deep: int

    def height(self, part: str) -> int:
        """Rows of one head in a block."""
        return self.deep + 1 if part == "value" else self.wide

    def steps(self, part: str) -> int:
        """Steps of one sample."""
        return self.queries if part == "query" else self.keys

    def spans(self) -> list[slice]:
        """The batch in parts of nearly one size, whatever the number of threads."""
        most = max(1, MOST // (self.heads * self.queries * self.keys))
        count = math.ceil(self.samples / most)
        edges = [self.samples * i // count for i in range(count + 1)]
        return [slice(start, stop) for start, stop in pairwise(edges)]


class Block:
    """Projections of some samples, one array for each tensor that they are made of, and each part by heads."""

    def __init__(self, sizes: Sizes, groups: Sequence[tuple[str, ...]], samples: int, dtype: Any) -> None:
        self.arrays: list[Array] = []
        self.heads: dict[str, Array] = {}
        for parts in groups:
            steps = sizes.steps(parts[0])
            rows = sum(sizes.heads * sizes.height(part) for part in parts)
            array = np.zeros((rows, samples * steps), dtype)
            self.arrays.append(array)
            start = 0
            for part in parts:
                stop = start + sizes.heads * sizes.height(part)
                self.heads[part] = by_heads(array[start:stop], sizes.heads, samples)
                start = stop


class Workspace:
    """Of some samples: projections, powers of scores, what the heads found; or the gradients of all these."""

    def __init__(self, sizes: Sizes, groups: Sequence[tuple[str, ...]], samples: int, dtype: Any) -> None:
        columns = samples * sizes.queries
        self.projected = Block(sizes, groups, samples, dtype)
        self.powers: Array = np.empty((samples, sizes.heads, sizes.queries, sizes.keys), dtype)
        self.found: Array = np.empty((sizes.heads * (sizes.deep + 1), columns), dtype)
        self.found_heads = by_heads(self.found, sizes.heads, samples)
        self.found_grid = self.found.reshape(sizes.heads, sizes.deep + 1, columns)
        self.inverse: Array = np.empty((sizes.heads, columns), dtype)


class Batch:
    """Workspace for batches of one size, part by part.

    In training each part has its own, kept for the way back, and each thread one for the gradients; predicting
    keeps nothing, so there a thread's workspace serves all its parts.
    """

    def __init__(
        self,
        sizes: Sizes,
        groups: Sequence[tuple[str, ...]],
        projections: Sequence[Projection],
        joining: Joining,
        dtype: Any,
        training: bool,
    ) -> None:
        self.sizes, self.spans, self._training = sizes, sizes.spans(), training
        self._counts = [span.stop - span.start for span in self.spans]
        parts = len(self.spans)
        workers = [(worker, count) for worker in range(min(thread_pool().size, parts)) for count in set(self._counts)]
        own = list(enumerate(self._counts)) if training else workers
        self._workspaces = {key: Workspace(sizes, groups, key[1], dtype) for key in own}
        self._works = {key: Workspace(sizes, groups, key[1], dtype) for key in workers} if training else {}
        self.y: Array = np.empty((sizes.samples, sizes.queries, joining.width), dtype)
        if training:
            self.ones: Array = np.ones(max(self._counts) * max(sizes.queries, sizes.keys), dtype)
            self.joining: Array = np.empty((parts, *joining.matrix.shape), dtype)
            self.matrices = [np.empty((parts, *weights.matrix.shape), dtype) for weights in projections]
            self.biases = [np.empty((parts, len(weights.bias)), dtype) for weights in projections]
            self.dx = [
                np.empty((sizes.samples, sizes.steps(own[0]), weights.width), dtype)
                for own, weights in zip(groups, projections, strict=True)
            ]

    def workspace(self, part: int, worker: int) -> Workspace:
        """Where a part goes forward."""
        return self._workspaces[part if self._training else worker, self._counts[part]]

    def work(self, part: int, worker: int) -> Workspace:
        """Where a part's gradients are made."""
        return self._works[worker, self._counts[part]]


def by_heads(rows: Array, heads: int, samples: int) -> Array:
    """(features of all heads, steps of all samples) seen as (samples, heads, features, steps)."""
    seen: Array = rows.reshape(heads, len(rows) // heads, samples, -1).transpose(2, 0, 1, 3)
    return seen
