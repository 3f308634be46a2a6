"""Attention, with and without heads."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import numpy as np

from netbuilder.formats.onnx.writing.emission import Call, Emission, Value
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.layers.attention import HIDDEN, AdditiveAttention, Attention
from netbuilder.layers.base import known
from netbuilder.layers.multi_head import GroupQueryAttention, MultiHeadAttention


@rule(Attention, AdditiveAttention)
def write_attention(call: Call) -> list[Value]:
    """Scores, their softmax, and the mixture of values."""
    e, layer = call.emission, call.layer
    query, value, key = (e.last(x) for x in (call.inputs[0], call.inputs[1], call.inputs[-1]))
    scores = _scores(call, query, key)
    seen = _visible(call, call.inputs[0], call.inputs[1], layer.use_causal_mask, None, [call.inputs[1].mask])
    if seen:
        scores = e.op("Add", scores, e.op("Where", seen, e.constant(0), e.constant(HIDDEN)))
    share = e.op("Softmax", scores, axis=-1)
    y = e.op("MatMul", share, value)
    asked = call.inputs[0].mask
    if asked is not None:
        y = e.op("Mul", y, e.op("Cast", e.op("Unsqueeze", asked[0], e.whole(-1)), to="float32"))
    results = [Value(call.shape, last=y)]
    return [*results, Value(call.shapes[1], last=share)] if layer.return_attention_scores else results


def _scores(call: Call, query: str, key: str) -> str:
    e, layer = call.emission, call.layer
    if isinstance(layer, Attention) and layer.score_mode == "dot":
        scores = e.op("MatMul", query, e.op("Transpose", key, perm=[0, 2, 1]))
        return e.op("Mul", scores, call.weight("scale")) if layer.use_scale else scores
    sums = e.op("Add", e.op("Unsqueeze", query, e.whole(2)), e.op("Unsqueeze", key, e.whole(1)))
    if isinstance(layer, AdditiveAttention):
        bent = e.op("Tanh", sums)
        bent = e.op("Mul", bent, call.weight("scale")) if layer.use_scale else bent
        return e.op("ReduceSum", bent, e.whole(-1), keepdims=0)
    sums = e.op("Mul", sums, call.weight("scale")) if layer.use_scale else sums
    found = e.op("ReduceSum", e.op("Tanh", sums), e.whole(-1), keepdims=0)
    return e.op("Mul", found, call.weight("concat_score_weight"))


def _visible(
    call: Call, query: Value, value: Value, causal: bool, window: int | None, masks: list[tuple[str, int] | None]
) -> str:
    """Which keys each query may see (batch or 1, queries or 1, keys); empty where it is all."""
    e = call.emission
    parts = [e.op("Unsqueeze", mask[0], e.whole(1)) for mask in masks if mask is not None]
    if causal or window is not None:
        queries, keys = query.shape[0], value.shape[0]
        if queries is not None and keys is not None:
            distance = e.constant(np.arange(queries)[:, None] - np.arange(keys))
        else:
            rows = e.op("Unsqueeze", _places(e, e.last(query)), e.whole(1))
            distance = e.op("Sub", rows, e.op("Unsqueeze", _places(e, e.last(value)), e.whole(0)))
        if causal:
            parts.append(e.op("GreaterOrEqual", distance, e.constant(0)))
        if window is not None:
            parts.append(e.op("Less", e.op("Abs", distance), e.constant(window)))
    return reduce(lambda a, b: e.op("And", a, b), parts) if parts else ""


def _places(e: Emission, x: str) -> str:
    """0, 1, 2 … as many as there are steps."""
    count = e.op("Squeeze", e.sizes(x, 1, 2), e.whole(0))
    numbers = e.op("Range", e.constant(0, np.int64), count, e.constant(1, np.int64))
    return e.op("Cast", numbers, to="float32")


@rule(MultiHeadAttention, GroupQueryAttention)
def write_heads(call: Call) -> list[Value]:
    """Projections, attention head by head, and the way back."""
    e, layer = call.emission, call.layer
    rank = len(call.inputs[0].shape) + 1
    axes = layer.attended(rank)
    folded = [_folded(e, value, axes) for value in call.inputs]
    query, value, key = folded[0], folded[1], folded[-1]
    asking, telling, wide, _ = layer.heads()
    q = e.op("Transpose", _projected(call, "query", query), perm=[0, 2, 1, 3])
    k = e.op("Transpose", _projected(call, "key", key), perm=[0, 2, 3, 1])
    v = e.op("Transpose", _projected(call, "value", value), perm=[0, 2, 1, 3])
    if asking > telling:
        same = e.whole(*np.repeat(np.arange(telling), asking // telling))
        k, v = e.op("Gather", k, same, axis=1), e.op("Gather", v, same, axis=1)
    scores = e.op("MatMul", e.op("Mul", q, e.constant(1 / math.sqrt(wide))), k)
    seen = _seen(call, folded)
    share = e.op("Softmax", e.op("Where", seen, scores, e.constant(HIDDEN)) if seen else scores, axis=-1)
    if seen and (layer.dropout or layer.return_attention_scores):
        share = e.op("Mul", share, e.op("Cast", seen, to="float32"))
    found = e.op("MatMul", share, v)
    if layer.use_gate:
        gate = e.op("Transpose", _projected(call, "gate", query), perm=[0, 2, 1, 3])
        found = e.op("Mul", found, e.op("Sigmoid", gate))
    y = _unfolded(call, _back(call, found), axes)
    results = [Value(call.shape, last=y)]
    return [*results, Value(call.shapes[1], last=share)] if layer.return_attention_scores else results


def _seen(call: Call, folded: list[Value]) -> str:
    """Which keys each query may see, for all heads: (…, 1, queries, keys)."""
    e, layer = call.emission, call.layer
    masks = [value.mask for value in folded]
    telling = [masks[1]] if len(masks) == 2 else [masks[1], masks[2]]
    seen = _visible(call, folded[0], folded[1], layer.use_causal_mask, layer.sliding_window, telling)
    if masks[0] is not None:
        asked = e.op("Unsqueeze", masks[0][0], e.whole(2))
        seen = e.op("And", seen, asked) if seen else asked
    # What depends on distance alone has no axis of samples.
    return e.op("Unsqueeze", seen, e.whole(-3)) if seen else ""


def _projected(call: Call, part: str, value: Value) -> str:
    """(batch, steps, width) to (batch, steps, heads, width of a head)."""
    e = call.emission
    _, heads, wide = call.array(f"{part}_kernel").shape
    y = e.op("MatMul", e.last(value), call.weight(f"{part}_kernel", lambda k: k.reshape(len(k), -1), "flat"))
    if call.layer.use_bias:
        y = e.op("Add", y, call.weight(f"{part}_bias", lambda b: b.reshape(-1), "flat"))
    return e.reshape(y, [0, 0, heads, wide])


def _back(call: Call, found: str) -> str:
    """(batch, heads, steps, width of a head) to (batch, steps, width)."""
    e, kernel = call.emission, call.array("output_kernel")
    inside = kernel.shape[0] * kernel.shape[1]
    rows = e.reshape(e.op("Transpose", found, perm=[0, 2, 1, 3]), [0, 0, inside])
    y = e.op("MatMul", rows, call.weight("output_kernel", lambda k: k.reshape(inside, -1), "flat"))
    return e.op("Add", y, call.weight("output_bias", lambda b: b.reshape(-1), "flat")) if call.layer.use_bias else y


def _order(rank: int, axes: tuple[int, ...]) -> list[int]:
    others = [axis for axis in range(1, rank - 1) if axis not in axes]
    return [0, *others, *axes, rank - 1]


def _folded(e: Emission, value: Value, axes: tuple[int, ...]) -> Value:
    """(batch, …, width) as (batch and all other axes, the attended axes, width)."""
    rank = len(value.shape) + 1
    if rank == 3:
        return Value(value.shape, last=e.last(value), mask=value.mask)
    turned = e.op("Transpose", e.last(value), perm=_order(rank, axes))
    steps = math.prod(known(value.shape[axis - 1], "attended") for axis in axes)
    width = known(value.shape[-1], "last")
    return Value((steps, width), last=e.reshape(turned, [-1, steps, width]))


def _unfolded(call: Call, y: str, axes: tuple[int, ...]) -> str:
    """Undoes `_folded`, and parts the last axis where the layer says so."""
    e, query = call.emission, call.inputs[0].shape
    rank, wide = len(query) + 1, call.layer.output_width(query)
    if rank == 3:
        return y if len(wide) == 1 else e.reshape(y, [0, 0, *wide])
    order = _order(rank, axes)
    sizes: list[Any] = [known(query[axis - 1], "inner") for axis in order[1:-1]]
    y = e.reshape(y, [-1, *sizes, *wide])
    back = [order.index(i) for i in range(rank - 1)]
    return e.op("Transpose", y, perm=[*back, *range(rank - 1, rank - 1 + len(wide))])
