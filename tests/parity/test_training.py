"""Ten steps of training without shuffling give the weights that real Keras gets."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD, Adam, Optimizer, RMSprop
from netbuilder.engine.schedules import InverseTimeDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle, write
from netbuilder.formats.keras.weights import weight_paths
from tests.networks import NETWORKS, mlp, random_inputs

OPTIMIZERS = [
    *(kind() for kind in Optimizer.registry.values()),
    SGD(InverseTimeDecay(0.05, 3, 0.5), momentum=0.9),
    *(
        pytest.param(optimizer, marks=pytest.mark.long)
        for optimizer in (
            SGD(0.05, momentum=0.9),
            SGD(0.05, momentum=0.9, nesterov=True),
            SGD(InverseTimeDecay(0.05, 3, 0.5, staircase=True)),
            RMSprop(0.01, rho=0.8, momentum=0.5),
            RMSprop(centered=True),
            Adam(0.01, beta_1=0.8, beta_2=0.9, epsilon=1e-3),
            Adam(amsgrad=True),
        )
    ),
]
LOSSES = {
    "mean_squared_error": "number",
    "mean_absolute_error": "number",
    "binary_crossentropy": "many",
    "categorical_crossentropy": "one-hot",
    "sparse_categorical_crossentropy": "class",
}


def labels(kind, count, rng):
    classes = rng.integers(0, 3, count)
    return {
        "number": rng.normal(size=(count, 3)).astype("float32"),
        "many": rng.integers(0, 2, (count, 3)).astype("float32"),
        "one-hot": np.eye(3, dtype="float32")[classes],
        "class": classes,
    }[kind]


def trained_by_both(graph, settings, kind, tmp_path, count=80):
    """Our model and Keras's after one epoch of ten batches, from the same weights; and both histories."""
    keras.utils.clear_session(free_memory=False)  # what other tests left in its global state is not this one's
    rng = np.random.default_rng(0)
    model = compile_model(graph, settings)
    path = tmp_path / "start.keras"
    write(Bundle(Snapshot.of(model)), path)
    theirs = keras.models.load_model(path)
    x = random_inputs(graph, count, rng)
    y = tuple(labels(kind, count, rng) for _ in graph.output_names)
    history = theirs.fit(
        list(x) if len(x) > 1 else x[0], list(y) if len(y) > 1 else y[0],
        batch_size=settings.batch_size, epochs=1, shuffle=False, verbose=0,
    ).history  # fmt: skip
    end = last(fit(model, Samples(x, y)))
    return model, theirs, end.history, history


def assert_same_weights(model, theirs, tolerance=1e-4):
    found = {}
    for layer in theirs.layers:
        found.update({(layer.name, i): keras.ops.convert_to_numpy(v) for i, v in enumerate(layer.weights)})
    counted = {}
    for node, weight in weight_paths(model.graph):
        i = counted.setdefault(node, 0)
        assert_allclose(
            model.parameters.views[node, weight], found[node, i], atol=tolerance, err_msg=f"{node}/{weight}"
        )
        counted[node] += 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda value: repr(value)[:70])
def test_optimizer(optimizer, tmp_path):
    settings = TrainingSettings("categorical_crossentropy", optimizer, epochs=1, batch_size=8, shuffle=False, seed=1)

    model, theirs, mine, other = trained_by_both(mlp(), settings, "one-hot", tmp_path)

    assert model.optimizer_state.iteration == 10
    assert_same_weights(model, theirs)
    assert_allclose(mine["loss"][0], other["loss"][0], rtol=1e-5)
    assert_allclose(mine["accuracy"][0], other["accuracy"][0], rtol=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
def test_loss(loss, tmp_path):
    settings = TrainingSettings(loss, SGD(0.05), (), epochs=1, batch_size=8, shuffle=False, seed=1)

    model, theirs, mine, other = trained_by_both(mlp(), settings, LOSSES[loss], tmp_path)

    assert_same_weights(model, theirs)
    assert_allclose(mine["loss"][0], other["loss"][0], rtol=1e-5)


SLOW = ("masked", "translator", "two_in_two_out", "transformer")  # JAX compiles each for a quarter of a minute and more


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in SLOW else name for name in NETWORKS]
)
def test_network(name, tmp_path):
    settings = TrainingSettings(
        "categorical_crossentropy", SGD(0.05, momentum=0.9), epochs=1, batch_size=8, shuffle=False, seed=1
    )

    model, theirs, mine, other = trained_by_both(NETWORKS[name](), settings, "one-hot", tmp_path)

    assert_same_weights(model, theirs)
    assert set(mine) == set(other)
    for key in mine:
        assert_allclose(mine[key], other[key], rtol=1e-4, err_msg=key)


def test_regularizers_and_constraints(tmp_path):
    from netbuilder.layers import Dense, Input
    from tests.networks import chain

    graph = chain(
        Input((6,)),
        Dense(5, "relu", kernel_regularizer="l1", bias_regularizer="l2", kernel_constraint="max_norm"),
        Dense(
            4,
            "relu",
            kernel_regularizer={"class_name": "L1L2", "config": {"l1": 0.01, "l2": 0.02}},
            kernel_constraint="unit_norm",
        ),
        Dense(3, "softmax", kernel_constraint="non_neg", bias_constraint="min_max_norm"),
    )
    settings = TrainingSettings("categorical_crossentropy", SGD(0.1), (), epochs=1, batch_size=8, shuffle=False, seed=1)

    model, theirs, mine, other = trained_by_both(graph, settings, "one-hot", tmp_path)

    assert_same_weights(model, theirs)
    assert_allclose(mine["loss"][0], other["loss"][0], rtol=1e-5)


def test_validation_split_is_keras_s(tmp_path):
    settings = TrainingSettings(
        "categorical_crossentropy", SGD(0.05), epochs=2, batch_size=8, shuffle=False, seed=1, validation_split=0.3
    )
    graph, rng = mlp(), np.random.default_rng(0)
    model = compile_model(graph, settings)
    write(Bundle(Snapshot.of(model)), tmp_path / "start.keras")
    theirs = keras.models.load_model(tmp_path / "start.keras")
    x, y = random_inputs(graph, 50, rng)[0], labels("one-hot", 50, rng)

    other = theirs.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, validation_split=0.3).history
    mine = last(fit(model, Samples((x,), (y,)))).history

    for name in other:
        assert_allclose(mine[name], other[name], rtol=1e-4, err_msg=name)
