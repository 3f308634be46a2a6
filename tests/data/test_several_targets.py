"""A table has several targets, classes and amounts: each is learned by the output of its name, in its own unit."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.column_settings import Column, Target
from netbuilder.data.fitted import fitted_from_json, fitted_to_json, in_own_unit
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FieldError
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project
from netbuilder.project.repairs import problems_of, repairs_for
from tests.networks import node

RNG = np.random.default_rng(8)
KINDS = ("flat", "house", "shed")


def write(path, count=120):
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["size", "age", "kind", "price in €", "rooms"])
        for i in range(count):
            kind = i % 3
            size = round(RNG.normal((60, 150, 10)[kind], 4), 2)
            table.writerow([size, round(RNG.uniform(0, 99), 1), KINDS[kind], round(1000 * size), (3, 5, 1)[kind]])
    return path


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "homes.csv")


TARGETS = (Target("kind"), Target("price in €", to="price", scaling="standardize"), Target("rooms", labels="classes"))


def settings_of(path, *targets, **more):
    return DataSettings(path=str(path), scaling="standardize", targets=targets or TARGETS, **more)


def network(kind="kind", price="price", rooms="rooms"):
    return Graph.of(
        [
            node("x", Input((2,))),
            node("hidden", Dense(16, "relu"), "x"),
            node(kind, Dense(3, "softmax"), "hidden"),
            node(price, Dense(1), "hidden"),
            node(rooms, Dense(3, "softmax"), "hidden"),
        ]
    )


LOSSES = ("sparse_categorical_crossentropy", "mean_squared_error", "categorical_crossentropy")
METRICS = ({"class_name": "Accuracy", "config": {}},)


def training_of(**more):
    metrics = [
        {"class_name": "SparseCategoricalAccuracy", "config": {"output": 0}},
        {"class_name": "MeanAbsoluteError", "config": {"output": 1}},
    ]
    return TrainingSettings(loss=LOSSES, metrics=metrics, seed=1, **more)


def test_each_target_has_its_own_classes_scaling_and_form(path):
    prepared = ready_data(load(settings_of(path)), settings_of(path), network(), training_of())

    assert prepared.label_shapes == {"kind": (), "price": (), "rooms": (3,)}
    assert prepared.classes_of("kind") == KINDS
    assert prepared.classes_of("price") == ()
    assert prepared.classes_of("rooms") == ("1", "3", "5")
    price = prepared.dataset.y_train["price"]
    assert abs(prepared.y_train["price"].mean()) < 1e-6
    scaling = prepared.fitted.targets["price"]
    np.testing.assert_allclose([scaling.offset, scaling.divisor], [price.mean(), price.std()], rtol=1e-12)
    assert prepared.fitted.table.features == ("size", "age")
    told = [str(step) for step in prepared.steps]
    assert any(step.startswith("the target price is scaled") for step in told)


def test_metrics_and_predictions_of_each_output_are_in_its_own_unit(path):
    prepared = ready_data(load(settings_of(path)), settings_of(path), network(), training_of())
    model = compile_model(network(), training_of(), prepared.input_shapes)
    model.fitted = prepared.fitted
    samples = samples_of(prepared, model.graph, "test")

    logs = last(evaluate(model, samples)).logs
    outputs = in_own_unit(prepared.fitted, model.graph.output_names, model.predict(samples.x))

    error = np.abs(outputs[1][:, 0] - prepared.dataset.y_test["price"]).mean()
    np.testing.assert_allclose(logs["price_mean_absolute_error"], error, rtol=1e-5)
    assert {"kind_sparse_categorical_accuracy", "rooms_loss"} <= set(logs)


def test_what_was_fitted_is_read_again_and_other_files_need_all_targets(path, tmp_path):
    from netbuilder.data.other import measured_on

    fitted = prepare(load(settings_of(path)), settings_of(path)).fitted
    assert fitted_from_json(json.loads(json.dumps(fitted_to_json(fitted)))) == fitted
    other = measured_on(write(tmp_path / "more.csv", 30), fitted)
    assert {name: len(y) for name, y in other.y_test.items()} == {"kind": 30, "price": 30, "rooms": 30}
    (tmp_path / "less.csv").write_text("size,age,kind\n1,2,flat\n")
    with pytest.raises(DataError, match="has no column 'price in €', 'rooms'"):
        measured_on(tmp_path / "less.csv", fitted)


def test_a_single_entry_is_the_one_target(path):
    one = settings_of(path, Target("kind"), columns=(Column("price in €"),))
    prepared = prepare(load(one), one)

    assert prepared.classes == KINDS
    assert list(prepared.y_train) == ["y"]


def test_targets_that_cannot_be_are_refused(path):
    with pytest.raises(FieldError, match="has two columns for the output 'price'"):
        settings_of(path, Target("rooms", to="price"), Target("price"))
    with pytest.raises(DataError, match="has no column 'cost'"):
        load(settings_of(path, Target("kind"), Target("cost")))
    words = settings_of(path, Target("kind", labels="amounts"), Target("rooms"))
    with pytest.raises(DataError, match="the labels are texts, so they cannot be amounts"):
        prepare(load(words), words)


def test_a_column_that_is_predicted_enters_no_input(path):
    with pytest.raises(DataError, match=r"column 'kind' is predicted, so it enters no input"):
        load(DataSettings(path=str(path), target="kind", columns=(Column("kind", to="end"),)))


def test_a_stratified_split_goes_by_the_first_target_that_is_texts(path):
    settings = settings_of(path, Target("price in €"), Target("kind"), split="stratified")

    data = load(settings)

    assert np.bincount(data.y_test["kind"]).tolist() == [8, 8, 8]


def test_blocks_are_renamed_or_added_for_the_targets_by_a_repair(path):
    data = settings_of(path, *TARGETS[:2])
    one = Graph.of([node("x", Input((3,))), node("out", Dense(1), "x")])
    two = Graph.of([node("x", Input((3,))), node("a", Dense(1), "x"), node("b", Dense(3, "softmax"), "x")])
    for graph, label in (
        (one, "predict kind, price, each by an output of its own"),
        (two, "rename a → price, b → kind, and give each the loss that suits it"),
    ):
        project = Project(graph, TrainingSettings(loss=("mean_squared_error",)), data)
        prepared = prepare(load(data), data)
        (problem,) = [p for p in problems_of(project, prepared) if p.severity == "error"]
        assert "labels are called kind, price" in str(problem)
        repair = repairs_for(problem, project, prepared)[0]
        assert str(repair.label) == label
        assert set(repair.project.graph.output_names) == {"kind", "price"}


def test_from_the_command_line_to_a_column_for_each_answer(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["--target", "kind", "--target", "price in €", "--to", "price in €=price", "--to", "age=years"]
    assert main(["new", "-o", "net.netb", "--data", "homes.csv", *words, "--ignore", "rooms"]) == 0
    told = capsys.readouterr()
    assert "output price predicts price in €" in told.out + told.err

    assert main(["train", "net.netb", "--in-place", "--seed", "1"]) == 0
    capsys.readouterr()
    assert main(["evaluate", "net.netb", "--json"]) == 0
    logs = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert logs["kind_accuracy"] > 0.9
    assert 100 < logs["price_mean_absolute_error"] < 60_000
    assert main(["predict", "net.netb", "homes.csv", "-o", "answers.csv"]) == 0

    with (tmp_path / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[5:] == [
        "predicted kind",
        "p(kind=flat)",
        "p(kind=house)",
        "p(kind=shed)",
        "predicted price in €",
    ]
    right = [row["predicted kind"] == row["kind"] for row in rows]
    assert np.mean(right) > 0.9
    project = read_project(tmp_path / "net.netb").project
    assert set(project.graph.input_names) == {"x", "years"}
    assert {target.name: target.output for target in project.data.targets} == {"kind": "kind", "price in €": "price"}
    assert main(["data", "net.netb", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["classes"]["train"]["kind"]) == set(KINDS)


def test_labels_follow_another_loss_of_one_of_several_outputs_by_a_repair(path):
    data = settings_of(path)
    project = Project(network(), training_of(), data)  # the loss of rooms wants vectors
    prepared = prepare(load(data), data)
    (problem,) = [p for p in problems_of(project, prepared) if p.severity == "error"]

    repair = next(r for r in repairs_for(problem, project, prepared) if str(r.label) == "one-hot labels")

    assert problem.node == "rooms"
    assert [target.one_hot for target in repair.project.data.targets] == [False, False, True]
