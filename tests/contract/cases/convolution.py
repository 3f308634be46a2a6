"""Convolutions: plain, transposed, depthwise and separable."""

from __future__ import annotations

from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.parts.constraints import MaxNorm, NonNeg
from netbuilder.layers.parts.initializers import HeNormal, Ones
from netbuilder.layers.parts.regularizers import L1, L2
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from tests.contract.cases.case import IMAGE, Case

LINE = ((7, 4),)
VOLUME = ((3, 4, 5, 2),)
BIAS = {
    "bias_initializer": Ones(),
    "bias_regularizer": L1(0.1),
    "activity_regularizer": L2(0.2),
    "bias_constraint": NonNeg(),
}
KERNEL = {"kernel_initializer": HeNormal(), "kernel_regularizer": L2(0.3), "kernel_constraint": MaxNorm(3.0)}
APART = {"depthwise_initializer": HeNormal(), "depthwise_regularizer": L2(0.3), "depthwise_constraint": MaxNorm(3.0)}
MIXING = {"pointwise_initializer": Ones(), "pointwise_regularizer": L1(0.4), "pointwise_constraint": NonNeg()}

PLAIN = (
    *(
        Case(Conv1D(6, 3, strides=strides, padding=padding), LINE)
        for strides in (1, 2)
        for padding in ("valid", "same", "causal")
    ),
    Case(Conv1D(6, 2, padding="causal", dilation_rate=3, groups=2), LINE),
    Case(Conv1D(6, 2, padding="same", dilation_rate=3, activation="tanh", **KERNEL, **BIAS), LINE),
    *(
        Case(Conv2D(4, (2, 3), strides=strides, padding=padding), IMAGE)
        for strides in ((1, 1), (2, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(Conv2D(4, (2, 3), dilation_rate=(2, 1)), IMAGE),
    Case(Conv2D(4, (2, 3), dilation_rate=(1, 2), padding="same"), IMAGE),
    Case(Conv2D(4, (2, 3), groups=2), IMAGE),
    Case(Conv2D(4, (2, 3), use_bias=False, activation="relu"), IMAGE),
    Case(Conv2D(4, 3, activation="tanh", **KERNEL, **BIAS), IMAGE),
    Case(Conv3D(3, (2, 1, 3)), VOLUME),
    Case(Conv3D(4, (2, 3, 2), strides=(1, 2, 3), padding="same", groups=2), VOLUME),
    Case(Conv3D(3, 2, dilation_rate=(1, 2, 1), use_bias=False, activation="sigmoid"), VOLUME),
)
TRANSPOSED = (
    *(
        Case(Conv1DTranspose(3, size, strides=strides, padding=padding), ((4, 2),))
        for size, strides in ((3, 1), (4, 2), (3, 2), (2, 5))
        for padding in ("valid", "same")
    ),
    *(
        Case(Conv1DTranspose(3, size, strides=3, padding=padding, output_padding=extra), ((4, 2),))
        for size, extra in ((5, 0), (4, 2), (1, 1))
        for padding in ("valid", "same")
    ),
    *(Case(Conv1DTranspose(3, 3, padding=padding, dilation_rate=2), ((4, 2),)) for padding in ("valid", "same")),
    *(
        Case(Conv2DTranspose(4, (2, 3), strides=strides, padding=padding), ((3, 4, 2),))
        for strides in ((1, 1), (2, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(Conv2DTranspose(4, (2, 3), strides=(3, 2), padding="same", output_padding=(2, 1)), ((3, 4, 2),)),
    Case(Conv2DTranspose(4, (2, 3), dilation_rate=(3, 2), padding="same", use_bias=False), ((3, 4, 2),)),
    Case(Conv2DTranspose(4, 2, activation="tanh", **KERNEL, **BIAS), ((3, 4, 2),)),
    Case(Conv3DTranspose(2, (2, 1, 3), strides=(1, 2, 2), padding="same"), ((2, 3, 2, 3),)),
    Case(Conv3DTranspose(2, (2, 1, 3), strides=(3, 1, 2), output_padding=(2, 0, 1)), ((2, 3, 2, 3),)),
)
BY_CHANNEL = (
    *(
        Case(DepthwiseConv1D(3, strides=strides, padding=padding), LINE)
        for strides in (1, 2)
        for padding in ("valid", "same")
    ),
    Case(DepthwiseConv1D(2, depth_multiplier=2, dilation_rate=3, activation="tanh", **APART, **BIAS), LINE),
    *(
        Case(DepthwiseConv2D((2, 3), strides=strides, padding=padding, depth_multiplier=multiplier), IMAGE)
        for strides, multiplier in ((1, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(DepthwiseConv2D((2, 3), dilation_rate=(3, 2), padding="same", use_bias=False), IMAGE),
    Case(DepthwiseConv2D((2, 3), strides=2, dilation_rate=(1, 2)), IMAGE),
    Case(DepthwiseConv2D(2, activation="relu", **APART, **BIAS), IMAGE),
    *(
        Case(SeparableConv1D(3, 2, strides=strides, padding=padding), LINE)
        for strides in (1, 2)
        for padding in ("valid", "same")
    ),
    Case(SeparableConv1D(3, 2, depth_multiplier=2, dilation_rate=3, use_bias=False), LINE),
    *(
        Case(SeparableConv2D(5, (2, 3), strides=strides, padding=padding, depth_multiplier=multiplier), IMAGE)
        for strides, multiplier in ((1, 1), (2, 3))
        for padding in ("valid", "same")
    ),
    Case(SeparableConv2D(5, (2, 3), dilation_rate=(1, 2), activation="relu", **APART, **MIXING, **BIAS), IMAGE),
)
CASES = (*PLAIN, *TRANSPOSED, *BY_CHANNEL)
