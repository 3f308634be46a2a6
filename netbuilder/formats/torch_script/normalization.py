"""Normalization. PyTorch counts momentum the other way round: 1 minus ours."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, LAST, Site, rule
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.sample_normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)


def _affine(site: Site, module: str, layer: Any, change: Any = np.asarray) -> None:
    """gamma and beta; what the layer does without stays 1 or 0."""
    for name, key, used, start in (("weight", "gamma", layer.scale, 1), ("bias", "beta", layer.center, 0)):
        place = f"{module[5:]}.{name}"
        if used:
            site.weight(place, key, change, "ones" if start else "zeros")
        elif layer.scale or layer.center:
            shape = next(iter(site.weights.values())).shape
            site.fixed(place, np.full(shape, start, np.float32))
            site.setting(call(f"{module}.{name}.requires_grad_", literal(False)))


def _without(layer: Any, word: str) -> list[Code]:
    return [] if layer.scale or layer.center else [named(word, literal(False))]


def _on_channels(site: Site, axis: int, apply: Any) -> str:
    """Calls a module that wants its channels on axis 1; others are turned there and back."""
    rank = len(site.shapes[0]) + 1
    axis %= rank
    if axis == rank - 1:
        site.step(apply(site.read(FIRST)))
        return FIRST
    x = site.read(LAST)
    if axis == 1:
        site.step(apply(x))
    else:
        site.step(apply(call(f"{x.flat()}.movedim", literal(axis), literal(1))))
        site.step(call(f"{site.variable}.movedim", literal(1), literal(axis)))
    return LAST


@rule(BatchNormalization)
def batch_normalization(site: Site, layer: BatchNormalization) -> str:
    rank = max(len(site.shapes[0]) - 1, 1)
    site.need(rank <= 3, "has more axes than PyTorch's BatchNorm takes. Use LayerNormalization")
    arguments = [literal(site.weights["moving_mean"].shape[0]), named("eps", literal(layer.epsilon))]
    arguments.append(named("momentum", literal(round(1 - layer.momentum, 12))))
    module = site.module(call(f"nn.BatchNorm{rank}d", *arguments, *_without(layer, "affine")))
    _affine(site, module, layer)
    site.weight(f"{module[5:]}.running_mean", "moving_mean", starts_as="zeros")
    site.weight(f"{module[5:]}.running_var", "moving_variance", starts_as="ones")
    site.fixed(f"{module[5:]}.num_batches_tracked", np.array(0))
    if not layer.trainable and module not in site.parts.evaluated:
        site.parts.evaluated.append(module)
    return _on_channels(site, layer.axis, lambda x: call(module, x))


@rule(GroupNormalization)
def group_normalization(site: Site, layer: GroupNormalization) -> str:
    rank = len(site.shapes[0]) + 1
    channels = site.shapes[0][layer.axis % rank - 1] or 0
    groups = channels if layer.groups == -1 else layer.groups
    arguments = [literal(groups), literal(channels), named("eps", literal(layer.epsilon)), *_without(layer, "affine")]
    module = site.module(call("nn.GroupNorm", *arguments))
    _affine(site, module, layer)
    return _on_channels(site, layer.axis, lambda x: call(module, x))


@rule(LayerNormalization)
def layer_normalization(site: Site, layer: LayerNormalization) -> str:
    site.need(not layer.rms_scaling, "scales without centring. Use RMSNormalization, or turn rms_scaling off")
    made = "nn.LayerNorm"
    return _on_last(site, layer, made, lambda module, change: _affine(site, module, layer, change))


@rule(RMSNormalization)
def rms_normalization(site: Site, layer: RMSNormalization) -> str:
    def place(module: str, change: Any) -> None:
        site.weight(f"{module[5:]}.weight", "scale", change, "ones")

    return _on_last(site, layer, "nn.RMSNorm", place)


def _on_last(site: Site, layer: Any, kind: str, place: Any) -> str:
    """Calls a module that normalizes the last axes; others are turned there and back."""
    shape = site.shapes[0]
    rank = len(shape) + 1
    axes = sorted(axis % rank for axis in layer.along(shape))
    sizes = tuple(shape[axis - 1] for axis in axes)
    module_of = call(
        kind, literal(sizes if len(sizes) > 1 else sizes[0]), named("eps", literal(layer.epsilon)),
        *([] if kind != "nn.LayerNorm" else _without(layer, "elementwise_affine")),
    )  # fmt: skip
    module = site.module(module_of)

    def change(array: Array) -> Array:
        return array.reshape(sizes)

    place(module, change)
    x = site.read(LAST)
    if axes == list(range(rank - len(axes), rank)):
        site.step(call(module, x))
        return LAST
    others = [axis for axis in range(rank) if axis not in axes]
    turn = [*others, *axes]
    site.step(call(module, call(f"{x.flat()}.permute", *map(literal, turn))))
    site.step(call(f"{site.variable}.permute", *(literal(int(i)) for i in np.argsort(turn))))
    return LAST


@rule(UnitNormalization)
def unit_normalization(site: Site, layer: UnitNormalization) -> str:
    axes = tuple(layer.along(site.shapes[0]))
    site.step(call("F.normalize", site.read(LAST), named("dim", literal(axes if len(axes) > 1 else axes[0]))))
    return LAST
