"""Made the files of `nested-keras-2.15` beside it with real Keras 2.15 on TensorFlow:

    python make_nested.py FOLDER

`nested`: a model in a model, its layers made in another order than they are read, whole and its weights alone.
`ends`: a model with several outputs, compiled with losses, weights and metrics by the names of its outputs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

L = keras.layers


def branches(name: str) -> keras.Model:
    """Two layers of one shape, and one with weights that are not trained."""
    x = keras.Input((4,))
    up, down = L.Dense(4, name=f"{name}_up")(x), L.Dense(4, name=f"{name}_down")(x)
    return keras.Model(x, L.Add(name=f"{name}_sum")([L.BatchNormalization(name=f"{name}_norm")(down), up]), name=name)


def nested() -> keras.Model:
    """Two models inside, the second inside of a chain."""
    chain = keras.Sequential([keras.Input((4,)), branches("two"), L.Dense(4, name="inside")], name="chain")
    return keras.Sequential([keras.Input((4,)), branches("one"), chain, L.Dense(3, name="head")], name="outer")


def ends() -> keras.Model:
    """Two outputs, which are not in the order in which they were made."""
    x = keras.Input((4,), name="x")
    kind, size = L.Dense(3, "softmax", name="kind")(x), L.Dense(1, name="size")(x)
    model = keras.Model(x, [size, kind], name="ends")
    model.compile(
        keras.optimizers.Adam(0.01),
        loss={"kind": "sparse_categorical_crossentropy", "size": keras.losses.Huber(0.5)},
        loss_weights={"kind": 2.0, "size": 0.5},
        metrics={"kind": ["accuracy"], "size": ["mae"]},
    )
    rng = np.random.default_rng(1)
    data = rng.normal(size=(8, 4)), [rng.normal(size=(8, 1)), rng.integers(0, 3, 8)]
    model.fit(*data, epochs=1, verbose=0)
    return model


def main(folder: Path) -> None:
    """Saves each in all forms, with what it computes."""
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(7)
    expected = {}
    for make in (nested, ends):
        model, name = make(), make.__name__
        if name == "nested":
            model.set_weights([rng.uniform(0.1, 1, weight.shape) for weight in model.get_weights()])
            model.save_weights(folder / "nested_weights.h5")
            model.save_weights(folder / "nested.weights.h5")
        x = rng.normal(size=(4, 4)).astype("float32")
        found = model.predict(x, verbose=0)
        expected |= {f"{name}/x0": x}
        expected |= {f"{name}/y{i}": y for i, y in enumerate(found if isinstance(found, list) else [found])}
        for suffix in (".keras", ".h5"):
            model.save(folder / f"{name}{suffix}")
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
