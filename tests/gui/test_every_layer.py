"""Every registered layer in the window: its block, its ports, and a form that tells the layer's own values."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

from netbuilder.engine.callbacks import ModelCheckpoint
from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.drawing.layout import BLOCK_WIDTH
from netbuilder.graph.nested import Functional
from netbuilder.layers import FAMILIES, Dense, Input, Layer
from netbuilder.layers.activation_layers import PReLU
from netbuilder.layers.attention import Attention
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.preprocessing import Normalization, Rescaling
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from netbuilder.project.project import Project
from netbuilder.ui.canvas.describe import brief
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.panels.palette import GROUPS, KIND
from netbuilder.ui.widgets.form import SpecForm
from tests.contract.cases import CASES, Case
from tests.gui.conftest import type_into


def around(layer, shapes, **more):
    """The layer, named `it`, behind an input for each shape."""
    inputs = [Node(f"in{i}", Input(shape), position=(i * 240.0, 0.0)) for i, shape in enumerate(shapes)]
    it = Node("it", layer, tuple(Port(node.name) for node in inputs), position=(0.0, 160.0), **more)
    return Graph.of([*inputs, it])


def show(window, layer, shapes):
    """Puts the layer on the canvas, selects it, and gives its form."""
    if window.session is None:
        window.documents.open(Project())
    window.session.edit("put", around(layer, shapes))
    window.session.select({"it"})
    return window.workspace.inspector.block.form


def block(window, name="it"):
    return window.workspace.view.canvas.blocks[name]


def told(editor):
    """The value that an editor shows."""
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    return editor.currentData() if isinstance(editor, QComboBox) else editor.text_value()


def assert_form_tells(form, value):
    """Every field has a row that shows its value; so have the fields of declared values in it."""
    for field in value.fields():
        row, held = form.row(field.name), getattr(value, field.name)
        if row._spec is None:
            assert field.kind.coerce(told(row.editor)) == held, field.name
        elif held is None:
            assert told(row.editor) is None
        else:
            assert told(row.editor) == type(held).__name__
            if held.fields():
                assert_form_tells(row._inner, held)


def leave_every_field(form):
    """The keyboard goes through all fields, and nothing is typed."""
    for row in form._rows.values():
        if hasattr(row.editor, "editingFinished"):
            row.editor.editingFinished.emit()
        if row._inner is not None and not row._inner.isHidden():
            leave_every_field(row._inner)


def cases_of(family):
    found = [case for case in CASES if case.layer.family == family]
    return found or [Case(kind.starting(), ()) for kind in Layer.registry.values() if kind.family == family]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_form_shows_every_value_and_leaving_its_fields_changes_nothing(family, window):
    for case in cases_of(family):
        form = show(window, case.layer, case.shapes)
        assert_form_tells(form, case.layer)
        count = window.session.undo_stack.count()
        leave_every_field(form)
        assert window.session.graph["it"].layer == case.layer, case
        assert window.session.undo_stack.count() == count


@pytest.mark.parametrize("family", FAMILIES)
def test_a_block_is_drawn_in_its_family_s_colour_with_a_port_for_each_end(family, window):
    for kind in {type(case.layer): case for case in cases_of(family)}.values():
        show(window, kind.layer, kind.shapes)
        view, it = window.workspace.view, block(window)
        view.set_zoom(1.0)
        view.centerOn(it)
        QApplication.processEvents()
        picture = view.grab().toImage()
        bar = view.mapFromScene(it.pos() + QPointF(8, 24))
        assert picture.pixelColor(bar * picture.devicePixelRatio()) == theme.family(family), kind
        outputs = window.session.report.shapes["it"]
        assert it.output_count == len(outputs)
        for i in range(len(outputs)):
            assert it.port_at(it.output_point(i)) == ("out", i)
        for i in range(len(kind.shapes)):
            assert it.port_at(it.input_point(i)) == ("in", i)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_line_on_a_block_is_made_of_words_and_numbers(family):
    for case in cases_of(family):
        line = brief(case.layer)
        assert "None" not in line
        assert "object" not in line


def test_a_network_in_the_network_is_told_of_and_kept(window):
    form = show(window, Functional.starting(), ((8,),))
    leave_every_field(form)

    assert form.row("graph").editor.text() == "2 blocks"
    assert form.row("graph").editor.isReadOnly()
    assert window.session.graph["it"].layer == Functional.starting()


def test_the_palette_has_every_layer_for_it_once_under_its_family(window):
    shown = window.docks.palette_panel.list
    names = [shown.item(i).data(KIND) for i in range(shown.count())]
    titles = names.count(None)

    wanted = {name for name, kind in Layer.registry.items() if kind.in_palette}
    assert set(names) - {None} == wanted
    assert len(names) == len(wanted) + titles
    assert titles == len(GROUPS)


# -- fields -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "name", "text"),
    [
        (MaxPooling2D((2, 2), strides=(3, 1)), "strides", "3 × 1"),
        (PReLU(shared_axes=(1, 2)), "shared_axes", "1, 2"),
        (MultiHeadAttention(2, 3, output_dims=(5,)), "output_dims", "5"),
        (EinsumDense("...x,xy->...y", 5, bias_axes="y"), "bias_axes", "y"),
        (Dropout(0.5, seed=3), "seed", "3"),
    ],
)
def test_clearing_an_optional_field_gives_none(layer, name, text, window, qtbot):
    form = show(window, layer, ((6, 6, 4),) * layer.fewest_inputs)
    editor = form.row(name).editor
    line = editor.lineEdit() if hasattr(editor, "lineEdit") else editor
    assert line.text() == text
    type_into(qtbot, editor, "")

    assert getattr(window.session.graph["it"].layer, name) is None
    assert line.placeholderText() == "none"
    assert not form.row(name).error.isVisible()


def test_numbers_between_commas_step_together(window, qtbot):
    form = show(window, Rescaling((0.5, 2.0), 0.0), ((4, 4, 2),))
    editor = form.row("scale").editor
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Up)

    assert window.session.graph["it"].layer.scale != (0.5, 2.0)
    assert len(window.session.graph["it"].layer.scale) == 2


def test_numbers_in_numbers_are_shown_and_kept(window, qtbot):
    nested = Normalization(axis=(1, 2), mean=((1.0, 2.0), (3.0, 4.0)), variance=((1.0, 2.0), (3.0, 4.0)))
    form = show(window, nested, ((2, 2),))
    qtbot.keyClick(form.row("mean").editor, Qt.Key.Key_Up)

    assert form.row("mean").editor.lineEdit().isReadOnly()
    assert window.session.graph["it"].layer == nested


def test_no_digit_is_lost_by_looking_at_a_number(window):
    form = show(window, Rescaling(1 / 3, 0.0), ((4,),))
    leave_every_field(form)

    assert window.session.graph["it"].layer.scale == 1 / 3


def test_a_field_that_takes_a_word_or_a_number_takes_both(qtbot):
    form = SpecForm()
    qtbot.addWidget(form)
    changes = []
    form.edited.connect(lambda value, name: changes.append(value.save_freq))
    form.set_value(ModelCheckpoint(filepath="a.keras"))
    form.show()
    form._page._toggle()
    editor = form.row("save_freq").editor
    assert editor.text() == "epoch"
    type_into(qtbot, editor, "100")
    type_into(qtbot, editor, "epoch")

    assert changes == [100, "epoch"]


def choices(form, name):
    editor = form.row(name).editor
    return {editor.itemData(i) for i in range(editor.count())}


def choose(form, name, value):
    editor = form.row(name).editor
    editor.setCurrentIndex(editor.findData(value))
    editor.activated.emit(editor.currentIndex())


def test_a_layer_around_a_layer_offers_those_that_it_takes(window):
    offered = choices(show(window, Bidirectional(LSTM(3)), ((4, 3),)), "layer")
    assert offered == {"SimpleRNN", "LSTM", "GRU"}

    offered = choices(show(window, TimeDistributed(Dense(3)), ((4, 3),)), "layer")
    assert {"Dense", "Conv2D"} <= offered
    assert not {"Add", "Input", "Attention"} & offered


@pytest.mark.parametrize("outer", [Bidirectional, TimeDistributed])
def test_every_layer_that_is_offered_can_be_taken(outer, window):
    form = show(window, outer.starting(), ((4, 3),))
    for name in choices(form, "layer"):
        choose(form, "layer", name)
        assert type(window.session.graph["it"].layer.layer).__name__ == name
        assert_form_tells(form, window.session.graph["it"].layer)


def test_the_second_direction_can_be_another_layer(window):
    form = show(window, Bidirectional(LSTM(3)), ((4, 3),))
    choose(form, "backward_layer", "GRU")

    assert window.session.graph["it"].layer.backward_layer.go_backwards
    assert "it" in window.session.report.shapes


def test_the_block_says_which_layer_is_inside():
    assert brief(Bidirectional(LSTM(3))) == "LSTM 3 units"


# -- ports ------------------------------------------------------------------------------------------------


def place_of(hand, point, name="it"):
    return hand.view.mapFromScene(block(hand.window, name).pos() + point)


def test_an_input_that_may_be_left_out_is_offered_only_on_the_selected_block(window):
    show(window, LSTM(3), ((4, 3),))
    it, first = block(window), block(window).input_point(0)
    assert it.input_count() == 2
    window.session.select({"in0"})

    assert it.input_count() == 1
    assert it.input_point(0) == first == QPointF(BLOCK_WIDTH / 2, 0)


def test_a_wire_over_a_block_finds_the_input_that_may_be_left_out(window, hand):
    shapes = ((4, 3), (4, 3))
    window.documents.open(Project())
    graph = around(Attention(), shapes)
    window.session.edit("put", graph.add(Node("key", Input((4, 3)), position=(480.0, 0.0))))
    hand.view.set_zoom(1.0)
    hand.view.centerOn(block(window))
    QApplication.processEvents()
    it = block(window)
    assert it.input_count() == 2
    hand.drag(hand.output_port("key"), place_of(hand, it.input_point(2)))

    assert window.session.graph["it"].inputs == (Port("in0"), Port("in1"), Port("key"))
    assert it.input_count() == 3
    assert not it.offering


def test_a_wire_onto_a_recurrent_block_replaces_its_sequence(window, hand):
    window.documents.open(Project())
    graph = around(LSTM(3), ((4, 3),))
    window.session.edit("put", graph.add(Node("other", Input((5, 3)), position=(300.0, 0.0))))
    hand.view.set_zoom(1.0)
    hand.view.centerOn(block(window))
    QApplication.processEvents()
    hand.drag(hand.output_port("other"), hand.block("it"))

    assert window.session.graph["it"].inputs == (Port("other"),)


def test_each_output_has_a_port_that_can_be_wired(window, hand):
    window.documents.open(Project())
    graph = around(LSTM(3, return_state=True), ((4, 3),))
    graph = graph.add(Node("after", Dense(2), position=(0.0, 320.0)))
    window.session.edit("put", graph)
    hand.view.set_zoom(1.0)
    hand.view.centerOn(block(window))
    QApplication.processEvents()
    it = block(window)
    assert it.output_count == 3
    hand.drag(place_of(hand, it.output_point(2)), hand.input_port("after"))
    assert window.session.graph["after"].inputs == (Port("it", 2),)
    hand.drag(hand.input_port("after"), place_of(hand, QPointF(400, 90)))
    hand.drag(hand.input_port("after"), place_of(hand, it.output_point(1)))

    assert window.session.graph["after"].inputs == (Port("it", 1),)


def test_a_wire_from_an_output_that_is_gone_still_has_its_end(window):
    window.documents.open(Project())
    graph = around(LSTM(3, return_state=True), ((4, 3),)).add(Node("after", Dense(2), (Port("it", 2),), (0.0, 320.0)))
    window.session.edit("put", graph)
    window.session.edit("fewer", graph.with_nodes(graph["it"].replace(layer=LSTM(3))))

    assert block(window).output_count == 3
    assert window.session.problems_of("after")


def test_the_inspector_tells_the_shape_of_every_output(window):
    from PySide6.QtWidgets import QLabel

    show(window, LSTM(3, return_sequences=True, return_state=True), ((4, 3),))
    texts = [label.text() for label in window.workspace.inspector.block.findChildren(QLabel)]

    assert "4\u00a0×\u00a03, 3, 3" in texts
