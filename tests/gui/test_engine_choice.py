"""Choosing in the window what trains, and following a run of another Python there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox

from netbuilder.project.external import Elsewhere
from netbuilder.ui.dialogs.engine import EngineDialog
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window import commands
from tests.gui.conftest import open_template
from tests.project.test_external import ANSWER, children, program

ENDLESS = """
import select
tell("begin", epoch=0)
for step in range(1, 100000):
    tell("batch", epoch=0, batch=step - 1, step=step, logs={"loss": 1 / step})
    if select.select([sys.stdin], [], [], 0.01)[0]:
        sys.exit()
"""
FAILING = "raise ValueError('out of luck')"


@pytest.fixture
def dialog(qtbot, window):
    commands.training.choose_engine(window)
    made = window.findChild(EngineDialog)
    yield made
    if shiboken6.isValid(made):
        made.reject()


def checked(qtbot, dialog, python, backend=""):
    dialog.keras.setChecked(True)
    dialog.path.setText(str(python))
    dialog.backend.setCurrentIndex(dialog.backend.findData(backend))
    qtbot.mouseClick(dialog.check_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.check_button.isEnabled, timeout=60_000)
    return dialog.answer.text()


def test_check_shows_what_is_found(qtbot, dialog):
    text = checked(qtbot, dialog, sys.executable, "jax")

    assert text.startswith("✓ Python 3.")
    assert "Keras 3." in text
    assert "JAX" in text
    assert not dialog.command.isVisible()


def test_check_shows_what_is_missing_with_the_command_to_copy(qtbot, dialog, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = tmp_path / "bare" / "bin" / "python"

    assert "has no Keras" in checked(qtbot, dialog, python)
    assert dialog.command.isVisible()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == f"{python} -m pip install keras jax"
    dialog.path.setText("another")
    assert not dialog.command.isVisible()


def test_closing_does_not_wait_for_a_python_that_does_not_answer(qtbot, dialog, tmp_path):
    dialog.keras.setChecked(True)
    dialog.path.setText(str(program(tmp_path, "import time; time.sleep(1000)")))
    dialog.check()
    qtbot.waitUntil(lambda: bool(children("probe.py")), timeout=30_000)
    dialog.reject()

    assert not children("probe.py")


def test_without_a_path_it_is_asked_for(qtbot, dialog):
    dialog.keras.setChecked(True)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    assert dialog.isVisible()
    assert dialog.answer.text()


def test_the_choice_is_remembered_and_shown(qtbot, window, dialog):
    open_template(window, "mlp")
    assert window.workspace.training.engine_button.text() == "Engine: NumPy"
    dialog.keras.setChecked(True)
    dialog.path.setText("/somewhere/python")
    dialog.backend.setCurrentIndex(dialog.backend.findData("torch"))
    dialog.accept()

    assert Preferences().engine == Elsewhere(Path("/somewhere/python"), "torch")
    assert window.workspace.training.engine_button.text() == "Engine: Keras"
    assert "Keras in another Python" in window.status.engine.text()
    commands.training.choose_engine(window)
    window.findChild(EngineDialog).numpy.setChecked(True)
    window.findChild(EngineDialog).accept()
    assert Preferences().engine is None
    assert Preferences().engine_python == "/somewhere/python"


def started(qtbot, window, tmp_path, source):
    """A template that is trained by a program in the place of Keras."""
    session = open_template(window, "mlp")
    window.training.use_engine(Elsewhere(program(tmp_path, ANSWER + source)))
    commands.training.train(window)
    return session


def test_a_run_elsewhere_is_followed_cannot_pause_and_is_stopped(qtbot, window, tmp_path):
    session = started(qtbot, window, tmp_path, ENDLESS)
    qtbot.waitUntil(lambda: len(session.trainer.record.steps) > 20, timeout=30_000)

    assert not window.bar.pause_button.isEnabled()
    assert "cannot pause" in window.bar.pause_button.toolTip()
    assert not window.workspace.training.rate_button.isVisible()
    assert session.trainer.record.batch_logs["loss"].raw.values[9] == pytest.approx(0.1, abs=0.5)
    commands.training.stop(window)
    assert window.workspace.training.state.text() == "stopping …"
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=30_000)

    assert session.trainer.record.outcome == "stopped"
    assert not children()
    assert "cannot pause" not in window.bar.pause_button.toolTip()


def test_a_run_elsewhere_that_fails_says_why(qtbot, window, tmp_path):
    session = started(qtbot, window, tmp_path, FAILING)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=30_000)

    assert session.trainer.record.outcome == "failed"
    assert "out of luck" in window.workspace.training.notice.text()


def test_closing_the_window_ends_the_process(qtbot, window, tmp_path):
    session = started(qtbot, window, tmp_path, "tell('begin', epoch=0)\nsys.stdin.readline()")
    qtbot.waitUntil(lambda: bool(session.trainer.record.batches), timeout=30_000)
    window.close()

    assert not children()


@pytest.mark.long
def test_keras_trains_in_the_window_and_the_weights_are_there(qtbot, window):
    session = open_template(window, "mlp")
    training = session.project.training.replace(epochs=3)
    session.change("settings", session.project.replace(training=training))
    window.training.use_engine(Elsewhere(Path(sys.executable), "jax"))
    commands.training.train(window)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=120_000)

    record = session.trainer.record
    assert record.outcome == "done", record.message
    assert record.epochs_done == 3
    assert record.epoch_logs["val_accuracy"][-1] > 0.85
    assert session.document.run_is_current
    assert session.document.run.history == record.epoch_logs
