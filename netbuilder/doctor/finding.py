"""What the doctor finds: a verdict, a sentence, and where one can be offered a change that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from netbuilder.errors import Message
from netbuilder.project import Project

Verdict = Literal["good", "doubtful", "bad"]
WORST_FIRST: tuple[Verdict, ...] = ("bad", "doubtful", "good")


@dataclass(frozen=True)
class Cure:
    """What a button says, and the project after it was pressed."""

    label: Message
    project: Project


@dataclass(frozen=True)
class RateTest:
    """Losses, smoothed, by the rate that they came with; and the rate to take, or None where no loss fell."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    best: float | None


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `check` names it and stays the same in all languages; `node` is a block, or "".

    A finding about the learning rate has the test that it comes from.
    """

    check: str
    verdict: Verdict
    message: Message
    node: str = ""
    cure: Cure | None = None
    rates: RateTest | None = None

    def __str__(self) -> str:
        return f"{self.node}: {self.message}" if self.node else str(self.message)
