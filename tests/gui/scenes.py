"""Every panel and dialog of a window with something in it: projects that were trained, that failed, that are wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, template, write_project
from netbuilder.project.keeping import rescue
from netbuilder.ui.window import commands
from netbuilder.ui.window.command_palette import CommandPalette
from netbuilder.ui.window.main_window import MainWindow
from netbuilder.ui.window.tour import Tour
from tests.gui.measuring import faults_of
from tests.networks import chain

PANELS = ("training", "evaluate", "data", "code", "problems", "runs")
LEFT = ("layers", "outline", "history")
DIALOGS = (
    "show_shortcuts", "show_layer_help", "show_coverage", "export_model", "choose_engine", "set_limits",
    "cross_validate", "show_about", "choose_wires", "close_tab", "repeat_block",
)  # fmt: skip
WRONG = "a project with quite a long name"
PATIENCE = 120.0  # seconds for a run on any machine
FIGURES = "sepal length,sepal width,a measure with a long name,petal width,kind of flower\n"


@dataclass(frozen=True)
class Scene:
    """What was seen: its picture, and what is wrong in it."""

    name: str
    picture: QPixmap
    faults: list[str]


def seen(name: str, top: QWidget) -> Scene:
    """A widget as it looks now."""
    return Scene(name, top.grab(), faults_of(top))


def settle(seconds: float = 0.2) -> None:
    """Lets the window lay itself out and draw."""
    end = time.monotonic() + seconds
    while True:
        QApplication.processEvents()
        if time.monotonic() >= end:
            return
        time.sleep(0.01)


def wait(done: Callable[[], object]) -> None:
    """Until something is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("what the pictures need did not come in time")
        settle(0.02)


