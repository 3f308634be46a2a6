"""Counts of true and false answers at one or many thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.metrics.base import State

LOWEST = -1e10  # what Keras gives outputs that are not among the largest k


def confusion(y: Array, p: Array, weights: Array, thresholds: Sequence[float]) -> State:
    """Weights of true and false yes and no answers, (thresholds, columns), for arrays of (values, columns).

    A value is sorted in once, below the thresholds that it does not exceed; sums do the rest.
    """
    count, columns = len(thresholds), p.shape[1]
    order = np.argsort(thresholds, kind="stable")
    below = _exceeded(p, np.asarray(thresholds, p.dtype)[order]) + (count + 1) * np.arange(columns)
    found = {}
    for kind, hit in (("true", y), ("false", ~y)):
        sums = np.bincount(below.ravel(), (weights * hit).ravel(), (count + 1) * columns)
        found[kind] = sums.reshape(columns, count + 1).T
    back = np.argsort(order, kind="stable")
    return {
        name: sums[back]
        for name, sums in (
            ("tp", np.cumsum(found["true"][::-1], axis=0)[::-1][1:]),
            ("fp", np.cumsum(found["false"][::-1], axis=0)[::-1][1:]),
            ("fn", np.cumsum(found["true"], axis=0)[:-1]),
            ("tn", np.cumsum(found["false"], axis=0)[:-1]),
        )
    }


def _exceeded(p: Array, thresholds: Array) -> Array:
    """How many of the sorted thresholds each value exceeds. Evenly spaced ones are counted, as in Keras."""
    steps = len(thresholds) - 1
    if not is_even(thresholds):
        return np.asarray(np.searchsorted(thresholds, p, side="left"))
    below = np.ceil(np.clip(p, 0, 1) * p.dtype.type(steps)).astype(np.intp)
    return np.asarray(np.maximum(below, 1) if thresholds[0] < 0 else below)


def is_even(thresholds: Array) -> bool:
    """Whether thresholds go from 0 to 1 (or just outside) in equal steps."""
    if len(thresholds) < 3:
        return False
    return bool(np.allclose(thresholds, np.linspace(0, 1, len(thresholds)), rtol=1e-5, atol=2e-7))


def even_thresholds(count: int) -> tuple[float, ...]:
    """Thresholds from 0 to 1; a single one is 0.5."""
    return (0.5,) if count == 1 else tuple(float(t) for t in np.linspace(0, 1, count))


def largest(p: Array, k: int) -> Array:
    """Outputs with all but the k largest of each row set so low that no threshold is below."""
    order = np.argsort(-p, axis=-1, kind="stable")[..., :k]
    kept = np.full_like(p, LOWEST)
    np.put_along_axis(kept, order, np.take_along_axis(p, order, -1), -1)
    return kept


def add(state: State, counts: State) -> None:
    """Adds counts to a state, whatever their shape."""
    for name, numbers in counts.items():
        state[name] = state[name] + numbers


def empty() -> State:
    """Nothing counted yet."""
    counts: dict[str, Any] = dict.fromkeys(("tp", "fp", "fn", "tn"), 0.0)
    return counts
