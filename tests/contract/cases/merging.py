"""Merging."""

from __future__ import annotations

from netbuilder.layers.merging import Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract
from tests.contract.cases.case import Case

SAME = ((4, 3), (4, 3))
UNEQUAL = ((4, 3), (1, 3), (4, 1))
RANKS = ((3,), (5, 4, 3), (4, 1))

CASES = (
    *(Case(kind(), SAME) for kind in (Add, Subtract, Multiply, Average, Maximum, Minimum)),
    *(Case(kind(), UNEQUAL) for kind in (Add, Multiply, Average, Maximum, Minimum)),
    *(Case(kind(), RANKS) for kind in (Add, Multiply, Average, Maximum, Minimum)),
    Case(Subtract(), ((3,), (4, 1))),
    Case(Concatenate(), ((4, 3), (4, 2))),
    Case(Concatenate(axis=1), ((4, 3), (2, 3), (1, 3))),
    Case(Dot(1), ((3,), (3,))),
    Case(Dot(-1, normalize=True), ((3,), (3,))),
    Case(Dot((2, 1)), ((4, 3), (3, 5))),
    Case(Dot((1, 2)), ((3, 4), (5, 3))),
    Case(Dot((1, 3), normalize=True), ((3, 2, 4), (5, 6, 3))),
    Case(Dot((1, -2)), ((3,), (2, 3, 5))),
    Case(Dot((-1, 1)), ((4, 2, 3), (3,))),
)
