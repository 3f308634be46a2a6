"""More networks that compiled kernels must compute as the layers do: what works on rows and on single numbers."""

from __future__ import annotations

from netbuilder.layers import Dense, Input
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain


def of_rows(*layers, shape=(5, 6)):
    """Layers between dense ones, so that the gradient of their input is wanted."""
    return chain(Input(shape), Dense(7), *layers, Flatten(), Dense(3, "softmax"))


DENSE = {
    **{
        f"dense {activation}": chain(
            Input((9,)), Dense(17, activation), Dense(33, activation, use_bias=False), Dense(3, "softmax")
        )
        for activation in ("linear", "relu", "tanh", "sigmoid", "softmax")
    },
    "dense of many rows": of_rows(Dense(33, "relu"), Dense(2), shape=(61, 5)),
    "dense of many rows, frozen": of_rows(
        Dense(4, "tanh"), Dense(5, "relu", trainable=False), Dense(2, "sigmoid", use_bias=False), shape=(61, 5)
    ),
    "dense of images": of_rows(Dense(4, "relu"), shape=(3, 4, 5)),
    "dense, wide": chain(Input((9,)), Dense(300, "relu"), Dense(270, "sigmoid"), Dense(3, "softmax")),
    "dense, frozen": chain(Input((9,)), Dense(5, "relu"), Dense(6, "relu", trainable=False), Dense(3, "softmax")),
}

MORE = {**DENSE}
