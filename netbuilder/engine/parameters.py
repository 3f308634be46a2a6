"""All weights of a model in two flat vectors: one that training changes, one that it does not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array, aligned_zeros
from netbuilder.layers import Weight

Key = tuple[str, str]  # node, weight

ALIGNMENT = 16  # every weight begins on a cache line of float32


@dataclass(frozen=True)
class Place:
    """Where a weight lies in its flat vector."""

    start: int
    weight: Weight

    @property
    def stop(self) -> int:
        """One past its last number."""
        return self.start + self.weight.size


class Parameters:
    """Weights as views into flat vectors.

    `values` holds what the optimizer changes, `gradients` has the same layout, and `fixed` holds frozen
    weights and states (such as running averages). Gaps between weights stay 0.
    """

    def __init__(self, weights: Mapping[Key, Weight], trainable: set[Key], dtype: Any = np.float32) -> None:
        self.dtype = np.dtype(dtype)
        self.weights = dict(weights)
        self.trainable = dict(_places(weights, trainable.__contains__))
        self.others = dict(_places(weights, lambda key: key not in trainable))
        size = _end(self.trainable)
        self.values = aligned_zeros(size, self.dtype)
        self.gradients = aligned_zeros(size, self.dtype)
        self.fixed = aligned_zeros(_end(self.others), self.dtype)
        self.views: dict[Key, Array] = {
            key: self._view(self.values, self.trainable[key])
            if key in self.trainable
            else self._view(self.fixed, self.others[key])
            for key in weights
        }
        self.gradient_views = {key: self._view(self.gradients, place) for key, place in self.trainable.items()}

    @staticmethod
    def _view(vector: Array, place: Place) -> Array:
        return vector[place.start : place.stop].reshape(place.weight.shape)

    def initialize(self, seed: int | None) -> None:
        """Draws first values. With a seed, each weight depends on the seed and its own name alone."""
        entropy = np.random.SeedSequence(seed).entropy
        for (node, name), view in self.views.items():
            rng = np.random.default_rng([zlib.crc32(f"{node}/{name}".encode()), _low_bits(entropy)])
            view[...] = self.weights[node, name].initializer.draw(view.shape, rng)

    def of_node(self, node: str) -> dict[str, Array]:
        """The weights of one node by name."""
        return {name: view for (owner, name), view in self.views.items() if owner == node}

    def __iter__(self) -> Iterator[tuple[str, str, Array]]:
        """Every weight: node, name, view."""
        return ((node, name, view) for (node, name), view in self.views.items())

    def snapshot(self) -> tuple[Array, Array]:
        """Copies of both vectors; `restore` puts them back."""
        return self.values.copy(), self.fixed.copy()

    def restore(self, snapshot: tuple[Array, Array]) -> None:
        """Puts a snapshot's weights back."""
        self.values[...], self.fixed[...] = snapshot


def _places(weights: Mapping[Key, Weight], wanted: Any) -> Iterator[tuple[Key, Place]]:
    start = 0
    for key, weight in weights.items():
        if wanted(key):
            yield key, Place(start, weight)
            start += -(-weight.size // ALIGNMENT) * ALIGNMENT


def _end(places: Mapping[Key, Place]) -> int:
    return max((-(-place.stop // ALIGNMENT) * ALIGNMENT for place in places.values()), default=0)


def _low_bits(entropy: Any) -> int:
    return int(entropy) & (2**128 - 1)
