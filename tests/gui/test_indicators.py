"""Boxes to tick, points to choose and sliders can be seen in both themes, in each of their states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionSlider,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from netbuilder.ui.looks.theme import theme

SEEN, FAINT = 3.0, 1.5  # of a part that can be used, and of one that cannot
STATES = (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked)


@pytest.fixture(params=["light", "dark"])
def ground(request, qtbot):
    """A panel to put parts on."""
    theme.choose(request.param)
    made = QWidget()
    made.setObjectName("panel")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(QVBoxLayout())
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    yield made
    theme.choose("light")


def light_of(colour: QColor) -> float:
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(widget: QWidget, place: QRect) -> float:
    """The largest contrast between two pixels of a place: of a mark with the ground that it lies on."""
    image: QImage = widget.grab(place).toImage()
    lights = [light_of(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height())]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def around(place: QRect) -> QRect:
    return place.adjusted(-2, -2, 2, 2)


def indicator_of(button: QCheckBox | QRadioButton) -> QRect:
    option = QStyleOptionButton()
    option.initFrom(button)
    element = QStyle.SubElement
    kind = element.SE_CheckBoxIndicator if isinstance(button, QCheckBox) else element.SE_RadioButtonIndicator
    return button.style().subElementRect(kind, option, button)


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_boxes_and_points_are_seen_in_each_state_and_do_not_jump(kind, ground, qtbot):
    made = kind("words")
    ground.layout().addWidget(made)
    size = made.sizeHint()
    for is_on in (False, True):
        made.setChecked(is_on)
        for enabled in (True, False):
            made.setEnabled(enabled)
            qtbot.wait(1)
            wanted = SEEN if enabled else FAINT
            assert contrast(made, around(indicator_of(made))) >= wanted, (is_on, enabled)
            assert made.sizeHint() == size
        made.setEnabled(True)
        calm = made.grab().toImage()
        made.setFocus()
        qtbot.wait(1)
        assert made.grab().toImage() != calm  # where the keys go is shown
        assert made.sizeHint() == size
        made.clearFocus()


def list_of_boxes(state: Qt.CheckState) -> QListWidget:
    made = QListWidget()
    item = QListWidgetItem("", made)
    item.setCheckState(state)
    return made


def tree_of_boxes(state: Qt.CheckState) -> QTreeWidget:
    made = QTreeWidget()
    made.setHeaderHidden(True)
    item = QTreeWidgetItem(made, [""])
    item.setCheckState(0, state)
    return made


def table_of_boxes(state: Qt.CheckState) -> QTableWidget:
    made = QTableWidget(1, 1)
    made.horizontalHeader().hide()
    made.verticalHeader().hide()
    made.setShowGrid(False)
    item = QTableWidgetItem("")
    item.setCheckState(state)
    made.setItem(0, 0, item)
    return made


@pytest.mark.parametrize("make", [list_of_boxes, tree_of_boxes, table_of_boxes], ids=lambda make: make.__name__)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
@pytest.mark.parametrize("selected", [False, True])
def test_boxes_in_lists_trees_and_tables_are_seen(make, state, selected, ground, qtbot):
    made = make(state)
    ground.layout().addWidget(made)
    made.clearSelection()
    if selected:
        made.selectAll()
    qtbot.wait(1)
    item = made.visualRect(made.model().index(0, 0))
    place = QRect(item.topLeft() + QPoint(3, 0), QSize(min(40, item.width() - 3), item.height()))

    assert contrast(made.viewport(), place) >= SEEN


def test_the_knob_and_the_groove_of_a_slider_are_seen(ground, qtbot):
    made = QSlider(Qt.Orientation.Horizontal)
    made.setValue(50)
    ground.layout().addWidget(made)
    qtbot.wait(1)
    option = QStyleOptionSlider()
    made.initStyleOption(option)
    parts, style = QStyle.SubControl, made.style()
    knob = style.subControlRect(QStyle.ComplexControl.CC_Slider, option, parts.SC_SliderHandle, made)

    assert contrast(made, around(knob)) >= SEEN
    rest = QRect(knob.right() + 4, 0, made.width() - knob.right() - 8, made.height())
    assert contrast(made, rest) >= 1.2
