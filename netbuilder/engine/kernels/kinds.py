"""How layers are told apart whose speed is compared."""

from __future__ import annotations

from netbuilder.engine.kernels.patches import FEW_CHANNELS
from netbuilder.engine.kernels.winograd import is_usual, is_worth_transforming
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv2D


def kind_of(step: Step) -> str:
    """By name; 3 × 3 convolutions of one group by their width too.

    For them NumPy has ways of its own, each for few channels, little work and much work at each position.
    """
    layer = step.layer
    kind = type(layer).__name__
    if not isinstance(layer, Conv2D) or not is_usual(layer):
        return kind
    channels = step.input_shapes[0][-1] or 1
    if channels <= FEW_CHANNELS:
        return f"{kind} 3 × 3 of few channels"
    return f"{kind} 3 × 3, {'wide' if is_worth_transforming(layer, channels) else 'narrow'}"
