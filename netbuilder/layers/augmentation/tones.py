"""Images whose tones are turned round, coarsened or spread."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import Bounds, IntKind
from netbuilder.layers.augmentation.base import (
    Changed,
    Drawn,
    ImageAugmentation,
    Range,
    no_slope,
    only,
    per_image,
    range_param,
    seed_param,
)
from netbuilder.layers.base import Backward, Run, Weights, layer
from netbuilder.layers.number_kinds import FactorKind, Numbers, factor_kind
from netbuilder.layers.preprocessing import as_float
from netbuilder.spec import param

BYTES: Range = (0.0, 255.0)
BITS = 8


@layer("preprocessing")
class RandomInvert(ImageAugmentation):
    """Turns some images into their negatives."""

    factor: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="How likely an image is inverted, or both limits.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"apply_inversion": self.hits("factor", rng, shape[0])}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        return only(drawn["apply_inversion"], x, (x.dtype.type(self.value_range[1]) - x, lambda dy: -dy))


@layer("preprocessing")
class Solarization(ImageAugmentation):
    """Inverts the tones above a random threshold."""

    addition_factor: Numbers = param(
        default=0.0, kind=factor_kind(0, 1), doc="Greatest brightness added first, or both limits.", brief="{}"
    )
    threshold_factor: Numbers = param(
        default=0.0, kind=factor_kind(0, 1), doc="Greatest tone that is left alone, or both limits.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        drawn = {}
        for field, name in (("addition_factor", "additions"), ("threshold_factor", "thresholds")):
            low, high = self.limits(field)
            drawn[name] = rng.uniform(low, high * BYTES[1], (shape[0], 1, 1, 1))  # Keras scales the upper limit only
        return drawn

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        lifted = rescaled(x, self.value_range, BYTES) + per_image(drawn["additions"], x.dtype)
        inside = (lifted >= 0) & (lifted <= BYTES[1])
        lifted = np.clip(lifted, *(x.dtype.type(limit) for limit in BYTES))
        below = lifted < per_image(drawn["thresholds"], x.dtype)
        y = rescaled(np.where(below, lifted, x.dtype.type(BYTES[1]) - lifted), BYTES, self.value_range)
        return y, lambda dy: np.where(below, dy, -dy) * inside


@layer("preprocessing")
class RandomPosterization(ImageAugmentation):
    """Leaves each image with fewer tones."""

    factor: Numbers = param(
        kind=FactorKind(IntKind(Bounds(ge=1, le=BITS)), 2, 1),
        start=(3, 6),
        doc="Bits that are kept: from the first number to one below the second.",
        brief="{}",
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        low, high = (int(limit) for limit in self.limits("factor"))
        return {"shift_factor": BITS - rng.integers(low, max(high, low + 1), shape[0])}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        step = per_image(2.0 ** np.asarray(drawn["shift_factor"], np.float64), x.dtype)
        whole = np.trunc(np.clip(rescaled(x, self.value_range, BYTES), 0, 255))
        return rescaled(np.floor(whole / step) * step, BYTES, self.value_range), no_slope


@layer("preprocessing")
class Equalization(ImageAugmentation):
    """Spreads the tones of each channel evenly while training, over all images of a batch together."""

    value_range: tuple[float, float] = range_param()
    bins: int = param(default=256, ge=2, doc="How many tones are told apart.", brief="{}")

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        given = rescaled(x, self.value_range, BYTES)
        last, channels = self.bins - 1, np.arange(x.shape[-1])
        counted = np.clip(np.trunc(given * x.dtype.type(last) / x.dtype.type(255)), 0, last).astype(np.intp)
        counts = np.bincount((counted + channels * self.bins).ravel(), minlength=self.bins * len(channels))
        tables, single = _even(counts.reshape(-1, self.bins))
        tones = np.clip(given / x.dtype.type(255) * x.dtype.type(last), 0, last).astype(np.intp)
        y = np.where(single, given, tables.astype(x.dtype)[channels, tones])
        return rescaled(y, BYTES, self.value_range), lambda dy: np.where(single, dy, dy.dtype.type(0))


def _even(counts: Array) -> tuple[Array, Array]:
    """For each channel the new tone of each bin, and whether all of its values lie in one bin."""
    sums = counts.cumsum(axis=1)
    # The sum at the first bin that holds anything.
    least = np.take_along_axis(sums, (sums > 0).argmax(axis=1)[:, None], axis=1)
    rest = sums[:, -1:] - least
    tables = np.clip(np.round((sums - least) * 255 / np.where(rest == 0, 1, rest)), 0, 255)
    return tables, np.count_nonzero(counts, axis=1) <= 1


@layer("preprocessing")
class AutoContrast(ImageAugmentation):
    """Spreads the values of each channel of each image over the whole range, always."""

    value_range: tuple[float, float] = range_param()

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = as_float(inputs[0])
        low, high = (x.dtype.type(limit) for limit in self.value_range)
        least, most = x.min(axis=(1, 2), keepdims=True), x.max(axis=(1, 2), keepdims=True)
        flat = most == least
        spread = np.where(flat, 1, most - least)
        share = (x - least) / spread

        def backward(dy: Array) -> tuple[tuple[Array], dict[str, Array]]:
            d = dy * (high - low) / spread
            dx = d + _shared(x == least, d * (share - 1)) - _shared(x == most, d * share)
            return (np.where(flat, dy, dx),), {}

        return np.where(flat, x, share * (high - low) + low), backward


def _shared(places: Array, values: Array) -> Array:
    """The sum over each image of `values`, shared by the places it belongs to."""
    total = values.sum(axis=(1, 2), keepdims=True)
    shares: Array = places * (total / places.sum(axis=(1, 2), keepdims=True).astype(values.dtype))
    return shares


def rescaled(x: Array, given: Range, wanted: Range) -> Array:
    """Values of one range brought to another."""
    if given == wanted:
        return x
    share = (x - x.dtype.type(given[0])) / x.dtype.type(given[1] - given[0])
    y: Array = share * x.dtype.type(wanted[1] - wanted[0]) + x.dtype.type(wanted[0])
    return y
