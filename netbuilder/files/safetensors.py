"""Arrays in .safetensors files: the length of a JSON header, the header, and then nothing but numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, TypeGuard

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.archive import LARGEST
from netbuilder.files.arrays import MOST_AXES
from netbuilder.files.atomic import atomic_write
from netbuilder.files.reading import open_file_to_read, reading, step
from netbuilder.files.schema import TEXT, Fields, Table, conform, optional
from netbuilder.files.strict_json import parse_json
from netbuilder.kinds import shown

LENGTH = 8  # bytes of the number that the file begins with
LONGEST_HEADER = 1 << 20
METADATA = "__metadata__"
KINDS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?",
}  # fmt: skip

FIELDS = {"dtype", "shape", "data_offsets"}
HEADER = Fields(__metadata__=optional(Table(TEXT)))


def is_safetensors(start: bytes, size: int) -> bool:
    """Whether the first nine bytes of a file of that size begin a .safetensors file."""
    return len(start) > LENGTH and start[LENGTH:9] == b"{" and int.from_bytes(start[:LENGTH], "little") <= size - LENGTH


def write_safetensors(arrays: Mapping[str, Array], path: Path, metadata: Mapping[str, str]) -> None:
    """Writes arrays as float32, in their order; raises FileFault, and leaves an old file as it was."""
    header: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    end = 0
    for name, array in arrays.items():
        begin, end = end, end + 4 * array.size
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [begin, end]}
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % LENGTH)  # the numbers begin at a multiple of eight bytes
    if len(head) > LONGEST_HEADER:
        raise FileFault("{path}: so many weights do not fit into a .safetensors file. Choose .npz", path=path)
    with atomic_write(path) as file:
        file.write(len(head).to_bytes(LENGTH, "little") + head)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def read_safetensors(path: Path) -> dict[str, Array]:
    """The arrays of a file by name, floats of every width as float32; raises FileFault.

    Nothing is read before the header accounts for each byte of the file.
    """
    with reading(path), open_file_to_read(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        header, begin = _header(file, size, path)
        places = _places(header, size - begin, path)
        return {name: _array(file, begin, place, name, path) for name, place in places.items()}


def _header(file: IO[bytes], size: int, path: Path) -> tuple[dict[str, Any], int]:
    """What the header says, and where the numbers begin."""
    length = int.from_bytes(file.read(LENGTH), "little")
    if size < LENGTH + 2 or length > size - LENGTH:
        raise FileFault("{path} is cut short, or not a .safetensors file. Take an earlier copy", path=path)
    if length > LONGEST_HEADER:
        raise FileFault("{path}: its header claims {size} bytes, more than is plausible", path=path, size=length)
    if size > LARGEST:
        raise FileFault("{path} holds more than {most} GB", path=path, most=LARGEST >> 30)
    header = parse_json(file.read(length), f"{path}: header")
    conform(header, HEADER, f"{path}: header")
    header.pop(METADATA, None)
    return header, LENGTH + length


def _places(header: Mapping[str, Any], size: int, path: Path) -> dict[str, tuple[str, tuple[int, ...], int, int]]:
    """Kind, shape, begin and end of each array; together they are all bytes, each once."""
    places = {name: _place(name, entry, path) for name, entry in header.items()}
    end = 0
    for name, (_, _, begin, after) in sorted(places.items(), key=lambda item: item[1][2:]):
        if begin < end:
            raise FileFault("{path}: {name} lies over another array. The file is damaged", path=path, name=shown(name))
        if begin > end:
            raise FileFault("{path}: there is a gap before {name}. The file is damaged", path=path, name=shown(name))
        end = after
    if end != size:
        raise FileFault("{path} holds {found} bytes of numbers, but its header tells of {expected}. Take an "
                        "earlier copy", path=path, found=size, expected=end)  # fmt: skip
    return places


def _place(name: str, entry: Any, path: Path) -> tuple[str, tuple[int, ...], int, int]:
    fields = entry if isinstance(entry, dict) else {}
    kind, shape, offsets = fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")
    if set(fields) != FIELDS or not (isinstance(kind, str) and _counts(shape) and _counts(offsets, 2)):
        raise FileFault("{path}: {name} has no dtype, shape and data_offsets", path=path, name=shown(name))
    if kind not in KINDS:
        raise FileFault("{path}: {name} holds {kind}, which cannot be read. Save it as float32",
                        path=path, name=shown(name), kind=shown(kind))  # fmt: skip
    begin, end = offsets
    if len(shape) > MOST_AXES or math.prod(shape) * np.dtype(KINDS[kind]).itemsize != end - begin:
        raise FileFault("{path}: {name} has {size} bytes, which do not match its shape {shape}",
                        path=path, name=shown(name), size=end - begin, shape=shown(tuple(shape)))  # fmt: skip
    return kind, tuple(shape), begin, end


def _counts(value: Any, length: int | None = None) -> TypeGuard[list[int]]:
    """Whether it is a list of whole numbers from 0, perhaps of that length."""
    return (
        isinstance(value, list)
        and length in (None, len(value))
        and all(type(item) is int and 0 <= item < 1 << 63 for item in value)
    )


def _array(file: IO[bytes], start: int, place: tuple[str, tuple[int, ...], int, int], name: str, path: Path) -> Array:
    kind, shape, begin, end = place
    step()
    file.seek(start + begin)
    data = file.read(end - begin)
    if len(data) != end - begin:
        raise FileFault("{path} changed while it was read. Try again", path=path)
    try:
        array = np.frombuffer(data, KINDS[kind]).reshape(shape)
    except ValueError as error:  # an axis of 0 beside axes that NumPy cannot count
        raise FileFault("{path}: {name} has the shape {shape}, which cannot be",
                        path=path, name=shown(name), shape=shown(shape)) from error  # fmt: skip
    if kind == "BF16":
        return (array.astype(np.uint32) << 16).view(np.float32)
    if array.dtype.kind == "f":
        with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is told
            return array.astype(np.float32)
    return array.copy()
