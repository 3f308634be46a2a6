"""Layers that make one array of several, and those that encode numbers."""

import numpy as np


def dot(a, b, axes, normalize=False):
    """Sums the products of two arrays along one axis of each."""
    a, b = (np.moveaxis(x, axis, -1) for x, axis in zip((a, b), axes))
    if normalize:
        a, b = (
            x / np.maximum(np.sqrt(np.sum(x * x, axis=-1, keepdims=True)), 1e-7)
            for x in (a, b)
        )
    rest = (*a.shape[1:-1], *b.shape[1:-1]) or (1,)
    rows = [x.reshape(len(x), -1, x.shape[-1]) for x in (a, b)]
    return (rows[0] @ rows[1].swapaxes(1, 2)).reshape(len(a), *rest)


def aligned(*arrays):
    """Arrays with as many axes as the largest has; new ones stand after the samples."""
    rank = max(x.ndim for x in arrays)
    return [x.reshape(len(x), *[1] * (rank - x.ndim), *x.shape[1:]) for x in arrays]


def merge(function, *arrays):
    """Combines values at the same place, one array after the other."""
    y, *others = aligned(*arrays)
    for x in others:
        y = function(y, x)
    return y


def merge_real(function, arrays, masks, neutral=None):
    """The same without what is padding; where all is padding, the first or nothing."""
    arrays = aligned(*arrays)
    masks = [
        None if mask is None or mask.ndim != x.ndim - 1 else mask[..., np.newaxis]
        for x, mask in zip(arrays, masks)
    ]
    y, seen = arrays[0], masks[0]
    if neutral is not None:
        y = y if seen is None else np.where(seen, y, y.dtype.type(neutral))
    for x, mask in zip(arrays[1:], masks[1:]):
        if neutral is not None:
            x = x if mask is None else np.where(mask, x, x.dtype.type(neutral))
            y = function(y, x)
        else:
            x = x if mask is None else np.where(mask, x, y)
            y = function(y if seen is None else np.where(seen, y, x), x)
        seen = None if seen is None or mask is None else seen | mask
    return y if neutral is None or seen is None else y * seen


def joined_mask(arrays, masks, axis):
    """Which steps of concatenated sequences are real."""
    full = []
    for x, mask in zip(arrays, masks):
        mask = np.array(True) if mask is None else mask
        shown = mask[..., np.newaxis] if 0 < mask.ndim < x.ndim else mask
        full.append(np.broadcast_to(shown, x.shape))
    return np.concatenate(full, axis=axis).any(axis=-1)


def one_hot(x, depth):
    """Whole numbers as zeros and a one."""
    x = x[..., 0] if x.ndim > 1 and x.shape[-1] == 1 else x
    return (x[..., np.newaxis] == np.arange(depth)).astype(np.float32)


def multi_hot(x, depth):
    """Which whole numbers occur."""
    return (x[..., np.newaxis] == np.arange(depth)).any(axis=1).astype(np.float32)


def counts(x, depth, weights=1):
    """How often each whole number occurs, or the sum of its weights."""
    hot = (x[..., np.newaxis] == np.arange(depth)).astype(np.float32)
    return (hot * np.asarray(weights, np.float32)[..., np.newaxis]).sum(axis=1)


def bins(x, boundaries):
    """In which of several bins each value lies."""
    return np.searchsorted(np.float32(boundaries), x, side="right")
