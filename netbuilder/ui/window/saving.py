"""Saving without replacing the work of others: who has a file, whether it was changed, and what stands in its place."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder.errors import Fault, FileFault, Message
from netbuilder.files.lock import Lock, need_free
from netbuilder.files.stamp import beside, stamp_of
from netbuilder.files.target import need_replaceable, same_place
from netbuilder.project import Document, Opened
from netbuilder.project.file import SUFFIX
from netbuilder.project.on_disk import OnDisk
from netbuilder.ui.i18n import sentence

if TYPE_CHECKING:
    from netbuilder.ui.session import Session
    from netbuilder.ui.workspace import Workspace

MOST_SHOWN = 10
TOLD = 15_000  # milliseconds


class SavingCommands:
    """Where a project may be written, and what is asked before."""

    def _begin_file(self, workspace: Workspace, on_disk: OnDisk, found: Opened) -> list[Message]:
        """Notes what an opened project's file was like; gives what is to be told of it."""
        document = workspace.session.document
        document.on_disk = dataclasses.replace(on_disk, version=found.version, lost=found.lost)
        self._show_titles()
        if on_disk.owner is not None:
            return [_held(document)]
        if on_disk.lock is not None or on_disk.stamp is None:
            return []
        return [
            Message(
                "{name} cannot be locked where it lies: others may change it too. Saving asks where they did",
                {"name": document.path.name},
            )
        ]

    def _tell_notices(self, notices: list[Message]) -> None:
        if notices:
            self.statusBar().showMessage("  ".join(sentence(notice) for notice in notices), TOLD)

    def _where_to_save(self, session: Session, ask: bool) -> Path | None:
        """The path to write to, after all questions; None where nothing is to be written."""
        document = session.document
        self._look_for_owner(session)
        try:
            if not ask and document.path is not None and not document.read_only:
                return self._own_place(session, document.path)
            chosen = self._choose_place(session)
            if chosen is None:
                return None
            if same_place(chosen, document.path) and not document.read_only:
                return self._own_place(session, document.path)
            return chosen if self._may_take(session, chosen) else None
        except Fault as fault:
            self.tell(fault)
            return None

    def _look_for_owner(self, session: Session) -> None:
        """Whoever had the file may have closed it meanwhile: then it is ours, unless they changed it."""
        document = session.document
        on_disk = document.on_disk
        if on_disk.owner is None or on_disk.version or document.path is None:
            return
        now = OnDisk.taken(document.path)
        if now.lock is not None and on_disk.stamp is not None and on_disk.stamp.is_like(now.stamp):
            document.on_disk = now
            session.title_changed.emit()
        else:
            now.let_go()

    def _choose_place(self, session: Session) -> Path | None:
        document = session.document
        if document.on_disk.version and not self._asks(
            self.tr("Save"), self._what_is_lost(session), self.tr("Choose a name …")
        ):
            return None
        folder = document.path.parent if document.path is not None else Path()
        # What stands there is asked about below, once, and with what it is.
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save"), str(folder / f"{session.name}{SUFFIX}"),
            self.tr("NetBuilder projects (*{suffix})").format(suffix=SUFFIX),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if not chosen:
            return None
        return Path(chosen if chosen.lower().endswith(SUFFIX) else chosen + SUFFIX)

    def _what_is_lost(self, session: Session) -> str:
        on_disk = session.document.on_disk
        text = self.tr("{name} was made by a newer NetBuilder ({version}) and stays as it is.").format(
            name=session.document.path.name, version=on_disk.version
        )
        if not on_disk.lost:
            return text + " " + self.tr("A copy keeps all that was found in it.")
        names = ", ".join(on_disk.lost[:MOST_SHOWN]) + (" …" if len(on_disk.lost) > MOST_SHOWN else "")
        return text + " " + self.tr("A copy is without what this version does not know: {names}.").format(names=names)

    def _own_place(self, session: Session, path: Path) -> Path | None:
        """The document's own file, or a free name beside it; asks where the file is no longer as it was read."""
        need_replaceable(path)
        stamp, now = session.document.on_disk.stamp, stamp_of(path)
        if stamp is None or stamp.is_like(now):
            return path
        kinds = QMessageBox.StandardButton
        if now is None:
            text = self.tr("{name} was deleted or moved since it was read. Save it there again?").format(name=path.name)
            return path if self._asks(self.tr("Save"), text, self.tr("Save it again")) else None
        text = self.tr("{name} was changed by another program at {date}, after it was read here.").format(
            name=path.name, date=now.date
        )
        box = self._question(self.tr("Save"), text, kinds.Save | kinds.Yes | kinds.Cancel)
        box.setInformativeText(
            self.tr("Keep both saves yours as {other}, and goes on with that.").format(other=beside(path).name)
        )
        box.button(kinds.Save).setText(self.tr("Keep both"))
        box.button(kinds.Yes).setText(self.tr("Overwrite"))
        answer = box.exec()
        if answer == kinds.Save:
            return beside(path)
        return path if answer == kinds.Yes else None

    def _may_take(self, session: Session, path: Path) -> bool:
        """Whether a project may be written to another place than its own; raises Fault for what is refused."""
        for other in self.workspaces:
            if same_place(other.session.document.path, path):
                if other.session is session:
                    raise FileFault("{path} is open here read-only. Choose another name", path=path)
                raise FileFault("{path} is open in another tab. Choose another name", path=path)
        need_replaceable(path)
        text = self._what_stands_at(path)
        if text and not self._asks(self.tr("Save"), text, self.tr("Replace")):
            return False
        lock = need_free(path)
        if isinstance(lock, Lock):
            lock.release()  # it is taken again once the file is written
        return True

    def _what_stands_at(self, path: Path) -> str:
        """The question before something is replaced; "" where nothing is there."""
        if path.is_symlink():
            text = self.tr("{name} is a link to {target}. Write there?")
            return text.format(name=path.name, target=os.path.realpath(path))
        if not path.exists():
            return ""
        if not _is_zip(path):
            return self.tr("{name} is there already and is no project. Replace it?").format(name=path.name)
        return self.tr("{name} is there already. Replace it?").format(name=path.name)

    def _asks(self, title: str, text: str, yes: str) -> bool:
        kinds = QMessageBox.StandardButton
        box = self._question(title, text, kinds.Yes | kinds.Cancel)
        box.button(kinds.Yes).setText(yes)
        return box.exec() == kinds.Yes

    def _question(self, title: str, text: str, buttons: QMessageBox.StandardButton) -> QMessageBox:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setStandardButtons(buttons)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.button(QMessageBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        return box

    def _about_file(self, workspace: Workspace) -> str:
        """What the tab says of its file: the path, and who else has it."""
        document = workspace.session.document
        if document.path is None:
            return ""
        on_disk, lines = document.on_disk, [str(document.path)]
        if on_disk.owner is not None:
            lines.append(sentence(_held(document)))
        elif on_disk.version:
            text = self.tr("made by NetBuilder {version}, which is newer: read-only")
            lines.append(text.format(version=on_disk.version))
        return "\n".join(lines)


def _held(document: Document) -> Message:
    return Message(
        "{name} is open elsewhere: {user} on {host}, process {process}, since {since}. It is opened read-only; save it "
        "under another name",
        {"name": document.path.name, **document.on_disk.owner.values()},
    )


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return False
