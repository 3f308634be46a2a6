"""Made the files beside it with real Keras, each in an environment of that version:

    python make_files.py FOLDER      (keras 2.15 on TensorFlow; 3.0.5, 3.6.0 and 3.15.1 on JAX)

For each model a `.keras`, an `.h5`, a `.weights.h5` and a `.json`, and in `expected.npz` samples with the outputs
that this version gave for them. The weights are random: nothing in these files comes from anybody's data.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

L = keras.layers


def image() -> keras.Model:
    """A chain with moving averages."""
    return keras.Sequential(
        [
            L.Input((9, 8, 2)),
            L.Conv2D(4, 3, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
            L.BatchNormalization(momentum=0.9),
            L.MaxPooling2D(),
            L.SeparableConv2D(5, (2, 3), padding="same"),
            L.LeakyReLU(),
            L.DepthwiseConv2D(2, depth_multiplier=2),
            L.Conv2DTranspose(3, 2, strides=2),
            L.PReLU(shared_axes=[1, 2]),
            L.ZeroPadding2D(((1, 0), (0, 1))),
            L.UpSampling2D(2),
            L.Dropout(0.25),
            L.GlobalAveragePooling2D(),
            L.Dense(3, activation="softmax"),
        ],
        name="image",
    )


def words() -> keras.Model:
    """Words with padding, recurrent layers of every kind."""
    return keras.Sequential(
        [
            L.Input((6,), dtype="int32"),
            L.Embedding(11, 4, mask_zero=True),
            L.Bidirectional(L.LSTM(3, return_sequences=True)),
            L.TimeDistributed(L.Dense(4, activation="tanh")),
            L.GRU(5, return_sequences=True),
            L.SimpleRNN(4, activation="relu"),
            L.Dense(3, activation="hard_sigmoid"),
        ],
        name="words",
    )


def branches() -> keras.Model:
    """Two inputs, two outputs, a layer and a model that are called twice, a model inside of it."""
    inner_in = keras.Input((5,), name="inner_in")
    hidden = L.Dense(4, activation="elu", name="inner_a")(inner_in)
    normal = L.BatchNormalization(name="inner_norm")(hidden)
    inner = keras.Model(inner_in, L.Dense(5, name="inner_b")(L.Add(name="inner_sum")([hidden, normal])), name="inner")
    chain = keras.Sequential([keras.Input((5,)), L.Dense(6, activation="gelu"), L.Dense(5)], name="chain")
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    shared = L.Dense(5, activation="tanh", name="shared")
    a, b = shared(left), shared(right)
    joined = L.Concatenate(name="joined")([inner(a), inner(b), chain(b)])
    first = L.Dense(3, activation="softmax", name="first")(joined)
    second = L.Dense(1, name="second")(L.Multiply(name="product")([a, b]))
    return keras.Model([left, right], [first, second], name="branches")


def attention() -> keras.Model:
    """Rows that look at each other."""
    rows = keras.Input((6, 4), name="rows")
    looked = L.MultiHeadAttention(2, 3, name="looked")(rows, rows)
    normal = L.LayerNormalization(epsilon=1e-5, name="normal")(L.Add(name="sum")([rows, looked]))
    found = L.Conv1D(5, 3, padding="causal", dilation_rate=2, activation="swish", name="found")(normal)
    return keras.Model(rows, L.Dense(2, name="end")(L.GlobalMaxPooling1D(name="most")(found)), name="attention")


def main(folder: Path) -> None:
    """Trains each model for a moment, so that averages and optimizers have something to remember."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    expected = {}
    for make in (image, words, branches, attention):
        keras.utils.set_random_seed(3)
        model = make()
        name = model.name
        inputs = [
            rng.integers(0, 11, (8, *i.shape[1:])) if "int" in str(i.dtype) else rng.normal(size=(8, *i.shape[1:]))
            for i in model.inputs
        ]
        inputs = [x.astype("int32" if x.dtype.kind == "i" else "float32") for x in inputs]
        targets = [rng.normal(size=(8, *o.shape[1:])).astype("float32") for o in model.outputs]
        optimizer = keras.optimizers.Adam(learning_rate=0.01)
        model.compile(optimizer=optimizer, loss=["mse"] * len(targets) if len(targets) > 1 else "mse")
        several = len(inputs) > 1
        for _ in range(3):
            model.train_on_batch(inputs if several else inputs[0], targets if len(targets) > 1 else targets[0])
        outputs = model.predict(inputs if several else inputs[0], verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        model.save(folder / f"{name}.keras")
        with contextlib.suppress(ValueError):  # Keras 3.0.5 cannot write every model as .h5
            model.save(folder / f"{name}.h5")
        model.save_weights(folder / f"{name}.weights.h5")
        (folder / f"{name}.json").write_text(model.to_json())
        expected.update({f"{name}/x{i}": x for i, x in enumerate(inputs)})
        expected.update({f"{name}/y{i}": np.asarray(y) for i, y in enumerate(outputs)})
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
