"""Attention with several heads in compiled code, some samples at a time from their projections to their output.

What comes from one tensor is projected by one product. Scores are scaled by scaling what makes the queries.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.attention import attention as by_numpy
from netbuilder.engine.kernels.attention_workspace import PARTS as ROLES
from netbuilder.engine.kernels.compiled.code import attending, projecting
from netbuilder.engine.kernels.compiled.code.products import product
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.attention import HIDDEN, visible
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.regularization import keep_mask

SPANS = 16  # into which a batch is cut at the most, whatever the threads
FEWEST = 1 << 14  # numbers of a span's projections
MOST = 1 << 18  # numbers of a kernel, of whose gradient each span has a share
PAIRS = np.zeros((1, 2), np.int64)  # one product, of what lies at the beginning


def attention(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernel does, unless its kernels are large: BLAS copies those, which is faster."""
    layer = step.layer
    if not isinstance(layer, MultiHeadAttention):
        return None
    heads, _, wide, deep = layer.heads()
    widths = [
        step.input_shapes[0][-1] or 1,
        step.input_shapes[1][-1] or 1,
        math.prod(layer.output_width(step.input_shapes[0])),
    ]
    if max(widths) * heads * (2 * wide + deep) > MOST:
        return None
    return by_numpy(step, site, CompiledAttention)


class _Matrix:
    """The kernels that one tensor meets, side by side, with their biases; and how their gradients are handed on."""

    def __init__(self, binding: Binding, roles: tuple[str, ...], scale: float) -> None:
        self.binding, self.roles, self.scale = binding, roles, np.float32(scale)
        kernels = [binding.weights[f"{role}_kernel"] for role in roles]
        edges = np.cumsum([0, *(kernel[0].size for kernel in kernels)])
        self.columns = {role: slice(*edges[i : i + 2]) for i, role in enumerate(roles)}
        self.kernel: Array = np.empty((len(kernels[0]), int(edges[-1])), np.float32)
        self.turned: Array = np.empty(self.kernel.shape[::-1], np.float32)
        self.bias: Array = np.zeros(int(edges[-1]), np.float32)
        self.trained = any(f"{role}_{kind}" in binding.gradients for role in roles for kind in ("kernel", "bias"))

    def pack(self) -> None:
        """Takes over the weights as they are now."""
        weights = self.binding.weights
        for role, own in self.columns.items():
            factor = self.scale if role == "query" else np.float32(1)
            kernel = weights[f"{role}_kernel"]
            np.multiply(kernel.reshape(len(kernel), -1), factor, out=self.kernel[:, own])
            if f"{role}_bias" in weights:
                np.multiply(weights[f"{role}_bias"].reshape(-1), factor, out=self.bias[own])

    def give(self, kernel: Array, bias: Array) -> None:
        """Hands gradients of the matrix and of the biases on to the weights."""
        for role, own in self.columns.items():
            factor = self.scale if role == "query" else np.float32(1)
            for kind, found in (("kernel", kernel[:, own]), ("bias", bias[own])):
                target = self.binding.gradients.get(f"{role}_{kind}")
                if target is not None:
                    np.multiply(found.reshape(target.shape), factor, out=target)


