"""Operators on single numbers."""

from __future__ import annotations

import math
from typing import Any

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.choosing import Comparison
from netbuilder.formats.onnx.reading.composing import cut_above, cut_below, leaky, multiplied, near, scaled, shrunk
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Faced, Operator, Pending, axis_in, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, CannotView, View, arranged, atoms_of
from netbuilder.layers import Activation, Layer
from netbuilder.layers.activation_layers import ELU, PReLU, ReLU, Softmax
from netbuilder.layers.parts.activations import SELU_ALPHA, SELU_SCALE
from netbuilder.layers.preprocessing import Rescaling

BOOL = 9  # the kind of numbers
REAL = {1, 10, 11, 16}
PLAIN = {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Exp": "exponential",
    "HardSwish": "hard_silu",
    "Mish": "mish",
}


@operator(*PLAIN)
def read_activation(op: Operator) -> View:
    """Functions without parameters."""
    return op.build.alike(Activation(PLAIN[op.kind]), op.view())


@operator("Identity", "Dropout")
def read_identity(op: Operator) -> Any:
    """What changes nothing outside of training. A mask of what was dropped is not there."""
    found = op.get(0)
    require(op.kind != "Dropout" or not op.has(2) or uniform(op.array(2, "mode")) == 0, "drops while it predicts")
    return [found, *[None] * (len(op.outputs) - 1)]


@operator("Cast")
def read_cast(op: Operator) -> Any:
    """Layers choose their own kind of numbers; what a cast to whole ones would cut off must not be lost."""
    found = op.get(0)
    if isinstance(found, Comparison) and op.attributes["to"] == BOOL:
        return found
    if isinstance(found, Faced) and op.attributes["to"] in REAL:
        return found
    to, view = op.attributes["to"], op.view()
    whole = {2, 3, 5, 6, 7}
    if to in whole and op.attributes.get("__looks_up"):
        return view  # the table that is looked up in takes the whole part itself
    require(to in REAL or (to in whole and holds_whole(op.build, view)), "makes whole numbers of others")
    return view


def holds_whole(build: Builder, view: View) -> bool:
    """Whether a view shows an input of whole numbers."""
    return getattr(build.layer_of(view), "dtype", "") == "int32"


@operator("LeakyRelu")
def read_leaky_relu(op: Operator) -> View:
    """ONNX's own slope is 0.01."""
    return leaky(op.build, op.view(), float(op.attributes.get("alpha", 0.01)))


@operator("Elu", "Celu")
def read_elu(op: Operator) -> View:
    """alpha · (exp(x) − 1) below 0; a Celu divides x by alpha first."""
    alpha = float(op.attributes.get("alpha", 1.0))
    if near(alpha, 1):
        return op.build.alike(Activation("elu"), op.view())
    if op.kind == "Elu":
        return op.build.alike(ELU(alpha), op.view())
    require(alpha != 0, "divides by 0")
    return scaled(op.build, Activation("celu"), op.view(), 1 / alpha)


@operator("Selu")
def read_selu(op: Operator) -> View:
    """With the usual numbers one activation; with others a scaled elu."""
    alpha, gamma = op.attributes.get("alpha", SELU_ALPHA), op.attributes.get("gamma", SELU_SCALE)
    if near(alpha, SELU_ALPHA) and near(gamma, SELU_SCALE):
        return op.build.alike(Activation("selu"), op.view())
    return op.build.alike(Rescaling(float(gamma)), op.build.alike(ELU(float(alpha)), op.view()))


@operator("HardSigmoid")
def read_hard_sigmoid(op: Operator) -> View:
    """x/6 + 0.5 is Keras's; others are a scaled one."""
    alpha, beta, view = op.attributes.get("alpha", 0.2), op.attributes.get("beta", 0.5), op.view()
    if near(alpha, 0.5) and near(beta, 0.5):
        return op.build.alike(Activation("sparse_sigmoid"), view)
    if not (near(alpha, 1 / 6) and near(beta, 0.5)):
        view = op.build.alike(Rescaling(alpha * 6, (beta - 0.5) * 6), view)
    return op.build.alike(Activation("hard_sigmoid"), view)


@operator("Shrink")
def read_shrink(op: Operator) -> View:
    """Keras's have 0.5; others are scaled ones."""
    edge, bias = op.attributes.get("lambd", 0.5), op.attributes.get("bias", 0.0)
    require(edge > 0 and (bias == 0 or near(bias, edge)), "pulls values by another number than it shrinks at")
    return shrunk(op.build, op.view(), float(edge), soft=bias != 0)


@operator("ThresholdedRelu")
def read_threshold(op: Operator) -> View:
    """0 up to a threshold."""
    alpha = op.attributes.get("alpha", 1.0)
    require(alpha >= 0, "has a negative threshold")
    return op.build.alike(ReLU(threshold=float(alpha)), op.view())


