"""Attention with several heads, some samples at a time from projection to output, by several threads.

Replaces `MultiHeadAttention` along all steps, causal or not, whose queries, keys and values come from any tensors:
what comes from one tensor is projected by one product. Not the weights of a row are divided by their sum but what
they found, which is shorter, and the largest score is only taken away where powers could overflow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.attention_weights import Joining, Projection
from netbuilder.engine.kernels.attention_workspace import PARTS, Batch, Sizes, Workspace
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.attention import HIDDEN, visible
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.regularization import keep_mask

HIGHEST = 30.0  # a score whose power is far from every limit, and so is one divided by it


def attention(
    step: Step, site: Site, made: Callable[[Step, Binding, MultiHeadAttention], Op] | None = None
) -> Match | None:
    """Matches MultiHeadAttention along all axes that has no gate and keeps its weights to itself; `made` computes."""
    layer = step.layer
    if not isinstance(layer, MultiHeadAttention) or layer.use_gate or layer.return_attention_scores:
        return None
    rank = len(step.input_shapes[0]) + 1
    if layer.attended(rank) != tuple(range(1, rank - 1)):
        return None
    if layer.sliding_window is not None and len(set(step.inputs)) > 1:
        return None  # a query far beyond the last key would see nothing
    return (made or AttentionOp)(step, site.bind(step), layer), (step,)


class AttentionOp(Op):
    """softmax(query · key) · value for each head, joined by one more product."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, layer: MultiHeadAttention) -> None:
        super().__init__(step, binding)
        self.layer = layer
        self.heads, _, self.wide, self.deep = layer.heads()
        owners = dict(zip(PARTS, (self.inputs[0], self.inputs[-1], self.inputs[1]), strict=True))
        self.tensors = list(dict.fromkeys(owners.values()))
        self.groups = [tuple(part for part in PARTS if owners[part] == tensor) for tensor in self.tensors]
        self.wanted = [binding.wanted[self.inputs.index(tensor)] for tensor in self.tensors]
        self.projections = [Projection(binding, parts, 1 / math.sqrt(self.wide)) for parts in self.groups]
        self.joining = Joining(binding)
        self._workspaces: Workspaces[Batch] = Workspaces()
        self._hidden: Array | None = None
        self._kept: Array | None = None

    # -- forwards ---------------------------------------------------------------------------------------

    def forward(self, values: Values) -> None:
        xs = [_flat(values[tensor]) for tensor in self.tensors]
        query, key = values[self.inputs[0]], values[self.inputs[-1]]
        samples, queries, keys = len(query), math.prod(query.shape[1:-1]), math.prod(key.shape[1:-1])
        sizes = Sizes(samples, queries, keys, self.heads, self.wide, self.deep)
        self._batch = batch = self._workspaces.get(sizes, lambda: self._make(sizes, query.dtype))
        self.joining.pack()
        for weights in self.projections:
            weights.pack()
        self._hide(queries, keys, query.dtype)
        self._drop(sizes)

        def attend(part: int, worker: int) -> None:
            span = batch.spans[part]
            workspace = batch.workspace(part, worker)
            for x, weights, block in zip(xs, self.projections, workspace.projected.arrays, strict=True):
                np.matmul(weights.matrix, _rows(x, span).T, out=block)
                np.add(block, weights.bias, out=block)
            self._weigh(workspace)
            self._find(workspace, span)
            np.matmul(workspace.found.T, self.joining.matrix, out=_rows(batch.y, span))

        thread_pool().run(attend, len(batch.spans))
        self._xs, self._shapes = xs, [values[tensor].shape for tensor in self.tensors]
        values[self.outputs[0]] = batch.y.reshape(*query.shape[:-1], *self.layer.output_width(query.shape))

    def _make(self, sizes: Sizes, dtype: Any) -> Batch:
        return Batch(sizes, self.groups, self.projections, self.joining, dtype, self.binding.training)

    def _hide(self, queries: int, keys: int, dtype: Any) -> None:
        """What is added to the scores of what must not be seen."""
        if self._hidden is not None and self._hidden.shape == (queries, keys):
            return
        seen = visible(queries, keys, self.layer.use_causal_mask, None, self.layer.sliding_window)
        self._hidden = None if seen is None else np.where(seen[0], 0, HIDDEN).astype(dtype)

    def _drop(self, sizes: Sizes) -> None:
        """Draws what dropout keeps, as the layer does."""
        if self.binding.training and self.layer.dropout > 0:
            shape = (sizes.samples, sizes.heads, sizes.queries, sizes.keys)
            self._kept = keep_mask(shape, self.layer.dropout, self.binding.rng)

    def _weigh(self, workspace: Workspace) -> None:
        """The powers of the scores."""
        heads, powers = workspace.projected.heads, workspace.powers
        np.matmul(heads["query"].swapaxes(2, 3), heads["key"], out=powers)
        # Written so that what is not a number counts as too high.
        moderate = powers.max() <= HIGHEST and powers.min() >= -HIGHEST
        if self._hidden is not None:
            np.add(powers, self._hidden, out=powers)
        if not moderate:
            np.subtract(powers, powers.max(axis=-1, keepdims=True), out=powers)
        np.exp(powers, out=powers)

    def _find(self, workspace: Workspace, span: slice) -> None:
        """What the heads found: the powers' mixture of values by the powers' sum."""
        value, grid, weights = workspace.projected.heads["value"], workspace.found_grid, workspace.powers
        if self._kept is not None:
            total = np.add.reduce(weights, axis=-1).transpose(1, 0, 2).reshape(workspace.inverse.shape)
            weights = weights * self._kept[span]
        np.matmul(value, weights.swapaxes(2, 3), out=workspace.found_heads)
        if self._kept is None:
            total = grid[:, -1]  # the values' last feature is 1
        np.divide(1 / (1 - self.layer.dropout) if self._kept is not None else 1, total, out=workspace.inverse)
        np.multiply(grid, workspace.inverse[:, None], out=grid)
        grid[:, -1] = 1

    # -- backwards --------------------------------------------------------------------------------------

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        batch, dy = self._batch, dy.reshape(len(dy), self._batch.sizes.queries, -1)

        def turn(part: int, worker: int) -> None:
            span = batch.spans[part]
            workspace, work = batch.workspace(part, worker), batch.work(part, worker)
            rows = _rows(dy, span)
            np.matmul(self.joining.matrix, rows.T, out=work.found)
            if self.joining.trained:
                np.matmul(workspace.found, rows, out=batch.joining[part])
            self._differentiate(workspace, work, span)
            for i, weights in enumerate(self.projections):
                dz = work.projected.arrays[i]
                if weights.trained:
                    np.matmul(dz, _rows(self._xs[i], span), out=batch.matrices[i][part])
                    np.matmul(dz, batch.ones[: dz.shape[1]], out=batch.biases[i][part])
                if self.wanted[i]:
                    np.matmul(dz.T, weights.matrix, out=_rows(batch.dx[i], span))

        thread_pool().run(turn, len(batch.spans))
        if self.joining.trained:
            self.joining.give(np.add.reduce(batch.joining, axis=0))
        for i, weights in enumerate(self.projections):
            if weights.trained:
                weights.give(np.add.reduce(batch.matrices[i], axis=0), np.add.reduce(batch.biases[i], axis=0))
            if self.wanted[i]:
                gradients.give(self.tensors[i], batch.dx[i].reshape(self._shapes[i]))

    def _differentiate(self, workspace: Workspace, work: Workspace, span: slice) -> None:
        """From the gradient of what the heads found to those of the projections, through the softmax."""
        deep, heads, dheads = self.deep, workspace.projected.heads, work.projected.heads
        found, dfound, scores, mixed = workspace.found_grid, work.found_grid, work.powers, workspace.powers
        np.multiply(dfound[:, :deep], workspace.inverse[:, None], out=dfound[:, :deep])
        # What each row of weights has in common. As a last feature it meets the values' 1 and is taken away.
        np.einsum("hdc,hdc->hc", dfound[:, :deep], found[:, :deep], out=work.inverse)
        common, asked = work.inverse, work.found_heads.swapaxes(2, 3)
        if self._kept is None:
            np.negative(common, out=dfound[:, deep])
            np.matmul(asked, heads["value"], out=scores)
        else:
            kept = self._kept[span]
            mixed = workspace.powers * kept
            np.matmul(asked[..., :deep], heads["value"][:, :, :deep], out=scores)
            np.multiply(scores, kept, out=scores)
            common = common * common.dtype.type(1 - self.layer.dropout)
            np.subtract(scores, common.reshape(self.heads, len(scores), -1, 1).swapaxes(0, 1), out=scores)
        np.multiply(scores, workspace.powers, out=scores)
        np.matmul(work.found_heads[:, :, :deep], mixed, out=dheads["value"][:, :, :deep])
        np.matmul(heads["key"], scores.swapaxes(2, 3), out=dheads["query"])
        np.matmul(heads["query"], scores, out=dheads["key"])


def _flat(x: Array) -> Array:
    """(samples, steps, features)."""
    return x if x.ndim == 3 else x.reshape(len(x), -1, x.shape[-1])


def _rows(x: Array, span: slice) -> Array:
    """The steps of some samples below one another."""
    rows: Array = x[span].reshape(-1, x.shape[-1])
    return rows
