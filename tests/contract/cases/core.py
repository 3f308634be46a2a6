"""Core layers."""

from __future__ import annotations

from netbuilder.layers import Activation, Dense, Embedding
from netbuilder.layers.core import Identity, Masking
from netbuilder.layers.parts.activations import ACTIVATIONS
from tests.contract.cases.case import ROWS, Case

CASES = (
    *(Case(Dense(3, activation=name), ((2, 4),)) for name in ACTIVATIONS),
    Case(Dense(3, use_bias=False), ((4,),)),
    *(Case(Activation(name), ((4, 3),)) for name in ACTIVATIONS),
    Case(Embedding(7, 3), ((4,),), whole=7),
    Case(Embedding(7, 3, mask_zero=True), ((4,),), whole=7),
    Case(Masking(), ROWS),
    Case(Masking(0.5), ROWS),
    Case(Identity(), ROWS),
)
