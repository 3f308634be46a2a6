"""A layer is found by its name in every place of the window where layers are searched, and Enter takes it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.data import DataSettings
from netbuilder.graph import Graph, Node, Port, edits
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from netbuilder.ui.canvas.adder import NOTE
from netbuilder.ui.window.command_palette import CommandPalette

CONTROL = Qt.KeyboardModifier.ControlModifier
KINDS = [kind for kind in Layer.registry.values() if kind.in_palette]


def paste(qtbot, field, text):
    """Puts a name into a field as a person does who has copied it, and presses Enter."""
    QApplication.clipboard().setText(text)
    qtbot.keyClick(field, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert field.text() == text
    qtbot.keyClick(field, Qt.Key.Key_Return)


def by_palette(window, hand, qtbot, name):
    search = window.docks.palette_panel.search
    qtbot.mouseClick(search, Qt.MouseButton.LeftButton)
    paste(qtbot, search, name)


def by_control_l(window, hand, qtbot, name):
    hand.key(Qt.Key.Key_L, CONTROL)
    paste(qtbot, window.docks.palette_panel.search, name)


def by_tab(window, hand, qtbot, name):
    hand.key(Qt.Key.Key_Tab)
    assert hand.view.searching.adder.isVisible()
    paste(qtbot, hand.view.searching.adder.search, name)


def by_control_r(window, hand, qtbot, name):
    hand.key(Qt.Key.Key_R, CONTROL)
    assert hand.view.searching.adder.isVisible()
    paste(qtbot, hand.view.searching.adder.search, name)


def by_control_k(window, hand, qtbot, name):
    hand.key(Qt.Key.Key_K, CONTROL)
    paste(qtbot, window.findChild(CommandPalette).search, name)


WAYS = [by_palette, by_control_l, by_tab, by_control_r, by_control_k]


@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_begins_others_or_stands_in_their_sentences_inserts_its_own_layer(way, window, hand, qtbot):
    insert_each(["Add", "Activation", "Attention", "Dense", "Conv2D", "Input"], way, window, hand, qtbot)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_the_name_of_every_layer_and_enter_inserts_that_layer(way, window, hand, qtbot):
    insert_each([kind.__name__ for kind in KINDS], way, window, hand, qtbot)


def insert_each(names, way, window, hand, qtbot):
    """A block is there, selected, that has no wires: whatever is asked for can stand beside it, or in its place."""
    session = window.documents.open(Project()).session
    for kind in map(Layer.registry.__getitem__, names):
        held = Dropout(0.5) if kind is not Dropout else Dense(3)
        session.edit("put", Graph.of([Node("held", held)]))
        session.select({"held"})
        hand.view.setFocus()
        way(window, hand, qtbot, kind.__name__)

        made = [type(node.layer) for name, node in session.graph.nodes.items() if name != "held"]
        if way is by_control_r:
            made = [type(node.layer) for node in session.graph.nodes.values()]
        assert made == [kind]


@pytest.fixture
def images(window):
    """An input of images and a convolution, which is selected."""
    session = window.documents.open(Project()).session
    session.edit("put", Graph.of([Node("x", Input((8, 8, 3))), Node("conv", Conv2D(4, 3), (Port("x"),))]))
    session.select({"conv"})
    QApplication.processEvents()
    return session


def test_the_palette_prefers_what_fits_the_selected_block(images, window, qtbot):
    search = window.docks.palette_panel.search
    search.setFocus()
    qtbot.keyClicks(search, "maxpool")
    qtbot.keyClick(search, Qt.Key.Key_Return)

    assert images.graph["max_pooling2d"].inputs == (Port("conv"),)


def test_the_command_palette_prefers_what_fits_the_selected_block(images, window, hand, qtbot):
    hand.view.setFocus()
    hand.key(Qt.Key.Key_K, CONTROL)
    search = window.findChild(CommandPalette).search
    qtbot.keyClicks(search, "gap")
    qtbot.keyClick(search, Qt.Key.Key_Return)

    assert images.graph["global_average_pooling2d"].inputs == (Port("conv"),)


def test_the_list_at_the_pointer_begins_with_what_fits_and_tells_what_does_not(images, window, hand, qtbot):
    hand.view.setFocus()
    hand.view.pointer = None
    hand.key(Qt.Key.Key_Tab)
    adder = hand.view.searching.adder
    rows = [adder.list.item(i).text() for i in range(adder.list.count())]
    assert "MaxPooling2D" in rows
    assert "MaxPooling1D" not in rows

    qtbot.keyClicks(adder.search, "maxpool")
    told = {adder.list.item(i).text(): adder.list.item(i).data(NOTE) for i in range(adder.list.count())}
    assert next(iter(told)) == "MaxPooling2D"
    assert told["MaxPooling1D"] == "does not fit here"
    assert told["MaxPooling2D"] == "3\u00a0×\u00a03\u00a0×\u00a04"


def test_a_cleared_search_shows_all_layers_by_family_again(images, window, qtbot):
    palette = window.docks.palette_panel
    before = palette.list.count()
    palette.search.setFocus()
    qtbot.keyClicks(palette.search, "bn")
    assert palette.list.count() < before
    qtbot.keyClick(palette.search, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(palette.search, Qt.Key.Key_Delete)

    assert palette.list.count() == before


def test_a_layer_s_chinese_name_finds_it_in_the_window(images, window, qtbot):
    search = window.docks.palette_panel.search
    paste(qtbot, search, "批归一化")

    assert "batch_normalization" in images.graph


def test_a_layer_that_merges_reads_all_that_is_selected(images, window, hand, qtbot):
    images.select({"x", "conv"})
    hand.view.setFocus()
    hand.view.pointer = None
    hand.key(Qt.Key.Key_Tab)
    paste(qtbot, hand.view.searching.adder.search, "concat")

    assert images.graph["concatenate"].inputs == (Port("x"), Port("conv"))


def test_new_blocks_suit_the_chosen_data_and_undo_takes_each_back_in_one_step(window, hand, qtbot):
    session = window.documents.open(Project()).session
    window.workspace.data.choose("digits")
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=10_000)
    for name in ("Input", "Flatten", "Dense", "Dense"):
        by_control_l(window, hand, qtbot, name)
    assert session.graph["input_layer"].layer.shape == (8, 8)
    assert session.graph["dense"].layer == Dense.starting()
    assert session.graph["dense_1"].layer == Dense.starting(units=10, activation="softmax")
    assert session.problems == ()

    hand.view.setFocus()
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert session.graph["dense"].layer == Dense.starting(units=10, activation="softmax")
    assert "dense_1" not in session.graph


@pytest.mark.parametrize("is_chosen_first", [True, False])
def test_blocks_that_are_added_while_the_data_is_read_suit_it_when_it_is_there(window, hand, qtbot, is_chosen_first):
    digits = DataSettings(source="digits")
    session = window.documents.open(Project() if is_chosen_first else Project(data=digits)).session
    if is_chosen_first:
        window.workspace.data.choose("digits")
    else:
        session.loader.request()
    for kind in (Input, Flatten, Dense):  # at once: what was read is told of only when the window comes to rest
        session.editing.append_layer(kind.starting())
    names = set(session.graph.nodes)
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=10_000)

    assert session.graph["input_layer"].layer.shape == (8, 8)
    assert session.graph["dense"].layer.units == 10
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert set(session.graph.nodes) == names
    assert session.graph["input_layer"].layer == Input.starting()


def test_an_input_that_was_set_while_the_data_is_read_stays_as_it_is(window, hand, qtbot):
    session = window.documents.open(Project(data=DataSettings(source="digits"))).session
    session.loader.request()
    session.editing.append_layer(Input.starting())
    session.attempt("shape", lambda graph: edits.set_fields(graph, "input_layer", shape=(4,)))
    assert session.loader.is_loading
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=10_000)

    assert session.graph["input_layer"].layer.shape == (4,)
    assert session.undo_stack.count() == 2
