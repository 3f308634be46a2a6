"""Values with numbers that do not depend on samples: factors and offsets, for all places or for each."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_
from netbuilder.formats.onnx.reading.activations import holds_whole, stored_like
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.operators import Operator, held, number_over
from netbuilder.formats.onnx.reading.views import BATCH_SIZE, View
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.preprocessing import Normalization, Rescaling

CHANGE_SHAPE = N_("joins values with numbers that differ from sample to sample or change their shape")


def with_numbers(op: Operator, view: View, array: Any, swapped: bool) -> Any:
    """A value with numbers that do not depend on samples."""
    require(isinstance(array, np.ndarray), "lacks an input")
    build = op.build
    view = wide_as(view, array)
    value = number_over(apart_from_samples(array, build.batch), view, build.batch)
    require(
        op.kind != "Div" or not holds_whole(build, view),
        "divides whole numbers, of which no layer keeps the whole part",
    )
    if value is not None:
        scale, offset = _linear(op.kind, value, swapped)
        return view if (scale, offset) == (1, 0) else build.alike(Rescaling(scale, offset), view)
    array = held(apart_from_samples(array, build.batch))
    if op.kind == "Div":
        require(not swapped, "divides numbers by values, which no layer does")
        require(bool((array != 0).all()), "divides by 0")
        array = 1 / array
    numbers = stored_like(view, array.astype(np.float32))
    if numbers is None:
        view = build.as_seen(view)
        numbers = stored_like(view, array.astype(np.float32))
    require(numbers is not None, CHANGE_SHAPE)
    assert numbers is not None
    if op.kind in ("Mul", "Div"):
        if _only_last(numbers):
            return build.alike(Rescaling(_tuple(numbers)), view)
        return _multiplied_each(build, view, numbers)
    if op.kind == "Sub" and not swapped:
        numbers = -numbers
    if op.kind == "Sub" and swapped:
        view = build.alike(Rescaling(-1.0), view)
    if _only_last(numbers):
        return build.alike(Rescaling(1.0, _tuple(numbers)), view)
    return shifted(build, view, numbers)


def apart_from_samples(array: Array, batch: int | None) -> Array:
    """An array without its axes of samples, along which it was only spread."""
    for axis, size in enumerate(array.shape):
        first = array.take([0], axis) if size in (BATCH_SIZE, batch) and size > 1 else None
        if first is not None and (array.strides[axis] == 0 or (size == batch and bool((array == first).all()))):
            array = first
    return array


def _multiplied_each(build: Builder, view: View, numbers: Array) -> View:
    """A factor for each place: a product that sums over nothing."""
    letters = ascii_lowercase[: numbers.ndim]
    kernel = "".join(letter for letter, size in zip(letters, numbers.shape, strict=True) if size > 1)
    sizes = build.shape_of(view.port)
    layer = EinsumDense(f"{letters},{kernel}->{letters}", tuple(sizes), trainable=False)
    return build.alike(layer, view, {"kernel": numbers.reshape([size for size in numbers.shape if size > 1])})


def wide_as(view: View, array: Array) -> View:
    """The view with as many axes as an array; those before its own have size 1."""
    return view.with_seen(((),) * (array.ndim - len(view.seen)) + view.seen)


def shifted(build: Builder, view: View, numbers: Array) -> View:
    """An offset for each place, such as that of a word: a mean of its negative is taken away, and nothing scaled."""
    shape = build.shape_of(view.port)
    axes = tuple(i for i, size in enumerate(numbers.shape[1:], 1) if size > 1)
    require(all(shape[axis - 1] is not None for axis in axes), "adds numbers along an axis that has no fixed size")
    mean = -numbers.reshape([size for size in numbers.shape[1:] if size > 1])
    weights = {"mean": mean, "variance": np.ones_like(mean), "count": np.zeros((), np.float32)}
    return build.alike(Normalization(axes, trainable=False), view, weights)


def _linear(kind: str, value: float, swapped: bool) -> tuple[float, float]:
    """Scale and offset of an operator with one number."""
    if kind == "Add":
        return 1.0, value
    if kind == "Sub":
        return (-1.0, value) if swapped else (1.0, -value)
    if kind == "Mul":
        return value, 0.0
    require(not swapped and value != 0, "divides a number by values, which no layer does")
    return 1 / value, 0.0


def _only_last(numbers: Array) -> bool:
    return numbers.size == numbers.shape[-1] and numbers.ndim > 1


def _tuple(numbers: Array) -> tuple[float, ...]:
    return tuple(float(n) for n in numbers.reshape(-1))
