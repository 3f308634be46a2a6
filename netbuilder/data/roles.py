"""What a column of a table is used for, as one word; and the settings in which it is used for something else."""

from __future__ import annotations

from collections.abc import Sequence

from netbuilder.data.columns import target_of
from netbuilder.data.settings import BY_COLUMN, Column, DataSettings
from netbuilder.errors import Fault
from netbuilder.kinds import shown

ROLES = ("input", "target", "weight", "group", "time", "ignore")
OF_ONE = ("target", "weight", "group", "time")  # roles that a single column has
BY_SPLIT = ("group", "time")


def role_of(names: Sequence[str], settings: DataSettings, name: str) -> str:
    """One of ROLES, or "part" for the column that says which part each row is of."""
    if name == target_of(names, settings):
        return "target"
    if name == settings.weight_column:
        return "weight"
    if settings.split in BY_COLUMN and name == settings.split_column:
        return "part" if settings.split == "column" else str(settings.split)
    return "ignore" if name in settings.ignore else "input"


def with_role(names: Sequence[str], settings: DataSettings, chosen: Sequence[str], role: str) -> DataSettings:
    """The settings in which these columns have that role; raises Fault where they cannot all have it.

    The target always is a column: it gives the role away only to another one.
    """
    if role in OF_ONE and len(chosen) > 1:
        raise Fault("only one column can be {role}. Choose one", role=role)
    target = target_of(names, settings)
    if role != "target" and target in chosen:
        raise Fault("{name} is what is predicted. Make another column the target first", name=shown(target))
    for name in chosen:
        settings = _freed(settings, name)
    if role == "ignore":
        return settings.replace(ignore=(*settings.ignore, *chosen), target=target)
    if role == "input" or not chosen:
        return settings.replace(target=target)
    (name,) = chosen
    if role == "target":
        return settings.replace(target=name)
    if role == "weight":
        return settings.replace(weight_column=name, target=target)
    return settings.replace(split=role, split_column=name, target=target)


def _freed(settings: DataSettings, name: str) -> DataSettings:
    """The settings in which a column has no role but that of an input; the target is left to whoever asks."""
    settings = settings.replace(ignore=tuple(other for other in settings.ignore if other != name))
    if settings.weight_column == name:
        settings = settings.replace(weight_column="")
    if settings.split in BY_COLUMN and settings.split_column == name:
        settings = settings.replace(split="fraction", split_column="")
    return settings


def with_kind(settings: DataSettings, chosen: Sequence[str], kind: str) -> DataSettings:
    """The settings in which these columns are taken for that kind; "auto" is what is found."""
    columns = {column.name: column for column in settings.columns}
    for name in chosen:
        changed = columns.get(name, Column(name)).replace(kind=kind)
        columns.pop(name, None)
        if changed != Column(name):
            columns[name] = changed
    return settings.replace(columns=tuple(columns.values()))
