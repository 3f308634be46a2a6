"""Scripts of tables with several inputs and targets prepare the same arrays as we do, and predict the same."""

from __future__ import annotations

import csv
import re
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load
from netbuilder.data.column_settings import Column, Target
from netbuilder.data.fitted import in_own_unit
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project, TrainedRun, write_project
from tests.formats.test_script_data import arrays_of
from tests.networks import node

RNG = np.random.default_rng(4)
CITIES, KINDS = ("Bern", "Oslo", "Rome"), ("flat", "house")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("homes") / "homes.csv"
    with found.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["age", "city", "quarter", "fare", "kind", "price", "rooms", "w"])
        for i in range(80):
            row = ["" if i % 9 == 4 else round(RNG.uniform(1, 80), 2), CITIES[i % 3], "abc"[i % 2], 3.5 + i,
                   KINDS[i % 2], round(RNG.normal(2000, 300), 1), i % 3 + 1, 1 + i % 2]  # fmt: skip
            table.writerow(row)
    return found


COLUMNS = (
    Column("city", encoding="index", to="city"), Column("quarter", encoding="index", to="city"),
    Column("fare", to="rest", scaling="minmax", outside="clip"),
    Column("age", to="rest", missing="median", mark_missing=True),
)  # fmt: skip
TARGETS = (Target("price", scaling="standardize"), Target("kind"), Target("rooms", to="room_count", labels="classes"))
RECIPES = {
    "inputs": {"columns": COLUMNS, "target": "kind", "ignore": ("price", "rooms", "w")},
    "targets": {"columns": COLUMNS, "targets": TARGETS, "ignore": ("w",), "split": "stratified", "split_seed": 3,
                "validation_part": 0.2},
    "weighed": {"targets": TARGETS[:2], "ignore": ("rooms",), "missing": "mean", "weight_column": "w"},
    "whole": {"columns": (*COLUMNS[:1], Column("quarter", encoding="index", to="city")), "target": "price",
              "ignore": ("age", "fare", "rooms", "w", "kind"), "target_scaling": "minmax"},
}  # fmt: skip
LOSSES = {"price": "mean_squared_error", "kind": "binary_crossentropy", "room_count": "categorical_crossentropy"}
ENDS = {"price": Dense(1), "kind": Dense(1, "sigmoid"), "room_count": Dense(3, "softmax")}


def case(name, path):
    """Settings, and a network for them whose blocks stand in another order than the columns."""
    data = DataSettings(path=str(path), scaling="standardize", **RECIPES[name])
    ends = [target.output for target in data.targets] or [data.target]
    whole = [c for c in data.columns if c.encoding == "index"]
    nodes = []
    if whole:
        nodes += [
            node("city", Input((2,), dtype="int32")), node("looked_up", Embedding(5, 2), "city"),
            node("flat", Flatten(), "looked_up"),
        ]  # fmt: skip
    if name != "whole":
        nodes.append(node("rest", Input((3 if whole else 7,))))
    both = [*(["flat"] if whole else []), *(["rest"] if name != "whole" else [])]
    if len(both) > 1:
        nodes.append(node("both", Concatenate(), *both))
    nodes += [node(end, ENDS[end], "both" if len(both) > 1 else both[0]) for end in reversed(ends)]
    graph = Graph.of(nodes)
    losses = [LOSSES[end] for end in graph.output_names]
    training = TrainingSettings(loss=losses, metrics=(), validation_split=0.2, seed=0, epochs=1)
    prepared = ready_data(load(data), data, graph, training)
    return Project(graph, training, prepared.settings), prepared


