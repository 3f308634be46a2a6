"""The ways in which an export is checked: each reads the file by code of its own and computes the same samples."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message
from netbuilder.formats.base import Bundle, Format
from netbuilder.formats.verifying.certificate import LevelResult
from netbuilder.formats.verifying.comparing import difference
from netbuilder.formats.verifying.process import Answer, NotRun
from netbuilder.formats.verifying.samples import Trial


@dataclass(frozen=True)
class Job:
    """A file that was written at `path`, what it was made of, and the samples to compare on.

    `folder` is for scratch; `python` is the interpreter that has the other engines, empty for the one that runs us.
    """

    bundle: Bundle
    entry: Format
    path: Path
    trial: Trial
    folder: Path
    python: str = ""

    @cached_property
    def found(self) -> Snapshot:
        """What our own reader makes of the file, or what was written where there is no reader."""
        return self.entry.read(self.path) if self.entry.read is not None else self.bundle.snapshot


Check = Callable[[Job], Generator[None, None, Answer]]


@dataclass(frozen=True)
class Level:
    """One engine; `formats` are the names of those that it reads.

    `check` yields while it waits and gives what the engine computed; it raises NotRun where it cannot be tried and
    FileFault (or another Fault) where the file is wrong. `tolerance` is for the difference as a share of the largest
    output above 1. Those of a lower `rank` are tried first; those of rank 0 need no engine of another Python.
    """

    name: str
    title: Message
    formats: frozenset[str]
    tolerance: float
    check: Check
    rank: int = 1


LEVELS: dict[str, Level] = {}


def register_level(level: Level) -> Level:
    """Enters a level under its name."""
    LEVELS[level.name] = level
    return level


def levels_for(entry: Format, names: tuple[str, ...] | None = None) -> list[Level]:
    """The levels that can check files of a format, or those of them that are named."""
    found = [level for level in LEVELS.values() if entry.name in level.formats]
    return sorted((level for level in found if names is None or level.name in names), key=lambda level: level.rank)


def examine(level: Level, job: Job) -> Generator[None, None, LevelResult]:
    """Tries one level; a level that cannot run says why, a difference raises FileFault."""
    began = time.monotonic()
    try:
        answer = yield from level.check(job)
    except NotRun as why:
        return LevelResult(level.name, level.title, reason=Message(why.template, why.values))
    error, scaled = difference(job.trial.outputs, answer.outputs)
    result = LevelResult(
        level.name, level.title, answer.engine, error, scaled, level.tolerance, seconds=time.monotonic() - began
    )
    if not result.passed:
        raise FileFault(
            "{file} was not written: {level} computes something else from it. The largest difference is {error}, "
            "allowed is {tolerance}. Export in another format",
            file=job.path.name, level=level.title, error=f"{error:.1e}", tolerance=f"{level.tolerance:.0e}",
        )  # fmt: skip
    return result
