"""Kernels for convolution and pooling along one and three axes compute what their layers compute."""

from __future__ import annotations

import pytest

from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv2D, SeparableConv1D
from netbuilder.layers.pooling import AveragePooling3D, MaxPooling1D, MaxPooling3D
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.spatial import Cropping2D, UpSampling2D, ZeroPadding2D
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

NETS = {
    "line": lambda: chain(
        Input((13, 3)),
        Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
        MaxPooling1D(2),
        SeparableConv1D(5, 2, activation="relu"),
        Conv1DTranspose(3, 3, strides=2, activation="relu"),
        Conv1D(4, 3, strides=2, padding="same", activation="tanh"),
        Flatten(),
        Dense(3, "softmax"),
    ),
    "image": lambda: chain(
        Input((7, 6, 3)),
        ZeroPadding2D(((0, 1), (2, 0))),
        DepthwiseConv2D((2, 3), depth_multiplier=2, activation="relu"),
        Conv2D(4, 3, groups=2, padding="same", activation="relu"),
        Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu"),
        Cropping2D((1, 2)),
        UpSampling2D(2, "bilinear"),
        Conv2D(2, 3, activation="relu"),
        Flatten(),
        Dense(3, "softmax"),
    ),
    "volume": lambda: chain(
        Input((5, 6, 7, 2)),
        Conv3D(4, (2, 3, 2), padding="same", activation="relu"),
        MaxPooling3D((2, 1, 2)),
        Conv3D(3, 2, strides=(1, 2, 1), activation="relu"),
        AveragePooling3D((1, 2, 1), padding="same"),
        Flatten(),
        Dense(3, "softmax"),
    ),
}


@pytest.mark.parametrize("name", NETS)
def test_network_gives_the_same_gradients_with_and_without_kernels(name):
    loss, sizes = "categorical_crossentropy", (4, 4, 2, 1)

    assert_same(gradients_of(NETS[name](), loss, True, 11, sizes), gradients_of(NETS[name](), loss, False, 11, sizes))
