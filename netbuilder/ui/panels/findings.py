"""What is wrong with the training, in one sentence, with repairs as buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from netbuilder.engine.health import Finding, Remedy, remedies
from netbuilder.ui.i18n import sentence
from netbuilder.ui.panels.parts import button, clear, label
from netbuilder.ui.session import Session
from netbuilder.ui.theme import PAD, ROOM

MOST = 2  # buttons


class FindingsRow(QFrame):
    """The gravest finding of the newest run; the others are in its tooltip."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding")
        self.session = session
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(ROOM, 4, ROOM, 4)
        self._box.setSpacing(PAD)
        self.text = ""
        self.repairs: list[QWidget] = []
        self._shown: object = None
        self._graph = session.project.graph
        trainer = session.trainer
        trainer.health_changed.connect(self.refresh)
        trainer.started.connect(self.refresh)
        session.project_changed.connect(lambda old, new: self.refresh())
        self.refresh()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Says what is known now."""
        found = self._findings()
        project = self.session.project
        kinds = [(finding.kind, finding.nodes) for finding in found]
        shown = (kinds, sentence(found[0].message) if found else "", project.training)
        if shown == self._shown and (not found or project.graph is self._graph):
            return
        self._graph = project.graph
        self._shown = shown
        self._fill(found)

    def _findings(self) -> tuple[Finding, ...]:
        trainer = self.session.trainer
        record = trainer.record
        if record is None or record.health is None or not trainer.watching:
            return ()
        return tuple(
            finding
            for finding in record.health.findings
            if all(name in self.session.project.graph for name in finding.nodes)
        )

    def _fill(self, found: tuple[Finding, ...]) -> None:
        clear(self._box)
        self.repairs = []
        self.setVisible(bool(found))
        self.text = sentence(found[0].message) if found else ""
        if not found:
            return
        said = label(self.text[:1].upper() + self.text[1:], wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        said.setToolTip("\n".join(sentence(finding.message) for finding in found))
        self._box.addWidget(said, 1)
        project = self.session.project
        for remedy in remedies(found[0], project.graph, project.training)[:MOST]:
            made = button(sentence(remedy.label), lambda r=remedy: self.apply(r), "repair")
            self.repairs.append(made)
            self._box.addWidget(made)
        self.setAccessibleName(self.text)

    def apply(self, remedy: Remedy) -> None:
        """Makes the change, as one undo step; a run that goes on takes over a learning rate."""
        project, trainer = self.session.project, self.session.trainer
        self.session.change(sentence(remedy.label), project.replace(graph=remedy.graph, training=remedy.training))
        rate = remedy.training.optimizer.learning_rate
        if rate != project.training.optimizer.learning_rate and isinstance(rate, float):
            trainer.set_rate(rate)
