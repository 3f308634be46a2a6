"""From a table's cells to its columns as numbers: which are inputs, what they hold, and what cannot be used as it is.

Nothing is measured here. A column of numbers is float64 with NaN for blanks; one of texts holds the place of each in
the list of its texts, which is only how they are stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from shlex import quote
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.clocks import clock_of
from netbuilder.data.column_settings import OF_TEXTS, USUAL
from netbuilder.data.date_columns import DateColumn, date_column, odd_sentence, offered
from netbuilder.data.dates import DateForm
from netbuilder.data.series import Clock
from netbuilder.data.settings import BY_COLUMN, ENCODINGS, DataSettings
from netbuilder.data.tables import Table
from netbuilder.data.tables.numbers import number_of
from netbuilder.data.text import is_of_texts
from netbuilder.errors import N_, DataError, Message, listed
from netbuilder.kinds import shown

MOST_KINDS = 50  # different texts in a column that is still turned into numbers
MOST_TEXT_CLASSES = 1000
MOST_TOLD = 12  # faults in one message


@dataclass(frozen=True)
class RawColumns:
    """What the columns of a raw table are: `texts` lists what the numbers in a column of texts stand for.

    `decimal` and `header` are the form that the table was found to have; `dates` are those of columns of dates, which
    hold seconds since 1970. `readable` are the columns of texts that are cut into words; other texts are categories.
    `targets` are the columns of several outputs.
    """

    names: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    target: str = ""
    decimal: str = ""
    header: str = ""
    dates: Mapping[str, DateForm] = field(default_factory=dict)
    readable: frozenset[str] = frozenset()
    targets: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""  # of those files of a folder of texts that do not say theirs

    def column_of(self, output: str) -> str:
        """The column that an output predicts."""
        return self.targets.get(output, self.target)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each column stands."""
        return {name: i for i, name in enumerate(self.names)}


@dataclass(frozen=True)
class Rows:
    """A table as numbers: inputs by column, labels by output, weights, and what the rows are split by; `places` are the
    rows' numbers in the table, `lines` those of the file.

    `classes` are the texts of a target where it holds texts; `y` then holds their numbers. Rows that windows are made
    of have a `clock`; `whole` says which of them hold no blank for which a window is left out, and labels may be NaN.
    """

    columns: RawColumns
    x: Array
    y: Mapping[str, Array]
    classes: Mapping[str, tuple[str, ...]]
    w: Array | None
    by: Sequence[str] | None
    places: Array
    lines: Array
    notes: tuple[Message, ...]
    clock: Clock | None = None
    whole: Array | None = None


def target_of(names: Sequence[str], settings: DataSettings) -> str:
    """The column that is predicted: the one that was chosen, or else the last one that nothing else is done with."""
    if settings.targets:
        return settings.targets[0].name
    other = {settings.weight_column, settings.time_column, settings.group_column, settings.split_by}
    other |= {one.key for one in settings.beside}
    beside = tuple(f"{one.called}." for one in settings.beside)
    free = (name for name in reversed(names) if name not in other and not name.startswith(beside))
    return settings.target or next(free, "")


def outputs_of(names: Sequence[str], settings: DataSettings) -> dict[str, str]:
    """The columns that are predicted, by the outputs that do so; a single one is called "y"."""
    return {output: target.name for output, target in settings.several.items()} or {"y": target_of(names, settings)}


def inputs_of(names: Sequence[str], settings: DataSettings) -> tuple[str, ...]:
    """The columns that the network learns from."""
    predicted, time = set(outputs_of(names, settings).values()), settings.time_by
    used = {settings.weight_column, settings.group_column, *settings.ignore, settings.split_by, time}
    used |= {one.key for one in settings.beside}  # they say which rows belong together, and nothing else
    if time and settings.how(time).kind == "date" and time not in settings.ignore:
        used -= {time}
    if not settings.sequence_length or not settings.horizon:  # else what it was before tells what it will be
        used |= predicted
    return tuple(name for name in names if name not in used)


