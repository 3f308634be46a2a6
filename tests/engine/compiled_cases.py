"""More networks that compiled kernels must compute as the layers do: what works on rows and on single numbers."""

from __future__ import annotations

from netbuilder.graph import Graph
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.activation_layers import ELU, LeakyReLU, ReLU
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.merging import Add
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
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


def pooled(layer, shape=(7, 8, 3)):
    """Behind a convolution, whose output has its positions first in memory, and behind a dense layer."""
    first = {2: Conv1D, 3: Conv2D, 4: Conv3D}[len(shape)]
    return chain(Input(shape), first(5, 1), layer, Flatten(), Dense(3, "softmax"))


ACTIVATIONS = {
    **{
        f"activation {name}": of_rows(Activation(name))
        for name in (
            "relu", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "softplus", "sigmoid", "tanh", "relu6",
            "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "softsign", "mish",
        )
    },
    "leaky relu": of_rows(LeakyReLU(0.1)),
    "elu with a limit": of_rows(ELU(0.3)),
    "relu with a limit": of_rows(ReLU(0.8)),
    "activation of images": chain(
        Input((6, 5, 2)), Conv2D(9, 3, activation="gelu"), MaxPooling2D(2), Flatten(), Dense(3, "softmax")
    ),
    "activation of many numbers": of_rows(Activation("silu"), shape=(201, 5)),
}  # fmt: skip
POOLING = {
    "means": pooled(AveragePooling2D(2)),
    "means of windows that overlap, padded": pooled(AveragePooling2D((3, 2), strides=(2, 1), padding="same")),
    "means, a rest": pooled(AveragePooling1D(3, strides=2), (8, 3)),
    "means of volumes": pooled(AveragePooling3D(2, padding="same"), (3, 4, 5, 2)),
    "means of rows": of_rows(AveragePooling1D(2)),
    "the largest of windows that overlap, padded": pooled(MaxPooling2D(3, strides=2, padding="same")),
    "the largest of windows that overlap": of_rows(MaxPooling1D(3, strides=1)),
    **{
        f"{kind.__name__} {words}": made
        for kind in (GlobalAveragePooling2D, GlobalMaxPooling2D)
        for words, made in (
            ("behind a convolution", pooled(kind())), ("behind a dense layer", of_rows(kind(True), shape=(3, 4, 5)))
        )
    },
    "global means of sequences": of_rows(GlobalAveragePooling1D(), shape=(71, 5)),
    "global means of volumes": pooled(GlobalAveragePooling3D(), (3, 4, 5, 2)),
}  # fmt: skip


def attending(wires=("a", "a"), steps=(6, 6), width=5, before=True, **options):
    """Attention between dense layers; `wires` are what asks, what holds the values, and what the keys."""
    shapes = {"a": (steps[0], width), "b": (steps[1], 4), "c": (steps[1], 3)}
    nodes = [node(f"in_{name}", Input(shapes[name])) for name in sorted(set(wires))]
    if before:
        nodes += [node(name, Dense(shapes[name][1], "tanh"), f"in_{name}") for name in sorted(set(wires))]
    wires = wires if before else tuple(f"in_{name}" for name in wires)
    layer = MultiHeadAttention(3, 4, **{"bias_initializer": "random_normal", **options})
    rest = [node("flat", Flatten(), "attention"), node("out", Dense(3, "softmax"), "flat")]
    return Graph.of([*nodes, node("attention", layer, *wires), *rest])


ATTENTION = {
    "attention": attending(),
    "attention to another": attending(("a", "b"), (7, 5)),
    "attention, keys of their own": attending(("a", "b", "c"), (2, 9)),
    "attention, keys from the query": attending(("a", "b", "a")),
    "attention to the input": attending(before=False),
    "attention, other widths": attending(value_dim=7, output_dims=(2, 3), use_bias=False),
    "attention to what came before": attending(use_causal_mask=True),
    "attention to what is near": attending(sliding_window=2, use_causal_mask=True),
    "attention, frozen": attending(trainable=False),
    "attention of many steps": attending(steps=(190, 190), use_causal_mask=True),
    "attention of one step": attending(steps=(1, 1)),
    "attention, wide": attending(steps=(33, 33), width=17),
}  # fmt: skip

MORE = {**DENSE, **NORMALIZATIONS, **ACTIVATIONS, **POOLING, **ATTENTION}
