"""Made the files of `compiled-keras-2.15` beside it with real Keras 2.15 on TensorFlow:

    python make_compiled.py FOLDER

Models that were compiled with objects as losses, and never trained.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

LOSSES = {
    "scores": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    "huber": lambda: keras.losses.Huber(0.5),
}


def metrics() -> list[object]:
    """Names, functions and objects."""
    kinds = keras.metrics
    return [
        "accuracy", "mae", kinds.AUC(name="auc"), kinds.MeanAbsoluteError(name="m"),
        kinds.SparseCategoricalAccuracy(), kinds.mean_absolute_error, kinds.TopKCategoricalAccuracy(k=3),
        kinds.Precision(name="precision"),
    ]  # fmt: skip


def main(folder: Path) -> None:
    """Saves each in both forms."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, loss in LOSSES.items():
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense")])
        model.compile("adam", loss(), metrics=metrics())
        for suffix in (".keras", ".h5"):
            model.save(folder / f"{name}{suffix}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
