"""Templates: complete projects on bundled data, kept as JSON in resources/templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from netbuilder.errors import FileFault
from netbuilder.files import parse_json, resource
from netbuilder.graph.drawing.placing import placed
from netbuilder.kinds import shown
from netbuilder.project.project import Project
from netbuilder.project.project_json import project_from_json


@dataclass(frozen=True)
class Template:
    """A project to start from. `expects` is the test score that its training usually reaches."""

    name: str
    title: str
    about: str
    expects: dict[str, float]
    data: dict[str, Any]

    def project(self) -> Project:
        """A fresh project."""
        project = project_from_json(self.data)
        return project.replace(graph=placed(project.graph))


def template(name: str) -> Template:
    """The template of that name; raises FileFault that lists what there is."""
    found = templates()
    if name not in found:
        raise FileFault("there is no template {name}. There are {known}", name=shown(name), known=", ".join(found))
    return found[name]


@cache
def templates() -> dict[str, Template]:
    """All templates by name, in the order they are shown."""
    order = parse_json(resource("templates", "order.json").read_bytes(), "templates/order.json")
    return {name: _read(name) for name in order}


def _read(name: str) -> Template:
    path: Path = resource("templates", f"{name}.json")
    data = parse_json(path.read_bytes(), str(path))
    about = data["about"]
    return Template(name, about["title"], about["text"], about["expects"], data)
