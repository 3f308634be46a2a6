"""How much a network needs each column: its score with the column's values dealt to other rows.

Breiman, Random Forests (2001), by the procedure of scikit-learn's `permutation_importance`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array

REPEATS = 5


@dataclass(frozen=True)
class Importance:
    """How much the score falls without a column, on average and in each repeat; below 0 it rises."""

    name: str
    falls: Array

    @property
    def mean(self) -> float:
        """The mean of the falls."""
        return float(self.falls.mean())

    @property
    def spread(self) -> float:
        """Their standard deviation."""
        return float(self.falls.std())


def permutation_importance(
    score: Callable[[Sequence[Array]], float],
    inputs: Sequence[Array],
    columns: Mapping[str, Sequence[tuple[int, int]]],
    repeats: int = REPEATS,
    seed: int = 0,
) -> list[Importance]:
    """The importance of columns, the greatest first.

    `score` is higher where the network is better. A column is a list of (input, place on its last axis): all places
    that one column of a table became are dealt together.
    """
    whole, found = score(inputs), []
    first = np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1)
    for name, places in columns.items():
        rng = np.random.RandomState(first)
        changed = {number: inputs[number].copy() for number, _ in places}
        order = np.arange(len(inputs[0]))
        falls = []
        for _ in range(repeats):
            rng.shuffle(order)
            for number, place in places:
                changed[number][..., place] = changed[number][order, ..., place]
            falls.append(whole - score([changed.get(number, x) for number, x in enumerate(inputs)]))
        found.append(Importance(name, np.array(falls)))
    return sorted(found, key=lambda importance: -importance.mean)
