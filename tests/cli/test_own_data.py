"""From a table to answers by the command line: what was fitted goes along, whatever file comes next."""

from __future__ import annotations

import csv
import json
import shutil

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project, write_project
from tests.networks import chain

RNG = np.random.default_rng(11)
KINDS = ("cat", "dog", "owl")


def rows_of(count, low=0.0, kinds=KINDS):
    """Three kinds that a length and a weight tell apart."""
    for i in range(count):
        kind = kinds[i % len(kinds)]
        at = KINDS.index(kind)
        yield (round(low + 40 * at + RNG.normal(0, 4), 3), round(RNG.normal(100, 20), 3), "ab"[i % 2], kind)


def write(path, rows, header=("length", "weight", "side", "kind")):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def trained(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pets.csv", rows_of(120))
    project = Project(
        chain(Input((4,)), Dense(12, "relu"), Dense(3, "softmax")),
        TrainingSettings(epochs=60, batch_size=16, optimizer={"class_name": "Adam", "config": {"learning_rate": 0.02}},
                         seed=1, validation_split=0.2),
        DataSettings(path="pets.csv", scaling="standardize"),
    )  # fmt: skip
    write_project(tmp_path / "net.netb", project)
    assert main(["train", "net.netb", "--in-place"]) == 0
    return tmp_path


def evaluated(capsys, *words):
    capsys.readouterr()
    assert main(["evaluate", "net.netb", "--json", *words]) == 0
    found = capsys.readouterr()
    return json.loads(found.out.splitlines()[-1]), found.err


def answers(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_test_file_with_fewer_kinds_and_another_range_is_measured_with_all_of_its_rows(trained, capsys):
    write(trained / "some.csv", rows_of(30, kinds=("dog", "owl")))

    found, told = evaluated(capsys, "--data", "some.csv")

    assert found["samples"] == 30
    assert found["accuracy"] > 0.95
    assert "beyond those of training" in told or told == ""


def test_the_file_it_was_trained_on_keeps_its_parts_wherever_it_lies_and_a_change_is_told(trained, capsys):
    first, told = evaluated(capsys)
    assert (first["samples"], told) == (24, "")
    (trained / "elsewhere").mkdir()
    shutil.move(trained / "pets.csv", trained / "elsewhere" / "mine.csv")
    assert main(["evaluate", "net.netb"]) == 2
    assert "pets.csv does not exist. Was it moved?" in capsys.readouterr().err

    moved, told = evaluated(capsys, "--data", "elsewhere/mine.csv")

    assert moved == first
    assert "is what it was trained on" in told
    shutil.copy(trained / "elsewhere" / "mine.csv", trained / "pets.csv")
    with (trained / "pets.csv").open("a", newline="") as file:
        csv.writer(file).writerows([(900, 9000, "a", "cat")] * 5)
    _, told = evaluated(capsys)
    assert "was changed since the network was trained on it" in told


def test_predictions_are_of_the_raw_table_and_do_not_change_when_the_training_file_grows(trained, capsys):
    write(trained / "new.csv", [(2, 100, "a"), (41, 95, "b"), (79, 110, "c")], ("length", "weight", "side"))
    assert main(["predict", "net.netb", "new.csv", "-o", "answers.csv"]) == 0
    found, told = answers(trained / "answers.csv"), capsys.readouterr().err

    assert [row["predicted"] for row in found] == ["cat", "dog", "owl"]
    assert [row["length"] for row in found] == ["2", "41", "79"]
    assert sum(float(found[0][f"p({kind})"]) for kind in KINDS) == pytest.approx(1, abs=1e-6)
    assert "side: never seen in training" in told
    assert "'c' (1)" in told
    with (trained / "pets.csv").open("a", newline="") as file:
        csv.writer(file).writerows([(900, 9000, "a", "cat")] * 5)
    assert main(["predict", "net.netb", "new.csv", "-o", "again.csv"]) == 0
    (trained / "pets.csv").unlink()
    assert main(["predict", "net.netb", "new.csv", "-o", "without.csv"]) == 0
    assert answers(trained / "again.csv") == answers(trained / "without.csv") == found


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([(1, "a")], ("length", "side"), "has no column 'weight', which the network was trained on"),
        ([(1, "much", "a")], ("length", "weight", "side"), "column weight held numbers in training, but here text"),
        ([("", 2, "a")], ("length", "weight", "side"), "line 2, column length: a blank"),
    ],
)
def test_a_table_that_cannot_be_predicted_is_one_sentence(rows, header, said, trained, capsys):
    write(trained / "new.csv", rows, header)
    capsys.readouterr()

    assert main(["predict", "net.netb", "new.csv", "-o", "answers.csv"]) == 2

    assert said in capsys.readouterr().err
    assert not (trained / "answers.csv").exists()


