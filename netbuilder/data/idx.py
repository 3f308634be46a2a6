"""Readers of the published files: IDX (MNIST and Fashion-MNIST) and CIFAR-10's binary version."""

from __future__ import annotations

import gzip
import math
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, FileFault

LARGEST_IDX = 256 << 20
LARGEST_CIFAR = 64 << 20
CIFAR_ROW = 1 + 3 * 32 * 32


def read_idx(path: Path) -> Array:
    """The array of a gzipped IDX file of bytes; raises FileFault."""
    try:
        with gzip.open(path) as file:
            raw = file.read(LARGEST_IDX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileFault("{path} is damaged. Delete it and download it again", path=path) from error
    if len(raw) < 4 or raw[:3] != b"\0\0\x08":
        raise FileFault("{path} is not an IDX file of bytes", path=path)
    axes = raw[3]
    shape = tuple(int(n) for n in np.frombuffer(raw[4 : 4 + 4 * axes], ">u4"))
    if len(shape) != axes or math.prod(shape) != len(raw) - 4 - 4 * axes:
        raise FileFault("{path} is not as long as it says. Delete it and download it again", path=path)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def read_cifar(path: Path) -> tuple[Array, Array, Array, Array]:
    """Training images and labels, test images and labels, of cifar-10-binary.tar.gz; raises FileFault.

    Nothing is unpacked to disk.
    """
    members = members_of(
        path, lambda name: name.endswith(".bin"), LARGEST_CIFAR, N_("{path} is not the CIFAR-10 archive")
    )
    batches = {name: np.frombuffer(raw, np.uint8) for name, raw in members}
    training = [batches[name] for name in sorted(batches) if name.startswith("data_batch_")]
    if not training or "test_batch.bin" not in batches or any(len(b) % CIFAR_ROW for b in batches.values()):
        raise FileFault("{path} is not the CIFAR-10 archive in its binary version", path=path)
    return (*_images(np.concatenate(training)), *_images(batches["test_batch.bin"]))


def members_of(path: Path, takes: Callable[[str], bool], most: int, wrong: str) -> Iterator[tuple[str, bytes]]:
    """The files of a .tar.gz whose names are taken, one after the other; raises FileFault, saying what is `wrong` where
    one is longer than `most` bytes."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = Path(member.name).name
                if member.isfile() and takes(name):
                    file = archive.extractfile(member)
                    if file is None or member.size > most:
                        raise FileFault(wrong, path=path)
                    yield name, file.read()
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise FileFault("{path} is damaged. Delete it and download it again", path=path) from error


def _images(raw: Array) -> tuple[Array, Array]:
    rows = raw.reshape(-1, CIFAR_ROW)
    return np.ascontiguousarray(rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)), rows[:, 0].copy()
