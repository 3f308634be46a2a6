"""How to train: one declared value, as everything else."""

from __future__ import annotations

from typing import Any

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.kinds import SpecKind, TupleKind
from netbuilder.spec import Spec, param


class OneOrMany(TupleKind):
    """A tuple of declared values that may also be given as one value."""

    def coerce(self, value: Any) -> tuple[Any, ...]:
        return super().coerce(value if isinstance(value, tuple | list) else (value,))


class TrainingSettings(Spec):
    """Loss, optimizer, metrics and how long; what `compile` and `fit` are told in Keras.

    One loss serves all outputs; several belong to the outputs in order.
    """

    loss: tuple[Loss, ...] = param(
        default="sparse_categorical_crossentropy", kind=OneOrMany(SpecKind(Loss)), doc="What training makes small."
    )
    optimizer: Optimizer = param(default="adam", doc="How weights follow their gradients.")
    metrics: tuple[Metric, ...] = param(
        default=("accuracy",), kind=OneOrMany(SpecKind(Metric)), doc="Numbers reported beside the loss."
    )
    weighted_metrics: tuple[Metric, ...] = param(
        default=(), kind=OneOrMany(SpecKind(Metric)), doc="Numbers in which the weights of samples and classes count.",
        advanced=True,
    )  # fmt: skip
    epochs: int = param(default=10, ge=1, le=1_000_000, doc="How many times all samples are seen.")
    batch_size: int = param(default=32, ge=1, le=1_000_000, doc="Samples in each step.")
    validation_split: float = param(
        default=0.0, ge=0, lt=1, doc="Share of the training data, at its end, kept for validation."
    )
    validate_on_test: bool = param(
        default=False, doc="Takes the data's test part for validation, in place of a share of the training data."
    )
    validation_freq: int = param(default=1, ge=1, doc="Validates after each so many epochs only.", advanced=True)
    steps_per_epoch: int | None = param(
        default=None,
        ge=1,
        doc="An epoch ends after so many batches, and the next continues from there; none takes them all.",
        advanced=True,
    )
    initial_epoch: int = param(
        default=0, ge=0, doc="The number that the first epoch has, for schedules and names of files.", advanced=True
    )
    shuffle: bool = param(default=True, doc="Shuffles the samples in each epoch.")
    seed: int | None = param(
        default=None, ge=0, le=2**32 - 1, doc=("Makes initial weights, shuffling and dropout repeatable.")
    )
    deterministic: bool = param(
        default=False, doc="Gives the same bits on any number of processors; a little slower.", advanced=True
    )
    kernels: str = param(
        default="auto",
        choices=("auto", "numpy", "compiled"),
        doc="What computes: NumPy, or code that Numba compiles. With auto NumPy begins, and compiled code takes over "
        "when it is ready, each where it was measured to be faster here, unless the run is deterministic.",
        advanced=True,
    )
    loss_weights: tuple[float, ...] = param(default=(), ge=0, doc="How much each output's loss counts; none is 1 each.")
    class_weight: tuple[float, ...] = param(default=(), ge=0, doc="How much a sample of each class counts; others 1.")
    callbacks: tuple[Callback, ...] = param(
        default=(), kind=OneOrMany(SpecKind(Callback)), doc="Rules that act after each epoch."
    )

    @property
    def validates(self) -> bool:
        """Whether any epoch is followed by a validation."""
        asked = bool(self.validation_split) or self.validate_on_test
        return asked and self.epochs // self.validation_freq > self.initial_epoch // self.validation_freq

    @property
    def held_back(self) -> float:
        """The share of the training data that is kept for validation."""
        return 0.0 if self.validate_on_test else self.validation_split

    def until(self, first: int = 0) -> int:
        """The number after that of the last epoch, where `first` epochs are behind the weights."""
        return first + self.epochs - (self.initial_epoch if first else 0)

    def is_validated(self, epoch: int) -> bool:
        """Whether validation is due after an epoch (counted from 0)."""
        return (epoch + 1) % self.validation_freq == 0

    def loss_of(self, index: int) -> Loss:
        """The loss of output number `index`; the last one stands for outputs that came later."""
        found: Loss = self.loss[min(index, len(self.loss) - 1)]
        return found
