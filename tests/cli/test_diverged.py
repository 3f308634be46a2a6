"""`train -o` after a number that was not finite: the file holds the weights that the run fell back to."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.cli import main
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project, write_project
from tests.networks import chain

X = np.linspace(-1, 1, 64).reshape(32, 2).astype(np.float32)


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("d.npz", x_train=X, y_train=X.sum(axis=1), x_test=X, y_test=X.sum(axis=1))
    return tmp_path


def saved(path, rate, callbacks=()):
    """A project that learns at this rate."""
    settings = TrainingSettings(
        loss="mean_squared_error", optimizer=SGD(rate), metrics=(), seed=4, batch_size=8, callbacks=callbacks
    )
    write_project(path, Project(chain(Input((2,)), Dense(4), Dense(1)), settings))
    return settings


def weights(path):
    run = read_project(path).run
    return np.concatenate([array.ravel() for array in run.snapshot.weights.values()]), run


def test_weights_that_were_learned_before_survive_a_run_that_blows_up(there, capsys):
    settings = saved(there / "p.netb", 0.05)
    assert main(["train", "p.netb", "--data", "d.npz", "--epochs", "3", "-o", "good.netb"]) == 0
    learned, run = weights(there / "good.netb")
    spoiled = read_project(there / "good.netb").project.replace(training=settings.replace(optimizer=SGD(1e6)))
    write_project(there / "bad.netb", spoiled, run)
    capsys.readouterr()

    assert main(["train", "bad.netb", "--data", "d.npz", "--epochs", "3", "-o", "out.netb"]) == 2
    told = capsys.readouterr().err.splitlines()
    kept, after = weights(there / "out.netb")

    assert_array_equal(kept, learned)
    assert after.epochs == 3
    assert "netbuilder: the weights from before the run are in out.netb" in told
    assert told[-1].endswith("The weights are those from before the run")


def test_epochs_that_were_good_are_kept_with_their_history(there, capsys):
    schedule = {"class_name": "PiecewiseConstantDecay", "config": {"boundaries": [15], "values": [0.05, 0.6]}}
    saved(there / "p.netb", schedule)

    assert main(["train", "p.netb", "--data", "d.npz", "--epochs", "60", "-o", "out.netb"]) == 2
    _, run = weights(there / "out.netb")

    assert "The weights are those after epoch 3, the best so far" in capsys.readouterr().err
    assert run.epochs == 3
    assert main(["evaluate", "out.netb", "--data", "d.npz"]) == 0
    assert float(capsys.readouterr().out.split()[-1]) < run.history["loss"][1]


def test_terminate_on_nan_ends_well_with_finite_weights(there):
    saved(there / "p.netb", 1e6, ("TerminateOnNaN",))

    assert main(["train", "p.netb", "--data", "d.npz", "--epochs", "3", "-o", "out.keras"]) == 0
    assert main(["evaluate", "out.keras", "--data", "d.npz"]) == 0
