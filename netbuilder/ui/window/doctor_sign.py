"""The doctor in the status bar: a sign for what a glance at network and data has found, which opens the examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from netbuilder.errors import N_, Message
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.session.checkup import Checkup
from netbuilder.ui.widgets.parts import button, restyle, row

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

SIGNS = {"good": "✓", "doubtful": "!", "bad": "✕"}
TONES = {"good": "good", "doubtful": "warning", "bad": "error"}
MOST_TOLD = 4  # findings in the tooltip


class DoctorSign(QWidget):
    """Green, amber or red with the number of findings; grey while they are of an earlier state. Follows the project
    that is shown; nothing is seen before there is data.
    """

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checkup: Checkup | None = None
        self._shown: object = None
        self.button = button("", self.asked.emit, "link")
        self.setLayout(row(self.button))
        self.hide()
        language.changed.connect(self.retranslate)

    def show_project(self, workspace: Workspace | None) -> None:
        """Tells of another project."""
        if self._checkup is not None:
            self._checkup.changed.disconnect(self.refresh)
        self._checkup = workspace.session.checkup if workspace is not None else None
        if self._checkup is not None:
            self._checkup.changed.connect(self.refresh)
        self.refresh()

    def retranslate(self) -> None:
        """Says it in the language of the window."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Says what was found last, and whether it is still so."""
        checkup = self._checkup
        found = checkup.found if checkup is not None else None
        if checkup is None or found is None:
            self._shown = None
            self.hide()
            return
        shown = (found, checkup.is_current)
        if shown != self._shown:
            self._shown = shown
            self._tell(checkup)
        self.show()

    def _tell(self, checkup: Checkup) -> None:
        found, is_current = checkup.found, checkup.is_current
        assert found is not None
        count = str(found.count) if found.count else ""
        said = sentence(Message("Doctor"))
        self.button.setText(" ".join(part for part in (said, SIGNS[found.verdict], count) if part))
        self.button.setProperty("tone", TONES[found.verdict] if is_current else "quiet")
        restyle(self.button)
        lines = [opening(sentence(finding.message)) for finding in found.findings if finding.verdict != "good"]
        if not is_current:
            lines.insert(0, sentence(Message("Network, data or settings have changed since; this was found before:")))
        elif not lines:
            lines = [sentence(Message("Nothing in network and data looks wrong at a glance."))]
        if len(lines) > MOST_TOLD:
            lines = [*lines[:MOST_TOLD], "…"]
        self.button.setToolTip("\n".join(lines))
        template = {
            "good": N_("Doctor: nothing found"),
            "doubtful": N_("Doctor: {count} doubtful"),
            "bad": N_("Doctor: {count} found, some of it wrong"),
        }[found.verdict]
        say(self.button, accessibleName=Message(template, {"count": found.count}))
        self.button.setAccessibleDescription("\n".join(lines))
