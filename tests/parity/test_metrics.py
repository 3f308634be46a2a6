"""Metrics equal Keras's and, where it has them, scikit-learn's; the exact AUC equals scikit-learn's alone."""

from __future__ import annotations

import warnings

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras.src.backend import set_keras_mask
from sklearn import metrics as sk

from netbuilder.engine import losses
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.heads import Head
from netbuilder.engine.metrics import AUC, F1Score, FBetaScore, FittingAccuracy, MeanIoU, Metric, R2Score
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle, write
from netbuilder.formats.keras.config_writing import as_keras
from tests.contract.metric_cases import cases, labels_and_predictions
from tests.networks import mlp

# Keras asks JAX for whole numbers of 64 bits where it counts overlaps.
pytestmark = pytest.mark.filterwarnings("ignore:Explicitly requested dtype int64")


def score(metric, y, p, weights=None):
    state = metric.start()
    for part in np.array_split(np.arange(len(y)), 3):
        metric.update(state, y[part], p[part], None if weights is None else weights[part])
    return metric.result(state)


def keras_score(metric, y, p, weights=None):
    config = as_keras(metric)
    # Overlaps are counted in whole numbers unless they are told otherwise, and then fractions of weights are cut off.
    theirs = keras.metrics.deserialize({**config, "config": {**config["config"], "dtype": "float32"}})
    for part in np.array_split(np.arange(len(y)), 3):
        theirs.update_state(y[part], p[part], sample_weight=None if weights is None else weights[part])
    return np.array(theirs.result())


def is_exact_auc(metric):
    return isinstance(metric, AUC) and metric.tried() is None


KERAS_CASES = [
    (metric, shape) for metric, shape in cases() if not is_exact_auc(metric) and not isinstance(metric, FittingAccuracy)
]


@pytest.mark.parametrize(("metric", "shape"), KERAS_CASES, ids=str)
def test_equals_keras(metric, shape, rng):
    y, p = labels_and_predictions(metric, shape, rng)

    assert score(metric, y, p) == pytest.approx(keras_score(metric, y, p), rel=2e-5, abs=1e-6)


@pytest.mark.parametrize(("metric", "shape"), KERAS_CASES, ids=str)
@pytest.mark.parametrize("by", ["samples", "rows"])
def test_weights_count_as_in_keras(metric, shape, by, rng):
    y, p = labels_and_predictions(metric, shape, rng)
    rows = rows_of(metric, y, p)
    weights = rng.uniform(0.1, 2, rows if by == "rows" else rows[:1]).astype(np.float32)
    theirs = weights
    if by == "samples" and (not is_mean(metric) or getattr(metric, "ignore_class", None) is not None):
        # Keras spreads weights of samples only over plain means.
        theirs = np.broadcast_to(weights.reshape(-1, *(1,) * (len(rows) - 1)), rows)

    assert score(metric, y, p, weights) == pytest.approx(keras_score(metric, y, p, theirs), rel=2e-5, abs=5e-5)


def is_mean(metric):
    return "total" in metric.start()


def rows_of(metric, y, p):
    """The shape of the finest weights that Keras takes."""
    if is_mean(metric):
        return metric.values(y, p).shape
    answers = type(metric).__name__ == "BinaryIoU" or getattr(metric, "sparse_y_pred", False)
    axis = getattr(metric, "axis", -1) % p.ndim
    return p.shape if answers else p.shape[:axis] + p.shape[axis + 1 :]


@pytest.mark.parametrize("name", ["mse", "binary_accuracy", "sparse_categorical_accuracy", "rmse", "precision"])
def test_a_mask_is_heeded_where_keras_heeds_it(name, rng):
    metric = Metric.coerce(name)
    p = rng.random((6, 5, 4)).astype(np.float32)
    y = rng.integers(0, 4, (6, 5)) if "sparse" in name else np.eye(4)[rng.integers(0, 4, (6, 5))]
    mask = rng.random((6, 5)) < 0.5
    theirs, given = keras.metrics.deserialize(as_keras(metric)), jnp.asarray(p)
    set_keras_mask(given, jnp.asarray(mask))
    theirs.update_state(y, given)
    head, state = Head(0, losses.MeanSquaredError()), metric.start()
    head.forward(p, np.zeros(p.shape, np.float32), None, mask)

    head.update(metric, state, y)

    assert metric.result(state) == pytest.approx(float(theirs.result()), rel=1e-5)


@pytest.mark.parametrize("curve", ["ROC", "PR", "PRGAIN"])
@pytest.mark.parametrize("method", ["interpolation", "majoring", "minoring"])
def test_the_exact_area_is_what_keras_nears_with_more_thresholds(curve, method, rng):
    if curve == "PR" and method == "interpolation":
        return  # ours is the average precision, which Keras has not
    y, p = rng.integers(0, 2, (60, 1)), rng.permutation(60).reshape(60, 1) / 60 + 0.001
    theirs = keras.metrics.AUC(2000, curve, method)
    theirs.update_state(y, p)

    exact = score(AUC(curve=curve, summation_method=method), y, p)

    assert exact == pytest.approx(float(theirs.result()), abs=1e-5)


