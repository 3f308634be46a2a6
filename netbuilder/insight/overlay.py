"""An explanation over its picture: what speaks for the answer in blue, what speaks against it in orange."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from netbuilder.arrays import Array
from netbuilder.insight.pictures import brightness

FOR, AGAINST = (0, 114, 178), (213, 94, 0)
LEAST_SIDE = 320  # pixels of a picture that is written
GAP = 12
TOP_SHARE = 0.99  # quantile that has the full colour, so that one pixel does not pale all others


def heat(shares: Array) -> Array:
    """Colours with alpha (rows, columns, 4), 0 to 255, of how much each place speaks for the answer (rows, columns)."""
    size = np.abs(shares)
    most = float(np.quantile(size, TOP_SHARE)) or float(size.max())
    strength = np.clip(size / most, 0, 1) if most else np.zeros(size.shape)
    colours = np.where((shares >= 0)[..., None], np.array(FOR), np.array(AGAINST))
    return np.concatenate([colours, np.round(230 * strength)[..., None]], axis=-1).astype(np.uint8)


def over_places(shares: Array) -> Array:
    """The sum over the channels of a picture's shares: (rows, columns)."""
    return shares if shares.ndim == 2 else np.asarray(shares.sum(axis=-1))


def explained_png(x: Array, shares: Array) -> bytes:
    """The sample beside itself with the explanation over it, in grey so that the colours are seen.

    `x` is the sample as it came; `shares` (rows, columns) may be of a coarser map.
    """
    low, high = brightness(np.asarray(x))
    values = np.nan_to_num((np.asarray(x, np.float64) - low) / ((high - low) or 1) * 255)
    values = values[..., 0] if values.ndim == 3 and values.shape[-1] == 1 else values
    picture = Image.fromarray(np.clip(values, 0, 255).round().astype(np.uint8)).convert("RGB")
    times = max(1, round(LEAST_SIDE / max(picture.size)))
    size = (picture.width * times, picture.height * times)
    large = picture.resize(size, Image.Resampling.NEAREST)
    fine = shares.shape == (picture.height, picture.width)
    map_ = Image.fromarray(heat(shares)).resize(size, Image.Resampling.NEAREST if fine else Image.Resampling.BICUBIC)
    pale = Image.blend(large.convert("L").convert("RGB"), Image.new("RGB", size, "white"), 0.45)
    both = Image.new("RGB", (2 * size[0] + GAP, size[1]), "white")
    both.paste(large, (0, 0))
    both.paste(Image.alpha_composite(pale.convert("RGBA"), map_).convert("RGB"), (size[0] + GAP, 0))
    held = io.BytesIO()
    both.save(held, "PNG", optimize=True)
    return held.getvalue()
