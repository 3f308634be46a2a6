"""The File menu: projects and models are opened, saved and exported."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from netbuilder.errors import Fault
from netbuilder.files.target import same_place
from netbuilder.project import Project, template, write_project
from netbuilder.project.file import SUFFIX
from netbuilder.project.on_disk import OnDisk
from netbuilder.ui.commands import ChangeWeights
from netbuilder.ui.window.dropping import SCRIPTS
from netbuilder.ui.window.reading import Wanted

if TYPE_CHECKING:
    from netbuilder.formats import ExportOptions
    from netbuilder.formats.script_reading import ScriptReading
    from netbuilder.project import Opened, TrainedRun
    from netbuilder.ui.session import Session
    from netbuilder.ui.workspace import Workspace

EXPORT = "export"  # the name of its dialog


def _read_file(path: Path, is_project: bool) -> tuple[Opened, OnDisk]:
    """What a file holds, and for a project what its file was like; raises Fault."""
    from netbuilder.project import open_file

    on_disk = OnDisk.taken(path) if is_project else OnDisk()
    try:
        return open_file(path), on_disk
    except BaseException:  # a stop too
        on_disk.let_go()
        raise


class FileCommands:
    """What the File menu does."""

    def new_project(self) -> None:
        """Shows the start page, where a project begins."""
        self.show_start_page()

    def open_empty(self) -> None:
        """An empty canvas."""
        self.open_project(Project())

    def open_template(self, name: str) -> None:
        """A project from a template."""
        self.open_project(template(name).project(), name=name)

    def open_dialog(self) -> None:
        """Asks for a file and opens it."""
        from netbuilder import formats  # here and below only now: all formats are a third of a second of a start

        kinds = " ".join(f"*{suffix}" for suffix in (SUFFIX, *formats.suffixes(readable=True)))
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open"), "", self.tr("Projects, models and scripts ({kinds})").format(kinds=kinds)
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Opens a project, a model file or a script once it is read; says why where it cannot be."""
        if self._show_open(path) is not None or self.readings.is_reading(path):
            return
        if path.suffix.lower() in SCRIPTS:
            self._open_script(path)
            return
        is_project = path.name.lower().endswith(SUFFIX)

        def take(read: tuple[Opened, OnDisk]) -> None:
            self._take_file(path, *read)

        def let_go(read: tuple[Opened, OnDisk]) -> None:
            read[1].let_go()

        self.readings.add(Wanted(path.name, lambda: _read_file(path, is_project), take, self.tell, let_go, path))

    def _show_open(self, path: Path) -> Workspace | None:
        """Shows the tab of a project that is open."""
        for i, workspace in enumerate(self.workspaces):
            if same_place(workspace.session.document.path, path):
                self.document_tabs.setCurrentIndex(i)
                self._show_workspace(i)
                return workspace
        return None

    def _take_file(self, path: Path, found: Opened, on_disk: OnDisk) -> None:
        is_project = path.name.lower().endswith(SUFFIX)
        if self._show_open(path) is not None:  # it was saved there while it was read
            on_disk.let_go()
            return
        workspace = self.open_project(
            found.project, path if is_project else None, found.run, path.name.split(".")[0], found.runs, found.last
        )
        told = self._begin_file(workspace, on_disk, found) if is_project else []
        self.preferences.add_recent(str(path))
        self._tell_notices([*found.notices, *told])

    def _open_script(self, path: Path) -> None:
        def read(values: Mapping[str, str]) -> ScriptReading:
            from netbuilder.formats.script_reading import read_script

            return read_script(path, values)

        self.read_with_values(read, path.name, path.stem, path)

    def save(self) -> None:
        """Writes the project to its file; asks where, the first time."""
        if self.workspace is not None:
            self._save(self.workspace, ask=False)

    def save_as(self) -> None:
        """Writes the project to another file."""
        if self.workspace is not None:
            self._save(self.workspace, ask=True)

    def _save(self, workspace: Workspace, ask: bool) -> bool:
        session = workspace.session
        path = self._where_to_save(session, ask)
        if path is None:
            return False
        kept = session.trainer.keep_learned()
        try:
            document = session.document
            write_project(path, document.project, document.run, document.runs, document.last_number)
        except Fault as fault:
            self.tell(fault)
            return False
        session.mark_saved(path)
        self.preferences.add_recent(str(path))
        text = self.tr("Saved {name}")
        if kept:
            text = self.tr("Saved {name} with what the run has learned so far")
        elif session.trainer.is_running:
            text = self.tr("Saved {name}. What this run learns comes into the project at its end: save it then")
        self.statusBar().showMessage(text.format(name=path.name), 4000)
        return True

    def _save_at_rest(self, workspace: Workspace) -> bool:
        """Saves before the project is closed: a run waits, so that all it learned is in the file, or goes on."""
        trainer = workspace.session.trainer
        if trainer.is_running and not trainer.can_pause:
            trainer.close()  # a run of another Python cannot wait: what it learned comes with its end
        pauses = trainer.can_pause and not trainer.is_paused
        if pauses:
            trainer.toggle_pause()
        saved = self._save(workspace, ask=False)
        if pauses and not saved and trainer.is_paused:
            trainer.toggle_pause()
        return saved

    def load_weights(self) -> None:
        """Asks for a file of weights and puts them into the network."""
        from netbuilder.formats.weight_files import SUFFIXES as WEIGHTS

        kinds = " ".join(f"*{suffix}" for suffix in WEIGHTS)
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Load weights"), "", self.tr("Weights ({kinds})").format(kinds=kinds)
        )
        if path:
            self.load_weights_from(Path(path))

    def load_weights_from(self, path: Path) -> None:
        """Puts the weights of a file into the network, as one undo step, once they are read; says what does not fit."""
        session = self.session
        if session is None or session.trainer.is_running:
            return
        project = session.project

        def read() -> TrainedRun:
            from netbuilder.project.opening import load_weights

            return load_weights(path, project)

        self.readings.add(Wanted(path.name, read, lambda run: self._take_weights(session, path, run), self.tell))

    def _take_weights(self, session: Session, path: Path, run: TrainedRun) -> None:
        if all(workspace.session is not session for workspace in self.workspaces):
            return  # it was closed meanwhile
        snapshot = dataclasses.replace(run.snapshot, graph=session.graph)
        if session.trainer.is_running or snapshot.misfits():
            text = self.tr("The network was changed or trained while {name} was read. Load the weights again")
            self.statusBar().showMessage(text.format(name=path.name), 8000)
            return
        run = dataclasses.replace(run, snapshot=snapshot)
        session.undo_stack.push(ChangeWeights(self.tr("Load weights"), session.document, run))
        self._tell_notices(list(run.snapshot.notes))
        self.statusBar().showMessage(self.tr("Weights of {name} are in the network").format(name=path.name), 8000)

    def export_model(self) -> None:
        """Asks for a format and a place, and writes the network."""
        if self.session is None:
            return
        from netbuilder.ui import pictures
        from netbuilder.ui.exporting.dialog import ExportDialog

        pictures.start()
        self.session.trainer.keep_learned()
        files = tuple(path for workspace in self.workspaces if (path := workspace.session.document.path) is not None)
        dialog = ExportDialog(self.session, self.preferences, files, self)
        dialog.setObjectName(EXPORT)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.exported.connect(lambda path: self._tell_export(path, dialog.form.entry.kind))
        dialog.open()
        self.export_dialog = dialog

    def end_export(self) -> None:
        """Closes the dialog before the window goes; an export that runs ends, and leaves nothing."""
        for dialog in self.findChildren(QDialog, EXPORT):
            dialog.done(0)

    def export_to(self, path: Path, form: str = "", options: ExportOptions | None = None) -> bool:
        """Writes the network to a file at once and reads it back; says what was done, or why not."""
        from netbuilder import formats
        from netbuilder.formats.verifying import Verification
        from netbuilder.project.opening import export
        from netbuilder.ui import pictures

        pictures.start()

        session = self.session
        session.trainer.keep_learned()
        run = session.document.run if session.document.run_is_current else None
        verification = Verification(session.prepared if session.loader.is_fresh else None, levels=("reader",))
        try:
            name, own = path.name.split(".")[0], session.document.own_run
            deque(export(path, session.project, run, name, form, options, verification, remembered=own), 0)
        except Fault as fault:
            self.tell(fault)
            return False
        self._tell_export(path, formats.format_of(path, form).kind)
        return True

    def _tell_export(self, path: Path, kind: str) -> None:
        trained = self.session is not None and self.session.document.run_is_current
        note = self.tr(" (with untrained weights)") if kind in ("model", "weights") and not trained else ""
        self.statusBar().showMessage(self.tr("Exported {name}").format(name=path.name) + note, 8000)
