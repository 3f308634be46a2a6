"""Fault 17: damaged files of every readable format. What the harness promises is in `mutations.py`."""

from __future__ import annotations

import contextlib
import io
import lzma
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.files import read_npz
from netbuilder.graph import Functional
from netbuilder.graph.pasting import text_of_blocks
from netbuilder.project import TrainedRun, my_blocks, open_file
from netbuilder.project.exporting import opened, save_as
from netbuilder.project.file import SUFFIX
from tests.faults.moves import damaged
from tests.faults.mutations import OPENING, mutants, read_mutants
from tests.faults.readers import good_checkpoint
from tests.networks import masked, mlp, nested, residual, two_in_two_out

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and limits memory as Linux does")

READERS = "tests.faults.readers:"
LOOPS = Path(__file__).parents[1] / "formats" / "files" / "tf2onnx-1.17-opset-17.zip"
EVERY_DAY, AT_LENGTH = 300, 10_000


def model(graph, suffix):
    """A file of that suffix, with weights, optimizer and history."""

    def make(folder):
        path = folder / f"model{suffix}"
        found = opened(fresh(graph(), TrainingSettings(seed=1)))
        run = found.run and TrainedRun(found.run.snapshot, found.run.data, {"loss": [1.0, 0.5], "acc": [0.5, 0.75]})
        save_as(path, found.project, run, "model")
        return path

    return make


def arrays(folder):
    rng = np.random.default_rng(0)
    path = folder / "data.npz"
    np.savez(path, x_train=rng.normal(size=(20, 6)), y_train=rng.integers(0, 3, 20), w_train=np.ones(20))
    return path


def folder_of_arrays(folder):
    path = folder / "data"
    path.mkdir()
    np.save(path / "x_train.npy", np.zeros((20, 6), np.float32))
    np.save(path / "y_train.npy", np.arange(20) % 3)
    return path


def copied(folder):
    path = folder / "blocks.txt"
    path.write_text(text_of_blocks(nested()), "utf-8")
    return path


def kept(folder):
    path = folder / "block.json"
    path.write_bytes(my_blocks.to_text(my_blocks.MyBlock("mine", Functional(residual()))))
    return path


def loop(folder):
    """A file of another program, with steps that are repeated."""
    path = folder / "model.onnx"
    path.write_bytes(zipfile.ZipFile(LOOPS).read("gru_before.onnx"))
    return path


def checkpoint(folder):
    path = folder / "checkpoint.npz"
    good_checkpoint(path)
    return path


FILES = {
    "project": (model(mlp, SUFFIX), OPENING),
    "project with blocks inside": (model(nested, SUFFIX), OPENING),
    "keras": (model(mlp, ".keras"), OPENING),
    "keras with masks": (model(masked, ".keras"), OPENING),
    "keras with blocks inside": (model(nested, ".keras"), OPENING),
    "keras json": (model(mlp, ".json"), OPENING),
    "keras json of a graph": (model(two_in_two_out, ".json"), OPENING),
    "h5": (model(mlp, ".h5"), OPENING),
    "onnx": (model(residual, ".onnx"), OPENING),
    "onnx with a loop": (loop, OPENING),
    "arrays as data": (arrays, READERS + "data"),
    "a folder as data": (folder_of_arrays, READERS + "data"),
    "arrays as weights": (model(mlp, ".npz"), READERS + "weights"),
    "safetensors as weights": (model(mlp, ".safetensors"), READERS + "weights"),
    "weights.h5 as weights": (model(mlp, ".weights.h5"), READERS + "weights"),
    "pasted blocks": (copied, READERS + "pasted"),
    "a kept block": (kept, READERS + "kept_block"),
    "a checkpoint": (checkpoint, READERS + "checkpoint"),
}


@pytest.fixture
def good(tmp_path):
    """Makes a good file of a suffix."""
    return lambda suffix: model(mlp, suffix)(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_never_do_worse_than_be_refused(name, tmp_path):
    make, reader = FILES[name]

    outcome = read_mutants(make(tmp_path), EVERY_DAY, reader=reader)

    assert outcome["refused"] > 0


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_ten_thousand_damaged_files(name, tmp_path):
    make, reader = FILES[name]

    read_mutants(make(tmp_path), AT_LENGTH, seed=1, reader=reader)


def test_the_same_seed_damages_in_the_same_way(good):
    data = good(SUFFIX).read_bytes()

    assert list(mutants(data, 20, seed=3)) == list(mutants(data, 20, seed=3))
    assert list(mutants(data, 20, seed=3)) != list(mutants(data, 20, seed=4))


def test_what_is_damaged_inside_of_a_zip_has_the_right_checksum(good):
    data = good(".keras").read_bytes()
    rng = np.random.default_rng(0)
    reached = 0
    for _ in range(60):
        with contextlib.suppress(
            zipfile.BadZipFile, lzma.LZMAError, zlib.error, OSError, EOFError, LookupError, ValueError
        ):
            archive = zipfile.ZipFile(io.BytesIO(damaged(data, rng)))
            reached += archive.read("config.json") != zipfile.ZipFile(io.BytesIO(data)).read("config.json")

    assert reached > 10


def test_the_helper_that_is_started_anew_as_in_real_use_survives_too(good, tmp_path):
    path = good(".h5")
    for data in mutants(path.read_bytes(), 6, seed=2):
        (tmp_path / "damaged.h5").write_bytes(data)
        with contextlib.suppress(FileFault):
            open_file(tmp_path / "damaged.h5")


def test_a_member_without_a_name_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr(zipfile.ZipInfo("a"), b"")
    data = (tmp_path / "x.npz").read_bytes()
    at = data.index(b"PK\1\2") + 46
    (tmp_path / "x.npz").write_bytes(data[:at] + b"\0" + data[at + 1 :])

    with pytest.raises(FileFault, match=r"x\.npz"):
        read_npz(tmp_path / "x.npz")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("return bytearray(3 << 30)", "MemoryError"),
        ("while True: pass", "Timeout"),
        ("open('/tmp/netbuilder-test-outside', 'w').close()", "wrote"),
        ("import subprocess; subprocess.run(['true'])", "subprocess"),
        ("from netbuilder.errors import FileFault; raise FileFault('x' * 600)", "600 letters"),
        ("import os; os.kill(os.getpid(), 11)", "exit -11"),
    ],
    ids=["other error", "memory", "hang", "write", "run", "long", "crash"],
)
def test_the_harness_finds_what_it_looks_for(body, words, good, tmp_path, monkeypatch):
    (tmp_path / "bad_reader.py").write_text(
        f"seen = []\ndef read(path):\n    seen.append(path)\n    if len(seen) < 2:\n        return None\n    {body}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(AssertionError, match=words):
        read_mutants(good(".npz"), 3, reader="bad_reader:read", hang=2.0)
