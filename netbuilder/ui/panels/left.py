"""The panel at the left: the layers to add, the outline of the graph, and the history of its edits, as tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.panels.history import HistoryPanel
from netbuilder.ui.panels.outline import OutlinePanel
from netbuilder.ui.panels.palette import PalettePanel
from netbuilder.ui.session.session import Session

NAMES = ("layers", "outline", "history")


class LeftPanel(QTabWidget):
    """The palette is the window's; outline and history are those of the session that is shown."""

    def __init__(self, palette: PalettePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)
        self.tabBar().setObjectName("left")  # in the narrowest panel all three are seen
        self._outlines, self._histories = QStackedWidget(), QStackedWidget()
        self._of: dict[Session, tuple[OutlinePanel, HistoryPanel]] = {}
        for stack in (self._outlines, self._histories):
            stack.setObjectName("panel")
        for content in (palette, self._outlines, self._histories):
            self.addTab(content, "")
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for i, text in enumerate((self.tr("Layers"), self.tr("Outline"), self.tr("History"))):
            self.setTabText(i, text)
        for part in (self, self.tabBar()):
            part.setAccessibleName(self.tr("Layers, outline and history"))

    def add(self, session: Session) -> OutlinePanel:
        """Makes the panels of a session."""
        outline, history = OutlinePanel(session), HistoryPanel(session)
        self._of[session] = (outline, history)
        self._outlines.addWidget(outline)
        self._histories.addWidget(history)
        return outline

    def show_session(self, session: Session) -> None:
        """Shows the panels of a session."""
        outline, history = self._of[session]
        self._outlines.setCurrentWidget(outline)
        self._histories.setCurrentWidget(history)

    def remove(self, session: Session) -> None:
        """Takes the panels of a session away, before it dies."""
        self._of[session][1].let_go()
        for stack, panel in zip((self._outlines, self._histories), self._of.pop(session), strict=True):
            stack.removeWidget(panel)
            panel.deleteLater()

    def show_panel(self, name: str) -> None:
        """Brings layers, outline or history to the front."""
        self.setCurrentIndex(NAMES.index(name))

    @property
    def panel_name(self) -> str:
        """What is in front: layers, outline or history."""
        return NAMES[self.currentIndex()]

    def outline(self, session: Session) -> OutlinePanel:
        """The outline of a session."""
        return self._of[session][0]

    def history(self, session: Session) -> HistoryPanel:
        """The history of a session."""
        return self._of[session][1]
