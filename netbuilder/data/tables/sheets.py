"""Sheets of Excel and LibreOffice, by python-calamine, which reads what a cell shows and no formula or macro."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data.tables.form import Asked, Form, form_of_rows
from netbuilder.data.tables.rows import ROWS, Block
from netbuilder.errors import FileFault, listed
from netbuilder.files import extra_command
from netbuilder.files.archive import open_archive
from netbuilder.files.reading import read_bytes, step
from netbuilder.kinds import shown

LARGEST = 256 << 20  # bytes, packed
MOST_CELLS = 100_000_000


class Sheet:
    """The rows of one sheet of a workbook: of the one that was named, or the first that holds anything."""

    encoding = "utf-8"

    def __init__(self, path: Path, asked: Asked) -> None:
        self.path = path
        self.name, self._rows = self._read(path, asked.sheet)
        self.form: Form = form_of_rows(self._rows[:ROWS], asked)

    def blocks(self) -> Iterator[Block]:
        """The rows that are not blank, with the number of each."""
        kept = [i for i in range(self.form.skipped, len(self._rows)) if any(self._rows[i])]
        for begin in range(0, len(kept), ROWS):
            step()
            part = kept[begin : begin + ROWS]
            yield Block(np.array(part, np.int64) + 1, [self._rows[i] for i in part])

    def _read(self, path: Path, wanted: str) -> tuple[str, list[list[str]]]:
        try:
            import python_calamine
        except ImportError as error:
            raise FileFault(
                "{path}: sheets need the package python-calamine. Install it: {command}",
                path=path, command=extra_command("tables"),
            ) from error  # fmt: skip
        data = read_bytes(path, LARGEST + 1)
        if len(data) > LARGEST:
            raise FileFault("{path} is larger than {most} MB", path=path, most=LARGEST >> 20)
        if data.startswith(b"PK"):
            with open_archive(path, data=data):
                pass  # which refuses a small file that would become a huge one
        try:
            book = python_calamine.load_workbook(io.BytesIO(data))
            names = list(book.sheet_names)
            if wanted and wanted not in names:
                raise FileFault(
                    "{path} has no sheet {name}. It has {names}",
                    path=path, name=shown(wanted), names=listed(map(shown, names)),
                )  # fmt: skip
            for name in [wanted] if wanted else names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height * sheet.width > MOST_CELLS:
                    raise FileFault("{path} holds too many cells to be read", path=path)
                rows = self._texts(sheet.to_python(skip_empty_area=False))
                if any(any(row) for row in rows):
                    return name, rows
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            if isinstance(error, FileFault):
                raise
            raise FileFault(
                "{path} cannot be read as a workbook: {cause}", path=path, cause=str(error)[:200]
            ) from error
        raise FileFault("{path} is empty", path=path)

    def _texts(self, rows: Sequence[Sequence[Any]]) -> list[list[str]]:
        found = []
        for row in rows:
            step()
            found.append([_text(cell) for cell in row])
        return found


def _text(cell: Any) -> str:
    """A cell as text: numbers as short as they are, dates as ISO has them."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat(" ") if isinstance(cell, datetime.datetime) else cell.isoformat()
    return "" if cell is None else str(cell)
