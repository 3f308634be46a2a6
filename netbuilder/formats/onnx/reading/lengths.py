"""Sums of products: what lengths, cosines and distances are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from netbuilder.errors import N_
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.composing import multiplied
from netbuilder.formats.onnx.reading.moments import SMALLEST, Moments, over
from netbuilder.formats.onnx.reading.operators import Operator, Pending, operator
from netbuilder.formats.onnx.reading.over_all import summed
from netbuilder.formats.onnx.reading.views import View
from netbuilder.layers.merging import Multiply
from netbuilder.layers.sample_normalization import UnitNormalization

NO_ROOT = N_("takes a root, which no layer does but a normalization")


def factors_of(build: Builder, view: View) -> tuple[View, View] | None:
    """The two values of one shape that a view is the product of, or None."""
    made = build.nodes[view.port.node]
    if type(made.layer) is not Multiply or len(made.inputs) != 2:
        return None
    if len({build.shape_of(port) for port in made.inputs}) > 1:
        return None
    one, other = (View(port, view.stored, view.seen) for port in made.inputs)
    return one, other


@dataclass(frozen=True)
class ProductSum(Pending):
    """The sum of one · other over seen axes. `product` is their product, where it was made already."""

    one: View
    other: View
    product: View | None
    axes: tuple[int, ...]
    keep: bool

    def made(self, build: Builder) -> View:
        """The product, and the sum of its places."""
        product = self.product or multiplied(build, self.one, self.other)
        return summed(build, product, self.axes, self.keep)

    def is_square(self) -> bool:
        """Whether both are one."""
        return self.one.is_same(self.other)

    def held_above(self, number: float | None) -> Any:
        """A sum of squares that is held above 0; None where it is something else."""
        small = number is not None and 0 <= number <= 1.01 * SMALLEST**2
        return self if small and self.is_square() else None

    def rooted(self) -> Any:
        """A length."""
        require(self.is_square(), NO_ROOT)
        return Moments(self.one, self.axes, "length", centred=False, keep=self.keep)

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """Two sums of squares multiplied; or a product divided by both lengths, which is a cosine."""
        if isinstance(rest, ProductSum) and op.kind == "Mul" and self.is_square() and rest.is_square():
            alike = (self.axes, self.keep) == (rest.axes, rest.keep)
            return Lengths(self.one, rest.one, self.axes, self.keep) if alike else None
        if isinstance(rest, Lengths) and op.kind == "Div" and first and rest.rooted_already:
            return rest.cosine(op.build, self)
        return None


@dataclass(frozen=True)
class Lengths(Pending):
    """The product of the squares of two lengths, or of the lengths themselves."""

    one: View
    other: View
    axes: tuple[int, ...]
    keep: bool
    rooted_already: bool = False

    @property
    def reason(self) -> str:
        """Why it is no layer's."""
        return NO_ROOT

    def rooted(self) -> Any:
        """The product of both lengths."""
        return replace(self, rooted_already=True)

    def held_above(self, number: float | None) -> Any:
        """Held above 0; None where by another number."""
        return self if number is not None and 0 <= number <= SMALLEST else None

    def cosine(self, build: Builder, above: ProductSum) -> Any:
        """What both have in common, divided by both lengths."""
        pairs = ((self.one, self.other), (self.other, self.one))
        fits = any(above.one.shows_same(a) and above.other.shows_same(b) for a, b in pairs)
        if not fits or (above.axes, above.keep) != (self.axes, self.keep):
            return None
        last = tuple(above.one.seen[axis] for axis in self.axes if above.one.seen[axis])
        one, other = (over(build, view, last, UnitNormalization()) for view in (above.one, above.other))
        return summed(build, multiplied(build, one, other), self.axes, self.keep)


@operator("Sqrt")
def read_root(op: Operator) -> Any:
    """Only as part of a normalization or of a length."""
    found = op.get(0)
    require(isinstance(found, Moments | ProductSum | Lengths), NO_ROOT)
    assert isinstance(found, Moments | ProductSum | Lengths)
    return found.rooted()


@operator("Reciprocal")
def read_reciprocal(op: Operator) -> Any:
    """Only as part of a normalization."""
    found = op.get(0)
    require(isinstance(found, Moments), "divides one by values, which no layer does")
    assert isinstance(found, Moments)
    return found.inverted()
