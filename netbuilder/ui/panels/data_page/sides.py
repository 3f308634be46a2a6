"""Beside the rows, in tabs: the chosen columns, classes by part, what enters the network, and augmentation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from netbuilder.data.browsing import ArraySheet, Sheet, TableSheet, balance_of, entering_of
from netbuilder.data.columns import outputs_of
from netbuilder.engine.augmenting import augmentation_of
from netbuilder.errors import Fault, Message
from netbuilder.layers import Layer
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.language import language
from netbuilder.ui.panels.data_page.augment_side import AugmentSide, drawn
from netbuilder.ui.panels.data_page.balance_side import BalanceSide
from netbuilder.ui.panels.data_page.column_side import ColumnSide
from netbuilder.ui.panels.data_page.entering_side import EnteringSide
from netbuilder.ui.panels.data_page.reader import SheetReader
from netbuilder.ui.panels.samples import is_images
from netbuilder.ui.session.newest import Newest, Then
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done
from netbuilder.ui.widgets.parts import scrolled

SHORTLY = 20  # milliseconds that a small thing may take before what was shown is shown on


class Sides(QTabWidget):
    """What nobody looks at is not computed; what is computed is computed off the window's thread."""

    class_asked = Signal(str, str)  # a target, and one of its classes

    def __init__(self, session: Session, reader: SheetReader) -> None:
        super().__init__()
        self.session, self.reader = session, reader
        self.setDocumentMode(True)
        self.tabBar().setObjectName("left")  # narrow tabs
        self.column, self.balance, self.entering, self.augment = (
            ColumnSide(), BalanceSide(), EnteringSide(), AugmentSide(),
        )  # fmt: skip
        self.addTab(scrolled(self.column, Message("Chosen columns")), "")
        self.addTab(self.balance, "")
        self.addTab(self.entering, "")
        self.addTab(scrolled(self.augment, Message("Augmentation")), "")
        self._row, self._target, self._seed = -1, "", 0
        self._of: dict[QWidget, object] = {}  # what each shows
        self._work: dict[QWidget, Newest] = {part: Newest(self) for part in (self.balance, self.entering, self.augment)}
        self.balance.target_asked.connect(self._choose_target)
        self.balance.class_asked.connect(lambda text: self.class_asked.emit(self._target, text))
        self.augment.again_asked.connect(self._again)
        self.currentChanged.connect(lambda _index: self.refresh())
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        titles = (self.tr("Column"), self.tr("Classes"), self.tr("Prepared"), self.tr("Augmented"))
        for i, title in enumerate(titles):
            self.setTabText(i, title)
            page = self.widget(i)
            if page is not None:
                page.setAccessibleName(title)
        for part in (self, self.tabBar()):
            part.setAccessibleName(self.tr("About the data"))

    def show_row(self, row: int) -> None:
        """Another row of the sheet is looked at; -1 is none."""
        if row != self._row:
            self._row = row
            self.refresh()

    def refresh(self) -> None:
        """Shows in front what holds now."""
        if not self.isVisible():
            return
        sheet, at = self.reader.sheet, self.currentIndex()
        if at == self.indexOf(self.balance):
            self._show_balance(sheet)
        elif at == self.indexOf(self.entering):
            self._show_entering(sheet)
        elif at == self.count() - 1:
            self._show_augmented(sheet)

    def close_tasks(self) -> None:
        """Ends its threads."""
        for newest in self._work.values():
            newest.blockSignals(True)
            newest.stop_and_wait()

    # -- classes by part ----------------------------------------------------------------------------------

    def _targets(self, sheet: Sheet) -> dict[str, str]:
        """The columns that are predicted, and the outputs that do so."""
        if isinstance(sheet, TableSheet):
            found = outputs_of(sheet.names, self.session.project.data)
            return {column: output for output, column in found.items() if column in sheet.names}
        return dict(sheet.labels) if isinstance(sheet, ArraySheet) else {}

    def _choose_target(self, name: str) -> None:
        self._target = name
        self.refresh()

    def _show_balance(self, sheet: Sheet | None) -> None:
        parts, prepared = self.reader.parts, self.session.prepared
        targets = self._targets(sheet) if sheet is not None else {}
        if sheet is None or parts is None or prepared is None or not targets:
            self._of.pop(self.balance, None)
            self.balance.show_balance("", None)
            return
        if self._target not in targets:
            self._target = next(iter(targets))
        name = self._target
        self.balance.show_targets(tuple(targets), name)
        are_classes = bool(prepared.classes_of(targets[name]))
        key = (id(sheet), id(parts), name, are_classes)
        if self._of.get(self.balance) == key:
            return
        self._of[self.balance] = key

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done):
                self.balance.show_balance(name, outcome.value)

        self._ask(self.balance, lambda: balance_of(sheet, name, parts, are_classes), tell)

    # -- what enters --------------------------------------------------------------------------------------

    def _show_entering(self, sheet: Sheet | None) -> None:
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        row = self._row
        said = number(sheet.number(row)) if sheet is not None and 0 <= row < sheet.count else ""
        if sheet is None or prepared is None or not said:
            self._of.pop(self.entering, None)
            self.entering.show_sample(said, None)
            return
        key = (id(sheet), id(prepared), row)
        if self._of.get(self.entering) == key:
            return
        self._of[self.entering] = key

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done):
                self.entering.show_sample(said, outcome.value)

        self._ask(self.entering, lambda: entering_of(sheet, prepared, row), tell)

    # -- augmentation -------------------------------------------------------------------------------------

    def _again(self) -> None:
        self._seed += 1
        self.refresh()

    def _augmenting(self) -> tuple[Layer, ...]:
        graph = self.session.project.graph
        names = [name for name in graph.input_names if name in graph.active]
        found = (augmentation_of(graph, name) for name in names)
        return next((layers for layers in found if layers), ())

    def _show_augmented(self, sheet: Sheet | None) -> None:
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        layers, row, seed = self._augmenting(), self._row, self._seed
        has_row = sheet is not None and prepared is not None and 0 <= row < sheet.count
        self.augment.show_layers(layers, has_row)
        if not layers or not has_row or sheet is None or prepared is None:
            self._of.pop(self.augment, None)
            return
        key = (id(sheet), id(prepared), row, seed, layers)
        if self._of.get(self.augment) == key:
            return
        self._of[self.augment] = key

        def work() -> object:
            sample = entering_of(sheet, prepared, row)
            x = next((x for x in sample.inputs.values() if is_images(x[None])), None) if sample is not None else None
            try:
                return drawn(layers, x, seed) if x is not None else None
            except Fault:  # the shape is wrong: the network says so itself
                return None

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done):
                self.augment.show_drawn(outcome.value)

        self._ask(self.augment, work, tell)

    def _ask(self, part: BalanceSide | EnteringSide | AugmentSide, work: Callable[[], object], tell: Then) -> None:
        newest = self._work[part]
        newest.ask(work, tell)
        newest.wait(SHORTLY)
