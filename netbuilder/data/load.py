"""From settings to a data set: bundled, downloaded, or a file of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from netbuilder.arrays import Array
from netbuilder.data.catalog import Source, find_source, folder_of, is_here
from netbuilder.data.dataset import Dataset
from netbuilder.data.idx import read_cifar, read_idx
from netbuilder.data.idx_files import is_idx
from netbuilder.data.keras_sets import load_keras_set
from netbuilder.data.leaving_out import without
from netbuilder.data.own_arrays import load_arrays
from netbuilder.data.own_pictures import holds_pictures, load_pictures
from netbuilder.data.own_tables import load_table
from netbuilder.data.own_texts import holds_texts
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, FileFault
from netbuilder.files import read_npz
from netbuilder.files.reading import reading

KERAS_SETS = ("cifar100", "imdb", "reuters", "california_housing", "boston_housing")
PARTS = ("x_train", "y_train", "x_test", "y_test")


def load(settings: DataSettings, limit: int | None = None) -> Dataset:
    """The data that settings choose, without what they leave out; raises DataError or FileFault.

    A data set that must be downloaded has to be in the cache: `download.fetch` brings it there. `limit` is how
    many bytes own inputs may take before they are left on disk; without one it is a share of the memory.
    """
    return without(_load(settings, limit), settings)


def _load(settings: DataSettings, limit: int | None) -> Dataset:
    if settings.source:
        return load_source(find_source(settings.source), settings)
    if not settings.path:
        raise DataError("no data is chosen. Choose a data set, or a file of your own")
    path = Path(settings.path)
    with reading(path):  # a name may be longer than any can be
        is_there = path.exists()
    if not is_there:
        raise FileFault("{path} does not exist. Was it moved? Choose it again", path=path)
    if path.is_dir() and holds_pictures(path):
        return load_pictures(path, settings, limit)
    if path.is_dir() and holds_texts(path):
        return load_table(path, settings)
    if path.is_dir() or path.suffix.lower() == ".npz":
        return load_arrays(path, settings, limit)
    if settings.is_table:
        return load_table(path, settings)
    if is_idx(path):
        return load_arrays(path, settings, limit)
    raise FileFault(
        "{path} is of a kind that cannot be read. Choose an .npz file, a table, an IDX file, or a folder of .npy "
        "files, pictures or texts",
        path=path,
    )


def load_source(source: Source, settings: DataSettings) -> Dataset:
    """A data set of the catalog."""
    if source.bundled:
        arrays = read_npz(source.path)
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
    if source.keras in KERAS_SETS:
        four, notes = load_keras_set(source.keras, folder / source.remotes[0].name, settings)
        return replace(_dataset(source, list(four)), notes=notes)
    train_x, train_y, test_x, test_y = (read_idx(folder / remote.name) for remote in source.remotes)
    return _dataset(source, [train_x, train_y, test_x, test_y])


def _dataset(source: Source, arrays: list[Array], features: tuple[str, ...] = ()) -> Dataset:
    x_train, y_train, x_test, y_test = arrays
    return Dataset(source.title, {"x": x_train}, {"y": y_train}, {"x": x_test}, {"y": y_test}, source.classes, features)