class _Joining(_Matrix):
    """The kernel that joins the heads, (heads × width of a value, width of the output)."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding
        heads, deep = binding.weights["output_kernel"].shape[:2]
        self.kernel = binding.weights["output_kernel"].reshape(heads * deep, -1)
        self.turned = np.empty(self.kernel.shape[::-1], np.float32)
        bias = binding.weights.get("output_bias")
        self.bias = np.zeros(self.kernel.shape[1], np.float32) if bias is None else bias.reshape(-1)
        self.trained = not binding.gradients.keys().isdisjoint({"output_kernel", "output_bias"})

    def give(self, kernel: Array, bias: Array) -> None:
        for name, found in (("output_kernel", kernel), ("output_bias", bias)):
            target = self.binding.gradients.get(name)
            if target is not None:
                np.copyto(target, found.reshape(target.shape))


class _Batch:
    """Workspace for batches of one size."""

    def __init__(self, op: CompiledAttention, samples: int, steps: list[int], queries: int) -> None:
        self.projected = [
            np.empty((samples * count, matrix.kernel.shape[1]), np.float32)
            for count, matrix in zip(steps, op.matrices, strict=True)
        ]
        self.found = np.empty((samples * queries, op.heads * op.deep), np.float32)
        self.marks = np.empty((samples, op.heads, queries, 2), np.float32)
        self.y = np.empty((samples * queries, op.joining.kernel.shape[1]), np.float32)
        size = sum(each.size for each in self.projected)
        self.spans = cut(samples, min(SPANS, size // FEWEST))
        if op.binding.training:
            all_of = [op.joining, *op.matrices]
            self.kernels = [np.empty((len(self.spans), *matrix.kernel.shape), np.float32) for matrix in all_of]
            self.biases = [np.empty((len(self.spans), len(matrix.bias)), np.float32) for matrix in all_of]
            self.zeros = np.zeros(max(max(matrix.kernel.shape) for matrix in all_of), np.float32)


class CompiledAttention(Op):
    """softmax(query · key) · value for each head, joined by one more product."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, layer: MultiHeadAttention) -> None:
        super().__init__(step, binding)
        self.layer = layer
        self.heads, _, self.wide, self.deep = layer.heads()
        owners = dict(zip(ROLES, (self.inputs[0], self.inputs[-1], self.inputs[1]), strict=True))
        self.tensors = list(dict.fromkeys(owners.values()))
        groups = [tuple(role for role in ROLES if owners[role] == tensor) for tensor in self.tensors]
        self.wanted = [binding.wanted[self.inputs.index(tensor)] for tensor in self.tensors]
        self.matrices = [_Matrix(binding, roles, 1 / math.sqrt(self.wide)) for roles in groups]
        self.joining = _Joining(binding)
        self.owners = [self.tensors.index(owners[role]) for role in ROLES]
        columns = [self.matrices[owner].columns[role] for owner, role in zip(self.owners, ROLES, strict=True)]
        self.places = np.array([own.start for own in columns], np.int64)
        self.factor = np.float32(1)
        self._zeros = np.zeros(0, np.float32)
        self._hidden, self._kept = np.zeros((0, 0), np.float32), np.zeros((0, 0, 0, 0), np.uint8)
        self._seen: tuple[int, int] = (-1, -1)
        self._batches: Workspaces[_Batch] = Workspaces()

    def forward(self, values: Values) -> None:
        self._shapes = [values[tensor].shape for tensor in self.tensors]
        xs = self._xs = [plain(values[tensor].reshape(-1, values[tensor].shape[-1])) for tensor in self.tensors]
        shape = values[self.inputs[0]].shape
        samples = len(values[self.inputs[0]])
        steps = [len(x) // max(samples, 1) for x in xs]
        queries, keys = (steps[owner] for owner in self.owners[:2])
        self._sizes = samples, queries, keys
        batch = self._batch = self._batches.get((samples, *steps), lambda: _Batch(self, samples, steps, queries))
        for matrix in self.matrices:
            matrix.pack()
        if len(self._zeros) < max(keys, self.deep):
            self._zeros = np.zeros(max(keys, self.deep), np.float32)
        self._hide(queries, keys)
        self._drop(samples, queries, keys)

        def work(number: int, _hand: int) -> None:
            first, last = batch.spans[number]
            for x, matrix, out, count in zip(xs, self.matrices, batch.projected, steps, strict=True):
                _project(x, matrix, out, first * count, last * count)
            attending.attend(
                product.address, *self._of_span(first, last), self._zeros, PAIRS, self.wide, self.deep, last - first,
                queries, keys,
            )  # fmt: skip
            _project(batch.found, self.joining, batch.y, first * queries, last * queries)

        thread_pool().run(work, len(batch.spans))
        values[self.outputs[0]] = batch.y.reshape(*shape[:-1], *self.layer.output_width(shape))

    def _of_span(self, first: int, last: int) -> tuple[Any, ...]:
        """What is known of some samples."""
        batch, (_, queries, keys) = self._batch, self._sizes
        roles = zip(self.owners, (queries, keys, keys), strict=True)
        projected = [batch.projected[owner][first * count : last * count] for owner, count in roles]
        kept = self._kept[first:last] if len(self._kept) else self._kept
        found, marks = batch.found[first * queries : last * queries], batch.marks[first:last]
        return (*projected, self.places, self._hidden, kept, self.factor, found, marks)

    def _hide(self, queries: int, keys: int) -> None:
        """What is added to the scores of what must not be seen."""
        if self._seen != (queries, keys):
            self._seen = queries, keys
            seen = visible(queries, keys, self.layer.use_causal_mask, None, self.layer.sliding_window)
            empty = np.zeros((0, 0), np.float32)
            self._hidden = empty if seen is None else np.where(seen[0], 0, HIDDEN).astype(np.float32)

    def _drop(self, samples: int, queries: int, keys: int) -> None:
        """Draws what dropout keeps, as the layer does."""
        if self.binding.training and self.layer.dropout > 0:
            kept = keep_mask((samples, self.heads, queries, keys), self.layer.dropout, self.binding.rng)
            self._kept, self.factor = kept.view(np.uint8), np.float32(1 / (1 - self.layer.dropout))

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        batch, (_, queries, keys), scratch = self._batch, self._sizes, self.binding.scratch
        dy = plain(dy.reshape(batch.y.shape))
        all_of = [self.joining, *self.matrices]
        for matrix in all_of:
            np.copyto(matrix.turned, matrix.kernel.T)
        for bias in batch.biases:
            bias.fill(0)
        dx = [
            scratch.lend(x.shape if wanted else (0, 0), dy.dtype)
            for x, wanted in zip(self._xs, self.wanted, strict=True)
        ]
        steps = [len(x) // self._sizes[0] for x in self._xs]

        def work(number: int, hand: int) -> None:
            first, last = batch.spans[number]
            asked = slice(first * queries, last * queries)
            shapes = [
                ((last - first) * count, each.shape[1]) for count, each in zip(steps, batch.projected, strict=True)
            ]
            dfound, *back = scratch.arrays(hand, dy.dtype, batch.found[asked].shape, *shapes)
            self._turn_back(number, 0, batch.found[asked], dy[asked], dfound, True)
            attending.attend_back(
                product.address, *self._of_span(first, last), dfound, *(back[owner] for owner in self.owners),
                self._zeros, PAIRS, self.wide, self.deep, last - first, queries, keys,
            )  # fmt: skip
            for i, count in enumerate(steps):
                rows = slice(first * count, last * count)
                self._turn_back(number, 1 + i, self._xs[i][rows], back[i], dx[i][rows], self.wanted[i])

        thread_pool().run(work, len(batch.spans))
        for matrix, kernels, biases in zip(all_of, batch.kernels, batch.biases, strict=True):
            if matrix.trained:
                matrix.give(np.add.reduce(kernels, axis=0), np.add.reduce(biases, axis=0))
        for i, tensor in enumerate(self.tensors):
            if self.wanted[i]:
                gradients.give(tensor, dx[i].reshape(self._shapes[i]))

    def _turn_back(self, number: int, place: int, x: Array, dz: Array, dx: Array, gives: bool) -> None:
        """The way back through a product: a span's shares of kernel and bias, and what comes to its input."""
        batch, matrix = self._batch, (self.joining, *self.matrices)[place]
        projecting.project_back(
            product.address, dz, x, matrix.turned, dx, batch.biases[place][number], batch.kernels[place][number],
            batch.zeros, PAIRS, matrix.trained, gives,
        )  # fmt: skip


def _project(x: Array, matrix: _Matrix, out: Array, first: int, last: int) -> None:
    """Some rows of x · kernel + bias."""
    projecting.project(product.address, x, matrix.kernel, matrix.bias, out, PAIRS, first, last)
