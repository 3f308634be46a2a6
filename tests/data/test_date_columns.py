"""Columns of dates: found or set, odd cells named, blanks filled, and the same parts whatever file comes next."""

from __future__ import annotations

import datetime
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.data.other import asked
from netbuilder.errors import DataError

DAYS = [f"{1 + i % 28:02d}.{1 + i // 28:02d}.2024" for i in range(60)]


def write(path, whens, header="when"):
    path.write_text(f"{header},x,y\n" + "".join(f"{when},{i % 7},{i % 2}\n" for i, when in enumerate(whens)))
    return path


def settings(path, **column):
    columns = [{"name": "when", **column}] if column else []
    return DataSettings(path=str(path), target="y", columns=columns)


def test_a_column_of_dates_is_found_and_told(tmp_path):
    found = prepare(load(settings(write(tmp_path / "t.csv", DAYS))), settings(tmp_path / "t.csv"))

    assert found.fitted.table.columns[0].parts == ("days", "week_cycle")
    assert "when: dates, the day first (31.12.2024)" in map(str, found.steps)
    assert fitted_from_json(json.loads(json.dumps(fitted_to_json(found.fitted)))) == found.fitted


def test_days_are_counted_from_the_first_that_is_trained_on(tmp_path):
    data = settings(write(tmp_path / "t.csv", DAYS), parts=["days", "month"])
    dataset = load(data)

    found = prepare(dataset, data)

    days, months = found.x_train["x"][:, 0], found.x_train["x"][:, 1]
    assert days.min() == 0
    assert months.max() == 3
    first = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=found.fitted.table.columns[0].first)
    lines = dataset.lines["train"]
    assert first == datetime.datetime.strptime(DAYS[int(lines.min()) - 2], "%d.%m.%Y")


@pytest.mark.parametrize(
    ("cell", "words"),
    [("31.02.2024", ["31.02.2024", "line 12", "no calendar"]), ("2024-02-03", ["2024-02-03", "line 12", "one form"]),
     ("soon", ["soon", "line 12"])],
)  # fmt: skip
def test_an_odd_cell_is_named_with_its_line_and_may_count_as_a_blank(cell, words, tmp_path):
    path = write(tmp_path / "t.csv", [*DAYS[:10], cell, *DAYS[11:]])

    with pytest.raises(DataError) as fault:
        load(settings(path))

    assert all(word in str(fault.value) for word in words)
    assert "--kind when=date" in fault.value.options
    found = load(settings(path, kind="date", missing="median"))
    assert np.isnan(np.concatenate([found.x_train["x"], found.x_test["x"]])[:, 0]).sum() == 1
    assert any("line 12" in str(note) for note in found.notes)


def test_a_form_that_is_set_holds(tmp_path):
    path = write(tmp_path / "t.csv", [f"0{1 + i % 9}/0{1 + i % 8}/2024" for i in range(40)])

    parts = {}
    for order in ("day_first", "month_first"):
        data = settings(path, date_form=order, parts=["month"])
        found = prepare(load(data), data)
        parts[order] = np.concatenate([found.x_train["x"], found.x_test["x"]])[:, 0].max()

    assert parts == {"day_first": 8, "month_first": 9}
    assert any("day was taken first" in str(note) for note in load(settings(path)).notes)


@pytest.mark.parametrize("how", ["mean", "median", "most_frequent", "constant", "drop", "refuse"])
def test_blanks_are_treated_as_others_are(how, tmp_path):
    path = write(tmp_path / "t.csv", ["", *DAYS[:20], *[DAYS[5]] * 9])
    data = settings(path, missing=how, parts=["day"], **({"fill": "30.06.2024"} if how == "constant" else {}))

    if how == "refuse":
        with pytest.raises(DataError, match="blanks: when 1"):
            load(data)
        return
    dataset = load(data.replace(test_split=0.0))
    days = prepare(dataset, data).x_train["x"][:, 0]

    assert len(days) == (29 if how == "drop" else 30)
    expected = {"constant": 30, "most_frequent": 6}
    if how in expected:
        assert days[0] == expected[how]
    if how in ("mean", "median"):
        known = np.array([int(when[:2]) for when in [*DAYS[:20], *[DAYS[5]] * 9]])
        assert days[0] == np.floor(known.mean() if how == "mean" else np.median(known))


def test_a_constant_that_is_no_date_is_refused(tmp_path):
    data = settings(write(tmp_path / "t.csv", ["", *DAYS]), missing="constant", fill="soon")

    with pytest.raises(DataError, match=r"soon.* is no date"):
        prepare(load(data), data)


