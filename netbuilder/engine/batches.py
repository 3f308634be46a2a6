"""Batches out of whole arrays or rows on disk, into buffers that are made once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from netbuilder.arrays import Array


class Gatherer:
    """Batches in a given order; without an order consecutive samples, as views of what is in memory."""

    def __init__(self, arrays: Sequence[Array], weights: Array | None, order: Array | None, batch_size: int) -> None:
        self._arrays, self._weights, self._order, self._size = arrays, weights, order, batch_size
        self.batches = -(-len(arrays[0]) // batch_size)
        self._buffers = (
            [np.empty((batch_size, *array.shape[1:]), array.dtype) for array in arrays] if order is not None else []
        )

    def batch(self, number: int) -> tuple[list[Array], Array | None]:
        """The arrays of one batch and its weights; valid until the next call."""
        start = number * self._size
        if self._order is None:
            stop = start + self._size
            weights = None if self._weights is None else self._weights[start:stop]
            return [array[start:stop] for array in self._arrays], weights
        index = self._order[start : start + self._size]
        # "clip" lets take write straight into the buffer; the order is never out of range.
        taken = [
            array.take(index, axis=0, out=buffer[: len(index)], mode="clip")
            for array, buffer in zip(self._arrays, self._buffers, strict=True)
        ]
        return taken, None if self._weights is None else self._weights[index]