def rows_of_table(table: Table, settings: DataSettings) -> Rows:
    """The table as numbers; raises DataError that names all that keeps it from being used."""
    faults = Faults(table)
    _check_names(table, settings, faults)
    faults.stop()
    outputs, inputs = outputs_of(table.names, settings), inputs_of(table.names, settings)
    if not inputs:
        raise DataError("{path} has no columns left to learn from", path=table.path.name)
    held = {name: _held(table, name, settings, faults) for name in (*inputs, *outputs.values())}
    dates = {name: found for name in inputs if (found := _dates(table, name, settings)) is not None}
    if settings.weight_column:
        held[settings.weight_column] = _weights(table, settings.weight_column, faults)
    by, unsorted = _split_by(table, settings, faults)
    readable = frozenset(name for name in inputs if name not in dates and kind_of(table, name, settings) == "text")
    clock = clock_of(table, settings, faults.add) if settings.sequence_length else None
    kept, whole, notes = _without_blanks(table, settings, held, readable, by, clock, faults)
    texts = {name: texts for name, (_, texts) in held.items() if texts is not None}
    for name in inputs:
        if name in readable:
            continue
        _check_input(table, name, settings, held[name], kept, faults)
    faults.stop()
    everything = bool(kept.all())
    values = {name: values if everything else values[kept] for name, (values, _) in held.items()}
    classes = {output: texts.get(column, ()) for output, column in outputs.items()}
    for column in set(outputs.values()) - set(inputs):
        texts.pop(column, ())
    several = outputs if len(outputs) > 1 else {}
    header = "yes" if table.form.header else "no"
    y = {output: values[column] for output, column in outputs.items()}
    return Rows(
        RawColumns(
            inputs, texts, "" if several else outputs["y"], table.form.decimal, header,
            {name: found.form for name, found in dates.items()}, readable, several,
            untold_encoding(table),
        ),
        _beside([values[name] for name in inputs]),
        {
            output: array.astype(np.int64) if classes[output] and clock is None else array
            for output, array in y.items()
        },
        classes,
        values[settings.weight_column].astype(np.float32) if settings.weight_column else None,
        None if by is None else [by[i] for i in np.flatnonzero(kept).tolist()],
        np.flatnonzero(kept),
        table.lines[kept],
        (*table.notes, *_of_dates(table, inputs, dates), *_found_texts(table, readable, settings), *unsorted, *notes),
        None if clock is None else clock.rows(kept),
        whole[kept],
    )  # fmt: skip


def untold_encoding(table: Table) -> str:
    """How a table is stored that does not say it itself, or the files of a folder of texts."""
    found = table.encoding.split(", ")
    return next((coding for coding in found if coding in ENCODINGS and not coding.startswith("utf")), "")


def _beside(columns: Sequence[Array]) -> Array:
    """Columns of float64 beside one another; those that lie so in memory already are not copied."""
    first = columns[0]
    places = [column.__array_interface__["data"][0] for column in columns]
    width = first.dtype.itemsize
    lie = all(column.dtype == np.float64 and column.strides == first.strides for column in columns) and places == list(
        range(places[0], places[0] + width * len(columns), width)
    )
    if len(columns) < 2 or not lie:
        return np.column_stack(columns)
    found: Array = np.lib.stride_tricks.as_strided(
        first, (len(first), len(columns)), (first.strides[0], width), writeable=False
    )
    return found


def kind_of(table: Table, name: str, settings: DataSettings) -> str:
    """What a column is taken for: number, category or text; what a person said of it stays.

    One of which is said how it is read is a column of texts; one that is cut to the most frequent of its categories, or
    numbered, is one of categories.
    """
    column = settings.how(name)
    if column.kind != "auto":
        return str(column.kind)
    if name not in table.places:
        return "number"
    if name in table.readable:
        return "text"
    if any(getattr(column, field) != getattr(USUAL, field) for field in OF_TEXTS):
        return "text"
    texts = table.texts[name]
    if column.vocabulary or column.encoding != "one_hot" or len(texts) <= MOST_KINDS:
        return "category"
    return "text" if is_of_texts(texts, table.count - table.blanks(name)) else "category"


def _found_texts(table: Table, readable: frozenset[str], settings: DataSettings) -> tuple[Message, ...]:
    found = sorted(name for name in readable - table.readable if settings.how(name).kind == "auto")
    if not found:
        return ()
    return (Message("long and mostly different texts, cut into words: {names}", {"names": listed(found)}),)


