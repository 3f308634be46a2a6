"""`netbuilder train --folds K`: what it prints, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, write_project
from tests.networks import chain


@pytest.fixture
def network(tmp_path, monkeypatch, rng):
    """A project, and its data as a folder of arrays."""
    monkeypatch.chdir(tmp_path)
    x = rng.normal(size=(40, 5)).astype("float32")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    (tmp_path / "data").mkdir()
    for name, array in {"x_train": x[:30], "y_train": y[:30], "x_test": x[30:], "y_test": y[30:]}.items():
        np.save(tmp_path / "data" / f"{name}.npy", array)
    graph = chain(Input((5,)), Dense(8, "relu"), Dense(3, "softmax"))
    write_project(tmp_path / "net.netb", Project(graph, TrainingSettings(epochs=2, batch_size=8, seed=0)))
    return ["train", "net.netb", "--data", "data"]


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("more", [[], ["--stratified"]])
def test_each_fold_and_all_of_them_as_json(more, network, capsys):
    assert main([*network, "--folds", "3", "--json", *more]) == 0
    *ends, whole = lines(capsys)

    assert [(end["event"], end["fold"], end["folds"]) for end in ends] == [("fold", i, 3) for i in (1, 2, 3)]
    assert (whole["event"], whole["folds"]) == ("folds", 3)
    for name in ("val_loss", "val_accuracy"):
        values = [end[name] for end in ends]
        assert whole["mean"][name] == pytest.approx(np.mean(values))
        assert whole["deviation"][name] == pytest.approx(np.std(values, ddof=1))


def test_a_line_a_fold_and_one_for_all(network, capsys):
    assert main([*network, "--folds", "3"]) == 0
    out = capsys.readouterr().out.splitlines()

    assert [line.split(":")[0] for line in out[:3]] == ["fold 1 of 3", "fold 2 of 3", "fold 3 of 3"]
    assert len(out) == 4
    assert out[3].startswith("mean of 3 folds ± standard deviation: val_loss ")
    assert "val_accuracy" in out[3]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--folds", "3", "-o", "out.netb"], "-o cannot be used with --folds"),
        (["--folds", "3", "--validation-split", "0.2"], "--validation-split cannot be used with --folds"),
        (["--stratified"], "--folds K"),
        (["--folds", "1"], "1 folds cannot be made of 30 samples"),
        (["--folds", "31"], "31 folds cannot be made of 30 samples"),
    ],
)
def test_what_makes_no_sense_is_refused(more, said, network, capsys):
    assert main([*network, *more]) == 2
    assert said in capsys.readouterr().err


def test_weights_in_the_file_are_not_gone_on_with(network, capsys):
    """They have seen every sample."""
    main([*network, "--folds", "2", "--json"])
    fresh = lines(capsys)
    main([*network, "--epochs", "30", "-o", "trained.netb"])
    capsys.readouterr()
    main(["train", "trained.netb", "--data", "data", "--epochs", "2", "--folds", "2", "--json"])

    assert lines(capsys) == fresh


def test_a_folder_of_arrays_trains_and_evaluates(network, capsys):
    assert main([*network, "--json", "-o", "out.netb"]) == 0
    assert lines(capsys)[0]["samples"] == 30
    assert main(["evaluate", "out.netb", "--data", "data", "--json"]) == 0
    assert lines(capsys)[0]["samples"] == 10
