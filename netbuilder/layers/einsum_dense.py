"""EinsumDense: a dense layer whose sums are told by an equation."""

from __future__ import annotations

import math
import re
import string
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Dim, Shape
from netbuilder.layers.base import Backward, Layer, Run, Weight, Weights, known, layer
from netbuilder.layers.core import activation_apart
from netbuilder.layers.merging import summed_to
from netbuilder.layers.number_kinds import DimsKind
from netbuilder.layers.parts.activations import ACTIVATIONS, ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param

FORMS = (
    re.compile("()([a-zA-Z]+)(),([a-zA-Z]+)->([a-zA-Z]+)"),
    re.compile(r"(\.\.\.)([a-zA-Z]+)(),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)"),
    re.compile(r"()([a-zA-Z]{2,})(\.\.\.),([a-zA-Z]+)->([a-zA-Z]+)\.\.\."),
)


@dataclass(frozen=True)
class Equation:
    """The axes of input, kernel and output as letters; `left` and `right` say where an ellipsis stands."""

    inputs: str
    kernel: str
    output: str
    left: bool
    right: bool

    def spelled(self, rank: int) -> Equation:
        """The same without an ellipsis, for inputs of `rank` axes with the batch; raises ShapeError."""
        more = rank - len(self.inputs)
        if more < 0 or (more and not self.left and not self.right):
            raise ShapeError(
                "its equation is for inputs of {count} axes, the batch with them, but {rank} come",
                count=len(self.inputs),
                rank=rank,
            )
        used = {*self.inputs, *self.kernel, *self.output}
        letters = "".join([letter for letter in string.ascii_letters if letter not in used][:more])
        if self.left:
            return Equation(letters + self.inputs, self.kernel, letters + self.output, False, False)
        return Equation(self.inputs + letters, self.kernel, self.output + letters, False, False)


def read_equation(text: str) -> Equation:
    """An equation in one of Keras's three forms; raises FieldError."""
    found = next(filter(None, (form.fullmatch(text.replace(" ", "")) for form in FORMS)), None)
    if found is None:
        raise FieldError(
            "equation", 'must look like "ab,bc->ac", "...x,xy->...y" or "ab...,bc->ac...", got {value}', value=text
        )
    left, inputs, right, kernel, output = found.groups()
    for part in (inputs, kernel, output):
        if len(set(part)) != len(part):
            raise FieldError("equation", "names an axis twice in {part}", part=part)
    lost = set(output) - set(inputs) - set(kernel) or set(kernel) - set(inputs) - set(output)
    if lost:
        raise FieldError("equation", "names the axis {axis} only once", axis=min(lost))
    return Equation(inputs, kernel, output, bool(left), bool(right))


