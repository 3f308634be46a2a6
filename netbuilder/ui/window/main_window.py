"""The main window: the canvas of the current project with its panels around it, and what keeps them in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog

from netbuilder.project import my_blocks
from netbuilder.ui import hooks
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.widgets.resting import Resting
from netbuilder.ui.window.actions import Actions
from netbuilder.ui.window.announcing import Announcer
from netbuilder.ui.window.command import Reach, Window, what_is_there
from netbuilder.ui.window.commands import blocks, file, help, network
from netbuilder.ui.window.context import show_menu
from netbuilder.ui.window.docks import Docks
from netbuilder.ui.window.documents import Documents
from netbuilder.ui.window.dropping import FileDrops
from netbuilder.ui.window.focus import Focus
from netbuilder.ui.window.layout import LayoutMemory
from netbuilder.ui.window.opening import Opening
from netbuilder.ui.window.own_keys import OwnKeys
from netbuilder.ui.window.panel_buttons import LEFT_TO_RIGHT, PanelButtons
from netbuilder.ui.window.pending import take_typed
from netbuilder.ui.window.presenting import Presentation
from netbuilder.ui.window.qt_words import say_qts_words
from netbuilder.ui.window.reading import Readings
from netbuilder.ui.window.saving import Saving
from netbuilder.ui.window.status import StatusBar
from netbuilder.ui.window.suggesting import Suggesting
from netbuilder.ui.window.table import COMMANDS
from netbuilder.ui.window.toolbar import ToolBar
from netbuilder.ui.window.training import Training

if TYPE_CHECKING:
    from netbuilder.ui.window.arrangement import DockName
    from netbuilder.ui.window.workspace import Workspace


OF_BLOCKS: tuple[DockName, ...] = ("layers", "inspector")  # what is of no use beside a page


class MainWindow(Window):
    """Puts the parts of the window together; what a person can do with it stands in the table of commands."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main")
        Resting.watch()
        self.preferences = Preferences()
        self.readings = Readings(self)
        self.documents = Documents(self.preferences)
        self.docks = Docks(self)
        self._suggesting = Suggesting(self.docks.palette_panel, self)
        self.status = StatusBar(self.readings, self.preferences)
        self.opening = Opening(self.documents, self.readings, self.status, self.preferences, self)
        self.saving = Saving(self.documents, self.status, self.preferences, self)
        self.training = Training(self.documents, self.status, self.preferences, self)
        self.actions_: Actions = Actions(self)
        OwnKeys(COMMANDS.values(), self)
        self.menus = self.actions_.fill(self.menuBar())
        self.bar: ToolBar = ToolBar(self.actions_)
        self.addToolBar(self.bar)
        self.panel_buttons = PanelButtons({name: self.actions_[f"toggle_{name}"] for name in LEFT_TO_RIGHT})
        self.documents.add_corner(self.panel_buttons)
        self.setCentralWidget(self.documents)
        self.setStatusBar(self.status)
        self.announcer = Announcer(self.documents, self.status, self)
        self.presentation: Presentation = Presentation(self, self.bar, self.docks, self.documents)
        self.presentation.changed.connect(self.actions_.mark)
        self._connect()
        self._focus = Focus(self, lambda: self.workspace.front if self.workspace is not None else None)
        self._layout = LayoutMemory(self, self.docks, self.preferences)
        self.actions_.mark()
        language.changed.connect(self._say_anew)
        FileDrops(self, self.opening.open_dropped)
        self.documents.show_start_page()

    def _connect(self) -> None:
        documents = self.documents
        documents.opened.connect(self._on_opened)
        documents.removing.connect(self.docks.remove)
        documents.shown.connect(self._on_shown)
        documents.titles_changed.connect(self._show_title)
        documents.close_asked.connect(lambda index: file.close_project(self, index))
        documents.open_asked.connect(lambda: file.open_dialog(self))
        documents.recent_asked.connect(lambda path: self.opening.open_path(Path(path)))
        documents.recovered_asked.connect(lambda one: self.opening.open_recovered(one))
        documents.forget_asked.connect(lambda one: self.opening.forget_recovered(one))
        documents.tour_asked.connect(lambda: help.show_tour(self))
        palette = self.docks.palette_panel
        palette.chosen.connect(lambda layer: network.append(self, layer))
        palette.block_chosen.connect(lambda block: blocks.append_my_block(self, block))
        palette.rename_asked.connect(lambda name: blocks.rename_my_block(self, name))
        palette.forget_asked.connect(lambda name: blocks.forget_my_block(self, name))
        palette.fitting = lambda: network.appendable(self)
        palette.search.left.connect(self._go_to_canvas)
        palette.show_my_blocks(my_blocks.kept())
        self.docks.toggled.connect(self.actions_.mark)
        self.docks.toggled.connect(self.status.run_bar.refresh)
        self.docks.toggled.connect(self._suggesting.refresh)
        theme.changed.connect(self.actions_.mark)
        self.training.settings_changed.connect(self.show_figures)
        self.status.doctor.asked.connect(self._show_doctor)
        self.menus["edit"].aboutToShow.connect(self._tell_steps)
        hooks.teller.happened.connect(self.status.tell_unexpected)

    # -- keeping in step ------------------------------------------------------------------------------

    def _on_opened(self, workspace: Workspace) -> None:
        session, view = workspace.session, workspace.view
        for changed in (session.selection_changed, session.run_changed, workspace.runs.chosen_changed,
                        session.trainer.state_changed):  # fmt: skip
            changed.connect(self.follow)
        session.report_changed.connect(self.show_figures)
        workspace.inspector.block.help_asked.connect(lambda: help.show_layer_help(self))
        workspace.keeper.failed.connect(self.status.tell_not_kept)
        session.data_changed.connect(self.show_figures)
        session.trainer.kernels_changed.connect(self.show_figures)
        view.zoom_changed.connect(lambda _zoom: self.show_figures())
        view.menu_asked.connect(lambda place, meant: show_menu(self, place, meant))
        view.minimap.set_wanted(self.preferences.minimap)
        view.legend.set_wanted(self.preferences.legend)
        for command in COMMANDS.values():
            if command.reach is not Reach.WINDOW:
                view.addAction(self.actions_[command.id])
        self.training.follow(workspace)
        workspace.training.rate_asked.connect(lambda: network.go_to_rate(self))
        self.status.run_bar.follow(workspace)
        self._suggesting.follow(workspace)
        outline = self.docks.add(workspace)
        outline.wires_asked.connect(lambda _name: network.choose_wires(self))
        outline.layer_asked.connect(lambda: network.add_layer(self))
        outline.fields_asked.connect(lambda: network.go_to_fields(self))
        outline.menu_asked.connect(lambda place: show_menu(self, place, outline.meant()))

    def _on_shown(self, workspace: Workspace | None) -> None:
        if workspace is None:
            self.presentation.leave()  # else the panels would be remembered as away
            self.docks.leave_project()
        else:
            self.docks.put_aside(() if workspace.shows_network else OF_BLOCKS)
            self.docks.show_project(workspace)
            self.follow()
            self.actions_.mark()
        self.status.run_bar.show_project(workspace)
        self.status.doctor.show_project(workspace)
        self._suggesting.show_project(workspace)
        self.documents.show_titles()
        if workspace is not None and self.presentation.is_on:
            self.presentation.show(workspace)
        self.show_figures()

    def _go_to_canvas(self) -> None:
        if self.workspace is not None:
            self.workspace.show_network()
            self.workspace.view.setFocus()

    def _show_doctor(self) -> None:
        if self.workspace is not None:
            self.training.examine(self.workspace, is_asked=False)

    def take_typed(self) -> None:
        """Takes over what is being typed."""
        take_typed(self.workspace)

    def _show_title(self) -> None:
        name = self.session.name if self.session else ""
        self.setWindowTitle(f"{name} – NetBuilder" if name else "NetBuilder")
        self.follow()

    def follow(self) -> None:
        """Enables what can be done now, and says on the buttons what they would do."""
        there = what_is_there(self.workspace)
        self.actions_.enable(there)
        self.bar.follow(self.session, there)

    def show_figures(self) -> None:
        """What the current network costs, and with what it is trained."""
        self.status.show_figures(self.workspace)

    def _tell_steps(self) -> None:
        """What undo and redo would do. At each edit it would be dear: every menu and bar is told of it."""
        stack = self.session.undo_stack if self.session else None
        self.actions_["undo"].setStatusTip(stack.undoText() if stack else "")
        self.actions_["redo"].setStatusTip(stack.redoText() if stack else "")

    def _say_anew(self) -> None:
        """Says what it says itself in another language; what stands in it follows by itself."""
        self.status.clearMessage()
        say_qts_words(self)
        self.follow()
        self.show_figures()
        self.actions_.mark()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab, and what Qt does when the widget that has the keyboard is disabled or hidden."""
        return self._focus.step(forward)

    # -- the end --------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.readings.stop_and_wait()  # else one more project may come while these are asked about
        if not self.saving.may_close_all():
            event.ignore()
            return
        self.presentation.leave()
        self._layout.keep()
        self.let_go(is_wanted=True)
        event.accept()

    def let_go(self, is_wanted: bool = False) -> None:
        """Ends all that goes on and lets the projects go, which are kept where nobody was asked.

        What dies with the program still calls others: it may not be left to that.
        """
        self.readings.stop_and_wait()
        for dialog in self.findChildren(QDialog):
            dialog.done(0)  # what it does in the background ends, and leaves nothing
        for i in range(len(self.documents.workspaces) - 1, -1, -1):
            self.documents.remove(i, is_wanted)
        self.hide()
