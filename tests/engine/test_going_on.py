"""A run that goes on after another, and one whose seed was drawn: what they tell, and that they can be repeated."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_array_equal

from netbuilder.engine.callbacks import BackupAndRestore, ModelCheckpoint
from netbuilder.engine.events import EpochEnd, Finished, SaveDue, Started
from netbuilder.engine.fit import Progress, Samples, add_epoch, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.project import Project
from netbuilder.project.training import CHECKPOINT, train
from tests.networks import dropped

SETTINGS = TrainingSettings(loss="categorical_crossentropy", epochs=3, batch_size=8, seed=5)


def samples(count=24):
    rng = np.random.default_rng(0)
    return Samples((rng.normal(size=(count, 6)).astype("float32"),), (np.eye(3, dtype="f")[rng.integers(0, 3, count)],))


def run(settings, snapshot=None, history=None):
    """A model after a run, and what that told."""
    model = compile_model(dropped(), settings) if snapshot is None else snapshot.model(settings)
    return model, list(fit(model, samples(), progress=Progress.after(history or {})))


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_three_epochs_after_three_are_the_fourth_to_the_sixth():
    model, first = run(SETTINGS)

    _, events = run(SETTINGS, Snapshot.of(model), first[-1].history)

    (begun,), epochs = of_kind(events, Started), of_kind(events, EpochEnd)
    assert (begun.first_epoch, begun.earlier, begun.epochs, begun.history) == (3, 3, 6, first[-1].history)
    assert [event.epoch for event in epochs] == [3, 4, 5]
    assert events[-1].epochs == 6
    assert events[-1].history["loss"] == first[-1].history["loss"] + [event.logs["loss"] for event in epochs]


def test_a_run_that_goes_on_does_not_repeat_the_random_numbers_of_the_one_before():
    """With a seed the same order and the same dropout would come again in epochs 4 to 6."""
    model, first = run(SETTINGS)
    snapshot = Snapshot.of(model)

    one, _ = run(SETTINGS, snapshot, first[-1].history)
    again, _ = run(SETTINGS, snapshot, first[-1].history)
    as_at_first, _ = run(SETTINGS, snapshot)

    assert_array_equal(one.parameters.values, again.parameters.values)
    assert not np.array_equal(one.parameters.values, as_at_first.parameters.values)


def test_checkpoints_count_all_epochs_and_are_named_by_them():
    settings = SETTINGS.replace(callbacks=(ModelCheckpoint(filepath="at-{epoch}.npz"),))
    model, first = run(settings)

    _, events = run(settings, Snapshot.of(model), first[-1].history)

    assert [event.path for event in of_kind(first, SaveDue)] == ["at-1.npz", "at-2.npz", "at-3.npz"]
    assert [event.path for event in of_kind(events, SaveDue)] == ["at-4.npz", "at-5.npz", "at-6.npz"]


def test_a_run_that_went_on_and_was_interrupted_ends_where_it_would_have_ended(tmp_path):
    settings = SETTINGS.replace(callbacks=(BackupAndRestore(backup_dir=str(tmp_path)),))
    model, first = run(SETTINGS)
    snapshot, history = Snapshot.of(model), first[-1].history
    project = Project(dropped(), settings)
    whole = snapshot.model(settings)
    list(train(project, whole, samples(), history=history))
    for event in train(project, snapshot.model(settings), samples(), history=history):
        if isinstance(event, EpochEnd) and event.epoch == 4 and (tmp_path / CHECKPOINT).exists():
            break

    resumed = snapshot.model(settings)
    events = list(train(project, resumed, samples(), history=history))

    assert [event.epoch for event in of_kind(events, EpochEnd)][-1] == 5
    assert of_kind(events, Finished)[0].epochs == 6
    assert_array_equal(resumed.parameters.values, whole.parameters.values)


def test_numbers_that_come_later_stand_at_their_epochs():
    history = {"loss": [0.5, 0.4]}

    add_epoch(history, 2, {"loss": 0.3, "accuracy": 0.9})

    assert history["loss"] == [0.5, 0.4, 0.3]
    assert [math.isnan(value) for value in history["accuracy"]] == [True, True, False]


def test_a_seed_that_was_drawn_is_told_and_repeats_the_run():
    model, events = run(SETTINGS.replace(seed=None))
    seed = events[0].seed

    again, repeated = run(SETTINGS.replace(seed=seed))

    assert 0 <= seed < 2**32
    assert_array_equal(again.parameters.values, model.parameters.values)
    assert repeated[-1].history == events[-1].history


def test_two_runs_without_a_seed_draw_two():
    assert run(SETTINGS.replace(seed=None))[1][0].seed != run(SETTINGS.replace(seed=None))[1][0].seed


def test_the_seed_of_the_settings_and_the_rate_are_told():
    _, events = run(SETTINGS)

    assert (events[0].seed, events[0].learning_rate) == (5, 0.001)
