"""The colours of wires are told by a legend, and none is near the red of errors."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from netbuilder.colours import DARK, LIGHT
from netbuilder.ui.canvas.tensors import COLOURS
from netbuilder.ui.looks.theme import theme
from tests.gui.conftest import open_template


def brightness(name: str) -> float:
    """As it counts in a contrast, which is what two of them have to each other."""
    return (lab(name)[0] + 16) ** 3 / 116**3 + 0.05


def contrast(one: str, other: str) -> float:
    """1 for the same, 21 for black on white."""
    low, high = sorted((brightness(one), brightness(other)))
    return high / low


def apart(one: str, other: str) -> float:
    """How different two colours look: their distance in the space of CIE's L*a*b*."""
    return math.dist(lab(one), lab(other))


def lab(name: str) -> tuple[float, float, float]:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(name).getRgbF()[:3])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (math.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize(("shade", "colours"), [(0, LIGHT), (1, DARK)])
def test_no_wire_is_near_the_red_of_errors_or_another_wire_and_all_are_seen(shade, colours):
    wires = [pair[shade] for pair in COLOURS.values()]

    assert all(apart(wire, colours.error) > 45 for wire in wires)
    assert all(apart(one, other) > 20 for one, other in combinations(wires, 2))
    assert all(contrast(wire, colours.canvas) >= 3 for wire in wires)
    lights = sorted(map(brightness, wires))
    assert all(b / a >= 1.3 for a, b in pairwise(lights))


def test_the_legend_shows_each_colour_in_both_themes_and_stays_in_its_corner(window, hand):
    open_template(window, "cnn")
    window.resize(1440, 900)
    window.actions_["toggle_legend"].trigger()
    QApplication.processEvents()
    legend = hand.view.legend
    assert legend.isVisible()
    corner = legend.mapTo(window, QPoint())
    hand.drag(QPoint(300, 60), QPoint(340, 20), button=Qt.MouseButton.MiddleButton)
    assert legend.mapTo(window, QPoint()) == corner
    for mode, shade in (("light", 0), ("dark", 1)):
        theme.choose(mode)
        QApplication.processEvents()
        picture = legend.grab().toImage()
        found = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        assert {QColor(pair[shade]).name() for pair in COLOURS.values()} <= found
    window.actions_["toggle_legend"].trigger()
    assert not legend.isVisible()
