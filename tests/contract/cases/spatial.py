"""Padding, cropping and enlarging."""

from __future__ import annotations

from netbuilder.layers.spatial import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)
from tests.contract.cases.case import IMAGE, Case

LINE = ((5, 3),)
VOLUME = ((3, 5, 4, 2),)

CASES = (
    *(Case(ZeroPadding1D(padding), LINE) for padding in (1, 0, (1, 3))),
    *(Case(ZeroPadding2D(padding), IMAGE) for padding in (1, (2, 1), ((1, 2), (0, 3)))),
    *(Case(ZeroPadding3D(padding), VOLUME) for padding in (1, (2, 0, 1), ((1, 2), (0, 3), (2, 0)))),
    *(Case(Cropping1D(cropping), LINE) for cropping in (1, (0, 3), (2, 0))),
    *(Case(Cropping2D(cropping), IMAGE) for cropping in (0, (2, 1), ((1, 2), (0, 3)))),
    *(Case(Cropping3D(cropping), VOLUME) for cropping in (1, (0, 2, 1), ((1, 0), (0, 3), (2, 0)))),
    *(Case(UpSampling1D(size), LINE) for size in (1, 3)),
    *(Case(UpSampling2D(size), IMAGE) for size in (2, (1, 3))),
    *(
        Case(UpSampling2D((2, 3), interpolation), IMAGE)
        for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5")
    ),
    Case(UpSampling3D((3, 1, 2)), VOLUME),
)
