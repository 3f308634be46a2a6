"""The open projects: a tab and a canvas for each, and the start page where there is none."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from netbuilder.errors import printable
from netbuilder.files.target import same_place
from netbuilder.project import Project, TrainedRun, template
from netbuilder.project.recovery import Recovered, recovered
from netbuilder.project.runs import Runs
from netbuilder.ui import hooks
from netbuilder.ui.looks.language import language
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import column, row
from netbuilder.ui.widgets.qt import layout_of
from netbuilder.ui.window.on_disk import about_file
from netbuilder.ui.window.places import titles_apart, unmarked
from netbuilder.ui.window.start_page import StartPage

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Middle, Workspace


PAGES: tuple[Middle, ...] = ("network", "data", "answers")  # what can stand in the middle of a project
LEAST_TAB = 112  # pixels: of many tabs those without room are scrolled, and names stay readable


class _Tabs(QTabBar):
    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        wanted = self.tabSizeHint(index)
        return QSize(min(wanted.width(), LEAST_TAB), wanted.height())


class Documents(QWidget):
    """What is opened, shown and let go; nobody is asked here."""

    opened = Signal(object)  # a Workspace, before it is shown
    removing = Signal(object)  # a Workspace, before it dies
    shown = Signal(object)  # a Workspace, or None for the start page
    titles_changed = Signal()
    close_asked = Signal(int)  # a tab's own button was pressed
    open_asked = Signal()  # on the start page, as the next two
    recent_asked = Signal(str)
    recovered_asked = Signal(object)
    forget_asked = Signal(object)
    tour_asked = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.workspaces: list[Workspace] = []
        self._before_start: Workspace | None = None  # what was shown before the start page
        self.tabs = _Tabs()
        self.tabs.setObjectName("documents")
        self.tabs.setExpanding(False)
        self.tabs.setTabsClosable(True)
        self.tabs.setMovable(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.tabs.currentChanged.connect(lambda _index: self._show_current())
        self.tabs.tabCloseRequested.connect(self._close)
        self.views = QStackedWidget()
        self.start_page = self._make_start_page()
        self.views.addWidget(self.start_page)
        self.has_bar = True  # not while a network is presented
        self.bar = QWidget()  # the tabs, and what stands at their end
        self.bar.setObjectName("panel")
        self.pages = QTabBar()  # what stands in the middle of a project
        self.pages.setObjectName("pages")
        self.pages.setExpanding(False)
        for _page in range(3):
            self.pages.addTab("")
        self.pages.currentChanged.connect(self._on_page)
        self.bar.setLayout(row(self.tabs, "|", self.pages, gap=0))
        layout_of(self.bar).setAlignment(self.tabs, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(column(self.bar, self.views, gap=0))
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window; so do the projects, which may outlive it."""
        self.tabs.setAccessibleName(self.tr("Open projects"))
        self.pages.setAccessibleName(self.tr("Network, data or evaluation"))
        for i, title in enumerate((self.tr("Network"), self.tr("Data"), self.tr("Evaluation"))):
            self.pages.setTabText(i, title)
        for workspace in self.workspaces:
            workspace.retranslate()
            workspace.session.say_anew()
        self.show_titles()

    def add_corner(self, corner: QWidget) -> None:
        """Puts something at the end of the tabs."""
        layout_of(self.bar).addWidget(corner)

    @property
    def current(self) -> Workspace | None:
        """What is shown; None while the start page is."""
        index = self.tabs.currentIndex()
        if self.views.currentWidget() is self.start_page or not 0 <= index < len(self.workspaces):
            return None
        return self.workspaces[index]

    # -- opening --------------------------------------------------------------------------------------

    def open(
        self,
        project: Project,
        path: Path | None = None,
        run: TrainedRun | None = None,
        name: str = "",
        runs: Runs = (),
        last: int = 0,
    ) -> Workspace:
        """Opens a project in a new tab."""
        from netbuilder.ui.window.workspace import Workspace  # only now: with it come the curves and all panels

        session = Session(project, path, run, name, runs, last)
        session.number = self._free_number(session.given_name)
        workspace = Workspace(session)
        workspace.session.title_changed.connect(self.show_titles)
        self._drop_start_tab()
        self.workspaces.append(workspace)
        self.views.addWidget(workspace.view)
        workspace.page_changed.connect(lambda: self._turn(workspace))
        self.opened.emit(workspace)
        self.tabs.blockSignals(True)
        index = self.tabs.addTab("")
        self.tabs.setCurrentIndex(index)
        self.tabs.blockSignals(False)
        self._show(workspace)
        return workspace

    def _free_number(self, name: str) -> int:
        """Tells tabs apart that are called the same and lie in no file: the smallest number that none of them has."""
        sessions = [workspace.session for workspace in self.workspaces]
        taken = {one.number for one in sessions if one.given_name == name and one.document.path is None}
        return next(number for number in count(1) if number not in taken)

    def open_empty(self) -> Workspace:
        """An empty canvas."""
        return self.open(Project())

    def open_template(self, name: str) -> Workspace:
        """A project from a template."""
        return self.open(template(name).project(), name=name)

    # -- showing --------------------------------------------------------------------------------------

    def show_project(self, workspace: Workspace) -> None:
        """Brings a project to the front, from the start page too."""
        self.tabs.setCurrentIndex(self.workspaces.index(workspace))
        self._show(workspace)

    def show_file(self, path: Path) -> bool:
        """Brings the project of a file to the front; False where it is not open."""
        for workspace in self.workspaces:
            if same_place(workspace.session.document.path, path):
                self.show_project(workspace)
                return True
        return False

    def show_recovered(self, one: Recovered) -> bool:
        """Brings a project to the front that was opened from the recovery folder; False where it is not open."""
        for workspace in self.workspaces:
            if workspace.keeper.path == one.path:
                self.show_project(workspace)
                return True
        return False

    def show_start_page(self) -> None:
        """Shows the templates in a tab of their own, which goes with them; open projects stay in theirs."""
        if self.workspaces and not self._has_start_tab:
            self._before_start = self.current
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(self.tabs.addTab(self.tr("Start page")))
            self.tabs.blockSignals(False)
        if (self._recent(), recovered()) != (self.start_page.recent, self.start_page.kept):
            fresh = self._make_start_page()
            self.views.removeWidget(self.start_page)
            self.start_page.deleteLater()
            self.start_page = fresh
            self.views.addWidget(fresh)
        self.views.setCurrentWidget(self.start_page)
        self.pages.hide()
        self.shown.emit(None)
        if self.workspaces:
            self.start_page.setFocus()  # else Escape would be the hidden canvas's

    def leave_start_page(self) -> None:
        """Goes back to the project that was shown before the start page; does nothing where there is none."""
        if self.workspaces and self.current is None:
            before = self._before_start
            self.show_project(before if before in self.workspaces else self.workspaces[-1])

    def step(self, by: int) -> None:
        """Shows the next tab, or the one before; the first follows the last."""
        if self.tabs.count() > 1:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    @property
    def _has_start_tab(self) -> bool:
        return self.tabs.count() > len(self.workspaces)

    def _drop_start_tab(self) -> None:
        """Takes the tab of the start page away: it is the last one."""
        if self._has_start_tab:
            blocked = self.tabs.blockSignals(True)
            self.tabs.removeTab(len(self.workspaces))
            self.tabs.blockSignals(blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.workspaces and self.current is None:
            self.leave_start_page()
        else:
            super().keyPressEvent(event)

    def _close(self, index: int) -> None:
        """A tab's own button was pressed: the start page goes by itself, a project after it was asked about."""
        if index < len(self.workspaces):
            self.close_asked.emit(index)
        else:
            self.leave_start_page()

    def show_titles(self) -> None:
        """Says on the tabs what is read-only, and what has changes that are not saved."""
        sessions = [workspace.session for workspace in self.workspaces]
        titles = titles_apart([one.name for one in sessions], [one.document.path for one in sessions])
        for i, (session, title) in enumerate(zip(sessions, titles, strict=True)):
            mark = self.tr(" (read-only)") if session.document.read_only else ""
            mark += " •" if session.is_modified else ""
            text = unmarked(printable(title)) + mark
            if self.tabs.tabText(i) != text:  # else all tabs are laid out anew
                self.tabs.setTabText(i, text)
            if self.tabs.tabToolTip(i) != (about := about_file(session.document) or printable(title)):
                self.tabs.setTabToolTip(i, about)
        if self._has_start_tab:
            self.tabs.setTabText(len(sessions), self.tr("Start page"))
        self.bar.setVisible(bool(self.workspaces) and self.has_bar)
        self.titles_changed.emit()

    def _show_current(self) -> None:
        index = self.tabs.currentIndex()
        if 0 <= index < len(self.workspaces):
            self._show(self.workspaces[index])
        else:
            self.show_start_page()

    def _show(self, workspace: Workspace) -> None:
        self._drop_start_tab()
        self._bring(workspace)
        self.shown.emit(workspace)
        self._focus(workspace)

    def _bring(self, workspace: Workspace) -> None:
        """Shows the canvas or the page that stands in the middle."""
        if self.views.indexOf(workspace.front) < 0:
            self.views.addWidget(workspace.front)
        blocked = self.pages.blockSignals(True)
        self.pages.setCurrentIndex(PAGES.index(workspace.middle))
        self.pages.blockSignals(blocked)
        self.pages.show()
        self.views.setCurrentWidget(workspace.front)

    def _turn(self, workspace: Workspace) -> None:
        """Another page of a project is to stand in the middle."""
        if workspace is self.current:
            had = self.views.isAncestorOf(self.window().focusWidget() or self)
            self._bring(workspace)
            self.shown.emit(workspace)
            if had:
                self._focus(workspace)

    def _focus(self, workspace: Workspace) -> None:
        if workspace.shows_data and workspace.page is not None:
            workspace.page.focus_rows()
        elif workspace.answers is not None and workspace.middle == "answers":
            workspace.answers.take_focus()
        else:
            workspace.view.setFocus()

    def _on_page(self, index: int) -> None:
        workspace = self.current
        if workspace is not None:
            workspace.show_middle(PAGES[index])

    def _make_start_page(self) -> StartPage:
        page = StartPage(self._recent(), recovered())
        page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        page.recovered_chosen.connect(self.recovered_asked)
        page.forget_chosen.connect(self.forget_asked)
        page.template_chosen.connect(self.open_template)
        page.empty_chosen.connect(self.open_empty)
        page.open_chosen.connect(self.open_asked)
        page.tour_chosen.connect(self.tour_asked)
        page.recent_chosen.connect(self.recent_asked)
        return page

    def _recent(self) -> list[str]:
        return [path for path in self._preferences.recent if os.path.exists(path)]

    # -- letting go -----------------------------------------------------------------------------------

    def remove(self, index: int, is_wanted: bool = True) -> None:
        """Closes a tab and lets its project go; unless a person wants that, what is not saved stays kept."""
        workspace = self.workspaces[index]
        workspace.close(is_wanted)
        self.removing.emit(workspace)
        self.workspaces.pop(index)
        for part in (workspace.view, workspace.page, workspace.answers):
            if part is not None:
                self.views.removeWidget(part)
                part.deleteLater()
        workspace.session.deleteLater()
        workspace.deleteLater()
        hooks.collect_soon()
        self.tabs.removeTab(index)
        if not self.workspaces:
            self._drop_start_tab()
        self._show_current()
