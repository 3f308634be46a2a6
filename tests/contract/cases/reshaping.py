"""Reshaping."""

from __future__ import annotations

from netbuilder.layers.reshaping import Flatten, Reshape
from tests.contract.cases.case import IMAGE, Case

CASES = (
    Case(Flatten(), IMAGE),
    Case(Reshape((6, 20)), IMAGE),
    Case(Reshape((-1, 2)), IMAGE),
)
