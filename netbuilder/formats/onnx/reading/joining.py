"""Concat: values end to end, and numbers that are the same for all samples before or behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from netbuilder.errors import Fault
from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.operators import Operator, axis_in, operator
from netbuilder.formats.onnx.reading.padding import padded_anywhere
from netbuilder.formats.onnx.reading.picking import end_to_end
from netbuilder.formats.onnx.reading.views import BATCH, CannotView, unified
from netbuilder.formats.onnx.reading.with_numbers import apart_from_samples, with_numbers


@operator("Concat")
def read_concat(op: Operator) -> Any:
    """End to end along a seen axis."""
    if any(isinstance(x, np.ndarray) for x in op.inputs):
        return _with_numbers_beside(op)
    views = [op.view(i) for i in range(len(op.inputs))]
    axis = axis_in(op.attributes.get("axis", 1), len(views[0].seen))
    if len(views) == 1:
        return views[0]
    base, others = views[0], []
    try:
        for view in views[1:]:
            pairs = [(a, b) for i, (a, b) in enumerate(zip(base.seen, view.seen, strict=True)) if i != axis]
            base, changed = unified(base, view, pairs)
            others.append(changed)
        others = [
            unified(base, v, [(a, b) for i, (a, b) in enumerate(zip(base.seen, v.seen, strict=True)) if i != axis])[1]
            for v in others
        ]
    except (CannotView, ValueError):
        raise Fault("joins values whose sizes do not fit") from None
    require(BATCH not in base.seen[axis], "joins samples, which no layer does")
    return end_to_end(op.build, base, axis, [base, *others])


def _with_numbers_beside(op: Operator) -> Any:
    """Zeros put around a value, and the numbers added there: as the token for the class of a picture is."""
    places = [i for i, x in enumerate(op.inputs) if not isinstance(x, np.ndarray)]
    require(len(places) == 1, "puts numbers and several values end to end")
    at, view = places[0], op.view(places[0])
    rank = len(view.seen)
    axis = axis_in(op.attributes.get("axis", 1), rank)
    require(BATCH not in view.seen[axis], "adds samples, which no layer does")
    require(not any(atom.is_open for atom in view.seen[axis]), "adds numbers along an axis that has no fixed size")
    sides = [apart_from_samples(x, op.build.batch) for x in op.inputs if isinstance(x, np.ndarray)]
    sizes = [1 if BATCH in seen else size for seen, size in zip(view.seen, view.shape, strict=True)]
    fits = all(list(x.shape) == [x.shape[i] if i == axis else n for i, n in enumerate(sizes)] for x in sides
               if x.ndim == rank)  # fmt: skip
    require(fits and all(x.ndim == rank for x in sides), "joins values whose sizes do not fit")
    numbers = np.concatenate([*sides[:at], np.zeros(sizes, np.float32), *sides[at:]], axis).astype(np.float32)
    before, after = (sum(x.shape[axis] for x in side) for side in (sides[:at], sides[at:]))
    wide = padded_anywhere(op.build, view, [(before, after) if i == axis else (0, 0) for i in range(rank)])
    return with_numbers(replace(op, kind="Add", inputs=[wide, numbers]), wide, numbers, swapped=False)