@pytest.mark.parametrize("scores", ["even", "clustered", "tied"])
@pytest.mark.parametrize("weighted", [False, True])
def test_auc_is_exact(scores, weighted, rng):
    y = rng.integers(0, 2, 500)
    p = rng.random(500)
    p = {"even": p, "clustered": p * 1e-4, "tied": p.round(1)}[scores]
    weights = rng.uniform(0.1, 2, 500) if weighted else None

    for curve, oracle in (("ROC", sk.roc_auc_score), ("PR", sk.average_precision_score)):
        mine = score(AUC(curve=curve), y[:, None], p[:, None], weights)
        assert mine == pytest.approx(oracle(y, p, sample_weight=weights), abs=1e-12)


def test_auc_of_several_labels_and_of_scores_equals_scikit_learn(rng):
    y, scores = rng.integers(0, 2, (300, 3)), rng.normal(size=(300, 3)) * 30
    shares = (1.0, 0.2, 3.0)

    for curve, oracle in (("ROC", sk.roc_auc_score), ("PR", sk.average_precision_score)):
        each = [oracle(y[:, k], scores[:, k]) for k in range(3)]
        whole = AUC(curve=curve, multi_label=True, from_logits=True)
        assert score(whole, y, scores) == pytest.approx(np.mean(each), abs=1e-12)
        shared = whole.replace(label_weights=shares)
        assert score(shared, y, scores) == pytest.approx(np.average(each, weights=shares), abs=1e-12)
        together = score(AUC(curve=curve, label_weights=shares), y, scores)
        weights = np.tile(shares, 300)
        assert together == pytest.approx(oracle(y.ravel(), scores.ravel(), sample_weight=weights), abs=1e-12)


