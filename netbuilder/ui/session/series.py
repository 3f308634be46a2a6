"""Numbers that come one by one, in arrays that grow: a million of them are drawn without a stutter. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

FIRST_ROOM = 256


class Growing(Sequence[float]):
    """A sequence of numbers in one array, which is doubled when it is full."""

    def __init__(self, dtype: Any = np.float64) -> None:
        self._room = np.empty(0, dtype)  # many are never written to
        self._count = 0

    def append(self, value: float) -> None:
        """Adds a number at the end."""
        if self._count == len(self._room):
            more = max(FIRST_ROOM, len(self._room))
            self._room = np.concatenate([self._room, np.empty(more, self._room.dtype)])
        self._room[self._count] = value
        self._count += 1

    @property
    def values(self) -> np.ndarray:
        """All numbers, as a view that later ones do not change."""
        return self._room[: self._count]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        return self.values[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self.values) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Curve:
    """A number for each batch. Running sums beside them make every smoothing as cheap as none."""

    def __init__(self) -> None:
        self.raw = Growing()
        self._totals = Growing()
        self._totals.append(0.0)
        self._last, self._total = 0.0, 0.0

    def append(self, value: float) -> None:
        """Adds the number of one batch; one that is not finite counts in the means as the number before it."""
        self.raw.append(value)
        if math.isfinite(value):
            self._last = value
        self._total += self._last
        self._totals.append(self._total)

    def __len__(self) -> int:
        return len(self.raw)

    def points(self, span: int, start: int, stop: int, most: int) -> tuple[np.ndarray, np.ndarray]:
        """Places and values between two batches, about `most` of them.

        With a span of 1 they are the smallest and the largest of each stretch; else means over the last `span`.
        """
        start, stop = max(0, start), min(stop, len(self))
        if stop <= start:
            return np.empty(0), np.empty(0)
        if span <= 1:
            index = extremes(self.raw.values[start:stop], most) + start
            return index.astype(float), self.raw.values[index]
        size = max(1, -(-(stop - start) // most))
        index = np.unique(np.append(np.arange(start, stop, size), stop - 1))
        first = np.maximum(index + 1 - max(span, size), 0)
        totals = self._totals.values
        return index.astype(float), (totals[index + 1] - totals[first]) / (index + 1 - first)


def extremes(values: np.ndarray, most: int) -> np.ndarray:
    """Indices of the smallest and the largest of each stretch, and of the last value: about `most` of them."""
    if len(values) <= most:
        return np.arange(len(values))
    size = -(-len(values) // max(1, most // 2))
    whole = len(values) // size * size
    parts = values[:whole].reshape(-1, size)
    base = np.arange(len(parts)) * size
    found = [base + parts.argmin(axis=1), base + parts.argmax(axis=1)]
    if whole < len(values):
        rest = values[whole:]
        found.append(whole + np.array([rest.argmin(), rest.argmax(), len(rest) - 1]))
    return np.unique(np.concatenate([*found, [len(values) - 1]]))


class OfBatches:
    """Each batch's own numbers out of the running means that an epoch tells."""

    def __init__(self) -> None:
        self._seen = 0
        self._sums: dict[str, float] = {}

    def take(self, batch: int, samples: int, running: dict[str, Any]) -> dict[str, float]:
        """The numbers of batch number `batch` (from 0), which took these samples."""
        if batch == 0:
            self._seen, self._sums = 0, {}
        self._seen += samples
        found = {}
        for name, value in running.items():
            total = (value if isinstance(value, float) else float(np.mean(value))) * self._seen
            found[name] = (total - self._sums.get(name, 0.0)) / samples
            self._sums[name] = total
        return found
