"""Metrics equal Keras's and, where it has them, scikit-learn's; the exact AUC equals scikit-learn's alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from sklearn import metrics as sk

from netbuilder.engine.metrics import AUC, F1Score, Metric, Precision, Recall


def score(metric, y, p, weights=None):
    state = metric.start()
    for part in np.array_split(np.arange(len(y)), 3):
        metric.update(state, y[part], p[part], None if weights is None else weights[part])
    return metric.result(state)


@pytest.fixture
def classes(rng):
    return rng.integers(0, 4, 200), rng.dirichlet(np.ones(4), 200)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("BinaryAccuracy", "one-hot"), ("CategoricalAccuracy", "one-hot"), ("SparseCategoricalAccuracy", "class"),
        ("Precision", "one-hot"), ("Recall", "one-hot"), ("MeanAbsoluteError", "one-hot"),
        ("MeanSquaredError", "one-hot"),
        ("Accuracy", "rounded"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("weighted", [False, True])
def test_equals_keras(name, labels, weighted, classes, rng):
    y, p = classes
    weights = rng.uniform(0, 2, len(y)) if weighted else None
    y = y if labels == "class" else np.eye(4)[y]
    p = p.round() if labels == "rounded" else p
    theirs = getattr(keras.metrics, name)()

    theirs.update_state(y, p, sample_weight=weights)

    assert score(Metric.coerce(name), y, p, weights) == pytest.approx(float(theirs.result()), abs=1e-6)


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
@pytest.mark.parametrize("threshold", [None, 0.4])
def test_f1_equals_keras_and_scikit_learn(average, threshold, classes):
    y, p = classes
    one_hot = np.eye(4)[y]
    theirs = keras.metrics.F1Score(average=average, threshold=threshold)
    theirs.update_state(one_hot.astype("float32"), p.astype("float32"))
    mine = score(F1Score(average, threshold), one_hot, p)

    assert mine == pytest.approx(np.array(theirs.result()), abs=1e-6)
    said = np.eye(4)[p.argmax(1)] if threshold is None else p > threshold
    assert mine == pytest.approx(sk.f1_score(one_hot, said, average=average, zero_division=0), abs=1e-7)


@pytest.mark.parametrize("scores", ["even", "clustered", "tied"])
@pytest.mark.parametrize("weighted", [False, True])
def test_auc_is_exact(scores, weighted, rng):
    y = rng.integers(0, 2, 500)
    p = rng.random(500)
    p = {"even": p, "clustered": p * 1e-4, "tied": p.round(1)}[scores]
    weights = rng.uniform(0.1, 2, 500) if weighted else None

    for curve, oracle in (("ROC", sk.roc_auc_score), ("PR", sk.average_precision_score)):
        mine = score(AUC(curve), y[:, None], p[:, None], weights)
        assert mine == pytest.approx(oracle(y, p, sample_weight=weights), abs=1e-12)


def test_precision_and_recall_of_one_class_equal_scikit_learn(classes):
    y, p = classes
    one_hot = np.eye(4)[y]

    for kind, oracle in ((Precision, sk.precision_score), (Recall, sk.recall_score)):
        assert score(kind(0.4, 2), one_hot, p) == pytest.approx(oracle(y == 2, p[:, 2] > 0.4), abs=1e-12)
