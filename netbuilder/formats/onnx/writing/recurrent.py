"""Recurrent layers: ONNX's own operators where they compute the same, else a Scan (see `scan`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import Fault
from netbuilder.formats.onnx.writing.emission import Call, Value
from netbuilder.formats.onnx.writing.rules import rule
from netbuilder.formats.onnx.writing.scan import scanned
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import BACKWARD, FORWARD, Bidirectional

KINDS: dict[type[Recurrent], str] = {SimpleRNN: "RNN", LSTM: "LSTM", GRU: "GRU"}
# Names of activations in ONNX's recurrent operators, and the numbers that they take.
NAMES: dict[str, tuple[str, float | None, float | None]] = {
    "tanh": ("Tanh", None, None),
    "sigmoid": ("Sigmoid", None, None),
    "relu": ("Relu", None, None),
    "hard_sigmoid": ("HardSigmoid", 1 / 6, 0.5),
}
# What each direction gives: all outputs (batch, steps, units), the last one, and the last states.
Found = tuple[str, str, list[str]]


def _functions(layer: Any) -> list[str]:
    gates = [layer.recurrent_activation] if layer.gates > 1 else []
    return [*gates, layer.activation, *([layer.activation] if isinstance(layer, LSTM) else [])]


def _has_operator(layer: Recurrent, value: Value) -> bool:
    return value.mask is None and all(name in NAMES for name in _functions(layer))


def _iofc(array: Array) -> Array:
    """Keras's gates i, f, c, o as ONNX's i, o, f, c, along the last axis."""
    i, f, c, o = np.split(array, 4, axis=-1)
    return np.concatenate([i, o, f, c], axis=-1)


def _gates(layer: Recurrent, array: Array) -> Array:
    return _iofc(array) if isinstance(layer, LSTM) else array


def _kernel(layer: Recurrent, array: Array) -> Array:
    """(inputs, gates · units) as (gates · units, inputs)."""
    return _gates(layer, array).T


def _bias(layer: Recurrent, array: Array) -> Array:
    """The input's and the state's offsets, one behind the other."""
    if array.ndim == 2:
        return array.reshape(-1)
    return np.concatenate([_gates(layer, array), np.zeros_like(array)])


def _weights(call: Call, parts: list[tuple[str, Recurrent]]) -> list[str]:
    """W, R and B with a row for each direction."""

    def joined(name: str, change: Any) -> str:
        stored = call.owners[parts[0][0] + name] + ".onnx"
        return call.emission.stored(stored, np.stack([change(part, call.array(p + name)) for p, part in parts]))

    found = [joined("kernel", _kernel), joined("recurrent_kernel", _kernel)]
    return [*found, joined("bias", _bias)] if parts[0][1].use_bias else [*found, ""]


def _operator(call: Call, parts: list[tuple[str, Recurrent]], states: list[list[str]]) -> tuple[str, ...]:
    """Y, Y_h and, for LSTM, Y_c of one operator for one or both directions."""
    e, layer = call.emission, parts[0][1]
    x = e.op("Transpose", e.last(call.inputs[0]), perm=[1, 0, 2])
    inputs = [x, *_weights(call, parts), ""]
    for k in range(layer.states if states[0] else 0):
        each = [e.op("Unsqueeze", given[k], e.whole(0)) for given in states]
        inputs.append(each[0] if len(each) == 1 else e.op("Concat", *each, axis=0))
    functions = [NAMES[name] for _, part in parts for name in _functions(part)]
    attributes: dict[str, Any] = {
        "hidden_size": layer.units,
        "direction": "bidirectional" if len(parts) > 1 else "reverse" if layer.go_backwards else "forward",
        "activations": [name for name, _, _ in functions],
        "activation_alpha": [alpha for _, alpha, _ in functions if alpha is not None] or None,
        "activation_beta": [beta for _, _, beta in functions if beta is not None] or None,
    }
    if isinstance(layer, GRU):
        attributes["linear_before_reset"] = int(layer.reset_after)
    while not inputs[-1]:
        inputs.pop()
    return e.ops(KINDS[type(layer)], inputs, 1 + layer.states, **attributes)


def _one(call: Call, layer: Recurrent, prefix: str, states: list[str]) -> Found:
    """One direction. Outputs come in the order in which they were computed."""
    if not _has_operator(layer, call.inputs[0]):
        return scanned(call, layer, prefix, states)
    e = call.emission
    outputs, *last = _operator(call, [(prefix, layer)], [states])
    now = [e.op("Squeeze", state, e.whole(0)) for state in last]
    every = ""
    if layer.return_sequences:
        every = e.op("Transpose", e.op("Squeeze", outputs, e.whole(1)), perm=[1, 0, 2])
        every = _reversed(call, every) if layer.go_backwards else every
    return every, now[0], now


def _reversed(call: Call, x: str) -> str:
    """The steps of (batch, steps, …) from the last to the first."""
    e = call.emission
    return e.op("Slice", x, e.whole(-1), e.whole(-(2**31)), e.whole(1), e.whole(-1))


def _refuse_states(layer: Recurrent) -> None:
    if layer.stateful:
        raise Fault("keeps its state from batch to batch, which ONNX cannot do. Turn stateful off to export")


@rule(Recurrent, inherit=True)
def write_recurrent(call: Call) -> list[Value]:
    """One layer."""
    layer = call.layer
    _refuse_states(layer)
    call.tells_masks = True
    states = [call.emission.last(state) for state in call.inputs[1:]]
    every, end, now = _one(call, layer, "", states)
    result = call.made(every if layer.return_sequences else end)
    result.mask = call.inputs[0].mask if layer.return_sequences else None
    return [result, *(Value((layer.units,), last=state) for state in now if layer.return_state)]


@rule(Bidirectional)
def write_bidirectional(call: Call) -> list[Value]:
    """Both directions in one operator where they are alike."""
    layer, e = call.layer, call.emission
    first, second = layer.parts
    _refuse_states(first)
    _refuse_states(second)
    call.tells_masks = True
    given = [e.last(state) for state in call.inputs[1:]]
    states = [given[: first.states], given[first.states :]]
    alike = not first.go_backwards and second == first.replace(go_backwards=True)
    if alike and _has_operator(first, call.inputs[0]):
        outputs, now = _both(call, states)
    else:
        outputs, now = _apart(call, states)
    results = [Value(shape, last=name) for shape, name in zip(call.shapes, [*outputs, *now], strict=False)]
    if first.return_sequences:
        for result in results[: len(outputs)]:
            result.mask = call.inputs[0].mask
    return results


def _both(call: Call, states: list[list[str]]) -> tuple[list[str], list[str]]:
    """Outputs and states of one operator that reads from both ends."""
    layer, e = call.layer, call.emission
    first, second = layer.parts
    every, *last = _operator(call, [(FORWARD, first), (BACKWARD, second)], states)
    now: list[str] = []
    if first.return_state:
        halves = [e.ops("Split", (state,), 2, axis=0) for state in last]
        now = [e.op("Squeeze", half[side], e.whole(0)) for side in (0, 1) for half in halves]
    if layer.merge_mode == "concat":
        if first.return_sequences:
            y = e.op("Transpose", every, perm=[2, 0, 1, 3])
            return [e.reshape(y, [0, 0, 2 * first.units])], now
        return [e.reshape(e.op("Transpose", last[0], perm=[1, 0, 2]), [0, 2 * first.units])], now
    if first.return_sequences:
        sides = e.ops("Split", (e.op("Transpose", every, perm=[2, 0, 1, 3]),), 2, axis=2)
        return _joined(call, [e.op("Squeeze", side, e.whole(2)) for side in sides]), now
    sides = e.ops("Split", (last[0],), 2, axis=0)
    return _joined(call, [e.op("Squeeze", side, e.whole(0)) for side in sides]), now


def _apart(call: Call, states: list[list[str]]) -> tuple[list[str], list[str]]:
    """Outputs and states of both directions, each written by itself."""
    outputs, now = [], []
    for prefix, part, given in zip((FORWARD, BACKWARD), call.layer.parts, states, strict=True):
        every, end, last = _one(call, part, prefix, given)
        if part.return_sequences and prefix == BACKWARD:
            every = _reversed(call, every)
        outputs.append(every if part.return_sequences else end)
        now += last if part.return_state else []
    return _joined(call, outputs), now


def _joined(call: Call, outputs: list[str]) -> list[str]:
    e, mode = call.emission, call.layer.merge_mode
    if mode is None:
        return outputs
    if mode == "concat":
        return [e.op("Concat", *outputs, axis=-1)]
    if mode == "mul":
        return [e.op("Mul", *outputs)]
    return [e.op("Mean" if mode == "ave" else "Add", *outputs)]
