"""Functions that no layer has by itself, made of layers that compute the same together."""

from __future__ import annotations

import math

from netbuilder.formats.onnx.reading.builder import Builder
from netbuilder.formats.onnx.reading.views import View
from netbuilder.layers import Activation, Layer
from netbuilder.layers.activation_layers import LeakyReLU
from netbuilder.layers.merging import Add, Maximum, Multiply
from netbuilder.layers.preprocessing import Rescaling

SHRINKS_AT = 0.5  # Keras's hard_shrink and soft_shrink


def near(a: float, b: float) -> bool:
    """Whether two numbers of float32 are the same."""
    return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-7)


def scaled(build: Builder, layer: Layer, view: View, factor: float) -> View:
    """layer(factor · x) / factor."""
    if near(factor, 1):
        return build.alike(layer, view)
    inner = build.alike(layer, build.alike(Rescaling(factor), view))
    return build.alike(Rescaling(1 / factor), inner)


def shrunk(build: Builder, view: View, edge: float, soft: bool) -> View:
    """0 between −edge and edge; a soft one pulls the others towards 0 as much."""
    layer = Activation("soft_shrink" if soft else "hard_shrink")
    return scaled(build, layer, view, 1.0 if near(edge, SHRINKS_AT) else SHRINKS_AT / edge)


def leaky(build: Builder, view: View, slope: float) -> View:
    """Positive values, and negative ones times a slope, which may be negative too."""
    if near(slope, 0.2):
        return build.alike(Activation("leaky_relu"), view)
    if slope >= 0:
        return build.alike(LeakyReLU(slope), view)
    below = build.alike(Activation("relu"), build.alike(Rescaling(-1.0), view))
    return joined(build, Add(), build.alike(Activation("relu"), view), build.alike(Rescaling(-slope), below))


def joined(build: Builder, layer: Layer, one: View, other: View) -> View:
    """Two values that lie alike, place by place."""
    (port,) = build.add(layer, [one.port, other.port])
    return View(port, one.stored, one.seen)


def multiplied(build: Builder, one: View, other: View) -> View:
    """The product of two values that lie alike."""
    return joined(build, Multiply(), one, other)


def absolute(build: Builder, view: View) -> View:
    """The larger of a value and its negative."""
    return joined(build, Maximum(), view, build.alike(Rescaling(-1.0), view))


def cut_below(build: Builder, view: View, least: float) -> View:
    """Values, and at least a number: moved to 0, cut, and moved back."""
    moved = build.alike(Activation("relu"), build.alike(Rescaling(1.0, -least), view) if least else view)
    return build.alike(Rescaling(1.0, least), moved) if least else moved


def cut_above(build: Builder, view: View, most: float) -> View:
    """Values, and at most a number: turned round, cut below, and turned back."""
    return build.alike(Rescaling(-1.0), cut_below(build, build.alike(Rescaling(-1.0), view), -most))
