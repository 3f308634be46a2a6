"""Products with matrices, and normalization."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.attention import Scores, contracted, product_of
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.moments import Moments
from netbuilder.formats.onnx.reading.operators import Operator, Pending, axis_in, held, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, Axis, View, atoms_of, reshaped, size_of
from netbuilder.layers import Dense
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.sample_normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)


@operator("MatMul")
def read_matmul(op: Operator) -> Any:
    """With a fixed matrix a Dense layer; else attention, or a product of two values."""
    one, other = op.get(0), op.get(1)
    one, other = (op.view(i) if isinstance(x, Pending) and not isinstance(x, Scores) else x
                  for i, x in enumerate((one, other)))  # fmt: skip
    if isinstance(one, Scores) or (isinstance(one, View) and isinstance(other, View)):
        return product_of(op, one, other)
    if isinstance(one, np.ndarray):
        view, matrix = op.view(1), _matrix(held(one))
        require(len(view.seen) > 1 and view.seen[-2], "multiplies rows in a way that no layer does")
        turned = view.with_seen((*view.seen[:-2], view.seen[-1], view.seen[-2]))
        found = dense(op.build, turned, matrix.T, None)
        return found.with_seen((*found.seen[:-2], found.seen[-1], found.seen[-2]))
    matrix = _matrix(op.array(1, "kernel"))
    return dense(op.build, op.view(), matrix, None)


def _matrix(array: Array) -> Array:
    array = array.reshape(array.shape[array.ndim - 2 :]) if array.ndim > 2 and array.size == _last_two(array) else array
    require(array.ndim == 2, "multiplies by something that is no matrix")
    return array


def _last_two(array: Array) -> int:
    return int(array.shape[-1] * array.shape[-2])


@operator("Gemm")
def read_gemm(op: Operator) -> View:
    """alpha · x · kernel + beta · bias."""
    view, kernel = op.view(), op.array(1, "kernel")
    require(not op.attributes.get("transA", 0), "turns its input, samples and all")
    require(kernel.ndim == 2, "multiplies by something that is no matrix")
    kernel = kernel.T if op.attributes.get("transB", 0) else kernel
    kernel = kernel * np.float32(op.attributes.get("alpha", 1.0))
    bias = None
    if op.has(2):
        given = op.array(2, "bias") * np.float32(op.attributes.get("beta", 1.0))
        require(given.ndim < 2 or len(given) == 1, "adds numbers that differ from sample to sample")
        bias = np.broadcast_to(given.reshape(-1), (kernel.shape[1],))
    return dense(op.build, view, kernel, bias)


def dense(build: Builder, view: View, kernel: Array, bias: Array | None) -> View:
    """A Dense layer over the last seen axis; the kernel's rows follow the order in which that axis lies."""
    axis = view.seen[-1]
    require(BATCH not in axis, "multiplies along the axis of the samples")
    require(
        size_of(axis) == len(kernel),
        "has a kernel for {want} values, but {have} come",
        want=len(kernel),
        have=size_of(axis),
    )
    stored = build.with_last(view, axis)
    last = stored.stored[-1]
    if last != axis:
        rows = kernel.reshape(*(atom.size for atom in axis), -1)
        kernel = rows.transpose(*(axis.index(atom) for atom in last), len(axis)).reshape(kernel.shape)
    weights = {"kernel": kernel} if bias is None else {"kernel": kernel, "bias": bias}
    (port,) = build.add(Dense(kernel.shape[1], use_bias=bias is not None), [stored.port], weights)
    units: Axis = build.atom(kernel.shape[1])
    return View(port, (*stored.stored[:-1], units), (*view.seen[:-1], units))


