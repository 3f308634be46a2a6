"""What is decided by measuring a machine: which of several ways computes a layer, and how large a part of the work is.

A run takes its choices once, before its first batch, and again when compiled kernels take over. Its record names those
that were measured, a checkpoint holds them, and who goes on from it has the same: bits depend on them. Where nothing
was measured, and in each run that must repeat its bits or whose kernels are named, the constants beside the code hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

NEVER = 1 << 30  # channels times filters, more than there are
FEWEST_BYTES, MOST_BYTES = 1 << 14, 1 << 30
LONGEST = 60  # letters of a kind of layer


@dataclass(frozen=True)
class Choices:
    """None, or nothing in `by_numpy`, where nothing was measured.

    `tiles_from` are the channels times filters from which a 3 × 3 convolution is computed in transformed tiles;
    `patches_to` the channels up to which the first convolution is one product over patches; `hand_bytes` what a
    thread has at hand of the images of its part, `band_bytes` what compiled code has of a band of positions;
    `by_numpy` the kinds of layers (see `kernels.kinds`) that NumPy computes faster than compiled code.
    """

    tiles_from: int | None = None
    patches_to: int | None = None
    hand_bytes: int | None = None
    band_bytes: int | None = None
    by_numpy: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, given: Any) -> Choices:
        """Choices that were kept; raises ValueError for what are none."""
        if not isinstance(given, Mapping) or not set(given) <= {field.name for field in fields(cls)}:
            raise ValueError("choices are not what was written")
        kinds = given.get("by_numpy", [])
        if not isinstance(kinds, list | tuple) or not all(isinstance(kind, str) and kind for kind in kinds):
            raise ValueError("by_numpy has to be names of kinds")
        numbers = {name: _number(name, value) for name, value in given.items() if name != "by_numpy"}
        return cls(**numbers, by_numpy=tuple(sorted({kind[:LONGEST] for kind in kinds})))

    def told(self) -> str:
        """What was measured, in a few words; nothing where nothing was."""
        sizes = (("parts of", self.hand_bytes), ("bands of", self.band_bytes))
        words = [f"tiles from {'no' if self.tiles_from == NEVER else self.tiles_from} products"]
        words = words if self.tiles_from is not None else []
        words += [] if self.patches_to is None else [f"patches up to {self.patches_to} channels"]
        words += [f"{name} {size >> 10} KB" for name, size in sizes if size is not None]
        words += [f"{kind} by NumPy" for kind in self.by_numpy]
        return ", ".join(words)

    def with_numpy_for(self, kinds: set[str]) -> Choices:
        """The same, and these kinds of layers left to NumPy."""
        return replace(self, by_numpy=tuple(sorted({*self.by_numpy, *kinds})))


UNMEASURED = Choices()


def _number(name: str, value: Any) -> int | None:
    if value is None:
        return None
    least, most = (0, NEVER) if name in ("tiles_from", "patches_to") else (FEWEST_BYTES, MOST_BYTES)
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{name} has to be a whole number from {least} to {most}")
    return value
