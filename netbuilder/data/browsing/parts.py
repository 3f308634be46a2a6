"""Which part each row that is looked at falls into."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.browsing.sheet import ArraySheet, Sheet, TableSheet
from netbuilder.data.prepare import Prepared
from netbuilder.data.windows import windows_of

LEFT_OUT, TRAIN, VALIDATION, TEST = range(4)  # left out: for a blank, or for the gap of a split by time
CODES = {"train": TRAIN, "val": VALIDATION, "test": TEST}
FILES = {"train": "", "val": "validation", "test": "test"}  # what the parts are called where each has a file


def parts_of_rows(sheet: Sheet, prepared: Prepared) -> Array:
    """A code for each row, of shape (rows,), int8. The last rows to train on validate where the training says so."""
    found = np.full(sheet.count, LEFT_OUT, np.int8)
    data = prepared.dataset
    for part, rows in rows_of_parts(sheet, prepared).items():
        x = next(iter(data.part(part)[0].values()), None)
        windows = windows_of(x)
        if windows is not None and windows.lines is not None and isinstance(sheet, TableSheet):
            rows = _rows_of(sheet, part, windows.lines)  # all that windows are made of
        found[rows[rows >= 0]] = CODES[part]
        if part == "train" and not data.val_count:
            held_back = rows[prepared.use.trained(len(rows)) :]
            found[held_back[held_back >= 0]] = VALIDATION
    return found


def rows_of_parts(sheet: Sheet, prepared: Prepared) -> dict[str, Array]:
    """For each sample of each part the row that it is, -1 where that is not known."""
    data = prepared.dataset
    counts = {"train": data.train_count, "val": data.val_count, "test": data.test_count}
    if isinstance(sheet, ArraySheet):
        ends = np.cumsum([0, *counts.values()])
        return {part: np.arange(ends[i], ends[i + 1]) for i, part in enumerate(counts)}
    found = {}
    for part, lines in data.lines.items():
        if isinstance(sheet, TableSheet) and part in counts and len(lines) == counts[part]:
            found[part] = _rows_of(sheet, part, lines)
    return found


def _rows_of(sheet: TableSheet, part: str, lines: Array) -> Array:
    """Rows by the lines that they begin in; lines ascend within a file."""
    low, high = 0, sheet.count
    if sheet.held:
        ends = np.cumsum([sheet.count - sum(sheet.held.values()), *sheet.held.values()])
        names = ["", *sheet.held]
        if FILES[part] not in names:
            return np.full(len(lines), -1)
        at = names.index(FILES[part])
        low, high = int(ends[at - 1]) if at else 0, int(ends[at])
    known = sheet.table.lines[low:high]
    places = np.searchsorted(known, lines)
    inside = np.minimum(places, max(len(known) - 1, 0))
    same = (places < len(known)) & (known[inside] == lines) if len(known) else np.zeros(len(lines), bool)
    return np.where(same, places + low, -1)
