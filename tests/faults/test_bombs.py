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

from netbuilder.engine.snapshot import declared_weights
from netbuilder.formats import read_weights
from netbuilder.layers import Dense, Input
from tests.networks import chain

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


def npz_in_a_way_that_is_not_read(path):
    """45 bytes of bzip2 may become as many megabytes at once."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive, archive.open("x.npy", "w") as file:
        file.write(npy((1 << 28,), "|u1"))
        for _ in range(16):
            file.write(bytes(1 << 24))


def project_weights(path):
    """Weights of a network with three numbers that unpack to 320 MB."""
    graph = {"nodes": [{"name": "x", "layer": {"class_name": "Input", "config": {"shape": [3]}}}]}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("project.json", json.dumps({"format": "netbuilder", "schema": 1, "graph": graph}))
        archive.writestr("run.json", json.dumps({"graph": graph}))
        with archive.open("weights.npz", "w") as file:
            for _ in range(20):
                file.write(bytes(1 << 24))


def json_of_values(path):
    path.write_bytes(b'{"class_name": "Sequential", "config": [' + b"[]," * 10_000_000 + b"1]}")


def onnx_model(path, *nodes, weights=(), opset=17):
    """A network of these operators, from x to y."""
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 4]) for name in ("x", "y")]
    made = [helper.make_node(kind, reads, gives, **more) for kind, reads, gives, more in nodes]
    graph = helper.make_graph(made, "g", ends[:1], ends[1:], [helper.make_tensor(*one) for one in weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    path.write_bytes(model.SerializeToString())


def onnx_spread_weights(path):
    """A matrix of 4 × 300,000,000 that is one number."""
    onnx_model(path, ("ConstantOfShape", ["s"], ["w"], {}), ("MatMul", ["x", "w"], ["y"], {}),
               weights=[("s", 7, [2], [4, 300_000_000])])  # fmt: skip


def onnx_spread_sums(path):
    """Numbers that are spread both ways, and then looked through."""
    onnx_model(path, ("Expand", ["v", "s"], ["w"], {}), ("Add", ["x", "w"], ["y"], {}),
               weights=[("s", 7, [2], [2_000_000_000, 4]), ("v", 1, [4], [1.0, 2.0, 3.0, 4.0])])  # fmt: skip


def onnx_choices(path):
    """A choice between a row and a column of 100,000."""
    onnx_model(path, ("ConstantOfShape", ["s"], ["a"], {}), ("ConstantOfShape", ["t"], ["b"], {}),
               ("Equal", ["a", "a"], ["c"], {}), ("Where", ["c", "a", "b"], ["w"], {}), ("Add", ["x", "w"], ["y"], {}),
               weights=[("s", 7, [2], [100_000, 1]), ("t", 7, [2], [1, 100_000])])  # fmt: skip


def onnx_many_lookups(path):
    """Each within the bound, all of them not."""
    looks = [("Gather", ["w", "i"], [f"g{n}"], {}) for n in range(60)]
    onnx_model(path, ("ConstantOfShape", ["s"], ["w"], {}), *looks, ("Add", ["x", "g0"], ["y"], {}),
               weights=[("s", 7, [2], [4, 2_000_000]), ("i", 7, [4], [0, 1, 2, 3])])  # fmt: skip


def onnx_places(path):
    """A list of axes that is one number, spread."""
    onnx_model(path, ("ConstantOfShape", ["s"], ["a"], {}), ("Unsqueeze", ["x", "a"], ["y"], {}),
               weights=[("s", 7, [1], [1 << 40])])  # fmt: skip


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
    *((make, ".h5", "netbuilder.formats.keras.hdf5:read_hdf5")
      for make in (hdf5_chunked, hdf5_never_written, hdf5_steep, hdf5_attribute)),
    *((make, ".npz", "netbuilder.files:read_npz")
      for make in (npz_shape, npz_overflow, npz_steep, npz_member_that_lies, npz_in_a_way_that_is_not_read)),
    *((make, ".keras", OPENING) for make in (keras_weights, keras_config, keras_layer)),
    (project_weights, ".netb", OPENING),
    (json_of_values, ".json", OPENING),
    *((make, ".onnx", OPENING) for make in (
        onnx_spread_weights, onnx_spread_sums, onnx_choices, onnx_many_lookups, onnx_places)),
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


def test_honest_weights_of_zeros_open_however_well_they_were_compressed(tmp_path):
    graph = chain(Input((2000,)), Dense(6000), Dense(1))
    weights = {key: np.zeros(weight.shape, np.float32) for key, weight in declared_weights(graph).items()}
    np.savez_compressed(tmp_path / "zeros.npz", **{"/".join(key): array for key, array in weights.items()})
    assert (tmp_path / "zeros.npz").stat().st_size < 100_000

    found = read_weights(tmp_path / "zeros.npz", graph)

    assert found.keys() == weights.keys()
    assert found["dense", "kernel"].shape == (2000, 6000)
    assert not found["dense", "kernel"].any()
