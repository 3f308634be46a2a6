"""Files that are opened, dropped on the window or pasted: each is read off the window's thread and opens as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from netbuilder.errors import Fault, Message
from netbuilder.project.file import is_project
from netbuilder.project.on_disk import OnDisk
from netbuilder.project.recovery import Recovered, forget, read_recovered
from netbuilder.project.recovery_file import RecoveryFile
from netbuilder.ui.dialogs.questions import agrees, tell
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.undo import ChangeWeights
from netbuilder.ui.window.documents import Documents
from netbuilder.ui.window.dropping import kind_of
from netbuilder.ui.window.on_disk import held
from netbuilder.ui.window.reading import Readings, Wanted
from netbuilder.ui.window.status import StatusBar

if TYPE_CHECKING:
    from netbuilder.formats.script_reading import ScriptReading
    from netbuilder.project import Opened, TrainedRun
    from netbuilder.ui.window.workspace import Workspace

    ReadScript = Callable[[Mapping[str, str]], ScriptReading | None]

SCRIPTS = (".py", ".ipynb")


def _read_file(path: Path) -> tuple[Opened, OnDisk | None]:
    """What a file holds, and for a project, whatever it is called, what its file was like; raises Fault."""
    from netbuilder.project import open_file

    on_disk = OnDisk.taken(path) if is_project(path) else None
    try:
        return open_file(path), on_disk
    except BaseException:  # a stop too
        _let_go(on_disk)
        raise


def _let_go(on_disk: OnDisk | None) -> None:
    if on_disk is not None:
        on_disk.let_go()


@dataclasses.dataclass(frozen=True)
class Recovery:
    """A kept project that was read: `code` was typed when the network's own script was `script`."""

    opened: Opened
    file: RecoveryFile
    code: str | None
    script: str


def _read_recovered(one: Recovered) -> Recovery:
    """Takes a kept project from the recovery folder; raises Fault, as where another window has it open."""
    file = RecoveryFile(one)
    try:
        found, code = read_recovered(one)
        from netbuilder.ui.panels.code_reading import source_of  # only now: with it come all formats

        return Recovery(found, file, code, "" if code is None else source_of(found.project, one.name))
    except BaseException:  # a stop too
        file.let_go()
        raise


