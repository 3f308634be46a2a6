"""One pass through a network as it predicts, of which everything is kept: what each step gives, and the way back.

The layers' own mathematics run, without kernels: those keep nothing of what lies between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.model import Model
from netbuilder.engine.steps import Step
from netbuilder.layers import Activation, Run

HEADS = ("softmax", "sigmoid")  # what makes probabilities of scores


class Pass:
    """Runs at once. Tensors are numbered as in `model.steps`; `given` replaces what a step would write.

    Weights are the model's of this moment; samples come first, channels last.
    """

    def __init__(self, model: Model, inputs: Sequence[Array], given: Mapping[int, Array] | None = None) -> None:
        self.steps = model.steps
        self.values: dict[int, Array] = dict(zip(self.steps.inputs, model.cast(inputs), strict=True))
        self._masks: dict[int, Array | None] = {}
        self._backs: list[tuple[Step, Any]] = []
        given = given or {}
        with np.errstate(all="ignore"):
            for step in self.steps.steps:
                self._run(step, model, given)

    def _run(self, step: Step, model: Model, given: Mapping[int, Array]) -> None:
        inputs = tuple(self.values[tensor] for tensor in step.inputs)
        masks = tuple(self._masks.get(tensor) for tensor in step.inputs)
        run = Run(masks=masks, rng=np.random.default_rng(0))
        if all(tensor in given for tensor in step.outputs):
            self.values.update({tensor: given[tensor] for tensor in step.outputs})
        else:
            weights = {name: model.parameters.views[key] for name, key in step.keys.items()}
            result, back = step.layer.forward(weights, *inputs, run=run)
            outputs = result if isinstance(result, tuple) else (result,)
            self.values.update(zip(step.outputs, outputs, strict=True))
            self._backs.append((step, back))
        found = step.layer.output_masks(inputs, masks)
        self._masks.update(zip(step.outputs, found, strict=False))

    def gradients(self, gradient: Mapping[int, Array], wanted: Collection[int]) -> dict[int, Array]:
        """The gradients of tensors, from those of others; 0 where nothing leads from one to the other."""
        table = dict(gradient)
        kept: dict[int, Array] = {tensor: table[tensor] for tensor in wanted if tensor in table}
        with np.errstate(all="ignore"):
            for step, back in reversed(self._backs):
                given = [table.pop(tensor, None) for tensor in step.outputs]
                pairs = zip(step.outputs, given, strict=True)
                kept.update({tensor: dy for tensor, dy in pairs if tensor in wanted and dy is not None})
                if all(dy is None for dy in given):
                    continue
                full = [
                    np.zeros_like(self.values[tensor]) if dy is None else dy
                    for tensor, dy in zip(step.outputs, given, strict=True)
                ]
                for tensor, dx in zip(step.inputs, back(*full)[0], strict=True):
                    if dx is not None:
                        table[tensor] = dx if tensor not in table else table[tensor] + dx
        kept.update({tensor: dx for tensor, dx in table.items() if tensor in wanted})
        return {tensor: kept.get(tensor, np.zeros_like(self.values[tensor])) for tensor in wanted}

    def of_node(self, name: str) -> Array:
        """What a block gives, its activation included; raises KeyError for one that gives nothing."""
        return self.values[tensor_of(self.steps.steps, name)]


def tensor_of(steps: Sequence[Step], name: str) -> int:
    """The tensor that a block gives: what the last of its steps writes first."""
    found = [step for step in steps if step.node == name]
    if not found:
        raise KeyError(name)
    return found[-1].outputs[0]


def scores_tensor(model: Model, output: int) -> int:
    """Where the scores of an output are before a last softmax or sigmoid makes probabilities of them.

    What explains probabilities explains also that the others sank.
    """
    tensor = model.steps.outputs[output]
    for step in model.steps.steps:
        if tensor in step.outputs and isinstance(step.layer, Activation) and step.layer.activation in HEADS:
            return step.inputs[0]
    return tensor


def entries(model: Model) -> list[int]:
    """For each input the tensor at which it is explained: itself, or where whole numbers have become vectors."""
    whole = model.steps.whole_inputs()
    found = []
    for number, tensor in enumerate(model.steps.inputs):
        while number in whole:
            readers = [step for step in model.steps.steps if tensor in step.inputs]
            if not readers:
                break
            tensor = readers[0].outputs[0]
            if not readers[0].layer.only_moves:
                break
        found.append(tensor)
    return found


def in_batches(model: Model, inputs: Sequence[Array], size: int = 64) -> Iterator[Pass]:
    """Passes over samples, some at a time."""
    for start in range(0, len(inputs[0]), size):
        yield Pass(model, [np.asarray(x[start : start + size]) for x in inputs])
