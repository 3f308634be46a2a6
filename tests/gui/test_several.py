"""The data panel sets which input a column enters, several targets, and tables that stand beside the first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from netbuilder.data.column_settings import Column, Target
from netbuilder.errors import Message
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Concatenate
from netbuilder.ui.panels import several_form
from tests.networks import node


@pytest.fixture
def homes(mlp, window, qtbot, tmp_path):
    lines = [f"{i},{i % 3},c{i % 6},{1000 * i},{('flat', 'house')[i % 2]}" for i in range(60)]
    (tmp_path / "homes.csv").write_text("\n".join(["age,size,customer,price,kind", *lines]) + "\n")
    (tmp_path / "people.csv").write_text("id,income\n" + "".join(f"c{k},{10 * k}\n" for k in range(6)))
    nodes = [node("x", Input((8,))), node("more", Input((1,))), node("both", Concatenate(), "x", "more")]
    graph = Graph.of([*nodes, node("kind", Dense(1, "sigmoid"), "both"), node("price", Dense(1), "both")])
    training = mlp.project.training.replace(loss=("binary_crossentropy", "mean_squared_error"))
    mlp.change(Message("graph"), mlp.project.replace(graph=graph, training=training))
    window.workspace.show_panel("data")
    window.workspace.data.choose_file(tmp_path / "homes.csv")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.is_table, timeout=20_000)
    return window.workspace.data


def editor(form, name):
    return form.row(name).editor


def choose(qtbot, combo, text):
    combo = combo if isinstance(combo, QComboBox) else combo.findChild(QComboBox)
    combo.setFocus()
    qtbot.keyClicks(combo, text)
    qtbot.keyClick(combo, Qt.Key.Key_Return)


def fresh(mlp, qtbot):
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and not mlp.loader.is_loading, timeout=20_000)


def test_a_column_enters_one_of_the_inputs_of_the_network(homes, mlp, qtbot):
    choose(qtbot, homes.column_form.choice, "size")
    to = editor(homes.column_form.form, "to")
    assert [to.itemData(i) for i in range(to.count())] == ["", "x", "more"]

    choose(qtbot, to, "more")
    fresh(mlp, qtbot)

    assert mlp.project.data.columns == (Column("size", to="more"),)
    assert mlp.prepared.input_shapes == {"x": (8,), "more": (1,)}


def test_several_targets_are_chosen_and_each_has_settings_of_its_own(homes, mlp, qtbot):
    form = homes.targets_form
    assert form.targets.text() == "kind"
    assert homes._target_row.isVisible()
    assert not form.choice.isVisible()

    form.targets._switch("price")
    fresh(mlp, qtbot)
    assert mlp.project.data.targets == (Target("kind"), Target("price"))
    assert not homes._target_row.isVisible()
    choose(qtbot, form.choice, "price")
    choose(qtbot, editor(form.form, "scaling"), "standardize")
    fresh(mlp, qtbot)

    assert mlp.project.data.targets == (Target("kind"), Target("price", scaling="standardize"))
    assert list(mlp.prepared.fitted.targets) == ["price"]
    heads = [homes.samples.table.horizontalHeaderItem(k).text() for k in range(2)]
    assert heads == ["kind", "price"]
    assert homes.samples.table.item(0, 0).text() in ("flat", "house")
    form.targets._switch("price")
    assert mlp.project.data.targets == ()
    assert mlp.project.data.target == "kind"
    mlp.undo_stack.undo()
    assert len(mlp.project.data.targets) == 2


def test_a_table_beside_is_added_joined_and_its_file_is_asked_for_when_it_moved(
    homes, mlp, qtbot, tmp_path, monkeypatch
):
    form = homes.beside_form
    assert form.choice.currentText() == "none"
    monkeypatch.setattr(several_form, "ask_open", lambda *_: tmp_path / "people.csv")

    qtbot.mouseClick(form.add_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mlp.loader.error is not None, timeout=20_000)
    assert "homes.csv has 60 rows, but people.csv has 6" in homes.error.text()
    choose(qtbot, editor(form.form, "key"), "customer")
    qtbot.waitUntil(lambda: mlp.loader.error is not None and "customer" in homes.error.text(), timeout=20_000)
    own_key = editor(form.form, "own_key")
    own_key.setFocus()
    qtbot.keyClicks(own_key, "id")
    qtbot.keyClick(own_key, Qt.Key.Key_Return)
    fresh(mlp, qtbot)
    qtbot.waitUntil(lambda: mlp.loader.error is None, timeout=20_000)

    assert "people.income" in mlp.prepared.fitted.table.features
    assert "customer" not in mlp.prepared.dataset.raw.names
    (tmp_path / "people.csv").rename(tmp_path / "persons.csv")
    mlp.loader.read_again()
    qtbot.waitUntil(lambda: mlp.loader.error is not None, timeout=20_000)
    assert "people.csv does not exist. Was it moved? Choose it again" in homes.error.text()
    monkeypatch.setattr(several_form, "ask_open", lambda *_: tmp_path / "persons.csv")
    qtbot.mouseClick(form.other_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mlp.loader.error is None and mlp.loader.is_fresh, timeout=20_000)
    assert "people.income" in mlp.prepared.fitted.table.features

    qtbot.mouseClick(form.remove_button, Qt.MouseButton.LeftButton)
    assert mlp.project.data.beside == ()
