"""What dialogs have in common that work for a while: start, stop, close, and a line that says how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from netbuilder.errors import Message
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Failed, Task
from netbuilder.ui.widgets.parts import button, give_role, give_text, label, row


class WorkingDialog(QDialog):
    """One task at a time, in a thread. It ends when the dialog is closed.

    A dialog says in `_work` what is done, in `_on_events` what comes of it, in `_on_over` what is told when it ended
    without a fault, and in `_show_able` what can be done now.
    """

    def __init__(self, session: Session, start: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._task: Task | None = None
        self.state = label("", "quiet", wrap=True)
        self.start_button = button(start, self.start, "primary")
        self.stop_button = button(Message("Stop"), self.stop)
        self.close_button = button(Message("Close"), self.reject)

    def foot(self) -> QHBoxLayout:
        """The line at the foot of the dialog."""
        made = row(self.state, self.start_button, self.stop_button, self.close_button)
        made.setStretch(0, 1)
        return made

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self._task is not None and self._task.is_running

    def start(self) -> None:
        """Begins with the project as it is now."""
        if self.is_running:
            return
        self._task = Task(self._work(), self)
        self._task.events.connect(self._on_events)
        self._task.ended.connect(self._on_ended)
        self._task.start()
        self._show_able()

    def stop(self) -> None:
        """Ends it soon; what there is stays."""
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self._task.stop()

    def _work(self) -> Iterator[Any]:
        raise NotImplementedError

    def _on_events(self, events: list[Any]) -> None:
        raise NotImplementedError

    def _on_over(self, outcome: object) -> None:
        raise NotImplementedError

    def _on_ended(self, outcome: object) -> None:
        self._task = None
        self._show_able()
        if isinstance(outcome, Failed):
            self._tell(sentence(outcome.fault()), "error")
        else:
            self._on_over(outcome)

    def _show_able(self) -> None:
        self.start_button.setEnabled(not self.is_running)
        self.stop_button.setEnabled(self.is_running)

    def _tell(self, text: Message | str, role: str = "quiet") -> None:
        give_text(self.state, text)
        give_role(self.state, role)

    def done(self, result: int) -> None:
        """Closes, and ends what still goes on."""
        if self._task is not None:
            self._task.let_go()
            self._task = None
        super().done(result)
