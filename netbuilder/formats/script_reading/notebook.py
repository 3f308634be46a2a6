"""The code cells of a Jupyter notebook, without what only Jupyter understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from netbuilder.errors import FileFault
from netbuilder.files.strict_json import MOST_VALUES, parse_json, without_long_texts

OTHER_LANGUAGE = re.compile(r"\s*%%(?!time|timeit|capture|prun)\w+")
MAGIC = re.compile(r"^(\s*)(%|!|\?)|\?\s*$")
LONGEST_TEXT, LONGEST_WORD = 2_000_000, 100_000  # bytes; code is shorter, and pictures have no spaces
LARGEST = 16_000_000
SHELL = re.compile(r"^(\s*\w[\w, ]*=\s*)[!%].*$")


def notebook_cells(data: bytes, path: Path) -> Iterator[tuple[int, str]]:
    """The number (from 1) and the Python text of each code cell; raises FileFault."""
    # Pictures and what cells have printed are most of a notebook, and not of interest here.
    too_many = data.count(b'"') - data.count(b'\\"') > 4 * MOST_VALUES
    if not too_many:
        data = without_long_texts(data, LONGEST_TEXT, LONGEST_WORD)
    if too_many or len(data) > LARGEST:
        raise FileFault(
            "{path} holds more than {most} MB beside its pictures. Clear its outputs, then save it again",
            path=path, most=LARGEST // 1_000_000,
        )  # fmt: skip
    book = parse_json(data, str(path))
    cells = _cells(book)
    if cells is None:
        raise FileFault("{path} is not a notebook: it has no cells", path=path)
    number = 0
    for cell in cells:
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        number += 1
        source = cell.get("source", cell.get("input", ""))
        text = "".join(line for line in source if isinstance(line, str)) if isinstance(source, list) else source
        if isinstance(text, str):
            text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        if isinstance(text, str) and text.strip() and not OTHER_LANGUAGE.match(text):
            yield number, _without_magics(text)


def _cells(book: Any) -> list[Any] | None:
    """The cells of a notebook, in the old form with worksheets too."""
    if not isinstance(book, Mapping):
        return None
    sheets = book.get("worksheets")
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], Mapping):
        book = sheets[0]
    cells = book.get("cells")
    return cells if isinstance(cells, list) else None


def _without_magics(text: str) -> str:
    """The same lines with `pass` for commands to Jupyter and to the shell."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        found = MAGIC.search(line)
        if inside or (found and not line.lstrip().startswith("#")):
            indent = line[: len(line) - len(line.lstrip())] if not inside else lines[-1][: _indent(lines[-1])]
            lines.append(f"{indent}pass")
            inside = line.rstrip().endswith("\\")
        else:
            lines.append(SHELL.sub(r"\1None", line))
    return "\n".join(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
