"""What belongs to one open project: its canvas, and its own set of panels."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from netbuilder.ui.canvas.view import CanvasView
from netbuilder.ui.panels.answers_page.page import AnswersPage
from netbuilder.ui.panels.code import CodePanel
from netbuilder.ui.panels.data import DataPanel
from netbuilder.ui.panels.data_page.page import DataPage
from netbuilder.ui.panels.evaluate import EvaluatePanel
from netbuilder.ui.panels.inspector import Inspector
from netbuilder.ui.panels.problems import ProblemsPanel
from netbuilder.ui.panels.runs import RunsPanel
from netbuilder.ui.panels.training import TrainingPanel
from netbuilder.ui.session.session import Session
from netbuilder.ui.window.focus import first_in
from netbuilder.ui.window.keeper import Keeper

Middle = Literal["network", "data", "answers"]


class Workspace(QObject):
    """The widgets of one session; the window shows those of the current tab."""

    panel_asked = Signal(bool)  # one of the panels below is in front: whether it must be seen now
    tab_pressed = Signal()  # of the panel that is in front already
    page_changed = Signal()  # the canvas stands in the middle, or the data page

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = CanvasView(session)
        self.page: DataPage | None = None  # made when it is asked for, as the next
        self.answers: AnswersPage | None = None
        self.middle: Middle = "network"
        self.inspector = Inspector(session)
        self.training = TrainingPanel(session)
        self.evaluate = EvaluatePanel(session)
        self.data = DataPanel(session)
        self.code = CodePanel(session)
        self.problems = ProblemsPanel(session)
        self.runs = RunsPanel(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (self.training, self.evaluate, self.data, self.code, self.problems, self.runs):
            self.tabs.addTab(panel, "")
        self.tabs.tabBarClicked.connect(self._on_tab)
        self.tabs.tabBar().installEventFilter(self)
        self.keeper = Keeper(session, lambda: self.code.typed_text, self)
        self.code.text.textChanged.connect(self.keeper.note)
        self.code.left.connect(self.view.setFocus)
        self.inspector.block.problems_asked.connect(self.view.show_problems)
        self.problems.count_changed.connect(self._count_problems)
        self.data.page_asked.connect(self.show_data)
        self.evaluate.page_asked.connect(self.show_answers)
        session.selection_changed.connect(self._on_selection)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        titles = (self.tr("Training"), self.tr("Evaluate"), self.tr("Data"), self.tr("Code"), "", self.tr("Runs"))
        for i, title in enumerate(titles):
            if title:
                self.tabs.setTabText(i, title)
                self._name_page(i, title)
        self._name_page(self.tabs.indexOf(self.problems), self.tr("Problems"))
        for part in (self.tabs, self.tabs.tabBar()):
            part.setAccessibleName(self.tr("Panels of the network"))
        self.inspector.setAccessibleName(self.tr("Inspector"))
        self._count_problems(len(self.session.problems))

    def _name_page(self, index: int, title: str) -> None:
        page = self.tabs.widget(index)
        if page is not None:
            page.setAccessibleName(title)

    def show_panel(self, name: str, is_needed: bool = True) -> None:
        """Brings a panel to the front: training, evaluate, data, code, problems, runs.

        Where all panels are hidden, it stays so unless this one `is_needed` for what comes next.
        """
        self.tabs.setCurrentWidget(getattr(self, name))
        self.panel_asked.emit(is_needed)

    # -- the middle -----------------------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """What stands in the middle of the window: the canvas, or a page."""
        pages = {"data": self.page, "answers": self.answers}
        return pages.get(self.middle) or self.view

    @property
    def shows_network(self) -> bool:
        """Whether the canvas stands in the middle."""
        return self.middle == "network"

    @property
    def shows_data(self) -> bool:
        """Whether the data page does."""
        return self.middle == "data"

    def show_middle(self, name: Middle) -> None:
        """Brings the canvas or a page to the middle."""
        {"network": self.show_network, "data": self.show_data, "answers": self.show_answers}[name]()

    def show_data(self) -> None:
        """Brings the data page to the middle."""
        if self.page is None:
            self.page = DataPage(self.session)
            self.page.open_asked.connect(self.data.open_file)
            self.page.folder_asked.connect(self.data.open_folder)
            self.page.locate_asked.connect(self._locate)
            self.page.cancel_asked.connect(self.data.cancel)
            self.data.busy_changed.connect(self._tell_busy)
        self._turn("data")

    def show_sample(self, place: int) -> None:
        """Shows a sample of the training part among all data."""
        self.show_data()
        if self.page is not None:
            self.page.show_sample(place)

    def show_answers(self) -> None:
        """Brings the page of answers to the middle."""
        if self.answers is None:
            self.answers = AnswersPage(self.session)
        self._turn("answers")

    def show_network(self) -> None:
        """Brings the canvas back to the middle."""
        self._turn("network")

    def _turn(self, to: Middle) -> None:
        if to != self.middle:
            self.middle = to
            self.page_changed.emit()

    def _on_selection(self) -> None:
        """A block that was chosen elsewhere, as in the list of problems, is to be seen."""
        if self.session.selection:
            self.show_network()

    def _tell_busy(self) -> None:
        if self.page is not None:
            self.page.set_busy(self.data.is_busy)

    def _locate(self) -> None:
        """Asks where the data lies now."""
        path = self.data.ask_where()
        if path is not None and self.page is not None:
            self.page.locate(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """With the keyboard on the tabs: Enter and Space do what a click does, Down goes into the panel."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.tab_pressed.emit()
            return True
        if event.key() == Qt.Key.Key_Down:
            self.panel_asked.emit(True)
            page = self.tabs.currentWidget()
            into = first_in(page) if page is not None else None
            if into is not None:
                into.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def _on_tab(self, index: int) -> None:
        """Told before another tab comes to the front."""
        if index == self.tabs.currentIndex():
            self.tab_pressed.emit()
        elif index >= 0:
            self.panel_asked.emit(True)

    def close(self, is_wanted: bool = True) -> None:
        """Ends all threads of this project; unless a person wants it closed, what is not saved is kept."""
        if not is_wanted:
            self.session.trainer.close(hurry=True)  # what it learned until now is kept too
        self.keeper.close(is_wanted)
        self.data.close_tasks()
        if self.page is not None:
            self.page.close_tasks()
        if self.answers is not None:
            self.answers.close_tasks()
        self.evaluate.close_tasks()
        self.code.stop()
        self.session.close()

    def _count_problems(self, count: int) -> None:
        title, place = self.tr("Problems"), self.tabs.indexOf(self.problems)
        text = f"{title} {count}" if count else title
        if self.tabs.tabText(place) != text:  # else all tabs are laid out anew
            self.tabs.setTabText(place, text)
