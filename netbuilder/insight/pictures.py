"""Samples as small pictures for a page, where they are pictures."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from netbuilder.arrays import Array

SIDE = 64  # pixels of the longer side


def is_picture(x: Array) -> bool:
    """Whether a sample (without the sample axis) is one: rows and columns, of grey, red green blue, or with alpha."""
    return (x.ndim == 2 and min(x.shape) > 3) or (x.ndim == 3 and x.shape[-1] in (1, 3, 4) and min(x.shape[:2]) > 3)


def as_png(x: Array, low: float, high: float) -> str:
    """A sample as a data URL, `low` black and `high` white; small ones enlarged without blurring."""
    values = np.asarray(x, np.float64)
    values = values[..., 0] if values.ndim == 3 and values.shape[-1] == 1 else values
    scaled = np.nan_to_num((values - low) / ((high - low) or 1) * 255)
    picture = Image.fromarray(np.clip(scaled, 0, 255).round().astype(np.uint8))
    times = SIDE / max(picture.size)
    size = (max(1, round(picture.width * times)), max(1, round(picture.height * times)))
    how = Image.Resampling.NEAREST if times > 1 else Image.Resampling.BOX
    held = io.BytesIO()
    picture.resize(size, how).save(held, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode("ascii")


def brightness(x: Array) -> tuple[float, float]:
    """What is black and what is white in samples: 0 to 1 or 0 to 255 where they lie within, else their own ends."""
    if not x.size:
        return 0.0, 1.0
    low, high = float(np.nanmin(x)), float(np.nanmax(x))
    if low >= 0:
        return (0.0, 1.0) if high <= 1 else (0.0, 255.0) if high <= 255 else (0.0, high)
    return low, high
