"""Data as it is looked at: cells, parts, what columns hold, sorting, filters, a search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.browsing import (
    LEFT_OUT,
    TEST,
    TRAIN,
    VALIDATION,
    Query,
    TableSheet,
    facts_of,
    parts_of_rows,
    rows_for,
    sheet_of,
)  # fmt: skip
from netbuilder.data.own_tables import read_parts
from netbuilder.data.roles import role_of, with_kind, with_role
from netbuilder.data.tables import read_table
from netbuilder.data.tables.held import holding
from netbuilder.errors import Fault

ROWS = (
    "name,age,town,same,label\n"
    "Ann,30,Rome,1,yes\n"
    "Bob,,Oslo,1,no\n"
    "\n"
    "Cid,7.5,rome,1,yes\n"
    "Dee,100,,1,no\n"
)  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(ROWS)
    return sheet(DataSettings(path=str(path)))


def sheet(settings: DataSettings) -> TableSheet:
    return TableSheet(*read_parts(Path(settings.path), settings))


def names(sheet, query: Query, parts=None) -> list[str]:
    return [sheet.cell("name", int(row)) for row in rows_for(sheet, query, parts)]


def test_rows_are_called_by_the_lines_of_their_file(table):
    assert [table.number(row) for row in range(table.count)] == [2, 3, 5, 6]


@pytest.mark.parametrize(
    ("column", "condition", "wanted"),
    [
        ("age", "> 7.5", ["Ann", "Dee"]), ("age", "<=30", ["Ann", "Cid"]), ("age", "7..30", ["Ann", "Cid"]),
        ("age", "=", ["Bob"]), ("age", "!=", ["Ann", "Cid", "Dee"]), ("age", "100", ["Dee"]), ("age", "= 7.5", ["Cid"]),
        ("age", "!= 30", ["Cid", "Dee"]), ("town", "rom", ["Ann", "Cid"]), ("town", "= oslo", ["Bob"]),
        ("town", "=", ["Dee"]), ("town", "!= rome", ["Bob"]), ("nothing", "1", ["Ann", "Bob", "Cid", "Dee"]),
    ],
)  # fmt: skip
def test_a_condition_is_of_its_column(table, column, condition, wanted):
    assert names(table, Query(filters=((column, condition),))) == wanted


def test_a_search_looks_into_every_column_as_it_is_written(table):
    assert names(table, Query(search="ROME")) == ["Ann", "Cid"]
    assert names(table, Query(search="7.5")) == ["Cid"]
    assert names(table, Query(search="no such thing")) == []


def test_blanks_come_last_whichever_way_it_is_sorted(table):
    assert names(table, Query(sort="age")) == ["Cid", "Ann", "Dee", "Bob"]
    assert names(table, Query(sort="age", descending=True)) == ["Dee", "Ann", "Cid", "Bob"]
    assert names(table, Query(sort="town"))[-1] == "Dee"


def test_every_row_has_the_part_that_the_split_gave_it(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("a,b,y\n" + "".join(f"{i},{'' if i == 3 else i % 5},{i % 2}\n" for i in range(40)))
    settings = DataSettings(path=str(path), missing="drop", test_split=0.25, validation_part=0.25)
    prepared = prepare(load(settings), settings)
    rows = sheet(settings)

    parts = parts_of_rows(rows, prepared)

    assert parts[3] == LEFT_OUT
    for code, x in (
        (TRAIN, prepared.dataset.x_train),
        (VALIDATION, prepared.dataset.x_val),
        (TEST, prepared.dataset.x_test),
    ):
        assert {rows.cell("a", int(row)) for row in np.flatnonzero(parts == code)} == {f"{a:g}" for a in x["x"][:, 0]}
    only = rows_for(rows, Query(part=TEST, sort="a", descending=True), parts)
    assert (np.diff(only) < 0).all()
    assert len(only) == prepared.dataset.test_count


def test_the_last_rows_that_keras_would_hold_back_are_shown_as_validation():
    settings = DataSettings(source="iris")
    prepared = prepare(load(settings), settings, Use(held_back=0.25))
    samples = sheet_of(prepared.dataset)

    parts = parts_of_rows(samples, prepared)

    assert np.bincount(parts, minlength=4).tolist() == [0, 90, 30, 30]
    assert parts[119] == VALIDATION
    assert parts[89] == TRAIN
    assert samples.cell("label", 0) == prepared.classes[int(prepared.dataset.y_train["y"][0])]


def test_rows_of_files_for_each_part_are_told_apart_though_their_lines_are_the_same(tmp_path):
    for name, first in (("a", 0), ("b", 10)):
        (tmp_path / f"{name}.csv").write_text("v,y\n" + "".join(f"{first + i},{i % 2}\n" for i in range(4)))
    settings = DataSettings(path=str(tmp_path / "a.csv"), split="files", test_path=str(tmp_path / "b.csv"))
    rows = sheet(settings)

    parts = parts_of_rows(rows, prepare(load(settings), settings))

    assert parts.tolist() == [TRAIN] * 4 + [TEST] * 4
    assert rows.number(0) == rows.number(4) == 2


def test_what_is_of_no_use_is_pointed_out(tmp_path):
    path = tmp_path / "hints.csv"
    rows = ["id,code,constant,empty,doubled,says,x,y\n"]
    rows += [f"{i},k{i},5,,{2 * (i % 4)},{['no', 'yes', 'maybe', 'well'][i % 4]},{i % 3},{i % 4}\n" for i in range(60)]
    path.write_text("".join(rows))
    held = sheet(DataSettings(path=str(path)))

    hints = {name: facts_of(held, name, "y").hint for name in held.names}

    assert hints == {
        "id": "identifier", "code": "identifier", "constant": "constant", "empty": "empty", "doubled": "target",
        "says": "target", "x": "", "y": "",
    }  # fmt: skip


def test_a_histogram_counts_every_number_and_marks_those_beyond_the_fences(tmp_path, rng):
    path = tmp_path / "amounts.csv"
    amounts = [*rng.normal(10, 1, 200), 60.0]
    path.write_text("amount,y\n" + "".join(f"{amount},1\n" for amount in amounts))
    first, third = np.percentile(amounts, (25, 75))

    facts = facts_of(sheet(DataSettings(path=str(path))), "amount")

    assert sum(facts.bars) == 201
    assert facts.fences == pytest.approx((first - 1.5 * (third - first), third + 1.5 * (third - first)))
    assert facts.is_unusual(len(facts.bars) - 1)
    assert not facts.is_unusual(0)


def test_a_role_is_given_and_taken_away(table):
    settings = DataSettings(path="people.csv")
    known = table.names
    assert role_of(known, settings, "label") == "target"

    settings = with_role(known, settings, ("name", "same"), "ignore")
    settings = with_role(known, settings, ("town",), "group")
    settings = with_role(known, settings, ("age",), "target")
    roles = {name: role_of(known, settings, name) for name in known}

    assert roles == {"name": "ignore", "age": "target", "town": "group", "same": "ignore", "label": "input"}
    freed = with_role(known, settings, ("town", "name"), "input")
    assert [role_of(known, freed, name) for name in ("town", "name", "age")] == ["input", "input", "target"]
    assert freed.split == "fraction"


def test_what_is_predicted_is_given_up_only_for_another(table):
    with pytest.raises(Fault, match="another column the target first"):
        with_role(table.names, DataSettings(path="people.csv"), ("label",), "ignore")
    with pytest.raises(Fault, match="only one column"):
        with_role(table.names, DataSettings(path="people.csv"), ("age", "town"), "weight")


def test_several_targets_are_given_up_down_to_the_last(table):
    known, settings = table.names, DataSettings(path="people.csv")

    settings = with_role(known, settings, ("age", "town"), "target")
    assert [target.name for target in settings.targets] == ["age", "town"]
    settings = with_role(known, settings, ("age",), "ignore")
    assert (settings.target, settings.targets) == ("town", ())
    with pytest.raises(Fault, match="another column the target first"):
        with_role(known, settings, ("town",), "input")


def test_a_kind_that_is_as_found_leaves_nothing_behind():
    changed = with_kind(DataSettings(path="people.csv"), ("a", "b"), "category")

    assert [column.kind for column in changed.columns] == ["category", "category"]
    assert with_kind(changed, ("a", "b"), "auto").columns == ()


def test_a_table_that_somebody_holds_is_not_read_again_until_its_file_changes(tmp_path):
    path = tmp_path / "held.csv"
    path.write_text(ROWS)
    held: list = []
    with holding(held):
        load(DataSettings(path=str(path), missing="drop", ignore=("name",)))

    assert read_table(path) is held[0]
    path.write_text(ROWS + "Eve,1,Rome,1,yes\n")
    assert read_table(path).count == 5
    path.write_text(ROWS)
    held.clear()
    assert read_table(path).count == 4
