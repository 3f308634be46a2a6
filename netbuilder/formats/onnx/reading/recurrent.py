"""LSTM, GRU and RNN. Layers are made with all their outputs; `tidying` takes away those that nothing reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.composing import near
from netbuilder.formats.onnx.reading.cutting import Reversed, cut, in_order_of_time
from netbuilder.formats.onnx.reading.operators import Operator, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, Axes, Axis, View
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import BACKWARD, FORWARD, Bidirectional

KINDS: dict[str, type[Recurrent]] = {"LSTM": LSTM, "GRU": GRU, "RNN": SimpleRNN}
USUAL = {"LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"], "RNN": ["Tanh"]}
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "softsign": "softsign", "softplus": "softplus"}


@operator("LSTM", "GRU", "RNN")
def read_recurrent(op: Operator) -> list[Any]:
    """Both directions of one operator, or one."""
    require(not op.has(4) or _whole_length(op), "has sequences of their own lengths, which only masks tell")
    require(not op.attributes.get("clip"), "cuts its states")
    require(op.kind != "LSTM" or not op.has(7), "has peepholes, which no layer has")
    require(not op.attributes.get("input_forget", 0), "couples its gates, which no layer does")
    direction = op.attributes.get("direction", "forward")
    turned = isinstance(op.get(0), Reversed)
    require(not turned or direction == "forward", "reads values that were turned round from both ends or from the last")
    sequence = _sequence(op)
    sides = 2 if direction == "bidirectional" else 1
    kernels = [op.array(i, "kernel") for i in (1, 2)]
    require(all(k.ndim == 3 and len(k) == sides for k in kernels), "has kernels for another number of directions")
    units = kernels[1].shape[2]
    layers = [_layer(op, units, side, sides) for side in range(sides)]
    weights = [_weights(op, side) for side in range(sides)]
    states = _first_states(op, sides, units)
    if sides == 2:
        return _from_both_ends(op, sequence, layers, weights, states)
    ports = [state for (state,) in states]
    if turned:
        return _as_read(op, sequence, layers[0], weights[0], ports)
    return _from_one_end(op, sequence, layers[0], weights[0], ports, direction == "reverse")


def _whole_length(op: Operator) -> bool:
    lengths = op.array(4, "length")
    return uniform(lengths) == op.view().shape[1 if op.attributes.get("layout", 0) else 0]


def _sequence(op: Operator) -> View:
    """The input as (batch, steps, features), seen in that order."""
    found = op.get(0)
    view = found.x if isinstance(found, Reversed) else op.view()
    require(len(view.seen) == 3, "is not for sequences")
    time = 1 if op.attributes.get("layout", 0) else 0
    require(not isinstance(found, Reversed) or found.axis == time, "reads features that were turned round")
    steps = op.attributes.get("__steps", view.shape[time])
    require(steps == view.shape[time], "reads only some steps of its sequence")
    if not op.attributes.get("layout", 0):
        view = view.with_seen((view.seen[1], view.seen[0], view.seen[2]))
    require(view.seen[0] == (BATCH,), "does not find the samples where a sequence has them")
    return op.build.as_seen(view)


def _layer(op: Operator, units: int, side: int, sides: int) -> Any:
    count = len(USUAL[op.kind])
    names = list(op.attributes.get("activations") or USUAL[op.kind] * sides)
    require(len(names) == count * sides, "names the wrong number of activations")
    own = [_activation(op, names, side * count + i) for i in range(count)]
    options: dict[str, Any] = {"return_sequences": True, "return_state": True}
    if op.kind == "LSTM":
        require(own[1] == own[2], "has two activations for its states")
        options |= {"recurrent_activation": own[0], "unit_forget_bias": False}
    elif op.kind == "GRU":
        options |= {"recurrent_activation": own[0], "reset_after": bool(op.attributes.get("linear_before_reset", 0))}
    return KINDS[op.kind](units, own[min(1, count - 1)], use_bias=op.has(3), **options)


def _activation(op: Operator, names: list[str], place: int) -> str:
    name = names[place].lower()
    if name == "hardsigmoid":
        before = sum(1 for other in names[:place] if other.lower() == "hardsigmoid")
        alphas, betas = (op.attributes.get(key) or [] for key in ("activation_alpha", "activation_beta"))
        given = len(alphas) > before and len(betas) > before
        keras = given and near(alphas[before], 1 / 6) and near(betas[before], 0.5)
        require(
            keras and all(other.lower() in (*NAMES, "hardsigmoid") for other in names), "has a hard sigmoid of its own"
        )
        return "hard_sigmoid"
    require(name in NAMES, "has the activation {name}", name=name)
    return NAMES[name]


def _weights(op: Operator, side: int) -> dict[str, Array]:
    found = {"kernel": op.array(1, "kernel")[side], "recurrent_kernel": op.array(2, "kernel")[side]}
    weights = {name: _turned(op.kind, array, axis=0).T for name, array in found.items()}
    if op.has(3):
        both = op.array(3, "bias")[side]
        require(both.shape == (2 * len(found["kernel"]),), "has a bias of another size")
        of_input, of_state = (_turned(op.kind, part, axis=0) for part in np.split(both, 2))
        if op.kind == "GRU" and op.attributes.get("linear_before_reset", 0):
            weights["bias"] = np.stack([of_input, of_state])
        else:
            weights["bias"] = of_input + of_state
    return weights


def _turned(kind: str, array: Array, axis: int) -> Array:
    """ONNX's gates i, o, f, c of an LSTM as Keras's i, f, c, o."""
    if kind != "LSTM":
        return array
    require(array.shape[axis] % 4 == 0, "has weights for another number of gates")
    i, o, f, c = np.split(array, 4, axis=axis)
    return np.concatenate([i, f, c, o], axis=axis)


def _first_states(op: Operator, sides: int, units: int) -> list[list[Any]]:
    """For each state the port for each direction; none where they begin with 0."""
    numbers = (5, 6) if op.kind == "LSTM" else (5,)
    told = [op.get(n) for n in numbers if op.has(n)]
    for array in told:  # PyTorch's exporter writes an LSTM with a projection so, which it is not then
        fits = not isinstance(array, np.ndarray) or array.shape[-1:] == (units,)
        require(fits, "begins with states of another size than it has, as a projection makes them, which no layer has")
    if all(map(_is_zero, told)):
        return []
    found = []
    for n in numbers:
        require(op.has(n) and not _is_zero(op.get(n)), "begins with one state of two")
        require(not isinstance(op.get(n), np.ndarray), "begins with stored numbers, which no layer holds for a state")
        found.append([_state(op, op.view(n), side, sides) for side in range(sides)])
    return found


def _is_zero(array: Any) -> bool:
    return isinstance(array, np.ndarray) and uniform(array) == 0


def _state(op: Operator, view: View, side: int, sides: int) -> Any:
    """One direction's first state as (batch, units)."""

    direction = 1 if op.attributes.get("layout", 0) else 0
    require(len(view.seen) == 3, "begins with states of another rank")
    part = cut(op.build, view, direction, side, side + 1) if sides > 1 else view
    seen = [axis for i, axis in enumerate(part.seen) if i != direction]
    require(seen[0] == (BATCH,), "begins with states that are the same for all samples")
    return op.build.as_seen(part.with_seen(seen)).port


