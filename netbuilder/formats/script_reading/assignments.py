"""What is given to several names at once, or to an attribute."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.script_reading.arrays import halves
from netbuilder.formats.script_reading.constants import bounded
from netbuilder.formats.script_reading.values import NOTHING_KNOWN, Batches, Data, Made, Network, Tensor, Unknown
from netbuilder.layers import Input

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context


def unpacked(value: Any, targets: list[ast.expr]) -> list[Any]:
    """A value for each of several targets."""
    count = len(targets)
    if isinstance(value, Tensor) and value.output == 0:
        return [Tensor(value.call, number) for number in range(count)]
    if isinstance(value, Batches):
        value = (value.x, value.y)
    if isinstance(value, Data):
        return halves(value, count)
    if isinstance(value, list | tuple | range | str):
        items = list(bounded(value))
        starred = [i for i, target in enumerate(targets) if isinstance(target, ast.Starred)]
        if starred and len(items) >= count - 1:
            at, rest = starred[0], len(items) - count + 1
            return [*items[:at], items[at : at + rest], *items[at + rest :]]
        if len(items) == count:
            return items
        raise Fault("{count} names are given {given} values", count=count, given=len(items))
    unknown = value if isinstance(value, Unknown) else NOTHING_KNOWN
    return [unknown] * count


def set_attribute(context: Context, owner: Any, name: str, value: Any) -> None:
    """`owner.name = value`"""
    if name == "trainable" and isinstance(value, bool):
        if isinstance(owner, Made) and not isinstance(owner.layer, Input):  # which has nothing to train
            owner.layer = owner.layer.replace(trainable=value)
        elif isinstance(owner, Network):
            owner.trainable = value
    elif isinstance(owner, Made | Network) and name in ("_name", "name") and isinstance(value, str):
        owner.name = value
