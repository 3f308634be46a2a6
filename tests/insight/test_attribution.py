"""Explanations are captum's on the same network in PyTorch, and what formulas say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.decomposition import PCA
from sklearn.inspection import permutation_importance as of_scikit_learn

from netbuilder.engine.model import compile_model
from netbuilder.errors import DataError
from netbuilder.insight.attribution import Target, grad_cam, gradient_times_input, integrated_gradients, occlusion
from netbuilder.insight.importance import permutation_importance
from netbuilder.insight.passing import Pass, entries, scores_tensor
from netbuilder.insight.sanity import rank_correlation, sanity
from netbuilder.insight.seen import exciting, nearest, principal_map, vectors_of
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalAveragePooling2D, MaxPooling2D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.regularization import Dropout
from tests.networks import chain, cnn, mlp, residual


def compiled(graph, dtype=np.float64, seed=3):
    model = compile_model(graph, dtype=dtype)
    model.parameters.initialize(seed)
    rng = np.random.default_rng(seed)
    for key, view in model.parameters.views.items():  # moving means and biases that are not 0
        view += rng.normal(0, 0.1, view.shape) ** (2 if key[1] == "moving_variance" else 1)
    return model


@pytest.fixture
def rng():
    return np.random.default_rng(8)


@pytest.mark.parametrize("graph", [mlp(), cnn(), residual()], ids=["mlp", "cnn", "residual"])
def test_gradients_through_a_predicting_network_are_its_finite_differences(graph, rng):
    model = compiled(graph)
    x = rng.normal(size=(1, *model.input_shapes[graph.input_names[0]]))
    passed, (place,), tensor = Pass(model, [x]), entries(model), scores_tensor(model, 0)
    seed = np.zeros_like(passed.values[tensor])
    seed[:, 1] = 1
    found = passed.gradients({tensor: seed}, (place,))[place]

    step = rng.normal(size=x.shape)
    low, high = (Pass(model, [x + sign * 1e-6 * step]).values[tensor][0, 1] for sign in (-1, 1))

    assert_allclose((found * step).sum(), (high - low) / 2e-6, rtol=1e-5)


def test_integrated_gradients_sum_up_to_what_the_score_differs(rng):
    model = compiled(chain(Input((6,)), Dense(5, "tanh"), Dense(3, "softmax")))
    why = integrated_gradients(model, [rng.normal(size=6)], Target(unit=2))

    before = Pass(model, [np.zeros((1, 6))]).values[scores_tensor(model, 0)][0, 2]
    assert_allclose(why.shares[0].sum(), why.score - before, atol=1e-9)
    assert abs(why.gap) < 1e-9


def test_words_are_explained_one_number_each(rng):
    model = compiled(chain(Input((7,)), Embedding(20, 4), GlobalAveragePooling1D(), Dense(3, "softmax")))
    words = rng.integers(0, 20, 7)
    why = gradient_times_input(model, [words], Target(unit=1))

    kernel, vectors = model.parameters.views["dense", "kernel"], model.parameters.views["embedding", "embeddings"]
    assert_allclose(why.shares[0], vectors[words] @ kernel[:, 1] / 7, rtol=1e-12)


def test_a_network_of_sequences_is_explained(rng):
    model = compiled(chain(Input((5, 2)), LSTM(3), Dense(1)))
    why = integrated_gradients(model, [rng.normal(size=(5, 2))], Target())
    assert why.shares[0].shape == (5, 2)
    assert abs(why.gap) < 1e-7


def maps_network():
    return chain(
        Input((8, 8, 2)), Conv2D(4, 3, padding="same", activation="relu"), MaxPooling2D(), Dropout(0.5),
        Conv2D(5, 3, activation="relu"), GlobalAveragePooling2D(), Dense(3, "softmax"),
    )  # fmt: skip


def test_grad_cam_is_the_formula_in_ten_lines(rng):
    model, x = compiled(maps_network()), rng.normal(size=(8, 8, 2))
    maps = Pass(model, [x[None]]).of_node("conv2d_1")[0]
    # Behind the maps come a mean over the places and a Dense: the gradient of score 1 is its column, over the places.
    weights = model.parameters.views["dense", "kernel"][:, 1] / maps[..., 0].size
    wanted = np.maximum((maps * weights).sum(axis=-1), 0)

    assert_allclose(grad_cam(model, [x], Target(unit=1)), wanted, rtol=1e-12)


def test_grad_cam_refuses_what_has_no_places(rng):
    with pytest.raises(DataError, match="no block that gives maps"):
        grad_cam(compiled(mlp()), [rng.normal(size=6)], Target())
    with pytest.raises(DataError, match="no map of several places"):
        grad_cam(compiled(maps_network()), [rng.normal(size=(8, 8, 2))], Target(), "dense")


def test_a_number_that_the_output_has_not_is_refused(rng):
    with pytest.raises(DataError, match="has 3 numbers"):
        gradient_times_input(compiled(mlp()), [rng.normal(size=6)], Target(unit=3))


def of_torch(model):
    """The network of maps_network in PyTorch, channels first."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("captum")
    nn = torch.nn
    network = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3),
    ).double().eval()  # fmt: skip
    views = model.parameters.views
    with torch.no_grad():
        for layer, name in ((network[0], "conv2d"), (network[3], "conv2d_1")):
            layer.weight.copy_(torch.from_numpy(views[name, "kernel"].transpose(3, 2, 0, 1).copy()))
            layer.bias.copy_(torch.from_numpy(views[name, "bias"]))
        network[7].weight.copy_(torch.from_numpy(views["dense", "kernel"].T.copy()))
        network[7].bias.copy_(torch.from_numpy(views["dense", "bias"]))
    return torch, network


