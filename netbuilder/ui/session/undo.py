"""Undo: one command for all edits. It holds the project before and after, and nothing of Qt's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from PySide6.QtGui import QUndoCommand

from netbuilder.errors import Message
from netbuilder.project import Document, Project, Run, TrainedRun
from netbuilder.project.runs import find
from netbuilder.ui.looks.i18n import opening, sentence

Said = Message | str  # a text is somebody's own, and the same in all languages


class Step(QUndoCommand):
    """A step of the history, whose name follows the language of the window."""

    def __init__(self, name: Said) -> None:
        super().__init__()
        self._name = name
        self.say()

    def say(self) -> None:
        """Takes its name in the language of the window."""
        begins_with_name = isinstance(self._name, str) or self._name.template.startswith("{")
        text = sentence(self._name)
        self.setText(text if begins_with_name else opening(text))


class Edit(Step):
    """Replaces the document's project; edits that share a `merge_key` and follow one another become one step.

    `run` is what training left, carried over into the new network; undoing brings the old one back.
    """

    def __init__(
        self, name: Said, document: Document, after: Project, merge_key: str = "", run: TrainedRun | None = None
    ) -> None:
        super().__init__(name)
        self._document, self._merge_key = document, merge_key
        self._old_run, self._run = document.run, run
        self._before, self._after = document.project, after

    def redo(self) -> None:
        self._document.project = self._after
        if self._run is not None and self._document.run is self._old_run:
            self._document.run = self._run

    def undo(self) -> None:
        self._document.project = self._before
        if self._run is not None and self._document.run is self._run:
            self._document.run = self._old_run

    def id(self) -> int:
        # Qt asks for a number below 2**31; 1 marks commands that may merge at all.
        return 1 if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        if not isinstance(other, Edit) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        return True


class ChangeWeights(Step):
    """Puts weights, or none, into the place of those that a document has. What came later is never taken back."""

    def __init__(self, name: Said, document: Document, after: TrainedRun | None) -> None:
        super().__init__(name)
        self._document = document
        self._before, self._after = document.run, after

    def redo(self) -> None:
        if self._document.run is self._before:
            self._document.run = self._after

    def undo(self) -> None:
        if self._document.run is self._after:
            self._document.run = self._before


class DescribeRun(Step):
    """Gives a run another name or other notes; what else was learned of it meanwhile stays."""

    def __init__(self, name: Said, document: Document, run: Run, /, **words: str) -> None:
        super().__init__(name)
        self._document, self._number = document, run.number
        self._before, self._after = {field: getattr(run, field) for field in words}, words

    def redo(self) -> None:
        self._say(self._after)

    def undo(self) -> None:
        self._say(self._before)

    def _say(self, words: dict[str, str]) -> None:
        run = find(self._document.runs, self._number)
        if run is not None:
            self._document.remember(replace(run, **cast(dict[str, Any], words)))


class ForgetRun(Step):
    """Lets a run go. The weights in the network stay, even where they are its own."""

    def __init__(self, name: Said, document: Document, run: Run) -> None:
        super().__init__(name)
        self._document, self._run = document, run

    def redo(self) -> None:
        # Scores may have been measured since the command was made.
        self._run = find(self._document.runs, self._run.number) or self._run
        self._document.forget(self._run.number)

    def undo(self) -> None:
        self._document.remember(self._run)
