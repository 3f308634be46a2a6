"""An export from beginning to end: written aside, read back by others, compared, and only then put into its place."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data import Prepared
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message
from netbuilder.files import folder_aside, put_in_place
from netbuilder.files.atomic import check_beside
from netbuilder.formats.base import Bundle, Format, as_text, format_of, write
from netbuilder.formats.keras_script.data import bundled_file
from netbuilder.formats.preparation import write_preparation
from netbuilder.formats.verifying.certificate import Certificate
from netbuilder.formats.verifying.levels import Job, examine, levels_for
from netbuilder.formats.verifying.samples import trial_of

CHUNK = 1 << 20


@dataclass(frozen=True)
class Verification:
    """How an export is verified: on the data as it is prepared already (None loads it), with the engines of `python`.

    `levels` leaves out those that are not named; None takes all. `original` is the network before it was changed for
    the export, whose outputs the file has to give; None takes what is exported.
    """

    prepared: Prepared | None = None
    original: Snapshot | None = None
    python: str = ""
    levels: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Step:
    """What is being done; `done` of `total` steps are behind it."""

    what: Message
    done: int
    total: int


Steps = Generator[Step, None, Certificate | None]


def export(
    bundle: Bundle, path: Path, name: str = "", verification: Verification | None = None, force: bool = False
) -> Steps:
    """Writes a bundle; yields steps, and gives a certificate where it was verified and there is anything to verify.

    Raises FileFault, and then leaves an old file, and everything beside it, as it was; so does closing it half way.
    What others put beside it is replaced by `force` alone.
    """
    entry = format_of(path, name)
    levels = levels_for(entry, verification.levels) if verification is not None else []
    total = 2 + len(levels)
    began = time.monotonic()
    target = Path(os.path.realpath(path))
    with folder_aside(target) as folder:
        made = folder / as_text(path.name)  # engines that read it back want a name that is text
        certificate = None
        with _told_as(path, made):
            yield Step(Message("Writing {file}", {"file": path.name}), 0, total)
            write(bundle, made, entry.name)
            write_preparation(entry, bundle, made)
            if verification is not None and levels:
                yield Step(Message("Choosing samples"), 1, total)
                certificate = yield from _verified(bundle, made, entry, verification, total, began)
        data = bundled_file(bundle.data)
        keep = () if data is None else (data.name,)
        if not force:
            check_beside(made, target, bundle.data.path, keep)
        put_in_place(made, target, keep)
    return certificate


@contextmanager
def _told_as(path: Path, made: Path) -> Iterator[None]:
    """Faults name the file that a person asked for: nobody knows of the place aside."""
    try:
        yield
    except FileFault as fault:
        values = {key: path if value == made else value for key, value in fault.values.items()}
        raise FileFault(fault.template, **values) from fault


def _verified(
    bundle: Bundle, made: Path, entry: Format, verification: Verification, total: int, began: float
) -> Generator[Step, None, Certificate]:
    trial = trial_of(verification.original or bundle.snapshot, bundle.data, verification.prepared)
    results = []
    with tempfile.TemporaryDirectory(prefix="netbuilder-", ignore_cleanup_errors=True) as scratch:
        job = Job(bundle, entry, made, trial, Path(scratch), verification.python)
        for i, level in enumerate(levels_for(entry, verification.levels)):
            step = Step(Message("Checking with {level}", {"level": level.title}), 2 + i, total)
            yield step
            checking = examine(level, job)
            try:
                while True:
                    next(checking)
                    yield step
            except StopIteration as end:
                results.append(end.value)
            finally:
                checking.close()
    return Certificate(
        entry.name, made.name, made.stat().st_size, _sha256(made), tuple(results), len(trial), trial.data,
        time.monotonic() - began, tuple(sorted(other.name for other in made.parent.iterdir() if other != made)),
        bundle.data.path if entry.kind == "script" and entry.name != "numpy" else "",
    )  # fmt: skip


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
