"""Where data holds NaN or infinity: how many, and the first place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import Dataset
from netbuilder.errors import DataError
from netbuilder.files import DiskArray

MOST_NAMED = 12  # samples in a sentence
NUMBERS_AT_ONCE = 1 << 18  # a part that stays in the caches


@dataclass(frozen=True)
class Gaps:
    """How many values are not finite numbers, which comes first, and the first of the samples that hold them."""

    count: int
    place: tuple[int, ...]
    value: float
    samples: int = 1  # that hold some
    of: int = 1
    first: tuple[int, ...] = ()

    def fault(self, name: str) -> DataError:
        """The sentence about an array of that name."""
        if self.samples > 1:
            numbers = ", ".join(map(str, self.first)) + (", …" if self.samples > len(self.first) else "")
            return DataError(
                "{name} holds {count} values that are not finite numbers, the first at {name}[{place}]: {value}. They "
                "are in {samples} of its {all} samples, numbers {numbers}. Repair those samples, or leave them out",
                name=name, count=self.count, place=", ".join(map(str, self.place)), value=str(self.value),
                samples=self.samples, all=self.of, numbers=numbers,
            )  # fmt: skip
        return DataError(
            "{name} holds {count} values that are not finite numbers, the first at {name}[{place}]: {value}. "
            "Repair those samples, or leave them out",
            name=name, count=self.count, place=", ".join(map(str, self.place)), value=str(self.value),
        )  # fmt: skip


def gaps_in(x: Array) -> Gaps | None:
    """What an array holds of NaN and infinity; None where all is finite, or the array cannot hold such."""
    if x.dtype.kind not in "fc" or not x.size:
        return None
    count, first, many, samples = 0, None, 0, list[int]()
    for start, part in _parts(x):
        # The sum of squares tells at once; only when it is not finite is each one looked at.
        flat = part.ravel()
        if math.isfinite(abs(np.dot(flat, flat))):
            continue
        bad = ~np.isfinite(part)
        found = int(np.count_nonzero(bad))
        if found and first is None:
            place = np.unravel_index(int(bad.argmax()), bad.shape)
            first = (start + int(place[0]), *map(int, place[1:])), part[place].item()
        if found:
            rows = np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1))
            many += len(rows)
            samples += (start + rows[: MOST_NAMED - len(samples)]).tolist()
        count += found
    return None if first is None else Gaps(count, *first, many, len(x), tuple(samples))


def _parts(x: Array) -> Iterator[tuple[int, Array]]:
    rows = max(1, NUMBERS_AT_ONCE // max(math.prod(x.shape[1:]), 1))
    with np.errstate(all="ignore"):
        for start in range(0, len(x), rows):
            yield start, x[start : start + rows]


def gaps_of(dataset: Dataset, part: str) -> dict[str, Gaps]:
    """The gaps of a data set's "train", "val" or "test" part by the names of the arrays; gone through once.

    Rows on disk are not read for it: what they hold shows when a batch comes. Columns of a table mark blanks by NaN,
    which preparation fills.
    """
    kept = dataset.measured
    if (part, "gaps") not in kept:
        arrays = {
            f"{name}_{part}": array
            for letter in ("xy" if dataset.raw is None else "y")
            for name, array in getattr(dataset, f"{letter}_{part}").items()
            if not isinstance(array, DiskArray)
        }
        found = {name: gaps_in(array) for name, array in arrays.items()}
        kept[part, "gaps"] = {name: gaps for name, gaps in found.items() if gaps is not None}
    measured: dict[str, Gaps] = kept[part, "gaps"]
    return measured
