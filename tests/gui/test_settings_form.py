"""The settings of a training: first what one sets first, what fits the network before all else, one learning rate."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import EarlyStopping, ModelCheckpoint
from netbuilder.engine.optimizers import SGD, Adam
from netbuilder.engine.purpose import Purpose, purpose_of
from netbuilder.engine.schedules import ExponentialDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from netbuilder.layers.regularization import Dropout
from netbuilder.project import Project
from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from netbuilder.ui.panels.settings import TrainingForm
from netbuilder.ui.session.session import Session
from netbuilder.ui.window.arrangement import LEAST_INSPECTOR
from tests.gui.conftest import open_template, type_into
from tests.networks import chain, mlp, two_in_two_out

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


def shown(qtbot, graph=None, **settings):
    session = Session(Project(mlp() if graph is None else graph, TrainingSettings(**settings)))
    form = TrainingForm(session)
    qtbot.addWidget(form)
    form.resize(LEAST_INSPECTOR, 900)
    form.show()
    qtbot.waitExposed(form)
    return session, form


def texts(form) -> set[str]:
    return {made.text() for made in form.findChildren(QLabel) if made.isVisible()}


def test_first_stands_what_one_sets_first_and_the_rest_is_one_click_away_and_remembered(qtbot):
    _, form = shown(qtbot, validation_split=0.2)
    first = {"loss", "optimizer", "learning_rate", "epochs", "batch_size", "Metrics"}
    assert first <= texts(form)
    assert not {"seed", "beta_1", "schedule", "from_logits", "validation_split"} & texts(form)
    assert form.rest.told.text() == "validation_split 0.2"  # what is not usual is told all the same

    qtbot.mouseClick(form.rest.toggle, LEFT)
    assert {"seed", "beta_1", "schedule", "from_logits", "validation_split"} <= texts(form)
    assert form.rest.told.isHidden()
    _, another_day = shown(qtbot)
    assert another_day.rest.is_open
    qtbot.mouseClick(another_day.rest.toggle, LEFT)
    assert not shown(qtbot)[1].rest.is_open


# -- what fits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "loss", "losses", "metrics"),
    [
        (Dense(4, "softmax"), "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", "FittingAccuracy"),
        (Dense(4, "softmax"), "categorical_crossentropy", "CategoricalCrossentropy", "TopKCategoricalAccuracy"),
        (Dense(1, "sigmoid"), "binary_crossentropy", "BinaryCrossentropy", "AUC"),
        (Dense(4, "sigmoid"), "binary_crossentropy", "BinaryCrossentropy", "F1Score"),
        (Dense(1), "mean_squared_error", "MeanSquaredError", "R2Score"),
    ],
)
def test_losses_and_metrics_are_those_for_how_the_network_ends(last, loss, losses, metrics, qtbot):
    _, form = shown(qtbot, chain(Input((4,)), last), loss=loss, metrics=())
    offered = [form.loss.choice.itemData(i) for i in range(form.loss.choice.count())]
    listed = [kind.__name__ for kind in form.metrics.listed()]

    assert offered[0] == losses
    assert len(offered) <= 8
    assert metrics in listed
    assert len(listed) <= 6


@pytest.mark.parametrize(
    ("source", "one_hot", "last", "purpose"),
    [
        ("iris", False, Dense(8), Purpose.CLASS),
        ("iris", True, Dense(8), Purpose.ONE_HOT),
        ("diabetes", False, Dense(8, "softmax"), Purpose.AMOUNTS),
        ("spam", False, Dense(1), Purpose.YES_OR_NO),
        ("spam", False, Dense(2, "softmax"), Purpose.CLASS),
    ],
)
def test_data_tells_what_a_network_is_for_whatever_it_ends_in(source, one_hot, last, purpose):
    from netbuilder.data import load, prepare

    settings = DataSettings(source=source, one_hot=one_hot)
    graph = chain(Input((4,)), last)

    assert purpose_of(graph, check(graph), TrainingSettings(), prepare(load(settings), settings), 0) is purpose


def test_each_output_has_the_losses_that_fit_it(qtbot):
    _, form = shown(qtbot, two_in_two_out(), loss=("binary_crossentropy", "mean_squared_error"))
    first, second = ([one.choice.itemText(i) for i in range(one.choice.count())] for one in form.losses)

    assert "mean_squared_error" in second
    assert first != second


def test_a_loss_that_does_not_fit_is_found_by_a_few_letters_and_stays_listed(qtbot):
    session, form = shown(qtbot)
    qtbot.mouseClick(form.loss.all_button, LEFT)
    picker = form.loss.picker
    assert picker.isVisible()
    assert len(picker.names()) == 22
    assert picker.names()[0] == "sparse_categorical_crossentropy"  # what fits comes first
    qtbot.keyClicks(picker.search, "huber")
    assert picker.names() == ["huber"]
    qtbot.keyClick(picker.search, KEY.Key_Escape)  # first the field, then the list
    assert picker.isVisible()
    assert len(picker.names()) == 22
    qtbot.keyClicks(picker.search, "outliers")  # what is said of it finds it too
    qtbot.keyClick(picker.search, KEY.Key_Down)
    qtbot.keyClick(picker.search, KEY.Key_Return)

    assert not picker.isVisible()
    assert session.project.training.loss[0].snake() == "huber"
    assert form.loss.choice.currentText() == "huber"


def test_nothing_is_wider_than_the_narrowest_inspector(window, qtbot):
    metrics = ("accuracy", "sparse_top_k_categorical_accuracy", "mean_absolute_percentage_error")
    settings = TrainingSettings(
        metrics=metrics, callbacks=(EarlyStopping(), ModelCheckpoint(filepath="a_long_name_of_a_file.keras"))
    )
    for spoken in (SOURCE, CHINESE):
        language.choose(spoken)
        try:
            window.documents.open(Project(chain(Input((4,)), Dropout(0.5), Dense(3, "softmax")), settings))
            inspector = window.workspace.inspector
            window.docks.inspectors.setFixedWidth(LEAST_INSPECTOR)
            if not inspector.training.rest.is_open:
                qtbot.mouseClick(inspector.training.rest.toggle, LEFT)
            QApplication.processEvents()
            assert inspector.training.minimumSizeHint().width() <= LEAST_INSPECTOR - 10, spoken
            window.session.select(("dropout", "dense"))
            QApplication.processEvents()
            assert inspector.several.minimumSizeHint().width() <= LEAST_INSPECTOR - 10, spoken
        finally:
            language.choose(SOURCE)


# -- callbacks --------------------------------------------------------------------------------------------------


def test_callbacks_are_cards_that_one_adds_and_removes(qtbot):
    session, form = shown(qtbot, validation_split=0.2)
    for name in ("early", "checkpoint", "checkpoint"):
        qtbot.mouseClick(form.callbacks.add_button, LEFT)
        qtbot.keyClicks(form.callbacks.picker.search, name)
        qtbot.keyClick(form.callbacks.picker.search, KEY.Key_Return)
    told = [type(one).__name__ for one in session.project.training.callbacks]
    assert told == ["EarlyStopping", "ModelCheckpoint", "ModelCheckpoint"]
    assert [card.title.text() for card in form.callbacks.cards if card.isVisible()] == told

    type_into(qtbot, form.callbacks.cards[2].form.row("filepath").editor, "second.keras")
    qtbot.mouseClick(form.callbacks.cards[1].remove_button, LEFT)
    left = session.project.training.callbacks
    assert [type(one) for one in left] == [EarlyStopping, ModelCheckpoint]
    assert left[1].filepath == "second.keras"
    assert form.callbacks.cards[1].form.row("filepath").editor.text() == "second.keras"
    session.undo_stack.undo()
    assert [card.title.text() for card in form.callbacks.cards if card.isVisible()] == told


def test_what_a_callback_watches_is_chosen_from_what_will_be_logged(qtbot):
    session, form = shown(qtbot, metrics=("accuracy",), callbacks=(EarlyStopping("val_loss"),))
    monitor = form.callbacks.cards[0].form.row("monitor").editor
    names = [monitor.itemText(i) for i in range(monitor.count())]
    assert names == ["loss", "accuracy", "val_loss"]  # the last because it is set, though nothing is validated
    assert monitor.currentText() == "val_loss"

    training = session.project.training
    session.change("more", session.project.replace(training=training.replace(validation_split=0.1)))
    assert [monitor.itemText(i) for i in range(monitor.count())] == ["loss", "accuracy", "val_loss", "val_accuracy"]
    monitor.setFocus()
    qtbot.keyClicks(monitor, "val_accuracy")
    assert session.project.training.callbacks[0].monitor == "val_accuracy"


# -- the learning rate ------------------------------------------------------------------------------------------


def test_there_is_one_learning_rate(qtbot):
    _, form = shown(qtbot)
    qtbot.mouseClick(form.rest.toggle, LEFT)

    assert [made.text() for made in form.findChildren(QLabel) if made.isVisible()].count("learning_rate") == 1


def test_another_optimizer_begins_with_its_own_rate_and_keeps_a_schedule(qtbot):
    session, form = shown(qtbot, optimizer=Adam(0.5))
    form.optimizer.choice.setFocus()
    qtbot.keyClicks(form.optimizer.choice, "SGD")
    assert session.project.training.optimizer == SGD()

    schedule = ExponentialDecay(0.1, 100, 0.9)
    session.change("schedule", session.project.replace(training=TrainingSettings(optimizer=SGD(schedule))))
    assert form.rate.editor.lineEdit().text() == "ExponentialDecay"
    qtbot.keyClick(form.optimizer.choice, KEY.Key_Home)
    assert session.project.training.optimizer == Adam(schedule)


def test_the_rate_of_a_run_that_follows_a_schedule_is_replaced_for_that_run_only(window, qtbot):
    session = open_template(window, "mlp")
    schedule = ExponentialDecay(0.1, 100_000, 0.9)
    training = session.project.training.replace(epochs=100_000, optimizer=SGD(schedule))
    session.change("schedule", session.project.replace(training=training))
    window.actions_["train"].trigger()
    record = session.trainer.record
    qtbot.waitUntil(lambda: record.rate_now is not None and len(record.steps) > 3, timeout=30_000)
    field = window.workspace.inspector.training.rate
    qtbot.waitUntil(lambda: field.editor.lineEdit().text() not in ("", "ExponentialDecay"), timeout=10_000)
    type_into(qtbot, field.editor, "0.0125")
    qtbot.waitUntil(lambda: bool(record.rates) and record.rates[-1][1] == 0.0125, timeout=10_000)
    session.trainer.stop()
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)

    assert session.project.training.optimizer.learning_rate == schedule
    assert field.editor.lineEdit().text() == "ExponentialDecay"


# -- several blocks ---------------------------------------------------------------------------------------------


def test_several_blocks_show_the_fields_they_share_and_what_they_cost_together(window, qtbot):
    graph = chain(Input((8,)), Dense(16, "relu"), Dense(16, "tanh"), Dropout(0.5), Dense(3, "softmax"))
    window.documents.open(Project(graph))
    session, form = window.session, window.workspace.inspector.several
    session.select({"dense", "dense_1", "dense_2"})
    QApplication.processEvents()
    assert form.isVisible()
    assert form.title.text() == "3 blocks"
    assert form.kinds.text() == "3 × Dense"
    units, activation = form.row("units").editor, form.row("activation").editor
    assert units.lineEdit().text() == ""
    assert units.lineEdit().placeholderText() == "different"
    assert activation.currentIndex() == -1
    figures = [session.report.figures[name].parameters for name in ("dense", "dense_1", "dense_2")]
    assert f"{sum(figures):,}" in texts(form)

    steps = session.undo_stack.index()
    units.setFocus()
    qtbot.keyClick(units, KEY.Key_Return)  # nothing was typed, so nothing is set
    assert session.undo_stack.index() == steps
    type_into(qtbot, units, "5")
    assert [session.graph[name].layer.units for name in ("dense", "dense_1", "dense_2")] == [5, 5, 5]
    assert session.undo_stack.index() == steps + 1
    assert units.lineEdit().text() == "5"
    type_into(qtbot, units, "-1")
    assert form.row("units").error.isVisible()
    session.undo_stack.undo()
    assert units.lineEdit().placeholderText() == "different"

    session.select({"dense", "dropout"})
    assert "units" not in form.shared()
    assert "trainable" in form.shared()
    session.select(())
    assert window.workspace.inspector.training.isVisible()


def test_no_name_of_a_field_is_cut_where_it_stands(window):
    """Of any layer, optimizer, metric or callback; a long one goes on in a second line."""
    from netbuilder.engine.callbacks import Callback
    from netbuilder.engine.metrics import Metric
    from netbuilder.engine.optimizers import Optimizer
    from netbuilder.layers import Layer
    from netbuilder.ui.widgets.form import FieldRow

    families = (Layer.registry, Optimizer.registry, Metric.registry, Callback.registry)
    fields = {field.name: field for family in families for kind in family.values() for field in kind.fields()}
    rows = [FieldRow(field) for name, field in fields.items() if len(name) > 14]
    assert len(rows) > 20
    for row in rows:
        row.setParent(window)
        row.show()
    QApplication.processEvents()
    names = [row.findChild(QLabel) for row in rows]

    def longest(name: QLabel) -> int:
        return max(map(name.fontMetrics().horizontalAdvance, name.text().split("\u200b")))

    assert [name.text() for name in names if longest(name) > name.width()] == []
