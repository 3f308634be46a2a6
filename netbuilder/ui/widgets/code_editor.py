"""An editor for code: line numbers, errors under the line, lit lines, indentation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from netbuilder.ui.looks.theme import PAD, TEXT, code_font, theme
from netbuilder.ui.widgets.highlighting import PythonHighlighter

INDENT = "    "
Span = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """Something that is wrong with a line (from 1); `column` is where, from 0, or -1 for the whole line."""

    line: int
    text: str
    column: int = -1
    severity: str = "error"


MOST_LIT = 1000  # lines


class CodeEditor(QPlainTextEdit):
    """`typed` is emitted when a person changes the text, `moved` when the cursor comes to another line by hand."""

    typed = Signal()
    moved = Signal()
    left = Signal()
    focus_lost = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(code_font(TEXT))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.highlighter = PythonHighlighter(self.document())
        self.gutter = LineNumbers(self)
        self.marks: tuple[Mark, ...] = ()
        self.lit: tuple[Span, ...] = ()
        self._writing = False
        self._place = (0, 0)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.textChanged.connect(self._on_changed)
        self.cursorPositionChanged.connect(self._on_moved)
        theme.changed.connect(self._paint_theme)
        self._make_room()

    # -- what others do with it -------------------------------------------------------------------------

    def write(self, text: str, as_step: bool = False) -> None:
        """Shows another text. Only what differs is touched, so that the rest is neither coloured nor laid out again.

        Where a person has typed, or `as_step`, it is one step that can be undone: nothing that was typed gets lost.
        """
        as_step = as_step or self.document().isUndoAvailable()
        old = self.toPlainText()
        same = _same(old, text)
        most = min(len(old), len(text)) - same
        tail = _same(old[: -most - 1 : -1], text[: -most - 1 : -1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(same)
        cursor.setPosition(len(old) - tail, QTextCursor.MoveMode.KeepAnchor)
        self._writing = True
        self.setUndoRedoEnabled(as_step)
        cursor.insertText(text[same : len(text) - tail])
        self.setUndoRedoEnabled(True)
        self._writing = False

    def replace(self, text: str) -> None:
        """Puts another text in the place of all, as a step that can be undone, as if it were typed."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def mark(self, marks: Iterable[Mark]) -> None:
        """Shows what is wrong, and where."""
        self.marks = tuple(marks)
        self._decorate()

    def light(self, spans: Iterable[Span], show: bool = False) -> None:
        """Lights lines; if asked, scrolls to the first of them."""
        self.lit = tuple(spans)
        self._decorate()
        if show and self.lit:
            self.show_line(min(first for first, _ in self.lit), move=False)

    def show_line(self, line: int, move: bool = True) -> None:
        """Scrolls to a line; with `move` the cursor goes there too."""
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid():
            return
        if move:
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()
            self.setFocus()
        else:
            shown = self.height() // max(self.fontMetrics().lineSpacing(), 1)
            top = self.verticalScrollBar().value()
            if not top <= line - 1 < top + shown - 2:
                self.verticalScrollBar().setValue(max(0, line - 1 - shown // 3))

    def chosen_lines(self) -> Span:
        """The first and last line of the selection, or that of the cursor."""
        cursor, document = self.textCursor(), self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber() + 1
        last = document.findBlock(max(cursor.selectionEnd() - (1 if cursor.hasSelection() else 0), 0)).blockNumber() + 1
        return first, max(first, last)

    # -- keys -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if key == Qt.Key.Key_Tab and plain:
            self._indent(1)
        elif key == Qt.Key.Key_Backtab:
            self._indent(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._break_line()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.focus_lost.emit()

    def _break_line(self) -> None:
        """A new line begins below the one above; after a colon or an open bracket, one step further in."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        space = before[: len(before) - len(before.lstrip())]
        deeper = INDENT if before.rstrip().endswith((":", "(", "[", "{")) else ""
        cursor.insertText("\n" + space + deeper)
        self.setTextCursor(cursor)

    def _indent(self, way: int) -> None:
        cursor = self.textCursor()
        if way > 0 and not cursor.hasSelection():
            cursor.insertText(INDENT[cursor.positionInBlock() % len(INDENT) :])
            return
        first, last = self.chosen_lines()
        cursor.beginEditBlock()
        for line in range(first, last + 1):
            block = self.document().findBlockByNumber(line - 1)
            edit = QTextCursor(block)
            if way > 0:
                edit.insertText(INDENT)
            else:
                spaces = min(len(INDENT), len(block.text()) - len(block.text().lstrip(" ")))
                edit.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, spaces)
                edit.removeSelectedText()
        cursor.endEditBlock()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        # Files that are dropped here are for the window to open.
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        self.insertPlainText(source.text().replace("\t", INDENT))

    # -- painting ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.viewport().mapFromGlobal(event.globalPos())
            line = self.cursorForPosition(place).blockNumber() + 1
            found = [mark.text for mark in self.marks if mark.line == line]
            QToolTip.showText(event.globalPos(), "\n".join(found), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        area = self.contentsRect()
        self.gutter.setGeometry(QRect(area.left(), area.top(), self.gutter.wanted_width(), area.height()))

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter.wanted_width(), 0, 0, 0)
        self.gutter.resize(self.gutter.wanted_width(), self.gutter.height())

    def _scroll_gutter(self, rect: QRect, dy: int) -> None:
        if dy:
            self.gutter.scroll(0, dy)
        else:
            self.gutter.update(0, rect.y(), self.gutter.width(), rect.height())

    def _paint_theme(self) -> None:
        self.highlighter.paint_theme()
        self._decorate()
        self.gutter.update()

    def _decorate(self) -> None:
        lines = {line for first, last in self.lit for line in range(first, last + 1)}
        # Where nearly all is lit it tells nothing, and Qt looks through all lights at each line that it draws.
        shown = [self._line_light(line) for line in sorted(lines)[:MOST_LIT]]
        self.setExtraSelections([*shown, *(self._squiggle(mark) for mark in self.marks)])
        self.gutter.update()

    def _line_light(self, line: int) -> QTextEdit.ExtraSelection:
        light = QTextEdit.ExtraSelection()
        light.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        light.format.setBackground(theme.colour("selection"))
        light.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return light

    def _squiggle(self, mark: Mark) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(mark.line - 1)
        text = block.text()
        start = len(text) - len(text.lstrip()) if mark.column < 0 else min(mark.column, max(len(text) - 1, 0))
        cursor = QTextCursor(block)
        move, keep = QTextCursor.MoveOperation, QTextCursor.MoveMode
        cursor.movePosition(move.Right, keep.MoveAnchor, start)
        cursor.movePosition(move.EndOfBlock, keep.KeepAnchor)
        found.cursor = cursor
        found.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        found.format.setUnderlineColor(mark_colour(mark))
        return found

    def _on_changed(self) -> None:
        if not self._writing:
            self.typed.emit()

    def _on_moved(self) -> None:
        place = self.chosen_lines()
        if place != self._place and not self._writing and self.hasFocus():
            self.moved.emit()
        self._place = place


class LineNumbers(QWidget):
    """The numbers beside the lines; a dot marks those where something is wrong."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def wanted_width(self) -> int:
        """Room for the largest number and a dot."""
        digits = max(2, len(str(self._editor.blockCount())))
        return PAD * 3 + digits * self._editor.fontMetrics().horizontalAdvance("9")

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.wanted_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        editor = self._editor
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("window"))
        painter.setFont(editor.font())
        marked = {mark.line: mark for mark in reversed(editor.marks)}
        lit = {line for first, last in editor.lit for line in range(first, last + 1)}
        height = editor.fontMetrics().lineSpacing()
        block = editor.firstVisibleBlock()
        top = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
        while block.isValid() and top <= event.rect().bottom():
            line = block.blockNumber() + 1
            painter.setPen(theme.colour("accent" if line in lit else "quiet"))
            place = QRect(0, round(top), self.width() - PAD, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
            if line in marked:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mark_colour(marked[line]))
                painter.drawEllipse(5, round(top + height / 2) - 3, 6, 6)
            top += editor.blockBoundingRect(block).height()
            block = block.next()


def mark_colour(mark: Mark) -> QColor:
    """Red means an error and nothing else."""
    return theme.colour(mark.severity)


def _same(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
