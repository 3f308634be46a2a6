"""A series in the window: windows are set in a group of fields of their own, and what comes of them is shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from netbuilder.errors import Message
from netbuilder.project.fitting_network import fitting_project

START = np.datetime64("2024-03-01T00:00")


@pytest.fixture
def path(tmp_path):
    rng = np.random.default_rng(0)
    lines = ["when,site,wind,load"]
    for hour in range(120):
        time = str(START + np.timedelta64(hour, "h")).replace("T", " ")
        lines += [f"{time},{site},{rng.normal():.2f},{20 + 6 * np.sin(hour / 4):.2f}" for site in ("north", "south")]
    (tmp_path / "load.csv").write_text("\n".join(lines) + "\n")
    return tmp_path / "load.csv"


def chosen(window, session, qtbot, path):
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: session.loader.is_fresh and session.project.data.path == str(path), timeout=20_000)
    return panel


def typed(qtbot, row, text):
    row.editor.setFocus()
    row.editor.selectAll()
    qtbot.keyClicks(row.editor, text)
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)


def told(panel):
    return [panel.steps.itemAt(i).widget().text() for i in range(panel.steps.count())]


def test_windows_come_with_what_they_need_in_one_step(mlp, window, qtbot, path):
    panel = chosen(window, mlp, qtbot, path)
    before, form = mlp.project.data, panel.series_form
    assert not form.row("horizon").isVisible()

    typed(qtbot, form.row("sequence_length"), "8")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.sequence_length == 8, timeout=20_000)

    data = mlp.project.data
    assert (data.split, data.time_column, data.validation_part) == ("time", "when", 0.1)
    assert form.row("horizon").isVisible()
    form.row("group_column").editor.setCurrentText("site")
    form.row("group_column").editor.activated.emit(form.row("group_column").editor.currentIndex())
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.group_column == "site", timeout=20_000)
    assert mlp.prepared.input_shapes == {"x": (8, 2)}
    assert any("2 groups by site" in text for text in told(panel))
    assert any("a row every 1 hour" in text for text in told(panel))
    assert any("without any network, load as in the last row" in text for text in told(panel))
    header = panel.samples.table.horizontalHeaderItem
    assert [header(i).text() for i in range(4)] == ["label", "wind [0]", "load [0]", "wind [1]"]

    mlp.undo_stack.undo()
    mlp.undo_stack.undo()
    assert mlp.project.data == before


def test_a_date_is_set_in_the_form_of_its_column(mlp, window, qtbot, path):
    panel = chosen(window, mlp, qtbot, path)
    form = panel.column_form
    form.choice.setCurrentText("when")
    form.choice.activated.emit(form.choice.currentIndex())
    assert form.form.row("date_form").isVisible()
    assert not form.form.row("encoding").isVisible()

    form.form.row("parts").editor.edited.emit(("day_cycle", "weekday"))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and bool(mlp.project.data.columns), timeout=20_000)

    assert mlp.project.data.column("when").parts == ("day_cycle", "weekday")
    assert mlp.prepared.dataset.features[:3] == ("when: day_cycle sin", "when: day_cycle cos", "when: weekday")


def test_from_windows_to_a_trained_network(mlp, window, qtbot, path):
    panel = chosen(window, mlp, qtbot, path)
    typed(qtbot, panel.series_form.row("sequence_length"), "8")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.sequence_length == 8, timeout=20_000)
    data = mlp.project.data.replace(group_column="site", target_scaling="standardize")
    project, _told = fitting_project(data)
    mlp.change(Message("A network for it"), project.replace(training=project.training.replace(epochs=2)))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.prepared.input_shapes == {"x": (8, 2)}, timeout=20_000)
    page = window.workspace
    qtbot.keyClick(page.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.page.reader.sheet is not None and not page.page.reader.is_reading, timeout=20_000)

    mlp.trainer.start()
    qtbot.waitUntil(lambda: not mlp.trainer.is_running and mlp.document.run is not None, timeout=60_000)

    assert mlp.document.run.snapshot.fitted.step == 3600
    assert len(mlp.document.run.history["val_loss"]) == 2
