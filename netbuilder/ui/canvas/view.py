"""The view: zoom and pan, which gesture a press begins, drops from the palette, and the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QToolTip, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.project import Project
from netbuilder.ui.canvas.bars import paint_bars
from netbuilder.ui.canvas.block import NAME_SCALE, BlockItem
from netbuilder.ui.canvas.breadcrumbs import Breadcrumbs
from netbuilder.ui.canvas.dropping import Dropping
from netbuilder.ui.canvas.edge import EdgePan
from netbuilder.ui.canvas.gestures import FrameMove, Gesture, Marquee, Move, Pan, Wire
from netbuilder.ui.canvas.hearing import Hearing
from netbuilder.ui.canvas.legend import Legend
from netbuilder.ui.canvas.meant import meant_at, meant_by_keyboard
from netbuilder.ui.canvas.minimap import Minimap
from netbuilder.ui.canvas.places import Places
from netbuilder.ui.canvas.problem_popover import ProblemPopover
from netbuilder.ui.canvas.searching import Searching
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.canvas.strokes import Cut
from netbuilder.ui.canvas.told import block_told
from netbuilder.ui.canvas.touch import Touch
from netbuilder.ui.canvas.walking import Walking
from netbuilder.ui.canvas.writing import Writing
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import TEXT, font, theme
from netbuilder.ui.session.session import Session

GRID = 24
LEAST_BAR = 2.0  # pixels: no block is drawn smaller than this
CUTTING = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
HINT_TIME = 5000  # milliseconds that a refusal can be read


class CanvasView(Stage):
    """Shows one session's graph and turns gestures into edits."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self, accessibleName=Message("Canvas"))
        self._gesture: Gesture | None = None
        self._space = False
        self._is_pressed = False  # what is selected by a press is under the pointer, and stays there
        self._chosen_before: frozenset[str] = frozenset()  # what was selected when a click met the empty paper
        self._walking = Walking(self)
        self._hovered: BlockItem | None = None
        self._fitted = False
        self._empty = not session.graph.nodes
        self._hide_hint = QTimer(self)
        self._hide_hint.setSingleShot(True)
        self._hide_hint.timeout.connect(self.hint.hide)
        self._dropping = Dropping(self)
        self._hearing = Hearing(self, session)
        self._touch = Touch(self)
        self._edge = EdgePan(self)
        self.searching = Searching(self)
        self.writing = Writing(self)
        self.minimap = Minimap(self)
        self.legend = Legend(self)
        self.breadcrumbs = Breadcrumbs(self)
        self.popover = ProblemPopover(self)
        self._places = Places(self, self._let_go)
        session.report_changed.connect(self.popover.refresh)
        self.zoom_changed.connect(lambda _zoom: self.popover.follow())
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda _value: self.popover.follow())
        self.searching.adder.opened.connect(self.popover.close_up)
        session.project_changed.connect(self._on_changed)
        session.refused.connect(self._on_refused)
        session.selection_changed.connect(self._on_selected)
        theme.changed.connect(self.viewport().update)
        language.changed.connect(self.retranslate)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if not self._fitted and self.viewport().width() > 100:
            self._fitted = True
            self.show_whole()
        elif self._fitted:
            self.show_again()  # the panels have their place only after the canvas
        self.popover.follow()
        self.minimap.place()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by(QPoint(int((event.angleDelta().y() or event.angleDelta().x()) / 2), 0))
        elif steps:
            self.set_zoom(self.zoom * 1.15**steps, event.position().toPoint())
        event.accept()

    # -- mouse ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._is_pressed = True
        self._begin(event)
        self._is_pressed = False
        event.accept()

    def _begin(self, event: QMouseEvent) -> None:
        button, point = event.button(), self.scene_point(event)
        if self._gesture is not None:
            return
        if button == Qt.MouseButton.MiddleButton or (self._space and button == Qt.MouseButton.LeftButton):
            self._gesture = Pan(self, event.position().toPoint())
            return
        if button != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & CUTTING == CUTTING:
            self._gesture = Cut(self, point)
            return
        marked = self.canvas.badge_at(point)
        if marked is not None:
            self.session.select({marked.node.name})
            self.popover.toggle(marked.node.name)
            return
        self.popover.close_up()
        toggle = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        block = self.canvas.block_at(point)
        if block is None:
            title = self.canvas.annotations.frame_at(point)
            if title is not None:
                self._gesture = FrameMove(self, self.canvas.annotations.members(title), point)
                return
            self._chosen_before = self.session.selection
            self._gesture = Marquee(self, point, add=toggle)
            return
        port = block.port_at(point - block.pos())
        if port is not None and not toggle:
            self._gesture = Wire(self, self.searching, block, port)
        else:
            self._gesture = Move(self, block, point, toggle)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        block = self.canvas.block_at(self.scene_point(event))
        if event.button() == Qt.MouseButton.LeftButton and block is None:
            self.cancel_gesture()
            self._open_at(event.position().toPoint())
            event.accept()
        elif event.button() == Qt.MouseButton.LeftButton and block is not None and self.session.enter(block.node.name):
            event.accept()
        else:
            self.mousePressEvent(event)

    def _open_at(self, place: QPoint) -> None:
        """A title and a note are written on; elsewhere a layer is added."""
        point = self.mapToScene(place)
        title, noted = self.canvas.annotations.frame_at(point), self.canvas.annotations.note_at(point)
        if title is not None:
            self.writing.title(title)
        elif noted is not None:
            self.writing.note(noted)
        else:
            self.session.select(self._chosen_before)  # the first of the two clicks took it away
            self.searching.at(place)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.pointer = None
        self.popover.rest_on("")
        super().leaveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer = event.position().toPoint()
        if self._gesture is not None:
            self.popover.close_up()
            self._gesture.move(event)
            self._follow_at_edge(event)
        else:
            self._hover(self.scene_point(event))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        gesture, self._gesture = self._gesture, None
        self._edge.stop()
        if gesture is not None:
            gesture.release(event)
        event.accept()

    def _follow_at_edge(self, event: QMouseEvent) -> None:
        """At the edge the paper moves by itself, and the gesture goes on as if the pointer had moved."""
        gesture = self._gesture
        if gesture is None or isinstance(gesture, Pan):
            return
        place, buttons, held = event.position(), event.buttons(), event.modifiers()

        def go_on() -> None:
            if self._gesture is gesture:
                at = QPointF(self.viewport().mapToGlobal(place.toPoint()))
                none = Qt.MouseButton.NoButton
                gesture.move(QMouseEvent(QEvent.Type.MouseMove, place, at, none, buttons, held))

        if gesture.is_under_way:
            self._edge.follow(place.toPoint(), go_on)

    def cancel_gesture(self) -> None:
        """Ends a drag without an edit."""
        gesture, self._gesture = self._gesture, None
        self._edge.stop()
        if gesture is not None:
            gesture.cancel()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self._gesture is not None:
            return  # what is held goes first
        self.popover.close_up()
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        meant = meant_by_keyboard(self) if by_keyboard else meant_at(self, event.pos())
        if meant.node and meant.node not in self.session.selection:
            self.session.select({meant.node})
        place = self.viewport().mapToGlobal(meant.place) if by_keyboard else event.globalPos()
        self.menu_asked.emit(place, meant)

    def _hover(self, point: QPointF) -> None:
        block = self.canvas.block_at(point)
        if self._hovered is not None and self._hovered is not block and self._hovered.scene() is not None:
            self._hovered.set_hovered_port(None)
            self._hovered.set_way_in_hovered(False)
        self._hovered = block
        port = block.port_at(point - block.pos()) if block is not None else None
        if block is not None:
            block.set_hovered_port(port)
            block.set_way_in_hovered(block.opens_at(point - block.pos()))
        marked = self.canvas.badge_at(point)
        self.popover.rest_on(marked.node.name if marked is not None else "")
        opens = block is not None and block.is_way_in_hovered
        cursor = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if port is not None else cursor)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Tells of a block or wire where the pointer rests; of frames and notes Qt does."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            marked = self.canvas.badge_at(self.mapToScene(event.pos())) is not None  # there the popover speaks
            text = "" if marked or self.popover.isVisible() else self.told_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
                return True
        return super().viewportEvent(event)

    def told_at(self, place: QPoint) -> str:
        """What the thing at a place is, costs, and suffers from."""
        point = self.mapToScene(place)
        block = self.canvas.block_at(point)
        if block is not None:
            return block_told(block, self.session.report)
        wire = self.canvas.wire_at(point)
        if wire is None or wire.target not in self.session.graph:
            return ""
        return wire.told(self.session.graph[wire.target].inputs[wire.index].node)

    # -- drops from the palette -----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        self.popover.close_up()
        self._dropping.hover(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        self._dropping.hover(event)
        if event.isAccepted():
            place = event.position().toPoint()
            self._edge.follow(place, lambda: self._dropping.light_at(place))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._edge.stop()
        self._dropping.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._edge.stop()
        self._dropping.drop(event)

    # -- keyboard and commands ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif key == Qt.Key.Key_Escape:
            if self._gesture is not None:
                self.cancel_gesture()
            elif self.popover.node:
                self.popover.close_up()
            else:
                self.session.select(())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self.session.selection) == 1:
            name = next(iter(self.session.selection))
            if not self.show_problems(name):
                self.session.enter(name)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walking.step(Qt.Key(key), extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.viewport().unsetCursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._space = False  # the key may be let go elsewhere
        super().focusOutEvent(event)

    # -- the rest -------------------------------------------------------------------------------------

    @drawing
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        painter.fillRect(rect, theme.colour("canvas"))
        if self.zoom < 0.5:
            return
        painter.setPen(theme.colour("line"))
        left, top = int(rect.left()) // GRID * GRID, int(rect.top()) // GRID * GRID
        across, down = range(left, int(rect.right()) + 1, GRID), range(top, int(rect.bottom()) + 1, GRID)
        painter.drawPoints([QPointF(x, y) for x in across for y in down])

    @drawing
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        if self.session.graph.nodes:
            if self.zoom < NAME_SCALE:
                origin = self.viewportTransform().map(QPointF())
                painter.resetTransform()
                paint_bars(painter, self.canvas.blocks.values(), self.zoom, origin, LEAST_BAR)
            return
        painter.resetTransform()
        painter.setFont(font(TEXT))
        painter.setPen(theme.colour("quiet"))
        text = self.tr("Drag a layer from the left onto this canvas, or double-click one there.")
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, text)

    def show_problems(self, name: str) -> bool:
        """Opens what is wrong with a block beside it, with the keyboard on the first repair; False without any."""
        self.show_block(name)
        return self.popover.open(name, take_focus=True)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.canvas.repaint_all()
        self.viewport().update()

    def _let_go(self, keep_words: bool) -> None:
        """Another network is looked at: nothing that belongs to this one stays open."""
        self.cancel_gesture()
        self.popover.close_up()
        self.searching.adder.close_up()
        self.writing.finish(keep_words)

    def _on_changed(self, old: Project, new: Project) -> None:
        if new.graph is not old.graph:
            self._shown = None  # what was fitted is another graph now
            self.cancel_gesture()
        if self._empty != (not self.session.graph.nodes):
            self._empty = not self._empty
            self.viewport().update()

    def _on_selected(self) -> None:
        if len(self.session.selection) == 1 and self._gesture is None and not self._is_pressed:
            self.show_block(next(iter(self.session.selection)))

    def _on_refused(self, fault: Fault) -> None:
        self.show_hint(sentence(fault))
        self._hide_hint.start(HINT_TIME)
