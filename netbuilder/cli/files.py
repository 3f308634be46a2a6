"""The files that commands work on, and the values that a script leaves open."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from netbuilder.cli import output
from netbuilder.errors import Fault, FileFault, Message
from netbuilder.project import Opened, TrainedRun, open_file
from netbuilder.project.file import SUFFIX, named_as_project

# What a script may be written for, by the format of that script.
FRAMEWORKS = {"keras": "script", "tf.keras": "tf.keras", "torch": "torch", "numpy": "numpy"}


def add_define(command: argparse.ArgumentParser) -> None:
    """Lets a command give values to names that a script leaves open."""
    command.add_argument(
        "--define",
        metavar="NAME=VALUE",
        action="append",
        type=_pair,
        help="the value of a name that a script leaves open; may be given more than once",
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!a} is not NAME=VALUE")
    return name.strip(), value


def python_at(text: str) -> Path:
    """The Python that a person means: a bare name is looked for as the shell does, a path begins here."""
    bare = os.path.basename(text) == text
    return Path(text if bare else os.path.abspath(text))  # as it is named: a link may lead out of its environment


def opened_file(options: argparse.Namespace, path: Path | None = None) -> Opened:
    """The file of a command, or another one that it names, its notices told on standard error."""
    found = open_file(path or options.file, dict(options.define or ()))
    for notice in found.notices:
        if getattr(options, "data", None) is None or not _asks_for_data(notice):
            output.tell(str(notice))
    return found


def _asks_for_data(notice: Message) -> bool:
    from netbuilder.formats.script_reading.data_settings import UNKNOWN_DATA  # a file was read: it is there

    return tells(notice, UNKNOWN_DATA)


def tells(message: Message | Fault, template: str) -> bool:
    """Whether a sentence, or one inside of it, is this one."""
    parts = (part for part in message.values.values() if isinstance(part, Message | Fault))
    return message.template == template or any(tells(part, template) for part in parts)


def current_run(found: Opened) -> TrainedRun | None:
    """The weights of a file, if they belong to its graph."""
    return found.run if found.run is not None and found.run.is_of(found.project.graph) else None


def need_project_name(path: Path) -> None:
    """Raises FileFault for a name that asks for another kind of file."""
    if not named_as_project(path):
        raise FileFault("{path}: a project is written as {suffix}", path=path, suffix=SUFFIX)


def need_writable(path: Path, as_project: bool) -> None:
    """Finds out before the work is done that its result could not be written."""
    if not as_project:
        from netbuilder import formats  # only now: it brings all of them, a quarter of a second

        need_folder(path)
        formats.format_of(path)
    need_folder(path)


def need_folder(path: Path) -> None:
    """Raises FileFault for a name that leads nowhere, or to a folder."""
    if path.is_dir():
        raise FileFault("{path} is a folder. Choose the name of a file", path=path)
    if not path.parent.exists():
        raise FileFault("{path} could not be written: there is no folder {folder}", path=path, folder=path.parent)
    if not path.parent.is_dir():
        raise FileFault("{path} could not be written: {folder} is not a folder", path=path, folder=path.parent)
