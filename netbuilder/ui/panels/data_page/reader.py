"""Reads what the data page shows, off the window's thread: the sheet, the parts of its rows, and what its columns hold.

What was shown stays until the new is there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.arrays import Array
from netbuilder.data import DataSettings, Prepared
from netbuilder.data.browsing import ColumnFacts, Sheet, TableSheet, facts_of, parts_of_rows, sheet_of
from netbuilder.data.columns import target_of
from netbuilder.data.own_tables import forced_kinds, read_parts
from netbuilder.errors import Fault, FileFault
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed

LOOK = 100  # milliseconds between two looks at which columns are measured
SHORTLY = 30  # milliseconds that a small table may take before what was shown is shown on
Stamp = tuple[tuple[str, int, int], ...]  # of each file its size and its time


class SheetReader(QObject):
    """`sheet` is what is there, `fault` why nothing new came; `is_old` says that the file was changed since."""

    changed = Signal()  # another sheet, or a fault, or it goes on
    parts_changed = Signal()
    facts_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.loader.keeps_rows = True
        self.sheet: Sheet | None = None
        self.parts: Array | None = None
        self.facts: dict[str, ColumnFacts] = {}
        self.fault: Fault | None = None
        self.is_old = False
        self.was_cancelled = False
        self._key: object = None  # what the sheet was read by
        self._wanted: object = None
        self._stamp: Stamp = ()
        self._of_parts: tuple[object, object] = (None, None)
        self._of_facts: tuple[object, str] = (None, "")
        self._measured: deque[ColumnFacts] = deque()
        self._reading, self._sorting, self._measuring = Newest(self), Newest(self), Newest(self)
        self._checking = Newest(self)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._take_facts)

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read that is still wanted."""
        return self._reading.is_going_on

    @property
    def path(self) -> str:
        """The file that the sheet is of; "" where it is of none."""
        return self.sheet.table.path.as_posix() if isinstance(self.sheet, TableSheet) else ""

    def follow(self) -> None:
        """Reads what the project's data is now, unless that is there or on its way."""
        settings, loader = self._session.project.data, self._session.loader
        if not settings.chosen:
            self._reading.forget()
            self._wanted = None
            self._take(None, None, ())
            return
        if self._is_of_rows():
            key: object = _key_of(settings)
            if key not in (self._key, self._wanted):
                self._read(settings, key)
        elif loader.prepared is not None and loader.is_fresh:
            self._reading.forget()
            data = loader.prepared.dataset
            key = ("arrays", id(data))
            if key != self._key:
                self._wanted = None
                self._take(sheet_of(data), key, ())
        elif loader.error is not None and not loader.is_loading:
            self._reading.forget()
            self._wanted = None
            self._take(None, None, ())
        self._find_parts()
        self._measure()

    def read_again(self) -> None:
        """Reads the file once more; what is shown stays until then."""
        settings = self._session.project.data
        if self._is_of_rows():
            self._read(settings, _key_of(settings))
        else:
            self._key = None
        self._session.loader.read_again()

    def _is_of_rows(self) -> bool:
        """Whether the data is a table, as a folder of texts is too."""
        settings, prepared = self._session.project.data, self._session.prepared
        if settings.is_table or settings.source or prepared is None:
            return settings.is_table
        return prepared.settings.path == settings.path and prepared.dataset.raw is not None

    def cancel(self) -> None:
        """Ends the reading; what was there stays."""
        self._reading.stop()

    def check(self) -> None:
        """Looks whether the file is still as it was read."""
        if not self._stamp or self.is_reading:
            return
        stamp = self._stamp

        def tell(outcome: object) -> None:
            self.is_old = isinstance(outcome, Failed) or (isinstance(outcome, Done) and outcome.value != stamp)
            self.changed.emit()

        self._checking.ask(lambda: tuple(_stamped(path) for path, _, _ in stamp), tell)

    def close(self) -> None:
        """Ends its threads."""
        self._timer.stop()
        for newest in (self._reading, self._sorting, self._measuring, self._checking):
            newest.blockSignals(True)
            newest.stop_and_wait()

    def _read(self, settings: DataSettings, key: object) -> None:
        self._wanted, self.was_cancelled = key, False

        def work() -> tuple[Sheet, Stamp]:
            stamp = tuple(
                _stamped(path) for path in _files_of(settings)
            )  # before it: what is changed meanwhile is told
            table, held = read_parts(Path(settings.path), settings)
            return TableSheet(table, held), stamp

        def tell(outcome: object) -> None:
            self._wanted = None
            if isinstance(outcome, Done):
                self._take(outcome.value[0], key, outcome.value[1])
                self._find_parts()
                self._measure()
            elif isinstance(outcome, Failed):
                self._key, self.fault, self.is_old = key, outcome.fault(), False
                self.changed.emit()
            else:
                self._key, self.was_cancelled = key, True  # what was there stays until it is asked for again
                self.changed.emit()

        self._reading.ask(work, tell)
        self._reading.wait(SHORTLY)
        if self.is_reading:
            self.changed.emit()

    def _take(self, sheet: Sheet | None, key: object, stamp: Stamp) -> None:
        if sheet is None and self.sheet is None and self.fault is None:
            return
        self.sheet, self._key, self._stamp = sheet, key, stamp
        self.fault, self.is_old, self.was_cancelled = None, False, False
        self.parts, self._of_parts = None, (None, None)
        self.facts, self._of_facts = {}, (None, "")
        self.changed.emit()

    # -- parts --------------------------------------------------------------------------------------------

    def _find_parts(self) -> None:
        """Asks which part each row is of, once the data is prepared as the settings say."""
        loader, sheet = self._session.loader, self.sheet
        prepared = loader.prepared if loader.is_fresh else None
        if prepared is None or sheet is None or self._of_parts == (id(sheet), id(prepared)):
            return
        self._of_parts = (id(sheet), id(prepared))

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done):
                self.parts = outcome.value
                self.parts_changed.emit()

        self._sorting.ask(_finding_parts(sheet, prepared), tell)
        self._sorting.wait(SHORTLY)

    # -- facts --------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Measures the columns one after the other; those that are measured are told meanwhile."""
        sheet = self.sheet
        if sheet is None:
            return
        target = self.target
        if self._of_facts == (id(sheet), target):
            return
        self._of_facts = (id(sheet), target)
        measured = self._measured = deque()

        def work() -> None:
            for name in sheet.names:
                measured.append(facts_of(sheet, name, target))

        def tell(outcome: object) -> None:
            self._take_facts()
            self._timer.stop()
            if isinstance(outcome, Failed):
                outcome.fault()

        self._timer.start()
        self._measuring.ask(work, tell)
        self._measuring.wait(SHORTLY)

    @property
    def target(self) -> str:
        """The column that is predicted; "" where the sheet is no table."""
        return target_of(self.sheet.names, self._session.project.data) if isinstance(self.sheet, TableSheet) else ""

    def _take_facts(self) -> None:
        found = {(one := self._measured.popleft()).name: one for _ in range(len(self._measured))}
        if found:
            self.facts.update(found)
            self.facts_changed.emit()


def _finding_parts(sheet: Sheet, prepared: Prepared) -> Callable[[], Array]:
    return lambda: parts_of_rows(sheet, prepared)


def _files_of(settings: DataSettings) -> tuple[str, ...]:
    others = (settings.validation_path, settings.test_path) if settings.split == "files" else ()
    return (settings.path, *(path for path in others if path), *(other.path for other in settings.beside))


def _key_of(settings: DataSettings) -> object:
    """What decides how the rows of a table are read."""
    return _files_of(settings), settings.asked, settings.beside, tuple(sorted(forced_kinds(settings).items()))


def _stamped(path: str) -> tuple[str, int, int]:
    try:
        about = Path(path).stat()
    except OSError as error:
        raise FileFault("{path} does not exist. Was it moved? Choose it again", path=path) from error
    return path, about.st_size, about.st_mtime_ns
