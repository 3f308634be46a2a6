"""The project file: whole or not at all, and hostile until checked (faults 1 to 8, 65, 72, 74)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write
from netbuilder.graph import Functional
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, TrainedRun, open_file, read_project, templates, write_project
from netbuilder.project.runs import Run
from tests.networks import chain, cnn, random_inputs


def trained_project():
    rng, graph = np.random.default_rng(0), cnn()
    project = Project(graph, templates()["cnn"].project().training.replace(epochs=2, batch_size=8))
    model = compile_model(graph, project.training)
    end = last(fit(model, Samples(random_inputs(graph, 20, rng), (rng.integers(0, 3, 20),))))
    return project, TrainedRun(Snapshot.of(model), project.data, end.history)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "net.netb"
    project, run = trained_project()
    write_project(path, project, run)
    return path, project, run


@pytest.mark.parametrize("name", list(templates()))
def test_a_template_survives_writing_and_reading(name, tmp_path):
    project = templates()[name].project()
    write_project(tmp_path / "net.netb", project)

    assert read_project(tmp_path / "net.netb").project == project


def test_weights_optimizer_and_history_survive(written):
    path, project, run = written

    found = read_project(path)

    assert found.project == project
    assert found.run.history == run.history
    assert found.run.snapshot.optimizer.iteration == run.snapshot.optimizer.iteration
    for key, array in run.snapshot.weights.items():
        np.testing.assert_array_equal(found.run.snapshot.weights[key], array)
    for slot, arrays in run.snapshot.optimizer.slots.items():
        for key, array in arrays.items():
            np.testing.assert_array_equal(found.run.snapshot.optimizer.slots[slot][key], array)


def test_holds_no_pickle_and_only_json_and_arrays(written):
    with zipfile.ZipFile(written[0]) as archive:
        assert sorted(archive.namelist()) == ["optimizer.npz", "project.json", "run.json", "weights.npz"]
        for member in ("weights.npz", "optimizer.npz"):
            with np.load(io.BytesIO(archive.read(member)), allow_pickle=False) as arrays:
                assert all(arrays[name].dtype == np.float32 for name in arrays)


def test_truncated_anywhere_it_is_refused_in_one_sentence(written):
    """Fault 1."""
    data = written[0].read_bytes()
    for length in np.linspace(0, len(data) - 1, 100).astype(int):
        written[0].write_bytes(data[:length])
        with pytest.raises(FileFault, match=r"net\.netb"):
            open_file(written[0])


def test_flipped_bits_in_weights_name_the_member(written):
    """Fault 2."""
    data = bytearray(written[0].read_bytes())
    with zipfile.ZipFile(written[0]) as archive:
        start = archive.getinfo("weights.npz").header_offset
    data[start + 500] ^= 0xFF
    written[0].write_bytes(data)

    with pytest.raises(FileFault, match=r"weights\.npz"):
        read_project(written[0])


def rewritten(path: Path, change, member="project.json"):
    """The file with one JSON member changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    value = change(json.loads(members[member]))
    members[member] = value if isinstance(value, bytes) else json.dumps(value).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_a_newer_schema_opens_read_only_and_names_the_version(written):
    """Fault 3."""
    rewritten(written[0], lambda data: {**data, "schema": 99, "version": "9.9", "novelty": 1})

    found = read_project(written[0])

    assert found.read_only
    assert "9.9" in str(found.notices[0])


def test_an_unknown_layer_becomes_a_placeholder(written):
    """Fault 5."""

    def change(data):
        data["graph"]["nodes"][1]["layer"] = {"class_name": "Conv9D", "config": {"filters": 3}}
        return data

    rewritten(written[0], change)

    assert isinstance(read_project(written[0]).project.graph["conv2d"].layer, Placeholder)


