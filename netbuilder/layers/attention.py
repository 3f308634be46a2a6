"""Attention without projections: each query is answered with a mixture of values, by how well their keys fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, expect_rank, known, layer
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.regularization import keep_mask
from netbuilder.spec import param

HIDDEN = -1e9  # what Keras adds to the score of a key that must not be seen


class _Attention(Layer):
    """Inputs are query (batch, steps, width), value (batch, keys, width) and, if it is not the value, key."""

    uses_mask = True
    keeps_mask = True
    fewest_inputs = 2
    most_inputs = 3

    dropout: float = param(default=0.0, ge=0, lt=1, doc="Share of the weights set to 0 while training.", kw_only=True)
    seed: int | None = param(
        default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True, kw_only=True, keras=True
    )
    use_causal_mask: bool = param(
        default=False, doc="Hides later steps from earlier ones.", call=True, kw_only=True, brief="causal"
    )
    return_attention_scores: bool = param(
        default=False, doc="Gives the weights too, as a second output.", call=True, kw_only=True, advanced=True
    )

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (tuple(range(count)),), {}

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.output_shapes(*inputs)[0]

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        for shape in inputs:
            expect_rank(shape, 2, "steps, features")
        query, value, key = inputs[0], inputs[1], inputs[-1]
        if known(query[1], "last") != known(key[1], "last"):
            raise ShapeError("compares queries and keys of one width, got {query} and {key}", query=query, key=key)
        if value[0] != key[0]:
            raise ShapeError("needs a key for each value, got {key} and {value}", key=key, value=value)
        scores = ((query[0], value[0]),) if self.return_attention_scores else ()
        return ((query[0], value[1]), *scores)

    def operations(self, *inputs: Shape) -> int:
        query, value = inputs[0], inputs[1]
        return (query[0] or 1) * (value[0] or 1) * ((query[1] or 1) + (value[1] or 1))

    def scores(self, weights: Weights, query: Array, key: Array) -> tuple[Array, Any]:
        """How well each key fits each query, and the way back to query, key and weights."""
        raise AssertionError("attention scores")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        query, value, key = inputs[0], inputs[1], inputs[-1]
        scores, through = self.scores(weights, query, key)
        seen = visible(query.shape[1], value.shape[1], self.use_causal_mask, run.mask(1))
        if seen is not None:
            scores = scores + np.where(seen, 0, HIDDEN).astype(scores.dtype)
        share = softmax(scores)
        kept = dropped(share.shape, self.dropout, run, share.dtype)
        mixed = share if kept is None else share * kept
        asked = run.mask(0)
        real = None if asked is None else asked[..., None]
        y = mixed @ value

        def backward(dy: Array, dscores: Any = None) -> Any:
            dy = dy if real is None else dy * real
            dmixed = dy @ value.swapaxes(-1, -2)
            # The scores that Keras gives are those that dropout has passed.
            dmixed = dmixed if dscores is None else dmixed + dscores
            dshare = dmixed if kept is None else dmixed * kept
            dquery, dkey, gradients = through(softmax_gradient(share, dshare))
            dvalue = mixed.swapaxes(-1, -2) @ dy
            if len(inputs) == 2:
                return (dquery, dvalue + dkey), gradients
            return (dquery, dvalue, dkey), gradients

        y = y if real is None else y * real
        return ((y, mixed) if self.return_attention_scores else y), backward


@layer("attention")
class Attention(_Attention):
    """Answers each query with a mixture of values, by the product of query and key (Luong et al., 2015)."""

    advice = (
        "Lets each step of one sequence look at all steps of another; cheap, for it has hardly any weights of its own."
    )

    use_scale: bool = param(default=False, doc="Learns a factor for the scores.", advanced=True)
    score_mode: str = param(
        default="dot", choices=("dot", "concat"), doc="Compares by product, or by the tanh of the sum.", brief="{}"
    )

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        found = {"scale": Weight((), Initializer.coerce("ones"))} if self.use_scale else {}
        if self.score_mode == "concat":
            found["concat_score_weight"] = Weight((), Initializer.coerce("ones"))
        return found

    def scores(self, weights: Weights, query: Array, key: Array) -> tuple[Array, Any]:
        scale = weights["scale"] if self.use_scale else query.dtype.type(1)
        if self.score_mode == "concat":
            return self._summed(weights, query, key, scale)
        products = query @ key.swapaxes(-1, -2)

        def through(d: Array) -> Any:
            gradients = {"scale": (d * products).sum()} if self.use_scale else {}
            d = d * scale
            return d @ key, d.swapaxes(-1, -2) @ query, gradients

        return products * scale, through

    def _summed(self, weights: Weights, query: Array, key: Array, scale: Array) -> tuple[Array, Any]:
        factor = weights["concat_score_weight"]
        sums = query[:, :, None] + key[:, None]
        bent = np.tanh(sums * scale)
        found = bent.sum(axis=-1)

        def through(d: Array) -> Any:
            gradients = {"concat_score_weight": (d * found).sum()}
            flat = d[..., None] * (1 - bent * bent) * factor
            if self.use_scale:
                gradients["scale"] = (flat * sums).sum()
            flat = flat * scale
            return flat.sum(axis=2), flat.sum(axis=1), gradients

        return found * factor, through


@layer("attention")
class AdditiveAttention(_Attention):
    """Answers each query with a mixture of values, by the tanh of query plus key (Bahdanau et al., 2015)."""

    use_scale: bool = param(default=True, doc="Learns a factor for each feature of the sum.", advanced=True)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        if not self.use_scale:
            return {}
        return {"scale": Weight((known(inputs[0][-1], "last"),), Initializer.coerce("glorot_uniform"))}

    def scores(self, weights: Weights, query: Array, key: Array) -> tuple[Array, Any]:
        bent = np.tanh(query[:, :, None] + key[:, None])
        scale = weights["scale"] if self.use_scale else query.dtype.type(1)

        def through(d: Array) -> Any:
            flat = d[..., None] * (1 - bent * bent) * scale
            gradients = {"scale": np.einsum("bqk,bqkf->f", d, bent)} if self.use_scale else {}
            return flat.sum(axis=2), flat.sum(axis=1), gradients

        return (bent * scale).sum(axis=-1), through


def visible(queries: int, keys: int, causal: bool, real_keys: Mask, window: int | None = None) -> Mask:
    """Which keys each query may see, as (batch or 1, queries, keys); None where it is all."""
    seen = None if real_keys is None else real_keys.astype(bool)[:, None, :]
    if causal or window is not None:
        distance = np.arange(queries)[:, None] - np.arange(keys)
        near = np.ones(distance.shape, bool) if not causal else distance >= 0
        near = near if window is None else near & (np.abs(distance) < window)
        seen = near[None] if seen is None else seen & near
    return seen


def softmax(scores: Array) -> Array:
    """Along the last axis."""
    powers: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers


def softmax_gradient(y: Array, dy: Array) -> Array:
    """The gradient of the scores from that of their softmax `y`."""
    found: Array = y * (dy - (dy * y).sum(axis=-1, keepdims=True))
    return found


def dropped(shape: tuple[int, ...], rate: float, run: Run, dtype: Any) -> Array | None:
    """A scaled dropout mask while training, None where nothing is dropped."""
    if not run.training or rate == 0:
        return None
    scaled: Array = keep_mask(shape, rate, run.rng) * dtype.type(1 / (1 - rate))
    return scaled
