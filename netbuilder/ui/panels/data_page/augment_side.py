"""Beside the pictures: the one that is looked at as the augmenting layers of the network change it, time and again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.arrays import Array
from netbuilder.engine.augmenting import augmented
from netbuilder.errors import Message
from netbuilder.layers import Layer
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import GAP, PAD, scaled, theme
from netbuilder.ui.panels.samples import brightness, image_of
from netbuilder.ui.widgets.parts import button, column, label, row

VARIANTS = 12
SIDE, SPACE = 84, 6


@dataclass(frozen=True)
class Drawn:
    """The picture as it enters, and as it is changed."""

    before: QImage
    after: tuple[QImage, ...]


def drawn(layers: tuple[Layer, ...], sample: Array, seed: int) -> Drawn:
    """Pictures of a prepared sample of shape (height, width, channels), or without channels where it is grey."""
    x = np.asarray(sample, np.float32)
    x = x[..., None] if x.ndim == 2 else x
    low, high = brightness(x)
    made = augmented(layers, np.repeat(x[None], VARIANTS, axis=0), seed)
    return Drawn(image_of(x, low, high), tuple(image_of(one, low, high) for one in made))


class Gallery(QWidget):
    """The picture first, framed, then its variants, in as many rows as they need."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: tuple[QImage, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def show_pictures(self, pictures: tuple[QImage, ...]) -> None:
        """Others."""
        self._pictures = pictures
        self.updateGeometry()
        self.update()

    def _across(self, width: int) -> int:
        return max(1, (width + scaled(SPACE)) // scaled(SIDE + SPACE))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return math.ceil(len(self._pictures) / self._across(width)) * scaled(SIDE + SPACE)

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        across, step, side = self._across(self.width()), scaled(SIDE + SPACE), scaled(SIDE)
        for i, picture in enumerate(self._pictures):
            place = QRectF(i % across * step, i // across * step, side, side)
            share = min(side / picture.width(), side / picture.height())
            shown = QRectF(0, 0, picture.width() * share, picture.height() * share)
            shown.moveCenter(place.center())
            painter.drawImage(shown, picture)
            if not i:
                painter.setPen(theme.colour("accent"))
                painter.drawRect(shown.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


class AugmentSide(QWidget):
    """`again_asked`: other random numbers are wanted."""

    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._layers: tuple[Layer, ...] = ()
        self._has_row = False
        self.about = label("", "small", wrap=True)
        self.gallery = Gallery()
        self.again_button = button(Message("Again"), self.again_asked.emit)
        self.setLayout(column(self.about, row(self.again_button, "|"), self.gallery, "|", margin=PAD + GAP))
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        kinds = " → ".join(type(layer).__name__ for layer in self._layers)
        if not self._layers:
            self.about.setText(self.tr("No layer behind the input changes pictures at random. Add one, such as "
                                       "RandomFlip, and see here what it does."))  # fmt: skip
        elif not self._has_row:
            self.about.setText(self.tr("Choose a picture: it is shown as {kinds} change it.").format(kinds=kinds))
        else:
            self.about.setText(
                self.tr("As it enters (framed), and as {kinds} change it while training:").format(kinds=kinds)
            )
        self.gallery.setAccessibleName(self.about.text())
        self.again_button.setVisible(bool(self._layers) and self._has_row)
        self.gallery.setVisible(bool(self._layers) and self._has_row)

    def show_layers(self, layers: tuple[Layer, ...], has_row: bool) -> None:
        """What changes pictures, and whether there is one to be changed."""
        if (layers, has_row) != (self._layers, self._has_row):
            self._layers, self._has_row = layers, has_row
            self.retranslate()

    def show_drawn(self, found: Drawn | None) -> None:
        """The pictures, once they are made."""
        self.gallery.show_pictures((found.before, *found.after) if found is not None else ())
