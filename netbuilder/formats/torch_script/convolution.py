"""Convolutions of all kinds: channels first, kernels (out, in, …)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.activations import activate
from netbuilder.formats.torch_script.base import FIRST, Site, rule
from netbuilder.formats.torch_script.core import no_bias
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.maths.windows import pad_widths, reach
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose, cut_before, spread_length

Pads = Sequence[tuple[int, int]]


def outwards(kernel: Array) -> Array:
    """(…, in, out) to (out, in, …)."""
    return np.moveaxis(kernel, (-1, -2), (0, 1))


def depthwise(kernel: Array) -> Array:
    """(…, channels, multiplier) to (channels × multiplier, 1, …)."""
    moved = np.moveaxis(kernel, (-2, -1), (0, 1))
    return moved.reshape(-1, 1, *kernel.shape[:-2])


def short(sizes: tuple[int, ...]) -> Code:
    """(3, 3) is written 3."""
    return literal(sizes[0] if len(set(sizes)) == 1 else tuple(sizes))


def pads_of(site: Site, size: Sequence[int], strides: Sequence[int], dilation: Sequence[int], padding: str) -> Pads:
    """Zeros before and after each axis; raises Unsupported where an open axis hides them."""
    shape = site.shapes[0][:-1]
    known = padding != "same" or all(n is not None or s == 1 for n, s in zip(shape, strides, strict=True))
    site.need(known, 'pads "same" with strides along an axis of open length. Give the Input its full shape')
    axes = zip(shape, size, strides, dilation, strict=True)
    return [pad_widths(n or 1_000_000, k, s, d, padding) for n, k, s, d in axes]


def flat_pads(pads: Pads) -> Code:
    """As F.pad wants them: the last axis first."""
    return literal(tuple(width for pair in reversed(pads) for width in pair))


def spaced(strides: tuple[int, ...], dilation: tuple[int, ...]) -> list[Code]:
    """Strides and dilation where they are not 1."""
    found = [named("stride", short(strides))] if max(strides) > 1 else []
    return found + ([named("dilation", short(dilation))] if max(dilation) > 1 else [])


def padded_for(site: Site, pads: Pads) -> tuple[Code, list[Code]]:
    """The input and the `padding` of a module; where both sides differ, the input is padded before."""
    x = site.read(FIRST)
    if all(pair == (0, 0) for pair in pads):
        return x, []
    if all(before == after for before, after in pads):
        return x, [named("padding", short(tuple(before for before, _ in pads)))]
    return site.step(call("F.pad", x, flat_pads(pads))), []


def _convolved(site: Site, layer: Any, channels: int, filters: int, groups: int, bias: bool, part: str = "") -> str:
    """One convolution module, called on the input."""
    pads = pads_of(site, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
    x, padding = padded_for(site, pads)
    arguments = [literal(channels), literal(filters), short(layer.kernel_size)]
    arguments += [*spaced(layer.strides, layer.dilation_rate), *padding]
    if groups > 1:
        arguments.append(named("groups", literal(groups)))
    module = site.module(call(f"nn.Conv{layer.rank}d", *arguments, *no_bias(bias)), part)
    site.step(call(module, x))
    return module[5:]


@rule(Conv1D, Conv2D, Conv3D)
def convolution(site: Site, layer: Any) -> str:
    channels = site.shapes[0][-1] or 0
    module = _convolved(site, layer, channels, layer.filters, layer.groups, layer.use_bias)
    site.weight(f"{module}.weight", "kernel", outwards)
    if layer.use_bias:
        site.weight(f"{module}.bias", "bias")
    activate(site, layer.activation, FIRST)
    return FIRST


@rule(DepthwiseConv1D, DepthwiseConv2D)
def depthwise_convolution(site: Site, layer: Any) -> str:
    channels = site.shapes[0][-1] or 0
    module = _convolved(site, layer, channels, channels * layer.depth_multiplier, channels, layer.use_bias)
    site.weight(f"{module}.weight", "kernel", depthwise)
    if layer.use_bias:
        site.weight(f"{module}.bias", "bias")
    activate(site, layer.activation, FIRST)
    return FIRST


@rule(SeparableConv1D, SeparableConv2D)
def separable_convolution(site: Site, layer: Any) -> str:
    channels = site.shapes[0][-1] or 0
    between = channels * layer.depth_multiplier
    apart = _convolved(site, layer, channels, between, channels, False, "depthwise")
    made = call(f"nn.Conv{layer.rank}d", literal(between), literal(layer.filters), literal(1), *no_bias(layer.use_bias))
    mixing = site.module(made, "pointwise")
    site.step(call(mixing, Code(site.variable)))
    site.weight(f"{apart}.weight", "depthwise_kernel", depthwise)
    site.weight(f"{mixing[5:]}.weight", "pointwise_kernel", outwards)
    if layer.use_bias:
        site.weight(f"{mixing[5:]}.bias", "bias")
    activate(site, layer.activation, FIRST)
    return FIRST


@rule(Conv1DTranspose, Conv2DTranspose, Conv3DTranspose)
def transposed_convolution(site: Site, layer: Any) -> str:
    """Keras cuts its edges elsewhere than PyTorch can say: then they are cut by a slice."""
    shape = site.shapes[0][:-1]
    site.need(None not in shape or layer.padding == "valid", "needs an Input of full shape")
    extras = layer.output_padding or (None,) * layer.rank
    more, slices = [], []
    spans = [reach(k, d) for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True)]
    for n, span, stride, extra in zip(shape, spans, layer.strides, extras, strict=True):
        before = cut_before(span, stride, layer.padding, extra)
        length = spread_length(n or 1000, span, stride, layer.padding, extra) or 0
        full = ((n or 1000) - 1) * stride + span
        more.append(max(0, before + length - full))
        slices.append((before, before + length if before + length < full else None))
    arguments = [literal(site.shapes[0][-1]), literal(layer.filters), short(layer.kernel_size)]
    arguments += spaced(layer.strides, layer.dilation_rate)
    if any(more):
        arguments.append(named("output_padding", short(tuple(more))))
    module = site.module(call(f"nn.ConvTranspose{layer.rank}d", *arguments, *no_bias(layer.use_bias)))
    site.step(call(module, site.read(FIRST)))
    if any(pair != (0, None) for pair in slices):
        places = ", ".join(f"{start or ''}:{'' if stop is None else stop}" for start, stop in slices)
        site.step(Code(f"{site.variable}[:, :, {places}]"))
    site.weight(f"{module[5:]}.weight", "kernel", outwards)
    if layer.use_bias:
        site.weight(f"{module[5:]}.bias", "bias")
    activate(site, layer.activation, FIRST)
    return FIRST