class Opening(QObject):
    """Reads what is asked for and puts it where it belongs: a new tab, or the project in front."""

    def __init__(
        self,
        documents: Documents,
        readings: Readings,
        status: StatusBar,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._documents, self._readings, self._status = documents, readings, status
        self._preferences, self._window = preferences, window

    def _tell(self, fault: Fault) -> None:
        tell(self._window, fault)

    # -- projects and models --------------------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Opens a project, a model file or a script once it is read; says why where it cannot be."""
        if self._documents.show_file(path) or self._readings.is_reading(path):
            return
        if path.suffix.lower() in SCRIPTS:
            self._open_script(path)
            return

        def take(read: tuple[Opened, OnDisk | None]) -> None:
            self._take_file(path, *read)

        def let_go(read: tuple[Opened, OnDisk | None]) -> None:
            _let_go(read[1])

        self._readings.add(Wanted(path.name, lambda: _read_file(path), take, self._tell, let_go, path))

    def _take_file(self, path: Path, found: Opened, on_disk: OnDisk | None) -> None:
        if self._documents.show_file(path):  # it was saved there while it was read
            _let_go(on_disk)
            return
        own, name = path if on_disk is not None else None, path.name.split(".")[0]
        workspace = self._documents.open(found.project, own, found.run, name, found.runs, found.last)
        told = self._begin_file(workspace, path, on_disk, found) if on_disk is not None else []
        self._preferences.add_recent(str(path))
        self._status.tell_notices([*found.notices, *told])

    def open_recovered(self, one: Recovered) -> None:
        """Opens a kept project as one that is not saved yet: neither it nor the file that it belongs to is replaced."""

        if self._documents.show_recovered(one) or self._readings.is_reading(one.path):
            return

        def take(read: Recovery) -> None:
            self._take_recovered(one, read)

        def let_go(read: Recovery) -> None:
            read.file.let_go()

        self._readings.add(Wanted(one.path.name, lambda: _read_recovered(one), take, self._tell, let_go, one.path))

    def _take_recovered(self, one: Recovered, read: Recovery) -> None:
        found = read.opened
        workspace = self._documents.open(found.project, None, found.run, one.name, found.runs, found.last)
        workspace.session.mark_unsaved()
        if read.code is not None:
            workspace.show_panel("code")
            workspace.code.put_back(read.script, read.code)
        workspace.keeper.go_on_with(read.file)
        self._status.tell_notices([*found.notices])

    def forget_recovered(self, one: Recovered) -> None:
        """Deletes a kept project, once a person agrees."""
        text = translated("Delete {name}? What it holds cannot be brought back.", {"name": one.path.name})
        if agrees(self._window, translated("Delete"), text, translated("Delete")):
            try:
                forget(one)
            except Fault as fault:
                self._tell(fault)
            self._documents.show_start_page()

    def _begin_file(self, workspace: Workspace, path: Path, on_disk: OnDisk, found: Opened) -> list[Message]:
        """Notes what an opened project's file was like; gives what is to be told of it."""
        document = workspace.session.document
        document.on_disk = dataclasses.replace(on_disk, version=found.version, lost=found.lost)
        self._documents.show_titles()
        if on_disk.owner is not None:
            return [held(path, document)]
        if on_disk.lock is not None or on_disk.stamp is None:
            return []
        return [
            Message(
                "{name} cannot be locked where it is stored: others may change it too. Saving asks if they have",
                {"name": path.name},
            )
        ]

    # -- weights --------------------------------------------------------------------------------------

    def load_weights(self, path: Path) -> None:
        """Puts the weights of a file into the network, as one undo step, once they are read; says what does not fit."""
        workspace = self._documents.current
        if workspace is None or workspace.session.trainer.is_running:
            return
        session = workspace.session
        project = session.project

        def read() -> TrainedRun:
            from netbuilder.project.exporting import load_weights

            return load_weights(path, project)

        self._readings.add(Wanted(path.name, read, lambda run: self._take_weights(session, path, run), self._tell))

    def _take_weights(self, session: Session, path: Path, run: TrainedRun) -> None:
        if all(workspace.session is not session for workspace in self._documents.workspaces):
            return  # it was closed meanwhile
        snapshot = dataclasses.replace(run.snapshot, graph=session.graph)
        if session.trainer.is_running or snapshot.misfits():
            text = self.tr("The network was changed or trained while {name} was being read. Load the weights again")
            self._status.showMessage(text.format(name=path.name), 8000)
            return
        run = dataclasses.replace(run, snapshot=snapshot)
        session.undo_stack.push(ChangeWeights(Message("Load weights"), session.document, run))
        self._status.tell_notices(list(run.snapshot.notes))
        self._status.showMessage(self.tr("Weights of {name} are in the network").format(name=path.name), 8000)

    # -- what is dropped ------------------------------------------------------------------------------

    def open_dropped(self, paths: Iterable[Path]) -> None:
        """Opens projects, models and scripts each in a tab; data and weights go into the project in front.

        An .npz file is data where it has samples. Weights come last, so that they meet a network that came with them.
        """
        paths = list(paths)

        def kinds() -> dict[Path, str]:
            return {path: kind_of(path) for path in paths}

        self._readings.add(Wanted(", ".join(path.name for path in paths), kinds, self._open_kinds, self._tell))

    def _open_kinds(self, kinds: Mapping[Path, str]) -> None:
        for path in sorted(kinds, key=lambda path: kinds[path] == "weights"):
            if kinds[path] == "data":
                workspace = self._documents.current or self._documents.open_empty()
                workspace.show_panel("data")
                workspace.data.choose_file(path)
            elif kinds[path] == "weights":
                self._after_those_before(path)
            else:
                self.open_path(path)

    def _after_those_before(self, path: Path) -> None:
        """Loads weights once what was dropped with them is there, which may be their network."""
        self._readings.add(Wanted(path.name, lambda: None, lambda _: self._load_dropped(path), self._tell))

    def _load_dropped(self, path: Path) -> None:
        workspace = self._documents.current
        if workspace is None or not workspace.session.graph.nodes:
            self.open_path(path)
        elif workspace.session.trainer.is_running:
            self._status.showMessage(self.tr("Weights can be loaded once the training has ended"), 8000)
        else:
            self.load_weights(path)

    # -- scripts --------------------------------------------------------------------------------------

    def _open_script(self, path: Path) -> None:
        def read(values: Mapping[str, str]) -> ScriptReading:
            from netbuilder.formats.script_reading import read_script

            return read_script(path, values)

        self._read_with_values(read, path.name, path.stem, path)

    def open_pasted(self, text: str) -> None:
        """A script as a graph: on the canvas if that is empty, or else in a new tab; other text is nothing."""
        shown_as = self.tr("the script")

        def read(values: Mapping[str, str]) -> ScriptReading | None:
            from netbuilder.formats.script_reading import looks_like_script, read_text

            return read_text(text, values, shown_as) if looks_like_script(text) else None

        self._read_with_values(read, shown_as)

    def _read_with_values(self, read: ReadScript, shown_as: str, name: str = "", path: Path | None = None) -> None:
        """Shows what a script says; values that it leaves open are asked for, and faults are told."""
        target = self._documents.current
        values: dict[str, str] = {}

        def take(reading: ScriptReading | None) -> None:
            if reading is None:
                return  # text that builds no network: who pastes it meant something else
            if path is not None:
                self._preferences.add_recent(str(path))
            self._show_script(reading, name or reading.name, target, is_pasted=path is None)

        def refuse(fault: Fault) -> None:
            from netbuilder.formats.script_reading import MissingValues, SourceFault
            from netbuilder.ui.dialogs.values import ask_for_values

            if isinstance(fault, MissingValues):
                given = ask_for_values(self._window, fault.names)
                if given is not None:
                    values.update(given)
                    begin(first=True)
            elif isinstance(fault, SourceFault):
                words = self.tr("line {line}: {text}").format(line=fault.line, text=sentence(fault))
                self._status.showMessage(words, 10_000)
            else:
                self._tell(fault)

        def begin(first: bool) -> None:
            given = dict(values)
            self._readings.add(Wanted(shown_as, lambda: read(given), take, refuse, path=path), first)

        begin(first=False)

    def _show_script(
        self, reading: ScriptReading, name: str, target: Workspace | None, is_pasted: bool = False
    ) -> None:
        """Shows what a script builds, in `target` if that is empty, and beside it the script with what is unread."""
        from netbuilder.project.exporting import opened_script

        found = opened_script(reading)
        self._status.clearMessage()  # what was wrong with an earlier script
        if target is not None and target in self._documents.workspaces and not target.session.graph.nodes:
            workspace = target
            self._documents.tabs.setCurrentIndex(self._documents.workspaces.index(workspace))
            project = found.project
            if not project.data.chosen:  # what a script does not say stays as it was
                project = project.replace(data=workspace.session.project.data)
            workspace.session.change(Message("Paste a script"), project)
        else:
            workspace = self._documents.open(found.project, name=name)
            if is_pasted:
                workspace.session.mark_unsaved()
        workspace.code.show_script(reading)
        workspace.view.show_whole()
        if reading.unread:
            workspace.show_panel("code")
        if found.notices:
            more = len(found.notices) - 1
            words = sentence(found.notices[0])
            if more:
                words = self.tr("{text} (and {count} more)").format(text=words, count=more)
            self._status.showMessage(words, 10_000)
