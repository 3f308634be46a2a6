"""A folder of pictures, one folder a class: the classes, which file is of which, and what was left out."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import Dataset
from netbuilder.data.fingerprint import fingerprint_of_files
from netbuilder.data.memory import memory_limit
from netbuilder.data.own_arrays import split_here
from netbuilder.data.picture_files import SUFFIXES, PictureForm, PictureRows, size_of
from netbuilder.data.settings import DataSettings
from netbuilder.errors import FileFault, Message, listed
from netbuilder.files import DiskArray
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
    folders: dict[str, str]  # of each part, "" for the folder itself
    files: dict[str, tuple[Path, ...]]
    labels: dict[str, tuple[int, ...]]
    notes: tuple[Message, ...]


def holds_pictures(folder: Path) -> bool:
    """Whether folders in it hold pictures; looks no further than to the first."""
    return any(_has_one(inner) or any(map(_has_one, _folders(inner))) for inner in _folders(folder))


def load_pictures(
    folder: Path,
    settings: DataSettings,
    limit: int | None = None,
    form: PictureForm | None = None,
    classes: tuple[str, ...] = (),
) -> Dataset:
    """The pictures of a folder in their parts; raises DataError or FileFault.

    With the `form` and the `classes` of a trained network they become what that one knows. Pictures that would take
    more than `limit` bytes are decoded batch by batch (unless the settings say otherwise).
    """
    found = find_pictures(folder, classes)
    notes = list(found.notes)
    if form is None:
        form, guessed = form_of_pictures(found, settings)
        notes += [guessed] if guessed is not None else []
    every = [path for files in found.files.values() for path in files]
    needed = len(every) * math.prod(form.shape)
    limit = memory_limit() if limit is None else limit
    streams = settings.keep_on_disk == "always" or (settings.keep_on_disk == "auto" and needed > limit)

    def inputs(part: str) -> dict[str, Array]:
        rows = PictureRows(found.files.get(part, ()), form)
        return {"x": cast(Array, DiskArray(rows)) if streams else rows.read(range(rows.shape[0]))}

    def labels(part: str) -> dict[str, Array]:
        return {"y": np.array(found.labels.get(part, ()), np.int64)}

    validates = bool(found.files.get("validation"))
    full = Dataset(
        folder.name, inputs("train"), labels("train"), inputs("test"), labels("test"), found.classes,
        notes=tuple(notes), x_val=inputs("validation") if validates else {},
        y_val=labels("validation") if validates else {}, source=fingerprint_of_files(folder, every), pictures=form,
    )  # fmt: skip
    return full if full.test_count else split_here(full, settings)


def find_pictures(folder: Path, known: tuple[str, ...] = ()) -> Found:
    """The pictures of a folder: one folder a class, or folders train, validation and test that hold those.

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
    inside = {part: [(inner, _pictures(inner, others)) for inner in _folders(place)] for part, place in parts.items()}
    classes = tuple(sorted({inner.name for found in inside.values() for inner, pictures in found if pictures}))
    strange = [name for name in classes if known and name not in known]
    if strange:
        raise FileFault(
            "{path} has pictures of {names}, which the network does not know. It knows {known}",
            path=folder, names=listed(map(shown, strange)), known=listed(map(shown, known)),
        )  # fmt: skip
    if known and classes:
        classes = known
    if len(classes) < 2:
        raise FileFault(
            "{path} needs a folder for each class, with pictures in it ({kinds}); it has {found}",
            path=folder, kinds=listed(SUFFIXES), found=listed(map(shown, classes)) or "none",
        )  # fmt: skip
    number = {name: i for i, name in enumerate(classes)}
    files: dict[str, tuple[Path, ...]] = {}
    labels: dict[str, tuple[int, ...]] = {}
    for part, found in inside.items():
        numbered = [(path, number[inner.name]) for inner, pictures in found for path in pictures]
        files[part] = tuple(path for path, _ in numbered)
        labels[part] = tuple(label for _, label in numbered)
    if sum(map(len, files.values())) > MOST_FILES:
        raise FileFault("{path} holds more than {most} pictures", path=folder, most=MOST_FILES)
    empty = [inner.name for found in inside.values() for inner, pictures in found if not pictures]
    folders = {part: "" if place == folder else place.name for part, place in parts.items()}
    return Found(folder, classes, folders, files, labels, _notes(folder, empty, others))


def form_of_pictures(found: Found, settings: DataSettings) -> tuple[PictureForm, Message | None]:
    """What all pictures become: what was asked for, or else what most of them are; and what was guessed, in words."""
    paths = next(files for files in found.files.values() if files)
    looked = list(map(size_of, paths[:: max(1, len(paths) // LOOKED_AT)]))
    sizes = Counter(looked_at[:2] for looked_at in looked)
    (high, wide), _ = sizes.most_common(1)[0]
    if len(sizes) > 1:
        high, wide = min(high, USUAL), min(wide, USUAL)
    colour = settings.colour
    if colour == "auto":
        colour = "grey" if all(grey for *_, grey in looked) else "rgb"
    form = PictureForm(settings.picture_height or high, settings.picture_width or wide, colour, settings.fit)
    if len(sizes) == 1 and (form.height, form.width) == (high, wide):
        return form, None
    values = {"height": form.height, "width": form.width, "smallest": _size(min(sizes)), "largest": _size(max(sizes))}
    return form, Message("pictures of {smallest} to {largest} brought to {height} × {width}", values)


def _notes(folder: Path, empty: Sequence[str], others: Counter[str]) -> tuple[Message, ...]:
    notes = []
    if others:
        told = listed(f"{suffix or '—'} {count}" for suffix, count in others.most_common())
        notes.append(Message("files that are no pictures were left out: {counts}", {"counts": told}))
    loose = sum(1 for entry in _scanned(folder) if entry.is_file() and Path(entry.name).suffix.lower() in SUFFIXES)
    if loose:
        notes.append(Message("{count} pictures outside the folders of classes were left out", {"count": loose}))
    if empty:
        told = listed(map(shown, empty))
        notes.append(Message("folders without pictures were left out: {names}", {"names": told}))
    return tuple(notes)


def _size(size: Sequence[int]) -> str:
    return f"{size[0]} × {size[1]}"


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    with reading(folder), os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _folders(folder: Path) -> list[Path]:
    return [Path(entry.path) for entry in _scanned(folder) if entry.is_dir()]


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The pictures that lie in a folder, and those in the folders in it."""
    return tuple(path for place in (folder, *_folders(folder)) for path in _pictures(place))


def _has_one(folder: Path) -> bool:
    with reading(folder), os.scandir(folder) as entries:
        return any(
            Path(entry.name).suffix.lower() in SUFFIXES and not entry.name.startswith(".") and entry.is_file()
            for entry in entries
        )


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
