"""What a block makes of many samples: which excite a unit, which lie near each other, and a map of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.model import Model
from netbuilder.insight.passing import in_batches

BATCH = 64
MOST_NUMBERS = 1 << 26  # of a block's outputs that are kept at once


def outputs_of(model: Model, inputs: Sequence[Array], node: str, batch: int = BATCH) -> Iterator[Array]:
    """What a block gives for samples, some at a time; raises KeyError for a block that gives nothing."""
    for passed in in_batches(model, inputs, batch):
        yield passed.of_node(node)


def vectors_of(model: Model, inputs: Sequence[Array], node: str) -> Array:
    """One vector a sample, float32: what a block gives, of maps and sequences the mean over the places where the whole
    would be too much.
    """
    parts: list[Array] = []
    for values in outputs_of(model, inputs, node):
        flat = values.reshape(len(values), -1)
        if flat.shape[1] * len(inputs[0]) > MOST_NUMBERS:
            flat = values.reshape(len(values), -1, values.shape[-1]).mean(axis=1)
        parts.append(flat.astype(np.float32))
    return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)


def exciting(model: Model, inputs: Sequence[Array], node: str, unit: int, most: int = 12) -> tuple[Array, Array]:
    """The samples for which a unit (of the last axis) gives most at any place, the most first, and what it gives."""
    found = [
        values.reshape(len(values), -1, values.shape[-1])[:, :, unit].max(axis=1)
        for values in outputs_of(model, inputs, node)
    ]
    values = np.concatenate(found) if found else np.empty(0)
    order = np.argsort(-values, kind="stable")[:most]
    return order, values[order]


def nearest(vectors: Array, vector: Array, most: int = 12) -> tuple[Array, Array]:
    """The rows of `vectors` that are nearest to one, the nearest first, and their Euclidean distances."""
    apart = ((vectors - vector.astype(np.float64)) ** 2).sum(axis=1)
    order = np.argsort(apart, kind="stable")[:most]
    return order, np.sqrt(apart[order])


@dataclass(frozen=True)
class Map:
    """Places of samples on a plane (samples, 2), and which share of their variance each axis shows."""

    places: Array
    shares: tuple[float, ...]


def principal_map(vectors: Array) -> Map:
    """The two directions in which the vectors differ most (principal components).

    Signs are such that the largest entry of each direction is above 0, so that a map is the same each time.
    """
    places, shares = np.zeros((len(vectors), 2)), [0.0, 0.0]
    if min(vectors.shape) == 0:
        return Map(places, (0.0, 0.0))
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    if centred.shape[1] <= len(centred):
        values, directions = np.linalg.eigh(centred.T @ centred)
        directions = directions[:, ::-1][:, :2].T
        values = values[::-1]
    else:
        values, rows = np.linalg.eigh(centred @ centred.T)
        values, rows = values[::-1], rows[:, ::-1][:, :2]
        directions = rows.T @ centred
        lengths = np.linalg.norm(directions, axis=1, keepdims=True)
        directions = directions / np.where(lengths == 0, 1, lengths)
    total = float(np.maximum(values, 0).sum())
    for i, direction in enumerate(directions):
        sign = np.sign(direction[np.abs(direction).argmax()]) or 1.0
        places[:, i] = centred @ (sign * direction)
        shares[i] = float(max(values[i], 0) / total) if total else 0.0
    return Map(places, tuple(shares))
