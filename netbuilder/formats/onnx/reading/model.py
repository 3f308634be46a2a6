"""An ONNX model as a graph of layers with weights. All that cannot be read is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.errors import Fault, FileFault
from netbuilder.files.reading import step
from netbuilder.formats.onnx.reading import (
    activations,
    arithmetic,
    arranging,
    attention,
    constants,
    cutting,
    dense,
    enlarging,
    gelu,
    joining,
    lengths,
    loops,
    padding,
    picking,
    pooling,
    recurrent,
    reductions,
    windows,
)
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.container import array_of
from netbuilder.formats.onnx.reading.finishing import Reading, finished
from netbuilder.formats.onnx.reading.hints import hints_of
from netbuilder.formats.onnx.reading.inputs import Inputs
from netbuilder.formats.onnx.reading.operators import NO_LAYER, READERS, Cut, Operator, Pending
from netbuilder.formats.onnx.reading.order import all_nodes, in_order
from netbuilder.formats.onnx.reading.outputs import Outputs
from netbuilder.formats.onnx.reading.refusing import STANDARD, is_label, reason_of, refuse_other_models
from netbuilder.formats.onnx.reading.state import CUT, State
from netbuilder.formats.onnx.reading.tidying import Tidying
from netbuilder.formats.onnx.reading.unrolled import Rolling
from netbuilder.formats.onnx.reading.views import CannotView, View
from netbuilder.kinds import shortest

FAMILIES = (
    activations, arithmetic, arranging, attention, constants, cutting, dense, enlarging, gelu, joining, lengths, loops,
    padding, picking, pooling, recurrent, reductions, windows,
)  # fmt: skip
OPSETS = range(6, 27)
# Attributes that say yes or no; what others mean by them is not the same everywhere.
FLAGS = {
    "keepdims", "ceil_mode", "count_include_pad", "transA", "transB", "layout", "noop_with_empty_axes",
    "exclude_outside", "linear_before_reset", "input_forget", "training_mode", "allowzero", "antialias", "upper",
}  # fmt: skip
# What reading an operator may meet in a file that lacks an attribute or an input, or in which sizes make no sense.
UNFIT = (
    CannotView,
    AttributeError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    StopIteration,
)


def read_graph(model: Any, path: Path) -> Reading:
    """The layers of a model; raises FileFault that lists every operator that has no counterpart."""
    try:
        with np.errstate(all="ignore"):  # what is not finite is told of by its weight's name
            return _Reader(model, path).read()
    except FileFault:
        raise
    except Fault as fault:
        raise FileFault("{path}: {cause}", path=path, cause=fault) from fault
    except UNFIT as error:
        raise FileFault("{path} lacks something, or its parts do not fit. Export it again", path=path) from error


class _Reader:
    """Reads one model."""

    def __init__(self, model: Any, path: Path) -> None:
        self.own = model.producer_name == "NetBuilder"
        self.state = State(path, model.graph, Builder(own=self.own))
        self.state.take(list(model.graph.node))
        self.budget = constants.FEW_NUMBERS  # how many numbers may yet be computed from stored ones
        self.stored: set[str] = set()
        refuse_other_models(all_nodes(self.state.nodes), path)
        self.opset = self._opset(model)

    def _opset(self, model: Any) -> int:
        found = [entry.version for entry in model.opset_import if entry.domain in STANDARD]
        standard = any(node.domain in STANDARD for node in all_nodes(self.state.nodes))
        opset = max(found, default=1 if standard else OPSETS[-1])
        if opset not in OPSETS:
            raise FileFault(
                "{path} is of opset {opset}; {first} to {last} can be read. Export it for opset 17",
                path=self.state.path, opset=opset, first=OPSETS[0], last=OPSETS[-1],
            )  # fmt: skip
        return int(opset)

    def read(self) -> Reading:
        """All of it."""
        state = self.state
        self._note_unknown()
        self._take_arrays()
        inputs = Inputs(state)
        inputs.read()
        count = 0
        for count, node in enumerate(in_order(state.nodes), 1):  # noqa: B007
            step()
            self._operator(node)
        if count < len(state.nodes):
            raise FileFault("{path}: its operators read each other in a circle. It is damaged; export it again",
                            path=state.path)  # fmt: skip
        state.refuse_unread()
        outputs = Outputs(state, any(order != tuple(range(len(order))) for order in inputs.order.values()))
        ends = Tidying(state.build, outputs.read(), self.own).run()
        return finished(state, ends, inputs.order, outputs.order)

    def _note_unknown(self) -> None:
        """Notes which operators there is no reader for, those inside of others too."""
        state = self.state
        if state.graph.sparse_initializer:
            raise FileFault(
                "{path} holds sparse arrays, which are not read. Export it with dense ones", path=state.path
            )
        for node in all_nodes(state.nodes):
            if not is_label(node) and not _is_known(node):
                state.unread.add(node, reason_of(node))

    def _take_arrays(self) -> None:
        """The stored arrays, and the constants among the operators."""
        state = self.state
        for tensor in state.graph.initializer:
            step()
            state.values[tensor.name] = array_of(tensor, state.path)
        self.stored = set(state.values) - {""}
        nodes, rolled = Rolling(state.nodes, state.values).run()
        state.values.update(rolled)
        state.take(nodes)
        self.budget += 4 * sum(array.size for array in state.values.values() if array is not None)
        for node in state.nodes:
            if node.op_type == "Constant" and node.domain in STANDARD:
                self._operator(node)

    def _operator(self, node: Any) -> None:
        inputs = [self.state.values.get(name, CUT) for name in node.input]
        if is_label(node) or not _is_known(node) or any(isinstance(value, Cut) for value in inputs):
            self.state.values.update(dict.fromkeys(node.output, CUT))
            return
        self.state.build.scope = node.name or node.op_type
        self.state.build.sources = tuple(name for name in node.input if name in self.stored)
        try:
            attributes = {a.name: self._attribute(a) for a in node.attribute}
            for name in FLAGS.intersection(attributes):
                require(attributes[name] in (0, 1), "has {value} for {name}, where 0 or 1 is meant",
                        value=attributes[name], name=name)  # fmt: skip
            attributes.update(dict.fromkeys(hints_of(node, self.state.readers), True))
            outputs, state = list(node.output), self.state
            op = Operator(
                node.op_type, inputs, attributes, outputs, self.opset, state.build, state.values, state.path
            )  # fmt: skip
            found = self._read(op)
        except FileFault:
            raise
        except Fault as fault:
            self.state.unread.add(node, fault)
            found = [CUT] * len(node.output)
        except UNFIT:
            # A file may lack anything: an attribute, an input, an axis.
            self.state.unread.add(node, "lacks something or does not fit")
            found = [CUT] * len(node.output)
        results = found if isinstance(found, list) else [found]
        self.state.values.update(zip(node.output, results, strict=False))
        self.state.values[""] = None

    def _read(self, op: Operator) -> Any:
        known = all(value is None or isinstance(value, np.ndarray) for value in op.inputs)
        if op.kind == "Shape" and isinstance(op.get(0), View | Pending):
            shape = getattr(op.get(0), "shape", None) or op.view().shape
            return np.asarray(shape[op.attributes.get("start", 0) : op.attributes.get("end", len(shape))], np.int64)
        if op.kind in constants.FOLDS and known:
            found = constants.folded(op, self.budget)
            self.budget -= constants.numbers_of(op, found)
            return found
        if op.kind in READERS:
            return READERS[op.kind](op)
        raise Fault(NO_LAYER)

    def _attribute(self, attribute: Any) -> Any:
        """An attribute as a value of Python, or a graph."""
        kind = attribute.type
        if kind == 4:
            return array_of(attribute.t, self.state.path)
        readers = {1: "f", 2: "i", 6: "floats", 7: "ints"}
        if kind in readers:
            value = getattr(attribute, readers[kind])
            if kind == 6:
                return [shortest(number) for number in value]
            return shortest(value) if kind == 1 else list(value) if kind > 3 else value
        if kind == 5:
            return attribute.g
        if kind == 3:
            return attribute.s.decode("utf-8", "replace")
        if kind == 8:
            return [text.decode("utf-8", "replace") for text in attribute.strings]
        return None


def _is_known(node: Any) -> bool:
    return node.domain in STANDARD and (node.op_type in READERS or node.op_type in constants.FOLDS)
