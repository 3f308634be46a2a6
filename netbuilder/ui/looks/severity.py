"""How loudly a problem is told: red for an error, amber for a warning, grey for what is not connected yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from netbuilder.graph import Problem
from netbuilder.ui.looks.i18n import marked

TONES = ("error", "warning", "quiet")  # the loudest first; colours of the theme and roles of labels are called so
WORDS = {
    "error": marked("severity", "Error"),
    "warning": marked("severity", "Warning"),
    "quiet": marked("severity", "Not connected yet"),
}


def tone(problem: Problem) -> str:
    """One of `TONES`."""
    if problem.unfinished:
        return "quiet"
    return "error" if problem.severity == "error" else "warning"


def loudest(problems: Iterable[Problem]) -> str:
    """The tone of the worst of several problems; empty without any."""
    return min(map(tone, problems), key=TONES.index, default="")


def word(problem: Problem) -> str:
    """The tone in a word, in the language of the window."""
    return QCoreApplication.translate("severity", WORDS[tone(problem)])


def badge(problems: Sequence[Problem]) -> str:
    """What a badge holds: the number of problems, or without an error a mark that tells it without its colour."""
    return {"error": str(len(problems)), "warning": "!", "quiet": "…"}.get(loudest(problems), "")
