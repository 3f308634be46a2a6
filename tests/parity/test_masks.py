"""Padding: what is masked is masked for losses, metrics and gradients alike, as in real Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.engine.fit import Samples, evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.attention import AdditiveAttention, Attention
from netbuilder.layers.core import Masking
from netbuilder.layers.merging import Add, Concatenate, Multiply
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from tests.networks import chain, node

WORDS, STEPS = 9, 6


def tagged(*inner):
    """A label for each word."""
    return chain(Input((STEPS,), "int32"), Embedding(WORDS, 4, mask_zero=True), *inner, Dense(3, "softmax"))


def looking(layer, inputs=2):
    """Words that look at each other, a label for each."""
    return Graph.of(
        [
            node("words", Input((STEPS,), "int32")),
            node("vectors", Embedding(WORDS, 4, mask_zero=True), "words"),
            node("look", layer, *["vectors"] * inputs),
            node("labels", Dense(3, "softmax"), "look"),
        ]
    )


def joined(layer):
    """Two ways of reading the words, merged."""
    return Graph.of(
        [
            node("words", Input((STEPS,), "int32")),
            node("vectors", Embedding(WORDS, 4, mask_zero=True), "words"),
            node("read", GRU(4, return_sequences=True), "vectors"),
            node("both", layer, "vectors", "read"),
            node("labels", Dense(3, "softmax"), "both"),
        ]
    )


GRAPHS = {
    "simple": tagged(SimpleRNN(5, return_sequences=True)),
    "lstm": tagged(LSTM(5, return_sequences=True)),
    "gru": tagged(GRU(5, return_sequences=True, go_backwards=True)),
    "zeros": tagged(LSTM(5, return_sequences=True, zero_output_for_mask=True)),
    "bidirectional": tagged(Bidirectional(LSTM(5, return_sequences=True))),
    "each": tagged(TimeDistributed(Dense(4, "tanh"))),
    "normalized": tagged(BatchNormalization()),
    "no mask": tagged(Dense(4, "relu")),
    "attention": looking(Attention(use_scale=True)),
    "additive": looking(AdditiveAttention(), 3),
    "heads": looking(MultiHeadAttention(2, 3)),
    "scores": looking(MultiHeadAttention(2, 3, use_causal_mask=True), 3),
    "grouped": looking(GroupQueryAttention(3, 4, 2)),
    "add": joined(Add()),
    "multiply": joined(Multiply()),
    "concatenate": joined(Concatenate()),
}


def keras_of(model, folder):
    formats.write(Bundle(Snapshot.of(model)), folder / "model.keras")
    theirs = keras.models.load_model(folder / "model.keras")
    theirs.compile(keras.optimizers.SGD(0.1), model.settings.loss[0].snake(), metrics=["accuracy"], jit_compile=False)
    return theirs


def words(rng, count=24):
    """Sentences with padding at their end, and one with padding inside."""
    x = rng.integers(1, WORDS, (count, STEPS)).astype("int32")
    for row, length in enumerate(rng.integers(2, STEPS + 1, count)):
        x[row, length:] = 0
    x[0, 1] = 0
    return x


@pytest.mark.filterwarnings("ignore:Layer .* does not support masking:UserWarning")
@pytest.mark.parametrize("name", GRAPHS)
def test_loss_metrics_and_steps_are_keras_s(name, tmp_path):
    rng = np.random.default_rng(0)
    x, y = words(rng), rng.integers(0, 3, (24, STEPS))
    settings = TrainingSettings(
        "sparse_categorical_crossentropy", SGD(0.1), epochs=2, batch_size=10, shuffle=False, seed=0
    )
    model = compile_model(GRAPHS[name], settings)
    theirs = keras_of(model, tmp_path)

    mine = list(fit(model, Samples((x,), (y,))))[-1].history
    other = theirs.fit(x, y, batch_size=10, epochs=2, shuffle=False, verbose=0).history

    assert_allclose(mine["loss"], other["loss"], rtol=1e-4)
    # What comes out at a step that is padding has no meaning, and depends on how Keras was run.
    real = x != 0
    assert_allclose(model.predict((x,))[0][real], theirs.predict(x, verbose=0)[real], atol=1e-4)
    # While it trains on JAX, Keras loses the mask on the way to its metrics; when it evaluates it does not.
    ours, others = last(evaluate(model, Samples((x,), (y,)), 10)).logs, theirs.evaluate(x, y, 10, verbose=0)
    assert_allclose([ours["loss"], ours["accuracy"]], others, rtol=1e-4)


def test_weights_and_mask_count_together(tmp_path):
    rng = np.random.default_rng(1)
    x, y, weights = words(rng), rng.integers(0, 3, (24, STEPS)), rng.uniform(0.5, 2, (24, STEPS)).astype("float32")
    settings = TrainingSettings(
        "sparse_categorical_crossentropy", SGD(0.1), epochs=1, batch_size=10, shuffle=False, seed=0
    )
    model = compile_model(GRAPHS["lstm"], settings)
    theirs = keras_of(model, tmp_path)

    mine = list(fit(model, Samples((x,), (y,), weights)))[-1].history
    other = theirs.fit(x, y, batch_size=10, epochs=1, shuffle=False, verbose=0, sample_weight=weights).history

    assert_allclose(mine["loss"], other["loss"], rtol=1e-4)


@pytest.mark.parametrize("layer", [LSTM(3), GlobalAveragePooling1D(), Bidirectional(GRU(3))], ids=repr)
def test_padded_steps_of_numbers_are_passed_over(layer, tmp_path):
    graph = chain(Input((STEPS, 2)), Masking(-1.0), layer, Dense(2, "softmax"))
    x = np.random.default_rng(0).normal(size=(5, STEPS, 2)).astype("float32")
    x[:, 4:] = -1
    model = compile_model(graph, TrainingSettings("categorical_crossentropy"))
    changed = chain(Input((4, 2)), layer, Dense(2, "softmax"))
    short = compile_model(changed, initialize=False)
    short.parameters.values[...] = model.parameters.values

    assert_allclose(model.predict((x,))[0], short.predict((x[:, :4],))[0], atol=1e-6)
    assert_allclose(model.predict((x,))[0], keras_of(model, tmp_path).predict(x, verbose=0), atol=1e-6)
