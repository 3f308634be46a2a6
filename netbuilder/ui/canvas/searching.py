"""Search-to-add: what is offered at a place of the canvas, and what becomes of the layer that is chosen."""

from __future__ import annotations

from collections.abc import Container, Iterable

from PySide6.QtCore import QObject, QPoint, QPointF

from netbuilder.graph import Port, fitting
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, Position
from netbuilder.graph.finding import by_use
from netbuilder.layers import Layer
from netbuilder.ui.canvas.adder import Adder
from netbuilder.ui.canvas.stage import SNAP, Stage
from netbuilder.ui.looks.i18n import shape_text


class Searching(QObject):
    """Opens the small window of a view and turns what is chosen into one edit."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self._view, self._session = view, view.session
        self.adder = Adder(view)
        # What is offered belongs to the graph and the place that it was opened for.
        self._session.project_changed.connect(lambda _old, _new: self.adder.close_up())
        view.zoom_changed.connect(lambda _zoom: self.adder.close_up())

    def at_cursor(self) -> None:
        """Opens at the pointer; where it is over a block or not over the canvas, for one below what is selected."""
        if self._view.pointer is None or self._view.free_point is None:
            self.after_selection()
        else:
            self.at(self._view.pointer)

    def at(self, place: QPoint) -> None:
        """Opens for a block at a place of the view that reads the selected one; on a wire, for one between its ends."""
        point = self._view.mapToScene(place)
        wire = self._view.canvas.wire_at(point) if self._view.canvas.block_at(point) is None else None
        if wire is not None:
            self.on_wire(wire.target, wire.index, place)
            return
        after = self._session.editing.end_of_selection()
        if after is not None:
            self.after(Port(after), point, place)
            return
        self.adder.open(
            place,
            self.tr("Add a layer"),
            [(kind, "") for kind in by_use(fitting.kinds())],
            lambda kind: self._session.editing.add_layer(kind.starting(), _corner(point)),
        )

    def on_wire(self, target: str, index: int, place: QPoint) -> None:
        """Opens for a block on a wire."""
        graph, report = self._session.graph, self._session.report
        source = graph[target].inputs[index]
        point = self._view.mapToScene(place)
        fits = fitting.between(graph, report, target, index)
        others = [kind for kind in fitting.kinds() if kind.most_inputs != 0]
        self.adder.open(
            place,
            self.tr("Between {a} and {b}").format(a=source.node, b=target),
            self._noted(fits, source) + self._unfit(others, fits),
            lambda kind: self._session.editing.add_layer(kind.starting(), _corner(point), (target, index)),
            fits,
        )

    def after_selection(self) -> None:
        """Opens for a block below the selected one and wired to it."""
        after = self._session.editing.end_of_selection()
        if after is None:
            self.at(self._view.viewport().rect().center())
            return
        below = self._view.canvas.blocks[after].pos() + QPointF(0, BLOCK_HEIGHT + 8)
        self.after(Port(after), None, self._view.mapFromScene(below))

    def after(self, source: Port, point: QPointF | None, place: QPoint) -> None:
        """Opens for a block that reads an output: what takes its shape, the most usual first."""
        graph, report = self._session.graph, self._session.report
        editing = self._session.editing

        def take(kind: type[Layer]) -> None:
            if point is None:
                editing.append_layer(kind.starting())
            else:
                editing.add_after(kind.starting(), _hung(point), source)

        fits = fitting.following(graph, report, source)
        self.adder.open(
            place,
            self.tr("After {name}").format(name=source.node),
            self._noted(fits, source) + self._unfit(fitting.kinds(), fits),
            take,
            fits,
        )

    def before(self, target: str, index: int, point: QPointF, place: QPoint) -> None:
        """Opens for a block that feeds a free input."""
        corner = _corner(point - QPointF(0, BLOCK_HEIGHT / 2))
        self.adder.open(
            place,
            self.tr("Before {name}").format(name=target),
            [(kind, "") for kind in fitting.feeding()],
            lambda kind: self._session.editing.add_before(kind.starting(), corner, target, index),
        )

    def instead(self, name: str) -> None:
        """Opens for a kind in a block's place."""
        graph, report = self._session.graph, self._session.report
        fits = fitting.replacing(graph, report, name)
        others = [kind for kind in fitting.kinds() if kind is not type(graph[name].layer)]
        block = self._view.canvas.blocks[name]
        self._view.show_block(name)
        self.adder.open(
            self._view.mapFromScene(block.pos() + QPointF(BLOCK_WIDTH + 12, 0)),
            self.tr("Replace {name} by").format(name=name),
            [(kind, "") for kind in fits] + self._unfit(others, fits),
            lambda kind: self._session.editing.replace_kind(name, kind.starting()),
            fits,
        )

    def _unfit(self, kinds: Iterable[type[Layer]], fits: Container[type[Layer]]) -> list[tuple[type[Layer], str]]:
        """The other kinds, for who asks for one by its name; what it lacks is said once it is there."""
        return [(kind, self.tr("does not fit here")) for kind in by_use(kinds) if kind not in fits]

    def _noted(self, found: Iterable[type[Layer]], source: Port) -> list[tuple[type[Layer], str]]:
        """Each kind with the shape that it would make."""
        shape = self._session.report.shape_of(source)
        noted = []
        for kind in found:
            layer = kind.starting()
            made = fitting.outputs_of(layer, (shape,) * max(1, layer.fewest_inputs)) if shape is not None else None
            noted.append((kind, shape_text(made[0]) if made else ""))
        return noted


def _corner(point: QPointF) -> Position:
    """Where a block's corner is whose middle is near a point."""
    return _snap(point.x() - BLOCK_WIDTH / 2), _snap(point.y() - BLOCK_HEIGHT / 2)


def _hung(point: QPointF) -> Position:
    """Where a block's corner is whose upper port is near a point."""
    return _snap(point.x() - BLOCK_WIDTH / 2), _snap(point.y())


def _snap(value: float) -> float:
    return round(value / SNAP) * SNAP
