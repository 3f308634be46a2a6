"""The scene: keeps blocks and wires the same as the graph, by applying the difference when it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF

from netbuilder.graph import Graph, Problem
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.canvas.annotations import Annotations
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.canvas.board import Board
from netbuilder.ui.canvas.board_health import CanvasHealth
from netbuilder.ui.canvas.ends import End, ends_of
from netbuilder.ui.canvas.routes import Routes
from netbuilder.ui.canvas.tensors import kind_of
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.looks.severity import loudest
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.session.session import Session

MARGIN = 2000.0


class CanvasScene(Board):
    """The graph of a session, drawn."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.annotations = Annotations(self)
        self.routes = Routes(self)
        self._reported: tuple[object, ...] = ()
        self._problems: dict[str, tuple[Problem, ...]] = {}  # by block
        self._ends: Mapping[str, End] = {}
        self._bounds: QRectF | None = None  # as long as no block has moved
        session.project_changed.connect(lambda _old, _new: self.sync(session.graph))
        session.report_changed.connect(self.show_report)
        session.selection_changed.connect(self.show_selection)
        theme.changed.connect(self.repaint_all)
        self.sync(session.graph)
        self.health = CanvasHealth(self, session)

    def sync(self, graph: Graph) -> None:
        """Adds, removes and updates items until they are the graph's."""
        self._bounds = None
        removed = self.blocks.keys() - graph.nodes.keys()
        for name in removed:
            self.removeItem(self.blocks.pop(name))
        for name, node in graph.nodes.items():
            if name not in self.blocks:
                self.blocks[name] = BlockItem(node)
                self.addItem(self.blocks[name])
        wanted = {(name, i) for name, node in graph.nodes.items() for i in range(len(node.inputs))}
        gone = self.wires.keys() - wanted
        for key in gone:
            self.removeItem(self.wires.pop(key))
        for key in wanted - self.wires.keys():
            self.wires[key] = WireItem(*key)
            self.addItem(self.wires[key])
        self._reported = ()
        self.show_report()
        self.routes.sync(graph, removed, gone)
        self.show_selection()
        self.annotations.sync()
        self._grow()

    def show_report(self) -> None:
        """Shapes on wires, parameters and problems on blocks."""
        session, report = self.session, self.session.report
        shown, self._reported = self._reported, (session.graph, report, session.problems)
        before, self._problems = self._problems, _by_block(session.problems)
        if all(a is b for a, b in zip(shown[:2], self._reported, strict=False)) and len(shown) == 3:
            # An edit is told twice, before and after its problems are known: then those of a few blocks differ.
            found = self._problems
            names = {name for name in before.keys() | found.keys() if before.get(name) != found.get(name)}
            self._show_some(names & self.blocks.keys(), (key for key in self.wires if key[0] in names))
        else:
            self._ends = ends_of(session.graph, None if session.place else session.project.training)
            self._show_some(self.blocks, self.wires)

    def _show_some(self, names: Iterable[str], wires: Iterable[tuple[str, int]]) -> None:
        graph, report, problems = self.session.graph, self.session.report, self._problems
        read: dict[str, int] = {}  # the last output of each block that has a wire
        for node in graph.nodes.values() if names else ():
            for port in node.inputs:
                if port.output or port.node not in read:
                    read[port.node] = max(read.get(port.node, 0), port.output)
        for name in names:
            if name in graph:
                item = self.blocks[name]
                item.set_end(self._ends.get(name))
                outputs = max(len(report.shapes.get(name, ())), read.get(name, 0) + 1)
                item.show_node(graph[name], report.figures.get(name), problems.get(name, ()), outputs)
        for target, index in wires:
            if target in graph and index < len(graph[target].inputs):
                wire, port = self.wires[target, index], graph[target].inputs[index]
                wrong = target not in report.shapes and index > 0 and loudest(problems.get(target, ())) == "error"
                wire.set_idle(graph[target].bypassed and index > 0)
                shape = report.shape_of(port)
                wire.show_shape(shape, kind_of(shape, graph, port) if shape is not None else "", wrong)

    def show_over(self, names: Collection[str]) -> None:
        """Marks the blocks that break a limit."""
        for name, item in self.blocks.items():
            item.set_over(name in names)

    def show_selection(self) -> None:
        """Marks the selected blocks."""
        for name, item in self.blocks.items():
            item.set_chosen(name in self.session.selection)

    def follow(self, names: set[str]) -> None:
        """Lets wires and frames follow blocks that are being dragged."""
        self._bounds = None
        self.routes.follow(names)
        self.annotations.follow()

    def settle(self, names: set[str]) -> None:
        """Blocks that were dragged stand where they stood before."""
        self._bounds = None
        self.routes.settle(names)
        self.annotations.follow()

    def block_at(self, point: QPointF) -> BlockItem | None:
        """The block under a point, ports included."""
        return self.routes.block_at(point)

    def badge_at(self, point: QPointF) -> BlockItem | None:
        """The block whose badge is under a point and covered by no other block; a port beside it goes first."""
        for item in self.blocks.values():
            inside = point - item.pos()
            if item.problems and item.badge_area().contains(inside) and item.port_at(inside) is None:
                return item if self.block_at(point) in (item, None) else None
        return None

    def wire_at(self, point: QPointF) -> WireItem | None:
        """The wire under a point."""
        return self.routes.wire_at(point)

    def wire_below(self, point: QPointF, corner: QPointF) -> WireItem | None:
        """The wire under the pointer, or else under a block with this corner."""
        return self.routes.wire_at(point) or self.routes.wire_below(corner)

    def blocks_in(self, area: QRectF) -> set[str]:
        """The names of blocks that touch an area."""
        return {
            name
            for name, item in self.blocks.items()
            if area.intersects(QRectF(item.pos().x(), item.pos().y(), BLOCK_WIDTH, BLOCK_HEIGHT))
        }

    def bounds(self) -> QRectF:
        """The area that blocks cover; empty for an empty graph."""
        if self._bounds is None:
            places = [item.pos() for item in self.blocks.values()]
            xs, ys = [place.x() for place in places], [place.y() for place in places]
            area = (min(xs), min(ys), max(xs) + BLOCK_WIDTH, max(ys) + BLOCK_HEIGHT) if places else (0.0,) * 4
            self._bounds = QRectF(QPointF(*area[:2]), QPointF(*area[2:]))
        return QRectF(self._bounds)

    def repaint_all(self) -> None:
        """Draws everything in the colours of the theme."""
        for item in self.items():
            item.update()
        self.update()

    def _grow(self) -> None:
        """The scene is always larger than what is on it, so that one can pan anywhere."""
        wanted = self.bounds().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if not self.sceneRect().contains(wanted):
            self.setSceneRect(self.sceneRect().united(wanted))


def _by_block(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.node, []).append(problem)
    return {name: tuple(own) for name, own in found.items()}
