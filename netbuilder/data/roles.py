"""What a column of a table is used for, as one word; and the settings in which it is used for something else."""

from __future__ import annotations

from collections.abc import Sequence

from netbuilder.data.column_settings import Column, Target
from netbuilder.data.columns import inputs_of, outputs_of
from netbuilder.data.settings import BY_COLUMN, DataSettings
from netbuilder.errors import Fault
from netbuilder.kinds import shown

ROLES = ("input", "target", "weight", "group", "time", "ignore")
OF_ONE = ("weight", "group", "time")  # roles that a single column has


def role_of(names: Sequence[str], settings: DataSettings, name: str) -> str:
    """One of ROLES, or "part" for the column that says which part each row is of."""
    if name in outputs_of(names, settings).values():
        return "target"
    if name == settings.weight_column:
        return "weight"
    if settings.split == "column" and name == settings.split_column:
        return "part"
    if name == settings.group_column or (settings.split == "group" and name == settings.split_by):
        return "group"
    if name == settings.time_by and name not in inputs_of(names, settings):
        return "time"
    return "ignore" if name in settings.ignore else "input"


def with_role(names: Sequence[str], settings: DataSettings, chosen: Sequence[str], role: str) -> DataSettings:
    """The settings in which these columns have that role; raises Fault where they cannot all have it.

    Several targets are predicted by an output each. There always is one: it gives the role away only to another.
    """
    if role in OF_ONE and len(chosen) > 1:
        raise Fault("only one column can be {role}. Choose one", role=role)
    targets = tuple(outputs_of(names, settings).values())
    if all(role_of(names, settings, name) == role for name in chosen) and (
        role != "target" or set(chosen) == {*targets}
    ):
        return settings
    left = tuple(name for name in targets if name not in chosen)
    if role != "target" and not left and chosen:
        raise Fault(
            "{name} is what is predicted. Make another column the target first", name=shown(targets[0] or chosen[0])
        )
    for name in chosen:
        settings = _freed(settings, name)
    if role == "target":
        return _predicting(settings, tuple(chosen) or targets)
    settings = _predicting(settings, left)
    if role == "ignore":
        return settings.replace(ignore=(*settings.ignore, *chosen))
    if role == "input" or not chosen:
        return settings
    (name,) = chosen
    if role == "weight":
        return settings.replace(weight_column=name)
    return settings.replace(split=role, split_column="", **{f"{role}_column": name})


def _predicting(settings: DataSettings, targets: Sequence[str]) -> DataSettings:
    """The settings in which these are predicted; what was said of them as targets stays."""
    if len(targets) == 1:
        return settings.replace(target=targets[0], targets=())
    said = {target.name: target for target in settings.targets}
    return settings.replace(target="", targets=tuple(said.get(name, Target(name)) for name in targets))


def _freed(settings: DataSettings, name: str) -> DataSettings:
    """The settings in which a column has no role but that of an input; the target is left to whoever asks."""
    settings = settings.replace(ignore=tuple(other for other in settings.ignore if other != name))
    if settings.split in BY_COLUMN and settings.split_by == name:
        settings = settings.replace(split="fraction", split_column="")
    for field in ("weight_column", "time_column", "group_column"):
        if getattr(settings, field) == name:
            settings = settings.replace(**{field: ""})
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
