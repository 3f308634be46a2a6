"""Training as it is seen: curves, the network's health, the learning rate, the budget, the end."""

from __future__ import annotations

import csv
import time
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from netbuilder.engine.events import BatchEnd, EpochEnd, LayerView, Started, Watched
from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.parts.initializers import RandomNormal
from netbuilder.project import open_file
from netbuilder.project.project import Project
from netbuilder.ui.canvas.health import LEVELS, bar_of, level_of, wire_levels
from netbuilder.ui.canvas.told import block_told
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.session.series import Curve, Growing, OfBatches, extremes
from netbuilder.ui.window import commands
from netbuilder.ui.window.budget import LimitsDialog
from tests.gui.conftest import open_template, type_into
from tests.networks import chain


def trained(qtbot, window, session, **settings):
    """Runs to the end with some settings changed."""
    session.change("settings", session.project.replace(training=session.project.training.replace(**settings)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: session.trainer.record is not None and not session.trainer.is_running, timeout=60_000)
    window.workspace.training.refresh()
    qtbot.wait(50)  # the layout settles
    return session.trainer.record


def running(qtbot, window, session, **settings):
    """A run that does not end by itself."""
    changed = session.project.training.replace(epochs=100_000, **settings)
    session.change("settings", session.project.replace(training=changed))
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(session.trainer.record and len(session.trainer.record.steps) > 20), timeout=20_000)
    return session.trainer.record


def stopped(qtbot, window, session):
    commands.training.stop(window)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)


def curves(window):
    return window.workspace.training.curves


def of_plot(plot, x_share: float, y_share: float) -> QPoint:
    """A place in a plot's viewport, by its share of the area between the axes."""
    box = plot.plot.getViewBox().sceneBoundingRect()
    return plot.plot.mapFromScene(QPointF(box.x() + box.width() * x_share, box.y() + box.height() * y_share))


def mouse_to(qtbot, plot, place: QPoint) -> None:
    qtbot.mouseMove(plot.plot.viewport(), place)
    QApplication.processEvents()


