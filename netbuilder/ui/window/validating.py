"""What must be settled before anything can train, and cross-validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from netbuilder.ui.workspace import Workspace

FOLDS = "folds"  # the name of its dialog


class ValidatingCommands:
    """Says what is to be done first, for as long as it is to be done; trains by folds."""

    _asked: tuple[str, Callable[[], bool]] | None = None  # what was said, and whether it is still so

    def may_train(self, workspace: Workspace) -> bool:
        """Whether the project can be trained; says what is in the way."""
        session = workspace.session
        if any(problem.severity == "error" for problem in session.all_problems):
            workspace.show_panel("problems")
            self._ask_for(
                self.tr("The network has problems. Mend them, then train."),
                lambda: any(problem.severity == "error" for problem in session.all_problems),
            )
            return False
        if not session.project.data.chosen:
            workspace.show_panel("data")
            self._ask_for(self.tr("Choose data first."), lambda: not session.project.data.chosen)
            return False
        return True

    def _ask_for(self, text: str, is_open: Callable[[], bool]) -> None:
        self._asked = (text, is_open)
        self.statusBar().showMessage(text, 6000)

    def end_asking(self) -> None:
        """Says no longer what has been done meanwhile."""
        asked, self._asked = self._asked, None
        if asked is None or self.statusBar().currentMessage() != asked[0]:
            return
        if asked[1]():
            self._asked = asked
        else:
            self.statusBar().clearMessage()

    def cross_validate(self) -> None:
        """Asks how many folds, and trains a network for each."""
        workspace = self.workspace
        if workspace is None or not self.may_train(workspace):
            return
        if workspace.session.trainer.is_running:
            self.statusBar().showMessage(self.tr("Cross-validation can begin once the training has ended"), 8000)
            return
        from netbuilder.ui.folds_dialog import FoldsDialog

        dialog = FoldsDialog(workspace.session, self)
        dialog.setObjectName(FOLDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        self.folds_dialog = dialog

    def end_folds(self) -> None:
        """Closes the dialog before the window goes, and ends what it trains."""
        for dialog in self.findChildren(QDialog, FOLDS):
            dialog.done(0)
