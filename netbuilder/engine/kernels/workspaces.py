"""Workspace for batches of some sizes: an op keeps what it made for the usual one and for an epoch's last."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Workspace = TypeVar("Workspace")

SIZES = 2


class Workspaces(Generic[Workspace]):
    """What was made for the sizes that came last, at the most `SIZES` of them."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Workspace] = {}

    def get(self, size: Hashable, make: Callable[[], Workspace]) -> Workspace:
        """The workspace for a size, made where there is none."""
        if size not in self._made:
            while len(self._made) >= SIZES:
                self._made.pop(next(iter(self._made)))
            self._made[size] = make()
        return self._made[size]
