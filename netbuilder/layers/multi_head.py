"""Attention with several heads: queries, keys and values are projected, compared head by head, and joined again."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.attention import HIDDEN, dropped, softmax, softmax_gradient, visible
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, known, layer, size_of
from netbuilder.layers.parts.activations import logistic
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

PARTS = ("query", "key", "gate", "value", "output")


class MultiHead(Layer):
    """Inputs are query (batch, …, width), value and, if it is not the value, key.

    A subclass says how many heads queries have and how many keys and values have, and how wide each is.
    """

    made_of_layers = True
    uses_mask = True
    keeps_mask = True
    fewest_inputs = 2
    most_inputs = 3
    input_names = ("query", "value", "key")
    # The parts that Keras's layer shows by name: in its files the others are written with an underscore.
    public_parts: ClassVar[tuple[str, ...]] = ()

    dropout: float = param(default=0.0, ge=0, lt=1, doc="Share of the weights set to 0 while training.", kw_only=True)
    use_bias: bool = param(default=True, doc="Adds learned offsets.", advanced=True, kw_only=True)
    sliding_window: int | None = param(
        default=None, ge=1, doc="How near a key must be to be seen; none sees all.", advanced=True, kw_only=True
    )
    kernel_initializer: Initializer = param(
        default="glorot_uniform", doc="How the kernels begin.", advanced=True, kw_only=True
    )
    bias_initializer: Initializer = param(default="zeros", doc="How the biases begin.", advanced=True, kw_only=True)
    kernel_regularizer: Regularizer | None = param(
        default=None, doc="Penalty on the kernels.", advanced=True, kw_only=True
    )
    bias_regularizer: Regularizer | None = param(
        default=None, doc="Penalty on the biases.", advanced=True, kw_only=True
    )
    kernel_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernels after each step.", advanced=True, kw_only=True
    )
    bias_constraint: Constraint | None = param(
        default=None, doc="Rule for the biases after each step.", advanced=True, kw_only=True
    )
    use_gate: bool = param(
        default=False, doc="Weighs what each head found by a learned gate.", advanced=True, kw_only=True
    )
    seed: int | None = param(
        default=None, ge=0, doc="A seed of its own for dropout; none takes the run's.", advanced=True, kw_only=True
    )
    use_causal_mask: bool = param(
        default=False, doc="Hides later steps from earlier ones.", call=True, kw_only=True, brief="causal"
    )
    return_attention_scores: bool = param(
        default=False,
        doc="Gives the weights of each head too, as a second output.",
        call=True,
        kw_only=True,
        advanced=True,
    )

    def heads(self) -> tuple[int, int, int, int]:
        """Heads of the queries, heads of keys and values, width of a key, width of a value."""
        raise AssertionError("attention has heads")

    def output_width(self, query: Shape) -> tuple[int, ...]:
        """The last axes of the output."""
        return (known(query[-1], "last"),)

    def attended(self, rank: int) -> tuple[int, ...]:
        """The axes, the batch's being 0, along which steps see each other; `rank` counts the batch."""
        return tuple(range(1, rank - 1))

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.output_shapes(*inputs)[0]

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        query, value, key = inputs[0], inputs[1], inputs[-1]
        if len(query) < 2 or len({len(shape) for shape in inputs}) > 1:
            raise ShapeError("expects a query and a value of shape (steps, features), got {shape}", shape=query)
        if value[:-1] != key[:-1]:
            raise ShapeError("needs a key for each value, got {key} and {value}", key=key, value=value)
        y = (*query[:-1], *self.output_width(query))
        if not self.return_attention_scores:
            return (y,)
        if len(query) != 2:
            raise ShapeError("gives its weights only for sequences (steps, features), got {shape}", shape=query)
        return y, (self.heads()[0], query[0], value[0])

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        query, value, key = inputs[0], inputs[1], inputs[-1]
        asking, telling, wide, deep = self.heads()
        width = self.output_width(query)
        shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
            "query": ((known(query[-1], "last"), asking, wide), (asking, wide)),
            "key": ((known(key[-1], "last"), telling, wide), (telling, wide)),
            "gate": ((known(query[-1], "last"), asking, deep), (asking, deep)),
            "value": ((known(value[-1], "last"), telling, deep), (telling, deep)),
            "output": ((asking, deep, *width), width),
        }
        found = {}
        for part in PARTS:
            if part == "gate" and not self.use_gate:
                continue
            kernel, bias = shapes[part]
            found[f"{part}_kernel"] = Weight(
                kernel, self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint
            )
            if self.use_bias:
                found[f"{part}_bias"] = Weight(bias, self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for name in names:
            part, kind = name.split("_")
            folder = part if part in self.public_parts else f"_{part}"
            found[name] = f"{folder}_dense/vars/{0 if kind == 'kernel' else 1}"
        return found

    def operations(self, *inputs: Shape) -> int:
        query, value, key = (math.prod(dim or 1 for dim in shape[:-1]) for shape in (inputs[0], inputs[1], inputs[-1]))
        asking, telling, wide, deep = self.heads()
        projections = query * (inputs[0][-1] or 1) * asking * wide + key * (inputs[-1][-1] or 1) * telling * wide
        projections += value * (inputs[1][-1] or 1) * telling * deep
        return projections + query * value * asking * (wide + deep) + asking * deep * size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        axes = self.attended(inputs[0].ndim)
        folded = [_fold(x, axes) for x in inputs]
        query, value, key = folded[0], folded[1], folded[-1]
        q, back_q = self._project("query", weights, query)
        k, back_k = self._project("key", weights, key)
        v, back_v = self._project("value", weights, value)
        gate, back_gate = self._gated(weights, query)
        found, share, back_core = self._attend(q, k, v, self._visible(query, value, run), run)
        passed = found if gate is None else found * gate
        y, back_y = self._join(weights, passed)

        def backward(dy: Array, dscores: Any = None) -> Any:
            gradients: dict[str, Array] = {}
            dpassed = back_y(_fold(dy.reshape(*inputs[0].shape[:-1], -1), axes), gradients)
            dfound = dpassed if gate is None else dpassed * gate
            dq, dk, dv = back_core(dfound, dscores)
            dquery, dkey, dvalue = back_q(dq, gradients), back_k(dk, gradients), back_v(dv, gradients)
            if gate is not None:
                dquery = dquery + back_gate(dpassed * found * gate * (1 - gate), gradients)
            if len(inputs) == 2:
                return (_unfold(dquery, inputs[0], axes), _unfold(dvalue + dkey, inputs[1], axes)), gradients
            folded_back = (dquery, dvalue, dkey)
            return tuple(_unfold(d, x, axes) for d, x in zip(folded_back, inputs, strict=True)), gradients

        shape = (*inputs[0].shape[:-1], *self.output_width(inputs[0].shape))
        y = _unfold(y, np.empty((*inputs[0].shape[:-1], 0)), axes).reshape(shape)
        return ((y, share) if self.return_attention_scores else y), backward

    def _visible(self, query: Array, value: Array, run: Run) -> Mask:
        """Which keys each query may see; a query that is padding sees none."""
        asking, telling, keys = (run.mask(i) for i in range(3))
        seen = visible(query.shape[1], value.shape[1], self.use_causal_mask, telling, self.sliding_window)
        for more in (None if asking is None else asking[:, :, None], None if keys is None else keys[:, None, :]):
            seen = more if seen is None else seen if more is None else seen & more
        return seen

    def _project(self, part: str, weights: Weights, x: Array) -> tuple[Array, Any]:
        """(batch, steps, width) to (batch, heads, steps, width of a head)."""
        kernel = weights[f"{part}_kernel"]
        flat = kernel.reshape(len(kernel), -1)
        z = x @ flat
        if self.use_bias:
            z += weights[f"{part}_bias"].reshape(-1)
        z = z.reshape(*x.shape[:2], *kernel.shape[1:]).swapaxes(1, 2)

        def back(dz: Array, gradients: dict[str, Array]) -> Array:
            rows = dz.swapaxes(1, 2).reshape(-1, flat.shape[1])
            gradients[f"{part}_kernel"] = (x.reshape(-1, x.shape[-1]).T @ rows).reshape(kernel.shape)
            if self.use_bias:
                gradients[f"{part}_bias"] = rows.sum(axis=0).reshape(kernel.shape[1:])
            dx: Array = (rows @ flat.T).reshape(x.shape)
            return dx

        return z, back

    def _gated(self, weights: Weights, query: Array) -> tuple[Array | None, Any]:
        if not self.use_gate:
            return None, None
        scores, back = self._project("gate", weights, query)
        return logistic(scores), back

    def _attend(self, q: Array, k: Array, v: Array, seen: Mask, run: Run) -> tuple[Array, Array, Any]:
        """What each head found, its weights, and the way back to the projected query, key and value."""
        repeats = q.shape[1] // k.shape[1]
        keys, values = (np.repeat(x, repeats, axis=1) if repeats > 1 else x for x in (k, v))
        scale = q.dtype.type(1 / math.sqrt(q.shape[-1]))
        scores = (q * scale) @ keys.swapaxes(-1, -2)
        if seen is not None:
            scores = np.where(seen[:, None], scores, scores.dtype.type(HIDDEN))
        share = softmax(scores)
        # Keras's two ways differ where a query sees nothing at all: 0, or the mean of all.
        if seen is not None and (self.dropout or self.return_attention_scores):
            share = share * seen[:, None]
        kept = dropped(share.shape, self.dropout, run, share.dtype)
        mixed = share if kept is None else share * kept

        def back(dfound: Array, dscores: Any) -> tuple[Array, Array, Array]:
            dmixed = dfound @ values.swapaxes(-1, -2)
            dshare = dmixed if kept is None else dmixed * kept
            dshare = dshare if dscores is None else dshare + dscores
            d = softmax_gradient(share, dshare) * scale
            d = d if seen is None else d * seen[:, None]
            dkeys, dvalues = d.swapaxes(-1, -2) @ q, mixed.swapaxes(-1, -2) @ dfound
            return d @ keys, _gathered(dkeys, repeats), _gathered(dvalues, repeats)

        return mixed @ values, share, back

    def _join(self, weights: Weights, found: Array) -> tuple[Array, Any]:
        """(batch, heads, steps, width of a head) to (batch, steps, width)."""
        kernel = weights["output_kernel"]
        inside = kernel.shape[0] * kernel.shape[1]
        flat = kernel.reshape(inside, -1)
        rows = found.swapaxes(1, 2).reshape(-1, inside)
        y = rows @ flat
        if self.use_bias:
            y += weights["output_bias"].reshape(-1)

        def back(dy: Array, gradients: dict[str, Array]) -> Array:
            drows = dy.reshape(len(rows), -1)
            gradients["output_kernel"] = (rows.T @ drows).reshape(kernel.shape)
            if self.use_bias:
                gradients["output_bias"] = drows.sum(axis=0).reshape(kernel.shape[2:])
            batch, heads, steps, width = found.shape
            return (drows @ flat.T).reshape(batch, steps, heads, width).swapaxes(1, 2)

        return y.reshape(found.shape[0], found.shape[2], -1), back


def _gathered(d: Array, repeats: int) -> Array:
    """The gradient of what was repeated for several query heads."""
    if repeats == 1:
        return d
    summed: Array = d.reshape(len(d), -1, repeats, *d.shape[2:]).sum(axis=2)
    return summed


def _fold(x: Array, axes: tuple[int, ...]) -> Array:
    """(batch, …, width) as (batch and all other axes, the attended axes, width)."""
    if x.ndim == 3:
        return x
    others = tuple(axis for axis in range(1, x.ndim - 1) if axis not in axes)
    moved = x.transpose(0, *others, *axes, x.ndim - 1)
    rows = math.prod(x.shape[axis] for axis in (0, *others))
    return moved.reshape(rows, -1, x.shape[-1])


def _unfold(x: Array, like: Array, axes: tuple[int, ...]) -> Array:
    """Undoes `_fold` for an array whose first axes are as those of `like`."""
    if like.ndim == 3:
        return x
    others = tuple(axis for axis in range(1, like.ndim - 1) if axis not in axes)
    order = (0, *others, *axes)
    moved = x.reshape(*(like.shape[axis] for axis in order), x.shape[-1])
    return moved.transpose(*np.argsort(order), like.ndim - 1)


@layer("attention")
class MultiHeadAttention(MultiHead):
    """Lets each step look at others with several heads (Vaswani et al., 2017)."""

    advice = (
        "The heart of transformers. Wire the same input to query and value for self-attention, and add an "
        "Embedding of the positions."
    )

    public_parts = ("query", "key", "value", "output")

    num_heads: int = param(ge=1, start=4, doc="Number of heads.", brief="{} heads")
    key_dim: int = param(ge=1, start=16, doc="Width of each head's queries and keys.", brief="{} wide")
    value_dim: int | None = param(default=None, ge=1, doc="Width of each head's values; none takes that of the keys.")
    output_dims: tuple[int, ...] | None = param(
        default=None,
        ge=1,
        doc="Last axes of the output; none takes the query's width.",
        advanced=True,
        keras="output_shape",
    )
    attention_axes: tuple[int, ...] | None = param(
        default=None, doc="Axes along which steps see each other; none takes all but batch and features.", advanced=True
    )

    def validate(self) -> None:
        if self.attention_axes is not None and (not self.attention_axes or 0 in self.attention_axes):
            raise FieldError("attention_axes", "cannot be empty or hold 0, the batch")

    def simplified(self, *inputs: Shape) -> Layer:
        everywhere = self.attention_axes == tuple(range(1, len(inputs[0])))
        return self.replace(
            value_dim=None if self.value_dim == self.key_dim else self.value_dim,
            attention_axes=None if everywhere else self.attention_axes,
        )

    def heads(self) -> tuple[int, int, int, int]:
        return self.num_heads, self.num_heads, self.key_dim, self.value_dim or self.key_dim

    def output_width(self, query: Shape) -> tuple[int, ...]:
        return self.output_dims or super().output_width(query)

    def attended(self, rank: int) -> tuple[int, ...]:
        if self.attention_axes is None:
            return super().attended(rank)
        return tuple(axis if axis >= 0 else rank + axis for axis in self.attention_axes)

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        rank = len(inputs[0]) + 1
        if any(not 0 < axis < rank - 1 for axis in self.attended(rank)):
            raise ShapeError("has no axes {axes} in inputs of shape {shape}", axes=self.attention_axes, shape=inputs[0])
        return super().output_shapes(*inputs)


@layer("attention")
class GroupQueryAttention(MultiHead):
    """Attention in which several query heads share the keys and values of one (Ainslie et al., 2023)."""

    head_dim: int = param(ge=1, start=16, doc="Width of each head.", brief="{} wide")
    num_query_heads: int = param(ge=1, start=4, doc="Number of heads that ask.", brief="{} heads")
    num_key_value_heads: int = param(ge=1, start=2, doc="Number of heads that answer.", brief="over {}")

    @classmethod
    def snake(cls) -> str:
        return "grouped_query_attention"  # Keras's class goes by two names

    def validate(self) -> None:
        if self.num_query_heads % self.num_key_value_heads:
            raise FieldError("num_key_value_heads", "must divide num_query_heads, {count}", count=self.num_query_heads)

    def heads(self) -> tuple[int, int, int, int]:
        return self.num_query_heads, self.num_key_value_heads, self.head_dim, self.head_dim

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        if len(inputs[0]) != 2:
            raise ShapeError("expects sequences of shape (steps, features), got {shape}", shape=inputs[0])
        return super().output_shapes(*inputs)
