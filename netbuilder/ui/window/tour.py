"""A first model in two minutes: a card says what to do next, sees when it is done, and can be left at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton

from netbuilder.layers import Dense, Input, Layer
from netbuilder.ui.looks.i18n import marked
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import button, column, label, row
from netbuilder.ui.widgets.qt import layout_of
from netbuilder.ui.window.commands.file import save
from netbuilder.ui.window.commands.network import add_layer

if TYPE_CHECKING:
    from netbuilder.ui.canvas.view import CanvasView
    from netbuilder.ui.window.command import Window
    from netbuilder.ui.window.workspace import Workspace

_ = marked
TRAIN_BUTTON = "train"  # the name of the button in the toolbar
LOOK_EVERY = 250  # milliseconds
WIDTH = 288


@dataclass(frozen=True)
class Step:
    """What to do, how it is seen that it was done, and what brings one there."""

    title: str
    text: str
    done: Callable[[Workspace], bool]
    show: Callable[[Window, Workspace], object]


def _has(workspace: Workspace, kind: type[Layer]) -> bool:
    return any(isinstance(node.layer, kind) for node in workspace.session.graph.nodes.values())


def _is_whole(session: Session) -> bool:
    return bool(session.graph.nodes) and not session.problems


def _panel(name: str) -> Callable[[Window, Workspace], object]:
    """Brings a panel to the front, also where it is low or hidden."""
    return lambda _window, workspace: workspace.show_panel(name)


def _go_to_training(window: Window) -> None:
    button = window.findChild(QPushButton, TRAIN_BUTTON)
    if button is not None:
        button.setFocus()


STEPS = (
    Step(
        _("tour", "Choose data"),
        _("tour", "Open the Data tab below and choose MNIST, 12,000 images: handwritten digits of 28 × 28 pixels."),
        lambda workspace: workspace.session.project.data.chosen,
        _panel("data"),
    ),
    Step(
        _("tour", "Add an input"),
        _("tour", "Type “input” into the field at the upper left and press Enter: data enters at this block."),
        lambda workspace: _has(workspace, Input),
        lambda window, _workspace: add_layer(window),
    ),
    Step(
        _("tour", "Add layers"),
        _("tour", "Add Flatten, then Dense, in the same way. Each goes below the block that is selected."),
        lambda workspace: _has(workspace, Dense),
        lambda window, _workspace: add_layer(window),
    ),
    Step(
        _("tour", "Fix what does not fit"),
        _(
            "tour",
            "A badge marks a problem. Buttons beside the block and in Problems fix it: the shape, and the last layer.",
        ),
        lambda workspace: _is_whole(workspace.session),
        _panel("problems"),
    ),
    Step(
        _("tour", "Train"),
        _("tour", "Press Train (Ctrl+Return) and watch the curves. Wait for the end, or stop when you like."),
        lambda workspace: workspace.session.document.run is not None and not workspace.session.trainer.is_running,
        lambda window, _workspace: _go_to_training(window),
    ),
    Step(
        _("tour", "See how good it is"),
        _("tour", "Evaluate measures it on digits that it has never seen, and shows what it predicts."),
        lambda workspace: workspace.evaluate.scores.count() > 0,
        _panel("evaluate"),
    ),
    Step(
        _("tour", "Save it"),
        _("tour", "Save the project (Ctrl+S), or export the network for Keras (Ctrl+E). F1 on a block explains it."),
        lambda workspace: workspace.session.document.path is not None,
        lambda window, _workspace: save(window),
    ),
)


def next_step(workspace: Workspace) -> int:
    """The first step that is not done in a project; the number of steps when all are."""
    for i, step in enumerate(STEPS):
        if not step.done(workspace):
            return i
    return len(STEPS)


class Tour(QFrame):
    """Lies in a corner of one project's canvas, where it covers least, and goes and comes with that project.

    What is done already is seen, so it goes on wherever the project stands.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("floating")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self._workspace: Workspace | None = None
        self.step = -1
        self.count = label("", "small")
        self.title = label("", "name")
        self.text = label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, len(STEPS))
        self.show_button = button("", self._show_me, "repair")
        self.leave_button = button("", self.leave, "link")
        self.setLayout(
            column(
                row(self.count, "|", self.leave_button), self.bar, self.title, self.text, row(self.show_button, "|"),
                margin=ROOM,
            )
        )  # fmt: skip
        self.setFixedWidth(WIDTH)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self._look_again)
        window.documents.views.installEventFilter(self)
        window.documents.shown.connect(self._follow)
        window.documents.removing.connect(self._on_removing)
        language.changed.connect(self.retranslate)
        self.retranslate()

    @classmethod
    def open_for(cls, window: Window) -> Tour:
        """Takes the tour up where the current project stands; where all is done there, on an empty canvas."""
        made = window.findChild(cls) or cls(window)
        if window.workspace is None or next_step(window.workspace) == len(STEPS):
            window.documents.open_empty()
        made._workspace = window.workspace
        made.refresh()
        made._follow(window.workspace)
        return made

    def _follow(self, shown: Workspace | None) -> None:
        """Is seen with its project, and away while another one or the start page is in front."""
        self.setVisible(shown is not None and shown is self._workspace)
        self.raise_()

    def _on_removing(self, workspace: Workspace) -> None:
        if workspace is self._workspace:
            self.leave()

    def leave(self) -> None:
        """Puts the card away; Help brings it back."""
        self._workspace = None
        self.hide()
        self.deleteLater()
        self._window.status.showMessage(self.tr("Resume the tour whenever you like: Help, First-model tour."), 6000)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setAccessibleName(self.tr("First-model tour"))
        self.bar.setAccessibleName(self.tr("Steps done"))
        self.show_button.setText(self.tr("Show me"))
        self.step = -1
        self.refresh()

    def refresh(self) -> None:
        """Goes to the first step that is not done."""
        if self._workspace is None:
            return
        step = next_step(self._workspace)
        over = step == len(STEPS)
        title = self.tr("All done") if over else _shown(STEPS[step].title)
        text = self.tr("You have built, trained and saved a network.") if over else _shown(STEPS[step].text)
        if (step, title) == (self.step, self.title.text()):
            return
        self.step = step
        self.bar.setValue(step)
        number = min(step + 1, len(STEPS))
        self.count.setText(self.tr("Step {number} of {count}").format(number=number, count=len(STEPS)))
        self.title.setText(title)
        self.text.setText(text)
        self.show_button.setVisible(not over)
        self.leave_button.setText(self.tr("Close") if over else self.tr("Leave the tour"))
        self._place()

    def _show_me(self) -> None:
        if self._workspace is not None and self.step < len(STEPS):
            STEPS[self.step].show(self._window, self._workspace)

    def _look_again(self) -> None:
        self.refresh()
        self._place()

    def _place(self) -> None:
        """In the corner of the canvas where it covers least; it stays in its corner while nothing is under it."""
        if self._workspace is None:
            return
        self.setFixedHeight(layout_of(self).totalHeightForWidth(WIDTH))
        view = self._workspace.view
        area = QRect(view.mapTo(self._window, QPoint()), view.viewport().size())
        room = area.adjusted(ROOM, ROOM, -ROOM - self.width(), -ROOM - self.height())
        places = [
            QPoint(x, y) for y in (room.top(), max(room.top(), room.bottom())) for x in (room.left(), room.right())
        ]
        taken = self._taken(view)

        def covered(place: QPoint) -> int:
            card = QRect(place, self.size())
            return sum(both.width() * both.height() for rect in taken if (both := card & rect).isValid())

        self.move(min(places, key=lambda place: (covered(place), place != self.pos())))

    def _taken(self, view: CanvasView) -> list[QRect]:
        """Where blocks are, and what lies on the canvas beside them."""
        moved = view.viewport().mapTo(self._window, QPoint())
        blocks = [
            view.mapFromScene(item.sceneBoundingRect()).boundingRect().translated(moved)
            for item in view.canvas.blocks.values()
        ]
        lying = (view.minimap, view.breadcrumbs, view.popover, view.searching.adder)
        shown = [one for one in lying if one.isVisible()]
        corner = self._window.mapToGlobal(QPoint())
        return blocks + [QRect(one.mapToGlobal(QPoint()) - corner, one.size()) for one in shown]

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._look.start()
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._look.stop()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stays in its corner."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)


def _shown(text: str) -> str:
    return QCoreApplication.translate("tour", text)
