"""Convolutions."""

from __future__ import annotations

from netbuilder.layers.convolution import Conv2D
from tests.contract.cases.case import IMAGE, Case

CASES = (
    *(
        Case(Conv2D(4, (2, 3), strides=strides, padding=padding), IMAGE)
        for strides in ((1, 1), (2, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(Conv2D(4, (2, 3), dilation_rate=(2, 1)), IMAGE),
    Case(Conv2D(4, (2, 3), dilation_rate=(1, 2), padding="same"), IMAGE),
    Case(Conv2D(4, (2, 3), groups=2), IMAGE),
    Case(Conv2D(4, (2, 3), use_bias=False, activation="relu"), IMAGE),
)
