"""What a verified export proves: which engines computed the same from the file, and how closely."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netbuilder.errors import Message
from netbuilder.files import atomic_write, dump_json

SUFFIX = ".certificate.json"


@dataclass(frozen=True)
class LevelResult:
    """One way of checking: by whom, with what difference; or why it did not run.

    `error` is the largest absolute difference of any output, `scaled` the same for outputs above 1 as a share of the
    largest: what `tolerance` is for.
    """

    name: str
    title: Message
    engine: str = ""
    error: float | None = None
    scaled: float | None = None
    tolerance: float = 0.0
    reason: Message | None = None
    seconds: float = 0.0

    @property
    def ran(self) -> bool:
        """Whether it came to a result."""
        return self.error is not None

    @property
    def passed(self) -> bool:
        """Whether it ran, and found the same."""
        return self.scaled is not None and self.scaled <= self.tolerance

    def line(self) -> str:
        """What the command line says of it."""
        if self.error is None:
            return f"{self.title}: not run: {self.reason}"
        return f"{self.engine or self.title}: largest difference {self.error:.1e}, allowed {self.tolerance:.0e}"


@dataclass(frozen=True)
class Certificate:
    """A file and what was found when it was read back and compared on samples.

    `beside` are the files that were written with it, `reads` is the own data that a script needs when it runs.
    """

    format: str
    file: str
    size: int
    sha256: str
    levels: tuple[LevelResult, ...]
    samples: int
    data: Message
    seconds: float
    beside: tuple[str, ...] = field(default=())
    reads: str = ""

    @property
    def error(self) -> float:
        """The largest absolute difference at any level that ran."""
        return max((level.error for level in self.levels if level.error is not None), default=0.0)

    @property
    def tolerance(self) -> float:
        """The largest difference that was allowed at any level that ran."""
        return max((level.tolerance for level in self.levels if level.ran), default=0.0)

    @property
    def proves(self) -> bool:
        """Whether any level ran at all."""
        return any(level.ran for level in self.levels)

    def lines(self) -> list[str]:
        """What the command line says."""
        head = f"{self.file}: compared on {self.samples} samples of {self.data}"
        if not self.proves:
            head = f"{self.file}: not verified"
        return [
            head,
            *("  " + level.line() for level in self.levels),
            *([f"  it needs beside it: {', '.join(self.beside)}"] if self.beside else []),
            *([f"  it reads {self.reads}, which has to be there where it runs"] if self.reads else []),
            f"  SHA-256 {self.sha256}, {self.size:,} bytes, {self.seconds:.1f} s",
        ]

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "format": self.format,
            "file": self.file,
            "beside": list(self.beside),
            "reads": self.reads,
            "bytes": self.size,
            "sha256": self.sha256,
            "samples": self.samples,
            "data": str(self.data),
            "largest_absolute_error": self.error,
            "tolerance": self.tolerance,
            "seconds": round(self.seconds, 3),
            "levels": [
                {
                    "name": level.name,
                    "ran": level.ran,
                    "engine": level.engine,
                    "reason": str(level.reason) if level.reason is not None else "",
                    "largest_absolute_error": level.error,
                    "tolerance": level.tolerance,
                    "seconds": round(level.seconds, 3),
                }
                for level in self.levels
            ],
        }

    def save_beside(self, path: Path) -> Path:
        """Writes it next to the file that it is of; gives where. Raises FileFault."""
        target = path.with_name(path.name + SUFFIX)
        with atomic_write(target) as file:
            file.write(dump_json(self.to_json()) + b"\n")
        return target
