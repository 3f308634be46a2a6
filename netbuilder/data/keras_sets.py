"""Keras's data sets beside MNIST and its like: the same splits and the same preprocessing as keras.datasets has.

Source of the rules: keras/src/datasets in Keras 3.15.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.idx import members_of
from netbuilder.data.settings import DataSettings
from netbuilder.errors import N_, DataError, FileFault, Message
from netbuilder.files import open_archive, read_npz
from netbuilder.files.arrays import array_of
from netbuilder.files.pickled import unpickled

Arrays = tuple[Array, Array, Array, Array]  # training images and labels, those of test
START, UNKNOWN, INDEX_FROM = 1, 2, 3  # Keras's start_char, oov_char and index_from
USUAL = 0.95  # of the sequences are no longer than what all are brought to, where no length is asked for
LARGEST_BATCH = 256 << 20
LARGEST_ARRAY = 1 << 30
SEQUENCES = ("imdb", "reuters")  # by their names in keras.datasets


def load_keras_set(name: str, path: Path, settings: DataSettings) -> tuple[Arrays, tuple[Message, ...]]:
    """The arrays of a set by its name in keras.datasets, and what was done with them; raises DataError or FileFault."""
    found: Arrays
    if name == "cifar100":
        return read_cifar100(path), ()
    if name in ("california_housing", "boston_housing"):
        arrays = read_npz(path, ("x", "y"))
        _need(arrays, ("x", "y"), path)
        return _split(arrays["x"], arrays["y"], settings), ()
    if name == "imdb":
        arrays = _objects(path, ("x_train", "y_train", "x_test", "y_test"))
        found = _imdb(arrays, settings)
    else:
        arrays = _objects(path, ("x", "y"))
        found = _reuters(arrays, settings)
    return _padded(found, settings)


def read_cifar100(path: Path) -> Arrays:
    """cifar-100-python.tar.gz: its pickled dicts are read as data, and nothing is unpacked to disk."""
    members = members_of(
        path, lambda name: name in ("train", "test"), LARGEST_BATCH, N_("{path} is not the CIFAR-100 archive")
    )
    parts = {name: unpickled(raw, f"{path}: {name}") for name, raw in members}
    if set(parts) != {"train", "test"}:
        raise FileFault("{path} is not the CIFAR-100 archive", path=path)
    return (*_images(parts["train"], path), *_images(parts["test"], path))


def _images(part: Any, path: Path) -> tuple[Array, Array]:
    x = part.get(b"data") if isinstance(part, dict) else None
    y = part.get(b"fine_labels") if isinstance(part, dict) else None
    if not (isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and x.shape == (len(y), 3072)):
        raise FileFault("{path} is not the CIFAR-100 archive", path=path)
    return np.ascontiguousarray(x.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)), y


def _objects(path: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """The arrays of an .npz file of which some hold lists; raises FileFault."""
    found: dict[str, Any] = {}
    with open_archive(path) as archive:
        for member in archive.sizes:
            name = member.removesuffix(".npy")
            if name in names:
                raw, place = archive.read(member, LARGEST_ARRAY), f"{path}: {name}"
                at = _pickle_in(raw)
                found[name] = array_of(raw, place) if at is None else unpickled(raw[at:], place)
    _need(found, names, path)
    for name in names:
        of_lists = isinstance(found[name], list)
        if of_lists != (name[0] == "x") or (
            of_lists and not all(isinstance(x, np.ndarray) and x.ndim == 1 for x in found[name])
        ):
            raise FileFault("{path}: {name} does not hold what it should. Download it again", path=path, name=name)
    return found


def _pickle_in(raw: bytes) -> int | None:
    """Where the pickle of an array of objects begins; None where numbers stand there as they are."""
    if raw[:6] != b"\x93NUMPY" or len(raw) < 12:
        return None
    length = int.from_bytes(raw[8:10], "little") + 10 if raw[6] == 1 else int.from_bytes(raw[8:12], "little") + 12
    return length if b"'descr': '|O'" in raw[:length] else None


def _need(found: dict[str, Any], names: tuple[str, ...], path: Path) -> None:
    missing = [name for name in names if name not in found]
    if missing:
        raise FileFault("{path} holds no {name}. Delete it and download it again", path=path, name=missing[0])


def _split(x: Array, y: Array, settings: DataSettings) -> Arrays:
    """Shuffled by the seed, then the last share tests."""
    order = _shuffled(len(x), np.random.RandomState(settings.seed))
    x, y = x[order], y[order]
    end = int(len(x) * (1 - settings.test_split))
    return x[:end], y[:end], x[end:], y[end:]


def _shuffled(count: int, rng: np.random.RandomState) -> Array:
    order = np.arange(count)
    rng.shuffle(order)
    return order


def _imdb(arrays: dict[str, Any], settings: DataSettings) -> Any:
    rng = np.random.RandomState(settings.seed)
    parts = []
    for part in ("train", "test"):
        order = _shuffled(len(arrays[f"x_{part}"]), rng)
        x = [_begun(arrays[f"x_{part}"][i]) for i in order]
        parts.append(_not_too_long(x, arrays[f"y_{part}"][order], settings))
    (x_train, y_train), (x_test, y_test) = parts
    known = _known([*x_train, *x_test], settings)
    return [known(x) for x in x_train], y_train, [known(x) for x in x_test], y_test


def _reuters(arrays: dict[str, Any], settings: DataSettings) -> Any:
    order = _shuffled(len(arrays["x"]), np.random.RandomState(settings.seed))
    x, y = _not_too_long([_begun(arrays["x"][i]) for i in order], arrays["y"][order], settings)
    known = _known(x, settings)
    x = [known(one) for one in x]
    end = int(len(x) * (1 - settings.test_split))
    return x[:end], y[:end], x[end:], y[end:]


def _begun(x: Array) -> Array:
    return np.concatenate([np.array([START]), x + INDEX_FROM])


def _not_too_long(x: list[Array], y: Array, settings: DataSettings) -> tuple[list[Array], Array]:
    """Those that are shorter than maxlen."""
    if not settings.maxlen:
        return x, y
    kept = [i for i, one in enumerate(x) if len(one) < settings.maxlen]
    if not kept:
        raise DataError("no sequence is shorter than maxlen, {maxlen}. Increase it", maxlen=settings.maxlen)
    return [x[i] for i in kept], y[kept]


def _known(x: list[Array], settings: DataSettings) -> Callable[[Array], Array]:
    """Words that are too frequent or too rare become UNKNOWN; without num_words the rarest one too, as in Keras."""
    most = settings.num_words or max(int(one.max()) for one in x)
    return lambda one: np.where((one >= settings.skip_top) & (one < most), one, UNKNOWN)


def _padded(found: Any, settings: DataSettings) -> tuple[Arrays, tuple[Message, ...]]:
    """All of one length, as keras.utils.pad_sequences makes them: filled with 0, or cut, at the beginning."""
    x_train, y_train, x_test, y_test = found
    length = settings.padded_length
    if not length:
        length = max(1, int(np.quantile([len(x) for x in x_train], USUAL, method="higher")))
    told = Message("sequences were brought to {length} words, filled or cut at their beginning", {"length": length})
    return (_pad(x_train, length), y_train, _pad(x_test, length), y_test), (told,)


def _pad(x: list[Array], length: int) -> Array:
    found = np.zeros((len(x), length), np.int32)
    for i, one in enumerate(x):
        if len(one):
            found[i, -min(length, len(one)) :] = one[-length:]
    return found
