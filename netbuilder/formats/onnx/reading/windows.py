"""Convolutions and pooling: weights turned to channels last, padding said as layers say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.cutting import CROPPING
from netbuilder.formats.onnx.reading.operators import Operator, operator
from netbuilder.formats.onnx.reading.padding import Pairs, padded, space_of, spatial, spatially
from netbuilder.formats.onnx.reading.views import View
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D
from netbuilder.layers.maths.windows import pad_widths, reach
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose, cut_before

CONVOLUTIONS = {1: Conv1D, 2: Conv2D, 3: Conv3D}
BY_CHANNEL = {1: DepthwiseConv1D, 2: DepthwiseConv2D}
TRANSPOSED = {1: Conv1DTranspose, 2: Conv2DTranspose, 3: Conv3DTranspose}


class Window:
    """Size, strides, dilation and padding of an operator."""

    def __init__(self, op: Operator, size: Sequence[int], space: Shape) -> None:
        rank = len(size)
        self.size, self.space = tuple(int(n) for n in size), space
        self.strides = tuple(op.whole("strides") or [1] * rank)
        self.dilation = tuple(op.whole("dilations") or [1] * rank)
        fits = len(space) == len(self.strides) == len(self.dilation) == rank
        require(fits and min(*self.size, *self.strides, *self.dilation) > 0, "has windows that make no sense")
        pads = op.whole("pads") or [0] * 2 * rank
        require(len(pads) == 2 * rank and min(pads) >= 0, "has a padding that makes no sense")
        self.pairs: Pairs | None = list(zip(pads[:rank], pads[rank:], strict=True))
        self.automatic = op.attributes.get("auto_pad", "NOTSET")
        if self.automatic == "VALID":
            self.pairs = [(0, 0)] * rank
        elif self.automatic in ("SAME_UPPER", "SAME_LOWER"):
            self.pairs = None if None in space else self._same(self.automatic == "SAME_LOWER")
            require(self.pairs is not None or self.automatic == "SAME_UPPER", "pads by the size of what comes in")

    def _same(self, lower: bool) -> Pairs:
        pairs = [self._usual(i) for i in range(len(self.size))]
        return [(after, before) if lower else (before, after) for before, after in pairs]

    def _usual(self, i: int) -> tuple[int, int]:
        """What "same" pads along an axis."""
        return pad_widths(self.space[i] or 0, self.size[i], self.strides[i], self.dilation[i], "same")

    def word(self) -> str:
        """ "valid", "same" or "causal" where one of them says the same as the widths; else nothing."""
        if self.pairs is None:
            return "same"
        if not any(map(any, self.pairs)):
            return "valid"
        steady = all(s == 1 for s in self.strides)
        if None not in self.space and self.pairs == [self._usual(i) for i in range(len(self.size))]:
            return "same"
        spans = [reach(k, d) for k, d in zip(self.size, self.dilation, strict=True)]
        if steady and all(
            pair == ((s - 1) // 2, s - 1 - (s - 1) // 2) for pair, s in zip(self.pairs, spans, strict=True)
        ):
            return "same"
        return "causal" if len(spans) == 1 and self.pairs == [(spans[0] - 1, 0)] else ""


@operator("Conv")
def read_convolution(op: Operator) -> View:
    """A convolution, by channel where there are as many groups as channels."""
    view, kernel = op.view(), op.array(1, "kernel")
    rank = spatial(view)
    require(kernel.ndim == rank + 2, "has a kernel of another rank than its input")
    stored = op.build.channels_last(view)
    window = Window(op, kernel.shape[2:], space_of(op.build, view, stored.port))
    groups, channels = op.attributes.get("group", 1), view.shape[1]
    require(groups > 0 and kernel.shape[1] * groups == channels, "has a kernel for another number of channels")
    weights = {"kernel": np.moveaxis(kernel, (0, 1), (-1, -2))}
    if op.has(2):
        weights["bias"] = op.array(2, "bias")
    word = window.word()
    depthwise = groups == channels > 1 and rank in BY_CHANNEL and (rank == 1 or len(set(window.strides)) == 1)
    if word == "causal" and depthwise:
        word = ""
    if not word:
        stored, word = padded(op.build, stored.with_seen(view.seen), window.pairs or []), "valid"
    common = {"strides": window.strides, "padding": word, "use_bias": op.has(2)}
    both = max(window.strides) > 1 and max(window.dilation) > 1
    require(not both, "has strides and dilation together, which no layer has")
    if depthwise:
        weights["kernel"] = _by_channel(kernel, channels)
        layer: Layer = BY_CHANNEL[rank](
            window.size, depth_multiplier=kernel.shape[0] // channels, dilation_rate=window.dilation, **common
        )
    else:
        options = {"dilation_rate": window.dilation, "groups": groups}
        layer = CONVOLUTIONS[rank](kernel.shape[0], window.size, **options, **common)
    return spatially(op.build, layer, _apart(view), stored.port, weights)


def _apart(view: View) -> View:
    """A view of which the channels are not kept: a convolution makes its own."""
    return View(view.port, view.stored, (view.seen[0], (), *view.seen[2:]))


def _by_channel(kernel: Array, channels: int) -> Array:
    """(channels · multiplier, 1, *size) as (*size, channels, multiplier)."""
    moved = np.moveaxis(kernel[:, 0], 0, -1)
    return moved.reshape(*moved.shape[:-1], channels, -1)


@operator("ConvTranspose")
def read_transposed(op: Operator) -> View:
    """Spread without cutting, and then cut to the size that the operator says."""
    view, kernel = op.view(), op.array(1, "kernel")
    rank = spatial(view)
    require(op.attributes.get("group", 1) == 1, "has groups, which no transposed convolution has")
    require(kernel.ndim == rank + 2 and kernel.shape[0] == view.shape[1], "has a kernel that does not fit")
    stored = op.build.channels_last(view)
    space = space_of(op.build, view, stored.port)
    attributes = {name: value for name, value in op.attributes.items() if name != "auto_pad"}
    window = Window(Operator(op.kind, op.inputs, attributes, op.outputs, op.opset, op.build), kernel.shape[2:], space)
    extra = op.whole("output_padding") or [0] * rank
    pairs = _cuts(op, window, extra)
    weights = {"kernel": np.moveaxis(kernel, (0, 1), (-1, -2))}
    if op.has(2):
        weights["bias"] = op.array(2, "bias")
    spans = [reach(k, d) for k, d in zip(window.size, window.dilation, strict=True)]
    same = [_same_cut(span, stride) for span, stride in zip(spans, window.strides, strict=True)]
    both = max(window.strides) > 1 and max(window.dilation) > 1
    require(not both, "has strides and dilation together, which no layer has")
    options: dict[str, Any] = {"strides": window.strides, "dilation_rate": window.dilation, "use_bias": op.has(2)}
    if [(a, b - e) for (a, b), e in zip(pairs, extra, strict=True)] == same:
        layer = TRANSPOSED[rank](kernel.shape[1], window.size, padding="same", **options)
        return spatially(op.build, layer, _apart(view), stored.port, weights)
    # "valid" gives max(span, stride) - span values more than there are at least.
    surplus = [max(span, stride) - span for span, stride in zip(spans, window.strides, strict=True)]
    ends = [after - more + over for (_, after), more, over in zip(pairs, extra, surplus, strict=True)]
    layer = TRANSPOSED[rank](kernel.shape[1], window.size, **options)
    if any(end < 0 for end in ends):
        require(all(0 <= e < s for e, s in zip(extra, window.strides, strict=True)), "adds more than its strides")
        layer = layer.replace(output_padding=tuple(extra))
        ends = [after for _, after in pairs]
    made = spatially(op.build, layer, _apart(view), stored.port, weights)
    return cropped(op.build, made, [(before, end) for (before, _), end in zip(pairs, ends, strict=True)])


def cropped(build: Builder, view: View, pairs: Pairs) -> View:
    """The edges cut off the spatial axes of a view with channels last."""

    if not any(map(any, pairs)):
        return view
    layer = CROPPING[len(pairs)](pairs[0] if len(pairs) == 1 else tuple(pairs))
    return spatially(build, layer, view, view.port)


def _same_cut(span: int, stride: int) -> tuple[int, int]:
    """What "same" cuts at both ends of what was spread; negative where it adds."""

    before = cut_before(span, stride, "same", None)
    return before, span - stride - before


def _cuts(op: Operator, window: Window, extra: list[int]) -> Pairs:
    """What is cut off at both ends, before `extra` is added at the end."""
    automatic = op.attributes.get("auto_pad", "NOTSET")
    wanted = op.whole("output_shape")
    if not wanted and automatic in ("NOTSET", "VALID"):
        return window.pairs if automatic == "NOTSET" and window.pairs else [(0, 0)] * len(window.size)
    pairs = []
    for i, (k, d, s, e) in enumerate(zip(window.size, window.dilation, window.strides, extra, strict=True)):
        length = window.space[i]
        require(length is not None, "sizes its output by what comes in")
        full = s * ((length or 1) - 1) + e + reach(k, d)
        total = full - (wanted[len(wanted) - len(window.size) + i] if wanted else (length or 1) * s)
        require(total >= 0, "makes its output larger than it is spread")
        half = total // 2
        pairs.append((half, total - half) if automatic == "SAME_UPPER" else (total - half, half))
    return pairs
