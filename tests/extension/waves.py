"""A package of somebody else: a layer and a loss that Keras has not, a format, and a data set."""

from pathlib import Path

import numpy as np

from netbuilder.data import Source
from netbuilder.data import register as register_source
from netbuilder.engine.losses import Loss
from netbuilder.engine.losses.kinds import reduction
from netbuilder.formats import Format
from netbuilder.formats import register as register_format
from netbuilder.layers import Layer, layer
from netbuilder.spec import param, register


@layer("activation")
class Sine(Layer):
    """The sine of its input, so many times as fast."""

    frequency: float = param(1.0, gt=0.0, doc="How many times as fast.", brief="{}", keras=True)
    keras_source = """
        class Sine(layers.Layer):
            def __init__(self, frequency=1.0, **options):
                super().__init__(**options)
                self.frequency = frequency

            def call(self, x):
                return keras.ops.sin(self.frequency * x)
    """

    def forward(self, weights, *inputs, run):
        (x,) = inputs
        angle = x * x.dtype.type(self.frequency)
        return np.sin(angle), lambda dy: ((dy * np.cos(angle) * x.dtype.type(self.frequency),), {})


@register
class Quantile(Loss):
    """Weighs a prediction that is too low by `quantile`, and one that is too high by the rest."""

    quantile: float = param(0.5, gt=0.0, lt=1.0, doc="The share of labels that lie below the prediction.")
    reduction: str = reduction()
    keras_source = """
        class Quantile(keras.losses.Loss):
            def __init__(self, quantile=0.5, **options):
                super().__init__(**options)
                self.quantile = quantile

            def call(self, y, p):
                d = keras.ops.cast(y, p.dtype) - p
                return keras.ops.mean(keras.ops.maximum(self.quantile * d, (self.quantile - 1) * d), axis=-1)
    """

    def values(self, y, p):
        d = p - y
        slope = np.where(d > 0, p.dtype.type(1 - self.quantile), p.dtype.type(-self.quantile))
        return (d * slope).mean(axis=-1), lambda dv: slope * (dv[..., None] / d.shape[-1])


def write_list(bundle, path):
    """The kinds of the layers, one a line."""
    path.write_text("\n".join(type(node.layer).__name__ for node in bundle.snapshot.graph.nodes.values()))


register_format(Format(".layers.txt", "List of layers", write_list, kind="picture"))
register_source(
    Source("waves", "Waves", "Where a wave is up.", "none", ("down", "up"), file=Path(__file__).with_name("waves.npz"))
)
