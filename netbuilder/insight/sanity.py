"""Whether a map depends on what was learned: made again with random weights, it should be another one.

Adebayo and others, Sanity Checks for Saliency Maps (2018): the weights are drawn anew block by block from the output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.model import Model, compile_model

LIKE = 0.5  # a rank correlation above which two maps say the same


@dataclass(frozen=True)
class Sanity:
    """How much the map with random weights is like the learned one: the rank correlation, block by block from the end.

    Each block counts with those after it drawn anew too.
    """

    blocks: tuple[str, ...]
    alike: tuple[float, ...]

    @property
    def depends(self) -> bool:
        """Whether the map is another one without what was learned; one that is 0 everywhere is."""
        return not self.alike or not self.alike[-1] > LIKE


def sanity(model: Model, explain: Callable[[Model], Array], seed: int = 0) -> Sanity:
    """Compares what `explain` says of the model, and of one whose weights are drawn anew from its end on."""
    learned = np.abs(explain(model)).ravel()
    other = compile_model(model.graph, model.settings, model.input_shapes, model.parameters.dtype, initialize=False)
    drawn = compile_model(model.graph, model.settings, model.input_shapes, model.parameters.dtype, initialize=False)
    drawn.parameters.initialize(seed)
    for key, view in other.parameters.views.items():
        view[...] = model.parameters.views[key]
    blocks = list(dict.fromkeys(key[0] for key in model.parameters.views))[::-1]
    alike = []
    for block in blocks:
        for key, view in other.parameters.views.items():
            if key[0] == block:
                view[...] = drawn.parameters.views[key]
        random = np.abs(explain(other)).ravel()
        told = (learned != 0) | (random != 0)  # what is 0 in the sample is 0 in both maps, whatever was learned
        alike.append(rank_correlation(learned[told], random[told]))
    return Sanity(tuple(blocks), tuple(alike))


def rank_correlation(one: Array, other: Array) -> float:
    """Spearman's: the correlation of the ranks, equal values having the mean of theirs; NaN where one is constant."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Array) -> Array:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    found: Array = (ends - (counts - 1) / 2)[places]
    return found
