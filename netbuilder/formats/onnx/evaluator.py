"""Computing an .onnx file operator by operator, by the evaluator of the package onnx: no layers of ours take part.

Where that evaluator leaves out what the standard says (axes and directions of Scan, activations of recurrent
operators), the operator is written here. Imported only where it is needed: it takes the package onnx.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.formats.onnx.reading.container import load_model

Step = Callable[[Array, list[Array]], list[Array]]
# What the evaluator raises for an operator that it lacks, or for arrays that do not fit it.
TROUBLE = (RuntimeError, TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, MemoryError)


def evaluate_onnx(path: Path, inputs: Sequence[Array]) -> list[Array]:
    """The outputs for arrays with one sample a row, in the order of the file's inputs; raises FileFault."""
    model = load_model(path)
    try:
        evaluator = ReferenceEvaluator(model, new_ops=[Scan, RNN, LSTM, GRU, Mean, GatherElements])
        named = dict(zip(evaluator.input_names, inputs, strict=True))
        with np.errstate(all="ignore"):
            return list(evaluator.run(None, named))
    except TROUBLE as error:
        raise FileFault("{path} cannot be computed: {cause}", path=path, cause=str(error)[:200]) from error


class Scan(OpRun):
    """A body computed for each place of an axis, forwards or backwards, on axes of any number."""

    body: Any

    def need_context(self) -> bool:
        """The body reads arrays of the graph around it."""
        return True

    def _run(self, *arrays: Array, context: Any = None, **options: Any) -> tuple[Array, ...]:
        count = options["num_scan_inputs"]
        states, sequences = list(arrays[:-count]), list(arrays[-count:])
        kept = len(self.body.output_names) - len(states)
        backwards = options.get("scan_input_directions") or [0] * count
        axes = options.get("scan_input_axes") or [0] * count
        rows = [
            np.flip(moved, 0) if back else moved
            for back, moved in zip(
                backwards, (np.moveaxis(x, axis, 0) for x, axis in zip(sequences, axes, strict=True)), strict=True
            )
        ]
        made: list[list[Array]] = [[] for _ in range(kept)]
        for parts in zip(*rows, strict=True):
            given = dict(zip(self.body.input_names, [*states, *parts], strict=True))
            found = self.body.run(None, {**(context or {}), **given})
            states = found[: len(states)]
            for into, value in zip(made, found[len(states) :], strict=True):
                into.append(value)
        ends = options.get("scan_output_directions") or [0] * kept
        places = options.get("scan_output_axes") or [0] * kept
        outputs = [
            np.stack(values[::-1] if back else values, axis)
            for values, back, axis in zip(made, ends, places, strict=True)
        ]
        return (*states, *outputs)


class _Recurrent(OpRun):
    """Both directions of a recurrent operator (time first, as the standard's layout 0), step by step."""

    defaults: tuple[str, ...]
    direction: str
    activations: Any
    activation_alpha: Any
    activation_beta: Any

    def _run(
        self, x: Array, w: Array, r: Array, b: Array | None = None, lengths: None = None, *states: Array, **_: Any
    ) -> tuple[Array, ...]:
        directions, gates, units = w.shape[0], w.shape[1], r.shape[-1]
        b = np.zeros((directions, 2 * gates), x.dtype) if b is None else b
        wanted = len(self.onnx_node.output)
        count = 2 if len(self.defaults) == 3 else 1
        start = [s for s in states if s is not None] or [np.zeros((directions, x.shape[1], units), x.dtype)] * count
        every, ends = [], []
        for k in range(directions):
            backwards = self.direction == "reverse" or k == 1
            bias, inner_bias = np.split(b[k], 2)
            step = self._step(w[k].T, r[k].T, bias, inner_bias, self._functions(k))
            now, outputs = [s[k] for s in start], []
            for row in x[::-1] if backwards else x:
                now = step(row, now)
                outputs.append(now[0])
            every.append(np.stack(outputs[::-1] if backwards else outputs))
            ends.append(now)
        last = [np.stack([now[i] for now in ends]) for i in range(count)]
        return (np.stack(every, 1), *last)[:wanted]

    def _functions(self, direction: int) -> list[Callable[[Array], Array]]:
        """The activations of one direction. Their numbers stand in lists of those that take any."""
        names = list(self.activations or self.defaults * 2)
        alphas, betas = list(self.activation_alpha or ()), list(self.activation_beta or ())
        found: list[Callable[[Array], Array]] = []
        for name in names:
            if name == "HardSigmoid":
                a, c = (alphas.pop(0) if alphas else 0.2), (betas.pop(0) if betas else 0.5)
                found.append(partial(_hard_sigmoid, a, c))
            else:
                found.append(FUNCTIONS[name])
        size = len(self.defaults)
        return found[direction * size : (direction + 1) * size]

    def _step(self, w: Array, r: Array, bw: Array, br: Array, functions: Sequence[Callable[[Array], Array]]) -> Step:
        raise NotImplementedError


