"""File ▸ Load weights: one undo step, which never takes back what was trained later."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle
from netbuilder.project import TrainedRun
from tests.gui.conftest import finish_reading


def test_weights_are_loaded_and_taken_back(mlp, window, monkeypatch, tmp_path):
    path, document = tmp_path / "weights.safetensors", window.session.document
    snapshot = fresh(document.graph, document.project.training)
    formats.write(Bundle(snapshot), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    window.actions_["load_weights"].trigger()
    finish_reading(window)

    for key, array in snapshot.weights.items():
        assert_array_equal(document.run.snapshot.weights[key], array)
    window.actions_["undo"].trigger()
    assert document.run is None
    window.actions_["redo"].trigger()
    assert document.run_is_current


def test_what_was_trained_later_stays(mlp, window, tmp_path):
    path, document = tmp_path / "weights.npz", window.session.document
    snapshot = fresh(document.graph, document.project.training)
    formats.write(Bundle(snapshot), path)
    window.opening.load_weights(path)
    finish_reading(window)
    document.run = later = TrainedRun(snapshot, document.project.data)

    window.actions_["undo"].trigger()

    assert document.run is later


def test_weights_that_do_not_fit_change_nothing(mlp, window, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    np.savez(tmp_path / "x.npz", **{"dense/kernel": np.zeros((2, 2))})

    window.opening.load_weights(tmp_path / "x.npz")
    finish_reading(window)

    assert window.session.document.run is None
    assert not window.session.undo_stack.canUndo()
    assert "≠" in str(told[0])
