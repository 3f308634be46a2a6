"""Small networks that many tests use."""

from __future__ import annotations

from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Activation, Dense, Embedding, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.recurrent import LSTM, SimpleRNN
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten, Reshape


def node(name: str, layer: Layer, *inputs: str, **more) -> Node:
    return Node(name, layer, tuple(Port(source) for source in inputs), **more)


def chain(*layers: Layer) -> Graph:
    """Layers one after the other, named as Keras would."""
    nodes: list[Node] = []
    for layer in layers:
        name = Graph.of(nodes).unique_name(layer.snake())
        nodes.append(node(name, layer, *([nodes[-1].name] if nodes else [])))
    return Graph.of(nodes)


def mlp() -> Graph:
    return chain(Input((6,)), Dense(5, "relu"), Dense(4, "tanh"), Dense(3, "softmax"))


def cnn() -> Graph:
    return chain(
        Input((9, 8, 2)),
        Conv2D(3, 3, activation="relu"),
        MaxPooling2D(),
        Conv2D(4, (2, 3), padding="same", activation="tanh"),
        BatchNormalization(),
        Flatten(),
        Dense(5, "gelu"),
        Dense(3, "softmax"),
    )


def residual() -> Graph:
    return Graph.of(
        [
            node("image", Input((8, 8, 2))),
            node("stem", Conv2D(4, 3, padding="same", activation="relu"), "image"),
            node("a", Conv2D(4, 3, padding="same"), "stem"),
            node("norm", BatchNormalization(), "a"),
            node("add", Add(), "stem", "norm"),
            node("relu", Activation("relu"), "add"),
            node("pool", AveragePooling2D(2), "relu"),
            node("mean", GlobalAveragePooling2D(), "pool"),
            node("classes", Dense(3, "softmax"), "mean"),
        ]
    )


def recurrent() -> Graph:
    return chain(Input((7, 4)), SimpleRNN(5, return_sequences=True), LSTM(6), Dense(3, "softmax"))


def embedded() -> Graph:
    return chain(Input((5,), "int32"), Embedding(11, 4), Reshape((4, 5)), Flatten(), Dense(3, "softmax"))


def two_in_two_out() -> Graph:
    """Two inputs, two outputs, one layer called twice."""
    return Graph.of(
        [
            node("left", Input((6, 4))),
            node("right", Input((5,))),
            node("rnn", LSTM(5), "left"),
            node("shared", Dense(5, "tanh"), "right"),
            node("middle", Dense(5), "rnn"),
            node("again", Dense(5, "tanh"), "middle", shares="shared"),
            node("join", Concatenate(), "shared", "middle", "again"),
            node("sum", Add(), "middle", "again"),
            node("first", Dense(3, "softmax"), "join"),
            node("second", Dense(3, "softmax"), "sum"),
        ]
    )


NETWORKS = {
    "mlp": mlp,
    "cnn": cnn,
    "residual": residual,
    "recurrent": recurrent,
    "embedded": embedded,
    "two_in_two_out": two_in_two_out,
}


def dropped() -> Graph:
    return chain(Input((6,)), Dense(8, "relu"), Dropout(0.5), Dense(3, "softmax"))


def random_inputs(graph: Graph, count: int, rng) -> tuple:
    """Random samples for each input of a graph."""
    arrays = []
    for name in graph.input_names:
        layer = graph[name].layer
        size = (count, *layer.shape)
        arrays.append(
            rng.integers(0, 11, size).astype("int32")
            if layer.dtype == "int32"
            else rng.normal(size=size).astype("float32")
        )
    return tuple(arrays)