def test_an_unknown_class_in_a_test_file_is_told_with_its_line(trained, capsys):
    write(trained / "odd.csv", [(1, 2, "a", "cat"), (1, 2, "a", "emu")])

    assert main(["evaluate", "net.netb", "--data", "odd.csv"]) == 2

    assert "line 3, column kind: 'emu' is none of the classes" in capsys.readouterr().err


def test_training_goes_on_with_the_preparation_that_the_weights_know(trained, capsys):
    before = read_project(trained / "net.netb").run.snapshot.fitted
    write(trained / "more.csv", rows_of(60, low=3))
    assert main(["train", "net.netb", "--in-place", "--data", "more.csv", "--epochs", "1"]) == 0
    assert read_project(trained / "net.netb").run.snapshot.fitted.table == before.table

    assert main(["train", "net.netb", "--in-place", "--anew", "--epochs", "1"]) == 0

    anew = read_project(trained / "net.netb").run.snapshot.fitted
    assert anew.table != before.table
    assert anew.source.path == "more.csv"


def test_what_an_older_version_trained_is_measured_again_and_that_is_told(trained, capsys):
    found = read_project(trained / "net.netb")
    first, _ = evaluated(capsys)
    from dataclasses import replace

    older = replace(found.run, snapshot=replace(found.run.snapshot, fitted=None))
    write_project(trained / "net.netb", found.project, older)

    again, told = evaluated(capsys)

    assert again == first
    assert "it was measured again on pets.csv" in told


def test_amounts_are_learned_scaled_and_told_in_their_own_unit(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = [(round(x, 3), round(1e6 + 5e4 * x, 1)) for x in RNG.normal(size=100)]
    write(tmp_path / "prices.csv", rows, ("size", "price"))
    project = Project(
        chain(Input((1,)), Dense(1)),
        TrainingSettings(loss="mean_squared_error", metrics=("mean_absolute_error",), epochs=60, seed=2,
                         optimizer={"class_name": "SGD", "config": {"learning_rate": 0.1}}),
        DataSettings(path="prices.csv", target_scaling="standardize"),
    )  # fmt: skip
    write_project(tmp_path / "net.netb", project)
    assert main(["train", "net.netb", "--in-place"]) == 0

    found, _ = evaluated(capsys)

    assert 0 < found["mean_absolute_error"] < 500  # of prices that differ by 50,000
    assert found["loss"] < 1e-3  # of what is learned
    assert main(["predict", "net.netb", "prices.csv", "-o", "answers.csv"]) == 0
    told = [float(row["predicted price"]) for row in answers(tmp_path / "answers.csv")]
    np.testing.assert_allclose(told, [price for _, price in rows], atol=2000)


def test_a_file_with_the_test_part_alone_is_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    x = RNG.normal(size=(80, 2)) + 50
    y = (x[:, 0] > 50).astype(int)
    np.savez("all.npz", x_train=x, y_train=y)
    project = Project(
        chain(Input((2,)), Dense(2, "softmax")),
        TrainingSettings(epochs=30, seed=1, optimizer={"class_name": "SGD", "config": {"learning_rate": 0.5}}),
        DataSettings(path="all.npz", scaling="standardize"),
    )
    write_project(tmp_path / "net.netb", project)
    assert main(["train", "net.netb", "--in-place"]) == 0
    for name, arrays in (
        ("test.npz", {"x_test": x[:9], "y_test": y[:9]}),
        ("xy.npz", {"x": x[:9], "y": y[:9]}),
    ):
        np.savez(name, **arrays)
        found, told = evaluated(capsys, "--data", name)
        assert (found["samples"], told) == (9, "")
        assert found["accuracy"] == 1.0
    np.save("raw.npy", x[:9])
    assert main(["predict", "net.netb", "raw.npy", "-o", "answers.csv", "--prepare"]) == 0
    assert [int(row["predicted"]) for row in answers(tmp_path / "answers.csv")] == y[:9].tolist()


def test_a_small_table_of_another_day_is_read_in_the_encoding_of_the_one_that_was_trained_on(tmp_path, monkeypatch):
    """By themselves two Cyrillic letters are taken for a Chinese one."""
    monkeypatch.chdir(tmp_path)
    words = ("да", "ум", "никогда", "вечером")
    rows = [f"{word},{i % 7},{'yes' if word == 'да' else 'no'}" for i in range(60) for word in words]
    (tmp_path / "said.csv").write_bytes("\n".join(["word,count,answer", *rows]).encode("cp1251"))
    (tmp_path / "new.csv").write_bytes("word,count\nда,3\nум,4".encode("cp1251"))
    assert main(["new", "--data", "said.csv", "-o", "net.netb"]) == 0
    assert main(["train", "net.netb", "--epochs", "40", "--in-place", "--seed", "1"]) == 0

    assert main(["predict", "net.netb", "new.csv", "-o", "answers.csv"]) == 0

    assert [row["predicted"] for row in answers(tmp_path / "answers.csv")] == ["yes", "no"]
