"""JSON lines: one object a line, whose keys are the columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data.tables.form import Form
from netbuilder.data.tables.rows import LARGEST, ROWS, Block
from netbuilder.errors import FileFault, printable
from netbuilder.files.reading import open_file_to_read, reading, step
from netbuilder.files.strict_json import parse_json
from netbuilder.kinds import shown

SUFFIXES = (".jsonl", ".ndjson")
MOST_KEYS = 100_000
LONGEST = 16 << 20  # bytes of a line


class JsonLines:
    """The rows of a file of JSON lines: all keys that any of them has, and blanks where one lacks a key."""

    form = Form()
    encoding = "utf-8"

    def __init__(self, path: Path) -> None:
        self.path = path
        keys: dict[str, None] = {}
        for _, found in self._objects():
            keys.update(dict.fromkeys(found))
            if len(keys) > MOST_KEYS:
                raise FileFault("{path} has more than {most} different keys", path=path, most=MOST_KEYS)
        if not keys:
            raise FileFault("{path} is empty", path=path)
        self._keys = tuple(keys)

    def blocks(self) -> Iterator[Block]:
        """The keys, then the values of each line as text."""
        rows, lines = [list(self._keys)], [1]
        for line, found in self._objects():
            rows.append([self._cell(line, key, found.get(key)) for key in self._keys])
            lines.append(line)
            if len(rows) == ROWS:
                yield Block(np.array(lines, np.int64), rows)
                rows, lines = [], []
        if rows:
            yield Block(np.array(lines, np.int64), rows)

    def _objects(self) -> Iterator[tuple[int, dict[str, Any]]]:
        done = 0
        with open_file_to_read(self.path) as file, reading(self.path):
            number = 0
            while line := file.readline(LONGEST + 1):
                number, done = number + 1, done + len(line)
                if not number % 1000:
                    step()
                place = f"{self.path}, line {number}"
                if len(line) > LONGEST or done > LARGEST:
                    raise FileFault("{place}: the line or the file is too long to be read", place=place)
                if not line.strip():
                    continue
                found = parse_json(line.removeprefix(b"\xef\xbb\xbf"), place)
                if not isinstance(found, dict):
                    raise FileFault(
                        "{place} holds {found}, not an object with a key a column", place=place, found=shown(found)
                    )
                yield number, found

    def _cell(self, line: int, key: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool | int | float):
            return str(value).lower() if isinstance(value, bool) else repr(value)
        raise FileFault(
            "{path}, line {line}: {key} holds {found}. A column takes numbers and texts",
            path=self.path, line=line, key=printable(key), found=shown(value),
        )  # fmt: skip
