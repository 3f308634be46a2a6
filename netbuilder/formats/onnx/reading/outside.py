"""Arrays that lie beside an .onnx file: PyTorch's exporter keeps weights in NAME.onnx.data unless told otherwise.

What the model says of them is not believed: the name must be that of a plain file in the same folder, no link, that is
called as such files are; place and length must fit the file and the array to the byte; and no bytes are taken twice.
"""

from __future__ import annotations

import math
import os
import stat
from pathlib import Path
from typing import Any

from netbuilder.errors import N_, FileFault
from netbuilder.files.causes import cause_of
from netbuilder.kinds import shown

ENDINGS = (".data", ".onnx_data")
ITEM = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8}  # bytes of a number, by ONNX's kinds
CANNOT = N_("{path}: the array {name} lies in {file}, which could not be read: {cause}. Keep both files in one folder")


class Outside:
    """The files beside one model; their arrays are taken in as if they had stood in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left: dict[str, int] = {}  # bytes of each file that were not taken yet

    def take_in(self, tensor: Any) -> None:
        """Puts an array's bytes where an array inside of the model has them; raises FileFault."""
        said = {entry.key: entry.value for entry in tensor.external_data}
        name = said.get("location", "")
        plain = name == os.path.basename(name) and "\\" not in name and "\0" not in name
        if not plain or not name.endswith(ENDINGS):
            raise FileFault(
                "{path}: the array {name} is in another file, {file}, which is not a .data file beside it. Save the "
                "model with all of its data in one file (external_data=False)",
                path=self._path, name=shown(tensor.name), file=shown(name),
            )  # fmt: skip
        wanted = math.prod(tensor.dims) * ITEM.get(tensor.data_type, 0)
        start, length = _number(said.get("offset", "0")), _number(said.get("length", str(wanted)))
        if start is None or length is None or length != wanted or min(tensor.dims, default=1) < 0:
            raise FileFault(
                "{path}: the array {name} is said to be {length} bytes from {start} on in {file}, but its shape takes "
                "{wanted}. It is damaged; export it again",
                path=self._path, name=shown(tensor.name), file=shown(name), wanted=wanted,
                length=shown(said.get("length", ""))[1:-1], start=shown(said.get("offset", "0"))[1:-1],
            )  # fmt: skip
        data = self._read(name, start, length, tensor.name)
        tensor.ClearField("external_data")
        tensor.ClearField("data_location")
        tensor.raw_data = data

    def _read(self, name: str, start: int, length: int, array: str) -> bytes:
        place = self._path.with_name(name)
        told = {"path": self._path, "name": shown(array), "file": shown(name)}
        try:
            # Not through a link, and without waiting for a pipe that nobody writes to.
            handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise FileFault(CANNOT, cause=cause_of(error), **told) from error
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or place.is_symlink():
            os.close(handle)
            raise FileFault(CANNOT, cause="it is not a plain file", **told)
        with os.fdopen(handle, "rb") as file:
            self._left[name] = self._left.get(name, about.st_size) - length
            if start + length > about.st_size or self._left[name] < 0:
                raise FileFault(
                    "{path}: {file} is too short for the array {name}, which needs {length} bytes from {start} on. "
                    "It is cut short; export the model again",
                    length=length, start=start, **told,
                )  # fmt: skip
            file.seek(start)
            return file.read(length)


def _number(text: str) -> int | None:
    """A number of bytes, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
