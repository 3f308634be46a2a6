"""A model's steps as ops in order: runs them forwards, heads included, and backwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.heads import Head, SigmoidHead, SoftmaxHead
from netbuilder.engine.kernels import Site, choose, compiled_heads
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.losses import BinaryCrossentropy, Loss
from netbuilder.engine.ops import Binding, GradientTable, LayerOp, Op, Values
from netbuilder.engine.parameters import Key, Parameters
from netbuilder.engine.scratch import Scratch
from netbuilder.engine.steps import Step, Steps
from netbuilder.layers import Activation
from netbuilder.layers.penalty import ActivityPenalty

Streams = Mapping[str, np.random.Generator]


class Program:
    """An executable plan. With `losses` it ends in heads; with `training` its ops keep what backward needs.

    `single` tells that it is made to predict one sample at a time, `compiled` that compiled kernels may be chosen;
    `choices` are what was measured on this machine.
    """

    def __init__(
        self,
        steps: Steps,
        parameters: Parameters,
        streams: Streams,
        losses: Sequence[Loss] = (),
        training: bool = False,
        kernels: bool = True,
        memories: Mapping[str, dict[str, Array]] | None = None,
        single: bool = False,
        compiled: bool = False,
        choices: Choices = UNMEASURED,
    ) -> None:
        self.steps, self.parameters, self.training, self._single = steps, parameters, training, single
        self._compiled, self._choices = compiled, choices
        plan, heads = _with_heads(steps, losses)
        self.heads = compiled_heads(heads, parameters.dtype) if compiled and kernels and not single else heads
        self._memories = memories or {}
        self._masked = masked_tensors(plan)
        self._masks: Values = [None] * steps.count if self._masked else []
        self._reading = _reading_gradients(plan, parameters) if training else set()
        self._spare: list[tuple[Array, Array]] = []  # gradients of further calls, added to the first's
        self._written: set[Key] = set()
        self._scratch = Scratch()
        self._masking: list[list[Step]] = []  # for each op, its steps that hand masks on
        self.ops = self._ops(plan, streams, kernels)
        self._threaded = any(op.threaded for op in self.ops)
        self._penalized = [op for op in self.ops if isinstance(op, LayerOp) and isinstance(op.layer, ActivityPenalty)]
        self._gradients = GradientTable(steps.count, self._scratch)
        self._values: Values = [None] * steps.count

    def _ops(self, plan: Sequence[Step], streams: Streams, kernels: bool) -> list[Op]:
        readers = Steps(tuple(plan), self.steps.inputs, self._leaving(), self.steps.count).readers()
        following = {step.inputs[0]: step for step in plan if len(step.inputs) == 1}

        def after(step: Step) -> Step | None:
            alone = len(step.outputs) == 1 and readers[step.outputs[0]] == 1
            found = following.get(step.outputs[0]) if alone else None
            return None if found is None or self._minds_mask(found) else found

        def bind(step: Step) -> Binding:
            return self._bind(step, streams[step.node])

        site = Site(after, bind, self.parameters.dtype, self.training, self._single, self._compiled, self._choices)
        ops: list[Op] = []
        covered: set[tuple[int, ...]] = set()
        for step in plan:
            if step.outputs in covered:
                continue
            found = choose(step, site) if kernels and not self._minds_mask(step) else None
            op, taken = found or (LayerOp(step, bind(step)), (step,))
            covered.update(part.outputs for part in taken)
            ops.append(op)
            self._masking.append([part for part in taken if self._masked & {*part.inputs, *part.outputs}])
        return ops

    def _minds_mask(self, step: Step) -> bool:
        """Whether the step computes otherwise where a mask may come: kernels know nothing of masks."""
        return step.layer.uses_mask and not self._masked.isdisjoint(step.inputs)

    def _leaving(self) -> tuple[int, ...]:
        return tuple(head.tensor for head in self.heads) or self.steps.outputs

    def _bind(self, step: Step, rng: np.random.Generator) -> Binding:
        parameters, gradients = self.parameters, {}
        for name, key in step.keys.items() if self.training else ():
            if key not in parameters.gradient_views:
                continue
            view = parameters.gradient_views[key]
            if key in self._written:
                part = np.zeros_like(view)
                self._spare.append((view, part))
                view = part
            self._written.add(key)
            gradients[name] = view
        return Binding(
            {name: parameters.views[key] for name, key in step.keys.items()},
            gradients,
            rng,
            self.training,
            tuple(tensor in self._reading for tensor in step.inputs),
            self._memories.get(step.node, {}),
            self._masks,
            self._scratch,
            self._choices,
        )

    def alone(self, deterministic: bool = False) -> AbstractContextManager[None]:
        """Within it BLAS leaves the processors to threads of ours, if an op has such or bits must not depend on it."""
        threaded = self._threaded and not self._single
        return thread_pool().alone(deterministic) if threaded or deterministic else nullcontext()

    def forward(self, inputs: Sequence[Array]) -> None:
        """Runs all ops on a batch."""
        values = self._values
        for tensor, array in zip(self.steps.inputs, inputs, strict=True):
            values[tensor] = array
        if self._masked:
            self._forward_with_masks(values)
            return
        for op in self.ops:
            op.forward(values)

    def _forward_with_masks(self, values: Values) -> None:
        masks = self._masks
        masks[:] = [None] * len(masks)
        for op, steps in zip(self.ops, self._masking, strict=True):
            op.forward(values)
            for step in steps:
                given = tuple(masks[tensor] for tensor in step.inputs)
                found = step.layer.output_masks(tuple(values[tensor] for tensor in step.inputs), given)
                for tensor, mask in zip(step.outputs, found, strict=False):
                    masks[tensor] = mask

    def penalty(self) -> float:
        """What layers added to the loss of the batch that ran last."""
        return sum(op.penalty for op in self._penalized)

    def masks(self) -> list[Any]:
        """The mask of each output in the last forward pass, None where it has none."""
        return [self._masks[tensor] if self._masks else None for tensor in self._leaving()]

    def outputs(self) -> list[Array]:
        """What the last `forward` computed at the outputs (heads' outputs before their fused activation)."""
        return [self._values[tensor] for tensor in self._leaving()]

    def losses(
        self,
        labels: Sequence[Array],
        weights: Array | Sequence[Array | None] | None = None,
        masks: Sequence[Array | None] | None = None,
    ) -> list[float]:
        """Each head's loss on the batch that ran last; `weights` are for all outputs, or a list has each one's."""
        heads = self.heads
        each: list[Any] = list(weights) if isinstance(weights, list | tuple) else [weights] * len(heads)
        return [
            head.forward(self._values[head.tensor], y, weight, mask)
            for head, y, weight, mask in zip(heads, labels, each, masks or [None] * len(heads), strict=True)
        ]

    def backward(self, loss_weights: Sequence[float]) -> None:
        """Fills the parameters' gradients for the batch that ran last."""
        table = self._gradients
        for head, weight in zip(self.heads, loss_weights, strict=True):
            gradient = head.gradient()
            table.give(head.tensor, gradient if weight == 1 else gradient * gradient.dtype.type(weight))
        for op in reversed(self.ops):
            op.backward(self._values, table)
            table.forget(op.outputs)
        table.forget(self.steps.inputs)
        for total, part in self._spare:
            total += part

    def value_of(self, tensor: int) -> Any:
        """What the last forward pass wrote to a tensor; None where a kernel passed over it."""
        return self._values[tensor]

    def first_op(self, is_so: Callable[[int], bool]) -> Op | None:
        """The first op with an output of which something holds."""
        return next((op for op in self.ops if any(map(is_so, op.outputs))), None)

    def last_op(self, is_so: Callable[[Op], bool]) -> Op | None:
        """The last op of which something holds: the first on the way back."""
        return next((op for op in reversed(self.ops) if is_so(op)), None)


def masked_tensors(plan: Sequence[Step]) -> set[int]:
    """Tensors that may come with a mask."""
    found: set[int] = set()
    for step in plan:
        layer = step.layer
        if layer.makes_mask or (layer.keeps_mask and not found.isdisjoint(step.inputs)):
            found.update(step.outputs)
    return found


def _reading_gradients(plan: Sequence[Step], parameters: Parameters) -> set[int]:
    """Tensors that depend on a trainable weight: only their gradients are needed."""
    found: set[int] = set()
    for step in plan:
        trained = any(key in parameters.trainable for key in step.keys.values())
        if trained or any(tensor in found for tensor in step.inputs):
            found.update(step.outputs)
    return found


def _with_heads(steps: Steps, losses: Sequence[Loss]) -> tuple[list[Step], list[Head]]:
    """The plan and its heads; a last softmax or sigmoid that only its loss reads melts into the head."""
    plan, heads = list(steps.steps), []
    readers = steps.readers()
    makers = {tensor: step for step in plan for tensor in step.outputs}
    for tensor, loss in zip(steps.outputs, losses, strict=False):
        last = makers.get(tensor)
        fused = _fused(last, loss) if last is not None and readers[tensor] == 1 else None
        if fused is not None and last is not None:
            plan = [step for step in plan if step is not last]
            heads.append(fused)
        else:
            heads.append(Head(tensor, loss))
    return plan, heads


def _fused(step: Step, loss: Loss) -> Head | None:
    if not isinstance(step.layer, Activation):
        return None
    tensor, activation, shape = step.inputs[0], step.layer.activation, step.output_shapes[0]
    if activation == "softmax" and shape[-1] != 1 and SoftmaxHead.fits(loss, len(shape) + 1):
        return SoftmaxHead(tensor, loss)
    if activation == "sigmoid" and isinstance(loss, BinaryCrossentropy) and not loss.from_logits:
        return SigmoidHead(tensor, loss)
    return None
