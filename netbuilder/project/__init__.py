"""What a person works on and keeps: the project value, its file, its runs, and the document that holds it."""

from typing import TYPE_CHECKING, Any

from netbuilder.project.file import read_project, write_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.reading import Opened, open_file
from netbuilder.project.runs import Run
from netbuilder.project.templates import Template, template, templates

if TYPE_CHECKING:
    from netbuilder.project.document import Document

__all__ = [
    "Document",
    "Opened",
    "Project",
    "Run",
    "Template",
    "TrainedRun",
    "open_file",
    "read_project",
    "template",
    "templates",
    "write_project",
]


def __getattr__(name: str) -> Any:
    """The document tells who looks at it what changed: its signals are loaded where there is a window."""
    if name != "Document":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from netbuilder.project.document import Document

    return Document
