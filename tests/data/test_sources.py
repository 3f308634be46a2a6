"""Bundled data is real and complete; downloads are checked, can be cancelled, and leave no half file behind."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.server
import io
import struct
import tarfile
import threading
from typing import ClassVar

import numpy as np
import pytest

from netbuilder.data import SOURCES, DataSettings, load
from netbuilder.data import download as downloading
from netbuilder.data.catalog import Remote, Source, folder_of, is_here
from netbuilder.data.download import fetch
from netbuilder.data.idx import read_cifar, read_idx
from netbuilder.errors import DataError, FileFault
from netbuilder.files import resource

BUNDLED = [source for source in SOURCES.values() if source.bundled]


@pytest.mark.parametrize("source", BUNDLED, ids=lambda source: source.name)
def test_bundled_data_is_whole(source):
    data = load(DataSettings(source=source.name))
    x, y = data.x_train["x"], data.y_train["y"]

    assert data.test_count >= 30
    assert data.train_count > 3 * data.test_count
    assert np.isfinite(x).all()
    assert x.std() > 0
    if source.classes:
        assert set(np.unique(y)) == set(range(len(source.classes)))
        assert set(np.unique(data.y_test["y"])) == set(range(len(source.classes)))
    assert (
        source.licence in resource("data", "SOURCES.md").read_text()
        or source.licence.split(" (")[0].split(",")[0] in resource("data", "SOURCES.md").read_text()
    )


def test_bundled_mnist_is_the_beginning_of_mnist():
    """The labels of the published training set begin 5 0 4 1 9, those of the test set 7 2 1 0 4."""
    data = load(DataSettings(source="mnist-small"))

    assert data.y_train["y"][:5].tolist() == [5, 0, 4, 1, 9]
    assert data.y_test["y"][:5].tolist() == [7, 2, 1, 0, 4]
    assert data.x_train["x"].shape == (10_000, 28, 28)


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(DataError, match="mnist-small"):
        load(DataSettings(source="no-such"))


def test_what_is_not_downloaded_says_how():
    with pytest.raises(DataError, match="--download mnist"):
        load(DataSettings(source="mnist"))


def idx(array: np.ndarray) -> bytes:
    head = b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes())


class Handler(http.server.BaseHTTPRequestHandler):
    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self):
        data = self.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    """A server on loopback; gives its address and the files it has."""
    Handler.files = {}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", Handler.files
        running.shutdown()
        thread.join()


def source_of(address, files, wrong=""):
    """A data set of four small IDX files on the server."""
    rng = np.random.default_rng(0)
    arrays = {
        "a.gz": rng.integers(0, 255, (20, 4, 4)).astype(np.uint8), "b.gz": np.arange(20, dtype=np.uint8) % 3,
        "c.gz": rng.integers(0, 255, (6, 4, 4)).astype(np.uint8), "d.gz": np.arange(6, dtype=np.uint8) % 3,
    }  # fmt: skip
    remotes = []
    for name, array in arrays.items():
        data = idx(array)
        files[f"/{name}"] = data
        digest = hashlib.sha256(data if name != wrong else b"other").hexdigest()
        remotes.append(Remote(name, (f"{address}/nowhere/{name}", f"{address}/{name}"), len(data), digest))
    return Source("tiny", "Tiny", "Small images.", "none", tuple("012"), tuple(remotes)), arrays


def test_download_tells_progress_tries_mirrors_and_is_kept(server, monkeypatch):
    source, arrays = source_of(*server)
    monkeypatch.setitem(SOURCES, "tiny", source)

    steps = list(fetch(source))

    assert steps[-1].done == steps[-1].total == sum(remote.size for remote in source.remotes)
    assert is_here(source)
    data = load(DataSettings(source="tiny"))
    np.testing.assert_array_equal(data.x_train["x"], arrays["a.gz"])
    server[1].clear()
    assert list(fetch(source))[-1].done == steps[-1].total  # nothing is fetched twice


def test_a_wrong_checksum_leaves_no_file(server):
    source, _ = source_of(*server, wrong="b.gz")

    with pytest.raises(FileFault, match="wrong checksum"):
        list(fetch(source))

    assert sorted(path.name for path in folder_of(source).iterdir()) == ["a.gz"]


def test_cancelling_leaves_no_half_file(server, monkeypatch):
    monkeypatch.setattr(downloading, "CHUNK", 16)
    source, _ = source_of(*server)
    steps = fetch(source)
    next(steps)
    steps.close()

    assert not list(folder_of(source).iterdir())


def test_offline_says_so(server):
    source, _ = source_of("http://127.0.0.1:9", server[1])

    with pytest.raises(FileFault, match="Check the connection"):
        list(fetch(source))


def test_a_cache_that_cannot_be_written_says_so(server, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NETBUILDER_CACHE", str(tmp_path / "file"))
    source, _ = source_of(*server)

    with pytest.raises(FileFault, match="NETBUILDER_CACHE"):
        list(fetch(source))


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d[:50],
        lambda d: b"",
        lambda d: gzip.compress(b"nonsense"),
        lambda d: gzip.compress(gzip.decompress(d)[:-3]),
    ],
)
def test_a_damaged_idx_file_is_refused(damage, tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(damage(idx(np.arange(60, dtype=np.uint8).reshape(3, 4, 5))))

    with pytest.raises(FileFault, match=r"x\.gz"):
        read_idx(path)


def cifar_archive(path, members):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def test_cifar_is_read_channels_last(tmp_path):
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 255, (4, 3073)).astype(np.uint8)
    members = {
        "cifar-10-batches-bin/data_batch_1.bin": rows[:2].tobytes(),
        "cifar-10-batches-bin/data_batch_2.bin": rows[2:3].tobytes(),
        "cifar-10-batches-bin/test_batch.bin": rows[3:].tobytes(),
        "../../escape.txt": b"x",
    }
    cifar_archive(tmp_path / "c.tar.gz", members)

    x_train, y_train, x_test, y_test = read_cifar(tmp_path / "c.tar.gz")

    assert x_train.shape == (3, 32, 32, 3)
    assert y_train.tolist() == rows[:3, 0].tolist()
    np.testing.assert_array_equal(x_test[0, :, :, 0], rows[3, 1:1025].reshape(32, 32))
    assert y_test.tolist() == [rows[3, 0]]
    assert not (tmp_path.parent / "escape.txt").exists()


def test_another_archive_is_not_cifar(tmp_path):
    cifar_archive(tmp_path / "c.tar.gz", {"readme.txt": b"hello"})

    with pytest.raises(FileFault, match="not the CIFAR-10 archive"):
        read_cifar(tmp_path / "c.tar.gz")
