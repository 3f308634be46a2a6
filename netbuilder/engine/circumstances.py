"""What the bits of a run depend on besides network and settings: the data, the threads, and what computes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.keeping import is_installed
from netbuilder.engine.kernels.compiled.loading import chosen
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.model import Model
from netbuilder.engine.samples import Samples
from netbuilder.engine.takeover import kernels_name
from netbuilder.errors import Message, printable
from netbuilder.files import rows_of
from netbuilder.version import __version__

Circumstances = Mapping[str, str]

WHOLE = 256 << 20  # bytes of an array that are looked at; of a larger one, pieces from its beginning to its end
PIECES = 64


def circumstances(model: Model, samples: Samples, validation: Samples | None = None) -> dict[str, str]:
    """What a checkpoint keeps of them, as text by name.

    Threads are left out where the settings say that their number makes no difference.
    """
    data = [data_print(part) for part in (samples, validation) if part is not None]
    found = {"data": " ".join(data), "kernels": kernels(model.compiled)}
    if not model.settings.deterministic:
        found["threads"] = str(thread_pool().size)
    return found


def going_on(now: Circumstances, model: Model, computed: bool) -> Circumstances:
    """The same as they will be where a run goes on that compiled kernels computed last, or did not."""
    asked = chosen(model.settings.kernels)
    goes_on = computed and is_installed() if asked == "auto" else asked == "compiled"
    return {**now, "kernels": kernels(goes_on)}


def differences(then: Circumstances, now: Circumstances) -> Message | None:
    """What is not the same, as one message; None where all is."""
    told = [_told(name, then.get(name, "?"), now[name]) for name in now if then.get(name) != now[name]]
    if not told:
        return None
    whole = told[0]
    for one in told[1:]:
        whole = Message("{first}; {second}", {"first": whole, "second": one})
    return whole


def _told(name: str, then: str, now: str) -> Message:
    if name == "data":
        return Message("the training data is not the same")
    if name == "threads":
        return Message("{then} threads then, {now} now", {"then": printable(then), "now": now})
    return Message("computed by {then} then, by {now} now", {"then": printable(then), "now": now})


def data_print(samples: Samples) -> str:
    """A fingerprint of samples, their order and their kinds."""
    found = hashlib.blake2b(digest_size=16)
    weights = () if samples.weights is None else (samples.weights,)
    for array in (*samples.x, *samples.y, *weights):
        found.update(repr((array.shape, str(array.dtype))).encode())
        for start, stop in _parts(array):
            rows = np.asarray(rows_of(array, slice(start, stop))[:])
            found.update(repr(rows.tolist()).encode() if rows.dtype.hasobject else rows.tobytes())
    return found.hexdigest()


def _parts(array: Array) -> list[tuple[int, int]]:
    """The rows that are looked at, from and to."""
    count = len(array)
    size = max(1, array.dtype.itemsize * int(np.prod(array.shape[1:], dtype=np.int64)))
    step = max(1, WHOLE // PIECES // size)
    if count * size <= WHOLE:
        return [(start, min(start + step, count)) for start in range(0, count, step)]
    return [(start, min(start + step, count)) for start in (i * (count - step) // (PIECES - 1) for i in range(PIECES))]


def kernels(compiled: bool = False) -> str:
    """What computes: versions of NetBuilder, NumPy and its BLAS, the processor that BLAS goes by, and Numba's."""
    return f"{_libraries()}, {kernels_name(True)}" if compiled else _libraries()


@cache
def _libraries() -> str:
    words = [f"NetBuilder {__version__}", f"NumPy {np.__version__}"]
    for library in ThreadpoolController().info():
        # Other packages bring a BLAS of their own, which our products never see.
        if library["user_api"] == "blas" and "numpy" in library["filepath"]:
            told = (library["internal_api"], library["version"], library.get("architecture"))
            words.append(" ".join(str(word) for word in told if word))
    return ", ".join(words)