@operator("Einsum")
def read_einsum(op: Operator) -> Any:
    """With a fixed second operand a dense layer; with a computed one a product."""
    require(len(op.inputs) == 2, "multiplies more or less than two values")
    equation = op.attributes["equation"].replace(" ", "")
    require("->" in equation and "." not in equation, "has an equation that no layer has")
    letters, output = equation.split("->")
    inputs, others = letters.split(",")
    if not isinstance(op.get(1), np.ndarray):
        require(not isinstance(op.get(0), np.ndarray), "has a fixed first value and a computed second one")
        one, other = (x if isinstance(x, Scores) else op.view(i) for i, x in enumerate(op.inputs))
        return contracted(op, one, other, (inputs, others, output))
    view, kernel = op.view(), op.array(1, "kernel")
    summed = "".join(a for a in inputs if a in others and a not in output)
    count = len(inputs) - len(summed)
    plain = summed and inputs[count:] == others[: len(summed)] == summed
    if plain and not op.build.own and output == inputs[:count] + others[len(summed) :]:
        return _as_dense(op.build, view, kernel, count)
    stored = op.build.as_seen(view)
    sizes = dict(zip(letters.split(",")[1], kernel.shape, strict=True))
    sizes.update(zip(inputs[1:], op.build.shape_of(stored.port), strict=True))
    require(output[:1] == inputs[:1], "moves the axis of the samples")
    layer = EinsumDense(equation, tuple(sizes[letter] for letter in output[1:]))
    (port,) = op.build.add(layer, [stored.port], {"kernel": kernel})
    return op.build.view(port)


def _as_dense(build: Builder, view: View, kernel: Array, count: int) -> View:
    """The axes behind the first ones as one, and the kernel's others as the units."""
    gone = len(view.seen) - count
    joined = view.with_seen((*view.seen[:count], tuple(atoms_of(view.seen[count:]))))
    sizes = kernel.shape[gone:]
    made = dense(build, joined, kernel.reshape(math.prod(kernel.shape[:gone]), -1), None)
    return reshaped(made, [*made.shape[:-1], *sizes])


# -- normalization ------------------------------------------------------------------------------------


@operator("BatchNormalization")
def read_batch_normalization(op: Operator) -> View:
    """By running averages. ONNX's momentum is Keras's; PyTorch's was turned round when it was exported."""
    view = op.view()
    require(not op.attributes.get("training_mode", 0), "was exported for training. Export the model in eval mode")
    require(len(view.seen) > 1, "is for channels behind the samples")
    own = _by_own_moments(op)
    if own is not None:
        return own
    channels = view.seen[1]
    arrays = [op.array(i, "statistics") for i in range(1, 5)]
    require(all(a.shape == (size_of(channels),) for a in arrays), "has statistics for another number of channels")
    if not any(set(axis) == set(channels) for axis in view.stored[1:]) or not channels:
        view = op.build.as_seen(view)
    at = next(i for i, axis in enumerate(view.stored) if i and set(axis) == set(channels))
    order = [channels.index(atom) for atom in view.stored[at]]
    rows = [a.reshape([atom.size for atom in channels]).transpose(order).reshape(-1) for a in arrays]
    axis = -1 if at == len(view.stored) - 1 else at
    layer = BatchNormalization(
        axis, momentum=float(op.attributes.get("momentum", 0.9)), epsilon=float(op.attributes.get("epsilon", 1e-5))
    )
    names = ("gamma", "beta", "moving_mean", "moving_variance")
    return op.build.alike(layer, view, dict(zip(names, rows, strict=True)))


def _by_own_moments(op: Operator) -> View | None:
    """With the mean and variance of what comes in: TensorFlow writes LayerNormalization so. None with stored ones."""
    mean, power = op.get(3), op.get(4)
    if not isinstance(mean, Moments):
        return None
    factor, offset = op.get(1), op.get(2)
    plain = isinstance(factor, np.ndarray) and isinstance(offset, np.ndarray)
    plain = plain and uniform(factor) == 1 and uniform(offset) == 0
    found = mean.scales(op.build, power, float(op.attributes.get("epsilon", 1e-5))) if plain else None
    fits = found is not None and mean.x.is_same(op.view())
    fits = fits and sorted(mean.axes) == [0, *range(2, len(mean.x.seen))]
    require(fits, "normalizes by statistics that are computed from the samples")
    assert isinstance(found, View)
    return found


