"""Keeps what is not saved of a project: within a second of each step, off the window's thread, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.errors import Fault, FileFault
from netbuilder.project.keeping import rescue
from netbuilder.project.recovery_file import Contents, RecoveryFile
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Failed, Task, run_once

SOON = 300  # milliseconds in which several steps are written as one


class Keeper(QObject):
    """Follows a session. `typed` gives the code that was typed and is not in the network, None where there is none.

    What was kept is deleted once all is saved, or when the project is closed as a person wants it.
    """

    failed = Signal(object)  # a Fault; once, until something can be kept again

    def __init__(self, session: Session, typed: Callable[[], str | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._typed = session, typed
        self._file = RecoveryFile()
        self._kept: Contents | None = None  # what the file holds
        self._task: Task | None = None
        self._has_failed = self._is_closed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._keep)
        session.project_changed.connect(self.note)
        session.title_changed.connect(self.note)

    @property
    def path(self) -> Path | None:
        """Where it is kept; None where nothing is."""
        return self._file.path

    @property
    def is_at_rest(self) -> bool:
        """Whether all that was changed is kept, or saved."""
        return self._task is None and not self._soon.isActive()

    def go_on_with(self, file: RecoveryFile) -> None:
        """Keeps it where it was kept before: it was opened from there, and is as it is there."""
        self._file, self._kept = file, self._contents()

    def note(self) -> None:
        """Something was changed, or saved. What comes in a row is written once, but not put off by it."""
        if not self._soon.isActive() and not self._is_closed:
            self._soon.start()

    def _contents(self) -> Contents | None:
        """What is to be kept; None where all is in its file."""
        session, code = self._session, self._typed()
        if code is None and not session.is_modified:
            return None
        return Contents.of(session.document, session.name, code)

    def _keep(self) -> None:
        if self._task is not None:
            return  # it looks again at its end
        contents = self._contents()
        if contents is None:
            if self._file.path is None:
                return
            work: Callable[[], object] = self._file.remove
        elif contents.is_like(self._kept):
            return
        else:
            work = partial(self._file.write, contents)
        self._kept = contents
        self._task = Task(run_once(work), self)
        self._task.ended.connect(self._on_ended)
        self._task.start()

    def _on_ended(self, outcome: object) -> None:
        self._task = None
        if isinstance(outcome, Failed):
            self._kept = None
            fault = outcome.fault()
            if not self._has_failed:
                self._has_failed = True
                self.failed.emit(fault)
            return  # the next step tries again
        self._has_failed = False
        self.note()  # what was changed while it was written

    def _rest(self) -> None:
        self._soon.stop()
        if self._task is not None:
            self._task.thread_.wait()  # not asked to stop: a step that was begun is written
            self._task.stop_and_wait()
        self._soon.stop()

    def keep_now(self) -> Path | None:
        """Writes all of it at once, the weights with it; None where all is saved. Raises Fault."""
        self._rest()
        contents = self._contents()
        if contents is None:
            return None
        try:
            path = self._file.write(contents, whole=True)
        except (FileFault, MemoryError):
            path = rescue(contents.project, contents.run, contents.name, contents.runs, contents.origin)
        self._kept = contents
        return path

    def _keep_rest(self) -> None:
        """Writes the last step, which nobody waited for."""
        contents = self._contents()
        if contents is not None and not contents.is_like(self._kept):
            self._file.write(contents)
            self._kept = contents

    def close(self, is_wanted: bool) -> None:
        """Ends: what was kept is deleted where a person wants the project closed, or else stays for the next start."""
        self._is_closed = True
        self._rest()
        try:
            if is_wanted:
                self._file.remove()
            else:
                self._keep_rest()
        except (Fault, MemoryError) as error:
            self.failed.emit(error if isinstance(error, Fault) else FileFault("there is not enough memory"))
        self._file.let_go()
