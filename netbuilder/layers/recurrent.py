"""Recurrent layers: read a sequence step by step and carry a state along."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.base import Weights, layer
from netbuilder.layers.parts.activations import ACTIVATIONS, ActivationKind
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.sequences import Recurrent, States, StepBackward
from netbuilder.spec import param


@layer("recurrent")
class SimpleRNN(Recurrent):
    """Mixes each step's input with its own last output."""

    advice = (
        "For short sequences and for learning how recurrence works. Over more than about 20 steps, LSTM and GRU "
        "remember better."
    )

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
class LSTM(Recurrent):
    """Reads a sequence with a memory that it learns to keep and to forget."""

    advice = "For sequences in which early steps matter late. To stack several, let all but the last return sequences."

    gates = 4
    states = 2

    recurrent_activation: str = param(
        default="sigmoid", kind=ActivationKind(), doc="Function of the gates.", advanced=True
    )
    unit_forget_bias: bool = param(default=True, doc="Lets the forget gate begin open.", advanced=True)

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


@layer("recurrent")
class GRU(Recurrent):
    """Reads a sequence with one state, and learns at each step how much of it to replace."""

    advice = "Much like LSTM with a quarter fewer weights; try both."

    gates = 3
    states = 1

    recurrent_activation: str = param(
        default="sigmoid", kind=ActivationKind(), doc="Function of the gates.", advanced=True
    )
    reset_after: bool = param(
        default=True,
        doc="Applies the reset gate after the recurrent kernel, not before it.",
        advanced=True,
        kw_only=True,
    )

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def step(self, weights: Weights, xz: Array, h: Array, states: States) -> tuple[States, StepBackward]:
        step = _reset_after if self.reset_after else _reset_before
        return step(self, weights, xz, h, states[0])


def _reset_after(layer: GRU, weights: Weights, xz: Array, h: Array, before: Array) -> tuple[States, StepBackward]:
    recurrent = weights["recurrent_kernel"]
    gate, squash = ACTIVATIONS[layer.recurrent_activation], ACTIVATIONS[layer.activation]
    inner = h @ recurrent
    if layer.use_bias:
        inner += weights["bias"][1]
    xz_, xr, xh = np.split(xz, 3, axis=-1)
    iz, ir, ih = np.split(inner, 3, axis=-1)
    (z, back_z), (r, back_r) = gate(xz_ + iz), gate(xr + ir)
    candidate, back_c = squash(xh + r * ih)

    def back(dstates: States, gradients: dict[str, Array]) -> tuple[Array, Array, States]:
        (dh,) = dstates
        dc = back_c(dh * (1 - z))
        dz, dr = back_z(dh * (before - candidate)), back_r(dc * ih)
        dinner = np.concatenate([dz, dr, dc * r], axis=-1)
        gradients["recurrent_kernel"] += h.T @ dinner
        if layer.use_bias:
            gradients["bias"][1] += dinner.sum(axis=0)
        return np.concatenate([dz, dr, dc], axis=-1), dinner @ recurrent.T, (dh * z,)

    return (z * before + (1 - z) * candidate,), back


def _reset_before(layer: GRU, weights: Weights, xz: Array, h: Array, before: Array) -> tuple[States, StepBackward]:
    cut = 2 * layer.units
    gates, own = weights["recurrent_kernel"][:, :cut], weights["recurrent_kernel"][:, cut:]
    gate, squash = ACTIVATIONS[layer.recurrent_activation], ACTIVATIONS[layer.activation]
    (z, back_z), (r, back_r) = (gate(part) for part in np.split(xz[:, :cut] + h @ gates, 2, axis=-1))
    candidate, back_c = squash(xz[:, cut:] + (r * h) @ own)

    def back(dstates: States, gradients: dict[str, Array]) -> tuple[Array, Array, States]:
        (dh,) = dstates
        dc = back_c(dh * (1 - z))
        through = dc @ own.T
        dgates = np.concatenate([back_z(dh * (before - candidate)), back_r(through * h)], axis=-1)
        gradients["recurrent_kernel"][:, :cut] += h.T @ dgates
        gradients["recurrent_kernel"][:, cut:] += (r * h).T @ dc
        return np.concatenate([dgates, dc], axis=-1), dgates @ gates.T + through * r, (dh * z,)

    return (z * before + (1 - z) * candidate,), back


class ForgetBias(Initializer):
    """The bias of an LSTM whose forget gate begins open: ones in its second quarter."""

    others: Initializer = param(default="zeros", doc="How the other gates begin.")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        bias = self.others.draw(shape, rng)
        quarter = shape[0] // 4
        bias[quarter : 2 * quarter] = 1
        return bias
