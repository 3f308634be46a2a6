"""Red, green and blue as hue, saturation and value, and back; as Keras converts, with the gradients of both."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.augmentation.base import Changed

GREY = (0.2989, 0.5870, 0.1140)  # shares of red, green and blue in brightness (ITU-R BT.601)


def grey(x: Array) -> Changed:
    """The brightness of colours, as one channel; images of one channel as they are."""
    if x.shape[-1] == 1:
        return x, lambda dy: dy
    shares = np.asarray(GREY, x.dtype)
    return (x @ shares)[..., None], lambda dy: dy * shares


def hsv(x: Array) -> Changed:
    """Hue from 0 to 1, saturation and value of red, green and blue."""
    x = np.where(np.abs(x) < np.finfo(x.dtype).eps, x.dtype.type(0), x)
    value, least = x.max(axis=-1, keepdims=True), x.min(axis=-1, keepdims=True)
    spread = value - least
    lit, coloured = value > 0, spread > 0
    safe_value, safe_spread = np.where(lit, value, 1), np.where(coloured, spread, 1)
    saturation = np.where(lit, spread / safe_value, 0)
    # Hue is the difference of the two channels after the brightest, of which the first of equals counts.
    first = np.argmax(x, axis=-1)[..., None]
    one, other = (np.take_along_axis(x, (first + step) % 3, axis=-1) for step in (1, 2))
    hue = np.where(coloured, (one - other) / (6 * safe_spread) + first / x.dtype.type(3), 0)
    hue = hue + (hue < 0)

    def back(dy: Array) -> Array:
        d_hue, d_saturation, d_value = (dy[..., i : i + 1] for i in range(3))
        slope = np.where(coloured, d_hue / (6 * safe_spread), 0)
        d_saturation = np.where(lit, d_saturation / safe_value, 0)
        d_spread = d_saturation - slope * (one - other) / safe_spread
        channel = np.arange(3)
        dx: Array = slope * ((channel == (first + 1) % 3) * 1.0 - (channel == (first + 2) % 3))
        dx = dx + (channel == first) * (d_value + d_spread - d_saturation * saturation)
        dx = dx - (channel == np.argmin(x, axis=-1)[..., None]) * d_spread
        return dx.astype(dy.dtype)

    return np.concatenate([hue, saturation, value], axis=-1).astype(x.dtype), back


def rgb(x: Array) -> Changed:
    """Red, green and blue of hue, saturation and value."""
    hue, saturation, value = (x[..., i : i + 1] for i in range(3))
    turned = hue % 1 * 6 - np.asarray((3, 2, 4), x.dtype)
    sign = np.asarray((1, -1, -1), x.dtype)
    level = sign * np.abs(turned) + np.asarray((-1, 2, 2), x.dtype)
    part = np.clip(level, 0, 1)
    share = 1 - saturation + saturation * part

    def back(dy: Array) -> Array:
        d_value = (dy * share).sum(axis=-1, keepdims=True)
        d_saturation = (dy * value * (part - 1)).sum(axis=-1, keepdims=True)
        slope = sign * np.sign(turned) * ((level > 0) & (level < 1))
        d_hue = 6 * (dy * value * saturation * slope).sum(axis=-1, keepdims=True)
        return np.concatenate([d_hue, d_saturation, d_value], axis=-1)

    return value * share, back
