"""Files that real exporters wrote: each computes what was computed there, or is refused with a reason.

The files were made once by `files/make_torch_onnx.py` and `files/make_tf2onnx.py`.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.formats.onnx.reading.container import load_model
from netbuilder.formats.onnx.reading.model import read_graph

FILES = Path(__file__).with_name("files")
# How many are right, and how many are refused: whoever reads more of them counts anew.
COUNTED = {
    "torch-2.13-opset-11": (194, 24),
    "torch-2.13-opset-17": (209, 24),
    "torch-2.13-dynamo": (210, 26),
    "tf2onnx-1.17-opset-11": (104, 6),
    "tf2onnx-1.17-opset-17": (104, 6),
}


def as_ours(array, order):
    """An array of the file with the batch first and the channels last; a lone sample is a batch of one."""
    return array.transpose(order) if len(order) == array.ndim else array[None]


def is_right(data, arrays, path):
    """Whether a file is read as what was computed; raises FileFault where it is refused."""
    path.write_bytes(data)
    found = read_graph(load_model(path), path)
    kept = np.load(io.BytesIO(arrays))
    inputs = [as_ours(kept[f"x{i}"], order) for i, order in enumerate(found.inputs.values())]
    expected = [as_ours(kept[f"y{i}"], order) for i, order in enumerate(found.outputs.values())]
    assert {f"y{i}" for i in range(len(expected))} == {name for name in kept if name.startswith("y")}
    outputs = Snapshot(found.graph, found.weights).model().predict(inputs)
    return all(
        mine.shape == theirs.shape and np.allclose(mine, theirs, rtol=1e-4, atol=1e-4)
        for mine, theirs in zip(outputs, expected, strict=True)
    )


@pytest.mark.parametrize("name", COUNTED)
def test_no_file_of_a_real_exporter_is_read_wrong(name, tmp_path):
    right, refused, wrong = 0, 0, []
    with zipfile.ZipFile(FILES / f"{name}.zip") as kept:
        for member in (member for member in kept.namelist() if member.endswith(".onnx")):
            model = member.removesuffix(".onnx")
            try:
                if is_right(kept.read(member), kept.read(f"{model}.npz"), tmp_path / "model.onnx"):
                    right += 1
                else:
                    wrong.append(model)
            except FileFault:
                refused += 1

    assert wrong == []
    assert (right, refused) == COUNTED[name]
