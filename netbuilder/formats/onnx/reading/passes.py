"""What the passes over a builder's nodes have in common: who reads what, and what may stand for what."""

from __future__ import annotations

from collections import Counter

from netbuilder.formats.onnx.reading.builder import Builder, Made
from netbuilder.graph import Port


class Passes:
    """Passes over a builder's nodes; `ends` are the ports of the outputs, `own` says whether the file is of ours."""

    def __init__(self, build: Builder, ends: list[Port], own: bool) -> None:
        self.build, self.ends, self.own = build, ends, own
        self._read_by: dict[str, dict[str, None]] = {}  # for each node those that read it, or did once

    def _drop(self) -> None:
        """Leaves out what no output needs."""
        nodes, needed = self.build.nodes, set()
        waiting = [port.node for port in self.ends]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += [port.node for port in nodes[name].inputs]
        self.build.nodes = {name: made for name, made in nodes.items() if name in needed or not made.inputs}
        self._read_by = {}
        for made in self.build.nodes.values():
            self._note(made)

    def _note(self, made: Made) -> None:
        """That a node reads its inputs: whoever changes these says so."""
        for port in made.inputs:
            self._read_by.setdefault(port.node, {})[made.name] = None

    def _reading(self, name: str) -> list[Made]:
        """The nodes that may read a node."""
        nodes = self.build.nodes
        return [nodes[reader] for reader in self._read_by.get(name, ()) if reader in nodes]

    def _readers(self, name: str) -> Counter[int]:
        """How often each output of a node is read."""
        reads = [port for made in self._reading(name) for port in made.inputs]
        return Counter(port.output for port in [*reads, *self.ends] if port.node == name)

    def _before(self, made: Made, number: int = 0) -> Made | None:
        """The node that an input reads, where nothing else reads it."""
        if number >= len(made.inputs):
            return None
        before = self.build.nodes[made.inputs[number].node]
        return before if self._readers(before.name).total() == 1 else None

    def _replace(self, gone: Port, by: Port) -> None:
        for made in self._reading(gone.node):
            made.inputs = [by if port == gone else port for port in made.inputs]
            self._note(made)
        self.ends = [by if port == gone else port for port in self.ends]

    def _take_in(self, made: Made, before: Made) -> None:
        """`before` stands for `made`, whose work it does."""
        self._replace(Port(made.name), Port(before.name))
        del self.build.nodes[made.name]
        before.sources += made.sources
        end = Port(before.name) in self.ends
        before.origin = made.origin if end else before.origin

    def _same_block(self, made: Made, before: Made) -> bool:
        """In files of our own, operators of one block begin with its name."""
        return not self.own or _block(made) == _block(before)

    def _refresh(self, made: Made) -> None:
        made.shapes = made.layer.output_shapes(*(self.build.shape_of(port) for port in made.inputs))


def _block(made: Made) -> str:
    return made.origin.rsplit("/", 1)[0]
