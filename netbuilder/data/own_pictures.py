"""A folder of pictures, one folder a class: the classes, which file is of which, and what was left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data.picture_files import SUFFIXES, PictureForm, size_of
from netbuilder.errors import FileFault, Message, listed
from netbuilder.files.reading import reading, step
from netbuilder.kinds import shown

PARTS = {"train": ("train", "training"), "validation": ("val", "valid", "validation"), "test": ("test", "testing")}
MOST_FILES = 2_000_000
LOOKED_AT = 200  # files whose size is looked at
USUAL = 128  # pixels a side, where sizes differ


@dataclass(frozen=True)
class Found:
    """Files and the number of each one's class, by part: `train`, `validation` and `test`, of which some are empty."""

    folder: Path
    classes: tuple[str, ...]
    files: dict[str, tuple[Path, ...]]
    labels: dict[str, tuple[int, ...]]
    notes: tuple[Message, ...]


def holds_pictures(folder: Path) -> bool:
    """Whether folders in it hold pictures."""
    return any(_pictures(inner) or any(map(_pictures, _folders(inner))) for inner in _folders(folder))


def find_pictures(folder: Path) -> Found:
    """The pictures of a folder: one folder a class, or folders train, validation and test that hold those.

    Classes are in the order of their names, as Keras has them. Raises FileFault where there is nothing to tell apart.
    """
    parts = {}
    for part, names in PARTS.items():
        for inner in _folders(folder):
            if inner.name.lower() in names and _folders(inner):
                parts[part] = inner
    if "train" not in parts:
        parts = {"train": folder}
    classes = tuple(sorted({inner.name for part in parts.values() for inner in _folders(part) if _pictures(inner)}))
    if len(classes) < 2:
        raise FileFault(
            "{path} needs a folder for each class, with pictures in it ({kinds}); it has {found}",
            path=folder, kinds=listed(SUFFIXES), found=listed(map(shown, classes)) or "none",
        )  # fmt: skip
    number = {name: i for i, name in enumerate(classes)}
    files: dict[str, tuple[Path, ...]] = {}
    labels: dict[str, tuple[int, ...]] = {}
    others: Counter[str] = Counter()
    for part, place in parts.items():
        found = [(path, number[inner.name]) for inner in _folders(place) for path in _pictures(inner, others)]
        files[part] = tuple(path for path, _ in found)
        labels[part] = tuple(label for _, label in found)
    if sum(map(len, files.values())) > MOST_FILES:
        raise FileFault("{path} holds more than {most} pictures", path=folder, most=MOST_FILES)
    return Found(folder, classes, files, labels, _notes(parts, folder, others))


def form_of_pictures(
    found: Found, height: int, width: int, colour: str, fit: str
) -> tuple[PictureForm, Message | None]:
    """What all pictures become: what was asked for, or else what most of them are; and what was guessed, in words."""
    paths = found.files["train"]
    looked = list(map(size_of, paths[:: max(1, len(paths) // LOOKED_AT)]))
    sizes = Counter(looked_at[:2] for looked_at in looked)
    (high, wide), _ = sizes.most_common(1)[0]
    if len(sizes) > 1:
        high, wide = min(high, USUAL), min(wide, USUAL)
    colour = colour if colour != "auto" else "grey" if all(grey for *_, grey in looked) else "rgb"
    form = PictureForm(height or high, width or wide, colour, fit)
    if len(sizes) == 1 and (form.height, form.width) == (high, wide):
        return form, None
    values = {"height": form.height, "width": form.width, "smallest": _size(min(sizes)), "largest": _size(max(sizes))}
    return form, Message("pictures of {smallest} to {largest} brought to {height} × {width}", values)


def _notes(parts: dict[str, Path], folder: Path, others: Counter[str]) -> tuple[Message, ...]:
    notes = []
    if others:
        told = listed(f"{suffix or '—'} {count}" for suffix, count in others.most_common())
        notes.append(Message("files that are no pictures were left out: {counts}", {"counts": told}))
    loose = sum(1 for entry in _scanned(folder) if entry.is_file() and Path(entry.name).suffix.lower() in SUFFIXES)
    if loose:
        notes.append(Message("{count} pictures outside the folders of classes were left out", {"count": loose}))
    inside = [inner for part in parts.values() for inner in _folders(part) if not _pictures(inner)]
    if inside:
        told = listed(shown(inner.name) for inner in inside)
        notes.append(Message("folders without pictures were left out: {names}", {"names": told}))
    return tuple(notes)


def _size(size: Sequence[int]) -> str:
    return f"{size[0]} × {size[1]}"


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    with reading(folder), os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _folders(folder: Path) -> list[Path]:
    return [Path(entry.path) for entry in _scanned(folder) if entry.is_dir()]


def _pictures(folder: Path, others: Counter[str] | None = None) -> list[Path]:
    """The pictures that lie in a folder; `others` counts the suffixes of what else does."""
    found = []
    for entry in _scanned(folder):
        suffix = Path(entry.name).suffix.lower()
        if suffix in SUFFIXES and entry.is_file():
            found.append(Path(entry.path))
        elif others is not None and entry.is_file():
            others[suffix] += 1
    step()
    return found
