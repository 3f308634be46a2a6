"""Pooling: by windows, over everything, and to a fixed size."""

from __future__ import annotations

from netbuilder.layers.adaptive_pooling import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
)
from netbuilder.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from tests.contract.cases.case import IMAGE, Case

LINE = ((7, 3),)
VOLUME = ((4, 5, 3, 2),)

CASES = (
    *(
        Case(kind(size, strides, padding), LINE)
        for kind in (MaxPooling1D, AveragePooling1D)
        for size, strides in ((2, None), (3, 2), (2, 3))
        for padding in ("valid", "same")
    ),
    *(
        Case(kind(size, strides, padding), IMAGE)
        for kind in (MaxPooling2D, AveragePooling2D)
        for size, strides in (((2, 3), None), ((2, 3), (1, 2)), ((3, 2), (3, 3)))
        for padding in ("valid", "same")
    ),
    *(
        Case(kind(size, strides, padding), VOLUME)
        for kind in (MaxPooling3D, AveragePooling3D)
        for size, strides in ((2, None), ((2, 3, 1), (1, 2, 3)))
        for padding in ("valid", "same")
    ),
    *(
        Case(kind(keepdims=keepdims), shapes)
        for kinds, shapes in (
            ((GlobalMaxPooling1D, GlobalAveragePooling1D), LINE),
            ((GlobalMaxPooling2D, GlobalAveragePooling2D), IMAGE),
            ((GlobalMaxPooling3D, GlobalAveragePooling3D), VOLUME),
        )
        for kind in kinds
        for keepdims in (False, True)
    ),
    *(
        Case(kind(size), shapes)
        for kinds, shapes, sizes in (
            ((AdaptiveMaxPooling1D, AdaptiveAveragePooling1D), LINE, (3, 5, 9)),
            ((AdaptiveMaxPooling2D, AdaptiveAveragePooling2D), IMAGE, ((2, 4), (1, 3))),
            ((AdaptiveMaxPooling3D, AdaptiveAveragePooling3D), VOLUME, ((3, 2, 2),)),
        )
        for kind in kinds
        for size in sizes
    ),
)
