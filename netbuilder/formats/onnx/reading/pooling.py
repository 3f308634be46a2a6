"""The largest and the mean of windows."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.operators import Operator, operator
from netbuilder.formats.onnx.reading.padding import Pairs, padded, padded_by, space_of, spatial, spatially
from netbuilder.formats.onnx.reading.views import View
from netbuilder.formats.onnx.reading.windows import Window
from netbuilder.layers import Activation
from netbuilder.layers.activation_layers import ReLU
from netbuilder.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)

MAXIMA = {1: MaxPooling1D, 2: MaxPooling2D, 3: MaxPooling3D}
MEANS = {1: AveragePooling1D, 2: AveragePooling2D, 3: AveragePooling3D}
NEVER_NEGATIVE = {"relu", "relu6", "sigmoid", "softplus", "softmax", "exponential", "hard_sigmoid", "sparse_sigmoid"}


@operator("MaxPool")
def read_max_pool(op: Operator) -> View:
    """The largest of each window."""
    require(len([name for name in op.outputs if name]) == 1, "gives the places of its values too")
    stored, window, view = _pooling(op)
    require(max(window.dilation) == 1, "has dilation, which no pooling has")
    word = window.word()
    if word in ("", "causal"):
        # What is added must be no largest: nothing where no value is below 0, else the edge once more.
        mode = "constant" if _never_negative(op.build, stored) else "edge"
        stored, word = padded_by(op.build, stored.with_seen(view.seen), window.pairs or [], mode), "valid"
    return _pooled(op, MAXIMA, window, word, stored, view)


def _never_negative(build: Builder, view: View) -> bool:
    layer = build.layer_of(view)
    if isinstance(layer, MaxPooling1D | MaxPooling2D | MaxPooling3D):
        inner = build.nodes[view.port.node].inputs[0]
        return _never_negative(build, View(inner, view.stored, view.seen))
    if isinstance(layer, ReLU):
        return layer.negative_slope == 0
    return isinstance(layer, Activation) and layer.activation in NEVER_NEGATIVE


@operator("AveragePool")
def read_average_pool(op: Operator) -> View:
    """The mean of each window, with its padding or without."""
    stored, window, view = _pooling(op)
    require(max(window.dilation) == 1, "has dilation, which no pooling has")
    word = window.word()
    counted = op.attributes.get("count_include_pad", 0) and word != "valid"
    if counted:
        require(
            window.pairs is not None and not op.attributes.get("ceil_mode", 0), "counts a padding that is not known"
        )
        stored, word = padded(op.build, stored.with_seen(view.seen), window.pairs or []), "valid"
    require(word in ("valid", "same"), "leaves out of the mean a padding that no layer has")
    return _pooled(op, MEANS, window, word, stored, view)


def _pooling(op: Operator) -> tuple[View, Window, View]:
    view = op.view()
    rank = spatial(view)
    stored = op.build.channels_last(view)
    size = op.whole("kernel_shape")
    require(size and len(size) == rank, "has windows of another rank than its input")
    window = Window(op, size, space_of(op.build, view, stored.port))
    if op.attributes.get("ceil_mode", 0):
        window.pairs = _with_ceiling(window)
    return stored, window, view


def _with_ceiling(window: Window) -> Pairs:
    """Widths that give as many windows as are begun, where no window lies in the padding alone."""
    pairs = []
    require(window.pairs is not None, "rounds the number of its windows up and pads by their size")
    for (before, after), n, k, s in zip(window.pairs or [], window.space, window.size, window.strides, strict=True):
        require(n is not None, "rounds the number of its windows up, over an axis that has no fixed size")
        free = (n or 0) + before + after - k
        count = -(-free // s) + 1
        if (count - 1) * s >= (n or 0) + before:
            count -= 1
        pairs.append((before, max(after, (count - 1) * s + k - before - (n or 0))))
    return pairs


def _pooled(op: Operator, kinds: Any, window: Window, word: str, stored: View, view: View) -> View:
    layer = kinds[len(window.size)](window.size, window.strides, word)
    return spatially(op.build, layer, view.with_seen((view.seen[0], stored.stored[-1], *view.seen[2:])), stored.port)
