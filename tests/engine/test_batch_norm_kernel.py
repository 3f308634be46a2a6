"""The kernel of batch normalization computes what the layer computes, running averages included."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.kernels import batch_norm
from netbuilder.engine.kernels.batch_norm import BatchNormalizationOp
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

LOSS = "categorical_crossentropy"


def network(relu=True, **options):
    """Behind a convolution the axes lie in memory otherwise than behind a dense layer."""
    rest = [Activation("relu")] if relu else []
    return chain(
        Input((9, 8, 5)),
        Conv2D(6, 3, padding="same", use_bias=False),
        BatchNormalization(**options),
        *rest,
        MaxPooling2D(2),
        Flatten(),
        Dense(7),
        BatchNormalization(**options),
        *rest,
        Dense(3, "softmax"),
    )


def taken(graph, purpose="train"):
    return sum(isinstance(op, BatchNormalizationOp) for op in compiled(graph).program(purpose).ops)


def compiled(graph, **options):
    return compile_model(graph, TrainingSettings(loss=LOSS, seed=1), **options)


@pytest.mark.parametrize("size", [batch_norm.BLOCK, 64], ids=["one block", "blocks"])
@pytest.mark.parametrize(("center", "scale"), [(True, True), (False, True), (True, False)])
@pytest.mark.parametrize("relu", [True, False])
def test_gradients(relu, center, scale, size, monkeypatch):
    monkeypatch.setattr(batch_norm, "BLOCK", size)
    graph = network(relu, center=center, scale=scale, gamma_initializer="random_normal")

    assert taken(graph) == 2
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_batches_of_changing_size():
    graph, sizes = network(), (5, 5, 2, 5, 1)

    assert_same(gradients_of(graph, LOSS, True, 18, sizes), gradients_of(graph, LOSS, False, 18, sizes))


def test_running_averages_and_what_is_predicted_by_them():
    rng = np.random.default_rng(0)
    x, y = rng.normal(3, 2, (16, 9, 8, 5)).astype("float32"), np.eye(3)[rng.integers(0, 3, 16)]
    fast, slow = (compiled(network(momentum=0.5), kernels=kernels) for kernels in (True, False))

    for model in (fast, slow):
        for _ in range(3):
            model.train_batch([x], [y])

    for key, view in fast.parameters.views.items():
        np.testing.assert_allclose(view, slow.parameters.views[key], rtol=1e-3, atol=1e-4, err_msg=str(key))
    np.testing.assert_allclose(fast.predict([x])[0], slow.predict([x])[0], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "layer", [BatchNormalization(axis=1), BatchNormalization(trainable=False)], ids=["axis", "frozen"]
)
def test_what_else_it_does_is_left_to_the_layer(layer):
    assert taken(chain(Input((4, 5)), Dense(6), layer, Flatten(), Dense(3, "softmax"))) == 0


def test_predictions_need_no_batch():
    graph = network()

    assert taken(graph, "predict") == 2
