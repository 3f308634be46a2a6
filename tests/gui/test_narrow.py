"""Small screens: whatever a panel has to say, canvas and inspector keep their width, and every dialog fits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input, Layer
from netbuilder.project import Project
from netbuilder.ui.dialogs.folds import FoldsDialog
from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from netbuilder.ui.plots.legend import Legend
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.shrinking import Elided
from netbuilder.ui.window import commands
from netbuilder.ui.window.arrangement import LEAST_INSPECTOR
from tests.gui.conftest import open_template
from tests.networks import chain

SIZES = ((1024, 768), (1200, 800))
WIDEST = 484  # of a panel below the canvas: what a window of 1024 pixels has left between its neighbours
PANELS = ("training", "evaluate", "data", "code", "problems", "runs")
DIALOGS = (
    "show_shortcuts", "show_layer_help", "show_coverage", "export_model", "choose_engine", "set_limits",
    "cross_validate", "examine",
)  # fmt: skip
PROJECT = Project(
    chain(Input((4,)), Dense(8, "relu"), Dense(3, "softmax")),
    TrainingSettings(epochs=3, batch_size=32, validation_split=0.2),
    DataSettings(source="iris", scaling="standardize"),
)


@pytest.fixture(params=[SOURCE, CHINESE])
def spoken(request):
    language.choose(request.param)
    yield request.param
    language.choose(SOURCE)


@pytest.fixture
def session(spoken, window):
    window.resize(*SIZES[0])
    window.documents.open(PROJECT)
    QApplication.processEvents()
    return window.session


def trained(qtbot, window, anew=False, **settings):
    session = window.session
    session.change("settings", session.project.replace(training=session.project.training.replace(**settings)))
    (commands.training.train_anew if anew else commands.training.train)(window)
    qtbot.waitUntil(lambda: session.trainer.record is not None and not session.trainer.is_running, timeout=60_000)


def assert_room(window) -> None:
    """Canvas and inspector have their room in the windows of small screens, in front of each panel."""
    for size in SIZES:
        window.resize(*size)
        for name in PANELS:
            window.workspace.show_panel(name)
            QApplication.processEvents()
            panel = getattr(window.workspace, name)
            assert (window.width(), window.height()) == size, name
            assert window.docks.inspector.width() >= LEAST_INSPECTOR, name
            assert window.workspace.view.width() >= size[0] * 0.45, name
            assert window.workspace.view.height() >= 240, name
            assert panel.minimumSizeHint().width() <= WIDEST, name
            assert cut(panel) == [], name
            assert too_wide(window.workspace.inspector) == too_wide(panel) == [], name


def cut(panel: QWidget) -> list[str]:
    """Buttons and lines of text that can be seen, but not all of them."""
    bounds = QRect(QPoint(), panel.size())
    found = []
    for part in (*panel.findChildren(QPushButton), *panel.findChildren(QLabel)):
        if not part.isVisible() or isinstance(part, Elided) or (isinstance(part, QLabel) and part.wordWrap()):
            continue
        if any(isinstance(around, QScrollArea) for around in parents(part)):
            continue
        place = QRect(part.mapTo(panel, QPoint()), part.size())
        if not bounds.contains(place) or part.width() < part.sizeHint().width():
            found.append(part.text())
    return found


def too_wide(panel: QWidget) -> list[str]:
    """What scrolls up and down only, and does not fit from left to right."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return [
        f"{type(area.widget()).__name__}: {area.widget().minimumSizeHint().width()} of {area.viewport().width()}"
        for area in panel.findChildren(QScrollArea)
        if area.isVisible() and area.horizontalScrollBarPolicy() == never
        if area.widget().minimumSizeHint().width() > area.viewport().width()
    ]


def parents(part: QWidget):
    while (part := part.parentWidget()) is not None:
        yield part


# -- the window -------------------------------------------------------------------------------------------


def test_canvas_and_inspector_keep_their_room_after_two_runs(session, window, qtbot):
    trained(qtbot, window)
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not window.workspace.evaluate.is_busy, timeout=20_000)
    trained(qtbot, window)
    session.trainer.show_under(session.trainer.records[0], True)
    window.workspace.training.refresh()
    assert_room(window)


def test_they_keep_it_beside_what_a_run_that_blew_up_has_to_say(session, window, qtbot):
    trained(qtbot, window, optimizer=SGD(1e12), callbacks=(EarlyStopping("val_accuracy"),))
    window.workspace.training.refresh()
    assert window.workspace.training.findings.isVisible()
    assert_room(window)


def test_they_keep_it_in_a_run_that_waits(session, window, qtbot):
    changed = session.project.training.replace(epochs=100_000)
    session.change("epochs", session.project.replace(training=changed))
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(session.trainer.record and len(session.trainer.record.steps) > 20), timeout=20_000)
    commands.training.pause(window)
    qtbot.waitUntil(lambda: session.trainer.is_paused, timeout=20_000)
    window.workspace.training.refresh()
    assert window.workspace.training.rate_button.isVisible()
    assert_room(window)
    commands.training.stop(window)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)


def test_they_keep_it_after_a_cross_validation(session, window, qtbot):
    commands.training.cross_validate(window)
    dialog = window.findChild(FoldsDialog)
    dialog.count.setValue(2)
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    assert dialog.minimumSizeHint().width() <= 700
    dialog.done(0)
    assert session.document.runs
    assert_room(window)


