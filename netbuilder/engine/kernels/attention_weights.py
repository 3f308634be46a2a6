"""The weights of attention as the blocks of its kernel need them, and their gradients on the way back."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.ops import Binding


class Projection:
    """All kernels that one tensor meets, in one matrix (rows of all heads, features), with their biases.

    Behind each head of a value stands a row that gives 1. Scores are scaled by scaling what makes the queries.
    """

    def __init__(self, binding: Binding, parts: tuple[str, ...], scale: float) -> None:
        self.binding, self.parts = binding, parts
        kernels = [binding.weights[f"{part}_kernel"] for part in parts]
        dtype, self.width = kernels[0].dtype, kernels[0].shape[0]
        self.scale = dtype.type(scale)
        self._places: dict[str, tuple[slice, tuple[int, int], int]] = {}
        rows = 0
        for part, kernel in zip(parts, kernels, strict=True):
            _, heads, wide = kernel.shape
            height = wide + 1 if part == "value" else wide
            self._places[part] = slice(rows, rows + heads * height), (heads, height), wide
            rows += heads * height
        self.matrix: Array = np.zeros((rows, self.width), dtype)
        self.bias: Array = np.zeros((rows, 1), dtype)
        if "value" in parts:
            self._of(self.bias, "value", whole=True)[:, -1] = 1
        self.trained = any(f"{part}_{kind}" in binding.gradients for part in parts for kind in ("kernel", "bias"))

    def _of(self, rows: Array, part: str, whole: bool = False) -> Array:
        """The rows of a part as (heads, features of a head, …)."""
        span, grid, wide = self._places[part]
        seen: Array = rows[span].reshape(*grid, -1)
        return seen if whole else seen[:, :wide]

    def pack(self) -> None:
        """Takes over the weights as they are now."""
        weights = self.binding.weights
        for part in self.parts:
            matrix, bias = self._of(self.matrix, part), self._of(self.bias, part)
            np.copyto(matrix, weights[f"{part}_kernel"].transpose(1, 2, 0))
            if f"{part}_bias" in weights:
                np.copyto(bias[..., 0], weights[f"{part}_bias"])
            if part == "query":
                matrix *= self.scale
                bias *= self.scale

    def give(self, matrix: Array, bias: Array) -> None:
        """Hands gradients of the matrix and of the biases on to the weights."""
        targets = self.binding.gradients
        for part in self.parts:
            factor = self.scale if part == "query" else self.scale.dtype.type(1)
            if f"{part}_kernel" in targets:
                np.multiply(self._of(matrix, part).transpose(2, 0, 1), factor, out=targets[f"{part}_kernel"])
            if f"{part}_bias" in targets:
                np.multiply(self._of(bias, part)[..., 0], factor, out=targets[f"{part}_bias"])


class Joining:
    """The kernel that joins the heads, (rows of all heads, width); what is 1 in the first head brings the bias."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding
        kernel = binding.weights["output_kernel"]
        self.heads, self.deep = kernel.shape[:2]
        self.width = kernel[0, 0].size
        self.matrix: Array = np.zeros((self.heads * (self.deep + 1), self.width), kernel.dtype)
        self.trained = not binding.gradients.keys().isdisjoint({"output_kernel", "output_bias"})

    def _grid(self, rows: Array) -> Array:
        return rows.reshape(self.heads, self.deep + 1, self.width)

    def pack(self) -> None:
        """Takes over the weights as they are now."""
        weights, grid = self.binding.weights, self._grid(self.matrix)
        np.copyto(grid[:, : self.deep], weights["output_kernel"].reshape(self.heads, self.deep, -1))
        if "output_bias" in weights:
            np.copyto(grid[0, -1], weights["output_bias"].reshape(-1))

    def give(self, matrix: Array) -> None:
        """Hands the gradient of the matrix on to the weights."""
        targets, grid = self.binding.gradients, self._grid(matrix)
        if "output_kernel" in targets:
            np.copyto(targets["output_kernel"], grid[:, : self.deep].reshape(targets["output_kernel"].shape))
        if "output_bias" in targets:
            np.copyto(targets["output_bias"], grid[0, -1].reshape(targets["output_bias"].shape))
