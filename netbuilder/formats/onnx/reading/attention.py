"""Products of two values: attention with heads, where scores, softmax and mixture follow each other, or Dot.

What is read becomes MultiHeadAttention with kernels that change nothing; `tidying` takes the Dense layers before and
behind it into its kernels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.choosing import CHOOSES, Comparison, chosen
from netbuilder.formats.onnx.reading.operators import Faced, Operator, Pending, axis_in, lies_over, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, Atom, Axes, Axis, CannotView, View, atoms_of, size_of, unified
from netbuilder.graph import Port
from netbuilder.layers.merging import Dot
from netbuilder.layers.multi_head import MultiHeadAttention

WIDEST = 16_384  # of all heads together
UNFIT = N_("multiplies values whose sizes do not fit")
MIXES = N_("mixes values in a way that no layer does")
NOWHERE = Port("", 0)  # of scores, which no layer gives
FAR_BELOW = -1e4  # what is added to the score of a key that must not be seen is less than this


@dataclass(frozen=True)
class Scores(Faced):
    """scale · one · otherᵀ over the rows of both; and after a softmax, shares.

    Both are seen as (batch, heads …, rows, width). `turned` says whether the rows of `one` are the keys, once it is
    known.
    """

    one: View
    other: View
    rows: tuple[Axis, Axis]  # as the face has them: those of both may be the same sequence
    face: View
    scale: float = 1.0
    causal: bool = False
    shares: bool = False
    turned: bool | None = None

    @property
    def reason(self) -> str:
        """Why scores are no layer's by themselves."""
        return N_("computes scores of attention, and no attention comes of them")

    def with_face(self, face: View) -> Scores:
        """Rearranged."""
        return replace(self, face=face)

    def made(self, build: Builder) -> View | None:
        """Shares that are given themselves are an output of attention."""
        if not self.shares:
            return None
        query, key = self.sides(self.face.seen)
        heads, layer, weights = _layer(query, key, self.scale, self.causal)
        ports = build.add(layer.replace(return_attention_scores=True), _parts(build, heads, query, key, key), weights)
        queries, keys = self.rows[::-1] if self.turned else self.rows
        return View(ports[1], ((BATCH,), heads, queries, keys), self.face.seen)

    def sides(self, seen: Axes) -> tuple[View, View]:
        """Query and key, seen as (other axes …, rows, width)."""
        query, key = (self.other, self.one) if self.turned else (self.one, self.other)
        rest = [axis for axis in seen if axis not in self.rows]
        known = set(atoms_of(self.one.seen[:-2]))
        require(set(atoms_of(rest)) == known, "arranges the shares of attention in a way that no layer does")
        return query.with_seen((*rest, *query.seen[-2:])), key.with_seen((*rest, *key.seen[-2:]))

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """Scaled, or with later keys hidden."""
        if self.shares or not isinstance(rest, np.ndarray):
            return None
        value = uniform(rest) if self.lies_under(rest) else None
        if op.kind == "Add" and value is None:
            return self.hidden(rest)
        if op.kind == "Add" and value == 0:
            return self
        if value is None or (not first and op.kind == "Div") or op.kind not in ("Mul", "Div") or not value:
            return None
        return None if self.causal else replace(self, scale=self.scale * (value if op.kind == "Mul" else 1 / value))

    def lies_under(self, rest: Array) -> bool:
        """Whether an array has no more axes and no more places than the scores."""
        ends = zip(rest.shape[::-1], self.shape[::-1], strict=False)
        return rest.ndim <= len(self.shape) and all(size in (1, place) for size, place in ends)

    def hidden(self, rest: Array) -> Scores | None:
        """With later keys hidden by what is added; None where something else is."""
        if rest.ndim > len(self.shape):
            return None
        full = rest.reshape((1,) * (len(self.shape) - rest.ndim) + rest.shape)
        if any(axis not in self.face.seen for axis in self.rows):
            return None
        at = [self.face.seen.index(axis) for axis in self.rows]
        sizes = tuple(self.shape[i] for i in at)
        if tuple(full.shape[i] for i in at) != sizes or full.size != sizes[0] * sizes[1]:
            return None
        array = full.reshape(sizes if at[0] < at[1] else sizes[::-1])
        array = array if at[0] < at[1] else array.T
        if _hides_later(array):
            return replace(self, causal=True, turned=False)
        return replace(self, causal=True, turned=True) if _hides_later(array.T) else None

    def softmax(self, op: Operator) -> Pending:
        """Along the keys."""
        require(op.kind == "Softmax" and not self.shares, "follows attention's scores")
        last = len(self.shape) - 1
        place = axis_in(op.attributes.get("axis", -1 if op.opset >= 13 else 1), last + 1)
        require(op.opset >= 13 or place == last, "sums attention over several axes")  # all from one on, before
        axis = self.face.seen[place]
        require(axis in self.rows, "sums attention over another axis than keys")
        turned = axis != self.rows[1]
        require(self.turned in (None, turned), "hides queries from keys, which no layer does")
        return replace(self, shares=True, turned=turned)


