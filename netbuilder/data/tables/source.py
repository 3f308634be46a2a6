"""What a table is read from: something that knows its form and gives rows of cells, a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from netbuilder.data.tables.form import Form
from netbuilder.data.tables.rows import Block


class Source(Protocol):
    """A file of rows. The first row that it gives holds the names where its form says so."""

    path: Path
    form: Form
    encoding: str

    def blocks(self) -> Iterator[Block]:
        """The rows, some at a time; may be asked for again."""
