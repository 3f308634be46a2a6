"""An ONNX model as a graph of layers with weights. All that cannot be read is said at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.errors import Fault, FileFault, Message, listed
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
from netbuilder.formats.onnx.reading.axes_order import axes_order, is_state
from netbuilder.formats.onnx.reading.builder import Builder
from netbuilder.formats.onnx.reading.container import array_of
from netbuilder.formats.onnx.reading.hints import hints_of
from netbuilder.formats.onnx.reading.operators import ALONE, NO_LAYER, READERS, Cut, Operator, Pending
from netbuilder.formats.onnx.reading.order import all_nodes, in_order, needed, reads_of
from netbuilder.formats.onnx.reading.refusing import STANDARD, Unread, is_label, reason_of, refuse_other_models
from netbuilder.formats.onnx.reading.tidying import Tidying
from netbuilder.formats.onnx.reading.unrolled import Rolling
from netbuilder.formats.onnx.reading.views import BATCH, CannotView, View, atoms_of
from netbuilder.graph import Graph, Node, Port, check
from netbuilder.graph.layout import placed
from netbuilder.kinds import shortest, shown
from netbuilder.layers import Identity, Input

FAMILIES = (
    activations, arithmetic, arranging, attention, constants, cutting, dense, enlarging, gelu, joining, lengths, loops,
    padding, picking, pooling, recurrent, reductions, windows,
)  # fmt: skip
OPSETS = range(6, 27)
CUT = Cut()
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
TEXT = 8


@dataclass(frozen=True)
class Reading:
    """What was read. `inputs` and `outputs` tell for each end the order in which the file's axes lie in ours."""

    graph: Graph
    weights: dict[Key, Array]
    notes: tuple[Message, ...]
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, tuple[int, ...]]


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
        self.model, self.path, self.graph = model, path, model.graph
        self.nodes = needed(list(self.graph.node), [end.name for end in self.graph.output])
        self.own = model.producer_name == "NetBuilder"
        self.build = Builder(own=self.own)
        self.values: dict[str, Any] = {"": None}
        self.unread = Unread()
        self.notes: list[Message] = []
        self.shapes: dict[str, list[int | None]] = {}  # of the file's inputs
        self.inputs: dict[str, tuple[int, ...]] = {}
        self.outputs: dict[str, tuple[int, ...]] = {}
        self.budget = constants.FEW_NUMBERS  # how many numbers may yet be computed from stored ones
        refuse_other_models(all_nodes(self.nodes), path)
        self.opset = self._opset()
        self.readers = self._readers()

    def _opset(self) -> int:
        found = [entry.version for entry in self.model.opset_import if entry.domain in ("", "ai.onnx")]
        standard = any(node.domain in STANDARD for node in all_nodes(self.nodes))
        opset = max(found, default=1 if standard else OPSETS[-1])
        if opset not in OPSETS:
            raise FileFault(
                "{path} is of opset {opset}; {first} to {last} can be read. Export it for opset 17",
                path=self.path, opset=opset, first=OPSETS[0], last=OPSETS[-1],
            )  # fmt: skip
        return int(opset)

    def _readers(self) -> dict[str, list[Any]]:
        """The operators that read each value."""
        found: dict[str, list[Any]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(reads_of(node)):
                found.setdefault(name, []).append(node)
        return found

    def read(self) -> Reading:
        """All of it."""
        self._refuse_unknown()
        for tensor in self.graph.initializer:
            step()
            self.values[tensor.name] = array_of(tensor, self.path)
        self.stored = set(self.values) - {""}
        nodes, rolled = Rolling(self.nodes, self.values).run()
        self.nodes = needed(nodes, [end.name for end in self.graph.output])
        self.values.update(rolled)
        self.readers = self._readers()
        self.budget += 4 * sum(array.size for array in self.values.values() if array is not None)
        ends = [end for end in self.graph.input if end.name not in self.values]
        given = {end.name for end in self.graph.output}
        spare = [end.name for end in ends if end.name not in self.readers and end.name not in given]
        for node in self.nodes:
            if node.op_type == "Constant" and node.domain in ("", "ai.onnx"):
                self._operator(node)
        read = [end for end in ends if end.name not in spare]
        self.samples = {self._samples(end) for end in read}
        for end in read:
            self._input(end)
        if spare:
            told = ", ".join(shown(name)[1:-1] for name in spare)
            self.notes.append(Message("left out: inputs that nothing reads: {names}", {"names": told}))
        count = 0
        for count, node in enumerate(in_order(self.nodes), 1):  # noqa: B007
            step()
            self._operator(node)
        if count < len(self.nodes):
            raise FileFault("{path}: its operators read each other in a circle. It is damaged; export it again",
                            path=self.path)  # fmt: skip
        self._refuse_unread()
        ends = self._outputs()
        ends = Tidying(self.build, ends, self.own).run()
        return self._finished(ends)

    # -- what cannot be read ---------------------------------------------------------------------------

    def _refuse_unknown(self) -> None:
        """Notes which operators there is no reader for, those inside of others too."""
        if self.graph.sparse_initializer:
            raise FileFault("{path} holds sparse arrays, which are not read. Export it with dense ones", path=self.path)
        for node in all_nodes(self.nodes):
            if not is_label(node) and not _is_known(node):
                self.unread.add(node, reason_of(node))

    def _refuse_unread(self) -> None:
        self.unread.refuse(self.path, [(name, self.shapes[name]) for name in self.shapes])

    # -- inputs ---------------------------------------------------------------------------------------

    def _samples(self, end: Any) -> int | None:
        """For how many samples an input was made, where it was made for so many."""
        dims = end.type.tensor_type.shape.dim
        sizes = [d.dim_value or None for d in dims]
        order = axes_order(end.name, sizes, self.readers)
        return sizes[order[0]] if order else None

    def _input(self, end: Any) -> None:
        kind = end.type.tensor_type
        if not end.type.HasField("tensor_type") or kind.elem_type == TEXT:
            raise FileFault("{path}: its input {name} takes no numbers", path=self.path, name=shown(end.name))
        if not kind.HasField("shape"):
            raise FileFault("{path} does not say the shape of its input {name}", path=self.path, name=shown(end.name))
        dims: list[int | None] = [d.dim_value if d.dim_value > 0 else None for d in kind.shape.dim]
        if not dims:
            raise FileFault(
                "{path}: its input {name} is one number, without samples", path=self.path, name=shown(end.name)
            )
        self.shapes[end.name] = list(dims)
        order = axes_order(end.name, dims, self.readers)
        if dims[0] is None and len(dims) == 3 and is_state(end.name, self.readers):
            dims[0] = self._ends_of(end.name)
        whole = kind.elem_type in (2, 3, 5, 6, 7, 12, 13)
        shape = tuple(dims[axis] for axis in order[1:])
        self.build.scope = f"{end.name}/input"
        self.build.batch = next(iter(self.samples)) if len(self.samples) == 1 else None
        try:
            layer = Input(shape, "int32" if whole else "float32")
            stored = self.build.view(self.build.add(layer, [])[0])
        except Fault as fault:
            raise FileFault(
                "{path}: its input {name}: {cause}", path=self.path, name=shown(end.name), cause=fault
            ) from fault
        seen = tuple(stored.stored[order.index(axis)] for axis in range(len(dims)))
        self.values[end.name] = stored.with_seen(seen)
        self.inputs[stored.port.node] = tuple(order)
        self._note_order("input", end.name, order)

    def _ends_of(self, name: str) -> int | None:
        """How many states lie in an input that says it for none: as many as are read of it."""
        read = self.readers.get(name, [])
        if len(read) == 1 and name in read[0].input[5:]:
            weights = self.values.get(read[0].input[2])
            return len(weights) if isinstance(weights, np.ndarray) else None
        ends = []
        for node in read:
            if node.op_type != "Slice" or len(node.input) < 3:
                return None
            end = self.values.get(node.input[2])
            ends.append(int(end.max()) if isinstance(end, np.ndarray) and end.size else 0)
        return max(ends, default=0) or None

    def _note_order(self, end: str, name: str, order: Any) -> None:
        if list(order) != list(range(len(order))):
            self.notes.append(
                Message(
                    "{name}: samples come first and channels last here, so this {end} has its axes in another order "
                    "than in the file: {order}",
                    {"name": shown(name)[1:-1], "end": end, "order": ", ".join(map(str, order))},
                )
            )

    # -- operators ------------------------------------------------------------------------------------

    def _operator(self, node: Any) -> None:
        inputs = [self.values.get(name, CUT) for name in node.input]
        if is_label(node) or not _is_known(node) or any(isinstance(value, Cut) for value in inputs):
            self.values.update(dict.fromkeys(node.output, CUT))
            return
        self.build.scope = node.name or node.op_type
        self.build.sources = tuple(name for name in node.input if name in self.stored)
        try:
            attributes = {a.name: self._attribute(a) for a in node.attribute}
            attributes.update(dict.fromkeys(hints_of(node, self.readers), True))
            op = Operator(node.op_type, inputs, attributes, list(node.output), self.opset, self.build, self.values,
                          self.path)  # fmt: skip
            found = self._read(op)
        except FileFault:
            raise
        except Fault as fault:
            self.unread.add(node, fault)
            found = [CUT] * len(node.output)
        except UNFIT:
            # A file may lack anything: an attribute, an input, an axis.
            self.unread.add(node, "lacks something or does not fit")
            found = [CUT] * len(node.output)
        results = found if isinstance(found, list) else [found]
        self.values.update(zip(node.output, results, strict=False))
        self.values[""] = None

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
            return array_of(attribute.t, self.path)
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

    # -- outputs --------------------------------------------------------------------------------------

    def _outputs(self) -> list[Port]:
        ends, left_out = [], []
        turned = any(order != tuple(range(len(order))) for order in self.inputs.values())
        for end in self.graph.output:
            if end.name in self.outputs:
                raise FileFault("{path} names its output {name} twice. Export it again", path=self.path,
                                name=shown(end.name))  # fmt: skip
            value = self.values.get(end.name, CUT)
            if isinstance(value, Cut):
                left_out.append(end.name)
                continue
            made = value.made(self.build) if isinstance(value, Pending) else None
            value = value if made is None else made
            if isinstance(value, Pending):
                maker = next(node for node in self.nodes if end.name in node.output)
                self.unread.add(maker, NO_LAYER if value.reason == ALONE else value.reason)
                continue
            if not isinstance(value, View):
                raise FileFault(
                    "{path}: its output {name} does not come of its input", path=self.path, name=shown(end.name)
                )
            self.build.scope = f"{end.name}/output"
            ends.append(self._end(end.name, value, turned))
        self._refuse_unread()
        if left_out:
            told = {"names": listed(shown(name)[1:-1] for name in left_out)}
            self.notes.append(
                Message("left out: outputs that are labels or tables, not numbers of a network: {names}", told)
            )
        if not ends:
            raise FileFault(
                "{path} gives labels or tables alone ({names}), and no numbers that a network could learn to give. "
                "Export the model with its scores",
                path=self.path,
                names=listed(shown(name)[1:-1] for name in left_out),
            )
        return ends

    def _end(self, name: str, view: View, turned: bool) -> Port:
        """The output as a port. Images that came in with channels last go out with channels last."""
        order = tuple(view.stored.index(axis) for axis in view.seen) if _turned_only(view) else None
        back = _inverse(order) if order is not None else None
        last = [0, *range(2, len(view.seen)), 1]
        if back is not None and turned and list(back) in (last, [1, 0, 2]) and len(view.seen) > 2:
            self.outputs[name] = tuple(back)
            self._note_order("output", name, back)
            return view.port
        try:
            if view.seen[0] != (BATCH,) and (BATCH,) in view.seen:
                first = view.seen.index((BATCH,))
                seen = (view.seen[first], *(axis for i, axis in enumerate(view.seen) if i != first))
                self.outputs[name] = (first, *(i for i in range(len(view.seen)) if i != first))
                self._note_order("output", name, self.outputs[name])
                return self.build.as_seen(view.with_seen(seen)).port
            self.outputs[name] = tuple(range(len(view.seen)))
            return self.build.as_seen(view).port
        except Fault as fault:
            raise FileFault(
                "{path}: its output {name} {cause}", path=self.path, name=shown(name), cause=fault
            ) from fault

    # -- the graph ------------------------------------------------------------------------------------

    def _finished(self, ends: list[Port]) -> Reading:
        build = self.build
        outputs = [self._alone(port) for port in ends]
        names, owners = build.named(), build.owners()
        nodes = [
            Node(
                names[made.name],
                made.layer,
                tuple(Port(names[p.node], p.output) for p in made.inputs),
                shares=names[owners[made.name]] if made.name in owners else None,
            )
            for made in build.nodes.values()
        ]
        outputs = [names[name] for name in outputs]
        graph = Graph.of(nodes)
        if graph.output_names != tuple(outputs):
            graph = Graph.of(nodes, outputs)
        problems = check(graph).errors
        if problems:
            told = listed(problems, "; ")
            raise FileFault("{path}: {problems}", path=self.path, problems=told)
        weights = {
            (names[made.name], name): array
            for made in build.nodes.values()
            for name, array in made.weights.items()
            if made.name not in owners
        }
        renamed = dict(zip(self.outputs, outputs, strict=True))
        return Reading(
            placed(graph),
            weights,
            tuple(self.notes),
            {names[name]: order for name, order in self.inputs.items()},
            {renamed[name]: order for name, order in self.outputs.items()},
        )

    def _alone(self, port: Port) -> str:
        """The node that stands for an output; one of several outputs of a node gets a block of its own."""
        made = self.build.nodes[port.node]
        if port.output == 0 and len(made.shapes) == 1:
            return port.node
        (own,) = self.build.add(Identity(), [port])
        return own.node


def _is_known(node: Any) -> bool:
    return node.domain in STANDARD and (node.op_type in READERS or node.op_type in constants.FOLDS)


def _turned_only(view: View) -> bool:
    """Whether a view shows the stored axes in another order and nothing else."""
    return (
        len(view.seen) == len(view.stored)
        and sorted(map(id, atoms_of(view.seen))) == sorted(map(id, atoms_of(view.stored)))
        and all(axis in view.stored for axis in view.seen)
    )


def _inverse(order: Any) -> tuple[int, ...]:
    return tuple(sorted(range(len(order)), key=lambda i: order[i]))
