"""More networks that compiled kernels must compute as the layers do: what works on rows and on single numbers."""

from __future__ import annotations

from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add
from netbuilder.layers.reshaping import Flatten, Reshape
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization
from tests.networks import chain, node


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


def summed_and_normalized(layer, *more):
    """As in a Transformer: a layer's input is added to what it gives, and normalized."""
    return Graph.of(
        [
            node("row", Input((5, 6))),
            node("a", Dense(7), "row"),
            node("b", Dense(7, "relu"), "a"),
            *(node(name, Dense(7), "a") for name in more),
            node("add", Add(), "a", "b", *more),
            node("norm", layer, "add"),
            node("flat", Flatten(), "norm"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )


NORMALIZATIONS = {
    "layer normalization": of_rows(LayerNormalization(gamma_initializer="random_normal")),
    "layer normalization, neither beta nor gamma": of_rows(LayerNormalization(center=False, scale=False)),
    "layer normalization of several axes": of_rows(
        Reshape((5, 1, 7)), LayerNormalization(axis=(1, 2, 3), gamma_initializer="random_normal", epsilon=0.1)
    ),
    "layer normalization by the root mean square": of_rows(RMSNormalization(), RMSNormalization(axis=(1, 2))),
    "layer normalization, frozen": of_rows(LayerNormalization(trainable=False)),
    "layer normalization of the input": chain(Input((33,)), LayerNormalization(), Dense(3, "softmax")),
    "layer normalization of many numbers": of_rows(LayerNormalization(), shape=(201, 5)),
    "layer normalization of images": chain(
        Input((6, 5, 2)), Conv2D(9, 3), LayerNormalization(), Flatten(), Dense(3, "softmax")
    ),
    "layer normalization of a sum": summed_and_normalized(LayerNormalization()),
    "layer normalization of a sum of three": summed_and_normalized(RMSNormalization(), "more"),
}

MORE = {**DENSE, **NORMALIZATIONS}
