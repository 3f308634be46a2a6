"""Whole numbers, floats and what is no number at the door of a network: as Keras takes them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.preprocessing import CategoryEncoding, Discretization, Rescaling
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from tests.networks import chain, node

WHOLE = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
SETTINGS = TrainingSettings(loss="sparse_categorical_crossentropy", epochs=2, batch_size=4, seed=3)
FIRST: dict[str, tuple[Layer, ...]] = {
    "Dense": (Input((4,)), Dense(3, "relu")),
    "Rescaling": (Input((4,)), Rescaling(0.5)),
    "Discretization": (Input((4,)), Discretization((0.5,), output_mode="multi_hot")),
    "Flatten, Dense": (Input((2, 2)), Flatten(), Dense(3)),
    "LSTM": (Input((2, 2)), LSTM(3)),
    "Conv2D": (Input((2, 2, 1)), Conv2D(2, 1), Flatten()),
    "RepeatVector": (Input((4,)), RepeatVector(2), Flatten()),
}


def trained(graph: Graph, x: np.ndarray) -> tuple[list[float], np.ndarray]:
    model = compile_model(graph, SETTINGS)
    event = last(fit(model, Samples((x,), (np.arange(len(x)) % 2,))))
    return event.history["loss"], model.predict([x])[0]


@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST)
@pytest.mark.parametrize("dtype", WHOLE)
def test_whole_numbers_train_and_predict_as_the_same_floats_do(dtype, first):
    graph = chain(*first, Dense(2, "softmax"))
    x = (np.arange(32).reshape(8, *first[0].shape) % 2).astype(dtype)

    losses, predictions = trained(graph, x)
    expected, predicted = trained(graph, x.astype(np.float32))

    assert losses == expected
    assert_array_equal(predictions, predicted)


@pytest.mark.parametrize(
    "reader", [(Embedding(5, 2),), (Reshape((4,)), Permute((1,)), Embedding(5, 2)), (CategoryEncoding(5),)]
)
@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "uint64"])
def test_what_reads_whole_numbers_gets_them_as_they_are(dtype, reader):
    model = compile_model(chain(Input((4,)), *reader, Flatten(), Dense(2, "softmax")))
    x = np.arange(8).reshape(2, 4).astype(dtype) % 5

    assert model.cast([x])[0] is x
    assert model.predict([x])[0].shape == (2, 2)


def test_whole_numbers_beyond_float32_keep_their_last_digit_for_an_embedding():
    model = compile_model(chain(Input((1,)), Embedding(2**25, 1), Flatten(), Dense(1)), initialize=False)
    table = model.parameters.of_node("embedding")["embeddings"]
    model.parameters.of_node("dense")["kernel"][...] = 1
    table[2**24 + 1] = 7

    assert model.predict([np.array([[2**24 + 1], [2**24]])])[0].tolist() == [[7.0], [0.0]]


def test_an_input_that_is_read_as_a_class_and_as_an_amount_serves_both():
    graph = Graph.of(
        [
            node("x", Input((4,))),
            node("words", Embedding(40, 2), "x"),
            node("flat", Flatten(), "words"),
            node("amounts", Dense(3), "x"),
            node("both", Concatenate(), "flat", "amounts"),
            node("out", Dense(2, "softmax"), "both"),
        ]
    )
    x = np.arange(32).reshape(8, 4)

    losses, predictions = trained(graph, x)
    expected, predicted = trained(graph, x.astype(np.float32))

    assert losses == expected
    assert_array_equal(predictions, predicted)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.array([["a", "b", "c", "d"]]), "input_layer takes numbers, but the data holds text."),
        (np.array([[b"a", b"b", b"c", b"d"]]), "input_layer takes numbers, but the data holds text."),
        (np.array([[1j, 1j, 1j, 1j]]), "input_layer takes numbers, but the data holds complex numbers."),
        (np.array(5.0), "input_layer takes one sample a row, but the data is a single number"),
        (np.ones((2, 3)), "input_layer takes samples of shape (4,), got (3,)"),
        (np.ones((2, 4, 1)), "input_layer takes samples of shape (4,), got (4, 1)"),
        (np.array([]), "input_layer takes samples of shape (4,), got ()"),
    ],
)
def test_what_are_no_samples_is_said_in_one_sentence(x, sentence):
    model = compile_model(chain(Input((4,)), Dense(2)))

    with pytest.raises(DataError) as refused:
        model.predict([x])

    assert str(refused.value).startswith(sentence)
