"""The bar over the canvas: the commands that are used most, and buttons for training and export."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolBar, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import button
from netbuilder.ui.window.actions import Actions
from netbuilder.ui.window.command import Need
from netbuilder.ui.window.table import TOOLBAR
from netbuilder.ui.window.tour import TRAIN_BUTTON


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
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
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
