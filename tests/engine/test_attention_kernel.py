"""The kernel of attention computes what the layer computes, whatever its tensors, widths and masks."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from netbuilder.engine.kernels import attention_workspace
from netbuilder.engine.kernels.attention import AttentionOp
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.parts.initializers import RandomNormal
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import node

pytestmark = pytest.mark.numpy

LOSS = "categorical_crossentropy"

# Which of three sequences is asked with, which holds the values, which the keys.
WIRES = {
    "self": ("a", "a"),
    "cross": ("a", "b"),
    "keys of their own": ("a", "b", "c"),
    "keys from the query": ("a", "b", "a"),
    "all the same": ("a", "a", "a"),
}
OPTIONS = {
    "plain": {},
    "narrow values": {"value_dim": 3},
    "wide values": {"value_dim": 6},
    "output": {"output_dims": (2, 3)},
    "no bias": {"use_bias": False},
    "causal": {"use_causal_mask": True},
    "dropout": {"dropout": 0.3},
    "all": {"value_dim": 2, "output_dims": (7,), "use_bias": False, "use_causal_mask": True, "dropout": 0.5},
}


def net(wires=("a", "a"), steps=(6, 6), before=True, **options):
    """Attention whose biases are drawn too, between dense layers."""
    options = {"bias_initializer": "random_normal", **options}
    shapes = {"a": (steps[0], 5), "b": (steps[1], 4), "c": (steps[1], 3)}
    if wires == WIRES["keys from the query"]:
        shapes["b"] = (steps[0], 4)
    nodes = []
    for name in sorted(set(wires)):
        nodes.append(node(f"in_{name}", Input(shapes[name])))
        if before:
            nodes.append(node(name, Dense(shapes[name][1], "tanh"), f"in_{name}"))
    wires = wires if before else tuple(f"in_{name}" for name in wires)
    nodes += [
        node("attention", MultiHeadAttention(3, 4, **options), *wires),
        node("flat", Flatten(), "attention"),
        node("out", Dense(3, "softmax"), "flat"),
    ]
    return Graph.of(nodes)


def use(monkeypatch, pool):
    for module in ("attention", "attention_workspace"):
        # By its full name: in the package the kernel stands before its module.
        monkeypatch.setattr(sys.modules[f"netbuilder.engine.kernels.{module}"], "thread_pool", lambda: pool)


def wired(*nodes):
    return Graph.of(nodes)


def taken(graph, purpose="train"):
    model = compile_model(graph, TrainingSettings(loss=LOSS, seed=1))
    return sum(isinstance(op, AttentionOp) for op in model.program(purpose).ops)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
@pytest.mark.parametrize("wires", WIRES.values(), ids=WIRES.keys())
def test_gradients(wires, options):
    graph = net(wires, (6, 6 if "b" not in wires else 5), **options)

    assert taken(graph) == 1
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("most", [1, 500], ids=["a sample each", "some samples"])
@pytest.mark.parametrize("hands", [1, 2, 3])
def test_parts_on_any_number_of_threads(hands, most, monkeypatch):
    monkeypatch.setattr(attention_workspace, "MOST", most)
    use(monkeypatch, ThreadPool(hands))
    graph = net(("a", "b"), (6, 5), dropout=0.25)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    monkeypatch.setattr(attention_workspace, "MOST", 300)
    found = []
    for hands in (1, 2, 3, 8):
        use(monkeypatch, ThreadPool(hands))
        found.append(gradients_of(net(), LOSS, True, 67)[1])

    for other in found[1:]:
        for key, gradient in found[0].items():
            np.testing.assert_array_equal(gradient, other[key])


def test_batches_of_changing_size():
    graph, sizes = net(("a", "b"), (6, 5)), (5, 5, 2, 5, 1)

    assert_same(gradients_of(graph, LOSS, True, 18, sizes), gradients_of(graph, LOSS, False, 18, sizes))


@pytest.mark.parametrize("options", [{}, {"use_causal_mask": True}, {"dropout": 0.5}], ids=str)
def test_high_scores_and_the_same_less_their_largest(options, monkeypatch):
    graph = net(kernel_initializer=RandomNormal(stddev=4.0), **options)
    # As low a limit as this every part of a batch passes, also one of low scores.
    monkeypatch.setattr(sys.modules["netbuilder.engine.kernels.attention"], "HIGHEST", 1e-3)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_scores_whose_powers_would_overflow():
    """In single precision the power of 89 is infinite."""
    graph = net(kernel_initializer=RandomNormal(stddev=20.0))
    x = [np.random.default_rng(0).normal(size=(9, 6, 5)).astype("float32")]
    fast, slow = (compile_model(graph, TrainingSettings(seed=1), kernels=kernels) for kernels in (True, False))

    np.testing.assert_allclose(fast.predict(x)[0], slow.predict(x)[0], rtol=1e-3, atol=1e-4)


def test_a_window_of_near_steps():
    graph = net(sliding_window=2)

    assert taken(graph) == 1
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("steps", [(3, 7), (7, 3)])
def test_sequences_of_different_lengths(steps, causal):
    graph = net(("a", "b"), steps, use_causal_mask=causal)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_steps_along_several_axes():
    graph = wired(
        node("image", Input((3, 4, 5))),
        node("dense", Dense(5, "tanh"), "image"),
        node("attention", MultiHeadAttention(2, 3, bias_initializer="random_normal"), "dense", "dense"),
        node("flat", Flatten(), "attention"),
        node("out", Dense(3, "softmax"), "flat"),
    )

    assert taken(graph) == 1
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("before", [True, False], ids=["something before", "at the beginning"])
def test_frozen_weights(before):
    graph = net(("a", "b"), (6, 5), before, trainable=False)

    assert taken(graph) == 1
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_a_layer_that_is_called_twice():
    graph = wired(
        node("entry", Input((6, 5))),
        node("first", MultiHeadAttention(2, 3), "entry", "entry"),
        node("again", MultiHeadAttention(2, 3), "first", "entry", shares="first"),
        node("flat", Flatten(), "again"),
        node("out", Dense(3, "softmax"), "flat"),
    )

    assert taken(graph) == 2
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize(
    "options",
    [{"attention_axes": (1,)}, {"use_gate": True}],
    ids=str,
)
def test_what_else_it_does_is_left_to_the_layer(options):
    graph = wired(
        node("image", Input((3, 4, 5))),
        node("attention", MultiHeadAttention(2, 3, **options), "image", "image"),
        node("flat", Flatten(), "attention"),
        node("out", Dense(3, "softmax"), "flat"),
    )

    assert taken(graph) == 0


def test_where_a_mask_may_come_the_layer_does_it():
    graph = wired(
        node("entry", Input((7,), "int32")),
        node("words", Embedding(11, 6, mask_zero=True), "entry"),
        node("attention", MultiHeadAttention(2, 3), "words", "words"),
        node("flat", Flatten(), "attention"),
        node("out", Dense(3, "softmax"), "flat"),
    )

    assert taken(graph) == 0


def test_predictions(monkeypatch):
    monkeypatch.setattr(attention_workspace, "MOST", 100)
    graph = net(("a", "b"), (6, 5), dropout=0.5, value_dim=3)
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(9, *shape)).astype("float32") for shape in ((6, 5), (5, 4))]
    fast, slow = (compile_model(graph, TrainingSettings(seed=1), kernels=kernels) for kernels in (True, False))

    assert taken(graph, "predict") == 1
    np.testing.assert_allclose(fast.predict(x, 4)[0], slow.predict(x, 4)[0], rtol=1e-4, atol=1e-6)
