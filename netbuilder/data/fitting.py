"""What the columns of a table are turned into: measured on the rows that are trained on."""

from __future__ import annotations

import dataclasses

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.column_blocks import BLANK, block
from netbuilder.data.column_settings import AS_TABLE, Column
from netbuilder.data.columns import RawColumns
from netbuilder.data.dates import DateForm, parts_for
from netbuilder.data.dates.forms import EXAMPLES, UNIX
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.data.fitted_table import FittedTable, need_one_kind
from netbuilder.data.scaling import Scaling, measured, scaling_from
from netbuilder.data.settings import DataSettings
from netbuilder.data.text import TextSteps, fit_text, without_spaces
from netbuilder.errors import DataError
from netbuilder.files.reading import step
from netbuilder.kinds import shown


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
