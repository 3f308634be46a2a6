"""What data a project uses and how it is prepared: one declared value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from netbuilder.data.beside import Beside
from netbuilder.data.column_settings import AS_TABLE, MISSING, USUAL, Column, Target
from netbuilder.data.tables.form import Asked
from netbuilder.data.windows import WindowForm
from netbuilder.errors import FieldError
from netbuilder.kinds import shown
from netbuilder.spec import Spec, param

SCALINGS = ("none", "unit", "standardize", "minmax")
ARRANGEMENTS = ("as_is", "flatten", "channels")
TEXTS = (".csv", ".tsv", ".tab", ".txt", ".data", ".dat")
TABLES = (
    *TEXTS, *(f"{suffix}.gz" for suffix in TEXTS), ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
    ".parquet",
)  # fmt: skip
ENCODINGS = ("", "utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_kr", "cp1250", "cp1251", "cp1252", "latin-1")
SPLITS = ("fraction", "stratified", "group", "time", "column", "files")
VALIDATED = 0.1  # the share of rows that validates where windows are new
OF_WINDOWS = ("sequence_length", "sequence_stride", "sampling_rate", "horizon", "over_gaps")
BY_COLUMN = ("group", "time", "column")  # the splits that read a column


class DataSettings(Spec):
    """A named data set or a file, and each step of its preparation."""

    source: str = param(default="", doc="A data set's name, or nothing for a file.")
    path: str = param(
        default="", doc="An own .npz file, a table such as a .csv file, a folder of .npy files, pictures or texts."
    )
    target: str = param(default="", doc="The column of a .csv file that is predicted; nothing is the last one.")
    ignore: tuple[str, ...] = param(default=(), doc="Columns of a .csv file that are left out.")
    missing: str = param(
        default="refuse",
        choices=MISSING[:-1],
        doc="What is done with blanks in a .csv file: drop leaves their rows out; mean, median and most_frequent fill "
        "numbers with what the rows have that are trained on. A blank text is a category of its own, or one without "
        "words.",
    )
    test_split: float = param(
        default=0.2, ge=0, lt=1, doc="Share of a file's rows kept for testing, where it has no test part."
    )
    scaling: str = param(
        default="none",
        choices=SCALINGS,
        doc="unit divides whole numbers by their largest; standardize gives each column mean 0 and spread 1; "
        "minmax brings each column to 0 to 1. All measure only what is trained on, neither validation nor test.",
    )
    arrangement: str = param(
        default="as_is",
        choices=ARRANGEMENTS,
        doc="flatten lines each sample up; channels adds an axis of 1 to grey images.",
    )
    one_hot: bool = param(default=False, doc="Turns class numbers into vectors with a single 1.")
    target_is_input: bool = param(
        default=False, doc="The target is the input as it is prepared, as for an autoencoder; labels are ignored."
    )
    weight_column: str = param(
        default="", doc="The column of a .csv file that says how much each row counts; without one all count alike."
    )
    keep_on_disk: str = param(
        default="auto",
        choices=("auto", "always", "never"),
        advanced=True,
        doc="Whether the inputs of an .npz file or a folder are read batch by batch. auto does so when they would "
        "take more than a quarter of the memory.",
    )
    labels: str = param(
        default="auto",
        choices=("auto", "classes", "amounts"),
        doc="Whether whole numbers as labels are classes or amounts. auto goes by the loss: one for classes makes them "
        "classes, one for amounts amounts; texts are always classes.",
    )
    target_scaling: str = param(
        default="none",
        choices=("none", "standardize", "minmax"),
        doc="How amounts that are predicted are scaled while training. Predictions and metrics are in their own unit.",
    )
    split: str = param(
        default="fraction",
        choices=SPLITS,
        doc="How a file's rows come into parts: fraction at random; stratified with the same share of each class; "
        "group keeps rows together that have the same in split_column; time puts the latest into the test part; "
        "column reads train, validation or test from split_column; files takes those parts from files of their own.",
    )
    validation_part: float = param(
        default=0.0, ge=0, lt=1, doc="Share of a file's rows that is split off for validation, in the same way."
    )
    split_column: str = param(
        default="", doc="The column of a .csv file that the split goes by: groups, times, or names of parts."
    )
    gap: int = param(
        default=0, ge=0, advanced=True, doc="So many rows are left out between the parts of a split by time."
    )
    split_seed: int = param(
        default=0, ge=0, le=2**32 - 1, advanced=True, doc="Another number draws other rows for the parts."
    )
    validation_path: str = param(default="", advanced=True, doc="With split files: the file to validate on.")
    test_path: str = param(default="", advanced=True, doc="With split files: the file to test with.")
    header: str = param(
        default="auto",
        choices=("auto", "yes", "no"),
        advanced=True,
        doc="Whether the first line of a .csv file holds the names of its columns. auto says yes where it holds a text "
        "that is no number.",
    )
    delimiter: str = param(
        default="",
        advanced=True,
        doc="The sign between the cells of a text table; left empty it is found out. A blank stands for any number of "
        "them.",
    )
    decimal: str = param(
        default="", choices=("", ".", ","), advanced=True, doc="The sign before decimals; left empty it is found out."
    )
    encoding: str = param(
        default="",
        choices=ENCODINGS,
        advanced=True,
        doc="How letters are stored in a text table; left empty it is found out.",
    )
    sheet: str = param(
        default="", advanced=True, doc="The sheet of a workbook; left empty it is the first that holds anything."
    )
    picture_column: str = param(
        default="",
        advanced=True,
        doc="The column of a table that names picture files, beside the table or in folders there; left empty it is "
        "found out.",
    )
    picture_height: int = param(
        default=0, ge=0, le=4096, doc="Pixels that each picture of a folder is brought to; 0 is what most have."
    )
    picture_width: int = param(
        default=0, ge=0, le=4096, doc="Pixels that each picture of a folder is brought to; 0 is what most have."
    )
    colour: str = param(
        default="auto",
        choices=("auto", "grey", "rgb"),
        doc="The channels of pictures in a folder: one, or three. auto takes one where all of them are grey.",
    )
    fit: str = param(
        default="stretch",
        choices=("stretch", "crop", "pad"),
        doc="How pictures of another shape are brought to that size: stretched, cut around their middle, or with black "
        "beside them.",
    )
    time_column: str = param(
        default="",
        doc="The column of a .csv file that says when a row was. Rows are sorted by it; it is no input unless its kind "
        "is set to date.",
    )
    group_column: str = param(
        default="",
        doc="The column of a .csv file that says of which series a row is: no window reaches over two. It is no input.",
    )
    sequence_length: int = param(
        default=0, ge=0, doc="Rows of a window that the network sees at once; 0 takes each row for itself."
    )
    sequence_stride: int = param(default=1, ge=1, doc="So many rows after one window the next one begins.")
    sampling_rate: int = param(default=1, ge=1, doc="Of so many rows after one another a window takes one.")
    horizon: int = param(
        default=1,
        ge=0,
        doc="So many rows after a window's last is what it predicts; what was before is then an input too, unless the "
        "column is ignored. 0 is the label of the last row itself.",
    )
    over_gaps: bool = param(default=True, doc="Whether windows reach over gaps in time. Gaps are told in either case.")
    columns: tuple[Column, ...] = param(
        default=(), advanced=True, doc="What is done otherwise with single columns of a .csv file."
    )
    beside: tuple[Beside, ...] = param(
        default=(),
        advanced=True,
        doc="Other tables whose columns stand beside those of a .csv file, joined by a key or in their order.",
    )
    targets: tuple[Target, ...] = param(
        default=(),
        advanced=True,
        doc="The columns of a .csv file that are predicted where there are several, one for each output of the "
        "network; they stand in for target.",
    )

    num_words: int = param(
        default=0,
        ge=0,
        advanced=True,
        doc="Of the sets imdb and reuters: only so many of the most frequent words are known; 0 is all.",
    )
    skip_top: int = param(
        default=0, ge=0, advanced=True, doc="Of the sets imdb and reuters: so many of the most frequent are left out."
    )
    maxlen: int = param(
        default=0,
        ge=0,
        advanced=True,
        doc="Of the sets imdb and reuters: only sequences that are shorter are taken; 0 takes all.",
    )
    padded_length: int = param(
        default=0,
        ge=0,
        le=1 << 16,
        advanced=True,
        doc="Of the sets imdb and reuters: the words that each sequence is filled or cut to, at its beginning; 0 is "
        "what 95 of 100 do not exceed.",
    )
    seed: int = param(
        default=113,
        ge=0,
        le=2**32 - 1,
        advanced=True,
        doc="The order in which Keras's own sets of sequences and houses are shuffled before they are split.",
    )
    arrays: tuple[str, ...] = param(
        default=(),
        advanced=True,
        doc="Which arrays of a file are what, where their names do not tell: x_train=images, y_train=labels.",
    )
    leave_out: tuple[str, ...] = param(
        default=(),
        advanced=True,
        doc="Samples that are left out of all parts: rows of a table by the line of its file, those of arrays by their "
        "number from 0 (test:0 in a test part of its own), pictures and texts by their path in the folder.",
    )

    def validate(self) -> None:
        """Names of columns stand once; shares leave something to train on."""
        for field in ("columns", "targets"):
            names = [column.name for column in getattr(self, field)]
            if len(set(names)) < len(names):
                double = next(name for name in names if names.count(name) > 1)
                raise FieldError(field, "tells twice of the column {name}", name=shown(double))
        outputs = [target.output for target in self.targets]
        if len(set(outputs)) < len(outputs):
            double = next(name for name in outputs if outputs.count(name) > 1)
            raise FieldError("targets", "has two columns for the output {name}. Give one another", name=shown(double))
        if len(self.delimiter) > 1 or self.delimiter in ("\n", "\r", '"'):
            raise FieldError("delimiter", "must be one sign, such as a comma, got {value}", value=shown(self.delimiter))
        if self.test_split + self.validation_part >= 1:
            raise FieldError("validation_part", "and test_split together leave nothing to train on")

    def at(self, path: str, source: str = "") -> Self:
        """The same for another file, or another data set: what is left out of one are other samples there."""
        if (path, source) == (self.path, self.source):
            return self
        return self.replace(path=path, source=source, leave_out=(), arrays=())

    @property
    def windows(self) -> WindowForm | None:
        """The windows that rows are taken in; None where each row is a sample."""
        if not self.sequence_length:
            return None
        return WindowForm(self.sequence_length, self.sampling_rate, self.sequence_stride, self.horizon)

    @property
    def split_by(self) -> str:
        """The column that the split goes by, if it goes by one."""
        role = {"time": self.time_column, "group": self.group_column}.get(self.split, "")
        return str(self.split_column or role) if self.split in BY_COLUMN else ""

    @property
    def time_by(self) -> str:
        """The column that says when a row was."""
        return str(self.time_column or (self.split_column if self.split == "time" else ""))

    @property
    def asked(self) -> Asked:
        """What is said of a table's form; the rest is found out."""
        return Asked(self.delimiter, self.decimal, self.header, self.encoding, self.sheet)

    @property
    def chosen(self) -> bool:
        """Whether there is any data."""
        return bool(self.source or self.path)

    @property
    def is_table(self) -> bool:
        """Whether it is a file with rows and columns of text."""
        return not self.source and self.path.lower().endswith(TABLES)

    @property
    def name(self) -> str:
        """What it is called in one word."""
        return self.source or self.path

    @property
    def several(self) -> Mapping[str, Target]:
        """The targets by their outputs, where there are several."""
        return {target.output: target for target in self.targets} if len(self.targets) > 1 else {}

    def predicted(self, output: str = "y") -> Target:
        """What holds for the labels of an output."""
        own = self.several.get(output) or (self.targets[0] if len(self.targets) == 1 else None)
        if own is None:
            return Target(self.target, labels=self.labels, scaling=self.target_scaling, one_hot=self.one_hot)
        return own.replace(
            labels=self.labels if own.labels == "auto" else own.labels,
            scaling=self.target_scaling if own.scaling == AS_TABLE else own.scaling,
            one_hot=own.one_hot if self.several else self.one_hot,
        )

    def column(self, name: str) -> Column:
        """What holds for a column."""
        found = self.how(name)
        return found if found is not USUAL else Column(name)

    def enters(self, name: str) -> str:
        """The input that a column enters, by its own word or by that of the table that it is from."""
        own = str(self.how(name).to)
        return own or next((str(one.to) for one in self.beside if name.startswith(f"{one.called}.")), "")

    def how(self, name: str) -> Column:
        """The same for those who know the name; quick, for tables of thousands of columns."""
        return next((column for column in self.columns if column.name == name), USUAL)

    def missing_of(self, name: str) -> str:
        """What is done with the blanks of a column."""
        own = str(self.how(name).missing)
        return str(self.missing) if own == AS_TABLE else own

    def missing_of_text(self, name: str) -> str:
        """The same of a column of texts to be read: unless something else is said, a blank is a text without words."""
        own = str(self.how(name).missing)
        if own == AS_TABLE and self.missing == "drop":
            return "drop"
        return own if own in ("refuse", "drop") else "constant"


def suiting_windows(settings: DataSettings, dates: Sequence[str] = ()) -> DataSettings:
    """The settings with parts that windows can have, where they are not set otherwise: parts by time, one of them for
    validation. Where there is one column of `dates` it says when rows were."""
    if not settings.time_by and len(dates) == 1:
        settings = settings.replace(time_column=dates[0])
    if settings.split in ("fraction", "stratified"):
        settings = settings.replace(split="time")
    if settings.split in ("time", "group") and not settings.validation_part and settings.test_split < 1 - VALIDATED:
        settings = settings.replace(validation_part=VALIDATED)
    return settings
