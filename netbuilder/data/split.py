"""Which rows are trained on, which validate and which test: drawn by a seed, so that they are the same every time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, listed
from netbuilder.kinds import shown

NAMES = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "dev": "validation", "test": "test", "testing": "test",
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """The numbers of the rows of each part, in ascending order; those of a gap are in none."""

    train: Array
    validation: Array
    test: Array


def parts_of(settings: DataSettings, count: int, labels: Array | None = None, by: Sequence[str] | None = None) -> Parts:
    """The parts of so many rows; `labels` are what is stratified, `by` what else the split reads. Raises DataError.

    Stratified and grouped parts are those of scikit-learn's StratifiedShuffleSplit and GroupShuffleSplit with this
    seed, the validation being split off from what the test leaves.
    """
    rows = np.arange(count)
    if settings.split == "column":
        return _by_name(by or (), settings)
    if settings.split == "files":
        return Parts(rows, rows[:0], rows[:0])
    if settings.split == "time":
        return _by_time(settings, rows, by)
    numbers = rows
    if settings.split == "stratified":
        numbers = _class_numbers(labels)
    elif settings.split == "group":
        numbers = np.unique(np.array(by or (), object).astype(str), return_inverse=True)[1]

    def take(left: Array, share: float, seed: int) -> tuple[Array, Array]:
        if settings.split == "stratified":
            return stratified(left, numbers[left], share, seed)
        return grouped(left, numbers[left], share, seed) if settings.split == "group" else shuffled(left, share, seed)

    rest, test = take(rows, settings.test_split, settings.split_seed) if settings.test_split else (rows, rows[:0])
    share = settings.validation_part / (1 - settings.test_split)
    train, validation = take(rest, share, settings.split_seed + 1) if share else (rest, rows[:0])
    if count and not len(train):
        raise DataError("the split leaves none of {count} rows to train on. Choose smaller parts", count=count)
    return Parts(train, validation, test)


def parts_of_files(count: int, held: Mapping[str, int], places: Array) -> Parts:
    """The parts by the files that rows are from: of `count` rows the last are those of other files, `held` says how
    many of which part. `places` are the numbers that the rows have among them."""
    ends = np.cumsum([count - sum(held.values()), *held.values()])
    bounds = dict(zip(held, pairwise(ends), strict=True))

    def within(part: str) -> Array:
        low, high = bounds.get(part, (0, 0))
        return np.flatnonzero((places >= low) & (places < high))

    return Parts(np.flatnonzero(places < ends[0]), within("validation"), within("test"))


def shuffled(rows: Array, share: float, seed: int) -> tuple[Array, Array]:
    """Those that stay, and a share of them at random."""
    order = np.random.default_rng(seed).permutation(len(rows))
    held = int(len(rows) * share)
    return rows[np.sort(order[held:])], rows[np.sort(order[:held])]


def stratified(rows: Array, classes: Array, share: float, seed: int) -> tuple[Array, Array]:
    """The same with the share of each class, by the procedure of scikit-learn's StratifiedShuffleSplit."""
    kinds, numbers, counts = np.unique(classes, return_inverse=True, return_counts=True)
    held, stay = _sizes(len(rows), share)
    if counts.min(initial=2) < 2 or min(held, stay) < len(kinds):
        rare = [str(kind) for kind, count in zip(kinds, counts, strict=True) if count < 2]
        raise DataError(
            "the rows cannot be split with the same share of each class: {cause}. Split by fraction, or choose larger "
            "parts",
            cause=f"class number {listed(rare)} has one row only" if rare else f"{len(kinds)} classes, {held} rows",
        )  # fmt: skip
    rng = np.random.RandomState(seed)
    places = np.split(np.argsort(numbers, kind="mergesort"), np.cumsum(counts)[:-1])
    kept = _dealt(counts, stay, rng)
    taken = _dealt(counts - kept, held, rng)
    train, test = [], []
    for place, size, n, t in zip(places, counts, kept, taken, strict=True):
        mixed = place[rng.permutation(size)]
        train.append(mixed[:n])
        test.append(mixed[n : n + t])
    return rows[np.sort(np.concatenate(train))], rows[np.sort(np.concatenate(test))]


def grouped(rows: Array, groups: Array, share: float, seed: int) -> tuple[Array, Array]:
    """The same with all rows of a group on one side, by the procedure of scikit-learn's GroupShuffleSplit."""
    kinds = np.unique(groups)
    held, stay = _sizes(len(kinds), share)
    if not held or not stay:
        raise DataError("{count} groups cannot be split. Choose another share, or column", count=len(kinds))
    order = np.random.RandomState(seed).permutation(len(kinds))
    test = np.isin(groups, kinds[order[:held]])
    return rows[~test], rows[test]


def _sizes(count: int, share: float) -> tuple[int, int]:
    held = math.ceil(count * share)
    return held, count - held


def _dealt(counts: Array, draws: int, rng: np.random.RandomState) -> Array:
    """How many of each class are drawn: the mode of what chance would give, ties by lot (scikit-learn's rule)."""
    exact = counts / counts.sum() * draws
    whole = np.floor(exact)
    left = int(draws - whole.sum())
    rest = exact - whole
    for value in np.sort(np.unique(rest))[::-1] if left else ():
        (tied,) = np.where(rest == value)
        more = min(len(tied), left)
        whole[rng.choice(tied, size=more, replace=False)] += 1
        left -= more
        if not left:
            break
    found: Array = whole.astype(int)
    return found


def _class_numbers(labels: Array | None) -> Array:
    if labels is not None and labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels is None or labels.ndim != 1 or not np.array_equal(labels, np.round(labels)):
        raise DataError(
            "a stratified split needs one class for each row. Split by fraction where amounts are predicted"
        )
    return labels


def _by_time(settings: DataSettings, rows: Array, by: Sequence[str] | None) -> Parts:
    """The latest rows test, those before them validate; without a column the file's order is that of time."""
    order, count = rows, len(rows)
    if by is not None:
        try:
            order = np.argsort(np.array([float(cell) for cell in by]), kind="stable")
        except ValueError:
            order = np.argsort(np.array(by, object).astype(str), kind="stable")
    held, middle, gap = int(count * settings.test_split), int(count * settings.validation_part), settings.gap
    end = count - held
    test = order[end:]
    end -= gap if held else 0
    validation = order[max(end - middle, 0) : max(end, 0)]
    end -= middle + (gap if middle else 0)
    if end <= 0:
        raise DataError("the split by time leaves none of {count} rows to train on. Choose smaller parts", count=count)
    return Parts(np.sort(order[:end]), np.sort(validation), np.sort(test))


def _by_name(by: Sequence[str], settings: DataSettings) -> Parts:
    """The parts that a column names."""
    found = [NAMES.get(cell.strip().lower(), "") for cell in by]
    if "" in found:
        cell = by[found.index("")]
        raise DataError(
            "column {name} splits the rows, but holds {cell}. It may hold train, validation and test",
            name=settings.split_by, cell=shown(cell),
        )  # fmt: skip
    names = np.array(found, object)
    return Parts(*(np.flatnonzero(names == part) for part in ("train", "validation", "test")))
