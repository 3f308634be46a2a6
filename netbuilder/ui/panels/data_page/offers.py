"""Finds, off the window's thread, what is offered for the data: usable columns, a network for it, ends that fit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.data.browsing import Sheet, TableSheet
from netbuilder.errors import DataError, Message
from netbuilder.project.data_offers import columns_offer, network_offer
from netbuilder.project.repairs import Repair
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed

SOON = 120  # milliseconds after the last change


@dataclass(frozen=True)
class Offer:
    """A button, and what it does besides what it says."""

    repair: Repair
    told: tuple[Message, ...] = ()


class Offers(QObject):
    """`found` belongs to the project as it was when it was asked for; nothing is offered for another."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: tuple[Offer, ...] = ()
        self._sheet: Sheet | None = None
        self._of: object = None
        self._newest = Newest(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._find)

    @property
    def is_finding(self) -> bool:
        """Whether it is still to be known what is offered."""
        return self._soon.isActive() or self._newest.is_going_on

    def follow(self, sheet: Sheet | None) -> None:
        """Finds anew where project, data or sheet changed."""
        loader = self._session.loader
        key = (self._session.project, id(loader.prepared), loader.is_fresh, id(loader.error), id(sheet))
        if key == self._of:
            return
        self._of, self._sheet = key, sheet
        if self.found:
            self.found = ()
            self.changed.emit()
        self._soon.start()

    def take(self, offer: Offer) -> None:
        """Does what was offered, as one undo step."""
        project = offer.repair.project
        if project.data != self._session.project.data:
            self._session.data_choice.choose(offer.repair.label, project.data)
        else:
            self._session.change(offer.repair.label, project)

    def close(self) -> None:
        """Ends its thread."""
        self._soon.stop()
        self._newest.blockSignals(True)
        self._newest.stop_and_wait()

    def _find(self) -> None:
        project, loader, sheet = self._session.project, self._session.loader, self._sheet
        prepared = loader.prepared if loader.is_fresh else None
        table = sheet.table if isinstance(sheet, TableSheet) and isinstance(loader.error, DataError) else None
        if prepared is None and table is None:
            return

        def work() -> tuple[Offer, ...]:
            if prepared is None:
                found = columns_offer(project, table) if table is not None else None
                return (Offer(*found),) if found is not None else ()
            repair = network_offer(project, prepared)
            return (Offer(repair),) if repair is not None else ()

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done):
                if project == self._session.project:
                    self.found = outcome.value
            elif isinstance(outcome, Failed):
                outcome.fault()
            self.changed.emit()

        self._newest.ask(work, tell)
