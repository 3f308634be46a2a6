"""Words that are written on the canvas itself: the title of a frame, the note of a block."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from netbuilder.errors import Message
from netbuilder.ui.canvas.annotations import NOTE_GAP, NOTE_WIDTH, TITLE
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.saying import say

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINE_BREAK = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
NOTE_HEIGHT = 96


class Writing(QObject):
    """One field at a time on top of the canvas. Enter or leaving it keeps what was written, Escape does not."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self._view, self._session = view, view.session
        self._take: Callable[[str], None] | None = None
        self.line = QLineEdit(view.viewport())
        say(self.line, accessibleName=Message("Title of the frame"))
        self.text = QPlainTextEdit(view.viewport())
        say(self.text, accessibleName=Message("Note"))
        say(self.text, placeholderText=Message("A note about this block. Enter saves it."))
        self.text.setTabChangesFocus(True)
        for field in (self.line, self.text):
            field.hide()
            field.installEventFilter(self)

    def title(self, title: str) -> None:
        """Lets the title of a frame be written anew."""
        area = self._view.canvas.annotations.frames[title].handle
        corner = self._view.mapFromScene(area.topLeft())
        self.line.setText(title)
        self.line.selectAll()
        self._open(
            self.line,
            QRect(corner.x() + 4, corner.y(), max(160, min(320, int(area.width() * self._view.zoom))), int(TITLE)),
            lambda text: self._session.editing.rename_frame(title, text),
        )

    def note(self, name: str) -> None:
        """Lets the note of a block be written."""
        self._view.show_block(name)
        block = self._view.canvas.blocks[name]
        corner = self._view.mapFromScene(block.sceneBoundingRect().topRight())
        area = self._view.viewport().rect()
        x = max(8, min(corner.x() + int(NOTE_GAP), area.width() - int(NOTE_WIDTH) - 8))
        y = max(8, min(corner.y(), area.height() - NOTE_HEIGHT - 8))
        self.text.setPlainText(self._session.graph[name].note)
        self.text.selectAll()
        self._open(
            self.text,
            QRect(x, y, int(NOTE_WIDTH), NOTE_HEIGHT),
            lambda text: self._session.editing.set_note(name, text),
        )

    def finish(self, keep: bool) -> None:
        """Closes; what was written is kept, or lost with what it was written about."""
        for field in (self.line, self.text):
            if not field.isHidden():
                self._close(field, keep)

    def _open(self, field: QWidget, place: QRect, take: Callable[[str], None]) -> None:
        field.setGeometry(place)
        field.show()
        field.raise_()
        field.setFocus()
        self._take = take

    def _close(self, field: QLineEdit | QPlainTextEdit, keep: bool) -> None:
        take, self._take = self._take, None
        if take is None:
            return
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        had_focus = field.hasFocus()
        field.hide()
        if had_focus:
            self._view.setFocus()
        if keep:
            take(text.strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter keeps (with Shift or Ctrl it breaks the line of a note), Escape forgets, leaving keeps."""
        field = self.line if watched is self.line else self.text
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in ENTER:
            event.accept()  # whatever is held with it: here it is no command
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._close(field, keep=False)
                return True
            if event.key() in ENTER and (field is self.line or not event.modifiers() & LINE_BREAK):
                self._close(field, keep=True)
                return True
            if event.key() in ENTER:
                self.text.insertPlainText("\n")
                return True
        elif (
            isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() != Qt.FocusReason.PopupFocusReason
        ):
            self._close(field, keep=True)
        return super().eventFilter(watched, event)
