"""What the columns of a table are turned into: measured on the rows that are trained on, then the same for any rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import RawColumns
from netbuilder.data.dates import DateForm, part_of, parts_for
from netbuilder.data.dates.forms import EXAMPLES, UNIX
from netbuilder.data.dates.parts import names_of
from netbuilder.data.memory import bytes_text, memory_limit
from netbuilder.data.scaling import NUMBERS_AT_ONCE, Scaling, measured, scaling_from
from netbuilder.data.settings import AS_TABLE, Column, DataSettings
from netbuilder.data.tables.numbers import number_text
from netbuilder.data.text import FittedText, TextSteps, Unseen, fit_text, without_spaces
from netbuilder.data.text.steps import UNKNOWN
from netbuilder.errors import N_, DataError, Message, listed
from netbuilder.files.reading import step
from netbuilder.kinds import shown

BLANK = ""  # the category of a cell without text
NAMED = 6  # things in a sentence
SMALL = 1 << 28  # bytes that any machine has
REST = "x"  # the input of columns that name none


@dataclass(frozen=True)
class FittedColumn:
    """One column as it was fitted. Inputs made of it are (x - offset) / divisor, one pair for each.

    `fill` stands in for blanks (None: they are refused, a category stays without one); `low` and `high` are the
    smallest and largest number that was trained on. `categories` are known in this order. `scaling` says what the
    pairs are. `to` names the input that it enters.

    A column of dates has `parts`; its numbers are seconds since 1970, `date` says how it is written, and `first` is
    what days are counted from.

    A column that is `whole` gives whole numbers, (rows, width) in int32, which are never scaled and have no pairs; it
    shares its input with others of that kind only. One with a `text` is cut into words; it has no pairs either.
    """

    name: str
    categories: tuple[str, ...] | None = None
    missing: str = "refuse"
    fill: float | str | None = None
    mark_missing: bool = False
    encoding: str = "one_hot"
    unseen: str = "zeros"
    outside: str = "keep"
    low: float = 0.0
    high: float = 0.0
    scaling: str = "none"
    offset: tuple[float, ...] = ()
    divisor: tuple[float, ...] = ()
    to: str = ""
    parts: tuple[str, ...] = ()
    date: DateForm | None = None
    first: float = 0.0
    text: FittedText | None = None

    @property
    def whole(self) -> bool:
        """Whether it gives whole numbers, such as an Embedding reads."""
        if self.text is not None:
            return self.text.is_sequence
        return self.categories is not None and self.encoding == "index"

    @property
    def kinds(self) -> int:
        """How many different whole numbers it can give, from 0 on; 0 where it gives others."""
        if not self.whole:
            return 0
        return len(self.text.vocabulary) + 2 if self.text is not None else len(self.categories or ()) + 1

    @property
    def of_numbers(self) -> bool:
        """Whether it is read as numbers, and not as texts."""
        return self.categories is None and self.text is None

    @property
    def pairs(self) -> tuple[Array, Array]:
        """Offset and divisor of all its inputs."""
        if self.text is not None:
            return np.zeros(len(self.inputs)), np.ones(len(self.inputs))
        return np.array(self.offset), np.array(self.divisor)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs that it becomes."""
        if self.text is not None and self.text.is_sequence:
            own = tuple(f"{self.name}: {i + 1}" for i in range(self.text.length))
        elif self.text is not None:
            own = tuple(f"{self.name}: {token}" for token in (UNKNOWN, *self.text.vocabulary))
        elif self.categories is not None and self.encoding == "one_hot":
            own = tuple(f"{self.name}={kind}" for kind in self.categories)
        elif self.date is not None:
            own = tuple(name for part in self.parts for name in names_of(self.name, part))
        else:
            own = (self.name,)
        return (*own, f"{self.name}: blank") if self.mark_missing else own

    @property
    def width(self) -> int:
        """How many inputs it becomes before the one that marks blanks."""
        return len(self.inputs) - self.mark_missing


