"""What a script calls the arrays of an .npz file, of a folder of .npy files, or of IDX files."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from netbuilder.data import DataSettings, find_source
from netbuilder.data.idx_files import IdxArray, holds_idx, is_idx
from netbuilder.data.keras_sets import SEQUENCES
from netbuilder.data.own_arrays import arrays_at
from netbuilder.errors import Fault
from netbuilder.formats.keras_script.arguments import is_folder

OF_KERAS = ("num_words", "skip_top", "maxlen", "padded_length", "seed", "test_split")  # what its sets are loaded by

READ_IDX = '''
def read_idx(path):
    """The array in an IDX file, gzipped or not."""
    with open(path, "rb") as file:
        raw = file.read()
    if raw[:2] == b"\\x1f\\x8b":
        raw = gzip.decompress(raw)
    kind = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}[raw[2]]
    shape = np.frombuffer(raw, ">u4", raw[3], 4)
    found = np.frombuffer(raw, kind, offset=4 + 4 * raw[3]).reshape(shape)
    return found.astype(found.dtype.newbyteorder("="))
'''


def arrays_of(data: DataSettings) -> dict[str, str]:
    """For each place (x_train …) the name of its array, or of its file where that is an IDX file; none where the data
    is not there, which the script then says itself.
    """
    if not data.path or data.source or not (is_folder(data) or data.path.lower().endswith(".npz")):
        return {}
    try:
        changed = os.stat(data.path).st_mtime_ns
    except (OSError, ValueError):
        return {}
    return _arrays_at(data.path, data.arrays, changed)


@lru_cache(maxsize=4)
def _arrays_at(path: str, arrays: tuple[str, ...], _changed: int) -> dict[str, str]:
    """With each edit a script is written, but no file opened."""
    try:
        stored, _ = arrays_at(Path(path), DataSettings(path=path, arrays=arrays))
    except Fault:
        return {}
    return {place: one.path.name if isinstance(one, IdxArray) else one.name for place, one in stored.items()}


def is_of_idx(data: DataSettings) -> bool:
    """Whether the data is in IDX files."""
    path = Path(data.path)
    if not data.path or data.source or path.suffix.lower() == ".npz" or not os.path.exists(path):
        return False
    try:
        return holds_idx(path) and not any(path.glob("*.npy")) if path.is_dir() else is_idx(path)
    except Fault:
        return False


def is_told(data: DataSettings) -> bool:
    """Whether whoever reads the script needs its settings in a line: the others do not tell them."""
    if data.source and any(getattr(data, name) != DataSettings.field(name).default for name in OF_KERAS):
        return True
    of_sequences = bool(data.source) and find_source(data.source).keras in SEQUENCES
    return of_sequences or bool(data.leave_out) or any(place != name for place, name in arrays_of(data).items())
