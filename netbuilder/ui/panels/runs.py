"""The runs of a project: how each began, what it measured and how it ended; they are restored, renamed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QTableWidgetItem, QWidget

from netbuilder.errors import Message
from netbuilder.project.runs import Measured, Run
from netbuilder.ui.looks.i18n import number, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import ROOM, theme
from netbuilder.ui.panels.runs_table import RunsTable
from netbuilder.ui.plots.curves import scalars, short
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.undo import DescribeRun, ForgetRun
from netbuilder.ui.widgets.parts import align, button, column, label, row

NUMBER, NAME, ORIGIN, EPOCHS, ENDED, VALIDATION, TEST, RATE, BATCH, SEED, SECONDS, NOTES = range(12)
RIGHT = (NUMBER, EPOCHS, RATE, BATCH, SEED, SECONDS)
WIDEST = 320  # of a column, but the notes
MEASURED = 50  # rows beside those in sight that the widths of columns are made for


class RunsPanel(QWidget):
    """A row a run; `chosen_changed` when another is selected."""

    chosen_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.empty = label("", "quiet", wrap=True)
        self.table = RunsTable()
        self.table.setColumnCount(NOTES + 1)
        self.table.horizontalHeader().setResizeContentsPrecision(MEASURED)
        self._shown: list[Row | None] = []  # what each row was made of; None is made anew each time
        self.restore_button = button("", self.restore)
        self.rename_button = button("", self.rename)
        self.note_button = button("", self.annotate)
        self.delete_button = button("", self.delete)
        self.hint = label("", "small")
        self.tools = QWidget()
        self.tools.setLayout(
            row(self.restore_button, self.rename_button, self.note_button, self.delete_button, self.hint, "|")
        )
        self.setLayout(column(self.empty, self.tools, self.table, margin=ROOM))
        self.table.itemChanged.connect(self._on_changed)
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.table.rename_asked.connect(self.rename)
        self.table.delete_asked.connect(self.delete)
        self.table.menu_asked.connect(self._show_menu)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self.table.itemDelegate().closeEditor.connect(lambda *_: self._soon.start(0))
        self._is_ticking = False
        theme.changed.connect(self._refresh_all)
        trainer = session.trainer
        trainer.state_changed.connect(self.refresh)
        trainer.records_changed.connect(self.refresh)
        session.run_changed.connect(self.refresh)
        language.changed.connect(self.retranslate)
        self.retranslate()

    # -- what is chosen -----------------------------------------------------------------------------------

    @property
    def chosen(self) -> RunRecord | None:
        """The run whose row is selected."""
        items = self.table.selectedItems()
        wanted = items[0].data(Qt.ItemDataRole.UserRole) if items else None
        return next((record for record in self.session.trainer.records if record.number == wanted), None)

    @property
    def can(self) -> frozenset[str]:
        """What can be done with it now: "restorable", "describable", "deletable"."""
        record, busy = self.chosen, self.session.trainer.is_running
        if record is None or (busy and record is self.session.trainer.record):
            return frozenset()
        if record.run is None:
            return frozenset({"deletable"})
        return frozenset({"describable", "deletable"} if busy else {"restorable", "describable", "deletable"})

    def choose(self, wanted: int) -> None:
        """Selects the row of a run."""
        for i in range(self.table.rowCount()):
            item = self.table.item(i, NUMBER)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == wanted:
                self.table.selectRow(i)

    # -- what is done with it -----------------------------------------------------------------------------

    def restore(self) -> None:
        """Brings graph, settings and weights of the run back, as one undo step."""
        record = self.chosen
        if record is not None and record.run is not None and "restorable" in self.can:
            self.session.restore(Message("Restore run {number}", {"number": record.number}), record.run)

    def rename(self) -> None:
        """Lets its name be typed in its row."""
        self._edit(NAME)

    def annotate(self) -> None:
        """Lets its notes be typed in its row."""
        self._edit(NOTES)

    def _edit(self, place: int) -> None:
        if "describable" in self.can:
            item = self.table.item(self.table.currentRow(), place)
            if item is not None:
                self.table.scrollToItem(item)
                self.table.editItem(item)

    def delete(self) -> None:
        """Forgets the run; what it left in the network stays, and undo brings it back."""
        record = self.chosen
        if record is None or "deletable" not in self.can:
            return
        at = self.table.currentRow()
        if record.run is None:
            self.session.trainer.drop(record)
        else:
            text = Message("Delete run {number}", {"number": record.number})
            self.session.undo_stack.push(ForgetRun(text, self.session.document, record.run))
        if self.table.rowCount():
            self.table.selectRow(min(at, self.table.rowCount() - 1))

    def toggle_drawn(self) -> None:
        """Draws its curves under those of the newest, or no longer."""
        record = self.chosen
        if record is not None and record is not self.session.trainer.record:
            self.session.trainer.show_under(record, not record.overlaid)

    def _on_chosen(self) -> None:
        self._show_tools()
        self.chosen_changed.emit()

    def _on_changed(self, item: QTableWidgetItem) -> None:
        """A box in front of a run was ticked, or its name or its notes were typed."""
        wanted = item.data(Qt.ItemDataRole.UserRole)
        record = next((one for one in self.session.trainer.records if one.number == wanted), None)
        if record is None:
            return
        if item.column() == NUMBER:
            shown = item.checkState() == Qt.CheckState.Checked
            if record is not self.session.trainer.record and shown != record.overlaid:
                self._is_ticking = True  # the item that tells of it must live on
                self.session.trainer.show_under(record, shown)
                self._is_ticking = False
        elif record.run is not None and item.column() in (NAME, NOTES):
            field = "name" if item.column() == NAME else "notes"
            if item.text() != getattr(record.run, field):
                self._shown[item.row()] = None  # what was typed may be kept otherwise than it was typed
                values = {"number": wanted}
                renamed, noted = Message("Rename run {number}", values), Message("Notes on run {number}", values)
                self.session.undo_stack.push(
                    DescribeRun(
                        renamed if field == "name" else noted, self.session.document, record.run, **{field: item.text()}
                    )
                )

    def _show_menu(self, place: QPoint) -> None:
        record = self.chosen
        if record is None:
            return
        menu = QMenu(self)
        for text, slot, needs in (
            (self.tr("Restore"), self.restore, "restorable"),
            (self.tr("Rename"), self.rename, "describable"),
            (self.tr("Notes"), self.annotate, "describable"),
            (self.tr("Delete"), self.delete, "deletable"),
        ):
            menu.addAction(text, slot).setEnabled(needs in self.can)
        menu.addSeparator()
        drawn = menu.addAction(self.tr("Draw its curves under those of the newest"), self.toggle_drawn)
        drawn.setCheckable(True)
        drawn.setChecked(record.overlaid)
        drawn.setEnabled(record is not self.session.trainer.record)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    # -- words --------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.empty.setText(self.tr("Runs appear here once something has been trained."))
        self.table.setAccessibleName(self.tr("Runs"))
        self.restore_button.setText(self.tr("Restore"))
        self.rename_button.setText(self.tr("Rename"))
        self.note_button.setText(self.tr("Notes"))
        self.delete_button.setText(self.tr("Delete"))
        self.restore_button.setToolTip(
            self.tr("Brings its graph, settings and weights back into the project, as one step that can be undone")
        )
        self.rename_button.setToolTip(self.tr("Rename it in its row (F2)"))
        self.note_button.setToolTip(self.tr("Write notes in its row"))
        self.delete_button.setToolTip(self.tr("Deletes the run (Delete); undo brings it back"))
        self._refresh_all()

    def _refresh_all(self) -> None:
        """The same in other colours or words."""
        self._shown = []
        self.refresh()

    def refresh(self) -> None:
        """Lists the runs as they are now; not while something is typed in a row."""
        if self.table.is_typing or self._is_ticking:
            return
        chosen = self.chosen
        self.table.blockSignals(True)
        self._fill()
        self.table.clearSelection()
        if chosen is not None:
            self.choose(chosen.number)
        self.table.blockSignals(False)
        self._on_chosen()

    def _show_tools(self) -> None:
        can, record = self.can, self.chosen
        self.restore_button.setEnabled("restorable" in can)
        self.rename_button.setEnabled("describable" in can)
        self.note_button.setEnabled("describable" in can)
        self.delete_button.setEnabled("deletable" in can)
        lost = record is not None and record.run is not None and record.run.snapshot is None
        self.hint.setText(self.tr("Its weights are not kept; its graph and settings are.") if lost else "")

    def _fill(self) -> None:
        records = self.session.trainer.records
        self.empty.setVisible(not records)
        self.table.setVisible(bool(records))
        self.tools.setVisible(bool(records))
        self.table.setHorizontalHeaderLabels([
            self.tr("run"), self.tr("name"), self.tr("began with"), self.tr("epochs"), self.tr("ended"),
            self.tr("validation"), self.tr("test"), self.tr("rate"), self.tr("batch"), self.tr("seed"),
            self.tr("seconds"), self.tr("notes"),
        ])  # fmt: skip
        for k in range(NOTES + 1):
            align(self.table, k, k in RIGHT)
        self.table.setRowCount(len(records))
        own = self.session.document.own_run
        before, self._shown = self._shown, [self._row(record, own) for record in records]
        for i, record in enumerate(records):
            row = self._shown[i]
            if row is not None and i < len(before) and before[i] == row:
                continue  # a thousand rows would take a third of a second, several times a run
            for k, cell in enumerate(self._cells(record, own is not None and own.number == record.number)):
                self.table.setItem(i, k, self._item(record, k, cell))
        self.table.resizeColumnsToContents()
        for k in range(NOTES):
            self.table.setColumnWidth(k, min(self.table.columnWidth(k) + ROOM, WIDEST))
        self.table.horizontalHeader().setSectionResizeMode(NOTES, QHeaderView.ResizeMode.Stretch)

    def _row(self, record: RunRecord, own: Run | None) -> Row | None:
        """What the row of a run is made of; None where it may change at any time."""
        if record.run is None:
            return None
        newest = record is self.session.trainer.record
        is_own = own is not None and own.number == record.number
        return Row(record.number, record.run, record.outcome, record.overlaid, is_own, newest)

    def _item(self, record: RunRecord, place: int, cell: Cell) -> QTableWidgetItem:
        item = QTableWidgetItem(cell.text)
        item.setData(Qt.ItemDataRole.UserRole, record.number)
        item.setToolTip(cell.tip or cell.text)
        flags = item.flags() & ~Qt.ItemFlag.ItemIsEditable
        if place in (NAME, NOTES) and record.run is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        if place == NUMBER and record is not self.session.trainer.record:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setCheckState(Qt.CheckState.Checked if record.overlaid else Qt.CheckState.Unchecked)
        item.setFlags(flags)
        if place == ENDED and record.outcome == "failed":
            item.setForeground(theme.colour("error"))
        if place in RIGHT:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _cells(self, record: RunRecord, is_own: bool) -> list[Cell]:
        run, settings = record.run, record.project.training
        newest = record is self.session.trainer.record
        tip = "" if newest else self.tr("Show the curves of this run under those of the newest")
        if is_own:
            tip = "\n".join(part for part in (self.tr("Its weights are in the network"), tip) if part)
        return [
            Cell(f"• {record.number}" if is_own else str(record.number), tip or str(record.number)),
            Cell(run.name if run is not None else ""),
            Cell(self._origin(record)),
            Cell(self._epochs(record)),
            Cell(self._ended(record), self._ended_tip(record)),
            Cell(scores(record.validation), self._validation_tip(run)),
            self._test(run.test if run is not None else None),
            Cell(self._rate(record)),
            Cell(number(settings.batch_size)),
            Cell("" if record.seed is None else str(record.seed)),
            Cell(f"{record.busy:,.1f}"),
            Cell(run.notes if run is not None else ""),
        ]

    def _validation_tip(self, run: Run | None) -> str:
        epoch = run.restored_epoch if run is not None else None
        return self.tr("After epoch {epoch}, whose weights were put back").format(epoch=epoch) if epoch else ""

    def _origin(self, record: RunRecord) -> str:
        origin = record.origin
        if origin.kind == "run":
            return self.tr("weights of run {number}").format(number=origin.run)
        if origin.kind == "file":
            return self.tr("weights of {file}").format(file=origin.file) if origin.file else self.tr("loaded weights")
        return self.tr("new weights")

    def _epochs(self, record: RunRecord) -> str:
        done = str(record.epochs_done)
        if record.first_epoch and record.epochs_done > record.first_epoch:
            done = f"{record.first_epoch + 1}–{record.epochs_done}"
        return self.tr("{done} of {asked}").format(done=done, asked=record.epochs)

    def _rate(self, record: RunRecord) -> str:
        first, last = record.first_rate, record.rate_now
        if first is None:
            return ""
        changed = last is not None and f"{last:.4g}" != f"{first:.4g}"
        return f"{first:.4g} → {last:.4g}" if changed else f"{first:.4g}"

    def _test(self, test: Measured | None) -> Cell:
        if test is None:
            return Cell("")
        tip = self.tr("Measured on {samples} samples of the test part of {data}")
        return Cell(scores(test.scores), tip.format(samples=number(test.samples), data=test.data.name))

    def _ended(self, record: RunRecord) -> str:
        ends = {
            "": self.tr("running"), "done": self.tr("done"), "stopped": self.tr("stopped"), "failed": self.tr("failed"),
        }  # fmt: skip
        return ends.get(record.outcome, record.outcome)

    def _ended_tip(self, record: RunRecord) -> str:
        run = record.run
        parts = [self._ended(record)]
        if record.message is not None:
            parts.append(sentence(record.message))
        if record.began is not None:
            parts.append(self.tr("began {date}").format(date=f"{record.began.astimezone():%Y-%m-%d %H:%M:%S}"))
        if run is not None:
            parts += [f"{name} {value}" for name, value in run.machine.items()]
        return "\n".join(parts)


@dataclass(frozen=True)
class Row:
    """All that the row of a finished run tells; its run holds the words."""

    number: int
    run: Run
    outcome: str
    is_drawn: bool
    is_own: bool
    is_newest: bool


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what is told of it."""

    text: str
    tip: str = ""


def scores(logs: Mapping[str, Any]) -> str:
    """Numbers in a line, the loss first."""
    return "   ".join(f"{name} {short(scalars([value])[0])}" for name, value in logs.items())
