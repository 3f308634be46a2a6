"""The command line can say all of a preparation, tells what data holds, and makes a network that fits it."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings
from netbuilder.data.column_settings import Column
from netbuilder.project import read_project

RNG = np.random.default_rng(5)
HEADER = ("id", "class", "name", "sex", "age", "fare", "cabin", "survived")


@pytest.fixture
def titanic(tmp_path, monkeypatch):
    """A table of that kind: who counts the rows, names, blanks in numbers and texts, and an answer to be learned."""
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "titanic.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for i in range(240):
            sex = ("male", "female")[int(RNG.integers(2))]
            chance = 0.95 if sex == "female" else 0.05
            table.writerow([
                i + 1, int(RNG.integers(1, 4)), f"Passenger, {i}", sex, "" if i % 6 == 1 else round(RNG.uniform(1, 75)),
                round(RNG.exponential(30), 2), "" if i % 4 else f"C{i}", int(RNG.random() < chance),
            ])  # fmt: skip
    return tmp_path


def told(capsys, *words, status=0):
    capsys.readouterr()
    assert main(list(words)) == status
    return capsys.readouterr()


def test_all_that_is_wrong_is_told_at_once_with_the_options_that_help(titanic, capsys):
    said = told(capsys, "data", "titanic.csv", status=1).out

    assert "240 rows" in said
    assert all(words in said for words in ("age 40, cabin 180", "column name holds 240 different texts", "(3)"))
    assert all(option in said for option in ("--missing mean", "--ignore name", "--vocabulary cabin=50"))


def test_a_recipe_is_what_data_tells_and_what_train_takes(titanic, capsys):
    words = [
        "--target", "survived", "--ignore", "name", "--ignore", "id", "--missing", "mean", "--missing", "age=median",
        "--mark-missing", "age", "--vocabulary", "cabin=5", "--scaling", "minmax", "--scaling", "fare=log",
        "--outside", "fare=clip", "--split", "stratified", "--validation-part", "0.25", "--split-seed", "3",
        "--labels", "classes",
    ]  # fmt: skip
    found = json.loads(told(capsys, "data", "titanic.csv", "--json", *words).out)

    assert found["problem"] is None
    assert found["samples"] == {"train": 132, "validation": 60, "test": 48}
    assert sum(found["classes"]["train"].values()) == 132
    assert [column["name"] for column in found["fitted"]["columns"]] == ["class", "sex", "age", "fare", "cabin"]
    (titanic / "recipe.json").write_text(json.dumps(found))
    assert main(["new", "mlp", "-o", "net.netb"]) == 0
    assert main(["new", "--data", "titanic.csv", "--recipe", "recipe.json", "-o", "net.netb"]) == 0
    capsys.readouterr()
    assert main(["train", "net.netb", "--in-place", "--epochs", "2", "--data", "titanic.csv",
                 "--recipe", "recipe.json"]) == 0  # fmt: skip
    fitted = read_project(titanic / "net.netb").run.snapshot.fitted
    assert fitted.settings == DataSettings(
        path="titanic.csv", target="survived", ignore=("name", "id"), missing="mean", scaling="minmax",
        split="stratified", validation_part=0.25, split_seed=3, labels="classes",
        columns=(
            Column("age", missing="median", mark_missing=True), Column("fare", scaling="log", outside="clip"),
            Column("cabin", vocabulary=5),
        ),
    ).replace(columns=fitted.settings.columns)  # fmt: skip
    assert {column.name for column in fitted.settings.columns} == {"age", "fare", "cabin"}
    assert [column.name for column in fitted.table.columns] == ["class", "sex", "age", "fare", "cabin"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--missing", "age=guess", "--kind", "number"], "--missing 'guess': there are as_table, refuse"),
        (["--missing", "age=guess", "--kind", "number"], "--kind 'number' must be COLUMN=HOW"),
        (["--ignore", "nam", "--missing", "mean"], "no column 'nam'"),
        (["--split-column", "age"], "Add --split group"),
        (["--recipe", "bad.json"], "missing: must be one of"),
        (["--recipe", "bad.json"], "'flavour' is no setting of data"),
        (["--test-split", "0.6", "--validation-part", "0.5"], "leave nothing to train on"),
    ],
)
def test_what_cannot_be_meant_is_said_all_at_once(words, said, titanic, capsys):
    (titanic / "bad.json").write_text('{"missing": "guess", "flavour": 3}')

    found = told(capsys, "data", "titanic.csv", *words, status=1 if "nam" in words else 2)

    assert said in found.out + found.err


def test_a_network_is_made_that_fits_and_learns(titanic, capsys):
    said = told(capsys, "new", "--data", "titanic.csv", "--target", "survived", "-o", "net.netb").out
    assert "id is left out: it counts the rows" in said
    assert "name is left out: nearly each row has another text" in said
    assert "blanks are filled with the median: age" in said
    assert main(["check", "net.netb"]) == 0
    assert main(["train", "net.netb", "--in-place", "--epochs", "25", "--seed", "1"]) == 0

    found = json.loads(told(capsys, "evaluate", "net.netb", "--json").out)

    assert found["samples"] == 48
    assert found["accuracy"] > 0.85
    told_again = told(capsys, "data", "net.netb").out
    assert "age: blank → " in told_again
    assert "split at random with the same share of each class" in told_again


def test_a_network_for_amounts_says_them_in_their_own_unit(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = [(a, b, f"{(3 * a - 2 * b) * 1000 + 50_000:.0f}") for a, b in RNG.normal(size=(150, 2)).round(3)]
    with (tmp_path / "prices.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("a", "b", "price"), *rows])
    assert "price is an amount" in told(capsys, "new", "--data", "prices.csv", "-o", "net.netb").out
    assert main(["train", "net.netb", "--in-place", "--epochs", "60", "--seed", "1"]) == 0

    found = json.loads(told(capsys, "evaluate", "net.netb", "--json").out)

    assert 10 < found["mean_absolute_error"] < 1500


def test_a_network_for_images_and_for_a_bundled_set(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    x = RNG.integers(0, 255, (40, 12, 12), np.uint8)
    np.savez("images.npz", x=x, y=np.arange(40) % 4)
    assert main(["new", "--data", "images.npz", "-o", "images.netb"]) == 0
    assert main(["new", "--data", "iris", "-o", "iris.netb"]) == 0

    kinds = [type(node.layer).__name__ for node in read_project(tmp_path / "images.netb").project.graph.nodes.values()]
    assert kinds[:2] == ["Input", "Conv2D"]
    assert read_project(tmp_path / "images.netb").project.data.scaling == "unit"
    assert main(["train", "images.netb", "--in-place", "--epochs", "1"]) == 0
    assert main(["check", "iris.netb"]) == 0


def test_a_file_without_names_keeps_its_first_row_and_one_with_numbers_for_names_loses_it(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("0,1,2\n" + "".join(f"{i},{i * 2},{i % 2}\n" for i in range(20)))
    (tmp_path / "r.csv").write_text("M,1.5,a\n" + "".join(f"F,{i},{'ab'[i % 2]}\n" for i in range(20)))

    for name, option, rows in (("t", "--header", 20), ("t", "--no-header", 21), ("r", "--no-header", 21)):
        found = json.loads(told(capsys, "data", f"{name}.csv", "--json", option).out)
        assert found["rows"] == rows
