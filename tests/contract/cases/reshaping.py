"""Reshaping."""

from __future__ import annotations

from netbuilder.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from tests.contract.cases.case import IMAGE, Case

CASES = (
    Case(Flatten(), IMAGE),
    Case(Reshape((6, 20)), IMAGE),
    Case(Reshape((-1, 2)), IMAGE),
    Case(Permute((2, 1)), ((4, 3),)),
    Case(Permute((3, 1, 2)), IMAGE),
    Case(RepeatVector(5), ((3,),)),
)
