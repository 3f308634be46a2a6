"""Numbers that are the same along an axis are computed once, however long the axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.operators import Operator

Fold = Callable[[Operator], Any]


def spread_alike(op: Operator, arrays: list[Array], fold: Fold) -> Any:
    """The same numbers computed once, where all arrays are spread along an axis; None where none is.

    A batch axis that is open stands for itself as a very long one.
    """
    try:
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        return None
    wide = [np.broadcast_to(a, shape) for a in arrays]
    apart = [size > 1 and all(a.strides[i] == 0 for a in wide) for i, size in enumerate(shape)]
    if not any(apart):
        return None
    cut = tuple(slice(0, 1) if one else slice(None) for one in apart)
    small = iter([a[cut] for a in wide])
    inputs = [next(small) if isinstance(x, np.ndarray) else x for x in op.inputs]
    made = fold(replace(op, inputs=inputs))
    return np.broadcast_to(made, shape)


def of_spread(op: Operator, arrays: list[Array], fold: Fold) -> Any:
    """A product of rows that are all the same, or one number in another shape or summed; None for anything else."""
    x = arrays[0]
    if op.kind == "MatMul" and x.ndim > 1 and x.shape[0] > 1 and not x.strides[0] and arrays[1].ndim == 2:
        made = fold(replace(op, inputs=[x[:1], arrays[1]]))
        return np.broadcast_to(made, (x.shape[0], *made.shape[1:]))
    if x.size < 2 or any(stride for stride, size in zip(x.strides, x.shape, strict=True) if size > 1):
        return None
    if op.kind == "Reshape":
        target = [x.shape[i] if dim == 0 else dim for i, dim in enumerate(op.whole("shape", None, 1))]
        known = -math.prod(target) if -1 in target else 1
        target = [x.size // known if dim == -1 and known > 0 else dim for dim in target]
        return np.broadcast_to(x[(0,) * x.ndim], target) if math.prod(target) == x.size and min(target) > 0 else None
    axes = op.axes(x.ndim, 1) if op.kind == "ReduceSum" else None
    if not axes:
        return None
    keep = bool(op.attributes.get("keepdims", 1))
    shape = [1 if i in axes else size for i, size in enumerate(x.shape) if keep or i not in axes]
    total = x[(0,) * x.ndim] * x.dtype.type(math.prod(x.shape[axis] for axis in axes))
    return np.broadcast_to(np.asarray(total, x.dtype), shape)
