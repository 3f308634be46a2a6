"""kill -9 in the middle of the work: the next start offers every project as it was a moment before, and opens it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from netbuilder.project import read_project
from netbuilder.project.recovery import recovered
from netbuilder.ui.window.main_window import MainWindow
from tests.gui.agreement import assert_panels_are_the_document, assert_view_is_the_document, written
from tests.gui.conftest import finish_reading

PATIENCE = 400.0  # a start takes long where much else is going on


def killed_after(tell, seed: int, rests: int, more: int) -> list[tuple[str, list]]:
    """What a program told until it was killed: so many steps after it had kept all for the so-many-eth time."""
    command = [sys.executable, "-m", "tests.gui.killed", str(tell), str(seed)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            lines = tell.read_text().splitlines() if tell.exists() else []
            kinds = [line.partition("\t")[0] for line in lines]
            if kinds.count("rest") > rests or (kinds.count("rest") == rests and kinds[::-1].index("rest") >= more):
                break
            assert process.poll() is None, process.stdout.read().decode()[-3000:]
            assert time.monotonic() < end, f"only {len(lines)} steps"
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    whole = tell.read_text().split("\n")[:-1]  # the last line may be half of one
    return [(kind, json.loads(told)) for kind, _tab, told in (line.partition("\t") for line in whole)]


def assert_all_is_kept(tell, seed: int) -> None:
    """Kills a program, and looks at what it leaves."""
    chosen = random.Random(seed)
    told = killed_after(tell, seed, rests=2 + chosen.randrange(3), more=chosen.randrange(9))
    last = max(i for i, (kind, _) in enumerate(told) if kind == "rest")
    since = [states for _, states in told[last:]]
    for k, (name, is_unsaved, _) in enumerate(told[last][1]):
        if not is_unsaved:
            continue
        offered = [one for one in recovered() if one.name == name]
        assert len(offered) == 1, f"{name}: {[one.name for one in recovered()]}"
        kept = written(read_project(offered[0].path).project)
        assert kept in [states[k][2] for states in since], f"{name} is as it was at none of the last steps"


def assert_all_is_offered(window, qtbot) -> None:
    """On the start page, each with its name; what is opened from there is whole, and is not saved yet."""
    page = window.documents.start_page
    assert page.kept_links
    assert sorted(link.name.text() for link in page.kept_links) == sorted(one.name for one in recovered())
    for link in list(page.kept_links):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
        finish_reading(window)
        assert window.session.is_modified
        assert_view_is_the_document(window.workspace)
        assert_panels_are_the_document(window)
        window.actions_["show_start_page"].trigger()


@pytest.fixture
def started(qtbot, monkeypatch):
    """Starts the window once something was left to it; questions are answered with "don't save"."""
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    made = []

    def start():
        made.append(MainWindow())
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield start
    for window in made:
        window.close()
        window.let_go()


def test_what_was_open_is_offered_after_a_kill(started, qtbot, tmp_path):
    assert_all_is_kept(tmp_path / "told", 3)
    assert_all_is_offered(started(), qtbot)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 124))
def test_what_was_open_is_offered_after_each_of_many_kills(seed, started, qtbot, tmp_path):
    assert_all_is_kept(tmp_path / "told", seed)
    assert_all_is_offered(started(), qtbot)
