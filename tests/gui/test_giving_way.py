"""What is too long for its place gives way without reaching out of it, and can still be read somewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from netbuilder.errors import Message
from netbuilder.graph import Node
from netbuilder.layers import Dense
from netbuilder.project import Project
from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.shrinking import ShrinkingButton
from netbuilder.ui.window.documents import LEAST_TAB
from tests.gui.conftest import open_template
from tests.networks import chain

LONG = "a_name_that_is_much_longer_than_anybody_would_like"


def test_a_repair_with_a_long_name_stays_in_its_row_and_tells_all_when_it_is_pointed_at(qtbot):
    pressed = []
    holder = QWidget()
    long, short = (
        ShrinkingButton(text, lambda: pressed.append(1), "repair") for text in (f"Connect {LONG} to x", "Ok")
    )
    QVBoxLayout(holder).addLayout(FlowLayout(long, short))
    qtbot.addWidget(holder)
    holder.resize(260, 120)
    holder.show()
    QApplication.processEvents()

    assert long.is_cut
    assert not short.is_cut
    assert long.geometry().right() < holder.width()
    assert short.y() > long.y()
    assert short.width() == short.sizeHint().width()
    place = QPoint(20, 10)
    QApplication.sendEvent(long, QHelpEvent(QHelpEvent.Type.ToolTip, place, long.mapToGlobal(place)))
    assert QToolTip.text() == long.text()
    QToolTip.hideText()
    qtbot.mouseClick(long, Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_of_many_tabs_names_stay_readable_and_the_rest_is_scrolled_to(window, qtbot):
    window.resize(1024, 768)
    for i in range(8):
        window.documents.open(Project(), name=f"an experiment of mine, number {i}")
    QApplication.processEvents()
    tabs = window.documents.tabs

    assert all(tabs.tabRect(i).width() >= LEAST_TAB for i in range(tabs.count()))
    assert tabs.rect().contains(tabs.tabRect(tabs.currentIndex()).center())
    assert tabs.tabToolTip(3) == "an experiment of mine, number 3"


def test_a_fault_of_a_table_is_told_in_one_place(window, qtbot, tmp_path):
    path = tmp_path / "blanks.csv"
    path.write_text("a,b,kind\n" + "".join(f"{i},{i % 7 or ''},{'xy'[i % 2]}\n" for i in range(40)))
    window.documents.open_empty()
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(panel.error.isVisible, timeout=10_000)

    assert "blanks" in panel.error.text()
    assert panel.state.text() == ""


def test_what_was_said_of_a_file_is_said_anew_in_another_language(window, qtbot, tmp_path):
    (tmp_path / "no.npz").write_bytes(b"nothing")
    window.documents.open_empty()
    panel = window.workspace.data
    panel.choose_file(tmp_path / "no.npz")
    qtbot.waitUntil(lambda: bool(panel.state.text()), timeout=10_000)
    english = panel.state.text()
    language.choose(CHINESE)
    chinese = panel.state.text()
    language.choose(SOURCE)

    assert chinese != english
    assert panel.state.text() == english
    assert Message(english).template == english


def test_a_problem_with_a_long_name_does_not_widen_its_panel(window):
    open_template(window, "mlp")
    session = window.session
    graph = chain(*(node.layer for node in session.graph.nodes.values()))
    session.edit("longer", graph.add(Node(LONG, Dense(3), position=(600.0, 0.0))))
    window.workspace.show_panel("problems")
    QApplication.processEvents()

    assert window.workspace.problems.rows
    assert window.workspace.problems.minimumSizeHint().width() <= 484