@layer("core")
class EinsumDense(Layer):
    """Connects inputs with outputs along the axes that an equation names."""

    equation: str = param(
        start="...x,xy->...y", doc="Axes of input, kernel and output, as in NumPy's einsum.", brief="{}"
    )
    # Keras calls it output_shape, which is the name of our shape rule.
    output_dims: tuple[int | None, ...] = param(
        kind=DimsKind(),
        start=(64,),
        doc="Shape of the output without batch and without the axes of an ellipsis; open axes follow the input.",
        brief="{}",
        keras="output_shape",
    )
    activation: str = param(default="linear", kind=ActivationKind(), doc="Function applied to the output.", brief="{}")
    bias_axes: str | None = param(default=None, doc="Axes of the output that have a learned offset.", brief="bias {}")
    kernel_initializer: Initializer = param(default="glorot_uniform", doc="How the kernel begins.", advanced=True)
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    kernel_regularizer: Regularizer | None = param(default=None, doc="Penalty on the kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    kernel_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)

    def validate(self) -> None:
        output = read_equation(self.equation).output
        for letter in self.bias_axes or "":
            if letter not in output:
                raise FieldError(
                    "bias_axes", "names {axis}, which is not an axis of {output}", axis=letter, output=output
                )
        if self.bias_axes == "":
            raise FieldError("bias_axes", "names no axis")

    def output_shape(self, *inputs: Shape) -> Shape:
        return self._sizes(inputs[0])[1]

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        equation = read_equation(self.equation)
        sizes, output = self._sizes(inputs[0])
        shape = tuple(known(sizes[letter], letter) for letter in equation.kernel)
        initializer = self._initializer(equation)
        found = {"kernel": Weight(shape, initializer, self.kernel_regularizer, self.kernel_constraint)}
        if self.bias_axes is not None:
            axes = self._bias_shape((None, *output))
            found["bias"] = Weight(axes, self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def operations(self, *inputs: Shape) -> int:
        sizes, _ = self._sizes(inputs[0])
        return math.prod(size or 1 for size in sizes.values())

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        kernel = weights["kernel"]
        axes = read_equation(self.equation).spelled(x.ndim)
        z = np.einsum(f"{axes.inputs},{axes.kernel}->{axes.output}", x, kernel, optimize=True)
        if self.bias_axes is not None:
            z = z + weights["bias"]
        y, through = ACTIVATIONS[self.activation](z)
        # An axis that is in the input alone was summed over: its gradient is the same all along it.
        kept = "".join(letter for letter in axes.inputs if letter in axes.kernel + axes.output)
        along = tuple(n if letter in kept else 1 for letter, n in zip(axes.inputs, x.shape, strict=True))

        def backward(dy: Array) -> Any:
            dz = through(dy)
            dx = np.einsum(f"{axes.output},{axes.kernel}->{kept}", dz, kernel, optimize=True)
            if kept != axes.inputs:
                dx = np.broadcast_to(dx.reshape(along), x.shape).copy()
            gradients = {"kernel": np.einsum(f"{axes.inputs},{axes.output}->{axes.kernel}", x, dz, optimize=True)}
            if self.bias_axes is not None:
                shape = weights["bias"].shape
                aligned = (1,) * (dz.ndim - len(shape)) + shape
                gradients["bias"] = summed_to(dz, aligned).reshape(shape)
            return (dx,), gradients

        return y, backward

    def _initializer(self, equation: Equation) -> Initializer:
        """The kernel's initializer, told which axes are inputs and which outputs, as Keras tells it."""
        given = self.kernel_initializer
        known = {field.name for field in given.fields()}
        if "input_axes" not in known or None not in (given.input_axes, given.output_axes):  # type: ignore[attr-defined]
            return given
        places = range(len(equation.kernel))
        outputs = tuple(i for i in places if equation.kernel[i] in equation.output)
        return given.replace(input_axes=tuple(i for i in places if i not in outputs), output_axes=outputs)

    def _sizes(self, shape: Shape) -> tuple[dict[str, Dim], Shape]:
        """The size of every axis by its letter, and the output's shape without the batch."""
        equation = read_equation(self.equation)
        axes = equation.spelled(len(shape) + 1)
        full: list[Dim] = [None, *shape]
        more = len(full) - len(equation.inputs)
        if equation.left:
            output = [None, *shape[: max(more - 1, 0)], *self.output_dims]
        else:
            output = [None, *self.output_dims, *full[len(equation.inputs) :]]
        if len(output) != len(axes.output):
            raise ShapeError(
                "output_shape {dims} does not fit {equation} for inputs of shape {shape}: it needs {count} sizes",
                dims=self.output_dims,
                equation=self.equation,
                shape=shape,
                count=len(self.output_dims) + len(axes.output) - len(output),
            )
        sizes = dict(zip(axes.inputs, full, strict=True))
        for letter, size in zip(axes.output, output, strict=True):
            if size is not None and sizes.get(letter) is not None and sizes[letter] != size:
                raise ShapeError(
                    "axis {axis} is {given} in the input and {wanted} in output_shape",
                    axis=letter,
                    given=sizes[letter],
                    wanted=size,
                )
            sizes[letter] = size if sizes.get(letter) is None else sizes[letter]
        return sizes, tuple(sizes[letter] for letter in axes.output[1:])

    def _bias_shape(self, output: Shape) -> tuple[int, ...]:
        """Sizes from the first axis that has a bias on; 1 where it is the same all along an axis."""
        equation = read_equation(self.equation)
        axes = equation.spelled(len(output) - len(equation.output) + len(equation.inputs)).output
        first = min(axes.index(letter) for letter in self.bias_axes or "")
        return tuple(
            known(size, letter) if letter in (self.bias_axes or "") else 1
            for letter, size in zip(axes[first:], output[first:], strict=True)
        )
