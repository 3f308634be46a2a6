"""Context menus of the canvas and the outline: of a block, a port, a wire, and the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from netbuilder.errors import Message
from netbuilder.graph import Functional, Port, edits
from netbuilder.ui.canvas.meant import Meant
from netbuilder.ui.canvas.view import CanvasView
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.window.table import BLOCK_MENU, BLOCKS_INSIDE_MENU, HELP_MENU, PAPER_MENU

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window

Wire = tuple[str, int]  # the input that it ends in
MOST_WIRES = 12  # of one block, that are listed


def show_menu(window: Window, place: QPoint, meant: Meant) -> None:
    """Shows what can be done with what is meant; a wire is lit meanwhile."""
    if window.workspace is None:
        return
    view = window.workspace.view
    menu = QMenu(window)
    filling = _Filling(window, view, meant)
    filling.fill(menu)
    view.light(view.canvas.wires.get(meant.wire) if meant.wire is not None else None)
    chosen = menu.exec(place)
    view.light(None)
    menu.deleteLater()
    filling.do(chosen)


class _Filling:
    """Puts the actions for one thing into a menu."""

    def __init__(self, window: Window, view: CanvasView, meant: Meant) -> None:
        self._window, self._view, self._meant = window, view, meant
        self._session = view.session
        self._acts: dict[QAction, Callable[[], object]] = {}

    def do(self, chosen: QAction | None) -> None:
        """Does what was chosen, once the menu is gone: what it opens has the keyboard. Commands do so themselves."""
        act = self._acts.get(chosen) if chosen is not None else None
        if act is not None:
            act()

    def fill(self, menu: QMenu) -> None:
        """The menu of what is meant."""
        meant, graph = self._meant, self._session.graph
        if meant.wire is not None and meant.wire[0] in graph and meant.wire[1] < len(graph[meant.wire[0]].inputs):
            self._fill_wire(menu, meant.wire)
        elif meant.node in graph:
            if meant.port is not None:
                self._fill_port(menu, *meant.port)
            else:
                self._fill_block(menu)
        else:
            self._fill_paper(menu)

    # -- a block --------------------------------------------------------------------------------------

    def _fill_block(self, menu: QMenu) -> None:
        chosen = self._session.selection
        holds = any(isinstance(self._session.graph[name].layer, Functional) for name in chosen)
        if holds:
            self._add(menu, BLOCKS_INSIDE_MENU)
        self._add(menu, BLOCK_MENU)
        if len(chosen) == 1:
            menu.addSeparator()
            self._add_wires(menu, next(iter(chosen)))
        self._add(menu, HELP_MENU)

    def _add_wires(self, menu: QMenu, name: str) -> None:
        """All that a mouse finds at the ports, for the keyboard."""
        graph = self._session.graph
        inner = menu.addMenu(translated("Wires"))
        self._do(inner, translated("Add a layer after {name} …", {"name": name}), lambda: self._after(Port(name)))
        inner.addAction(self._window.actions_["choose_wires"])
        wires = [(name, i) for i in range(len(graph[name].inputs))] + list(graph.consumers[name])
        if wires:
            inner.addSeparator()
        for target, index in wires[:MOST_WIRES]:
            source = graph[target].inputs[index].node
            self._fill_wire(inner.addMenu(f"{source} → {target}"), (target, index))

    # -- a port ---------------------------------------------------------------------------------------

    def _fill_port(self, menu: QMenu, side: str, index: int) -> None:
        name, graph = self._meant.node, self._session.graph
        if side == "out":
            port = Port(name, index)
            readers = [wire for wire in graph.consumers[name] if graph[wire[0]].inputs[wire[1]] == port]
            self._do(menu, translated("Add a layer after {name} …", {"name": name}), lambda: self._after(port))
            if readers:
                self._do(menu, translated("Disconnect this output"), lambda: self._cut(readers))
            menu.addSeparator()
            menu.addAction(self._window.actions_["make_output"])
        elif index < len(graph[name].inputs):
            self._fill_wire(menu, (name, index))
        else:
            self._do(menu, translated("Add a layer before {name} …", {"name": name}), lambda: self._before(index))
        menu.addAction(self._window.actions_["choose_wires"])

    # -- a wire ---------------------------------------------------------------------------------------

    def _fill_wire(self, menu: QMenu, wire: Wire) -> None:
        target, index = wire
        source = self._session.graph[target].inputs[index].node
        self._do(menu, translated("Insert a layer …"), lambda: self._insert(wire))
        self._do(menu, translated("Delete the wire"), lambda: self._cut([wire]))
        menu.addSeparator()
        for name in (source, target):
            if name != self._meant.node:
                self._do(menu, translated("Go to {name}", {"name": name}), partial(self._go_to, name))

    # -- the paper ------------------------------------------------------------------------------------

    def _fill_paper(self, menu: QMenu) -> None:
        self._do(menu, translated("Add a layer …"), lambda: self._view.searching.at(self._meant.place))
        if self._session.place:
            menu.addAction(self._window.actions_["leave_block"])
        self._add(menu, PAPER_MENU)

    # -- what they do ---------------------------------------------------------------------------------

    def _after(self, port: Port) -> None:
        self._view.show_block(port.node)
        item = self._view.canvas.blocks[port.node]
        below = item.pos() + item.output_point(port.output) + QPointF(0, 24)
        self._view.searching.after(port, None if port.output == 0 else below, self._view.mapFromScene(below))

    def _before(self, index: int) -> None:
        item = self._view.canvas.blocks[self._meant.node]
        above = item.pos() + item.input_point(index) - QPointF(0, 48)
        self._view.searching.before(self._meant.node, index, above, self._view.mapFromScene(above))

    def _insert(self, wire: Wire) -> None:
        points = self._view.canvas.wires[wire].points
        middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
        if not self._view.viewport().rect().contains(self._view.mapFromScene(middle)):
            self._view.centerOn(middle)
        self._view.searching.on_wire(*wire, self._view.mapFromScene(middle))

    def _cut(self, wires: Iterable[Wire]) -> None:
        wires = tuple(wires)
        text = Message("Cut a wire") if len(wires) == 1 else Message("Cut wires")
        self._session.attempt(text, lambda graph: edits.cut(graph, wires))

    def _go_to(self, name: str) -> None:
        self._session.select({name})
        self._view.setFocus()

    def _add(self, menu: QMenu, groups: Iterable[Iterable[str]]) -> None:
        for group in groups:
            menu.addSeparator()
            for name in group:
                menu.addAction(self._window.actions_[name])

    def _do(self, menu: QMenu, text: str, act: Callable[[], object]) -> None:
        self._acts[menu.addAction(text)] = act