def big_record(count: int, batches: int = 1000) -> RunRecord:
    record = RunRecord(1, Project(), 0.0, epochs=count // batches)
    record.take(Started(batches * 8, 0, batches, count // batches, 0))
    rng = np.random.default_rng(0)
    losses = np.exp(-np.arange(count) / count * 3) + rng.normal(0, 0.05, count)
    for i, loss in enumerate(losses.tolist()):
        record.steps.append(i + 1)
        record.batch_logs.setdefault("loss", Curve()).append(loss)
    record.begins_at = 0.0
    return record


# -- the numbers behind the curves ------------------------------------------------------------------------


def test_a_growing_array_holds_all_that_came_and_doubles_its_room():
    numbers = Growing(np.int64)
    for i in range(1000):
        numbers.append(i)

    assert numbers == list(range(1000))
    assert len(numbers._room) == 1024


def test_thinning_keeps_the_smallest_and_the_largest_and_the_last():
    values = np.random.default_rng(0).random(100_003)
    values[77_777], values[3], values[100_001] = 5.0, -5.0, 7.0
    index = extremes(values, 500)

    assert {3, 77_777, 100_001, 100_002} <= set(index.tolist())
    assert len(index) <= 510


def test_smoothing_is_the_mean_of_the_last_batches():
    curve = Curve()
    values = np.random.default_rng(0).random(50)
    for value in values.tolist():
        curve.append(value)
    index, y = curve.points(4, 0, 50, 1000)

    np.testing.assert_allclose(y, [values[max(0, i - 3) : i + 1].mean() for i in index.astype(int)])


def test_a_value_that_is_not_finite_spoils_no_mean_after_it():
    curve = Curve()
    for value in (1.0, float("nan"), 3.0, 5.0):
        curve.append(value)

    assert np.isfinite(curve.points(2, 0, 4, 100)[1]).all()


def test_each_batchs_own_number_comes_out_of_running_means():
    own, sizes = [4.0, 1.0, 7.0], [8, 8, 3]
    unfold, total, seen, found = OfBatches(), 0.0, 0, []
    for epoch in range(2):
        total, seen = 0.0, 0
        for batch, (value, size) in enumerate(zip(own, sizes, strict=True)):
            total, seen = total + value * size, seen + size
            found.append(unfold.take(batch, size, {"loss": total / seen})["loss"])
        assert epoch < 2

    np.testing.assert_allclose(found, own * 2)


def test_a_run_that_goes_on_from_a_checkpoint_begins_where_it_was():
    record = RunRecord(1, Project(), 0.0, epochs=4)
    record.take(Started(80, 0, 10, 4, 2, {"loss": [1.0, 0.9]}))
    record.take(BatchEnd(2, 5, 26, 8, 0.5, {"loss": 0.5}))

    assert record.place == pytest.approx(2.6)
    assert record.share == pytest.approx(0.65)


# -- curves -----------------------------------------------------------------------------------------------


def test_training_and_validation_of_a_metric_share_one_plot(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=3)
    plot = curves(window).plots["accuracy"]

    assert len(plot.validation.getData()[0]) == 3
    assert "validation" in plot.last.text()
    assert list(curves(window).legend.buttons) == ["training", "validation"]


def test_the_slider_smooths_and_the_box_shows_epochs_alone(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=3)
    plot, tools = curves(window).plots["loss"], curves(window)
    tools.smoothing.setFocus()
    qtbot.keyClick(tools.smoothing, Qt.Key.Key_Home)
    rough = np.abs(np.diff(plot.training.getData()[1])).mean()
    qtbot.keyClick(tools.smoothing, Qt.Key.Key_End)
    smooth = np.abs(np.diff(plot.training.getData()[1])).mean()
    assert smooth < rough / 4
    qtbot.mouseClick(tools.batches, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))

    np.testing.assert_allclose(plot.training.getData()[1], mlp.trainer.record.epoch_logs["loss"])
    assert list(plot.training.getData()[0]) == [1, 2, 3]


def test_log_scale_draws_powers_of_ten(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=2)
    plot = curves(window).plots["loss"]
    before = plot.training.getData()[1]
    qtbot.mouseClick(curves(window).log, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))

    np.testing.assert_allclose(plot.training.getData()[1], np.log10(before))


def test_a_value_of_zero_is_a_gap_on_a_log_scale(qtbot, window, mlp):
    record = trained(qtbot, window, mlp, epochs=2)
    record.epoch_logs["loss"][0] = 0.0
    curves(window).batches.setChecked(False)
    curves(window).log.setChecked(True)

    assert np.isnan(curves(window).plots["loss"].training.getData()[1][0])


def test_the_crosshair_tells_the_values_under_the_pointer_in_all_plots(mlp, window, qtbot):
    record = trained(qtbot, window, mlp, epochs=4)
    view = curves(window)
    view.batches.setChecked(False)
    loss, accuracy = view.plots["loss"], view.plots["accuracy"]
    mouse_to(qtbot, loss, of_plot(loss, 0.5, 0.5))

    assert accuracy.cross.isVisible()
    assert loss.cross.value() == 2.0
    assert f"training {record.epoch_logs['loss'][1]:.3f}" in loss.last.text()
    assert f"validation {record.epoch_logs['val_accuracy'][1]:.3f}" in accuracy.last.text()
    mouse_to(qtbot, loss, QPoint(1, 1))
    assert not accuracy.cross.isVisible()
    assert "epoch" not in loss.last.text()


def test_a_drag_zooms_all_plots_and_a_double_click_shows_all_again(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=8)
    view = curves(window)
    loss, accuracy = view.plots["loss"], view.plots["accuracy"]
    whole = accuracy.plot.viewRange()[0]
    port = loss.plot.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=of_plot(loss, 0.25, 0.2))
    for share in (0.3, 0.5, 0.75):
        qtbot.mouseMove(port, of_plot(loss, share, 0.8))
        QApplication.processEvents()
        qtbot.wait(30)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=of_plot(loss, 0.75, 0.8))
    near = accuracy.plot.viewRange()[0]

    assert near[1] - near[0] == pytest.approx((whole[1] - whole[0]) / 2, rel=0.1)
    assert loss.plot.viewRange()[0] == pytest.approx(near)
    x = loss.training.getData()[0]
    assert x.min() > near[0] - 0.2
    assert x.max() < near[1] + 0.2
    qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=of_plot(loss, 0.5, 0.5))
    assert accuracy.plot.viewRange()[0] == pytest.approx(whole)
    assert not view.reset.isEnabled()


