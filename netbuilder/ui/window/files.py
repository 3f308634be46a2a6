"""The File menu: projects and models are opened, saved and exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from netbuilder import formats
from netbuilder.errors import Fault
from netbuilder.project import Project, open_file, template, write_project
from netbuilder.project.file import SUFFIX
from netbuilder.project.opening import save_as
from netbuilder.ui.i18n import sentence, translated
from netbuilder.ui.workspace import Workspace


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
        kinds = " ".join(f"*{suffix}" for suffix in (SUFFIX, *formats.suffixes(readable=True)))
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open"), "", self.tr("Projects and models ({kinds})").format(kinds=kinds)
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> Workspace | None:
        """Opens a project or model file; says why where it cannot be."""
        for i, workspace in enumerate(self.workspaces):
            if workspace.session.document.path == path:
                self.document_tabs.setCurrentIndex(i)
                self._show_workspace(i)
                return workspace
        try:
            found = open_file(path)
        except Fault as fault:
            self.tell(fault)
            return None
        is_project = path.name.lower().endswith(SUFFIX)
        workspace = self.open_project(found.project, path if is_project else None, found.run, path.name.split(".")[0])
        workspace.session.document.read_only = found.read_only
        self.preferences.add_recent(str(path))
        for notice in found.notices:
            self.statusBar().showMessage(sentence(notice), 10_000)
        return workspace

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
        path = session.document.path
        if ask or path is None or session.document.read_only:
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Save"),
                f"{session.name}{SUFFIX}",
                self.tr("NetBuilder projects (*{suffix})").format(suffix=SUFFIX),
            )
            if not chosen:
                return False
            path = Path(chosen if chosen.lower().endswith(SUFFIX) else chosen + SUFFIX)
        try:
            write_project(path, session.project, session.document.run)
        except Fault as fault:
            self.tell(fault)
            return False
        session.mark_saved(path)
        self.preferences.add_recent(str(path))
        self.statusBar().showMessage(self.tr("Saved {name}").format(name=path.name), 4000)
        return True

    def export_model(self) -> None:
        """Writes the network in another format."""
        session = self.session
        if session is None:
            return
        writable = [entry for entry in formats.FORMATS.values() if entry.write]
        kinds = {f"{translated(entry.label)} (*{entry.suffix})": entry for entry in writable}
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Export"), f"{session.name}.keras", ";;".join(kinds))
        if not chosen:
            return
        path = Path(chosen)
        entry = kinds.get(kind)
        if entry is not None and not any(path.name.lower().endswith(suffix) for suffix in formats.suffixes()):
            path = Path(chosen + entry.suffix)
        # What is typed into the name goes before the kind that is chosen below it.
        fits = entry is not None and path.name.lower().endswith(entry.suffix)
        self.export_to(path, entry.name if fits else "")

    def export_to(self, path: Path, form: str = "") -> bool:
        """Writes the network in the format of that name, or of the suffix; says what was done, or why not."""
        session = self.session
        run = session.document.run if session.document.run_is_current else None
        try:
            save_as(path, session.project, run, path.name.split(".")[0], form)
        except Fault as fault:
            self.tell(fault)
            return False
        note = "" if run is not None or path.suffix == ".py" else self.tr(" (with untrained weights)")
        self.statusBar().showMessage(self.tr("Exported {name}").format(name=path.name) + note, 8000)
        return True
