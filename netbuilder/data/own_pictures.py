"""A folder of pictures, one folder a class, as a data set."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.class_folders import FileKind, Found, files_in, find_classes, holds, paths_within
from netbuilder.data.dataset import Dataset
from netbuilder.data.fingerprint import fingerprint_of_files
from netbuilder.data.memory import memory_limit, stays_on_disk
from netbuilder.data.own_arrays import split_here
from netbuilder.data.picture_files import SUFFIXES, PictureForm, PictureRows, size_of
from netbuilder.data.settings import DataSettings
from netbuilder.errors import N_, Message
from netbuilder.files import DiskArray

LOOKED_AT = 200  # files whose size is looked at
USUAL = 128  # pixels a side, where sizes differ


PICTURES = FileKind(
    takes=lambda name: Path(name).suffix.lower() in SUFFIXES,
    told=SUFFIXES,
    unknown=N_("{path} has pictures of {names}, which the network does not know. It knows {known}"),
    needed=N_("{path} needs a folder for each class, with pictures in it ({kinds}); it has {found}"),
    too_many=N_("{path} holds more than {most} pictures"),
    others=N_("files that are no pictures were left out: {counts}"),
    loose=N_("{count} pictures outside the folders of classes were left out"),
    empty=N_("folders without pictures were left out: {names}"),
)


def holds_pictures(folder: Path) -> bool:
    """Whether folders in it hold pictures; looks no further than to the first."""
    return holds(folder, PICTURES)


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
    streams = stays_on_disk(settings.keep_on_disk, needed, limit)

    def inputs(part: str) -> dict[str, Array]:
        rows = PictureRows(found.files.get(part, ()), form)
        return {"x": cast(Array, DiskArray(rows)) if streams else rows.read(range(rows.shape[0]))}

    keys = {part: paths_within(folder, files) for part, files in found.files.items()}
    if "validation" in keys:
        keys["val"] = keys.pop("validation")

    def labels(part: str) -> dict[str, Array]:
        return {"y": np.array(found.labels.get(part, ()), np.int64)}

    validates = bool(found.files.get("validation"))
    full = Dataset(
        folder.name, inputs("train"), labels("train"), inputs("test"), labels("test"), found.classes,
        notes=tuple(notes), x_val=inputs("validation") if validates else {},
        y_val=labels("validation") if validates else {}, source=fingerprint_of_files(folder, every), pictures=form,
        keys=keys,
    )  # fmt: skip
    if not full.test_count:
        return split_here(full, settings)
    if full.val_count or not settings.validation_part:
        return full
    # A folder test, but none to validate on: classes follow each other, so that the last ones would be all of one.
    made = split_here(full, settings.replace(test_split=0.0))
    return replace(made, x_test=full.x_test, y_test=full.y_test, keys={**made.keys, "test": full.keys["test"]})


def find_pictures(folder: Path, known: tuple[str, ...] = ()) -> Found:
    """The pictures of a folder: one folder a class, or folders train, validation and test that hold those.

    Classes are in the order of their names, as Keras has them, or those that are `known`. Raises FileFault where there
    is nothing to tell apart, or a class that is not known.
    """
    return find_classes(folder, PICTURES, known)


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


def _size(size: Sequence[int]) -> str:
    return f"{size[0]} × {size[1]}"


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The pictures that lie in a folder, and those in the folders in it."""
    return files_in(folder, PICTURES)
