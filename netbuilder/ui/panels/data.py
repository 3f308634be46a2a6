"""The data panel: choose a data set or a file, declare its preparation, and see what comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSplitter,
    QWidget,
)

from netbuilder.data import SOURCES, Dataset, DataSettings, Source
from netbuilder.data.catalog import is_here
from netbuilder.data.columns import inputs_of, target_of
from netbuilder.data.describe import sentences, split_sentences
from netbuilder.data.own_pictures import holds_pictures
from netbuilder.data.own_texts import is_of_rows
from netbuilder.data.settings import OF_WINDOWS, TABLES, suiting_windows
from netbuilder.data.tables import Table
from netbuilder.errors import DataError, Fault, FileFault, Message, listed, printable
from netbuilder.graph.describe import singular
from netbuilder.project import Project
from netbuilder.project.refitting import suiting
from netbuilder.ui.dialogs.arrays import ArraysDialog
from netbuilder.ui.looks.i18n import number, sentence, shape_text, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.panels.column_form import ColumnForm
from netbuilder.ui.panels.samples import SamplesView
from netbuilder.ui.panels.several_form import BesideForm, TargetsForm
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed, Task, run_reading
from netbuilder.ui.widgets.file_dialogs import ask_folder, ask_open
from netbuilder.ui.widgets.form import LABEL_WIDTH, SpecForm
from netbuilder.ui.widgets.gesture import merge_key
from netbuilder.ui.widgets.parts import button, clear, column, hold_width, label, row, scrolled

SOON = 200  # milliseconds: what is read within them needs no word
SHORTEST = 6  # letters of a column's name that have room in the narrowest panel
NAME = Qt.ItemDataRole.UserRole
ROW = 28
MOST_COLUMNS = 12  # that are told of one by one
LEAST_SOURCES, LEAST_FORM, LEAST_SAMPLES = 126, 262, 92  # pixels; what is wider gives way
FILE_FIELDS = (
    "target", "ignore", "missing", "test_split", "weight_column", "split", "validation_part", "split_column", "gap",
    "split_seed", "validation_path", "test_path", "header", "columns", "delimiter", "decimal", "encoding", "sheet",
    "picture_column",
    "targets", "beside",
)  # fmt: skip
SERIES_FIELDS = ("time_column", "group_column", *OF_WINDOWS)
ONE_COLUMN = ("weight_column", "split_column")
OTHER_FIELDS = (
    "source", "path", "target", "scaling", "arrangement", "one_hot", "keep_on_disk", "target_is_input", "labels",
    "target_scaling", "columns", "leave_out", "arrays",
    "targets", "beside",
)  # fmt: skip
PICTURE_FIELDS = ("picture_height", "picture_width", "colour", "fit")
SPLIT_FIELDS = ("test_split", "split", "validation_part", "split_seed")


def _holds_pictures(path: Path) -> bool:
    try:
        return holds_pictures(path)
    except FileFault:
        return False  # reading it says what is wrong


class DataPanel(QWidget):
    """Left the sources, in the middle the preparation, right the first samples."""

    page_asked = Signal()  # the page with all rows
    busy_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self._task: Task | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._show_reading)
        self.sources = QListWidget()
        self.sources.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self.sources, accessibleName=Message("Data sets"))
        self.open_button = button(Message("Open a file …"), self.open_file)
        self.folder_button = button(Message("Open a folder …"), self.open_folder)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.cancel_button = button(Message("Cancel"), self.cancel)
        self.cancel_button.hide()
        self.state = label("", "small", wrap=True)
        self._said: Fault | Message | str = ""
        left = QWidget()
        left.setLayout(
            column(
                label(Message("Source"), "section"), self.sources, self.open_button, self.folder_button,
                row(self.bar, self.cancel_button),
                self.state, margin=PAD,
            )
        )  # fmt: skip
        self.page_button = button(Message("Open the data page"), self.page_asked.emit)
        self.about = label("", "quiet", wrap=True)
        self.facts = column(gap=4)
        self.form = SpecForm(skip=("source", "path", *FILE_FIELDS, *PICTURE_FIELDS, *SERIES_FIELDS))
        self.form.edited.connect(self._change)
        self.file_form = SpecForm(skip=(*OTHER_FIELDS, *PICTURE_FIELDS, *SERIES_FIELDS))
        self.file_form.edited.connect(self._change)
        self.series_title = label(Message("Series"), "section")
        self.series_form = SpecForm(skip=tuple(f.name for f in DataSettings.fields() if f.name not in SERIES_FIELDS))
        self.series_form.edited.connect(self._change_series)
        of_pictures = {*PICTURE_FIELDS, *SPLIT_FIELDS}
        self.picture_form = SpecForm(skip=tuple(f.name for f in DataSettings.fields() if f.name not in of_pictures))
        self.picture_form.edited.connect(self._change)
        of_texts = {"encoding", *SPLIT_FIELDS}
        self.text_form = SpecForm(skip=tuple(f.name for f in DataSettings.fields() if f.name not in of_texts))
        self.text_form.edited.connect(self._change)
        self.target = QComboBox()
        say(self.target, accessibleName=Message("Target column"))
        # A table may have thousands of columns, and names of thousands of letters: none is measured.
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(SHORTEST)
        rows = self.target.view()
        if isinstance(rows, QListView):
            rows.setUniformItemSizes(True)
        self.target.activated.connect(
            lambda _i: self._change(self._settings.replace(target=self.target.currentData()), "target")
        )
        self._names: tuple[str, ...] = ()
        self._columns: tuple[str, ...] | None = None
        self._offer_columns(())  # before there are rows
        self._target_row = QWidget()
        target_name = label("target")
        hold_width(target_name, LABEL_WIDTH)
        target = row(target_name, self.target)
        target.setStretch(1, 1)
        self._target_row.setLayout(target)
        self.targets_form = TargetsForm()
        self.targets_form.edited.connect(lambda settings: self._change(settings, "targets"))
        self.beside_form = BesideForm()
        self.beside_form.edited.connect(lambda settings: self._change(settings, "beside"))
        self.column_form = ColumnForm()
        self.column_form.edited.connect(lambda settings: self._change(settings, "columns"))
        self.steps = column(gap=4)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        middle = QWidget()
        middle.setObjectName("panel")
        middle.setLayout(
            column(
                self.about, self.page_button, self.error, self.facts,
                label(Message("Preparation"), "section"), self._target_row,
                self.targets_form, self.file_form, self.beside_form, self.column_form,
                self.picture_form, self.text_form, self.form,
                self.series_title, self.series_form, self.steps, "|",
                margin=PAD,
            )
        )  # fmt: skip
        self.samples = SamplesView()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for part, least in (
            (left, LEAST_SOURCES),
            (scrolled(middle, Message("How the data is prepared")), LEAST_FORM),
            (self.samples, LEAST_SAMPLES),
        ):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([240, 320, 340])
        splitter.setStretchFactor(2, 1)
        splitter.setHandleWidth(1)
        self.setLayout(column(splitter))
        self._fill_sources()
        self.sources.itemActivated.connect(lambda item: self.choose(item.data(NAME)))
        self.sources.itemClicked.connect(lambda item: self.choose(item.data(NAME)))
        session.data_changed.connect(self.refresh)
        session.project_changed.connect(self._on_changed)
        self.refresh()
        language.changed.connect(self.retranslate)

    @property
    def _settings(self) -> DataSettings:
        return self.session.project.data

    @property
    def is_busy(self) -> bool:
        """Whether something is being fetched or read."""
        return self._task is not None and self._task.is_running

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._fill_sources()
        self._say(self._said)
        self.refresh()

    def _fill_sources(self) -> None:
        self.sources.clear()
        for source in SOURCES.values():
            here = source.bundled or is_here(source)
            text = (
                translated(source.title)
                if here
                else self.tr("{title} (download)").format(title=translated(source.title))
            )
            item = QListWidgetItem(text)
            item.setSizeHint(QSize(LEAST_SOURCES // 2, ROW))  # in a narrow panel its words are cut, not the list
            item.setData(NAME, source.name)
            item.setToolTip(f"{text}\n{translated(source.about)}\n{self.tr('Licence')}: {source.licence}")
            self.sources.addItem(item)

    # -- choosing -------------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Takes a named data set; fetches it first where it is not here."""
        source = SOURCES[name]
        if self.is_busy:
            return
        if source.remotes and not is_here(source):
            self._download(source)
            return
        self._take(DataSettings(source=name, scaling=source.scaling))

    def open_file(self) -> None:
        """Asks for a file of one's own."""
        path = self._ask_file()
        if path is not None:
            self.choose_file(path)

    def ask_where(self) -> Path | None:
        """Asks where the chosen data lies now; it may be a folder."""
        if self._settings.is_table or self._settings.path.lower().endswith(".npz"):
            return self._ask_file()
        return ask_folder(self, self.tr("Open a folder of pictures, of texts, or of .npy files"), "data")

    def _ask_file(self) -> Path | None:
        kinds = " ".join(f"*{suffix}" for suffix in (".npz", *TABLES, "ubyte", "ubyte.gz", ".idx?", ".idx?.gz"))
        return ask_open(self, self.tr("Open data"), "data", f"{self.tr('Data')} ({kinds})")

    def open_folder(self) -> None:
        """Asks for a folder of one's own."""
        path = ask_folder(self, self.tr("Open a folder of pictures, of texts, or of .npy files"), "data")
        if path is not None:
            self.choose_file(path)

    def choose_file(self, path: Path) -> None:
        """Takes a file of one's own."""
        if self.is_busy:
            self._say(Message("Another data set is still being read. Choose this one when that is done."))
        else:
            settings = DataSettings(path=str(path))
            pictures = os.path.isdir(path) and _holds_pictures(path)
            scaling = "unit" if pictures else "standardize" if settings.is_table else "none"
            self._take(settings.replace(scaling=scaling))

    def _take(self, settings: DataSettings) -> None:
        """Reads the data once, so that the preparation suits the network from the start."""
        project, basis = self.session.project, self.session.data_choice.basis()

        tables: list[Table] = []  # held until the data page, if there is one, has them

        def work() -> tuple[DataSettings, Dataset]:
            dataset = self.session.loader.read(settings, tables)
            return suiting(settings, dataset, project, basis), dataset

        def take(found: tuple[DataSettings, Dataset]) -> None:
            self.session.loader.keep(*found)
            self._apply(found[0])

        self._soon.start()
        self._run(run_reading(work), take, settings).ended.connect(lambda _outcome: tables.clear())

    def _show_reading(self) -> None:
        """What takes its time is told, and can be stopped."""
        self.bar.setRange(0, 0)
        self.bar.show()
        self.cancel_button.show()

    def _apply(self, settings: DataSettings) -> None:
        self._say("")
        self.session.data_choice.choose(Message("Choose data"), settings)

    def _download(self, source: Source) -> None:
        self.bar.setRange(0, 1000)
        self.bar.show()
        self.cancel_button.show()
        from netbuilder.data.download import fetch  # only now: it brings the whole of HTTP

        task = self._run(fetch(source), lambda _value: self._take_later(source), None)
        task.events.connect(lambda events: self._show_fetched(events[-1]))

    def _take_later(self, source: Source) -> None:
        self._fill_sources()
        self.choose(source.name)

    def _show_fetched(self, step: Any) -> None:
        self.bar.setValue(round(1000 * step.done / step.total))
        self._say(
            self.tr("{file}: {done} of {total} MB").format(
                file=step.file, done=f"{step.done / 1e6:.1f}", total=f"{step.total / 1e6:.1f}"
            )
        )

    def cancel(self) -> None:
        """Ends what is being fetched or read."""
        if self._task is not None:
            self._task.stop()

    def _run(self, events: Iterator[Any], then: Callable[[Any], object], settings: DataSettings | None) -> Task:
        self._task = task = Task(events, self)
        task.ended.connect(lambda outcome: self._ended(outcome, then, settings))
        task.start()
        self.busy_changed.emit()
        return task

    def _ended(self, outcome: object, then: Callable[[Any], object], settings: DataSettings | None) -> None:
        self._task = None
        self._soon.stop()
        self.bar.hide()
        self.cancel_button.hide()
        self.busy_changed.emit()
        if isinstance(outcome, Done):
            then(outcome.value)
        elif isinstance(outcome, Failed):
            fault = outcome.fault()
            if settings is not None and is_of_rows(settings) and isinstance(fault, DataError):
                self._apply(settings)  # it could be read: what is still to be settled is told beside its fields
            elif settings is not None and isinstance(fault, DataError) and fault.arrays and not settings.arrays:
                self._ask_arrays(settings, fault.arrays)
            else:
                self._say(fault)
        else:
            self._say(Message("cancelled"))

    def _ask_arrays(self, settings: DataSettings, arrays: Mapping[str, tuple[int, ...]]) -> None:
        """Which arrays of a file are what, where their names do not tell; then it is read again."""
        self.asking = ArraysDialog(Path(settings.path).name, arrays, self.window())
        self.asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.asking.chosen.connect(lambda chosen: self._take(settings.replace(arrays=chosen)))
        self.asking.rejected.connect(lambda: self._say(Message("cancelled")))
        self.asking.open()

    def _say(self, told: Fault | Message | str) -> None:
        self._said = told
        self.state.setText(sentence(told))

    def close_tasks(self) -> None:
        """Ends its thread."""
        if self._task is not None:
            self._task.let_go()

    # -- showing --------------------------------------------------------------------------------------

    def _change(self, settings: DataSettings, field: str) -> None:
        text = Message("Change {field}", {"field": field})
        self.session.data_choice.choose(text, settings, merge_key(f"data.{field}"))

    def _change_series(self, settings: DataSettings, field: str) -> None:
        """Windows that are new come with parts that they can have, and with the column of times if there is one."""
        if field == "sequence_length" and not self._settings.sequence_length:
            raw = self.session.prepared.raw.raw if self.session.prepared is not None else None
            settings = suiting_windows(settings, tuple(raw.dates) if raw is not None else ())
        self._change(settings, field)

    def _on_changed(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            if not self.is_busy:
                self._say("")  # what was said of a file that was refused
            self.refresh()

    def refresh(self) -> None:
        """Shows the settings, and the data once it is there."""
        settings, loader = self._settings, self.session.loader
        if (
            settings.chosen
            and loader.prepared is None
            and loader.error is None
            and not loader.is_loading
            and self.isVisible()
        ):
            loader.request()
        for i in range(self.sources.count()):
            item = self.sources.item(i)
            if item.data(NAME) == settings.source:
                self.sources.setCurrentItem(item)
        if not settings.source:
            self.sources.setCurrentRow(-1)
        self._show_about(settings)
        self.form.setVisible(settings.chosen)
        self.form.set_value(settings)
        is_table = settings.is_table
        self.file_form.setVisible(is_table)
        self.file_form.set_value(settings)
        self.series_title.setVisible(is_table)
        self.series_form.setVisible(is_table)
        self.series_form.set_value(settings)
        for field in OF_WINDOWS[1:]:
            self.series_form.row(field).setVisible(bool(settings.sequence_length))
        pictures = loader.prepared is not None and loader.prepared.dataset.pictures is not None and bool(settings.path)
        self.picture_form.setVisible(pictures)
        self.picture_form.set_value(settings)
        of_texts = not is_table and is_of_rows(settings)
        self.text_form.setVisible(of_texts)
        self.text_form.set_value(settings)
        self._show_target(settings if is_table else None)
        names = self.session.loader.columns
        fitted = loader.prepared.fitted if loader.prepared is not None else None
        graph = self.session.project.graph
        to = (*graph.input_names, *(column.to for column in settings.columns if column.to))
        self.column_form.offer_inputs(tuple(dict.fromkeys(to)))
        self.column_form.set_value(settings, inputs_of(names, settings) if is_table or of_texts else (), fitted)
        self.targets_form.setVisible(is_table)
        self.targets_form.set_value(settings, names if is_table else (), graph.output_names)
        self.beside_form.setVisible(is_table)
        self.beside_form.set_value(settings, names if is_table else (), tuple(dict.fromkeys(to)))
        self.error.setText(sentence(loader.error) if loader.error else "")
        self.error.setVisible(loader.error is not None)
        self._show_facts()
        self.samples.show_data(loader.prepared)
        self.samples.setEnabled(loader.is_fresh)  # until the new ones are there these are of another time

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def _show_about(self, settings: DataSettings) -> None:
        if settings.source in SOURCES:
            source = SOURCES[settings.source]
            self.about.setText(f"{translated(source.about)}\n{self.tr('Licence')}: {source.licence}")
        elif settings.path:
            self.about.setText(printable(settings.path))
        else:
            self.about.setText(
                self.tr(
                    "Choose a data set on the left, or open a file: an .npz with x_train and y_train, a table, "
                    "or a folder with a folder of pictures or texts for each class."
                )
            )

    def _show_target(self, settings: DataSettings | None) -> None:
        self._target_row.setVisible(settings is not None and not settings.several)
        if settings is None:
            return
        names = self.session.loader.columns or (settings.target,) * bool(settings.target)
        self._offer_columns(names)
        if names != self._names:
            self._names = names
            self.target.clear()
            for name in names:
                self.target.addItem(printable(name), name)
        wanted = target_of(names, settings)
        self.target.setCurrentIndex(names.index(wanted) if wanted in names else -1)
        self.target.setToolTip(printable(wanted))  # a long name is cut

    def _offer_columns(self, names: tuple[str, ...]) -> None:
        """Lets columns be picked by those that the table has."""
        if names == self._columns:
            return
        self._columns = names
        self.file_form.offer("ignore", names)
        for field in ONE_COLUMN:
            self.file_form.offer(field, ("", *names))
        for field in ("time_column", "group_column"):
            self.series_form.offer(field, ("", *names))

    def _show_facts(self) -> None:
        clear(self.facts)
        clear(self.steps)
        prepared = self.session.prepared
        if prepared is None:
            return
        data = prepared.dataset
        for name, shape in prepared.input_shapes.items():
            title = self.tr("inputs") if len(prepared.input_shapes) == 1 else printable(name)
            self._fact(title, shape_text(shape))
        self._fact(self.tr("training"), singular(self.tr("{count} samples").format(count=number(data.train_count))))
        if data.val_count:
            counted = self.tr("{count} samples").format(count=number(data.val_count))
            self._fact(self.tr("validation"), singular(counted))
        self._fact(self.tr("test"), singular(self.tr("{count} samples").format(count=number(data.test_count))))
        for name, kinds in data.named.items():
            if kinds:
                told = sentence(listed(kinds[:12])) + (" …" if len(kinds) > 12 else "")
                self._fact(printable(name), f"{len(kinds)}: {told}")
        if data.classes:
            names = sentence(listed(data.classes[:12])) + (" …" if len(data.classes) > 12 else "")
            self._fact(self.tr("classes"), f"{len(data.classes)}: {names}")
        for step in (*prepared.steps, *split_sentences(prepared), *sentences(prepared.fitted, MOST_COLUMNS)):
            self.steps.addWidget(label("→ " + sentence(step), "small", wrap=True))

    def _fact(self, title: str, value: str) -> None:
        name = label(title, "quiet")
        hold_width(name, 80)
        fact = row(name, label(value, wrap=True))
        fact.setStretch(1, 1)
        self.facts.addLayout(fact)
