"""Labels that were flipped on purpose are found by networks that never saw them, and can be left out."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load
from netbuilder.doctor.label_faults import find_label_faults, suspects, write_label_faults
from netbuilder.engine.events import FoldEnd
from netbuilder.engine.readiness import ready_data
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, write_project
from tests.networks import chain

ADAM = {"class_name": "adam", "config": {"learning_rate": 0.005}}
SETTINGS = TrainingSettings(optimizer=ADAM, epochs=12, batch_size=32, seed=1, kernels="numpy")


@pytest.fixture(scope="module")
def flipped(tmp_path_factory):
    """Digits of which 60 have another label than they should, and the places of those in the training part."""
    data = load(DataSettings(source="digits"))
    rng = np.random.default_rng(0)
    x, y = np.asarray(data.x_train["x"]), np.asarray(data.y_train["y"]).copy()
    places = rng.choice(len(y), 60, replace=False)
    y[places] = (y[places] + rng.integers(1, 10, 60)) % 10
    path = tmp_path_factory.mktemp("flipped") / "digits.npz"
    np.savez(path, x_train=x.reshape(len(x), -1), y_train=y, x_test=x[:5].reshape(5, -1), y_test=y[:5])
    settings = DataSettings(path=str(path), scaling="unit")
    graph = chain(Input(shape=(64,)), Dense(units=48, activation="relu"), Dense(units=10, activation="softmax"))
    return Project(graph, SETTINGS, settings), set(map(int, places))


def found_in(project, **more):
    prepared = ready_data(load(project.data), project.data, project.graph, project.training)
    work, events = find_label_faults(project, prepared, **more), []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return end.value, events


@pytest.fixture(scope="module")
def found(flipped):
    return found_in(flipped[0], count=3)


def test_flipped_labels_are_found_and_little_else(flipped, found):
    faults = found[0].faults
    places = {fault.place for fault in faults}

    assert len(flipped[1] & places) >= 40  # of 60; whoever is not sure is not suspected
    assert len(places - flipped[1]) <= 6
    assert sum(isinstance(event, FoldEnd) for event in found[1]) == 3


def test_the_surest_come_first_with_both_probabilities(found):
    faults = found[0].faults
    margins = [fault.chance - fault.of_given for fault in faults]

    assert margins == sorted(margins, reverse=True)
    assert all(0 <= fault.of_given <= 1 and 0 < fault.chance <= 1 for fault in faults)


def test_without_them_nothing_is_left_of_them(flipped, found):
    project = flipped[0]
    left = tuple(fault.name for fault in found[0].faults)
    y = load(project.data).y_train["y"]
    less = load(project.data.replace(leave_out=left)).y_train["y"]

    np.testing.assert_array_equal(less, np.delete(y, [fault.place for fault in found[0].faults]))


def test_suspects_follow_the_formula_of_confident_learning():
    """t_0 = 0.7 and t_1 = 0.6: of sample 2 only class 1 reaches its limit; of sample 5 none does."""
    chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.3, 0.7], [0.1, 0.9], [0.8, 0.2]])
    y = np.array([0, 0, 0, 1, 1, 1])

    assert suspects(chances, y).tolist() == [-1, -1, 1, -1, -1, 0]
    assert suspects(np.array([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]]), np.array([1, 0, 1])).tolist() == [-1, -1, -1]


def test_a_table_of_them_opens_safely_in_other_programs(found, tmp_path):
    write_label_faults(tmp_path / "faults.csv", found[0])
    rows = list(csv.DictReader((tmp_path / "faults.csv").read_text().splitlines()))

    assert len(rows) == len(found[0].faults)
    assert rows[0]["sample"] == found[0].faults[0].name
    assert float(rows[0]["probability"]) == pytest.approx(found[0].faults[0].chance, rel=1e-4)


def test_amounts_have_no_label_faults(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones((20, 3)), y=np.linspace(0, 1, 20))
    project = Project(chain(Input(shape=(3,)), Dense(units=1)), TrainingSettings(loss="mse"),
                      DataSettings(path=str(tmp_path / "a.npz")))  # fmt: skip

    with pytest.raises(DataError, match="one output tells classes apart"):
        found_in(project)


def test_the_command_tells_lines_of_the_file_that_it_then_trains_without(tmp_path, capsys, rng):
    y = np.arange(160) % 2
    x = 0.3 * rng.normal(size=160) + 6 * y
    words = np.array(["no", "yes"])[y]
    for i in (10, 51):
        words[i] = "no" if words[i] == "yes" else "yes"
    rows = [f"{value:.3f},{-value:.3f},{word}" for value, word in zip(x, words, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,answer", *rows]))
    graph = chain(Input(shape=(2,)), Dense(units=8, activation="relu"), Dense(units=2, activation="softmax"))
    data = DataSettings(path=str(tmp_path / "t.csv"), test_split=0.0, scaling="standardize")
    write_project(tmp_path / "n.netb", Project(graph, SETTINGS.replace(epochs=40), data), None)
    words = ["doctor", str(tmp_path / "n.netb"), "--label-faults", "--folds", "2"]

    assert main([*words, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["sample"] for each in told} == {"12", "53"}
    assert main([*words, "--leave-out", "12,53", "-o", str(tmp_path / "f.csv")]) == 0
    assert "0 of 158 labels" in capsys.readouterr().out
    assert main(["doctor", str(tmp_path / "n.netb"), "-o", str(tmp_path / "g.csv")]) == 2
    assert "--label-faults" in capsys.readouterr().err
