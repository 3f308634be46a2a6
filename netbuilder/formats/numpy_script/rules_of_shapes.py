"""How layers are written that rearrange, join, encode or resize."""

from __future__ import annotations

from typing import Any

from netbuilder.formats.numpy_script.base import Site, rule
from netbuilder.formats.python_source import Code, array, call, literal, named
from netbuilder.layers.augmentation.geometry import RandomCrop
from netbuilder.layers.augmentation.tones import AutoContrast
from netbuilder.layers.merging import Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract
from netbuilder.layers.preprocessing import CategoryEncoding, Discretization
from netbuilder.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from netbuilder.layers.resizing import CenterCrop, Resizing
from netbuilder.layers.spatial import Cropping, UpSampling, UpSampling2D, ZeroPadding

OPERATORS: dict[type[Any], tuple[str, str]] = {
    Add: ("+", "np.add"), Average: ("+", "np.add"), Subtract: ("-", "np.subtract"), Multiply: ("*", "np.multiply"),
}  # fmt: skip


@rule(Flatten, Reshape, whole="keeps")
def reshape(site: Site, layer: Any) -> None:
    x = site.read().flat()
    target = (-1,) if isinstance(layer, Flatten) else layer.target_shape
    shape = layer.output_shape(*site.shapes)
    if None not in shape:
        target = shape
    site.step(call(f"{x}.reshape", Code(f"len({x})"), *map(literal, target)))


@rule(Permute, whole="keeps")
def permute(site: Site, layer: Permute) -> None:
    site.step(call(f"{site.read().flat()}.transpose", *map(literal, (0, *layer.dims))))


@rule(RepeatVector, whole="keeps")
def repeat_vector(site: Site, layer: RepeatVector) -> None:
    site.step(
        call("np.repeat", Code(f"{site.read().flat()}[:, np.newaxis]"), literal(layer.n), named("axis", literal(1)))
    )


@rule(ZeroPadding, inherit=True)
def padded(site: Site, layer: Any) -> None:
    site.step(site.call("pad_zeros", site.read(), literal(layer._pairs())))


@rule(Cropping, inherit=True)
def cropped(site: Site, layer: Any) -> None:
    site.step(site.call("crop", site.read(), literal(layer._pairs())))


@rule(UpSampling, inherit=True)
def repeated(site: Site, layer: Any) -> None:
    if getattr(layer, "interpolation", "nearest") == "nearest":
        site.step(site.call("enlarge", site.read(), literal(layer._times())))
        return
    assert isinstance(layer, UpSampling2D)
    x = site.read().flat()
    height, width = (
        literal(n * times) if n is not None else Code(f"{x}.shape[{axis}] * {times}")
        for axis, (n, times) in enumerate(zip(site.shapes[0][:2], layer.size, strict=True), 1)
    )
    site.step(site.call("resize", Code(x), height, width, literal(layer.interpolation)))


@rule(Resizing)
def resizing(site: Site, layer: Resizing) -> None:
    size = literal(layer.height), literal(layer.width)
    x = site.read()
    if layer.crop_to_aspect_ratio:
        x = site.step(site.call("crop_to_ratio", x, *size))
    elif layer.pad_to_aspect_ratio:
        value = layer.fill_value or None
        x = site.step(site.call("pad_to_ratio", x, *size, value=value))
    site.step(site.call("resize", x, *size, literal(layer.interpolation), antialias=layer.antialias or None))


@rule(CenterCrop)
def center_crop(site: Site, layer: CenterCrop) -> None:
    site.step(site.call("center_crop", site.read(), literal(layer.height), literal(layer.width)))


@rule(RandomCrop)
def random_crop(site: Site, layer: RandomCrop) -> None:
    """What it does outside of training."""
    site.step(site.call("smart_resize", site.read(), literal(layer.height), literal(layer.width)))


@rule(AutoContrast)
def auto_contrast(site: Site, layer: AutoContrast) -> None:
    site.step(site.call("auto_contrast", site.read(), *map(literal, layer.value_range)))


@rule(Add, Average, Subtract, Multiply)
def arithmetic(site: Site, layer: Any) -> None:
    sign, function = OPERATORS[type(layer)]
    if isinstance(layer, Multiply) and _is_masked(site):
        _merge_real(site, "np.multiply", 1)
        return
    xs = [value.variable for value in site.inputs]
    if len({len(shape) for shape in site.shapes}) > 1:
        y = site.call("merge", Code(function), *map(Code, xs)).flat()
    else:
        y = f" {sign} ".join(xs)
    site.step(Code(f"({y}) / {len(xs)}" if isinstance(layer, Average) else y))


@rule(Maximum, Minimum)
def extreme(site: Site, layer: Any) -> None:
    function = "np.maximum" if isinstance(layer, Maximum) else "np.minimum"
    if _is_masked(site):
        _merge_real(site, function, None)
        return
    site.step(site.call("merge", Code(function), *(site.read(i) for i in range(len(site.inputs)))))


def _is_masked(site: Site) -> bool:
    return any(value.mask for value in site.inputs)


def _merge_real(site: Site, function: str, neutral: int | None) -> None:
    xs = array([site.read(i) for i in range(len(site.inputs))])
    site.step(site.call("merge_real", Code(function), xs, site.masks(), neutral=neutral))


@rule(Concatenate)
def concatenate(site: Site, layer: Concatenate) -> None:
    xs = array([site.read(i) for i in range(len(site.inputs))])
    site.step(call("np.concatenate", xs, named("axis", literal(layer.axis))))


@rule(Dot)
def dot(site: Site, layer: Dot) -> None:
    axes = named("axes", literal(layer.axes))
    site.step(site.call("dot", site.read(0), site.read(1), axes, normalize=layer.normalize or None))


@rule(Discretization)
def discretization(site: Site, layer: Discretization) -> None:
    boundaries = layer.bin_boundaries or ()
    x = site.step(site.call("bins", site.read(), literal(list(boundaries))))
    _encode(site, x, len(boundaries) + 1, layer.output_mode)


@rule(CategoryEncoding, whole="reads")
def category_encoding(site: Site, layer: CategoryEncoding) -> None:
    if len(site.inputs) > 1:
        site.step(site.call("counts", site.read(), literal(layer.num_tokens), site.read(1)))
    else:
        _encode(site, site.read(), layer.num_tokens, layer.output_mode)


def _encode(site: Site, x: Code, depth: int, mode: str) -> None:
    """Whole numbers in one of Keras's output modes."""
    if mode == "int":
        site.step(call(f"{x.flat()}.astype", Code("np.float32")))
        return
    site.step(site.call("counts" if mode == "count" else mode, x, literal(depth)))
