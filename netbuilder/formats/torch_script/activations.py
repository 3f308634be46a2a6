"""Activations: functions by name, and those that are layers."""

from __future__ import annotations

import numpy as np

from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, HELPERS, LAST, Site, rule
from netbuilder.layers import Activation
from netbuilder.layers.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax

FUNCTIONS = {
    "relu": "F.relu",
    "sigmoid": "torch.sigmoid",
    "tanh": "torch.tanh",
    "elu": "F.elu",
    "selu": "F.selu",
    "gelu": "F.gelu",
    "silu": "F.silu",
    "softplus": "F.softplus",
    "exponential": "torch.exp",
    "relu6": "F.relu6",
    "celu": "F.celu",
    "hard_sigmoid": "F.hardsigmoid",
    "hard_silu": "F.hardswish",
    "hard_tanh": "F.hardtanh",
    "hard_shrink": "F.hardshrink",
    "soft_shrink": "F.softshrink",
    "tanh_shrink": "F.tanhshrink",
    "softsign": "F.softsign",
    "mish": "F.mish",
    "log_sigmoid": "F.logsigmoid",
}
ALONG = {"softmax": "F.softmax", "log_softmax": "F.log_softmax"}

HELPERS["squareplus"] = '''
def squareplus(x):
    """A smooth relu made of a square root."""
    return (x + torch.sqrt(x * x + 4)) / 2
'''
HELPERS["sparse_plus"] = '''
def sparse_plus(x):
    """A smooth relu that is exactly 0 below -1 and exactly x above 1."""
    return torch.where(x >= 1, x, ((x + 1).clamp(0) ** 2) / 4)
'''
HELPERS["sparse_sigmoid"] = '''
def sparse_sigmoid(x):
    """A straight line from 0 at -1 to 1 at 1."""
    return ((x + 1) / 2).clamp(0, 1)
'''
HELPERS["sparsemax"] = '''
def sparsemax(x, dim):
    """Like softmax, but small scores become exactly 0."""
    x = x.movedim(dim, -1)
    ordered = x.sort(dim=-1, descending=True).values
    above = ordered.cumsum(-1) - 1
    count = torch.arange(1, x.shape[-1] + 1, device=x.device)
    size = (ordered * count > above).sum(-1, keepdim=True)
    threshold = above.gather(-1, size - 1) / size
    return (x - threshold).clamp(0).movedim(-1, dim)
'''
HELPERS["leaky_clip"] = '''
def leaky_clip(x, top, slope, threshold):
    """A relu with a limit, a slope below the threshold, and the threshold."""
    above = torch.where(x > threshold, x if top is None else x.clamp(max=top), 0)
    return above - slope * F.relu(threshold - x)
'''


def activate(site: Site, name: str, layout: str) -> None:
    """Applies an activation to the layer's variable."""
    x = Code(site.variable)
    axis = 1 if layout == FIRST else -1
    if name == "linear":
        return
    if name in ALONG:
        site.step(call(ALONG[name], x, named("dim", literal(axis))))
    elif name == "leaky_relu":
        site.step(call("F.leaky_relu", x, literal(0.2)))
    elif name == "sparsemax":
        site.step(call(site.helper("sparsemax"), x, literal(axis)))
    else:
        site.step(call(FUNCTIONS.get(name) or site.helper(name), x))


@rule(Activation)
def activation(site: Site, layer: Activation) -> str:
    x, layout = site.same()
    if x.head != site.variable:
        site.step(x)
    activate(site, layer.activation, layout)
    return layout


@rule(ReLU)
def relu(site: Site, layer: ReLU) -> str:
    x, layout = site.same()
    if (layer.max_value, layer.negative_slope, layer.threshold) == (None, 0, 0):
        site.step(call("F.relu", x))
    else:
        numbers = (layer.max_value, layer.negative_slope, layer.threshold)
        site.step(call(site.helper("leaky_clip"), x, *map(literal, numbers)))
    return layout


@rule(LeakyReLU)
def leaky_relu(site: Site, layer: LeakyReLU) -> str:
    x, layout = site.same()
    site.step(call("F.leaky_relu", x, literal(layer.negative_slope)))
    return layout


@rule(ELU)
def elu(site: Site, layer: ELU) -> str:
    x, layout = site.same()
    site.step(call("F.elu", x, *([] if layer.alpha == 1 else [literal(layer.alpha)])))
    return layout


@rule(Softmax)
def softmax(site: Site, layer: Softmax) -> str:
    axes = layer.along(site.shapes[0])
    if len(axes) == 1:
        site.step(call("F.softmax", site.read(LAST), named("dim", literal(axes[0]))))
        return LAST
    x = site.read(LAST).flat()
    # Over several axes at once.
    site.step(Code(f"torch.exp({x} - {x}.amax({axes}, keepdim=True))"))
    site.step(Code(f"{site.variable} / {site.variable}.sum({axes}, keepdim=True)"))
    return LAST


@rule(PReLU)
def prelu(site: Site, layer: PReLU) -> str:
    """nn.PReLU has a slope a channel; others are parameters of their own."""
    shape = site.weights["alpha"].shape
    if all(size == 1 for size in shape[:-1]):
        module = site.module(call("nn.PReLU", literal(shape[-1])))
        site.weight(f"{module[5:]}.weight", "alpha", np.ravel)
        site.step(call(module, site.read(FIRST)))
        return FIRST
    x = site.read(LAST).flat()
    alpha = site.parameter("alpha")
    site.step(Code(f"F.relu({x}) - {alpha} * F.relu(-{x})"))
    return LAST
