"""Pooling."""

from __future__ import annotations

from netbuilder.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from tests.contract.cases.case import IMAGE, Case

CASES = (
    *(
        Case(kind(size, strides, padding), IMAGE)
        for kind in (MaxPooling2D, AveragePooling2D)
        for size, strides in (((2, 3), None), ((2, 3), (1, 2)), ((3, 2), (3, 3)))
        for padding in ("valid", "same")
    ),
    Case(GlobalAveragePooling2D(), IMAGE),
    Case(GlobalAveragePooling2D(keepdims=True), IMAGE),
)
