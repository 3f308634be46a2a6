"""Data chosen after the network was drawn: its ends follow in the same step, and undo takes both back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from netbuilder.graph import edits
from netbuilder.layers import Dense, Input
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from netbuilder.ui.session.undo import Edit
from tests.gui.conftest import open_template
from tests.networks import chain

DRAWN = Project(chain(Input.starting(), Flatten(), Dense.starting()))


@pytest.fixture
def session(window):
    return window.documents.open(DRAWN).session


def choose(qtbot, window, name):
    """A click on the row of a data set."""
    window.workspace.show_panel("data")
    rows = window.workspace.data.sources
    item = next(rows.item(i) for i in range(rows.count()) if rows.item(i).data(Qt.ItemDataRole.UserRole) == name)
    rows.scrollToItem(item)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(item).center())
    session = window.session
    qtbot.waitUntil(lambda: session.project.data.source == name and session.loader.is_fresh, timeout=15_000)


def head(session):
    layer = session.graph[session.graph.output_names[0]].layer
    return layer.units, layer.activation


def test_the_ends_follow_in_one_step_and_undo_takes_both_back(session, window, hand, qtbot):
    choose(qtbot, window, "digits")
    fitted = session.project
    assert head(session) == (10, "softmax")
    assert session.problems == ()
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "Choose data"

    hand.view.setFocus()
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.project == DRAWN.replace(graph=session.graph)
    assert head(session) == (64, "linear")
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=15_000)
    assert session.project == fitted
    assert not session.undo_stack.canRedo()


def test_other_data_in_the_middle_of_the_work_is_followed_too(session, window, qtbot):
    for name, wanted in (("digits", (10, "softmax")), ("spam", (1, "sigmoid")), ("iris", (3, "softmax"))):
        choose(qtbot, window, name)
        assert head(session) == wanted
        assert session.problems == ()
    assert session.undo_stack.count() == 3


def test_a_choice_that_was_undone_while_it_was_read_changes_nothing(session, window, qtbot):
    session.data_choice.choose("choose", DRAWN.data.replace(source="digits"))
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: not session.loader.is_loading, timeout=15_000)

    assert session.project.graph == session.document.project.graph
    assert head(session) == (64, "linear")
    assert session.undo_stack.canRedo()


def test_an_edit_while_the_data_are_read_keeps_its_own_step(session, window, qtbot):
    session.data_choice.choose("choose", DRAWN.data.replace(source="digits"))
    session.change("widen", session.project.replace(graph=edits.set_fields(session.graph, "flatten", trainable=False)))
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=15_000)

    assert head(session) == (10, "softmax")
    assert [session.undo_stack.text(i) for i in range(3)] == ["choose", "widen", "Fit the ends to the data"]
    assert isinstance(session.undo_stack.command(2), Edit)


def test_a_column_that_becomes_the_target_brings_its_classes(window, qtbot, tmp_path):
    path = tmp_path / "own.csv"
    rows = (f"{i % 5},{i % 3},{i},{'abcd'[i % 4]},{'xyz'[i % 3]}\n" for i in range(60))
    path.write_text("a,b,c,four,three\n" + "".join(rows))
    session = window.documents.open(Project(chain(Input.starting(), Dense.starting()))).session
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=15_000)
    assert head(session) == (3, "softmax")
    wide = session.graph["input_layer"].layer.shape

    panel.target.setCurrentIndex(3)
    panel.target.activated.emit(3)
    qtbot.waitUntil(lambda: session.loader.is_fresh and head(session)[0] == 4, timeout=15_000)
    assert session.problems == ()
    assert [session.graph["input_layer"].layer.shape] == [*session.prepared.input_shapes.values()] != [wide]


def test_a_trained_network_is_left_as_it_is(window, qtbot):
    session = open_template(window, "mlp")
    before = session.graph
    session.change("short", session.project.replace(training=session.project.training.replace(epochs=1)))
    window.actions_["train"].trigger()
    qtbot.waitUntil(lambda: session.document.run is not None and not session.trainer.is_running, timeout=60_000)
    choose(qtbot, window, "digits")

    assert session.graph == before
    assert session.problems
