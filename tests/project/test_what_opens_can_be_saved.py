"""A project that opens can be saved, and is the same when it is opened again, whatever its file said."""

from __future__ import annotations

import copy
import json
import math
import os
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netbuilder.errors import FileFault
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Add
from netbuilder.project import Project, read_project, template, write_project
from tests.networks import chain
from tests.project.test_project_file import trained_project

# As JSON writes them; what JSON cannot write stands there as Python's reader would take it.
TEXTS = st.sampled_from(
    [
        "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e308", "0.1", "-0.0", "0", "1", "-1", "3", "9" * 20,
        "null", "true", "false", '""', '"text"', '"\\ud800"', '"\\u202e"', '"\\u0000"', '"adam"', '"Dense"', "[]", "{}",
        "[null]", "[1, 2]", "[[1, null], 2.5]", '["a"]', '[{"class_name": "Adam", "config": {}}]', '{"a": {"b": [1]}}',
        '{"class_name": "Novel", "config": {"x": 1.5}}', '{"class_name": [], "config": 3}',
    ]
)  # fmt: skip
MARK = "\u2603 here"
BEFORE = {}  # the members of a file as it was written; no argument: hypothesis would print it


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*path, key))


def mutated(value, path, text, key):
    """JSON with a text in one place, or under another key beside it."""
    changed = copy.deepcopy(value)
    if not path:
        return text
    target = changed
    for step in path[:-1]:
        target = target[step]
    if key and isinstance(target, dict):
        target[key] = MARK
    else:
        target[path[-1]] = MARK
    return json.dumps(changed).replace(json.dumps(MARK), text)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("opens") / "net.netb"
    write_project(path, *trained_project())
    with zipfile.ZipFile(path) as archive:
        BEFORE.update({name: archive.read(name) for name in archive.namelist()})
    return path


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
)
@given(
    name=st.sampled_from(["project.json", "run.json"]),
    where=st.integers(0, 9999),
    key=st.sampled_from(["", "novel", "training", "class_name", "history"]),
    text=TEXTS,
)
def test_a_project_that_opens_is_the_same_when_it_was_saved(path, name, where, key, text):
    value = json.loads(BEFORE[name])
    there = list(places(value))
    changed = mutated(value, there[where % len(there)], text, key)
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in {**BEFORE, name: changed.encode()}.items():
            archive.writestr(member, content)
    try:
        first = read_project(path)
    except FileFault:
        return

    write_project(path.with_name("again.netb"), first.project, first.run)
    second = read_project(path.with_name("again.netb"))

    assert second.project == first.project
    assert (second.run is None) == (first.run is None)
    if first.run is not None:
        assert_same_run(first.run, second.run)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_have_come_back_as_no_number(value, tmp_path):
    project, run = trained_project()
    run.history["loss"][0] = value
    write_project(tmp_path / "net.netb", project, run)
    found = read_project(tmp_path / "net.netb")
    write_project(tmp_path / "net.netb", found.project, found.run)

    again = read_project(tmp_path / "net.netb").run.history["loss"]

    assert math.isnan(again[0])
    assert again[1:] == run.history["loss"][1:]


def test_a_file_name_that_is_not_utf_8_does_not_keep_a_project_from_being_saved(tmp_path):
    project = template("mlp").project()
    named = project.replace(data=project.data.replace(source="", path=os.fsdecode(b"caf\xe9.npz")))

    write_project(tmp_path / "net.netb", named)

    assert read_project(tmp_path / "net.netb").project.data.path == "caf?.npz"


def assert_same_run(one, other):
    assert one.kept == other.kept
    assert one.data == other.data
    assert one.snapshot.training == other.snapshot.training
    assert one.snapshot.graph == other.snapshot.graph
    assert list(one.history) == list(other.history)
    for name, values in one.history.items():
        np.testing.assert_equal(other.history[name], values)
    assert one.snapshot.weights.keys() == other.snapshot.weights.keys()
    for key, array in one.snapshot.weights.items():
        np.testing.assert_array_equal(other.snapshot.weights[key], array)
    memory, again = one.snapshot.optimizer, other.snapshot.optimizer
    assert (memory is None) == (again is None)
    if memory is not None:
        assert (memory.iteration, memory.rate_override) == (again.iteration, again.rate_override)
        assert {slot: set(arrays) for slot, arrays in memory.slots.items()} == {
            slot: set(arrays) for slot, arrays in again.slots.items()
        }


TOO_LARGE = {
    "blocks": lambda: Graph.of(Node(f"d{k}", Dense(1)) for k in range(20_001)),
    "wires": lambda: Graph.of([Node("x", Input((1,))), Node("sum", Add(), (Port("x"),) * 500_000)]),
}


@pytest.mark.parametrize("what", ["blocks", pytest.param("wires", marks=pytest.mark.long)])
def test_what_could_not_be_opened_again_is_not_saved_over_what_could(what, tmp_path):
    path = tmp_path / "net.netb"
    write_project(path, Project(chain(Input((3,)), Dense(2))))
    before = path.read_bytes()

    with pytest.raises(FileFault, match="could not be written"):
        write_project(path, Project(TOO_LARGE[what]()))

    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["net.netb"]
