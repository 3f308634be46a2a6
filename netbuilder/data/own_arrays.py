"""Own arrays: an .npz file or a folder of .npy files, in memory or, where they are too large, left on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from netbuilder.arrays import Array
from netbuilder.data.array_names import placed
from netbuilder.data.dataset import PARTS, Dataset, class_names, divided
from netbuilder.data.fingerprint import fingerprint_of, fingerprint_of_files
from netbuilder.data.idx_files import IdxArray, holds_idx, idx_in, is_idx
from netbuilder.data.memory import memory_limit, stays_on_disk
from netbuilder.data.settings import BY_COLUMN, DataSettings
from netbuilder.data.split import parts_of
from netbuilder.errors import DataError, FileFault, Message, listed
from netbuilder.files import StoredArray, stored_in

Stored = Mapping[str, StoredArray]

HOW = "numpy.savez(file, x_train=…, y_train=…, x_test=…, y_test=…)"


def load_arrays(path: Path, settings: DataSettings, limit: int | None = None) -> Dataset:
    """x_train, y_train and, if they are there, x_val, y_val, x_test, y_test; raises DataError or FileFault.

    Several inputs or outputs are x_train_NAME and y_train_NAME, by the names of their blocks. `w_train`, `w_val` and
    `w_test` say how much each sample counts. `x`, `y` and `w` without parts are split. A file may hold the test part
    alone: the training part then has no rows. Inputs that would take more than `limit` bytes stay on disk (unless the
    settings say otherwise); labels and weights never do.
    """
    stored, guessed = arrays_at(path, settings)
    for name, array in stored.items():
        if array.header.dtype.kind == "U":
            raise FileFault("{path}: {name} holds text. Turn it into numbers first", path=path, name=name)
    parts = {f"{letter}_{part}": _named(stored, f"{letter}_{part}") for part in PARTS for letter in "xy"}
    weights = {f"w_{part}": _weights(path, stored, f"w_{part}") for part in PARTS}
    if not parts["x_train"] and "x" in stored:
        parts["x_train"], parts["y_train"] = _named(stored, "x"), _named(stored, "y")
        weights["w_train"] = stored.get("w")
    tested = bool(parts["x_test"]) and not parts["x_train"]
    part = "test" if tested else "train"
    for needed in (f"x_{part}",) if settings.target_is_input else (f"x_{part}", f"y_{part}"):
        if not parts[needed]:
            raise FileFault(
                "{path} holds no {part}; it has {names}. Save it with " + HOW,
                path=path, part=needed, names=listed(array.name for array in stored.values()) or "nothing",
            )  # fmt: skip
    inputs = _inputs(parts, settings.keep_on_disk, memory_limit() if limit is None else limit)
    labels = {part: _loaded(parts[f"y_{part}"]) for part in PARTS}
    w = {part: _load(weights[f"w_{part}"]) for part in PARTS}
    if tested:
        inputs["x_train"] = {name: array[:0] for name, array in inputs["x_test"].items()}
        labels["train"] = {name: array[:0] for name, array in labels["test"].items()}
    files = sorted({array.path for array in stored.values() if isinstance(array, IdxArray)})
    full = Dataset(
        path.name, inputs["x_train"], labels["train"], inputs["x_test"], labels["test"],
        w_train=w["train"], w_test=w["test"], x_val=inputs["x_val"], y_val=labels["val"], w_val=w["val"],
        source=fingerprint_of_files(path if path.is_dir() else path.parent, files) if files else fingerprint_of(path),
        notes=() if guessed is None else (guessed,),
    )  # fmt: skip
    if len(full.y_train) == 1:
        names = class_names(*(y for arrays in labels.values() for y in arrays.values()))
        full = replace(full, classes=names, counted=bool(names))
    return full if full.test_count else split_here(full, settings)


def split_here(full: Dataset, settings: DataSettings) -> Dataset:
    """The samples in the parts that the settings make of them."""
    own_validation = full.val_count > 0
    if own_validation:
        settings = settings.replace(validation_part=0.0)
    if not (settings.test_split or settings.validation_part):
        return full
    if settings.split in (*BY_COLUMN, "files") and not (settings.split == "time" and not settings.split_by):
        raise DataError(
            "{title}: arrays have no columns to be split by. Choose fraction, stratified or time", title=full.title
        )
    parts = parts_of(settings, full.train_count, next(iter(full.y_train.values()), None))
    made = divided(full, parts.train, parts.test, parts.validation if len(parts.validation) else None)
    return replace(made, x_val=full.x_val, y_val=full.y_val, w_val=full.w_val) if own_validation else made


def arrays_at(path: Path, settings: DataSettings) -> tuple[Stored, Message | None]:
    """The arrays of a file or folder by their places, and what of that was guessed; raises DataError or FileFault."""
    if holds_idx(path) and not any(path.glob("*.npy")) if path.is_dir() else is_idx(path):
        return cast(Stored, idx_in(path)), None
    return placed(stored_in(path), settings.arrays, path.name)


def holds_samples(path: Path) -> bool:
    """Whether an .npz file holds samples, and not the weights of layers; raises FileFault."""
    stored = stored_in(path)
    if any(
        name in ("x", "x_train", "x_test") or (name.startswith(("x_train_", "x_test_")) and "/" not in name)
        for name in stored
    ):
        return True
    try:
        return not any("/" in name for name in stored) and bool(placed(stored, (), path.name))
    except DataError:
        return False


def _inputs(parts: Mapping[str, Stored], keep: str, limit: int) -> dict[str, dict[str, Array]]:
    """The inputs of all parts, all in memory or all on disk."""
    inputs = {f"x_{part}": parts[f"x_{part}"] for part in PARTS}
    needed = sum(array.needed for arrays in inputs.values() for array in arrays.values())
    if not stays_on_disk(keep, needed, limit):
        return {part: _loaded(arrays) for part, arrays in inputs.items()}
    return {
        part: {name: cast(Array, array.on_disk()) for name, array in arrays.items()} for part, arrays in inputs.items()
    }


def _named(stored: Stored, part: str) -> dict[str, StoredArray]:
    """The arrays of a part by the names of their blocks; a single one is called by the part's letter."""
    if part in stored:
        return {part[0]: stored[part]}
    return {name.removeprefix(part + "_"): array for name, array in stored.items() if name.startswith(part + "_")}


def _weights(path: Path, stored: Stored, part: str) -> StoredArray | None:
    several = _named(stored, part)
    if part not in stored and several:
        raise FileFault(
            "{path} holds {names}, but a sample has one weight for all outputs. Save one array {part}",
            path=path, names=listed(f"{part}_{name}" for name in several), part=part,
        )  # fmt: skip
    return stored.get(part)


def _loaded(arrays: Stored) -> dict[str, Array]:
    return {name: array.load() for name, array in arrays.items()}


def _load(array: StoredArray | None) -> Array | None:
    return None if array is None else array.load()
