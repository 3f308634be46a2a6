"""Arrays from .npy and .npz files: no pickle, and no more memory than the bytes that are there."""

from __future__ import annotations

import io
import math
import struct
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.archive import LARGEST, open_archive
from netbuilder.files.reading import read_bytes
from netbuilder.kinds import shown

KINDS = "biufU"  # truth values, numbers and text
LONGEST_HEADER = 10_000
MOST_AXES = 64  # NumPy has no more
# NumPy reads a head as Python reads source, by its tokens; each step of that has errors of its own.
UNREADABLE = (
    ValueError, EOFError, RecursionError, MemoryError, SyntaxError, tokenize.TokenError, TypeError, KeyError,
    AttributeError, OverflowError, struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class Header:
    """What the head of an .npy file says; `length` is how many bytes stand before the first number."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    length: int

    @property
    def nbytes(self) -> int:
        """How many bytes the numbers take."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_npz(
    path: str | Path, names: tuple[str, ...] | None = None, most: int = LARGEST, each: int | None = None
) -> dict[str, Array]:
    """The arrays of an .npz file by name; `names` reads only those that are there. Raises FileFault.

    `most` is how many bytes all that the file holds may have together, `each` how many one array, where that is known.
    """
    return dict(iterate_npz(path, names, most, each))


def iterate_npz(
    path: str | Path, names: tuple[str, ...] | None = None, most: int = LARGEST, each: int | None = None
) -> Iterator[tuple[str, Array]]:
    """The arrays of an .npz file one after the other."""
    with open_archive(path, most) as archive:
        for member in archive.sizes:
            name = array_name(path, member)
            if names is None or name in names:
                yield name, array_of(archive.read(member, each), f"{path}: {shown(name)[1:-1]}")


def array_name(path: str | Path, member: str) -> str:
    """What the array of a member is called; raises FileFault for a member that is no array."""
    if not member.endswith(".npy"):
        raise FileFault(
            "{path} holds {member}, which is not an array. Choose an .npz file made by numpy.savez",
            path=path, member=shown(member),
        )  # fmt: skip
    return member.removesuffix(".npy")


def read_npy(path: str | Path) -> Array:
    """The array of an .npy file; raises FileFault."""
    return array_of(read_bytes(path), str(path))


def array_of(data: bytes, place: str) -> Array:
    """The array that .npy bytes hold, in this machine's byte order; raises FileFault when they are not as they say."""
    header = header_of(data[: LONGEST_HEADER + 64], len(data), place)
    try:
        if header.nbytes:
            order: Literal["F", "C"] = "F" if header.fortran else "C"
            array: Array = np.frombuffer(data, header.dtype, offset=header.length).reshape(header.shape, order=order)
        else:
            array = np.empty(header.shape, header.dtype)
        return array.astype(array.dtype.newbyteorder("="))
    except UNREADABLE as error:
        raise FileFault("{place} could not be read: {cause}", place=place, cause=str(error)) from error


def header_of(head: bytes, size: int, place: str) -> Header:
    """What the first bytes of an .npy file of `size` bytes say, checked against that size; raises FileFault."""
    file = io.BytesIO(head)
    try:
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=LONGEST_HEADER)
        elif version == (2, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_2_0(file, max_header_size=LONGEST_HEADER)
        else:
            raise ValueError(version)
    except UNREADABLE as error:
        raise FileFault("{place} is not a NumPy array. Save it with numpy.save or numpy.savez", place=place) from error
    if dtype.kind not in KINDS:
        raise FileFault(
            "{place} holds {kind}; only numbers and text can be read. Convert it before saving", place=place, kind=dtype
        )
    header = Header(shape, dtype, fortran, file.tell())
    if not _can_be(shape, dtype) or header.nbytes != size - header.length:
        raise FileFault(
            "{place} is cut short or damaged: its size does not match its shape {shape}",
            place=place,
            shape=shown(shape),
        )
    return header


def _can_be(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bool:
    """Whether NumPy can have an array of that shape; one axis of 0 does not excuse the others, and True is no size."""
    if not all(type(n) is int for n in shape):
        return False
    most = math.prod(max(n, 1) for n in shape) * max(dtype.itemsize, 1)
    return min(shape, default=0) >= 0 and len(shape) <= MOST_AXES and most <= sys.maxsize
