"""Where in the network a number stopped being finite."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.engine.program import Program
from netbuilder.errors import N_, TrainingError

REMEDY = N_("Lower the learning rate, scale the data to small numbers, or let the optimizer clip gradients")


def trouble(program: Program, losses: list[float]) -> TrainingError:
    """The message about a batch whose loss or gradient is not finite; it names the first layer that shows it."""
    steps = program.steps
    found = program.first_op(lambda tensor: _spoiled(program.value_of(tensor)))
    if found is not None:
        return TrainingError(
            "the output of {layer} is no longer a finite number. {remedy}", layer=found.node, remedy=REMEDY
        )
    for head, loss in zip(program.heads, losses, strict=True):
        if not math.isfinite(loss) or _spoiled(head.gradient()):
            layer = next((step.node for step in steps.steps if head.tensor in step.outputs), "")
            return TrainingError(
                "the loss at {layer} is no longer a finite number. {remedy}", layer=layer, remedy=REMEDY
            )
    found = program.last_op(lambda op: any(_spoiled(view) for view in op.binding.gradients.values()))
    if found is None:
        return TrainingError("the penalty on the weights is no longer a finite number. {remedy}", remedy=REMEDY)
    layer = found.node
    return TrainingError("the gradient of {layer} is no longer a finite number. {remedy}", layer=layer, remedy=REMEDY)


def _spoiled(array: Any) -> bool:
    return array is not None and np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all()
