"""Samples that are left out by their names: whoever looked at them found that they teach something wrong."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import PARTS, Dataset
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, Message, listed
from netbuilder.files import rows_of


def without(dataset: Dataset, settings: DataSettings) -> Dataset:
    """The data set without the samples that the settings leave out; raises DataError for one that it does not have."""
    if not settings.leave_out:
        return dataset
    kept = {part: stay(dataset, part, settings) for part in PARTS}
    known = {str(key) for part in PARTS for key in dataset.keys_of(part)[~kept[part]]}
    unknown = [name for name in settings.leave_out if name not in known]
    if unknown:
        raise DataError(
            "{title} has no samples {names}, which are to be left out (leave_out). Was the file changed, or are they "
            "in no part? Take them off that list",
            title=dataset.title, names=listed(unknown),
        )  # fmt: skip
    if not kept["train"].any() and dataset.train_count:
        raise DataError("{title}: all samples are left out (leave_out)", title=dataset.title)
    changed: dict[str, Any] = {}
    for part in PARTS:
        index = np.flatnonzero(kept[part])
        x, y, w = dataset.part(part)
        changed[f"x_{part}"] = {name: rows_of(array, index) for name, array in x.items()}
        changed[f"y_{part}"] = {name: array[index] for name, array in y.items()}
        changed[f"w_{part}"] = None if w is None else w[index]
    if dataset.series is not None:
        naive = {part: {name: last[kept[part]] for name, last in of_part.items()}
                 for part, of_part in dataset.series.naive.items()}  # fmt: skip
        changed["series"] = dataclasses.replace(dataset.series, naive=naive)
    told = Message("{count} samples are left out: {names}", {"count": len(known), "names": listed(settings.leave_out)})
    return dataclasses.replace(
        dataset, **changed, notes=(*dataset.notes, told),
        lines={part: lines[kept[part]] if len(lines) else lines for part, lines in dataset.lines.items()},
        keys={part: dataset.keys_of(part)[kept[part]] for part in PARTS},
    )  # fmt: skip


def stay(dataset: Dataset, part: str, settings: DataSettings) -> Array:
    """Which samples of a part are not left out, as truth values."""
    left = set(settings.leave_out)
    keys = dataset.keys_of(part)
    return np.fromiter((str(key) not in left for key in keys.tolist()), bool, len(keys))
