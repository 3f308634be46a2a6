"""Core layers."""

from __future__ import annotations

from netbuilder.layers import Activation, Dense, Embedding
from netbuilder.layers.activations import ACTIVATIONS
from tests.contract.cases.case import Case

CASES = (
    *(Case(Dense(3, activation=name), ((2, 4),)) for name in ACTIVATIONS),
    Case(Dense(3, use_bias=False), ((4,),)),
    *(Case(Activation(name), ((4, 3),)) for name in ACTIVATIONS),
    Case(Embedding(7, 3), ((4,),), whole=7),
)
