"""What callbacks do to a run, and what they write."""

from __future__ import annotations

import csv

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import (
    BackupAndRestore,
    CSVLogger,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TensorBoard,
    TerminateOnNaN,
)
from netbuilder.engine.events import BatchEnd, EpochEnd, Finished, SaveDue
from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import ExponentialDecay, PiecewiseConstantDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FieldError, TrainingError
from netbuilder.layers import Activation, Dense, Input
from netbuilder.project import Project
from netbuilder.project.place import Place
from netbuilder.project.training import CHECKPOINT, forget_backups, train
from tests.networks import chain, mlp

SETTINGS = TrainingSettings(loss="categorical_crossentropy", epochs=4, batch_size=8, seed=1)


def samples(count=40, features=6):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, features)).astype("float32")
    return Samples((x,), (np.eye(3, dtype="float32")[rng.integers(0, 3, count)],))


def rates(settings):
    return [e.learning_rate for e in fit(compile_model(mlp(), settings), samples()) if isinstance(e, EpochEnd)]


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def project_of(graph, settings):
    return Project(graph, settings, DataSettings())


def test_the_rate_follows_a_schedule_by_epochs():
    settings = SETTINGS.replace(callbacks=(LearningRateScheduler(ExponentialDecay(0.1, 1, 0.5)),))

    assert_allclose(rates(settings), [0.1, 0.05, 0.025, 0.0125])


def test_the_rate_falls_on_a_plateau_as_in_keras():
    options = {"monitor": "loss", "factor": 0.5, "patience": 2, "cooldown": 1, "min_lr": 0.001, "min_delta": 0.01}
    losses = [1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
    theirs = keras.callbacks.ReduceLROnPlateau(**options)
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.01))
    theirs.set_model(model)
    theirs.on_train_begin()
    ours, memory, rate = ReduceLROnPlateau(**options), ReduceLROnPlateau(**options).start(), 0.01

    for epoch, loss in enumerate(losses):
        theirs.on_epoch_end(epoch, {"loss": loss})
        verdict = ours.epoch_end(memory, epoch, {"loss": loss}, rate)
        rate = rate if verdict.learning_rate is None else verdict.learning_rate
        assert rate == pytest.approx(float(model.optimizer.learning_rate)), epoch


def test_the_rate_can_be_changed_while_it_runs():
    model = compile_model(mlp(), SETTINGS)
    seen = []
    for event in fit(model, samples()):
        if isinstance(event, BatchEnd) and event.step == 7:
            model.optimizer_state.rate_override = 0.5
        if isinstance(event, EpochEnd):
            seen.append(event.learning_rate)

    assert seen == [0.001, 0.5, 0.5, 0.5]


def test_a_checkpoint_of_the_model_after_so_many_batches():
    settings = SETTINGS.replace(callbacks=(ModelCheckpoint(filepath="{epoch:02d}.keras", save_freq=3),))

    due = [e.path for e in fit(compile_model(mlp(), settings), samples()) if isinstance(e, SaveDue)]

    assert due == ["01.keras", "02.keras", "02.keras", "03.keras", "03.keras", "04.keras"]


@pytest.mark.parametrize("path", ["{epoch.__class__}.keras", "{0}.keras", "{", "{epoch[0]}.keras"])
def test_a_file_name_may_hold_nothing_but_names(path):
    with pytest.raises(FieldError, match="filepath"):
        ModelCheckpoint(filepath=path)


def exploding():
    """Overflows in its second layer."""
    return chain(Input((6,)), Dense(5), Activation("exponential"), Dense(3))


def test_what_is_not_finite_is_named_by_layer_and_the_weights_stay_finite():
    x, y = samples().x[0], samples().y[0]
    model = compile_model(exploding(), SETTINGS.replace(loss="mean_squared_error"))

    with pytest.raises(TrainingError, match="activation"):
        list(fit(model, Samples((np.concatenate([x, x * 1e6]),), (np.concatenate([y, y]),))))

    assert np.isfinite(model.parameters.values).all()


def test_data_that_is_not_finite_is_named_as_such():
    x = samples().x[0].copy()
    x[3, 2] = np.nan

    with pytest.raises(DataError, match=r"input_layer holds 1 values .*input_layer\[3, 2\]: nan"):
        list(fit(compile_model(mlp(), SETTINGS), Samples((x,), samples().y)))


def test_a_run_can_end_in_peace_when_a_number_is_not_finite():
    settings = SETTINGS.replace(loss="mean_squared_error", callbacks=(TerminateOnNaN(),))
    x = samples().x[0] * np.float32(1e6)

    events = list(fit(compile_model(exploding(), settings), Samples((x,), samples().y)))

    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "TerminateOnNaN"


def test_each_epoch_is_a_line_of_a_table(tmp_path):
    path = tmp_path / "out" / "history.csv"
    settings = SETTINGS.replace(callbacks=(CSVLogger(str(path)),))

    events = list(train(project_of(mlp(), settings), compile_model(mlp(), settings), samples(), place=Place(tmp_path)))

    rows = table(path)
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2, 3]
    assert [float(row["loss"]) for row in rows] == events[-1].history["loss"]


