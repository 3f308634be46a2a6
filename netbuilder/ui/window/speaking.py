"""View, Language: the language is switched while the window is open."""

from __future__ import annotations

from PySide6.QtGui import QActionGroup

from netbuilder.ui.language import CHINESE, SOURCE, language
from netbuilder.ui.relabel import Relabel, retranslating

ACTIONS = {"system": "language_system", SOURCE: "language_english", CHINESE: "language_chinese"}


class LanguageCommands:
    """What the Language menu does, and how the window says everything anew."""

    def language_system(self) -> None:
        """The system's language."""
        self._choose_language("system")

    def language_english(self) -> None:
        """English."""
        self._choose_language(SOURCE)

    def language_chinese(self) -> None:
        """Simplified Chinese."""
        self._choose_language(CHINESE)

    def _choose_language(self, mode: str) -> None:
        self.preferences.language = mode
        language.choose(mode)
        self._mark_language()

    def _listen_to_language(self) -> None:
        """Follows the language from now on; the menu marks the one in use."""
        group = QActionGroup(self)
        for name in ACTIONS.values():
            action = self.actions_[name]
            action.setCheckable(True)
            group.addAction(action)
        self._mark_language()
        language.changed.connect(self._speak)

    def _mark_language(self) -> None:
        self.actions_[ACTIONS[language.mode]].setChecked(True)

    def _speak(self, before: str) -> None:
        """Says everything in the new language."""
        turn = Relabel(before, language.name)
        self.statusBar().clearMessage()
        turn.window(self)
        self.actions_.retranslate()
        for workspace in self.workspaces:
            turn.undo_stack(workspace.session.undo_stack)
            workspace.session.say_anew()
        for widget in list(retranslating(self)):
            widget.retranslate()
        for name, made in (
            ("train", self.train_button),
            ("pause", self.pause_button),
            ("stop", self.stop_button),
            ("export_model", self.export_button),
        ):
            made.setToolTip(self.actions_[name].toolTip())
        self._show_titles()
        self._show_figures()
        self._mark_language()
