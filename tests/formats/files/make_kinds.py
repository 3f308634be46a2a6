"""Made the files of `kinds-…` beside it with real Keras, each in an environment of that version:

    python make_kinds.py FOLDER      (keras 2.15 on TensorFlow; 3.0.5, 3.5.0 and 3.15.1 on JAX)

Kinds of layers that a file names in its own way: cells, stacks of them, a model for each step, attention, half
precision, channels first, and what only Keras 2 had. The weights are random.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

L = keras.layers
OLD = keras.__version__ < "3"


def chain(shape: tuple[int, ...], *layers: keras.Layer) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *layers])


def of_steps() -> keras.Model:
    """A model for each step."""
    values = keras.Input((3,))
    inner = keras.Model(values, L.Dense(4, activation="relu")(L.Dense(2)(values)))
    return chain((4, 3), L.TimeDistributed(inner), L.Flatten(), L.Dense(1))


def stack() -> keras.Model:
    """Cells of several kinds, one above the other."""
    return chain((4, 3), L.RNN([L.LSTMCell(2), L.GRUCell(3)]))


def equal_cells() -> keras.Model:
    """Cells of equal shape: only their order tells their weights apart."""
    cells = L.StackedRNNCells([L.SimpleRNNCell(3), L.SimpleRNNCell(3)])
    return chain((4, 3), L.RNN(cells, return_sequences=True), L.Dense(2))


def one_cell() -> keras.Model:
    return chain((4, 3), L.RNN(L.GRUCell(2), return_sequences=True, go_backwards=True))


def both_ways() -> keras.Model:
    return chain((4, 3), L.Bidirectional(L.LSTM(2)))


def attention() -> keras.Model:
    query, value = keras.Input((4, 3)), keras.Input((5, 3))
    found = L.Attention(use_scale=True)([query, value])
    return keras.Model([query, value], [found, L.AdditiveAttention()([query, value])])


def half() -> keras.Model:
    """Computes in half precision, with weights of float32."""
    return chain((3,), L.Dense(4, dtype="mixed_float16"), L.Dense(2, dtype="float32"))


def synchronized() -> keras.Model:
    return chain((3,), L.experimental.SyncBatchNormalization())


def first() -> keras.Model:
    """Channels first, flattened in that order, with a branch that works along the channels."""
    image = keras.Input((2, 6, 5))
    x = L.ZeroPadding2D(1, data_format="channels_first")(image)
    x = L.BatchNormalization(axis=1)(x)
    pooled = L.GlobalAveragePooling2D(data_format="channels_first")(x)
    joined = L.Concatenate()([L.Flatten()(x), pooled])
    return keras.Model(image, L.Dense(2)(joined))


def first_inside() -> keras.Model:
    """A model with channels first inside of another."""
    image = keras.Input((2, 6, 5))
    inner = keras.Model(image, L.Cropping2D(1, data_format="channels_first")(image))
    whole = keras.Input((2, 6, 5))
    return keras.Model(whole, L.Dense(3)(L.Flatten()(inner(whole))))


def threshold() -> keras.Model:
    return chain((3,), L.ThresholdedReLU(0.5))


def pictures() -> keras.Model:
    """A layer that nothing here computes."""
    return chain((4, 6, 6, 1), L.ConvLSTM2D(2, 3))


def kinds() -> Iterator[tuple[str, keras.Model]]:
    makers = [of_steps, stack, equal_cells, one_cell, both_ways, attention, half, first, first_inside, pictures]
    if keras.__version__.startswith("3.0"):
        makers.remove(of_steps)  # that release does not build it
    for make in [*makers, synchronized, threshold] if OLD else makers:
        keras.utils.set_random_seed(3)
        yield make.__name__, make()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    expected = {}
    for name, model in kinds():
        model.set_weights([rng.uniform(0.1, 0.6, weight.shape).astype("float32") for weight in model.get_weights()])
        x = [rng.normal(size=(3, *end.shape[1:])).astype("float32") for end in model.inputs]
        if name != "pictures":
            outputs = model(x if len(x) > 1 else x[0], training=False)
            outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
            expected |= {f"{name}/x{i}": array for i, array in enumerate(x)}
            expected |= {f"{name}/y{i}": np.asarray(array, "float32") for i, array in enumerate(outputs)}
        for suffix in ("keras", "h5"):
            try:
                model.save(folder / f"{name}.{suffix}")
            except ValueError:  # Keras 3.0 with weights of equal names: what it leaves behind is half a file
                if name != "both_ways":
                    (folder / f"{name}.{suffix}").unlink()
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
