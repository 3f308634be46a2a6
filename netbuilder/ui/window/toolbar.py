"""The bar over the canvas: the commands that are used most, and buttons for training and export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QSizePolicy, QToolBar, QWidget

from netbuilder.files import resource
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD, theme
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import button, row
from netbuilder.ui.widgets.shrinking import Elided
from netbuilder.ui.window.actions import Actions
from netbuilder.ui.window.command import Need
from netbuilder.ui.window.table import TOOLBAR
from netbuilder.ui.window.tour import TRAIN_BUTTON

WIDEST_SEARCH, LEAST_SEARCH, GLASS = 300, 34, 16  # pixels


class SearchBox(QWidget):
    """Looks like a field to search in, in the middle of the free part of the bar, and opens the list of commands."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self.button = QPushButton()
        self.button.setProperty("search", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it goes back to
        self.button.setMaximumWidth(WIDEST_SEARCH)
        self.button.setMinimumWidth(LEAST_SEARCH)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(action.trigger)
        self.words, self.keys = Elided("", "quiet", least=0), Elided("", "small", least=0)
        for part in (self.words, self.keys):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.glass = QLabel()
        self.glass.setFixedWidth(GLASS)
        self.glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner = row(self.glass, self.words, "|", self.keys, gap=PAD)
        inner.setContentsMargins(PAD, 0, PAD, 0)
        inner.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # where it is narrow, the glass is enough
        self.button.setLayout(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        outer = row("|", self.button, "|", gap=0)
        outer.setStretch(1, WIDEST_SEARCH)
        outer.setContentsMargins(0, 0, 4, 0)
        self.setLayout(outer)
        theme.changed.connect(self._draw_glass)
        self._draw_glass()

    def _draw_glass(self) -> None:
        icon = QIcon(str(resource("icons", f"search-{theme.name}.svg")))
        self.glass.setPixmap(icon.pixmap(QSize(GLASS, GLASS), self.devicePixelRatioF()))

    def say(self, text: str) -> None:
        """Says what is found here, and by which keys."""
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.words.setText(text)
        self.keys.setText(keys)
        self.button.setAccessibleName(text)
        self.button.setToolTip(f"{text} ({keys})")
        self._show_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._show_parts()

    def _show_parts(self) -> None:
        """The keys give way first, then the words: cut, they would say too little."""
        room = min(self.width(), WIDEST_SEARCH) - GLASS - 3 * PAD
        words, keys = (part.fontMetrics().horizontalAdvance(part.text()) for part in (self.words, self.keys))
        self.words.setVisible(room >= words)
        self.keys.setVisible(room >= words + PAD + keys or keys <= room < words)


class ToolBar(QToolBar):
    """Its buttons say what they would do now."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setObjectName("tools")
        self.setMovable(False)
        brand = QLabel("NetBuilder")
        brand.setObjectName("brand")
        self.addWidget(brand)
        for i, names in enumerate(TOOLBAR):
            if i:
                self.addSeparator()
            for name in names:
                self.addAction(actions[name])
        self.search = SearchBox(actions["show_commands"])
        self.addWidget(self.search)
        self.train_button: QPushButton = self._button("train", "primary")
        self.train_button.setMinimumWidth(84)
        self.train_button.setObjectName(TRAIN_BUTTON)
        self.pause_button = self._button("pause")
        self.stop_button = self._button("stop")
        self.export_button = self._button("export_model")
        language.changed.connect(self.retranslate)
        self.retranslate()

    def _button(self, command: str, look: str = "") -> QPushButton:
        made = button("", self._actions[command].trigger, look)
        self.addWidget(made)
        gap = QWidget()
        gap.setFixedWidth(4)
        self.addWidget(gap)
        return made

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setWindowTitle(self.tr("Tools"))
        self.search.say(self.tr("Search layers, actions, blocks"))
        self.stop_button.setText(self.tr("Stop"))
        self.export_button.setText(self.tr("Export"))
        for made, name in ((self.stop_button, "stop"), (self.export_button, "export_model")):
            made.setToolTip(self._actions[name].toolTip())

    def follow(self, session: Session | None, there: Need) -> None:
        """Says what can be done with a project, or where there is none."""
        self.train_button.setEnabled(Need.AT_REST in there)
        self.pause_button.setEnabled(Need.PAUSING in there)
        self.stop_button.setEnabled(Need.TRAINING in there)
        self.export_button.setEnabled(Need.PROJECT in there)
        self._show_beginning(session is not None and session.document.run_is_current)
        self._show_pausing(session)

    def _show_beginning(self, goes_on: bool) -> None:
        """Names what begins a run: with weights that belong to the graph one goes on with them, or starts anew."""
        text, words = self.tr("Continue training"), self.tr("Continue")
        if not goes_on:
            text, words = self.tr("Train"), self.tr("Train")
        if self._actions["train"].text() != text:
            self._actions.say("train", text)
        if (
            self.train_button.toolTip() != (tip := self._actions["train"].toolTip())
            or self.train_button.text() != words
        ):
            self.train_button.setText(words)
            self.train_button.setToolTip(tip)

    def _show_pausing(self, session: Session | None) -> None:
        """Says on the button why a run cannot wait, where it cannot."""
        trainer = session.trainer if session is not None else None
        is_waiting = trainer is not None and trainer.is_running and trainer.is_paused
        tip = self._actions["pause"].toolTip()
        if trainer is not None and trainer.is_running and not trainer.can_pause:
            tip = self.tr("A run of Keras in another Python cannot pause. Stop keeps what it learned.")
        self.pause_button.setText(self.tr("Resume") if is_waiting else self.tr("Pause"))
        self.pause_button.setToolTip(tip)
