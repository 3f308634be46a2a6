"""The File menu: projects and models are opened, saved, exported and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netbuilder.project.file import SUFFIX
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.widgets.file_dialogs import ask_open
from netbuilder.ui.window.exporting import ask_for_export

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window


def open_dialog(window: Window) -> None:
    """Asks for a file and opens it."""
    from netbuilder import formats  # only now: all formats are a third of a second of a start

    kinds = " ".join(f"*{suffix}" for suffix in (SUFFIX, *formats.suffixes(readable=True)))
    wanted = translated("Projects, models and scripts ({kinds})", {"kinds": kinds})
    wanted += ";;" + translated("All files (*)")  # a project may be called anything
    path = ask_open(window, translated("Open"), "project", wanted)
    if path is not None:
        window.opening.open_path(path)


def save(window: Window) -> None:
    """Writes the project to its file; asks where, the first time."""
    if window.workspace is not None:
        window.saving.save(window.workspace)


def save_as(window: Window) -> None:
    """Writes the project to another file."""
    if window.workspace is not None:
        window.saving.save(window.workspace, ask=True)


def load_weights(window: Window) -> None:
    """Asks for a file of weights and puts them into the network."""
    from netbuilder.formats.weight_files import SUFFIXES

    wanted = translated("Weights ({kinds})", {"kinds": " ".join(f"*{suffix}" for suffix in SUFFIXES)})
    path = ask_open(window, translated("Load weights"), "weights", wanted)
    if path is not None:
        window.opening.load_weights(path)


def export_model(window: Window) -> None:
    """Asks for a format and a place, and writes the network."""
    if window.session is not None:
        ask_for_export(window, window.session)


def close_tab(window: Window) -> None:
    """Closes the current project."""
    if window.workspace is not None:
        close_project(window, window.documents.workspaces.index(window.workspace))


def close_project(window: Window, index: int) -> bool:
    """Closes a tab, after asking where something would be lost."""
    if not window.saving.may_close(window.documents.workspaces[index]):
        return False
    window.documents.remove(index)
    return True


def leave(window: Window) -> None:
    """Closes the window, and with it all projects."""
    window.close()
