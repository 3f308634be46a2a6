"""Fault 17: damaged files of every readable format. What the harness promises is in `mutations.py`."""

from __future__ import annotations

import contextlib
import sys
import zipfile

import pytest

from netbuilder import formats
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.files import read_npz
from netbuilder.project import open_file
from netbuilder.project.file import SUFFIX
from netbuilder.project.opening import opened, save_as
from tests.faults.mutations import OPENING, mutants, read_mutants
from tests.networks import mlp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and limits memory as Linux does")

WHOLE = {
    entry.suffix: entry for entry in formats.FORMATS.values() if entry.read and entry.write and entry.kind == "model"
}
ARRAYS = {
    ".npz": "netbuilder.files:read_npz",
    ".safetensors": "netbuilder.files.safetensors:read_safetensors",
    ".weights.h5": "netbuilder.formats.hdf5:read_hdf5",
}


@pytest.fixture
def good(tmp_path):
    """Makes a good file of a suffix."""

    def make(suffix):
        path = tmp_path / f"model{suffix}"
        found = opened(fresh(mlp(), TrainingSettings(seed=1)))
        save_as(path, found.project, found.run, "model")
        return path

    return make


@pytest.mark.parametrize("suffix", [SUFFIX, *WHOLE])
def test_damaged_files_never_do_worse_than_be_refused(suffix, good):
    outcome = read_mutants(good(suffix), 500)

    assert outcome["refused"] > 0


@pytest.mark.long
@pytest.mark.parametrize("suffix", [SUFFIX, *WHOLE, *ARRAYS])
def test_ten_thousand_damaged_files(suffix, good):
    read_mutants(good(suffix), 10_000, seed=1, reader=ARRAYS.get(suffix, OPENING))


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_damaged_arrays(suffix, good):
    read_mutants(good(suffix), 500, reader=ARRAYS[suffix])


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
        ("import os; os.kill(os.getpid(), 11)", "exit -11"),
    ],
    ids=["other error", "memory", "hang", "crash"],
)
def test_the_harness_finds_what_it_looks_for(body, words, good, tmp_path, monkeypatch):
    (tmp_path / "bad_reader.py").write_text(
        f"seen = []\ndef read(path):\n    seen.append(path)\n    if len(seen) < 2:\n        return None\n    {body}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(AssertionError, match=words):
        read_mutants(good(".npz"), 3, reader="bad_reader:read", hang=2.0)
