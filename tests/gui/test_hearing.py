"""What a screen reader finds on the canvas and says: faces of blocks, ports and wires, and news that it is told."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QComboBox, QWidget

from netbuilder.data import DataSettings
from netbuilder.graph import edits
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.project import Project
from netbuilder.ui.canvas import hearing
from netbuilder.ui.window import commands
from tests.gui.conftest import open_template
from tests.networks import chain

pytestmark = pytest.mark.skipif(not hearing.install(), reason="needs PySide6 6.11")
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


def face_of(window):
    return QAccessible.queryAccessibleInterface(window.workspace.view)


def children(face):
    return [face.child(i) for i in range(face.childCount())]


def named(face, start: str):
    return next(child for child in children(face) if child.text(NAME).startswith(start))


def set_layer(session, name: str, layer) -> None:
    session.edit("set", edits.set_layer(session.graph, name, layer))


def cut(session, name: str) -> None:
    session.edit("cut", edits.cut(session.graph, [(name, 0)]))


def act(face, name: str) -> None:
    face.actionInterface().doAction(name)


def test_every_child_knows_its_parent_and_its_place(window, mlp):
    waiting, seen = [face_of(window)], 0
    while waiting:
        face = waiting.pop()
        for i, child in enumerate(children(face)):
            assert child.parent() == face
            assert face.indexOfChild(child) == i
            waiting.append(child)
            seen += 1

    assert seen > 3 + 2 + 5  # blocks, wires, ports, and the widgets on the canvas


def test_a_block_says_what_it_is_and_what_is_wrong_with_it(window, mlp):
    set_layer(mlp, "dense_1", Dense(10, "softmax", use_bias=False))
    block = named(face_of(window), "dense_1,")

    assert block.role() == QAccessible.Role.ListItem
    assert block.text(NAME) == "dense_1, Dense"
    for part in ("10 units", "output 10", "640 parameters", "reads dense"):
        assert part in block.text(DESCRIPTION)
    cut(mlp, "dense_1")
    assert mlp.problems_of("dense_1")
    assert "Not connected yet" in named(face_of(window), "dense_1,").text(DESCRIPTION)


def test_ports_and_wires_say_what_they_join(window, mlp):
    face = face_of(window)
    inside = [port.text(NAME) for port in children(named(face, "dense,"))]

    assert inside == ["Input of dense, reads input_layer, 784", "Output of dense, feeds dense_1, 64"]
    assert named(face, "Wire").text(NAME) == "Wire from input_layer to dense, 784"


def test_what_is_under_a_point_is_the_block_that_is_drawn_there(window, mlp, hand):
    place = hand.port.mapToGlobal(hand.block("dense"))
    found = face_of(window).childAt(place.x(), place.y())

    assert found.text(NAME) == "dense, Dense"
    assert found.rect().contains(place)
    assert not found.state().offscreen


def test_pressing_selects_and_the_focus_follows_the_arrow_keys(window, mlp, hand):
    face = face_of(window)
    window.activateWindow()
    window.workspace.view.setFocus()
    act(named(face, "dense,"), "Press")
    assert mlp.selection == {"dense"}
    hand.key(Qt.Key.Key_Down)

    assert face.focusChild().text(NAME) == "dense_1, Dense"
    assert named(face, "dense_1,").state().selected
    assert named(face, "dense_1,").state().focused
    assert not named(face, "dense,").state().selected


def test_a_port_leads_to_the_other_end_of_its_wire(window, mlp):
    ports = children(named(face_of(window), "dense,"))
    act(ports[0], "Press")
    assert mlp.selection == {"input_layer"}
    act(ports[1], "Press")
    assert mlp.selection == {"dense_1"}


def test_blocks_ports_and_wires_open_the_menu_that_is_theirs(window, mlp, qtbot):
    face, asked = face_of(window), []
    window.workspace.view.menu_asked.disconnect()
    window.workspace.view.menu_asked.connect(lambda _place, meant: asked.append(meant))
    block = named(face, "dense,")
    for one in (block, block.child(0), named(face, "Wire from dense")):
        act(one, "ShowMenu")
    qtbot.waitUntil(lambda: len(asked) == 3)

    assert [(meant.node, meant.port, meant.wire) for meant in asked] == [
        ("dense", None, None), ("dense", ("in", 0), None), ("", None, ("dense_1", 0)),
    ]  # fmt: skip


def test_a_block_that_holds_a_network_is_opened(window, mlp):
    mlp.select(["dense", "dense_1"])
    commands.blocks.group_blocks(window)
    (name,) = mlp.selection
    block = named(face_of(window), f"{name},")
    assert "Open" in block.actionInterface().actionNames()
    known = named(face_of(window), "input_layer,")
    act(block, "Open")

    assert mlp.place == (name,)
    assert not shiboken6.isValid(known)
    assert named(face_of(window), "dense,").isValid()


def test_a_face_that_outlives_its_block_is_answered_with_nothing(window, mlp):
    face = face_of(window)
    block = named(face, "dense_1,")
    port, number = block.child(0), QAccessible.uniqueId(block)
    mlp.select(["dense_1"])
    mlp.editing.delete()

    assert QAccessible.accessibleInterface(number) is None
    for gone in (block, port):
        assert not shiboken6.isValid(gone)
        assert not gone.isValid()
        assert gone.text(NAME) == ""
    mlp.undo_stack.undo()
    assert named(face_of(window), "dense_1,").isValid()


def test_a_renamed_block_has_a_face_of_its_new_name(window, mlp):
    face = face_of(window)
    children(face)
    mlp.editing.rename("dense", "hidden")

    assert named(face, "hidden,").text(NAME) == "hidden, Dense"
    assert all(not child.text(NAME).startswith("dense,") for child in children(face))


def test_a_closed_project_leaves_no_face(window, mlp):
    numbers = [QAccessible.uniqueId(child) for child in children(face_of(window))]
    numbers.append(QAccessible.uniqueId(face_of(window)))
    commands.file.close_tab(window)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()

    assert all(QAccessible.accessibleInterface(number) is None for number in numbers)


def test_many_views_come_and_go_while_they_are_looked_at(window):
    for i in range(20):
        open_template(window, "mlp")
        held = [child for child in children(face_of(window)) if i % 2]
        commands.file.close_tab(window)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del held
        gc.collect()

    assert not window.documents.workspaces


def test_of_a_large_network_only_what_is_asked_for_has_a_face(window):
    window.documents.open(Project(chain(Input((4,)), *(Dense(4) for _ in range(500)))))
    face = face_of(window)
    assert face.childCount() >= 1001
    assert face.child(400).text(NAME) == "dense_399, Dense"

    assert len(face.things._faces) == 1


def test_an_older_pyside_starts_without_it(monkeypatch):
    monkeypatch.setattr(hearing.PySide6, "__version_info__", (6, 10, 2))

    assert not hearing.install()


# -- the widgets around it --------------------------------------------------------------------------------

DIALOGS = (
    "show_shortcuts", "show_layer_help", "show_coverage", "export_model", "choose_engine", "set_limits",
    "cross_validate", "examine", "show_commands",
)  # fmt: skip


def nameless(top) -> set[str]:
    """What the keyboard reaches and a screen reader has no word for."""
    found = set()
    for widget in top.findChildren(QWidget):
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.objectName().startswith("qt_")
        if not widget.isVisible() and isinstance(widget, QAbstractButton) and not widget.text():
            continue  # it gets its words when it is shown
        owner = widget.parentWidget()
        inner = isinstance(owner, QAbstractScrollArea) or (owner is not None and isinstance(owner.parent(), QComboBox))
        face = QAccessible.queryAccessibleInterface(widget)
        # Of a row of tabs Qt gives the name of the one in front: without any there is nothing to reach.
        if reached and not inner and not face.text(NAME).strip() and getattr(widget, "count", lambda: 1)():
            found.add(f"{type(widget).__name__} in {type(owner).__name__}")
    return found


def test_all_that_the_keyboard_reaches_has_a_name(window):
    assert nameless(window) == set()
    session = open_template(window, "mlp")
    for chosen in ((), ("dense",), ("dense", "dense_1")):
        session.select(chosen)
        for panel in ("training", "evaluate", "data", "code", "problems", "runs"):
            window.workspace.show_panel(panel)
            QApplication.processEvents()
        assert nameless(window) == set(), chosen


@pytest.mark.parametrize("name", DIALOGS)
def test_all_that_the_keyboard_reaches_in_a_dialog_has_a_name(name, window, mlp):
    window.actions_[name].trigger()
    QApplication.processEvents()

    assert nameless(window) == set()


# -- news -------------------------------------------------------------------------------------------------


@pytest.fixture
def heard(window, qtbot):
    """What is said, a reader listening."""
    window.announcer.is_heard = lambda: True
    said: list[str] = []
    window.announcer.said.connect(said.append)

    def so_far() -> str:
        qtbot.wait(300)
        text = " | ".join(said)
        said.clear()
        return text

    return so_far


def test_edits_are_told_in_words(window, mlp, heard):
    heard()
    mlp.editing.append_layer(Dense(3))
    assert "Added dense_2, Dense" in heard()
    mlp.editing.rename("dense_2", "last")
    assert "dense_2 is now called last" in heard()
    cut(mlp, "last")
    assert "no longer leads to last" in heard()
    mlp.select(["last"])
    mlp.editing.delete()
    assert "Removed last" in heard()


def test_a_large_edit_is_told_in_one_sentence(window, mlp, heard):
    mlp.editing.select_all()
    mlp.editing.duplicate()
    mlp.editing.select_all()
    mlp.editing.duplicate()
    heard()
    mlp.undo_stack.undo()

    assert heard().count("Removed") == 1


def test_a_new_problem_is_told_once_and_its_end_too(window, mlp, heard):
    heard()
    set_layer(mlp, "dense", Conv2D(3, 3))
    assert "Error: dense" in heard()
    mlp.editing.append_layer(Dense(10, "softmax"))
    assert "Error" not in heard()
    set_layer(mlp, "dense", Dense(64))

    assert "No problems" in heard()


def test_a_training_tells_its_begin_and_end_and_not_each_epoch(window, mlp, heard, qtbot):
    mlp.change("settings", mlp.project.replace(training=mlp.project.training.replace(epochs=30)))
    mlp.change("data", mlp.project.replace(data=DataSettings(source="iris", scaling="standardize")))
    mlp.editing.select_all()
    mlp.edit("iris", chain(Input((4,)), Dense(8, "relu"), Dense(3, "softmax")))
    heard()
    commands.training.train(window)
    qtbot.waitUntil(lambda: mlp.trainer.record is not None and not mlp.trainer.is_running, timeout=60_000)
    told = heard()

    assert "Training has begun" in told
    assert "Training is finished" in told
    assert told.count("epoch ") <= 6


def test_who_does_not_listen_is_told_nothing(window, mlp, qtbot):
    said: list[str] = []
    window.announcer.said.connect(said.append)
    mlp.editing.append_layer(Dense(3))
    qtbot.wait(300)

    assert said == []