def _ordered(op: Operator, every: Axes, last: Axes) -> tuple[Axes, Axes]:
    """How the file sees Y and the states: from (batch, steps, directions, units) and (batch, directions, units)."""
    if op.attributes.get("layout", 0):
        return every, last
    return (every[1], every[2], every[0], every[3]), (last[1], last[0], last[2])


def _from_one_end(op: Operator, sequence: View, layer: Any, weights: Any, states: Any, backwards: bool) -> list[Any]:
    build = op.build
    layer = layer.replace(go_backwards=backwards)
    ports = build.add(layer, [sequence.port, *states], weights)
    units: Axis = build.atom(layer.units)
    steps = sequence.stored[1]
    stored = ((BATCH,), steps, units)
    every_seen, last_seen = _ordered(op, ((BATCH,), steps, (), units), ((BATCH,), (), units))
    if backwards:
        # Steps come out in the order in which they were read; only what turns them round again can be said.
        every = None
        if op.outputs[0]:
            require(not states, "reads from the end, with first states")
            every = View(in_order_of_time(build, layer, [sequence.port], weights), stored, every_seen)
    else:
        every = View(ports[0], stored, every_seen)
    last = [View(port, ((BATCH,), units), last_seen) for port in ports[1:]]
    return [every, *last]


def _as_read(op: Operator, sequence: View, layer: Any, weights: Any, states: Any) -> list[Any]:
    """A sequence that was turned round before: steps come out in the order in which they were read."""
    ports = op.build.add(layer.replace(go_backwards=True), [sequence.port, *states], weights)
    units: Axis = op.build.atom(layer.units)
    steps = sequence.stored[1]
    every, last = _ordered(op, ((BATCH,), steps, (), units), ((BATCH,), (), units))
    return [
        View(ports[0], ((BATCH,), steps, units), every),
        *(View(port, ((BATCH,), units), last) for port in ports[1:]),
    ]


def _from_both_ends(op: Operator, sequence: View, layers: Any, weights: Any, states: Any) -> list[Any]:
    build, (first, second) = op.build, layers
    second = second.replace(go_backwards=True)
    alike = second == first.replace(go_backwards=True)
    both = {FORWARD + name: array for name, array in weights[0].items()}
    both |= {BACKWARD + name: array for name, array in weights[1].items()}
    given = [state[side] for side in (0, 1) for state in states]
    layer = Bidirectional(first, "concat", backward_layer=None if alike else second)
    y, *ends = build.add(layer, [sequence.port, *given], both)
    units = build.atom(first.units) or ()
    steps, direction = sequence.stored[1], build.atom(2)
    every_seen, last_seen = _ordered(op, ((BATCH,), steps, direction, units), ((BATCH,), direction, units))
    every = View(y, ((BATCH,), steps, direction + units), every_seen)
    count = first.states
    last = []
    for k in range(count if any(op.outputs[1:]) else 0):
        (port,) = build.add(Concatenate(), [ends[k], ends[count + k]])
        last.append(View(port, ((BATCH,), direction + units), last_seen))
    return [every, *last]
