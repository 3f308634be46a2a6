"""A first model in two minutes: a card says what to do next, sees when it is done, and can be left at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from netbuilder.layers import Dense, Input
from netbuilder.ui.panels.parts import button, column, label, row
from netbuilder.ui.theme import ROOM

_ = QT_TRANSLATE_NOOP
LOOK_EVERY = 250  # milliseconds
WIDTH = 288


@dataclass(frozen=True)
class Step:
    """What to do, how it is seen that it was done, and what brings one there."""

    title: str
    text: str
    done: Callable[[object], bool]
    show: Callable[[object], None]


def _has(window, kind: type) -> bool:
    return any(isinstance(node.layer, kind) for node in window.session.graph.nodes.values())


def _is_whole(window) -> bool:
    return bool(window.session.graph.nodes) and not window.session.problems


STEPS = (
    Step(
        _("tour", "Choose data"),
        _("tour", "Open the Data tab below and choose MNIST, 12,000 images: handwritten digits of 28 × 28 pixels."),
        lambda window: window.session.project.data.chosen,
        lambda window: window.workspace.show_panel("data"),
    ),
    Step(
        _("tour", "Let the data in"),
        _("tour", "Type “input” into the field at the upper left and press Enter: the data enters at this block."),
        lambda window: _has(window, Input),
        lambda window: window.add_layer(),
    ),
    Step(
        _("tour", "Add layers"),
        _("tour", "Add Flatten, then Dense, in the same way. Each goes below the block that is selected."),
        lambda window: _has(window, Dense),
        lambda window: window.add_layer(),
    ),
    Step(
        _("tour", "Mend what does not fit"),
        _(
            "tour",
            "A badge is a problem. Buttons beside the block and in Problems mend it: the shape, and the last layer.",
        ),
        _is_whole,
        lambda window: window.workspace.show_panel("problems"),
    ),
    Step(
        _("tour", "Train"),
        _("tour", "Press Train (Ctrl+Return) and watch the curves. Wait for the end, or stop when you like."),
        lambda window: window.session.document.run is not None and not window.session.trainer.is_running,
        lambda window: window.train_button.setFocus(),
    ),
    Step(
        _("tour", "See how good it is"),
        _("tour", "Evaluate measures it on digits that it has never seen, and shows what it takes them for."),
        lambda window: window.workspace.evaluate.scores.count() > 0,
        lambda window: window.workspace.show_panel("evaluate"),
    ),
    Step(
        _("tour", "Keep it"),
        _("tour", "Save the project (Ctrl+S), or export the network for Keras (Ctrl+E). F1 on a block explains it."),
        lambda window: window.session.document.path is not None,
        lambda window: window.save(),
    ),
)


def next_step(window) -> int:
    """The first step that is not done in the current project; the number of steps when all are."""
    for i, step in enumerate(STEPS):
        if not step.done(window):
            return i
    return len(STEPS)


class Tour(QFrame):
    """Lies in a corner of the canvas. What is done already is seen, so it goes on wherever a project stands."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("floating")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
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
        self._look.timeout.connect(self.refresh)
        window.views.installEventFilter(self)
        self.retranslate()

    @classmethod
    def open_for(cls, window: QWidget) -> Tour:
        """Takes the tour up where the current project stands; where all is done there, on an empty canvas."""
        made = window.findChild(cls) or cls(window)
        if window.session is None or next_step(window) == len(STEPS):
            window.open_empty()
        made.refresh()
        made.show()
        made.raise_()
        return made

    def leave(self) -> None:
        """Puts the card away; Help brings it back."""
        self.hide()
        self.deleteLater()
        self._window.statusBar().showMessage(
            self.tr("The tour goes on whenever you like: Help, First-model tour."), 6000
        )

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setAccessibleName(self.tr("First-model tour"))
        self.bar.setAccessibleName(self.tr("Steps done"))
        self.show_button.setText(self.tr("Show me"))
        self.step = -1
        self.refresh()

    def refresh(self) -> None:
        """Goes to the first step that is not done."""
        window = self._window
        if window.session is None:
            step, title, text = 0, self.tr("Begin"), self.tr("Choose Empty canvas above.")
        else:
            step = next_step(window)
            over = step == len(STEPS)
            title = self.tr("That was all") if over else _shown(STEPS[step].title)
            text = self.tr("You have made, trained and kept a network.") if over else _shown(STEPS[step].text)
        if (step, title) == (self.step, self.title.text()):
            return
        self.step = step
        self.bar.setValue(step)
        number = min(step + 1, len(STEPS))
        self.count.setText(self.tr("Step {number} of {count}").format(number=number, count=len(STEPS)))
        self.title.setText(title)
        self.text.setText(text)
        self.show_button.setVisible(window.session is not None and step < len(STEPS))
        self.leave_button.setText(self.tr("Close") if step == len(STEPS) else self.tr("Leave the tour"))
        self._place()

    def _show_me(self) -> None:
        if self._window.session is not None and self.step < len(STEPS):
            STEPS[self.step].show(self._window)

    def _place(self) -> None:
        """In the upper left corner of the canvas, where blocks seldom stand."""
        self.setFixedHeight(self.layout().heightForWidth(WIDTH))
        views = self._window.views
        corner = views.mapTo(self._window, views.rect().topLeft())
        self.move(corner.x() + ROOM, corner.y() + ROOM)

    def showEvent(self, event) -> None:  # noqa: N802
        super().showEvent(event)
        self._look.start()
        self._place()

    def hideEvent(self, event) -> None:  # noqa: N802
        self._look.stop()
        super().hideEvent(event)

    def eventFilter(self, watched, event) -> bool:  # noqa: N802
        """Stays in its corner."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)


def _shown(text: str) -> str:
    return QCoreApplication.translate("tour", text)
