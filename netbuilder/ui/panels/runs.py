"""The runs of this session: when each began, how far it came, and its last numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from netbuilder.ui.panels.parts import column, label
from netbuilder.ui.plots.curves import scalars, short
from netbuilder.ui.session import Session
from netbuilder.ui.theme import ROOM


class RunsPanel(QWidget):
    """A row a run."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.empty = label(self.tr("Runs appear here once something was trained."), "quiet")
        self.table = QTableWidget(0, 6)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setStyleSheet("QTableView::item { padding: 4px 8px; }")
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setAccessibleName(self.tr("Runs"))
        self.setLayout(column(self.empty, self.table, margin=ROOM))
        self.table.itemChanged.connect(self._on_changed)
        session.trainer.state_changed.connect(self.refresh)
        self.refresh()

    def _on_changed(self, item: QTableWidgetItem) -> None:
        """A box in front of a run was ticked, or no longer: its curves come under those of the newest, or go."""
        records = self.session.trainer.records
        if item.column() == 0 and item.row() < len(records) - 1:
            shown = item.checkState() == Qt.CheckState.Checked
            if shown != records[item.row()].overlaid:
                self.session.trainer.show_under(records[item.row()], shown)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.refresh()

    def refresh(self) -> None:
        """Lists the runs as they are now."""
        self.table.blockSignals(True)
        self._fill()
        self.table.blockSignals(False)

    def _fill(self) -> None:
        records = self.session.trainer.records
        self.empty.setVisible(not records)
        self.table.setVisible(bool(records))
        heads = [
            self.tr("run"), self.tr("epochs"), self.tr("optimizer"), self.tr("ended"), self.tr("samples/s"),
            self.tr("last values"),
        ]  # fmt: skip
        ends = {
            "": self.tr("running"), "done": self.tr("done"), "stopped": self.tr("stopped"), "failed": self.tr("failed"),
        }  # fmt: skip
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(records))
        for i, record in enumerate(records):
            last = "   ".join(f"{name} {short(scalars(v)[-1])}" for name, v in record.epoch_logs.items() if v)
            ended = ends.get(record.outcome, record.outcome)
            optimizer = type(record.project.training.optimizer).__name__
            cells = [
                str(record.number),
                f"{record.epochs_done} / {record.epochs}",
                optimizer,
                ended,
                f"{record.rate:,.0f}",
                last,
            ]
            for k, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if k == 0 and record is not records[-1]:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked if record.overlaid else Qt.CheckState.Unchecked)
                    item.setToolTip(self.tr("Show the curves of this run under those of the newest"))
                if k in (0, 1, 4):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(i, k, item)
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