def _hides_later(rows: Array) -> bool:
    """Whether what is added to (queries, keys) hides all later keys, and no others."""
    later = np.triu(np.ones(rows.shape, bool), 1)
    return bool((rows[later] < FAR_BELOW).all() and (rows[~later] == 0).all())


@operator("Where")
def read_where(op: Operator) -> Any:
    """Scores of later keys hidden; or what a comparison chooses."""
    condition, scores, number = op.inputs[:3]
    if isinstance(condition, Comparison):
        return chosen(op, condition)
    always = uniform(condition) if isinstance(condition, np.ndarray) else None
    taken = None if always is None else op.get(1 if always else 2)
    if isinstance(taken, View) and always is not None and lies_over(condition, taken, op.build.batch):
        return taken
    if isinstance(number, Scores) and isinstance(condition, np.ndarray):  # as `masked_fill` is written
        condition, scores, number = ~condition.astype(bool), number, scores
    fits = isinstance(scores, Scores) and isinstance(condition, np.ndarray) and isinstance(number, np.ndarray)
    require(fits, CHOOSES)
    value = uniform(number) if scores.lies_under(number) else None
    fits = value is not None and value < FAR_BELOW and not scores.shares
    found = scores.hidden(np.where(condition, 0.0, -np.inf)) if fits else None
    require(found is not None, "hides keys in a way that no layer does")
    return found


def product_of(op: Operator, one: Any, other: Any) -> Any:
    """The product of two values."""
    if isinstance(one, Scores) and one.shares and isinstance(other, View):
        return _attention(op.build, one, other)
    require(isinstance(one, View) and isinstance(other, View), "multiplies what no layer has by itself")
    require(len(one.seen) == len(other.seen) >= 3, "multiplies rows of samples with each other")
    turned = other.with_seen((*other.seen[:-2], other.seen[-1], other.seen[-2]))
    require(size_of(one.seen[-1]) == size_of(turned.seen[-1]), UNFIT)
    if _waits_for_softmax(op):
        return _scores(one, turned)
    return dot(op.build, one, turned)


def _scores(one: View, other: View) -> Scores:
    """Scores of the rows of two values, whose other axes get the same atoms."""
    for axis in (*one.seen[-2:], *other.seen[-2:]):
        require(BATCH not in axis, "multiplies rows of samples with each other")
    try:
        pairs = list(zip(one.seen[:-2], other.seen[:-2], strict=True))
        one, other = unified(one, other, [*pairs, (one.seen[-1], other.seen[-1])])
        one, other = unified(one, other, ())
    except CannotView:
        raise Fault(UNFIT) from None
    rows = tuple(tuple(Atom(atom.size) for atom in view.seen[-2]) for view in (one, other))
    axes = (*one.seen[:-2], *rows)
    return Scores(one, other, rows, View(NOWHERE, axes, axes))  # type: ignore[arg-type]


