"""Downloads into the cache: with progress, a checksum, and no half file left behind."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data.catalog import Remote, Source, folder_of
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write
from netbuilder.files.causes import cause_of

CHUNK = 1 << 16
TIMEOUT = 20.0  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a download is, over all files of a data set; in bytes."""

    file: str
    done: int
    total: int


def fetch(source: Source) -> Iterator[Fetched]:
    """Downloads what is missing, telling its progress; closing the iterator cancels. Raises FileFault."""
    folder = folder_of(source)
    total = sum(remote.size for remote in source.remotes)
    done = 0
    for remote in source.remotes:
        if not (folder / remote.name).exists():
            _make(folder)
            for received in _fetch(remote, folder / remote.name):
                yield Fetched(remote.name, done + received, total)
        done += remote.size
        yield Fetched(remote.name, done, total)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileFault(
            "{path} could not be made: {cause}. Set NETBUILDER_CACHE to a folder that can be written",
            path=folder, cause=cause_of(error),
        ) from error  # fmt: skip


def _fetch(remote: Remote, target: Path) -> Iterator[int]:
    """Takes the first address that gives the right bytes."""
    causes = []
    for url in remote.urls:
        try:
            yield from _from(url, remote, target)
            return
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, FileFault) and target.parent.as_posix() in str(error):
                raise  # the disk, not the network
            causes.append(f"{url}: {getattr(error, 'reason', None) or error}")
    raise FileFault(
        "{file} could not be downloaded ({causes}). Check the connection and try again, or take a bundled data set",
        file=remote.name, causes="; ".join(causes),
    )  # fmt: skip


def _from(url: str, remote: Remote, target: Path) -> Iterator[int]:
    request = urllib.request.Request(url, headers={"User-Agent": "NetBuilder"})
    digest = hashlib.sha256()
    received = 0
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer, atomic_write(target) as file:
        while chunk := answer.read(CHUNK):
            received += len(chunk)
            if received > remote.size * (2 if remote.about else 1):
                raise FileFault("{file} is longer than it should be", file=remote.name)
            digest.update(chunk)
            file.write(chunk)
            yield received
        if (received != remote.size and not remote.about) or digest.hexdigest() != remote.sha256:
            raise FileFault("{file} came with the wrong checksum", file=remote.name)
