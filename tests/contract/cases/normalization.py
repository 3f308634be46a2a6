"""Normalization."""

from __future__ import annotations

from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.sample_normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)
from tests.contract.cases.case import IMAGE, ROWS, Case

VOLUME = ((2, 3, 4, 6),)

CASES = (
    Case(BatchNormalization(), IMAGE),
    Case(BatchNormalization(axis=1), IMAGE),
    Case(BatchNormalization(), ((4,),)),
    Case(BatchNormalization(center=False), ((4,),)),
    Case(BatchNormalization(scale=False), ((4,),)),
    Case(LayerNormalization(), ((4,),)),
    Case(LayerNormalization(), ROWS),
    Case(LayerNormalization(axis=1), ROWS),
    Case(LayerNormalization(axis=(2, 1)), IMAGE),
    Case(LayerNormalization(axis=(-3, -1)), IMAGE),
    Case(LayerNormalization(axis=(1, -1)), IMAGE),
    Case(LayerNormalization(axis=(1, 2, 3), epsilon=0.1), IMAGE),
    Case(LayerNormalization(center=False), ROWS),
    Case(LayerNormalization(scale=False), ROWS),
    Case(LayerNormalization(center=False, scale=False), ROWS),
    Case(LayerNormalization(rms_scaling=True), ROWS),
    Case(LayerNormalization(axis=(1, 2), scale=False, rms_scaling=True), IMAGE),
    Case(GroupNormalization(2), IMAGE),
    Case(GroupNormalization(1, epsilon=0.1), IMAGE),
    Case(GroupNormalization(-1), IMAGE),
    Case(GroupNormalization(3, axis=2), IMAGE),
    Case(GroupNormalization(2, axis=-2), IMAGE),
    Case(GroupNormalization(2, center=False), ((4,),)),
    Case(GroupNormalization(3, scale=False), ((4, 6),)),
    Case(GroupNormalization(3), VOLUME),
    Case(RMSNormalization(), ((4,),)),
    Case(RMSNormalization(epsilon=0.1), ROWS),
    Case(RMSNormalization(axis=(2, 3)), IMAGE),
    Case(RMSNormalization(axis=(-1, -2)), IMAGE),
    Case(UnitNormalization(), ((4,),)),
    Case(UnitNormalization(axis=1), ROWS),
    Case(UnitNormalization(axis=(1, 3)), IMAGE),
)
