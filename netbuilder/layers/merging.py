"""Layers that make one input of several."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import accumulate
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Dim, Shape, Shapes
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weights, layer, size_of
from netbuilder.layers.maths.axes import AxisKind
from netbuilder.spec import param

Through = Callable[[Array], list[Array]]

SHORTEST = 1e-7  # Keras's epsilon: what is shorter is not made longer than this allows


class _Merge(Layer):
    fewest_inputs = 2
    most_inputs: ClassVar[int | None] = None


class Elementwise(_Merge):
    """Combines values at the same place; missing axes at the front and axes of size 1 are repeated to fit."""

    keeps_mask = True

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        real = [mask for mask in masks if mask is not None]
        joined: Mask = reduce(np.logical_or, real) if len(real) == len(masks) else None
        return (joined,)

    def output_shape(self, *inputs: Shape) -> Shape:
        rank = max(map(len, inputs))
        full = [(1,) * (rank - len(shape)) + shape for shape in inputs]
        return tuple(self._joined(dims, inputs) for dims in zip(*full, strict=True))

    def operations(self, *inputs: Shape) -> int:
        return (len(inputs) - 1) * size_of(self.output_shape(*inputs))

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        rank = max(x.ndim for x in inputs)
        full = [x.reshape(len(x), *(1,) * (rank - x.ndim), *x.shape[1:]) for x in inputs]
        shown = [_shown(run.mask(i), x) for i, x in enumerate(full)] if self.uses_mask else []
        masked = any(real is not None for real in shown)
        y, through = self.merged_where(full, shown) if masked else self.merged(full)

        def backward(dy: Array) -> Any:
            back = through(dy)
            return tuple(
                summed_to(d, x.shape).reshape(own.shape) for d, x, own in zip(back, full, inputs, strict=True)
            ), {}

        return y, backward

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        """What becomes of inputs of the same rank, and the gradients of each, not yet summed to its own shape."""
        raise AssertionError(f"{type(self).__name__} merges nothing")

    def merged_where(self, xs: list[Array], shown: list[Mask]) -> tuple[Array, Through]:
        """The same where masks hide values of some inputs."""
        raise AssertionError(f"{type(self).__name__} minds no masks")

    def _joined(self, dims: tuple[Dim, ...], inputs: tuple[Shape, ...]) -> Dim:
        sizes = {dim for dim in dims if dim not in (1, None)}
        if len(sizes) > 1:
            raise ShapeError("its inputs differ in size: {shapes}", shapes=Shapes(inputs))
        return sizes.pop() if sizes else (None if None in dims else 1)


@layer("merging")
class Add(Elementwise):
    """Adds its inputs, value by value."""

    advice = (
        "The shortcut of residual networks: it lets the gradient pass around a group of layers. Both inputs need "
        "the same shape; a 1 × 1 Conv2D makes them equal."
    )

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        return reduce(np.add, xs), lambda dy: [dy] * len(xs)


@layer("merging")
class Subtract(Elementwise):
    """Subtracts its second input from its first, value by value."""

    most_inputs = 2

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (tuple(range(count)),), {}

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        return xs[0] - xs[1], lambda dy: [dy, -dy]


@layer("merging")
class Multiply(Elementwise):
    """Multiplies its inputs, value by value."""

    advice = "For gates and attention over channels, where one input says how much of the other passes."

    uses_mask = True

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        before = list(accumulate(xs, np.multiply))
        after = list(accumulate(reversed(xs), np.multiply))[::-1]

        def through(dy: Array) -> list[Array]:
            # Each gradient is the product of all others: those before it and those after it.
            return [
                reduce(np.multiply, [dy, *before[max(i - 1, 0) : i], *after[i + 1 : i + 2]]) for i in range(len(xs))
            ]

        return before[-1], through

    def merged_where(self, xs: list[Array], shown: list[Mask]) -> tuple[Array, Through]:
        """What is hidden counts as 1; what is hidden everywhere becomes 0."""
        y, back = self.merged(
            [x if real is None else np.where(real, x, x.dtype.type(1)) for x, real in zip(xs, shown, strict=True)]
        )
        known_masks = [real for real in shown if real is not None]
        whole = reduce(np.logical_or, known_masks) if len(known_masks) == len(shown) else None

        def through(dy: Array) -> list[Array]:
            found = back(_only(dy, whole))
            return [_only(d, real) for d, real in zip(found, shown, strict=True)]

        return _only(y, whole), through


@layer("merging")
class Average(Elementwise):
    """Takes the mean of its inputs, value by value."""

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        share = xs[0].dtype.type(1 / len(xs))
        return reduce(np.add, xs) * share, lambda dy: [dy * share] * len(xs)


class _Extreme(Elementwise):
    """Keeps one of the values at the same place; equal ones share the gradient, as in JAX."""

    uses_mask = True
    chosen: ClassVar[Any]
    better: ClassVar[Any]

    def merged(self, xs: list[Array]) -> tuple[Array, Through]:
        best = list(accumulate(xs, self.chosen))

        def through(dy: Array) -> list[Array]:
            gradients = []
            for i in range(len(xs) - 1, 0, -1):
                share = self.better(xs[i], best[i - 1]).astype(dy.dtype)
                share += (xs[i] == best[i - 1]) * dy.dtype.type(0.5)
                gradients.append(dy * share)
                dy = dy * (1 - share)
            return [dy, *reversed(gradients)]

        return best[-1], through

    def merged_where(self, xs: list[Array], shown: list[Mask]) -> tuple[Array, Through]:
        """In the place of a hidden value stands that of the other input: two at a time, from the first on."""
        best, seen = xs[0], shown[0]
        backs: list[Callable[[Array], tuple[Array, Array]]] = []
        for x, real in zip(xs[1:], shown[1:], strict=True):
            best, back = self._better_of(best, seen, x, real)
            seen = None if seen is None or real is None else seen | real
            backs.append(back)

        def through(dy: Array) -> list[Array]:
            gradients = []
            for back in reversed(backs):
                dy, dx = back(dy)
                gradients.append(dx)
            return [dy, *reversed(gradients)]

        return best, through

    def _better_of(self, a: Array, seen: Mask, b: Array, real: Mask) -> tuple[Array, Any]:
        second = b if real is None else np.where(real, b, a)
        first = a if seen is None else np.where(seen, a, second)
        y, through = self.merged([first, second])

        def back(dy: Array) -> tuple[Array, Array]:
            dfirst, dsecond = through(dy)
            if seen is not None:
                dsecond = dsecond + _only(dfirst, ~seen)
                dfirst = _only(dfirst, seen)
            if real is not None:
                dfirst = dfirst + _only(dsecond, ~real)
                dsecond = _only(dsecond, real)
            return dfirst, dsecond

        return y, back


@layer("merging")
class Maximum(_Extreme):
    """Keeps the greatest of its inputs, value by value."""

    chosen, better = np.maximum, np.greater


@layer("merging")
class Minimum(_Extreme):
    """Keeps the least of its inputs, value by value."""

    chosen, better = np.minimum, np.less


@layer("merging")
class Concatenate(_Merge):
    """Joins its inputs end to end along one axis."""

    advice = "Brings branches together and loses nothing, at the price of more weights in the next layer."

    keeps_mask = True

    axis: int = param(
        default=-1, kind=AxisKind(), doc="The axis along which they are joined; the batch is axis 0.", brief="axis {}"
    )

    def validate(self) -> None:
        if self.axis == 0:
            raise FieldError("axis", "cannot be 0, the batch")

    def output_shape(self, *inputs: Shape) -> Shape:
        rank = len(inputs[0]) + 1
        if not -rank < self.axis < rank:
            raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=self.axis, shape=inputs[0])
        at = self.axis % rank - 1
        if len({(*shape[:at], *shape[at + 1 :]) for shape in inputs}) > 1 or len({len(s) for s in inputs}) > 1:
            raise ShapeError(
                "its inputs may differ only along axis {axis}, got {shapes}", axis=self.axis, shapes=Shapes(inputs)
            )
        lengths = [shape[at] for shape in inputs]
        total = None if None in lengths else sum(length for length in lengths if length is not None)
        return (*inputs[0][:at], total, *inputs[0][at + 1 :])

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        if all(mask is None for mask in masks):
            return ()
        full = []
        for x, mask in zip(inputs, masks, strict=True):
            shown = np.ones((), bool) if mask is None else mask[..., None] if mask.ndim < x.ndim else mask
            full.append(np.broadcast_to(shown, x.shape))
        real: Array = np.any(np.concatenate(full, axis=self.axis), axis=-1)
        return (real,)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        cuts = list(accumulate(x.shape[self.axis] for x in inputs))[:-1]
        y = np.concatenate(inputs, axis=self.axis)
        return y, lambda dy: (tuple(np.split(dy, cuts, axis=self.axis)), {})


@layer("merging")
class Dot(_Merge):
    """Sums the products of two inputs along one axis of each."""

    most_inputs = 2

    axes: tuple[int, int] = param(
        start=(-1, -1), doc="The axis of each input that is summed over; the batch is axis 0.", brief="axes {}"
    )
    normalize: bool = param(
        default=False, doc="Scales both to length 1 first: the cosine of their angle.", brief="cosine"
    )

    def validate(self) -> None:
        if 0 in self.axes:
            raise FieldError("axes", "cannot be 0, the batch")

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (tuple(range(count)),), {}

    def output_shape(self, *inputs: Shape) -> Shape:
        (one, other), places = inputs, self._places(*inputs)
        sizes = (one[places[0] - 1], other[places[1] - 1])
        if None not in sizes and sizes[0] != sizes[1]:
            raise ShapeError(
                "sums along axes of different size, {sizes}, of {shapes}", sizes=sizes, shapes=Shapes(inputs)
            )
        rest = (*one[: places[0] - 1], *one[places[0] :], *other[: places[1] - 1], *other[places[1] :])
        return rest or (1,)

    def operations(self, *inputs: Shape) -> int:
        shared = inputs[0][self._places(*inputs)[0] - 1] or 1
        return size_of(inputs[0]) * size_of(inputs[1]) // shared

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        places = self._places(*(x.shape[1:] for x in inputs))
        sides = [_Side(x, place, self.normalize) for x, place in zip(inputs, places, strict=True)]
        a, b = (side.rows for side in sides)
        y = a @ b.swapaxes(1, 2)

        def backward(dy: Array) -> Any:
            d = dy.reshape(y.shape)
            return (sides[0].back(d @ b), sides[1].back(d.swapaxes(1, 2) @ a)), {}

        return y.reshape(len(y), *(sides[0].rest + sides[1].rest or (1,))), backward

    def _places(self, *inputs: Shape) -> tuple[int, int]:
        """The two axes counted from the front; raises ShapeError."""
        found = []
        for axis, shape in zip(self.axes, inputs, strict=True):
            rank = len(shape) + 1
            if not -rank < axis < rank:
                raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=axis, shape=shape)
            found.append(axis % rank)
        return found[0], found[1]


class _Side:
    """One input of Dot as rows along its axis: (batch, all other axes, axis)."""

    def __init__(self, x: Array, place: int, normalize: bool) -> None:
        moved = np.moveaxis(x, place, -1)
        self.moved_shape, self.place, self.rest = moved.shape, place, moved.shape[1:-1]
        self.rows = moved.reshape(len(x), -1, moved.shape[-1])
        self.scale: Array | None = None
        if normalize:
            length = np.sqrt(np.square(self.rows).sum(axis=-1, keepdims=True))
            self.long = length > SHORTEST
            self.scale = 1 / np.maximum(length, length.dtype.type(SHORTEST))
            self.rows = self.rows * self.scale

    def back(self, d: Array) -> Array:
        """The gradient of the input from that of its rows."""
        if self.scale is not None:
            along = (d * self.rows).sum(axis=-1, keepdims=True) * self.long
            d = (d - self.rows * along) * self.scale
        return np.moveaxis(d.reshape(self.moved_shape), -1, self.place)


def _shown(mask: Mask, x: Array) -> Mask:
    """A mask of steps for each value of the steps; None where it is of other axes than the first."""
    return None if mask is None or mask.ndim != x.ndim - 1 else mask[..., None].astype(bool)


def _only(x: Array, shown: Mask) -> Array:
    """0 where values are hidden."""
    return x if shown is None else x * shown


def summed_to(gradient: Array, shape: tuple[int, ...]) -> Any:
    """The gradient of an input that was repeated along its axes of size 1."""
    axes = tuple(i for i, (have, want) in enumerate(zip(gradient.shape, shape, strict=True)) if have != want)
    return gradient.sum(axis=axes, keepdims=True) if axes else gradient
