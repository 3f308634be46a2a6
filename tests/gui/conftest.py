"""A window for each test, driven as a person would; Qt's warnings and leaked threads or timers fail it."""

from __future__ import annotations

import gc
import time

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, Qt, QThread, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.formats import format_of
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.layers import Layer
from netbuilder.ui import hooks
from netbuilder.ui.canvas.dropping import layer_mime
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def clean(qapp, tmp_path):
    """Settings of its own; nothing that runs may be left over."""
    QCoreApplication.setOrganizationName("NetBuilderTest")
    QCoreApplication.setApplicationName("NetBuilderTest")
    QSettings.setPath(QSettings.defaultFormat(), QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QSettings().clear()
    theme.choose("light")
    hooks.teller._told.clear()
    unexpected: list[str] = []
    hooks.teller.happened.connect(unexpected.append)
    gc.freeze()  # what was there before, JAX and torch with a million objects, is neither collected nor looked through
    yield
    hooks.teller.happened.disconnect(unexpected.append)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not unexpected
    # By its type: isinstance asks objects for __class__, and some of torch answer with a warning.
    made = [thing for thing in gc.get_objects() if issubclass(type(thing), QThread | QTimer)]
    leaked = [thing for thing in made if shiboken6.isValid(thing)]
    assert not [thread for thread in leaked if isinstance(thread, QThread) and thread.isRunning()]
    assert not [
        timer for timer in leaked if isinstance(timer, QTimer) and timer.isActive() and "pyqtgraph" not in repr(timer)
    ]


@pytest.fixture
def window(qtbot, monkeypatch):
    """The main window; questions about unsaved work are answered with "don't save"."""
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.let_go()  # where a test answers otherwise: it stays open with what is not saved, and goes on keeping it


class Hand:
    """A mouse and a keyboard over a canvas."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def view(self):
        return self.window.workspace.view

    @property
    def port(self):
        return self.view.viewport()

    def at(self, x: float, y: float) -> QPoint:
        """A place on the paper in the view's pixels."""
        return self.view.mapFromScene(QPointF(x, y))

    def block(self, name: str) -> QPoint:
        """The middle of a block."""
        place = self.view.canvas.blocks[name].pos()
        return self.at(place.x() + BLOCK_WIDTH / 2, place.y() + BLOCK_HEIGHT / 2)

    def input_port(self, name: str, index: int = 0) -> QPoint:
        item = self.view.canvas.blocks[name]
        return self.view.mapFromScene(item.pos() + item.input_point(index))

    def output_port(self, name: str) -> QPoint:
        item = self.view.canvas.blocks[name]
        return self.view.mapFromScene(item.pos() + item.output_point())

    def _send(self, kind, place: QPoint, button, buttons, modifiers) -> None:
        event = QMouseEvent(kind, QPointF(place), QPointF(self.port.mapToGlobal(place)), button, buttons, modifiers)
        QApplication.sendEvent(self.port, event)

    def drag(
        self,
        start: QPoint,
        stop: QPoint,
        modifiers=Qt.KeyboardModifier.NoModifier,
        button=Qt.MouseButton.LeftButton,
        release=True,
    ):
        """Presses, moves in ten steps, and lets go."""
        none = Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonPress, start, button, button, modifiers)
        for i in range(1, 11):
            self._send(QEvent.Type.MouseMove, start + (stop - start) * (i / 10), none, button, modifiers)
        if release:
            self.release(stop, modifiers, button)

    def release(self, place: QPoint, modifiers=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton):
        self._send(QEvent.Type.MouseButtonRelease, place, button, Qt.MouseButton.NoButton, modifiers)

    def click(self, place: QPoint, modifiers=Qt.KeyboardModifier.NoModifier):
        self.drag(place, place, modifiers)

    def wheel(self, place: QPoint, steps: int) -> None:
        none, turned = QPoint(), QPoint(0, 120 * steps)
        where = (QPointF(place), QPointF(self.port.mapToGlobal(place)))
        held = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
        event = QWheelEvent(*where, none, turned, *held, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.port, event)

    def drop(self, kind: str, place: QPoint) -> None:
        """Drags a layer from the palette to a place and drops it."""
        data = layer_mime(Layer.registry[kind])
        options = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.port, QDragEnterEvent(place, *options))
        QApplication.sendEvent(self.port, QDragMoveEvent(place, *options))
        QApplication.sendEvent(self.port, QDropEvent(QPointF(place), *options))

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.view, key, modifiers)


@pytest.fixture
def hand(window, qtbot):
    return Hand(window, qtbot)


def open_template(window, name: str):
    """A template in a tab, its canvas laid out."""
    window.documents.open_template(name)
    QApplication.processEvents()
    window.workspace.view.set_zoom(1.0)
    window.workspace.view.centerOn(window.workspace.view.canvas.bounds().center())
    return window.session


@pytest.fixture
def mlp(window):
    """The first template, open."""
    return open_template(window, "mlp")


def finish_reading(window) -> None:
    """Waits until all that was asked for is read and shown."""
    end = time.monotonic() + 30
    while window.readings.is_going_on:
        assert time.monotonic() < end, f"{window.readings.name} is read without end"
        QTest.qWait(5)


def opened(window, path):
    """Opens a file and waits for it; what is in front then."""
    window.opening.open_path(path)
    finish_reading(window)
    return window.workspace


def exported(qtbot, window, path, form: str = "") -> None:
    """Exports the network to a file by the dialog, without comparing what was written."""
    window.actions_["export_model"].trigger()
    dialog = window.findChild(ExportDialog)
    dialog.list.choose(form or format_of(path).name)
    dialog.form.verify.setChecked(False)
    dialog.form.file.setText(str(path))
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    dialog.done(0)
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def type_into(qtbot, widget, text: str) -> None:
    """Selects what a field holds, types over it and presses Enter."""
    widget.setFocus()
    line = widget.lineEdit() if hasattr(widget, "lineEdit") else widget
    line.selectAll()
    qtbot.keyClick(widget, Qt.Key.Key_Delete)
    if text.isascii():
        qtbot.keyClicks(widget, text)
    else:
        line.insert(text)  # as an input method does; QTest knows ASCII only
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def drag_line(window, place: QPoint, by: QPoint) -> None:
    """Takes the line between two parts of the window and moves it."""
    left = Qt.MouseButton.LeftButton
    QTest.mouseMove(window, place)
    QTest.mousePress(window, left, pos=place)
    for i in range(1, 6):
        QTest.mouseMove(window, place + by * (i / 5))
        QApplication.processEvents()
    QTest.mouseRelease(window, left, pos=place + by)
    QApplication.processEvents()
