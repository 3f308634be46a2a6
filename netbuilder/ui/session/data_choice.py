"""Data that is chosen: once it is there, the ends of the network follow it, in the same undo step."""

from __future__ import annotations

from itertools import count
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QUndoStack

from netbuilder.data import DataSettings, Prepared
from netbuilder.errors import Message
from netbuilder.project import Document, Project
from netbuilder.project.refitting import refitted
from netbuilder.ui.session.loading import DataLoader
from netbuilder.ui.session.trainer import Trainer
from netbuilder.ui.session.undo import Said

_numbers = count(1)


class Chosen(Protocol):
    """Whose data is chosen: a project that is changed by steps, with what loads its data and what trains it."""

    document: Document
    loader: DataLoader
    trainer: Trainer
    undo_stack: QUndoStack

    @property
    def project(self) -> Project:
        """As it is now."""

    @property
    def data_changed(self) -> SignalInstance:
        """Told when other data is there."""

    def change(self, text: Said, project: Project, merge_key: str = "") -> None:
        """Makes another project the current one."""


class DataChoice(QObject):
    """Knows which data the ends of the network suit, until those that were chosen instead are loaded."""

    def __init__(self, session: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._before: Prepared | None = None
        self._wanted: tuple[DataSettings, str] | None = None  # what was chosen, and the key of its step
        session.data_changed.connect(self._follow)

    def choose(self, text: Said, settings: DataSettings, merge_key: str = "") -> None:
        """Makes these the data of the project, as one undo step with all that follows from it."""
        project = self._session.project
        if settings == project.data:
            return
        if self._wanted is None:
            self._before = self._fresh()
        key = merge_key or f"data {next(_numbers)}"
        self._wanted = (settings, key)
        self._session.change(text, project.replace(data=settings), key)

    def basis(self) -> Prepared | None:
        """The data whose ends may follow others now; None where they are not known, or weights are for them."""
        return None if self._has_learned() else self._fresh()

    def _fresh(self) -> Prepared | None:
        loader = self._session.loader
        return loader.prepared if loader.is_fresh else None

    def _has_learned(self) -> bool:
        """Whether there are weights, which are for the network as it is."""
        return self._session.document.run is not None or self._session.trainer.is_running

    def _follow(self) -> None:
        if self._wanted is None:
            return
        settings, key = self._wanted
        if settings != self._session.project.data:  # undone
            self._wanted = None
            return
        prepared = self._fresh()
        if prepared is None:
            return
        self._wanted, before = None, self._before
        if not self._has_learned() and not self._session.undo_stack.canRedo():  # nothing that can come back is lost
            fitting = refitted(self._session.project, prepared, before)
            self._session.change(Message("Fit the ends to the data"), fitting, key)
