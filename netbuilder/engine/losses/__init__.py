"""Losses: how wrong a prediction is, and in which direction it would be less so."""

from netbuilder.engine.losses.base import EPSILON, Backward, Loss, same_rank, shares, spread
from netbuilder.engine.losses.circle import Circle
from netbuilder.engine.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
)
from netbuilder.engine.losses.ctc import CTC
from netbuilder.engine.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
)
from netbuilder.engine.losses.hinge import CategoricalHinge, Hinge, SquaredHinge
from netbuilder.engine.losses.kinds import Numbers
from netbuilder.engine.losses.overlap import Dice, Tversky
from netbuilder.engine.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
)

__all__ = [
    "CTC",
    "EPSILON",
    "Array",
    "Backward",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Numbers",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "same_rank",
    "shares",
    "spread",
]
