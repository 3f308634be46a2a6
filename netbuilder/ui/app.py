"""Starts the desktop application."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui.hooks import GarbageCollector
    from netbuilder.ui.window.main_window import MainWindow

PREPARING = 3000  # milliseconds after the window is shown
NO_DISPLAY = "netbuilder: there is no display to open a window on. Use the command line instead: netbuilder --help"


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window, with the files that are named; 2 where there is no display."""
    files = list(sys.argv[1:] if arguments is None else arguments)
    if not _has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    application, window, collector = start(files)
    from netbuilder.ui.window.ending import Ending

    ending = Ending(window)
    status = application.exec()
    if ending.status:  # what has not ended by now is not waited for
        logging.shutdown()
        os._exit(ending.status)
    ending.stop()
    window.let_go()  # where the application was told to end, and not its window
    collector.stop()
    return status


def start(files: Sequence[str]) -> tuple[QApplication, MainWindow, GarbageCollector]:
    """The application with its window shown, before its first event. Whoever calls keeps all three."""
    gc.disable()  # what is imported stays: looking for garbage in it costs a tenth of the start
    from netbuilder.ui import hooks

    hooks.install()
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from netbuilder.files import resource
    from netbuilder.ui.looks.language import language
    from netbuilder.ui.looks.theme import theme
    from netbuilder.ui.preferences import Preferences
    from netbuilder.ui.window.main_window import MainWindow

    application = QApplication(sys.argv[:1])
    application.setApplicationName("NetBuilder")
    application.setOrganizationName("NetBuilder")
    application.setWindowIcon(QIcon(str(resource("icons", "netbuilder.svg"))))
    theme.larger = Preferences().larger_text
    theme.choose(Preferences().theme)
    language.choose(Preferences().language)
    collector = hooks.GarbageCollector(application)
    window = MainWindow()
    for name in files:
        window.opening.open_path(Path(name).absolute())
    window.show()
    QTimer.singleShot(PREPARING, window, _prepare)
    offers = bool(files) and bool(window.documents.start_page.kept)
    QTimer.singleShot(200, window, lambda: window.status.tell_at_start(offers))  # once its bar is laid out
    return application, window, collector


def _prepare() -> None:
    """Lets processes of their own compile kernels and measure the machine, where that was not done."""
    from netbuilder.engine.kernels.compiled.loading import chosen, loader

    if chosen("auto") == "auto":
        loader().prepare()


def _has_display() -> bool:
    """On Linux a window needs X or Wayland, unless Qt is told to draw elsewhere."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