@pytest.mark.parametrize("method", ["gradient", "integrated", "occlusion"])
def test_explanations_are_those_of_captum(method, rng):
    model, x = compiled(maps_network()), rng.normal(size=(8, 8, 2))
    torch, network = of_torch(model)
    from captum import attr

    there = torch.from_numpy(x.transpose(2, 0, 1)[None].copy())
    if method == "gradient":
        found, wanted = (
            gradient_times_input(model, [x], Target(unit=1)),
            attr.InputXGradient(network).attribute(there.requires_grad_(), target=1),
        )
    elif method == "integrated":
        found = integrated_gradients(model, [x], Target(unit=1))
        wanted = attr.IntegratedGradients(network).attribute(there, target=1, n_steps=50)
    else:
        found = occlusion(model, [x], Target(unit=1), window=(4, 2, 2), stride=(2, 2, 2))
        wanted = attr.Occlusion(network).attribute(there, (2, 4, 2), strides=(2, 2, 2), target=1)
    assert_allclose(found.shares[0], wanted.detach().numpy()[0].transpose(1, 2, 0), atol=1e-9)


def test_a_map_that_depends_on_nothing_learned_is_found_out(rng):
    model, x = compiled(mlp()), rng.normal(size=6)

    learned = sanity(model, lambda one: integrated_gradients(one, [x], Target(unit=1)).shares[0])
    edges = sanity(model, lambda one: x)

    assert learned.blocks == ("dense_2", "dense_1", "dense")
    assert edges.alike == (1.0, 1.0, 1.0)
    assert not edges.depends


def test_the_rank_correlation_is_spearmans(rng):
    from scipy.stats import spearmanr

    one, other = np.round(rng.normal(size=50), 1), rng.normal(size=50)
    assert rank_correlation(one, other) == pytest.approx(spearmanr(one, other).statistic, abs=1e-12)
    assert np.isnan(rank_correlation(one, np.ones(50)))


def test_the_importance_of_columns_is_that_of_scikit_learn(rng):
    x = rng.normal(size=(60, 3))
    y = x[:, 0] * 2 + x[:, 1] + rng.normal(size=60) * 0.1

    class Judge:
        def fit(self, x, y):
            return self

        def score(self, x, y):
            return -float(np.abs(x[:, 0] * 2 + x[:, 1] - y).mean())

    wanted = of_scikit_learn(Judge(), x, y, n_repeats=4, random_state=7)
    found = permutation_importance(
        lambda inputs: Judge().score(inputs[0], y), [x], {name: [(0, i)] for i, name in enumerate("abc")}, 4, 7
    )

    assert [importance.name for importance in found] == ["a", "b", "c"]
    assert_allclose([importance.mean for importance in found], wanted.importances_mean, rtol=1e-12, atol=1e-15)
    assert_allclose(found[0].falls, wanted.importances[0], rtol=1e-12)


def test_the_samples_that_excite_a_unit_come_first(rng):
    model, x = compiled(maps_network()), rng.normal(size=(150, 8, 8, 2))
    maps = Pass(model, [x]).of_node("conv2d_1")
    order, values = exciting(model, [x], "conv2d_1", 2, 5)

    assert order.tolist() == np.argsort(-maps[..., 2].max(axis=(1, 2)), kind="stable")[:5].tolist()
    assert_allclose(values, maps[order, ..., 2].max(axis=(1, 2)))


def test_the_nearest_of_a_sample_is_itself(rng):
    model, x = compiled(mlp()), rng.normal(size=(30, 6))
    vectors = vectors_of(model, [x], "dense_1")
    order, distances = nearest(vectors, vectors[17], 3)

    assert order[0] == 17
    assert distances[0] == 0
    assert_allclose(distances[1], np.sort(np.linalg.norm(vectors.astype(float) - vectors[17].astype(float), axis=1))[1])


@pytest.mark.parametrize("shape", [(40, 5), (6, 30)], ids=["rows", "columns"])
def test_the_map_is_that_of_scikit_learn(shape, rng):
    vectors = rng.normal(size=shape)
    wanted = PCA(2).fit(vectors)
    found = principal_map(vectors)

    assert_allclose(np.abs(found.places), np.abs(wanted.transform(vectors)), atol=1e-9)
    assert_allclose(found.shares, wanted.explained_variance_ratio_, rtol=1e-9)


@pytest.mark.parametrize("shape", [(0, 4), (1, 4), (3, 1)])
def test_few_samples_have_a_map_too(shape):
    assert principal_map(np.ones(shape)).places.shape == (shape[0], 2)


def test_normalization_explains_by_what_it_remembers(rng):
    """While predicting, a batch of one is normalized by the moving mean, not by itself."""
    model = compiled(chain(Input((4,)), BatchNormalization(), Dense(2)))
    assert np.abs(gradient_times_input(model, [rng.normal(size=4)], Target()).shares[0]).max() > 0.01
