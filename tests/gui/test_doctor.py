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
