"""Files of weights go into a network of the same shape; what does not fit is listed whole."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import safetensors.numpy
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.files.safetensors import LONGEST_HEADER, read_safetensors, write_safetensors
from netbuilder.formats import Bundle
from netbuilder.layers import Dense, Input
from netbuilder.layers.recurrent import GRU, LSTM
from netbuilder.layers.regularization import Dropout
from netbuilder.project import open_file
from netbuilder.project.exporting import load_weights
from netbuilder.project.project import Project
from tests.networks import NETWORKS, chain, mlp

OLD = Path(__file__).with_name("files")
HOSTILE = {
    "doubled": b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],'
    b'"data_offsets":[0,4]}}',
    "gap": b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
    "overlap": b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],'
    b'"data_offsets":[0,8]}}',
    "out of bounds": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
    "huge": b'{"a":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,8]}}',
    "negative": b'{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}',
    "backwards": b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}',
    "unknown kind": b'{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}',
    "left over": b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    "a list": b"[]",
    "no JSON": b'{"a":',
    "true as a number": b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[false,8]}}',
}


def file_of(path, header, data=bytes(8)):
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)
    return path


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".weights.h5", ".h5"])
@pytest.mark.parametrize("name", NETWORKS)
def test_weights_that_were_written_come_back_into_the_same_network(name, suffix, tmp_path):
    snapshot = fresh(NETWORKS[name]())
    path = tmp_path / f"model{suffix}"
    formats.write(Bundle(snapshot), path)

    found = formats.read_weights(path, snapshot.graph)

    assert list(found)
    assert set(found) == set(snapshot.weights)
    for key, array in found.items():
        assert_array_equal(array, snapshot.weights[key])


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(OLD.glob("*/*.weights.h5")) if "weights" not in path.parent.name],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_weights_of_an_earlier_keras_fit_the_model_of_that_release(path):
    model = open_file(path.with_name(path.name.replace(".weights.h5", ".keras"))).run.snapshot

    found = formats.read_weights(path, model.graph)

    for key, array in found.items():
        assert_array_equal(array, model.weights[key])


def test_all_that_does_not_fit_is_listed(tmp_path):
    path = tmp_path / "model.npz"
    np.savez(path, **{"dense/kernel": np.zeros((7, 5)), "dense/bias": np.zeros(5), "other/kernel": np.zeros(2)})

    with pytest.raises(FileFault) as caught:
        formats.read_weights(path, mlp())

    told = str(caught.value)
    assert "dense/kernel (6, 5) ≠ (7, 5)" in told
    assert "dense_1/bias (4,) ≠ –" in told
    assert "'other/kernel' – ≠ (2,)" in told
    assert "dense/bias" not in told


def test_texts_are_no_weights(tmp_path):
    np.savez(tmp_path / "x.npz", **{"dense/kernel": np.full((2, 3), "a"), "dense/bias": np.zeros(3)})

    with pytest.raises(FileFault, match="no numbers for dense/kernel"):
        formats.read_weights(tmp_path / "x.npz", chain(Input((2,)), Dense(3)))


def test_the_library_safetensors_reads_what_is_written(tmp_path):
    snapshot = fresh(mlp())
    formats.write(Bundle(snapshot), tmp_path / "model.safetensors")

    found = safetensors.numpy.load_file(tmp_path / "model.safetensors")

    assert list(found)
    for (node, weight), array in snapshot.weights.items():
        assert_array_equal(found[f"{node}/{weight}"], array)


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "int64", "uint8", "bool"])
def test_what_the_library_safetensors_writes_is_read(kind, rng, tmp_path):
    arrays = {"a/b": rng.normal(size=(3, 4)).astype(kind), "empty": np.zeros((0, 2), kind), "scalar": np.ones((), kind)}
    safetensors.numpy.save_file(arrays, tmp_path / "x.safetensors")

    found = read_safetensors(tmp_path / "x.safetensors")

    for name, array in arrays.items():
        assert_array_equal(found[name], array.astype("float32") if array.dtype.kind == "f" else array)


def test_bfloat16_is_read(tmp_path):
    header = b'{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}'
    wide = np.array([1.5, -2.0, 0.0, np.inf], "<f4")
    path = file_of(tmp_path / "x.safetensors", header, (wide.view("<u4") >> 16).astype("<u2").tobytes())

    assert_array_equal(read_safetensors(path)["a"], wide)


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_headers_that_lie_are_refused(header, tmp_path):
    with pytest.raises(FileFault, match=r"x\.safetensors"):
        read_safetensors(file_of(tmp_path / "x.safetensors", header))


def test_a_long_header_is_refused_before_it_is_read(tmp_path):
    path = file_of(tmp_path / "x.safetensors", b"{" + b" " * LONGEST_HEADER + b"}")

    with pytest.raises(FileFault, match="more than is plausible"):
        read_safetensors(path)


def test_a_header_that_would_be_too_long_is_not_written(tmp_path):
    with pytest.raises(FileFault, match=r"\.npz"):
        write_safetensors({"n" * (LONGEST_HEADER + 1): np.zeros(1)}, tmp_path / "x.safetensors", {})

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".weights.h5"])
def test_weights_alone_are_no_model(suffix, tmp_path):
    formats.write(Bundle(fresh(mlp())), tmp_path / f"model{suffix}")

    with pytest.raises(FileFault, match="Open the model, then load weights into it"):
        open_file(tmp_path / f"model{suffix}")


def recurrent(activation="hard_sigmoid"):
    return chain(
        Input((5, 3)),
        LSTM(4, recurrent_activation=activation, return_sequences=True),
        GRU(3, recurrent_activation=activation),
        Dropout(0.5),
        Dense(2, activation),
    )


def test_weights_alone_of_keras_2_give_the_outputs_of_keras_2():
    """Their layers have other names, and their hard_sigmoid is another function."""
    folder = OLD / "weights-keras-2.15"
    with np.load(folder / "expected.npz") as stored:
        x, y = stored["recurrent/x0"], stored["recurrent/y0"]
    project = Project(recurrent())

    run = load_weights(folder / "recurrent.h5", project)

    assert_allclose(run.snapshot.model(project.training).predict((x,))[0], y, atol=1e-6)
    assert "lstm, gru, dense: hard_sigmoid was another" in str(run.snapshot.notes[0])


def test_a_hard_sigmoid_of_an_unknown_release_is_told():
    folder = OLD / "weights-keras-2.15"

    told = load_weights(folder / "recurrent.weights.h5", Project(recurrent())).snapshot.notes
    untold = load_weights(folder / "recurrent.weights.h5", Project(recurrent("sigmoid"))).snapshot.notes

    assert "does not say which release" in str(told[0])
    assert untold == ()


@pytest.mark.parametrize("suffix", [".weights.h5", ".h5"])
def test_weights_of_layers_with_other_names_go_by_their_order(suffix, tmp_path):
    """One name is the same, of another layer: the order counts, as in Keras."""
    theirs = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(3, name="dense_1"), keras.layers.Dense(3, name="other")]
    )
    theirs.save_weights(tmp_path / "x.weights.h5")
    if suffix == ".h5":
        theirs.save(tmp_path / "x.h5")
    graph = chain(Input((3,)), Dense(3), Dense(3))

    found = formats.read_weights(tmp_path / f"x{suffix}", graph)

    for mine, own in zip(("dense", "dense_1"), theirs.layers, strict=True):
        assert_array_equal(found[mine, "kernel"], own.get_weights()[0])


def test_what_a_file_of_another_network_holds_is_listed(tmp_path):
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="theirs")]).save(tmp_path / "x.h5")

    with pytest.raises(FileFault) as caught:
        formats.read_weights(tmp_path / "x.h5", chain(Input((3,)), Dense(3), Dense(3)))

    assert "dense/kernel (3, 3) ≠ –" in str(caught.value)
    assert "theirs/? 1' – ≠ (3, 4)" in str(caught.value)
