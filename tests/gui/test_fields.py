"""A field shows the graph's value, a decision is a step of its own, and a name typed whole is the one that is meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from netbuilder.engine.losses import Loss
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.ui.widgets.fields import ChoiceEdit
from tests.gui.conftest import type_into


@pytest.fixture
def form(mlp, window):
    """The form of the hidden layer."""
    window.activateWindow()
    mlp.select({"dense"})
    return window.workspace.inspector.block.form


def test_undo_beside_an_error_shows_the_value_of_the_graph_and_no_error(form, mlp, qtbot):
    units = form.row("units")
    type_into(qtbot, units.editor, "77")
    type_into(qtbot, units.editor, "-3")
    assert units.error.isVisible()
    assert units.editor.hasFocus()
    mlp.undo_stack.undo()

    assert mlp.graph["dense"].layer.units == 64
    assert units.editor.lineEdit().text() == "64"
    assert not units.error.isVisible()
    assert not units.editor.property("wrong")


def test_an_error_goes_once_something_else_is_changed(form, mlp, qtbot):
    units = form.row("units")
    type_into(qtbot, units.editor, "none")
    assert units.error.isVisible()
    mlp.editing.rename("dense", "hidden")
    mlp.select({"hidden"})

    assert not units.error.isVisible()
    assert units.editor.lineEdit().text() == "64"


def test_the_name_follows_the_graph_while_one_is_in_it(form, mlp, window, qtbot):
    name = window.workspace.inspector.block.name
    type_into(qtbot, form.row("units").editor, "65")
    type_into(qtbot, name, "2 words")
    assert name.property("wrong")
    mlp.undo_stack.undo()

    assert name.hasFocus()
    assert name.text() == "dense"
    assert not name.property("wrong")


def test_two_values_typed_one_after_the_other_are_two_steps(form, mlp, qtbot):
    units = form.row("units").editor
    type_into(qtbot, units, "70")
    type_into(qtbot, units, "80")
    assert mlp.undo_stack.count() == 2
    mlp.undo_stack.undo()

    assert mlp.graph["dense"].layer.units == 70


def test_stepping_on_is_one_step_and_stepping_after_a_pause_for_thought_another(form, mlp, qtbot):
    units = form.row("units").editor
    units.setFocus()
    for _ in range(3):
        qtbot.keyClick(units, Qt.Key.Key_Up)
    assert mlp.graph["dense"].layer.units == 67
    assert mlp.undo_stack.count() == 1
    qtbot.keyClick(units, Qt.Key.Key_Return)
    for _ in range(2):
        qtbot.keyClick(units, Qt.Key.Key_Up)
    assert mlp.undo_stack.count() == 2
    mlp.undo_stack.undo()
    assert mlp.graph["dense"].layer.units == 67
    qtbot.keyClick(units, Qt.Key.Key_Down)
    qtbot.keyClick(units, Qt.Key.Key_Down)
    mlp.undo_stack.undo()
    assert mlp.graph["dense"].layer.units == 67


def test_two_choices_are_two_steps(form, mlp, qtbot):
    use_bias = form.row("use_bias").editor
    form._page._toggle()
    for _ in range(2):
        qtbot.mouseClick(use_bias, Qt.MouseButton.LeftButton, pos=_corner(use_bias))

    assert mlp.undo_stack.count() == 2


def _corner(box):
    place = box.rect().center()
    place.setX(8)
    return place


def test_numbers_of_the_training_are_steps_of_their_own_too(mlp, window, qtbot):
    window.activateWindow()
    epochs = window.workspace.inspector.training.numbers.row("epochs").editor
    type_into(qtbot, epochs, "7")
    type_into(qtbot, epochs, "9")
    mlp.undo_stack.undo()

    assert mlp.project.training.epochs == 7


@pytest.mark.parametrize("name", ["relu", "relu6", "tanh", "softmax", "softplus", "linear", "selu", "elu"])
@pytest.mark.parametrize("opened", [False, True], ids=["closed", "open"])
def test_a_name_typed_whole_is_chosen_though_others_begin_so(form, mlp, qtbot, name, opened):
    choice = form.row("activation").editor
    choice.setFocus()
    if opened:
        choice.showPopup()
        QTest.keyClicks(choice.view(), name)
        QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    else:
        QTest.keyClicks(choice, name)
    QApplication.processEvents()

    assert choice.currentText() == name
    assert mlp.graph["dense"].layer.activation == name


def test_a_name_typed_is_one_step(form, mlp, qtbot):
    choice = form.row("activation").editor
    choice.setFocus()
    QTest.keyClicks(choice, "softsign")
    assert mlp.graph["dense"].layer.activation == "softsign"
    assert mlp.undo_stack.count() == 1
    mlp.undo_stack.undo()

    assert mlp.graph["dense"].layer.activation == "relu"
    assert choice.currentText() == "relu"


def type_at(choice: ChoiceEdit, name: str, second: int) -> None:
    """Letters that a keyboard sends from that second on."""
    for i, letter in enumerate(name):
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        press.setTimestamp(1000 * second + 20 * i)
        QApplication.sendEvent(choice, press)


def every_choice():
    return {"activation": ActivationKind().choices, "loss": tuple(Loss.registry)}


@pytest.mark.parametrize("kind", every_choice())
def test_each_name_of_a_list_can_be_typed_from_each_other(kind, qtbot):
    names = every_choice()[kind]
    choice = ChoiceEdit(names)
    qtbot.addWidget(choice)
    for i, name in enumerate(names):
        choice.setCurrentIndex(0 if name != names[0] else 1)
        type_at(choice, name, 10 * i)
        assert choice.currentText() == name


def test_the_same_letter_again_goes_on(qtbot):
    choice = ChoiceEdit(("relu", "linear", "relu6", "rrelu"))
    qtbot.addWidget(choice)
    seen = []
    for _ in range(3):
        QTest.keyClicks(choice, "r")
        seen.append(choice.currentText())

    assert seen == ["relu6", "rrelu", "relu"]
