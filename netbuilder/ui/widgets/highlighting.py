"""Python in quiet colours: keywords, texts (over several lines too), numbers, names of arguments, comments."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from netbuilder.ui.looks.theme import theme

WORDS = (
    "import|from|as|with|for|in|if|elif|else|not|and|or|is|raise|try|except|finally|while|break|continue|pass|def|class|"
    "return|lambda|yield|global|nonlocal|del|assert|match|case|True|False|None"
)
TOKEN = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<text>[rbfuRBFU]{0,2}(?:\"\"\"|'''|\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?))"
    r"|(?P<number>(?<![\w.])\d[\w.]*(?:(?<=[eE])[+-]?\d+)?)"
    rf"|(?P<word>\b(?:{WORDS})\b)"
    r"|(?P<argument>\b\w+(?==(?!=)))"
)
LONG = ('"""', "'''")
# Each pair is for the light theme and the dark one; every colour has a contrast of at least 4.5 to the panel.
COLOURS = {
    "word": ("#7b3fa0", "#c792ea"),
    "number": ("#a63f00", "#ff9a5a"),
    "argument": ("#00639a", "#5fb3ea"),
    "text": ("#1a6e49", "#4cc38a"),
    "comment": ("#5d6b7c", "#95a1b0"),
}


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document as it is typed."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._shapes: dict[str, QTextCharFormat] = {}
        self.paint_theme()

    def paint_theme(self) -> None:
        """Takes the colours of the theme."""
        for name, (light, dark) in COLOURS.items():
            shape = QTextCharFormat()
            shape.setForeground(QColor(dark if theme.name == "dark" else light))
            self._shapes[name] = shape
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        start = self._end_of_long(text)
        while start < len(text):
            found = TOKEN.search(text, start)
            if found is None:
                return
            kind = found.lastgroup or ""
            mark = found[0][-3:] if kind == "text" else ""
            if mark in LONG and len(found[0].lstrip("rbfuRBFU")) == 3:
                start = self._long(text, found.start(), found.end(), mark)
                continue
            self.setFormat(found.start(), found.end() - found.start(), self._shapes[kind])
            start = max(found.end(), start + 1)

    def _end_of_long(self, text: str) -> int:
        """Goes on with a text that began in a line above; gives where it ends."""
        self.setCurrentBlockState(0)
        state = self.previousBlockState()
        return self._long(text, 0, 0, LONG[state - 1]) if state in (1, 2) else 0

    def _long(self, text: str, start: int, inside: int, mark: str) -> int:
        end = text.find(mark, inside)
        if end < 0:
            self.setCurrentBlockState(LONG.index(mark) + 1)
            end = len(text)
        else:
            end += 3
        self.setFormat(start, end - start, self._shapes["text"])
        return end
