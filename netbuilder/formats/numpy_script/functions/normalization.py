"""Layers that centre and scale."""

import numpy as np


def along(values, axis, rank):
    """One value for each place of an axis, shaped to meet an array."""
    if np.ndim(values) == 0:
        return values
    return values.reshape([-1 if i == axis % rank else 1 for i in range(rank)])


def batch_normalization(
    x, moving_mean, moving_variance, gamma=1, beta=0, axis=-1, epsilon=1e-3
):
    """Centres and scales each channel by the averages that training found."""
    mean, variance = (
        along(moving_mean, axis, x.ndim),
        along(moving_variance, axis, x.ndim),
    )
    normal = (x - mean) / np.sqrt(variance + epsilon)
    return normal * along(gamma, axis, x.ndim) + along(beta, axis, x.ndim)


def spread(values, axes, x):
    """Values for some axes, shaped to meet an array."""
    if np.ndim(values) == 0:
        return values
    return values.reshape([n if i in axes else 1 for i, n in enumerate(x.shape)])


def layer_normalization(x, gamma=1, beta=0, axes=(-1,), epsilon=1e-3, centre=True):
    """Centres and scales each sample."""
    axes = tuple(axis % x.ndim for axis in axes)
    inverse = 1 / np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    if centre:
        x = x - x.mean(axis=axes, keepdims=True)
    return x * inverse * spread(gamma, axes, x) + spread(beta, axes, x)


def group_normalization(x, groups, gamma=1, beta=0, axis=-1, epsilon=1e-3):
    """Centres and scales groups of channels of each sample."""
    axis = axis % x.ndim
    split = x.reshape(*x.shape[:axis], groups, -1, *x.shape[axis + 1 :])
    within = tuple(i for i in range(1, split.ndim) if i != axis)
    centred = split - split.mean(axis=within, keepdims=True)
    normal = centred / np.sqrt(split.var(axis=within, keepdims=True) + epsilon)
    normal = normal.reshape(x.shape)
    return normal * along(gamma, axis, x.ndim) + along(beta, axis, x.ndim)


def rms_normalization(x, scale, axes=(-1,), epsilon=1e-6):
    """Divides each sample by its root mean square."""
    axes = tuple(axis % x.ndim for axis in axes)
    square = np.mean(x * x, axis=axes, keepdims=True)
    return x / np.sqrt(square + epsilon) * spread(scale, axes, x)


def unit_normalization(x, axes=(-1,)):
    """Gives each sample length 1."""
    length = np.sqrt(np.sum(x * x, axis=tuple(axes), keepdims=True))
    return x / np.maximum(length, 1e-12)


def normalization(x, mean, variance, axes=(-1,), invert=False):
    """Brings values to mean 0 and variance 1, or back."""
    axes = tuple(axis % x.ndim for axis in axes)
    sizes = [n for i, n in enumerate(x.shape) if i in axes]
    shape = [n if i in axes else 1 for i, n in enumerate(x.shape)]
    mean = np.broadcast_to(np.float32(mean), sizes).reshape(shape)
    variance = np.broadcast_to(np.float32(variance), sizes).reshape(shape)
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    return x * deviation + mean if invert else (x - mean) / deviation
