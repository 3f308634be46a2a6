"""What is known of a file while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netbuilder.errors import Message
from netbuilder.formats.onnx.reading.builder import Builder
from netbuilder.formats.onnx.reading.operators import Cut
from netbuilder.formats.onnx.reading.order import needed, reads_of
from netbuilder.formats.onnx.reading.refusing import Unread
from netbuilder.kinds import shown

CUT = Cut()
Order = tuple[int, ...]  # for each axis of ours where it lies in the file's


@dataclass
class State:
    """The file's operators and values, the layers made of them so far, and what there is to say."""

    path: Path
    graph: Any
    build: Builder
    nodes: list[Any] = field(default_factory=list)
    readers: dict[str, list[Any]] = field(default_factory=dict)  # the operators that read each value
    values: dict[str, Any] = field(default_factory=lambda: {"": None})
    unread: Unread = field(default_factory=Unread)
    notes: list[Message] = field(default_factory=list)
    shapes: dict[str, list[int | None]] = field(default_factory=dict)  # of the file's inputs

    def take(self, nodes: list[Any]) -> None:
        """Only the operators of these that the outputs need."""
        self.nodes = needed(nodes, [end.name for end in self.graph.output])
        self.readers = {}
        for node in self.nodes:
            for name in dict.fromkeys(reads_of(node)):
                self.readers.setdefault(name, []).append(node)

    def refuse_unread(self) -> None:
        """Raises FileFault where something could not be read."""
        self.unread.refuse(self.path, list(self.shapes.items()))

    def note_order(self, end: str, name: str, order: Order) -> None:
        """Says where an input or an output has its axes in another order than in the file."""
        if list(order) != list(range(len(order))):
            self.notes.append(
                Message(
                    "{name}: samples come first and channels last here, so this {end} has its axes in another order "
                    "than in the file: {order}",
                    {"name": shown(name)[1:-1], "end": end, "order": ", ".join(map(str, order))},
                )
            )
