"""From a table by time to a forecast with its times, by the command line."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.project import read_project

START = np.datetime64("2024-03-01T00:00")


def series(path, count=220, sites=("north", "south"), seed=0, start=0, gap=None):
    """An hourly load with a cycle of 8 hours and one of 56, noise, and perhaps a gap, for each site."""
    rng = np.random.default_rng(seed)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["when", "site", "wind", "load"])
        for hour in range(start, start + count):
            if gap is not None and hour in gap:
                continue
            for k, site in enumerate(sites):
                load = 20 + 5 * k + 6 * np.sin(2 * np.pi * hour / 8) + 2 * np.sin(2 * np.pi * hour / 56 + k)
                time = str(START + np.timedelta64(hour, "h")).replace("T", " ")
                writer.writerow([time, site, round(rng.normal(), 3), round(load + rng.normal(0, 0.3), 3)])
    return path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    series(tmp_path / "load.csv", gap=range(100, 110))
    return tmp_path


NEW = ["new", "--data", "load.csv", "--target", "load", "--group-column", "site", "--window", "8", "-o", "net.netb"]


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_what_a_series_holds_is_told(folder, capsys):
    options = ["--target", "load", "--time-column", "when", "--group-column", "site", "--window", "8", "--horizon", "2"]
    assert main(["data", "load.csv", *options]) == 0

    told = capsys.readouterr().out
    for sentence in (
        "time by when: 2024-03-01 00:00 to 2024-03-10 03:00, a row every 1 hour",
        "2 gaps in time, the longest of 11 hours before line 202: windows reach over them",
        "2 groups by site: no window reaches over two",
        "windows of 8 rows, which tell what is 2 ahead",
        "a window is 8 hours long, and tells what comes after 2 hours",
        "x (8, 2)",
        "split by time",
        "without any network, load as in the last row of each window: mean absolute error",
    ):
        assert sentence in told


def test_a_table_that_looks_like_a_series_is_told_with_what_takes_it_so(folder, capsys):
    assert main(["data", "load.csv", "--target", "load", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["series"]
    assert found["options"] == ["--window N", "--time-column when", "--group-column site"]
    assert "time by when: 2024-03-01 00:00 to 2024-03-10 03:00, a row every 1 hour" in found["found"]
    assert "site tells 2 series apart" in found["found"]
    assert any("2 gaps in time, the longest of 11 hours before line 202" in note for note in found["found"])

    (folder / "plain.csv").write_text("a,b\n" + "".join(f"{i},{i % 2}\n" for i in range(20)))
    assert main(["data", "plain.csv"]) == 0
    assert "windows" not in capsys.readouterr().out


def test_a_series_becomes_a_forecast(folder, capsys):
    assert main(NEW) == 0
    assert "when says when rows were" in capsys.readouterr().out
    graph = read_project("net.netb").project.graph
    assert [node.layer.snake() for node in graph.nodes.values()] == ["input_layer", "lstm", "dense", "dense"]
    assert main(["train", "net.netb", "--epochs", "40", "--seed", "1", "--in-place"]) == 0
    capsys.readouterr()

    assert main(["evaluate", "net.netb", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["mean_absolute_error"] < scores["naive"]["y"] / 2
    assert main(["evaluate", "net.netb"]) == 0
    assert "without any network, load as in the last row" in capsys.readouterr().out

    series(folder / "new.csv", 20, start=300, seed=5)
    assert main(["predict", "net.netb", "new.csv", "-o", "answers.csv"]) == 0
    answers = rows_of(folder / "answers.csv")
    known = [row for row in answers if row["load"] and row["predicted load"]]
    assert len(known) == 2 * (20 - 8)
    errors = [abs(float(row["load"]) - float(row["predicted load"])) for row in known]
    assert np.mean(errors) < scores["naive"]["y"] / 2
    ahead = answers[-2:]
    assert [row["site"] for row in ahead] == ["north", "south"]
    assert {row["when"] for row in ahead} == {str(START + np.timedelta64(320, "h")).replace("T", " ")}
    assert all(row["predicted load"] and not row["load"] for row in ahead)

    # What is to be predicted need not be known, and rows may be in another order.
    with (folder / "bare.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["site", "wind", "load", "when"])
        writer.writeheader()
        writer.writerows(reversed(rows_of(folder / "new.csv")))
    assert main(["predict", "net.netb", "bare.csv", "-o", "again.csv"]) == 0
    by_row = {(row["when"], row["site"]): row["predicted load"] for row in answers}
    assert {(row["when"], row["site"]): row["predicted load"] for row in rows_of(folder / "again.csv")} == by_row
    assert main(["evaluate", "net.netb", "--data", "new.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 24


def test_several_steps_ahead_come_after_the_last_row(folder, capsys):
    assert main([*NEW, "--horizon", "3"]) == 0
    assert main(["train", "net.netb", "--epochs", "1", "--in-place"]) == 0
    series(folder / "new.csv", 12, sites=("south",), start=300)

    assert main(["predict", "net.netb", "new.csv", "-o", "answers.csv"]) == 0

    answers = rows_of(folder / "answers.csv")
    assert [row["when"][-5:] for row in answers[-3:]] == ["00:00", "01:00", "02:00"]
    assert [bool(row["predicted load"]) for row in answers] == [False] * 10 + [True] * 5


def test_a_label_of_the_last_row_can_be_told(folder):
    rows = rows_of(folder / "load.csv")
    with (folder / "states.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["when", "site", "load", "state"])
        writer.writerows([r["when"], r["site"], r["load"], "high" if float(r["load"]) > 24 else "low"] for r in rows)
    new = ["new", "--data", "states.csv", "--group-column", "site", "--window", "4", "--horizon", "0", "-o", "n.netb"]
    assert main(new) == 0
    assert main(["train", "n.netb", "--epochs", "3", "--in-place"]) == 0

    assert main(["predict", "n.netb", "states.csv", "-o", "answers.csv"]) == 0

    answers = rows_of(folder / "answers.csv")
    assert len(answers) == len(rows)
    assert sum(row["predicted state"] != "" if "predicted state" in row else row["predicted"] != "" for row in answers)


def test_what_windows_cannot_be_made_of_is_told_once(folder, capsys):
    assert main(["data", "load.csv", "--window", "300", "--time-column", "when", "--group-column", "site"]) == 1
    assert "no window fits" in capsys.readouterr().out
    assert main(["data", "load.csv", "--window", "8", "--split", "fraction"]) == 1
    found = capsys.readouterr().out
    assert "windows share rows" in found
    assert "--split time" in found
    assert main(["data", "load.csv", "--window", "8", "--time-column", "then"]) == 1
    assert "no column 'then'" in capsys.readouterr().out
    assert main([*NEW]) == 0
    series(folder / "short.csv", 5)
    assert main(["train", "net.netb", "--epochs", "1", "--in-place"]) == 0
    assert main(["predict", "net.netb", "short.csv", "-o", "a.csv"]) == 2
    assert "no window fits" in capsys.readouterr().err
    assert main(["train", "net.netb", "--folds", "3", "--epochs", "1"]) == 2
    assert "folds" in capsys.readouterr().err


def test_the_doctor_knows_that_windows_share_no_rows(folder, capsys):
    assert main(NEW) == 0
    main(["doctor", "net.netb"])

    found = capsys.readouterr().out
    assert "no window reaches from one part into another" in found
    assert "problem" not in found