class Scenes:
    """One window with several projects; `all` shows one scene after the other, as often as it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.window = MainWindow()
        self.window.resize(1440, 900)
        self.window.show()
        self._folder = folder
        self._kept()
        settle()

    def close(self) -> None:
        QMessageBox.exec, before = lambda box: QMessageBox.StandardButton.Discard, QMessageBox.exec
        self.window.close()
        self.window.let_go()
        self.window.deleteLater()
        QMessageBox.exec = before
        settle()

    def _kept(self) -> None:
        """What a start page has to offer: files of one name, and what was not saved."""
        for name in ("spring", "a folder with quite a long name, as people have them"):
            folder = self._folder / name
            folder.mkdir(parents=True, exist_ok=True)
            write_project(folder / "digits.netb", template("mlp").project())
            self.window.preferences.add_recent(str(folder / "digits.netb"))
        rescue(template("mlp").project(), None, "digits", (), self._folder / "spring" / "digits.netb")

    def prepare(self) -> None:
        """Trains and spoils what is shown later. The settings are short: only the pictures matter."""
        self._small("failed", optimizer=SGD(1e12), callbacks=(EarlyStopping("val_accuracy"),))
        self._wrong()
        self._table()
        documents = self.window.documents
        documents.open_template("resnet")
        self.window.session.select([next(iter(self.window.session.graph.nodes))])
        documents.open_template("cnn")
        session = self.window.session
        self._train(epochs=1)
        commands.training.evaluate(self.window)
        wait(lambda: not self.window.workspace.evaluate.is_busy)
        self._train(epochs=2, is_anew=True)
        session.trainer.show_under(session.trainer.records[0], True)
        self._paused()

    def prepare_some(self) -> None:
        """What costs little: of everyday use."""
        self._small("failed", optimizer=SGD(1e12), callbacks=(EarlyStopping("val_accuracy"),))
        self._wrong()

    def _train(self, is_anew: bool = False, **settings: object) -> None:
        session = self.window.session
        session.change("settings", session.project.replace(training=session.project.training.replace(**settings)))
        (commands.training.train_anew if is_anew else commands.training.train)(self.window)
        wait(lambda: session.trainer.record is not None and not session.trainer.is_running)

    def _small(self, name: str, **settings: object) -> None:
        project = Project(
            chain(Input((4,)), Dense(8, "relu"), Dense(3, "softmax")),
            TrainingSettings(epochs=3, batch_size=32, validation_split=0.2),
            DataSettings(source="iris", scaling="standardize"),
        )
        self.window.documents.open(project, name=name)
        self._train(**settings)

    def _paused(self) -> None:
        """A run that waits: its rate can be changed, and its state is told."""
        self._small("paused")
        session = self.window.session
        session.change("long", session.project.replace(training=session.project.training.replace(epochs=100_000)))
        commands.training.train_anew(self.window)
        wait(lambda: session.trainer.record is not None and len(session.trainer.record.steps) > 20)
        commands.training.pause(self.window)
        wait(lambda: session.trainer.is_paused)

    def _wrong(self) -> None:
        """Problems, a long name, a note, a frame, limits that are broken."""
        documents = self.window.documents
        documents.open(template("cnn").project(), name=WRONG)
        session = self.window.session
        session.editing.add_layer(Dense(8), (700.0, 0.0))
        session.editing.rename("dense_1", "a_name_that_is_much_longer_than_anybody_would_like")
        session.editing.set_note("conv2d", "why this is so\nand not otherwise")
        session.select(["conv2d", "dense"])
        session.editing.frame()

    def _table(self) -> None:
        path = self._folder / "flowers.csv"
        rows = (f"{i % 7 or ''},{i % 3},{i * 0.5},{i % 11},{'abc'[i % 3]} with a long name\n" for i in range(60))
        path.write_text(FIGURES + "".join(rows))
        self.window.documents.open_empty()
        self.window.workspace.data.choose_file(path)
        session = self.window.session
        wait(lambda: not self.window.workspace.data.is_busy and not session.loader.is_loading)

    # -- showing --------------------------------------------------------------------------------------

    def all(self) -> Iterator[Scene]:
        """Each scene by its name, and the widget to look at; it is gone when the next one is asked for."""
        yield from self._start()
        for title in ("cnn", "paused", "failed", WRONG, "untitled"):
            yield from self._project(title)
        for title in ("cnn", "untitled"):
            yield from self._data_page(title)
        yield from self._blocks()
        yield from self._dialogs()
        yield from self._lying()

    def some(self) -> Iterator[Scene]:
        """A part of them, without dialogs."""
        yield from self._start()
        for title in ("failed", WRONG):
            yield from self._project(title)
        yield from self._data_page("failed")
        yield from self._floating()

    def _show(self, title: str) -> None:
        documents = self.window.documents
        for workspace in documents.workspaces:
            if workspace.session.name in (title, self.window.tr(title), "未命名"[: 3 * (title == "untitled")]):
                documents.show_project(workspace)
                settle()
                return
        raise LookupError(title)

    def _start(self) -> Iterator[Scene]:
        self.window.documents.show_start_page()
        settle()
        yield seen("start", self.window)

    def _project(self, title: str) -> Iterator[Scene]:
        self._show(title)
        short = title.split()[0]
        for name in PANELS:
            self.window.workspace.show_panel(name)
            settle()
            yield seen(f"{short}-{name}", self.window)

    def _data_page(self, title: str) -> Iterator[Scene]:
        """All rows or pictures, with each of the tabs beside them."""
        self._show(title)
        workspace = self.window.workspace
        workspace.show_data()
        page = workspace.page
        wait(lambda: page.reader.sheet is not None and not page.reader.is_reading and not page.offers.is_finding)
        for view in (page.table, page.grid):
            view.setCurrentIndex(view.model().index(1, 2))
        for place in range(page.side.count()):
            page.side.setCurrentIndex(place)
            settle()
            yield seen(f"{title}-page-{place}", self.window)
        page.side.setCurrentIndex(0)
        workspace.show_network()

    def _blocks(self) -> Iterator[Scene]:
        self._show("cnn")
        window, session = self.window, self.window.session
        for name in LEFT:
            window.docks.show_left(name)
            settle()
            yield seen(f"left-{name}", window)
        window.docks.show_left("layers")
        names = list(session.graph.nodes)
        for chosen in (names[:1], [name for name in names if "conv" in name][:1], names[-1:], names[1:4]):
            session.select(chosen)
            settle()
            yield seen(f"block-{'-'.join(chosen)}", window)
        session.select(())
        self._show("resnet")
        session = window.session
        session.select(list(session.graph.nodes)[1:4])
        window.actions_["group_blocks"].trigger()
        settle()
        yield seen("group", window)
        window.actions_["enter_block"].trigger()
        settle()
        yield seen("inside", window)
        session.go_to(())
        session.undo_stack.undo()

    def _dialogs(self) -> Iterator[Scene]:
        self._show("cnn")
        self.window.session.select([next(reversed(self.window.session.graph.nodes))])
        for name in DIALOGS:
            yield from self._opened(name)

    def _opened(self, name: str) -> Iterator[Scene]:
        """A dialog, also one that waits for an answer: it is looked at from within its own loop."""
        before = set(QApplication.topLevelWidgets())
        found: list[Scene] = []

        def look() -> None:
            for top in QApplication.topLevelWidgets():
                if top.isVisible() and top not in before:
                    found.append(seen(name, top))
                    top.close()

        QTimer.singleShot(400, look)
        self.window.actions_[name].trigger()
        wait(lambda: found)
        settle()
        yield from found

    def _lying(self) -> Iterator[Scene]:
        """What lies on the window: the palette of commands, the tour, the search, the popover of a problem, menus."""
        window = self.window
        window.actions_["show_commands"].trigger()
        settle()
        yield seen("show_commands", window)
        window.findChild(CommandPalette).leave()
        Tour.open_for(window)
        settle()
        yield seen("show_tour", window)
        window.findChild(Tour).leave()
        settle()
        view = window.workspace.view
        view.searching.at_cursor()
        settle()
        yield seen("search", window)
        view.searching.adder.close_up()
        yield from self._floating()
        for menu in window.menus.values():
            menu.popup(window.mapToGlobal(QPoint(20, 40)))
            settle()
            yield seen(f"menu-{menu.objectName() or menu.title().strip('&')[:4]}", menu)
            menu.close()

    def _floating(self) -> Iterator[Scene]:
        """The popover of a problem."""
        self._show(WRONG)
        view = self.window.workspace.view
        marked = next(name for name, item in view.canvas.blocks.items() if item.problems)
        view.show_problems(marked)
        settle()
        yield seen("popover", self.window)
        view.popover.close_up()
