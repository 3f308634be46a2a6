"""What a file is, its contents tell: whatever it is called, each format finds its own and no other's."""

from __future__ import annotations

import shutil

import pytest

import netbuilder as nb
from netbuilder.errors import FileFault
from netbuilder.files.start import look
from netbuilder.formats.base import FORMATS, recognized
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from netbuilder.project.file import is_project
from tests.networks import chain

NETWORK = chain(Input((4,)), Dense(3, "relu"), Dense(2, "softmax"))
# Text tells by nothing but its name what it is: scripts, pictures and tables.
BY_CONTENTS = ["keras", "h5", "json", "onnx", "safetensors"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A file of each format that is recognized, and a project."""
    folder = tmp_path_factory.mktemp("written")
    for name in [*BY_CONTENTS, "weights.h5"]:
        nb.write(folder / f"net{FORMATS[name].suffix}", NETWORK)
    nb.write(folder / "net.netb", Project(NETWORK))
    return folder


@pytest.mark.parametrize("name", BY_CONTENTS)
@pytest.mark.parametrize("called", ["x.bin", "x", "x.csv", "X.OTHER"])
def test_a_file_under_another_name_is_what_it_holds(name, called, written, tmp_path):
    shutil.copy(written / f"net{FORMATS[name].suffix}", tmp_path / called)

    assert recognized(tmp_path / called) is FORMATS[name]


def test_only_one_format_takes_a_file(written):
    # Text in a file with a suffix of its own is told by that; the first of several takes a file.
    expected = {name: [name] for name in BY_CONTENTS} | {"netb": [], "json": [], "weights.h5": ["weights.h5", "h5"]}

    for path in written.iterdir():
        takers = [entry.name for entry in FORMATS.values() if entry.recognizes(look(path))]
        assert takers == expected[path.name.partition(".")[2]], path.name


def test_a_project_is_one_whatever_it_is_called_and_nothing_else_is(written, tmp_path):
    shutil.copy(written / "net.netb", tmp_path / "net.zip")

    assert is_project(tmp_path / "net.zip")
    assert not any(is_project(path) for path in written.iterdir() if path.suffix != ".netb")


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "net.keras").touch()

    with pytest.raises(FileFault, match=r"net\.keras is empty"):
        recognized(tmp_path / "net.keras")
