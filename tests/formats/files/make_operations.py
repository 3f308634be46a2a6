"""Made the files of `operations-…` beside it with real Keras, each in an environment of that version:

    python make_operations.py FOLDER      (keras 2.15 on TensorFlow; 3.0.5, 3.5.0 and 3.15.1 on JAX)

`arithmetic`, `shapes` and `pieces` hold operations that layers compute too; each model of `REFUSED` one that none does.
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
OLD = keras.__version__.startswith("2.")
if OLD:
    import tensorflow as tf

    ops = tf
    ops.mean, ops.max, ops.sum, ops.concatenate, ops.relu = (
        tf.reduce_mean, tf.reduce_max, tf.reduce_sum, tf.concat, tf.nn.relu
    )  # fmt: skip
    ops.softmax, ops.elu = tf.nn.softmax, tf.nn.elu
else:
    ops = keras.ops


def arithmetic() -> keras.Model:
    """Signs, numbers, channels, powers and functions, between layers that have weights."""
    rows, others = keras.Input((4, 5), name="rows"), keras.Input((4, 5), name="others")
    thin = keras.Input((4, 1), name="thin")
    a, b = L.Dense(5, name="first")(rows), L.Dense(5, name="second")(others)
    channels = np.linspace(-1, 1, 5).astype("float32")
    outputs = [
        a + b, a - b, a * b, a + thin, a * 2, 1 - a, a - 0.5, -a, a / 4, 2.0 * b + 1, a + channels, a * channels,
        a**2, ops.maximum(a, b), ops.minimum(a, b), ops.relu(a), ops.maximum(a, 0.0), ops.sigmoid(a), ops.tanh(b),
        ops.elu(a), ops.softmax(a, axis=1), ops.square(b), ops.exp(a),
    ]  # fmt: skip
    return keras.Model([rows, others, thin], L.Concatenate(name="all")(outputs), name="arithmetic")


def shapes() -> keras.Model:
    """Other shapes of the same numbers, and what is taken together over axes."""
    rows, image = keras.Input((4, 5), name="rows"), keras.Input((2, 3, 4), name="image")
    a = L.Dense(5, name="first")(rows)
    turned = ops.transpose(a, (0, 2, 1))
    outputs = [
        ops.reshape(a, (-1, 20)), L.Flatten()(turned), ops.mean(a, axis=1), ops.sum(a, axis=-2), ops.max(a, axis=1),
        ops.mean(image, axis=[1, 2]), L.Flatten()(ops.max(image, axis=(1, 2), keepdims=True)),
        L.Flatten()(ops.concatenate([a, rows], axis=1)), L.Flatten()(ops.expand_dims(a, -1)),
        ops.squeeze(ops.mean(a, axis=1, keepdims=True), axis=1),
    ]  # fmt: skip
    return keras.Model([rows, image], L.Concatenate(name="all")(outputs), name="shapes")


def pieces() -> keras.Model:
    """Pieces of tensors, a model inside with an operation, and a layer after it."""
    rows, image = keras.Input((4, 5), name="rows"), keras.Input((6, 6, 2), name="image")
    vector = keras.Input((5,), name="vector")
    inside = keras.Input((5,), name="inside")
    inner = keras.Model(inside, L.Dense(3, name="deep")(inside * 2 + 1), name="inner")
    outputs = [
        rows[:, 0], rows[:, -1, :], L.Flatten()(rows[:, 1:3]), L.Flatten()(rows[:, :, 1:4]), rows[:, 2, 1:],
        vector[:, 1:-1], L.Flatten()(image[:, 1:5, 2:4]), L.Flatten()(image[:, :, :, 1]), inner(vector),
    ]  # fmt: skip
    return keras.Model([rows, image, vector], L.Dense(2, name="end")(L.Concatenate(name="all")(outputs)), name="pieces")


def _two() -> tuple[keras.KerasTensor, keras.KerasTensor]:
    return keras.Input((4, 5), name="rows"), keras.Input((5,), name="vector")


def mixed() -> keras.Model:
    """Samples of one meet steps of the other."""
    rows, vector = _two()
    return keras.Model([rows, vector], rows + vector, name="mixed")


def ratio() -> keras.Model:
    """Two operations that no layer computes: both are told."""
    rows, vector = _two()
    return keras.Model([rows, vector], [vector / (rows[:, 0] + 1), abs(vector)], name="ratio")


def hidden() -> keras.Model:
    """Keras passes no masks through operations of its own, and so the steps that were hidden count."""
    words = keras.Input((4,), dtype="int32", name="words")
    vectors = L.Embedding(7, 3, mask_zero=True, name="vectors")(words)
    return keras.Model(words, L.LSTM(2, name="memory")(vectors * 2), name="hidden")


READ, REFUSED = (arithmetic, shapes, pieces), (mixed, ratio, hidden)


def main(folder: Path) -> None:
    """Saves each model in all forms, with what it gives for inputs."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    expected = {}
    for make in READ + REFUSED:
        keras.utils.set_random_seed(3)
        model = make()
        for suffix in (".keras", ".h5"):
            with contextlib.suppress(ValueError, TypeError):  # some releases cannot write some of them
                model.save(folder / f"{model.name}{suffix}")
        if make in READ:
            x = [rng.normal(size=(4, *end.shape[1:])).astype("float32") for end in model.inputs]
            expected.update({f"{model.name}/x{i}": array for i, array in enumerate(x)})
            expected[f"{model.name}/y0"] = np.asarray(model.predict(x, verbose=0))
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
