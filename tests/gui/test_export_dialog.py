"""The Export dialog: by keyboard alone, in the background, with what is in the way and what was proven."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.errors import Message
from netbuilder.formats import FORMATS
from netbuilder.formats.verifying import LEVELS, Level
from netbuilder.formats.verifying.process import Answer
from netbuilder.graph import edits
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.window import commands
from tests.gui.conftest import open_template, type_into


@pytest.fixture
def dialog(mlp, window, qtbot):
    """The dialog over the first template."""
    window.actions_["export_model"].trigger()
    made = window.findChild(ExportDialog)
    qtbot.waitExposed(made)
    return made  # the window closes it


def choose(dialog, name, path):
    dialog.list.choose(name)
    dialog.form.file.setText(str(path))


def exported(dialog, qtbot):
    """Presses Export and waits for the end."""
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)


def slow(monkeypatch):
    """A level for .npz files that waits until it is closed."""

    def check(job):
        while True:
            yield

    level = Level("slow", Message("a slow engine"), frozenset({"npz"}), 1.0, check)
    monkeypatch.setitem(LEVELS, "slow", level)


def test_the_keyboard_alone_exports(dialog, qtbot, tmp_path):
    names = dialog.list.names()
    dialog.list.choose(names[0])
    for _ in range(names.index("npz")):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.list.current_format() == "npz"
    type_into(qtbot, dialog.form.file, str(tmp_path / "out.npz"))

    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.result_page, timeout=60_000)
    assert dialog.result_page.hash.text() == dialog.result_page.certificate.sha256
    assert dialog.focusWidget() is dialog.result_page.close_button
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.npz"]
    qtbot.keyClick(dialog.result_page.close_button, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_every_format_that_can_be_written_is_listed_and_named(dialog):
    assert sorted(dialog.list.names()) == sorted(entry.name for entry in FORMATS.values() if entry.write)
    for i in range(dialog.list.count()):
        item = dialog.list.item(i)
        assert item.text()
        assert not item.flags() & Qt.ItemFlag.ItemIsSelectable or item.data(Qt.ItemDataRole.AccessibleTextRole)
    form = dialog.form
    for widget in (dialog.list, form.file, form.choose_file, form.style_choice, form.python, form.choose_python):
        assert widget.accessibleName()


def test_the_suffix_follows_the_format(dialog, tmp_path):
    choose(dialog, "keras", tmp_path / "net.keras")

    for entry in FORMATS.values():
        if entry.write:
            dialog.list.choose(entry.name)
            assert dialog.form.path == tmp_path / f"net{entry.suffix}"


def test_only_options_that_the_format_heeds_are_shown(dialog):
    dialog.list.choose("script")
    assert dialog.form.style_choice.isVisible()
    assert dialog.form.weights.isVisible()
    dialog.list.choose("npz")
    assert not dialog.form.style_choice.isVisible()
    assert dialog.form.verify.isVisible()
    assert not dialog.form.python.isVisible()  # no other engine reads them
    dialog.list.choose("keras")
    assert dialog.form.python.isVisible()


def test_an_engine_that_is_not_there_is_shown_as_not_run(dialog, qtbot, tmp_path):
    choose(dialog, "keras", tmp_path / "out.keras")
    dialog.form.python.setText(str(tmp_path / "no-python"))
    dialog.form.certificate.setChecked(True)

    exported(dialog, qtbot)

    ran = {level.name: level.ran for level in dialog.result_page.certificate.levels}
    assert ran == {"reader": True, "numpy": True, "keras": False}
    assert (
        json.loads((tmp_path / "out.keras.certificate.json").read_bytes())["sha256"] == dialog.result_page.hash.text()
    )


def test_without_verifying_there_is_no_certificate(dialog, qtbot, tmp_path):
    choose(dialog, "npz", tmp_path / "out.npz")
    dialog.form.verify.setChecked(False)

    exported(dialog, qtbot)

    assert dialog.result_page.certificate is None
    assert not dialog.result_page.hash.isVisible()
    assert (tmp_path / "out.npz").exists()


def test_stopping_leaves_what_was_there(dialog, qtbot, tmp_path, monkeypatch):
    slow(monkeypatch)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Yes)
    (tmp_path / "out.npz").write_bytes(b"old")
    choose(dialog, "npz", tmp_path / "out.npz")
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "a slow engine" in dialog.step.text(), timeout=60_000)

    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running)

    assert "Stopped" in dialog.fault.text()
    assert [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()] == [b"old"]


@pytest.mark.parametrize("way", ["escape", "window"])
def test_closing_while_it_is_checked_ends_it(way, dialog, window, qtbot, tmp_path, monkeypatch):
    slow(monkeypatch)
    choose(dialog, "npz", tmp_path / "out.npz")
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "a slow engine" in dialog.step.text(), timeout=60_000)

    if way == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
    else:
        window.close()

    assert not [path for path in tmp_path.iterdir() if path.is_file() or path.name.startswith(".netbuilder")]


def test_a_file_that_is_not_the_same_is_told_in_the_dialog(dialog, qtbot, tmp_path, monkeypatch):
    def check(job):
        yield
        return Answer(tuple(y + 1 for y in job.trial.outputs), "engine 1.0")

    monkeypatch.setitem(LEVELS, "other", Level("other", Message("an engine"), frozenset({"npz"}), 1e-4, check))
    choose(dialog, "npz", tmp_path / "out.npz")

    exported(dialog, qtbot)

    assert dialog.fault.isVisible()
    assert "an engine computes something else" in dialog.fault.text()
    assert not (tmp_path / "out.npz").exists()


def test_what_cannot_be_expressed_is_listed_with_a_repair_that_is_one_undo_step(window, qtbot, tmp_path):
    session = open_template(window, "lstm")
    name = next(name for name, node in session.graph.nodes.items() if hasattr(node.layer, "stateful"))
    session.edit("stateful", edits.set_fields(session.graph, name, stateful=True))
    before = session.graph
    commands.file.export_model(window)
    dialog = window.findChild(ExportDialog)
    choose(dialog, "keras", tmp_path / "out.keras")
    dialog.form.python.setText(str(tmp_path / "no-python"))
    assert not dialog.export_button.isEnabled()

    qtbot.mouseClick(dialog.form.repairs[0], Qt.MouseButton.LeftButton)

    assert dialog.export_button.isEnabled()
    assert not session.graph[name].layer.stateful
    exported(dialog, qtbot)
    assert (tmp_path / "out.keras").exists()
    session.undo_stack.undo()
    assert session.graph == before
    dialog.close()


def test_a_network_with_problems_is_not_exported(mlp, window, qtbot):
    mlp.edit("cut", mlp.graph.with_nodes(mlp.graph[mlp.graph.output_names[0]].replace(inputs=())))
    commands.file.export_model(window)

    assert not window.findChild(ExportDialog).export_button.isEnabled()
    window.findChild(ExportDialog).close()


@pytest.mark.parametrize("what", ["already exists", "a link to", "a project that is open"])
@pytest.mark.parametrize("answer", ["Yes", "Cancel"])
def test_it_asks_before_anything_is_lost(what, answer, dialog, window, mlp, qtbot, tmp_path, monkeypatch):
    """Fault 71."""
    asked = []

    def answering(box):
        asked.append(box.text())
        return QMessageBox.StandardButton[answer]

    monkeypatch.setattr(QMessageBox, "exec", answering)
    path, real = tmp_path / "out.npz", tmp_path / "real.netb"
    real.write_bytes(b"old")
    if what == "already exists":
        path.write_bytes(b"old")
    else:
        path.symlink_to(real)
    if what == "a project that is open":
        dialog._open_files = (real,)
    choose(dialog, "npz", path)

    exported(dialog, qtbot)

    assert len(asked) == 1
    assert what in asked[0]
    assert (path.read_bytes() == b"old") is (answer == "Cancel")
    assert path.is_symlink() is (what != "already exists")


def test_the_last_choice_is_remembered(dialog, window, qtbot, tmp_path):
    choose(dialog, "npz", tmp_path / "out.npz")
    dialog.form.verify.setChecked(False)
    exported(dialog, qtbot)
    dialog.close()
    QApplication.processEvents()

    commands.file.export_model(window)

    again = window.findChild(ExportDialog)
    assert again.list.current_format() == "npz"
    assert again.form.path.parent == tmp_path
    assert not again.form.verify.isChecked()
    again.close()