def test_they_keep_it_beside_problems_long_names_and_broken_limits(session, window, qtbot):
    session.editing.add_layer(Dense(8), (700.0, 0.0))
    session.editing.rename("dense", "a_name_that_is_much_longer_than_anybody_would_like_it_to_be_in_a_row")
    window.preferences.limits = {"parameters": 1.0, "operations": 1.0, "memory": 1.0, "seconds": 1e-9}
    window.show_figures()
    assert_room(window)


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_fits_on_a_small_screen(name, session, window, qtbot):
    before = set(QApplication.topLevelWidgets())
    window.actions_[name].trigger()
    QApplication.processEvents()
    (dialog,) = [made for made in QApplication.topLevelWidgets() if made.isVisible() and made not in before]

    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    assert dialog.minimumSizeHint().width() <= 640
    dialog.close()


def test_the_form_of_every_layer_has_room_in_the_narrowest_inspector(spoken, window):
    open_template(window, "mlp")
    window.docks.inspectors.setFixedWidth(LEAST_INSPECTOR)
    inspector, session = window.workspace.inspector, window.session
    session.select({"dense"})
    too_wide = {}
    for name, kind in Layer.registry.items():
        inspector.block.form.set_value(kind.starting())
        QApplication.processEvents()
        wide = inspector.block.minimumSizeHint().width()
        if wide > LEAST_INSPECTOR - 10:  # beside a scroll bar
            too_wide[name] = wide

    assert too_wide == {}


# -- its parts ----------------------------------------------------------------------------------------------


def shown(qtbot, layout_or_widget, width: int) -> QWidget:
    made = QWidget()
    if isinstance(layout_or_widget, QWidget):
        layout_or_widget.setParent(made)
    else:
        made.setLayout(layout_or_widget)
    qtbot.addWidget(made)
    made.resize(width, 200)
    made.show()
    QApplication.processEvents()
    return made


def block(width: int) -> QWidget:
    made = QWidget()
    made.setFixedSize(width, 20)
    return made


def test_a_row_wraps_where_it_must_and_knows_its_height(qtbot):
    parts = [block(100), block(100), block(100)]
    layout = FlowLayout(*parts, gap=10)
    holder = shown(qtbot, layout, 320)

    assert [part.x() for part in parts] == [0, 110, 220]
    assert layout.heightForWidth(320) == 20
    holder.resize(310, 200)
    QApplication.processEvents()
    assert [part.x() for part in parts] == [0, 110, 0]
    assert [part.y() for part in parts] == [0, 0, 30]
    assert layout.heightForWidth(310) == 50
    assert layout.minimumSize().width() == 100


def test_what_is_hidden_takes_no_room_in_a_row(qtbot):
    parts = [block(100), block(100), block(100)]
    layout = FlowLayout(*parts, gap=10)
    holder = shown(qtbot, layout, 210)
    parts[1].hide()
    QApplication.processEvents()

    assert layout.heightForWidth(holder.width()) == 20
    assert parts[2].x() == 110


def test_a_text_that_is_cut_off_says_so_and_asks_for_little(qtbot):
    made = Elided("a sentence that is longer than the place that it has")
    holder = shown(qtbot, made, 100)
    made.resize(60, 20)

    assert made.is_cut
    assert holder.width() == 100
    assert made.minimumSizeHint().width() <= 48
    made.resize(made.sizeHint())
    assert not made.is_cut


def test_tools_without_room_are_in_a_menu_that_does_the_same(session, window, qtbot):
    trained(qtbot, window)
    window.resize(*SIZES[0])
    window.docks.reveal("layers")
    window.workspace.show_panel("training")
    window.workspace.training.refresh()
    QApplication.processEvents()
    curves = window.workspace.training.curves
    assert curves.rest.more.isVisible()
    assert not curves.batches.isVisible()
    menu = curves.rest.more.menu()
    menu.aboutToShow.emit()
    entry = next(action for action in menu.actions() if action.text() == curves.log.text())

    assert not entry.isChecked()
    entry.trigger()
    assert curves.log.isChecked()
    window.resize(1600, 900)
    QApplication.processEvents()
    assert curves.batches.isVisible()
    assert not curves.rest.more.isVisible()


def test_many_runs_leave_the_curves_their_room(spoken, qtbot):
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(460, 200)
    legend.show()
    legend.show_lines(True, [RunRecord(i, PROJECT, 0.0, epochs=1) for i in range(1, 41)])
    QApplication.processEvents()
    assert len(legend.buttons) == 42
    assert legend.layout().heightForWidth(460) < 100
    menu = legend.more.menu()
    menu.aboutToShow.emit()
    assert len(menu.actions()) == 34
    menu.actions()[-1].trigger()

    assert legend.hidden == {"run 40"}


def test_the_corner_of_a_narrow_plot_has_the_values_where_the_words_have_no_room(session, window, qtbot):
    trained(qtbot, window)
    window.workspace.training.refresh()
    plot = window.workspace.training.curves.plots["accuracy"]
    plot.setFixedWidth(400)
    QApplication.processEvents()
    words = plot.last.text()
    assert words.split() == plot.summary.split()
    plot.setFixedWidth(190)
    QApplication.processEvents()
    shown_values = [part for part in words.replace("   ", " ").split() if part[0].isdigit()]

    assert all(f">{value}<" in plot.last.text() for value in shown_values)
    assert plot.last.sizeHint().width() <= plot.last.width()
