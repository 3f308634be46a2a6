"""What a person works on and keeps: the project value, its file, its runs, and the document that holds it."""

from typing import TYPE_CHECKING, Any

from netbuilder.project.document import Document
from netbuilder.project.file import read_project, write_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.templates import Template, template, templates

if TYPE_CHECKING:
    from netbuilder.project.opening import Opened, open_file

__all__ = [
    "Document",
    "Opened",
    "Project",
    "Template",
    "TrainedRun",
    "open_file",
    "read_project",
    "template",
    "templates",
    "write_project",
]


def __getattr__(name: str) -> Any:
    """What opens files brings all formats with it, a third of a second: it is imported when it is asked for."""
    if name not in ("Opened", "open_file"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from netbuilder.project import opening

    return getattr(opening, name)
