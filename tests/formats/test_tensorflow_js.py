"""model.json of TensorFlow.js, written after the documentation of its layers format: what Keras 2.15 made computes the
same, and nothing but plain files beside it is read.
"""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.errors import FileFault
from tests.formats.test_old_keras_files import FOLDER

MODELS = [
    (folder, name)
    for folder, names in {
        "keras-2.15": ("image", "branches", "words"),
        "more-keras-2.15": ("coder", "transfer"),
    }.items()
    for name in names
]
DENSE = {"class_name": "Dense", "config": {"name": "dense_Dense1", "units": 2, "batch_input_shape": [None, 3]}}
SMALL = {"class_name": "Sequential", "config": {"name": "s", "layers": [DENSE]}, "keras_version": "tfjs-layers 4.22.0"}
KERNEL, BIAS = np.arange(6, dtype="<f4").reshape(3, 2), np.array([0.5, -1], "<f4")
DATA = KERNEL.tobytes() + BIAS.tobytes()
SPECS = [
    {"name": "dense_Dense1/kernel", "shape": [3, 2], "dtype": "float32"},
    {"name": "dense_Dense1/bias", "shape": [2], "dtype": "float32"},
]


def converted(path: Path, folder: Path, size: int = 1000) -> Path:
    """What the converter makes of an .h5 file of Keras 2, in shards of `size` bytes: its steps as documented."""
    specs, data = [], b""
    with h5py.File(path) as file:
        topology = {name: file.attrs[name] for name in ("keras_version", "backend")}
        topology["model_config"] = json.loads(file.attrs["model_config"])
        for layer in file["model_weights"].values():
            for name in layer.attrs["weight_names"]:
                array = np.asarray(layer[name], "<f4")
                specs.append({"name": name.removesuffix(":0"), "shape": list(array.shape), "dtype": "float32"})
                data += array.tobytes()
    parts = [data[i : i + size] for i in range(0, len(data), size)]
    return written(folder, topology, specs, parts)


