"""Says in another language what stands in an open window.

Fixed words (labels, tips, menus, names for screen readers) are traced back to the English sentence they came from,
and said anew. What a widget puts together itself (numbers, names, problems) it says anew in its `retranslate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QTreeWidget,
    QWidget,
)

from netbuilder.ui.i18n import ENGINE
from netbuilder.ui.language import CHINESE, SOURCE, Book, book, qt_words
from netbuilder.ui.panels.form import SpecForm

PROPERTIES = (
    "text",
    "title",
    "windowTitle",
    "placeholderText",
    "toolTip",
    "statusTip",
    "accessibleName",
    "accessibleDescription",
)
GAP = re.compile(r"\{(\w*)\}")
# Contexts that no widget around their words is called: of objects that make widgets, and of Qt.
UNSEEN = ("Workspace", "Writing", "CloseButton")


class Relabel:
    """Turns texts of one language into those of another."""

    def __init__(self, before: str, after: str) -> None:
        self._before, self._after = before, after

    def text(self, text: str, contexts: Iterable[str] = ()) -> str:
        """A fixed text in the new language; itself where it is none of ours. `contexts` are asked first.

        A single word is asked for in these alone: elsewhere it may be the name of a field or of a block.
        """
        if not text:
            return text
        sources = _sources(self._before)
        shared = (
            () if text.isascii() and text.isidentifier() else (*(name for name in sources if name.islower()), ENGINE)
        )
        for context in (*contexts, *UNSEEN, *shared):
            source = sources.get(context, {}).get(text)
            if source is not None:
                return _words(self._after).get(context, {}).get(source, source)
        lines = text.split("\n")
        return "\n".join(self.text(line, contexts) for line in lines) if len(lines) > 1 else text

    def filled(self, text: str) -> str:
        """A text whose gaps were filled: the sentence with the most words of its own that fits."""
        turned = self.text(text)
        if turned != text:
            return turned
        for pattern, context, source in _patterns(self._before):
            match = pattern.fullmatch(text)
            if match:
                template = _words(self._after).get(context, {}).get(source, source)
                return template.format(**match.groupdict())
        return text

    def undo_stack(self, stack: QUndoStack) -> None:
        """The names of the steps."""
        for i in range(stack.count()):
            command = stack.command(i)
            command.setText(self.filled(command.text()))

    def window(self, window: QWidget) -> None:
        """Everything in a window."""
        for action in window.findChildren(QAction):
            self._properties(action, ("actions", *contexts_of(action)))
        for widget in (window, *window.findChildren(QWidget)):
            contexts = contexts_of(widget)
            self._properties(widget, contexts)
            self._items(widget, contexts)

    def _properties(self, thing: QObject, contexts: tuple[str, ...]) -> None:
        own = isinstance(thing, QLineEdit | QAbstractSpinBox | QTextEdit)  # what a person wrote is left alone
        for name in PROPERTIES:
            text = None if own and name == "text" else thing.property(name)
            if isinstance(text, str) and text:
                turned = self.text(text, contexts)
                if turned != text:
                    thing.setProperty(name, turned)

    def _items(self, widget: QWidget, contexts: tuple[str, ...]) -> None:
        """The words on tabs, in lists to choose from, and above columns."""
        if isinstance(widget, QTabWidget):
            for i in range(widget.count()):
                widget.setTabText(i, self.text(widget.tabText(i), contexts))
                widget.setTabToolTip(i, self.text(widget.tabToolTip(i), contexts))
        elif isinstance(widget, QComboBox):
            for i in range(widget.count()):
                widget.setItemText(i, self.text(widget.itemText(i), contexts))
                tip = widget.itemData(i, Qt.ItemDataRole.ToolTipRole)
                widget.setItemData(i, self.text(tip or "", contexts), Qt.ItemDataRole.ToolTipRole)
        elif isinstance(widget, QListWidget):
            for i in range(widget.count()):
                item = widget.item(i)
                item.setText(self.text(item.text(), contexts))
                item.setToolTip(self.text(item.toolTip(), contexts))
        elif isinstance(widget, QTableWidget | QTreeWidget):
            head = widget.model()
            for i in range(head.columnCount()):
                text = head.headerData(i, Qt.Orientation.Horizontal)
                if isinstance(text, str):
                    head.setHeaderData(i, Qt.Orientation.Horizontal, self.text(text, contexts))


def contexts_of(thing: QObject | None) -> tuple[str, ...]:
    """The contexts in which a thing's words may have been said: its own classes, then those around it.

    In a form they end with it: its fields are called in every language as Keras calls them.
    """
    found: dict[str, None] = {}
    while thing is not None:
        found.update(dict.fromkeys(kind.__name__ for kind in type(thing).__mro__))
        thing = None if isinstance(thing, SpecForm) else thing.parent()
    return tuple(found)


def retranslating(window: QWidget) -> Iterator[QObject]:
    """The widgets that say something themselves when the language changes."""
    for widget in window.findChildren(QWidget):
        if callable(getattr(widget, "retranslate", None)):
            yield widget


@cache
def _words(name: str) -> Book:
    """Our sentences and those of Qt's own widgets."""
    return {**qt_words(name), **book(name)}


@cache
def _sources(name: str) -> Book:
    """The English sentence of every text, by context."""
    if name == SOURCE:
        return {context: {source: source for source in words} for context, words in _words(CHINESE).items()}
    return {context: {said: source for source, said in words.items()} for context, words in _words(name).items()}


@cache
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """What fits a filled sentence, those with the most words of their own first."""
    found = []
    for context, texts in _sources(name).items():
        for text, source in texts.items():
            names = GAP.findall(text)
            own = len(GAP.sub("", text).replace(" ", ""))
            if names and all(names) and len(set(names)) == len(names) and own >= 2:
                parts = re.split(r"\{\w+\}", text)
                pattern = "".join(
                    re.escape(part) + (f"(?P<{gap}>.+)" if gap else "")
                    for part, gap in zip(parts, [*names, ""], strict=True)
                )
                found.append((own, re.compile(pattern), context, source))
    found.sort(key=lambda entry: (-entry[0], entry[2] == ENGINE))
    return tuple(entry[1:] for entry in found)
