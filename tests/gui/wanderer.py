"""A person who does all that a window offers at random: several projects, data, training, composites, panels, looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QTabBar

from netbuilder.graph import Functional
from netbuilder.ui.window.command import Reach
from netbuilder.ui.window.table import COMMANDS, MENUS
from tests.gui.person import CTRL, GESTURES, KEY, NONE, Person

DATA = ("iris", "digits", "diabetes", "iris")
TEMPLATES = ("mlp", "cnn", "lstm", "regression", "resnet")
PANELS = ("training", "evaluate", "data", "code", "problems", "runs")
MOST_TABS = 5
SCRIPT = """\
from keras import layers, models
model = models.Sequential([layers.Input((4,)), layers.Dense({units}, activation="{activation}"), layers.Dense(3)])
"""
LEAVING = {"close", "show_log", "cross_validate", "open_dialog", "load_weights"}  # ends it all, or another program's
CHOOSING = [
    command.id for menu in MENUS for command in menu.commands()
    if command.id not in LEAVING and not command.id.startswith(("language_", "theme_"))
]  # fmt: skip


class Closer(QObject):
    """Leaves each menu and dialog that waits for somebody: a few keys, then Escape, for the loop inside has no test."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[Qt.Key] = []
        self._timer = QTimer(self)
        self._timer.setInterval(15)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _look(self) -> None:
        waiting = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if waiting is None:
            return
        key = self.keys.pop(0) if self.keys else KEY.Key_Escape
        if not isinstance(waiting, QMenu) and key == KEY.Key_Escape:
            waiting.close()
            return
        QTest.keyClick(waiting, key)


