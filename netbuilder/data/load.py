"""From settings to a data set: bundled, downloaded, or a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data.catalog import Source, find_source
from netbuilder.data.dataset import Dataset, class_names
from netbuilder.data.download import folder_of, is_here
from netbuilder.data.idx import read_cifar, read_idx
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables import dataset_of_table, read_table
from netbuilder.errors import DataError, FileFault
from netbuilder.files import read_npz, resource

Array = np.ndarray[Any, np.dtype[Any]]

PARTS = ("x_train", "y_train", "x_test", "y_test")


def load(settings: DataSettings) -> Dataset:
    """The data that settings choose; raises DataError or FileFault.

    A data set that must be downloaded has to be in the cache: `download.fetch` brings it there.
    """
    if settings.source:
        return load_source(find_source(settings.source))
    if not settings.path:
        raise DataError("no data is chosen. Choose a data set, or a file of your own")
    path = Path(settings.path)
    if not path.exists():
        raise FileFault("{path} is not there. Was it moved? Choose it anew", path=path)
    if path.suffix.lower() == ".npz":
        return load_npz(path, settings.test_split)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return dataset_of_table(read_table(path), settings)
    raise FileFault("{path} is of a kind that cannot be read. Choose an .npz or a .csv file", path=path)


def load_source(source: Source) -> Dataset:
    """A data set of the catalog."""
    if source.bundled:
        arrays = read_npz(resource("data", f"{source.name}.npz"))
        features = tuple(map(str, arrays.get("features", ())))
        return _dataset(source, [arrays[name] for name in PARTS], features)
    if not is_here(source):
        raise DataError(
            "{title} is not downloaded yet. Download it first: netbuilder datasets --download {name}",
            title=source.title,
            name=source.name,
        )
    folder = folder_of(source)
    if source.name == "cifar10":
        return _dataset(source, list(read_cifar(folder / source.remotes[0].name)))
    train_x, train_y, test_x, test_y = (read_idx(folder / remote.name) for remote in source.remotes)
    return _dataset(source, [train_x, train_y, test_x, test_y])


def _dataset(source: Source, arrays: list[Array], features: tuple[str, ...] = ()) -> Dataset:
    x_train, y_train, x_test, y_test = arrays
    return Dataset(source.title, {"x": x_train}, {"y": y_train}, {"x": x_test}, {"y": y_test}, source.classes, features)


def load_npz(path: Path, test_split: float) -> Dataset:
    """An .npz file with x_train, y_train and, if it has them, x_test, y_test.

    Several inputs or outputs are x_train_NAME and y_train_NAME, by the names of their blocks. `x` and `y`
    without parts are split.
    """
    arrays = read_npz(path)
    parts: dict[str, dict[str, Array]] = {part: _named(arrays, part) for part in PARTS}
    if not parts["x_train"] and "x" in arrays:
        parts["x_train"], parts["y_train"] = {"x": arrays["x"]}, {"y": arrays["y"]} if "y" in arrays else {}
    for part in ("x_train", "y_train"):
        if not parts[part]:
            raise FileFault(
                "{path} holds no {part}; it has {names}. Save it with numpy.savez(file, x_train=…, y_train=…, "
                "x_test=…, y_test=…)",
                path=path, part=part, names=", ".join(arrays) or "nothing",
            )  # fmt: skip
    for name, array in arrays.items():
        if array.dtype.kind == "U":
            raise FileFault("{path}: {name} holds text. Turn it into numbers first", path=path, name=name)
    full = Dataset(path.name, parts["x_train"], parts["y_train"], parts["x_test"], parts["y_test"])
    classes: tuple[str, ...] = ()
    if len(full.y_train) == 1:
        classes = class_names(*full.y_train.values(), *full.y_test.values())
    full = Dataset(path.name, full.x_train, full.y_train, full.x_test, full.y_test, classes)
    return full if full.test_count or not test_split else hold_out(full, test_split)


def _named(arrays: Mapping[str, Array], part: str) -> dict[str, Array]:
    if part in arrays:
        return {part[0]: arrays[part]}
    return {name.removeprefix(part + "_"): array for name, array in arrays.items() if name.startswith(part + "_")}


def hold_out(data: Dataset, fraction: float) -> Dataset:
    """The data with a share of its training samples, taken at random but always the same ones, as its test part."""
    count = data.train_count
    order = np.random.default_rng(0).permutation(count)
    test = np.sort(order[: int(count * fraction)])
    train = np.sort(order[int(count * fraction) :])

    def take(arrays: Mapping[str, Array], index: Array) -> dict[str, Array]:
        return {name: array[index] for name, array in arrays.items()}

    return Dataset(
        data.title,
        take(data.x_train, train), take(data.y_train, train),
        take(data.x_train, test), take(data.y_train, test),
        data.classes, data.features, data.notes,
    )  # fmt: skip
