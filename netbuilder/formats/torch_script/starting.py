"""How weights begin: as in Keras, where PyTorch would begin otherwise."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.errors import Fault
from netbuilder.formats.python_source import Code, Script, array
from netbuilder.formats.torch_script.base import Parts, Placed, Unsupported
from netbuilder.layers.initializers import (
    Constant,
    Identity,
    Initializer,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
    _Scaled,
)
from netbuilder.layers.recurrent import ForgetBias
from netbuilder.layers.scaling import SPREAD_OF_TRUNCATED, fans


def write_start(script: Script, parts: Parts) -> None:
    """The lines that give each weight its first values; modules that begin alike share them."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for module, lines in _by_module(parts).items():
        groups.setdefault(tuple(lines), []).append(module)
    if groups:
        script.line("# Weights begin as Keras's do.", 2)
    for lines, modules in groups.items():
        if len(modules) == 1 or lines[0].count("{0}") == 0:
            for module in modules:
                script.body += [f"        {line.replace('{0}', f'self.{module}')}" for line in lines]
            continue
        items = array([Code(f"self.{module}") for module in modules])
        script.body += items.lines(2, before="for layer in ", after=":")
        script.body += [f"            {line.replace('{0}', 'layer')}" for line in lines]


def _by_module(parts: Parts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, placed in parts.placed.items():
        module, dot, weight = name.partition(".")
        target = "{0}." + weight if dot else "{0}"
        lines = start_of(placed, target)
        if lines:
            found.setdefault(module, []).extend(lines)
    return found


def start_of(placed: Placed, target: str) -> list[str]:
    """The lines that begin one weight; none where PyTorch begins it so by itself."""
    initializer = placed.weight.initializer
    if initializer.snake() == placed.starts_as:
        return []
    if isinstance(initializer, ForgetBias):
        quarter = placed.weight.shape[0] // 4
        forget = f"nn.init.ones_({target}.data[{quarter} : {2 * quarter}])"
        return [*_line(initializer.others, placed, target), f"{forget}  # the forget gate begins open"]
    return _line(initializer, placed, target)


def _line(initializer: Initializer, placed: Placed, target: str) -> list[str]:
    shape = placed.weight.shape
    if isinstance(initializer, Zeros):
        return [f"nn.init.zeros_({target})"]
    if isinstance(initializer, Ones):
        return [f"nn.init.ones_({target})"]
    if isinstance(initializer, Constant):
        return [f"nn.init.constant_({target}, {initializer.value!r})"]
    if isinstance(initializer, RandomNormal):
        return [f"nn.init.normal_({target}, {initializer.mean!r}, {initializer.stddev!r})"]
    if isinstance(initializer, RandomUniform):
        return [f"nn.init.uniform_({target}, {initializer.minval!r}, {initializer.maxval!r})"]
    if isinstance(initializer, TruncatedNormal):
        return [_truncated(target, initializer.mean, initializer.stddev)]
    if isinstance(initializer, Orthogonal) and len(shape) > 1:
        gain = "" if initializer.gain == 1 else f", {initializer.gain!r}"
        return [f"nn.init.orthogonal_({target}{gain})"]
    if isinstance(initializer, Identity) and initializer.gain == 1:
        return [f"nn.init.eye_({target})"]
    if isinstance(initializer, VarianceScaling | _Scaled):
        return [_scaled(initializer, placed, target)]
    raise Unsupported(
        "begins by {initializer}, which the script cannot. Choose another", initializer=initializer.snake()
    )


def _scaled(initializer: VarianceScaling | _Scaled, placed: Placed, target: str) -> str:
    """PyTorch's own name where it counts inputs and outputs as Keras does, else the numbers."""
    if isinstance(initializer, VarianceScaling):
        recipe = (initializer.scale, initializer.mode, initializer.distribution)
    else:
        recipe = initializer.recipe
    try:
        fan_in, fan_out = fans(placed.weight.shape, initializer.input_axes, initializer.output_axes)
    except Fault as fault:
        raise Unsupported("begins by a rule that does not fit it: {cause}", cause=str(fault)) from None
    if recipe == (1.0, "fan_avg", "uniform") and _counts(placed) == (fan_in, fan_out):
        return f"nn.init.xavier_uniform_({target})"
    if recipe == (2.0, "fan_in", "uniform") and _counts(placed)[0] == fan_in:
        return f'nn.init.kaiming_uniform_({target}, nonlinearity="relu")'
    scale, mode, distribution = recipe
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    deviation = math.sqrt(scale / max(1.0, n))
    if distribution == "uniform":
        limit = round(math.sqrt(3) * deviation, 6)
        return f"nn.init.uniform_({target}, {-limit!r}, {limit!r})"
    if distribution == "untruncated_normal":
        return f"nn.init.normal_({target}, std={round(deviation, 6)!r})"
    return _truncated(target, 0.0, round(deviation / SPREAD_OF_TRUNCATED, 6))


def _truncated(target: str, mean: float, deviation: float) -> str:
    low, high = round(mean - 2 * deviation, 6), round(mean + 2 * deviation, 6)
    return f"nn.init.trunc_normal_({target}, {mean!r}, {deviation!r}, {low!r}, {high!r})"


def _counts(placed: Placed) -> tuple[int, int]:
    """Inputs and outputs as PyTorch counts them: of (out, in, …)."""
    shape = placed.change(np.empty(placed.weight.shape, np.float32)).shape
    if len(shape) < 2:
        return 0, 0
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field
