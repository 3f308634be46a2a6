"""The error function, which is there for gelu alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.composing import near
from netbuilder.formats.onnx.reading.operators import Operator, Pending, operator, uniform
from netbuilder.formats.onnx.reading.views import View
from netbuilder.layers import Activation
from netbuilder.layers.preprocessing import Rescaling


@dataclass(frozen=True)
class ErrorFunction(Pending):
    """factor · (erf(x / √2) + 1 if `raised`) · (x if `times`): with ½ it is gelu."""

    x: View
    factor: float = 1.0
    raised: bool = False
    times: bool = False

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """One more addition or multiplication."""
        value = uniform(rest) if isinstance(rest, np.ndarray) else None
        if op.kind == "Add" and value is not None and near(value, self.factor) and not (self.raised or self.times):
            return ErrorFunction(self.x, self.factor, True, False)
        if not self.raised:
            return self._scaled(value) if op.kind == "Mul" and value is not None else None
        if op.kind == "Mul" and value is not None:
            return self._scaled(value)._done(op.build)
        if op.kind == "Div" and value and first:
            return self._scaled(1 / value)._done(op.build)
        if op.kind == "Mul" and isinstance(rest, View) and not self.times:
            share = _share_of(op.build, rest, self.x)
            if share is not None:
                return ErrorFunction(self.x, self.factor * share, True, True)._done(op.build)
        return None

    def _scaled(self, value: float) -> ErrorFunction:
        return ErrorFunction(self.x, self.factor * value, self.raised, self.times)

    def _done(self, build: Builder) -> Any:
        complete = self.raised and self.times and near(self.factor, 0.5)
        return build.alike(Activation("gelu"), self.x) if complete else self


def _share_of(build: Builder, view: View, x: View) -> float | None:
    """The factor by which a view is x, or None."""
    if view.port == x.port:
        return 1.0
    layer = build.layer_of(view)
    if isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, float):
        return layer.scale if build.nodes[view.port.node].inputs == [x.port] else None
    return None


@operator("Erf")
def read_erf(op: Operator) -> Pending:
    """Only as part of gelu."""
    view = op.view()
    layer = op.build.layer_of(view)
    scaled = isinstance(layer, Rescaling) and layer.offset == 0 and isinstance(layer.scale, float)
    require(scaled and near(layer.scale, math.sqrt(0.5)), "is no part of gelu, and no layer has it by itself")  # type: ignore[attr-defined]
    return ErrorFunction(op.build.before(view))
