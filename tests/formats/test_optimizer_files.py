"""What an optimizer remembers goes to Keras and comes back: training goes on as if it had not stopped."""

from __future__ import annotations

import jax
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import (
    SGD,
    Adafactor,
    Adam,
    AdamW,
    Lamb,
    Muon,
    Nadam,
    Optimizer,
    RMSprop,
    ScheduleFreeAdamW,
    advance,
    finish,
)
from netbuilder.engine.schedules import ExponentialDecay, Warmup
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import Fault
from netbuilder.formats import Bundle
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.formats.keras.objects import optimizer_from_keras
from netbuilder.formats.keras.weights import memory_of, trainable_shapes
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

EMA = {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 2}
OPTIMIZERS = [
    *(kind(learning_rate=0.05) for kind in Optimizer.registry.values()),
    *(kind(learning_rate=0.05, gradient_accumulation_steps=2, **EMA) for kind in Optimizer.registry.values()),
    SGD(0.05, momentum=0.9, nesterov=True),
    SGD(0.05, momentum=0.9, gradient_accumulation_steps=4),
    RMSprop(0.05, momentum=0.5, centered=True, **EMA),
    Adam(0.05, amsgrad=True),
    AdamW(0.05, amsgrad=True, gradient_accumulation_steps=2),
    Nadam(ExponentialDecay(0.05, 2, 0.5)),
    SGD(Warmup(0.05, 6), momentum=0.5),
]
STEPS = 3


def short(optimizer) -> str:
    options = " ".join(field.name for field in optimizer.changed_fields() if field.name != "learning_rate")
    return f"{type(optimizer).__name__} {options}".strip()


OF = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=short)


def network():
    """An embedding, matrices, vectors and running averages; and a layer that is not trained."""
    return chain(
        Input((3,), "int32"),
        Embedding(7, 4),
        Flatten(),
        Dense(5, "relu"),
        BatchNormalization(),
        Dense(4, trainable=False),
        Dense(2),
    )


@pytest.fixture(autouse=True)
def eager():
    """Compiling would take most of the time."""
    with jax.disable_jit():
        yield


def gradients(step):
    rng = np.random.default_rng(step)
    return {key: rng.normal(size=shape).astype("float32") for key, shape in trainable_shapes(network()).items()}


def train(model, step):
    for key, gradient in gradients(step).items():
        model.parameters.gradient_views[key][...] = gradient
    advance(model.settings.optimizer, model.optimizer_state, model.parameters.values, model.parameters.gradients)


def train_keras(model, step):
    model.optimizer.apply(
        [keras.ops.convert_to_tensor(gradient) for gradient in gradients(step).values()], model.trainable_variables
    )


def trained(optimizer):
    """Our model after a few steps."""
    model = compile_model(network(), TrainingSettings("mean_squared_error", optimizer, (), seed=3))
    for step in range(STEPS):
        train(model, step)
    return model


def trained_keras(optimizer, path):
    """Keras's model with the same optimizer after a few steps, from the weights that ours begins with."""
    formats.write(Bundle(fresh(network(), TrainingSettings("mean_squared_error", "sgd", (), seed=3))), path)
    model = keras.models.load_model(path, compile=False)
    model.compile(keras.saving.deserialize_keras_object(as_keras(optimizer)), "mean_squared_error")
    for step in range(STEPS):
        train_keras(model, step)
    return model


def assert_go_on_alike(mine, theirs):
    """One batch later, and at the end of the training, the weights are the same."""
    train(mine, STEPS)
    train_keras(theirs, STEPS)
    assert_same_weights(mine, theirs)
    finish(mine.settings.optimizer, mine.optimizer_state, mine.parameters)
    theirs.optimizer.finalize_variable_values(theirs.trainable_variables)
    assert_same_weights(mine, theirs)


def assert_same_weights(mine, theirs):
    for key, variable in zip(trainable_shapes(mine.graph), theirs.trainable_variables, strict=True):
        assert_allclose(mine.parameters.views[key], np.asarray(variable), atol=1e-5, err_msg=f"{key}")


@OF
def test_we_go_on_where_keras_stopped(optimizer, tmp_path):
    theirs = trained_keras(optimizer, tmp_path / "start.keras")
    theirs.save(tmp_path / "theirs.keras")

    found = formats.read(tmp_path / "theirs.keras")

    assert found.optimizer is not None
    assert_go_on_alike(found.model(), theirs)


@pytest.mark.long
@OF
def test_we_go_on_where_keras_stopped_in_hdf5(optimizer, tmp_path):
    if isinstance(optimizer, Adafactor):
        pytest.skip("Keras gives two of its variables one name and cannot write them")
    theirs = trained_keras(optimizer, tmp_path / "start.keras")
    theirs.save(tmp_path / "theirs.h5")

    found = formats.read(tmp_path / "theirs.h5")

    assert found.optimizer is not None
    assert_go_on_alike(found.model(), theirs)


@OF
def test_keras_goes_on_where_we_stopped(optimizer, tmp_path):
    mine = trained(optimizer)
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")

    assert_go_on_alike(mine, keras.models.load_model(tmp_path / "mine.keras"))


