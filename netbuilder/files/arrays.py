"""Arrays from .npy and .npz files: no pickle, and no more memory than the bytes that are there."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from netbuilder.errors import FileFault
from netbuilder.files.archive import open_archive

Array = np.ndarray[Any, np.dtype[Any]]
KINDS = "biufU"  # truth values, numbers and text


def read_npz(path: str | Path, names: tuple[str, ...] | None = None) -> dict[str, Array]:
    """The arrays of an .npz file by name; `names` reads only those that are there. Raises FileFault."""
    return dict(iterate_npz(path, names))


def iterate_npz(path: str | Path, names: tuple[str, ...] | None = None) -> Iterator[tuple[str, Array]]:
    """The arrays of an .npz file one after the other."""
    with open_archive(path) as archive:
        for member in archive.sizes:
            if not member.endswith(".npy"):
                raise FileFault(
                    "{path} holds {member}, which is not an array. Choose an .npz file made by numpy.savez",
                    path=path, member=ascii(member),
                )  # fmt: skip
            name = member.removesuffix(".npy")
            if names is None or name in names:
                yield name, array_of(archive.read(member), f"{path}: {name}")


def read_npy(path: str | Path) -> Array:
    """The array of an .npy file; raises FileFault."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise FileFault("{path} could not be read: {cause}", path=path, cause=error.strerror or error) from error
    return array_of(data, str(path))


def array_of(data: bytes, place: str) -> Array:
    """The array that .npy bytes hold, its header checked against their number; raises FileFault."""
    file = io.BytesIO(data)
    try:
        shape, dtype = _header(file)
    except (ValueError, EOFError, RecursionError, MemoryError, UnicodeDecodeError) as error:
        raise FileFault("{place} is not a NumPy array. Save it with numpy.save or numpy.savez", place=place) from error
    if dtype.kind not in KINDS:
        raise FileFault(
            "{place} holds {kind}; only numbers and text can be read. Convert it before saving", place=place, kind=dtype
        )
    if math.prod(shape) * dtype.itemsize != len(data) - file.tell():
        raise FileFault(
            "{place} is cut short or damaged: its size does not match its shape {shape}", place=place, shape=shape
        )
    file.seek(0)
    array: Array = np.lib.format.read_array(file, allow_pickle=False)
    return array


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=10_000)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(file, max_header_size=10_000)
    else:
        raise ValueError(version)
    return shape, dtype
