"""Random gestures are worth their time only if they find what is wrong: here it is made wrong."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import Phase
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from netbuilder.graph import Graph
from netbuilder.project import read_project
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.session.undo import Edit
from netbuilder.ui.window.main_window import MainWindow
from tests.gui import test_random_gestures
from tests.gui.test_random_gestures import run, stage

__all__ = ["stage"]  # the fixture
undo, follow, read = Edit.undo, WireItem.follow, read_project


def forget_a_moved_block(edit: Edit) -> None:
    """Undo leaves the last of several moved blocks where it was moved to."""
    undo(edit)
    before, after = edit._before.graph, edit._after.graph
    moved = [name for name, node in after.nodes.items() if name in before and before[name].position != node.position]
    if len(moved) > 1 and set(before.nodes) == set(after.nodes):
        stays = before[moved[-1]].replace(position=after[moved[-1]].position)
        edit._document.project = edit._before.replace(graph=before.with_nodes(stays))


def leave_a_timer(edit: Edit) -> None:
    """Undo of a new block leaves a timer in the window."""
    undo(edit)
    if len(edit._after.graph) > len(edit._before.graph):
        (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
        QTimer(window)


def warn(edit: Edit) -> None:
    """Qt has something to say when a bypass is undone."""
    undo(edit)
    if "bypass" in edit.text().lower():
        qWarning("a painter was not ended")


def lag(wire: WireItem, way) -> None:
    """A wire to a block's second input stays where it was."""
    if wire.index == 0 or not wire.points:
        follow(wire, way)


def read_without_outputs(path):
    """A file is read without the order of its outputs."""
    file = read(path)
    project = file.project
    return dataclasses.replace(file, project=project.replace(graph=Graph.of(project.graph.nodes.values())))


@pytest.mark.long
@pytest.mark.qt_log_level_fail("CRITICAL")  # the warning is meant
@pytest.mark.parametrize(
    ("owner", "name", "fault"),
    [
        (Edit, "undo", forget_a_moved_block),
        (Edit, "undo", leave_a_timer),
        (Edit, "undo", warn),
        (WireItem, "follow", lag),
        (test_random_gestures, "read_project", read_without_outputs),
    ],
    ids=lambda value: value.__name__ if callable(value) and not isinstance(value, type) else "",
)
def test_random_gestures_find(owner, name, fault, stage, monkeypatch):
    monkeypatch.setattr(owner, name, fault)
    with pytest.raises(AssertionError):
        run(stage, 0, 40, [Phase.generate])
