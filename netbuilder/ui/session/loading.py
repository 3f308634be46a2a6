"""Loads the project's data off the window's thread, and keeps it prepared as the settings say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from netbuilder.data import Dataset, DataSettings, Prepared, Use, load, prepare
from netbuilder.data.tables import Table
from netbuilder.data.tables.held import holding
from netbuilder.engine.budget import machine_pace
from netbuilder.engine.readiness import use_of
from netbuilder.errors import DataError, Fault
from netbuilder.project import Document
from netbuilder.ui.session.tasks import Done, Failed, Task, run_reading

PREPARED_FIELDS = ("scaling", "arrangement", "one_hot", "labels", "target_scaling")  # all others are read again for


class DataLoader(QObject):
    """`prepared` is what came last; `error` says why nothing did. `changed` is emitted after each attempt."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.prepared: Prepared | None = None
        self.error: Fault | None = None
        self._dataset: tuple[DataSettings, Dataset] | None = None
        self._columns: tuple[str, tuple[str, ...]] = ("", ())  # the file, and what it has
        self._task: Task | None = None
        self.keeps_rows = False  # somebody looks at them: what is read is held until that was told
        self._is_old = False  # the file is to be read once more

    @property
    def is_fresh(self) -> bool:
        """Whether what is prepared is what the settings say now."""
        return self.prepared is not None and self.prepared.is_for(self._document.project.data, self._use)

    @property
    def _use(self) -> Use:
        project = self._document.project
        return use_of(project.graph, project.training)

    @property
    def suits(self) -> bool:
        """Whether what is prepared, if anything is, is still what the network makes of it."""
        return self.prepared is None or self.is_fresh

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the table that the settings name; none while they are not known."""
        path, names = self._columns
        return names if path == self._document.project.data.path else ()

    @property
    def is_loading(self) -> bool:
        """Whether it is under way."""
        return self._task is not None and self._task.is_running

    def request(self) -> None:
        """Loads and prepares what the settings say now; does nothing when that is there already."""
        settings = self._document.project.data
        if not settings.chosen:
            self.prepared, self.error = None, None
            self.changed.emit()
            return
        if self.is_loading or (self.is_fresh and not self._is_old):
            return
        self._is_old = False
        known, use = self._dataset, self._use
        tables: list[Table] = []

        def work() -> tuple[Dataset, Prepared]:
            same = known is not None and _origin(known[0]) == _origin(settings)
            dataset = known[1] if known is not None and same else self.read(settings, tables)
            machine_pace()  # the window tells how long an epoch takes; measured there it would stand still for that
            try:
                return dataset, prepare(dataset, settings, use)
            except DataError as fault:
                fault.columns = fault.columns or dataset.columns  # another one may be chosen to mend it
                raise

        self._task = Task(run_reading(work), self)

        def ended(outcome: object) -> None:
            self._on_ended(outcome, settings, use)
            tables.clear()

        self._task.ended.connect(ended)
        self._task.start()

    def read(self, settings: DataSettings, tables: list[Table]) -> Dataset:
        """The data that settings choose; its table is put into the list where somebody looks at the rows."""
        if not self.keeps_rows:
            return load(settings)
        with holding(tables):
            return load(settings)

    def read_again(self) -> None:
        """Reads the file once more; what was prepared stays until then."""
        self._dataset, self._is_old = None, True
        self.request()

    def keep(self, settings: DataSettings, dataset: Dataset) -> None:
        """Remembers what somebody else has read, so that it is not read again."""
        self._dataset = (settings, dataset)

    def take(self, prepared: Prepared) -> None:
        """Takes over what a run has loaded, if it is what the settings say now."""
        if self.is_fresh or not prepared.is_for(self._document.project.data, self._use):
            return
        self.prepared, self.error = prepared, None
        self._dataset = (prepared.settings, prepared.raw)
        self._columns = (prepared.settings.path, prepared.dataset.columns)
        self.changed.emit()

    def close(self) -> None:
        """Ends its thread."""
        if self._task is not None and self._task.is_running:
            self._task.let_go()

    def _on_ended(self, outcome: object, settings: DataSettings, use: Use) -> None:
        self._task = None
        if isinstance(outcome, Done):
            dataset, self.prepared = outcome.value
            self._dataset, self.error = (settings, dataset), None
            self._columns = (settings.path, dataset.columns)
        elif isinstance(outcome, Failed):
            self.prepared, self.error = None, outcome.fault()
            self._columns = (settings.path, getattr(outcome.error, "columns", ()))
        if self._is_old or (settings, use) != (self._document.project.data, self._use):
            self.request()  # they were changed meanwhile; whoever hears of it now sees that it goes on
        self.changed.emit()


def _origin(settings: DataSettings) -> tuple[object, ...]:
    """What of the settings decides which numbers are read."""
    names = [field.name for field in settings.fields() if field.name not in (*PREPARED_FIELDS, "targets")]
    targets = tuple((target.name, target.output) for target in settings.targets)
    return (*(getattr(settings, name) for name in names), targets)
