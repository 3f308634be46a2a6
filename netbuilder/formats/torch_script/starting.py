"""How weights begin: as in Keras, where PyTorch would begin otherwise."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.errors import Fault
from netbuilder.formats.python_source import Code, Script, array, call, literal, named
from netbuilder.formats.torch_script.base import Parts, Placed, Unsupported
from netbuilder.layers.maths.scaling import SPREAD_OF_TRUNCATED, fans
from netbuilder.layers.parts.initializers import (
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


def write_start(script: Script, parts: Parts) -> None:
    """The lines that give each weight its first values; modules that begin alike share them."""
    groups: dict[tuple[str, ...], list[str]] = {}
    owned: dict[str, list[tuple[str, Placed]]] = {}
    for name, placed in parts.placed.items():
        module, dot, weight = name.partition(".")
        if start_of(placed, ""):
            owned.setdefault(module, []).append((dot + weight, placed))
    for module, weights in owned.items():
        groups.setdefault(tuple(line.flat() for line in _lines(weights, "layer")), []).append(module)
    if groups:
        script.line("# Weights begin as Keras's do.", 2)
    for modules in groups.values():
        weights = owned[modules[0]]
        if len(modules) > 1 and all(ending for ending, _ in weights):
            items = array([Code(f"self.{module}") for module in modules])
            script.body += items.lines(2, before="for layer in ", after=":")
            _write(script, weights, "layer", 3)
            continue
        for module in modules:
            _write(script, owned[module], f"self.{module}", 2)


def _write(script: Script, weights: list[tuple[str, Placed]], target: str, indent: int) -> None:
    for line in _lines(weights, target):
        script.do(line, indent)


def _lines(weights: list[tuple[str, Placed]], target: str) -> list[Code]:
    return [line for ending, placed in weights for line in start_of(placed, target + ending)]


def start_of(placed: Placed, target: str) -> list[Code]:
    """The lines that begin one weight; none where PyTorch begins it so by itself."""
    initializer = placed.weight.initializer
    if initializer.snake() == placed.starts_as:
        return []
    if isinstance(initializer, ForgetBias):
        quarter = placed.weight.shape[0] // 4
        forget = _init("ones_", f"{target}.data[{quarter}:{2 * quarter}]")
        return [_line(initializer.others, placed, target), Code("# The forget gate begins open."), forget]
    return [_line(initializer, placed, target)]


def _init(name: str, target: str, *numbers: float) -> Code:
    return call(f"nn.init.{name}", Code(target), *map(literal, numbers))


def _line(initializer: Initializer, placed: Placed, target: str) -> Code:
    shape = placed.weight.shape
    if isinstance(initializer, Zeros):
        return _init("zeros_", target)
    if isinstance(initializer, Ones):
        return _init("ones_", target)
    if isinstance(initializer, Constant):
        return _init("constant_", target, initializer.value)
    if isinstance(initializer, RandomNormal):
        return _init("normal_", target, initializer.mean, initializer.stddev)
    if isinstance(initializer, RandomUniform):
        return _init("uniform_", target, initializer.minval, initializer.maxval)
    if isinstance(initializer, TruncatedNormal):
        return _truncated(target, initializer.mean, initializer.stddev)
    if isinstance(initializer, Orthogonal) and len(shape) > 1:
        return _init("orthogonal_", target, *([] if initializer.gain == 1 else [initializer.gain]))
    if isinstance(initializer, Identity) and initializer.gain == 1:
        return _init("eye_", target)
    if isinstance(initializer, VarianceScaling | _Scaled):
        return _scaled(initializer, placed, target)
    raise Unsupported(
        "is initialized by {initializer}, which the script cannot do. Choose another", initializer=initializer.snake()
    )


def _scaled(initializer: VarianceScaling | _Scaled, placed: Placed, target: str) -> Code:
    """PyTorch's own name where it counts inputs and outputs as Keras does, else the numbers."""
    if isinstance(initializer, VarianceScaling):
        recipe = (initializer.scale, initializer.mode, initializer.distribution)
    else:
        recipe = initializer.recipe
    try:
        fan_in, fan_out = fans(placed.weight.shape, initializer.input_axes, initializer.output_axes)
    except Fault as fault:
        raise Unsupported("is initialized by a rule that does not fit it: {cause}", cause=str(fault)) from None
    if recipe == (1.0, "fan_avg", "uniform") and _counts(placed) == (fan_in, fan_out):
        return _init("xavier_uniform_", target)
    if recipe == (2.0, "fan_in", "uniform") and _counts(placed)[0] == fan_in:
        return call("nn.init.kaiming_uniform_", Code(target), named("nonlinearity", literal("relu")))
    scale, mode, distribution = recipe
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    deviation = math.sqrt(scale / max(1.0, n))
    if distribution == "uniform":
        limit = round(math.sqrt(3) * deviation, 6)
        return _init("uniform_", target, -limit, limit)
    if distribution == "untruncated_normal":
        return _init("normal_", target, 0.0, round(deviation, 6))
    return _truncated(target, 0.0, round(deviation / SPREAD_OF_TRUNCATED, 6))


def _truncated(target: str, mean: float, deviation: float) -> Code:
    low, high = round(mean - 2 * deviation, 6), round(mean + 2 * deviation, 6)
    return _init("trunc_normal_", target, mean, deviation, low, high)


def _counts(placed: Placed) -> tuple[int, int]:
    """Inputs and outputs as PyTorch counts them: of (out, in, …)."""
    shape = placed.change(np.empty(placed.weight.shape, np.float32)).shape
    if len(shape) < 2:
        return 0, 0
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field