class Wanderer(Person):
    """Does more than draw. All questions about what is not saved are answered with "don't save"."""

    def __init__(self, window, qtbot, folder: Path) -> None:
        super().__init__(window, qtbot)
        self.folder, self.closer, self._saved = folder, Closer(), 0

    def do(self, gesture: int, choice) -> None:
        """One gesture, on a project; one that needs a canvas begins an empty one."""
        if self.window.workspace is None:
            self._from_the_start_page(*choice)
            return
        WANDERING[gesture % len(WANDERING)](self, *choice)

    def _from_the_start_page(self, a: int, b: int, c: int) -> None:
        documents = self.window.documents
        if documents.workspaces and c % 2:
            self._press(documents, KEY.Key_Escape)
        elif c % 3 and len(documents.workspaces) < MOST_TABS:
            self._press(documents.start_page.cards[TEMPLATES[a % len(TEMPLATES)]], KEY.Key_Return)
        elif len(documents.workspaces) < MOST_TABS:
            documents.start_page.empty_button.click()
        else:
            self._trigger("next_tab")

    def _sees_all(self) -> bool:
        docks = self.window.docks
        return all(dock.isVisible() and dock.width() > 50 for dock in docks.all())

    def _command(self, name: str) -> None:
        """By its menu, only where it is offered."""
        if self.window.actions_[name].isEnabled():
            self._trigger(name)

    # -- composite blocks ------------------------------------------------------------------------------

    def enter_block(self, a: int, b: int, c: int) -> None:
        groups = [name for name, node in self.session.graph.nodes.items() if isinstance(node.layer, Functional)]
        if groups:
            self._drag(*[self._at(groups[a % len(groups)])] * 2, way=1)
            self._press(self.view, KEY.Key_Down, CTRL)
            self._command("enter_block")

    def leave_block(self, a: int, b: int, c: int) -> None:
        self._command("leave_block")

    def go_to_place(self, a: int, b: int, c: int) -> None:
        """By a button of the path that is shown in a corner."""
        buttons = [one for one in self.view.breadcrumbs.findChildren(QAbstractButton) if one.isVisible()]
        if buttons:
            buttons[a % len(buttons)].click()

    # -- menus -----------------------------------------------------------------------------------------

    def context_menu(self, a: int, b: int, c: int) -> None:
        """On a block, a wire, or the empty canvas; an entry of it, or away."""
        wire = self._wire(a)
        if c % 3 == 0 and self.session.graph.nodes:
            place = self._at(self._block(a))
        elif c % 3 == 1 and wire is not None:
            place = self._on_wire(wire)
        else:
            place = self._somewhere(a, b)
        down = b % 12
        self.closer.keys = [KEY.Key_Down] * down + [KEY.Key_Return] * (down > 0)
        if self._is_full():
            self.closer.keys = []
        port = self.hand.port
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, port.mapToGlobal(place))
        QApplication.sendEvent(port, event)
        QTest.qWait(20)
        self._leave_what_lies_over()

    def command(self, a: int, b: int, c: int) -> None:
        """Anything that stands in a menu."""
        name = CHOOSING[(a + 256 * (b % 2)) % len(CHOOSING)]
        if self._is_full() and COMMANDS[name].reach is Reach.CANVAS:
            return
        self.closer.keys = []
        self._command(name)
        self._leave_what_lies_over()

    def palette_of_commands(self, a: int, b: int, c: int) -> None:
        self._trigger("show_commands")
        field = QApplication.focusWidget() or self.window
        for letter in ("fit", "dense", "train", "zz", "")[a % 5]:
            QTest.keyClick(field, letter)
        self._leave_what_lies_over()

    def _leave_what_lies_over(self) -> None:
        from netbuilder.ui.window.command_palette import CommandPalette
        from netbuilder.ui.window.tour import Tour

        if self.window.workspace is not None:
            self._take_from_list(5, 0)
            self._finish_writing(0, 0)
        for kind in (CommandPalette, Tour):
            for lying in self.window.findChildren(kind):
                lying.leave()
        for top in QApplication.topLevelWidgets():
            if top is not self.window and top.isVisible() and top.isWindow() and top.parent() is not None:
                top.close()

    # -- panels and looks ------------------------------------------------------------------------------

    def toggle(self, a: int, b: int, c: int) -> None:
        names = [name for name in ("toggle_layers", "toggle_inspector", "toggle_panels", "hide_panels", "present")
                 if name in COMMANDS]  # fmt: skip
        for name in names[a % len(names) :][: 1 + b % 2]:
            self._trigger(name)

    def resize(self, a: int, b: int, c: int) -> None:
        self.window.resize(1000 + 3 * a, 600 + b)
        QApplication.processEvents()

    def look(self, a: int, b: int, c: int) -> None:
        self._trigger(("language_chinese", "language_english", "theme_dark", "theme_light")[a % 4])

    def any_panel(self, a: int, b: int, c: int) -> None:
        self.window.workspace.show_panel(PANELS[a % len(PANELS)])
        self._trigger("show_outline") if c % 8 == 0 else None
        self._trigger("show_history") if c % 8 == 1 else None

    # -- tabs ------------------------------------------------------------------------------------------

    def step_tab(self, a: int, b: int, c: int) -> None:
        self._trigger(("next_tab", "previous_tab")[a % 2])

    def click_tab(self, a: int, b: int, c: int) -> None:
        tabs = self.window.documents.tabs
        place = tabs.tabRect(a % tabs.count()).center()
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=place)

    def close_tab(self, a: int, b: int, c: int) -> None:
        """By its own button, also of one that is not in front."""
        tabs = self.window.documents.tabs
        sides = QTabBar.ButtonPosition.RightSide, QTabBar.ButtonPosition.LeftSide
        button = next((found for side in sides if (found := tabs.tabButton(a % tabs.count(), side))), None)
        if button is not None and b % 3 == 0:
            button.click()

    def new_tab(self, a: int, b: int, c: int) -> None:
        self._trigger("new_project")
        if b % 2:
            self._from_the_start_page(a, b, c)

    # -- steps -----------------------------------------------------------------------------------------

    def storm(self, a: int, b: int, c: int) -> None:
        """As with the keys held down."""
        for _ in range(1 + c % 3):
            for name, times in (("undo", a % 30), ("redo", b % 30)):
                for _ in range(times):
                    self._trigger(name)

    # -- data and training -----------------------------------------------------------------------------

    def choose_data(self, a: int, b: int, c: int) -> None:
        if c % 2:
            self.window.workspace.show_panel("data")
        self.window.workspace.data.choose(DATA[a % len(DATA)])
        QTest.qWait(b % 60)

    def choose_table(self, a: int, b: int, c: int) -> None:
        """A file of one's own; and later another of its columns."""
        panel = self.window.workspace.data
        panel.choose_file(_table(self.folder, a % 3))
        QTest.qWait(b % 120)
        if panel.target.count():
            panel.target.setCurrentIndex(c % panel.target.count())
            panel.target.activated.emit(c % panel.target.count())

    def prepare(self, a: int, b: int, c: int) -> None:
        if self.session.project.data.chosen:
            self._edit_form(self.window.workspace.data.form, b, c)

    def train(self, a: int, b: int, c: int) -> None:
        self._command(("train", "train", "train_anew")[c % 3])
        QTest.qWait(a % 80)

    def steer(self, a: int, b: int, c: int) -> None:
        self._command(("pause", "stop", "evaluate", "pause", "stop")[a % 5])
        QTest.qWait(b % 40)

    def choose_run(self, a: int, b: int, c: int) -> None:
        table = self.window.workspace.runs.table
        if table.rowCount():
            self.window.workspace.show_panel("runs")
            table.selectRow(a % table.rowCount())
            self._command(("restore_run", "delete_run", "draw_run")[b % 3])

    # -- files -----------------------------------------------------------------------------------------

    def save(self, a: int, b: int, c: int) -> None:
        """To a file of its own; the dialog that asks for it is answered by whoever plays this."""
        self._command("save")

    def open_saved(self, a: int, b: int, c: int) -> None:
        files = sorted(self.folder.glob("*.netb"))
        if files and len(self.window.documents.workspaces) < MOST_TABS:
            self.window.opening.open_path(files[a % len(files)])
            QTest.qWait(b % 100)

    def paste_script(self, a: int, b: int, c: int) -> None:
        if len(self.window.documents.workspaces) < MOST_TABS:
            text = SCRIPT.format(units=1 + a, activation=("relu", "tanh", "oops")[b % 3])
            QApplication.clipboard().setText(text)
            self._trigger("paste")
            QTest.qWait(c % 80)

    def type_code(self, a: int, b: int, c: int) -> None:
        """Somewhere in the code; it is left there, taken over, or given up."""
        self.window.workspace.show_panel("code")
        editor = self.window.workspace.code.text
        cursor = editor.textCursor()
        cursor.setPosition(min(a * 4, len(editor.toPlainText())))
        editor.setTextCursor(cursor)
        for letter in ("5", "x", "(", "\n", "# a")[b % 5]:
            QTest.keyClick(editor, letter) if letter != "\n" else QTest.keyClick(editor, KEY.Key_Return)
        QTest.qWait(c % 50)

    def hold_and_switch(self, a: int, b: int, c: int) -> None:
        """A tab is changed by the keys while the mouse drags a block."""
        if self.session.graph.nodes:
            view = self.view
            place, left = self._at(self._block(a)), Qt.MouseButton.LeftButton
            port = view.viewport()
            self.hand._send(QEvent.Type.MouseButtonPress, place, left, left, NONE)
            self.hand._send(QEvent.Type.MouseMove, place + QPoint(40, 25), Qt.MouseButton.NoButton, left, NONE)
            self._trigger("next_tab")
            if self.window.workspace is not None and self.view.viewport() is port:
                self.hand.release(place + QPoint(40, 25))
            elif view in [one.view for one in self.window.documents.workspaces]:
                QTest.mouseRelease(port, left, pos=place + QPoint(40, 25))

    def on_data_page(self, a: int, b: int, c: int) -> None:
        """Opens the data page or leaves it; there, keys for a column, a search, a click on what is offered."""
        workspace = self.window.workspace
        if not workspace.shows_data or c % 4 == 0:
            self._trigger("data_page")
            return
        page = workspace.page
        keys = (KEY.Key_I, KEY.Key_T, KEY.Key_X, KEY.Key_S, KEY.Key_3, KEY.Key_1, KEY.Key_W, KEY.Key_G, KEY.Key_Delete)
        view = page.current_view
        if view is page.table and page.model.rowCount():
            place = page.model.index(a % page.model.rowCount(), b % page.model.columnCount())
            page.table.setCurrentIndex(place)
            self._press(page.table, keys[c % len(keys)])
        elif view is page.grid:
            page.grid.setCurrentIndex(page.grid.grid.index(a % 3, 0))
        if b % 5 == 0:
            page.finder.search.setText("1" * (a % 2))
            self._press(page.finder.search, KEY.Key_Return)
        elif b % 5 == 1:
            page.side.setCurrentIndex(a % page.side.count())
        elif b % 5 == 2 and page.notices.offer_buttons:
            page.notices.offer_buttons[0].click()