def _hard_sigmoid(slope: float, offset: float, z: Array) -> Array:
    return np.asarray(np.clip(z * z.dtype.type(slope) + z.dtype.type(offset), 0, 1))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "Tanh": np.tanh,
    "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "Relu": lambda z: np.maximum(z, 0),
}


class RNN(_Recurrent):
    """One gate."""

    defaults = ("Tanh",)

    def _step(self, w: Array, r: Array, bw: Array, br: Array, functions: Sequence[Callable[[Array], Array]]) -> Step:
        (f,) = functions
        return lambda x, now: [f(x @ w + now[0] @ r + bw + br)]


class LSTM(_Recurrent):
    """Gates i, o, f, c."""

    defaults = ("Sigmoid", "Tanh", "Tanh")

    def _step(self, w: Array, r: Array, bw: Array, br: Array, functions: Sequence[Callable[[Array], Array]]) -> Step:
        f, g, h = functions

        def step(x: Array, now: list[Array]) -> list[Array]:
            i, o, forget, c = np.split(x @ w + now[0] @ r + bw + br, 4, -1)
            cell = f(forget) * now[1] + f(i) * g(c)
            return [f(o) * h(cell), cell]

        return step


class GRU(_Recurrent):
    """Gates z, r, h; the reset comes before or after the product with the state."""

    defaults = ("Sigmoid", "Tanh")
    linear_before_reset: int

    def _step(self, w: Array, r: Array, bw: Array, br: Array, functions: Sequence[Callable[[Array], Array]]) -> Step:
        f, g = functions
        units = r.shape[0]
        after = bool(self.linear_before_reset)

        def step(x: Array, now: list[Array]) -> list[Array]:
            (state,) = now
            xz, xr, xh = np.split(x @ w + bw, 3, -1)
            hz, hr = np.split(state @ r[:, : 2 * units] + br[: 2 * units], 2, -1)
            update, reset = f(xz + hz), f(xr + hr)
            own, bias = r[:, 2 * units :], br[2 * units :]
            inner = reset * (state @ own + bias) if after else (reset * state) @ own + bias
            return [(1 - update) * g(xh + inner) + update * state]

        return step


class Mean(OpRun):
    """Of arrays that are spread over one another."""

    def _run(self, *arrays: Array) -> tuple[Array]:
        total = arrays[0]
        for array in arrays[1:]:
            total = total + array
        return ((total / len(arrays)).astype(arrays[0].dtype),)


class GatherElements(OpRun):
    """Values by their places along an axis, of which some may be taken only."""

    def _run(self, data: Array, indices: Array, axis: int = 0) -> tuple[Array]:
        others = [slice(n) for n in indices.shape]
        others[axis] = slice(None)
        return (np.take_along_axis(data[tuple(others)], indices, axis),)
