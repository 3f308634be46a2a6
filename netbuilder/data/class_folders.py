"""Folders with one folder a class: the classes, which file is of which, and what was left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault, Message, listed
from netbuilder.files.reading import reading, step
from netbuilder.kinds import shown

PARTS = {"train": ("train", "training"), "validation": ("val", "valid", "validation"), "test": ("test", "testing")}
MOST_FILES = 2_000_000


@dataclass(frozen=True)
class FileKind:
    """Which files of a folder are meant, by their names, and the sentences about the others."""

    takes: Callable[[str], bool]
    told: tuple[str, ...]  # how their names end
    unknown: str
    needed: str
    too_many: str
    others: str
    loose: str
    empty: str


@dataclass(frozen=True)
class Found:
    """Files and the number of each one's class, by part: `train`, `validation` and `test`, of which some are empty."""

    folder: Path
    classes: tuple[str, ...]
    folders: dict[str, str]  # of each part, "" for the folder itself
    files: dict[str, tuple[Path, ...]]
    labels: dict[str, tuple[int, ...]]
    notes: tuple[Message, ...]


def holds(folder: Path, kind: FileKind) -> bool:
    """Whether folders in it hold such files; looks no further than to the first."""
    return any(
        _has_one(inner, kind) or any(_has_one(one, kind) for one in _folders(inner)) for inner in _folders(folder)
    )


def find_classes(folder: Path, kind: FileKind, known: tuple[str, ...] = ()) -> Found:
    """The files of a folder: one folder a class, or folders train, validation and test that hold those.

    Classes are in the order of their names, as Keras has them, or those that are `known`. Raises FileFault where there
    is nothing to tell apart, or a class that is not known.
    """
    by_name = {inner.name.lower(): inner for inner in _folders(folder)}
    parts = {
        part: by_name[name]
        for part, names in PARTS.items()
        for name in names
        if name in by_name and _folders(by_name[name])
    }
    if "train" not in parts:
        parts = {"train": folder}
    others: Counter[str] = Counter()
    # Each folder is looked through once: it may lie on a slow disk, and hold thousands.
    inside = {
        part: [(inner, _files(inner, kind, others)) for inner in _folders(place)] for part, place in parts.items()
    }
    classes = tuple(sorted({inner.name for found in inside.values() for inner, files in found if files}))
    strange = [name for name in classes if known and name not in known]
    if strange:
        raise FileFault(
            kind.unknown, path=folder, names=listed(map(shown, strange)), known=listed(map(shown, known))
        )  # fmt: skip
    if known and classes:
        classes = known
    if len(classes) < 2:
        raise FileFault(kind.needed, path=folder, kinds=listed(kind.told), found=listed(map(shown, classes)) or "none")
    number = {name: i for i, name in enumerate(classes)}
    files: dict[str, tuple[Path, ...]] = {}
    labels: dict[str, tuple[int, ...]] = {}
    for part, found in inside.items():
        numbered = [(path, number[inner.name]) for inner, own in found for path in own]
        files[part] = tuple(path for path, _ in numbered)
        labels[part] = tuple(label for _, label in numbered)
    if sum(map(len, files.values())) > MOST_FILES:
        raise FileFault(kind.too_many, path=folder, most=MOST_FILES)
    empty = [inner.name for found in inside.values() for inner, own in found if not own]
    folders = {part: "" if place == folder else place.name for part, place in parts.items()}
    return Found(folder, classes, folders, files, labels, _notes(folder, kind, empty, others))


def files_in(folder: Path, kind: FileKind) -> tuple[Path, ...]:
    """The files that lie in a folder, and those in the folders in it."""
    return tuple(path for place in (folder, *_folders(folder)) for path in _files(place, kind))


def paths_within(folder: Path, files: Sequence[Path]) -> Array:
    """Where in a folder each file lies, as texts of shape (files,): what samples are called by."""
    found = np.empty(len(files), object)
    found[:] = [path.relative_to(folder).as_posix() for path in files]
    return found


def _notes(folder: Path, kind: FileKind, empty: Sequence[str], others: Counter[str]) -> tuple[Message, ...]:
    notes = []
    if others:
        told = listed(f"{suffix or '—'} {count}" for suffix, count in others.most_common())
        notes.append(Message(kind.others, {"counts": told}))
    loose = sum(1 for entry in _scanned(folder) if entry.is_file() and kind.takes(entry.name))
    if loose:
        notes.append(Message(kind.loose, {"count": loose}))
    if empty:
        notes.append(Message(kind.empty, {"names": listed(map(shown, empty))}))
    return tuple(notes)


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    with reading(folder), os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _folders(folder: Path) -> list[Path]:
    return [Path(entry.path) for entry in _scanned(folder) if entry.is_dir()]


def _has_one(folder: Path, kind: FileKind) -> bool:
    with reading(folder), os.scandir(folder) as entries:
        return any(kind.takes(entry.name) and not entry.name.startswith(".") and entry.is_file() for entry in entries)


def _files(folder: Path, kind: FileKind, others: Counter[str] | None = None) -> list[Path]:
    """The files that lie in a folder; `others` counts the suffixes of what else does."""
    found = []
    for entry in _scanned(folder):
        if kind.takes(entry.name) and entry.is_file():
            found.append(Path(entry.path))
        elif others is not None and entry.is_file():
            others[Path(entry.name).suffix.lower()] += 1
    step()
    return found