def as_lists(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("kept", [False, True], ids=["measured", "kept"])
@pytest.mark.parametrize("name", RECIPES)
def test_arrays_are_those_that_we_prepare_in_the_order_of_the_blocks(name, kept, path):
    project, expected = case(name, path)
    snapshot = Snapshot(project.graph, {}, project.training, fitted=expected.fitted)
    source = keras_script(Bundle(snapshot, project.data, "model", ExportOptions(weights=kept)))

    found = arrays_of(source.replace("keras.utils.to_categorical(", "(lambda y, count: np.eye(count)[y])("))

    for part in ("train", "val", "test") if expected.dataset.val_count else ("train", "test"):
        samples = samples_of(expected, project.graph, part)
        for letter, ours in (("x", samples.x), ("y", samples.y)):
            theirs = as_lists(found[f"{letter}_{part}"])
            assert len(theirs) == len(ours)
            for mine, other in zip(ours, theirs, strict=True):
                np.testing.assert_allclose(other, mine, rtol=1e-6, atol=1e-6, err_msg=f"{letter} {part}")
                if letter == "x":
                    assert other.dtype == mine.dtype
    if project.data.weight_column:
        np.testing.assert_array_equal(found["w_train"], expected.dataset.w_train)
    if not kept:
        assert read_text(source).data == project.data


def trained(name, path, **changes):
    """A project with first weights, its prepared data, and the model."""
    project, prepared = case(name, path)
    project = project.replace(training=project.training.replace(**changes))
    model = compile_model(project.graph, project.training, prepared.input_shapes)
    model.fitted = prepared.fitted
    return project, prepared, model


ENDING = """
import numpy
given = {f"x_{i}": x for i, x in enumerate(x_test if isinstance(x_test, list) else [x_test])}
answers = model.predict(x_test, verbose=0)
told = {f"y_{i}": y for i, y in enumerate(answers if isinstance(answers, list) else [answers])}
numpy.savez("theirs.npz", **given, **told)
"""


def exported(tmp_path, name, path, kind, *words, **changes):
    project, prepared, model = trained(name, path, **changes)
    run = TrainedRun(Snapshot.of(model), project.data)
    write_project(tmp_path / "net.netb", project, run)
    command = ["export", str(tmp_path / "net.netb"), "-o", str(tmp_path / "net.py"), "--no-verify", *kind, *words]
    assert main(command) == 0
    return project, prepared, model


def started(tmp_path, *words):
    command = [sys.executable, "net.py", *map(str, words)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize(
    "name", ["targets", *(pytest.param(name, marks=pytest.mark.long) for name in RECIPES if name != "targets")]
)
def test_under_keras_the_script_prepares_and_predicts_the_same(name, path, tmp_path):
    project, prepared, model = exported(tmp_path, name, path, (), "--weights", "--complete")
    source = (tmp_path / "net.py").read_text()
    (tmp_path / "net.py").write_text(source + ENDING)

    told = started(tmp_path, "--epochs", 0, "--backend", "jax")

    samples = samples_of(prepared, project.graph, "test")
    outputs = model.predict(samples.x)
    with np.load(tmp_path / "theirs.npz") as theirs:
        for i, x in enumerate(samples.x):
            np.testing.assert_allclose(theirs[f"x_{i}"], x, rtol=1e-6, atol=1e-6)
        for i, y in enumerate(outputs):
            np.testing.assert_allclose(theirs[f"y_{i}"], y, rtol=1e-5, atol=1e-6)
    if "price" in project.graph.output_names:
        assert "mean absolute error:" in told


@pytest.mark.parametrize("name", ["targets", "whole"])
def test_a_numpy_script_answers_raw_tables(name, path, tmp_path):
    project, _, _ = exported(tmp_path, name, path, ("--format", "numpy"))
    assert main(["predict", str(tmp_path / "net.netb"), str(path), "-o", str(tmp_path / "ours.npz")]) == 0
    assert main(["predict", str(tmp_path / "net.netb"), str(path), "-o", str(tmp_path / "ours.csv")]) == 0

    started(tmp_path, path, "-o", "theirs.npz")
    told = started(tmp_path, path).splitlines()

    space: dict = {}
    exec(compile((tmp_path / "net.py").read_text().split("def main()")[0], "net", "exec"), space)
    with np.load(tmp_path / "theirs.npz") as theirs, np.load(tmp_path / "ours.npz") as ours:
        names = project.graph.output_names
        for i, output in enumerate(names):
            found = theirs[f"arr_{i}"]
            if output == "price":
                target = space["TARGETS"][i] if len(names) > 1 else None
                found = found * target["divisor"] + target["offset"] if target else space["answers"](found)
            np.testing.assert_allclose(found, ours[output], rtol=1e-5, atol=1e-5)
    with (tmp_path / "ours.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(told) == len(rows)
    if name == "targets":
        assert all(row["predicted kind"] in line.split() for row, line in zip(rows, told, strict=True))


def test_a_pytorch_script_trains_on_the_same_and_measures_in_the_targets_unit(path, tmp_path, monkeypatch):
    metrics = [{"class_name": "MeanAbsoluteError", "config": {"output": i}} for i in range(3)]
    project, _ = case("targets", path)
    place = project.graph.output_names.index("price")
    _, prepared, model = exported(
        tmp_path, "targets", path, ("--framework", "torch"), "--weights", metrics=metrics[place : place + 1]
    )
    source = (tmp_path / "net.py").read_text()
    monkeypatch.setattr(sys, "argv", ["net.py"])
    space: dict = {"__name__": "script", "__file__": str(tmp_path / "net.py")}
    exec(compile(source, "net", "exec"), space)

    arrays = space["load_data"](space["read_options"]())
    told = started(tmp_path, "--epochs", 0)

    test = samples_of(prepared, project.graph, "test")
    for letter, theirs in (("x", arrays[2]), ("y", arrays[3])):
        for mine, other in zip(getattr(test, letter), theirs, strict=True):
            np.testing.assert_allclose(other, mine, rtol=1e-6, atol=1e-6)
    answers = in_own_unit(prepared.fitted, project.graph.output_names, model.predict(test.x))[place]
    error = np.abs(answers[:, 0] - prepared.dataset.y_test["price"]).mean()
    scores = dict(re.findall(r"'(\w+)': ([\d.e+]+)", told.splitlines()[-1]))
    np.testing.assert_allclose(float(scores["price_mean_absolute_error"]), error, rtol=1e-4)
