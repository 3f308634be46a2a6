"""Computes the outputs of an ONNX file with onnxruntime.

python with_onnxruntime.py FOLDER, where job.json holds {"file": …} and inputs.npz the samples. Writes engine.json once
the engine is there, and outputs.npz at the end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

KINDS = {"tensor(float)": np.float32, "tensor(int32)": np.int32, "tensor(int64)": np.int64}


def main(folder: Path) -> None:
    """Does the job of a folder."""
    (folder / "engine.json").write_text(json.dumps(f"onnxruntime {onnxruntime.__version__}"), "utf-8")
    job = json.loads((folder / "job.json").read_text("utf-8"))
    session = onnxruntime.InferenceSession(job["file"], providers=["CPUExecutionProvider"])
    with np.load(folder / "inputs.npz") as arrays:
        inputs = [arrays[f"x{i}"] for i in range(len(arrays.files))]
    places = session.get_inputs()
    feed = {place.name: x.astype(KINDS[place.type]) for place, x in zip(places, inputs, strict=True)}
    outputs = session.run(None, feed)
    np.savez(folder / "outputs.npz", **{f"y{i}": np.asarray(y) for i, y in enumerate(outputs)})  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
