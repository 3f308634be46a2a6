"""A number that is not finite: the run ends, and the weights are those before it blew up."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.engine.callbacks import TerminateOnNaN
from netbuilder.engine.events import BatchEnd, EpochEnd
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import Samples, evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, TrainingError
from netbuilder.layers import Dense, Input
from netbuilder.layers.preprocessing import Discretization
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

NETWORK = chain(Input((2,)), Dense(4), Dense(1))
X = np.linspace(-1, 1, 32).reshape(16, 2).astype(np.float32)
SAMPLES = Samples((X,), (X.sum(axis=1),))


def settings(rate, **more):
    plain = TrainingSettings(loss="mean_squared_error", optimizer=SGD(rate), metrics=(), batch_size=4, epochs=4, seed=5)
    return plain.replace(**more)


def weights(model):
    return model.parameters.values.copy()


def test_a_run_that_blows_up_at_once_leaves_the_weights_from_before_it():
    model = compile_model(NETWORK, settings(50.0, epochs=40))
    before = weights(model)

    with pytest.raises(Diverged) as ended:
        list(fit(model, SAMPLES))

    assert_array_equal(weights(model), before)
    assert not ended.value.has_learned
    assert str(ended.value).endswith("clip gradients. The weights are those from before the run")


def ruined(epoch, rate=50.0, **more):
    """The model of a run whose rate becomes far too high when `epoch` begins; its weights at each epoch's beginning."""
    model = compile_model(NETWORK, settings(0.05, epochs=60, **more))
    begun, losses = [weights(model)], []

    def follow():
        for event in fit(model, SAMPLES):
            if isinstance(event, EpochEnd):
                begun.append(weights(model))
                losses.append(event.logs["loss"])
            if isinstance(event, EpochEnd) and event.epoch + 1 == epoch:
                model.optimizer_state.rate_override = rate

    with pytest.raises(Diverged) as ended:
        follow()
    return model, begun, losses, ended.value


def test_the_weights_are_those_that_the_best_epoch_began_with():
    model, begun, losses, ended = ruined(5)

    best = int(np.argmin(losses))
    assert best == 4
    assert ended.epochs == best
    assert_array_equal(weights(model), begun[best])
    assert "The weights are those after epoch 4, the best so far" in str(ended)
    assert last(evaluate(model, SAMPLES)).logs["loss"] <= losses[best - 1]


def test_epochs_that_were_finite_but_had_blown_up_are_none_that_are_gone_back_to():
    model, begun, losses, ended = ruined(3, rate=0.6)

    assert len(losses) > 4  # some epochs went by before a number was no longer finite
    assert losses[-1] > 1e6
    assert ended.epochs == 2
    assert_array_equal(weights(model), begun[2])


def test_a_run_that_goes_on_after_a_failure_learns():
    model, *_ = ruined(5, optimizer=SGD(0.02, momentum=0.5))
    assert model.optimizer_state.iteration == 0
    assert not any(slot.any() for slot in model.optimizer_state.slots.values())

    loss = last(evaluate(model, SAMPLES)).logs["loss"]
    history = last(fit(model, SAMPLES)).history["loss"]

    assert history[-1] < loss


def test_terminate_on_nan_ends_in_peace_with_good_weights():
    model = compile_model(NETWORK, settings(50.0, epochs=40, callbacks=(TerminateOnNaN(),)))
    before = weights(model)

    finished = last(fit(model, SAMPLES))

    assert finished.reason == "TerminateOnNaN"
    assert_array_equal(weights(model), before)


def test_weights_that_overflow_in_the_very_last_step_are_found():
    model = compile_model(NETWORK, settings(1e38, epochs=1, batch_size=16))
    before = weights(model)

    with pytest.raises(Diverged, match=r"the weights dense/kernel are not finite numbers"):
        list(fit(model, Samples((X * 1e3,), SAMPLES.y)))

    assert_array_equal(weights(model), before)


def test_a_gradient_that_is_not_finite_is_found_before_it_is_clipped():
    model = compile_model(NETWORK, settings(0.1).replace(optimizer=SGD(0.1, clipnorm=1.0)))
    before = weights(model)

    with pytest.raises(Diverged, match="no longer a finite number"):
        list(fit(model, Samples((X * np.float32(1e30),), SAMPLES.y)))

    assert_array_equal(weights(model), before)


def test_network_weights_that_are_not_finite_are_named_before_the_first_batch():
    model = compile_model(NETWORK, settings(0.1))
    model.parameters.of_node("dense_1")["kernel"][2, 0] = np.nan
    events = fit(model, SAMPLES)

    with pytest.raises(TrainingError) as refused:
        assert not [event for event in events if isinstance(event, BatchEnd)]

    assert str(refused.value) == (
        "the weights dense_1/kernel are not finite numbers. Start anew, or load other weights"
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_data_that_is_not_finite_is_told_with_count_and_first_place(value):
    x, y = X.copy(), SAMPLES.y[0].copy()
    x[3, 1] = x[9, 0] = value
    y[15] = value
    model = compile_model(NETWORK, settings(0.1))

    with pytest.raises(DataError) as of_inputs:
        list(fit(model, Samples((x,), SAMPLES.y)))
    with pytest.raises(DataError) as of_labels:
        list(fit(model, Samples((X,), (y,))))
    with pytest.raises(DataError) as of_validation:
        list(fit(model, SAMPLES, Samples((x[3:5],), (y[3:5],))))

    told = "input_layer holds 2 values that are not finite numbers, the first at input_layer[3, 1]: {}. "
    assert str(of_inputs.value).startswith(told.format(value))
    assert "y (dense_1) holds 1 values that are not finite numbers, the first at y (dense_1)[15]" in str(
        of_labels.value
    )
    assert "input_layer[0, 1]" in str(of_validation.value)


def test_an_input_that_is_only_put_into_bins_may_hold_nan():
    x = X.copy()
    x[3, 1] = np.nan
    graph = chain(Input((2,)), Discretization((0.0,), output_mode="one_hot"), Flatten(), Dense(1))

    assert last(fit(compile_model(graph, settings(0.01)), Samples((x,), SAMPLES.y))).reason == "done"
