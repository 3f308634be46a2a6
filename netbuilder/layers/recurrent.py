"""Recurrent layers: read a sequence step by step and carry a state along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.kinds import Shape
from netbuilder.layers.activations import ACTIVATIONS, ActivationKind
from netbuilder.layers.base import Array, Backward, Layer, Run, Weight, Weights, expect_rank, known, layer
from netbuilder.layers.constraints import Constraint
from netbuilder.layers.initializers import Initializer
from netbuilder.layers.regularization import keep_mask
from netbuilder.layers.regularizers import Regularizer
from netbuilder.spec import param

States = tuple[Array, ...]
# Takes the gradients of the new states and the dict in which weight gradients add up; gives those of
# the projected input, of the (dropped out) output that was fed back, and of the old states besides.
StepBackward = Callable[[States, dict[str, Array]], tuple[Array, Array, States]]


class _Recurrent(Layer):
    """Shared by all recurrent layers: one projection of all inputs, then a loop over the steps.

    A subclass says how many `gates` its kernels hold side by side, how many `states` it carries
    (the first is its output), and what one `step` computes.
    """

    gates: ClassVar[int]
    states: ClassVar[int]

    units: int = param(ge=1, start=64, doc="Length of the state, which is the output.", brief="{} units")
    activation: str = param("tanh", kind=ActivationKind(), doc="Function applied to the new state.", brief="{}")
    use_bias: bool = param(True, doc="Adds a learned offset.", advanced=True, brief="no bias")
    return_sequences: bool = param(
        False, doc="Gives the output of every step, not only of the last.", brief="sequences"
    )
    go_backwards: bool = param(False, doc="Reads the sequence from its end.", advanced=True, brief="backwards")
    dropout: float = param(0.0, ge=0, lt=1, doc="Share of inputs set to 0 while training.", brief="dropout {}")
    recurrent_dropout: float = param(
        0.0, ge=0, lt=1, doc="Share of the state set to 0 while training.", brief="recurrent dropout {}"
    )
    kernel_initializer: Initializer = param("glorot_uniform", doc="How the kernel begins.", advanced=True)
    recurrent_initializer: Initializer = param("orthogonal", doc="How the recurrent kernel begins.", advanced=True)
    bias_initializer: Initializer = param("zeros", doc="How the bias begins.", advanced=True)
    kernel_regularizer: Regularizer | None = param(None, doc="Penalty on the kernel.", advanced=True)
    recurrent_regularizer: Regularizer | None = param(None, doc="Penalty on the recurrent kernel.", advanced=True)
    bias_regularizer: Regularizer | None = param(None, doc="Penalty on the bias.", advanced=True)
    kernel_constraint: Constraint | None = param(None, doc="Rule for the kernel after each step.", advanced=True)
    recurrent_constraint: Constraint | None = param(
        None, doc="Rule for the recurrent kernel after each step.", advanced=True
    )
    bias_constraint: Constraint | None = param(None, doc="Rule for the bias after each step.", advanced=True)
    seed: int | None = param(None, ge=0, doc="A seed of its own for dropout; none takes the run's.", advanced=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, 2, "steps, features")
        known(shape[-1], "last")
        return (shape[0], self.units) if self.return_sequences else (self.units,)

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
            found["bias"] = Weight((wide,), self.bias_start(), self.bias_regularizer, self.bias_constraint)
        return found

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

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        kernel = weights["kernel"]
        drop_x, drop_h = self._masks(x, run)
        dropped = x if drop_x is None else x * drop_x[:, None]
        xz = dropped @ kernel
        if self.use_bias:
            xz += weights["bias"]
        order = range(x.shape[1])[::-1] if self.go_backwards else range(x.shape[1])
        now: States = tuple(np.zeros((len(x), self.units), x.dtype) for _ in range(self.states))
        outputs, tape = [], []
        for t in order:
            h = now[0] if drop_h is None else now[0] * drop_h
            now, back = self.step(weights, xz[:, t], h, now)
            outputs.append(now[0])
            tape.append((t, back))
        y = np.stack(outputs, axis=1) if self.return_sequences else now[0]

        def backward(dy: Array) -> Any:
            gradients = {name: np.zeros_like(weights[name]) for name in weights}
            dxz = np.empty_like(xz)
            zero = np.zeros((len(x), self.units), x.dtype)
            carried: States = (zero if self.return_sequences else dy, *(zero for _ in range(self.states - 1)))
            for k in range(len(tape) - 1, -1, -1):
                t, back = tape[k]
                if self.return_sequences:
                    carried = (carried[0] + dy[:, k], *carried[1:])
                dxz[:, t], dh, direct = back(carried, gradients)
                carried = (direct[0] + (dh if drop_h is None else dh * drop_h), *direct[1:])
            rows = dxz.reshape(-1, dxz.shape[-1])
            gradients["kernel"] = dropped.reshape(-1, x.shape[-1]).T @ rows
            if self.use_bias:
                gradients["bias"] = rows.sum(axis=0)
            dx = dxz @ kernel.T
            return (dx if drop_x is None else dx * drop_x[:, None],), gradients

        return y, backward

    def _masks(self, x: Array, run: Run) -> tuple[Array | None, Array | None]:
        """Scaled dropout masks for inputs and state, the same for every step, as in Keras."""

        def mask(rate: float, width: int) -> Array | None:
            if not run.training or rate == 0:
                return None
            scaled: Array = keep_mask((len(x), width), rate, run.rng) * x.dtype.type(1 / (1 - rate))
            return scaled

        return mask(self.dropout, x.shape[-1]), mask(self.recurrent_dropout, self.units)


@layer("recurrent")
class SimpleRNN(_Recurrent):
    """Mixes each step's input with its own last output."""

    gates = 1
    states = 1

    def step(self, weights: Weights, xz: Array, h: Array, states: States) -> tuple[States, StepBackward]:
        recurrent = weights["recurrent_kernel"]
        y, through = ACTIVATIONS[self.activation](xz + h @ recurrent)

        def back(dstates: States, gradients: dict[str, Array]) -> tuple[Array, Array, States]:
            dz = through(dstates[0])
            gradients["recurrent_kernel"] += h.T @ dz
            return dz, dz @ recurrent.T, (np.zeros_like(dz),)

        return (y,), back


