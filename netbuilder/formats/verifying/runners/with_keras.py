"""Computes the outputs of a file of Keras with the Keras that this Python has.

python with_keras.py FOLDER, where job.json holds {"file": …, "config": …} and inputs.npz the samples. With a config the
file holds weights, which are loaded into the network that it describes. Writes engine.json once the engine is there,
and outputs.npz at the end.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

installed = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]
if installed and os.environ.get("KERAS_BACKEND") not in installed:
    os.environ["KERAS_BACKEND"] = installed[0]

import keras  # noqa: E402 (reads the environment when it is imported)
import numpy as np  # noqa: E402


def main(folder: Path) -> None:
    """Does the job of a folder."""
    if int(keras.__version__.split(".")[0]) < 3:
        sys.exit(f"Keras {keras.__version__} is older than 3")
    engine = f"Keras {keras.__version__}, {keras.backend.backend()}"
    (folder / "engine.json").write_text(json.dumps(engine), "utf-8")
    job = json.loads((folder / "job.json").read_text("utf-8"))
    if job.get("config"):
        model = keras.saving.deserialize_keras_object(job["config"])
        model.load_weights(job["file"])
    else:
        model = keras.saving.load_model(job["file"], compile=False)
    with np.load(folder / "inputs.npz") as arrays:
        inputs = [arrays[f"x{i}"] for i in range(len(arrays.files))]
    found = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = found if isinstance(found, list) else [found]
    np.savez(folder / "outputs.npz", **{f"y{i}": np.asarray(y) for i, y in enumerate(outputs)})  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
