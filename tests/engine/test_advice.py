"""Advice on a run: what is wrong is called by its name, and what is offered starts from the run's own numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from netbuilder.engine.advice import Course, findings, remedies
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.health import Finding, Health, judge
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD, Adam
from netbuilder.engine.schedules import ExponentialDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Message
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from netbuilder.layers.regularization import Dropout
from tests.engine.test_health import look, view
from tests.networks import chain

SETTINGS = TrainingSettings(loss="sparse_categorical_crossentropy", optimizer=SGD(0.2), epochs=4, seed=1)
GRAPH = chain(Input((6,)), Dense(8, "relu"), Dense(3, "softmax"))


def kinds(course):
    return [finding.kind for finding in findings(course)]


def labels(course, training=SETTINGS, graph=GRAPH):
    (finding, *_) = findings(course)
    return [str(remedy.label) for remedy in remedies(finding, course, graph, training)]


def test_a_network_that_knows_its_samples_by_heart_is_said_to():
    course = Course(SETTINGS, {"loss": [2.0, 0.5, 0.01], "val_loss": [1.9, 3.0, 10.5]})
    (finding,) = findings(course)

    assert str(finding.message) == (
        "the network learns its training samples by heart: val_loss was lowest after epoch 1, 1.9, and is 10.5 now, "
        "while loss fell to 0.01. Try EarlyStopping, Dropout, or more data"
    )


def test_a_validation_that_stays_far_from_the_training_is_said_too():
    (finding,) = findings(Course(SETTINGS, {"loss": [2.0, 0.5, 0.01], "val_loss": [11.0, 10.6, 10.5]}))

    assert str(finding.message).startswith(
        "the network learns its training samples by heart: loss is 0.01, but val_loss 10.5."
    )


def test_a_real_network_on_random_labels_is_found_out():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(60, 6)).astype(np.float32), rng.integers(0, 3, 60)
    settings = SETTINGS.replace(optimizer="adam", epochs=80, validation_split=0.3)
    wide = chain(Input((6,)), Dense(128, "relu"), Dense(3, "softmax"))
    history = last(fit(compile_model(wide, settings), Samples((x,), (y,)))).history

    assert kinds(Course(settings, history)) == ["by heart"]


WELL = {
    "it learns": {"loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.2, 0.8]},
    "one worse epoch": {"loss": [2.0, 1.0, 0.5], "val_loss": [1.0, 0.9, 1.5]},
    "a little worse": {"loss": [2.0, 1.0, 0.5], "val_loss": [1.0, 1.02, 1.05]},
    "it learns nothing": {"loss": [2.0, 2.0, 2.0], "val_loss": [30.0, 30.0, 30.0]},
    "two epochs": {"loss": [2.0, 0.01], "val_loss": [1.0, 30.0]},
    "no validation": {"loss": [2.0, 0.5, 0.01]},
    "losses below 0": {"loss": [-0.1, -0.5, -0.9], "val_loss": [-0.1, -0.3, -0.2]},
    "numbers that are none": {"loss": [2.0, 0.5, 0.01], "val_loss": [1.0, math.nan, 30.0]},
    "nothing yet": {},
}


@pytest.mark.parametrize("history", WELL.values(), ids=WELL)
def test_other_courses_are_not_called_so(history):
    assert kinds(Course(SETTINGS, history)) == []


def small_steps(rate=None, history=None):
    health = judge([look(view("dense", updates=1e-9), view("dense_1", updates=1e-9))], GRAPH)
    assert [finding.kind for finding in health.findings] == ["short steps"]
    return Course(SETTINGS, history or {}, rate, health=health)


def test_small_steps_are_no_fault_of_a_network_that_has_learned_or_knows_by_heart():
    assert kinds(small_steps()) == ["short steps"]
    assert kinds(small_steps(history={"loss": [2.0, 0.5, 0.001]})) == []
    assert kinds(small_steps(history={"loss": [2.0, 0.5, 0.01], "val_loss": [1.9, 3.0, 10.5]})) == ["by heart"]


def test_a_rate_that_is_offered_starts_from_the_one_that_the_run_went_with():
    assert labels(small_steps(rate=0.003)) == ["learning_rate = 0.03"]
    assert labels(small_steps()) == ["learning_rate = 2"]


@pytest.mark.parametrize("rate", [1e-20, 3e-8])
def test_ten_times_a_rate_that_is_next_to_nothing_is_not_offered(rate):
    declared = SETTINGS.optimizer.replace(learning_rate=rate)
    health = small_steps().health
    course = Course(SETTINGS.replace(optimizer=declared), rate=rate, health=health)
    (finding,) = findings(course)
    (remedy,) = remedies(finding, course, GRAPH, course.training)

    assert remedy.training.optimizer == type(declared)()


def test_a_rate_that_was_taken_over_is_not_offered_again_multiplied():
    course = small_steps(rate=0.003)
    (finding,) = findings(course)
    (remedy,) = remedies(finding, course, GRAPH, SETTINGS)

    assert remedy.training.optimizer.learning_rate == 0.03
    assert remedies(finding, course, GRAPH, remedy.training) == ()


def test_a_run_that_blew_up_is_said_so_with_its_rate_before_all_else():
    course = Course(SETTINGS, {"loss": [2.0, 0.5, 0.01], "val_loss": [1.9, 3.0, 10.5]}, 0.10000000149011612, True)

    assert kinds(course) == ["blown up", "by heart"]
    assert str(findings(course)[0].message) == ("the run blew up at a learning rate of 0.1. Try again with a lower one")
    assert labels(course) == ["learning_rate = 0.01", "clipnorm = 1"]


def test_a_schedule_keeps_its_rates():
    scheduled = SETTINGS.replace(optimizer=SGD(ExponentialDecay(0.1, 10, 0.9)))

    assert labels(Course(scheduled, blew_up=True), scheduled) == ["clipnorm = 1"]


def test_what_helps_against_learning_by_heart_is_offered_and_works():
    course = Course(SETTINGS, {"loss": [2.0, 0.5, 0.01], "val_loss": [1.9, 3.0, 10.5]})
    stopping, dropping = remedies(findings(course)[0], course, GRAPH, SETTINGS)

    assert str(stopping.label) == "add EarlyStopping"
    assert stopping.training.callbacks == (EarlyStopping(patience=3, restore_best_weights=True),)
    assert str(dropping.label) == "Dropout before dense_1"
    assert dropping.graph["dropout"].layer == Dropout(0.5)
    assert dropping.graph["dense_1"].inputs[0].node == "dropout"
    assert not check(dropping.graph).errors
    done = remedies(findings(course)[0], course, dropping.graph, stopping.training)
    assert done == ()


def test_the_numbers_of_a_sentence_are_short():
    message = Message("{a} {b} {c} {d}", {"a": 0.10000000149011612, "b": np.float32(0.1), "c": 2.0, "d": 123456.789})

    assert str(message) == "0.1 0.1 2 123457"
    assert str(Message("{n} {t}", {"n": math.nan, "t": (28, 28)})) == "nan (28, 28)"


def test_without_health_there_is_no_finding_of_layers():
    assert findings(Course(SETTINGS, health=Health(0, {}, ()))) == ()
    assert (
        findings(Course(SETTINGS, health=Health(0, {}, (Finding("dead", Message("x"), ("dense",)),))))[0].kind == "dead"
    )


def test_a_loss_beyond_all_guessing_is_no_learning_by_heart_but_a_rate_that_is_too_high():
    training = SETTINGS.replace(optimizer=SGD(1e5))
    course = Course(training, {"loss": [2e12, 64000.0, 61400.0], "val_loss": [44700.0, 60000.0, 64100.0]})
    (finding,) = findings(course)

    assert str(finding.message) == (
        "the loss is 61400, far above what guessing gives: at a learning rate of 100000 the steps are too large. "
        "Start anew with a lower one"
    )
    assert labels(course, training)[0] == "learning_rate = 0.01"


def test_a_validation_loss_near_the_training_loss_is_no_learning_by_heart():
    assert findings(Course(SETTINGS, {"loss": [2.0, 1.9, 1.8, 1.79], "val_loss": [1.7, 1.72, 1.85, 1.9]})) == ()


@pytest.mark.parametrize("changed", [{"loss": "mse"}, {"class_weight": (1000.0, 1.0, 1.0)}])
def test_a_large_loss_may_be_right_where_its_unit_is_not_known(changed):
    assert findings(Course(SETTINGS.replace(**changed), {"loss": [5e5, 4e5, 3e5]})) == ()


def test_a_real_run_at_an_absurd_rate_is_told_to_begin_again():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(90, 6)).astype(np.float32), rng.integers(0, 3, 90)
    settings = SETTINGS.replace(optimizer=Adam(1e5), epochs=4, validation_split=0.3)
    ended = last(fit(compile_model(GRAPH, settings), Samples((x,), (y,))))

    assert kinds(Course(settings, ended.history))[0] == "blown up"
