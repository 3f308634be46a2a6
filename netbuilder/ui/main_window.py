"""The main window: palette, canvas, inspector and dock, and what the actions do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import (
    QDockWidget,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QWidget,
)

import netbuilder
from netbuilder import formats
from netbuilder.errors import Fault
from netbuilder.project import Project, open_file, template, write_project
from netbuilder.project.file import SUFFIX
from netbuilder.project.opening import save_as
from netbuilder.ui import hooks
from netbuilder.ui.actions import ON_CANVAS, Actions
from netbuilder.ui.i18n import big_number, bytes_text, number, sentence
from netbuilder.ui.panels.palette import PalettePanel
from netbuilder.ui.panels.parts import button, column
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session import Session
from netbuilder.ui.start_page import StartPage
from netbuilder.ui.theme import theme
from netbuilder.ui.training import RunRecord
from netbuilder.ui.workspace import Workspace

PALETTE_WIDTH, INSPECTOR_WIDTH, DOCK_HEIGHT = 220, 320, 314


class MainWindow(QMainWindow):
    """Tabs of projects; the panels around the canvas are those of the current one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main")
        self.preferences = Preferences()
        self.workspaces: list[Workspace] = []
        self.actions_ = Actions(self)
        self.actions_.fill(self.menuBar())
        self._make_bar()
        self._make_centre()
        self._make_docks()
        self._make_status()
        hooks.teller.happened.connect(self.tell_unexpected)
        self._restore()
        self._show_current()

    # -- building -------------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        brand = QLabel("NetBuilder")
        brand.setObjectName("brand")
        bar.addWidget(brand)
        for names in (("new_project", "open_dialog", "save"), ("undo", "redo"), ("tidy", "fit")):
            for name in names:
                bar.addAction(self.actions_[name])
            bar.addSeparator()
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
        page = StartPage([path for path in self.preferences.recent if Path(path).exists()])
        page.template_chosen.connect(self.open_template)
        page.empty_chosen.connect(self.open_empty)
        page.open_chosen.connect(self.open_dialog)
        page.recent_chosen.connect(lambda path: self.open_path(Path(path)))
        return page

    def _make_docks(self) -> None:
        self.palette_panel = PalettePanel()
        self.palette_panel.chosen.connect(self._append)
        self.inspectors, self.panels = QStackedWidget(), QStackedWidget()
        for stack in (self.inspectors, self.panels):
            stack.setObjectName("panel")
        area = Qt.DockWidgetArea
        self.palette_dock = self._dock("palette", self.tr("Layers"), self.palette_panel, area.LeftDockWidgetArea)
        self.inspector_dock = self._dock("inspector", self.tr("Inspector"), self.inspectors, area.RightDockWidgetArea)
        self.panel_dock = self._dock("panels", self.tr("Panels"), self.panels, area.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        self.resizeDocks(
            [self.palette_dock, self.inspector_dock], [PALETTE_WIDTH, INSPECTOR_WIDTH], Qt.Orientation.Horizontal
        )
        self.resizeDocks([self.panel_dock], [DOCK_HEIGHT], Qt.Orientation.Vertical)
        view = next(action.menu() for action in self.menuBar().actions() if "iew" in action.text() or action.menu())
        view = self.menuBar().actions()[4].menu()
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
        self.figures = QLabel()
        self.engine = QLabel()
        self.statusBar().addWidget(self.figures, 1)
        self.statusBar().addPermanentWidget(self.engine)
        self.statusBar().setSizeGripEnabled(False)

    def _restore(self) -> None:
        self.resize(1440, 900)
        for name, restore in (("geometry", self.restoreGeometry), ("layout", self.restoreState)):
            stored = self.preferences.state(name)
            if stored is not None:
                restore(stored)

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

    def open_project(self, project: Project, path: Path | None = None, run=None, name: str = "") -> Workspace:
        """Opens a project in a new tab."""
        workspace = Workspace(Session(project, path, run, name))
        session = workspace.session
        session.title_changed.connect(self._show_titles)
        session.selection_changed.connect(self._show_enabled)
        session.report_changed.connect(self._show_figures)
        session.run_changed.connect(self._show_enabled)
        session.trainer.state_changed.connect(self._show_enabled)
        session.trainer.finished.connect(lambda record: self._tell_end(session, record))
        workspace.view.menu_asked.connect(self._show_menu)
        workspace.view.zoom_changed.connect(lambda _zoom: self._show_figures())
        for entry in ON_CANVAS:
            workspace.view.addAction(self.actions_[entry])
        self.workspaces.append(workspace)
        self.views.addWidget(workspace.view)
        self.inspectors.addWidget(workspace.inspector)
        self.panels.addWidget(workspace.tabs)
        self.document_tabs.blockSignals(True)
        index = self.document_tabs.addTab(session.name)
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
        self.inspectors.setCurrentWidget(workspace.inspector)
        self.panels.setCurrentWidget(workspace.tabs)
        for dock in (self.palette_dock, self.inspector_dock, self.panel_dock):
            dock.setVisible(True)
        workspace.view.setFocus()
        self._show_titles()
        self._show_enabled()
        self._show_figures()

    def show_start_page(self) -> None:
        """Shows the templates; open projects stay in their tabs."""
        fresh = self._make_start_page()
        self.views.removeWidget(self.start_page)
        self.start_page.deleteLater()
        self.start_page = fresh
        self.views.addWidget(fresh)
        self.views.setCurrentWidget(fresh)
        for dock in (self.palette_dock, self.inspector_dock, self.panel_dock):
            dock.setVisible(False)
        self._show_titles()
        self._show_enabled()
        self._show_figures()

    def close_project(self, index: int) -> bool:
        """Closes a tab, after asking where something would be lost."""
        workspace = self.workspaces[index]
        if not self._may_close(workspace):
            return False
        workspace.close()
        self.workspaces.pop(index)
        for stack, widget in (
            (self.views, workspace.view), (self.inspectors, workspace.inspector), (self.panels, workspace.tabs),
        ):  # fmt: skip
            stack.removeWidget(widget)
            widget.deleteLater()
        workspace.session.deleteLater()
        workspace.deleteLater()
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
            box.setText(self.tr("{name} is being trained. Closing stops the run.").format(name=session.name))
        else:
            box.setText(self.tr("{name} has changes that are not saved.").format(name=session.name))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
        box.button(kinds.Save).setText(self.tr("Save"))
        box.button(kinds.Discard).setText(self.tr("Don't save"))
        box.button(kinds.Cancel).setText(self.tr("Cancel"))
        answer = box.exec()
        if answer == kinds.Save:
            session.trainer.close()
            return self._save(workspace, ask=False)
        return answer == kinds.Discard

    # -- files ----------------------------------------------------------------------------------------

    def new_project(self) -> None:
        """Shows the start page, where a project begins."""
        self.show_start_page()

    def open_empty(self) -> None:
        """An empty canvas."""
        self.open_project(Project())

    def open_template(self, name: str) -> None:
        """A project from a template."""
        self.open_project(template(name).project(), name=name)

    def open_dialog(self) -> None:
        """Asks for a file and opens it."""
        kinds = " ".join(f"*{suffix}" for suffix in (SUFFIX, *(s for s, f in formats.FORMATS.items() if f.read)))
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open"), "", self.tr("Projects and models ({kinds})").format(kinds=kinds)
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> Workspace | None:
        """Opens a project or model file; says why where it cannot be."""
        for i, workspace in enumerate(self.workspaces):
            if workspace.session.document.path == path:
                self.document_tabs.setCurrentIndex(i)
                self._show_workspace(i)
                return workspace
        try:
            found = open_file(path)
        except Fault as fault:
            self.tell(fault)
            return None
        is_project = path.name.lower().endswith(SUFFIX)
        workspace = self.open_project(found.project, path if is_project else None, found.run, path.name.split(".")[0])
        workspace.session.document.read_only = found.read_only
        self.preferences.add_recent(str(path))
        for notice in found.notices:
            self.statusBar().showMessage(sentence(notice), 10_000)
        return workspace

    def save(self) -> None:
        """Writes the project to its file; asks where, the first time."""
        if self.workspace is not None:
            self._save(self.workspace, ask=False)

    def save_as(self) -> None:
        """Writes the project to another file."""
        if self.workspace is not None:
            self._save(self.workspace, ask=True)

    def _save(self, workspace: Workspace, ask: bool) -> bool:
        session = workspace.session
        path = session.document.path
        if ask or path is None or session.document.read_only:
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Save"),
                f"{session.name}{SUFFIX}",
                self.tr("NetBuilder projects (*{suffix})").format(suffix=SUFFIX),
            )
            if not chosen:
                return False
            path = Path(chosen if chosen.lower().endswith(SUFFIX) else chosen + SUFFIX)
        try:
            write_project(path, session.project, session.document.run)
        except Fault as fault:
            self.tell(fault)
            return False
        session.mark_saved(path)
        self.preferences.add_recent(str(path))
        self.statusBar().showMessage(self.tr("Saved {name}").format(name=path.name), 4000)
        return True

    def export_model(self) -> None:
        """Writes the network in another format."""
        session = self.session
        if session is None:
            return
        kinds = [f"{entry.label} (*{suffix})" for suffix, entry in formats.FORMATS.items() if entry.write]
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Export"), f"{session.name}.keras", ";;".join(kinds))
        if not chosen:
            return
        path = Path(chosen)
        if not any(path.name.lower().endswith(suffix) for suffix in formats.FORMATS):
            path = Path(chosen + kind.rsplit("(*", 1)[-1].rstrip(")"))
        self.export_to(path)

    def export_to(self, path: Path) -> bool:
        """Writes the network to a file whose suffix chooses the format; says what was done, or why not."""
        session = self.session
        run = session.document.run if session.document.run_is_current else None
        try:
            save_as(path, session.project, run, path.name.split(".")[0])
        except Fault as fault:
            self.tell(fault)
            return False
        note = "" if run is not None or path.suffix == ".py" else self.tr(" (with untrained weights)")
        self.statusBar().showMessage(self.tr("Exported {name}").format(name=path.name) + note, 8000)
        return True

    # -- editing --------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes the last edit back."""
        if self.session is not None:
            self.session.undo_stack.undo()

    def redo(self) -> None:
        """Does it again."""
        if self.session is not None:
            self.session.undo_stack.redo()

    def __getattr__(self, name: str):
        """Editing commands go to the current session."""
        if name in ("cut", "copy", "paste", "duplicate", "delete", "delete_and_reconnect", "select_all"):
            return lambda: getattr(self.session.editing, name)() if self.session is not None else None
        raise AttributeError(name)

    def add_layer(self) -> None:
        """Goes to the search field of the palette."""
        self.palette_dock.show()
        self.palette_panel.search.setFocus()
        self.palette_panel.search.selectAll()

    def rename(self) -> None:
        """Goes to the name field of the selected block."""
        if self.workspace is not None and len(self.session.selection) == 1:
            self.inspector_dock.show()
            field = self.workspace.inspector.block.name
            field.setFocus()
            field.selectAll()

    def tidy(self) -> None:
        """Lays the graph out anew."""
        if self.workspace is not None:
            self.session.editing.tidy()
            self.workspace.view.fit()

    def _append(self, layer) -> None:
        if self.session is None:
            self.open_empty()
        self.session.editing.append_layer(layer)

    # -- training -------------------------------------------------------------------------------------

    def train(self) -> None:
        """Starts a run, or says what keeps it from starting."""
        workspace = self.workspace
        if workspace is None or workspace.session.trainer.is_running:
            return
        session = workspace.session
        if any(problem.severity == "error" for problem in session.problems):
            workspace.show_panel("problems")
            self.statusBar().showMessage(self.tr("The network has problems. Mend them, then train."), 6000)
            return
        if not session.project.data.chosen:
            workspace.show_panel("data")
            self.statusBar().showMessage(self.tr("Choose data first."), 6000)
            return
        workspace.show_panel("training")
        session.trainer.start()

    def pause(self) -> None:
        """Pauses the run, or goes on with it."""
        if self.session is not None:
            self.session.trainer.toggle_pause()

    def stop(self) -> None:
        """Stops the run after the current batch."""
        if self.session is not None:
            self.session.trainer.stop()

    def evaluate(self) -> None:
        """Measures the network on the test set."""
        if self.workspace is not None:
            self.workspace.show_panel("evaluate")
            self.workspace.evaluate.evaluate()

    def forget_weights(self) -> None:
        """Lets the next run begin from new weights."""
        if self.session is not None and not self.session.trainer.is_running:
            self.session.document.run = None

    def _tell_end(self, session: Session, record: RunRecord) -> None:
        if record.outcome == "failed" and record.message is not None and not isinstance(record.message, Fault):
            hooks.teller.tell(type(record.message), record.message, record.message.__traceback__)
        ends = {
            "stopped": self.tr("Training was stopped: {name}"),
            "failed": self.tr("Training failed: {name}"),
        }
        text = ends.get(record.outcome, self.tr("Training is finished: {name}"))
        self.statusBar().showMessage(text.format(name=session.name), 8000)

    # -- view -----------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Shows the whole graph."""
        if self.workspace is not None:
            self.workspace.view.fit()

    def zoom_100(self) -> None:
        """Real size."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(1.0)

    def zoom_in(self) -> None:
        """Larger."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(self.workspace.view.zoom * 1.25)

    def zoom_out(self) -> None:
        """Smaller."""
        if self.workspace is not None:
            self.workspace.view.set_zoom(self.workspace.view.zoom / 1.25)

    def theme_light(self) -> None:
        """Light colours."""
        self._choose_theme("light")

    def theme_dark(self) -> None:
        """Dark colours."""
        self._choose_theme("dark")

    def theme_system(self) -> None:
        """The system's colours."""
        self._choose_theme("system")

    def _choose_theme(self, mode: str) -> None:
        self.preferences.theme = mode
        theme.choose(mode)

    def _show_menu(self, place) -> None:
        menu = QMenu(self)
        names = [
            "cut",
            "copy",
            "paste",
            "duplicate",
            "",
            "delete",
            "delete_and_reconnect",
            "rename",
            "",
            "select_all",
            "tidy",
        ]
        for name in names:
            menu.addAction(self.actions_[name]) if name else menu.addSeparator()
        menu.exec(place)
        menu.deleteLater()

    def _show_titles(self) -> None:
        for i, workspace in enumerate(self.workspaces):
            mark = " •" if workspace.session.is_modified else ""
            self.document_tabs.setTabText(i, workspace.session.name + mark)
        self.document_tabs.setVisible(bool(self.workspaces))
        name = self.session.name if self.session else ""
        self.setWindowTitle(f"{name} – NetBuilder" if name else "NetBuilder")
        self._show_enabled()

    def _show_enabled(self) -> None:
        session = self.session
        there: set[str] = set()
        if session is not None:
            there.add("project")
            there.update(
                name
                for name, is_there in (
                    ("selection", bool(session.selection)),
                    ("training", session.trainer.is_running),
                    ("run", session.document.run is not None),
                )
                if is_there
            )
        self.actions_.enable(there)
        running = "training" in there
        stack = session.undo_stack if session else None
        for name, able, text in (
            ("undo", stack is not None and stack.canUndo(), stack.undoText() if stack else ""),
            ("redo", stack is not None and stack.canRedo(), stack.redoText() if stack else ""),
        ):
            action: QAction = self.actions_[name]
            action.setEnabled(able)
            action.setStatusTip(text)
        self.actions_["train"].setEnabled(session is not None and not running)
        self.train_button.setEnabled(session is not None and not running)
        self.pause_button.setEnabled(running)
        self.pause_button.setText(self.tr("Go on") if running and session.trainer.is_paused else self.tr("Pause"))
        self.stop_button.setEnabled(running)
        self.export_button.setEnabled(session is not None)

    def _show_figures(self) -> None:
        session = self.session
        if session is None:
            self.figures.setText("")
            self.engine.setText("")
            return
        total = session.report.total
        self.figures.setText(
            self.tr(
                "{parameters} parameters · {operations} operations per sample · {memory} of outputs per sample"
            ).format(
                parameters=number(total.parameters),
                operations=big_number(total.operations),
                memory=bytes_text(total.memory),
            )
        )
        data = session.prepared.dataset.title if session.prepared else session.project.data.name or self.tr("no data")
        self.engine.setText(f"{data} · {self.tr('NumPy engine')} · {round(self.workspace.view.zoom * 100)} %")

    # -- help and news --------------------------------------------------------------------------------

    def tell(self, fault: Fault) -> None:
        """Shows one message with what is wrong and what to do."""
        box = QMessageBox(QMessageBox.Icon.Warning, "NetBuilder", sentence(fault), QMessageBox.StandardButton.Ok, self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()

    def tell_unexpected(self, text: str) -> None:
        """Something went wrong that should not: the program lives, the log has it."""
        self.statusBar().showMessage(
            self.tr("Something went wrong ({text}). The log has the details: Help, Show log.").format(text=text[:120]),
            15_000,
        )

    def show_log(self) -> None:
        """Opens the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(hooks.log_file().parent)))

    def show_about(self) -> None:
        """Says what this is."""
        text = self.tr("NetBuilder {version}\nDraw a neural network, train it, understand it, and take it away.")
        QMessageBox.about(self, self.tr("About NetBuilder"), text.format(version=netbuilder.__version__))

    def closeEvent(self, event) -> None:  # noqa: N802
        for i in range(len(self.workspaces) - 1, -1, -1):
            if self.workspaces[i].session.is_modified or self.workspaces[i].session.trainer.is_running:
                self.document_tabs.setCurrentIndex(i)
            if not self.close_project(i):
                event.ignore()
                return
        self.preferences.set_state("geometry", self.saveGeometry())
        self.preferences.set_state("layout", self.saveState())
        event.accept()


def _space(bar: QToolBar) -> None:
    gap = QWidget()
    gap.setFixedWidth(4)
    bar.addWidget(gap)
