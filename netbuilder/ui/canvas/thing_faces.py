"""The faces of what is on a canvas, for screen readers: a block, a port, a wire; `faces` says which there are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast
from weakref import ref

from PySide6.QtCore import QPoint, QPointF, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from shiboken6 import Shiboken, VoidPtr

from netbuilder.graph import Functional, Port
from netbuilder.ui import hooks
from netbuilder.ui.canvas import spoken
from netbuilder.ui.canvas.meant import Meant
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.i18n import translated

if TYPE_CHECKING:
    from netbuilder.ui.canvas.block import BlockItem

Role, Text, State, Kind = QAccessible.Role, QAccessible.Text, QAccessible.State, QAccessible.InterfaceType
Key = tuple[str, str, int]  # ("block", name, 0), ("in", name, index), ("out", name, index), ("wire", target, index)
Asked = ParamSpec("Asked")
Given = TypeVar("Given")
Found = Any  # a face, or None: the stubs of PySide do not know that there may be none

OPEN = "Open"  # an action of our own, beside Qt's


def told(default: Any) -> Callable[[Callable[Asked, Given]], Callable[Asked, Given]]:
    """For what Qt asks: an exception is told, and the answer is `default`."""

    def around(method: Callable[Asked, Given]) -> Callable[Asked, Given]:
        @wraps(method)
        def guarded(*arguments: Asked.args, **named: Asked.kwargs) -> Given:
            try:
                return method(*arguments, **named)
            except Exception as error:
                hooks.teller.tell(type(error), error, error.__traceback__)
                return cast(Given, default)

        return guarded

    return around


class Company(Protocol):
    """The faces of one canvas, as each of them knows the others."""

    @property
    def current(self) -> str: ...

    def is_there(self, key: Key) -> bool: ...

    def face(self, key: Key) -> ThingFace | None: ...


class ThingFace(QAccessibleInterface, QAccessibleActionInterface):
    """A block, a port or a wire."""

    role_ = Role.ListItem

    def __init__(self, view: Stage, things: Company, key: Key) -> None:
        QAccessibleInterface.__init__(self)
        QAccessibleActionInterface.__init__(self)
        self._view, self.things, self.key = ref(view), things, key

    @property
    def view(self) -> Stage:
        """The canvas it is on, of a valid face."""
        found = self._view()
        assert found is not None
        return found

    # -- where it is ----------------------------------------------------------------------------------

    @told(False)
    def isValid(self) -> bool:  # noqa: N802
        return self.things.is_there(self.key)

    def object(self) -> Any:
        return None  # it is none of Qt's

    @told(None)
    def window(self) -> Any:
        view = self._view()
        return view.window().windowHandle() if view is not None and Shiboken.isValid(view) else None

    @told(None)
    def parent(self) -> Found:
        return QAccessible.queryAccessibleInterface(self.view) if self.isValid() else None

    @told(QRect())
    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        place = self.area()
        return QRect(self.view.viewport().mapToGlobal(place.topLeft()), place.size())

    def area(self) -> QRect:
        """Where it is drawn, in pixels of the viewport."""
        raise NotImplementedError

    # -- what is in it --------------------------------------------------------------------------------

    @told(0)
    def childCount(self) -> int:  # noqa: N802
        return len(self.inside())

    @told(None)
    def child(self, index: int) -> Found:
        keys = self.inside()
        return self.things.face(keys[index]) if 0 <= index < len(keys) else None

    @told(-1)
    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        keys = self.inside()
        return keys.index(child.key) if isinstance(child, ThingFace) and child.key in keys else -1

    @told(None)
    def childAt(self, x: int, y: int) -> Found:  # noqa: N802
        faces = [self.things.face(key) for key in self.inside()]
        return next((face for face in faces if face is not None and face.rect().contains(x, y)), None)

    @told(None)
    def focusChild(self) -> Found:  # noqa: N802
        return self if self.state().focused else None

    def relations(self, match: Any = None) -> list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]:
        return []

    def inside(self) -> list[Key]:
        """What it consists of."""
        return []

    # -- what it says ---------------------------------------------------------------------------------

    @told(Role.ListItem)
    def role(self) -> QAccessible.Role:
        return self.role_

    @told("")
    def text(self, wanted: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if wanted == Text.Name:
            return self.name()
        return self.description() if wanted == Text.Description else ""

    def setText(self, wanted: QAccessible.Text, text: str) -> None:  # noqa: N802
        """Nothing is written by this way: names are changed in the block's fields."""

    def name(self) -> str:
        """What it is called."""
        raise NotImplementedError

    def description(self) -> str:
        """What is to be known of it."""
        return ""

    @told(State())
    def state(self) -> QAccessible.State:
        state = State()
        if not self.isValid():
            state.invalid = True
            return state
        state.invisible = not self.view.isVisible()
        state.offscreen = not self.view.viewport().rect().intersects(self.area())
        return state

    # -- what it does ---------------------------------------------------------------------------------

    @told(None)
    def interface_cast(self, wanted: QAccessible.InterfaceType) -> Any:
        return VoidPtr(Shiboken.getCppPointer(self)[1] if wanted == Kind.ActionInterface else 0)

    @told([])
    def actionNames(self) -> list[str]:  # noqa: N802
        return [self.pressAction(), self.showMenuAction()] if self.isValid() else []

    @told(None)
    def doAction(self, name: str) -> None:  # noqa: N802
        if not self.isValid() or name not in self.actionNames():
            return
        if name == self.showMenuAction():
            meant = self.meant()
            place = self.view.viewport().mapToGlobal(meant.place)
            # In a moment: a menu that is open would let the reader wait for the answer.
            QTimer.singleShot(0, self.view, partial(self.view.menu_asked.emit, place, meant))
        else:
            self.act(name)

    def act(self, name: str) -> None:
        """Does what one of its actions is, beside opening its menu."""

    def meant(self) -> Meant:
        """What its menu is about."""
        raise NotImplementedError

    def keyBindingsForAction(self, name: str) -> list[str]:  # noqa: N802
        return []

    @told("")
    def localizedActionName(self, name: str) -> str:  # noqa: N802
        return translated("Open") if name == OPEN else super().localizedActionName(name)

    @told("")
    def localizedActionDescription(self, name: str) -> str:  # noqa: N802
        return self.what_it_does() if name == self.pressAction() else self.localizedActionName(name)

    def what_it_does(self) -> str:
        """What pressing it does."""
        return translated("Selects the block")

    def select(self, name: str) -> None:
        """Selects a block, brings it into sight and gives the canvas the keyboard."""
        self.view.session.select({name})
        self.view.show_block(name)
        self.view.setFocus()


