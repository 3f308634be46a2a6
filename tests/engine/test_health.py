"""Judging looks into a run: what is ill is named, what is well is not, and what is offered mends it."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.events import LayerView, Watched
from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.health import SENTENCES, judge, remedies
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.parts.initializers import Constant, RandomNormal
from netbuilder.layers.reshaping import Flatten
from tests.networks import NETWORKS, chain

SETTINGS = TrainingSettings(loss="categorical_crossentropy", optimizer="sgd", epochs=4, batch_size=16, seed=1)


def view(node, weights=1.0, gradients=1.0, updates=1e-3, dead=0.0):
    return LayerView(node, weights, gradients, updates, dead, 0.0, 1.0, np.zeros(1), np.zeros(2))


def look(*views, step=100):
    return Watched(0, step, step, views)


def deep(count=3):
    return chain(Input((6,)), *[Dense(5, "relu") for _ in range(count - 1)], Dense(3, "softmax"))


def judged(graph, settings=SETTINGS, count=160, scale=1.0):
    """The health of a real run."""
    rng = np.random.default_rng(0)
    shape = graph[graph.input_names[0]].layer.shape
    x = (rng.standard_normal((count, *shape)) * scale).astype("float32")
    y = np.eye(3, dtype="float32")[(x.reshape(count, -1)[:, 0] > 0).astype(int)]
    model = compile_model(graph, settings)
    looks = [e for e in fit(model, Samples((x,), (y,)), watch=Watch(100.0)) if isinstance(e, Watched)]
    return judge(looks, graph)


def test_a_network_that_trains_well_is_well():
    health = judged(deep())

    assert not health.findings
    assert {name: layer.trouble for name, layer in health.layers.items()} == {"dense": "", "dense_1": "", "dense_2": ""}


def test_gradients_that_vanish_are_said_to_vanish_before_the_first_layer_that_learns():
    many = chain(Input((6,)), *[Dense(8, "sigmoid", kernel_initializer=RandomNormal(stddev=0.02)) for _ in range(4)],
                 Dense(3, "softmax"))  # fmt: skip
    health = judged(many)
    (finding,) = health.findings

    assert finding.kind == "vanishing"
    assert finding.nodes[0] == "dense"
    first_well = next(name for name, layer in health.layers.items() if layer.trouble != "vanishing")
    assert str(finding.message) == f"gradients vanish before {first_well}: try he_normal or BatchNormalization"


@pytest.mark.parametrize("number", [0, 1])
def test_each_remedy_for_vanished_gradients_brings_them_back(number):
    narrow = RandomNormal(stddev=0.02)
    ill = chain(Input((6,)), *[Dense(8, "relu", kernel_initializer=narrow) for _ in range(4)], Dense(3, "softmax"))
    (finding, *_) = [f for f in judged(ill).findings if f.kind == "vanishing"]
    remedy = remedies(finding, ill, SETTINGS)[number]

    after = judged(remedy.graph)

    assert not [f for f in after.findings if f.kind == "vanishing"]


def test_batch_normalization_is_added_below_and_what_read_the_block_reads_it():
    graph = deep()
    finding = next(f for f in judge([look(view("dense", gradients=1e-9), view("dense_2"))], graph).findings)
    remedy = next(r for r in remedies(finding, graph, SETTINGS) if "BatchNormalization" in str(r.label))

    assert not check(remedy.graph).errors
    assert remedy.graph["dense_1"].inputs[0].node == "batch_normalization"
    assert isinstance(remedy.graph["batch_normalization"].layer, BatchNormalization)


def test_dead_units_are_told_with_their_share_and_leaky_relu_is_offered():
    graph = chain(Input((6,)), Dense(4, "relu", bias_initializer=Constant(-1e6)), Dense(3, "softmax"))
    finding = judged(graph).findings[0]

    assert str(finding.message).startswith("100 % of the units of dense are dead")
    assert remedies(finding, graph, SETTINGS)[0].graph["dense"].layer.activation == "leaky_relu"


def test_what_only_hands_values_on_is_not_called_dead():
    graph = chain(Input((2, 3)), Flatten(), Dense(3, "softmax"))

    health = judge([look(view("flatten", None, None, None, dead=0.9), view("dense"))], graph)

    assert not health.findings


def test_steps_that_are_too_long_ask_for_a_lower_learning_rate():
    settings = SETTINGS.replace(epochs=1, optimizer={"class_name": "Adam", "config": {"learning_rate": 0.5}})
    graph = deep()
    finding = next(f for f in judged(graph, settings).findings if f.kind == "long steps")

    assert remedies(finding, graph, settings)[0].training.optimizer.learning_rate == 0.05


@pytest.mark.parametrize(("rate", "asked"), [(1e-6, 1e-5), (1e-9, 0.01)], ids=["ten times", "the usual one"])
def test_steps_that_are_too_short_ask_for_a_higher_learning_rate(rate, asked):
    settings = SETTINGS.replace(optimizer={"class_name": "SGD", "config": {"learning_rate": rate}})
    finding = next(f for f in judged(deep(), settings).findings if f.kind == "short steps")

    assert "hardly move" in str(finding.message)
    assert remedies(finding, deep(), settings)[0].training.optimizer.learning_rate == asked


def test_gradients_that_explode_are_offered_clipping_unless_they_are_clipped():
    graph = deep()
    finding = judge(
        [look(view("dense", gradients=1e5), view("dense_1", gradients=1e4), view("dense_2"))], graph
    ).findings[0]
    clipped = SETTINGS.replace(optimizer={"class_name": "SGD", "config": {"clipnorm": 1.0}})

    assert finding.message.values["name"] == "dense_1"
    assert remedies(finding, graph, SETTINGS)[0].training.optimizer.clipnorm == 1.0
    assert all("clipnorm" not in str(remedy.label) for remedy in remedies(finding, graph, clipped))


def test_a_gradient_that_is_not_finite_explodes():
    health = judge([look(view("dense", gradients=float("inf")), view("dense_2"))], deep())

    assert health.layers["dense"].trouble == "exploding"


def test_one_noisy_look_among_several_is_no_finding():
    well = look(view("dense"), view("dense_2"))
    noisy = look(view("dense", updates=10.0), view("dense_2"))

    assert not judge([well, well, noisy], deep()).findings


def test_the_first_steps_of_weights_that_begin_at_zero_are_no_finding():
    assert not judge([look(view("dense", weights=1e-3, updates=1e-3), view("dense_2"), step=2)], deep()).findings
    assert judge([look(view("dense", weights=1e-3, updates=1e-3), view("dense_2"), step=20)], deep()).findings


def test_frozen_layers_and_weights_of_zero_are_not_judged_by_their_steps():
    health = judge([look(view("dense", 2.0, None, None), view("dense_1", 0.0, 0.0, 0.0), view("dense_2"))], deep())

    assert health.layers["dense"].trouble == ""
    assert health.layers["dense"].step is None
    assert health.layers["dense_1"].step is None


def test_nothing_is_told_before_the_first_look():
    assert judge([], deep()).layers == {}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_can_be_judged_and_every_remedy_is_free_of_errors(name):
    graph = NETWORKS[name]()
    trained = [name for name, figures in check(graph).figures.items() if figures.trainable]
    for change in ({"gradients": 1e-9}, {"gradients": 1e9}, {"updates": 1.0}, {"updates": 1e-9}, {"dead": 1.0}):
        views = [view(node, **(change if node == trained[0] else {})) for node in trained]
        for finding in judge([look(*views)], graph).findings:
            assert finding.kind in SENTENCES
            for remedy in remedies(finding, graph, SETTINGS):
                assert not check(remedy.graph).errors
                assert (remedy.graph, remedy.training) != (graph, SETTINGS)
