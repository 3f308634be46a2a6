"""Scripts put a table together from several files as we do: parts of their own, and tables beside it."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.beside import Beside
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import samples_of, use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.formats.torch_script.script import torch_script
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Concatenate
from tests.formats.test_script_data import arrays_of
from tests.networks import node

RNG = np.random.default_rng(9)


def write(path, header, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def orders(count, first):
        return [(f"c{(first + i * 5) % 12:02}" if i % 10 else "c99", "" if i % 8 == 3 else i % 7, 2 * i + first % 3)
                for i in range(count)]  # fmt: skip

    for name, count, first in (("orders", 50, 0), ("valid", 12, 3), ("later", 16, 7)):
        write(tmp_path / f"{name}.csv", ("customer", "items", "price"), orders(count, first))
    people = [(f"c{k:02}", round(RNG.uniform(20, 60), 1), ("Bern", "Oslo")[k % 2]) for k in range(12)]
    write(tmp_path / "people.csv", ("id", "age", "city"), [*people[::-1], ("c03", 99, "Rome")])
    write(tmp_path / "warm.csv", ("warm",), [(round(RNG.normal(), 3),) for _ in range(50)])
    return tmp_path


FILES = {"split": "files", "validation_path": "valid.csv", "test_path": "later.csv"}
PEOPLE = {"path": "people.csv", "key": "customer", "own_key": "id"}
CASES = {
    "parts": FILES,
    "test alone": {"split": "files", "test_path": "later.csv", "missing": "drop"},
    "by key": {"beside": (Beside(**PEOPLE, missing="drop", double="first", to="who"),), "validation_part": 0.2},
    "blank": {"beside": (Beside(**PEOPLE, columns=("age",), missing="blank", double="drop"),)},
    "in order": {"beside": (Beside("warm.csv"), Beside(**PEOPLE, missing="drop", double="drop"))},
    "parts by key": {**FILES, "beside": (Beside(**PEOPLE, missing="drop", double="first", to="who"),)},
}


def bundle_of(name, **more):
    data = DataSettings(path="orders.csv", **{"missing": "mean", "scaling": "standardize", **CASES[name]})
    graph = Graph.of([node("x", Input((1,))), node("out", Dense(1), "x")])
    if any(one.to for one in data.beside):
        nodes = [node("who", Input((3,))), node("x", Input((1,))), node("both", Concatenate(), "who", "x")]
        graph = Graph.of([*nodes, node("out", Dense(1), "both")])
    training = TrainingSettings(loss=("mean_squared_error",), metrics=(), validation_split=0.0)
    expected = prepare(load(data), data, use_of(graph, training))
    return Bundle(Snapshot(graph, {}, training, fitted=expected.fitted), data, "model", ExportOptions(**more)), expected


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kept", [False, True], ids=["measured", "kept"])
def test_the_same_rows_come_into_the_same_parts(name, kept, folder):
    bundle, expected = bundle_of(name, weights=kept)
    source = keras_script(bundle)

    found = arrays_of(source)

    for part in ("train", "val", "test") if expected.dataset.val_count else ("train", "test"):
        ours = samples_of(expected, bundle.snapshot.graph, part) if len(expected.x_train) > 1 else None
        xs = ours.x if ours is not None else tuple(getattr(expected, f"x_{part}").values())
        theirs = found[f"x_{part}"] if isinstance(found[f"x_{part}"], list) else [found[f"x_{part}"]]
        for mine, other in zip(xs, theirs, strict=True):
            np.testing.assert_allclose(other, mine, rtol=1e-6, atol=1e-6, err_msg=part)
        np.testing.assert_allclose(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])
    assert "too." in source
    if not kept:
        assert read_text(source).data == bundle.data


def test_files_in_which_a_key_is_wrong_by_now_are_refused_by_the_script_too(folder):
    write(folder / "orders.csv", ("customer", "items", "price"), [(f"c{i % 12:02}", i % 7, i) for i in range(40)])
    write(folder / "people.csv", ("id", "age"), [(f"c{k:02}", 20 + k) for k in range(12)])
    data = DataSettings(path="orders.csv", beside=(Beside(**PEOPLE),))
    graph = Graph.of([node("x", Input((2,))), node("out", Dense(1), "x")])
    source = keras_script(Bundle(Snapshot(graph, {}, TrainingSettings()), data))
    for row, told in (("c04,1\n", "people.csv has several rows with one key"), ("", "people.csv has no row")):
        people = [f"c{k:02},{20 + k}" for k in range(12 if row else 11)]
        (folder / "people.csv").write_text("id,age\n" + "\n".join(people) + f"\n{row}")

        with pytest.raises(SystemExit, match=told):
            arrays_of(source)


def test_another_decimal_sign_is_refused_with_the_file(folder):
    (folder / "warm.csv").write_text("warm;place\n" + "".join(f"{i},5;n{i % 3}\n" for i in range(50)))
    data = DataSettings(path="orders.csv", missing="mean", beside=(Beside("warm.csv"),))
    graph = Graph.of([node("x", Input((5,))), node("out", Dense(1), "x")])

    with pytest.raises(Fault, match=r"warm.csv has another decimal sign than orders.csv"):
        keras_script(Bundle(Snapshot(graph, {}, TrainingSettings()), data))


def test_a_pytorch_script_trains_on_parts_and_tables_beside(folder):
    bundle, _ = bundle_of("parts by key")
    (folder / "net.py").write_text(torch_script(bundle))

    done = subprocess.run([sys.executable, "net.py", "--epochs", "1"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "val_loss" in done.stdout


def test_a_numpy_script_that_cannot_join_tables_says_that_it_prepares_nothing(folder):
    bundle, expected = bundle_of("by key")
    model = compile_model(bundle.snapshot.graph)
    model.fitted = expected.fitted

    formats.write(Bundle(Snapshot.of(model), bundle.data, "net"), folder / "net.py", "numpy")

    assert "It takes samples as they enter the network" in (folder / "net.py").read_text()
