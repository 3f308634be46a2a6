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
        self.table.setAccessibleName(self.tr("Runs"))
        self.setLayout(column(self.empty, self.table, margin=ROOM))
        session.trainer.state_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Lists the runs as they are now."""
        records = self.session.trainer.records
        self.empty.setVisible(not records)
        self.table.setVisible(bool(records))
        heads = [
            self.tr("run"), self.tr("epochs"), self.tr("optimizer"), self.tr("ended"), self.tr("samples/s"),
            self.tr("last values"),
        ]  # fmt: skip
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(records))
        for i, record in enumerate(records):
            last = "   ".join(f"{name} {short(scalars(v)[-1])}" for name, v in record.epoch_logs.items() if v)
            ended = record.outcome or self.tr("running")
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
                if k in (0, 1, 4):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(i, k, item)
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
