"""What is said of the file of a project: where it is, who else has it, and what a copy of it would lose."""

from __future__ import annotations

import os
from pathlib import Path

from netbuilder.errors import Message
from netbuilder.project import Document
from netbuilder.project.file import holds_project
from netbuilder.ui.looks.i18n import sentence, translated

MOST_SHOWN = 10


def about_file(document: Document) -> str:
    """The path, and who else has it."""
    if document.path is None:
        return ""
    on_disk, lines = document.on_disk, [str(document.path)]
    if on_disk.owner is not None:
        lines.append(sentence(held(document.path, document)))
    elif on_disk.version:
        lines.append(
            translated("made by NetBuilder {version}, which is newer: read-only", {"version": on_disk.version})
        )
    return "\n".join(lines)


def held(path: Path, document: Document) -> Message:
    """That someone else has it open."""
    owner = document.on_disk.owner
    return Message(
        "{name} is open elsewhere: {user} on {host}, process {process}, since {since}. It is opened read-only; save it "
        "under another name",
        {"name": path.name, **(owner.values() if owner is not None else {})},
    )


def what_is_lost(path: Path, document: Document) -> str:
    """What a copy of a newer NetBuilder's file would be without."""
    on_disk = document.on_disk
    text = translated(
        "{name} was made by a newer NetBuilder ({version}) and stays as it is.",
        {"name": path.name, "version": on_disk.version},
    )
    if not on_disk.lost:
        return text + " " + translated("A copy keeps all that was found in it.")
    names = ", ".join(on_disk.lost[:MOST_SHOWN]) + (" …" if len(on_disk.lost) > MOST_SHOWN else "")
    return text + " " + translated("A copy leaves out what this version does not know: {names}.", {"names": names})


def what_stands_at(path: Path) -> str:
    """The question before something is replaced; "" where nothing is there."""
    if os.path.islink(path):
        link = {"name": path.name, "target": os.path.realpath(path)}
        return translated("{name} is a link to {target}. Write there?", link)
    if not os.path.exists(path):
        return ""
    if not holds_project(path):
        return translated("{name} already exists and is not a project. Replace it?", {"name": path.name})
    return translated("{name} already exists. Replace it?", {"name": path.name})
