"""Runs as a process of its own: reads one HDF5 file and writes its arrays to standard output.

    python -I hdf5_helper.py FILE STEEP

First a line of JSON (arrays with path, shape and dtype; attributes of groups), then the arrays' bytes in that
order; or {"error": cause}. Links out of the file, external and virtual storage are refused, and so is a declared
size that the file cannot hold.
"""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any

import h5py
import numpy as np

LARGEST = 8 << 30  # bytes, all arrays together
MOST_OBJECTS = 200_000
DEEPEST = 64
STEEPEST = 100  # declared bytes for each stored one; beyond that, arrays have STEEP bytes together
EMPTY = 1000  # bytes of an array that was never written
MOST_ATTRIBUTE_BYTES = 64 << 20
ROOM = 512 << 20  # bytes of memory beside the file's own and those of the arrays that it declares
HANG = 3  # seconds of processor time after which a damaged file has led the library in a circle
SLOWEST = 10 << 20  # bytes that are read in a second, packed as they may be
KINDS = "biuf"


class Refused(Exception):
    """The file holds something that is not read."""


def main() -> int:
    """Reads the file named on the command line."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the arrays
    try:
        _limit()
        room = ROOM + os.path.getsize(sys.argv[1])
        _allow(room)
        with h5py.File(sys.argv[1], "r") as file:
            datasets: list[tuple[str, Any]] = []
            attributes: dict[str, dict[str, Any]] = {"": _attributes(file)}
            _walk(file, "", datasets, attributes, 0)
            index = [(place, list(dataset.shape), _plain(dataset.dtype).str) for place, dataset in datasets]
            out.write(json.dumps({"datasets": index, "attributes": attributes}).encode() + b"\n")
            # One array at a time, as it was stored, as it is written and as bytes.
            _allow(room + 3 * max((one.nbytes for _, one in datasets), default=0))
            for _, dataset in datasets:
                array = np.ascontiguousarray(dataset[()], _plain(dataset.dtype))
                out.write(array.tobytes())
    except Refused as refusal:
        out.write(json.dumps({"error": str(refusal)}).encode() + b"\n")
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, MemoryError) as error:
        out.write(json.dumps({"error": f"not a readable HDF5 file ({error})"[:300]}).encode() + b"\n")
    out.flush()
    return 0


def _walk(group: Any, place: str, datasets: list[tuple[str, Any]], attributes: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST:
        raise Refused("it is nested too deeply")
    for name in group:
        path = f"{place}/{name}" if place else name
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise Refused(f"{path!a} is a link out of the file; such files are not read")
        item = group[name]
        if isinstance(item, h5py.Dataset):
            _check(item, path)
            datasets.append((path, item))
        elif isinstance(item, h5py.Group):
            attributes[path] = _attributes(item)
            _walk(item, path, datasets, attributes, depth + 1)
        else:
            raise Refused(f"{path!a} is neither a group nor an array")
        if len(datasets) + len(attributes) > MOST_OBJECTS:
            raise Refused("it holds too many objects")
    if sum(dataset.nbytes for _, dataset in datasets) > LARGEST:
        raise Refused(f"its arrays claim more than {LARGEST >> 30} GB")
    if sum(dataset.nbytes for _, dataset in datasets if _is_steep(dataset)) > int(sys.argv[2]):
        raise Refused(f"its arrays unpack to over {STEEPEST} times their size; save it without compression")


def _check(dataset: Any, path: str) -> None:
    if dataset.external or dataset.is_virtual:
        raise Refused(f"{path!a} keeps its numbers in another file; such files are not read")
    if dataset.dtype.kind not in KINDS:
        raise Refused(f"{path!a} holds {dataset.dtype}, not numbers")
    if dataset.shape is None:
        raise Refused(f"{path!a} is empty")
    if dataset.nbytes > EMPTY and not dataset.id.get_storage_size():
        raise Refused(f"{path!a} claims {dataset.nbytes} bytes, but holds none")


def _is_steep(dataset: Any) -> bool:
    return bool(dataset.nbytes > STEEPEST * dataset.id.get_storage_size())


def _plain(dtype: Any) -> np.dtype[Any]:
    plain: np.dtype[Any] = np.dtype(dtype).newbyteorder("=")
    return plain


def _attributes(item: Any) -> dict[str, Any]:
    """Texts, numbers and lists of them; anything else is left out."""
    found = {}
    for name in item.attrs:
        stored = item.attrs.get_id(name)
        if math.prod(stored.shape or ()) * stored.dtype.itemsize > MOST_ATTRIBUTE_BYTES:
            raise Refused(f"the attribute {name!a} is too large")
        value = _attribute(item.attrs[name])
        if value is not None:
            found[str(name)] = value
    return found


def _attribute(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return [_attribute(item) for item in value.ravel().tolist()]
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool) else None


def seconds_for(path: str) -> int:
    """The processor time that a file may take: more where there is more to read."""
    return HANG + os.path.getsize(path) // SLOWEST


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seconds = seconds_for(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _allow(more: int) -> None:
    """Lets the process grow by so many bytes: what the library believes of a damaged file must not fill the machine."""
    try:
        import resource

        with open("/proc/self/statm", "rb") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + more, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):  # there is no such limit on Windows, and no such file on macOS
        return


if __name__ == "__main__":
    sys.exit(main())
