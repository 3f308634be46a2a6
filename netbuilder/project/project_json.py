"""A project as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.project.kept import Kept, read_settings, written
from netbuilder.project.project import Project
from netbuilder.spec import Spec

T = TypeVar("T", bound=Spec)


def project_to_json(project: Project) -> dict[str, Any]:
    """A project as JSON."""
    return {
        "graph": graph_to_json(project.graph),
        "training": written(project.training.config(), project.kept, "training"),
        "data": written(project.data.config(), project.kept, "data"),
    }


def project_from_json(data: Mapping[str, Any], newer: bool = False) -> Project:
    """The project that JSON describes, as a `newer` version may have written it; raises Fault that names the field."""
    training, kept = settings_from_json(TrainingSettings, data.get("training", {}), "training", newer)
    source, kept_too = settings_from_json(DataSettings, data.get("data", {}), "data", newer)
    return Project(graph_from_json(data.get("graph")), training, source, kept + kept_too)


def settings_from_json(kind: type[T], config: Any, place: str, newer: bool) -> tuple[T, tuple[Kept, ...]]:
    """The settings of one part, and what of them is kept unread; raises Fault that names the field."""
    if not isinstance(config, Mapping):
        raise Fault("{place} must be an object", place=place)
    try:
        return read_settings(kind, config, place, newer)
    except Fault as fault:
        raise Fault("{place}.{cause}", place=place, cause=str(fault)) from fault
