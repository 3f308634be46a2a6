"""What a compiled model is made of: ops that read and write numbered tensors, forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.scratch import Scratch
from netbuilder.engine.steps import Step
from netbuilder.layers import Run

Values = list[Any]  # one array a tensor, None where it is not there (yet)


class GradientTable:
    """The gradient of each tensor during one backward pass; what several ops give adds up."""

    def __init__(self, count: int, scratch: Scratch) -> None:
        self._gradients: list[Array | None] = [None] * count
        self._owned = [False] * count
        self._scratch = scratch

    def forget(self, tensors: tuple[int, ...]) -> None:
        """Lets gradients go, so that their memory is free for others."""
        for tensor in tensors:
            self._gradients[tensor] = None
            self._owned[tensor] = False

    def __getitem__(self, tensor: int) -> Array | None:
        return self._gradients[tensor]

    def taken(self, tensor: int) -> Array | None:
        """What others gave so far, for one who gives the sum of it and of its own instead; it is not given any more."""
        before = self._gradients[tensor]
        self.forget((tensor,))
        return before

    def give(self, tensor: int, gradient: Array | None) -> None:
        """Adds a gradient. The array may be used elsewhere: it is never written to."""
        before = self._gradients[tensor]
        if gradient is None:
            return
        if before is None:
            self._gradients[tensor] = gradient
        elif self._owned[tensor]:
            np.add(before, gradient, out=before)
        else:
            self._gradients[tensor] = np.add(before, gradient, out=self._scratch.like(before))
            self._owned[tensor] = True


@dataclass
class Binding:
    """What an op is given: its weights, where their gradients go, and its stream of random numbers.

    An op *writes* the gradient of each weight in `gradients`; weights that are not in it are frozen.
    `wanted` says for each input whether its gradient is needed. `memory` is the node's own from batch to
    batch; `masks` holds the mask of each tensor, like `Values`. In `scratch` an op may work until it is done;
    `choices` are what was measured on the machine.
    """

    weights: Mapping[str, Array]
    gradients: Mapping[str, Array]
    rng: np.random.Generator
    training: bool
    wanted: tuple[bool, ...]
    memory: dict[str, Array] = field(default_factory=dict)
    masks: Values = field(default_factory=list)
    scratch: Scratch = field(default_factory=Scratch)
    choices: Choices = UNMEASURED


class Op:
    """One step of the plan. Subclasses keep what their backward pass needs."""

    threaded = False  # whether threads of ours do it, which those of BLAS must leave the processors to

    def __init__(self, step: Step, binding: Binding) -> None:
        self.node = step.node
        self.inputs, self.outputs = step.inputs, step.outputs
        self.binding = binding

    def forward(self, values: Values) -> None:
        """Reads its inputs from `values` and writes its outputs there."""
        raise AssertionError("an op runs forward")

    def backward(self, values: Values, gradients: GradientTable) -> None:
        """Turns its outputs' gradients into those of its inputs and weights."""
        raise AssertionError("an op runs backward")

    def unreached(self) -> None:
        """What to do when no gradient comes: the optimizer may have used the old ones as its room."""
        for target in self.binding.gradients.values():
            target.fill(0)


class LayerOp(Op):
    """A layer's own mathematics: what runs where no kernel fits."""

    @property
    def penalty(self) -> float:
        """What the layer added to the loss of the batch that ran last."""
        return self._run.penalty

    def __init__(self, step: Step, binding: Binding) -> None:
        super().__init__(step, binding)
        self.layer = step.layer
        self._run = Run(binding.training, binding.rng, memory=binding.memory)
        self._back: Any = None

    def forward(self, values: Values) -> None:
        inputs = [values[tensor] for tensor in self.inputs]
        if self.binding.masks:
            self._run.masks = tuple(self.binding.masks[tensor] for tensor in self.inputs)
        result, self._back = self.layer.forward(self.binding.weights, *inputs, run=self._run)
        for tensor, value in zip(self.outputs, result if isinstance(result, tuple) else (result,), strict=True):
            values[tensor] = value

    def backward(self, values: Values, gradients: GradientTable) -> None:
        given = [gradients[tensor] for tensor in self.outputs]
        if all(gradient is None for gradient in given) and not self._run.penalty:
            self.unreached()
            return
        full = [
            np.zeros_like(values[tensor]) if gradient is None else gradient
            for tensor, gradient in zip(self.outputs, given, strict=True)
        ]
        of_inputs, of_weights = self._back(*full)
        self._back = None
        for name, target in self.binding.gradients.items():
            np.copyto(target, of_weights[name])
        for tensor, gradient, wanted in zip(self.inputs, of_inputs, self.binding.wanted, strict=True):
            if wanted:
                gradients.give(tensor, gradient)
