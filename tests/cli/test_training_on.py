"""The command train goes on with what a project learned, or begins anew: epochs, history and runs count on."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import Dataset, DataSettings, prepare
from netbuilder.engine.callbacks import ModelCheckpoint
from netbuilder.engine.events import FoldEnd, Started
from netbuilder.engine.folds import cross_validate
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project, write_project
from tests.networks import chain

TRAINING = TrainingSettings(epochs=3, batch_size=32)
PROJECT = Project(
    chain(Input((4,)), Dense(5, "relu"), Dense(3, "softmax")),
    TRAINING,
    DataSettings(source="iris", scaling="standardize"),
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "net.netb", PROJECT)
    return tmp_path / "net.netb"


def trained(path, *words):
    assert main(["train", str(path), "-o", str(path), *words]) == 0
    return read_project(path)


def told(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_three_epochs_twice_are_six(project, capsys):
    trained(project)
    capsys.readouterr()
    found = trained(project)

    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "epoch 4 of 6", "epoch 5 of 6", "epoch 6 of 6",
    ]  # fmt: skip
    assert len(found.run.history["loss"]) == 6
    assert [(run.origin.kind, run.first_epoch, run.epochs) for run in found.runs] == [("new", 0, 3), ("run", 3, 6)]
    assert found.run.number == 2


def test_anew_trains_new_weights_and_the_run_before_stays(project, capsys):
    first = trained(project)
    capsys.readouterr()
    found = trained(project, "--anew", "--json")
    start, *epochs, _ = told(capsys)

    assert (start["first_epoch"], start["epochs"]) == (1, 3)
    assert [epoch["epoch"] for epoch in epochs] == [1, 2, 3]
    assert len(found.run.history["loss"]) == 3
    assert [run.origin.kind for run in found.runs] == ["new", "new"]
    np.testing.assert_array_equal(
        found.runs[0].snapshot.weights["dense", "kernel"], first.run.snapshot.weights["dense", "kernel"]
    )


def test_the_seed_that_was_drawn_is_told_and_repeats_the_run(project, capsys, tmp_path):
    first = trained(project, "--json")
    seed = told(capsys)[0]["seed"]
    again = trained(project, "--anew", "--seed", str(seed))

    assert first.runs[0].seed == again.runs[1].seed == seed
    assert again.runs[1].history == first.runs[0].history


def test_a_network_that_was_changed_is_trained_anew_and_that_is_said(project, capsys):
    found = trained(project)
    wider = found.project.graph.with_nodes(found.project.graph["dense"].replace(layer=Dense(6, "relu")))
    write_project(project, replace(found.project, graph=wider), found.run, found.runs, found.last)
    capsys.readouterr()
    found = trained(project)

    assert "changed since its last training" in capsys.readouterr().err
    assert (found.runs[1].origin.kind, found.runs[1].first_epoch) == ("new", 0)


def test_checkpoints_are_named_by_all_epochs(project, tmp_path):
    callbacks = (ModelCheckpoint(filepath="at-{epoch}.keras"),)
    write_project(project, replace(PROJECT, training=TRAINING.replace(epochs=1, callbacks=callbacks)))
    trained(project)
    trained(project)

    assert sorted(path.name for path in tmp_path.glob("at-*")) == ["at-1.keras", "at-2.keras"]


def test_folds_without_a_seed_share_one_that_is_drawn():
    x = np.random.default_rng(0).normal(size=(20, 4)).astype("float32")
    data = prepare(
        Dataset("some", {"x": x}, {"y": np.arange(20) % 3}, {"x": x}, {"y": np.arange(20) % 3}), DataSettings()
    )
    events = list(cross_validate(PROJECT.graph, TRAINING.replace(epochs=1), data, 2))

    seeds = [event.seed for event in events if isinstance(event, Started)]
    assert len([event for event in events if isinstance(event, FoldEnd)]) == 2
    assert seeds[0] == seeds[1]


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_copy_of_a_project_has_its_runs(command, project, tmp_path):
    found = trained(project)

    assert main([command, str(project), "-o", str(tmp_path / "copy.netb")]) == 0

    copy = read_project(tmp_path / "copy.netb")
    assert [run.number for run in copy.runs] == [run.number for run in found.runs] == [1]
    assert copy.last == found.last
