"""Label faults in the window: samples whose label is probably wrong, beside what it should rather be."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QProgressBar, QSpinBox, QWidget

from netbuilder.data import Dataset, Prepared, load
from netbuilder.doctor import is_of
from netbuilder.doctor.label_faults import FOLDS, LabelFaults, find_label_faults, write_label_faults
from netbuilder.engine.events import BatchEnd, Event, FoldEnd, Started
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import Fault, Message, printable
from netbuilder.project import Project
from netbuilder.ui.dialogs.folds import MOST_FOLDS
from netbuilder.ui.dialogs.working import WorkingDialog
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.answers_page.gallery import Answer, Gallery
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done
from netbuilder.ui.widgets.file_dialogs import ask_save
from netbuilder.ui.widgets.parts import button, column, label, row


class LabelFaultsDialog(WorkingDialog):
    """Trains a network for each fold, shows the labels that those suspect which never saw them, and leaves out what a
    person chooses. `sample_asked` when one is to be seen among all data: its place in the training part.

    The samples were found in the project as it was; once that has changed, they are no longer offered.
    """

    sample_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, Message("Look for faults"), parent)
        self._project: Project | None = None
        self._prepared: Prepared | None = None
        self._data: Dataset | None = None
        self._fold = self._batches = self._done = 0
        self.found: LabelFaults | None = None
        say(self, windowTitle=Message("Label faults of {name}", {"name": session.name}))
        about = label(
            Message(
                "Each sample is judged by a network that never saw it. Below it stands what it should rather be, and "
                "its label. What is suspected is not always wrong: leave out what you would not teach. The test part "
                "and the weights stay as they are."
            ),
            "quiet", wrap=True,
        )  # fmt: skip
        self.count = QSpinBox()
        self.count.setRange(2, MOST_FOLDS)
        self.count.setValue(FOLDS)
        say(self.count, accessibleName=Message("Folds"))
        words = QLabel()
        say(words, text=Message("Folds"))
        words.setBuddy(self.count)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        say(self.bar, accessibleName=Message("Progress"))
        self.gallery = Gallery()
        for view in (self.gallery.list, self.gallery.table):
            view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            view.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.chosen_text = label("", "quiet")
        self.all_button = button(Message("Choose all"), self._choose_all)
        self.leave_button = button(Message("Leave these out"), self._leave_out, "repair")
        self.show_button = button(Message("Show in data"), self._show_in_data)
        self.save_button = button(Message("Save as table …"), self._save)
        choice = row(words, self.count, "|", gap=ROOM)
        acts = row(self.chosen_text, "|", self.all_button, self.show_button, self.save_button, self.leave_button)
        body = column(about, choice, self.bar, self.gallery, acts, self.foot(), margin=16, gap=ROOM)
        body.setStretchFactor(self.gallery, 1)
        self.setLayout(body)
        self.resize(760, 600)
        session.project_changed.connect(lambda _old, _new: self._on_change())
        self.gallery.empty.setText("")
        self._show_able()

    @property
    def is_current(self) -> bool:
        """Whether what was found is of the project as it is now."""
        return is_of(self._project, self.session.project)

    def chosen(self) -> list[int]:
        """The places in the training part of the samples that are chosen."""
        view = self.gallery.list if self.gallery.currentWidget() is self.gallery.list else self.gallery.table
        rows = sorted({index.row() for index in view.selectionModel().selectedIndexes()})
        shown = self.found.faults if self.found is not None else ()
        return [shown[i].place for i in rows if i < len(shown)]

    # -- working ----------------------------------------------------------------------------------------

    def _work(self) -> Iterator[Any]:
        self._project, self.found, self._data = self.session.project, None, None
        self._fold = self._batches = self._done = 0
        self._prepared = self.session.prepared if self.session.loader.is_fresh else None
        self._show_found()
        self._tell(Message("preparing …"))
        return self._judging(self._project, self._prepared, self.count.value())

    def _judging(self, project: Project, prepared: Prepared | None, count: int) -> Generator[Event, None, Any]:
        """In the worker: loads where it must, and judges; the last that comes is what was found, with its data."""
        ready = prepared or ready_data(load(project.data), project.data, project.graph, project.training)
        found = yield from find_label_faults(project, ready, count)
        return found, ready.dataset

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Started):
                self._batches, self._done = event.batches * (event.epochs - event.first_epoch), 0
            elif isinstance(event, BatchEnd):
                self._done += 1
            elif isinstance(event, FoldEnd):
                self._fold, self._done = event.fold + 1, 0
        count = self.count.value()
        share = (self._fold + (self._done / self._batches if self._batches else 0)) / count
        self.bar.setValue(round(1000 * min(1.0, share)))
        if self._fold < count:
            self._tell(Message("fold {fold} of {count}", {"fold": self._fold + 1, "count": count}))

    def _on_over(self, outcome: object) -> None:
        if not isinstance(outcome, Done):
            self._tell(Message("stopped"))
            return
        self.found, self._data = outcome.value
        self._show_found()
        self._on_change()

    # -- what was found ---------------------------------------------------------------------------------

    def _show_found(self) -> None:
        found = self.found
        if found is None:
            self.gallery.empty.setText("")
            self.gallery.show_samples(None, "train", np.empty(0, int), None)
        else:
            by_place = {fault.place: fault for fault in found.faults}
            names = tuple(map(printable, found.classes))

            def answer(place: int) -> Answer:
                fault = by_place[place]
                return Answer(names[fault.suspected], fault.chance, names[fault.given], is_right=False)

            say(self.gallery.empty, text=Message("No label is suspected."))
            places = np.array([fault.place for fault in found.faults], int)
            self.gallery.show_samples(self._data, "train", places, answer)
        self._show_chosen()

    def _on_change(self) -> None:
        found = self.found
        if found is not None and not self.is_running:
            if self.is_current:
                values = {
                    "count": len(found.faults), "all": found.samples, "share": round(100 * found.right, 1),
                }  # fmt: skip
                told = Message(
                    "{count} of {all} labels are suspected; {share} % were told as they are labelled by networks that "
                    "never saw them",
                    values,
                )
                self._tell(told)
            else:
                self._tell(Message("The project has changed since: look for faults again."), "warning")
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        is_offered = self.is_current and not self.is_running
        say(self.chosen_text, text=Message("{count} chosen", {"count": len(chosen)}))
        self.chosen_text.setVisible(self.found is not None)
        some = self.found is not None and bool(self.found.faults)
        self.all_button.setEnabled(some)
        self.save_button.setEnabled(some and not self.is_running)
        self.leave_button.setEnabled(bool(chosen) and is_offered)
        self.show_button.setEnabled(len(chosen) == 1 and is_offered)

    def _show_able(self) -> None:
        super()._show_able()
        self.count.setEnabled(not self.is_running)
        self.bar.setVisible(self.is_running)
        self._show_chosen()

    def _choose_all(self) -> None:
        view = self.gallery.list if self.gallery.currentWidget() is self.gallery.list else self.gallery.table
        view.selectAll()

    def _leave_out(self) -> None:
        if self.found is None or not self.is_current:
            return
        chosen = set(self.chosen())
        names = [fault.name for fault in self.found.faults if fault.place in chosen]
        project = self.session.project
        left = tuple(dict.fromkeys((*project.data.leave_out, *names)))
        told = Message("Leave {count} samples out", {"count": len(names)})
        self.session.change(told, project.replace(data=project.data.replace(leave_out=left)))

    def _show_in_data(self) -> None:
        for place in self.chosen()[:1]:
            self.sample_asked.emit(place)

    def _save(self) -> None:
        if self.found is None:
            return
        path, _ = ask_save(
            self, self.tr("Save label faults"), "data", "label-faults.csv", f"{self.tr('Table')} (*.csv)"
        )
        if path is None:
            return
        try:
            write_label_faults(path, self.found)
        except Fault as fault:
            self._tell(sentence(fault), "error")
        else:
            self._tell(Message("saved: {path}", {"path": printable(str(path))}))
