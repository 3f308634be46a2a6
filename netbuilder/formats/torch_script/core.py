"""Dense, Embedding, dropout and what else stands between the others."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.activations import activate
from netbuilder.formats.torch_script.base import FIRST, HELPERS, LAST, Site, rule
from netbuilder.layers import Dense, Embedding
from netbuilder.layers.core import Identity, Masking
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.noise import GaussianDropout, GaussianNoise
from netbuilder.layers.preprocessing import Normalization, Rescaling
from netbuilder.layers.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)

HELPERS["GaussianNoise"] = '''
class GaussianNoise(nn.Module):
    """Adds normal noise while training."""

    def __init__(self, stddev):
        super().__init__()
        self.stddev = stddev

    def forward(self, x):
        return x + self.stddev * torch.randn_like(x) if self.training else x
'''
HELPERS["GaussianDropout"] = '''
class GaussianDropout(nn.Module):
    """Multiplies by normal noise around 1 while training."""

    def __init__(self, stddev):
        super().__init__()
        self.stddev = stddev

    def forward(self, x):
        return x * (1 + self.stddev * torch.randn_like(x)) if self.training else x
'''


def transposed(kernel: Array) -> Array:
    """(in, out) to (out, in)."""
    return kernel.T


def no_bias(uses: bool) -> tuple[Code, ...]:
    """bias=False where there is none."""
    return () if uses else (named("bias", literal(False)),)


@rule(Dense)
def dense(site: Site, layer: Dense) -> str:
    width = site.shapes[0][-1]
    module = site.module(call("nn.Linear", literal(width), literal(layer.units), *no_bias(layer.use_bias)))
    site.weight(f"{module[5:]}.weight", "kernel", transposed)
    if layer.use_bias:
        site.weight(f"{module[5:]}.bias", "bias")
    site.step(call(module, site.read(LAST)))
    activate(site, layer.activation, LAST)
    return LAST


@rule(EinsumDense)
def einsum_dense(site: Site, layer: EinsumDense) -> str:
    x = site.read(LAST)
    site.step(call("torch.einsum", literal(layer.equation), x, Code(site.parameter("kernel", "kernel"))))
    if "bias" in site.weights:
        site.step(Code(f"{site.variable} + {site.parameter('bias', 'bias')}"))
    activate(site, layer.activation, LAST)
    return LAST


@rule(Embedding)
def embedding(site: Site, layer: Embedding) -> str:
    module = site.module(call("nn.Embedding", literal(layer.input_dim), literal(layer.output_dim)))
    site.weight(f"{module[5:]}.weight", "embeddings")
    if layer.mask_zero:
        site.hide(f"{site.read(LAST).flat()} != 0")
    site.step(call(module, call(f"{site.read(LAST).flat()}.long")))
    return LAST


@rule(Identity, ActivityRegularization)
def identity(site: Site, layer: Any) -> str:
    x, layout = site.same()
    if x.head != site.variable:
        site.step(x)
    return layout


@rule(Masking)
def masking(site: Site, layer: Masking) -> str:
    """Steps that are hidden become 0, as in Keras."""
    x = site.read(LAST).flat()
    site.hide(f"({x} != {layer.mask_value!r}).any(-1)")
    site.step(Code(f"{x} * ({x} != {layer.mask_value!r}).any(-1, keepdim=True)"))
    return LAST


@rule(Dropout, AlphaDropout)
def dropout(site: Site, layer: Any) -> str:
    site.need(layer.noise_shape is None, "drops many values at once by noise_shape. Use SpatialDropout, or none")
    x, layout = site.same()
    module = site.module(call(f"nn.{type(layer).__name__}", literal(layer.rate)))
    site.step(call(module, x))
    return layout


@rule(SpatialDropout1D, SpatialDropout2D, SpatialDropout3D)
def spatial_dropout(site: Site, layer: Any) -> str:
    module = site.module(call(f"nn.Dropout{type(layer).__name__[-2:].lower()}", literal(layer.rate)))
    site.step(call(module, site.read(FIRST)))
    return FIRST


@rule(GaussianNoise, GaussianDropout)
def noise(site: Site, layer: Any) -> str:
    x, layout = site.same()
    stddev = layer.stddev if isinstance(layer, GaussianNoise) else math.sqrt(layer.rate / (1 - layer.rate))
    site.step(call(site.module(call(site.helper(type(layer).__name__), literal(stddev))), x))
    return layout


@rule(Rescaling)
def rescaling(site: Site, layer: Rescaling) -> str:
    plain = not isinstance(layer.scale, tuple | list) and not isinstance(layer.offset, tuple | list)
    x, layout = site.same() if plain else (site.read(LAST), LAST)
    x = _computed(site, x)

    def number(value: Any) -> Code:
        if not isinstance(value, tuple | list):
            return literal(value)
        return call("x.new_tensor" if x.head == "x" else f"{x.head}.new_tensor", literal(list(value)))

    site.step(Code(f"{x.flat()} * {number(layer.scale).flat()}"))
    if layer.offset:
        site.step(Code(f"{site.variable} + {number(layer.offset).flat()}"))
    return layout


@rule(Normalization)
def normalization(site: Site, layer: Normalization) -> str:
    """Mean and variance are buffers, so that they lie in the state dict."""
    x = _computed(site, site.read(LAST)).flat()
    shape = site.shapes[0]
    kept = {axis % (len(shape) + 1) for axis in layer.axis}
    site.need(0 not in kept, "keeps the batch apart, which PyTorch cannot. Choose another axis")
    sizes = tuple(size or 1 for axis, size in enumerate(shape, 1) if axis in kept)
    spread = tuple(size or 1 if axis in kept else 1 for axis, size in enumerate(shape, 1))
    for key, start in (("mean", "zeros"), ("variance", "ones")):
        name = f"{site.attribute}_{key}"
        if layer.mean is None:
            made = call(f"torch.{start}", literal(spread))
            site.setting(call("self.register_buffer", literal(name), made))
            site.weight(name, key, lambda array: array.reshape(spread), start)
        else:
            values = np.broadcast_to(np.asarray(getattr(layer, key), np.float32), sizes).reshape(spread)
            made = call("torch.tensor", literal(values.tolist()))
            site.setting(call("self.register_buffer", literal(name), made))
            site.fixed(name, values)
    mean, deviation = f"self.{site.attribute}_mean", f"self.{site.attribute}_variance.sqrt().clamp(min=1e-7)"
    if layer.invert:
        site.step(Code(f"{x} * {deviation} + {mean}"))
    else:
        site.step(Code(f"({x} - {mean}) / {deviation}"))
    return LAST


def _computed(site: Site, x: Code) -> Code:
    """A name for what is read twice or computed with."""
    return x if x.items is None else site.step(x)
