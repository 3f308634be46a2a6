"""A trained network as a model of ONNX: opset 17, IR version 8, an open batch axis, the network's own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.engine.steps import lower
from netbuilder.errors import N_, Fault, listed
from netbuilder.formats.onnx.library import onnx_library
from netbuilder.formats.onnx.writing import (
    activations,
    attention,
    convolution,
    core,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
)
from netbuilder.formats.onnx.writing.emission import Body, Call, Emission, Operation, Port, Value
from netbuilder.formats.onnx.writing.rules import write_layer
from netbuilder.graph import Graph, Problem, Report, check
from netbuilder.version import __version__

OPSET, IR_VERSION = 17, 8
MOST_BYTES = 2**31 - 2**24  # what protobuf can hold, with room for the rest of the file
BATCH = "batch"
FAMILIES = (
    activations,
    attention,
    convolution,
    core,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
)


def limits(graph: Graph) -> list[Problem]:
    """What of a network ONNX cannot express, by block; found by writing it with weights that are 0."""
    graph = graph.active
    report = check(graph)
    if report.errors:
        return list(report.errors)
    size = 4 * report.total.parameters
    if size > MOST_BYTES:
        told = N_("holds {size} GB of weights, and a file of ONNX at most 2. Export as .keras or .npz")
        return [Problem(told, {"size": round(size / 1e9, 1)})]
    writer = _Writer(graph, report, None)
    writer.write()
    return writer.problems


def model_of(graph: Graph, weights: Mapping[Key, Array], name: str) -> Any:
    """The network as a ModelProto."""
    graph = graph.active
    writer = _Writer(graph, check(graph), weights)
    inputs, outputs = writer.write()
    if writer.problems:
        raise Fault("{problems}", problems=listed(writer.problems, "; "))
    return _proto(writer.emission, inputs, outputs, name)


class _Writer:
    """Writes the steps of a network and gathers what cannot be written. Without weights they are all 0."""

    def __init__(self, graph: Graph, report: Report, weights: Mapping[Key, Array] | None) -> None:
        self.graph, self.report, self._weights = graph, report, weights
        self.emission = Emission()
        self.problems: list[Problem] = []

    def write(self) -> tuple[list[Port], list[Port]]:
        """The ends of the graph, once all is written."""
        e, steps = self.emission, lower(self.graph, self.report.shapes)
        needed = self.graph.upstream(self.graph.output_names)
        names = [name for name in self.graph.input_names if name in needed]
        ends = self.graph.output_names
        for name in (*names, *(end for end in ends if end not in names)):
            e.unique(name)
        called = {end: e.unique(f"{end}_output") if end in names else end for end in ends}  # no name may stand twice
        values: dict[int, Value] = {}
        inputs = []
        for name, tensor in zip(names, steps.inputs, strict=True):
            shape, kind = self.report.shapes[name][0], self.graph[name].layer.dtype  # type: ignore[attr-defined]
            values[tensor] = Value(shape, last=name, kind=kind)
            inputs.append(Port(name, (BATCH, *_open(shape, name)), kind))
        for step in steps.steps:
            e.scope = step.node
            reads = [values[tensor] for tensor in step.inputs]
            arrays, owners = self._weights_of(step.keys, step.layer.weights(*step.input_shapes))
            call = Call(step.layer, reads, step.output_shapes, arrays, owners, e)
            try:
                found = write_layer(call)
            except Fault as fault:
                self.problems.append(Problem.of(fault, step.node))
                found = [Value(shape, last=step.node) for shape in step.output_shapes]
            values.update(zip(step.outputs, found, strict=True))
        outputs = []
        for name, tensor in zip(ends, steps.outputs, strict=True):
            value = values[tensor]
            e.scope = name
            end = called[name]
            e.operations.append(Operation("Identity", (e.last(value),), (end,), e.unique(f"{name}/Identity"), {}))
            outputs.append(Port(end, (BATCH, *_open(value.shape, name)), value.kind))
        tidy(e, [port.name for port in inputs], [port.name for port in outputs])
        return inputs, outputs

    def _weights_of(
        self, keys: Mapping[str, Key], wanted: Mapping[str, Any]
    ) -> tuple[dict[str, Array], dict[str, str]]:
        owners = {name: ".".join(key) for name, key in keys.items()}
        if self._weights is None:
            zero = np.zeros((), np.float32)
            return {name: np.broadcast_to(zero, wanted[name].shape) for name in keys}, owners
        return {name: np.asarray(self._weights[key], np.float32) for name, key in keys.items()}, owners


def _open(shape: Iterable[int | None], name: str) -> list[int | str]:
    return [f"{name}_{i}" if dim is None else dim for i, dim in enumerate(shape, 1)]


def tidy(e: Emission, inputs: list[str], outputs: Iterable[str]) -> None:
    """Drops what no output needs, and lets the last operations write the outputs by their names."""
    needed, kept = set(outputs), []
    for operation in reversed(e.operations):
        if needed.isdisjoint(operation.outputs):
            continue
        kept.append(operation)
        needed.update(_read_by(operation))
    e.operations = _named_ends(kept[::-1], {*inputs, *e.arrays}, list(outputs))
    used = {name for operation in e.operations for name in _read_by(operation)}
    e.arrays = {name: array for name, array in e.arrays.items() if name in used}


def _read_by(operation: Operation) -> set[str]:
    found = set(operation.inputs)
    for value in operation.attributes.values():
        if isinstance(value, Body):
            found.update(name for inner in value.operations for name in _read_by(inner))
    return found


def _named_ends(operations: list[Operation], given: set[str], outputs: list[str]) -> list[Operation]:
    """Without the Identity at each end, where what it copies is not needed under two names."""
    copies = {op.outputs[0]: op.inputs[0] for op in operations if op.kind == "Identity" and op.outputs[0] in outputs}
    renamed: dict[str, str] = {}
    for end, source in copies.items():
        if source not in given and source not in renamed and source not in copies:
            renamed[source] = end
    ends = set(renamed.values())
    result = []
    for op in operations:
        if op.kind == "Identity" and op.outputs[0] in ends:
            continue
        reads = tuple(renamed.get(name, name) for name in op.inputs)
        result.append(Operation(op.kind, reads, tuple(renamed.get(n, n) for n in op.outputs), op.name, op.attributes))
    return result


# -- protobuf -----------------------------------------------------------------------------------------

KINDS = {"float32": "FLOAT", "int32": "INT32", "int64": "INT64", "bool": "BOOL"}


def _proto(e: Emission, inputs: list[Port], outputs: list[Port], name: str) -> Any:
    onnx = onnx_library()
    graph = onnx.helper.make_graph(
        [_node(onnx, operation) for operation in e.operations],
        name,
        [_end(onnx, port) for port in inputs],
        [_end(onnx, port) for port in outputs],
        [_tensor(onnx, stored, array) for stored, array in e.arrays.items()],
    )
    model = onnx.helper.make_model(
        graph,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="NetBuilder",
        producer_version=__version__,
    )
    onnx.helper.set_model_props(model, {"producer": f"NetBuilder {__version__}", "channels": "last"})
    return model


def _node(onnx: Any, operation: Operation) -> Any:
    attributes = {key: _attribute(onnx, value) for key, value in operation.attributes.items()}
    return onnx.helper.make_node(operation.kind, operation.inputs, operation.outputs, name=operation.name, **attributes)


def _attribute(onnx: Any, value: Any) -> Any:
    if isinstance(value, Body):
        operations = [_node(onnx, operation) for operation in value.operations]
        ends = ([_end(onnx, port) for port in ports] for ports in (value.inputs, value.outputs))
        return onnx.helper.make_graph(operations, "step", *ends)
    if isinstance(value, str) and value in KINDS:
        return getattr(onnx.TensorProto, KINDS[value])
    return value


def _end(onnx: Any, port: Port) -> Any:
    return onnx.helper.make_tensor_value_info(port.name, getattr(onnx.TensorProto, KINDS[port.kind]), port.shape)


def _tensor(onnx: Any, name: str, array: Array) -> Any:
    """A stored array with its bytes as they are, lowest first."""
    kind = {"f": "FLOAT", "i": "INT64" if array.dtype.itemsize == 8 else "INT32"}[array.dtype.kind]
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return onnx.TensorProto(
        name=name, dims=array.shape, data_type=getattr(onnx.TensorProto, kind), raw_data=little.tobytes()
    )
