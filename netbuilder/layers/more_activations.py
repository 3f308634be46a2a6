"""The rarer activation functions of Keras; registered like the common ones in `activations`."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.parts.activations import Backward, activation, elu_of, logistic


@activation
def exponential(x: Array) -> tuple[Array, Backward]:
    """Raises e to the value."""
    y: Array = np.exp(x)
    return y, lambda dy: dy * y


@activation
def relu6(x: Array) -> tuple[Array, Backward]:
    """A relu that is cut at 6."""
    return np.clip(x, 0, 6), lambda dy: dy * ((x > 0) & (x < 6))


@activation
def celu(x: Array) -> tuple[Array, Backward]:
    """Passes positive values; negative ones approach -1 smoothly."""
    return elu_of(x, 1.0)


@activation
def hard_sigmoid(x: Array) -> tuple[Array, Backward]:
    """A sigmoid of straight lines: x / 6 + 0.5, between 0 and 1."""
    inside = (x > -3) & (x < 3)
    return np.clip(x / 6 + 0.5, 0, 1), lambda dy: dy * inside / 6


@activation
def hard_silu(x: Array) -> tuple[Array, Backward]:
    """A silu of straight lines and a parabola: x times its hard sigmoid."""
    gate, back = hard_sigmoid(x)
    return x * gate, lambda dy: dy * gate + back(dy * x)


@activation
def hard_tanh(x: Array) -> tuple[Array, Backward]:
    """Cuts values at -1 and 1."""
    return np.clip(x, -1, 1), lambda dy: dy * ((x > -1) & (x < 1))


@activation
def hard_shrink(x: Array) -> tuple[Array, Backward]:
    """Sets values between -0.5 and 0.5 to 0."""
    kept = np.abs(x) > 0.5
    return x * kept, lambda dy: dy * kept


@activation
def soft_shrink(x: Array) -> tuple[Array, Backward]:
    """Pulls values towards 0 by 0.5."""
    kept = np.abs(x) > 0.5
    return np.where(kept, x - 0.5 * np.sign(x), x.dtype.type(0)), lambda dy: dy * kept


@activation
def tanh_shrink(x: Array) -> tuple[Array, Backward]:
    """What tanh takes away: x - tanh(x)."""
    t: Array = np.tanh(x)
    return x - t, lambda dy: dy * t * t


@activation
def softsign(x: Array) -> tuple[Array, Backward]:
    """Squeezes values into -1 to 1 with long tails: x / (1 + |x|)."""
    whole = 1 + np.abs(x)
    return x / whole, lambda dy: dy / (whole * whole)


@activation
def mish(x: Array) -> tuple[Array, Backward]:
    """Weighs each value by the tanh of its softplus."""
    t: Array = np.tanh(np.logaddexp(x, x.dtype.type(0)))
    return x * t, lambda dy: dy * (t + x * (1 - t * t) * logistic(x))


@activation
def squareplus(x: Array) -> tuple[Array, Backward]:
    """A smooth relu made of a square root: (x + sqrt(x² + 4)) / 2."""
    root = np.sqrt(x * x + 4)
    return (x + root) * 0.5, lambda dy: dy * (1 + x / root) * 0.5


@activation
def log_sigmoid(x: Array) -> tuple[Array, Backward]:
    """The logarithm of the sigmoid."""
    y: Array = -np.logaddexp(-x, x.dtype.type(0))
    return y, lambda dy: dy * logistic(-x)


@activation
def log_softmax(x: Array) -> tuple[Array, Backward]:
    """The logarithm of the softmax along the last axis."""
    shifted = x - x.max(axis=-1, keepdims=True)
    y = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return y, lambda dy: dy - np.exp(y) * dy.sum(axis=-1, keepdims=True)


@activation
def sparse_plus(x: Array) -> tuple[Array, Backward]:
    """A smooth relu that is exactly 0 below -1 and exactly x above 1."""
    bend = np.square(x + 1) * 0.25
    y = np.where(x >= 1, x, np.where(x <= -1, x.dtype.type(0), bend))
    return y, lambda dy: dy * np.clip((x + 1) * 0.5, 0, 1)


@activation
def sparse_sigmoid(x: Array) -> tuple[Array, Backward]:
    """A straight line from 0 at -1 to 1 at 1."""
    inside = (x > -1) & (x < 1)
    return np.clip((x + 1) * 0.5, 0, 1), lambda dy: dy * inside * 0.5


@activation
def sparsemax(x: Array) -> tuple[Array, Backward]:
    """Like softmax, but small scores become exactly 0 (Martins and Astudillo, 2016).

    The nearest point with values of at least 0 that sum to 1. Keras up to 3.15.1 finds another one where more
    than one score stays above 0, which later releases mend.
    """
    x = x - x.max(axis=-1, keepdims=True)
    order = -np.sort(-x, axis=-1)
    above = np.cumsum(order, axis=-1) - 1
    count = np.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    size = (order * count > above).sum(axis=-1, keepdims=True)
    threshold = np.take_along_axis(above, size - 1, axis=-1) / size.astype(x.dtype)
    y = np.maximum(x - threshold, 0)

    def backward(dy: Array) -> Array:
        support = (y > 0).astype(dy.dtype)
        kept = dy * support
        gradient: Array = kept - support * (kept.sum(axis=-1, keepdims=True) / support.sum(axis=-1, keepdims=True))
        return gradient

    return y, backward
