"""What a person does to the selected blocks, whether on the canvas, in the outline or from a menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, count
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from netbuilder.errors import Fault, Message
from netbuilder.graph import Graph, Port, edits
from netbuilder.graph.drawing.arrange import aligned, distributed
from netbuilder.graph.drawing.columns import in_columns
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, GRID, ROW, Position, moved, tidy
from netbuilder.graph.drawing.placing import placed
from netbuilder.graph.drawing.room import beside, make_room
from netbuilder.graph.ends import made_outputs
from netbuilder.layers import Layer
from netbuilder.ui.session.clipboard import copy_blocks, pasted_blocks
from netbuilder.ui.session.undo import Said


class Edited(Protocol):
    """What is edited: a graph with a selection, by steps that can be undone."""

    graph: Graph
    selection: frozenset[str]

    @property
    def refused(self) -> SignalInstance:
        """Told what could not be done, as a Fault."""

    def edit(self, text: Said, graph: Graph) -> None:
        """Makes a graph the current one."""

    def attempt(self, text: Said, make: Callable[[Graph], Graph], merge_key: str = "", suit: bool = False) -> bool:
        """Makes what comes of the graph the current one, or tells why not; new blocks `suit` the data if asked."""

    def select(self, names: Iterable[str]) -> None:
        """Makes these blocks the selected ones."""


class Editing(QObject):
    """Turns commands into edits of one session. New blocks become the selected ones."""

    def __init__(self, session: Edited, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def add_layer(self, layer: Layer, place: Position, edge: tuple[str, int] | None = None, base: str = "") -> None:
        """Adds a block at a place; with an `edge` (target, input), on that wire. `base` is what it may be called."""
        node = edits.new_node(self._session.graph, layer, place, base)

        def add(graph: Graph) -> Graph:
            if edge is None:
                return make_room(graph.add(node), [node.name])
            return _with_room(edits.insert_on_edge(graph, *edge, node), node.name, edge[0])

        if self._session.attempt(Message("Add {name}", {"name": base or type(layer).__name__}), add, suit=True):
            self._session.select({node.name})

    def add_after(self, layer: Layer, place: Position, source: Port) -> None:
        """Adds a block at a place that reads an output; one that merges reads all that is selected with it."""
        node = edits.new_node(self._session.graph, layer, place)
        others = [Port(name) for name in self._selected() if name != source.node]
        ports = edits.read_by(layer, [*others, source] if source.node in self._session.selection else [source])
        self._attempt_new(
            Message("Add {name}", {"name": type(layer).__name__}),
            lambda graph: (make_room(graph.add(node, ports), [node.name]), [node.name]),
            suit=True,
        )

    def add_before(self, layer: Layer, place: Position, target: str, index: int) -> None:
        """Adds a block at a place that feeds an input."""
        node = edits.new_node(self._session.graph, layer, place)
        self._attempt_new(
            Message("Add {name}", {"name": type(layer).__name__}),
            lambda graph: (make_room(edits.add_before(graph, node, target, index), [node.name]), [node.name]),
            suit=True,
        )

    def replace_kind(self, name: str, layer: Layer) -> None:
        """Puts a layer of another kind in a block's place; its wires stay."""
        text = Message("Replace {name} by {kind}", {"name": name, "kind": type(layer).__name__})
        self._attempt_new(text, lambda graph: _listed(edits.replace_kind(graph, name, layer)))

    def append_layer(self, layer: Layer, base: str = "") -> None:
        """Adds a block below the selected one (the last output, if none) and connects it."""
        after, others = self.append_after(), self._selected()[:-1]
        self._attempt_new(
            Message("Add {name}", {"name": base or type(layer).__name__}),
            lambda before: _listed(edits.append(before, layer, after, base, others)),
            suit=True,
        )

    def append_after(self) -> str | None:
        """The block below which one is appended: the selected one, or else the last output."""
        outputs = self._session.graph.output_names
        return self.end_of_selection() or (outputs[-1] if outputs else None)

    def end_of_selection(self) -> str | None:
        """The selected block to which the data comes last."""
        chosen = self._selected()
        return chosen[-1] if chosen else None

    def _selected(self) -> list[str]:
        """The selected blocks, in the order in which the data comes to them."""
        return sorted(self._session.selection, key=self._session.graph.rank.__getitem__)

    def select_all(self) -> None:
        """Selects every block."""
        self._session.select(self._session.graph.nodes)

    def delete(self) -> None:
        """Deletes the selected blocks and their wires."""
        names = self._session.selection
        if names:
            text = self._named("Delete {name}", "Delete blocks")
            self._session.attempt(text, lambda graph: edits.delete(graph, names))

    def delete_and_reconnect(self) -> None:
        """Deletes the selected blocks and closes the gaps."""
        names = sorted(self._session.selection)
        if names:
            text = self._named("Delete {name} and reconnect", "Delete blocks and reconnect")
            self._session.attempt(text, lambda graph: edits.delete_and_reconnect(graph, names))

    def copy(self) -> None:
        """Puts the selected blocks on the clipboard."""
        if self._session.selection:
            graph, names = self._session.graph, self._session.selection
            copy_blocks(edits.part(graph, names), {name: graph[name].inputs for name in names})

    def cut(self) -> None:
        """Copies and deletes."""
        self.copy()
        self.delete()

    def paste(self, keep_wires: bool = False, middle: Position | None = None) -> None:
        """Adds the blocks on the clipboard around a place, or beside where they were copied.

        Where one of them begins what is pasted, it reads the selected block; if asked, all read what those read that
        were copied.
        """
        try:
            found = pasted_blocks()
        except Fault as fault:
            self._session.refused.emit(fault)
            return
        if found is not None:
            part, wires = found
            if keep_wires:
                self._add_part(part, Message("Paste"), middle, wires)
            else:
                self._add_part(part, Message("Paste"), middle, after=self.end_of_selection())

    def duplicate(self, middle: Position | None = None) -> None:
        """Copies the selected blocks, around a place or beside themselves."""
        if self._session.selection:
            part = edits.part(self._session.graph, self._session.selection)
            self._add_part(part, Message("Duplicate"), middle)

    @staticmethod
    def _continues(part: Graph) -> str | None:
        """The block that reads the selected one when this is pasted: the only one that begins it, if data may come."""
        first = [node for node in part.nodes.values() if not node.inputs]
        return first[0].name if len(first) == 1 and first[0].layer.most_inputs != 0 else None

    def tidy(self) -> None:
        """Lays all blocks out anew."""
        graph = self._session.graph
        if graph.nodes:
            self._session.edit(Message("Tidy layout"), moved(graph, tidy(graph)))

    def wrap(self) -> None:
        """Lays all blocks out anew, in columns beside one another."""
        graph = self._session.graph
        if graph.nodes:
            self._session.edit(Message("Tidy in columns"), moved(graph, in_columns(graph)))

    def bypass(self) -> None:
        """Passes the selected blocks over; if all are, they take part again."""
        graph, names = self._session.graph, sorted(self._session.selection)
        if not names:
            return
        if all(graph[name].bypassed for name in names):
            text = self._named("Use {name} again", "Use blocks again")
        else:
            text = self._named("Bypass {name}", "Bypass blocks")
        self._session.attempt(text, lambda before: edits.bypass(before, names))

    def make_output(self) -> None:
        """Makes the selected blocks outputs of the network, or takes that back."""
        graph, names = self._session.graph, sorted(self._session.selection, key=self._session.graph.rank.__getitem__)
        if names:
            text = self._named("Output at {name}, or not", "Outputs, or not")
            self._session.edit(text, made_outputs(graph, names))

    def frame(self) -> str | None:
        """Draws a frame around the selected blocks and tells its title; takes it away where they are one."""
        graph, names = self._session.graph, self._session.selection
        if not names:
            return None
        frames = edits.framed(graph)
        if any(set(members) == names for members in frames.values()):
            self._session.attempt(Message("Remove the frame"), lambda before: edits.put_in_frame(before, names, ""))
            return None
        base = self.tr("Frame")
        title = next(t for t in chain([base], (f"{base} {i}" for i in count(2))) if t not in frames)
        self._session.attempt(Message("Frame blocks"), lambda before: edits.put_in_frame(before, names, title))
        return title

    def rename_frame(self, old: str, new: str) -> None:
        """Gives a frame another title; an empty one takes it away."""
        text = Message("Rename {name}", {"name": old}) if new else Message("Remove the frame")
        self._session.attempt(text, lambda graph: edits.rename_frame(graph, old, new))

    def set_note(self, name: str, text: str) -> None:
        """Writes the note of a block; an empty one takes it away."""
        graph = self._session.graph
        if name in graph:
            said = Message("Note on {name}", {"name": name})
            self._session.edit(said, graph.with_nodes(graph[name].replace(note=text)))

    def align(self, side: str) -> None:
        """Puts the selected blocks in line: left, centre, right, top, middle or bottom."""
        names, graph = self._session.selection, self._session.graph
        if len(names) > 1:
            self._session.edit(Message("Align blocks"), make_room(moved(graph, aligned(graph, names, side)), names))

    def distribute(self, axis: int) -> None:
        """Gives the selected blocks equal distances, from left to right (0) or from top to bottom (1)."""
        names, graph = self._session.selection, self._session.graph
        if len(names) > 2:
            apart = moved(graph, distributed(graph, names, axis))
            self._session.edit(Message("Distribute blocks"), make_room(apart, names))

    def put_on_wire(self, name: str, place: Position, target: str, index: int) -> None:
        """Moves a block that has no wires onto one."""

        def put(graph: Graph) -> Graph:
            graph = edits.put_on_edge(moved(graph, {name: place}), target, index, name)
            return _with_room(graph, name, target)

        self._session.attempt(Message("Put {name} on a wire", {"name": name}), put)

    def rename(self, name: str, new: str) -> bool:
        """Gives a block another name; False when it is refused."""
        done = self._session.attempt(
            Message("Rename {name}", {"name": name}), lambda graph: edits.rename(graph, name, new.strip())
        )
        if done:
            self._session.select({new.strip()})
        return done

    def _add_part(
        self,
        part: Graph,
        text: Message,
        middle: Position | None,
        wires: Mapping[str, tuple[Port, ...]] | None = None,
        after: str | None = None,
    ) -> None:
        """Adds blocks around a place or beside where they were; the first of them reads `after`."""
        part = placed(part)
        places = [node.position for node in part.nodes.values() if node.position]
        if not places:
            return
        first = self._continues(part)
        x, y = beside(self._session.graph, places) if middle is None else _towards(middle, places)

        def add(graph: Graph) -> tuple[Graph, list[str]]:
            graph, names = edits.paste(graph, part, (x, y), wires)
            if after is not None and first is not None:
                graph = graph.reconnect(names[first], 0, after)
            return make_room(graph, names.values()), list(names.values())

        self._attempt_new(text, add)

    def _attempt_new(self, text: Message, make: Callable[[Graph], tuple[Graph, list[str]]], suit: bool = False) -> None:
        """An edit that makes blocks, which are selected then."""
        names: list[str] = []

        def edit(graph: Graph) -> Graph:
            after, names[:] = make(graph)
            return after

        if self._session.attempt(text, edit, suit=suit):
            self._session.select(names)

    def _named(self, one: str, many: str) -> Message:
        """What is done to the selected block, by its name, or to several."""
        names = self._session.selection
        return Message(one, {"name": next(iter(names))}) if len(names) == 1 else Message(many)


def _listed(made: tuple[Graph, str]) -> tuple[Graph, list[str]]:
    return made[0], [made[1]]


def _with_room(graph: Graph, name: str, target: str) -> Graph:
    """A block that was put on a wire pushes what stands too close below it down, and makes room beside it."""
    graph = make_room(graph, [name])
    place, below = graph[name].position, graph[target].position
    if place is None or below is None or not 0 <= below[1] - place[1] < ROW:
        return graph
    shift = ROW - (below[1] - place[1])
    return moved(
        graph,
        {
            other.name: (other.position[0], other.position[1] + shift)
            for other in graph.nodes.values()
            if other.name != name and other.position and other.position[1] >= below[1]
        },
    )


def _towards(middle: Position, places: list[Position]) -> Position:
    """How far blocks must go so that the middle of all is at a place, on the grid."""
    left, top = (min(place[axis] for place in places) for axis in (0, 1))
    right, low = (max(place[axis] for place in places) for axis in (0, 1))
    across = middle[0] - (left + right + BLOCK_WIDTH) / 2
    down = middle[1] - (top + low + BLOCK_HEIGHT) / 2
    return round((left + across) / GRID) * GRID - left, round((top + down) / GRID) * GRID - top
