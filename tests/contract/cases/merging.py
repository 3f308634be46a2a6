"""Merging."""

from __future__ import annotations

from netbuilder.layers.merging import Add, Concatenate
from tests.contract.cases.case import Case

CASES = (
    Case(Add(), ((4, 3), (4, 3))),
    Case(Add(), ((4, 3), (1, 3), (4, 1))),
    Case(Concatenate(), ((4, 3), (4, 2))),
    Case(Concatenate(axis=1), ((4, 3), (2, 3), (1, 3))),
)
