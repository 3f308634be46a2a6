"""Arrays that stay on disk: rows are read when they are asked for, at places that were checked beforehand."""

from __future__ import annotations

import math
import os
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.reading import open_file_to_read, reading

Step = Callable[[Array], Array]

MOST_AT_ONCE = 16 << 20  # bytes that one call of the system is asked for

if sys.platform == "win32":
    _TURN = threading.Lock()

    def _read_at(handle: int, size: int, offset: int) -> bytes:
        with _TURN:  # a place and a reading from it belong together
            os.lseek(handle, offset, os.SEEK_SET)
            return os.read(handle, size)
else:
    _read_at = os.pread


class OpenFile:
    """A regular file that is read at places; it is closed when nothing needs it any more."""

    def __init__(self, path: str | Path, place: str) -> None:
        self.place = place
        with open_file_to_read(path) as file:
            self._handle = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._handle)

    @property
    def size(self) -> int:
        """How many bytes the file has now."""
        return os.fstat(self._handle).st_size

    def fill(self, out: Array, offset: int) -> None:
        """Reads bytes from `offset` on until `out`, an array of bytes, is full; raises FileFault when they end."""
        done = 0
        while done < len(out):
            with reading(self.place):
                found = _read_at(self._handle, min(len(out) - done, MOST_AT_ONCE), offset + done)
            if not found:
                raise FileFault("{place} ended while it was read. Was the file changed meanwhile?", place=self.place)
            out[done : done + len(found)] = np.frombuffer(found, np.uint8)
            done += len(found)


class RowFile:
    """Where the rows of one array lie in a file: `begin` is the place of the first; `shape` counts them all."""

    def __init__(self, file: OpenFile, begin: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self._file, self._begin, self.shape, self.dtype = file, begin, shape, dtype
        self._bytes = math.prod(shape[1:]) * dtype.itemsize
        if file.size < begin + shape[0] * self._bytes:
            raise FileFault("{place} is cut short. Take an earlier copy", place=file.place)

    def read(self, numbers: range | Array) -> Array:
        """The rows of these numbers, in their order."""
        raw = np.empty(len(numbers) * self._bytes, np.uint8)
        if isinstance(numbers, range) and numbers.step == 1:
            self._file.fill(raw, self._begin + numbers.start * self._bytes)
            return self._shaped(raw, len(numbers))
        numbers = np.asarray(numbers, np.int64)
        if not len(numbers):
            return self._shaped(raw, len(numbers))
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        # A disk is read in the order of its places, rows that lie together in one go.
        begins = np.flatnonzero(np.diff(ordered, prepend=-2) != 1)
        ends = np.append(begins[1:], len(ordered))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            place = self._begin + int(ordered[begin]) * self._bytes
            self._file.fill(raw[begin * self._bytes : end * self._bytes], place)
        found = self._shaped(raw, len(numbers))
        rows = np.empty_like(found)
        rows[order] = found
        return rows

    def _shaped(self, raw: Array, count: int) -> Array:
        return raw.view(self.dtype).reshape(count, *self.shape[1:])


class Rows(Protocol):
    """Rows of one kind that are read, or made, when they are asked for."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    def read(self, numbers: range | Array) -> Array:
        """The rows of these numbers, in their order."""


class DiskArray:
    """Rows in a file; stands where an array of samples stands, for shape, slices, rows and `take`.

    `steps` are done to whatever is read; each takes and gives an array with one sample a row. `chosen` are the
    numbers of the file's rows that belong to it. A slice and a list of numbers read at once; `rows` does not.
    """

    def __init__(self, file: Rows, chosen: range | Array | None = None, steps: tuple[Step, ...] = ()) -> None:
        self._file, self._steps = file, steps
        self._chosen = range(file.shape[0]) if chosen is None else chosen
        none = self._stepped(np.empty((0, *file.shape[1:]), file.dtype))
        self.dtype: np.dtype[Any] = none.dtype
        self.shape: tuple[int, ...] = (len(self._chosen), *none.shape[1:])

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)

    def __getitem__(self, index: Any) -> Array:
        if isinstance(index, int | np.integer):
            row: Array = self._read(self._numbers(np.array([index])))[0]
            return row
        return self._read(self._numbers(index))

    @property
    def source(self) -> Rows:
        """What its rows are read from."""
        return self._file

    @property
    def numbers(self) -> range | Array:
        """The numbers that its rows have there."""
        return self._chosen

    def take(self, index: Any, axis: int = 0, out: Array | None = None, mode: str = "raise") -> Array:
        """The rows of these numbers, in their order; into `out` where one is given. Any `mode` refuses others."""
        if axis != 0:
            raise TypeError(f"rows on disk are taken along axis 0, not {axis}")
        rows = self._read(self._numbers(np.asarray(index)))
        if out is None:
            return rows
        np.copyto(out, rows)
        return out

    def rows(self, index: Any) -> DiskArray:
        """Some of the rows, of a slice or a list of numbers, without reading them."""
        return DiskArray(self._file, self._numbers(index), self._steps)

    def stepped(self, step: Step) -> DiskArray:
        """The same rows with one more step done to whatever is read."""
        return DiskArray(self._file, self._chosen, (*self._steps, step))

    def astype(self, dtype: Any, copy: bool = True) -> DiskArray:
        """The same rows as numbers of another kind; nothing is read."""
        wanted = np.dtype(dtype)
        return self if wanted == self.dtype else self.stepped(lambda x: x.astype(wanted, copy=copy))

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("rows on disk are not read as a whole: take a slice or rows of them")

    def _numbers(self, index: Any) -> range | Array:
        """The file's numbers of rows that are meant by a slice, by numbers, or by one truth value for each row."""
        if isinstance(index, slice):
            return self._chosen[index]
        several = isinstance(index, tuple)  # axes, to NumPy
        index = np.asarray(index)
        if index.dtype == bool and index.shape == (len(self),):
            index = np.flatnonzero(index)
        if several or index.ndim != 1 or (index.size and index.dtype.kind not in "iu"):
            raise TypeError("rows on disk are chosen by a slice or by whole numbers")
        index = index.astype(np.int64)
        index = np.where(index < 0, index + len(self), index)
        if index.size and not 0 <= int(index.min()) <= int(index.max()) < len(self):
            raise IndexError(f"there are {len(self)} rows")
        chosen = self._chosen
        numbers: Array = chosen.start + chosen.step * index if isinstance(chosen, range) else chosen[index]
        return numbers

    def _read(self, numbers: range | Array) -> Array:
        return self._stepped(self._file.read(numbers))

    def _stepped(self, x: Array) -> Array:
        x = x.astype(x.dtype.newbyteorder("="), copy=False)
        for step in self._steps:
            x = step(x)
        return x


def rows_of(array: Any, index: slice | Array) -> Array:
    """Some rows of an array: of one in memory as NumPy gives them, of one on disk without reading them."""
    return cast(Array, array.rows(index) if isinstance(array, DiskArray) else array[index])
