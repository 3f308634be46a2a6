"""The doctor by itself: network and data are looked at in the background whenever one of them has changed."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.data import Prepared
from netbuilder.doctor import Examined, Finding, glance, is_of, sorted_findings
from netbuilder.errors import Message
from netbuilder.project import Document, Project
from netbuilder.ui.session.loading import DataLoader
from netbuilder.ui.session.tasks import Failed, Stopped, Task
from netbuilder.ui.session.trainer import Trainer

QUIET = 700  # milliseconds without a change


def _nothing() -> None:
    """No data was looked at yet."""


class Checkup(QObject):
    """What a glance found last, and of which project; `changed` when that is another, or holds no longer.

    Nothing is looked at while a network trains, while the data is being read, or before any data was chosen.
    """

    changed = Signal()

    def __init__(self, document: Document, loader: DataLoader, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._loader, self._trainer = document, loader, trainer
        self.found: Examined | None = None
        self.examined: Project | None = None
        self._data: Callable[[], Prepared | None] = _nothing  # what was prepared for it; it is not kept alive
        self._task: Task | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self._look)
        document.changed.connect(self._on_changed)
        loader.changed.connect(self._note)
        trainer.state_changed.connect(self._note)

    @property
    def is_looking(self) -> bool:
        """Whether it is under way."""
        return self._task is not None

    @property
    def is_current(self) -> bool:
        """Whether what was found holds for the project and the data as they are now."""
        return (
            self.found is not None
            and self._data() is self._loader.prepared
            and self._loader.is_fresh
            and is_of(self.examined, self._document.project)
        )

    def close(self) -> None:
        """Ends its thread."""
        self._quiet.stop()
        if self._task is not None:
            self._task.let_go()
            self._task = None

    def _may_look(self) -> bool:
        chosen = self._document.project.data.chosen
        return chosen and self._loader.is_fresh and not self._trainer.is_running

    def _on_changed(self, _old: Project, _new: Project) -> None:
        self._note()

    def _note(self) -> None:
        """Looks again once nothing has changed for a while; until then what was found is of an earlier state."""
        if not self._document.project.data.chosen and self.found is not None:
            self.found = self.examined = None
        if not self._may_look() or self.is_current:
            self._quiet.stop()
        else:
            self._quiet.start()
        self.changed.emit()

    def _look(self) -> None:
        if not self._may_look() or self.is_current:
            return
        if self._task is not None:  # it is of an earlier state: another one follows it
            self._task.stop()
            return
        project, prepared = self._document.project, self._loader.prepared
        assert prepared is not None
        found: list[Finding] = []
        self._task = Task(glance(project, prepared), self)
        self._task.events.connect(found.extend)
        self._task.ended.connect(lambda outcome: self._on_ended(outcome, project, prepared, found))
        self._task.start()
        self.changed.emit()

    def _on_ended(self, outcome: object, project: Project, prepared: Prepared, found: list[Finding]) -> None:
        self._task = None
        if isinstance(outcome, Failed):
            fault = outcome.fault()
            found.append(Finding("trial", "bad", Message(fault.template, fault.values)))
        if not isinstance(outcome, Stopped):
            self.found, self.examined, self._data = sorted_findings(found), project, weakref.ref(prepared)
        self._note()
