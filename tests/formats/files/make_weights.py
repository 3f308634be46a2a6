"""Made the files of `weights-keras-2.15` beside it with real Keras 2.15 on TensorFlow:

    python make_weights.py FOLDER

`recurrent`: a network with the hard_sigmoid of Keras 2, its weights alone in both forms and what it gives.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

L = keras.layers


def main(folder: Path) -> None:
    """Saves the weights with names that no other model would have."""
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((5, 3)),
            L.LSTM(4, recurrent_activation="hard_sigmoid", return_sequences=True, name="theirs_1"),
            L.GRU(3, recurrent_activation="hard_sigmoid", name="theirs_2"),
            L.Dropout(0.5, name="theirs_3"),
            L.Dense(2, activation="hard_sigmoid", name="theirs_4"),
        ]
    )
    for layer in model.layers:
        layer.set_weights([np.random.normal(size=w.shape) for w in layer.get_weights()])
    model.save_weights(folder / "recurrent.h5")
    model.save_weights(folder / "recurrent.weights.h5")
    x = np.random.default_rng(7).normal(size=(4, 5, 3)).astype("float32")
    np.savez_compressed(folder / "expected.npz", **{"recurrent/x0": x, "recurrent/y0": model.predict(x, verbose=0)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
