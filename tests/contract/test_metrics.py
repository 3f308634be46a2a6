"""What holds for every registered metric."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.metrics import F1Score, Metric
from netbuilder.errors import DataError

KINDS = pytest.mark.parametrize("kind", Metric.registry.values(), ids=lambda kind: kind.__name__)


def data(kind, rng):
    """Labels and predictions of the form that a metric is for."""
    p = rng.dirichlet(np.ones(4), 50)
    if kind.__name__ == "SparseCategoricalAccuracy":
        return rng.integers(0, 4, 50), p
    return np.eye(4)[rng.integers(0, 4, 50)], p


@KINDS
def test_batches_add_up_to_the_whole(kind, rng):
    y, p = data(kind, rng)
    metric = kind.starting()
    whole, parts = metric.start(), metric.start()
    metric.update(whole, y, p)
    for cut in (slice(0, 7), slice(7, 31), slice(31, 50)):
        metric.update(parts, y[cut], p[cut])

    assert metric.result(parts) == pytest.approx(metric.result(whole), rel=1e-12)


@KINDS
def test_a_weight_of_two_is_the_sample_twice(kind, rng):
    y, p = data(kind, rng)
    metric = kind.starting()
    weighted, doubled = metric.start(), metric.start()
    metric.update(weighted, y, p, np.where(np.arange(50) < 10, 2.0, 1.0))
    metric.update(doubled, np.concatenate([y, y[:10]]), np.concatenate([p, p[:10]]))

    assert metric.result(weighted) == pytest.approx(metric.result(doubled), rel=1e-9)


@KINDS
def test_nothing_seen_is_no_error(kind):
    metric = kind.starting()

    result = metric.result(metric.start())

    assert np.isfinite(result).all()


@KINDS
def test_config_round_trip(kind):
    metric = kind.starting()

    assert Metric.from_json(metric.to_json()) == metric
    assert metric.better in ("max", "min")


@pytest.mark.parametrize("name", ["precision", "recall", "auc", "f1_score"])
def test_class_numbers_are_refused_where_one_hot_labels_are_needed(name, rng):
    metric = Metric.coerce(name)

    with pytest.raises(DataError, match="one-hot"):
        metric.update(metric.start(), rng.integers(0, 4, 50), rng.dirichlet(np.ones(4), 50))


def test_f1_without_average_gives_one_number_a_class(rng):
    y, p = data(F1Score, rng)
    metric = F1Score()
    state = metric.start()
    metric.update(state, y, p)

    assert len(metric.result(state)) == 4