class BlockFace(ThingFace):
    """A block: pressed it is selected; one that holds a network is opened too."""

    @property
    def item(self) -> BlockItem:
        """The block as it is drawn."""
        return self.view.canvas.blocks[self.key[1]]

    def area(self) -> QRect:
        place = self.item.mapRectToScene(self.item.shape().boundingRect())
        return self.view.mapFromScene(place).boundingRect()

    def inside(self) -> list[Key]:
        if not self.isValid():
            return []
        name, item = self.key[1], self.item
        inputs: list[Key] = [("in", name, i) for i in range(item.input_count())]
        return inputs + [("out", name, i) for i in range(item.output_count)]

    def name(self) -> str:
        return spoken.block_name(self.view.session, self.key[1])

    def description(self) -> str:
        return spoken.block_description(self.view.session, self.item)

    @told(State())
    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            name = self.key[1]
            state.selectable = state.focusable = state.multiSelectable = True
            state.selected = name in self.view.session.selection
            state.focused = self.view.hasFocus() and self.things.current == name
            state.hasPopup = bool(self.item.problems)
        return state

    @told([])
    def actionNames(self) -> list[str]:  # noqa: N802
        if not self.isValid():
            return []
        holds = isinstance(self.item.node.layer, Functional)
        names = [self.pressAction(), *([OPEN] if holds else [])]
        return [*names, self.setFocusAction(), self.showMenuAction()]

    def act(self, name: str) -> None:
        self.select(self.key[1])
        if name == OPEN:
            self.view.session.enter(self.key[1])

    def meant(self) -> Meant:
        self.select(self.key[1])
        return Meant(self.area().center(), self.key[1])


class PortFace(ThingFace):
    """A port of a block: pressed it leads to the other end of its wire, or selects its block where there is none."""

    role_ = Role.Button

    def area(self) -> QRect:
        side, name, index = self.key
        item = self.view.canvas.blocks[name]
        point = item.pos() + (item.input_point(index) if side == "in" else item.output_point(index))
        middle = self.view.mapFromScene(QPointF(point))
        return QRect(middle - QPoint(12, 12), middle + QPoint(12, 12))

    @told(None)
    def parent(self) -> Found:
        return self.things.face(("block", self.key[1], 0))

    def name(self) -> str:
        side, name, index = self.key
        return spoken.port_name(self.view.session, self.view.canvas.blocks[name], side, index)

    def what_it_does(self) -> str:
        return translated("Goes to the other end of the wire")

    def act(self, name: str) -> None:
        side, own, index = self.key
        graph = self.view.session.graph
        inputs = graph[own].inputs
        if side == "in":
            ends = [inputs[index].node] if index < len(inputs) else []
        else:
            ends = spoken.readers_of(graph, Port(own, index))
        self.select(ends[0] if ends else own)

    def meant(self) -> Meant:
        side, name, index = self.key
        return Meant(self.area().center(), name, (side, index))


class WireFace(ThingFace):
    """A wire: pressed it leads to the block that it ends in."""

    role_ = Role.Graphic

    def area(self) -> QRect:
        wire = self.view.canvas.wires[self.key[1], self.key[2]]
        return self.view.mapFromScene(wire.sceneBoundingRect()).boundingRect()

    def name(self) -> str:
        return spoken.wire_name(self.view.session, self.key[1], self.key[2])

    def what_it_does(self) -> str:
        return translated("Selects the block that it ends in")

    def act(self, name: str) -> None:
        self.select(self.key[1])

    def meant(self) -> Meant:
        return Meant(self.area().center(), wire=(self.key[1], self.key[2]))


KINDS: dict[str, type[ThingFace]] = {"block": BlockFace, "in": PortFace, "out": PortFace, "wire": WireFace}
