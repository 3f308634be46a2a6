"""Activation functions, by Keras's names."""

import math

import numpy as np


def relu(x):
    """Cuts negative values to 0."""
    return np.maximum(x, 0)


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def tanh(x):
    """Squeezes values into -1 to 1."""
    return np.tanh(x)


def linear(x):
    """Nothing."""
    return x


def softmax(x, axis=-1):
    """Scores as probabilities that sum to 1."""
    x = np.exp(x - x.max(axis=axis, keepdims=True))
    return x / x.sum(axis=axis, keepdims=True)


def log_softmax(x):
    """The logarithm of softmax."""
    x = x - x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def elu(x, alpha=1.0):
    """Negative values approach -alpha."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def celu(x):
    """The same as elu, where alpha is 1."""
    return elu(x)


def selu(x):
    """A scaled elu that keeps mean and variance."""
    return 1.0507009873554805 * elu(x, 1.6732632423543772)


def erf(x):
    """The error function: Taylor's series near 0, a continued fraction beyond."""
    a = np.minimum(np.abs(x.astype(np.float64)), 6.0)
    term, near = a, a
    for n in range(1, 60):
        term = -term * a * a / n
        near = near + term / (2 * n + 1)
    b = np.maximum(a, 2.0)
    fraction = b
    for n in range(50, 0, -1):
        fraction = b + n / 2 / fraction
    far = 1 - np.exp(-b * b) / fraction / math.sqrt(math.pi)
    y = np.where(a < 2.0, near * 2 / math.sqrt(math.pi), far)
    return np.copysign(y, x).astype(x.dtype)


def gelu(x):
    """Each value weighed by the share of a normal distribution below it."""
    return x * 0.5 * (1 + erf(x / math.sqrt(2)))


def silu(x):
    """Each value weighed by its own sigmoid."""
    return x * sigmoid(x)


def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softsign(x):
    """x / (1 + |x|)."""
    return x / (1 + np.abs(x))


def leaky_relu(x, negative_slope=0.2):
    """Scales negative values."""
    return np.where(x > 0, x, negative_slope * x)


def exponential(x):
    """e to the power of each value."""
    return np.exp(x)


def relu6(x):
    """A relu that is cut at 6."""
    return np.clip(x, 0, 6)


def hard_sigmoid(x):
    """A sigmoid of straight lines."""
    return np.clip(x / 6 + 0.5, 0, 1)


def hard_silu(x):
    """Each value weighed by its hard sigmoid."""
    return x * hard_sigmoid(x)


def hard_tanh(x):
    """Cuts values at -1 and 1."""
    return np.clip(x, -1, 1)


def hard_shrink(x):
    """Sets values between -0.5 and 0.5 to 0."""
    return np.where(np.abs(x) > 0.5, x, 0 * x)


def soft_shrink(x):
    """Pulls values towards 0 by 0.5."""
    return np.sign(x) * np.maximum(np.abs(x) - 0.5, 0)


def tanh_shrink(x):
    """What tanh takes away."""
    return x - np.tanh(x)


def mish(x):
    """Each value weighed by the tanh of its softplus."""
    return x * np.tanh(softplus(x))


def squareplus(x):
    """A smooth relu made of a square root."""
    return (x + np.sqrt(x * x + 4)) / 2


def log_sigmoid(x):
    """The logarithm of the sigmoid."""
    return -softplus(-x)


def sparse_plus(x):
    """0 below -1, x above 1, and a parabola between."""
    return np.where(x >= 1, x, np.maximum(x + 1, 0) ** 2 / 4)


def sparse_sigmoid(x):
    """A straight line from 0 at -1 to 1 at 1."""
    return np.clip((x + 1) / 2, 0, 1)


def sparsemax(x):
    """Like softmax, but small scores become exactly 0."""
    x = x - x.max(axis=-1, keepdims=True)
    largest = np.flip(np.sort(x, axis=-1), axis=-1)
    excess = largest.cumsum(axis=-1) - 1
    rank = np.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    count = (largest * rank > excess).sum(axis=-1, keepdims=True)
    threshold = np.take_along_axis(excess, count - 1, axis=-1) / count.astype(x.dtype)
    return np.maximum(x - threshold, 0)


def bounded_relu(x, max_value=math.inf, negative_slope=0.0, threshold=0.0):
    """A relu with a threshold, a limit, and a slope below the threshold."""
    y = np.where(x > threshold, np.minimum(x, max_value), 0 * x)
    return y - negative_slope * np.maximum(threshold - x, 0)


def prelu(x, alpha):
    """Scales negative values by learned slopes."""
    return np.where(x > 0, x, alpha * x)
