"""Pictures of every panel and dialog: python -m tests.gui.screenshots OUT

In both themes and both languages, at 1× and 2×; a folder each (OUT/dark-chinese-2x/training.png). They are for looking
at: nothing is compared. The network in them is really trained, so that curves, results and runs have something to show.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from netbuilder.ui.window import commands

THEMES = ("light", "dark")
LANGUAGES = ("english", "chinese")
SCALES = (1, 2)
SIZE = (1440, 900)
PANELS = ("training", "evaluate", "data", "code", "problems", "runs")
LEFT = ("layers", "outline", "history")
DIALOGS = (
    "show_commands", "show_shortcuts", "show_layer_help", "show_coverage", "show_tour", "export_model", "choose_engine",
    "set_limits",
)  # fmt: skip
PATIENCE = 60.0  # seconds for a run on any machine


def main(arguments: list[str]) -> int:
    """Takes all pictures, at each scale in a process of its own: Qt reads its scale once."""
    if len(arguments) == 2:
        return _take_all(Path(arguments[0]), int(arguments[1]))
    if len(arguments) != 1:
        print("usage: python -m tests.gui.screenshots OUT", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as own:  # nothing of whoever looks is read or changed
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NETBUILDER_STATE": own, "XDG_CONFIG_HOME": own}
        for scale in SCALES:
            command = [sys.executable, "-m", "tests.gui.screenshots", arguments[0], str(scale)]
            subprocess.run(command, env={**environment, "QT_SCALE_FACTOR": str(scale)}, check=True)
    return 0


def _take_all(out: Path, scale: int) -> int:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication, QMessageBox

    from netbuilder.ui import hooks
    from netbuilder.ui.looks.language import language
    from netbuilder.ui.looks.theme import theme

    application = QApplication.instance() or QApplication([])
    QCoreApplication.setOrganizationName("NetBuilderPictures")
    hooks.install()
    QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard  # nobody is there to ask
    for mode in THEMES:
        for spoken in LANGUAGES:
            theme.choose(mode)
            language.choose({"english": "en", "chinese": "zh_CN"}[spoken])
            folder = out / f"{mode}-{spoken}-{scale}x"
            folder.mkdir(parents=True, exist_ok=True)
            for name, picture in _pictures(application.processEvents):
                picture.save(str(folder / f"{name}.png"))
            print(folder, len(list(folder.iterdir())), flush=True)
    return 0


def _pictures(settle: Callable[[], None]) -> Iterator[tuple[str, object]]:
    """The start page, then a network that was trained: panels, a block, a problem, a block of blocks, dialogs."""
    from netbuilder.ui.window.main_window import MainWindow

    def shown() -> None:
        for _ in range(20):
            settle()
            time.sleep(0.01)

    window = MainWindow()
    window.resize(*SIZE)
    window.show()
    shown()
    yield "start", window.grab()
    window.documents.open_template("cnn")
    session = window.session
    session.change("short", session.project.replace(training=session.project.training.replace(epochs=1)))
    commands.training.train(window)
    _wait(lambda: session.trainer.record is not None and not session.trainer.is_running, settle)
    commands.training.evaluate(window)
    _wait(lambda: not window.workspace.evaluate.is_busy, settle)
    for name in PANELS:
        window.workspace.show_panel(name)
        shown()
        yield name, window.grab()
    yield from _runs(window, shown, settle)
    for name in LEFT:
        window.docks.show_left(name)
        shown()
        yield f"left-{name}", window.grab()
    session.select({next(iter(session.graph.nodes))})
    shown()
    yield "block", window.grab()
    yield from _dialogs(window, shown)
    session.editing.add_layer(type(session.graph["dense"].layer)(8), (700.0, 0.0))
    window.workspace.show_panel("problems")
    shown()
    yield "problem", window.grab()
    session.undo_stack.undo()
    window.close()
    window.deleteLater()
    shown()


def _runs(window, shown: Callable[[], None], settle: Callable[[], None]) -> Iterator[tuple[str, object]]:
    """A second run over the first one, one that blows up, and folds."""
    from PySide6.QtWidgets import QApplication

    from netbuilder.engine.optimizers import SGD
    from netbuilder.ui.dialogs.folds import FoldsDialog

    session, trainer = window.session, window.session.trainer
    window.actions_["train"].trigger()
    _wait(lambda: len(trainer.records) == 2 and not trainer.is_running, settle)
    trainer.show_under(trainer.records[0], True)
    for name in ("training", "evaluate", "runs"):
        window.workspace.show_panel(name)
        shown()
        yield f"two-runs-{name}", window.grab()
    kept = session.project.training
    session.change("fast", session.project.replace(training=kept.replace(optimizer=SGD(1e30))))
    window.actions_["train_anew"].trigger()
    _wait(lambda: len(trainer.records) == 3 and not trainer.is_running, settle)
    shown()
    yield "failed", window.grab()
    session.change("as before", session.project.replace(training=kept))
    window.actions_["cross_validate"].trigger()
    dialog = next(made for made in QApplication.topLevelWidgets() if isinstance(made, FoldsDialog) and made.isVisible())
    dialog.count.setValue(2)
    dialog.start()
    _wait(lambda: not dialog.is_running, settle)
    shown()
    yield "folds", dialog.grab()
    dialog.close()
    window.workspace.show_panel("runs")
    shown()
    yield "runs-folds", window.grab()


def _dialogs(window, shown: Callable[[], None]) -> Iterator[tuple[str, object]]:
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui.window.command_palette import CommandPalette
    from netbuilder.ui.window.tour import Tour

    for name in DIALOGS:
        before = set(QApplication.topLevelWidgets())
        window.actions_[name].trigger()
        shown()
        opened = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget not in before]
        yield name, (opened[0] if opened else window).grab()
        for widget in opened:
            widget.close()
        for kind in (CommandPalette, Tour):  # they lie in the window
            if (lying := window.findChild(kind)) is not None:
                lying.leave()
        shown()


def _wait(done: Callable[[], bool], settle: Callable[[], None]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the network of the pictures was not trained in time")
        settle()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
