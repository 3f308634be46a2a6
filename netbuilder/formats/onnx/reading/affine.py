"""Normalization whose factor and offset were worked into its deviation: x · s + (β − mean · s), s = γ / deviation.

TensorFlow computes LayerNormalization so where its epsilon is small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Operator, Pending
from netbuilder.formats.onnx.reading.with_numbers import with_numbers


@dataclass(frozen=True)
class Scaled(Pending):
    """s, x · s, mean · s or β − mean · s, of one over a deviation and of factors for each place."""

    inverse: Moments
    gamma: Array | None
    part: Literal["s", "x s", "mean s", "offset"] = "s"
    beta: Array | None = None

    @property
    def reason(self) -> str:
        """Why it is no layer's by itself."""
        return self.inverse.reason

    def step(self, op: Operator, rest: Any, first: bool) -> Any:
        """One more operator on two values; None where no normalization comes of it."""
        if self.part == "s" and op.kind == "Mul":
            return self._times(op, rest)
        if self.part == "mean s" and op.kind == "Sub" and not first:
            if isinstance(rest, np.ndarray):
                return replace(self, part="offset", beta=rest)
            return self._done(op, None) if self._belongs_to(rest, "x s") else None
        if self.part == "x s" and op.kind == "Add" and self._belongs_to(rest, "offset"):
            return self._done(op, rest.beta)
        return None

    def _times(self, op: Operator, rest: Any) -> Any:
        if self.inverse.x.is_same(rest):
            return replace(self, part="x s") if self.inverse.centred else self._done(op, None)
        mean = isinstance(rest, Moments) and rest.stage == "mean" and rest.keep
        if mean and self.inverse.centred and rest.x.is_same(self.inverse.x) and rest.axes == self.inverse.axes:
            return replace(self, part="mean s")
        return None

    def _belongs_to(self, other: Any, part: str) -> bool:
        return isinstance(other, Scaled) and other.part == part and self._same(other)

    def _same(self, other: Scaled) -> bool:
        return self.inverse == other.inverse and self.gamma is other.gamma

    def _done(self, op: Operator, beta: Array | None) -> Any:
        found = self.inverse.finished(op.build)
        if self.gamma is not None:
            found = with_numbers(replace(op, kind="Mul", inputs=[found, self.gamma]), found, self.gamma, swapped=False)
        if beta is not None:
            found = with_numbers(replace(op, kind="Add", inputs=[found, beta]), found, beta, swapped=False)
        return found


def affine_step(op: Operator, one: Any, other: Any) -> Any:
    """What an operator makes of one over a deviation; None where it is about something else."""
    for found, rest, first in ((one, other, True), (other, one, False)):
        if isinstance(found, Moments) and found.stage == "inverse" and op.kind == "Mul":
            if isinstance(rest, np.ndarray):
                return Scaled(found, rest)
            step = Scaled(found, None).step(op, rest, first) if found.centred else None
        else:
            step = found.step(op, rest, first) if isinstance(found, Scaled) else None
        if step is not None:
            return step
    return None
