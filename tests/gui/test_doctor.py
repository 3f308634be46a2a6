"""Training ▸ Examine: what is found is told, what may help is applied and undone, and nothing stale is offered."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from netbuilder.data import DataSettings
from netbuilder.ui.dialogs.doctor import DoctorDialog
from tests.gui.conftest import finish_reading


@pytest.fixture
def ill(window, qtbot, tmp_path, rng):
    """A network whose inputs are far too large."""
    y = np.arange(200) % 2
    np.savez(tmp_path / "data.npz", x=(rng.normal(size=(200, 4)) * 100 + y[:, None] * 300).astype(np.float32), y=y)
    window.opening.open_pasted(
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation='relu'), "
        "keras.layers.Dense(2, activation='softmax')])\n"
    )
    finish_reading(window)
    session = window.session
    session.change("data", session.project.replace(data=DataSettings(path=str(tmp_path / "data.npz"))))
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=20_000)
    return session


def examined(window, qtbot):
    window.actions_["examine"].trigger()
    dialog = window.findChild(DoctorDialog)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    return dialog


def test_what_may_help_is_one_undo_step_and_is_found_well_afterwards(ill, window, qtbot):
    dialog = examined(window, qtbot)
    (cure,) = [made for made in dialog.cures if "Standardize" in made.text()]
    before = ill.project
    qtbot.mouseClick(cure, Qt.MouseButton.LeftButton)

    assert ill.project.data.scaling == "standardize"
    assert not any(made.isEnabled() for made in dialog.cures)  # they were made for the project as it was
    assert "examine it again" in dialog.state.text()

    qtbot.waitUntil(lambda: ill.loader.is_fresh, timeout=20_000)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    assert {finding.verdict for finding in dialog.findings if finding.check == "range"} == {"good"}

    window.actions_["undo"].trigger()
    assert ill.project == before
    dialog.close()


def test_it_is_stopped_and_closed_in_the_middle(ill, window, qtbot):
    window.actions_["examine"].trigger()
    dialog = window.findChild(DoctorDialog)
    assert dialog.is_running
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert dialog.start_button.isEnabled()

    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    dialog.close()
    qtbot.waitUntil(lambda: window.findChild(DoctorDialog) is None, timeout=10_000)


def test_without_data_the_data_panel_asks_for_it(window, qtbot):
    window.opening.open_pasted("import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n")
    finish_reading(window)
    window.actions_["examine"].trigger()

    assert window.findChild(DoctorDialog) is None
    assert window.workspace.data.isVisible()


def test_the_sign_tells_by_itself_what_is_doubtful_and_opens_the_findings(ill, window, qtbot):
    sign = window.status.doctor
    qtbot.waitUntil(lambda: ill.checkup.is_current and sign.isVisible(), timeout=20_000)
    assert sign.button.property("tone") == "warning"
    assert str(ill.checkup.found.count) in sign.button.text()

    qtbot.mouseClick(sign.button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(DoctorDialog)
    assert not dialog.is_running
    assert "at a glance" in dialog.state.text()
    (cure,) = [made for made in dialog.cures if "Standardize" in made.text()]
    qtbot.mouseClick(cure, Qt.MouseButton.LeftButton)
    assert sign.button.property("tone") == "quiet"  # until it has been looked at again
    assert "The data changed since" in dialog.state.text()

    qtbot.waitUntil(lambda: ill.checkup.is_current, timeout=20_000)
    assert sign.button.property("tone") == "good"
    assert {finding.verdict for finding in dialog.findings} == {"good"}
    dialog.close()


def test_rows_stay_the_same_while_others_come_and_the_project_changes(ill, window, qtbot):
    dialog = examined(window, qtbot)
    rows = list(dialog._rows)
    training = ill.project.training.replace(batch_size=8)
    ill.change("settings", ill.project.replace(training=training))

    assert dialog._rows == rows
    assert [finding.verdict for finding in dialog.findings] == sorted(
        (finding.verdict for finding in dialog.findings), key=["bad", "doubtful", "good"].index
    )
    assert "The settings of the training changed since" in dialog.state.text()
    assert not any(cure.isEnabled() for cure in dialog.cures)
    dialog.close()


def test_one_dialog_serves_a_project_however_often_it_is_asked_for(ill, window, qtbot):
    dialog = examined(window, qtbot)
    window.actions_["examine"].trigger()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)

    assert window.findChildren(DoctorDialog) == [dialog]
    dialog.close()


def test_without_data_there_is_no_sign(window):
    window.opening.open_pasted("import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n")
    finish_reading(window)

    assert not window.status.doctor.isVisible()
