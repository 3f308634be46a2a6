"""The data panel sets how columns are prepared, and shows it with its numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from netbuilder.data.column_settings import Column
from netbuilder.errors import Message
from netbuilder.layers import Dense, Input
from netbuilder.ui.window import commands
from tests.networks import chain


@pytest.fixture
def pets(mlp, window, qtbot, tmp_path):
    lines = [f"{'' if i % 7 == 3 else i},{i % 3},{('cat', 'dog')[i % 2]}" for i in range(60)]
    (tmp_path / "pets.csv").write_text("\n".join(["age,size,kind", *lines]))
    window.workspace.show_panel("data")
    window.workspace.data.choose_file(tmp_path / "pets.csv")
    qtbot.waitUntil(lambda: mlp.project.data.is_table and mlp.loader.error is not None, timeout=20_000)
    return window.workspace.data


def choose(qtbot, combo, text):
    combo.setFocus()
    qtbot.keyClicks(combo, text)
    qtbot.keyClick(combo, Qt.Key.Key_Return)


def told(panel):
    return [panel.steps.itemAt(i).widget().text() for i in range(panel.steps.count())]


def test_a_column_is_prepared_in_its_own_way_and_shown_with_its_numbers(pets, mlp, qtbot):
    assert "age 9" in pets.error.text()
    form = pets.column_form
    assert [form.choice.itemText(i) for i in range(form.choice.count())] == ["all alike", "age", "size"]
    assert not form.form.isVisible()

    choose(qtbot, form.choice, "age")
    assert form.form.isVisible()
    choose(qtbot, form.form.row("missing").editor.findChild(QComboBox) or form.form.row("missing").editor, "median")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=20_000)

    assert mlp.project.data.columns == (Column("age", missing="median"),)
    assert form.choice.currentText() == "age •"
    fill = mlp.prepared.fitted.table.columns[0].fill
    assert any(f"age: blank → {fill:.6g} (median)" in line for line in told(pets))
    assert any("split at random" in line for line in told(pets))
    assert any(line.startswith("→ test: cat ") for line in told(pets))
    mlp.undo_stack.undo()
    assert mlp.project.data.columns == ()


def test_a_share_that_validation_split_takes_is_told_and_nothing_of_it_is_measured(pets, mlp, qtbot):
    mlp.change(Message("drop"), mlp.project.replace(data=mlp.project.data.replace(missing="drop")))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=20_000)
    mlp.change(Message("validate"), mlp.project.replace(training=mlp.project.training.replace(validation_split=0.25)))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=20_000)

    assert mlp.prepared.fitted.rows == int(mlp.prepared.dataset.train_count * 0.75)
    assert any("validation_split takes the last" in line for line in told(pets))


def test_an_evaluation_says_that_the_file_was_changed_since_the_training(mlp, window, qtbot, tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text("age,kind\n" + "".join(f"{i},{('cat', 'dog')[i % 2]}\n" for i in range(40)))
    window.workspace.show_panel("data")
    window.workspace.data.choose_file(path)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.is_table, timeout=20_000)
    graph, training = chain(Input((1,)), Dense(2, "softmax")), mlp.project.training.replace(epochs=1, batch_size=8)
    mlp.change(Message("small"), mlp.project.replace(graph=graph, training=training))
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and not mlp.loader.is_loading, timeout=20_000)
    commands.training.train(window)
    qtbot.waitUntil(lambda: mlp.trainer.record is not None and not mlp.trainer.is_running, timeout=60_000)
    assert mlp.trainer.record.message is None
    assert mlp.document.run is not None, mlp.trainer.record.outcome
    fitted = mlp.document.run.snapshot.fitted
    window.workspace.show_panel("evaluate")
    panel = window.workspace.evaluate
    path.write_text(path.read_text() + "900,cat\n" * 10)

    def evaluated():
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)
        said = [panel.scores.itemAt(i).widget() for i in range(panel.scores.count())]
        return " ".join(widget.text() for widget in said if widget is not None)

    assert "pets.csv was changed since it was read" in evaluated()
    mlp.loader.prepared = None  # as on another day
    mlp.loader._dataset = None
    assert "was changed since the network was trained on it" in evaluated()
    assert mlp.document.run.snapshot.fitted == fitted