def test_a_table_can_be_gone_on_with(tmp_path):
    path = tmp_path / "history.csv"
    for append in (False, True):
        settings = SETTINGS.replace(callbacks=(CSVLogger(str(path), append=append),))
        list(train(project_of(mlp(), settings), compile_model(mlp(), settings), samples(), place=Place(tmp_path)))

    assert len(table(path)) == 8


def test_tensorboard_reads_the_scalars(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    settings = SETTINGS.replace(callbacks=(TensorBoard(str(tmp_path)),), validation_split=0.2)
    events = list(train(project_of(mlp(), settings), compile_model(mlp(), settings), samples(), place=Place(tmp_path)))

    for part, name in (("train", "loss"), ("validation", "val_loss")):
        board = EventAccumulator(str(tmp_path / part))
        board.Reload()
        assert_allclose([item.value for item in board.Scalars("epoch_loss")], events[-1].history[name], rtol=1e-6)


def test_an_interrupted_run_goes_on_from_its_backup_to_the_same_weights(tmp_path):
    settings = SETTINGS.replace(callbacks=(BackupAndRestore(str(tmp_path), save_freq=3),))
    straight = compile_model(mlp(), SETTINGS)
    list(fit(straight, samples()))
    for event in train(project_of(mlp(), settings), compile_model(mlp(), settings), samples(), place=Place(tmp_path)):
        if isinstance(event, BatchEnd) and event.step == 11:
            break  # as if the power went

    assert (tmp_path / CHECKPOINT).exists()
    again = compile_model(mlp(), settings)
    events = list(train(project_of(mlp(), settings), again, samples(), place=Place(tmp_path)))

    assert events[0].first_epoch == 1
    assert_array_equal(again.parameters.values, straight.parameters.values)
    assert (tmp_path / CHECKPOINT).exists()  # until the result is written
    forget_backups(settings.callbacks, Place(tmp_path))
    assert not (tmp_path / CHECKPOINT).exists()


@pytest.mark.parametrize("labels", ["one_hot", "numbers"])
def test_class_weights_count_samples_as_in_keras(labels):
    data = samples()
    numbers = data.y[0].argmax(axis=1)
    one_hot = labels == "one_hot"
    settings = TrainingSettings(
        loss="categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy",
        optimizer=Optimizer.coerce("sgd"),
        metrics=("accuracy",),
        epochs=2,
        batch_size=8,
        shuffle=False,
        seed=0,
        class_weight=(1.0, 5.0, 0.5),
    )
    model = compile_model(mlp(), settings)
    theirs = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(5, "relu"),
            keras.layers.Dense(4, "tanh"),
            keras.layers.Dense(3, "softmax"),
        ]
    )
    theirs.set_weights([view.copy() for _, _, view in model.parameters])
    theirs.compile("sgd", settings.loss[0].snake(), metrics=["accuracy"], jit_compile=False)
    y = data.y[0] if one_hot else numbers
    history = theirs.fit(
        data.x[0], y, batch_size=8, epochs=2, shuffle=False, verbose=0, class_weight={0: 1.0, 1: 5.0, 2: 0.5}
    ).history

    events = list(fit(model, Samples(data.x, (y,))))

    assert_allclose(events[-1].history["loss"], history["loss"], rtol=1e-5)
    assert_allclose(events[-1].history["accuracy"], history["accuracy"], rtol=1e-5)
    for (_, _, mine), other in zip(model.parameters, theirs.get_weights(), strict=True):
        assert_allclose(mine, other, rtol=1e-4, atol=1e-6)


def test_sample_weights_count_in_the_loss_and_not_in_metrics_as_in_keras():
    data = samples()
    weights = np.random.default_rng(4).uniform(0, 3, 40).astype("float32")
    settings = SETTINGS.replace(optimizer=Optimizer.coerce("sgd"), shuffle=False, epochs=2)
    model = compile_model(mlp(), settings)
    theirs = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(5, "relu"),
            keras.layers.Dense(4, "tanh"),
            keras.layers.Dense(3, "softmax"),
        ]
    )
    theirs.set_weights([view.copy() for _, _, view in model.parameters])
    theirs.compile("sgd", "categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    history = theirs.fit(
        data.x[0], data.y[0], batch_size=8, epochs=2, shuffle=False, verbose=0, sample_weight=weights
    ).history

    events = list(fit(model, Samples(data.x, data.y, weights)))

    assert_allclose(events[-1].history["loss"], history["loss"], rtol=1e-5)
    assert_allclose(events[-1].history["accuracy"], history["accuracy"], rtol=1e-5)


def test_classes_without_a_weight_count_once_as_in_keras():
    settings = SETTINGS.replace(loss="sparse_categorical_crossentropy", seed=1, epochs=1)
    data = Samples(samples().x, (samples().y[0].argmax(axis=1),))

    few, all_of_them = (
        list(fit(compile_model(mlp(), settings.replace(class_weight=weights)), data))[-1].history["loss"]
        for weights in ((1.0, 2.0), (1.0, 2.0, 1.0))
    )

    assert few == all_of_them


def test_a_piecewise_schedule_by_epochs():
    settings = SETTINGS.replace(callbacks=(LearningRateScheduler(PiecewiseConstantDecay((1,), (0.1, 0.01))),))

    assert_allclose(rates(settings), [0.1, 0.1, 0.01, 0.01])