@layer("recurrent")
class LSTM(_Recurrent):
    """Reads a sequence with a memory that it learns to keep and to forget."""

    gates = 4
    states = 2

    recurrent_activation: str = param("sigmoid", kind=ActivationKind(), doc="Function of the gates.", advanced=True)
    unit_forget_bias: bool = param(True, doc="Lets the forget gate begin open.", advanced=True)

    def bias_start(self) -> Initializer:
        return ForgetBias(self.bias_initializer) if self.unit_forget_bias else self.bias_initializer

    def step(self, weights: Weights, xz: Array, h: Array, states: States) -> tuple[States, StepBackward]:
        recurrent, c_before = weights["recurrent_kernel"], states[1]
        gate, squash = ACTIVATIONS[self.recurrent_activation], ACTIVATIONS[self.activation]
        zi, zf, zc, zo = np.split(xz + h @ recurrent, 4, axis=-1)
        (i, back_i), (f, back_f), (g, back_g), (o, back_o) = gate(zi), gate(zf), squash(zc), gate(zo)
        c = f * c_before + i * g
        squashed, back_c = squash(c)

        def back(dstates: States, gradients: dict[str, Array]) -> tuple[Array, Array, States]:
            dh, dc = dstates
            dc = dc + back_c(dh * o)
            dz = np.concatenate([back_i(dc * g), back_f(dc * c_before), back_g(dc * i), back_o(dh * squashed)], axis=-1)
            gradients["recurrent_kernel"] += h.T @ dz
            return dz, dz @ recurrent.T, (np.zeros_like(dh), dc * f)

        return (o * squashed, c), back


class ForgetBias(Initializer):
    """The bias of an LSTM whose forget gate begins open: ones in its second quarter."""

    others: Initializer = param("zeros", doc="How the other gates begin.")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        bias = self.others.draw(shape, rng)
        quarter = shape[0] // 4
        bias[quarter : 2 * quarter] = 1
        return bias
