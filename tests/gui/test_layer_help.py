"""The help pages of the layers: made from their declarations, reached by F1 from wherever a layer is."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from netbuilder.graph import check
from netbuilder.layers import Dense, Layer
from netbuilder.ui.help.example import Example
from netbuilder.ui.help.layers import LayerHelp, found_layers, rendered
from netbuilder.ui.help.page import allowed, page, svg_of
from netbuilder.ui.looks.theme import theme
from tests.gui.conftest import open_template

KINDS = [kind for kind in Layer.registry.values() if kind.in_palette]
MOST_USED = ("Dense", "Conv2D", "MaxPooling2D", "Flatten", "Dropout", "BatchNormalization", "LSTM", "GRU", "Embedding")


def text_of(window) -> str:
    return window.findChild(LayerHelp).view.toPlainText()


@pytest.fixture
def cnn(window):
    return open_template(window, "cnn")


# -- pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_layer_has_a_page_with_its_fields_its_call_and_shapes_that_fit(kind, qtbot):
    example = Example.of_kind(kind)
    html = page(example)

    assert example.outputs
    assert example.layer.output_shapes(*example.inputs) == example.outputs
    for field in kind.fields():
        assert field.name in html
    call = "keras.Input(" if kind.__name__ == "Input" else f"layers.{kind.__name__}("
    assert call in example.code


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_layer_has_a_picture_that_qt_can_draw(kind, qtbot):
    image = rendered(svg_of(Example.of_kind(kind)), 1.0)
    pixels = image.convertToFormat(QImage.Format.Format_ARGB32)
    alpha = np.frombuffer(pixels.constBits(), np.uint8).reshape(pixels.height(), pixels.width(), 4)[..., 3]

    assert (alpha > 0).mean() > 0.005
    margin = np.concatenate([alpha[:2].ravel(), alpha[:, :2].ravel(), alpha[:, -2:].ravel()])
    assert not margin.any(), "something is cut off at the edge"


@pytest.mark.parametrize("name", MOST_USED)
def test_the_most_used_layers_say_when_to_use_them(name):
    assert 20 < len(Layer.registry[name].advice) < 200


def test_advice_is_one_or_two_sentences_and_no_layer_inherits_it():
    for kind in KINDS:
        if kind.advice:
            assert kind.advice.endswith(".")
            assert "advice" in vars(kind), kind


def test_a_block_is_shown_with_the_shapes_of_its_own_network(cnn):
    example = Example.of_block(cnn.graph, "conv2d")

    assert example.inputs == ((28, 28, 1),)
    assert example.outputs == check(cnn.graph).shapes["conv2d"]
    text = page(example).replace("\u00a0", " ")
    assert "In your network, conv2d: 28 × 28 × 1 → 26 × 26 × 32, with 320 parameters." in text


def test_a_block_without_an_input_has_a_page_all_the_same(cnn):
    cnn.select({"conv2d"})
    cnn.editing.delete()

    example = Example.of_block(cnn.graph, "max_pooling2d")
    assert example.outputs == ()
    assert "pool_size" in page(example)


def test_ranges_and_choices_are_said():
    assert allowed(Dense.field("units").kind) == "at least 1"
    assert allowed(Layer.registry["Dropout"].field("rate").kind) == "at least 0 and less than 1"
    assert "glorot" in allowed(Dense.field("kernel_initializer").kind).lower()


def test_markup_in_a_name_stays_text(qtbot):
    assert "<script>" not in svg_of(Example(Dense(3), ((4,),), ((3,),)))
    layer = Layer.registry["EinsumDense"].starting()
    assert "->" not in page(Example(layer)).replace("-&gt;", "")


# -- the window -------------------------------------------------------------------------------------------


def test_f1_on_a_block_opens_its_page(cnn, window, hand):
    hand.click(hand.block("conv2d"))
    hand.key(Qt.Key.Key_F1)

    assert text_of(window).startswith("Conv2D\nSlides small filters over an image.")
    assert "here 32" in text_of(window)


def test_f1_in_the_palette_opens_the_page_of_its_row(cnn, window, qtbot):
    cnn.select({"conv2d"})
    search = window.docks.palette_panel.search
    search.setFocus()
    qtbot.keyClicks(search, "dropout")
    qtbot.keyClick(search, Qt.Key.Key_F1)

    assert text_of(window).startswith(window.docks.palette_panel.current_kind().__name__)
    assert "Dropout" in text_of(window)


def test_f1_on_another_block_turns_the_page_of_the_same_window(cnn, window, hand):
    hand.click(hand.block("conv2d"))
    hand.key(Qt.Key.Key_F1)
    window.activateWindow()
    hand.view.setFocus()
    cnn.select({"dense"})
    window.actions_["show_layer_help"].trigger()

    assert len(window.findChildren(LayerHelp)) == 1
    assert text_of(window).startswith("Dense\n")
    assert window.findChild(LayerHelp).list.currentItem().text() == "Dense"


def test_the_list_has_every_layer_and_is_searched_by_name_and_by_meaning(window, qtbot):
    window.actions_["show_layer_help"].trigger()
    help_ = window.findChild(LayerHelp)
    assert help_.shown() == [*(kind.__name__ for kind in KINDS), "Functional"]
    help_.search.setFocus()
    qtbot.keyClicks(help_.search, "bn")
    assert help_.shown()[0] == "BatchNormalization"
    assert text_of(window).startswith("BatchNormalization")
    help_.search.clear()
    qtbot.keyClicks(help_.search, "overfitting")
    assert "Dropout" in help_.shown()
    help_.search.clear()
    qtbot.keyClicks(help_.search, "zzzq")

    assert help_.none.isVisible()


def test_a_name_is_found_before_a_meaning():
    assert found_layers("lstm")[0].__name__ == "LSTM"
    assert "SimpleRNN" in [kind.__name__ for kind in found_layers("lstm")]


def test_arrows_turn_the_pages_from_the_search_field(window, qtbot):
    window.actions_["show_layer_help"].trigger()
    help_ = window.findChild(LayerHelp)
    help_.search.setFocus()
    qtbot.keyClicks(help_.search, "conv")
    qtbot.keyClick(help_.search, Qt.Key.Key_Down)

    assert text_of(window).startswith(help_.shown()[1])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_page_and_picture_follow_the_colours(mode, window):
    window.actions_["show_layer_help"].trigger()
    theme.choose(mode)
    help_ = window.findChild(LayerHelp)

    assert theme.colours.text in help_.view.toHtml()
    assert theme.colours.text in svg_of(Example.of_kind(Dense))


def test_escape_closes_it(window, qtbot):
    window.actions_["show_layer_help"].trigger()
    help_ = window.findChild(LayerHelp)
    with qtbot.waitSignal(help_.destroyed):
        qtbot.keyClick(help_.search, Qt.Key.Key_Escape)

    assert window.findChild(LayerHelp) is None
