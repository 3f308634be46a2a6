"""Classic mistakes: each is named before training, at its place, and each repair that is offered mends it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, prepare
from netbuilder.data.dataset import Dataset, class_names
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.project import Project, template, templates, write_project
from netbuilder.project.repairs import problems_of, repairs_for
from tests.networks import chain

COUNT = np.arange(64)
X = np.random.default_rng(0).normal(size=(64, 4)).astype(np.float32)
LOGITS = {"class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": True}}


def example(units, activation, loss, y, classes=None, test=None, data=None, inner=(), x=X, **training):
    """A project with its data."""
    graph = chain(Input((4,)), Dense(8, "relu"), *inner, Dense(units, activation))
    test = y[:4] if test is None else test
    dataset = Dataset(
        "d.npz", {"x": x[: len(y)]}, {"y": y}, {"x": X[: len(test)]}, {"y": test},
        class_names(y) if classes is None else classes,
    )  # fmt: skip
    project = Project(graph, TrainingSettings(loss=loss, **training), data or DataSettings(path="d.npz"))
    return project, prepare(dataset, project.data)


def told(project, prepared):
    return [f"{problem.severity}: {problem}" for problem in problems_of(project, prepared)]


SCCE, CCE, BCE, MSE = (
    "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
)  # fmt: skip
MISTAKES = {
    "softmax over one unit": (
        example(1, "softmax", BCE, COUNT % 2),
        "warning: dense_1.activation: ends in softmax over one output, which always gives 1: it cannot learn. "
        "Choose sigmoid",
    ),
    "labels -1 and 1": (
        example(1, "sigmoid", BCE, COUNT % 2 * 2 - 1),
        "warning: dense_1.loss: binary_crossentropy is for labels from 0 to 1, but they go from -1 to 1. Choose "
        "another loss",
    ),
    "labels -1 and 1 in floats": (
        example(1, "sigmoid", "binary_focal_crossentropy", (COUNT % 2 * 2 - 1).astype(np.float32)),
        "warning: dense_1.loss: binary_focal_crossentropy is for labels from 0 to 1, but they go from -1 to 1. "
        "Choose another loss",
    ),
    "labels 1 and 2": (
        example(1, "sigmoid", BCE, COUNT % 2 + 1),
        "warning: dense_1.loss: binary_crossentropy is for labels from 0 to 1, but they go from 1 to 2. Choose "
        "another loss",
    ),
    "three classes as one question": (
        example(1, "sigmoid", BCE, COUNT % 3),
        "warning: dense_1.loss: binary_crossentropy is for labels from 0 to 1, but they go from 0 to 2. Choose "
        "another loss",
    ),
    "amounts of text": (
        example(1, "linear", MSE, COUNT % 3, ("cat", "dog", "cow")),
        "warning: dense_1.loss: mean_squared_error takes the numbers of classes (cat, dog, cow) for amounts. "
        "Choose a loss for classes",
    ),
    "amounts of two texts": (
        example(1, "linear", "mae", COUNT % 2, ("no", "yes")),
        "warning: dense_1.loss: mean_absolute_error takes the numbers of classes (no, yes) for amounts. Choose a "
        "loss for classes",
    ),
    "sigmoid for what is over 1": (
        example(1, "sigmoid", MSE, COUNT / 7),
        "warning: dense_1.activation: ends in sigmoid, which gives 0 to 1, but the labels go from 0 to 9. Choose "
        "linear",
    ),
    "tanh for what is under -1": (
        example(1, "tanh", "huber", COUNT / 7 - 3),
        "warning: dense_1.activation: ends in tanh, which gives -1 to 1, but the labels go from -3 to 6. Choose linear",
    ),
    "relu for what is under 0": (
        example(1, "relu", MSE, COUNT / 7 - 3),
        "warning: dense_1.activation: ends in relu, which gives 0 and more, but the labels go from -3 to 6. "
        "Choose linear",
    ),
    "labels from 1": (
        example(3, "softmax", SCCE, COUNT % 3 + 1),
        "error: dense_1.loss: labels go from 1 to 3, but the network has outputs for classes 0 to 2",
    ),
    "more units than classes": (
        example(10, "softmax", SCCE, COUNT % 3),
        "warning: dense_1.loss: has 10 outputs, but the data has 3 classes",
    ),
    "a class in the validation part alone": (
        example(4, "softmax", SCCE, np.sort(COUNT % 4), validation_split=0.25),
        "warning: dense_1.validation_split: class 3 is in the validation part alone, which is the last of the data: it "
        "is never learned. Shuffle the rows of the file, or validate on less",
    ),
    "softmax before a loss on scores": (
        example(3, "softmax", LOGITS, COUNT % 3),
        "warning: dense_1.activation: ends in softmax, but the loss expects scores before it (from_logits)",
    ),
    "class numbers for a loss on vectors": (
        example(3, "softmax", CCE, COUNT % 3),
        "error: dense_1.loss: categorical_crossentropy compares labels of shape () with outputs of shape (3,). For "
        "labels that are class numbers use sparse_categorical_crossentropy, or one-hot labels",
    ),
    "vectors for a loss on class numbers": (
        example(3, "softmax", SCCE, np.eye(3, dtype=np.float32)[COUNT % 3]),
        "error: dense_1.loss: sparse_categorical_crossentropy needs one class number for each of the samples, got "
        "labels of shape (3,). For one-hot labels use categorical_crossentropy",
    ),
    "fewer rows than a batch": (
        example(2, "softmax", SCCE, COUNT[:6] % 2),
        "warning: batch_size: there are 6 samples to train on, fewer than a batch of 32: each epoch is a single step",
    ),
    "normalization of single samples": (
        example(2, "softmax", SCCE, COUNT % 2, inner=(BatchNormalization(),), batch_size=1),
        "warning: batch_normalization.batch_size: normalizes each batch by itself, but a batch is a single sample. "
        "Choose a larger batch_size",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_it_is_named_and_each_repair_leaves_nothing_wrong(case, sentence):
    project, prepared = case
    (problem,) = problems_of(project, prepared)

    assert f"{problem.severity}: {problem}" == sentence
    repairs = repairs_for(problem, project, prepared)
    assert repairs
    mended = [problems_of(repair.project, prepare(prepared.dataset, repair.project.data)) for repair in repairs]
    assert [] in mended
    assert not any(problem in found for found in mended)


UNMENDED = {
    "one class": (
        example(3, "softmax", SCCE, COUNT * 0 + 1),
        "warning: dense_1.labels: all labels are 1: there is nothing to tell apart. Choose other data, or another "
        "column",
    ),
    "a class in the test part alone": (
        example(3, "softmax", SCCE, COUNT % 2, ("a", "b", "c"), test=np.array([0, 2, 1, 0])),
        "warning: dense_1.labels: class c is in the test part alone: it is never learned",
    ),
    "text as labels": (
        example(1, "linear", MSE, np.array(["a", "b"] * 32)),
        "error: dense_1.loss: y (dense_1) takes numbers, but the data holds text. Turn it into numbers first",
    ),
    "NaN in labels": (
        example(1, "linear", MSE, np.where(COUNT == 9, np.nan, COUNT / 7)),
        "error: data: y_train holds 1 values that are not finite numbers, the first at y_train[9]: nan. Repair those "
        "samples, or leave them out",
    ),
    "infinity in inputs": (
        example(2, "softmax", SCCE, COUNT % 2, x=np.where(X[5, 2] == X, -np.inf, X)),
        "error: data: x_train holds 1 values that are not finite numbers, the first at x_train[5, 2]: -inf. Repair "
        "those samples, or leave them out",
    ),
    "NaN in the labels of the test part": (
        example(1, "linear", MSE, COUNT / 7, test=np.array([0.0, np.nan, np.nan, 1.0])),
        "warning: data: y_test holds 2 values that are not finite numbers, the first at y_test[1]: nan. They are in 2 "
        "of its 4 samples, numbers 1, 2. Repair those samples, or leave them out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "sentence"), UNMENDED.values(), ids=UNMENDED)
def test_what_only_other_data_mends_is_named_too(case, sentence):
    assert told(*case) == [sentence]


RIGHT = {
    "yes or no": example(1, "sigmoid", BCE, COUNT % 2),
    "shares": example(1, "sigmoid", BCE, COUNT / 63),
    "classes": example(3, "softmax", SCCE, COUNT % 3),
    "vectors": example(3, "softmax", CCE, COUNT % 3, data=DataSettings(path="d.npz", one_hot=True)),
    "vectors as amounts": example(3, "softmax", MSE, np.eye(3, dtype=np.float32)[COUNT % 3]),
    "amounts": example(1, "linear", MSE, COUNT / 7 - 2),
    "whole amounts": example(1, "linear", MSE, COUNT % 5),
    "sigmoid for amounts": example(1, "sigmoid", MSE, COUNT / 63),
    "scores": example(3, "linear", LOGITS, COUNT % 3),
    "signs": example(1, "tanh", "hinge", COUNT % 2 * 2 - 1),
}


@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_in_peace(case):
    assert told(*case) == []


@pytest.mark.parametrize("name", templates())
def test_no_template_makes_a_classic_mistake(name):
    from netbuilder.data import SOURCES, load
    from netbuilder.data.catalog import is_here

    project = template(name).project()
    if not project.data.source or not is_here(SOURCES[project.data.source]):
        pytest.skip("its data is downloaded")
    prepared = prepare(load(project.data), project.data)

    assert told(project, prepared) == []


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(case):
    """The case as a project with its data beside it."""
    project, prepared = case
    data = prepared.dataset
    np.savez(
        "d.npz", x_train=data.x_train["x"], y_train=data.y_train["y"], x_test=data.x_test["x"], y_test=data.y_test["y"]
    )
    write_project(Path("p.netb"), project)


def test_check_and_train_name_a_mistake_in_the_data(there, capsys):
    case, sentence = MISTAKES["labels -1 and 1"]
    saved(case)

    assert main(["check", "p.netb"]) == 1
    assert capsys.readouterr().out == f"{sentence}\n"
    assert main(["train", "p.netb", "--epochs", "1"]) == 0
    assert f"netbuilder: {sentence}" in capsys.readouterr().err.splitlines()


def test_check_and_train_refuse_data_that_is_not_finite(there, capsys):
    case, sentence = UNMENDED["NaN in labels"]
    saved(case)

    assert main(["check", "p.netb"]) == 1
    assert capsys.readouterr().out == f"{sentence}\n"
    assert main(["train", "p.netb", "--epochs", "1"]) == 2
    assert sentence.removeprefix("error: ") in capsys.readouterr().err


def test_evaluate_refuses_test_data_that_is_not_finite(there, capsys):
    case, _ = UNMENDED["NaN in the labels of the test part"]
    saved(case)

    assert main(["evaluate", "p.netb"]) == 2
    assert "y_test holds 2 values that are not finite numbers, the first at y_test[1]: nan" in capsys.readouterr().err


def test_check_looks_at_a_project_whose_data_is_not_here(there, capsys):
    saved(RIGHT["amounts"])
    (there / "d.npz").unlink()

    assert main(["check", "p.netb"]) == 0
    assert capsys.readouterr().err == "netbuilder: the data, d.npz, is not here: it was not looked at\n"


def test_evaluating_a_network_that_was_never_trained_says_so(there, capsys):
    saved(RIGHT["classes"])

    assert main(["evaluate", "p.netb"]) == 0
    told = capsys.readouterr()
    assert told.err == "netbuilder: p.netb was not trained yet: these are the numbers of random weights\n"
    assert told.out.startswith("4 samples: loss ")

    main(["train", "p.netb", "--epochs", "1", "-o", "q.netb"])
    capsys.readouterr()
    main(["evaluate", "q.netb"])
    assert "not trained" not in capsys.readouterr().err
