"""Convolution and pooling: windows that slide over one, two or three axes."""

import numpy as np


def pad_same(x, size, strides, dilation, value=0.0):
    """Pads so that there is a window for each stride; the odd place is at the end."""
    widths = [(0, 0)]
    for n, k, s, d in zip(x.shape[1:], size, strides, dilation):
        total = max(-(-n // s) * s - s + (k - 1) * d + 1 - n, 0)
        widths.append((total // 2, total - total // 2))
    return np.pad(x, [*widths, (0, 0)], constant_values=value)


def windows(x, size, strides, dilation):
    """Every window: (samples, *places, channels, *size)."""
    rank = len(size)
    reach = [(k - 1) * d + 1 for k, d in zip(size, dilation)]
    views = np.lib.stride_tricks.sliding_window_view(
        x, reach, tuple(range(1, rank + 1))
    )
    steps = [slice(None, None, s) for s in strides]
    points = [slice(None, None, d) for d in dilation]
    return views[(slice(None), *steps, slice(None), *points)]


def padded_windows(x, size, strides, padding, dilation):
    """Every window of what is padded as Keras pads it."""
    if padding == "same":
        x = pad_same(x, size, strides, dilation)
    if padding == "causal":
        x = np.pad(x, [(0, 0), ((size[0] - 1) * dilation[0], 0), (0, 0)])
    return windows(x, size, strides, dilation)


def convolution(
    x, kernel, bias=0, strides=None, padding="valid", dilation=None, groups=1
):
    """Slides filters over a sequence, an image or a volume."""
    rank = kernel.ndim - 2
    size, ones = kernel.shape[:rank], (1,) * rank
    views = padded_windows(x, size, strides or ones, padding, dilation or ones)
    parts = zip(
        np.split(views, groups, axis=rank + 1), np.split(kernel, groups, axis=-1)
    )
    window, inputs = range(rank + 1, 2 * rank + 2), (rank, *range(rank))
    found = [np.tensordot(view, part, (window, inputs)) for view, part in parts]
    return np.concatenate(found, axis=-1) + bias


def depthwise_convolution(
    x, kernel, bias=0, strides=None, padding="valid", dilation=None
):
    """Slides filters over each channel apart."""
    rank = kernel.ndim - 2
    size, ones = kernel.shape[:rank], (1,) * rank
    views = padded_windows(x, size, strides or ones, padding, dilation or ones)
    rows = views.reshape(*views.shape[: rank + 2], -1)
    filters = kernel.reshape(-1, *kernel.shape[rank:])
    y = np.einsum("...ck,kcm->...cm", rows, filters, optimize=True)
    return y.reshape(*y.shape[:-2], -1) + bias


def separable_convolution(x, depthwise_kernel, pointwise_kernel, bias=0, **options):
    """Filters each channel apart, then mixes the channels."""
    x = depthwise_convolution(x, depthwise_kernel, **options)
    return x @ pointwise_kernel.reshape(pointwise_kernel.shape[-2:]) + bias


def transposed_length(n, reach, stride, padding, extra):
    """How long an axis becomes, and how much is cut before its beginning."""
    if padding == "valid":
        tail = max(reach - stride, 0) if extra is None else reach - stride + extra
        return n * stride + tail, 0
    if extra is None:
        return n * stride, max(reach - 1 - (reach + stride - 1) // 2, 0)
    length = (n - 1) * stride + reach % 2 + extra
    return length, max(reach - 1 - (reach + reach % 2 + extra - 1) // 2, 0)


def transposed_convolution(
    x, kernel, bias=0, strides=None, padding="valid", dilation=None, output_padding=None
):
    """Spreads every value over several places."""
    rank = kernel.ndim - 2
    size, ones = kernel.shape[:rank], (1,) * rank
    strides, dilation = strides or ones, dilation or ones
    full, inside = [], [slice(None)]
    axes = zip(x.shape[1:], size, strides, dilation, output_padding or (None,) * rank)
    for n, k, s, d, extra in axes:
        reach = (k - 1) * d + 1
        length, cut = transposed_length(n, reach, s, padding, extra)
        full.append(max((n - 1) * s + reach, cut + length))
        inside.append(slice(cut, cut + length))
    y = np.zeros((len(x), *full, kernel.shape[-2]), x.dtype)
    for offset in np.ndindex(*size):
        axes = zip(offset, dilation, x.shape[1:], strides)
        places = [slice(o * d, o * d + (n - 1) * s + 1, s) for o, d, n, s in axes]
        y[(slice(None), *places)] += x @ kernel[offset].T
    return y[tuple(inside)] + bias


def max_pooling(x, size, strides=None, padding="valid"):
    """The largest value of each window."""
    strides, ones = strides or size, (1,) * len(size)
    if padding == "same":
        x = pad_same(x, size, strides, ones, -np.inf)
    return windows(x, size, strides, ones).max(axis=tuple(range(-len(size), 0)))


def average_pooling(x, size, strides=None, padding="valid"):
    """The mean of each window; padding does not count."""
    strides, ones = strides or size, (1,) * len(size)
    inside = tuple(range(-len(size), 0))
    counted = np.ones_like(x[:1])
    if padding == "same":
        x = pad_same(x, size, strides, ones)
        counted = pad_same(counted, size, strides, ones)
    total = windows(x, size, strides, ones).sum(axis=inside)
    return total / windows(counted, size, strides, ones).sum(axis=inside)


def adaptive_pooling(x, size, pool):
    """As many windows as the output has places, as equal as the input allows."""
    for axis, count in enumerate(size, start=1):
        n = x.shape[axis]
        edges = [(i * n // count, -(-(i + 1) * n // count)) for i in range(count)]
        rows = np.moveaxis(x, axis, 0)
        x = np.moveaxis(np.stack([pool(rows[a:b], axis=0) for a, b in edges]), 0, axis)
    return x


def masked_average(x, mask, keepdims=False):
    """The mean of a sequence without the steps that are padding."""
    mask = mask[..., np.newaxis]
    count = np.maximum(mask.sum(axis=1, keepdims=keepdims), 1).astype(x.dtype)
    return np.where(mask, x, 0).sum(axis=1, keepdims=keepdims) / count
