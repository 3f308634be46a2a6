"""What a case is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.kinds import Shape
from netbuilder.layers import Layer

BATCH = 3


@dataclass(frozen=True)
class Case:
    """A layer and the shapes that reach it; `whole` bounds whole-number inputs.

    `random` says that training draws numbers, which Keras would draw otherwise.
    """

    layer: Layer
    shapes: tuple[Shape, ...]
    whole: int = 0
    random: bool = False

    def __str__(self) -> str:
        options = "-".join(
            f"{field.name}={getattr(self.layer, field.name)}"
            for field in self.layer.changed_fields()
            if not field.required
        )
        return f"{type(self.layer).__name__}{'-' if options else ''}{options}"[:120]

    def inputs(self, rng: np.random.Generator, dtype=np.float64) -> list[np.ndarray]:
        if self.whole:
            return [rng.integers(0, self.whole, (BATCH, *shape)) for shape in self.shapes]
        return [rng.normal(size=(BATCH, *shape)).astype(dtype) for shape in self.shapes]


IMAGE = ((5, 6, 4),)
ROWS = ((4, 3),)
