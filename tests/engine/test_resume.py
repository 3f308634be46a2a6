"""Stopping at any batch and going on from the checkpoint is the same, to the bit, as not having stopped."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from netbuilder.engine.checkpoint import read_checkpoint, write_checkpoint
from netbuilder.engine.events import BatchEnd, Finished
from netbuilder.engine.fit import Progress, Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault
from netbuilder.layers import Dense, Input
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.recurrent import GRU
from netbuilder.layers.regularization import Dropout
from tests.networks import chain

GRAPH = chain(
    Input((5, 4)), GRU(6, dropout=0.2, return_sequences=True), GRU(5, stateful=True), BatchNormalization(),
    Dropout(0.4), Dense(3, "softmax"),
)  # fmt: skip
SETTINGS = TrainingSettings(
    loss="categorical_crossentropy",
    metrics=("accuracy", "auc"),
    epochs=4,
    batch_size=8,
    seed=3,
    validation_split=0.25,
    callbacks=(EarlyStopping(patience=2, restore_best_weights=True), ReduceLROnPlateau(patience=0, min_delta=1.0)),
)
OPTIMIZERS = [
    *(kind.starting() for kind in Optimizer.registry.values()),
    Optimizer.coerce("adam").replace(use_ema=True, gradient_accumulation_steps=3, clipnorm=1.0),
]


def samples():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(53, 5, 4)).astype("float32")
    return Samples((x,), (np.eye(3, dtype="float32")[rng.integers(0, 3, 53)],))


def whole(settings):
    model = compile_model(GRAPH, settings)
    events = list(fit(model, samples()))
    return model, events[-1]


def in_pieces(settings, stop_after, path):
    """A run that is stopped after so many batches, kept in a file, and gone on with by a fresh model."""
    model, progress = compile_model(GRAPH, settings), Progress()
    seen = 0
    for event in fit(model, samples(), progress=progress):
        seen += isinstance(event, BatchEnd)
        if seen == stop_after:
            break
    write_checkpoint(path, model, progress)
    fresh = compile_model(GRAPH, settings, initialize=False)
    events = list(fit(fresh, samples(), progress=read_checkpoint(path, fresh)))
    return fresh, events[-1]


def assert_same(one, other):
    (model, end), (second, second_end) = one, other
    assert_array_equal(model.parameters.values, second.parameters.values)
    assert_array_equal(model.parameters.fixed, second.parameters.fixed)
    assert isinstance(end, Finished)
    assert end == second_end
    for name, slot in model.optimizer_state.slots.items():
        assert_array_equal(slot, second.optimizer_state.slots[name], err_msg=name)


@pytest.mark.parametrize("stop_after", [1, 4, 5, 7, 13])
def test_at_any_batch(stop_after, tmp_path):
    assert_same(whole(SETTINGS), in_pieces(SETTINGS, stop_after, tmp_path / "run.npz"))


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda value: repr(value)[:50])
def test_with_every_optimizer(optimizer, tmp_path):
    settings = SETTINGS.replace(optimizer=optimizer, callbacks=())

    assert_same(whole(settings), in_pieces(settings, 7, tmp_path / "run.npz"))


@pytest.mark.parametrize("schedule", Schedule.registry.values(), ids=lambda kind: kind.__name__)
def test_with_every_schedule(schedule, tmp_path):
    optimizer = Optimizer.coerce("sgd").replace(learning_rate=schedule.starting())
    settings = SETTINGS.replace(optimizer=optimizer, callbacks=())

    assert_same(whole(settings), in_pieces(settings, 6, tmp_path / "run.npz"))


def test_a_checkpoint_of_another_network_is_refused_and_changes_nothing(tmp_path):
    model = compile_model(GRAPH, SETTINGS)
    write_checkpoint(tmp_path / "run.npz", model, Progress())
    other = compile_model(chain(Input((4,)), Dense(3, "softmax")), SETTINGS)
    before = other.parameters.values.copy()

    with pytest.raises(FileFault, match="another network"):
        read_checkpoint(tmp_path / "run.npz", other)

    assert_array_equal(other.parameters.values, before)


def test_a_history_of_very_many_epochs_is_gone_on_with(tmp_path):
    model, epochs = compile_model(chain(Input((4,)), Dense(3)), TrainingSettings()), 900_000
    values = [0.5, float("nan"), float("inf"), *[0.1] * (epochs - 3)]
    history = {"loss": values, "val_loss": values[::-1], "f1": [[0.5, 0.25]]}
    write_checkpoint(tmp_path / "run.npz", model, Progress(epoch=epochs, history=history))

    found = read_checkpoint(tmp_path / "run.npz", model)

    assert list(found.history) == list(history)
    assert_array_equal(found.history["val_loss"], history["val_loss"])
    assert found.history["f1"] == [[0.5, 0.25]]
    assert type(found.history["loss"][0]) is float


def test_a_damaged_checkpoint_is_refused_by_name(tmp_path):
    path = tmp_path / "run.npz"
    write_checkpoint(path, compile_model(GRAPH, SETTINGS), Progress())
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(FileFault, match=r"run\.npz"):
        read_checkpoint(path, compile_model(GRAPH, SETTINGS))


@pytest.mark.parametrize("text", ["[]", "{}", '{"dict": [["version", 1]]}', '{"dict": 5}', "{" * 50, "null"])
def test_a_checkpoint_with_a_foreign_state_is_refused(tmp_path, text):
    path = tmp_path / "run.npz"
    np.savez(path, state=np.frombuffer(text.encode(), np.uint8))

    with pytest.raises(FileFault):
        read_checkpoint(path, compile_model(GRAPH, SETTINGS))
