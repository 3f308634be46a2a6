"""All columns of a table as they were fitted: raw rows become what enters the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.column_blocks import block, refused
from netbuilder.data.columns import RawColumns
from netbuilder.data.fitted_columns import NAMED, FittedColumn, Surprises
from netbuilder.data.memory import bytes_text, memory_limit
from netbuilder.data.scaling import NUMBERS_AT_ONCE
from netbuilder.data.text import without_spaces
from netbuilder.errors import N_, DataError, Message, listed
from netbuilder.files.reading import step
from netbuilder.kinds import shown

SMALL = 1 << 28  # bytes that any machine has
REST = "x"  # the input of columns that name none


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
    return refused(column, Message("a number that is too large for a network"), np.asarray(bad.any(axis=1)), lines)


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
