"""What a person works on and keeps: the project value, its file, its runs, and the document that holds it."""

from netbuilder.project.document import Document
from netbuilder.project.file import read_project, write_project
from netbuilder.project.opening import Opened, open_file
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.templates import Template, template, templates

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
