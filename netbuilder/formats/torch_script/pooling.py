"""Pooling: functions without weights, on channels first."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.python_source import Code, call, literal, named
from netbuilder.formats.torch_script.base import FIRST, HELPERS, LAST, Site, rule
from netbuilder.formats.torch_script.convolution import flat_pads, pads_of, short
from netbuilder.layers.adaptive_pooling import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
)
from netbuilder.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)

HELPERS["padded_average"] = '''
def padded_average(pool, x, pads, size, stride):
    """Average pooling that does not count its padding, as Keras's "same"."""
    total = pool(F.pad(x, pads), size, stride)
    return total / pool(F.pad(torch.ones_like(x), pads), size, stride)
'''


HELPERS["mean_of_real"] = '''
def mean_of_real(x, real, keepdim=False):
    """The mean over the steps that are no padding; of padding alone it is 0."""
    real = real.unsqueeze(-1)
    return (x * real).sum(1, keepdim) / real.sum(1, keepdim).clamp(min=1)
'''


@rule(MaxPooling1D, MaxPooling2D, MaxPooling3D)
def max_pooling(site: Site, layer: Any) -> str:
    return _pooled(site, layer, "max")


@rule(AveragePooling1D, AveragePooling2D, AveragePooling3D)
def average_pooling(site: Site, layer: Any) -> str:
    return _pooled(site, layer, "avg")


def _pooled(site: Site, layer: Any, kind: str) -> str:
    rank = len(layer.pool_size)
    strides = layer.strides or layer.pool_size
    pads = pads_of(site, layer.pool_size, strides, (1,) * rank, layer.padding)
    function, size, x = f"F.{kind}_pool{rank}d", short(layer.pool_size), site.read(FIRST)
    stepping = [] if strides == layer.pool_size else [short(strides)]
    widths = tuple(before for before, _ in pads)
    if all(pair == (0, 0) for pair in pads):
        site.step(call(function, x, size, *stepping))
    elif all(a == b and 2 * a <= k for (a, b), k in zip(pads, layer.pool_size, strict=True)):
        uncounted = [named("count_include_pad", literal(False))] if kind == "avg" else []
        site.step(call(function, x, size, *stepping, named("padding", short(widths)), *uncounted))
    elif kind == "max":
        site.step(call("F.pad", x, flat_pads(pads), named("value", Code('float("-inf")'))))
        site.step(call(function, Code(site.variable), size, *stepping))
    else:
        site.step(call(site.helper("padded_average"), Code(function), x, flat_pads(pads), size, short(strides)))
    return FIRST


@rule(GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D)
def global_max_pooling(site: Site, layer: Any) -> str:
    return _over_all(site, layer, "amax")


@rule(GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D)
def global_average_pooling(site: Site, layer: Any) -> str:
    mask = site.heed() if isinstance(layer, GlobalAveragePooling1D) else ""
    if mask:
        kept = [named("keepdim", literal(True))] if layer.keepdims else []
        site.step(call(site.helper("mean_of_real"), site.read(LAST), Code(mask), *kept))
        return LAST
    return _over_all(site, layer, "mean")


def _over_all(site: Site, layer: Any, how: str) -> str:
    x, layout = site.same()
    rank = len(site.shapes[0]) - 1
    axes = tuple(range(2, rank + 2) if layout == FIRST else range(1, rank + 1))
    kept = [named("keepdim", literal(True))] if layer.keepdims else []
    site.step(call(f"{x.flat()}.{how}", literal(axes if rank > 1 else axes[0]), *kept))
    return layout if layer.keepdims else LAST


@rule(AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D)
def adaptive_max_pooling(site: Site, layer: Any) -> str:
    site.step(call(f"F.adaptive_max_pool{layer.rank}d", site.read(FIRST), short(layer.output_size)))
    return FIRST


@rule(AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D)
def adaptive_average_pooling(site: Site, layer: Any) -> str:
    site.step(call(f"F.adaptive_avg_pool{layer.rank}d", site.read(FIRST), short(layer.output_size)))
    return FIRST
