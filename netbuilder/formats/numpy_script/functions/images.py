"""Layers that bring images to a size."""

import numpy as np


def resize_matrix(length, target, method="bilinear", antialias=False):
    """How much of each old pixel goes into each new one."""
    if length == target:
        return np.eye(length)
    if method == "nearest":
        places = np.arange(target, dtype=np.float32) + np.float32(0.5)
        return np.eye(length)[
            np.floor(places * np.float32(length) / target).astype(int)
        ]
    step = length / target
    middles = (np.arange(target) + 0.5) * step - 0.5
    x = np.abs(middles[:, np.newaxis] - np.arange(length))
    x = x / (max(step, 1.0) if antialias else 1.0)
    if method == "bilinear":
        share = np.maximum(0, 1 - x)
    elif method == "bicubic":
        outer = ((-0.5 * x + 2.5) * x - 4) * x + 2
        share = np.where(x < 1, (1.5 * x - 2.5) * x * x + 1, np.where(x < 2, outer, 0))
    else:
        radius = int(method[-1])  # lanczos3, lanczos5
        share = np.where(x <= radius, np.sinc(x) * np.sinc(x / radius), 0)
    total = share.sum(axis=1, keepdims=True)
    return share / np.where(total == 0, 1, total)


def resize(x, height, width, method="bilinear", antialias=False):
    """Images of another size."""
    down = resize_matrix(x.shape[1], height, method, antialias).astype(x.dtype)
    across = resize_matrix(x.shape[2], width, method, antialias).astype(x.dtype)
    return np.einsum("oh,nhwc,pw->nopc", down, x, across, optimize=True)


def crop_to_ratio(x, height, width):
    """The largest window in the middle with this ratio."""
    high = max(min(x.shape[1], int(x.shape[2] * height / width)), 1)
    wide = max(min(x.shape[2], int(x.shape[1] * width / height)), 1)
    top, left = (x.shape[1] - high) // 2, (x.shape[2] - wide) // 2
    return x[:, top : top + high, left : left + wide]


def pad_to_ratio(x, height, width, value=0.0):
    """Images with an edge that gives them this ratio."""
    high, wide = x.shape[1:3]
    above = (max(high, int(wide * height / width)) - high) // 2
    beside = 0 if above else (max(wide, int(high * width / height)) - wide) // 2
    edges = [(0, 0), (above, above), (beside, beside), (0, 0)]
    return np.pad(x, edges, constant_values=value)


def smart_resize(x, height, width):
    """The largest window with this ratio, resized."""
    return resize(crop_to_ratio(x, height, width), height, width)


def center_crop(x, height, width):
    """The middle of images; smaller ones are cut to the ratio and enlarged."""
    if x.shape[1] < height or x.shape[2] < width:
        return smart_resize(x, height, width)
    top, left = (x.shape[1] - height) // 2, (x.shape[2] - width) // 2
    return x[:, top : top + height, left : left + width]


def auto_contrast(x, low, high):
    """Spreads the values of each channel over the whole range."""
    least, most = x.min(axis=(1, 2), keepdims=True), x.max(axis=(1, 2), keepdims=True)
    flat = least == most
    share = (x - least) / np.where(flat, 1, most - least)
    return np.where(flat, x, share * (high - low) + low)


def enlarge(x, size):
    """Gives each value several times."""
    for axis, times in enumerate(size, start=1):
        x = np.repeat(x, times, axis=axis)
    return x


def pad_zeros(x, widths):
    """Puts zeros around."""
    return np.pad(x, [(0, 0), *widths, (0, 0)])


def crop(x, widths):
    """Cuts the edges off."""
    inside = [slice(a, n - b) for n, (a, b) in zip(x.shape[1:], widths)]
    return x[(slice(None), *inside)]
