"""Saving without replacing the work of others: who has a file, whether it was changed, and what stands in its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from netbuilder.errors import Fault, FileFault
from netbuilder.files.lock import Lock, need_free
from netbuilder.files.stamp import beside, stamp_of
from netbuilder.files.target import need_replaceable, same_place
from netbuilder.project import write_project
from netbuilder.project.file import SUFFIX
from netbuilder.project.on_disk import OnDisk
from netbuilder.ui.dialogs.questions import Answer, agrees, ask, tell
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.file_dialogs import ask_save
from netbuilder.ui.window.documents import Documents
from netbuilder.ui.window.on_disk import what_is_lost, what_stands_at
from netbuilder.ui.window.status import StatusBar

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace


@dataclass(frozen=True)
class Answered:
    """What is to become of a project that is closed: it is saved at `path`, or else let go."""

    path: Path | None = None


class Saving(QObject):
    """Writes projects to their files, and asks before something would be lost."""

    def __init__(self, documents: Documents, status: StatusBar, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._documents, self._status, self._preferences, self._window = documents, status, preferences, window

    def save(self, workspace: Workspace, ask: bool = False) -> bool:
        """Writes a project to its file; asks where, the first time or when it is told to."""
        workspace.code.settle()
        path = self._where_to_save(workspace.session, ask)
        return path is not None and self._write(workspace, path)

    def _write(self, workspace: Workspace, path: Path) -> bool:
        session = workspace.session
        kept = session.trainer.keep_learned()
        try:
            document = session.document
            write_project(path, document.project, document.run, document.runs, document.last_number)
        except Fault as fault:
            tell(self._window, fault)
            return False
        session.mark_saved(path)
        self._preferences.add_recent(str(path))
        text = self.tr("Saved {name}")
        if kept:
            text = self.tr("Saved {name} with what the run has learned so far")
        elif session.trainer.is_running:
            text = self.tr("Saved {name}. What this run learns enters the project when it ends: save again then")
        self._status.showMessage(text.format(name=path.name), 4000)
        return True

    def may_close(self, workspace: Workspace) -> bool:
        """Asks what is to become of what is not saved, and sees to it; False where the project is to stay."""
        answer = self._ask(workspace, ()) if self._has_something(workspace) else Answered()
        return answer is not None and self._do(workspace, answer)

    def may_close_all(self) -> bool:
        """Asks about all projects before anything is done to any of them; False where they are to stay."""
        front = self._documents.current
        answers: dict[Workspace, Answered] = {}
        # Once more after the last answer: what went on while one was asked may have left something.
        while waiting := [one for one in self._documents.workspaces if one not in answers and self._has_something(one)]:
            self._documents.show_project(waiting[0])
            answer = self._ask(waiting[0], [other.path for other in answers.values() if other.path is not None])
            if answer is None:
                self._show_again(front)
                return False
            answers[waiting[0]] = answer
        if all(self._do(workspace, answer) for workspace, answer in answers.items()):
            return True
        self._show_again(front)
        return False

    def _show_again(self, workspace: Workspace | None) -> None:
        if workspace is not None:
            self._documents.show_project(workspace)
        else:
            self._documents.show_start_page()

    def _has_something(self, workspace: Workspace) -> bool:
        """Whether closing it would lose something."""
        workspace.code.settle()
        session = workspace.session
        return session.is_modified or session.trainer.is_running or workspace.code.is_waiting

    def _ask(self, workspace: Workspace, taken: Collection[Path]) -> Answered | None:
        """What a person wants of a project that is closed; None where it is to stay. Files of `taken` are others'."""
        session = workspace.session
        title = self.tr("Close {name}").format(name=session.name)
        typed = workspace.code.is_waiting
        if typed and not session.is_modified and not session.trainer.is_running:
            text = self.tr("Code was typed in {name} that is not in the network. It is in no file.")
            answers = {Answer.Discard: self.tr("Give it up")}
            answer = ask(self._window, title, text.format(name=session.name), answers)
            return Answered() if answer == Answer.Discard else None
        text = self.tr("{name} has changes that are not saved.")
        if session.trainer.is_running:
            text = self.tr("{name} is being trained. Closing stops the run; saving keeps what it has learned.")
        more = self.tr("Code was typed that is not in the network. It is not saved with it.") if typed else ""
        answers = {Answer.Save: self.tr("Save"), Answer.Discard: self.tr("Don't save")}
        answer = ask(self._window, title, text.format(name=session.name), answers, more=more)
        if answer == Answer.Save:
            path = self._where_to_save(session, ask=False, taken=taken)
            return None if path is None else Answered(path)
        return Answered() if answer == Answer.Discard else None

    def _do(self, workspace: Workspace, answer: Answered) -> bool:
        return answer.path is None or self._save_at_rest(workspace, answer.path)

    def _save_at_rest(self, workspace: Workspace, path: Path) -> bool:
        """Saves before the project is closed: a run waits, so that all it learned is in the file, or goes on."""
        trainer = workspace.session.trainer
        if trainer.is_running and not trainer.can_pause:
            trainer.close()  # a run of another Python cannot wait: what it learned comes with its end
        pauses = trainer.can_pause and not trainer.is_paused
        if pauses:
            trainer.toggle_pause()
        saved = self._write(workspace, path)
        if pauses and not saved and trainer.is_paused:
            trainer.toggle_pause()
        return saved

    # -- where to -------------------------------------------------------------------------------------

    def _where_to_save(self, session: Session, ask: bool, taken: Collection[Path] = ()) -> Path | None:
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
                return self._own_place(session, chosen)
            if any(same_place(chosen, other) for other in taken):
                raise FileFault("{path} is where another tab is to be saved. Choose another name", path=chosen)
            return chosen if self._may_take(session, chosen) else None
        except Fault as fault:
            tell(self._window, fault)
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
        document, title = session.document, self.tr("Save")
        if document.path is not None and document.on_disk.version:
            text = what_is_lost(document.path, document)
            if not agrees(self._window, title, text, self.tr("Choose a name …")):
                return None
        own = document.path.parent if document.path is not None else None
        kinds = self.tr("NetBuilder projects (*{suffix})").format(suffix=SUFFIX)
        # What stands there is asked about below, once, and with what it is.
        chosen, _kind = ask_save(self._window, title, "project", f"{session.name}{SUFFIX}", kinds, own, asks=False)
        if chosen is None or chosen.name.lower().endswith(SUFFIX):
            return chosen
        return chosen.with_name(chosen.name + SUFFIX)

    def _own_place(self, session: Session, path: Path) -> Path | None:
        """The document's own file, or a free name beside it; asks where the file is no longer as it was read."""
        need_replaceable(path)
        stamp, now, title = session.document.on_disk.stamp, stamp_of(path), self.tr("Save")
        if stamp is None or stamp.is_like(now):
            return path
        if now is None:
            text = self.tr("{name} was deleted or moved since it was read. Save it there again?").format(name=path.name)
            return path if agrees(self._window, title, text, self.tr("Save it again")) else None
        text = self.tr("{name} was changed by another program at {date}, after it was read here.").format(
            name=path.name, date=now.date
        )
        more = self.tr("Keep both saves yours as {other} and continues with it.").format(other=beside(path).name)
        answers = {Answer.Save: self.tr("Keep both"), Answer.Yes: self.tr("Overwrite")}
        answer = ask(self._window, title, text, answers, Answer.Cancel, more)
        if answer == Answer.Save:
            return beside(path)
        return path if answer == Answer.Yes else None

    def _may_take(self, session: Session, path: Path) -> bool:
        """Whether a project may be written to another place than its own; raises Fault for what is refused."""
        for other in self._documents.workspaces:
            if same_place(other.session.document.path, path):
                if other.session is session:
                    raise FileFault("{path} is open here read-only. Choose another name", path=path)
                raise FileFault("{path} is open in another tab. Choose another name", path=path)
        need_replaceable(path)
        text = what_stands_at(path)
        if text and not agrees(self._window, self.tr("Save"), text, self.tr("Replace")):
            return False
        lock = need_free(path)
        if isinstance(lock, Lock):
            lock.release()  # it is taken again once the file is written
        return True
