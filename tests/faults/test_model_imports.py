"""The fault list's group "Model imports": nothing foreign runs, nothing is followed, nothing is believed unchecked."""

from __future__ import annotations

import io
import json
import os
import zipfile

import h5py
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle
from netbuilder.formats.keras.hdf5 import read_hdf5
from netbuilder.project import open_file
from tests.networks import mlp

MARK = "pwned"


@pytest.fixture
def model(tmp_path):
    """A good .keras file; gives its path and a function that changes one of its members."""
    path = tmp_path / "model.keras"
    formats.write(Bundle(fresh(mlp(), TrainingSettings(seed=1))), path)

    def change(member, make):
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members[member] = make(members[member])
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)

    return path, change


EVIL = {
    "Lambda": {
        "class_name": "Lambda",
        "module": "keras.layers",
        "config": {
            "name": "x",
            "function": {
                "class_name": "__lambda__",
                "config": {"code": f"__import__('os').system('touch {MARK}')", "defaults": None, "closure": None},
            },
        },
    },
    "TFSMLayer": {
        "class_name": "TFSMLayer",
        "module": "keras.layers",
        "config": {"name": "x", "filepath": "/tmp/model"},
    },
    "TorchModuleWrapper": {
        "class_name": "TorchModuleWrapper",
        "module": "keras.layers",
        "config": {"name": "x", "module": "gAQ="},
    },
    "os.system": {"class_name": "system", "module": "os", "config": {"name": "x", "command": f"touch {MARK}"}},
    "builtins": {"class_name": "exec", "module": "builtins", "config": {"name": "x"}},
}


def with_layer(layer):
    def change(data):
        config = json.loads(data)
        config["config"]["layers"].insert(1, layer)
        return json.dumps(config).encode()

    return change


@pytest.mark.parametrize("name", EVIL)
def test_layers_that_would_run_code_are_refused(name, model, tmp_path, monkeypatch):
    """Fault 13."""
    monkeypatch.chdir(tmp_path)
    path, change = model
    change("config.json", with_layer(EVIL[name]))

    with pytest.raises(FileFault, match="cannot be read"):
        formats.read(path)

    assert not os.path.exists(MARK)


@pytest.mark.parametrize("name", EVIL)
def test_the_same_in_h5(name, tmp_path, monkeypatch):
    """Fault 14."""
    monkeypatch.chdir(tmp_path)
    formats.write(Bundle(fresh(mlp())), tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "a") as file:
        file.attrs["model_config"] = with_layer(EVIL[name])(file.attrs["model_config"]).decode()

    with pytest.raises(FileFault, match="cannot be read"):
        formats.read(tmp_path / "model.h5")

    assert not os.path.exists(MARK)


def h5_file(path, make):
    with h5py.File(path, "w") as file:
        make(file)
    return path


def _external_link(file):
    file["x"] = h5py.ExternalLink("/etc/passwd", "/")


def _soft_link(file):
    file["x"] = h5py.SoftLink("/y")


def _external_storage(file):
    file.create_dataset("x", (100,), "u1", external=[("/etc/passwd", 0, 100)])


def _virtual(file):
    layout = h5py.VirtualLayout((10,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "x", (10,))
    file.create_virtual_dataset("x", layout)


def _text(file):
    file["x"] = np.array(["a"], dtype=h5py.string_dtype())


def _deep(file):
    group = file
    for _ in range(200):
        group = group.create_group("g")


@pytest.mark.parametrize(
    "make", [_external_link, _soft_link, _external_storage, _virtual, _text, _deep], ids=lambda f: f.__name__
)
def test_hdf5_that_points_elsewhere_is_refused(make, tmp_path):
    """Fault 15."""
    path = h5_file(tmp_path / "evil.h5", make)

    with pytest.raises(FileFault, match=r"evil\.h5"):
        read_hdf5(path)


def test_the_death_of_the_helper_is_reported(tmp_path, monkeypatch):
    """Fault 17: a library that crashes takes only the helper with it."""
    helper = tmp_path / "hdf5_helper.py"
    helper.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    import netbuilder.formats.keras.hdf5 as hdf5

    monkeypatch.setattr(hdf5, "__file__", str(tmp_path / "hdf5.py"))

    with pytest.raises(FileFault, match="helper process ended with -11"):
        read_hdf5(h5_file(tmp_path / "x.h5", lambda file: None))


def weights_changed(change):
    def make(data):
        buffer = io.BytesIO(data)
        with h5py.File(buffer, "a") as file:
            change(file)
        return buffer.getvalue()

    return make


def _missing(file):
    del file["layers/dense/vars/0"]


def _reshaped(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = np.zeros((3, 3), "f4")


def _extra(file):
    file["layers/dense/vars/2"] = np.zeros(3, "f4")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_extra, "dense has 3 weights in the file, but the layer needs 2"),
        (_missing, "dense has no kernel"),
        (_reshaped, r"\(3, 3\), but the layer needs \(6, 5\)"),
    ],
)
def test_weights_that_are_missing_or_of_another_shape_are_named(change, words, model):
    """Fault 23."""
    model[1]("model.weights.h5", weights_changed(change))

    with pytest.raises(FileFault, match=words):
        formats.read(model[0])


H5 = {
    "fewer": ([b"dense/kernel"], "dense has 1 weights in the file, but the layer needs 2"),
    "more": ([b"dense/kernel", b"dense/bias", b"dense/bias"], "dense has 3 weights in the file, but the layer needs 2"),
    "gone": ([b"dense/kernel", b"dense/gone"], "dense has no bias"),
    "other": ([b"dense/bias", b"dense/kernel"], r"dense/kernel has shape \(5,\), but the layer needs \(6, 5\)"),
}


@pytest.mark.parametrize("name", H5)
def test_the_same_in_h5_for_weights(name, tmp_path):
    """Fault 23."""
    names, words = H5[name]
    formats.write(Bundle(fresh(mlp())), tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "a") as file:
        file["model_weights/dense"].attrs["weight_names"] = np.array(names)

    with pytest.raises(FileFault, match=words):
        formats.read(tmp_path / "model.h5")


def test_weights_that_are_not_finite_are_told_with_their_layer(model):
    """Fault 24."""

    def spoil(file):
        file["layers/dense/vars/0"][0, 0] = np.nan

    model[1]("model.weights.h5", weights_changed(spoil))

    assert "dense/kernel" in str(open_file(model[0]).notices[0])


@pytest.mark.parametrize("name", ["model.h5", "model.zip", "model.netb", "model"])
def test_a_wrong_extension_is_recognised_by_content(name, model):
    """Fault 25."""
    other = model[0].with_name(name)
    model[0].rename(other)

    assert isinstance(open_file(other).run.snapshot, Snapshot)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x89HDF\r\n\x1a\n", b"hello", b"\x80\x04N."])
@pytest.mark.parametrize("suffix", [".keras", ".h5", ".netb"])
def test_what_is_no_model_is_refused_in_one_sentence(data, suffix, tmp_path):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)

    with pytest.raises(FileFault, match="x" + suffix.replace(".", r"\.")):
        open_file(path)


def test_a_config_of_a_hundred_megabytes_is_refused(tmp_path):
    path = tmp_path / "big.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", os.urandom(1 << 20).hex() * 40)

    with pytest.raises(FileFault, match=r"big\.keras"):
        open_file(path)
