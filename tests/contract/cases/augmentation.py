"""Images changed at random. What they do with their random numbers is held against Keras in test_augmentation."""

from __future__ import annotations

from netbuilder.layers.augmentation.colour import (
    RandomBrightness,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomGrayscale,
    RandomHue,
    RandomSaturation,
)
from netbuilder.layers.augmentation.filters import RandomErasing, RandomGaussianBlur, RandomSharpness
from netbuilder.layers.augmentation.geometry import (
    RandomCrop,
    RandomFlip,
    RandomRotation,
    RandomShear,
    RandomTranslation,
    RandomZoom,
)
from netbuilder.layers.augmentation.tones import (
    AutoContrast,
    Equalization,
    RandomInvert,
    RandomPosterization,
    Solarization,
)
from netbuilder.layers.augmentation.warps import RandomElasticTransform, RandomPerspective
from tests.contract.cases.case import Case

COLOUR = ((5, 6, 3),)
RANGE = (-3.0, 4.0)

RANDOM = (
    *(RandomFlip(mode) for mode in ("horizontal", "vertical", "horizontal_and_vertical")),
    *(RandomRotation((0.05, 0.3), mode, fill_value=0.5) for mode in ("reflect", "wrap", "constant", "nearest")),
    RandomRotation(0.2, interpolation="nearest"),
    RandomTranslation((0.1, 0.9), (-0.9, 0.2)),
    RandomTranslation(0.4, 0.3, "constant", "nearest", fill_value=1.5),
    RandomZoom(0.4),
    RandomZoom((0.1, 0.9), (-0.9, -0.3), "constant"),
    RandomShear(0.4, (0.1, 0.3)),
    RandomPerspective(0.6, 0.5, fill_value=0.5),
    RandomPerspective(interpolation="nearest"),
    RandomBrightness(0.4, RANGE),
    RandomContrast((0.5, 0.9), RANGE),
    RandomSaturation((0.2, 0.8)),
    RandomHue(0.7, RANGE),
    RandomColorJitter(RANGE, 0.2, (0.5, 0.9), (0.3, 0.7), 0.5),
    RandomGrayscale(0.6),
    RandomColorDegeneration((0.2, 0.9), RANGE),
    RandomGaussianBlur(0.7, (3, 5), (0.3, 0.9), RANGE),
    RandomSharpness((0.1, 0.9), RANGE),
    RandomErasing(0.7, (0.2, 0.6), value_range=RANGE),
    RandomErasing(fill_value=0.5, value_range=RANGE),
    RandomInvert(0.6, RANGE),
    Solarization(0.3, (0.2, 0.9), RANGE),
    RandomPosterization((2, 5), RANGE),
)
CASES = (
    *(Case(layer, COLOUR, random=True) for layer in RANDOM),
    Case(RandomElasticTransform(0.7, (0.3, 0.9), fill_mode="mirror", value_range=RANGE), COLOUR, random=True),
    Case(RandomElasticTransform(scale=0.0), COLOUR, random=True),
    Case(RandomCrop(5, 6), COLOUR, random=True),
    Case(RandomGrayscale(0.6), ((5, 6, 1),), random=True),
    Case(Equalization(RANGE, bins=16), COLOUR),
    Case(AutoContrast(RANGE), COLOUR),
)
