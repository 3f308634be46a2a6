"""From an empty canvas a network for digits is built and trained with nine clicks and two typed values."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.layers import Dense, Input
from netbuilder.layers.reshaping import Flatten

KEY = Qt.Key


class Counted:
    """A hand whose clicks and typed values are counted; what cannot be seen cannot be clicked."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.qtbot = window, qtbot
        self.clicks = self.typed = 0

    def click(self, widget, place=None) -> None:
        place = widget.rect().center() if place is None else place
        where = widget.mapTo(self.window, place)
        assert widget.isVisible()
        assert self.window.rect().contains(where)
        assert self.window.childAt(where) in (widget, *widget.findChildren(type(self.window.childAt(where))))
        self.clicks += 1
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.settle()

    def type(self, text: str) -> None:
        self.typed += 1
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        self.settle()

    def key(self, key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)
        self.settle()

    def settle(self) -> None:
        self.qtbot.wait(250)  # as long as a person takes at least


def test_a_network_for_digits_takes_nine_clicks_and_two_typed_values(window, qtbot, hand):
    window.documents.open_empty()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    session, me = window.session, Counted(window, qtbot)
    tabs, data = window.workspace.tabs.tabBar(), window.workspace.data

    me.click(tabs, tabs.tabRect(2).center())
    me.click(data.sources.viewport(), data.sources.visualItemRect(data.sources.item(0)).center())
    qtbot.waitUntil(lambda: session.prepared is not None and session.loader.is_fresh, timeout=30_000)
    offered = window.docks.palette_panel.suggestions

    def append(name: str) -> None:
        qtbot.waitUntil(lambda: name in [made.text() for made in offered.buttons if made.isVisible()])
        me.click(next(made for made in offered.buttons if made.text() == name))

    for name in ("Input", "Flatten", "Dense", "Dense"):
        append(name)
    me.click(hand.port, hand.block("dense"))
    units = window.workspace.inspector.block.form.row("units").editor
    me.click(units.lineEdit())
    me.type("128")
    me.key(KEY.Key_Tab)
    me.type("relu")
    me.click(window.bar.train_button)

    assert session.trainer.is_running
    layers = [session.graph[name].layer for name in session.graph.order]
    assert [type(layer) for layer in layers] == [Input, Flatten, Dense, Dense]
    assert layers[0].shape == (28, 28)
    assert (layers[2].units, layers[2].activation) == (128, "relu")
    assert (layers[3].units, layers[3].activation) == (10, "softmax")
    assert session.project.training.loss[0].snake() == "sparse_categorical_crossentropy"
    assert not session.problems
    assert (me.clicks, me.typed) == (9, 2)
    session.trainer.stop()
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=30_000)
