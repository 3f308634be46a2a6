"""The history: every step that can be undone, by name. Going to a step undoes or does again what lies between."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QUndoView, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import column, label


class HistoryPanel(QWidget):
    """The steps of one session; the row that is marked is the state that is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.list = QUndoView(session.undo_stack)
        self.hint = label("", "quiet", wrap=True)
        self.setLayout(column(self.list, self.hint, margin=ROOM))
        self._stack = session.undo_stack
        session.undo_stack.indexChanged.connect(self._on_moved)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.list.setEmptyLabel(self.tr("The beginning"))
        self.list.setAccessibleName(self.tr("Steps"))
        self.hint.setText(self.tr("Each edit becomes a step here. Choose one to go back to it."))
        self._on_moved()

    def let_go(self) -> None:
        """Follows the steps no longer: a stack tells of its end too, and then there is nothing to ask it for."""
        self._stack.indexChanged.disconnect(self._on_moved)
        self.list.setStack(None)  # type: ignore[arg-type]  # Qt takes none, the stubs do not

    def _on_moved(self, _index: int = 0) -> None:
        if not shiboken6.isValid(self._stack):
            return  # it emptied itself as it died: at a quit nobody lets the panel go first
        if self.hint.isHidden() != (self._stack.count() > 0):
            self.hint.setVisible(self._stack.count() == 0)
