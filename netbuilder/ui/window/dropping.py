"""Files that are dropped anywhere on the window."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from netbuilder.data.idx_files import is_idx
from netbuilder.data.own_arrays import holds_samples
from netbuilder.data.settings import TABLES
from netbuilder.project.file import SUFFIX, holds_project

ARRAYS = ".npz"
IDX = re.compile(r"idx\d|ubyte")  # how files are called that hold the arrays of MNIST and its like
WEIGHTS = (".weights.h5", ".safetensors")
DROPS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class FileDrops(QObject):
    """Takes the files that nothing inside of the window takes."""

    def __init__(self, window: QWidget, take: Callable[[list[Path]], None]) -> None:
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() not in DROPS or not isinstance(event, QDropEvent):  # which the other two are as well
            return False
        paths = dropped_files(event.mimeData())
        if not paths:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # a file manager that hears Move deletes what we opened
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._take(paths)
        return True


def kind_of(path: Path) -> str:
    """What a file is for: "data", "weights", or else a project, model or script to "open"."""
    name = path.name.lower()
    if os.path.isdir(path) or name.endswith(TABLES):
        return "data"
    if name.endswith(ARRAYS):
        return "data" if holds_samples(path) else "weights"
    if IDX.search(name) and os.path.isfile(path) and is_idx(path):
        return "data"
    return "weights" if name.endswith(WEIGHTS) else "open"


def local_path(url: QUrl) -> Path:
    """The file that a URL names. Where names are bytes, those that are no text keep theirs: Qt would lose them."""
    if os.name != "posix":
        return Path(url.toLocalFile())
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))


def dropped_files(data: QMimeData) -> list[Path]:
    """The files of this machine that are being dragged and can be opened."""
    from netbuilder import formats  # only now: all formats are a third of a second of a start

    paths = [local_path(url) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    known = (SUFFIX, ARRAYS, *TABLES, *WEIGHTS, *formats.suffixes(readable=True))
    return [
        path for path in paths
        if path.name.lower().endswith(known) or IDX.search(path.name.lower()) or os.path.isdir(path)
        or holds_project(path)
    ]  # fmt: skip