BAD = {
    "nan": lambda data: json.dumps(data).replace('"epochs": 2', '"epochs": NaN').encode(),
    "huge number": lambda data: json.dumps(data).replace('"epochs": 2', f'"epochs": {"9" * 5000}').encode(),
    "doubled key": lambda data: json.dumps(data).replace('"epochs": 2', '"epochs": 2, "epochs": 3').encode(),
    "lone surrogate": lambda data: (
        json.dumps(data).replace('"digits', '"\\ud800digits').replace('"seed": null', '"seed": "\\ud800"').encode()
    ),
    "nested": lambda data: b"[" * 100_000 + b"]" * 100_000,
    "not json": lambda data: b"\x80\x04pickle",
    "cycle": lambda data: {
        **data,
        "graph": {"nodes": [{"name": "a", "layer": {"class_name": "Flatten", "config": {}}, "inputs": [["a", 0]]}]},
    },
    "other format": lambda data: {"format": "orange"},
    "schema text": lambda data: {**data, "schema": "one"},
    "settings": lambda data: {**data, "training": {"epochs": 0}},
}


@pytest.mark.parametrize("name", BAD)
def test_bad_json_is_refused_with_file_and_cause(name, written):
    """Faults 6 and 7."""
    rewritten(written[0], BAD[name])

    with pytest.raises(FileFault, match=r"net\.netb"):
        read_project(written[0])


def test_a_project_is_known_by_its_contents(written):
    """Fault 25."""
    other = written[0].with_suffix(".keras")
    written[0].rename(other)

    assert open_file(other).project == written[1]


class FullDisk:
    """A file on a disk that takes so many bytes and then no more, the last write a short one."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def write(self, data):
        if len(data) > self.room:
            self.file.write(bytes(data[: self.room]))
            raise OSError(28, "No space left on device")
        self.room -= len(data)
        return self.file.write(data)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


@pytest.mark.parametrize("room", [0, 10, 1000, 5000])
def test_a_full_disk_leaves_the_old_file(room, written, monkeypatch):
    """Fault 74."""
    before, opened = written[0].read_bytes(), os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *arguments: FullDisk(opened(*arguments), room))

    with pytest.raises(FileFault, match="No space left"):
        write_project(written[0], written[1], written[2])

    assert written[0].read_bytes() == before
    assert [path.name for path in written[0].parent.iterdir()] == ["net.netb"]


def test_an_exception_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")

    def fail():
        with atomic_write(path) as file:
            file.write(b"half of the n")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileFault, match="could not be written"):
        write_project(tmp_path / "no" / "net.netb", Project())


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    with atomic_write(tmp_path / "link") as file:
        file.write(b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


KILLED = """
import sys
from pathlib import Path
from netbuilder.files import atomic_write
path = Path(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    with atomic_write(path) as file:
        file.write(str(number % 10).encode() * 300_000)
"""


def test_killed_at_random_the_file_is_the_old_or_the_new_one(tmp_path):
    """Fault 72."""
    path = tmp_path / "file"
    path.write_bytes(b"0" * 300_000)
    for i in range(12):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.004 * (i + 1))
        process.kill()
        process.wait()
        process.stdout.close()
        data = path.read_bytes()
        assert len(data) == 300_000
        assert len(set(data)) == 1


@pytest.mark.parametrize("place", ["a block of its own", "inside of another block"])
def test_weights_of_a_layer_that_is_not_known_here_are_kept_and_nothing_is_said_of_them(place, tmp_path):
    """Another package's layer on a machine that lacks the package: what was learned is there again with it."""
    path, wide = tmp_path / "a.netb", chain(Input((300,)), Dense(400), Dense(3))
    graph = wide if place == "a block of its own" else chain(Input((300,)), Functional(wide))
    older = fresh(graph, TrainingSettings(seed=1))
    run = TrainedRun(fresh(graph, TrainingSettings(seed=2)), DataSettings(), {"loss": [1.0]}, 2)
    runs = (Run(1, Project(graph), snapshot=older), Run(2, Project(graph), snapshot=run.snapshot))
    write_project(path, Project(graph), run, runs)
    for kind, other in ((b'"Dense"', b'"Fancy"'), (b'"Fancy"', b'"Dense"')):
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data.replace(kind, other) if name.endswith(".json") else data)
        found = open_file(path)
        assert found.notices == ()
        write_project(path, found.project, found.run, found.runs)

    assert found.project.graph == graph
    assert_weights_equal(found.run.snapshot.weights, run.snapshot.weights)
    assert_weights_equal(found.runs[0].snapshot.weights, older.weights)
    assert_weights_equal(found.runs[1].snapshot.weights, run.snapshot.weights)


def assert_weights_equal(found, expected):
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        np.testing.assert_array_equal(found[key], array)
