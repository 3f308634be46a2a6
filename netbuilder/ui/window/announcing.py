"""What a screen reader says by itself: what an edit did to the network, new problems, and how a training goes.

All of it is polite: it waits until the reader has said what it is saying. What comes within a moment is said as one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QStatusBar, QWidget

from netbuilder.errors import Fault
from netbuilder.graph import Graph, Problem
from netbuilder.graph.describe import singular
from netbuilder.ui.canvas.spoken import block_name
from netbuilder.ui.looks.i18n import number, sentence, translated
from netbuilder.ui.looks.severity import tone, word
from netbuilder.ui.session.session import Session

if TYPE_CHECKING:
    from netbuilder.ui.window.documents import Documents
    from netbuilder.ui.window.workspace import Workspace

MOMENT = 200  # milliseconds in which several news are said as one
BETWEEN_EPOCHS = 5.0  # seconds: faster than that nobody can listen
MOST = 3  # blocks, problems or figures that are told one by one


class Announcer(QObject):
    """Follows the projects of a window; while nobody listens it costs nothing."""

    said = Signal(str)

    def __init__(self, documents: Documents, status: QStatusBar, window: QWidget) -> None:
        super().__init__(window)
        self._documents, self._window = documents, window
        self._waiting: list[str] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MOMENT)
        self._soon.timeout.connect(self._say)
        self.is_heard = QAccessible.isActive  # asked each time: a reader may come and go
        status.messageChanged.connect(self.add)
        documents.opened.connect(self._follow)

    def add(self, text: str) -> None:
        """Says something in a moment, once."""
        if text and self.is_heard() and text not in self._waiting:
            self._waiting.append(text)
            self._soon.start()

    def _say(self) -> None:
        text = ". ".join(one.rstrip(" .") for one in self._waiting)
        self._waiting.clear()
        event = QAccessibleAnnouncementEvent(self._window, text)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
        self.said.emit(text)

    def _follow(self, workspace: Workspace) -> None:
        Listener(self, workspace.session, self._documents)


class Listener(QObject):
    """What is to be said of one project, while it is in front."""

    def __init__(self, announcer: Announcer, session: Session, documents: Documents) -> None:
        super().__init__(session)
        self._announcer, self._session, self._documents = announcer, session, documents
        self._graph, self._place = session.graph, session.place
        self._problems: frozenset[str] = frozenset()
        self._epoch_told, self._epochs = 0.0, 0
        self._note_problems()
        session.project_changed.connect(self._on_changed)
        session.report_changed.connect(self._on_report)
        session.refused.connect(self._on_refused)
        session.trainer.started.connect(self._on_started)
        session.trainer.progressed.connect(self._on_progress)

    @property
    def _is_heard(self) -> bool:
        current = self._documents.current
        return current is not None and current.session is self._session and self._announcer.is_heard()

    def _on_changed(self, _old: object, _new: object) -> None:
        before, place = self._graph, self._place
        self._graph, self._place = self._session.graph, self._session.place
        if not self._is_heard:
            return
        if place != self._place:
            inside = translated("inside of {name}", {"name": self._place[-1]}) if self._place else ""
            self._announcer.add(inside or translated("The whole network"))
        elif before is not self._graph:
            for text in changes(before, self._session):
                self._announcer.add(text)

    def _on_report(self) -> None:
        before, found = self._problems, self._note_problems()
        if not self._is_heard or self._place != self._session.place:
            return
        new = [text for text in found if text not in before]
        for text in new[:MOST]:
            self._announcer.add(text)
        if len(new) > MOST:
            self._announcer.add(translated("{count} more problems", {"count": len(new) - MOST}))
        if before and not found:
            self._announcer.add(translated("No problems"))

    def _note_problems(self) -> list[str]:
        found = [_problem(problem) for problem in self._session.problems if tone(problem) != "quiet"]
        self._problems = frozenset(found)
        return found

    def _on_refused(self, fault: Fault) -> None:
        if self._is_heard:
            self._announcer.add(sentence(fault))

    def _on_started(self) -> None:
        self._epochs, self._epoch_told = 0, time.monotonic()
        if self._is_heard:
            self._announcer.add(translated("Training has begun"))

    def _on_progress(self) -> None:
        record = self._session.trainer.record
        if record is None or record.epochs_done == self._epochs or not self._is_heard:
            return
        if time.monotonic() - self._epoch_told < BETWEEN_EPOCHS:
            return
        self._epoch_told, self._epochs = time.monotonic(), record.epochs_done
        values = {"epoch": record.epochs_done, "epochs": record.epochs}
        figures = [f"{name} {values[-1]:.3g}" for name, values in list(record.epoch_logs.items())[:MOST] if values]
        self._announcer.add(", ".join([translated("epoch {epoch} of {epochs}", values), *figures]))


def _problem(problem: Problem) -> str:
    text = sentence(problem)
    where = f"{problem.node}: " if problem.node and problem.node not in text else ""
    return f"{word(problem)}: {where}{text}"


def changes(before: Graph, session: Session) -> list[str]:
    """What an edit did, in a sentence or two: blocks that came, went or do something else, and wires."""
    after = session.graph
    came = [name for name in after.order if name not in before]
    went = [name for name in before.order if name not in after]
    if len(came) == len(went) == 1 and after[came[0]].layer == before[went[0]].layer:
        return [translated("{old} is now called {new}", {"old": went[0], "new": came[0]})]
    found = []
    if came:
        told = _listed(block_name(session, name) for name in came)
        found.append(translated("Added {names}", {"names": told}))
    if went:
        found.append(translated("Removed {names}", {"names": _listed(went)}))
    if came or went:
        return found
    wired, unwired = [], []
    for name in after.order:
        old, new = before[name].inputs, after[name].inputs
        wired += [(port.node, name) for port in new if port not in old]
        unwired += [(port.node, name) for port in old if port not in new]
    for ends, text in ((wired, "connected"), (unwired, "disconnected")):
        if ends and len(ends) <= MOST:
            found += [_wire(*end, text == "connected") for end in ends]
        elif ends:
            found.append(_wires(len(ends), text == "connected"))
    if not found:
        found += [
            translated("{name}: bypassed" if after[name].bypassed else "{name}: no longer bypassed", {"name": name})
            for name in after.order
            if after[name].bypassed != before[name].bypassed
        ][:MOST]
    return found


def _wire(source: str, target: str, is_new: bool) -> str:
    values = {"source": source, "target": target}
    return translated("{source} leads to {target}" if is_new else "{source} no longer leads to {target}", values)


def _wires(count: int, are_new: bool) -> str:
    text = translated("{count} wires more" if are_new else "{count} wires less", {"count": number(count)})
    return singular(text)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    if len(found) <= MOST:
        return "; ".join(found) if any(", " in name for name in found) else ", ".join(found)
    return singular(translated("{count} blocks", {"count": number(len(found))}))
