"""An .onnx file taken apart with suspicion: nothing is followed, and no size is believed before it is checked."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.reading import read_bytes
from netbuilder.formats.onnx.library import onnx_library
from netbuilder.formats.onnx.reading.functions import inlined
from netbuilder.formats.onnx.reading.outside import Outside
from netbuilder.kinds import shown

LARGEST_FILE = 2**31 - 1  # what protobuf can hold
MOST_NODES = 100_000
MOST_TENSORS = 200_000
DEEPEST = 16
# By ONNX's number: the kind as stored, and the field that holds it where there are no raw bytes.
FLOAT16 = 10
KINDS: dict[int, tuple[str, str]] = {
    1: ("<f4", "float_data"),
    2: ("<u1", "int32_data"),
    3: ("<i1", "int32_data"),
    4: ("<u2", "int32_data"),
    5: ("<i2", "int32_data"),
    6: ("<i4", "int32_data"),
    7: ("<i8", "int64_data"),
    9: ("?", "int32_data"),
    FLOAT16: ("<f2", "int32_data"),
    11: ("<f8", "double_data"),
}
# By ONNX's number: kinds that are told by their names alone.
OTHER_KINDS = {
    8: "string", 12: "uint32", 13: "uint64", 14: "complex64", 15: "complex128", 16: "bfloat16",
    **dict.fromkeys(range(17, 21), "float8"), 21: "uint4", 22: "int4", 23: "float4",
}  # fmt: skip


def load_model(path: Path) -> Any:
    """The ModelProto of a file, with its limits checked; raises FileFault."""
    onnx = onnx_library()
    data = read_bytes(path, LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise FileFault("{path} is larger than 2 GB, which no ONNX file can be", path=path)
    if not data:
        raise FileFault("{path} is empty. Take an earlier copy", path=path)
    if count_entries(data) > MOST_NODES + MOST_TENSORS:
        raise FileFault("{path} has more than {most} operators, too many to read", path=path, most=MOST_NODES)
    model = onnx.ModelProto()
    damaged: Any = importlib.import_module("google.protobuf.message").DecodeError
    try:
        model.ParseFromString(data)
    except (damaged, UnicodeDecodeError) as error:
        raise FileFault("{path} is not an ONNX file, or it is damaged. Export it again", path=path) from error
    if not model.HasField("graph") or (not model.graph.node and not model.graph.output):
        raise FileFault("{path} holds no network. Export it again", path=path)
    check_model(model, path)
    return inlined(model, MOST_NODES, path)


def looks_like_onnx(start: bytes) -> bool:
    """Whether a file's first bytes are those of a model: an IR version, and then a field of ModelProto.

    Protobuf has no signature of its own.
    """
    fields = {0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72}
    return len(start) > 2 and start[0] == 0x08 and 1 <= start[1] <= 32 and start[2] in fields


# -- counting before parsing ---------------------------------------------------------------------------


def count_entries(data: bytes) -> int:
    """How many operators and arrays a model's graph has, found without building them; 0 where it is damaged."""
    total = 0
    for number, start, end in _fields(data, 0, len(data)):
        if number == 7:  # ModelProto.graph
            total += sum(1 for inner, _, _ in _fields(data, start, end) if inner in (1, 5))
    return total


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number and extent of each field of a message; stops where it makes no sense."""
    while at < end:
        key, at = _varint(data, at, end)
        kind = key & 7
        if kind == 0:
            _, at = _varint(data, at, end)
            continue
        if kind == 2:
            size, at = _varint(data, at, end)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            return
        if at + size > end:
            return
        yield key >> 3, at, at + size
        at += size


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    return 0, end


# -- checks --------------------------------------------------------------------------------------------


def check_model(model: Any, path: Path) -> None:
    """Takes in data that lies beside the file; raises FileFault for graphs nested too deep or too large."""
    count = 0
    if any(isinstance(text, bytes) for text in _texts(model)):
        raise FileFault("{path} holds names that are not text. It is damaged; export it again", path=path)
    for graph, depth in _graphs(model):
        count += len(graph.node)
        if depth > DEEPEST:
            raise FileFault("{path}: its graphs are nested more than {most} deep", path=path, most=DEEPEST)
        if count > MOST_NODES:
            raise FileFault("{path} has more than {most} operators, too many to read", path=path, most=MOST_NODES)
    beside = Outside(path)
    for tensor in model.graph.initializer:
        if tensor.data_location == 1 or tensor.external_data:
            beside.take_in(tensor)
    for tensor in _tensors(model):
        if tensor.data_location == 1 or tensor.external_data:
            raise FileFault(
                "{path}: the array {name} lies in another file, which is followed for weights only. Save the model "
                "with all of its data in one file",
                path=path,
                name=shown(tensor.name),
            )


def _texts(model: Any) -> Iterator[Any]:
    """Every name. Protobuf gives bytes where it finds no UTF-8."""
    yield model.producer_name
    yield from (entry.domain for entry in model.opset_import)
    for graph, _ in _graphs(model):
        yield graph.name
        # A function has bare names where a graph has ends.
        yield from (getattr(end, "name", end) for end in (*graph.input, *graph.output))
        yield from (tensor.name for tensor in getattr(graph, "initializer", ()))
        for node in graph.node:
            yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
            yield from (attribute.name for attribute in node.attribute)


def _graphs(model: Any) -> Iterator[tuple[Any, int]]:
    """Every graph with its depth, functions and those inside operators too."""
    waiting = [(model.graph, 0), *((function, 0) for function in model.functions)]
    waiting += [(g, 0) for info in model.training_info for g in (info.initialization, info.algorithm)]
    while waiting:
        graph, depth = waiting.pop()
        yield graph, depth
        if depth > DEEPEST:
            continue
        for node in graph.node:
            for attribute in node.attribute:
                inner = [attribute.g] if attribute.HasField("g") else []
                waiting += [(g, depth + 1) for g in (*inner, *attribute.graphs)]


def _tensors(model: Any) -> Iterator[Any]:
    for graph, _ in _graphs(model):
        yield from getattr(graph, "initializer", ())
        for sparse in getattr(graph, "sparse_initializer", ()):
            yield from (sparse.values, sparse.indices)
        for node in graph.node:
            for attribute in node.attribute:
                yield from ([attribute.t] if attribute.HasField("t") else [])
                yield from attribute.tensors
                sparse_ones = [attribute.sparse_tensor] if attribute.HasField("sparse_tensor") else []
                for sparse in (*sparse_ones, *attribute.sparse_tensors):
                    yield from (sparse.values, sparse.indices)


def array_of(tensor: Any, path: Path) -> Array:
    """A stored array; raises FileFault unless its shape and its kind account for every byte there is."""
    name = shown(tensor.name or "constant")
    if tensor.data_type not in KINDS:
        raise FileFault(
            "{path}: the array {name} holds values of the kind {kind}, which is not read. Export it with float32",
            path=path,
            name=name,
            kind=OTHER_KINDS.get(tensor.data_type, str(tensor.data_type)),
        )
    kind, field = KINDS[tensor.data_type]
    dims = list(tensor.dims)
    if any(dim < 0 for dim in dims) or len(dims) > 32:
        raise FileFault("{path}: the array {name} has the shape {shape}", path=path, name=name, shape=shown(dims))
    wanted = math.prod(dims)
    dtype = np.dtype(kind)
    if tensor.HasField("raw_data"):
        there, unit = len(tensor.raw_data), dtype.itemsize
    else:
        there, unit = len(getattr(tensor, field)), 1
    if wanted * unit != there:
        raise FileFault(
            "{path}: the array {name} of shape {shape} needs {wanted} numbers, but the file holds {found}. "
            "It is damaged; export it again",
            path=path,
            name=name,
            shape=shown(tuple(dims)),
            wanted=wanted,
            found=there // unit,
        )
    return _numbers(tensor, dtype, field).reshape(dims)


def _numbers(tensor: Any, dtype: Any, field: str) -> Array:
    if tensor.HasField("raw_data"):
        found = np.frombuffer(tensor.raw_data, dtype)
    elif tensor.data_type == FLOAT16:
        found = np.asarray(getattr(tensor, field), np.uint16).view(np.float16)
    else:
        found = np.asarray(getattr(tensor, field)).astype(dtype)
    if found.dtype.kind == "f":
        return found.astype(np.float32)
    return found.astype(found.dtype.newbyteorder("="))
