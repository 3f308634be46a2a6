"""A table that somebody still holds is not read again, as long as its file is as it was.

Nothing is kept here: once nobody holds a table any more, it is gone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from netbuilder.data.tables.form import Asked
from netbuilder.data.tables.table import Table

_tables: WeakValueDictionary[Hashable, Table] = WeakValueDictionary()
_thread = threading.local()


@contextmanager
def holding(tables: list[Table]) -> Iterator[None]:
    """Within it what this thread reads is put into the list, for whoever wants to look at the rows too."""
    before = getattr(_thread, "tables", None)
    _thread.tables = tables
    try:
        yield
    finally:
        _thread.tables = before


def key_of(path: Path, asked: Asked, forced: Mapping[str, bool]) -> Hashable | None:
    """What a table is known by: its file as it is now, and all that decides how it is read. None where none is."""
    try:
        about = os.stat(path)
    except (OSError, ValueError):  # reading it says what is wrong
        return None
    return str(path), about.st_size, about.st_mtime_ns, about.st_ino, asked, tuple(sorted(forced.items()))


def known(key: Hashable | None) -> Table | None:
    """The table that somebody holds; None where it is to be read."""
    found = _tables.get(key) if key is not None else None
    return found if found is None else noted(found)


def remembered(key: Hashable | None, table: Table) -> Table:
    """A table that was read."""
    if key is not None:
        _tables[key] = table
    return noted(table)


def noted(table: Table) -> Table:
    """The same, and in the list of `holding`."""
    tables: list[Table] | None = getattr(_thread, "tables", None)
    if tables is not None:
        tables.append(table)
    return table
