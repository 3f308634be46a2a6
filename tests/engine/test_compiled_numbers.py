"""Compiled activations over the whole range of numbers, and dropout, which keeps what NumPy's keeps."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

from netbuilder.engine.kernels.compiled import loading
from netbuilder.engine.kernels.threads import SILENT
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain, node


@pytest.fixture(scope="module", autouse=True)
def ready():
    loading.loader().wait()


def kinds():
    loading.loader().wait()
    from netbuilder.engine.kernels.compiled.code.bending import KINDS

    return KINDS


NAMES = (
    "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus", "sigmoid", "tanh", "relu6", "exponential",
    "hard_sigmoid", "hard_silu", "hard_tanh", "softsign", "mish",
)  # fmt: skip


def test_these_are_all_kinds():
    assert kinds() == NAMES


def both(name, x, dy):
    """Outputs and gradients of compiled code, and of the layers' in float64."""
    from netbuilder.engine.kernels.compiled.activation import PARAMETERS
    from netbuilder.engine.kernels.compiled.code import bending

    kind, parameter = NAMES.index(name), np.float32(PARAMETERS.get(name, 0))
    y, dx = np.empty_like(x), np.empty_like(x)
    bending.bent(kind, parameter, x, y, 0, x.size)
    bending.bent_back(kind, parameter, x, y, dy, dx, 0, x.size)
    with np.errstate(**SILENT):
        exact, back = ACTIVATIONS[name](x.astype(np.float64))
        return (y, dx), (exact, back(dy.astype(np.float64)))


@pytest.mark.parametrize("name", NAMES)
def test_activations_are_exact_over_the_whole_range(name):
    x = np.concatenate([np.linspace(-30, 30, 100_001), np.geomspace(1e-30, 1, 1001), -np.geomspace(1e-30, 1, 1001)])
    x = np.unique(x.astype(np.float32))
    x = x[~np.isin(np.abs(x), (0, 1, 3, 6))]  # where slopes change

    for found, exact in zip(*both(name, x, np.ones_like(x)), strict=True):
        np.testing.assert_allclose(found, exact, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_largest_numbers_go_where_they_should(name):
    x = np.array([-3e38, -1000, -90, 90, 1000, 3e38], np.float32)

    (found, back), (exact, exact_back) = both(name, x, np.ones_like(x))

    with np.errstate(over="ignore"):
        exact[:3] *= name != "gelu"  # float64's error function is off by a last digit, here times 3e38
        np.testing.assert_allclose(found, exact.astype(np.float32), rtol=3e-6, atol=1e-6)
        if name not in ("gelu", "mish"):  # whose own squares overflow
            np.testing.assert_allclose(back, exact_back.astype(np.float32), rtol=3e-6, atol=1e-6)


@pytest.mark.parametrize("value", [np.nan, -np.nan])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_number_stays_none(name, value):
    x = np.array([1, 2, 3, value] * 9, np.float32)

    (found, _), _ = both(name, x, np.ones_like(x))

    assert np.isnan(found[3::4]).all()
    assert np.isfinite(found[:3]).all()


def test_small_numbers_keep_their_digits():
    x = -np.geomspace(1e-20, 0.1, 100).astype(np.float32)

    (found, _), (exact, _) = both("elu", x, np.ones_like(x))

    np.testing.assert_allclose(found, exact, rtol=1e-6)


@pytest.mark.parametrize("rate", [0.25, 0.3, 0.999])
@pytest.mark.parametrize("behind", ["dense", "convolution"])
def test_dropout_keeps_what_numpys_keeps(rate, behind):
    if behind == "dense":
        graph, shape = chain(Input((6,)), Dense(50), Dropout(rate), Dense(3, "softmax")), (6,)
    else:
        graph = chain(Input((5, 6, 2)), Conv2D(4, 2), Dropout(rate), Flatten(), Dense(3, "softmax"))
        shape = (5, 6, 2)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(9, *shape)).astype(np.float32), np.eye(3, dtype=np.float32)[rng.integers(0, 3, 9)]
    dropped, found = [], []
    for compiled in (False, True):
        model = compile_model(graph, TrainingSettings(loss="categorical_crossentropy", seed=4), dtype=np.float32)
        model.use_compiled(compiled)
        found.append({key: value.copy() for key, value in model.gradients([x], [y]).items()})
        op = next(op for op in model.program("train").ops if "Dropout" in type(op).__name__)
        dropped.append(np.array(model.program("train").value_of(op.outputs[0])) == 0)
        assert ("compiled" in type(op).__module__) is compiled

    np.testing.assert_array_equal(*dropped)
    for key, value in found[0].items():
        np.testing.assert_allclose(value, found[1][key], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("causal", [False, True])
def test_attention_drops_what_numpys_drops(causal):
    graph = Graph.of(
        [
            node("a", Input((7, 6))),
            node("b", Dense(5), "a"),
            node("attention", MultiHeadAttention(2, 3, dropout=0.4, use_causal_mask=causal), "b", "a"),
            node("flat", Flatten(), "attention"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(9, 7, 6)).astype(np.float32), np.eye(3, dtype=np.float32)[rng.integers(0, 3, 9)]
    found = []
    for compiled in (False, True):
        model = compile_model(graph, TrainingSettings(loss="categorical_crossentropy", seed=4), dtype=np.float32)
        model.use_compiled(compiled)
        found.append({key: value.copy() for key, value in model.gradients([x], [y]).items()})
        op = next(op for op in model.program("train").ops if op.node == "attention")
        assert ("compiled" in type(op).__module__) is compiled

    for key, value in found[0].items():
        np.testing.assert_allclose(value, found[1][key], rtol=1e-4, atol=1e-6)
