"""Folders of pictures in the window: chosen, shown, brought to another size, and trained on."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.gui.conftest import type_into


@pytest.fixture
def pets(tmp_path):
    rng = np.random.default_rng(0)
    for i in range(20):
        folder = tmp_path / "pets" / ("cat", "dog")[i % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (12, 10, 3), dtype=np.uint8)).save(folder / f"{i}.png")
    return tmp_path / "pets"


def test_a_folder_is_chosen_by_its_button_and_its_pictures_are_resized(pets, mlp, window, qtbot, monkeypatch):
    window.workspace.show_panel("data")
    panel = window.workspace.data
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pets))
    qtbot.mouseClick(panel.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.path == str(pets), timeout=20_000)

    assert mlp.project.data.scaling == "unit"
    assert mlp.prepared.dataset.classes == ("cat", "dog")
    qtbot.waitUntil(panel.picture_form.isVisible, timeout=5000)
    assert not panel.file_form.isVisible()

    type_into(qtbot, panel.picture_form.row("picture_height").editor, "8")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.picture_height == 8, timeout=20_000)
    assert mlp.prepared.dataset.x_train["x"].shape[1:] == (8, 10, 3)

    window.actions_["undo"].trigger()
    assert mlp.project.data.picture_height == 0
