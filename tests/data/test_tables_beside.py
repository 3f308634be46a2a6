"""Other tables stand beside the first: joined by a key or in their order, for inputs of their own."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.beside import Beside
from netbuilder.data.column_settings import Column
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.data.other import asked, measured_on
from netbuilder.errors import DataError, FieldError, FileFault
from netbuilder.project import read_project
from netbuilder.project.using import changed_since

RNG = np.random.default_rng(12)


def write(path, header, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def orders(tmp_path, monkeypatch):
    """Orders of customers, who stand in a table of their own, in another order."""
    monkeypatch.chdir(tmp_path)
    people = [(f"c{k:02}", 20 + k, ("Bern", "Oslo")[k % 2]) for k in range(12)]
    write(tmp_path / "customers.csv", ("id", "age", "city"), people[::-1])
    rows = [(f"c{i * 5 % 12:02}", i % 7, round((20 + i * 5 % 12) * 2 + i % 7, 1)) for i in range(60)]
    write(tmp_path / "orders.csv", ("customer", "items", "price"), rows)
    write(tmp_path / "weather.csv", ("warm",), [(i / 10,) for i in range(60)])
    return tmp_path


def settings_of(*beside, **more):
    return DataSettings(path="orders.csv", scaling="none", beside=beside, **more)


PEOPLE = {"path": "customers.csv", "key": "customer", "own_key": "id"}


def test_each_row_has_the_columns_of_its_key_or_of_its_place(orders):
    settings = settings_of(Beside(**PEOPLE, to="who"), Beside("weather.csv", to="sky"), test_split=0.0)

    prepared = prepare(load(settings), settings)

    assert prepared.fitted.table.features == (
        "items", "customers.age", "customers.city=Bern", "customers.city=Oslo", "weather.warm",
    )  # fmt: skip
    assert prepared.input_shapes == {"x": (1,), "who": (3,), "sky": (1,)}
    ages = [20 + i * 5 % 12 for i in range(60)]
    assert prepared.x_train["who"][:, 0].tolist() == ages
    assert prepared.x_train["who"][:, 2].tolist() == [age % 2 for age in ages]
    np.testing.assert_allclose(prepared.x_train["sky"][:, 0], np.arange(60) / 10)


def test_chosen_columns_are_taken_and_single_ones_enter_where_they_say(orders):
    beside = Beside(**PEOPLE, columns=("age",), name="who", to="who")
    settings = settings_of(beside, columns=(Column("who.age", to="elsewhere", scaling="minmax"),))

    prepared = prepare(load(settings), settings)

    assert prepared.input_shapes == {"x": (1,), "elsewhere": (1,)}


def with_row(path, row):
    path.write_text(path.read_text() + row + "\n")


def test_keys_that_are_missing_are_told_with_their_line_and_dropped_or_blank_as_chosen(orders):
    with_row(orders / "orders.csv", "c99,3,77")
    with pytest.raises(DataError, match=r"orders.csv, line 62: customers.csv has no row with 'id' 'c99' \(1 rows"):
        load(settings_of(Beside(**PEOPLE)))

    dropped = load(settings_of(Beside(**PEOPLE, missing="drop"), test_split=0.0))
    blank = load(settings_of(Beside(**PEOPLE, missing="blank"), missing="mean", test_split=0.0))

    assert (dropped.train_count, blank.train_count) == (60, 61)
    assert "1 rows left out: customers.csv has no row for them" in map(str, dropped.notes)
    assert "1 rows have blanks: customers.csv has no row for them" in map(str, blank.notes)
    assert np.isnan(blank.x_train["x"][60, 1])


def test_keys_that_come_twice_are_told_with_their_lines_and_the_first_taken_or_rows_dropped_as_chosen(orders):
    with_row(orders / "customers.csv", "c03,99,Oslo")
    with pytest.raises(DataError, match=r"customers.csv: 'id' 'c03' stands in several rows \(lines 10, 14\)"):
        load(settings_of(Beside(**PEOPLE)))

    first = load(settings_of(Beside(**PEOPLE, double="first"), test_split=0.0))
    dropped = load(settings_of(Beside(**PEOPLE, double="drop"), test_split=0.0))

    assert first.train_count == 60
    assert 99 not in first.x_train["x"][:, 1]
    assert dropped.train_count == 55
    assert "5 rows left out: customers.csv has several rows with their key" in map(str, dropped.notes)


def test_in_their_order_tables_of_other_lengths_are_refused_or_cut(orders):
    with_row(orders / "orders.csv", "c01,3,77")
    with pytest.raises(DataError, match=r"orders.csv has 61 rows, but weather.csv has 60"):
        load(settings_of(Beside("weather.csv")))

    assert load(settings_of(Beside("weather.csv", missing="drop"), test_split=0.0)).train_count == 60


def test_what_cannot_be_is_said(orders):
    with pytest.raises(FileFault, match=r"away.csv does not exist. Was it moved\? Choose it again"):
        load(settings_of(Beside("away.csv")))
    with pytest.raises(DataError, match=r"customers.csv has no column 'size'. It has id, age, city"):
        load(settings_of(Beside(**PEOPLE, columns=("size",))))
    with pytest.raises(DataError, match=r"two tables are called 'weather'"):
        load(settings_of(Beside("weather.csv"), Beside("weather.csv")))
    with pytest.raises(FieldError, match="needs a key"):
        Beside("customers.csv", own_key="id")
    odd = "\n".join(["warm", *(["x"] + ["1.5"] * 59)])
    (orders / "weather.csv").write_text(odd + "\n")
    with pytest.raises(DataError, match=r"weather.csv: column weather.warm holds numbers, but text in 1 rows.*line 2"):
        load(settings_of(Beside("weather.csv")))


def test_other_rows_are_joined_in_the_same_way_and_all_files_are_known_again(orders):
    settings = settings_of(Beside(**PEOPLE, missing="drop"))
    data = load(settings)
    fitted = prepare(data, settings).fitted
    assert fitted_from_json(json.loads(json.dumps(fitted_to_json(fitted)))) == fitted
    assert [one.path for one in fitted.others] == ["customers.csv"]
    new = write(orders / "new.csv", ("customer", "items"), [("c99", 1), ("c02", 2), ("c00", 3)])

    rows = asked(new, fitted)

    assert rows.rows.tolist() == [1, 2]
    assert rows.x["x"][:, 1].tolist() == [22, 20]
    assert rows.table.names == ("customer", "items")
    more = write(orders / "more.csv", ("customer", "items", "price"), [("c01", 1, 5), ("c02", 2, 6)])
    assert measured_on(more, fitted).test_count == 2
    assert changed_since(load(settings), fitted) == []
    with_row(orders / "customers.csv", "c77,1,Oslo")
    assert [str(told) for told in changed_since(load(settings), fitted)] == [
        "customers.csv was changed since the network was trained on it. It is prepared as it was then"
    ]


def test_parts_from_files_of_their_own_are_joined_too(orders):
    write(orders / "later.csv", ("customer", "items", "price"), [("c04", 1, 9), ("c99", 2, 9), ("c05", 2, 9)])
    settings = settings_of(Beside(**PEOPLE, missing="drop"), split="files", test_path="later.csv")

    data = load(settings)

    assert (data.train_count, data.test_count) == (60, 2)
    assert data.x_test["x"][:, 1].tolist() == [24, 25]
    assert [one.path for one in data.others] == ["later.csv", "customers.csv"]


def test_the_command_line_tells_what_would_help(orders, capsys):
    with_row(orders / "orders.csv", "c99,3,77")
    assert main(["data", "orders.csv", "--join", "customers.csv,key=customer,own_key=id"]) == 2
    told = capsys.readouterr().err
    assert "--join customers.csv,key=customer,own_key=id,missing=drop" in told
    assert main(["data", "orders.csv", "--join", "customers.csv,key=customer,own_key=id,missing=drop"]) == 0
    assert main(["data", "orders.csv", "--join", "customers.csv,kye=customer"]) == 2
    assert "'kye' is nothing that is said of a table; there are key, own_key" in capsys.readouterr().err


def test_by_the_command_line_from_two_files_to_answers_and_with_files_that_moved(orders, capsys):
    words = ["--join", "customers.csv,key=customer,own_key=id,to=who", "--target", "price"]
    assert main(["data", "orders.csv", *words]) == 0
    assert "input who: customers.age, customers.city" in capsys.readouterr().out
    assert main(["new", "-o", "net.netb", "--data", "orders.csv", *words]) == 0
    assert set(read_project(orders / "net.netb").project.graph.input_names) == {"x", "who"}
    assert main(["train", "net.netb", "--in-place", "--epochs", "2"]) == 0
    assert main(["predict", "net.netb", "orders.csv", "-o", "before.csv"]) == 0

    (orders / "customers.csv").rename(orders / "people.csv")
    capsys.readouterr()
    assert main(["predict", "net.netb", "orders.csv", "-o", "after.csv"]) == 2
    assert "customers.csv does not exist. Was it moved?" in capsys.readouterr().err
    assert main(["predict", "net.netb", "orders.csv", "-o", "after.csv", "--join", "people.csv"]) == 0
    assert main(["evaluate", "net.netb", "--join", "people.csv"]) == 0

    assert (orders / "after.csv").read_text() == (orders / "before.csv").read_text()
