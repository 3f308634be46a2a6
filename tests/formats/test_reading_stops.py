"""Every reader of files ends at its next step once it is asked to; and notebooks take a bounded amount of memory."""

from __future__ import annotations

import json

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.files.reading import ReadingStopped, read_bytes, step, stoppable
from netbuilder.formats import Bundle
from netbuilder.formats.script_reading import read_script
from netbuilder.layers import Dense
from netbuilder.project import open_file, template, write_project
from netbuilder.project.exporting import load_weights

SCRIPT = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n"


@pytest.fixture
def project():
    return template("mlp").project()


@pytest.fixture
def written(project, tmp_path):
    """A file of the network by its suffix."""

    def write(suffix: str):
        path = tmp_path / f"net{suffix}"
        if suffix == ".netb":
            write_project(path, project)
        else:
            formats.write(Bundle(fresh(project.graph, project.training), project.data), path)
        return path

    return write


@pytest.mark.parametrize("suffix", [".netb", ".keras", ".h5", ".onnx", ".json", ".py", ".ipynb"])
def test_a_model_is_read_no_further_once_it_is_not_wanted(written, suffix):
    path = written(suffix)

    with stoppable(lambda: True), pytest.raises(ReadingStopped):
        open_file(path)

    step()  # outside of it nothing is stopped
    assert open_file(path).project.graph.nodes


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".weights.h5"])
def test_weights_are_read_no_further_once_they_are_not_wanted(written, project, suffix):
    path = written(suffix)

    with stoppable(lambda: True), pytest.raises(ReadingStopped):
        load_weights(path, project)

    assert load_weights(path, project).snapshot.weights


def test_a_large_file_is_left_between_two_parts(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros(2_000_000))
    asked = iter([False, True])

    with stoppable(lambda: next(asked)), pytest.raises(ReadingStopped):
        read_bytes(tmp_path / "x.npy")

    assert next(asked, None) is None


def test_a_long_script_is_left_in_the_middle(tmp_path):
    (tmp_path / "net.py").write_text(SCRIPT + "for i in range(300):\n    model.add(keras.layers.Dense(i + 1))\n")
    steps = 0

    def after_a_while() -> bool:
        nonlocal steps
        steps += 1
        return steps > 100

    with stoppable(after_a_while), pytest.raises(ReadingStopped):
        read_script(tmp_path / "net.py")

    assert steps == 101


def notebook(path, *more) -> None:
    cell = {"cell_type": "code", "source": SCRIPT}
    path.write_text(json.dumps({"cells": [*more, cell]}))


def test_pictures_in_a_notebook_are_not_looked_at(tmp_path):
    pictures = [{"cell_type": "markdown", "attachments": {"a.png": {"image/png": "A" * 1_500_000}}} for _ in range(20)]
    notebook(tmp_path / "net.ipynb", *pictures)

    reading = read_script(tmp_path / "net.ipynb")

    assert [type(node.layer) for node in reading.graph.nodes.values()][1:] == [Dense]


@pytest.mark.parametrize("more", [["a b" * 30] * 250_000, [""] * 4_000_000], ids=["long", "many"])
def test_a_notebook_that_is_all_output_is_refused_with_what_to_do(tmp_path, more):
    notebook(tmp_path / "net.ipynb", *more)

    with pytest.raises(FileFault, match="Clear its outputs"):
        read_script(tmp_path / "net.ipynb")


def test_a_long_cell_of_code_is_kept(tmp_path):
    lines = "x = 1\n" * 30_000  # 180,000 letters in one text
    (tmp_path / "net.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": lines + SCRIPT}]}))

    assert len(read_script(tmp_path / "net.ipynb").graph) == 2
