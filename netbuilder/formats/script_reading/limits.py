"""How much a script may ask of its reader: one budget, which every step, call and value that is made pays from."""

from __future__ import annotations

from typing import Any

from netbuilder.errors import Fault
from netbuilder.files.reading import step
from netbuilder.formats.script_reading.constants import NESTING, parts_of

MOST_STEPS = 160_000
PARTS_A_STEP = 10  # parts of a list, or tens of letters, that cost as much as a step
# What is dearer than a step: the steps that it is worth.
MEMBER, LAYER, OBJECT, TRAINING = 5, 6, 30, 100


class TooMuch(Fault):
    """The script does more than can be followed: the statement is given up, or reading ends there."""


class Budget:
    """What is left of it."""

    def __init__(self, steps: int | None = None) -> None:
        self._left = MOST_STEPS if steps is None else steps
        self._kept = 0  # for the statements that follow

    def pay(self, steps: int = 1) -> None:
        """Takes some steps; raises TooMuch where there are not enough."""
        step()
        self._left -= steps
        if self._left < 0:
            raise TooMuch("the script goes on for longer than can be followed. Make its loops shorter")

    def pay_parts(self, parts: int) -> None:
        """Takes what a copy of so many parts costs; raises TooMuch."""
        if parts >= PARTS_A_STEP:
            self.pay(parts // PARTS_A_STEP)

    def pay_values(self, *values: Any) -> None:
        """Takes what it costs to make these values, or to walk through them; raises Fault where one is too large."""
        for value in values:
            if isinstance(value, (str, range, *NESTING)):
                self.pay_parts(parts_of(value))

    def begin_statement(self) -> None:
        """Lets the next statement have three quarters of what there is: one without end leaves the others a rest."""
        whole = max(self._left, 0) + self._kept
        self._left, self._kept = whole - whole // 4, whole // 4

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left for another statement either."""
        return self._left <= 0 and self._kept <= 0