@pytest.mark.long
@OF
def test_keras_goes_on_from_our_weights_file(optimizer, tmp_path):
    """`.h5` cannot be tested so: Keras makes its optimizer without variables when it loads one."""
    mine = trained(optimizer)
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.weights.h5")
    theirs = trained_keras(optimizer, tmp_path / "start.keras")

    theirs.load_weights(tmp_path / "mine.weights.h5")

    assert_go_on_alike(mine, theirs)


@OF
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_we_go_on_from_our_own_file(optimizer, suffix, tmp_path):
    mine = trained(optimizer)
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / f"mine{suffix}")

    again = formats.read(tmp_path / f"mine{suffix}").model()

    assert again.optimizer_state.iteration == STEPS
    for model in (mine, again):
        train(model, STEPS)
    assert_allclose(again.parameters.values, mine.parameters.values, atol=1e-6)


@pytest.mark.parametrize("optimizer", [ScheduleFreeAdamW(0.05), AdamW(0.05, **EMA), Muon(0.05)], ids=short)
def test_keras_begins_with_a_file_of_an_untrained_network(optimizer, tmp_path):
    mine = compile_model(network(), TrainingSettings("mean_squared_error", optimizer, (), seed=3))
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")
    theirs = keras.models.load_model(tmp_path / "mine.keras")

    for step in range(STEPS):
        train(mine, step)
        train_keras(theirs, step)

    assert_same_weights(mine, theirs)


def test_a_rate_that_was_changed_on_the_way_is_kept_by_keras_and_by_us(tmp_path):
    mine = trained(Adam(0.05))
    mine.optimizer_state.rate_override = 0.002
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")

    theirs, again = keras.models.load_model(tmp_path / "mine.keras"), formats.read(tmp_path / "mine.keras")

    assert float(theirs.optimizer.learning_rate) == pytest.approx(0.002)
    assert again.optimizer.rate_override == pytest.approx(0.002)
    assert_go_on_alike(again.model(), theirs)


def test_variables_of_other_shapes_are_left_out(tmp_path):
    mine = trained(Lamb(0.05))
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")
    theirs = keras.models.load_model(tmp_path / "mine.keras")
    variables = theirs.optimizer.variables
    variables[2], variables[3] = np.zeros(3), np.zeros(3)

    arrays = [np.asarray(variable) for variable in variables]
    assert memory_of(arrays, mine.graph, mine.settings.optimizer) is None
    assert memory_of(arrays[:-1], mine.graph, mine.settings.optimizer) is None


@pytest.mark.parametrize("iteration", [np.nan, np.inf, -1.0, 1e30])
def test_an_iteration_that_is_no_count_leaves_the_memory_out(iteration, tmp_path):
    mine = trained(Lamb(0.05))
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")
    arrays = [np.asarray(variable) for variable in keras.models.load_model(tmp_path / "mine.keras").optimizer.variables]

    assert memory_of(arrays, mine.graph, mine.settings.optimizer).iteration == mine.optimizer_state.iteration
    assert memory_of([np.float64(iteration), *arrays[1:]], mine.graph, mine.settings.optimizer) is None


def test_a_rate_that_is_no_number_is_the_declared_one(tmp_path):
    mine = trained(Lamb(0.05))
    formats.write(Bundle(Snapshot.of(mine)), tmp_path / "mine.keras")
    arrays = [np.asarray(variable) for variable in keras.models.load_model(tmp_path / "mine.keras").optimizer.variables]

    assert (
        memory_of([arrays[0], np.float32(0.5), *arrays[2:]], mine.graph, mine.settings.optimizer).rate_override == 0.5
    )
    assert (
        memory_of([arrays[0], np.float32("nan"), *arrays[2:]], mine.graph, mine.settings.optimizer).rate_override
        is None
    )


def test_a_layer_that_thaws_begins_anew_and_the_others_go_on():
    snapshot = Snapshot.of(trained(ScheduleFreeAdamW(0.05, **EMA)))
    frozen, thawed = "dense_1", Snapshot(network(), snapshot.weights, snapshot.training, snapshot.optimizer)
    node = thawed.graph[frozen]
    graph = thawed.graph.with_nodes(node.replace(layer=node.layer.replace(trainable=True)))

    model = Snapshot(graph, snapshot.weights, snapshot.training, snapshot.optimizer).model()

    assert model.optimizer_state.iteration == STEPS
    for slot in ("average", "momentum"):
        views = model.optimizer_state.views[slot]
        np.testing.assert_array_equal(views[frozen, "kernel"], model.parameters.views[frozen, "kernel"])
        assert_allclose(views["dense", "kernel"], snapshot.optimizer.slots[slot]["dense", "kernel"], rtol=1e-6)


def test_the_config_of_an_old_optimizer_is_read():
    old = {"name": "Adam", "learning_rate": 0.002, "decay": 0.0, "beta_1": 0.8, "amsgrad": False, "epsilon": 1e-7}

    assert optimizer_from_keras({"class_name": "Adam", "config": old}) == Adam(0.002, 0.8)
    with pytest.raises(Fault, match=r"decay=0\.1"):
        optimizer_from_keras({"class_name": "Adam", "config": {**old, "decay": 0.1}})
