"""Every text can be read: its contrast with the ground it stands on is at least 4.5, in both themes and all states."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from netbuilder.colours import DARK, LIGHT
from netbuilder.ui.looks.severity import TONES
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.widgets.parts import give_role, label, mark_doubtful, mark_wrong, restyle
from tests.gui.test_indicators import light_of

ENOUGH = 4.5


def ratio(a: QColor, b: QColor) -> float:
    light, dark = sorted((light_of(a), light_of(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def measured(widget: QWidget, place: QRect | None = None) -> float:
    """The contrast of the strongest pixel of a text with the commonest one, its ground."""
    place = place or widget.rect().adjusted(4, 4, -4, -4)
    page = widget.window()
    grabbed = page.grab(QRect(widget.mapTo(page, place.topLeft()), place.size())).toImage()
    image = grabbed.convertToFormat(QImage.Format.Format_RGB32)
    pixels, counts = np.unique(np.frombuffer(image.constBits(), np.uint32), return_counts=True)
    ground = QColor(int(pixels[counts.argmax()]))
    return max(ratio(QColor(int(pixel)), ground) for pixel in pixels)


@pytest.fixture(params=["light", "dark"])
def page(request, qtbot):
    theme.choose(request.param)
    made = QFrame()
    made.setObjectName("panel")
    made.setLayout(QVBoxLayout())
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    yield made
    theme.choose("light")


def put(page: QWidget, widget: QWidget) -> QWidget:
    page.layout().addWidget(widget)
    letters = widget.font()
    letters.setPixelSize(28)  # thin strokes are never drawn in full: what is measured is the colour
    widget.setStyleSheet("* { font-size: 28px; }")
    QApplication.processEvents()
    return widget


TEXTS = ("text", "quiet", "accent", "error", "warning", "good")
GROUNDS = ("window", "panel", "canvas", "selection")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colours_of_texts_go_with_every_ground(colours):
    pairs = {
        (text, ground): ratio(QColor(getattr(colours, text)), QColor(getattr(colours, ground)))
        for text in TEXTS
        for ground in GROUNDS
    }
    pairs["on_accent", "accent"] = ratio(QColor(colours.on_accent), QColor(colours.accent))
    pairs["panel", "error"] = ratio(QColor(colours.panel), QColor(colours.error))  # a badge
    pairs["panel", "warning"] = ratio(QColor(colours.panel), QColor(colours.warning))
    pairs["panel", "quiet"] = ratio(QColor(colours.panel), QColor(colours.quiet))

    assert {pair: round(value, 2) for pair, value in pairs.items() if value < ENOUGH} == {}


def test_the_palette_that_qt_paints_with(page):
    palette, role, group = QApplication.palette(), QPalette.ColorRole, QPalette.ColorGroup
    weak = {}
    for state in (group.Active, group.Inactive, group.Disabled):
        for text, ground in (
            (role.WindowText, role.Window), (role.Text, role.Base), (role.Text, role.AlternateBase),
            (role.ButtonText, role.Button), (role.ToolTipText, role.ToolTipBase), (role.PlaceholderText, role.Base),
            (role.HighlightedText, role.Highlight), (role.Link, role.Base), (role.Link, role.Window),
        ):  # fmt: skip
            value = ratio(palette.color(state, text), palette.color(state, ground))
            if value < ENOUGH or palette.color(state, text).alpha() < 255:
                weak[state.name, text.name, ground.name] = round(value, 2)

    assert weak == {}


def clear_of(page: QWidget) -> None:
    while (item := page.layout().takeAt(0)) is not None:
        item.widget().hide()
        item.widget().deleteLater()


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QSpinBox, QPlainTextEdit])
def test_fields(kind, page):
    weak = {}
    for state in ("plain", "disabled", "selected", "wrong", "doubtful", "placeholder"):
        weak[state] = round(measured(field_in(page, kind, state)), 2)
        clear_of(page)

    assert {state: value for state, value in weak.items() if value < ENOUGH} == {}


def field_in(page, kind, state):
    field = put(page, kind())
    if isinstance(field, QComboBox):
        field.addItem("MMMM")
        if state == "placeholder":
            field.setPlaceholderText("MMMM")
            field.setCurrentIndex(-1)
    elif isinstance(field, QSpinBox):
        field.setRange(0, 10**8)
        field.setValue(88888888)
    elif state == "placeholder":
        field.setPlaceholderText("MMMM")
    elif isinstance(field, QLineEdit):
        field.setText("MMMM")
    else:
        field.setPlainText("MMMM")
    field.setEnabled(state != "disabled")
    mark_wrong(field, state == "wrong")
    mark_doubtful(field, state == "doubtful")
    if state == "selected" and not isinstance(field, QComboBox):
        field.setFocus()
        field.selectAll()
    QApplication.processEvents()
    return field


@pytest.mark.parametrize("kind", ["", "primary", "link", "repair", "search"])
def test_buttons(kind, page):
    weak = {}
    for state in ("plain", "disabled", "focused", "pressed", "hovered", *(() if kind == "primary" else TONES)):
        weak[state] = round(measured(button_in(page, kind, state)), 2)
        clear_of(page)

    assert {state: value for state, value in weak.items() if value < ENOUGH} == {}


def button_in(page, kind, state):
    made = QPushButton("MMMM")
    if kind:
        made.setProperty(kind, True)
    if state in TONES:
        made.setProperty("tone", state)
    put(page, made)
    made.setEnabled(state != "disabled")
    made.setDown(state == "pressed")
    if state == "focused":
        made.setFocus()
    if state == "hovered":
        made.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        QApplication.sendEvent(made, QEvent(QEvent.Type.HoverEnter))
    QApplication.processEvents()
    return made


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_words_beside_a_box(kind, enabled, page):
    made = put(page, kind("MMMM"))
    made.setEnabled(enabled)
    place = QRect(made.height(), 0, made.width() - made.height(), made.height())

    assert measured(made, place) >= ENOUGH


ROLES = (
    "quiet",
    "small",
    "link",
    "section",
    "heading",
    "name",
    "error",
    "warning",
    "failure",
    "good",
    "hint",
    "notice",
)


@pytest.mark.parametrize("ground", ["panel", "", "card", "chosen card"])
def test_labels_in_their_roles(ground, page):
    page.setObjectName(ground.removeprefix("chosen "))
    page.setProperty("chosen", ground.startswith("chosen"))
    restyle(page)
    made = put(page, label("MMMM"))
    weak = {}
    for role in (*ROLES, "key"):
        give_role(made, role)
        QApplication.processEvents()
        weak[role] = round(measured(made), 2)

    assert {role: value for role, value in weak.items() if value < ENOUGH} == {}


def test_rows_selected_or_not_and_heads_of_tables(page):
    rows = QListWidget()
    rows.addItems(["MMMM", "MMMM"])
    put(page, rows)
    rows.setCurrentRow(0)
    table = QTableWidget(2, 1)
    table.setHorizontalHeaderLabels(["MMMM"])
    for i in range(2):
        table.setItem(i, 0, QTableWidgetItem("MMMM"))
    put(page, table)
    table.selectRow(0)
    for enabled in (True, False):
        rows.setEnabled(enabled)
        table.setEnabled(enabled)
        QApplication.processEvents()
        for i in range(2):
            assert measured(rows.viewport(), rows.visualItemRect(rows.item(i))) >= ENOUGH, (i, enabled)
            assert measured(table.viewport(), table.visualItemRect(table.item(i, 0))) >= ENOUGH, (i, enabled)
        assert (
            measured(table.horizontalHeader().viewport(), QRect(0, 0, 100, table.horizontalHeader().height())) >= ENOUGH
        )


def test_tabs_and_tools(page):
    tabs = QTabBar()
    tabs.addTab("MMMM")
    tabs.addTab("MMMM")
    put(page, tabs)
    for i in range(2):
        assert measured(tabs, tabs.tabRect(i).adjusted(4, 4, -4, -4)) >= ENOUGH
    bar = QToolBar()
    actions = [bar.addAction("MMMM"), bar.addAction("MMMM")]
    actions[1].setEnabled(False)
    put(page, bar)
    for action in actions:
        assert measured(bar.widgetForAction(action)) >= ENOUGH, action.isEnabled()


def test_every_placeholder_of_the_window_takes_the_theme(window, mlp):
    for name in ("light", "dark"):
        theme.choose(name)
        QApplication.processEvents()
        for field in window.findChildren(QLineEdit):
            colour = field.palette().color(QPalette.ColorRole.PlaceholderText)
            assert ratio(colour, QColor(theme.colours.window)) >= ENOUGH
            assert colour.alpha() == 255, field.placeholderText()
    theme.choose("light")


def test_labels_of_the_window_have_colours_of_the_theme(window, mlp):
    for part in window.findChildren(QLabel):
        if part.isVisible() and part.text():
            assert part.palette().color(QPalette.ColorRole.WindowText).alpha() == 255, part.text()
