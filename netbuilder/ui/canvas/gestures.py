"""Gestures: what a pressed button begins, drags on and ends. Each is an object that ends in at most one edit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem

from netbuilder.errors import Fault, Message
from netbuilder.graph import Graph, Node, Port, edits
from netbuilder.graph.drawing.layout import moved
from netbuilder.graph.drawing.room import make_room
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.canvas.guides import Guides
from netbuilder.ui.canvas.searching import Searching
from netbuilder.ui.canvas.stage import SNAP, Stage
from netbuilder.ui.canvas.wire import corners, rounded
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.theme import theme

SLACK = 4  # pixels a pointer may tremble before a press becomes a drag


class Gesture:
    """A drag in progress. Cancelling leaves everything as it was."""

    def __init__(self, view: Stage) -> None:
        self.view, self.scene, self.session = view, view.canvas, view.session

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun to do something: a press alone does not count."""
        return True

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""

    def release(self, event: QMouseEvent) -> None:
        """The button was let go."""

    def cancel(self) -> None:
        """Escape was pressed, or the graph changed underneath."""


class Pan(Gesture):
    """Drags the paper."""

    def __init__(self, view: Stage, start: QPoint) -> None:
        super().__init__(view)
        self._last = start
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, event: QMouseEvent) -> None:
        now = event.position().toPoint()
        delta, self._last = now - self._last, now
        self.view.pan_by(delta)

    def release(self, event: QMouseEvent) -> None:
        self.cancel()

    def cancel(self) -> None:
        self.view.viewport().unsetCursor()


class Move(Gesture):
    """Drags blocks; wires follow. A press without a drag only selects."""

    def __init__(self, view: Stage, block: BlockItem, start: QPointF, toggle: bool) -> None:
        super().__init__(view)
        self._block, self._start, self._toggle = block, start, toggle
        self._moving = False
        self._was_chosen = block.node.name in self.session.selection
        if toggle and not self._was_chosen:
            self.session.select(self.session.selection | {block.node.name})
        elif not self._was_chosen:
            self.session.select({block.node.name})
        self._origin = {
            name: QPointF(self.scene.blocks[name].pos()) for name in self.session.selection | {block.node.name}
        }

    def move(self, event: QMouseEvent) -> None:
        offset = self.view.scene_point(event) - self._start
        if not self._moving and offset.manhattanLength() * self.view.zoom < SLACK:
            return
        if not self._moving:
            self._begin()
        held = self._origin[self._block.node.name]
        corner = self._guides.caught(_snapped(held + offset), held + offset, self.view.zoom)
        for name, origin in self._origin.items():
            self.scene.blocks[name].setPos(corner + origin - held)
        self._guides.show(corner)
        self.scene.follow(set(self._origin))
        if self._is_lone:
            self.view.light(self.scene.wire_below(self.view.scene_point(event), corner))

    @property
    def is_under_way(self) -> bool:
        return self._moving

    def _begin(self) -> None:
        """The press has become a drag: other blocks in sight give lines to catch at."""
        self._moving = True
        sight = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        still = [self.scene.blocks[name].pos() for name in self.scene.blocks_in(sight) - self._origin.keys()]
        self._guides = Guides(self.scene, still)
        node = self._block.node
        unwired = not node.inputs and not self.session.graph.consumers[node.name]
        # Dropped on a wire, a block that has none of its own is put there.
        self._is_lone = len(self._origin) == 1 and unwired and node.layer.most_inputs != 0

    def release(self, event: QMouseEvent) -> None:
        if not self._moving:
            name = self._block.node.name
            if self._toggle and self._was_chosen:
                self.session.select(self.session.selection - {name})
            elif not self._toggle and self._block.opens_at(self._start - self._block.pos()):
                self.session.enter(name)
            elif not self._toggle:
                self.session.select({name})
            return
        wire = self.view.lit
        self._end()
        places = {name: (p.x(), p.y()) for name in self._origin for p in [self.scene.blocks[name].pos()]}
        if wire is not None and self._is_lone:
            (name, place), *_ = places.items()
            self.session.editing.put_on_wire(name, place, wire.target, wire.index)
            self._settle()  # where it was, if the wire refuses it
            return
        text = Message("Move {name}", {"name": next(iter(places))}) if len(places) == 1 else Message("Move blocks")
        self.session.edit(text, make_room(moved(self.session.graph, places), places))
        self._settle()  # where room was made for it

    def _end(self) -> None:
        if self._moving:
            self._guides.remove()
            self.view.light(None)

    def cancel(self) -> None:
        self._end()
        self._settle()

    def _settle(self) -> None:
        for name in self._origin:
            if name in self.scene.blocks:
                self.scene.blocks[name].place()  # where the graph says: an edit may have come between
        self.scene.settle({name for name in self._origin if name in self.scene.blocks})


class FrameMove(Move):
    """Drags a frame by its title, with all its blocks; a press without a drag selects them."""

    def __init__(self, view: Stage, names: Iterable[str], start: QPointF) -> None:
        names = tuple(names)
        view.session.select(names)
        super().__init__(view, view.canvas.blocks[names[0]], start, toggle=False)

    def release(self, event: QMouseEvent) -> None:
        if self._moving:
            super().release(event)


