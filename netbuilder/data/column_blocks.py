"""From the cells of a column to the inputs that it becomes, before they are scaled."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import RawColumns
from netbuilder.data.dates import part_of
from netbuilder.data.fitted_columns import FittedColumn, Surprises
from netbuilder.data.tables.numbers import number_text
from netbuilder.data.text import FittedText, Unseen
from netbuilder.errors import DataError, Message
from netbuilder.kinds import shown

BLANK = ""  # the category of a cell without text


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
        raise refused(column, Message("a blank"), blank, lines)
    codes = np.where(blank, len(texts), values).astype(np.intp)
    filled = BLANK if column.fill is None else str(column.fill)
    if surprises is not None:
        said = [texts[code] if code < len(texts) else filled for code in codes.tolist()]
        characters = text.steps.split == "character"
        return text(said, surprises.words.setdefault(column.name, Unseen(characters=characters)))
    different, back = np.unique(codes, return_inverse=True)
    return text([texts[code] if code < len(texts) else filled for code in different.tolist()])[back]


def _numbers(
    column: FittedColumn, values: Array, blank: Array, lines: Array | None, surprises: Surprises | None
) -> Array:
    if blank.any():
        if column.fill is None:
            raise refused(column, Message("a blank"), blank, lines)
        if surprises is not None:
            surprises.filled[column.name] = surprises.filled.get(column.name, 0) + int(blank.sum())
        values = np.where(blank, float(column.fill), values)
    if surprises is not None or column.outside != "keep":
        beyond = ~blank & ((values < column.low) | (values > column.high))
        if beyond.any():
            if column.outside == "refuse":
                first = values[beyond.argmax()]
                raise refused(
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
            raise refused(column, Message("a blank"), unknown & blank, lines)
        if column.unseen == "refuse":
            first = int(unknown.argmax())
            kind = filled if blank[first] else texts[int(values[first])]
            raise refused(
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


def refused(column: FittedColumn, what: Message, rows: Array, lines: Array | None) -> DataError:
    at = int(rows.argmax())
    return DataError(
        "line {line}, column {name}: {what}. Correct it, or leave the row out ({count} rows are like that)",
        line=at + 1 if lines is None else int(lines[at]), name=column.name, what=what, count=int(rows.sum()),
    )  # fmt: skip
