"""What is no regular file is refused at every door that reads, at once: a pipe is not waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from netbuilder.data import DataSettings, load
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.files import open_archive, read_npy
from netbuilder.files.lock import lock_file, take_lock
from netbuilder.files.safetensors import read_safetensors
from netbuilder.files.stamp import stamp_of
from netbuilder.files.stored import stored_in
from netbuilder.files.target import need_replaceable, same_place
from netbuilder.formats import Bundle
from netbuilder.formats.keras.hdf5 import read_hdf5
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.onnx.reading.container import load_model
from netbuilder.formats.script_reading import read_script
from netbuilder.project import open_file, read_project, template
from netbuilder.project.exporting import load_weights
from netbuilder.project.file import need_not_newer

DOORS = {
    "project": (read_project, "x.netb"),
    "model": (open_file, "x.keras"),
    "config": (open_file, "x.json"),
    "HDF5": (read_hdf5, "x.h5"),
    "ONNX": (load_model, "x.onnx"),
    "script": (read_script, "x.py"),
    "notebook": (read_script, "x.ipynb"),
    "archive": (lambda path: open_archive(path).__enter__(), "x.npz"),
    "array": (read_npy, "x.npy"),
    "safetensors": (read_safetensors, "x.safetensors"),
    "weights": (lambda path: load_weights(path, template("mlp").project()), "x.npz"),
    "table as data": (lambda path: load(DataSettings(path=str(path))), "x.csv"),
    "arrays as data": (lambda path: load(DataSettings(path=str(path))), "x.npz"),
}


def pipe(path: Path) -> str:
    os.mkfifo(path)
    return "is a pipe"


def bound_socket(path: Path) -> str:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
    return "is a device or a socket"


def device(path: Path) -> str:
    path.symlink_to("/dev/zero")
    return "is a device or a socket"


def folder(path: Path) -> str:
    path.mkdir()
    return "is a folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("make", [pipe, bound_socket, device, folder])
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_file_is_refused_at_once(door, make, tmp_path, monkeypatch):
    read, name = DOORS[door]
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    said = make(Path(name))
    if make is folder and door.endswith("as data"):
        pytest.skip("a folder of arrays is data")

    with pytest.raises(FileFault, match=said) as caught:
        read(Path(name))

    assert name in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_beside_a_project_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(lock_file(tmp_path / "net.netb"))
    folder = tmp_path / "arrays"
    folder.mkdir()
    os.mkfifo(folder / "x.npy")

    assert stamp_of(tmp_path / "pipe") is None
    assert take_lock(tmp_path / "net.netb").user == "?"
    with pytest.raises(FileFault, match="is a pipe"):
        stored_in(folder)


@pytest.mark.parametrize("name", ["a\0b.netb", "a\0b.py", "missing.keras", "x" * 300 + ".py"])
def test_a_name_that_leads_nowhere_is_one_sentence(name):
    read = read_script if name.endswith(".py") else open_file
    with pytest.raises(FileFault, match="could not be read") as caught:
        read(Path(name))
    assert str(caught.value).isprintable()


NOWHERE = {
    "not there": "missing",
    "too long": "x" * 300,
    "a folder too long": "x" * 300 + "/x",
    "NUL": "a\0b",
    "no text": "\udcff",
}


@pytest.mark.parametrize("name", NOWHERE.values(), ids=NOWHERE)
@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_can_be_none_is_one_sentence_at_every_door(door, name, tmp_path):
    read, example = DOORS[door]

    with pytest.raises(FileFault):
        read(tmp_path / f"{name}{Path(example).suffix}")


@pytest.mark.parametrize("suffix", ["", ".npz", ".csv", ".xyz"])
@pytest.mark.parametrize("name", NOWHERE.values(), ids=NOWHERE)
def test_a_project_whose_data_is_of_such_a_name_is_written_as_a_script_that_compiles(name, suffix, tmp_path):
    project = template("mlp").project()
    data = DataSettings(path=str(tmp_path / f"{name}{suffix}"))

    script = keras_script(Bundle(Snapshot(project.graph, {}, project.training), data, "net"))

    compile(script, "script", "exec")


@pytest.mark.parametrize("name", NOWHERE.values(), ids=NOWHERE)
def test_what_stands_at_such_a_name_is_nothing(name, tmp_path):
    need_replaceable(tmp_path / name)
    need_not_newer(tmp_path / name)
    assert stamp_of(tmp_path / name) is None
    assert not same_place(tmp_path / name, tmp_path / "other")
