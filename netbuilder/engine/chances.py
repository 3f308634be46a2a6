"""Probabilities from what an output gives."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import Loss
from netbuilder.layers.parts.activations import logistic


def gives_scores(loss: Loss) -> bool:
    """Whether outputs that are trained with a loss are scores before the sigmoid or softmax."""
    return bool(getattr(loss, "from_logits", False))


def chances(outputs: Array, scores: bool, yes_or_no: bool = False) -> Array:
    """The probability of each class, float64, of (samples, units); with `yes_or_no` one unit tells two classes."""
    flat = outputs.astype(np.float64)
    if yes_or_no and flat.shape[1] == 1:
        yes = logistic(flat) if scores else flat
        return np.concatenate([1 - yes, yes], axis=1)
    if scores:
        flat = np.exp(flat - flat.max(axis=1, keepdims=True))
        flat /= flat.sum(axis=1, keepdims=True)
    return flat