def _table(folder: Path, number: int) -> Path:
    path = folder / f"table{number}.csv"
    if not path.exists():
        rows = (f"{i % 7},{i % 3},{i * 0.5},{'abcd'[i % (2 + number)]}\n" for i in range(30 + number))
        path.write_text("a,b,c,kind\n" + "".join(rows))
    return path


NEW: tuple[Callable[[Wanderer, int, int, int], None], ...] = (
    Wanderer.enter_block, Wanderer.enter_block, Wanderer.leave_block, Wanderer.go_to_place, Wanderer.context_menu,
    Wanderer.context_menu, Wanderer.command, Wanderer.command, Wanderer.palette_of_commands, Wanderer.toggle,
    Wanderer.resize, Wanderer.look, Wanderer.any_panel, Wanderer.step_tab, Wanderer.click_tab, Wanderer.close_tab,
    Wanderer.new_tab, Wanderer.storm, Wanderer.choose_data, Wanderer.choose_table, Wanderer.prepare, Wanderer.train,
    Wanderer.train, Wanderer.steer, Wanderer.steer, Wanderer.choose_run, Wanderer.save, Wanderer.open_saved,
    Wanderer.paste_script, Wanderer.type_code, Wanderer.hold_and_switch, Wanderer.on_data_page, Wanderer.on_data_page,
)  # fmt: skip
WANDERING = (*GESTURES, *NEW)


def told_of(steps) -> str:
    """The gestures of a sequence by name, for whoever reads of a failure."""
    return ", ".join(f"{WANDERING[gesture % len(WANDERING)].__name__}{tuple(choice)}" for gesture, *choice in steps)
