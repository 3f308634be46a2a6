"""Files that are dropped anywhere on the window, and scripts that are pasted: each opens as what it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication

from netbuilder.data.own_arrays import holds_samples
from netbuilder.data.settings import TABLES
from netbuilder.errors import Fault
from netbuilder.project.file import SUFFIX
from netbuilder.ui.i18n import sentence
from netbuilder.ui.window.reading import Wanted

if TYPE_CHECKING:
    from netbuilder.formats.script_reading import ScriptReading
    from netbuilder.ui.workspace import Workspace

    ReadScript = Callable[[Mapping[str, str]], ScriptReading]

SCRIPTS = (".py", ".ipynb")
ARRAYS = ".npz"
WEIGHTS = (".weights.h5", ".safetensors")
LONGEST = 1_000_000  # letters of a script that is pasted


class FileDrops(QObject):
    """Takes the files that nothing inside of the window takes."""

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        kind = event.type()
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        paths = dropped_files(event.mimeData())
        if not paths:
            return False
        event.acceptProposedAction()
        if kind == QEvent.Type.Drop:
            self._window.open_dropped(paths)
        return True


def _kind(path: Path) -> str:
    """What a file is for: "data", "weights", or else a project, model or script to "open"."""
    name = path.name.lower()
    if path.is_dir() or name.endswith(TABLES):
        return "data"
    if name.endswith(ARRAYS):
        return "data" if holds_samples(path) else "weights"
    return "weights" if name.endswith(WEIGHTS) else "open"


def local_path(url: QUrl) -> Path:
    """The file that a URL names. Where names are bytes, those that are no text keep theirs: Qt would lose them."""
    if os.name != "posix":
        return Path(url.toLocalFile())
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))


def dropped_files(data: QMimeData) -> list[Path]:
    """The files of this machine that are being dragged and can be opened."""
    from netbuilder import formats  # here and below only now: all formats are a third of a second of a start

    paths = [local_path(url) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    known = (SUFFIX, ARRAYS, *TABLES, *WEIGHTS, *formats.suffixes(readable=True))
    return [path for path in paths if path.name.lower().endswith(known) or path.is_dir()]


class DropCommands:
    """What the window does with files and with pasted code."""

    def open_dropped(self, paths: Iterable[Path]) -> None:
        """Opens projects, models and scripts each in a tab; data and weights go into the project in front.

        An .npz file is data where it has samples. Weights come last, so that they meet a network that came with them.
        """
        paths = list(paths)

        def kinds() -> dict[Path, str]:
            return {path: _kind(path) for path in paths}

        self.readings.add(Wanted(", ".join(path.name for path in paths), kinds, self._open_kinds, self.tell))

    def _open_kinds(self, kinds: Mapping[Path, str]) -> None:
        for path in sorted(kinds, key=lambda path: kinds[path] == "weights"):
            if kinds[path] == "data":
                if self.workspace is None:
                    self.open_empty()
                self.workspace.show_panel("data")
                self.workspace.data.choose_file(path)
            elif kinds[path] == "weights":
                self._after_those_before(path)
            else:
                self.open_path(path)

    def _after_those_before(self, path: Path) -> None:
        """Loads weights once what was dropped with them is there, which may be their network."""
        self.readings.add(Wanted(path.name, lambda: None, lambda _: self._load_dropped(path), self.tell))

    def _load_dropped(self, path: Path) -> None:
        if self.session is None or not self.session.graph.nodes:
            self.open_path(path)
        elif self.session.trainer.is_running:
            self.statusBar().showMessage(self.tr("Weights can be loaded once the training has ended"), 8000)
        else:
            self.load_weights_from(path)

    def paste(self) -> None:
        """Pastes blocks from the clipboard, or opens the script that it holds."""
        from netbuilder.formats.script_reading import looks_like_script

        text = QGuiApplication.clipboard().text()
        if len(text) <= LONGEST and looks_like_script(text):
            self.open_pasted(text)
        elif self.session is not None:
            self.session.editing.paste()

    def open_pasted(self, text: str) -> None:
        """A script as a graph: on the canvas if that is empty, or else in a new tab."""
        shown_as = self.tr("the script")

        def read(values: Mapping[str, str]) -> ScriptReading:
            from netbuilder.formats.script_reading import read_text

            return read_text(text, values, shown_as)

        self.read_with_values(read, shown_as)

    def read_with_values(self, read: ReadScript, shown_as: str, name: str = "", path: Path | None = None) -> None:
        """Shows what a script says; values that it leaves open are asked for, and faults are told."""
        target = self.workspace
        values: dict[str, str] = {}

        def take(reading: ScriptReading) -> None:
            if path is not None:
                self.preferences.add_recent(str(path))
            self.show_script(reading, name or reading.name, target)

        def refuse(fault: Fault) -> None:
            from netbuilder.formats.script_reading import MissingValues, SourceFault
            from netbuilder.ui.values_dialog import ask_for_values

            if isinstance(fault, MissingValues):
                given = ask_for_values(self, fault.names)
                if given is not None:
                    values.update(given)
                    begin(first=True)
            elif isinstance(fault, SourceFault):
                words = self.tr("line {line}: {text}").format(line=fault.line, text=sentence(fault))
                self.statusBar().showMessage(words, 10_000)
            else:
                self.tell(fault)

        def begin(first: bool) -> None:
            given = dict(values)
            self.readings.add(Wanted(shown_as, lambda: read(given), take, refuse, path=path), first)

        begin(first=False)

    def show_script(self, reading: ScriptReading, name: str, target: Workspace | None) -> None:
        """Shows what a script builds, in `target` if that is empty, and beside it the script with what is unread."""
        from netbuilder.project.opening import opened_script

        found = opened_script(reading)
        self.statusBar().clearMessage()  # what was wrong with an earlier script
        workspace = target
        if workspace in self.workspaces and not workspace.session.graph.nodes:
            self.document_tabs.setCurrentIndex(self.workspaces.index(workspace))
            project = found.project
            if not project.data.chosen:  # what a script does not say stays as it was
                project = project.replace(data=workspace.session.project.data)
            workspace.session.change(self.tr("Paste a script"), project)
        else:
            workspace = self.open_project(found.project, name=name)
        workspace.code.show_script(reading)
        workspace.view.fit()
        if reading.unread:
            workspace.show_panel("code")
        if found.notices:
            more = len(found.notices) - 1
            words = sentence(found.notices[0])
            self.statusBar().showMessage(
                self.tr("{text} (and {count} more)").format(text=words, count=more) if more else words, 10_000
            )
