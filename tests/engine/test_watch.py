"""Looking into a network while it trains: what is seen is true, and the run is the same."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.engine.events import BatchEnd, Watched
from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.layers import Dense, Input
from netbuilder.layers.parts.initializers import Constant
from tests.networks import NETWORKS, chain, dropped, random_inputs

SETTINGS = TrainingSettings(loss="categorical_crossentropy", optimizer="sgd", epochs=2, batch_size=8, seed=1)


def samples(graph, count=40):
    rng = np.random.default_rng(0)
    outputs = tuple(np.eye(3, dtype="float32")[rng.integers(0, 3, count)] for _ in graph.output_names)
    return Samples(random_inputs(graph, count, rng), outputs)


def looks(graph, share=1.0):
    """All that is seen when every batch may be looked at."""
    model = compile_model(graph, SETTINGS)
    events = list(fit(model, samples(graph), watch=Watch(share, probe=16)))
    return model, [event for event in events if isinstance(event, Watched)]


def test_looking_changes_nothing_of_the_run():
    plain = compile_model(dropped(), SETTINGS)
    list(fit(plain, samples(dropped())))

    watched, _ = looks(dropped())

    assert_array_equal(watched.parameters.values, plain.parameters.values)


def test_every_layer_of_every_network_is_seen():
    for make in NETWORKS.values():
        graph = make()
        _, seen = looks(graph, share=100.0)

        inner = {name for name in graph.nodes if name not in graph.input_names}
        assert {view.node for view in seen[0].layers} == inner


def test_norms_are_those_of_the_step():
    graph = chain(Input((6,)), Dense(3, "softmax"))
    model = compile_model(graph, SETTINGS.replace(epochs=1, shuffle=False))
    before = model.parameters.views["dense", "kernel"].copy()
    bias = model.parameters.views["dense", "bias"].copy()
    view = None
    for event in fit(model, samples(graph), watch=Watch(100.0)):
        if isinstance(event, Watched):
            view = event.layers[0]
            break
    kernel_step = model.parameters.views["dense", "kernel"] - before
    bias_step = model.parameters.views["dense", "bias"] - bias
    step = np.sqrt(np.square(kernel_step).sum() + np.square(bias_step).sum())

    assert_allclose(view.weights, np.sqrt(np.square(before).sum() + np.square(bias).sum()), rtol=1e-5)
    assert_allclose(view.updates, step, rtol=1e-4)
    assert_allclose(view.updates, view.gradients * 0.01, rtol=1e-4)


def test_dead_units_are_counted():
    always_off = Dense(4, "relu", bias_initializer=Constant(-1e6))
    graph = chain(Input((6,)), always_off, Dense(3, "softmax"))

    _, seen = looks(graph)

    assert seen[0].layers[0].dead == 1.0
    assert seen[0].layers[0].counts.sum() == 16 * 4


def test_without_a_budget_it_looks_once():
    _, seen = looks(dropped(), share=0.0)

    assert len(seen) <= 1


def test_it_looks_between_batches():
    graph = dropped()
    model = compile_model(graph, SETTINGS)
    kinds = [type(event) for event in fit(model, samples(graph), watch=Watch(1.0))]

    assert all(kinds[i - 1] is BatchEnd for i, kind in enumerate(kinds) if kind is Watched)