def contracted(op: Operator, one: Any, other: Any, letters: tuple[str, str, str]) -> Any:
    """An Einsum of two values over one axis, as a product of rows; the letters are those of both and of the output."""
    left, right, output = letters
    shared = [a for a in output if a in left and a in right]
    rows, columns = ([a for a in output if a in side and a not in shared] for side in (left, right))
    gone = [a for a in left if a in right and a not in output]
    fits = len(rows) == len(columns) == len(gone) == 1
    fits = fits and len(left) == len(right) == len(output) == len(shared) + 2
    require(fits, "multiplies and sums two values in a way that no layer does")
    one = _arranged(one, [left.index(a) for a in (*shared, *rows, *gone)])
    other = _arranged(other, [right.index(a) for a in (*shared, *gone, *columns)])
    made = product_of(op, one, other)
    order = [*shared, *rows, *columns]
    return _arranged(made, [order.index(a) for a in output])


def _arranged(value: Any, order: list[int]) -> Any:
    """A value with its axes in another order."""
    if isinstance(value, Faced):
        return value.with_face(_arranged(value.face, order))
    require(isinstance(value, View) and len(value.seen) == len(order), UNFIT)
    return value.with_seen([value.seen[i] for i in order])


def _waits_for_softmax(op: Operator) -> bool:
    return bool(op.attributes.get("__leads_to_softmax", False))


def dot(build: Builder, one: View, other: View) -> View:
    """A product of two sequences: rows of both summed over their last axis."""
    require(len(one.seen) == 3 and one.seen[0] == other.seen[0] == (BATCH,), "multiplies more axes than Dot has")
    first, second = build.as_seen(one), build.as_seen(other)
    (port,) = build.add(Dot((2, 2)), [first.port, second.port])
    axes = ((BATCH,), one.seen[1], other.seen[1])
    return View(port, axes, axes)


def _attention(build: Builder, scores: Scores, value: View) -> View:
    """Attention over all heads, with kernels of ones and zeros."""
    query, key = scores.sides(scores.face.seen)
    fits = len(scores.shape) == len(value.seen)
    fits = fits and scores.face.seen[-2:] == (scores.rows[::-1] if scores.turned else scores.rows)
    require(fits, MIXES)
    query, key = (view.with_seen((*scores.face.seen[:-2], *view.seen[-2:])) for view in (query, key))
    try:
        query, value = unified(query, value, zip(query.seen[:-2], value.seen[:-2], strict=True))
        query, key = unified(query, key, ())
        key, value = unified(key, value, [(key.seen[-2], value.seen[-2])])
    except CannotView:
        raise Fault(MIXES) from None
    heads, layer, weights = _layer(query, value, scores.scale, scores.causal)
    (port,) = build.add(layer, _parts(build, heads, query, value, key), weights)
    stored = ((BATCH,), query.seen[-2], heads + value.seen[-1])
    return View(port, stored, (*query.seen[:-1], value.seen[-1]))


def _parts(build: Builder, heads: Axis, query: View, value: View, key: View) -> list[Port]:
    """What attention reads: rows with all heads side by side."""
    views = (query, value, key)
    return [build.rearranged(v, ((BATCH,), v.seen[-2], heads + v.seen[-1])).port for v in views]


def _layer(query: View, value: View, scale: float, causal: bool) -> tuple[Axis, Any, dict[str, Array]]:
    """The atoms of the heads, and the layer for them with its kernels."""
    heads: Axis = tuple(atom for atom in atoms_of(query.seen[:-2]) if atom is not BATCH)
    count, size, depth = size_of(heads), size_of(query.seen[-1]), size_of(value.seen[-1])
    require(count * max(size, depth) <= WIDEST, "mixes values that are too wide")
    layer = MultiHeadAttention(
        count, size, None if depth == size else depth, output_dims=(count * depth,),
        use_bias=False, use_causal_mask=causal,
    )  # fmt: skip
    weights = {
        "query_kernel": _spread(count, size) * np.float32(scale * math.sqrt(size)),
        "key_kernel": _spread(count, size),
        "value_kernel": _spread(count, depth),
        "output_kernel": np.eye(count * depth, dtype=np.float32).reshape(count, depth, -1),
    }
    return heads, layer, weights


def _spread(count: int, size: int) -> Array:
    """A kernel that gives each head its part of the input."""
    return np.eye(count * size, dtype=np.float32).reshape(-1, count, size)
