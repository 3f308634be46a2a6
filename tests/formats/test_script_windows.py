"""Scripts take rows in the same windows as we do: the same arrays, whatever the series is like."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.formats.torch_script.script import torch_script
from netbuilder.layers import Dense, Input
from netbuilder.layers.recurrent import LSTM
from netbuilder.project import Project, TrainedRun, write_project
from tests.formats.test_script_data import arrays_of
from tests.networks import chain

START = np.datetime64("2024-05-01T00:00")
AMOUNTS = chain(Input((4, 3)), LSTM(3), Dense(1))
CLASSES = chain(Input((4, 3)), LSTM(3), Dense(2, "softmax"))


def series(path, blanks=False, written=lambda t: f"{t[8:10]}.{t[5:7]}.{t[:4]} {t[11:16]}", count=90, start=0):
    rng = np.random.default_rng(8)
    rows = []
    for hour in range(start, start + count):
        if hour in range(40, 44):
            continue
        for site in "ba" if hour % 5 else "b":
            time = str(START + np.timedelta64(hour, "h"))
            wind = "" if blanks and rng.random() < 0.05 else round(rng.normal(), 2)
            load = "" if blanks and rng.random() < 0.05 else round(rng.normal(), 2)
            rows.append([written(time), site, wind, load, ("off", "on")[int(rng.integers(2))], 1 + hour % 3])
    rng.shuffle(rows)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["when", "site", "wind", "load", "state", "w"], *rows])
    return path


BASE = {
    "target": "load", "ignore": ("state", "w"), "time_column": "when", "group_column": "site", "sequence_length": 4,
    "split": "time", "scaling": "standardize", "target_scaling": "standardize",
}  # fmt: skip
RECIPES = {
    "by time": {},
    "ahead, thinned": {"horizon": 3, "sampling_rate": 2, "sequence_stride": 3, "validation_part": 0.2, "gap": 2},
    "within gaps": {"over_gaps": False, "test_split": 0.3, "scaling": "minmax"},
    "by group": {"split": "group", "test_split": 0.5},
    "no times": {"time_column": "", "ignore": ("when", "state", "w"), "validation_part": 0.1},
    "one series": {"group_column": "", "ignore": ("site", "state", "w"), "target_scaling": "minmax"},
    "dates too": {"columns": [{"name": "when", "kind": "date", "parts": ["day_cycle", "days"]}], "weight_column": "w",
                  "ignore": ("state",)},
    "label of the last": {"target": "state", "horizon": 0, "ignore": ("w",), "target_scaling": "none"},
    "classes ahead": {"target": "state", "ignore": ("w",), "target_scaling": "none", "arrangement": "flatten"},
    "without its past": {"ignore": ("state", "w", "load"), "horizon": 2},
    "several": {"targets": [{"name": "load", "to": "one", "scaling": "standardize"}, {"name": "state", "to": "two"}],
                "target": "", "ignore": ("w",), "target_scaling": "none"},
    "left out": {"leave_out": ("5", "9", "60")},
}  # fmt: skip
BLANKS = {
    "filled": {"missing": "median", "columns": [{"name": "load", "missing": "mean"}]},
    "dropped": {"missing": "drop", "validation_part": 0.15},
    "marked": {"missing": "drop", "columns": [{"name": "wind", "missing": "mean", "mark_missing": True}]},
}


def network(data):
    if data.targets:
        from netbuilder.graph import Graph, Node, Port

        return Graph.of(
            [Node("x", Input((4, 3))), Node("lstm", LSTM(3), (Port("x"),)), Node("one", Dense(1), (Port("lstm"),)),
             Node("two", Dense(2, "softmax"), (Port("lstm"),))]
        )  # fmt: skip
    return CLASSES if data.target == "state" else AMOUNTS


def training_of(data):
    loss = "sparse_categorical_crossentropy" if data.target == "state" else "mean_squared_error"
    if data.targets:
        loss = ("mean_squared_error", "sparse_categorical_crossentropy")
    return TrainingSettings(loss=loss, metrics=(), seed=0)


@pytest.mark.parametrize(
    ("name", "kept"), [*((name, False) for name in (*RECIPES, *BLANKS)), ("dates too", True), ("dropped", True)]
)
def test_a_script_takes_the_same_windows(name, kept, tmp_path):
    path = series(tmp_path / "s.csv", blanks=name in BLANKS)
    data = DataSettings(path=str(path), **{**BASE, **RECIPES.get(name, {}), **BLANKS.get(name, {})})
    graph, training = network(data), training_of(data)
    expected = prepare(load(data), data, use_of(graph, training))
    snapshot = Snapshot(graph, {}, training, fitted=expected.fitted)

    source = keras_script(Bundle(snapshot, data, "model", ExportOptions(weights=kept)))

    found = arrays_of(source)
    parts = ("train", "val", "test") if expected.dataset.val_count else ("train", "test")
    for part in parts:
        ours = getattr(expected, f"x_{part}")["x"][:]
        assert len(ours) > 3
        np.testing.assert_allclose(found[f"x_{part}"], ours, rtol=1e-6, atol=1e-6, err_msg=part)
        labels = found[f"y_{part}"] if data.targets else [found[f"y_{part}"]]
        for theirs, y in zip(labels, getattr(expected, f"y_{part}").values(), strict=True):
            np.testing.assert_allclose(theirs, y, rtol=1e-6, atol=1e-6, err_msg=part)
    if data.weight_column:
        np.testing.assert_array_equal(found["w_train"], expected.dataset.w_train)
    if not kept and not data.targets:
        assert read_text(source).data == data


@pytest.mark.parametrize("written", [lambda t: t, lambda t: str((np.datetime64(t) - START).astype(int) * 60)])
def test_times_may_be_written_otherwise(written, tmp_path):
    data = DataSettings(path=str(series(tmp_path / "s.csv", written=written)), **BASE)
    expected = prepare(load(data), data)

    found = arrays_of(keras_script(Bundle(Snapshot(AMOUNTS, {}, training_of(data)), data, "model")))

    np.testing.assert_allclose(found["x_test"], expected.x_test["x"][:], rtol=1e-6, atol=1e-6)


def test_a_script_for_pytorch_takes_the_same_windows(tmp_path):
    data = DataSettings(path=str(series(tmp_path / "s.csv")), **BASE, over_gaps=False)
    expected = prepare(load(data), data)
    source = torch_script(Bundle(Snapshot(AMOUNTS, {}, training_of(data)), data, "model"))
    space: dict = {"__name__": "script"}
    exec(compile(source, "script", "exec"), space)
    options = type("Options", (), {"data": data.path})

    x_train, y_train, x_test, _ = space["load_data"](options)

    np.testing.assert_allclose(x_train, expected.x_train["x"][:], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(y_train, expected.y_train["y"], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(x_test, expected.x_test["x"][:], rtol=1e-6, atol=1e-6)


@pytest.mark.long
def test_a_script_runs_under_keras(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    series(tmp_path / "s.csv")
    data = DataSettings(path="s.csv", **BASE)
    graph, training = chain(Input((4, 2)), LSTM(3), Dense(1)), training_of(data).replace(epochs=1)
    (tmp_path / "net.py").write_text(keras_script(Bundle(Snapshot(graph, {}, training), data, "net")))

    done = subprocess.run([sys.executable, "net.py"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "mean absolute error" in done.stdout


@pytest.mark.parametrize("name", ["by time", "within gaps", "dropped", "dates too", "several"])
def test_a_numpy_script_answers_a_series_as_we_do(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    series(tmp_path / "s.csv", blanks=name in BLANKS)
    data = DataSettings(path="s.csv", **{**BASE, "over_gaps": name != "within gaps", **RECIPES.get(name, {}),
                                         **BLANKS.get(name, {})})  # fmt: skip
    raw, training = load(data), training_of(data)
    width = prepare(raw, data).x_train["x"].shape[2]
    graph = network(data) if data.targets else chain(Input((4, width)), LSTM(3), Dense(1))
    if data.targets:
        graph = graph.with_nodes(graph["x"].replace(layer=Input((4, width))))
    prepared = ready_data(raw, data, graph, training)
    model = compile_model(graph, training)
    model.fitted = prepared.fitted
    write_project("net.netb", Project(graph, training, data), TrainedRun(Snapshot.of(model), data))
    series(tmp_path / "new.csv", blanks=name in BLANKS, count=12, start=200)
    assert main(["predict", "net.netb", "new.csv", "-o", "ours.npz"]) == 0
    assert main(["export", "net.netb", "-o", "net.py", "--format", "numpy", "--no-verify"]) == 0

    done = subprocess.run(
        [sys.executable, "net.py", "new.csv", "-o", "theirs.npz"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    space: dict = {}
    exec(compile((tmp_path / "net.py").read_text().split("def main()")[0], "net", "exec"), space)
    theirs, ours = np.load("theirs.npz"), np.load("ours.npz")
    first = theirs["arr_0"]
    if not data.targets:
        first = space["answers"](first)
    else:
        first = np.array([row[0] for row in space["answers"]([theirs[key] for key in theirs])])[:, np.newaxis]
    np.testing.assert_allclose(first, ours[ours.files[0]], rtol=1e-5, atol=1e-5)
