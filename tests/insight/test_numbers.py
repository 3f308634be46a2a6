"""The numbers of an evaluation are scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import metrics
from sklearn.calibration import calibration_curve

from netbuilder.insight.amounts import Amounts
from netbuilder.insight.calibration import calibration, cooled, temperature
from netbuilder.insight.classes import Confusion
from netbuilder.insight.comparing import exact_chance, mcnemar, paired_difference
from netbuilder.insight.groups import by_group
from netbuilder.insight.thresholds import Scored

NAMES = ("ant", "bee", "cat", "dog", "eel")


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.fixture
def said(rng):
    """Classes of which one never occurs and another is never predicted."""
    truth = rng.choice([0, 1, 2, 4], size=400, p=[0.5, 0.3, 0.15, 0.05])
    predicted = np.where(rng.random(400) < 0.7, truth, rng.choice([0, 1, 3], size=400))
    return truth, predicted


def test_the_figures_of_each_class_are_those_of_scikit_learn(said):
    truth, predicted = said
    found = Confusion.of(truth, predicted, NAMES)
    wanted = metrics.precision_recall_fscore_support(truth, predicted, labels=range(5), zero_division=np.nan)

    assert_allclose(found.counts, metrics.confusion_matrix(truth, predicted, labels=range(5)))
    assert_allclose(found.by_class["precision"], wanted[0], rtol=1e-12)
    assert_allclose(found.by_class["recall"], wanted[1], rtol=1e-12)
    assert_allclose(found.by_class["f1"], wanted[2], rtol=1e-12)
    assert_allclose(found.support, wanted[3])
    assert_allclose(found.accuracy, metrics.accuracy_score(truth, predicted), rtol=1e-12)


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_averages_over_the_classes_are_those_of_scikit_learn(said, name):
    wanted = getattr(metrics, f"{name}_score")(*said, average="macro", zero_division=0)
    assert_allclose(Confusion.of(*said, NAMES).averages[name], wanted, rtol=1e-12)


@pytest.mark.parametrize("by", ["true", "predicted"])
def test_rates_are_those_of_scikit_learn(said, by):
    found = Confusion.of(*said, NAMES).rates(by)
    wanted = metrics.confusion_matrix(*said, labels=range(5), normalize=by[:4])
    assert_allclose(np.nan_to_num(found), wanted, rtol=1e-12)


def test_the_pairs_that_are_confused_most_come_first():
    found = Confusion(np.array([[5, 1, 0], [4, 9, 0], [0, 2, 7]]), ("a", "b", "c"))

    assert found.confused() == [(1, 0, 4), (2, 1, 2), (0, 1, 1)]
    assert found.order_by_confusion() == [1, 0, 2]


def test_an_interval_covers_the_figure_of_the_whole_about_as_often_as_it_says(rng):
    """200 samples of a network that is right in 80 of 100 cases."""
    inside = 0
    for round_ in range(100):
        right = rng.random(200) < 0.8
        found = Confusion.of(np.ones(200, int), right.astype(int), ("no", "yes")).intervals(400, round_)["accuracy"][0]
        inside += found.low <= 0.8 <= found.high
    assert 88 <= inside <= 100


def test_a_number_that_is_no_class_is_refused():
    with pytest.raises(ValueError, match="must be 0 to 1"):
        Confusion.of(np.array([0, 2]), np.array([0, 1]), ("no", "yes"))


def test_nothing_was_measured_of_no_samples():
    none = np.array([], int)
    found = Confusion.of(none, none, ("no", "yes"))

    assert np.isnan(found.accuracy)
    assert np.isnan(found.by_class["f1"]).all()
    assert found.confused() == []
    assert np.isnan(found.intervals()["accuracy"][0].low)
    assert np.isnan(Scored(none.astype(float), none).auc)
    assert np.isnan(Amounts(none, none).figures["mean_absolute_error"])


@pytest.fixture(params=["different", "ties"])
def scores(request, rng):
    truth = rng.random(300) < 0.3
    scores = rng.normal(truth * 0.9, 1)
    return (np.round(scores, 1) if request.param == "ties" else scores), truth


def test_areas_under_curves_are_those_of_scikit_learn(scores):
    values, truth = scores
    found = Scored(values, truth)

    assert_allclose(found.auc, metrics.roc_auc_score(truth, values), rtol=1e-12)
    assert_allclose(found.average_precision, metrics.average_precision_score(truth, values), rtol=1e-12)


def test_curves_are_those_of_scikit_learn(scores):
    values, truth = scores
    alarms, recall, _ = metrics.roc_curve(truth, values, drop_intermediate=False)
    precision, gained, thresholds = metrics.precision_recall_curve(truth, values)
    found = Scored(values, truth)

    assert_allclose(found.roc, (alarms, recall), atol=1e-12)
    assert_allclose(found.precision_recall, (gained[-2::-1], precision[-2::-1]), rtol=1e-12)
    assert_allclose(found.thresholds, thresholds[::-1], rtol=1e-12)


def test_the_figures_of_a_threshold_are_those_of_scikit_learn(scores):
    values, truth = scores
    found, said = Scored(values, truth).at(0.4), values >= 0.4

    assert_allclose(found.precision, metrics.precision_score(truth, said), rtol=1e-12)
    assert_allclose(found.recall, metrics.recall_score(truth, said), rtol=1e-12)
    assert_allclose(found.f1, metrics.f1_score(truth, said), rtol=1e-12)
    assert_allclose(found.accuracy, metrics.accuracy_score(truth, said), rtol=1e-12)


def test_no_threshold_has_a_better_f1_than_the_best(scores):
    values, truth = scores
    best = Scored(values, truth).best_f1()
    assert best.f1 == max(metrics.f1_score(truth, values >= threshold) for threshold in values)


def test_of_one_kind_of_samples_there_is_no_area():
    assert np.isnan(Scored(np.arange(4.0), np.ones(4, bool)).auc)
    assert np.isnan(Scored(np.arange(4.0), np.zeros(4, bool)).average_precision)


def test_the_calibration_is_that_of_scikit_learn(rng):
    confidence = rng.random(500)
    right = rng.random(500) < confidence**2
    share, mean = calibration_curve(right, confidence, n_bins=10)
    found = calibration(confidence, right)

    assert_allclose(found.right, share, rtol=1e-12)
    assert_allclose(found.confidence, mean, rtol=1e-12)
    assert found.counts.sum() == 500


def test_the_temperature_takes_back_what_made_a_network_too_sure(rng):
    scores = rng.normal(size=(4000, 3))
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    truth = np.array([rng.choice(3, p=share) for share in shares])
    sure = cooled(shares, 1 / 2.5)

    found = temperature(sure, truth)

    assert found == pytest.approx(2.5, rel=0.08)
    assert metrics.log_loss(truth, cooled(sure, found)) <= metrics.log_loss(truth, cooled(sure, found * 1.01))
    assert metrics.log_loss(truth, cooled(sure, found)) <= metrics.log_loss(truth, cooled(sure, found / 1.01))


def test_the_figures_of_amounts_are_those_of_scikit_learn(rng):
    truth = rng.normal(200_000, 500, 300)
    predicted = truth + rng.normal(20, 100, 300)
    found = Amounts(truth, predicted)

    assert_allclose(found.figures["mean_absolute_error"], metrics.mean_absolute_error(truth, predicted), rtol=1e-12)
    assert_allclose(
        found.figures["root_mean_squared_error"], metrics.root_mean_squared_error(truth, predicted), rtol=1e-12
    )
    assert_allclose(found.figures["r2_score"], metrics.r2_score(truth, predicted), rtol=1e-12)
    assert_allclose(found.of_mean, metrics.mean_absolute_error(truth, np.full(300, np.median(truth))), rtol=1e-12)
    low, value, high = (getattr(found.intervals()["r2_score"], name) for name in ("low", "value", "high"))
    assert low < value < high


@pytest.mark.parametrize(("one", "other"), [(0, 0), (1, 0), (3, 9), (10, 10), (400, 470)])
def test_mcnemar_is_the_exact_binomial_test(one, other):
    from scipy.stats import binomtest

    wanted = binomtest(one, one + other).pvalue if one + other else 1.0
    assert exact_chance(one, other) == pytest.approx(wanted, rel=1e-9)


def test_what_changed_between_two_networks_is_named():
    before, after = np.array([True, True, False, False]), np.array([True, False, True, False])
    found = mcnemar(before, after)

    assert found.gained.tolist() == [2]
    assert found.lost.tolist() == [1]
    assert found.chance == 1.0
    apart = paired_difference(np.zeros(50), np.ones(50))
    assert (apart.value, apart.low, apart.high) == (1, 1, 1)


def test_groups_are_told_apart_by_their_rates(rng):
    groups = np.repeat([0, 1], 400)
    truth = rng.random(800) < 0.5
    said = np.where(groups == 0, truth, rng.random(800) < 0.5)  # of the second group it knows nothing

    found = by_group(truth, said, groups, ("north", "south"))

    assert found.rates["recall"][0] == 1
    assert found.rates["recall"][1] == pytest.approx(metrics.recall_score(truth[400:], said[400:]))
    gap = found.gaps["equalized_odds"]
    assert gap.low > 0.3
    assert gap.value == pytest.approx(max(1 - found.rates["recall"][1], found.rates["false_alarms"][1]))


def test_a_group_without_samples_has_no_rates():
    found = by_group(np.array([True, False]), np.array([True, True]), np.array([0, 0]), ("north", "south"))
    assert found.counts == (2, 0)
    assert np.isnan(found.rates["accuracy"][1])
    assert found.gaps["accuracy"].value == 0
