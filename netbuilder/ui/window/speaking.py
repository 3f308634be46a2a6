"""The window says everything anew when the language is switched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from netbuilder.ui.language import language
from netbuilder.ui.relabel import Relabel, retranslating

if TYPE_CHECKING:
    from netbuilder.ui.window.main_window import MainWindow


class Speaking(QObject):
    """Follows the language."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        language.changed.connect(self._speak)

    def _speak(self, before: str) -> None:
        """Says everything in the new language."""
        window = self._window
        turn = Relabel(before, language.name)
        window.status.clearMessage()
        turn.window(window)
        window.actions_.retranslate()
        window.docks.retranslate()
        for workspace in window.documents.workspaces:
            turn.undo_stack(workspace.session.undo_stack)
            workspace.session.say_anew()
        for widget in list(retranslating(window)):
            widget.retranslate()  # type: ignore[attr-defined]
        window.follow()
        window.show_figures()
        window.actions_.mark()
