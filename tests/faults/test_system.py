"""What the system takes away: places to write to, names that are text, a language's own letters and decimals (faults
75 to 77)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from netbuilder.cli import main
from netbuilder.layers import Layer
from netbuilder.project import Project, write_project
from netbuilder.ui.widgets.fields import editor_for
from tests.networks import mlp

START = """
import locale, sys
from pathlib import Path
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
if len(sys.argv) > 1:
    QLocale.setDefault(QLocale(sys.argv[1]))
from netbuilder import project
from netbuilder.ui.app import start
application, window, collector = start([])
QTest.qWait(1000)
locale.setlocale(locale.LC_ALL, "")
window.documents.open_template("mlp")
application.processEvents()
print("TOLD:", window.statusBar().currentMessage())
session = window.session
project.write_project(Path("net.netb"), session.project.replace(training=session.project.training.replace(epochs=7)))
print("EPOCHS:", project.read_project(Path("net.netb")).project.training.epochs)
window.close()
collector.stop()
"""


def run(arguments, folder, **variables):
    """A program of its own in a folder; what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "XDG_"))}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**kept, **variables}, capture_output=True, text=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip


NOWHERE = {"HOME": "/dev/null", "XDG_CONFIG_HOME": "/dev/null/config", "NETBUILDER_STATE": "/dev/null/state"}


def test_without_a_home_to_write_to_the_window_works_and_says_so_once(tmp_path):
    """Fault 75. A file in the place of a folder: who is root may write into any folder."""
    done = run(["-c", START], tmp_path, **NOWHERE, NETBUILDER_CACHE="/dev/null/cache")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Settings will not be kept for the next start: settings, /dev/null/state") == 1
    assert "EPOCHS: 7" in done.stdout


def test_without_a_home_to_write_to_the_command_line_trains(tmp_path):
    """Fault 75."""
    done = run(["-m", "netbuilder", "new", "mlp", "-o", "net.netb"], tmp_path, **NOWHERE)
    assert done.returncode == 0, done.stderr

    done = run(["-m", "netbuilder", "train", "net.netb", "-o", "net.netb", "--epochs", "1"], tmp_path, **NOWHERE)

    assert done.returncode == 0, done.stderr
    assert "epoch 1 of 1" in done.stdout


def test_with_a_home_nothing_is_said_of_it(tmp_path):
    done = run(["-c", START], tmp_path, XDG_CONFIG_HOME=str(tmp_path / "c"), NETBUILDER_STATE=str(tmp_path / "s"))

    assert done.returncode == 0, done.stderr
    assert "TOLD: \n" in done.stdout


@pytest.mark.parametrize("language", ["C", "tr_TR.UTF-8"])
def test_numbers_and_names_are_the_same_under_every_locale_of_the_command_line(language, tmp_path):
    """Fault 77."""
    plain = ["train", "net.netb", "-o", "net.netb", "--epochs", "1", "--seed", "3", "--deterministic", "--json"]
    told = []
    for variables in ({"LC_ALL": "C.UTF-8"}, {"LC_ALL": language, "LANG": language}):
        run(["-m", "netbuilder", "new", "mlp", "-o", "net.netb"], tmp_path, **variables)
        done = run(["-m", "netbuilder", *plain], tmp_path, **variables)
        assert done.returncode == 0, done.stderr
        told.append([json.loads(line) for line in done.stdout.splitlines()])
        summary = run(["-m", "netbuilder", "summary", "net.netb"], tmp_path, **variables)
        assert summary.returncode == 0
        told[-1].append(summary.stdout.encode("ascii", "replace"))

    assert told[0][0] == told[1][0]
    assert {k: v for k, v in told[0][1].items() if "loss" in k} == {k: v for k, v in told[1][1].items() if "loss" in k}


@pytest.mark.parametrize("language", ["tr_TR"])
def test_the_window_writes_the_same_files_under_a_locale_with_other_decimals_and_letters(language, tmp_path):
    """Fault 77: in Turkish the small letter of I has no dot, and 0.5 is written 0,5."""
    variables = {"XDG_CONFIG_HOME": str(tmp_path / "c"), "NETBUILDER_STATE": str(tmp_path / "s")}
    done = run(["-c", START, language], tmp_path, **variables)

    assert done.returncode == 0, done.stderr
    assert "EPOCHS: 7" in done.stdout


@pytest.mark.parametrize("language", ["tr_TR", "de_DE"])
def test_a_field_shows_and_reads_a_decimal_point_under_a_locale_with_commas(language, qtbot):
    """Fault 77."""
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        edit = editor_for(Layer.registry["Dropout"].field("rate"))
        qtbot.addWidget(edit)
        edit.set_value(0.5)
        assert edit.lineEdit().text() == "0.5"
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize("suffix", [".keras", ".onnx", ".npz", ".py", ".svg", ".netb"])
def test_files_whose_names_are_no_text_are_read_and_written(suffix, tmp_path, capsys):
    """Fault 76."""
    named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff\xe9t.netb"))
    write_project(named, Project(mlp()))
    target = Path(os.fsdecode(os.fsencode(tmp_path) + b"/o\xff" + suffix.encode()))

    status = main(["export", str(named), "-o", str(target), *([] if suffix == ".netb" else ["--no-verify"])])

    assert (status, capsys.readouterr().err) == (0, "")
    assert target.stat().st_size > 0


def test_a_file_whose_name_is_no_text_and_that_is_not_there_is_one_sentence(tmp_path, capsys):
    assert main(["summary", os.fsdecode(os.fsencode(tmp_path) + b"/no\xff.netb")]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert line.isprintable()
    assert "could not be read" in line