@operator("LayerNormalization", "RMSNormalization")
def read_layer_normalization(op: Operator) -> View:
    """Over the last axes together."""
    view = op.view()
    require(len([name for name in op.outputs if name]) == 1, "gives its means too")
    first = axis_in(op.attributes.get("axis", -1), len(view.seen))
    last = view.seen[first:]
    require(BATCH not in atoms_of(last), "works along the axis of the samples")
    epsilon = float(op.attributes.get("epsilon", 1e-5))
    gamma, beta = op.array(1, "factor"), op.array(2, "offset") if op.has(2) else None
    fits = gamma.size == math.prod(map(size_of, last)) and (beta is None or beta.size == gamma.size)
    require(fits, "has factors for another number of values")
    if len(last) > 1 or view.stored[-1] != last[0]:
        view = op.build.rearranged(view, (*_others(view, last), tuple(atoms_of(last))))
    rows = [
        None if a is None else np.broadcast_to(a, [size_of(axis) for axis in last]).reshape(-1) for a in (gamma, beta)
    ]
    if op.kind == "RMSNormalization":
        require(beta is None, "has an offset")
        return op.build.alike(RMSNormalization(epsilon=epsilon), view, {"scale": _given(rows[0])})
    plain = beta is None
    layer = LayerNormalization(epsilon=epsilon, center=not plain)
    weights = {"gamma": _given(rows[0])} if plain else {"gamma": _given(rows[0]), "beta": _given(rows[1])}
    return op.build.alike(layer, view, weights)


def _given(array: Array | None) -> Array:
    assert array is not None
    return array


def _others(view: View, last: tuple[Axis, ...]) -> list[Axis]:
    """The stored axes without those atoms."""
    gone = set(atoms_of(last))
    rest = [tuple(atom for atom in axis if atom not in gone) for axis in view.stored]
    return [axis for axis, before in zip(rest, view.stored, strict=True) if axis or not before]


@operator("InstanceNormalization", "GroupNormalization")
def read_group_normalization(op: Operator) -> View:
    """Groups of channels of each sample."""
    view = op.view()
    require(len(view.seen) > 2 and view.seen[0] == (BATCH,), "is for channels behind the samples")
    channels = view.shape[1]
    factor, offset = op.array(1, "factor").reshape(-1), op.array(2, "offset").reshape(-1)
    groups = channels if op.kind == "InstanceNormalization" else op.attributes["num_groups"]
    if op.kind == "GroupNormalization" and factor.size == groups != channels:
        factor, offset = (np.repeat(a, channels // groups) for a in (factor, offset))
    epsilon = float(op.attributes.get("epsilon", 1e-5))
    if op.kind == "InstanceNormalization" and _is_of_groups(view):
        within = size_of(view.stored[-1]) // groups
        weights = {"gamma": np.repeat(factor, within), "beta": np.repeat(offset, within)}
        return op.build.alike(GroupNormalization(groups, epsilon=epsilon), view, weights)
    stored = op.build.channels_last(view)
    require(stored.stored[-1] == view.seen[1], "is for channels that lie in their order")
    layer = GroupNormalization(-1 if groups == channels else groups, epsilon=epsilon)
    return op.build.alike(layer, stored, {"gamma": factor, "beta": offset})


def _is_of_groups(view: View) -> bool:
    """Whether what are channels here are groups of the channels that are stored last, over all places."""
    groups, last = view.seen[1], view.stored[-1]
    within = {*last[len(groups) :], *atoms_of(view.stored[1:-1])}
    return len(last) > len(groups) and last[: len(groups)] == groups and within == set(atoms_of(view.seen[2:]))


@operator("LpNormalization")
def read_length(op: Operator) -> View:
    """To length 1."""
    view = op.view()
    axis = axis_in(op.attributes.get("axis", -1), len(view.seen))
    require(op.attributes.get("p", 2) == 2, "measures length by sums of absolute values")
    require(view.seen[axis] and BATCH not in view.seen[axis], "works along the axis of the samples")
    if view.seen[axis] not in view.stored:
        view = op.build.with_last(view, view.seen[axis])
    at = view.stored.index(view.seen[axis]) if view.seen[axis] in view.stored else len(view.stored) - 1
    return op.build.alike(UnitNormalization((-1 if at == len(view.stored) - 1 else at,)), view)
