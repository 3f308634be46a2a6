"""Normalization."""

from __future__ import annotations

from netbuilder.layers.normalization import BatchNormalization
from tests.contract.cases.case import IMAGE, Case

CASES = (
    Case(BatchNormalization(), IMAGE),
    Case(BatchNormalization(axis=1), IMAGE),
    Case(BatchNormalization(), ((4,),)),
    Case(BatchNormalization(center=False), ((4,),)),
    Case(BatchNormalization(scale=False), ((4,),)),
)
