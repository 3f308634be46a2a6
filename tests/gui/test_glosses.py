"""Wherever layers are listed, their names in Keras stand beside what they are called in the language of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator

from netbuilder.layers import Layer
from netbuilder.ui.help.layers import LayerHelp
from netbuilder.ui.looks.i18n import gloss, named
from tests.gui.conftest import open_template

TOLD = {"Conv2D": "zweidimensionale Faltung", "Flatten": "Glätten"}


class Words(QTranslator):
    """A language in which two layers have names."""

    def isEmpty(self) -> bool:  # noqa: N802
        return False

    def translate(self, context, text, comment=None, number=-1):
        return TOLD.get(text) if context == "kinds" else None  # None: the others are asked


@pytest.fixture
def words(qapp):
    made = Words()
    QCoreApplication.installTranslator(made)
    yield made
    QCoreApplication.removeTranslator(made)


def test_in_english_a_layer_has_its_name_alone(qapp):
    assert [named(kind) for kind in Layer.registry] == list(Layer.registry)


def test_a_name_without_a_translation_stands_alone(words):
    assert (gloss("Conv2D"), named("Conv2D"), named("Dense")) == (
        "zweidimensionale Faltung", "Conv2D zweidimensionale Faltung", "Dense",
    )  # fmt: skip


def test_palette_search_field_and_commands_find_a_layer_by_it(words, window, hand, qtbot):
    open_template(window, "mlp")
    panel = window.docks.palette_panel
    panel.search.setText("Faltung")
    assert panel.current_kind().__name__ == "Conv2D"
    assert "zweidimensionale" in panel.list.currentItem().toolTip()

    hand.view.searching.at_cursor()
    hand.view.searching.adder.search.setText("Glätten")
    assert hand.view.searching.adder.list.item(0).text() == "Flatten"
    hand.view.searching.adder.close_up()


def test_the_help_lists_it_and_its_page_has_it_in_the_heading(words, window, qtbot):
    open_template(window, "cnn")
    window.session.select({"conv2d"})
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F1)
    help_ = window.findChild(LayerHelp)
    assert "Conv2D zweidimensionale Faltung" in help_.view.toPlainText()
    help_.search.setText("glätten")

    assert help_.shown()[0] == "Flatten"
    assert "Flatten Glätten" in help_.view.toPlainText()
    help_.close()
