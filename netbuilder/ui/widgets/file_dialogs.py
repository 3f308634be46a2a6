"""Asking for files: each kind of file is looked for where one of its kind was last, as long as that is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from netbuilder.ui.preferences import Preferences

Kind = Literal["project", "data", "weights", "curves", "export", "python"]


def ask_open(parent: QWidget, title: str, kind: Kind, kinds: str = "", beside: str = "") -> Path | None:
    """The file that a person chose to read; `beside` is a path that they typed already."""
    start = beside if beside and os.path.isdir(os.path.dirname(beside)) else str(last_folder(kind))
    chosen, _ = QFileDialog.getOpenFileName(parent, title, start, kinds)
    return _remembered(kind, chosen)


def ask_folder(parent: QWidget, title: str, kind: Kind) -> Path | None:
    """The folder that a person chose to read."""
    return _remembered(kind, QFileDialog.getExistingDirectory(parent, title, str(last_folder(kind))))


def ask_save(
    parent: QWidget, title: str, kind: Kind, name: str, kinds: str, own: Path | None = None, asks: bool = True
) -> tuple[Path | None, str]:
    """The path that a person chose to write to, and the kind that they chose of `kinds`.

    Begins in the `own` folder where there is one. Without `asks` nobody is asked whether a file is to be replaced.
    """
    folder = own if own is not None and own.is_dir() else last_folder(kind)
    options = QFileDialog.Option(0) if asks else QFileDialog.Option.DontConfirmOverwrite
    chosen, filtered = QFileDialog.getSaveFileName(parent, title, str(folder / name), kinds, options=options)
    return _remembered(kind, chosen), filtered


def last_folder(kind: Kind) -> Path:
    """Where one of its kind was last; where that is gone, its nearest folder that is there, or the documents."""
    kept = Preferences().folder(kind)
    for folder in (Path(kept), *Path(kept).parents) if kept else ():
        if folder != Path(folder.anchor) and os.path.isdir(folder):
            return folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and os.path.isdir(documents) else Path.home()


def _remembered(kind: Kind, chosen: str) -> Path | None:
    if not chosen:
        return None
    path = Path(chosen)
    Preferences().set_folder(kind, str(path.absolute().parent))
    return path
