"""Noise and penalties."""

from __future__ import annotations

from netbuilder.layers.noise import GaussianDropout, GaussianNoise
from netbuilder.layers.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from tests.contract.cases.case import IMAGE, ROWS, Case

CASES = (
    Case(Dropout(0.4), ROWS, random=True),
    Case(Dropout(0.0), ROWS),
    Case(Dropout(0.4, (None, 1, None), 3), ROWS, random=True),
    Case(Dropout(0.4, (1, 4, 1)), ROWS, random=True),
    Case(SpatialDropout1D(0.4), ROWS, random=True),
    Case(SpatialDropout2D(0.4, 3), IMAGE, random=True),
    Case(SpatialDropout3D(0.4), ((2, 3, 4, 2),), random=True),
    Case(AlphaDropout(0.4), ROWS, random=True),
    Case(AlphaDropout(0.4, (None, None, 1), 3), ROWS, random=True),
    Case(AlphaDropout(0.0), ROWS),
    Case(GaussianDropout(0.4, 3), ROWS, random=True),
    Case(GaussianDropout(0.0), ROWS),
    Case(GaussianNoise(0.4, 3), ROWS, random=True),
    Case(GaussianNoise(0.0), ROWS),
    Case(ActivityRegularization(), ROWS),
    Case(ActivityRegularization(0.1, 0.2), IMAGE),
)
