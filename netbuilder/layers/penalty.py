"""What a layer's `activity_regularizer` adds: a step behind the layer, of no kind that a person places."""

from __future__ import annotations

from netbuilder.arrays import Array
from netbuilder.layers.base import Backward, Layer, Run, Weights
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param


class ActivityPenalty(Layer):
    """Passes values on and adds a penalty on them to the loss: the regularizer's, divided by the batch's size."""

    keeps_mask = True

    regularizer: Regularizer = param(doc="The penalty.")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        count = max(len(x), 1)
        run.penalty = self.regularizer.penalty(x) / count

        def backward(dy: Array) -> tuple[tuple[Array], dict[str, Array]]:
            own = self.regularizer.gradient(x) / x.dtype.type(count)
            return (dy + own,), {}

        return x, backward
