"""Training as a generator: what it tells, what it repeats, and how it goes on."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.engine.callbacks import EarlyStopping, ModelCheckpoint
from netbuilder.engine.events import BatchEnd, EpochEnd, Finished, SaveDue, Started
from netbuilder.engine.fit import Progress, Samples, evaluate, fit, last, split
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import DataError, TrainingError
from netbuilder.layers import Dense, Input
from tests.networks import NETWORKS, chain, dropped, mlp, random_inputs, two_in_two_out

SETTINGS = TrainingSettings(loss="categorical_crossentropy", epochs=3, batch_size=8, seed=5)


def samples_for(graph, count=30, seed=0):
    rng = np.random.default_rng(seed)
    inputs = random_inputs(graph, count, rng)
    outputs = tuple(np.eye(3, dtype="float32")[rng.integers(0, 3, count)] for _ in graph.output_names)
    return Samples(inputs, outputs)


def weights_after(graph, settings, samples=None):
    model = compile_model(graph, settings)
    last(fit(model, samples or samples_for(graph)))
    return model.parameters.values.copy()


def test_tells_start_batches_epochs_and_end():
    model = compile_model(mlp(), SETTINGS.replace(validation_split=0.2))

    events = list(fit(model, samples_for(mlp())))

    assert isinstance(events[0], Started)
    assert (events[0].samples, events[0].validation_samples, events[0].batches) == (24, 6, 3)
    assert sum(isinstance(event, BatchEnd) for event in events) == 9
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert [event.epoch for event in epochs] == [0, 1, 2]
    assert set(epochs[0].logs) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert isinstance(events[-1], Finished)
    assert events[-1].history["loss"] == [event.logs["loss"] for event in epochs]


def test_a_seed_repeats_everything():
    assert_array_equal(weights_after(dropped(), SETTINGS), weights_after(dropped(), SETTINGS))


def test_another_seed_does_not():
    assert not np.array_equal(weights_after(dropped(), SETTINGS), weights_after(dropped(), SETTINGS.replace(seed=6)))


def test_a_smaller_last_batch_counts_by_its_size():
    """The loss of an epoch that changes nothing is the loss over all samples."""
    graph, samples = mlp(), samples_for(mlp(), 21)
    model = compile_model(
        graph, SETTINGS.replace(optimizer={"class_name": "SGD", "config": {"learning_rate": 0.0}}, epochs=1)
    )

    logs = next(event for event in fit(model, samples) if isinstance(event, EpochEnd)).logs

    assert_allclose(logs["loss"], model.evaluate_batch(samples.x, samples.y), rtol=1e-6)


def test_validation_is_the_last_fraction():
    training, validation = split(samples_for(mlp(), 30), 0.25)

    assert (len(training), len(validation)) == (22, 8)
    assert_array_equal(validation.x[0], samples_for(mlp(), 30).x[0][22:])


def test_a_split_that_leaves_nothing_is_refused():
    with pytest.raises(DataError, match="leaves nothing"):
        split(samples_for(mlp(), 1), 0.5)


def test_closing_stops_within_a_batch():
    model = compile_model(mlp(), SETTINGS)
    events = fit(model, samples_for(mlp()))
    for event in events:
        if isinstance(event, BatchEnd) and event.step == 2:
            events.close()
            break

    assert model.optimizer_state.iteration == 2


@pytest.mark.parametrize("stop_after", [1, 4, 5, 8, 11])
def test_going_on_is_bit_equal_to_not_having_stopped(stop_after):
    graph, settings = dropped(), SETTINGS.replace(optimizer="adam", epochs=3, validation_split=0.2)
    samples = samples_for(graph)
    whole = compile_model(graph, settings)
    expected = last(fit(whole, samples))

    model, progress = compile_model(graph, settings), Progress()
    for event in fit(model, samples, progress=progress):
        if isinstance(event, BatchEnd) and event.step == stop_after:
            break
    kept = (model.parameters.snapshot(), Snapshot.of(model), copy.deepcopy(progress))
    streams = {name: stream.bit_generator.state for name, stream in model.streams.items()}
    again = kept[1].model()
    again.parameters.restore(kept[0])
    again.optimizer_state.iteration = model.optimizer_state.iteration
    for name, slot in model.optimizer_state.slots.items():
        again.optimizer_state.slots[name][...] = slot
    for name, state in streams.items():
        again.streams[name].bit_generator.state = state
    found = last(fit(again, samples, progress=kept[2]))

    assert_array_equal(again.parameters.values, whole.parameters.values)
    assert found.history == expected.history


def test_early_stopping_puts_the_best_weights_back():
    graph = mlp()
    settings = SETTINGS.replace(epochs=50, callbacks=EarlyStopping("val_loss", patience=2, restore_best_weights=True),
                                optimizer={"class_name": "SGD", "config": {"learning_rate": 2.0}})  # fmt: skip
    model, samples = compile_model(graph, settings), samples_for(graph)
    training, validation = split(samples, 0.3)

    end = last(fit(model, training, validation))

    assert end.reason == "EarlyStopping"
    assert end.epochs < 50
    loss = last(evaluate(model, validation)).logs["loss"]
    assert_allclose(loss, min(end.history["val_loss"]), rtol=1e-6)


def test_a_checkpoint_is_due_whenever_the_best_improves():
    settings = SETTINGS.replace(epochs=6, callbacks=ModelCheckpoint("loss", filepath="best.keras", save_best_only=True))
    model = compile_model(mlp(), settings)

    events = list(fit(model, samples_for(mlp())))

    saves = [event.epoch for event in events if isinstance(event, SaveDue)]
    losses = events[-1].history["loss"]
    assert saves == [i for i, loss in enumerate(losses) if loss < min([np.inf, *losses[:i]])]


def test_a_loss_that_is_not_finite_stops_at_that_batch_and_keeps_the_weights():
    settings = SETTINGS.replace(
        loss="mean_squared_error", optimizer={"class_name": "SGD", "config": {"learning_rate": 1e6}}
    )
    model = compile_model(chain(Input((6,)), Dense(5), Dense(3)), settings)

    with pytest.raises(TrainingError, match="learning rate"):
        last(fit(model, samples_for(mlp())))

    assert np.isfinite(model.parameters.values).all()


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_learns(name):
    graph = NETWORKS[name]()
    model = compile_model(graph, SETTINGS.replace(epochs=30, optimizer="adam"))

    history = last(fit(model, samples_for(graph))).history

    assert history["loss"][-1] < history["loss"][0]


def test_several_outputs_tell_their_own_losses_and_metrics():
    graph = two_in_two_out()
    model = compile_model(graph, SETTINGS.replace(loss_weights=(1.0, 0.5)))

    logs = last(fit(model, samples_for(graph))).history

    assert set(logs) == {"loss", "first_loss", "second_loss", "first_accuracy", "second_accuracy"}
    assert_allclose(logs["loss"][0], logs["first_loss"][0] + 0.5 * logs["second_loss"][0], rtol=1e-6)


def test_frozen_layers_do_not_change():
    graph = chain(Input((6,)), Dense(5, "relu", trainable=False), Dense(3, "softmax"))
    model = compile_model(graph, SETTINGS)
    before = model.parameters.views["dense", "kernel"].copy()

    last(fit(model, samples_for(graph)))

    assert_array_equal(model.parameters.views["dense", "kernel"], before)


def test_regularization_counts_in_the_loss_and_shrinks_weights():
    plain = chain(Input((6,)), Dense(3, "softmax"))
    heavy = chain(Input((6,)), Dense(3, "softmax", kernel_regularizer={"class_name": "L2", "config": {"l2": 1.0}}))

    free, tied = (weights_after(graph, SETTINGS.replace(epochs=30)) for graph in (plain, heavy))

    assert np.square(tied).sum() < np.square(free).sum()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: Samples((s.x[0][:, :4],), s.y), "takes samples of shape"),
        (lambda s: Samples(s.x, (s.y[0][:, :2],)), "compares labels of shape"),
        (lambda s: Samples(s.x, (s.y[0][:-1],)), "labels for"),
        (lambda s: Samples(s.x * 2, s.y), "1 inputs"),
        (lambda s: Samples((s.x[0][:0],), (s.y[0][:0],)), "no samples"),
    ],
    ids=["input shape", "label shape", "counts", "inputs", "empty"],
)
def test_data_that_does_not_fit_is_refused_before_the_first_batch(change, words):
    model = compile_model(mlp(), SETTINGS)

    with pytest.raises(DataError, match=words):
        next(iter(fit(model, change(samples_for(mlp())))))


def test_predictions_do_not_depend_on_the_batch_size():
    graph = mlp()
    model, (x,) = compile_model(graph, SETTINGS), random_inputs(graph, 25, np.random.default_rng(0))

    assert_allclose(model.predict((x,), 4)[0], model.predict((x,), 25)[0], rtol=1e-6, atol=1e-7)
