"""Small networks that many tests use."""

from __future__ import annotations

from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Activation, Dense, Embedding, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.parts.regularizers import L1
from netbuilder.layers.pooling import AveragePooling2D, GlobalAveragePooling1D, GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.regularization import ActivityRegularization, Dropout
from netbuilder.layers.reshaping import Flatten, Reshape
from netbuilder.layers.sample_normalization import LayerNormalization
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed


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


def masked() -> Graph:
    """Words with padding, read from both ends."""
    return chain(
        Input((6,), "int32"),
        Embedding(11, 4, mask_zero=True),
        Bidirectional(LSTM(3, return_sequences=True)),
        GRU(5),
        Dense(3, "softmax"),
    )


def translator() -> Graph:
    """An encoder whose last states a decoder begins with."""
    return Graph.of(
        [
            node("source", Input((6, 4))),
            node("target", Input((5, 3))),
            node("encoder", LSTM(4, return_state=True), "source"),
            Node("decoder", LSTM(4), (Port("target"), Port("encoder", 1), Port("encoder", 2))),
            node("join", Concatenate(), "encoder", "decoder"),
            node("classes", Dense(3, "softmax"), "join"),
        ]
    )


def transformer() -> Graph:
    """Words with padding that look at each other."""
    return Graph.of(
        [
            node("words", Input((6,), "int32")),
            node("vectors", Embedding(11, 4, mask_zero=True), "words"),
            node("look", MultiHeadAttention(2, 3, use_causal_mask=True), "vectors", "vectors"),
            node("add", Add(), "vectors", "look"),
            node("norm", LayerNormalization(), "add"),
            node("each", TimeDistributed(Dense(5, "relu")), "norm"),
            node("mean", GlobalAveragePooling1D(), "each"),
            node("classes", Dense(3, "softmax"), "mean"),
        ]
    )


def nested() -> Graph:
    """A block with two inputs that is called twice, and a chain as a block inside of a block."""
    inner = chain(Input((4,)), Dense(5, "tanh"), BatchNormalization(), Dense(4))
    block = Graph.of(
        [
            node("a", Input((4,))),
            node("b", Input((4,))),
            node("deep", Functional(inner), "a"),
            node("sum", Add(), "deep", "b"),
        ]
    )
    return Graph.of(
        [
            node("left", Input((4,))),
            node("right", Input((4,))),
            node("block", Functional(block), "left", "right"),
            node("again", Functional(block), "right", "block", shares="block"),
            node("classes", Dense(3, "softmax"), "again"),
        ]
    )


def penalized() -> Graph:
    """Penalties on outputs."""
    return chain(
        Input((6,)),
        Dense(5, "relu", activity_regularizer=L1(0.01)),
        ActivityRegularization(l2=0.02),
        Dense(3, "softmax"),
    )


NETWORKS = {
    "mlp": mlp,
    "cnn": cnn,
    "residual": residual,
    "recurrent": recurrent,
    "embedded": embedded,
    "two_in_two_out": two_in_two_out,
    "masked": masked,
    "translator": translator,
    "transformer": transformer,
    "penalized": penalized,
    "nested": nested,
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
