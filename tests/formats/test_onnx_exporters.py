"""Files that real exporters wrote: each computes what was computed there, or is refused with the true reason.

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
    "tf2onnx-1.17-opset-11": (107, 3),
    "tf2onnx-1.17-opset-17": (107, 3),
}


# Why models are refused: what they compute, by a part of the name, and a part of the sentence.
REFUSED = {
    "activation_threshold_20": "chooses between values, which no layer does",
    "cnn_grouped": "calls a function of TensorFlow that is not in the file",
    "divided": "divides one value by another, which no layer does",
    "enlarged_corners": "resizes with the corners in their places (align_corners), which no layer does",
    "enlarged_cubic": "resizes by other cubic curves than Keras's",
    "fixed_bare_image": "has no axis of samples: it was exported for one alone.",
    "fixed_bare_sequence": "has no axis of samples: it was exported for one alone",
    "fixed_bare_vector": "has no axis of samples: it was exported for one alone",
    "function_by_sum": "divides one value by another, which no layer does",
    "function_cumsum": "1 × CumSum",
    "function_flip": "turns values round, which only a recurrent layer does as it reads",
    "function_inverse": "divides one by values, which no layer does",
    "function_log": "takes a logarithm, which no layer does",
    "function_positive": "compares values, which gives yes or no and nothing to train through; no layer does",
    "function_remainder": "rounds values, which gives nothing to train through; no layer does",
    "function_sine": "1 × Sin",
    "function_sqrt": "takes a root, which no layer does but a normalization",
    "function_standard": ("adds to a deviation what LayerNormalization adds to the variance", "takes a root"),
    "function_top": "gives labels or tables alone",
    "local_response": ("decides while it runs what is computed", "raises to a power, which no layer does"),
    "lstm_learned_state": "begins with stored numbers, which no layer holds for a state",
    "lstm_projected": "begins with states of another size than it has, as a projection makes them",
    "norm_group": "takes a root, which no layer does but a normalization",
    "power_pooled": "takes signs, which no layer does",
    "transposed_grouped": "has groups, which no transposed convolution has",
    "unfolded": "picks values in an order of its own, which no layer does",
    "words_bag": "decides while it runs what is computed",
    "words_masked": "compares values, which gives yes or no and nothing to train through",
    "words_shown": "compares values, which gives yes or no and nothing to train through",
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
    untold = {}
    with zipfile.ZipFile(FILES / f"{name}.zip") as kept:
        for member in (member for member in kept.namelist() if member.endswith(".onnx")):
            model = member.removesuffix(".onnx")
            try:
                if is_right(kept.read(member), kept.read(f"{model}.npz"), tmp_path / "model.onnx"):
                    right += 1
                else:
                    wrong.append(model)
            except FileFault as fault:
                refused += 1
                reasons = REFUSED.get(model, ())
                if not any(reason in str(fault) for reason in ([reasons] if isinstance(reasons, str) else reasons)):
                    untold[model] = str(fault)

    assert wrong == []
    assert untold == {}
    assert (right, refused) == COUNTED[name]


LOOPS = {"gru_before.onnx": ("Add", "Split", "Mul", "Slice"), "simplernn.onnx": ("Add", "Tanh")}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_that_reads_itself_is_refused(name, tmp_path):
    import onnx

    data = zipfile.ZipFile(FILES / "tf2onnx-1.17-opset-17.zip").read(name)
    model = onnx.load_from_string(data)
    (loop,) = (node for node in model.graph.node if node.op_type == "Loop")
    (body,) = (attribute.g for attribute in loop.attribute if attribute.name == "body")
    tried = 0
    for node in (node for node in body.node if node.op_type in LOOPS[name]):
        for place, read in enumerate(node.input):
            node.input[place] = node.output[0]
            (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
            node.input[place] = read
            with pytest.raises(FileFault, match="repeats steps"):
                read_graph(load_model(tmp_path / "model.onnx"), tmp_path / "model.onnx")
            tried += 1

    assert tried > 3
