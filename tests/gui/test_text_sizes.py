"""The system's text may be larger or smaller, and become so while the window is open: all of ours follows."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from netbuilder.files import resource
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.looks.theme import SMALL, TEXT, font, paper_font, theme
from netbuilder.ui.window import commands


@pytest.fixture
def sized(qapp, qtbot):
    """Changes the system's text by a factor, as its settings do."""
    before = qapp.font()

    def become(factor: float) -> None:
        larger = qapp.font()
        larger.setPointSizeF(before.pointSizeF() * factor)
        qapp.setFont(larger)
        qtbot.waitUntil(lambda: theme.scale == pytest.approx(factor, abs=0.05), timeout=5000)
        for _ in range(3):
            QApplication.processEvents()

    yield become
    qapp.setFont(before)
    theme.follow_font()


def pixels(widget) -> int:
    widget.ensurePolished()
    return widget.fontInfo().pixelSize()


def test_all_text_of_an_open_window_grows_and_shrinks_with_the_systems(window, mlp, sized):
    mlp.select({"dense"})
    block = window.workspace.inspector.block
    shown = (
        window.bar.train_button,
        block.name,
        window.status.engine,
        window.menuBar(),
        window.workspace.tabs.tabBar(),
    )
    before = [pixels(widget) for widget in shown]
    sized(1.5)
    assert [pixels(widget) for widget in shown] == [pytest.approx(size * 1.5, abs=1) for size in before]
    assert font(TEXT).pixelSize() == 18
    assert paper_font(SMALL).pixelSize() == SMALL  # a block's text grows with the zoom
    sized(1.0)

    assert [pixels(widget) for widget in shown] == before


@pytest.mark.parametrize("factor", [0.75, 1.5])
def test_nothing_is_cut_at_another_size(factor, window, mlp, sized):
    window.resize(1700, 1000)
    sized(factor)
    mlp.select({"dense"})
    for panel in ("training", "evaluate", "data", "code", "problems", "runs"):
        window.workspace.show_panel(panel)
        QApplication.processEvents()
        assert cut_in(window) == [], panel
    mlp.select(())
    commands.view.show_outline(window)
    QApplication.processEvents()
    assert cut_in(window) == []


def cut_in(window) -> list[str]:
    found = []
    for part in (*window.findChildren(QPushButton), *window.findChildren(QLabel)):
        if not part.isVisible() or not part.text() or type(part) not in (QPushButton, QLabel):
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            if part.height() < part.heightForWidth(part.width()):
                found.append(part.text())
        elif part.width() < part.sizeHint().width() or part.height() < part.fontMetrics().height():
            found.append(part.text())
    return found


def test_rows_of_lists_are_as_high_as_their_text(window, mlp, sized):
    rows = window.docks.palette_panel.list
    before = rows.visualItemRect(rows.item(1)).height()
    sized(1.5)

    assert rows.visualItemRect(rows.item(1)).height() == pytest.approx(before * 1.5, abs=1)


def test_the_network_is_shown_as_large_as_the_text(window, mlp, sized):
    window.resize(1700, 1200)
    sized(1.5)
    window.workspace.view.fit()

    assert window.workspace.view.zoom > 1.0
    assert isinstance(window.workspace.view.canvas.blocks["dense"], BlockItem)


def test_no_size_of_text_is_written_past_the_theme():
    sheet = resource("theme", "style.qss").read_text("utf-8")
    assert not re.findall(r"font(?:-size)?:[^;]*\b\d+pt", sheet)
    assert set(re.findall(r"font-size: (\d+)px", sheet)) <= {"11", "12", "13", "15"}
