"""Recurrence that was written out step by step: PyTorch's newer exporter takes nn.RNN apart so.

Steps h = tanh(h · U + b + x[t]) in a row, where x is x · W + c of the whole sequence, become one RNN operator, which
is read as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.formats.onnx.library import onnx_library

ACTIVATIONS = {"Tanh", "Relu"}
STEPS = "__steps"  # how many steps there were: the sequence must have as many


@dataclass(frozen=True)
class _Step:
    """One step: the names of its output, of the state before, of both arrays and of the sequence, and its place."""

    made: str
    kind: str
    before: str
    matrix: str
    bias: str
    sequence: str
    place: int


class Rolling:
    """Finds the rows of steps in a graph."""

    def __init__(self, nodes: list[Any], arrays: Mapping[str, Any]) -> None:
        self.nodes, self.arrays = nodes, arrays
        self.makers = {name: node for node in nodes for name in node.output}
        self.made: dict[str, Array] = {}

    def run(self) -> tuple[list[Any], dict[str, Array]]:
        """The operators with RNN in the place of steps, and the arrays that these read."""
        steps = {step.made: step for node in self.nodes if (step := self._step(node)) is not None}
        after = {step.before: step for step in steps.values()}
        added, gone = [], set()
        for first in [step for step in steps.values() if step.before not in steps]:
            row = [first]
            while (follows := after.get(row[-1].made)) is not None and _goes_on(row, follows):
                row.append(follows)
            found = self._one(row) if [step.place for step in row] == list(range(len(row))) and len(row) > 1 else []
            added += found
            gone |= {name for node in found for name in node.output}
        kept = [node for node in self.nodes if not gone.intersection(node.output)]
        return [*kept, *added], self.made

    def _maker(self, name: str, *kinds: str) -> Any:
        node = self.makers.get(name)
        return node if node is not None and node.op_type in kinds else None

    def _step(self, node: Any) -> _Step | None:
        total = self._maker(node.input[0], "Add") if node.op_type in ACTIVATIONS and node.input else None
        if total is None:
            return None
        for inner, own in (tuple(total.input), tuple(total.input)[::-1]):
            part, product = self._part(own), self._product(inner)
            if part is not None and product is not None:
                return _Step(node.output[0], node.op_type, *product, *part)
        return None

    def _part(self, name: str) -> tuple[str, int] | None:
        """One place of a sequence: its name and the place."""
        squeezed = self._maker(name, "Squeeze")
        cut = self._maker(squeezed.input[0], "Slice") if squeezed is not None else None
        if cut is None or len(cut.input) != 4:
            return None
        start, end, axis = (self._number(name) for name in cut.input[1:])
        fits = start is not None and end == start + 1 and axis == 0
        return (cut.input[0], start) if fits and start is not None else None

    def _number(self, name: str) -> int | None:
        array = self.arrays.get(name)
        return int(array.reshape(())) if isinstance(array, np.ndarray) and array.size == 1 else None

    def _product(self, name: str) -> tuple[str, str, str] | None:
        """A state times a matrix, with an offset or without: names of state, matrix and offset."""
        bias, node = "", self._maker(name, "MatMul", "Add")
        if node is not None and node.op_type == "Add":
            bias = next((end for end in node.input if end in self.arrays), "")
            node = next((found for end in node.input if (found := self._maker(end, "MatMul")) is not None), None)
            if not bias:
                return None
        return (node.input[0], node.input[1], bias) if node is not None and node.input[1] in self.arrays else None

    def _one(self, row: list[_Step]) -> list[Any]:
        """Operators for a row of steps; none where something else reads what is in between."""
        first, last = row[0], row[-1]
        makes = onnx_library().helper.make_node
        turned = self._maker(first.sequence, "Slice")
        backwards = turned is not None and len(turned.input) == 5 and self._number(turned.input[4]) == -1
        if backwards and self._number(turned.input[3]) != 0:
            return []
        product = self._product(turned.input[0] if backwards else first.sequence)
        joined = [node for node in self.nodes if node.op_type == "Concat" and _joins(node, row, backwards)]
        inside = {step.made for step in row[:-1]}
        reads = [(name, node) for node in self.nodes for name in node.input if name in inside]
        plain = all(node in joined or node.op_type == "MatMul" for _, node in reads)
        if product is None or not plain or len(reads) != (len(row) - 1) * (1 + len(joined)):
            return []
        sequence, weights = product[0], self._weights(product, first)
        if not weights:
            return []
        name = f"{last.made}/rolled"
        direction = "reverse" if backwards else "forward"
        options = {STEPS: len(row), "activations": [first.kind], "direction": direction}
        found = [
            makes("RNN", [sequence, *weights, "", first.before], [f"{name}/y", f"{name}/h"], name=name, **options),
            makes("Identity", [f"{name}/h"], [last.made]),
        ]
        for node in joined:
            self.made[f"{name}/axis"] = np.array([1], np.int64)
            found.append(makes("Squeeze", [f"{name}/y", f"{name}/axis"], list(node.output)))
        return found

    def _weights(self, product: tuple[str, str, str], step: _Step) -> list[str]:
        """The names of W, R and B, which are made of both products' arrays; none where they do not fit."""
        kernel, recurrent = self.arrays[product[1]], self.arrays[step.matrix]
        if kernel.ndim != 2 or recurrent.ndim != 2 or kernel.shape[1] != recurrent.shape[1]:
            return []
        zeros = np.zeros(recurrent.shape[1], np.float32)
        offsets = [self.arrays[bias] if bias else zeros for bias in (product[2], step.bias)]
        if any(offset.shape != zeros.shape for offset in offsets):
            return []
        names = [f"{step.made}/{part}" for part in ("kernel", "recurrent", "bias")]
        self.made.update(zip(names, (kernel.T[None], recurrent.T[None], np.concatenate(offsets)[None]), strict=True))
        return names


def _goes_on(row: list[_Step], step: _Step) -> bool:
    """Whether a step does with the next place what those before it did."""
    first = row[0]
    same = (step.kind, step.matrix, step.bias, step.sequence) == (first.kind, first.matrix, first.bias, first.sequence)
    return same and step.place == len(row)


def _joins(node: Any, row: list[_Step], backwards: bool) -> bool:
    """Whether an operator puts all steps end to end in the order of time."""
    names = [step.made for step in row]
    first = any(attribute.name == "axis" and attribute.i == 0 for attribute in node.attribute)
    return first and list(node.input) == (names[::-1] if backwards else names)
