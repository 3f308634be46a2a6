"""Input, Dense, Activation, Embedding, Masking, Identity."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import DataError, FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, known, layer, size_of
from netbuilder.layers.parts.activations import ACTIVATIONS, ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import param


@layer("input")
class Input(Layer):
    """Where data enters the network."""

    advice = (
        "One for each array that the network is given; most networks have one. Leave an axis open where its "
        "length differs from sample to sample."
    )

    fewest_inputs = 0
    most_inputs = 0

    shape: tuple[int | None, ...] = param(
        ge=1, start=(28, 28, 1), doc="Shape of one sample, without the batch axis.", brief="{}"
    )
    dtype: str = param(
        default="float32", choices=("float32", "int32"), doc="Kind of numbers; int32 for Embedding.", brief="{}"
    )

    @classmethod
    def snake(cls) -> str:
        return "input_layer"  # Keras's name for it, and no built-in of Python

    def validate(self) -> None:
        if len(self.shape) > 6:
            raise FieldError("shape", "may have at most 6 axes, got {value}", value=self.shape)

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.shape


@layer("core")
class Dense(Layer):
    """Connects every input with every output: activation(x · kernel + bias)."""

    advice = (
        "The last layer of most networks, and often enough by itself for tables. Bring images down to one axis "
        "first, with Flatten or global pooling."
    )

    keeps_mask = True

    units: int = param(ge=1, start=64, doc="Number of outputs.", brief="{} units")
    activation: str = param(default="linear", kind=ActivationKind(), doc="Function applied to the output.", brief="{}")
    use_bias: bool = param(default=True, doc="Adds a learned offset to each output.", brief="no bias")
    kernel_initializer: Initializer = param(default="glorot_uniform", doc="How the kernel begins.", advanced=True)
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    kernel_regularizer: Regularizer | None = param(default=None, doc="Penalty on the kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    kernel_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        known(inputs[0][-1] if inputs[0] else None, "last")
        return (*inputs[0][:-1], self.units)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = (known(inputs[0][-1], "last"), self.units)
        found = {"kernel": Weight(shape, self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint)}
        if self.use_bias:
            found["bias"] = Weight((self.units,), self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return found

    def operations(self, *inputs: Shape) -> int:
        return size_of(inputs[0]) * self.units

    def lowered(self) -> tuple[Layer, ...]:
        return activation_apart(self, self.activation)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        kernel = weights["kernel"]
        z = x @ kernel
        if self.use_bias:
            z += weights["bias"]
        y, through = ACTIVATIONS[self.activation](z)

        def backward(dy: Array) -> Any:
            dz = through(dy)
            rows = dz.reshape(-1, self.units)
            gradients = {"kernel": x.reshape(-1, x.shape[-1]).T @ rows}
            if self.use_bias:
                gradients["bias"] = rows.sum(axis=0)
            return (dz @ kernel.T,), gradients

        return y, backward


def activation_apart(layer: Layer, activation: str) -> tuple[Layer, ...]:
    """A layer without its activation, and the activation."""
    if activation == "linear":
        return (layer,)
    return layer.replace(activation="linear"), Activation(activation)


@layer("core")
class Activation(Layer):
    """Applies a function to every value."""

    advice = (
        "Use it where the function stands apart from the layer before, as between BatchNormalization and the next "
        "layer; otherwise that layer's own activation is shorter."
    )

    keeps_mask = True

    activation: str = param(kind=ActivationKind(), start="relu", doc="The function.", brief="{}")

    def lowered(self) -> tuple[Layer, ...]:
        return () if self.activation == "linear" else (self,)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        y, through = ACTIVATIONS[self.activation](inputs[0])
        return y, lambda dy: ((through(dy),), {})


@layer("core")
class Embedding(Layer):
    """Gives each whole number (a word, a category) a learned vector."""

    advice = (
        "The first layer for words, items and other categories with many values. For a handful of categories, "
        "one-hot columns do as well."
    )

    reads_whole_numbers = True

    input_dim: int = param(
        ge=1, start=10_000, doc="Number of different values; each must be below it.", brief="{} words"
    )
    output_dim: int = param(ge=1, start=64, doc="Length of each vector.", brief="{} wide")
    embeddings_initializer: Initializer = param(default="uniform", doc="How the vectors begin.", advanced=True)
    embeddings_regularizer: Regularizer | None = param(default=None, doc="Penalty on the vectors.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    embeddings_constraint: Constraint | None = param(
        default=None, doc="Rule for the vectors after each step.", advanced=True
    )
    mask_zero: bool = param(
        default=False, doc="Takes 0 for padding: layers that know of masks pass over it.", brief="0 is padding"
    )

    @property
    def makes_mask(self) -> bool:
        """Whether zeros are padding."""
        return self.mask_zero

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        return (inputs[0] != 0,) if self.mask_zero else ()

    def output_shape(self, *inputs: Shape) -> Shape:
        return (*inputs[0], self.output_dim)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        shape = (self.input_dim, self.output_dim)
        return {
            "embeddings": Weight(
                shape, self.embeddings_initializer, self.embeddings_regularizer, self.embeddings_constraint
            )
        }

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        index = inputs[0].astype(np.intp, copy=False)
        if index.size and (index.min() < 0 or index.max() >= self.input_dim):
            raise DataError(
                "the data holds values from {low} to {high}, but input_dim allows 0 to {limit}",
                low=int(index.min()),
                high=int(index.max()),
                limit=self.input_dim - 1,
            )
        table = weights["embeddings"]

        def backward(dy: Array) -> Any:
            gradient = np.zeros_like(table)
            np.add.at(gradient, index.ravel(), dy.reshape(-1, self.output_dim))
            return (None,), {"embeddings": gradient}

        return table[index], backward


@layer("core")
class Masking(Layer):
    """Marks steps that hold nothing but one value as padding, and sets them to 0."""

    makes_mask = True
    keeps_mask = True

    mask_value: float = param(default=0.0, doc="A step in which every value is this is padding.", brief="{}")

    def output_shape(self, *inputs: Shape) -> Shape:
        if len(inputs[0]) < 2:
            raise ShapeError("expects a sequence (steps, features), got {shape}", shape=inputs[0])
        return inputs[0]

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        return (np.any(inputs[0] != self.mask_value, axis=-1),)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        real = np.any(x != self.mask_value, axis=-1, keepdims=True)
        return x * real, lambda dy: ((dy * real,), {})


@layer("core")
class Identity(Layer):
    """Passes its input on unchanged."""

    keeps_mask = True

    def lowered(self) -> tuple[Layer, ...]:
        return ()

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        return inputs[0], lambda dy: ((dy,), {})
