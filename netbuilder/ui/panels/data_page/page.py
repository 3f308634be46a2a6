"""The data page: all rows of the data beside what its columns are used for; it stands where the canvas stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QSplitter, QStackedWidget, QWidget

from netbuilder.data.browsing import ArraySheet, Sheet, TableSheet, rows_for, rows_of_parts
from netbuilder.data.roles import role_of
from netbuilder.errors import FileFault, Message
from netbuilder.project import Project
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.data_page import words
from netbuilder.ui.panels.data_page.editing import ColumnEdits
from netbuilder.ui.panels.data_page.finder import Finder
from netbuilder.ui.panels.data_page.grid import PictureGrid, pictures_in
from netbuilder.ui.panels.data_page.head import About
from netbuilder.ui.panels.data_page.notices import Notices
from netbuilder.ui.panels.data_page.offers import Offers
from netbuilder.ui.panels.data_page.reader import SheetReader
from netbuilder.ui.panels.data_page.rows_view import RowsView
from netbuilder.ui.panels.data_page.sides import Sides
from netbuilder.ui.panels.data_page.table_model import RowsModel
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed
from netbuilder.ui.widgets.parts import button, column, label, line, row

SHORTLY = 30  # milliseconds that finding rows may take before it is told that it goes on
LEAST_ROWS, LEAST_SIDE, USUAL_SIDE = 240, 236, 320  # pixels
KEYS = {Qt.Key.Key_S: "sort", Qt.Key.Key_F: "filter", Qt.Key.Key_Slash: "search"}


class DataPage(QWidget):
    """Rows left, what holds for the chosen columns right; above them what is to be said and what can be done."""

    open_asked = Signal()
    folder_asked = Signal()
    locate_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # where the keyboard rests when what had it is hidden
        self.session = session
        self.reader = SheetReader(session, self)
        self.model = RowsModel(self)
        self.table = RowsView(self.model, self._about)
        self.table.keys = frozenset({*words.KEYS, *words.KIND_KEYS, *KEYS})
        self.grid = PictureGrid(self.model)
        self.finder = Finder()
        self.notices = Notices()
        self.offers = Offers(session, self)
        self.side = Sides(session, self.reader)
        self.column_side = self.side.column
        self.edits = ColumnEdits(session, lambda: (self.chosen, self._shown), self.notices.tell)
        self._finding = Newest(self)
        self._shown: Sheet | None = None
        self._is_busy_elsewhere = False
        self._wanted: int | None = None  # the training sample that is to be seen
        self.empty = self._make_empty()
        self.rows = QStackedWidget()
        for part in (self.empty, self.table, self.grid):
            self.rows.addWidget(part)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for part, least in ((self.rows, LEAST_ROWS), (self.side, LEAST_SIDE)):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([900, USUAL_SIDE])
        splitter.setHandleWidth(1)
        self.splitter = splitter
        for part in (self.notices, self.finder):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        box = column(self.notices, self.finder, line(), splitter, gap=0)
        box.setStretchFactor(splitter, 1)
        self.setLayout(box)
        self._connect()
        self.retranslate()
        self.refresh()

    def _make_empty(self) -> QWidget:
        page = QWidget()
        page.setObjectName("panel")
        told = label(
            Message("No data is chosen yet. Open a table, an .npz file, or a folder with a folder of pictures or texts "
                    "for each class; data sets that come with NetBuilder are in the panel Data."), "quiet", wrap=True,
        )  # fmt: skip
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_text = told
        self.open_button = button(Message("Open a file …"), self.open_asked.emit, "primary")
        self.folder_button = button(Message("Open a folder …"), self.folder_asked.emit)
        page.setLayout(column("|", told, row("|", self.open_button, self.folder_button, "|"), "|", margin=3 * ROOM))
        return page

    def _connect(self) -> None:
        session, reader = self.session, self.reader
        session.data_changed.connect(self.refresh)
        session.project_changed.connect(self._on_project)
        reader.changed.connect(self._on_sheet)
        reader.parts_changed.connect(self._on_parts)
        reader.facts_changed.connect(self._on_facts)
        self.finder.changed.connect(self._find)
        self.finder.left.connect(self.focus_rows)
        self.finder.cancelled.connect(self._cancel)
        self._finding.changed.connect(self._show_busy)
        self.table.heads.sort_asked.connect(self._sort)
        self.table.key_pressed.connect(self._on_key)
        self.table.menu_asked.connect(self._show_menu)
        self.table.chosen_changed.connect(self._show_column)
        self.table.row_changed.connect(self._show_row)
        self.grid.row_changed.connect(self._show_row)
        self.side.class_asked.connect(lambda name, text: self.finder.filter_by(name, f"= {text}"))
        self.column_side.role_asked.connect(self.edits.give_role)
        self.column_side.kind_asked.connect(self.edits.give_kind)
        self.column_side.edited.connect(lambda settings: self.edits.change(Message("Change the preparation"), settings))
        self.notices.read_again_asked.connect(self.reader.read_again)
        self.notices.locate_asked.connect(self.locate_asked)
        self.notices.leave_out_asked.connect(self.edits.leave_out)
        self.notices.taken.connect(self.offers.take)
        self.offers.changed.connect(lambda: self.notices.show_offers(self.offers.found))
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setAccessibleName(self.tr("Data page"))
        self.model.retranslate()
        self._show_count()
        self.table.heads.viewport().update()
        self._show_notices()

    # -- following ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the project's data as it is now; while nobody looks, nothing is read."""
        if not self.isVisible():
            return
        loader = self.session.loader
        if self.session.project.data.chosen and loader.prepared is None and loader.error is None:
            loader.request()
        self.reader.follow()
        self._on_facts()
        self.side.refresh()
        self._show_notices()
        self._show_busy()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()
        self.reader.check()

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            self.refresh()
        elif self.isVisible():
            self.side.refresh()  # another network augments otherwise
            self._show_notices()

    def _on_sheet(self) -> None:
        sheet = self.reader.sheet
        if sheet is not self._shown:
            same = self._shown is not None and sheet is not None and self._shown.names == sheet.names
            self._shown = sheet
            if not same:
                self.finder.forget()
            pictures = pictures_in(sheet.dataset) if isinstance(sheet, ArraySheet) else ""
            self.grid.thumbnails.show(sheet if isinstance(sheet, ArraySheet) else None, pictures)
            self.model.parts = None
            self._find()
            shown = self.empty if sheet is None else self.grid if pictures else self.table
            focused = self.window().focusWidget()
            had = focused is not None and self.rows.isAncestorOf(focused)
            self.rows.setCurrentWidget(shown)
            if had:  # what had the keyboard is hidden
                self.focus_rows()
        self._go_to_wanted()
        self._show_notices()
        self._show_busy()

    def _on_parts(self) -> None:
        self.model.show_parts(self.reader.parts)
        self.side.refresh()
        if self.finder.query.part is not None:
            self._find()

    def _on_facts(self) -> None:
        self.table.heads.viewport().update()
        self._show_column()
        self._show_notices()

    @property
    def current_view(self) -> QWidget:
        """The table, the grid of pictures, or what is said where there is neither."""
        return self.rows.currentWidget() or self.empty

    def focus_rows(self) -> None:
        """Gives the keyboard to the rows."""
        view = self.current_view
        if view is self.empty:
            self.open_button.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if view is self.table and not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, min(1, self.model.columnCount() - 1)))
        view.setFocus(Qt.FocusReason.TabFocusReason)

    # -- finding ------------------------------------------------------------------------------------------

    def _find(self) -> None:
        """Asks for the rows that the query wants; until they are there, those of before stay."""
        sheet, query, parts = self._shown, self.finder.query, self.reader.parts
        if sheet is None or query.is_plain:
            self._finding.forget()
            self._take_rows(sheet, np.arange(0 if sheet is None else sheet.count))
            return
        if self.model.sheet is not sheet:
            self._take_rows(sheet, np.arange(sheet.count))

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done) and sheet is self._shown:
                self._take_rows(sheet, outcome.value)
            elif isinstance(outcome, Failed):
                outcome.fault()

        self._finding.ask(lambda: rows_for(sheet, query, parts), tell)
        self._finding.wait(SHORTLY)

    def _take_rows(self, sheet: Sheet | None, rows: np.ndarray) -> None:
        chosen, current = sorted(self.table.chosen_sections), self.table.currentIndex().column()
        same = sheet is self.model.sheet
        self.model.show(sheet, rows)
        if same and len(rows):
            self.table.setCurrentIndex(self.model.index(0, max(current, 0)))
            if len(chosen) > 1:
                self.table.choose_columns(chosen)
        self._show_count()
        self._show_column()
        self._show_row()
        self._go_to_wanted()

    def show_sample(self, place: int) -> None:
        """Makes the row of a training sample the current one, once it is there; what hides it is taken back."""
        self._wanted = place
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        sheet, prepared, place = self._shown, self.session.prepared, self._wanted
        if place is None or sheet is None or prepared is None or not self.session.loader.is_fresh:
            return
        rows = rows_of_parts(sheet, prepared).get("train", np.empty(0, int))
        if place >= len(rows) or rows[place] < 0:
            self._wanted = None
            return
        at = np.flatnonzero(self.model.rows == rows[place])
        if not len(at):
            if not self.finder.query.is_plain:
                self.finder.clear()
            return
        self._wanted = None
        if self.current_view is self.grid:
            self.grid.show_row(int(at[0]))
        else:
            index = self.model.index(int(at[0]), min(1, self.model.columnCount() - 1))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, self.table.ScrollHint.PositionAtCenter)
        self.current_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_count(self) -> None:
        self.finder.show_count(len(self.model.rows), 0 if self._shown is None else self._shown.count)

    def _sort(self, section: int) -> None:
        name = self.model.name(section)
        if name:
            self.finder.sort_by(name)
            self.table.heads.viewport().update()

    def _cancel(self) -> None:
        if self._finding.is_going_on:
            self._finding.stop()
        elif self.reader.is_reading:
            self.reader.cancel()
        else:
            self.cancel_asked.emit()

    def _show_busy(self) -> None:
        busy = self._finding.is_going_on or self.reader.is_reading or self._is_busy_elsewhere
        self.finder.set_busy(busy)
        self.finder.setVisible(self._shown is not None or busy)

    def set_busy(self, busy: bool) -> None:
        """Says that data is being read for the project elsewhere."""
        self._is_busy_elsewhere = busy
        self._show_busy()

    # -- columns ------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that a key or a button is about."""
        if self.current_view is not self.table:
            return () if self._shown is None else self._shown.names[:1]  # of pictures, their labels
        names = (self.model.name(section) for section in sorted(self.table.chosen_sections))
        return tuple(name for name in names if name)

    def _about(self, section: int) -> About:
        name, sheet = self.model.name(section), self._shown
        if not name or sheet is None:
            return About(self.tr("part"), spoken=self.tr("the part that each row falls into"))
        settings, query = self.session.project.data, self.finder.query
        role = role_of(sheet.names, settings, name) if isinstance(sheet, TableSheet) else ""
        order = 0 if query.sort != name else -1 if query.descending else 1
        facts = self.reader.facts.get(name)
        return words.about_column(name, role, settings.how(name), facts, order, bool(query.condition(name)))

    def _show_column(self) -> None:
        if not self.isVisible():
            return
        names = self.chosen
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        self.column_side.show_columns(
            names, self._shown, self.session.project.data, self.reader.facts, prepared.fitted if prepared else None
        )
        self.finder.show_column(names[0] if len(names) == 1 else "")

    def _show_row(self) -> None:
        """Tells of the row that is looked at."""
        at = self.grid.current_row() if self.current_view is self.grid else self.table.currentIndex().row()
        self.side.show_row(int(self.model.rows[at]) if 0 <= at < len(self.model.rows) else -1)

    def _on_key(self, key: int) -> None:
        pressed = Qt.Key(key)
        if pressed in words.KEYS:
            self.edits.give_role(words.KEYS[pressed])
        elif pressed in words.KIND_KEYS:
            self.edits.give_kind(words.KIND_KEYS[pressed])
        elif KEYS.get(pressed) == "sort":
            self._sort(self.table.currentIndex().column())
        elif KEYS.get(pressed) == "filter" and self.finder.filter.isEnabled():
            self.finder.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif KEYS.get(pressed) == "search":
            self.finder.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent) -> bool:
        """Letters and Delete are never meant for the network while this stands in its place."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_plain(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves a field for the rows."""
        if event.key() == Qt.Key.Key_Escape and not self.current_view.hasFocus():
            self.focus_rows()
        else:
            super().keyPressEvent(event)

    def _show_menu(self, place: QPoint) -> None:
        menu = self.make_menu()
        menu.exec(place)
        menu.deleteLater()

    def make_menu(self) -> QMenu:
        """What can be done with the chosen columns; the same as by keys and buttons."""
        menu = QMenu(self)
        self.edits.fill(menu)
        if len(self.chosen) == 1:
            section = self.table.currentIndex().column()
            menu.addAction(f"{self.tr('Sort')}\tS").triggered.connect(lambda _on=False: self._sort(section))
            menu.addAction(f"{self.tr('Filter')}\tF").triggered.connect(lambda _on=False: self.finder.filter.setFocus())
        keys = QKeySequence(QKeySequence.StandardKey.Copy).toString(QKeySequence.SequenceFormat.NativeText)
        menu.addAction(f"{self.tr('Copy')}\t{keys}").triggered.connect(lambda _on=False: self.table.copy())
        return menu

    # -- notices ------------------------------------------------------------------------------------------

    def _show_notices(self) -> None:
        reader, loader = self.reader, self.session.loader
        fault = reader.fault or loader.error
        is_file = isinstance(fault, FileFault)
        is_file = is_file and bool(self.session.project.data.path)
        self.notices.show_state(fault, is_file, reader.is_old, reader.was_cancelled)
        self.notices.show_useless(self._useless())
        self.offers.follow(self._shown)

    def _useless(self) -> dict[str, str]:
        """The columns that are learned from though nothing can be, each with its reason."""
        sheet, settings = self._shown, self.session.project.data
        if not isinstance(sheet, TableSheet):
            return {}
        hinted = {name: facts.hint for name, facts in self.reader.facts.items() if facts.hint}
        return {name: hint for name, hint in hinted.items() if role_of(sheet.names, settings, name) == "input"}

    def locate(self, path: Path) -> None:
        """The same data lies there now: everything that was said of it stays."""
        self.edits.change(Message("Choose data"), self.session.project.data.replace(path=str(path)))
        self.reader.read_again()

    def close_tasks(self) -> None:
        """Ends its threads."""
        self.reader.close()
        self.offers.close()
        self.side.close_tasks()
        self.grid.thumbnails.close()
        self._finding.blockSignals(True)
        self._finding.stop_and_wait()


def _is_plain(event: QKeyEvent) -> bool:
    """A letter, a digit or Delete, without Ctrl or Alt; not "?", which shows the shortcuts everywhere."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    is_letter = event.text().isprintable() and bool(event.text()) and event.text() != "?"
    return not held and (is_letter or event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace))