class Wire(Gesture):
    """Draws a wire from a port; an impossible end is refused as it is drawn, with its reason."""

    def __init__(self, view: Stage, searching: Searching, block: BlockItem, port: tuple[str, int]) -> None:
        super().__init__(view)
        self._searching = searching
        self._from, self._port = block.node.name, port
        self._old: tuple[str, int] | None = None
        side, index = port
        if side == "in" and index < len(block.node.inputs):
            # Dragging from a used input takes the wire's end off, to be put elsewhere.
            source = block.node.inputs[index]
            self._old = (block.node.name, index)
            self._from, self._port = source.node, ("out", source.output)
            self.scene.wires[self._old].setVisible(False)
        self._line = QGraphicsPathItem()
        self._line.setPen(QPen(theme.colour("accent"), 2))
        self._line.setZValue(3)
        self.scene.addItem(self._line)
        self._target: BlockItem | None = None

    def move(self, event: QMouseEvent) -> None:
        point = self.view.scene_point(event)
        self._hover(point)
        reason = self._reason(point)
        self._line.setPen(QPen(theme.colour("error" if reason else "accent"), 2))
        own = self.scene.blocks[self._from]
        if self._port[0] == "out":
            start, end = own.pos() + own.output_point(self._port[1]), point
        else:
            start, end = point, own.pos() + own.input_point(self._port[1])
        self._line.setPath(rounded(corners(start, end)))
        self.view.show_hint(reason, event.position().toPoint())

    def release(self, event: QMouseEvent) -> None:
        point = self.view.scene_point(event)
        connection = self._connection(point)
        self.cancel()
        old = self._old
        if connection is None:
            if old is not None:
                self.session.attempt(Message("Disconnect {name}", {"name": old[0]}), lambda g: g.reconnect(*old, None))
            elif self.scene.block_at(point) is None:
                self._offer(point, event.position().toPoint())
            return
        source, target, index = connection
        if old == (target, index):
            return

        def connect(graph: Graph) -> Graph:
            if old is not None:
                graph = graph.reconnect(*old, None)
                at = index - 1 if old[0] == target and old[1] < index else index
                return edits.connect(graph, source, target, at)
            return edits.connect(graph, source, target, index)

        self.session.attempt(Message("Connect {a} to {b}", {"a": source.node, "b": target}), connect)

    def _offer(self, point: QPointF, place: QPoint) -> None:
        """A wire let go in emptiness asks for the block that it leads to, or comes from."""
        side, index = self._port
        if side == "out":
            self._searching.after(Port(self._from, index), point, place)
        else:
            self._searching.before(self._from, index, point, place)

    def cancel(self) -> None:
        self.view.show_hint("")
        if self._line.scene() is not None:
            self.scene.removeItem(self._line)
        if self._old is not None and self._old in self.scene.wires:
            self.scene.wires[self._old].setVisible(True)
        if self._target is not None:
            self._target.set_hovered_port(None)
            self._target.set_offering(False)

    def _hover(self, point: QPointF) -> None:
        block = self.scene.block_at(point)
        if self._target is not None and self._target is not block:
            self._target.set_hovered_port(None)
            self._target.set_offering(False)
        self._target = block
        if block is not None and block.node.name != self._from:
            block.set_offering(self._port[0] == "out")
            connection = self._connection(point)
            if connection is not None:
                source, _, index = connection
                block.set_hovered_port(("in", index) if self._port[0] == "out" else ("out", source.output))

    def _connection(self, point: QPointF) -> tuple[Port, str, int] | None:
        """What letting go here would connect: source, target, which input."""
        block = self.scene.block_at(point)
        if block is None or block.node.name == self._from:
            return None
        other = block.node
        port = block.port_at(point - block.pos())
        if self._port[0] == "in":
            output = port[1] if port is not None and port[0] == "out" else 0
            return Port(other.name, output), self._from, self._port[1]
        if port is not None and port[0] == "in":
            return Port(self._from, self._port[1]), other.name, port[1]
        return Port(self._from, self._port[1]), other.name, _free_input(other)

    def _reason(self, point: QPointF) -> str:
        """Why letting go here would be refused; empty when it would not."""
        connection = self._connection(point)
        if connection is None:
            return ""
        try:
            graph = self.session.graph
            if self._old is not None:
                graph = graph.reconnect(*self._old, None)
            edits.connect(graph, connection[0], connection[1], min(connection[2], len(graph[connection[1]].inputs)))
        except Fault as fault:
            return sentence(fault)
        return ""


class Marquee(Gesture):
    """Selects the blocks in a rectangle."""

    def __init__(self, view: Stage, start: QPointF, add: bool) -> None:
        super().__init__(view)
        self._start = start
        self._before = self.session.selection if add else frozenset()
        self._frame = QGraphicsRectItem()
        accent = theme.colour("accent")
        self._frame.setPen(QPen(accent, 0))
        self._frame.setBrush(QColor(accent.red(), accent.green(), accent.blue(), 30))
        self._frame.setZValue(4)
        self.scene.addItem(self._frame)

    def move(self, event: QMouseEvent) -> None:
        area = QRectF(self._start, self.view.scene_point(event)).normalized()
        self._frame.setRect(area)
        self.session.select(self._before | self.scene.blocks_in(area))

    def release(self, event: QMouseEvent) -> None:
        if self._frame.rect().isEmpty():
            self.session.select(self._before)
        self.cancel()

    def cancel(self) -> None:
        if self._frame.scene() is not None:
            self.scene.removeItem(self._frame)


def _free_input(node: Node) -> int:
    """The input that is meant by a block as a whole: its first free one, or the only one that it needs."""
    needs_one = node.layer.fewest_inputs == 1 and node.layer.most_inputs is not None
    return 0 if needs_one else len(node.inputs)


def _snapped(point: QPointF) -> QPointF:
    return QPointF(round(point.x() / SNAP) * SNAP, round(point.y() / SNAP) * SNAP)
