"""What a recipe holds several of, such as its columns: declared values of one class, each told by what is unusual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from netbuilder.errors import Fault
from netbuilder.kinds import shown
from netbuilder.spec import Spec


class Entry(Spec):
    """One of several. `refusal` is what is said of a value that is none."""

    refusal: ClassVar[str]
    by: ClassVar[str] = ""  # the field that a text alone stands for, if it may

    @classmethod
    def coerce(cls, value: Any) -> Self:
        """An entry from itself, from its JSON, or from a text."""
        if isinstance(value, cls):
            return value
        if cls.by and isinstance(value, str):
            return cls.from_config({cls.by: value})
        if isinstance(value, Mapping):
            return cls.from_config(value)
        raise Fault(cls.refusal, value=shown(value))

    def to_json(self) -> dict[str, Any]:
        """What has no default, and what differs from its default."""
        return self.config(defaults=False)
