"""What a layer is: a declared value with a shape rule, weights and mathematics.

Shapes are without the batch axis and channels come last; arrays have the batch axis first. A layer's
own `forward` is the readable reference: fast paths in `engine.kernels` are proven equal to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.spec import Spec, param, register

Mask = Array | None
LARGEST_STEP = 1_000_000  # along one axis: longer than any data; larger ones only overflow what counts them
TRAINABLE = "Whether training changes the weights."
Weights = Mapping[str, Array]
# A gradient for each input (None where there is none), and one for each weight by name.
Gradients = tuple[tuple[Array | None, ...], dict[str, Array]]
Backward = Callable[..., Gradients]

FAMILIES = (
    "input",
    "core",
    "convolution",
    "pooling",
    "normalization",
    "regularization",
    "reshaping",
    "merging",
    "recurrent",
    "attention",
    "activation",
    "preprocessing",
)


@dataclass(frozen=True)
class Weight:
    """A weight that a layer asks for. One that is not `trainable` is a state that the layer itself updates."""

    shape: tuple[int, ...]
    initializer: Initializer
    regularizer: Regularizer | None = None
    constraint: Constraint | None = None
    trainable: bool = True

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    def frozen(self) -> Weight:
        """The same weight where its layer is not trained."""
        return replace(self, trainable=False)


@dataclass
class Run:
    """What one pass is told, and what it tells back.

    `masks` holds one array of booleans for each input, or None: False marks steps of a sequence that are
    padding. `memory` is the layer's own and is kept from batch to batch. What the layer adds to the loss it
    writes to `penalty`; its backward pass adds the penalty's own gradient.
    """

    training: bool = False
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    masks: tuple[Mask, ...] = ()
    memory: dict[str, Array] = field(default_factory=dict)
    penalty: float = 0.0

    def mask(self, number: int = 0) -> Mask:
        """The mask of one input."""
        return self.masks[number] if number < len(self.masks) else None


class Layer(Spec, registry=True):
    """One kind of block. Members declare their parameters as fields and are entered by `@layer`."""

    family: ClassVar[str] = ""
    # When to use it, in one or two sentences for the help page; empty where the first line says it all.
    advice: ClassVar[str] = ""
    fewest_inputs: ClassVar[int] = 1
    most_inputs: ClassVar[int | None] = 1
    # What `call` of Keras's layer names the inputs, where they may be given by name.
    input_names: ClassVar[tuple[str, ...]] = ()
    # Masks: whether the layer finds one in its input, hands its input's on, or computes otherwise with one.
    makes_mask: ClassVar[Any] = False
    keeps_mask: ClassVar[bool] = False
    uses_mask: ClassVar[bool] = False

    # Kinds of numbers: whether it reads whole numbers (in its first input), or hands on whatever comes.
    reads_whole_numbers: ClassVar[bool] = False
    only_moves: ClassVar[bool] = False

    # Whether Keras builds it of layers, which do not hear from its arguments that they are not trained.
    made_of_layers: ClassVar[bool] = False

    # Whether people find it in the palette: a network inside a block is made of blocks that are there.
    in_palette: ClassVar[bool] = True
    # Whether it takes something from the training data before training begins: `adapt` writes it into the weights.
    adapts: ClassVar[bool] = False

    trainable: bool = param(default=True, doc=TRAINABLE, advanced=True, kw_only=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The output's shape; raises ShapeError that says what is allowed and what came."""
        return inputs[0]

    @property
    def gives_several(self) -> bool:
        """Whether it has more than one output."""
        return False

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        """The shape of every output."""
        return (self.output_shape(*inputs),)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        """The weights by name, in Keras's order, for inputs of these shapes."""
        return {}

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        """Where Keras keeps each of these weights, inside the layer's folder of its HDF5 files."""
        return {name: f"vars/{i}" for i, name in enumerate(names)}

    def operations(self, *inputs: Shape) -> int:
        """Multiply-and-add operations of one forward pass of one sample."""
        return 0

    def acting(self) -> Layer:
        """The layer as it computes: a network inside a block may hold blocks that are bypassed."""
        return self

    def frozen(self) -> Layer:
        """The layer as it computes where nothing of it is trained: its statistics stay as they are, too."""
        return self.replace(trainable=False)

    def lowered(self) -> tuple[Layer, ...]:
        """Simpler layers that, one after the other, compute the same; the first holds the weights."""
        return (self,)

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        """The mask of each output, from the inputs and their masks. Missing ones at the end are None."""
        return masks[:1] if self.keeps_mask else ()

    def simplified(self, *inputs: Shape) -> Layer:
        """The same layer said as a person would: files of Keras fill in what was left out."""
        return self

    def is_fresh(self, weights: Weights) -> bool:
        """Whether a layer that adapts has not done so yet."""
        return False

    def adapt(self, weights: Weights, data: Iterable[Array]) -> None:
        """Writes what it takes from the training data, given in chunks, into the weights."""

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """How Keras's layer is called with `count` inputs: numbers of inputs, nested, by position and by name."""
        numbers = tuple(range(count))
        return ((numbers,) if self.most_inputs is None else numbers), {}

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        """The output (a tuple of several) and the function that turns its gradient into `Gradients`."""
        raise AssertionError(f"{type(self).__name__} has no forward pass")


def part_of(value: Spec, field: str) -> Any:
    """What a field holds; a layer in a frozen layer is frozen itself, whatever it says."""
    item = getattr(value, field)
    return item.frozen() if isinstance(value, Layer) and isinstance(item, Layer) and not value.trainable else item


L = TypeVar("L", bound=type[Layer])


def layer(family: str) -> Callable[[L], L]:
    """Registers a layer under a family of the palette."""
    assert family in FAMILIES, family

    def enter(cls: L) -> L:
        cls.family = family
        return register(cls)

    return enter


def expect_rank(shape: Shape, rank: int, axes: str) -> None:
    """Raises ShapeError unless `shape` has `rank` axes; `axes` names them: "height, width, channels"."""
    if len(shape) != rank:
        raise ShapeError("expects inputs of shape ({axes}), got {shape}", axes=axes, shape=shape)


def known(dim: int | None, what: str) -> int:
    """The size of an axis that must be fixed; raises ShapeError."""
    if dim is None:
        raise ShapeError("needs a fixed size of the {axis} axis", axis=what)
    return dim


def size_of(shape: Shape) -> int:
    """How many numbers one sample of this shape holds; an open axis counts as 1."""
    return math.prod(dim or 1 for dim in shape)
