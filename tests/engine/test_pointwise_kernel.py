"""Convolutions by one point compute what their layers compute, wherever positions lie in memory."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.kernels import pointwise
from netbuilder.engine.kernels.pointwise import PointwiseOp
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

LOSS = "categorical_crossentropy"
ENDS = (Flatten(), Dense(3, "softmax"))


def image(activation="relu", use_bias=True):
    """Between two convolutions whose outputs lie rows first."""
    return chain(
        Input((7, 6, 3)),
        Conv2D(5, 3, activation="relu"),
        Conv2D(8, 1, activation=activation, use_bias=use_bias),
        Conv2D(4, 2, strides=2),
        *ENDS,
    )


NETS = {
    "image": image,
    "without bias": lambda: image(use_bias=False),
    "tanh": lambda: image("tanh"),
    "first": lambda: chain(Input((5, 4, 3)), Conv2D(6, 1, activation="relu"), *ENDS),
    "line": lambda: chain(Input((9, 3)), Conv1D(4, 1, activation="relu"), Conv1D(5, 1), *ENDS),
    "volume": lambda: chain(Input((3, 4, 5, 2)), Conv3D(4, 1, activation="relu"), Conv3D(3, 1), *ENDS),
}


@pytest.mark.parametrize("block", [1, 1 << 20], ids=["a position at a time", "at once"])
@pytest.mark.parametrize("name", NETS)
def test_gives_the_layers_own_gradients(name, block, monkeypatch):
    monkeypatch.setattr(pointwise, "BLOCK_BYTES", block)
    sizes = (4, 4, 2, 1)

    assert_same(gradients_of(NETS[name](), LOSS, True, 11, sizes), gradients_of(NETS[name](), LOSS, False, 11, sizes))


def test_takes_the_place_of_convolutions_by_one_point():
    model = compile_model(NETS["image"](), TrainingSettings(LOSS, seed=1))

    assert [type(op) is PointwiseOp for op in model.program("train").ops].count(True) == 1


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    found = []
    for hands in (1, 2, 3):
        made = ThreadPool(hands)
        monkeypatch.setattr(pointwise, "thread_pool", lambda made=made: made)
        found.append(gradients_of(image(), LOSS, True, 67)[1])

    for other in found[1:]:
        for key, gradient in found[0].items():
            np.testing.assert_array_equal(gradient, other[key])
