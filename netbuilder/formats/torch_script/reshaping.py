"""Layers that rearrange, pad, crop, enlarge and resize."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, LAST, Site, rule
from netbuilder.formats.torch_script.convolution import flat_pads, short
from netbuilder.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from netbuilder.layers.resizing import CenterCrop, Resizing
from netbuilder.layers.spatial import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)

INTERPOLATIONS = {"nearest": "nearest-exact", "bilinear": "bilinear"}


@rule(Flatten)
def flatten(site: Site, layer: Flatten) -> str:
    """In our order of values: channels last."""
    x = site.read(LAST).flat()
    if not site.shapes[0]:
        site.step(call(f"{x}.unsqueeze", literal(1)))
    else:
        # Axes that were turned are no view any more, which flatten copes with.
        site.step(call(f"{x}.flatten", literal(1)))
    return LAST


@rule(Reshape)
def reshape(site: Site, layer: Reshape) -> str:
    x = site.read(LAST).flat()
    sizes = [literal(size) for size in layer.target_shape]
    site.step(call(f"{x}.reshape", literal(-1) if -1 not in layer.target_shape else Code(f"len({x})"), *sizes))
    return LAST


@rule(Permute)
def permute(site: Site, layer: Permute) -> str:
    x = site.read(LAST).flat()
    site.step(call(f"{x}.permute", literal(0), *map(literal, layer.dims)))
    return LAST


@rule(RepeatVector)
def repeat_vector(site: Site, layer: RepeatVector) -> str:
    x = site.read(LAST).flat()
    site.step(call(f"{x}.unsqueeze(1).repeat", literal(1), literal(layer.n), literal(1)))
    return LAST


@rule(ZeroPadding1D, ZeroPadding2D, ZeroPadding3D)
def zero_padding(site: Site, layer: Any) -> str:
    site.step(call("F.pad", site.read(FIRST), flat_pads(layer._pairs())))
    return FIRST


@rule(Cropping1D, Cropping2D, Cropping3D)
def cropping(site: Site, layer: Any) -> str:
    places = ", ".join(f"{before or ''}:{-after or ''}" for before, after in layer._pairs())
    site.step(Code(f"{site.read(FIRST).flat()}[:, :, {places}]"))
    return FIRST


@rule(UpSampling1D, UpSampling2D, UpSampling3D)
def up_sampling(site: Site, layer: Any) -> str:
    mode = getattr(layer, "interpolation", "nearest")
    site.need(mode in INTERPOLATIONS, "interpolates by {mode} as PyTorch does not. Use nearest or bilinear", mode=mode)
    more = [named("mode", literal("bilinear"))] if mode == "bilinear" else []
    factor = named("scale_factor", short(layer._times()))
    site.step(call("F.interpolate", site.read(FIRST), factor, *more))
    return FIRST


@rule(Resizing)
def resizing(site: Site, layer: Resizing) -> str:
    plain = not (layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio or layer.antialias)
    site.need(
        plain and layer.interpolation in INTERPOLATIONS,
        "resizes as PyTorch does not. Use nearest or bilinear, without antialias and without keeping the ratio",
    )
    size = named("size", short((layer.height, layer.width)))
    mode = named("mode", literal(INTERPOLATIONS[layer.interpolation]))
    x = site.read(FIRST)
    site.step(call("F.interpolate", x, size, mode))
    return FIRST


@rule(CenterCrop)
def center_crop(site: Site, layer: CenterCrop) -> str:
    height, width, _ = site.shapes[0]
    fits = height is not None and width is not None and height >= layer.height and width >= layer.width
    site.need(fits, "stretches images that are smaller, which the script does not. Use Resizing")
    top, left = ((height or 0) - layer.height) // 2, ((width or 0) - layer.width) // 2
    site.step(Code(f"{site.read(FIRST).flat()}[:, :, {top}:{top + layer.height}, {left}:{left + layer.width}]"))
    return FIRST
