"""Loads every model of a folder with the Keras of the Python that runs this, and writes what each computes.

For each `NAME.keras` or `NAME.h5` there is a `NAME.npz` with the inputs, x0, x1 …; what was found is written beside it
as `FILE.found.npz`, or `FILE.failed.txt` with the reason. It imports nothing of NetBuilder, which older Pythons may not
have.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import keras
import numpy as np


def outputs(model, x):
    """What a model computes, as a list."""
    found = model(x if len(x) > 1 else x[0], training=False)
    return [np.asarray(array) for array in (found if isinstance(found, list | tuple) else [found])]


def main(folder: Path) -> None:
    """Loads each file of the folder."""
    for path in sorted([*folder.glob("*.keras"), *folder.glob("*.h5")]):
        with np.load(path.with_suffix(".npz")) as stored:
            x = [stored[f"x{i}"] for i in range(len(stored.files))]
        keras.backend.clear_session()
        try:
            found = outputs(keras.models.load_model(path, compile=False), x)
        except Exception:  # whatever it is: it is told
            path.with_name(path.name + ".failed.txt").write_text(traceback.format_exc()[-2000:])
            continue
        np.savez(path.with_name(path.name + ".found.npz"), **{f"y{i}": array for i, array in enumerate(found)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
