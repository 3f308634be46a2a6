"""What a screen reader finds on a canvas: blocks with their ports, wires, and what lies over them.

The items of a scene are no objects of Qt's that tell of themselves. Here the canvas tells of them, one by one as it is
asked: of 10,000 blocks only those have a face that somebody looked at. Qt's side of a face is deleted with its block
and with the view; a reader that still knows its number is told that there is nothing.

This module needs PySide6 6.11 (`hearing.install` looks): before, there is no factory in which it could be made known.
"""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken

from netbuilder.graph import Graph
from netbuilder.project import Project
from netbuilder.ui import hooks
from netbuilder.ui.canvas import spoken
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.canvas.thing_faces import KINDS, Found, Key, Role, State, Text, ThingFace, told


def make(key: str, thing: QObject) -> QAccessibleInterface | None:
    """The factory: Qt asks it for each widget by the name of its class."""
    try:
        if key != "CanvasView":
            return None
        return CanvasFace(thing) if isinstance(thing, Stage) else None
    except Exception as error:  # Qt would go on with the exception pending
        hooks.teller.tell(type(error), error, error.__traceback__)
        return None


class CanvasFace(QAccessibleWidget):
    """The canvas: its children are the blocks in the order of the network, the wires, and the widgets on it."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view, Role.List)
        self._view = ref(view)  # PySide keeps each face for ever
        self.things = Things(view)

    @told(0)
    def childCount(self) -> int:  # noqa: N802
        return len(self.things.keys()) + super().childCount()

    @told(None)
    def child(self, index: int) -> Found:
        keys = self.things.keys()
        if 0 <= index < len(keys):
            return self.things.face(keys[index])
        return super().child(index - len(keys)) if index >= 0 else None

    @told(-1)
    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        if isinstance(child, ThingFace):
            return self.things.index(child.key)
        index = super().indexOfChild(child)
        return index + len(self.things.keys()) if index >= 0 else -1

    @told(None)
    def childAt(self, x: int, y: int) -> Found:  # noqa: N802
        view = self._view()
        if view is None:
            return None
        place = view.viewport().mapFromGlobal(QPoint(x, y))
        if not view.viewport().rect().contains(place):
            return None
        above = view.viewport().childAt(place)
        if above is not None:
            return QAccessible.queryAccessibleInterface(above)
        point = view.mapToScene(place)
        block = view.canvas.block_at(point)
        if block is not None:
            return self.things.face(("block", block.node.name, 0))
        wire = view.canvas.wire_at(point)
        return self.things.face(("wire", wire.target, wire.index)) if wire is not None else None

    @told(None)
    def focusChild(self) -> Found:  # noqa: N802
        view = self._view()
        if view is None:
            return None
        if view.hasFocus():
            name = self.things.current
            return self.things.face(("block", name, 0)) if name else self
        return super().focusChild()

    @told("")
    def text(self, wanted: QAccessible.Text) -> str:
        if wanted == Text.Description:
            view = self._view()
            return spoken.network_description(view.session) if view is not None else ""
        return super().text(wanted)

    @told(State())
    def state(self) -> QAccessible.State:
        state = super().state()
        state.multiSelectable = True
        return state


class Things:
    """The faces of one canvas by what they stand for, made when they are asked for."""

    def __init__(self, view: Stage) -> None:
        self._view = ref(view)
        self._faces: dict[Key, ThingFace] = {}
        self._graph: Graph | None = None
        self._place = view.session.place
        self._keys: list[Key] = []
        self._places: dict[Key, int] = {}
        view.session.project_changed.connect(self._on_changed)
        view.destroyed.connect(self._forget_all)

    @property
    def current(self) -> str:
        """The one block that is selected, where the keyboard is."""
        view = self._view()
        chosen = view.session.selection if view is not None else frozenset()
        return next(iter(chosen)) if len(chosen) == 1 else ""

    def keys(self) -> list[Key]:
        """Blocks and wires in the order of the network."""
        view = self._view()
        if view is None:
            return []
        graph = view.session.graph
        if graph is not self._graph:
            blocks: list[Key] = [("block", name, 0) for name in graph.order]
            wires: list[Key] = [("wire", name, i) for name in graph.order for i in range(len(graph[name].inputs))]
            self._graph, self._keys = graph, blocks + wires
            self._places = {key: i for i, key in enumerate(self._keys)}
        return self._keys

    def index(self, key: Key) -> int:
        """Where a block or a wire stands; -1 where there is none."""
        self.keys()
        return self._places.get(key, -1)

    def is_there(self, key: Key) -> bool:
        """Whether the network still has it."""
        view = self._view()
        if view is None or not Shiboken.isValid(view):
            return False
        side, name, index = key
        if side in ("block", "wire"):
            return self.index(key) >= 0
        item = view.canvas.blocks.get(name)
        return item is not None and index < (item.input_count() if side == "in" else item.output_count)

    def face(self, key: Key) -> ThingFace | None:
        """The face of a thing; None where there is no such thing any more."""
        view = self._view()
        if view is None or not self.is_there(key):
            return None
        if key not in self._faces:
            made: ThingFace = KINDS[key[0]](view, self, key)
            self._faces[key] = made  # kept: Qt's list of faces does not keep ours
            QAccessible.registerAccessibleInterface(made)
        return self._faces[key]

    def _on_changed(self, _old: Project, _new: Project) -> None:
        view = self._view()
        moved = view is not None and view.session.place != self._place
        if view is not None:
            self._place = view.session.place
        # Inside of a block another one may be called the same: it is not the one that was known.
        for key in [key for key in self._faces if moved or not self.is_there(key)]:
            self._forget(key)

    def _forget(self, key: Key) -> None:
        face = self._faces.pop(key)
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(face))

    def _forget_all(self) -> None:
        for key in list(self._faces):
            self._forget(key)
