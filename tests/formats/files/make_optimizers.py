"""Made the files of `optimizers-keras-2.15` beside it with real Keras 2.15 on TensorFlow:

    python make_optimizers.py FOLDER

A small model by each optimizer: saved after three steps, and what its weights are two steps later. `legacy_…` are the
optimizers of Keras before 2.11.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

kinds = keras.optimizers
OPTIMIZERS = {
    "sgd": lambda: kinds.SGD(0.05),
    "sgd_schedule": lambda: kinds.SGD(kinds.schedules.ExponentialDecay(0.05, 2, 0.5)),
    "adam_schedule": lambda: kinds.Adam(kinds.schedules.ExponentialDecay(0.05, 2, 0.5)),
    "nadam": lambda: kinds.Nadam(0.01),
    "legacy_sgd": lambda: kinds.legacy.SGD(0.05, momentum=0.9),
    "legacy_adam": lambda: kinds.legacy.Adam(0.05, amsgrad=True),
    "legacy_adamax": lambda: kinds.legacy.Adamax(0.05),
    "legacy_rmsprop": lambda: kinds.legacy.RMSprop(0.05, momentum=0.5, centered=True),
}


def main(folder: Path) -> None:
    """Trains each for three steps, saves it, and trains it for two more."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(4, 3)).astype("float32"), rng.normal(size=(4, 2)).astype("float32")
    expected = {"x": x, "y": y}
    for name, make in OPTIMIZERS.items():
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense")])
        model.compile(make(), "mse")
        for _ in range(3):
            model.train_on_batch(x, y)
        for suffix in (".h5",) if name.startswith("legacy") else (".h5", ".keras"):
            model.save(folder / f"{name}{suffix}")
        for _ in range(2):
            model.train_on_batch(x, y)
        expected.update({f"{name}/{i}": array for i, array in enumerate(model.get_weights())})
    np.savez_compressed(folder / "expected.npz", **expected)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
