"""What `predict` says of an input that is none."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.engine.snapshot import fresh
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, TrainedRun, write_project
from tests.networks import chain


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project = Project(chain(Input((4,)), Dense(2)))
    write_project(tmp_path / "m.netb", project, TrainedRun(fresh(project.graph), project.data))
    return tmp_path


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.array([["a", "b", "c", "d"]]), "x takes numbers, but the data holds text. Turn it into numbers first"),
        (np.array(3.0), "x takes one sample a row, but the data is a single number"),
        (np.empty((0, 4)), "x holds no samples: there is nothing to predict"),
        (np.ones((2, 2, 2)), "input_layer takes samples of shape (4,), got (2, 2)"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--prepare"]])
def test_an_input_that_holds_no_samples_is_one_sentence(x, sentence, more, there, capsys):
    np.save("x.npy", x)

    assert main(["predict", "m.netb", "x.npy", "-o", "y.npy", *more]) == 2
    told = capsys.readouterr().err

    assert told == f"netbuilder: {sentence}\n" or (more and "no data is chosen" in told and x.shape == (2, 2, 2))
    assert not (there / "y.npy").exists()


def test_whole_numbers_are_predicted_as_floats_are(there):
    x = np.arange(12).reshape(3, 4)
    for name, array in (("whole", x), ("floats", x.astype(np.float32))):
        np.save(f"{name}.npy", array)
        assert main(["predict", "m.netb", f"{name}.npy", "-o", f"{name}_out.npy"]) == 0

    assert np.array_equal(np.load("whole_out.npy"), np.load("floats_out.npy"))
