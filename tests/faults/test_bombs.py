"""Fault 16: files that claim more than they hold are refused before anything is allocated.

Each is read by a process of its own that tells how much memory and processor time it and its helper took.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
MEMORY = 256 << 20
SECONDS = 2.0

READ = """
import importlib, json, os, resource, sys
from netbuilder.errors import FileFault
module, _, name = sys.argv[1].partition(":")
read = getattr(importlib.import_module(module), name)
before = os.times()
told = ""
try:
    read(__import__("pathlib").Path(sys.argv[2]))
except FileFault as fault:
    told = str(fault)
after = os.times()
# What this process had before it became another one counts into its maxrss, but not into VmHWM.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({
    "told": told,
    "memory": max(own, helpers) * 1024,
    "seconds": sum(after[:4]) - sum(before[:4]),
}))
"""


def h5(path, *arguments, **more):
    with h5py.File(path, "w") as file:
        file.create_dataset("x", *arguments, **more)


def hdf5_chunked(path):
    h5(path, (2**20, 2**20), "f8", chunks=(1024, 1024), compression="gzip")


def hdf5_never_written(path):
    h5(path, (1 << 40,), "u1")


def hdf5_steep(path):
    """A real bomb: two gigabytes of zeros that were compressed."""
    with h5py.File(path, "w") as file:
        data = file.create_dataset("x", (1 << 31,), "u1", chunks=(1 << 24,), compression="gzip", compression_opts=9)
        data[: 1 << 24] = 0


def hdf5_attribute(path):
    """An attribute that is said to be larger than the file."""
    with h5py.File(path, "w") as file:
        file.attrs["a"] = np.zeros(4000, "u1")
    data = bytearray(path.read_bytes())
    at = data.index(struct.pack("<Q", 4000))
    data[at : at + 8] = struct.pack("<Q", 1 << 40)
    path.write_bytes(data)


def npy(shape, dtype="<f8", body=b""):
    head = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + body


def npz(path, *members, kind=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", kind) as archive:
        for i, data in enumerate(members):
            archive.writestr(f"x{i}.npy", data)


def unpacking_to_320_mb(path, member, head, *others):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in others:
            archive.writestr(name, "{}")
        with archive.open(member, "w") as file:
            file.write(head)
            for _ in range(20):
                file.write(bytes(1 << 24))


def npz_shape(path):
    npz(path, npy((10**6, 10**6)))


def npz_overflow(path):
    npz(path, npy((2**32, 2**32)))


def npz_steep(path):
    unpacking_to_320_mb(path, "x.npy", npy((20 << 24,), "|u1"))


def npz_member_that_lies(path):
    """The directory says 4 GB, and so does the header of the array."""
    npz(path, npy((100,), "|u1", bytes(100)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(data)


def keras_weights(path):
    """A .keras file whose weights unpack to 320 MB."""
    unpacking_to_320_mb(path, "model.weights.h5", b"", "metadata.json", "config.json")


def keras_config(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "[" * (60 << 20))


def keras_layer(path):
    """A network whose weights would take terabytes."""
    layers = [
        {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 10**9]}},
        {"class_name": "Dense", "config": {"name": "d", "units": 10**9}},
    ]
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": layers}}
    weights = path.with_name("w.h5")
    h5(weights, (3,), "f4")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("config.json", json.dumps(config))
        archive.write(weights, "model.weights.h5")


OPENING = "netbuilder.project:open_file"
BOMBS = [
    *((make, ".h5", "netbuilder.formats.hdf5:read_hdf5")
      for make in (hdf5_chunked, hdf5_never_written, hdf5_steep, hdf5_attribute)),
    *((make, ".npz", "netbuilder.files:read_npz")
      for make in (npz_shape, npz_overflow, npz_steep, npz_member_that_lies)),
    *((make, ".keras", OPENING) for make in (keras_weights, keras_config, keras_layer)),
]  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is told in kilobytes by Linux alone")
@pytest.mark.parametrize(("make", "suffix", "reader"), BOMBS, ids=lambda value: getattr(value, "__name__", ""))
def test_bombs_are_refused_within_2_s_and_256_mb(make, suffix, reader, tmp_path):
    path = tmp_path / f"bomb{suffix}"
    make(path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}

    done = subprocess.run(
        [sys.executable, "-c", READ, reader, str(path)], capture_output=True, text=True, env=environment, check=False
    )

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert path.name in outcome["told"]
    assert outcome["memory"] < MEMORY
    assert outcome["seconds"] < SECONDS