class Faults:
    """What is wrong with a table, gathered so that a person hears all of it at once."""

    def __init__(self, table: Table) -> None:
        self._path, self._found = table.path.name, list[DataError]()

    def add(self, template: str, *options: str, **values: Any) -> None:
        """One more; `options` are what mends it on the command line."""
        fault = DataError(template, **{"path": self._path, **values})
        fault.options = options
        self._found.append(fault)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wrong."""
        return not self._found

    def stop(self) -> None:
        """Raises what was gathered, if anything was."""
        if not self._found:
            return
        first, *others = self._found
        if others:
            told = [f"({i}) {fault}" for i, fault in enumerate(self._found, 1)]
            more = [f"… ({len(told) - MOST_TOLD} more)"] if len(told) > MOST_TOLD else []
            faults = " ".join([*told[:MOST_TOLD], *more])
            first = DataError("{path} cannot be used as it is: {faults}", path=self._path, faults=faults)
        first.options = tuple(dict.fromkeys(option for fault in self._found for option in fault.options))
        raise first


def _check_names(table: Table, settings: DataSettings, faults: Faults) -> None:
    targets, weight = outputs_of(table.names, settings).values(), settings.weight_column
    order = [settings.time_column, settings.group_column]
    others = [settings.split_by, *order, *settings.ignore, *(column.name for column in settings.columns)]
    asked = [*targets, weight, *others]
    for name in dict.fromkeys(asked):
        if name and name not in table.names:
            faults.add(N_("{path} has no column {name}. It has {names}"), name=shown(name), names=listed(table.names))
    for name in targets:
        if settings.how(name).to and not settings.sequence_length:  # a series may be an input too
            faults.add(
                N_("{path}: column {name} is predicted, so it enters no input. Which output predicts it is said of it "
                "as one of several targets; a single one needs no name"),
                name=shown(name),
            )  # fmt: skip
    if weight and weight in targets:
        faults.add(
            N_("{path}: column {name} cannot be predicted and weigh the rows. Choose another for one of them"),
            name=shown(weight),
        )
    for name in order:
        if name and name in (*targets, weight):
            faults.add(
                N_("{path}: column {name} cannot be predicted, or weigh the rows, and tell times or groups. Choose "
                "another for one of them"),
                name=shown(name),
            )  # fmt: skip
    if settings.split in BY_COLUMN and settings.split != "time" and not settings.split_by:
        faults.add(N_("{path}: a split by {split} needs a split_column"), "--split-column COLUMN", split=settings.split)


Held = tuple[Array, tuple[str, ...] | None]  # numbers; or the places of texts, and those texts


def _held(table: Table, name: str, settings: DataSettings, faults: Faults) -> Held:
    """What a column holds."""
    kind, found = settings.how(name).kind, _dates(table, name, settings)
    if found is not None:
        if name == target_of(table.names, settings):
            faults.add(N_("{path}: column {name} holds dates, which cannot be predicted. Choose another"), name=name)
        elif found.odd and kind == "auto":
            template, gaps = odd_sentence(found, table)
            options = ("--ignore {0}", "--kind {0}=date", "--kind {0}=category")
            faults.add(template, *(option.format(quote(name)) for option in options), **gaps)
        return found.seconds, None
    if kind in ("category", "text") or (kind == "auto" and name in table.places):
        return table.coded(name)
    values, odd = table.numbers(name)
    if odd and kind == "auto":
        faults.add(
            N_("{path}: column {name} holds numbers, but text in {count} rows, first {cell} in line {line}. Fix them, "
            "or leave the column out"),
            f"--ignore {quote(name)}", f"--kind {quote(name)}=number", f"--kind {quote(name)}=category",
            name=name, count=len(odd), cell=shown(table.cell(name, odd[0])), **table.where(name, odd[0]),
        )  # fmt: skip
    elif np.isinf(values).any():
        faults.add(
            N_("{path}: column {name} holds {count} infinite values. Fix them, or leave the column out"),
            f"--ignore {quote(name)}", name=name, count=int(np.isinf(values).sum()),
        )  # fmt: skip
    return values, None


def _dates(table: Table, name: str, settings: DataSettings) -> DateColumn | None:
    """A column as dates; what is predicted is only taken for such where somebody says so."""
    column = settings.how(name)
    if column.kind == "auto" and name == target_of(table.names, settings):
        return None
    return date_column(table, name, column.kind, column.date_form)


def _split_by(table: Table, settings: DataSettings, faults: Faults) -> tuple[Sequence[str] | None, tuple[Message, ...]]:
    """What each row is split by, "" where it is blank: times as numbers; and what is to be told of that."""
    name = settings.split_by
    if not name or (settings.sequence_length and settings.split == "time"):
        return None, ()
    cells = table.column(name)
    if settings.split != "time" or all(number_of(cell, table.form.decimal) is not None for cell in cells if cell):
        return cells, ()
    column = settings.how(name)
    found = date_column(table, name, "date" if column.kind == "date" else "auto", column.date_form)
    if found is None:
        template = N_("{name} holds neither dates nor numbers: the split by time takes its texts in their order")
        return cells, (Message(template, {"name": name}),)
    if found.odd:
        template, values = odd_sentence(found, table)
        faults.add(template, **values)
    return ["" if np.isnan(time) else repr(float(time)) for time in found.seconds], found.notes


def _of_dates(table: Table, inputs: Sequence[str], dates: Mapping[str, DateColumn]) -> list[Message]:
    """What was found of dates, and what may be some."""
    notes = [note for found in dates.values() for note in found.notes]
    for found in dates.values():
        if found.odd:
            values = {"name": found.name, "count": len(found.odd), "line": table.line(found.odd[0])}
            template = N_("{name}: {count} cells that are no dates count as blanks, the first in line {line}")
            notes.append(Message(template, values))
    return [*notes, *(note for name in inputs if name not in dates and (note := offered(table, name)) is not None)]


def _weights(table: Table, name: str, faults: Faults) -> Held:
    """How much each row counts."""
    values, odd = table.numbers(name)
    if odd:
        faults.add(
            N_("{path}: column {name} holds text, so that it cannot weigh the rows. Choose a column of numbers"),
            name=name,
        )
    elif (values < 0).any():
        at = int((values < 0).argmax())
        faults.add(
            N_("{path}: column {name} cannot weigh the rows: line {line} has {value}, but none may be below 0"),
            name=name, line=table.line(at), value=f"{values[at]:g}",
        )  # fmt: skip
    return values, None


def _without_blanks(
    table: Table, settings: DataSettings, held: Mapping[str, Held], readable: frozenset[str], by: Sequence[str] | None,
    clock: Clock | None, faults: Faults,
) -> tuple[Array, Array, tuple[Message, ...]]:  # fmt: skip
    """Which rows are kept, which of them are whole, and what is done with the blanks in words.

    Where there are windows a row that holds a blank keeps its place, and the windows that it is in are left out.
    """
    targets, inputs = set(outputs_of(table.names, settings).values()), inputs_of(table.names, settings)
    order = {settings.split_by, settings.group_column if clock is not None else "", settings.time_by}
    needed = {settings.weight_column, *targets, *order}
    blanks = {name: np.isnan(values) for name, (values, _) in held.items()}
    if by is not None:
        blanks[settings.split_by] = np.array([not cell for cell in by], bool)
    if clock is not None:
        blanks |= clock.blanks(settings)
        # As an input it is filled, and windows that should tell a blank are left out.
        needed -= {name for name in targets & set(inputs) if settings.missing_of(name) != "refuse"}
    kept, filled = np.ones(table.count, bool), dict[str, dict[str, int]]()
    whole = np.ones(table.count, bool)
    refused: dict[str, int] = {}
    for name in [name for name in table.names if name in blanks]:
        count, is_read = int(blanks[name].sum()), name in readable
        how = settings.missing_of_text(name) if is_read else settings.missing_of(name)
        if not count:
            continue
        if count == table.count and name not in needed:
            faults.add(N_("{path}: column {name} is empty. Leave it out"), f"--ignore {quote(name)}", name=name)
        elif how == "drop" and clock is not None and name not in order:
            if name in inputs:
                whole &= ~blanks[name]
        elif how == "drop":
            kept &= ~blanks[name]
        elif how == "refuse" or name in needed:
            refused[name] = count
        else:
            is_text = held[name][1] is not None and how in ("mean", "median")
            filled.setdefault("empty" if is_read else "own" if is_text else how, {})[name] = count
    if refused:
        faults.add(
            N_("{path} has blanks: {counts}. Choose to drop their rows, or to fill them with the mean"),
            *([f"--missing {how}" for how in ("drop", "mean")] if not needed & set(refused) else []),
            *(f"--missing {quote(name)}=drop" for name in refused if name in needed),
            counts=_counts(refused),
        )  # fmt: skip
        return kept, whole, ()
    if len(kept) and not kept.any():
        faults.add(N_("{path}: every row has a blank. Choose to fill them with the mean"), "--missing mean")
    notes = [Message("{count} rows with blanks dropped", {"count": int((~kept).sum())})] if not kept.all() else []
    words = {
        "mean": N_("blanks filled with the mean: {counts}"),
        "median": N_("blanks filled with the median: {counts}"),
        "most_frequent": N_("blanks filled with what is most frequent: {counts}"),
        "constant": N_("blanks filled with a constant: {counts}"),
        "own": N_("blanks are a category of their own: {counts}"),
        "empty": N_("blanks are texts without words: {counts}"),
    }
    notes += [Message(words[how], {"counts": _counts(counts)}) for how, counts in filled.items()]
    return kept, whole, tuple(notes)


def _counts(counts: Mapping[str, int]) -> Any:
    return listed(f"{name} {count}" for name, count in counts.items())


def _check_input(table: Table, name: str, settings: DataSettings, held: Held, kept: Array, faults: Faults) -> None:
    column, (values, texts) = settings.how(name), held
    if texts is None or column.vocabulary or column.encoding in ("ordinal", "index"):
        return
    count = len(np.unique(values[kept & ~np.isnan(values)]))
    if count > MOST_KINDS:
        faults.add(
            N_(
                "{path}: column {name} holds {count} different texts, too many to learn from. Leave it out, or give "
                "it a vocabulary of the most frequent"
            ),
            f"--ignore {quote(name)}", f"--vocabulary {quote(name)}={MOST_KINDS}", name=name, count=count,
        )  # fmt: skip
