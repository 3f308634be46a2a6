"""What a file holds, as a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from netbuilder.errors import Message
from netbuilder.project.file import is_project, read_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.runs import Runs


@dataclass(frozen=True)
class Opened:
    """A file's contents as a project, whatever its format was."""

    project: Project
    run: TrainedRun | None
    read_only: bool = False
    notices: tuple[Message, ...] = ()
    runs: Runs = ()
    last: int = 0  # the highest number that a run ever had
    version: str = ""  # of a newer NetBuilder that wrote it
    lost: tuple[str, ...] = ()  # what of it this version would not write again


def open_file(path: Path, define: Mapping[str, str] | None = None) -> Opened:
    """Reads a project, a model file or a script by its contents, not by its name alone; raises FileFault.

    `define` gives values to names that a script leaves open.
    """
    if is_project(path):
        found = read_project(path)
        return Opened(
            found.project, found.run, found.read_only, found.notices, found.runs, found.last, found.version, found.lost
        )
    from netbuilder.project.exporting import open_foreign  # only now: it brings all formats, a quarter of a second

    return open_foreign(path, define)
