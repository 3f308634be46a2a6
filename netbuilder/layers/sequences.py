"""What recurrent layers share: one projection of all inputs, then a loop over the steps of the sequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Mask, Run, Weight, Weights, expect_rank, known
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.layers.parts.constraints import Constraint
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.layers.regularization import keep_mask
from netbuilder.spec import param

States = tuple[Array, ...]
# Takes the gradients of the new states and the dict in which weight gradients add up; gives those of
# the projected input, of the (dropped out) output that was fed back, and of the old states besides.
StepBackward = Callable[[States, dict[str, Array]], tuple[Array, Array, States]]
Tape = list[tuple[int, StepBackward]]


class Recurrent(Layer):
    """A recurrent layer: inputs (batch, steps, features), and first states (batch, units) where they are wired.

    A subclass says how many `gates` its kernels hold side by side, how many `states` it carries
    (the first is its output), and what one `step` computes. Where a mask says that a step is padding,
    the states stay as they were.
    """

    uses_mask = True
    keeps_mask = True
    input_names = ("sequences", "initial_state")
    gates: ClassVar[int]
    states: ClassVar[int]

    units: int = param(ge=1, start=64, doc="Length of the state, which is the output.", brief="{} units")
    activation: str = param(default="tanh", kind=ActivationKind(), doc="Function applied to the new state.", brief="{}")
    use_bias: bool = param(default=True, doc="Adds a learned offset.", advanced=True, brief="no bias")
    kernel_initializer: Initializer = param(default="glorot_uniform", doc="How the kernel begins.", advanced=True)
    recurrent_initializer: Initializer = param(
        default="orthogonal", doc="How the recurrent kernel begins.", advanced=True
    )
    bias_initializer: Initializer = param(default="zeros", doc="How the bias begins.", advanced=True)
    kernel_regularizer: Regularizer | None = param(default=None, doc="Penalty on the kernel.", advanced=True)
    recurrent_regularizer: Regularizer | None = param(
        default=None, doc="Penalty on the recurrent kernel.", advanced=True
    )
    bias_regularizer: Regularizer | None = param(default=None, doc="Penalty on the bias.", advanced=True)
    activity_regularizer: Regularizer | None = param(default=None, doc="Penalty on the output.", advanced=True)
    kernel_constraint: Constraint | None = param(
        default=None, doc="Rule for the kernel after each step.", advanced=True
    )
    recurrent_constraint: Constraint | None = param(
        default=None, doc="Rule for the recurrent kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(default=None, doc="Rule for the bias after each step.", advanced=True)
    dropout: float = param(default=0.0, ge=0, lt=1, doc="Share of inputs set to 0 while training.", brief="dropout {}")
    recurrent_dropout: float = param(
        default=0.0, ge=0, lt=1, doc="Share of the state set to 0 while training.", brief="recurrent dropout {}"
    )
    seed: int | None = param(
        default=None, ge=0, doc="A seed of its own for dropout; none takes the run's.", advanced=True
    )
    return_sequences: bool = param(
        default=False, doc="Gives the output of every step, not only of the last.", brief="sequences"
    )
    return_state: bool = param(
        default=False, doc="Gives the last states too, as further outputs.", advanced=True, brief="states"
    )
    go_backwards: bool = param(default=False, doc="Reads the sequence from its end.", advanced=True, brief="backwards")
    stateful: bool = param(
        default=False,
        doc="Begins each batch with the states that the batch before left; each pass over the data begins afresh.",
        advanced=True,
        brief="stateful",
    )
    zero_output_for_mask: bool = param(
        default=False,
        doc="Gives 0 for steps that are padding, not the output before them.",
        advanced=True,
        kw_only=True,
    )

    @property
    def most_inputs(self) -> int:  # type: ignore[override]
        """The sequence and each state."""
        return 1 + self.states

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (0,), {"initial_state": tuple(range(1, count))} if count > 1 else {}

    def output_shape(self, *inputs: Shape) -> Shape:
        shape = inputs[0]
        expect_rank(shape, 2, "steps, features")
        known(shape[-1], "last")
        if len(inputs) > 1 and len(inputs) != 1 + self.states:
            raise ShapeError(
                "takes {count} first states or none, got {given}", count=self.states, given=len(inputs) - 1
            )
        for state in inputs[1:]:
            if state != (self.units,):
                raise ShapeError("takes first states of shape ({units},), got {shape}", units=self.units, shape=state)
        return (shape[0], self.units) if self.return_sequences else (self.units,)

    @property
    def gives_several(self) -> bool:
        return self.return_state

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        states = ((self.units,),) * self.states if self.return_state else ()
        return (self.output_shape(*inputs), *states)

    def output_masks(self, inputs: tuple[Array, ...], masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        return masks[:1] if self.return_sequences else ()

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        features, wide = known(inputs[0][-1], "last"), self.gates * self.units
        found = {
            "kernel": Weight(
                (features, wide), self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint
            ),
            "recurrent_kernel": Weight(
                (self.units, wide), self.recurrent_initializer, self.recurrent_regularizer, self.recurrent_constraint
            ),
        }
        if self.use_bias:
            found["bias"] = Weight(self.bias_shape(), self.bias_start(), self.bias_regularizer, self.bias_constraint)
        return found

    def bias_shape(self) -> tuple[int, ...]:
        """Of the bias; where it has two rows, the first is added to the input's projection."""
        return (self.gates * self.units,)

    def bias_start(self) -> Initializer:
        """How the bias begins."""
        return self.bias_initializer

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        return {name: f"cell/vars/{i}" for i, name in enumerate(names)}

    def operations(self, *inputs: Shape) -> int:
        steps, features = inputs[0][0] or 1, inputs[0][1] or 1
        return steps * (features + self.units) * self.gates * self.units

    def step(self, weights: Weights, xz: Array, h: Array, states: States) -> tuple[States, StepBackward]:
        """One step from the projected input `xz`, the fed-back output `h` and the old states."""
        raise AssertionError("a recurrent layer steps")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        x, mask = inputs[0], run.mask()
        drop_x, drop_h = self._dropouts(x, run)
        dropped = x if drop_x is None else x * drop_x[:, None]
        xz = dropped @ weights["kernel"]
        if self.use_bias:
            xz += _input_row(weights["bias"])
        outputs, now, tape = self._walk(weights, xz, self._first(x, inputs[1:], run), drop_h, mask)
        if self.stateful:
            run.memory.update({f"state_{i}": state.copy() for i, state in enumerate(now)})
        y = np.stack(outputs, axis=1) if self.return_sequences else outputs[-1]

        def backward(*dys: Array) -> Any:
            gradients = {name: np.zeros_like(weights[name]) for name in weights}
            dxz, dfirst = self._walk_back(dys, tape, mask, drop_h, gradients, xz)
            rows = dxz.reshape(-1, dxz.shape[-1])
            gradients["kernel"] = dropped.reshape(-1, x.shape[-1]).T @ rows
            if self.use_bias:
                _input_row(gradients["bias"])[...] = rows.sum(axis=0)
            dx = dxz @ weights["kernel"].T
            dx = dx if drop_x is None else dx * drop_x[:, None]
            return (dx, *dfirst[: len(inputs) - 1]), gradients

        return ((y, *now) if self.return_state else y), backward

    def _first(self, x: Array, given: States, run: Run) -> States:
        if given:
            return given
        zeros = np.zeros((len(x), self.units), x.dtype)
        kept = [run.memory.get(f"state_{i}", zeros) for i in range(self.states)]
        fit = self.stateful and all(state.shape == zeros.shape for state in kept)
        return tuple(kept) if fit else (zeros,) * self.states

    def _walk(
        self, weights: Weights, xz: Array, now: States, drop_h: Array | None, mask: Mask
    ) -> tuple[list[Array], States, Tape]:
        """The output of each step, the last states, and what the way back needs."""
        outputs, tape = [], Tape()
        steps = range(xz.shape[1])
        for t in reversed(steps) if self.go_backwards else steps:
            h = now[0] if drop_h is None else now[0] * drop_h
            new, back = self.step(weights, xz[:, t], h, now)
            if mask is not None:
                real = mask[:, t, None]
                new = tuple(np.where(real, after, before) for after, before in zip(new, now, strict=True))
            now = new
            zero = mask is not None and self.zero_output_for_mask
            outputs.append(now[0] * mask[:, t, None] if zero and mask is not None else now[0])
            tape.append((t, back))
        return outputs, now, tape

    def _walk_back(
        self,
        dys: tuple[Array, ...],
        tape: Tape,
        mask: Mask,
        drop_h: Array | None,
        gradients: dict[str, Array],
        xz: Array,
    ) -> tuple[Array, States]:
        """The gradients of the projected input and of the first states."""
        dy, *last = dys
        dxz = np.empty_like(xz)
        zero = np.zeros((len(xz), self.units), xz.dtype)
        carried: States = tuple(last) or (zero,) * self.states
        for k in range(len(tape) - 1, -1, -1):
            t, back = tape[k]
            real = None if mask is None else mask[:, t, None]
            if self.return_sequences or k == len(tape) - 1:
                given = dy[:, k] if self.return_sequences else dy
                shown = given if real is None or not self.zero_output_for_mask else given * real
                carried = (carried[0] + shown, *carried[1:])
            inner = carried if real is None else tuple(state * real for state in carried)
            dxz[:, t], dh, direct = back(inner, gradients)
            before = (direct[0] + (dh if drop_h is None else dh * drop_h), *direct[1:])
            if real is not None:
                before = tuple(new + state * ~real for new, state in zip(before, carried, strict=True))
            carried = before
        return dxz, carried

    def _dropouts(self, x: Array, run: Run) -> tuple[Array | None, Array | None]:
        """Scaled dropout masks for inputs and state, the same for every step, as in Keras."""

        def mask(rate: float, width: int) -> Array | None:
            if not run.training or rate == 0:
                return None
            scaled: Array = keep_mask((len(x), width), rate, run.rng) * x.dtype.type(1 / (1 - rate))
            return scaled

        return mask(self.dropout, x.shape[-1]), mask(self.recurrent_dropout, self.units)


def _input_row(bias: Array) -> Array:
    """The part of a bias that is added to the projected input, as a view."""
    row: Array = bias[0] if bias.ndim == 2 else bias
    return row
