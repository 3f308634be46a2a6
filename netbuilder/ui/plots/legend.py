"""The legend of all plots: each entry shows its line, and a click hides or shows it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.plots.lines import TRAINING, VALIDATION, key_of, pen_of
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.widgets.flow import FlowLayout

SAMPLE = QSize(24, 12)
MOST = 8  # lines with a button of their own; the others are in a menu
SHARP = 3  # pixels of the picture for one of the screen


class Legend(QWidget):
    """One button a line; `hidden` are the keys that are switched off."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = FlowLayout(gap=4)
        self.setLayout(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons: dict[str, QToolButton] = {}
        self.more = _flat_button()  # many runs would leave the curves no room
        self.more.setParent(self)
        self.more.hide()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self._others: list[QToolButton] = []  # which are in the menu
        # Drawn once each: Qt keeps a scaled copy of every picture that it was ever given, up to ten megabytes.
        self._samples: dict[tuple[int, Qt.PenStyle, bool], QIcon] = {}
        self._say_more()
        self.hidden: frozenset[str] = frozenset()
        theme.changed.connect(self.paint_theme)
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for key, made in self.buttons.items():
            text = self._word(key)
            made.setText(text)
            made.setToolTip(self.tr("Hide or show: {line}").format(line=text))
            made.setAccessibleName(made.toolTip())
        self._say_more()

    def _word(self, key: str) -> str:
        if key == TRAINING:
            return self.tr("training")
        if key == VALIDATION:
            return self.tr("validation")
        return self.tr("run {number}").format(number=key.split()[-1])

    def show_lines(self, has_validation: bool, runs: list[RunRecord]) -> None:
        """Has an entry for each line that there is."""
        keys = [TRAINING, *([VALIDATION] if has_validation else []), *map(key_of, runs)]
        if keys == list(self.buttons):
            return
        before = self.buttons
        self.buttons = {key: before.get(key) or self._button(key, self._word(key)) for key in keys}
        self._others = list(self.buttons.values())[MOST:]
        for made in (*before.values(), self.more):
            self._box.removeWidget(made)
        for key in before.keys() - set(keys):
            before[key].hide()
            before[key].deleteLater()
        for made in self.buttons.values():
            made.setParent(self)
            if made in self._others:
                made.hide()
            else:
                self._box.addWidget(made)
                made.show()
        self._box.addWidget(self.more)
        self.more.setVisible(bool(self._others))
        self._say_more()
        self.paint_theme()

    def _say_more(self) -> None:
        self.more.setText(self.tr("{count} more").format(count=len(self._others)))

    def _fill(self, menu: QMenu) -> None:
        """Has an entry for each line that has no button of its own."""
        menu.clear()
        for made in self._others:
            entry = menu.addAction(made.icon(), made.text(), made.click)
            entry.setCheckable(True)
            entry.setChecked(made.isChecked())

    def _button(self, key: str, text: str) -> QToolButton:
        made = _flat_button()
        made.setText(text)
        made.setCheckable(True)
        made.setChecked(key not in self.hidden)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setIconSize(SAMPLE)
        made.setToolTip(self.tr("Hide or show: {line}").format(line=text))
        made.setAccessibleName(made.toolTip())
        made.toggled.connect(lambda on: self._toggle(key, on))
        return made

    def _toggle(self, key: str, on: bool) -> None:
        self.hidden = self.hidden - {key} if on else self.hidden | {key}
        self.changed.emit()

    def paint_theme(self) -> None:
        """Draws the samples in the colours of the theme."""
        earlier = [key for key in self.buttons if key not in (TRAINING, VALIDATION)]
        for key, made in self.buttons.items():
            made.setIcon(self._sample(key, earlier.index(key) if key in earlier else 0))

    def _sample(self, key: str, number: int) -> QIcon:
        pen = pen_of(key, number)
        looks = pen.color().rgba(), pen.style(), key == VALIDATION
        if looks not in self._samples:
            self._samples[looks] = _sample(pen, has_points=key == VALIDATION)
        return self._samples[looks]


def _flat_button() -> QToolButton:
    made = QToolButton()
    made.setProperty("legend", True)
    made.setMinimumHeight(24)
    return made


def _sample(pen: QPen, has_points: bool) -> QIcon:
    """A short piece of the line; faint while it is hidden."""
    icon = QIcon()
    for state, opacity in ((QIcon.State.On, 1.0), (QIcon.State.Off, 0.25)):
        picture = QPixmap(SAMPLE * SHARP)
        picture.setDevicePixelRatio(SHARP)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        pen.setCosmetic(False)
        pen.setWidthF(2.0)
        painter.setPen(pen)
        painter.drawLine(1, SAMPLE.height() // 2, SAMPLE.width() - 1, SAMPLE.height() // 2)
        if has_points:
            painter.setBrush(pen.color())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(SAMPLE.width() // 2 - 2, SAMPLE.height() // 2 - 2, 5, 5)
        painter.end()
        icon.addPixmap(picture, QIcon.Mode.Normal, state)
    return icon
