"""The main window: palette, canvas, inspector and dock, and what the actions do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMessageBox,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QWidget,
)

from netbuilder.engine.budget import blocks_over
from netbuilder.errors import printable
from netbuilder.project import Project, my_blocks
from netbuilder.project.runs import Runs
from netbuilder.ui import hooks
from netbuilder.ui.actions import ON_CANVAS, Actions
from netbuilder.ui.budget import BudgetBar, budget_of_session
from netbuilder.ui.i18n import translated
from netbuilder.ui.panels.left import LeftPanel
from netbuilder.ui.panels.palette import PalettePanel
from netbuilder.ui.panels.parts import button, column
from netbuilder.ui.panels.shrinking import Elided
from netbuilder.ui.places import titles_apart, unmarked
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session import Session
from netbuilder.ui.start_page import StartPage
from netbuilder.ui.window.arranging import ArrangeCommands
from netbuilder.ui.window.dropping import DropCommands, FileDrops
from netbuilder.ui.window.editing import EditCommands
from netbuilder.ui.window.files import FileCommands
from netbuilder.ui.window.finding import FindingCommands
from netbuilder.ui.window.grouping import GroupCommands
from netbuilder.ui.window.layout import LEAST_INSPECTOR, LEAST_LEFT, LayoutMemory
from netbuilder.ui.window.reading import ReadingBar, Readings
from netbuilder.ui.window.running import TrainingCommands
from netbuilder.ui.window.saving import SavingCommands
from netbuilder.ui.window.speaking import LanguageCommands
from netbuilder.ui.window.validating import ValidatingCommands
from netbuilder.ui.window.viewing import ViewCommands

if TYPE_CHECKING:
    from netbuilder.ui.workspace import Workspace


class MainWindow(
    QMainWindow,
    FileCommands,
    SavingCommands,
    DropCommands,
    EditCommands,
    ArrangeCommands,
    GroupCommands,
    TrainingCommands,
    ValidatingCommands,
    ViewCommands,
    FindingCommands,
    LayoutMemory,
    LanguageCommands,
):
    """Tabs of projects; the panels around the canvas are those of the current one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main")
        self.preferences = Preferences()
        self.workspaces: list[Workspace] = []
        self.actions_ = Actions(self)
        self.menus = self.actions_.fill(self.menuBar())
        self.menus["edit"].aboutToShow.connect(self._tell_steps)
        self._make_bar()
        self._make_centre()
        self._make_docks()
        self._make_status()
        self.prepare_training()
        self.prepare_view()
        hooks.teller.happened.connect(self.tell_unexpected)
        self._restore()
        self._listen_to_language()
        FileDrops(self)
        self._come_to_start_page()

    # -- building -------------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        brand = QLabel("NetBuilder")
        brand.setObjectName("brand")
        bar.addWidget(brand)
        for i, names in enumerate((("new_project", "open_dialog", "save"), ("undo", "redo"), ("tidy", "fit"))):
            if i:
                bar.addSeparator()
            for name in names:
                bar.addAction(self.actions_[name])
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        self.train_button = button(self.tr("Train"), self.train, "primary")
        self.train_button.setMinimumWidth(84)
        self.pause_button = button(self.tr("Pause"), self.pause)
        self.stop_button = button(self.tr("Stop"), self.stop)
        self.export_button = button(self.tr("Export"), self.export_model)
        for made, name in (
            (self.train_button, "train"),
            (self.pause_button, "pause"),
            (self.stop_button, "stop"),
            (self.export_button, "export_model"),
        ):
            made.setToolTip(self.actions_[name].toolTip())
            bar.addWidget(made)
            _space(bar)
        self.addToolBar(bar)
        self.bar = bar

    def _make_centre(self) -> None:
        self.document_tabs = QTabBar()
        self.document_tabs.setObjectName("documents")
        self.document_tabs.setExpanding(False)
        self.document_tabs.setTabsClosable(True)
        self.document_tabs.setMovable(False)
        self.document_tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.document_tabs.setAccessibleName(self.tr("Open projects"))
        self.document_tabs.currentChanged.connect(lambda _index: self._show_current())
        self.document_tabs.tabCloseRequested.connect(self.close_project)
        self.views = QStackedWidget()
        self.start_page = self._make_start_page()
        self.views.addWidget(self.start_page)
        centre = QWidget()
        centre.setLayout(column(self.document_tabs, self.views, gap=0))
        self.setCentralWidget(centre)

    def _make_start_page(self) -> StartPage:
        page = StartPage(self._recent())
        page.template_chosen.connect(self.open_template)
        page.empty_chosen.connect(self.open_empty)
        page.open_chosen.connect(self.open_dialog)
        page.tour_chosen.connect(self.show_tour)
        page.recent_chosen.connect(lambda path: self.open_path(Path(path)))
        return page

    def _make_docks(self) -> None:
        self.palette_panel = PalettePanel()
        self.palette_panel.chosen.connect(self._append)
        self.palette_panel.block_chosen.connect(self._append_block)
        self.palette_panel.rename_asked.connect(self.rename_my_block)
        self.palette_panel.forget_asked.connect(self.forget_my_block)
        self.palette_panel.show_my_blocks(my_blocks.kept())
        self.left = LeftPanel(self.palette_panel)
        self.inspectors, self.panels = QStackedWidget(), QStackedWidget()
        for stack in (self.inspectors, self.panels):
            stack.setObjectName("panel")
        self.left.setMinimumWidth(LEAST_LEFT)
        self.inspectors.setMinimumWidth(LEAST_INSPECTOR)
        area = Qt.DockWidgetArea
        self.palette_dock = self._dock("palette", self.tr("Layers"), self.left, area.LeftDockWidgetArea)
        self.inspector_dock = self._dock("inspector", self.tr("Inspector"), self.inspectors, area.RightDockWidgetArea)
        self.panel_dock = self._dock("panels", self.tr("Panels"), self.panels, area.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        view = self.menus["view"]
        view.addSeparator()
        for dock in (self.palette_dock, self.inspector_dock, self.panel_dock):
            view.addAction(dock.toggleViewAction())

    def _dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget())  # no title: the panels say themselves what they are
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _make_status(self) -> None:
        self.figures = BudgetBar()
        self.engine = Elided()
        self.statusBar().addWidget(self.figures, 1)
        self.readings = Readings(self)
        self.reading_bar = ReadingBar(self.readings)
        self.statusBar().addPermanentWidget(self.reading_bar)
        self.statusBar().addPermanentWidget(self.engine)
        self.statusBar().setSizeGripEnabled(False)

    # -- tabs -----------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace | None:
        """What is shown; None while the start page is."""
        index = self.document_tabs.currentIndex()
        if self.views.currentWidget() is self.start_page or not 0 <= index < len(self.workspaces):
            return None
        return self.workspaces[index]

    @property
    def session(self) -> Session | None:
        """The session of the current tab."""
        return self.workspace.session if self.workspace else None

    def open_project(
        self, project: Project, path: Path | None = None, run=None, name: str = "", runs: Runs = (), last: int = 0
    ) -> Workspace:
        """Opens a project in a new tab."""
        from netbuilder.ui.workspace import Workspace  # only now: with it come the curves and all panels

        workspace = Workspace(Session(project, path, run, name, runs, last))
        session = workspace.session
        session.title_changed.connect(self._show_titles)
        session.selection_changed.connect(self._show_enabled)
        session.report_changed.connect(self._show_figures)
        session.data_changed.connect(self._show_figures)
        session.run_changed.connect(self._show_enabled)
        session.trainer.watch(self.preferences.watches_layers)
        self._give_engine(workspace)
        workspace.training.engine_asked.connect(self.choose_engine)
        workspace.training.run_asked.connect(self._train)
        workspace.runs.chosen_changed.connect(self._show_enabled)
        session.trainer.state_changed.connect(self._show_enabled)
        session.trainer.finished.connect(lambda record: self._tell_end(session, record))
        workspace.view.menu_asked.connect(self._show_menu)
        workspace.view.zoom_changed.connect(lambda _zoom: self._show_figures())
        for entry in ON_CANVAS:
            workspace.view.addAction(self.actions_[entry])
        workspace.view.minimap.set_wanted(self.preferences.minimap)
        self.workspaces.append(workspace)
        self._add_left(session)
        self.views.addWidget(workspace.view)
        self.inspectors.addWidget(workspace.inspector)
        self.panels.addWidget(workspace.tabs)
        self.document_tabs.blockSignals(True)
        index = self.document_tabs.addTab("")
        self.document_tabs.setCurrentIndex(index)
        self.document_tabs.blockSignals(False)
        self._show_workspace(index)
        return workspace

    def _show_current(self) -> None:
        index = self.document_tabs.currentIndex()
        if 0 <= index < len(self.workspaces):
            self._show_workspace(index)
        else:
            self.show_start_page()

    def _show_workspace(self, index: int) -> None:
        workspace = self.workspaces[index]
        self.views.setCurrentWidget(workspace.view)
        self.left.show_session(workspace.session)
        self.inspectors.setCurrentWidget(workspace.inspector)
        self.panels.setCurrentWidget(workspace.tabs)
        self._show_panels()
        workspace.view.setFocus()
        self._show_titles()
        self._show_enabled()
        self._show_figures()

    def show_start_page(self) -> None:
        """Shows the templates; open projects stay in their tabs."""
        if self._recent() != self.start_page.recent:
            fresh = self._make_start_page()
            self.views.removeWidget(self.start_page)
            self.start_page.deleteLater()
            self.start_page = fresh
            self.views.addWidget(fresh)
        self._come_to_start_page()

    def _recent(self) -> list[str]:
        return [path for path in self.preferences.recent if Path(path).exists()]

    def _come_to_start_page(self) -> None:
        self.views.setCurrentWidget(self.start_page)
        self._hide_panels()
        self._show_titles()
        self._show_enabled()
        self._show_figures()

    def close_project(self, index: int) -> bool:
        """Closes a tab, after asking where something would be lost."""
        workspace = self.workspaces[index]
        if not self._may_close(workspace):
            return False
        workspace.close()
        self.left.remove(workspace.session)
        self.workspaces.pop(index)
        for stack, widget in (
            (self.views, workspace.view), (self.inspectors, workspace.inspector), (self.panels, workspace.tabs),
        ):  # fmt: skip
            stack.removeWidget(widget)
            widget.deleteLater()
        workspace.session.deleteLater()
        workspace.deleteLater()
        hooks.collect_soon()
        self.document_tabs.removeTab(index)
        self._show_current()
        return True

    def close_tab(self) -> None:
        """Closes the current project."""
        if self.workspace is not None:
            self.close_project(self.document_tabs.currentIndex())

    def _may_close(self, workspace: Workspace) -> bool:
        session = workspace.session
        if not session.is_modified and not session.trainer.is_running:
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Close {name}").format(name=session.name))
        if session.trainer.is_running:
            text = self.tr("{name} is being trained. Closing stops the run; saving keeps what it has learned.")
            box.setText(text.format(name=session.name))
        else:
            box.setText(self.tr("{name} has changes that are not saved.").format(name=session.name))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
        box.button(kinds.Save).setText(self.tr("Save"))
        box.button(kinds.Discard).setText(self.tr("Don't save"))
        box.button(kinds.Cancel).setText(self.tr("Cancel"))
        answer = box.exec()
        if answer == kinds.Save:
            return self._save_at_rest(workspace)
        return answer == kinds.Discard

    def _show_titles(self) -> None:
        sessions = [workspace.session for workspace in self.workspaces]
        titles = titles_apart([one.name for one in sessions], [one.document.path for one in sessions])
        for i, (workspace, title) in enumerate(zip(self.workspaces, titles, strict=True)):
            mark = self.tr(" (read-only)") if workspace.session.document.read_only else ""
            mark += " •" if workspace.session.is_modified else ""
            text = unmarked(printable(title)) + mark
            if self.document_tabs.tabText(i) != text:  # else all tabs are laid out anew
                self.document_tabs.setTabText(i, text)
            if self.document_tabs.tabToolTip(i) != (about := self._about_file(workspace)):
                self.document_tabs.setTabToolTip(i, about)
        self.document_tabs.setVisible(bool(self.workspaces))
        name = self.session.name if self.session else ""
        self.setWindowTitle(f"{name} – NetBuilder" if name else "NetBuilder")
        self._show_enabled()

    def _show_enabled(self) -> None:
        session = self.session
        is_going_on = session is not None and session.document.run_is_current
        can = self.workspace.runs.can if self.workspace is not None else frozenset()
        there: set[str] = set()
        if session is not None:
            there.add("project")
            there.update(
                name
                for name, is_there in (
                    ("selection", bool(session.selection)),
                    ("training", session.trainer.is_running),
                    ("pausing", session.trainer.can_pause),
                    ("run", session.document.run is not None),
                    ("own weights", is_going_on and not session.trainer.is_running),
                    ("chosen run", self.workspace is not None and self.workspace.runs.chosen is not None),
                    *((f"{kind} run", kind in can) for kind in ("restorable", "describable", "deletable")),
                )
                if is_there
            )
        self.actions_.enable(there)
        running = "training" in there
        stack = session.undo_stack if session else None
        self.actions_["undo"].setEnabled(stack is not None and stack.canUndo())
        self.actions_["redo"].setEnabled(stack is not None and stack.canRedo())
        for name in ("train", "load_weights"):
            self.actions_[name].setEnabled(session is not None and not running)
        self._show_beginnings(is_going_on)
        self.train_button.setEnabled(session is not None and not running)
        self.pause_button.setEnabled("pausing" in there)
        self._show_pausing()
        self.pause_button.setText(self.tr("Go on") if running and session.trainer.is_paused else self.tr("Pause"))
        self.stop_button.setEnabled(running)
        self.export_button.setEnabled(session is not None)

    def _tell_steps(self) -> None:
        """What undo and redo would do. At each edit it would be dear: every menu and bar is told of it."""
        stack = self.session.undo_stack if self.session else None
        self.actions_["undo"].setStatusTip(stack.undoText() if stack else "")
        self.actions_["redo"].setStatusTip(stack.redoText() if stack else "")

    def _show_figures(self) -> None:
        session = self.session
        self.end_asking()
        if session is None:
            self.figures.show_budget(None, {})
            self.engine.setText("")
            return
        budget, limits = budget_of_session(session), self.preferences.limits
        self.figures.show_budget(budget, limits)
        over = {} if session.place else blocks_over(session.report, budget, limits)
        self.workspace.view.canvas.show_over(over)
        title = session.data_title
        data = printable(translated(title)) if title else self.tr("no data")
        self.engine.setText(f"{data} · {self._engine_name()} · {round(self.workspace.view.zoom * 100)} %")

    def closeEvent(self, event) -> None:  # noqa: N802
        self.readings.stop_and_wait()  # else one more project may come while these are asked about
        for i in range(len(self.workspaces) - 1, -1, -1):
            if self.workspaces[i].session.is_modified or self.workspaces[i].session.trainer.is_running:
                self.document_tabs.setCurrentIndex(i)
            if not self.close_project(i):
                event.ignore()
                return
        self.end_export()
        self.end_folds()
        self._keep_layout()
        event.accept()


def _space(bar: QToolBar) -> None:
    gap = QWidget()
    gap.setFixedWidth(4)
    bar.addWidget(gap)