def test_numbers_are_offered_as_times_and_taken_where_somebody_says_so(tmp_path):
    path = write(tmp_path / "t.csv", range(1704067200, 1704067200 + 3600 * 60, 3600), "stamp")

    plain = load(DataSettings(path=str(path)))
    said = DataSettings(path=str(path), columns=[{"name": "stamp", "kind": "date", "parts": ["hour"]}])
    found = prepare(load(said), said)

    assert any("stamp may hold seconds since 1970" in str(note) for note in plain.notes)
    assert sorted(set(found.x_train["x"][:, 0])) == list(range(24))


def test_new_dates_are_read_in_the_form_that_was_trained_on(tmp_path):
    data = settings(write(tmp_path / "t.csv", DAYS), parts=["day", "month"])
    fitted = prepare(load(data), data).fitted
    # Alone, these could as well have the month first.
    rows = asked(write(tmp_path / "new.csv", ["01.02.2025", "03/04/2025"]), fitted)
    assert rows.x["x"][:, :2].tolist() == [[1, 2], [3, 4]]

    with pytest.raises(DataError, match=r"held dates in training .*2025-02-01"):
        asked(write(tmp_path / "iso.csv", ["2025-02-01", "01.02.2025"]), fitted)


def test_what_is_predicted_is_no_date(tmp_path):
    path = write(tmp_path / "t.csv", DAYS)

    with pytest.raises(DataError, match="cannot be predicted"):
        load(settings(path, kind="date").replace(target="when"))


def test_a_logarithm_of_dates_is_refused(tmp_path):
    data = settings(write(tmp_path / "t.csv", DAYS), scaling="log")

    with pytest.raises(DataError, match="no logarithm"):
        prepare(load(data), data)


def test_a_split_by_time_knows_dates(tmp_path):
    whens = DAYS[::-1]
    path = write(tmp_path / "t.csv", whens)
    found = load(DataSettings(path=str(path), target="y", split="time", split_column="when"))

    assert found.lines["test"].tolist() == list(range(2, 14))  # the latest come first in the file


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_dates_of_other_files_are_dates(kind, tmp_path):
    times = [datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=7 * i) for i in range(40)]
    path = tmp_path / f"t.{kind}"
    if kind == "parquet":
        duckdb = pytest.importorskip("duckdb")
        rows = ", ".join(f"(TIMESTAMP '{time}', {i % 7}, {i % 2})" for i, time in enumerate(times))
        duckdb.sql(f"COPY (SELECT * FROM (VALUES {rows}) t(\"when\", x, y)) TO '{path}' (FORMAT PARQUET)")
    else:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.append(["when", "x", "y"])
        for i, time in enumerate(times):
            book.active.append([time, i % 7, i % 2])
        book.save(path)
    data = settings(path, parts=["hour", "day"])

    found = prepare(load(data.replace(test_split=0.0)), data)

    assert found.x_train["x"][:, :2].tolist() == [[time.hour, time.day] for time in times]


def test_the_command_line_tells_and_sets_dates(tmp_path, capsys):
    path = write(tmp_path / "t.csv", DAYS)

    assert main(["data", str(path), "--target", "y", "--parts", "when=weekday,year_cycle", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [column["kind"] for column in found["columns"]] == ["date", "number", "number"]
    assert found["measured"][0]["kind"] == "date"
    assert found["fitted"]["columns"][0]["parts"] == ["weekday", "year_cycle"]
    assert found["recipe"]["columns"] == [{"name": "when", "parts": ["weekday", "year_cycle"]}]
    assert main(["data", str(path), "--parts", "when=week"]) == 2
    assert "--parts 'week': there are days, year" in capsys.readouterr().err
    assert main(["data", str(path), "--date-form", "when=backwards"]) == 2


def test_a_network_is_made_for_a_table_with_dates(tmp_path, capsys):
    write(tmp_path / "t.csv", [*DAYS, *DAYS])

    assert main(["new", "--data", str(tmp_path / "t.csv"), "--target", "y", "-o", str(tmp_path / "n.netb")]) == 0
    assert main(["train", str(tmp_path / "n.netb"), "--epochs", "1", "--in-place"]) == 0
    assert main(["predict", str(tmp_path / "n.netb"), str(tmp_path / "t.csv"), "-o", str(tmp_path / "a.csv")]) == 0

    assert (tmp_path / "a.csv").read_text().startswith("when,x,y,predicted")
