"""In every panel and dialog no text is cut and no widget lies over another, at all sizes, themes and languages."""

from __future__ import annotations

import subprocess

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from tests.gui.measuring import faults_of
from tests.gui.scenes import Scenes, settle
from tests.gui.screenshots import SIZES, taken

# -- it can be seen ---------------------------------------------------------------------------------------


@pytest.fixture
def room(qtbot):
    """A window with a sentence and a button, in which all is well."""
    made = QWidget()
    made.label, made.button = QLabel("a sentence of some length"), QPushButton("a button")
    box = QVBoxLayout(made)
    box.addWidget(made.label)
    box.addWidget(made.button)
    qtbot.addWidget(made)
    made.show()
    settle()
    assert faults_of(made) == []
    return made


def test_a_text_that_is_cut_is_found(room):
    room.label.setFixedWidth(40)
    settle()
    assert "a sentence" in faults_of(room)[0]


def test_a_button_that_is_cut_is_found(room):
    room.button.setFixedWidth(20)
    settle()
    assert "a button" in faults_of(room)[0]


def test_what_covers_another_is_found(room):
    room.button.setGeometry(room.label.geometry())
    assert any("lies over" in fault for fault in faults_of(room))


def test_what_reaches_out_is_found(room):
    room.button.setGeometry(QRect(QPoint(room.width() - 20, 40), room.button.size()))
    assert any("reaches out" in fault for fault in faults_of(room))


# -- and it is nowhere --------------------------------------------------------------------------------------


@pytest.fixture
def scenes(tmp_path, qapp):
    """A window with two projects."""
    made = Scenes(tmp_path)
    made.prepare_some()
    yield made
    made.close()
    language.choose(SOURCE)


def test_on_a_small_screen_nothing_is_cut_or_covered_in_either_language(scenes):
    scenes.window.resize(1024, 768)
    found = set()
    for spoken in (SOURCE, CHINESE):
        language.choose(spoken)
        settle()
        found |= {f"{spoken} {scene.name}: {fault}" for scene in scenes.some() for fault in scene.faults}

    assert found == set()
    assert (scenes.window.width(), scenes.window.height()) == (1024, 768)


@pytest.mark.long
@pytest.mark.parametrize("scale", SIZES)
def test_nothing_is_cut_or_covered_anywhere(scale, tmp_path):
    done = taken(tmp_path, scale, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    assert done.stdout == ""
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(list(tmp_path.iterdir())) == 4 * len(SIZES[scale])
