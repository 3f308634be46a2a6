"""What a project file says of its settings and this version does not know: kept as it stands, and written back.

It keeps the project from being trained, as a layer that is not known does, until a person decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from netbuilder.errors import Fault, FieldError, Message, TrainingError
from netbuilder.graph import Problem
from netbuilder.kinds import shown
from netbuilder.spec import Field, Spec

if TYPE_CHECKING:
    from netbuilder.project.project import Project

LONGEST = 1_000_000  # letters that are kept of one field
# How Spec refuses what is not declared; any other refusal is a mistake, which is told and not kept.
UNKNOWN = ("{name} is not known; there are {known}", "is not a parameter of {kind}")

T = TypeVar("T", bound=Spec)


@dataclass(frozen=True)
class Kept:
    """A field as a file has it. `instead` is the JSON of the value in its place; "" where there is no such field."""

    section: str
    field: str
    raw: str
    instead: str
    reason: str

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"{self.section}.{shown(self.field)[1:-1]}"


def read_settings(
    kind: type[T], config: Mapping[str, Any], section: str, newer: bool = False
) -> tuple[T, tuple[Kept, ...]]:
    """The settings that a file holds, and what of them is kept unread; raises FieldError for what is wrong.

    In the file of a `newer` version all that cannot be read is kept.
    """
    fields = {field.name: field for field in kind.fields()}
    known, kept = {}, []
    for name, value in config.items():
        if name not in fields:
            kept.append(_kept(section, name, value, "", f"{kind.__name__} has no such field"))
            continue
        reason = _reason(fields[name], value, newer)
        if reason:
            kept.append(_kept(section, name, value, _json(fields[name].kind.to_json(fields[name].default)), reason))
        else:
            known[name] = value
    return kind.from_config(known), tuple(kept)


def written(config: Mapping[str, Any], kept: Sequence[Kept], section: str) -> dict[str, Any]:
    """The settings for a file, with what was kept back in its place; what a person has changed since then stays."""
    whole = dict(config)
    for item in kept:
        if item.section == section and _stands(item, config):
            whole[item.field] = json.loads(item.raw)
    return whole


def kept_problems(project: Project) -> list[Problem]:
    """A problem for each field that is kept and not replaced yet: the network cannot be trained as it was meant."""
    return [
        Problem(
            "{place} could not be read: {reason}. It is kept as it is. Choose what to do without it",
            {"place": item.place, "reason": item.reason},
        )
        for item in standing(project)
    ]


def standing(project: Project) -> tuple[Kept, ...]:
    """What is kept and was not replaced by a choice of the person's."""
    configs = {"training": project.training.config(), "data": project.data.config()}
    return tuple(item for item in project.kept if _stands(item, configs.get(item.section, {})))


def ways_out(problem: Problem, project: Project) -> Iterator[tuple[Message, Project]]:
    """What can be done about a problem of `kept_problems`: to go on without what is kept."""
    for item in standing(project):
        if problem.values.get("place") == item.place and problem.values.get("reason") == item.reason:
            label = (
                Message("train with {value} instead", {"value": item.instead})
                if item.instead
                else Message("leave out {place}", {"place": item.place})
            )
            yield label, project.replace(kept=tuple(other for other in project.kept if other != item))


def need_all_known(project: Project) -> None:
    """Raises TrainingError for a project with settings that this version does not know."""
    problems = kept_problems(project)
    if problems:
        raise TrainingError("{problems}", problems="; ".join(map(str, problems)))


def _stands(item: Kept, config: Mapping[str, Any]) -> bool:
    return item.field not in config if not item.instead else _json(config.get(item.field)) == item.instead


def _reason(field: Field, value: Any, newer: bool) -> str:
    """Why a field is kept and not read; "" where it can be read, or is to be refused."""
    try:
        field.kind.coerce(value)
    except Fault as fault:
        # What has no default has nothing to stand in its place.
        if not field.required and (newer or fault.template in UNKNOWN):
            return str(fault)[:1000]
    return ""


def _kept(section: str, name: str, value: Any, stands: str, reason: str) -> Kept:
    raw = _json(value)
    if len(raw) > LONGEST:
        raise FieldError(shown(name), "is too long to be kept")
    return Kept(section, name, raw, stands, reason)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)
