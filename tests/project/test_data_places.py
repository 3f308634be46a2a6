"""A project finds the data beside it wherever it is opened from, and what was trained stays of that data."""

from __future__ import annotations

import csv
import shutil

import pytest

from netbuilder.cli.main import main
from netbuilder.project import open_file


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A folder with a table, and a project that was made and trained there."""
    folder = tmp_path / "lesson"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with (folder / "own.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("a", "b", "kind"), *((i % 7, i % 5, "xy"[i % 2]) for i in range(60))])
    assert main(["new", "--data", "own.csv", "-o", "net.netb"]) == 0
    assert main(["train", "net.netb", "--epochs", "1", "--in-place", "--seed", "1"]) == 0
    return folder


def test_a_project_is_evaluated_from_elsewhere_as_beside_its_data(lesson, tmp_path, monkeypatch, capsys):
    capsys.readouterr()
    assert main(["evaluate", "net.netb"]) == 0
    here = capsys.readouterr()
    shutil.move(lesson, tmp_path / "moved")
    monkeypatch.chdir(tmp_path)

    assert main(["evaluate", "moved/net.netb"]) == 0
    assert capsys.readouterr() == here


def test_the_data_of_the_project_and_of_its_runs_is_one(lesson, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = open_file(lesson / "net.netb")

    assert found.project.data.path == str(lesson / "own.csv")
    assert found.run.data == found.project.data == found.runs[0].project.data
    assert found.run.snapshot.fitted.settings.path == str(lesson / "own.csv")
    assert found.runs[0].snapshot is None or found.runs[0].snapshot is found.run.snapshot


def test_another_file_of_that_name_where_one_is_is_not_taken(lesson, tmp_path, monkeypatch):
    (tmp_path / "own.csv").write_text("a,b,kind\n1,2,z\n3,4,z\n")
    monkeypatch.chdir(tmp_path)
    assert open_file(lesson / "net.netb").project.data.path == str(lesson / "own.csv")


def test_a_project_in_another_folder_than_its_data_is_found_from_everywhere(lesson, tmp_path, monkeypatch):
    (tmp_path / "projects").mkdir()
    assert main(["new", "--data", "own.csv", "-o", str(tmp_path / "projects" / "net.netb")]) == 0
    monkeypatch.chdir(tmp_path / "projects")
    assert main(["evaluate", "net.netb"]) == 0


def test_beside_its_project_a_path_stays_as_it_was_said(lesson):
    """So that both can be taken elsewhere together."""
    assert open_file(lesson / "net.netb").project.data.path == "own.csv"
