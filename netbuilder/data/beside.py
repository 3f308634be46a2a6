"""Another table whose columns stand beside those of the first: one declared value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Self

from netbuilder.errors import Fault, FieldError
from netbuilder.kinds import shown
from netbuilder.spec import Spec, param

WITHOUT = ("refuse", "drop", "blank")
DOUBLE = ("refuse", "first", "drop")


class Beside(Spec):
    """A table that is joined to the first by a key, or row by row in their order."""

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

    @classmethod
    def coerce(cls, value: Any) -> Self:
        """A table from itself, from its path, or from its JSON."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls(value)
        if isinstance(value, Mapping):
            return cls.from_config(value)
        raise Fault("must be the settings of a table, got {value}", value=shown(value))

    def to_json(self) -> dict[str, Any]:
        """The path, and what differs from what usually holds."""
        return self.config(defaults=False)

    @property
    def called(self) -> str:
        """What stands before the names of its columns."""
        return self.name or PurePath(self.path.replace("\\", "/")).name.split(".")[0]

    def column(self, name: str) -> str:
        """What one of its columns is called beside the others."""
        return f"{self.called}.{name}"