@operator("Gelu")
def read_gelu(op: Operator) -> View:
    """The exact one; what approximates it by tanh is taken apart."""
    build, view = op.build, op.view()
    if op.attributes.get("approximate", "none") == "none":
        return build.alike(Activation("gelu"), view)
    root = math.sqrt(2 / math.pi)
    square = multiplied(build, view, view)
    inner = multiplied(build, view, build.alike(Rescaling(0.044715 * root, root), square))
    gate = build.alike(Rescaling(0.5, 0.5), build.alike(Activation("tanh"), inner))
    return multiplied(build, view, gate)


@operator("Swish")
def read_swish(op: Operator) -> View:
    """x · sigmoid(alpha · x)."""
    alpha = float(op.attributes.get("alpha", 1.0))
    require(alpha != 0, "halves its input by a sigmoid of 0")
    return scaled(op.build, Activation("silu"), op.view(), alpha)


@operator("Clip")
def read_clip(op: Operator) -> Any:
    """Between two limits that layers know."""
    low, high = (
        uniform(op.array(i, "limit")) if op.has(i) else op.attributes.get(name) for i, name in ((1, "min"), (2, "max"))
    )
    low = -math.inf if low is None or low < -3e38 else low
    high = math.inf if high is None or high > 3e38 else high
    found = op.get(0)
    if isinstance(found, Moments) and high == math.inf:
        guarded = found.held_above(low)
        if guarded is not None:
            return guarded
    layers: dict[tuple[float, float], Layer] = {
        (0, 6): Activation("relu6"),
        (-1, 1): Activation("hard_tanh"),
    }
    layer = layers.get((low, high))
    if layer is None and low == 0 and high >= 0:
        layer = ReLU(max_value=high)
    if layer is None and -math.inf < low < high < math.inf:
        return _clipped(op.build, op.view(), low, high)
    if -math.inf < low and high == math.inf:
        return cut_below(op.build, op.view(), low)
    if low == -math.inf and high < math.inf:
        return cut_above(op.build, op.view(), high)
    require(layer is not None, "cuts values at {low} and {high}, which no layer does", low=low, high=high)
    return op.build.alike(layer or Activation("relu"), op.view())


def _clipped(build: Builder, view: View, low: float, high: float) -> View:
    """Shifted to 0, cut, and shifted back."""
    view = build.alike(ReLU(max_value=high - low), build.alike(Rescaling(1.0, -low), view))
    return build.alike(Rescaling(1.0, low), view)


@operator("Softmax", "LogSoftmax")
def read_softmax(op: Operator) -> Any:
    """Along one axis; before opset 13 along all axes from one on."""
    found = op.get(0)
    if isinstance(found, Pending) and hasattr(found, "softmax"):
        return found.softmax(op)
    view = op.view()
    axis = axis_in(op.attributes.get("axis", -1 if op.opset >= 13 else 1), len(view.seen))
    kind = "softmax" if op.kind == "Softmax" else "log_softmax"
    if op.opset < 13 and axis < len(view.seen) - 1:
        rows = view.with_seen((*view.seen[:axis], tuple(atoms_of(view.seen[axis:]))))
        return op.build.alike(Activation(kind), op.build.with_last(rows, rows.seen[-1])).with_seen(view.seen)
    if kind == "softmax" and view.stored[-1] != view.seen[axis] and view.seen[axis] in view.stored[1:]:
        return op.build.alike(Softmax((view.stored.index(view.seen[axis]),)), view)
    require(BATCH not in view.seen[axis], "works along the axis of the samples")
    require(view.seen[axis], "works along an axis of size 1")
    return op.build.alike(Activation(kind), op.build.with_last(view, view.seen[axis]))


@operator("PRelu")
def read_prelu(op: Operator) -> View:
    """Slopes where layers learn them; a batch axis has none of its own."""
    view, slopes = op.view(), op.array(1, "slope")
    if slopes.ndim == 1 and len(view.seen) > 2 and slopes.size == view.shape[1] and op.opset < 9:
        slopes = slopes.reshape(-1, *(1,) * (len(view.seen) - 2))
    stored = stored_like(view, slopes)
    if stored is None:
        view = op.build.as_seen(view)
        stored = stored_like(view, slopes)
    require(stored is not None, "has slopes that differ from sample to sample")
    assert stored is not None
    sizes = op.build.shape_of(view.port)
    shared = tuple(i for i, size in enumerate(stored.shape[1:], 1) if size == 1 and sizes[i - 1] != 1)
    return op.build.alike(PReLU(shared_axes=shared or None), view, {"alpha": stored[0]})


def stored_like(view: View, array: Array) -> Array | None:
    """Numbers for a view as our array lies, with size 1 where they are the same; None where they can't be."""
    if array.ndim > len(view.seen):
        if any(size != 1 for size in array.shape[: array.ndim - len(view.seen)]):
            return None
        array = array.reshape(array.shape[array.ndim - len(view.seen) :])
    full = array.reshape((1,) * (len(view.seen) - array.ndim) + array.shape)
    try:
        found = arranged(full, view.seen, view.stored)
    except CannotView:
        return None
    return found if found.shape[0] == 1 else None
