"""Noise and penalties."""

from __future__ import annotations

from netbuilder.layers.regularization import Dropout
from tests.contract.cases.case import Case

CASES = (
    Case(Dropout(0.4), ((4, 3),), random=True),
    Case(Dropout(0.0), ((4, 3),)),
)