def test_the_wheel_zooms_with_ctrl_and_keys_zoom_and_move(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=8)
    plot = curves(window).plots["loss"]
    whole = plot.plot.viewRange()[0]
    place = of_plot(plot, 0.5, 0.5)
    port = plot.plot.viewport()

    def wheel(held):
        where = (QPointF(place), QPointF(port.mapToGlobal(place)))
        event = QWheelEvent(*where, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, held,
                            Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(port, event)

    wheel(Qt.KeyboardModifier.NoModifier)
    assert plot.plot.viewRange()[0] == whole
    wheel(Qt.KeyboardModifier.ControlModifier)
    near = plot.plot.viewRange()[0]
    assert near[1] - near[0] < whole[1] - whole[0]
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    nearer = plot.plot.viewRange()[0]
    assert nearer[1] - nearer[0] < near[1] - near[0]
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.plot.viewRange()[0][0] > nearer[0]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot.plot.viewRange()[0] == pytest.approx(whole)


def test_the_legend_hides_and_shows(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=2)
    view = curves(window)
    plot = view.plots["loss"]
    qtbot.mouseClick(view.legend.buttons["validation"], Qt.MouseButton.LeftButton)

    assert not plot.validation.isVisible()
    assert plot.training.isVisible()
    qtbot.mouseClick(view.legend.buttons["validation"], Qt.MouseButton.LeftButton)
    assert plot.validation.isVisible()


def test_the_legend_draws_its_samples_once_and_not_at_each_run(mlp, window, qtbot):
    """Qt keeps a scaled copy of each picture that a button was ever given: five kilobytes a run."""
    trained(qtbot, window, mlp, epochs=1)
    buttons = curves(window).legend.buttons
    before = {key: button.icon().cacheKey() for key, button in buttons.items()}
    trained(qtbot, window, mlp, epochs=1)

    after = curves(window).legend.buttons
    assert list(before) == ["training", "validation"]
    assert {key: button.icon().cacheKey() for key, button in after.items()} == before
    theme.choose("dark")
    assert all(button.icon().cacheKey() != before[key] for key, button in after.items())


def test_a_run_that_is_over_before_the_window_looks_has_each_epoch_once():
    """The window takes what was told up to 33 ms later: all epochs of a small network are behind it then."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(8, 4)).astype("float32")
    record = RunRecord(1, Project(), 0.0, epochs=30)
    settings = TrainingSettings(loss="mse", metrics=(), epochs=30, batch_size=8)
    told = list(fit(compile_model(chain(Input((4,)), Dense(1)), settings), Samples((x,), (x[:, :1],))))

    for event in told:
        record.take(event)

    assert record.epochs_done == 30
    assert record.epoch_logs["loss"] == [event.logs["loss"] for event in told if isinstance(event, EpochEnd)]


def test_an_earlier_run_is_laid_under_by_its_box_in_runs(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=2)
    first = mlp.trainer.records[0].epoch_logs["loss"]
    trained(qtbot, window, mlp, epochs=3)
    window.workspace.show_panel("runs")
    table = window.workspace.runs.table
    place = table.visualItemRect(table.item(0, 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x() + 14, place.center().y()))
    window.workspace.show_panel("training")
    view = curves(window)
    view.batches.setChecked(False)

    assert list(view.legend.buttons) == ["training", "validation", "run 1"]
    np.testing.assert_allclose(view.plots["loss"].earlier["run 1"][0].getData()[1], first)
    qtbot.mouseClick(view.legend.buttons["run 1"], Qt.MouseButton.LeftButton)
    assert not view.plots["loss"].earlier["run 1"][0].isVisible()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".csv"])
def test_curves_are_exported(suffix, mlp, window, qtbot, tmp_path, monkeypatch):
    record = trained(qtbot, window, mlp, epochs=2)
    path = tmp_path / f"curves{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    qtbot.mouseClick(curves(window).export, Qt.MouseButton.LeftButton)

    if suffix == ".png":
        assert QImage(str(path)).width() > 800
    elif suffix == ".svg":
        drawn = ElementTree.parse(path).getroot()
        kinds = [part.tag.rsplit("}", 1)[-1] for part in drawn.iter()]
        assert "image" not in kinds  # lines and letters, no picture of them
        assert kinds.count("path") + kinds.count("polyline") > 4
        assert "accuracy" in "".join(drawn.itertext())
    else:
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
        epochs = [row for row in rows if not row["batch"]]
        assert [float(row["val_loss"]) for row in epochs] == record.epoch_logs["val_loss"]
        assert len(rows) == len(record.steps) + 2
        assert float(rows[0]["loss"]) == pytest.approx(record.batch_logs["loss"].raw[0])


def test_an_export_that_fails_says_why(mlp, window, qtbot, tmp_path):
    trained(qtbot, window, mlp, epochs=1)

    assert not curves(window).export_to(tmp_path / "no" / "curves.png")
    assert "could not be written" in window.workspace.training.state.text()


def test_a_million_points_are_drawn_within_a_frame_or_two(mlp, window, qtbot):
    window.workspace.show_panel("training")
    record = big_record(1_000_000)
    view = curves(window)
    view.show()
    view.show_record(record)
    plot = view.plots["loss"]
    assert len(plot.training.getData()[0]) < 2500
    times = []
    for i in range(9):
        start = time.perf_counter()
        view.smoothing.setValue(10 * i)
        view.zoom((i * 50.0, 1000.0 - i * 50.0))
        plot.plot.grab()
        times.append(time.perf_counter() - start)

    assert np.median(times) < 0.1


# -- the canvas as an instrument --------------------------------------------------------------------------


def vanishing(window):
    """A network whose gradients vanish, on real data."""
    session = open_template(window, "mlp")
    narrow = RandomNormal(stddev=0.01)
    graph = chain(
        Input((784,)), *[Dense(16, "sigmoid", kernel_initializer=narrow) for _ in range(4)], Dense(10, "softmax")
    )
    session.edit("vanish", graph)
    return session


def test_blocks_and_wires_show_how_the_training_goes_and_stop_when_it_ends(mlp, window, qtbot):
    running(qtbot, window, mlp)
    scene = window.workspace.view.canvas
    qtbot.waitUntil(lambda: scene.blocks["dense"].health is not None, timeout=10_000)

    assert not scene.blocks["dense"].health.ill
    assert "healthy" in scene.blocks["dense"].toolTip()
    assert "gradient norm" in scene.blocks["dense"].toolTip()
    assert scene.wires["dense", 0].level is not None
    stopped(qtbot, window, mlp)
    assert scene.blocks["dense"].health is None
    assert scene.wires["dense", 0].level is None
    assert scene.blocks["dense"].toolTip() == ""


def test_gradients_that_vanish_are_said_shown_and_repaired_as_one_undo_step(window, qtbot):
    session = vanishing(window)
    before = session.graph
    running(qtbot, window, session, optimizer=SGD(0.01))
    row = window.workspace.training.findings
    qtbot.waitUntil(lambda: bool(row.repairs), timeout=20_000)
    scene = window.workspace.view.canvas

    assert "gradients vanish before" in row.text
    assert row.isVisible()
    assert scene.blocks["dense"].health.ill
    assert "vanish" in scene.blocks["dense"].toolTip()
    assert scene.wires["dense", 0].level == 0
    stopped(qtbot, window, session)
    qtbot.mouseClick(row.repairs[0], Qt.MouseButton.LeftButton)
    assert session.graph["dense"].layer.activation == "relu"
    assert type(session.graph["dense"].layer.kernel_initializer).__name__ == "HeNormal"
    session.undo_stack.undo()
    assert session.graph == before


def test_looking_can_be_switched_off_and_that_is_remembered(mlp, window, qtbot):
    from netbuilder.ui.window.main_window import MainWindow

    action = window.actions_["watch_layers"]
    assert action.isChecked()
    action.trigger()
    record = running(qtbot, window, mlp)
    qtbot.wait(300)

    assert not record.looks
    assert window.workspace.view.canvas.blocks["dense"].health is None
    stopped(qtbot, window, mlp)
    again = MainWindow()
    qtbot.addWidget(again)
    assert not again.actions_["watch_layers"].isChecked()


def test_a_bar_is_as_long_as_the_share_of_units_that_live():
    from netbuilder.engine.health import LayerHealth

    assert bar_of(LayerHealth("a", 0.0, 0, 1)).length == 176
    assert bar_of(LayerHealth("a", 0.5, 0, 1)).length == 88
    assert bar_of(LayerHealth("a", 1.0, 0, 1, trouble="dead")).ill


def test_wires_are_tinted_by_the_gradient_of_the_next_layer_with_weights():
    from netbuilder.engine.health import judge
    from netbuilder.layers.regularization import Dropout

    graph = chain(Input((4,)), Dense(3), Dropout(0.5), Dense(2))

    def view(node, gradient):
        return LayerView(node, 1.0, gradient, 1e-3, 0.0, 0.0, 1.0, None, None)

    looks = [Watched(0, 0, 50, (view("dense", 1e-5), view("dense_1", 1.0)))]
    levels = wire_levels(judge(looks, graph), graph)

    assert levels == {("dense", 0): 0, ("dropout", 0): LEVELS, ("dense_1", 0): LEVELS}
    assert [level_of(flow) for flow in (1e-4, 1.0, 1e4)] == [0, LEVELS, LEVELS + 1]
    assert level_of(1e-2) < level_of(1e-1) < LEVELS


# -- the learning rate ------------------------------------------------------------------------------------


def test_the_learning_rate_is_changed_in_the_run_and_marked(mlp, window, qtbot):
    running(qtbot, window, mlp, optimizer=SGD(0.01))
    field = window.workspace.inspector.training.rate
    qtbot.waitUntil(lambda: window.workspace.training.rate_button.text() == "Learning rate 0.01", timeout=5000)
    qtbot.mouseClick(window.workspace.training.rate_button, Qt.MouseButton.LeftButton)
    assert field.editor.hasFocus()
    type_into(qtbot, field.editor, "0.002")
    record = mlp.trainer.record
    qtbot.waitUntil(lambda: bool(record.rates), timeout=5000)
    done = record.epochs_done
    qtbot.waitUntil(lambda: record.epochs_done > done + 1, timeout=20_000)
    stopped(qtbot, window, mlp)

    assert record.rates[0][1] == 0.002
    assert record.rate_now == 0.002
    assert mlp.document.run.snapshot.optimizer.rate_override == 0.002
    assert mlp.project.training.optimizer.learning_rate == 0.002  # there is one rate, and the next run begins with it


@pytest.mark.parametrize("text", ["0", "-1", "fast", ""])
def test_a_learning_rate_that_cannot_be_is_marked_and_changes_nothing(text, mlp, window, qtbot):
    running(qtbot, window, mlp)
    field, before = window.workspace.inspector.training.rate, mlp.project
    mlp.select(())
    type_into(qtbot, field.editor, text)
    qtbot.wait(100)

    assert field.editor.property("wrong")
    assert field.row.error.isVisible()
    assert not mlp.trainer.record.rates
    assert mlp.project is before
    stopped(qtbot, window, mlp)


def test_another_declared_rate_ends_the_one_that_was_set_by_hand(mlp, window, qtbot):
    running(qtbot, window, mlp, optimizer=SGD(0.01))
    mlp.trainer.set_rate(0.002)
    qtbot.waitUntil(lambda: bool(mlp.trainer.record.rates), timeout=5000)
    stopped(qtbot, window, mlp)
    record = trained(qtbot, window, mlp, epochs=1, optimizer=SGD(0.05))

    assert record.rate_now == 0.05


def test_pace_time_left_and_memory_are_told(mlp, window, qtbot):
    running(qtbot, window, mlp)
    panel = window.workspace.training
    panel.refresh()

    assert "samples/s" in panel.state.text()
    assert "left" in panel.state.text()
    assert panel.state.text().endswith("B")
    stopped(qtbot, window, mlp)


# -- the end ----------------------------------------------------------------------------------------------


def test_closing_while_it_trains_and_saving_keeps_the_run(mlp, window, qtbot, tmp_path, monkeypatch):
    record = running(qtbot, window, mlp)
    done = len(record.steps)
    path = tmp_path / "kept.netb"
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Save)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))

    assert commands.file.close_project(window, 0)
    assert open_file(path).run.snapshot.optimizer.iteration >= done


def test_when_saving_fails_the_window_stays_with_the_run(mlp, window, qtbot, tmp_path, monkeypatch):
    running(qtbot, window, mlp)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Save)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "no" / "x.netb"), ""))

    assert not commands.file.close_project(window, 0)
    assert mlp.document.run is not None
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)


def test_the_end_is_told_in_the_status_bar_and_by_the_system_only_where_it_can(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=1)

    assert "finished" in window.statusBar().currentMessage()
    assert not window.training.notifier.tell("NetBuilder", "here nothing can be shown")


# -- the budget -------------------------------------------------------------------------------------------


def test_the_budget_follows_every_edit(mlp, window, qtbot):
    window.workspace.show_panel("data")
    qtbot.waitUntil(lambda: mlp.prepared is not None, timeout=10_000)
    bar = window.status.figures
    mlp.select({"dense"})
    type_into(qtbot, window.workspace.inspector.block.form.row("units").editor, "100")

    assert bar.labels["parameters"].text() == "79,510 parameters"
    assert "operations per sample" in bar.labels["operations"].text()
    assert "while training" in bar.labels["memory"].text()
    assert "per epoch" in bar.labels["seconds"].text()


def test_seconds_per_epoch_are_those_of_the_last_run(mlp, window, qtbot):
    record = running(qtbot, window, mlp)
    qtbot.waitUntil(lambda: record.busy > 1, timeout=10_000)
    stopped(qtbot, window, mlp)
    from netbuilder.ui.window.budget import budget_of_session

    assert budget_of_session(mlp).seconds == pytest.approx(record.samples / record.rate, rel=0.05)


def test_what_breaks_a_limit_turns_red_and_says_so_and_limits_are_remembered(mlp, window, qtbot):
    from netbuilder.ui.preferences import Preferences

    window.actions_["set_limits"].trigger()
    dialog = window.findChild(LimitsDialog)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    qtbot.keyClicks(dialog.editors["parameters"], "50000")
    qtbot.keyClicks(dialog.editors["memory"], "many")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.editors["memory"].property("wrong")
    dialog.editors["memory"].selectAll()
    qtbot.keyClicks(dialog.editors["memory"], "512")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    bar = window.status.figures

    assert Preferences().limits == {"parameters": 50_000, "memory": 512 << 20}
    assert bar.labels["parameters"].property("role") == "error"
    assert "over the limit of 50,000" in bar.labels["parameters"].text()
    assert bar.labels["memory"].property("role") != "error"
    blocks = window.workspace.view.canvas.blocks
    assert [name for name, item in blocks.items() if item.over] == ["dense"]
    assert "breaks a limit" in block_told(blocks["dense"], mlp.report)
    mlp.select({"dense"})
    type_into(qtbot, window.workspace.inspector.block.form.row("units").editor, "8")
    assert bar.labels["parameters"].property("role") != "error"
    assert not any(item.over for item in blocks.values())
