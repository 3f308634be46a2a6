"""The inputs of a file as blocks: which of their axes are the samples, and in which order the others lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.errors import Fault, FileFault, Message
from netbuilder.formats.onnx.reading.axes_order import axes_order, is_state
from netbuilder.formats.onnx.reading.state import Order, State
from netbuilder.kinds import shown
from netbuilder.layers import Input

TEXT = 8  # the kind of values
WHOLE = (2, 3, 5, 6, 7, 12, 13)


class Inputs:
    """Those of one file; `order` tells for each block where its axes lie in the file's."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.order: dict[str, Order] = {}
        self.samples: set[int | None] = set()

    def read(self) -> None:
        """A block for each input that something reads; the others are left out and said."""
        state = self.state
        ends = [end for end in state.graph.input if end.name not in state.values]
        given = {end.name for end in state.graph.output}
        spare = [end.name for end in ends if end.name not in state.readers and end.name not in given]
        read = [end for end in ends if end.name not in spare]
        self.samples = {self._samples(end) for end in read}
        for end in read:
            self._input(end)
        if spare:
            told = ", ".join(shown(name)[1:-1] for name in spare)
            state.notes.append(Message("left out: inputs that nothing reads: {names}", {"names": told}))

    def _samples(self, end: Any) -> int | None:
        """For how many samples an input was made, where it was made for so many."""
        dims = end.type.tensor_type.shape.dim
        sizes = [d.dim_value or None for d in dims]
        order = axes_order(end.name, sizes, self.state.readers)
        return sizes[order[0]] if order else None

    def _input(self, end: Any) -> None:
        kind = end.type.tensor_type
        if not end.type.HasField("tensor_type") or kind.elem_type == TEXT:
            raise FileFault("{path}: its input {name} takes no numbers", path=self.state.path, name=shown(end.name))
        if not kind.HasField("shape"):
            raise FileFault(
                "{path} does not say the shape of its input {name}", path=self.state.path, name=shown(end.name)
            )
        dims: list[int | None] = [d.dim_value if d.dim_value > 0 else None for d in kind.shape.dim]
        if not dims:
            raise FileFault(
                "{path}: its input {name} is one number, without samples", path=self.state.path, name=shown(end.name)
            )
        self.state.shapes[end.name] = list(dims)
        order = axes_order(end.name, dims, self.state.readers)
        if dims[0] is None and len(dims) == 3 and is_state(end.name, self.state.readers):
            dims[0] = self._ends_of(end.name)
        whole = kind.elem_type in WHOLE
        shape = tuple(dims[axis] for axis in order[1:])
        self.state.build.scope = f"{end.name}/input"
        self.state.build.batch = next(iter(self.samples)) if len(self.samples) == 1 else None
        try:
            layer = Input(shape, "int32" if whole else "float32")
            stored = self.state.build.view(self.state.build.add(layer, [])[0])
        except Fault as fault:
            raise FileFault(
                "{path}: its input {name}: {cause}", path=self.state.path, name=shown(end.name), cause=fault
            ) from fault
        seen = tuple(stored.stored[order.index(axis)] for axis in range(len(dims)))
        self.state.values[end.name] = stored.with_seen(seen)
        self.order[stored.port.node] = tuple(order)
        self.state.note_order("input", end.name, tuple(order))

    def _ends_of(self, name: str) -> int | None:
        """How many states lie in an input that says it for none: as many as are read of it."""
        read = self.state.readers.get(name, [])
        if len(read) == 1 and name in read[0].input[5:]:
            weights = self.state.values.get(read[0].input[2])
            return len(weights) if isinstance(weights, np.ndarray) else None
        ends = []
        for node in read:
            if node.op_type != "Slice" or len(node.input) < 3:
                return None
            end = self.state.values.get(node.input[2])
            ends.append(int(end.max()) if isinstance(end, np.ndarray) and end.size else 0)
        return max(ends, default=0) or None
