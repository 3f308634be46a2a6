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
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.choosing import CHOOSES, Comparison, chosen
from netbuilder.formats.onnx.reading.operators import Operator, Pending, axis_in, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, Axis, CannotView, View, atoms_of, size_of, unified
from netbuilder.layers.merging import Dot
from netbuilder.layers.multi_head import MultiHeadAttention

WIDEST = 16_384  # of all heads together
FAR_BELOW = -1e4  # what is added to the score of a key that must not be seen is less than this


@dataclass(frozen=True)
class Scores(Pending):
    """scale · query · keyᵀ, seen as (batch, heads …, queries, keys); and after a softmax, shares."""

    query: View
    key: View
    scale: float = 1.0
    causal: bool = False
    shares: bool = False

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """Scaled, or with later keys hidden."""
        if self.shares or not isinstance(rest, np.ndarray):
            return None
        value = uniform(rest) if self.lies_under(rest) else None
        if op.kind == "Add" and value is None and self.hides_later(rest):
            return replace(self, causal=True)
        if op.kind == "Add" and value == 0:
            return self
        if value is None or (not first and op.kind == "Div") or op.kind not in ("Mul", "Div") or not value:
            return None
        return None if self.causal else replace(self, scale=self.scale * (value if op.kind == "Mul" else 1 / value))

    def lies_under(self, rest: Array) -> bool:
        """Whether an array has no more axes and no more places than the scores."""
        places = (*self.query.shape[:-1], self.key.shape[-2])
        ends = zip(rest.shape[::-1], places[::-1], strict=False)
        return rest.ndim <= len(places) and all(size in (1, place) for size, place in ends)

    def hides_later(self, rest: Array) -> bool:
        rows = (
            rest.reshape(rest.shape[-2:]) if rest.ndim >= 2 and rest.size == rest.shape[-1] * rest.shape[-2] else None
        )
        if rows is None or rows.shape != (self.query.shape[-2], self.key.shape[-2]):
            return False
        later = np.triu(np.ones(rows.shape, bool), 1)
        return bool((rows[later] < FAR_BELOW).all() and (rows[~later] == 0).all())

    def softmax(self, op: Operator) -> Pending:
        """Along the keys."""
        require(op.kind == "Softmax" and not self.shares, "follows attention's scores")
        rank = len(self.query.seen)
        require(axis_in(op.attributes.get("axis", -1), rank) == rank - 1, "sums attention over another axis than keys")
        return replace(self, shares=True)


@operator("Where")
def read_where(op: Operator) -> Any:
    """Scores of later keys hidden; or what a comparison chooses."""
    condition, scores, number = op.inputs[:3]
    if isinstance(condition, Comparison):
        return chosen(op, condition)
    if isinstance(number, Scores) and isinstance(condition, np.ndarray):  # as `masked_fill` is written
        condition, scores, number = ~condition.astype(bool), number, scores
    fits = isinstance(scores, Scores) and isinstance(condition, np.ndarray) and isinstance(number, np.ndarray)
    require(fits, CHOOSES)
    value = uniform(number) if scores.lies_under(number) else None
    rows = condition.reshape(condition.shape[-2:]) if condition.size == np.prod(condition.shape[-2:]) else None
    fits = value is not None and value < FAR_BELOW and rows is not None and not scores.shares
    rows = np.zeros((1, 1), bool) if rows is None else rows
    require(fits and scores.hides_later(np.where(rows, 0.0, -np.inf)), "hides keys in a way that no layer does")
    return replace(scores, causal=True)


def product_of(op: Operator, one: Any, other: Any) -> Any:
    """The product of two values."""
    if isinstance(one, Scores) and one.shares and isinstance(other, View):
        return _attention(op.build, one, other)
    require(isinstance(one, View) and isinstance(other, View), "multiplies what no layer has by itself")
    require(len(one.seen) == len(other.seen) >= 3, "multiplies rows of samples with each other")
    turned = other.with_seen((*other.seen[:-2], other.seen[-1], other.seen[-2]))
    require(size_of(one.seen[-1]) == size_of(turned.seen[-1]), "multiplies values whose sizes do not fit")
    if _waits_for_softmax(op):
        return Scores(one, turned)
    return dot(op.build, one, turned)


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
    query, key = scores.query, scores.key
    require(len(query.seen) == len(key.seen) == len(value.seen), "mixes values in a way that no layer does")
    try:
        pairs = list(zip(query.seen[:-2], key.seen[:-2], strict=True))
        query, key = unified(query, key, [*pairs, (query.seen[-1], key.seen[-1])])
        query, value = unified(query, value, zip(query.seen[:-2], value.seen[:-2], strict=True))
        query, key = unified(query, key, ())
        key, value = unified(key, value, [(key.seen[-2], value.seen[-2])])
    except CannotView:
        require(False, "mixes values in a way that no layer does")
    heads: Axis = tuple(atom for atom in atoms_of(query.seen[:-2]) if atom is not BATCH)
    wide, deep = query.seen[-1], value.seen[-1]
    parts = [
        build.rearranged(view, ((BATCH,), view.seen[-2], heads + width))
        for view, width in ((query, wide), (value, deep), (key, wide))
    ]
    count, size, depth = size_of(heads), size_of(wide), size_of(deep)
    require(count * max(size, depth) <= WIDEST, "mixes values that are too wide")
    layer = MultiHeadAttention(
        count, size, None if depth == size else depth, output_dims=(count * depth,),
        use_bias=False, use_causal_mask=scores.causal,
    )  # fmt: skip
    factor = np.float32(scores.scale * math.sqrt(size))
    weights = {
        "query_kernel": _spread(count, size) * factor,
        "key_kernel": _spread(count, size),
        "value_kernel": _spread(count, depth),
        "output_kernel": np.eye(count * depth, dtype=np.float32).reshape(count, depth, -1),
    }
    (port,) = build.add(layer, [part.port for part in parts], weights)
    stored = ((BATCH,), query.seen[-2], heads + deep)
    return View(port, stored, (*query.seen[:-1], deep))


def _spread(count: int, size: int) -> Array:
    """A kernel that gives each head its part of the input."""
    return np.eye(count * size, dtype=np.float32).reshape(-1, count, size)
