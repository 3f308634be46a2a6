"""Own arrays: an .npz file or a folder of .npy files, in memory or, where they are too large, left on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from netbuilder.arrays import Array
from netbuilder.data.dataset import Dataset, class_names, hold_out
from netbuilder.data.memory import memory_limit
from netbuilder.data.settings import DataSettings
from netbuilder.errors import FileFault, listed
from netbuilder.files import StoredArray, stored_in

Stored = Mapping[str, StoredArray]

HOW = "numpy.savez(file, x_train=…, y_train=…, x_test=…, y_test=…)"


def load_arrays(path: Path, settings: DataSettings, limit: int | None = None) -> Dataset:
    """x_train, y_train and, if they are there, x_test, y_test; raises DataError or FileFault.

    Several inputs or outputs are x_train_NAME and y_train_NAME, by the names of their blocks. `w_train` and
    `w_test` say how much each sample counts. `x`, `y` and `w` without parts are split. Inputs that would take
    more than `limit` bytes stay on disk (unless the settings say otherwise); labels and weights never do.
    """
    stored = stored_in(path)
    for name, array in stored.items():
        if array.header.dtype.kind == "U":
            raise FileFault("{path}: {name} holds text. Turn it into numbers first", path=path, name=name)
    parts = {part: _named(stored, part) for part in ("x_train", "y_train", "x_test", "y_test")}
    weights = {part: _weights(path, stored, part) for part in ("w_train", "w_test")}
    if not parts["x_train"] and "x" in stored:
        parts["x_train"], parts["y_train"] = _named(stored, "x"), _named(stored, "y")
        weights["w_train"] = stored.get("w")
    for part in ("x_train",) if settings.target_is_input else ("x_train", "y_train"):
        if not parts[part]:
            raise FileFault(
                "{path} holds no {part}; it has {names}. Save it with " + HOW,
                path=path, part=part, names=listed(stored) or "nothing",
            )  # fmt: skip
    taken = _inputs(parts, settings.keep_on_disk, memory_limit() if limit is None else limit)
    full = Dataset(
        path.name,
        taken["x_train"], _loaded(parts["y_train"]), taken["x_test"], _loaded(parts["y_test"]),
        w_train=_load(weights["w_train"]), w_test=_load(weights["w_test"]),
    )  # fmt: skip
    if len(full.y_train) == 1:
        full = full.with_classes(class_names(*full.y_train.values(), *full.y_test.values()))
    return full if full.test_count or not settings.test_split else hold_out(full, settings.test_split)


def holds_samples(path: Path) -> bool:
    """Whether an .npz file holds samples, and not the weights of layers; raises FileFault."""
    return any(
        name in ("x", "x_train") or (name.startswith("x_train_") and "/" not in name) for name in stored_in(path)
    )


def _inputs(parts: Mapping[str, Stored], keep: str, limit: int) -> dict[str, dict[str, Array]]:
    """The inputs of both parts, all in memory or all on disk."""
    inputs = {part: parts[part] for part in ("x_train", "x_test")}
    needed = sum(array.needed for arrays in inputs.values() for array in arrays.values())
    if keep == "never" or (keep == "auto" and needed <= limit):
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