@dataclass
class Surprises:
    """What new rows held that training did not: by column how many blanks, categories and numbers, and examples."""

    filled: dict[str, int] = dataclasses.field(default_factory=dict)
    unseen: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)
    outside: dict[str, int] = dataclasses.field(default_factory=dict)
    words: dict[str, Unseen] = dataclasses.field(default_factory=dict)

    def sentences(self, new: bool = True) -> list[Message]:
        """A sentence for each kind of surprise; of rows that are not `new`, as those of a test part, the gravest."""
        found = []
        if self.filled and new:
            counts = listed(f"{name} {count}" for name, count in self.filled.items())
            found.append(Message("blanks filled with what was measured in training: {counts}", {"counts": counts}))
        for name, kinds in self.unseen.items():
            told = listed(
                [f"{shown(kind)} ({count})" if kind else f"blank ({count})" for kind, count in kinds.items()][:NAMED]
            )
            values = {"name": name, "kinds": told, "count": len(kinds)}
            found.append(Message("{name}: never seen in training, taken as none of its categories: {kinds}", values))
        for name, unseen in self.words.items() if new else ():
            found += _about_words(name, unseen)
        if self.outside and new:
            counts = listed(f"{name} {count}" for name, count in self.outside.items())
            found.append(Message("numbers beyond those of training: {counts}", {"counts": counts}))
        return found


@dataclass(frozen=True)
class FittedTable:
    """All columns as they were fitted, in order; `rows` is how many they were measured on."""

    columns: tuple[FittedColumn, ...]
    rows: int

    @property
    def features(self) -> tuple[str, ...]:
        """The names of all inputs, those of one array after those of another."""
        return tuple(name for array in self.inputs for name in self.features_of(array))

    def features_of(self, array: str) -> tuple[str, ...]:
        """The names of what one array holds."""
        return tuple(name for column in self.inputs.get(array, ()) for name in column.inputs)

    @cached_property
    def inputs(self) -> Mapping[str, tuple[FittedColumn, ...]]:
        """The columns of each array that enters the network, by its name, in the order in which the names appear."""
        found: dict[str, list[FittedColumn]] = {}
        for column in self.columns:
            found.setdefault(column.to or REST, []).append(column)
        return {name: tuple(columns) for name, columns in found.items()}

    def __call__(
        self, x: Array, raw: RawColumns, lines: Array | None = None, surprises: Surprises | None = None
    ) -> dict[str, Array]:
        """Raw columns as the network takes them: for each input (rows, features) in float32, or in int32 where all its
        columns are whole; raises DataError where a column refuses what it holds."""
        self._need_columns(raw)
        return {name: _entering(columns, x, raw, lines, surprises) for name, columns in self.inputs.items()}

    def _need_columns(self, raw: RawColumns) -> None:
        """Raises DataError for columns that are not there, or hold texts where numbers were trained on."""
        absent = [column.name for column in self.columns if column.name not in raw.places]
        if absent:
            raise DataError(
                "the data has no column {absent}, which the network was trained on. It has {names}",
                absent=listed(map(shown, absent)), names=listed(raw.names),
            )  # fmt: skip
        texts = [column.name for column in self.columns if column.of_numbers and column.name in raw.texts]
        if texts:
            raise DataError(
                "{names}: numbers in training, but texts in this data. Correct them, or train anew",
                names=listed(map(shown, texts)),
            )

    def sentences(self) -> list[Message]:
        """What is done, in words and with numbers."""
        return [*_scaling_sentences(self.columns), *_of_writing(self.columns)]


