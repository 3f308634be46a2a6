"""Forms, data, training, evaluation, files and code, as a person uses them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder.data import DataSettings
from netbuilder.engine.metrics import MeanSquaredError
from netbuilder.formats import FORMATS
from netbuilder.layers import Dense, Input
from netbuilder.project import open_file
from netbuilder.project.project import Project
from netbuilder.ui.window import commands
from tests.gui.conftest import exported, finish_reading, open_template, opened, type_into
from tests.networks import chain, two_in_two_out


def form_of(window):
    return window.workspace.inspector.block.form


def visible_text(widget) -> str:
    return widget.text() if widget.isVisible() else ""


def wait_trained(qtbot, session):
    qtbot.waitUntil(lambda: session.trainer.record is not None and not session.trainer.is_running, timeout=60_000)


# -- forms ------------------------------------------------------------------------------------------------


def test_a_number_is_typed_and_undone(mlp, window, qtbot):
    mlp.select({"dense"})
    type_into(qtbot, form_of(window).row("units").editor, "100")

    assert mlp.graph["dense"].layer.units == 100
    assert mlp.report.figures["dense"].parameters == 784 * 100 + 100
    mlp.undo_stack.undo()
    assert mlp.graph["dense"].layer.units == 64
    assert form_of(window).row("units").editor.lineEdit().text() == "64"


@pytest.mark.parametrize("text", ["0", "-1", "1e308", "1,5", "", "many", "9" * 40])
def test_a_bad_number_is_explained_at_its_row_and_changes_nothing(text, mlp, window, qtbot):
    """Fault 52."""
    before = mlp.graph
    mlp.select({"dense"})
    type_into(qtbot, form_of(window).row("units").editor, text)

    assert mlp.graph is before
    assert visible_text(form_of(window).row("units").error)


def test_arrow_keys_step_a_number_as_one_undo_step(mlp, window, qtbot):
    mlp.select({"dense"})
    editor = form_of(window).row("units").editor
    editor.setFocus()
    for _ in range(3):
        qtbot.keyClick(editor, Qt.Key.Key_Up)

    assert mlp.graph["dense"].layer.units == 67
    assert mlp.undo_stack.count() == 1


@pytest.mark.parametrize("text", ["5", "5 × 5", "5,5", "5x5", "(5, 5)", "5 5"])
def test_sizes_may_be_written_in_many_ways(text, window, qtbot):
    session = open_template(window, "cnn")
    session.select({"conv2d"})
    type_into(qtbot, form_of(window).row("kernel_size").editor, text)

    assert session.graph["conv2d"].layer.kernel_size == (5, 5)


@pytest.mark.parametrize(("text", "told"), [("abc", "2 whole numbers"), ("99999999999", "at most 1000000")])
def test_strides_that_cannot_be_are_refused_with_what_is_expected(text, told, window, qtbot):
    session = open_template(window, "cnn")
    session.select({"conv2d"})
    before = session.graph
    row = form_of(window).row("strides")
    type_into(qtbot, row.editor, text)

    assert told in visible_text(row.error)
    assert session.graph is before


def test_a_name_that_is_a_word_of_python_is_told_so(mlp, window, qtbot):
    mlp.select({"dense"})
    block = window.workspace.inspector.block
    type_into(qtbot, block.name, "class")

    assert "word of the language Python" in visible_text(block._name_error)
    assert "class_1" in visible_text(block._name_error)
    assert "dense" in mlp.graph


def choose(combo, name):
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


def test_choices_switches_and_inner_forms(mlp, window, qtbot):
    mlp.select({"dense"})
    form = form_of(window)
    choose(form.row("activation").editor, "tanh")
    switch = form.row("use_bias").editor
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    form._page._toggle()
    choose(form.row("kernel_regularizer").editor, "L2")
    type_into(qtbot, form.row("kernel_regularizer")._inner.row("l2").editor, "0.5")

    layer = mlp.graph["dense"].layer
    assert (layer.activation, layer.use_bias, layer.kernel_regularizer.l2) == ("tanh", False, 0.5)


def test_every_layer_has_a_form_with_a_row_for_each_field(window):
    from netbuilder.layers import Layer

    window.documents.open_empty()
    for kind in Layer.registry.values():
        window.session.editing.add_layer(kind.starting(), (0.0, 0.0))
        assert set(form_of(window)._rows) == {field.name for field in kind.fields()}
        window.session.undo_stack.undo()


@pytest.mark.parametrize("name", ["hidden", "名前"])
def test_a_block_is_renamed(name, mlp, window, qtbot):
    mlp.select({"dense"})
    window.actions_["rename"].trigger()
    type_into(qtbot, window.workspace.inspector.block.name, name)

    assert name in mlp.graph
    assert mlp.graph["dense_1"].inputs[0].node == name
    assert mlp.selection == {name}


@pytest.mark.parametrize(
    "name", ["", "dense_1", "two words", 'quo"te', "new\nline", "\U0001f600", "a\u202eb", "x" * 10_000, "class"]
)
def test_a_bad_name_is_refused_beside_the_field(name, mlp, window, qtbot):
    """Fault 50."""
    before = mlp.graph
    mlp.select({"dense"})
    field = window.workspace.inspector.block.name
    field.setText(name)
    field.editingFinished.emit()

    assert mlp.graph is before
    assert window.workspace.inspector.block._name_error.isVisible() or not name


def test_training_settings_are_edits(mlp, window, qtbot):
    mlp.select(())
    form = window.workspace.inspector.training
    form.rest.toggle.click()
    form.loss.all_button.click()
    qtbot.keyClicks(form.loss.picker.search, "mean sq")
    qtbot.keyClick(form.loss.picker.search, Qt.Key.Key_Return)
    choose(form.optimizer.choice, "SGD")
    type_into(qtbot, form.optimizer.form.row("momentum").editor, "0.9")
    choose(form.rest.schedule.choice, "InverseTimeDecay")
    type_into(qtbot, form.numbers.row("epochs").editor, "3")
    type_into(qtbot, form.rest.numbers.row("seed").editor, "7")
    form.metrics.more.click()
    qtbot.keyClicks(form.metrics.picker.search, "mean_squared_error")
    qtbot.keyClick(form.metrics.picker.search, Qt.Key.Key_Return)
    form.callbacks.add("EarlyStopping")
    training = mlp.project.training

    assert training.loss[0].snake() == "mean_squared_error"
    assert training.optimizer.momentum == 0.9
    assert training.optimizer.learning_rate.decay_steps == 1
    assert (training.epochs, training.seed) == (3, 7)
    assert MeanSquaredError() in training.metrics
    assert training.callbacks[0].patience == 3
    while mlp.undo_stack.canUndo():
        mlp.undo_stack.undo()
    assert mlp.project.training == open_template(window, "mlp").project.training


def test_several_outputs_have_a_loss_each(window, qtbot):
    window.documents.open(Project(two_in_two_out()))
    form = window.workspace.inspector.training
    form.losses[1].all_button.click()
    qtbot.keyClicks(form.losses[1].picker.search, "MeanSquaredError")
    qtbot.keyClick(form.losses[1].picker.search, Qt.Key.Key_Return)

    assert [loss.snake() for loss in window.session.project.training.loss] == [
        "sparse_categorical_crossentropy",
        "mean_squared_error",
    ]


# -- data -------------------------------------------------------------------------------------------------


def choose_data(qtbot, window, name):
    panel = window.workspace.data
    window.workspace.show_panel("data")
    panel.choose(name)
    qtbot.waitUntil(
        lambda: not panel.is_busy and window.session.prepared is not None and window.session.loader.is_fresh,
        timeout=20_000,
    )


@pytest.mark.parametrize("name", ["digits", "iris", "diabetes", "spam", "mnist-small", "fashion-mnist-small"])
def test_a_bundled_data_set_is_chosen_and_shown(name, window, qtbot):
    window.documents.open_empty()
    choose_data(qtbot, window, name)
    panel = window.workspace.data

    images = name in ("digits", "mnist-small", "fashion-mnist-small")
    assert panel.samples.currentWidget() is (panel.samples.images if images else panel.samples.table)
    assert (panel.samples.images.count() if images else panel.samples.table.rowCount()) >= 30
    assert window.session.undo_stack.count() == 1


def test_the_preparation_suits_the_network(mlp, window, qtbot):
    choose_data(qtbot, window, "fashion-mnist-small")

    assert mlp.project.data.arrangement == "flatten"
    assert not mlp.problems


def test_a_shape_that_does_not_fit_is_a_problem_with_a_repair(mlp, window, qtbot):
    choose_data(qtbot, window, "digits")
    problem = next(problem for problem in mlp.problems if problem.node == "input_layer")
    (repair, *_) = mlp.repairs(problem)
    mlp.apply(repair)
    qtbot.waitUntil(lambda: not mlp.problems, timeout=5000)

    assert mlp.graph["input_layer"].layer.shape == (64,)


def test_an_own_csv_shows_its_error_and_is_mended_in_the_form(window, qtbot, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a,b,kind\n" + "".join(f"{i},{i % 7 or ''},{'x' if i % 2 else 'y'}\n" for i in range(40)))
    window.documents.open_empty()
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: panel.error.isVisible(), timeout=5000)
    assert "blanks" in panel.error.text()
    choose(panel.file_form.row("missing").editor, "mean")
    qtbot.waitUntil(lambda: window.session.prepared is not None, timeout=5000)

    assert not panel.error.isVisible()
    assert window.session.prepared.dataset.classes == ("x", "y")
    panel.target.setCurrentText("b")
    panel.target.activated.emit(1)
    qtbot.waitUntil(lambda: window.session.loader.error is not None, timeout=5000)  # the target has blanks


def test_an_own_npz(window, qtbot, tmp_path, rng):
    np.savez(tmp_path / "own.npz", x_train=rng.random((40, 12, 12)), y_train=np.arange(40) % 4)
    window.documents.open_empty()
    window.workspace.show_panel("data")
    window.workspace.data.choose_file(tmp_path / "own.npz")
    qtbot.waitUntil(lambda: window.session.prepared is not None, timeout=5000)

    assert window.session.prepared.dataset.test_count == 8


def test_a_download_can_be_watched_and_cancelled(window, qtbot, monkeypatch):
    from netbuilder.data import download as module
    from netbuilder.data.download import Fetched

    def slow(source):
        for i in range(1000):
            time.sleep(0.01)
            yield Fetched("file", i, 1000)

    monkeypatch.setattr(module, "fetch", slow)
    window.documents.open_empty()
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose("cifar10")
    qtbot.waitUntil(lambda: panel.bar.value() > 5, timeout=5000)
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=2000)

    assert "cancelled" in panel.state.text()
    assert not window.session.project.data.chosen


# -- training ---------------------------------------------------------------------------------------------


def test_train_streams_curves_and_finishes(mlp, window, qtbot):
    qtbot.mouseClick(window.bar.train_button, Qt.MouseButton.LeftButton)
    wait_trained(qtbot, mlp)
    panel = window.workspace.training
    panel.refresh()

    assert list(panel.curves.plots) == ["loss", "accuracy"]
    x, y = panel.curves.plots["loss"].training.getData()
    assert len(x) > 100
    assert y[-1] < y[0]
    assert len(panel.curves.plots["accuracy"].validation.getData()[0]) == 10
    assert panel.bar.value() == 1000
    assert mlp.document.run.epochs == 10
    assert mlp.is_modified
    assert window.workspace.runs.table.rowCount() == 1


def long_run(mlp):
    mlp.change("longer", mlp.project.replace(training=mlp.project.training.replace(epochs=10_000)))


def test_pause_resume_and_stop_within_a_batch(mlp, window, qtbot):
    long_run(mlp)
    qtbot.mouseClick(window.bar.train_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mlp.trainer.record is not None and len(mlp.trainer.record.steps) > 50, timeout=20_000)
    qtbot.mouseClick(window.bar.pause_button, Qt.MouseButton.LeftButton)
    qtbot.wait(200)
    held = len(mlp.trainer.record.steps)
    qtbot.wait(300)
    assert len(mlp.trainer.record.steps) == held
    assert "paused" in window.workspace.training.state.text()
    qtbot.mouseClick(window.bar.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(mlp.trainer.record.steps) > held + 50, timeout=10_000)
    qtbot.mouseClick(window.bar.stop_button, Qt.MouseButton.LeftButton)
    wait_trained(qtbot, mlp)

    assert mlp.trainer.record.outcome == "stopped"
    assert mlp.document.run is not None
    # Paused or not, no step is lost and none is taken twice.
    assert mlp.trainer.record.steps == list(range(1, len(mlp.trainer.record.steps) + 1))


def test_stop_while_paused_ends_the_run(mlp, window, qtbot):
    long_run(mlp)
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(mlp.trainer.record and mlp.trainer.record.steps), timeout=20_000)
    commands.training.pause(window)
    commands.training.stop(window)
    wait_trained(qtbot, mlp)

    assert mlp.trainer.record.outcome == "stopped"


def test_the_graph_can_be_edited_while_it_trains_and_the_results_say_so(mlp, window, hand, qtbot):
    """Fault 48."""
    long_run(mlp)
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(mlp.trainer.record and mlp.trainer.record.steps), timeout=20_000)
    graph = mlp.graph
    mlp.select({"dense"})
    window.actions_["delete"].trigger()
    window.actions_["undo"].trigger()
    mlp.select({"dense"})
    type_into(qtbot, form_of(window).row("units").editor, "10")
    assert window.workspace.training.notice.isVisible()
    commands.training.stop(window)
    wait_trained(qtbot, mlp)

    assert mlp.document.run.snapshot.graph == graph
    assert not mlp.document.run_is_current
    assert "earlier" in window.workspace.training.notice.text()
    mlp.undo_stack.undo()
    assert mlp.document.run_is_current
    assert not window.workspace.training.notice.isVisible()


def test_a_second_run_goes_on_with_the_weights(mlp, window, qtbot):
    commands.training.train(window)
    wait_trained(qtbot, mlp)
    first = mlp.trainer.record.epoch_logs["loss"]
    commands.training.train(window)
    qtbot.waitUntil(lambda: len(mlp.trainer.records) == 2, timeout=5000)
    wait_trained(qtbot, mlp)

    assert mlp.trainer.record.epoch_logs["loss"][len(first)] < first[1]


def test_a_network_with_problems_is_not_trained(mlp, window, qtbot):
    mlp.select({"dense"})
    window.actions_["delete"].trigger()
    qtbot.mouseClick(window.bar.train_button, Qt.MouseButton.LeftButton)

    assert not mlp.trainer.records
    assert window.workspace.tabs.currentWidget() is window.workspace.problems


def test_without_data_the_data_panel_comes_up(window, qtbot):
    window.documents.open(Project(chain(Input((4,)), Dense(3, "softmax"))))
    qtbot.mouseClick(window.bar.train_button, Qt.MouseButton.LeftButton)

    assert window.workspace.tabs.currentWidget() is window.workspace.data


def test_a_learning_rate_that_explodes_fails_with_words_and_keeps_finite_weights(window, qtbot):
    """Faults 54 and 55."""
    session = open_template(window, "regression")
    session.change(
        "lr",
        session.project.replace(
            training=session.project.training.replace(optimizer={"class_name": "SGD", "config": {"learning_rate": 1e6}})
        ),
    )
    commands.training.train(window)
    wait_trained(qtbot, session)

    assert session.trainer.record.outcome == "failed"
    assert "learning rate" in window.workspace.training.notice.text()
    assert session.document.run is None  # as before the run


def test_a_run_that_fails_spoils_no_weights_of_an_earlier_one(window, qtbot):
    session = open_template(window, "regression")
    commands.training.train(window)
    wait_trained(qtbot, session)
    learned = session.document.run
    spoil = session.project.training.replace(optimizer={"class_name": "SGD", "config": {"learning_rate": 1e6}})
    session.change("lr", session.project.replace(training=spoil))

    commands.training.train(window)
    wait_trained(qtbot, session)

    assert session.trainer.record.outcome == "failed"
    assert session.document.run is learned


def test_closing_while_it_trains_asks(mlp, window, qtbot, monkeypatch):
    """Fault 53."""
    asked = []

    def answer(box):
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel if len(asked) == 1 else QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    long_run(mlp)
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(mlp.trainer.record and mlp.trainer.record.steps), timeout=20_000)
    assert not commands.file.close_project(window, 0)
    assert mlp.trainer.is_running
    assert commands.file.close_project(window, 0)
    assert "trained" in asked[0]
    assert not window.documents.workspaces


@pytest.mark.parametrize("name", ["mlp", "regression", "binary"])
def test_evaluate_shows_scores_and_predictions(name, window, qtbot):
    session = open_template(window, name)
    session.change("short", session.project.replace(training=session.project.training.replace(epochs=2)))
    commands.training.train(window)
    wait_trained(qtbot, session)
    window.workspace.show_panel("evaluate")
    panel = window.workspace.evaluate
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.scores.count() > 0, timeout=20_000)

    assert panel.scores.count() == 1 + len(session.project.training.metrics)
    shown = panel.samples.currentWidget()
    assert shown is (panel.samples.images if name == "mlp" else panel.samples.table)


# -- files and code ---------------------------------------------------------------------------------------


def test_save_and_open(mlp, window, qtbot, tmp_path, monkeypatch):
    mlp.change("short", mlp.project.replace(training=mlp.project.training.replace(epochs=1)))
    commands.training.train(window)
    wait_trained(qtbot, mlp)
    path = tmp_path / "saved"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.actions_["save"].trigger()
    assert not mlp.is_modified
    assert window.documents.tabs.tabText(0) == "saved"
    project, run = mlp.project, mlp.document.run
    commands.file.close_tab(window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(path) + ".netb", ""))
    window.actions_["open_dialog"].trigger()
    finish_reading(window)

    assert window.session.project == project
    assert window.session.document.run.history == run.history
    assert window.session.document.run_is_current


@pytest.mark.parametrize("form", [entry.name for entry in FORMATS.values() if entry.write and not entry.needs_run])
def test_export(form, mlp, window, qtbot, tmp_path):
    suffix = FORMATS[form].suffix
    exported(qtbot, window, tmp_path / f"out{suffix}", form)

    assert (tmp_path / f"out{suffix}").stat().st_size > 200
    if suffix in (".keras", ".h5"):
        assert len(open_file(tmp_path / f"out{suffix}").project.graph) == 3


def test_a_keras_file_opens_as_a_graph(mlp, window, qtbot, tmp_path):
    exported(qtbot, window, tmp_path / "model.keras")
    workspace = opened(window, tmp_path / "model.keras")

    assert set(workspace.session.graph.nodes) == set(mlp.graph.nodes)
    assert workspace.session.document.path is None


def test_a_file_that_cannot_be_read_is_told_once_and_changes_nothing(mlp, window, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    (tmp_path / "bad.netb").write_bytes(b"nonsense")

    opened(window, tmp_path / "bad.netb")

    assert len(told) == 1
    assert "bad.netb" in told[0]
    assert len(window.documents.workspaces) == 1


def test_a_file_that_cannot_be_written_is_told_and_stays_unsaved(mlp, window, tmp_path, monkeypatch):
    """Fault 65."""
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "no" / "x.netb"), ""))
    mlp.editing.tidy()
    mlp.select({"dense"})
    mlp.editing.duplicate()
    commands.file.save(window)

    assert "could not be written" in told[0]
    assert mlp.is_modified
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)


def test_code_follows_the_graph_and_is_copied(mlp, window, qtbot):
    window.workspace.show_panel("code")
    mlp.select({"dense"})
    type_into(qtbot, form_of(window).row("units").editor, "77")
    panel = window.workspace.code

    qtbot.waitUntil(lambda: 'layers.Dense(77, activation="relu")' in panel.text.toPlainText())
    assert "77, activation" in window.workspace.inspector.block._code.toPlainText()
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == panel.text.toPlainText()


def test_code_says_why_there_is_none(mlp, window, qtbot):
    window.workspace.show_panel("code")
    mlp.select({"dense"})
    window.actions_["delete"].trigger()

    qtbot.waitUntil(lambda: "dense_1" in window.workspace.code.text.toPlainText())


def test_both_themes_and_what_the_window_remembers(window, tmp_path):
    from netbuilder.ui.looks.theme import theme
    from netbuilder.ui.window.main_window import MainWindow

    window.actions_["theme_dark"].trigger()
    assert theme.name == "dark"
    window.preferences.add_recent(str(Path(tmp_path / "a.netb")))
    other = MainWindow()
    assert other.preferences.recent[0].endswith("a.netb")
    assert other.preferences.theme == "dark"
    other.close()
    other.deleteLater()


def test_an_exception_is_told_without_a_traceback_and_the_window_lives(mlp, window):
    """Fault 51."""
    window.status.tell_unexpected("inside")

    assert "inside" in window.statusBar().currentMessage()
    assert "Traceback" not in window.statusBar().currentMessage()


def test_names_in_a_table_are_shown_with_the_letters_that_nobody_sees_escaped(window, qtbot, tmp_path):
    path = tmp_path / "odd.csv"
    rows = "".join(f"{i},{kind}\n" for i in range(20) for kind in ("x", "y\u200f"))
    path.write_text("a\u202eb,kind\n" + rows, "utf-8")
    session = open_template(window, "mlp")
    session.change("data", session.project.replace(data=DataSettings(path=str(path), target="kind")))
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=10_000)

    table = window.workspace.data.samples.table
    heads = [table.horizontalHeaderItem(k).text() for k in range(table.columnCount())]

    assert heads[1:] == ["a\\u202eb"]
    assert {table.item(i, 0).text() for i in range(table.rowCount())} == {"x", "y\\u200f"}
