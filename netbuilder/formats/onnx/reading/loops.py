"""Loops that are a simple recurrent layer: tf2onnx writes SimpleRNN so. Others are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import require
from netbuilder.formats.onnx.reading.operators import Operator, operator, uniform
from netbuilder.formats.onnx.reading.recurrent import read_recurrent
from netbuilder.formats.onnx.reading.views import View

OTHER = N_("decides while it runs what is computed, or repeats steps that are no SimpleRNN's; no layer does")
ACTIVATIONS = {"Tanh", "Relu", "Sigmoid", "Softplus", "Softsign"}


@dataclass
class _Sum:
    """What a step adds up before its activation."""

    kernel: Array | None = None
    recurrent: Array | None = None
    bias: Array | None = None
    sequence: Any = None
    state: str = ""


class _Body:
    """The graph of one step."""

    def __init__(self, op: Operator) -> None:
        graph = op.attributes["body"]
        self.op, self.outputs = op, [end.name for end in graph.output]
        self.inputs = [end.name for end in graph.input]
        self.makers = {name: node for node in graph.node for name in node.output}
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
        """The same as stored numbers; raises Fault."""
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


def _sum_of(body: _Body, name: str) -> _Sum:
    """The products and the bias that a value adds up; raises Fault for anything else."""
    found, waiting = _Sum(), [name]
    while waiting:
        name = body.plain(waiting.pop())
        node = body.makers.get(name)
        if node is None:
            require(found.bias is None, OTHER)
            found.bias = body.array(name)
        elif node.op_type == "Add":
            waiting += node.input
        else:
            _take_product(body, body.maker(name, "MatMul"), found)
    return found


def _take_product(body: _Body, node: Any, found: _Sum) -> None:
    left, matrix = body.plain(node.input[0]), body.array(node.input[1])
    require(matrix.ndim == 2, OTHER)
    if left in body.given:
        require(found.recurrent is None, OTHER)
        found.state, found.recurrent = left, matrix
        return
    step = body.maker(left, "Gather")
    axis = next((attribute.i for attribute in step.attribute if attribute.name == "axis"), 0)
    require(found.kernel is None and axis == 0 and body.counts(step.input[1]), OTHER)
    found.sequence, found.kernel = body.value(step.input[0]), matrix


@operator("Loop")
def read_loop(op: Operator) -> list[Any]:
    """As many steps as the sequence has, each from its own place and the state before."""
    body = _Body(op)
    made = body.plain(body.outputs[-1])
    node = body.makers.get(made)
    require(node is not None and node.op_type in ACTIVATIONS, OTHER)
    assert node is not None
    found = _sum_of(body, node.input[0])
    require(found.kernel is not None and found.recurrent is not None, OTHER)
    assert found.kernel is not None
    assert found.recurrent is not None
    require(body.after[found.state] == made, OTHER)
    others = [name for name in body.given if name != found.state]
    require(all(body.after[name] == name or body.counts(name) for name in others), OTHER)
    steps = getattr(found.sequence, "shape", (0,))[0]
    _check_length(body, steps)
    units = len(found.recurrent)
    bias = np.zeros(units, np.float32) if found.bias is None else found.bias
    require(bias.shape == (units,), OTHER)
    inputs = [found.sequence, found.kernel.T[None], found.recurrent.T[None],
              np.concatenate([bias, np.zeros_like(bias)])[None], None, _first(body.given[found.state])]  # fmt: skip
    attributes = {"activations": [node.op_type]}
    every, last = read_recurrent(Operator("RNN", inputs, attributes, ["y", "h"], op.opset, op.build))
    ends = [_end(body, name, found.state, last, steps) for name in body.given]
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
