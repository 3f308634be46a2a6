"""What a run in the window writes: asked for, told, kept when the system ends the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import BackupAndRestore, CSVLogger
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.project import Project, read_project, write_project
from netbuilder.ui.window import commands
from tests.gui.conftest import finish_reading
from tests.networks import mlp

SETTINGS = TrainingSettings(optimizer=SGD(0.1), epochs=2, batch_size=8, seed=1)


@pytest.fixture
def there(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NETBUILDER_STATE", str(tmp_path / "state"))
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 6)).astype("float32")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    np.savez(folder / "data.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    return folder


def make(there, **changes):
    path = there / "net.netb"
    write_project(path, Project(mlp(), SETTINGS.replace(**changes), DataSettings(path=str(there / "data.npz"))))
    return path


def opened(window, path):
    window.opening.open_path(path)
    finish_reading(window)
    return window.session


def trained(window, qtbot):
    commands.training.train(window)
    qtbot.waitUntil(lambda: not window.session.trainer.is_running, timeout=20_000)
    return window.session.trainer.record


def answer(monkeypatch, button):
    asked = []

    def exec_(box):
        asked.append(box.text())
        return button

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    return asked


def test_relative_paths_begin_in_the_folder_of_the_project(window, qtbot, there, tmp_path, monkeypatch):
    path = make(there, callbacks=(CSVLogger("h.csv"),))
    monkeypatch.chdir(tmp_path)
    opened(window, path)

    assert trained(window, qtbot).outcome == "done"

    assert len((there / "h.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("button", "outcome", "rows"),
    [
        (QMessageBox.StandardButton.Yes, "done", 3),
        (QMessageBox.StandardButton.No, "done", 0),
        (QMessageBox.StandardButton.Cancel, None, 0),
    ],
)
def test_before_a_callback_writes_outside_of_it_a_person_is_asked(
    button, outcome, rows, window, qtbot, there, tmp_path, monkeypatch
):
    outside = tmp_path / "h.csv"
    opened(window, make(there, callbacks=(CSVLogger(str(outside)),)))
    asked = answer(monkeypatch, button)

    record = trained(window, qtbot)

    assert len(asked) == 1
    assert str(outside) in asked[0]
    assert (record.outcome if record is not None else None) == outcome
    assert (len(outside.read_text().splitlines()) if outside.exists() else 0) == rows


def test_a_callback_that_cannot_write_is_told_beside_the_run_which_goes_on(window, qtbot, there):
    (there / "afile").write_text("mine")
    opened(window, make(there, callbacks=(BackupAndRestore("afile"),)))

    record = trained(window, qtbot)

    assert (record.outcome, record.epochs_done) == ("done", 2)
    notice = window.workspace.training.notice
    assert not notice.isHidden()
    assert "BackupAndRestore cannot write, and the run continues" in notice.text()
    assert len(record.warnings) == 1


def test_a_backup_is_deleted_when_the_result_is_saved(window, qtbot, there):
    opened(window, make(there, callbacks=(BackupAndRestore("backup"),)))
    trained(window, qtbot)
    assert (there / "backup" / "checkpoint.npz").exists()

    commands.file.save(window)

    assert not (there / "backup" / "checkpoint.npz").exists()
    assert read_project(there / "net.netb").run.epochs == 2


@pytest.mark.parametrize(
    ("button", "epochs"),
    [
        (QMessageBox.StandardButton.Yes, 3),
        (QMessageBox.StandardButton.No, 5),
        (QMessageBox.StandardButton.Cancel, 0),
    ],
)
def test_a_run_that_would_not_go_on_exactly_is_asked_about(button, epochs, window, qtbot, there, monkeypatch):
    """Fault 61: two epochs, then other data; three are left of the five."""
    path = make(there, callbacks=(BackupAndRestore("backup", delete_checkpoint=False),))
    opened(window, path)
    trained(window, qtbot)
    commands.file.close_project(window, 0)
    arrays = dict(np.load(there / "data.npz"))
    arrays["x_train"][0, 0] += 1
    np.savez(there / "data.npz", **arrays)
    session = opened(window, make(there, callbacks=(BackupAndRestore("backup"),), epochs=5))
    session.change("keep", session.project.replace(training=SETTINGS.replace(
        epochs=5, callbacks=(BackupAndRestore("backup", delete_checkpoint=False),))))  # fmt: skip
    asked = answer(monkeypatch, button)

    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)

    assert "not exactly: the training data is not the same" in asked[0]
    assert len(session.trainer.record.steps) == epochs * 5


def test_a_checkpoint_with_more_epochs_than_are_asked_for_is_kept_as_it_is(window, qtbot, there):
    """Nothing is left to train, but nothing is lost: the backup goes when the next run begins."""
    opened(window, make(there, epochs=4, callbacks=(BackupAndRestore("backup", delete_checkpoint=False),)))
    trained(window, qtbot)
    wanted = window.session.document.run.snapshot.weights
    commands.file.close_project(window, 0)
    session = opened(window, make(there, epochs=2, callbacks=(BackupAndRestore("backup", delete_checkpoint=False),)))

    record = trained(window, qtbot)

    assert (record.outcome, record.epochs_done, len(record.steps)) == ("done", 4, 0)
    assert session.document.run.epochs == 4
    for key, array in wanted.items():
        np.testing.assert_array_equal(session.document.run.snapshot.weights[key], array)


DRIVER = """
import sys
from PySide6.QtCore import QEventLoop
from netbuilder.ui import app

real = app.start

def start(files):
    application, window, collector = real(files)
    while window.readings.is_going_on:
        application.processEvents(QEventLoop.WaitForMoreEvents)
    trainer = window.session.trainer
    trainer.progressed.connect(lambda: trainer.record.epochs_done and print("going", flush=True))
    window.actions_["train"].trigger()
    return application, window, collector

app.start = start
sys.exit(app.main(["net.netb"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIGINT])
def test_when_the_system_ends_the_program_what_was_learned_is_kept(number, there, tmp_path):
    """Fault 73."""
    make(there, epochs=1_000_000)
    run = subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert run.stdout.readline() == "going\n", run.stderr.read()
    run.send_signal(number)
    _, errors = run.communicate(timeout=5)

    assert run.returncode == 128 + number, errors
    (kept,) = (tmp_path / "state" / "recovered").glob("*.netb")
    assert str(kept) in errors
    found = read_project(kept)
    assert found.run.epochs >= 1
    assert found.run.is_of(found.project.graph)
