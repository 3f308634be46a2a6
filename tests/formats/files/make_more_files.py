"""Made the files of `more-…` beside it with real Keras, each in an environment of that version:

    python make_more_files.py FOLDER      (keras 2.15 on TensorFlow; 3.0.5, 3.5.0 and 3.15.1 on JAX)

Small models for what files of each release said in their own way: outputs of layers that give several, branches of
equal shape, chains inside of models, augmentation. The weights are random.
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


def states() -> keras.Model:
    """Both states of a recurrent layer, and not its outputs."""
    rows = keras.Input((4, 3), name="rows")
    _, hidden, cell = L.LSTM(2, return_state=True, name="memory")(rows)
    return keras.Model(rows, [hidden, cell], name="states")


def twice() -> keras.Model:
    """One output given twice, and in another order than made."""
    values = keras.Input((3,), name="values")
    first = L.Dense(2, name="first")(values)
    second = L.Dense(2, name="second")(values)
    return keras.Model(values, [second, first, second], name="twice")


def equal() -> keras.Model:
    """Branches of equal shape: only their order tells their weights apart."""
    values = keras.Input((3,), name="values")
    a = L.Dense(3, name="a1")(values)
    b = L.Dense(3, activation="tanh", name="b1")(values)
    b = L.Dense(3, name="b2")(b)
    a = L.Dense(3, activation="relu", name="a2")(a)
    up, down = L.Dense(2, name="up")(b), L.Dense(2, name="down")(a)
    return keras.Model(values, {"up": up, "down": down}, name="equal")


def coder() -> keras.Model:
    """An encoder and a decoder that are Functional chains, one of them with a chain inside."""
    values = keras.Input((6,), name="values")
    inner_in = keras.Input((6,), name="inner_in")
    inner = keras.Model(inner_in, L.Dense(6, name="inner_dense")(inner_in), name="inner")
    hidden = L.Dense(3, activation="relu", name="narrow")(inner(values))
    encoder = keras.Model(values, hidden, name="encoder")
    code = keras.Input((3,), name="code")
    decoder = keras.Model(
        code, L.Dense(6, name="wide")(L.Dense(3, activation="tanh", name="same")(code)), name="decoder"
    )
    whole = keras.Input((6,), name="whole")
    return keras.Model(whole, decoder(encoder(whole)), name="coder")


def transfer() -> keras.Model:
    """A frozen base that is a Functional chain, inside of a Sequential model."""
    image = keras.Input((6, 6, 1), name="image")
    x = L.Conv2D(2, 3, name="conv")(image)
    x = L.BatchNormalization(name="norm")(x)
    base = keras.Model(image, L.GlobalAveragePooling2D(name="mean")(x), name="base")
    base.trainable = False
    return keras.Sequential([keras.Input((6, 6, 1)), base, L.Dense(2, name="classes")], name="transfer")


def augmented() -> keras.Model:
    """Augmentation inside of a Functional model."""
    image = keras.Input((6, 6, 3), name="image")
    x = L.RandomFlip("horizontal", name="flip")(image)
    x = L.RandomRotation(0.1, name="turn")(x)
    x = L.Rescaling(0.5, name="scale")(x)
    return keras.Model(image, L.Dense(2, name="end")(L.Flatten(name="flat")(x)), name="augmented")


def main(folder: Path) -> None:
    """Trains each model for a moment, so that averages and optimizers have something to remember."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    expected = {}
    for make in (states, twice, equal, coder, transfer, augmented):
        keras.utils.set_random_seed(3)
        model = make()
        name = model.name
        (end,) = model.inputs
        x = rng.normal(size=(4, *end.shape[1:])).astype("float32")
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
        if name in ("transfer", "coder", "augmented"):
            model.train_on_batch(x, np.zeros((4, *model.outputs[0].shape[1:]), "float32"))
        outputs = model.predict(x, verbose=0)
        outputs = [outputs["up"], outputs["down"]] if isinstance(outputs, dict) else outputs
        outputs = outputs if isinstance(outputs, list) else [outputs]
        for suffix in (".keras", ".h5"):
            with contextlib.suppress(ValueError, AttributeError, TypeError):  # some releases cannot write some of them
                model.save(folder / f"{name}{suffix}")
        model.save_weights(folder / f"{name}.weights.h5")
        expected[f"{name}/x0"] = x
        expected.update({f"{name}/y{i}": np.asarray(y) for i, y in enumerate(outputs)})
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