def written(folder: Path, topology, specs, parts, names=None) -> Path:
    names = names or [f"group1-shard{i + 1}of{len(parts)}.bin" for i in range(len(parts))]
    for name, part in zip(names, parts, strict=True):
        (folder / name).write_bytes(part)
    manifest = [{"paths": names, "weights": specs}]
    model = {"format": "layers-model", "modelTopology": topology, "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(model))
    return folder / "model.json"


def small(folder: Path, specs=SPECS, data=DATA, names=("weights.bin",)) -> Path:
    return written(folder, SMALL, specs, [data], list(names))


@pytest.mark.parametrize(("folder", "name"), MODELS, ids="-".join)
def test_a_converted_model_computes_what_keras_computed(folder, name, tmp_path):
    with np.load(FOLDER / folder / "expected.npz") as stored:
        x = tuple(stored[key] for key in sorted(stored) if key.startswith(f"{name}/x"))
        y = [stored[key] for key in sorted(stored) if key.startswith(f"{name}/y")]

    model = formats.read(converted(FOLDER / folder / f"{name}.h5", tmp_path)).model()

    assert y
    for mine, other in zip(model.predict(x), y, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-5)


def test_a_model_of_tensorflow_js_itself_has_its_weights(tmp_path):
    found = formats.read(small(tmp_path)).weights

    np.testing.assert_array_equal(found["dense_Dense1", "kernel"], KERNEL)
    np.testing.assert_array_equal(found["dense_Dense1", "bias"], BIAS)


@pytest.mark.parametrize(("kind", "steps"), [("uint8", 255), ("uint16", 65535)])
def test_quantized_weights_are_steps_from_the_least(kind, steps, tmp_path):
    scale = 5 / steps
    data = np.round(KERNEL / scale).astype(kind).tobytes() + BIAS.tobytes()
    quantized = {**SPECS[0], "quantization": {"dtype": kind, "scale": scale, "min": -2.0}}

    found = formats.read(small(tmp_path, [quantized, SPECS[1]], data)).weights

    np.testing.assert_allclose(found["dense_Dense1", "kernel"], KERNEL - 2, atol=1e-5)
    np.testing.assert_array_equal(found["dense_Dense1", "bias"], BIAS)


def test_half_precision_is_read(tmp_path):
    half = {**SPECS[0], "quantization": {"dtype": "float16"}}

    found = formats.read(small(tmp_path, [half, SPECS[1]], KERNEL.astype("<f2").tobytes() + BIAS.tobytes())).weights

    np.testing.assert_array_equal(found["dense_Dense1", "kernel"], KERNEL)


@pytest.mark.parametrize("name", ["../w.bin", "a/w.bin", "/etc/passwd", "..", "a\\w.bin", "link.bin"])
def test_only_plain_files_beside_it_are_read(name, tmp_path):
    inside = tmp_path / "model"
    (inside / "a").mkdir(parents=True)
    for place in (tmp_path / "w.bin", inside / "a" / "w.bin", inside / "w.bin"):
        place.write_bytes(DATA)
    (inside / "link.bin").symlink_to(tmp_path / "w.bin")
    path = small(inside)
    path.write_text(path.read_text().replace('"weights.bin"', json.dumps(name)))

    with pytest.raises(FileFault, match="is no file beside it"):
        formats.read(path)


REFUSED = {
    "too short": (SPECS, bytes(28), "hold other than the 32 bytes"),
    "too long": (SPECS, bytes(36), "hold other than the 32 bytes"),
    "huge": ([{**SPECS[0], "shape": [10**6, 10**6]}, SPECS[1]], bytes(32), "more weights than its network can have"),
    "twice": ([SPECS[0], SPECS[0]], bytes(48), "twice"),
    "texts": ([{**SPECS[0], "dtype": "string"}, SPECS[1]], bytes(32), "stored as 'string', which cannot be read"),
    "no scale": ([{**SPECS[0], "quantization": {"dtype": "uint8"}}, SPECS[1]], bytes(14), "stored as 'uint8'"),
    "too few": (SPECS[:1], bytes(24), "has 1 weights in the file, but the layer needs 2"),
    "another shape": ([{**SPECS[0], "shape": [2, 3]}, SPECS[1]], bytes(32), r"has shape \(2, 3\)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_with_its_reason(name, tmp_path):
    specs, data, told = REFUSED[name]

    with pytest.raises(FileFault, match=told):
        formats.read(small(tmp_path, specs, data))


def test_a_missing_file_is_named(tmp_path):
    path = small(tmp_path)
    (tmp_path / "weights.bin").unlink()

    with pytest.raises(FileFault, match=r"weights\.bin could not be read"):
        formats.read(path)


def test_weights_of_no_layer_are_told(tmp_path):
    specs = [*SPECS, {"name": "SGD/iter", "shape": [], "dtype": "int32"}]

    found = formats.read(small(tmp_path, specs, DATA + bytes(4)))

    assert "SGD/iter" in str(found.notes[-1])


def test_how_it_was_compiled_is_not_passed_over(tmp_path):
    """TensorFlow.js writes an optimizer's fields as JavaScript names them."""
    path = small(tmp_path)
    adam = {"class_name": "Adam", "config": {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.999}}
    compiled = {"loss": "mean_squared_error", "metrics": ["acc"], "optimizer_config": adam}
    path.write_text(json.dumps({**json.loads(path.read_text()), "trainingConfig": compiled}))

    found = formats.read(path)

    assert found.training is None
    assert str(found.notes[-1]) == "how it was compiled cannot be read: its argument 'learningRate' is not known"


def test_a_graph_of_operations_is_refused_as_what_it_is(tmp_path):
    (tmp_path / "model.json").write_text(
        json.dumps({"format": "graph-model", "modelTopology": {"node": []}, "weightsManifest": []})
    )

    with pytest.raises(FileFault, match="a graph of TensorFlow's operations, not layers"):
        formats.read(tmp_path / "model.json")
