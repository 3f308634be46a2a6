"""Loops that are a recurrent layer: tf2onnx writes SimpleRNN so, and GRU(reset_after=False). Others are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.operators import Operator, operator, uniform
from netbuilder.formats.onnx.reading.recurrent import read_recurrent
from netbuilder.formats.onnx.reading.views import View

OTHER = N_("decides while it runs what is computed, or repeats steps that are no SimpleRNN's or GRU's; no layer does")
ACTIVATIONS = {"Tanh", "Relu", "Sigmoid", "Softplus", "Softsign"}


@dataclass
class _Sum:
    """What a step adds up before its activation. `reset` makes what the state is scaled by first, where it is."""

    kernel: Array | None = None
    recurrent: Array | None = None
    bias: Array | None = None
    sequence: Any = None
    state: str = ""
    reset: str = ""


@dataclass
class _Step:
    """What one step computes, as weights of an operator of ONNX: that operator, and which activations it has."""

    kind: str
    sums: list[_Sum]
    activations: list[str]
    attributes: dict[str, Any] = field(default_factory=dict)


class _Body:
    """The graph of one step."""

    def __init__(self, op: Operator) -> None:
        graph = op.attributes["body"]
        self.op, self.outputs = op, [end.name for end in graph.output]
        self.inputs = [end.name for end in graph.input]
        self.makers: dict[str, Any] = {}
        later = {name for node in graph.node for name in node.output}
        for node in graph.node:  # in order, each once: a step that reads itself would be followed for ever
            made = {name for name in node.output if name}
            require(later.isdisjoint(node.input) and made <= later, OTHER)
            later -= made
            self.makers.update(dict.fromkeys(made, node))
        self.stored = {tensor.name: tensor for tensor in graph.initializer}
        self.given = dict(zip(self.inputs[2:], op.inputs[2:], strict=True))
        after = dict(zip(self.inputs[2:], self.outputs[1:], strict=False))
        self.after = {name: self.plain(end) for name, end in after.items()}
        require(len(self.outputs) == len(self.inputs), OTHER)  # one more than what is carried: the steps' outputs

    def plain(self, name: str) -> str:
        """A name without the operators that change nothing."""
        while name in self.makers and self.makers[name].op_type in ("Identity", "Cast"):
            name = self.makers[name].input[0]
        return name

    def maker(self, name: str, kind: str) -> Any:
        """The operator of a kind that makes a value; raises Fault."""
        node = self.makers.get(self.plain(name))
        require(node is not None and node.op_type == kind, OTHER)
        return node

    def value(self, name: str) -> Any:
        """What a name stands for in every step: what is carried along unchanged, or a value of the graph around."""
        name = self.plain(name)
        if name in self.given:
            require(self.after[name] == name, OTHER)
            return self.given[name]
        require(name not in self.makers, OTHER)
        if name in self.stored:
            return self.op.numbers(self.stored[name])
        return self.op.outer.get(name)

    def array(self, name: str) -> Array:
        """The same as stored numbers, perhaps a part of them; raises Fault."""
        node = self.makers.get(self.plain(name))
        if node is not None and node.op_type == "Slice" and len(node.input) >= 4:
            cut, *told = map(self.array, node.input)
            return _cut(cut, *told)
        found = self.value(name)
        require(isinstance(found, np.ndarray), OTHER)
        return np.asarray(found)

    def counts(self, name: str) -> bool:
        """Whether a name is the number of the step: from 0 on, one more each time."""
        name = self.plain(name)
        if name == self.inputs[0]:
            return True
        first = self.given.get(name)
        return isinstance(first, np.ndarray) and uniform(first) == 0 and self.follows(self.after[name], name)

    def follows(self, name: str, counter: str) -> bool:
        """Whether a value is a counter and one."""
        node = self.makers.get(self.plain(name))
        if node is None or node.op_type != "Add":
            return False
        one, other = (self.plain(end) for end in node.input)
        if other == counter:
            one, other = other, one
        return one == counter and uniform(self.array(other)) == 1


def _cut(array: Array, starts: Array, ends: Array, axes: Array, steps: Array | None = None) -> Array:
    """A part of an array, as Slice takes it."""
    for numbers in zip(starts, ends, axes, np.ones_like(starts) if steps is None else steps, strict=True):
        start, end, axis, step = map(int, numbers)
        require(-array.ndim <= axis < array.ndim and step > 0, OTHER)
        array = array[(slice(None),) * (axis % array.ndim) + (slice(start, end, step),)]
    return array


def _sum_of(body: _Body, name: str, columns: slice = slice(None)) -> _Sum:
    """The products and the bias that a value adds up, or some columns of them; raises Fault for anything else."""
    found, waiting = _Sum(), [(name, columns)]
    while waiting:
        name, columns = waiting.pop()
        name = body.plain(name)
        node = body.makers.get(name)
        if node is None:
            require(found.bias is None, OTHER)
            bias = body.array(name)
            require(bias.ndim == 1, OTHER)
            found.bias = bias[columns]
        elif node.op_type == "Add":
            waiting += [(end, columns) for end in node.input]
        elif node.op_type == "Split":
            require(columns == slice(None), OTHER)
            waiting.append((node.input[0], _columns(body, node, name)))
        else:
            _take_product(body, body.maker(name, "MatMul"), columns, found)
    return found


def _columns(body: _Body, node: Any, name: str) -> slice:
    """Which columns of what is split a part of it has."""
    told = {attribute.name: attribute for attribute in node.attribute}
    require("axis" in told and told["axis"].i in (1, -1), OTHER)
    sizes = list(told["split"].ints) if "split" in told else []
    if len(node.input) > 1 and node.input[1]:
        sizes = [int(size) for size in np.ravel(body.array(node.input[1]))]
    if not sizes:
        made = body.makers.get(body.plain(node.input[0]))
        width = _width(body, made)
        require(width % len(node.output) == 0, OTHER)
        sizes = [width // len(node.output)] * len(node.output)
    place = list(node.output).index(name)
    return slice(sum(sizes[:place]), sum(sizes[: place + 1]))


def _width(body: _Body, node: Any) -> int:
    """How many columns a product has, or a sum of it and something else."""
    for _ in range(len(body.makers)):
        require(node is not None and node.op_type in ("Add", "MatMul"), OTHER)
        if node.op_type == "MatMul":
            matrix = body.array(node.input[1])
            require(matrix.ndim == 2, OTHER)
            return int(matrix.shape[1])
        makers = (body.makers.get(body.plain(end)) for end in node.input)
        node = next((maker for maker in makers if maker is not None), None)
    raise Fault(OTHER)


def _take_product(body: _Body, node: Any, columns: slice, found: _Sum) -> None:
    left, matrix = body.plain(node.input[0]), body.array(node.input[1])
    require(matrix.ndim == 2, OTHER)
    matrix = matrix[:, columns]
    scaled = body.makers.get(left)
    if scaled is not None and scaled.op_type == "Mul":
        ends = [body.plain(end) for end in scaled.input]
        require(found.recurrent is None and sum(end in body.given for end in ends) == 1, OTHER)
        found.state, found.reset = sorted(ends, key=lambda end: end not in body.given)
        found.recurrent = matrix
        return
    if left in body.given:
        require(found.recurrent is None, OTHER)
        found.state, found.recurrent = left, matrix
        return
    step = body.maker(left, "Gather")
    axis = next((attribute.i for attribute in step.attribute if attribute.name == "axis"), 0)
    require(found.kernel is None and axis == 0 and body.counts(step.input[1]), OTHER)
    found.sequence, found.kernel = body.value(step.input[0]), matrix


def _activated(body: _Body, name: str) -> tuple[_Sum, str]:
    """What an activation is applied to, and which it is; raises Fault."""
    node = body.makers.get(body.plain(name))
    require(node is not None and node.op_type in ACTIVATIONS, OTHER)
    assert node is not None
    return _sum_of(body, node.input[0]), node.op_type


def _factors(body: _Body, name: str) -> list[str]:
    return [body.plain(end) for end in body.maker(name, "Mul").input]


def _gated(body: _Body, made: str) -> _Step:
    """The step of a GRU that resets the state before its product: z * h + (1 - z) * g(x, r * h)."""
    terms = [_factors(body, end) for end in body.maker(made, "Add").input]
    kept = [pair for pair in terms if any(end in body.given for end in pair)]
    require(len(kept) == 1, OTHER)
    new = terms[1 - terms.index(kept[0])]
    state, update = sorted(kept[0], key=lambda end: end not in body.given)
    rest = [end for end in new if (maker := body.makers.get(end)) is not None and maker.op_type == "Sub"]
    require(len(rest) == 1, OTHER)
    one, other = body.makers[rest[0]].input
    require(uniform(body.array(one)) == 1 and body.plain(other) == update, OTHER)
    (candidate,) = [end for end in new if end != rest[0]] or [""]
    found, outer = _activated(body, candidate)
    updating, gate = _activated(body, update)
    resetting, same = _activated(body, found.reset)
    require(gate == same and not updating.reset and not resetting.reset, OTHER)
    sums = [updating, resetting, found]
    require(all(each.state == state for each in sums), OTHER)
    return _Step("GRU", sums, [gate, outer], {"linear_before_reset": 0})


def _step_of(body: _Body, made: str) -> _Step:
    """The recurrent layer whose step makes a value; raises Fault where it is none."""
    node = body.makers.get(made)
    require(node is not None, OTHER)
    assert node is not None
    if node.op_type == "Add":
        return _gated(body, made)
    found, activation = _activated(body, made)
    require(not found.reset, OTHER)
    return _Step("RNN", [found], [activation])


def _weights(step: _Step) -> list[Array]:
    """Kernel, recurrent kernel and bias as the operators of ONNX have them; raises Fault where they do not fit."""
    kernels, recurrent, biases = [], [], []
    for each in step.sums:
        require(each.kernel is not None and each.recurrent is not None, OTHER)
        assert each.kernel is not None
        assert each.recurrent is not None
        units = len(each.recurrent)
        bias = np.zeros(units, np.float32) if each.bias is None else each.bias
        require(each.recurrent.shape == (units, units) and bias.shape == (units,), OTHER)
        require(each.kernel.shape == (len(step.sums[0].kernel), units), OTHER)  # type: ignore[arg-type]
        kernels.append(each.kernel.T)
        recurrent.append(each.recurrent.T)
        biases.append(bias)
    every = np.concatenate(biases)
    return [np.concatenate(kernels)[None], np.concatenate(recurrent)[None], np.concatenate([every, 0 * every])[None]]


@operator("Loop")
def read_loop(op: Operator) -> list[Any]:
    """As many steps as the sequence has, each from its own place and the state before."""
    body = _Body(op)
    made = body.plain(body.outputs[-1])
    step = _step_of(body, made)
    kernel, recurrent, bias = _weights(step)
    state, sequence = step.sums[0].state, step.sums[0].sequence
    require(all(each.sequence is sequence for each in step.sums) and body.after[state] == made, OTHER)
    others = [name for name in body.given if name != state]
    require(all(body.after[name] == name or body.counts(name) for name in others), OTHER)
    steps = getattr(sequence, "shape", (0,))[0]
    _check_length(body, steps)
    inputs = [sequence, kernel, recurrent, bias, None, _first(body.given[state])]
    attributes = {"activations": step.activations, **step.attributes}
    every, last = read_recurrent(Operator(step.kind, inputs, attributes, ["y", "h"], op.opset, op.build))
    ends = [_end(body, name, state, last, steps) for name in body.given]
    return [*ends, every.with_seen([axis for i, axis in enumerate(every.seen) if i != 1])]


def _first(state: Any) -> Any:
    """The first state with an axis of directions."""
    if isinstance(state, View):
        return state.with_seen([(), *state.seen])
    return None if state is None else np.asarray(state)[None]


def _end(body: _Body, name: str, state: str, last: View, steps: int) -> Any:
    """What a carried value is after the last step."""
    if name == state:
        return last.with_seen(last.seen[1:])
    return body.given[name] if body.after[name] == name else np.asarray(steps, np.int64)


def _check_length(body: _Body, steps: int) -> None:
    """Raises Fault unless a loop ends with the last place of its sequence."""
    most, begins = body.op.get(0), body.op.get(1)
    require(most is None or (isinstance(most, np.ndarray) and uniform(most) == steps), OTHER)
    require(begins is None or (isinstance(begins, np.ndarray) and uniform(begins) == 1), OTHER)
    goes_on = body.plain(body.outputs[0])
    if most is not None and goes_on == body.inputs[1]:
        return
    node = body.makers.get(goes_on)
    if node is None or node.op_type != "Less":
        raise Fault(OTHER)
    counters = [name for name in body.given if body.counts(name)]
    fits = any(body.follows(node.input[0], name) for name in counters)
    require(fits and uniform(body.array(node.input[1])) == steps, OTHER)


__all__ = ["read_loop"]
