"""Scripts read dates and take them into parts as we do, whatever form they are in."""

from __future__ import annotations

import csv
import datetime
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.dates import PARTS
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, TrainedRun, write_project
from tests.formats.test_script_data import arrays_of
from tests.networks import chain

TRAINING = TrainingSettings(loss="sparse_categorical_crossentropy", metrics=(), validation_split=0.2, seed=0)
GRAPH = chain(Input((4,)), Dense(2, "softmax"))
FORMS = {
    "iso": lambda t: t.isoformat(" " if t.minute % 2 else "T"),
    "day_first": lambda t: t.strftime("%d.%m.%y %H:%M"),
    "month_first": lambda t: t.strftime("%m/%d/%Y %I:%M:%S %p"),
    "day_name": lambda t: t.strftime("%a, %d %b %Y %H:%M:%S") + (" +0100" if t.day % 2 else " GMT"),
    "name_day": lambda t: t.strftime("%B %d, %Y"),
    "time": lambda t: t.strftime("%H:%M:%S.25"),
    "digits": lambda t: t.strftime("%Y%m%d"),
    "seconds": lambda t: f"{(t - datetime.datetime(1970, 1, 1)).total_seconds():.0f}",
    "milliseconds": lambda t: f"{(t - datetime.datetime(1970, 1, 1)).total_seconds() * 1000:.0f}",
}
NUMERIC = ("digits", "seconds", "milliseconds")


def table(path, order, blanks=True, start="2021-11-03T09:10:11", count=60):
    rng = np.random.default_rng(5)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["when", "x", "answer"])
        for i in range(count):
            time = datetime.datetime.fromisoformat(start) + datetime.timedelta(hours=31 * i + i % 7, seconds=11 * i)
            when = "" if blanks and i % 9 == 4 else FORMS[order](time)
            writer.writerow([when, round(rng.normal(), 3), ("no", "yes")[i % 2]])
    return path


COLUMNS = {
    "found": {},
    "all parts": {"parts": PARTS, "missing": "median", "mark_missing": True, "scaling": "none"},
    "filled": {"missing": "most_frequent", "outside": "clip", "scaling": "minmax", "parts": ["days", "hour_cycle"]},
}


@pytest.mark.parametrize("order", FORMS)
@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("kept", [False, True], ids=["measured", "kept"])
def test_a_script_takes_dates_into_the_same_parts(order, name, kept, tmp_path):
    column = {"name": "when", **COLUMNS[name], **({"kind": "date"} if order in NUMERIC else {})}
    path = table(tmp_path / "t.csv", order)
    data = DataSettings(path=str(path), target="answer", missing="mean", scaling="standardize", columns=[column])
    expected = prepare(load(data), data, use_of(GRAPH, TRAINING))
    assert expected.fitted.table.columns[0].date.order == order
    source = keras_script(
        Bundle(Snapshot(GRAPH, {}, TRAINING, fitted=expected.fitted), data, "m", ExportOptions(weights=kept))
    )

    found = arrays_of(source)

    for part in ("train", "test"):
        ours = getattr(expected, f"x_{part}")["x"]
        assert ours.shape[1] > 2
        np.testing.assert_allclose(found[f"x_{part}"], ours, rtol=1e-6, atol=1e-6, err_msg=part)
    if not kept:
        assert read_text(source).data == data


@pytest.mark.parametrize("order", ["day_first", "month_first", "seconds"])
def test_a_script_splits_by_dates_as_we_do(order, tmp_path):
    path = table(tmp_path / "t.csv", order, blanks=False)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *reversed(lines[1:40]), *lines[40:]]) + "\n")
    data = DataSettings(
        path=str(path), split="time", split_column="when", validation_part=0.2, gap=2, scaling="standardize"
    )
    expected = prepare(load(data), data, use_of(GRAPH, TRAINING))

    found = arrays_of(keras_script(Bundle(Snapshot(GRAPH, {}, TRAINING, fitted=expected.fitted), data, "m")))

    assert expected.dataset.lines["test"].max() == 61  # the latest are at the end of the file, the first in its middle
    for part in ("train", "val", "test"):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("order", ["day_name", "milliseconds", "time"])
def test_a_numpy_script_answers_tables_with_dates_as_we_do(order, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "t.csv", order)
    kind = {"kind": "date"} if order in NUMERIC else {}
    data = DataSettings(
        path="t.csv", missing="mean", scaling="standardize",
        columns=[{"name": "when", "parts": ["day_cycle", "second", "days"], "mark_missing": True, **kind}],
    )  # fmt: skip
    graph = chain(Input((6,)), Dense(2, "softmax"))
    prepared = ready_data(load(data), data, graph, TRAINING)
    model = compile_model(graph, TRAINING)
    model.fitted = prepared.fitted
    write_project("net.netb", Project(graph, TRAINING, data), TrainedRun(Snapshot.of(model), data))
    table(tmp_path / "new.csv", order, start="2022-05-01T00:00:05", count=8)
    assert main(["predict", "net.netb", "new.csv", "-o", "ours.npy"]) == 0
    assert main(["export", "net.netb", "-o", "net.py", "--format", "numpy", "--no-verify"]) == 0

    done = subprocess.run(
        [sys.executable, "net.py", "new.csv", "-o", "theirs.npz"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(np.load("theirs.npz")["arr_0"], np.load("ours.npy"), rtol=1e-5, atol=1e-5)
