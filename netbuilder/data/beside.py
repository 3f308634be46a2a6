"""Another table whose columns stand beside those of the first: one declared value."""

from __future__ import annotations

from pathlib import PurePath

from netbuilder.data.entry import Entry
from netbuilder.errors import N_, FieldError
from netbuilder.kinds import shown
from netbuilder.spec import param

WITHOUT = ("refuse", "drop", "blank")
DOUBLE = ("refuse", "first", "drop")


class Beside(Entry):
    """A table that is joined to the first by a key, or row by row in their order."""

    refusal = N_("must be the settings of a table, got {value}")
    by = "path"

    path: str = param(doc="The file of the other table.")
    key: str = param(
        default="", doc="The column that says which rows belong together; nothing joins the tables in their order."
    )
    own_key: str = param(default="", doc="What that column is called in the other table, where that is otherwise.")
    columns: tuple[str, ...] = param(default=(), doc="The columns that are taken; none is all but the key.")
    name: str = param(default="", doc="Its columns are called NAME.column; left empty it is that of the file.")
    to: str = param(
        default="", doc="The Input block that its columns enter; left empty they enter as single columns say."
    )
    missing: str = param(
        default="refuse",
        choices=WITHOUT,
        doc="What is done with rows that the other table has none for: refused, left out (drop), or blanks in its "
        "columns.",
    )
    double: str = param(
        default="refuse",
        choices=DOUBLE,
        doc="What is done where the other table has several rows with the same key: refused, the first of them is "
        "taken, or the rows that ask for it are left out (drop).",
    )

    def validate(self) -> None:
        """There is a file, and a block's name is an identifier."""
        if not self.path:
            raise FieldError("path", "must be a file")
        if self.to and not self.to.isidentifier():
            raise FieldError("to", "must be the name of an Input block, got {value}", value=shown(self.to))
        if self.own_key and not self.key:
            raise FieldError("own_key", "needs a key, which is the column in the first table")

    @property
    def called(self) -> str:
        """What stands before the names of its columns."""
        return self.name or PurePath(self.path.replace("\\", "/")).name.split(".")[0]

    def column(self, name: str) -> str:
        """What one of its columns is called beside the others."""
        return f"{self.called}.{name}"