def _entering(
    columns: tuple[FittedColumn, ...], x: Array, raw: RawColumns, lines: Array | None, surprises: Surprises | None
) -> Array:
    """One array of an input, made of its columns a part of the rows at a time."""
    whole = columns[0].whole
    offset, divisor = (np.concatenate(own) for own in zip(*(column.pairs for column in columns), strict=True))
    width = sum(len(column.inputs) for column in columns)
    _need_memory(columns, len(x), width)
    found = np.empty((len(x), width), np.int32 if whole else np.float32)
    size = max(1, NUMBERS_AT_ONCE // max(width, 1))
    for start in range(0, len(x), size):
        step()
        rows = slice(start, start + size)
        told = None if lines is None else lines[rows]
        blocks = [block(column, x[rows, raw.places[column.name]], raw, told, surprises) for column in columns]
        if whole:
            np.concatenate(blocks, axis=1, out=found[rows], casting="same_kind")
            continue
        with np.errstate(over="ignore", invalid="ignore"):
            np.divide(np.concatenate(blocks, axis=1) - offset, divisor, out=found[rows], casting="same_kind")
        if not np.isfinite(found[rows]).all():
            raise _too_large(columns, found[rows], told)
    return found


def _need_memory(columns: tuple[FittedColumn, ...], rows: int, width: int) -> None:
    """Raises DataError where the words of texts make an array that is too large."""
    needed = rows * width * 4
    if needed <= SMALL or not any(column.text for column in columns) or needed <= memory_limit():
        return
    column = max((column for column in columns if column.text), key=lambda column: column.width)
    how = "output_sequence_length" if column.whole else "vocabulary"
    raise DataError(
        "column {name}: {rows} texts with {width} numbers each take {needed}, more than there is room for ({limit}). "
        "Choose a smaller {how}",
        name=shown(column.name), rows=rows, width=column.width, needed=bytes_text(needed),
        limit=bytes_text(memory_limit()), how=how,
    )  # fmt: skip


def _too_large(columns: tuple[FittedColumn, ...], found: Array, lines: Array | None) -> DataError:
    """What is to be told of numbers that float32 does not hold."""
    bad = ~np.isfinite(found)
    places = np.repeat(np.arange(len(columns)), [len(column.inputs) for column in columns])
    column = columns[int(places[bad.any(axis=0).argmax()])]
    return _refused(column, Message("a number that is too large for a network"), np.asarray(bad.any(axis=1)), lines)


def fit_table(x: Array, raw: RawColumns, settings: DataSettings) -> FittedTable:
    """Measures each column on these rows, which are those that are trained on; raises DataError."""
    bare = [_fitted(x[:, i], name, raw, settings) for i, name in enumerate(raw.names)]
    faults = [column for column in bare if isinstance(column, DataError)]
    if faults:
        raise faults[0]
    columns = [column for column in bare if isinstance(column, FittedColumn)]
    table = FittedTable(tuple(_scaled(x, raw, columns)), len(x))
    need_one_kind(table)
    return table


def need_one_kind(table: FittedTable) -> None:
    """Raises DataError where whole numbers and amounts would share an array."""
    for columns in table.inputs.values():
        marked = next((column for column in columns if column.whole and column.mark_missing), None)
        if marked is not None:
            raise DataError(
                "column {name} gives whole numbers, beside which nothing can mark blanks: they have a number of their "
                "own. Turn mark_missing off",
                name=shown(marked.name),
            )
        whole = [column.name for column in columns if column.whole]
        if whole and len(whole) < len(columns):
            other = next(column.name for column in columns if not column.whole)
            raise DataError(
                "column {name} gives whole numbers, but {other} amounts, and they would share an input. Name an Input "
                "block of its own for one of them (to)",
                name=shown(whole[0]), other=shown(other),
            )  # fmt: skip


def _fitted(values: Array, name: str, raw: RawColumns, settings: DataSettings) -> FittedColumn | DataError:
    """A column before it is scaled."""
    step()
    column, how = settings.how(name), settings.missing_of(name)
    made = FittedColumn(
        name, missing=how, mark_missing=column.mark_missing, encoding=column.encoding, unseen=column.unseen,
        outside=column.outside, scaling=_scaling_word(column, settings), to=settings.enters(name),
    )  # fmt: skip
    known = values[~np.isnan(values)]
    if name in raw.dates:
        return _with_parts(made, known, raw.dates[name], settings)
    if name in raw.readable:
        return _with_words(made, known, len(values) - len(known), raw.texts[name], column, settings)
    if name in raw.texts:
        return _with_categories(made, known, len(known) < len(values), raw.texts[name], column)
    if how == "constant":
        try:
            fill = float(column.fill)
        except ValueError:
            return DataError(
                "column {name}: blanks are filled with a constant, and {fill} is no number. Give one",
                name=name, fill=shown(column.fill),
            )  # fmt: skip
    elif not len(known):
        return DataError("column {name} is empty in the rows that are trained on. Leave it out", name=name)
    else:
        fill = _typical(known, how)
    low, high = (float(known.min()), float(known.max())) if len(known) else (fill, fill)
    filled = how in ("mean", "median", "most_frequent", "constant")
    return dataclasses.replace(made, fill=fill if filled else None, low=low, high=high)


def _with_parts(made: FittedColumn, known: Array, form: DateForm, settings: DataSettings) -> FittedColumn | DataError:
    """A column of dates before it is scaled."""
    column, fill = settings.how(made.name), None
    if made.scaling == "log":
        return DataError("column {name} holds dates, which have no logarithm. Scale it otherwise", name=made.name)
    if made.missing == "constant":
        fill = float(form.seconds([column.fill.strip()])[0]) if form.order not in UNIX else _number(column.fill)
        if np.isnan(fill):
            return DataError(
                "column {name}: blanks are filled with a constant, and {fill} is no date like the others ({example})",
                name=made.name, fill=shown(column.fill), example=EXAMPLES[form.order],
            )  # fmt: skip
    elif not len(known):
        return DataError("column {name} is empty in the rows that are trained on. Leave it out", name=made.name)
    elif made.missing in ("mean", "median", "most_frequent"):
        fill = _typical(known, made.missing)
    low, high = (float(known.min()), float(known.max())) if len(known) else (fill or 0.0, fill or 0.0)
    parts = column.parts or parts_for(known, form.order != "time", counts=True)
    return dataclasses.replace(made, fill=fill, low=low, high=high, parts=parts, date=form, first=low)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _typical(known: Array, how: str) -> float:
    if how == "median":
        return float(np.median(known))
    if how == "most_frequent":
        numbers, counts = np.unique(known, return_counts=True)
        return float(numbers[counts.argmax()])
    return float(known.mean())


def _with_words(
    made: FittedColumn, known: Array, blank: int, texts: tuple[str, ...], column: Column, settings: DataSettings
) -> FittedColumn:
    """A column of texts that are cut into words; where blanks are not refused they are another text."""
    how = settings.missing_of_text(made.name)
    fill = (str(column.fill) if column.missing == "constant" else BLANK) if how == "constant" else None
    rows = np.bincount(known.astype(np.intp), minlength=len(texts))
    held = np.flatnonzero(rows)
    said, counts = [texts[i] for i in held], rows[held]
    if blank and fill is not None:
        said, counts = [*said, fill], np.append(counts, blank)
    split = str(column.split)
    if split == "auto":
        split = "character" if without_spaces(said) else "whitespace"
    steps = TextSteps(
        str(column.standardize), split, str(column.output_mode), str(column.padding), str(column.truncating)
    )
    found = fit_text(
        said, counts, steps, int(column.vocabulary), int(column.least_count), int(column.output_sequence_length)
    )
    return dataclasses.replace(made, missing=how, fill=fill, text=found, scaling="none")


def _with_categories(
    made: FittedColumn, known: Array, has_blanks: bool, texts: tuple[str, ...], column: Column
) -> FittedColumn:
    codes, counts = np.unique(known, return_counts=True)
    by_count = [texts[int(codes[i])] for i in np.lexsort((codes, -counts))]
    fill: str | None = None
    if made.missing == "most_frequent":
        fill = by_count[0] if by_count else BLANK
    elif made.missing == "constant":
        fill = column.fill
    kept = set(by_count[: column.vocabulary] if column.vocabulary else by_count)
    if has_blanks:
        kept.add(BLANK if fill is None else fill)
    fitted = dataclasses.replace(made, categories=tuple(sorted(kept)), fill=fill)
    return dataclasses.replace(fitted, scaling="none") if fitted.whole else fitted


def _scaling_word(column: Column, settings: DataSettings) -> str:
    """What is done with a column; unit is for whole numbers of arrays, unless a column asks for it."""
    if column.scaling != AS_TABLE:
        return str(column.scaling)
    return "none" if settings.scaling == "unit" else str(settings.scaling)


def _scaled(x: Array, raw: RawColumns, columns: list[FittedColumn]) -> list[FittedColumn]:
    """The columns with what their scaling measures, those of one kind in one go."""
    found = {column.name: column for column in columns}
    amounts = [column for column in columns if not column.whole and column.text is None]
    for kind in dict.fromkeys(column.scaling for column in amounts):
        own = [column for column in amounts if column.scaling == kind]
        blocks = [block(column, x[:, raw.places[column.name]], raw) for column in own]
        pairs = _pairs(np.concatenate(blocks, axis=1), kind)
        at = 0
        for column, part in zip(own, blocks, strict=True):
            width, end = column.width, at + part.shape[1]
            offset, divisor = pairs.offset[at:end].copy(), pairs.divisor[at:end].copy()
            offset[width:], divisor[width:] = 0.0, 1.0  # what marks blanks stays 0 and 1
            found[column.name] = dataclasses.replace(
                column, offset=tuple(offset.tolist()), divisor=tuple(divisor.tolist())
            )
            at = end
    return [found[column.name] for column in columns]


def _pairs(values: Array, kind: str) -> Scaling:
    count = values.shape[1]
    if kind == "none" or not len(values):
        return Scaling("none", np.zeros(count), np.ones(count))
    if kind == "unit":
        largest = np.abs(values).max(axis=0)
        return Scaling(kind, np.zeros(count), np.where(largest == 0, 1.0, largest))
    if kind == "robust":
        low, middle, high = np.percentile(values, (25, 50, 75), axis=0)
        return Scaling(kind, middle, np.where(high == low, 1.0, high - low))
    return scaling_from("minmax" if kind == "minmax" else "standardize", measured(values, by_column=True))


def block(
    column: FittedColumn,
    values: Array,
    raw: RawColumns,
    lines: Array | None = None,
    surprises: Surprises | None = None,
) -> Array:
    """The inputs of a column before they are scaled, one a column: float64, or int32 of one that is whole."""
    blank = np.isnan(values)
    if column.text is not None:
        own = _read(column, column.text, values, blank, raw.texts.get(column.name, ()), lines, surprises)
    elif column.categories is None:
        own = _numbers(column, values, blank, lines, surprises)[:, None]
        if column.date is not None:
            own = np.concatenate([part_of(part, own[:, 0], column.first) for part in column.parts], axis=1)
    else:
        own = _encoded(column, values, blank, raw.texts.get(column.name), lines, surprises)
    return np.concatenate([own, blank[:, None]], axis=1) if column.mark_missing else own


def _read(
    column: FittedColumn,
    text: FittedText,
    values: Array,
    blank: Array,
    texts: tuple[str, ...],
    lines: Array | None,
    surprises: Surprises | None,
) -> Array:
    """Texts by their words."""
    if blank.any() and column.fill is None:
        raise _refused(column, Message("a blank"), blank, lines)
    codes = np.where(blank, len(texts), values).astype(np.intp)
    filled = BLANK if column.fill is None else str(column.fill)
    if surprises is not None:
        said = [texts[code] if code < len(texts) else filled for code in codes.tolist()]
        characters = text.steps.split == "character"
        return text(said, surprises.words.setdefault(column.name, Unseen(characters=characters)))
    different, back = np.unique(codes, return_inverse=True)
    return text([texts[code] if code < len(texts) else filled for code in different.tolist()])[back]


def _of_writing(columns: tuple[FittedColumn, ...]) -> list[Message]:
    """Says so where texts without blanks are cut at blanks."""
    template = N_("{name}: most texts are of a writing without blanks, but are cut at blanks. Cut them into characters")
    return [
        Message(template, {"name": column.name})
        for column in columns
        if column.text is not None
        and column.text.steps.split == "whitespace"
        and without_spaces(column.text.vocabulary)
    ]


def _about_words(name: str, unseen: Unseen) -> list[Message]:
    """What texts held that training did not."""
    found = []
    if unseen.tokens:
        told = listed([f"{shown(word)} ({count})" for word, count in unseen.examples.most_common(NAMED)])
        values = {"name": name, "count": unseen.tokens, "all": unseen.all_tokens, "words": told}
        template = N_("{name}: {count} of {all} words are not known from training: {words}")
        if unseen.characters:
            template = N_("{name}: {count} of {all} characters are not known from training: {words}")
        found.append(Message(template, values))
    if unseen.texts:
        template = N_("{name}: of {count} texts nothing is known from training; their answers mean little")
        found.append(Message(template, {"name": name, "count": unseen.texts}))
    if unseen.empty:
        found.append(Message("{name}: {count} texts have no words", {"name": name, "count": unseen.empty}))
    return found


def _numbers(
    column: FittedColumn, values: Array, blank: Array, lines: Array | None, surprises: Surprises | None
) -> Array:
    if blank.any():
        if column.fill is None:
            raise _refused(column, Message("a blank"), blank, lines)
        if surprises is not None:
            surprises.filled[column.name] = surprises.filled.get(column.name, 0) + int(blank.sum())
        values = np.where(blank, float(column.fill), values)
    if surprises is not None or column.outside != "keep":
        beyond = ~blank & ((values < column.low) | (values > column.high))
        if beyond.any():
            if column.outside == "refuse":
                first = values[beyond.argmax()]
                raise _refused(
                    column,
                    Message(
                        "{value}, beyond {low} to {high}", {"value": first, "low": column.low, "high": column.high}
                    ),
                    beyond,
                    lines,
                )
            if surprises is not None:
                surprises.outside[column.name] = surprises.outside.get(column.name, 0) + int(beyond.sum())
            if column.outside == "clip":
                values = np.where(beyond, np.clip(values, column.low, column.high), values)
    if column.scaling == "log":
        values = np.sign(values) * np.log1p(np.abs(values))
    return values


def _encoded(
    column: FittedColumn,
    values: Array,
    blank: Array,
    texts: tuple[str, ...] | None,
    lines: Array | None,
    surprises: Surprises | None,
) -> Array:
    """Categories as ones and zeros, or as their numbers; one that is not known is all zeros, -1, or as an index 0."""
    assert column.categories is not None
    at = {kind: i for i, kind in enumerate(column.categories)}
    if texts is None:  # a column of numbers where there were texts: each is named as it would be written
        texts_of, codes = np.unique(values, return_inverse=True)
        texts = tuple("" if np.isnan(number) else number_text(number) for number in texts_of)
        values = np.where(blank, np.nan, codes.astype(np.float64))
    filled = BLANK if column.fill is None else str(column.fill)
    table = np.array([*(at.get(text, -1) for text in texts), at.get(filled, -1)], np.intp)
    places = table[np.where(blank, len(texts), values).astype(np.intp)]
    unknown = places < 0
    if unknown.any():
        if column.missing == "refuse" and (unknown & blank).any():
            raise _refused(column, Message("a blank"), unknown & blank, lines)
        if column.unseen == "refuse":
            first = int(unknown.argmax())
            kind = filled if blank[first] else texts[int(values[first])]
            raise _refused(
                column, Message("{kind}, which was never seen in training", {"kind": shown(kind)}), unknown, lines
            )
        if surprises is not None:
            found = surprises.unseen.setdefault(column.name, {})
            told = [*texts, filled]
            codes, counts = np.unique(np.where(blank, len(texts), values)[unknown].astype(np.intp), return_counts=True)
            for code, count in zip(codes, counts, strict=True):
                found[told[code]] = found.get(told[code], 0) + int(count)
    if surprises is not None and column.fill is not None and blank.any():
        surprises.filled[column.name] = surprises.filled.get(column.name, 0) + int(blank.sum())
    if column.encoding == "ordinal":
        return places.astype(np.float64)[:, None]
    if column.encoding == "index":
        return places.astype(np.int32)[:, None] + np.int32(1)
    found_block = np.zeros((len(values), len(column.categories)))
    rows = np.flatnonzero(~unknown)
    found_block[rows, places[rows]] = 1.0
    return found_block


def _refused(column: FittedColumn, what: Message, rows: Array, lines: Array | None) -> DataError:
    at = int(rows.argmax())
    return DataError(
        "line {line}, column {name}: {what}. Correct it, or leave the row out ({count} rows are like that)",
        line=at + 1 if lines is None else int(lines[at]), name=column.name, what=what, count=int(rows.sum()),
    )  # fmt: skip


def _scaling_sentences(columns: tuple[FittedColumn, ...]) -> list[Message]:
    words = {
        "standardize": N_("standardized to mean 0 and spread 1"),
        "minmax": N_("brought to the range 0 to 1"),
        "unit": N_("divided by the largest number"),
        "robust": N_("median to 0, quartiles to a distance of 1"),
        "log": N_("logarithm, standardized"),
    }
    found = []
    for kind in dict.fromkeys(column.scaling for column in columns):
        own = [column for column in columns if column.scaling == kind]
        if kind == "none":
            continue
        count = sum(column.width for column in own)
        still = sum(_still(column) for column in own) if kind in ("standardize", "minmax") else 0
        told = Message(words[kind])
        if still:
            values = {"how": told, "constant": still, "count": count}
            told = Message("{how} ({constant} of {count} columns never change)", values)
        if len(own) < len(columns):
            told = Message("{names}: {how}", {"names": listed([c.name for c in own][:NAMED]), "how": told})
        found.append(told)
    return found


def _still(column: FittedColumn) -> int:
    """How many inputs of a column never changed."""
    if column.categories is None and column.date is None:
        return int(column.low == column.high)
    return sum(divisor == 1.0 for divisor in column.divisor[: column.width])
