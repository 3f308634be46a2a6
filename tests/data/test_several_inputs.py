"""A table feeds several inputs: each column enters the one that it names, in training and in all that comes after."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, Fitted, load, prepare
from netbuilder.data.column_settings import Column
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.engine.readiness import in_order, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FieldError
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.core import Embedding
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project, read_project, write_project
from netbuilder.project.repairs import problems_of, repairs_for
from tests.networks import node

RNG = np.random.default_rng(3)
CITIES = ("Bern", "Oslo", "Rome")


def write(path, count=90, cities=CITIES):
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["age", "city", "fare", "price"])
        for i in range(count):
            city = cities[i % len(cities)]
            age, fare = round(RNG.uniform(1, 80), 2), round(RNG.exponential(20), 3)
            table.writerow([age, city, fare, round(age / 40 + len(city) + (city == "Oslo") * 3, 3)])
    return path


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "homes.csv")


def settings_of(path, *columns, **more):
    return DataSettings(path=str(path), scaling="standardize", columns=columns, **more)


TWO = (Column("city", encoding="index", to="city"), Column("fare", to="rest"), Column("age", to="rest"))


def network(*names, units=1):
    """A city that is looked up, beside numbers."""
    city, rest = names
    return Graph.of(
        [
            node(rest, Input((2,))),
            node(city, Input((1,), dtype="int32")),
            node("embedding", Embedding(4, 3), city),
            node("flat", Flatten(), "embedding"),
            node("both", Concatenate(), rest, "flat"),
            node("hidden", Dense(8, "relu"), "both"),
            node("out", Dense(units), "hidden"),
        ]
    )


def project_of(path, *names, columns=TWO):
    data = settings_of(path, *columns)
    training = TrainingSettings(loss=("mean_squared_error",), epochs=2, seed=1)
    return Project(network(*(names or ("city", "rest"))), training, data)


def test_columns_enter_the_inputs_that_they_name_each_prepared_as_it_is_alone(path):
    alone = prepare(load(settings_of(path)), settings_of(path))
    split = prepare(load(settings_of(path, *TWO)), settings_of(path, *TWO))

    assert list(split.x_train) == ["rest", "city"]
    assert split.input_shapes == {"rest": (2,), "city": (1,)}
    place = [alone.fitted.table.features.index(name) for name in ("age", "fare")]
    np.testing.assert_array_equal(split.x_train["rest"], alone.x_train["x"][:, place])
    assert split.x_train["city"].dtype == np.int32
    one_hot = alone.x_test["x"][:, [alone.fitted.table.features.index(f"city={name}") for name in CITIES]]
    np.testing.assert_array_equal(split.x_test["city"][:, 0], one_hot.argmax(axis=1) + 1)
    assert split.fitted.table.features == ("age", "fare", "city")


def test_columns_that_name_no_input_enter_the_block_that_no_other_is_for(path):
    columns = (Column("city", encoding="index", to="city"),)
    prepared = prepare(load(settings_of(path, *columns)), settings_of(path, *columns))

    samples = samples_of(prepared, network("city", "numbers"), "train")

    assert [x.shape[1] for x in samples.x] == [2, 1]
    with pytest.raises(DataError, match="inputs are called x, city, but the network needs a, b"):
        in_order(prepared.x_train, ("a", "b"), "inputs")


def test_whole_numbers_and_amounts_do_not_share_an_input(path):
    columns = (Column("city", encoding="index"),)
    with pytest.raises(DataError, match=r"column 'city' gives whole numbers, but 'age' amounts.*\(to\)"):
        prepare(load(settings_of(path, *columns)), settings_of(path, *columns))
    with pytest.raises(FieldError, match="must be the name of an Input block, got 'two words'"):
        Column("city", to="two words")


def test_a_city_that_training_never_saw_is_0_and_told(path, tmp_path):
    from netbuilder.data.other import asked

    fitted = prepare(load(settings_of(path, *TWO)), settings_of(path, *TWO)).fitted
    rows = asked(write(tmp_path / "new.csv", 4, ("Bonn", "Rome")), fitted)

    assert rows.x["city"][:, 0].tolist() == [0, 3, 0, 3]
    assert "city: never seen in training, taken as none of its categories: 'Bonn' (2)" in map(str, rows.told)


def test_what_was_fitted_is_the_same_when_it_is_read_again_and_older_files_have_one_input(path):
    fitted = prepare(load(settings_of(path, *TWO)), settings_of(path, *TWO)).fitted
    told = json.loads(json.dumps(fitted_to_json(fitted)))

    assert fitted_from_json(told) == fitted
    told["columns"][0]["to"] = "two words"
    with pytest.raises(DataError, match="column age: to is 'two words'"):
        fitted_from_json(told)
    plain: Fitted = prepare(load(settings_of(path)), settings_of(path)).fitted
    old = fitted_to_json(plain)
    assert not any("to" in column for column in old["columns"])
    assert list(fitted_from_json(old).table.inputs) == ["x"]


@pytest.mark.parametrize(
    ("names", "label"),
    [(("city", "numbers"), "rename numbers → rest"), (("a", "b"), "rename b → rest, a → city")],
)
def test_blocks_with_other_names_are_renamed_by_a_repair(path, names, label):
    project = project_of(path, *names)
    prepared = prepare(load(project.data), project.data)
    (problem,) = [p for p in problems_of(project, prepared) if p.severity == "error"]

    assert "inputs are called rest, city" in str(problem)
    repair = repairs_for(problem, project, prepared)[0]
    assert str(repair.label) == label
    assert not [p for p in problems_of(repair.project, prepared) if p.severity == "error"]


def test_columns_for_two_inputs_are_brought_into_the_only_one_by_a_repair(path):
    graph = Graph.of([node("x", Input((5,))), node("out", Dense(1), "x")])
    data = settings_of(path, Column("city", to="city"))
    project = Project(graph, TrainingSettings(loss=("mean_squared_error",)), data)
    prepared = prepare(load(data), data)
    (problem,) = [p for p in problems_of(project, prepared) if p.severity == "error"]

    labels = [str(repair.label) for repair in repairs_for(problem, project, prepared)]

    assert "let all columns enter one input" in labels


def test_a_network_with_two_inputs_trains_evaluates_and_predicts_by_the_command_line(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "net.netb", project_of("homes.csv", columns=()))
    recipe = ["--encoding", "city=index", "--to", "city=city", "--to", "age=rest", "--to", "fare=rest"]

    assert main(["train", "net.netb", "--in-place", "--epochs", "30", "--data", "homes.csv", *recipe]) == 0
    assert main(["evaluate", "net.netb"]) == 0
    assert main(["predict", "net.netb", "homes.csv", "-o", "answers.csv"]) == 0

    with (tmp_path / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90
    assert np.isfinite([float(row["predicted price"]) for row in rows]).all()
    again = read_project(tmp_path / "net.netb").project.data
    assert {column.name: column.to for column in again.columns} == {"city": "city", "age": "rest", "fare": "rest"}
