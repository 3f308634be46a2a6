"""The code panel: the Keras script that does the same, always as the graph is now."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QGuiApplication, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script import keras_script
from netbuilder.graph import check
from netbuilder.ui.i18n import sentence
from netbuilder.ui.panels.parts import button, column, label, row
from netbuilder.ui.session import Session
from netbuilder.ui.theme import ROOM, TEXT, code_font, theme

KEYWORDS = r"\b(import|from|as|with|for|in|if|else|not|and|or|raise|True|False|None|def|class|return)\b"


class CodePanel(QWidget):
    """Shows and copies; it follows each edit while it can be seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(code_font(TEXT))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Keras script"))
        self.highlighter = PythonHighlighter(self.text.document())
        head = label(self.tr("Keras 3 script of this network"), "quiet")
        self.copy_button = button(self.tr("Copy"), self.copy)
        self.setLayout(column(row(head, "|", self.copy_button), self.text, margin=ROOM))
        session.project_changed.connect(lambda old, new: self.refresh())
        theme.changed.connect(self.highlighter.paint_theme)
        self._stale = True
        self.refresh()

    def showEvent(self, event) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self.refresh(force=True)

    def refresh(self, force: bool = False) -> None:
        """Writes the script anew."""
        self._stale = not (self.isVisible() or force)
        if self._stale:
            return
        source = self.source()
        if source != self.text.toPlainText():
            bar = self.text.verticalScrollBar()
            place = bar.value()
            self.text.setPlainText(source)
            bar.setValue(place)

    def source(self) -> str:
        """The script, or why there is none yet."""
        project = self.session.project
        errors = check(project.graph).errors
        if errors:
            return (
                "# "
                + self.tr("There is no script while the network has problems:")
                + "\n"
                + "".join(
                    f"# {problem.node}: {sentence(problem)}\n" if problem.node else f"# {sentence(problem)}\n"
                    for problem in errors
                )
            )
        try:
            return keras_script(Bundle(Snapshot(project.graph, {}, project.training), project.data, self.session.name))
        except Fault as fault:
            return f"# {sentence(fault)}\n"

    def copy(self) -> None:
        """Puts the script on the clipboard."""
        QGuiApplication.clipboard().setText(self.source())


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, texts, numbers and comments in quiet colours."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._rules: list[tuple[re.Pattern[str], QTextCharFormat]] = []
        self.paint_theme()

    def paint_theme(self) -> None:
        """Takes the colours of the theme."""
        dark = theme.name == "dark"
        colours = {
            KEYWORDS: "#c792ea" if dark else "#7b3fa0",
            r"\b\d[\d_.]*(e-?\d+)?\b": "#ff9a5a" if dark else "#a63f00",
            r"\b\w+(?==)": "#5fb3ea" if dark else "#00639a",
            r'"[^"\n]*"': "#4cc38a" if dark else "#1a6e49",
            r"#.*": "#95a1b0" if dark else "#5d6b7c",
        }
        self._rules = []
        for pattern, colour in colours.items():
            shape = QTextCharFormat()
            shape.setForeground(QColor(colour))
            self._rules.append((re.compile(pattern), shape))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        for pattern, shape in self._rules:
            for match in pattern.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), shape)