@pytest.fixture
def classes(rng):
    return rng.integers(0, 4, 200), rng.dirichlet(np.ones(4), 200)


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
@pytest.mark.parametrize("threshold", [None, 0.4])
@pytest.mark.parametrize("weighted", [False, True])
def test_f_scores_equal_scikit_learn(average, threshold, weighted, classes, rng):
    y, p = classes
    one_hot, weights = np.eye(4)[y], rng.uniform(0.1, 2, 200) if weighted else None
    said = np.eye(4)[p.argmax(1)] if threshold is None else p > threshold
    given = {"average": average, "sample_weight": weights, "zero_division": 0}

    f1 = score(F1Score(average, threshold), one_hot, p, weights)
    f2 = score(FBetaScore(average, 2.0, threshold), one_hot, p, weights)

    assert f1 == pytest.approx(sk.f1_score(one_hot, said, **given), abs=1e-12)
    assert f2 == pytest.approx(sk.fbeta_score(one_hot, said, beta=2.0, **given), abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_answers_of_one_class_equal_scikit_learn(weighted, classes, rng):
    y, p = classes
    one_hot, weights = np.eye(4)[y], rng.uniform(0.1, 2, 200) if weighted else None
    true, said = y == 2, p[:, 2] > 0.4

    for name, oracle in (("precision", sk.precision_score), ("recall", sk.recall_score)):
        metric = Metric.coerce(name).replace(thresholds=0.4, class_id=2)
        assert score(metric, one_hot, p, weights) == pytest.approx(oracle(true, said, sample_weight=weights), abs=1e-12)
    (tn, fp), (fn, tp) = sk.confusion_matrix(true, said, sample_weight=weights)
    counts = {"true_positives": tp, "false_positives": fp, "true_negatives": tn, "false_negatives": fn}
    for name, count in counts.items():
        metric = Metric.coerce(name).replace(thresholds=0.4)
        assert score(metric, true[:, None], p[:, 2:3], weights) == pytest.approx(count, abs=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_accuracies_equal_scikit_learn(weighted, classes, rng):
    y, p = classes
    one_hot, weights = np.eye(4)[y], rng.uniform(0.1, 2, 200) if weighted else None
    plain = sk.accuracy_score(y, p.argmax(1), sample_weight=weights)
    second = sk.top_k_accuracy_score(y, p, k=2, sample_weight=weights)

    assert score(Metric.coerce("sparse_categorical_accuracy"), y, p, weights) == pytest.approx(plain, abs=1e-12)
    assert score(Metric.coerce("categorical_accuracy"), one_hot, p, weights) == pytest.approx(plain, abs=1e-12)
    for name, labels in (("top_k_categorical_accuracy", one_hot), ("sparse_top_k_categorical_accuracy", y)):
        assert score(Metric.coerce(name).replace(k=2), labels, p, weights) == pytest.approx(second, abs=1e-12)
    binary = score(Metric.coerce("binary_accuracy"), one_hot[:, :1], p[:, :1], weights)
    assert binary == pytest.approx(sk.accuracy_score(y == 0, p[:, 0] > 0.5, sample_weight=weights), abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_regression_metrics_equal_scikit_learn(weighted, rng):
    y, p = rng.uniform(0.5, 2, (90, 3)), rng.uniform(0.1, 2, (90, 3))
    weights = rng.uniform(0.1, 2, 90) if weighted else None
    counterparts = {
        "mse": sk.mean_squared_error,
        "mae": sk.mean_absolute_error,
        "msle": sk.mean_squared_log_error,
    }

    for name, oracle in counterparts.items():
        assert score(Metric.coerce(name), y, p, weights) == pytest.approx(
            oracle(y, p, sample_weight=weights), rel=1e-12
        )
    percent = 100 * sk.mean_absolute_percentage_error(y, p, sample_weight=weights)
    assert score(Metric.coerce("mape"), y, p, weights) == pytest.approx(percent, rel=1e-12)
    root = sk.root_mean_squared_error(y[:, 0], p[:, 0], sample_weight=weights)
    assert score(Metric.coerce("rmse"), y[:, :1], p[:, :1], weights) == pytest.approx(root, rel=1e-12)
    names = {"uniform_average": "uniform_average", "variance_weighted_average": "variance_weighted", None: "raw_values"}
    for ours, theirs in names.items():
        expected = sk.r2_score(y, p, sample_weight=weights, multioutput=theirs)
        assert score(R2Score(ours), y, p, weights) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_log_loss_and_overlap_equal_scikit_learn(weighted, classes, rng):
    y, p = classes
    weights = rng.uniform(0.1, 2, 200) if weighted else None

    entropy = score(Metric.coerce("sparse_categorical_crossentropy"), y, p, weights)
    assert entropy == pytest.approx(sk.log_loss(y, p, sample_weight=weights), rel=1e-12)
    overlap = sk.jaccard_score(y, p.argmax(1), average="macro", sample_weight=weights)
    assert score(MeanIoU(4, None, True, False), y, p, weights) == pytest.approx(overlap, abs=1e-12)
    answers = Metric.coerce({"class_name": "BinaryIoU", "config": {"target_class_ids": [1]}})
    overlap = sk.jaccard_score(y == 1, p[:, 1] >= 0.5, sample_weight=weights)
    assert score(answers, (y == 1)[:, None], p[:, 1:2], weights) == pytest.approx(overlap, abs=1e-12)


def test_labels_that_do_not_vary_are_explained_wholly_or_not_at_all():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert score(R2Score(), np.ones((6, 1)), np.ones((6, 1))) == sk.r2_score(np.ones(6), np.ones(6))
        assert score(R2Score(), np.ones((6, 1)), np.zeros((6, 1))) == sk.r2_score(np.ones(6), np.zeros(6))


@pytest.mark.parametrize(
    "loss",
    [
        losses.CategoricalCrossentropy(reduction="sum"),
        losses.BinaryCrossentropy(reduction="mean_with_sample_weight"),
        *(
            pytest.param(loss, marks=pytest.mark.long)
            for loss in (
                losses.CategoricalCrossentropy(label_smoothing=0.1),
                losses.KLDivergence(),
                losses.Dice(),
                losses.CategoricalFocalCrossentropy(),
            )
        ),
    ],
    ids=str,
)
def test_an_epoch_of_weighted_samples_reports_what_keras_reports(loss, tmp_path, rng):
    """The last batch is smaller, the loss heeds the weights, and the metrics do not."""
    names = ("accuracy", "precision", "rmse", "f1_score", "kl_divergence", "mean_absolute_error")
    metrics = (*names, AUC(num_thresholds=40))
    settings = TrainingSettings(loss, "sgd", metrics, epochs=1, batch_size=8, shuffle=False, seed=1)
    model = compile_model(mlp(), settings)
    write(Bundle(Snapshot.of(model)), tmp_path / "start.keras")
    keras.utils.clear_session(free_memory=False)  # else it numbers the names of metrics
    theirs = keras.models.load_model(tmp_path / "start.keras")
    x, y = rng.normal(size=(43, 6)).astype("float32"), np.eye(3, dtype="float32")[rng.integers(0, 3, 43)]
    weights = rng.uniform(0.2, 2, 43).astype("float32")

    expected = theirs.fit(x, y, 8, 1, 0, sample_weight=weights, shuffle=False).history
    found = last(fit(model, Samples((x,), (y,), weights))).history

    assert set(found) == set(expected)
    for name, values in expected.items():
        assert np.ravel(found[name][0]) == pytest.approx(np.ravel(values[0]), rel=1e-4, abs=1e-6), name
