"""What holds for every registered metric and every option."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from netbuilder.engine.heads import SoftmaxHead
from netbuilder.engine.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from netbuilder.engine.metrics import (
    AUC,
    F1Score,
    FittingAccuracy,
    MeanIoU,
    Metric,
    Precision,
    R2Score,
    RootMeanSquaredError,
)
from netbuilder.engine.metrics import (
    SparseCategoricalCrossentropy as SparseEntropyMetric,
)
from netbuilder.errors import DataError, FieldError
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.formats.keras.objects import object_from_keras
from tests.contract.metric_cases import cases, labels_and_predictions, metrics

KINDS = pytest.mark.parametrize("kind", Metric.registry.values(), ids=lambda kind: kind.__name__)
VARIANTS = pytest.mark.parametrize("metric", metrics(), ids=str)
CASES = pytest.mark.parametrize(("metric", "shape"), cases(), ids=str)


def counts_samples(metric):
    """As in Keras, the adjusted score counts samples, and without weights a row of an ignored class is a 0."""
    ignores = isinstance(metric, SparseEntropyMetric) and metric.ignore_class is not None
    return bool(getattr(metric, "num_regressors", 0)) or ignores


@CASES
def test_batches_add_up_to_the_whole(metric, shape, rng):
    y, p = labels_and_predictions(metric, shape, rng)
    weights = rng.uniform(0, 2, len(y))
    for given in (None, weights):
        whole, parts = metric.start(), metric.start()
        metric.update(whole, y, p, given)
        for cut in (slice(0, 7), slice(7, 31), slice(31, 48)):
            metric.update(parts, y[cut], p[cut], None if given is None else given[cut])

        assert metric.result(parts) == pytest.approx(metric.result(whole), rel=1e-6)


@CASES
def test_a_weight_of_two_is_the_sample_twice(metric, shape, rng):
    if counts_samples(metric):
        return
    y, p = labels_and_predictions(metric, shape, rng)
    weighted, doubled = metric.start(), metric.start()
    metric.update(weighted, y, p, np.where(np.arange(48) < 10, 2.0, 1.0))
    metric.update(doubled, np.concatenate([y, y[:10]]), np.concatenate([p, p[:10]]))

    assert metric.result(weighted) == pytest.approx(metric.result(doubled), rel=1e-6)


@CASES
def test_a_weight_of_zero_is_no_sample(metric, shape, rng):
    if counts_samples(metric):
        return
    y, p = labels_and_predictions(metric, shape, rng)
    weighted, fewer = metric.start(), metric.start()
    metric.update(weighted, y, p, (np.arange(48) < 20).astype(float))
    metric.update(fewer, y[:20], p[:20])

    assert metric.result(weighted) == pytest.approx(metric.result(fewer), rel=1e-6)


@CASES
def test_a_state_is_plain_numbers_arrays_and_lists(metric, shape, rng):
    y, p = labels_and_predictions(metric, shape, rng)
    state = metric.start()
    metric.update(state, y, p)

    plain = json.loads(json.dumps(state, default=lambda array: array.tolist()))
    restored = {name: _arrays(value) for name, value in plain.items()}

    assert metric.result(restored) == pytest.approx(metric.result(state), rel=1e-6)


def _arrays(value):
    if not isinstance(value, list):
        return value
    made = np.asarray(value)
    return list(made) if made.ndim == 3 else made


@VARIANTS
def test_nothing_seen_is_no_error(metric):
    assert np.isfinite(metric.result(metric.start())).all()


@CASES
def test_a_mask_of_nothing_is_no_error(metric, shape, rng):
    y, p = labels_and_predictions(metric, shape, rng)
    state = metric.start()
    metric.update(state, y, p, np.zeros(len(y)))

    assert np.isfinite(metric.result(state)).all()


@VARIANTS
def test_config_round_trip(metric):
    assert Metric.from_json(metric.to_json()) == metric
    assert metric.better in ("max", "min")


@VARIANTS
def test_keras_makes_the_same_metric_and_it_comes_back(metric):
    if isinstance(metric, FittingAccuracy):
        return
    theirs = keras.metrics.deserialize(as_keras(metric))
    back = object_from_keras(Metric, keras.metrics.serialize(theirs))

    assert back == _as_keras_tells(metric)
    again = keras.metrics.deserialize(as_keras(back))
    assert {**again.get_config(), "name": "", "label_weights": 0} == {
        **theirs.get_config(), "name": "", "label_weights": 0,
    }  # fmt: skip


def _as_keras_tells(metric):
    """Keras leaves the axis of a metric out of its config, and always tells how many thresholds its AUC has."""
    if type(metric).__name__ == "CosineSimilarity":
        return metric.replace(axis=-1)
    if isinstance(metric, AUC):
        thresholds = tuple(sorted(metric.thresholds)) if metric.thresholds else None
        count = len(thresholds) + 2 if thresholds else metric.num_thresholds or 200
        return metric.replace(num_thresholds=count, thresholds=thresholds)
    return metric


@KINDS
def test_names_and_directions_are_those_of_keras(kind):
    if kind is FittingAccuracy:
        return
    keras.utils.clear_session(free_memory=False)
    theirs = keras.metrics.deserialize(as_keras(kind.starting()))

    assert kind.starting().log_name() == theirs.name
    assert Metric.names[theirs.name] in (kind, FittingAccuracy)
    direction = getattr(theirs, "_direction", None)
    if direction is not None:
        assert kind.better == {"up": "max", "down": "min"}[direction]


@pytest.mark.parametrize("name", ["precision", "recall", "auc", "f1_score", "true_positives", "precision_at_recall"])
def test_class_numbers_are_refused_where_one_hot_labels_are_needed(name, rng):
    metric = Metric.coerce(name)

    with pytest.raises(DataError, match="one-hot"):
        metric.update(metric.start(), rng.integers(0, 4, 50), rng.dirichlet(np.ones(4), 50))


@pytest.mark.parametrize("name", ["sparse_categorical_accuracy", "sparse_categorical_crossentropy"])
def test_one_hot_labels_are_refused_where_class_numbers_are_needed(name):
    metric = Metric.coerce(name)

    with pytest.raises(DataError, match="class number"):
        metric.update(metric.start(), np.eye(4), np.eye(4))


@KINDS
def test_labels_of_another_shape_are_refused(kind, rng):
    metric = kind.starting()

    with pytest.raises(DataError):
        metric.update(metric.start(), np.ones((6, 5, 2)), rng.random((6, 4)))


@pytest.mark.parametrize("name", ["mse", "precision", "auc", "r2_score", "f1_score", "mean_iou", "cosine_similarity"])
def test_weights_of_another_shape_are_refused(name, rng):
    metric = Metric.coerce(name)

    with pytest.raises(DataError, match="weights or a mask of shape"):
        metric.update(metric.start(), np.eye(4), np.eye(4), np.ones(3))


def test_f1_without_average_gives_one_number_a_class(rng):
    y, p = labels_and_predictions(F1Score(), (48, 4), rng)
    state = F1Score().start()
    F1Score().update(state, y, p)

    assert len(F1Score().result(state)) == 4


def test_several_thresholds_give_several_numbers():
    metric = Precision(thresholds=[0.7, 0.2])
    state = metric.start()
    metric.update(state, np.array([[1], [0], [1]]), np.array([[0.9], [0.8], [0.3]]))

    assert metric.result(state) == (0.5, pytest.approx(2 / 3))


def test_the_root_of_a_mean_is_taken_once_over_all_batches():
    metric = RootMeanSquaredError()
    state = metric.start()
    for difference in (1.0, 3.0):
        metric.update(state, np.zeros((2, 1)), np.full((2, 1), difference))

    assert metric.result(state) == pytest.approx(5**0.5)


def test_r2_of_labels_far_from_zero_does_not_cancel(rng):
    y = rng.normal(size=(60, 1))
    p = y + 0.1 * rng.normal(size=(60, 1))
    near, far = R2Score().start(), R2Score().start()
    R2Score().update(near, y, p)
    R2Score().update(far, y + 1e7, p + 1e7)

    assert R2Score().result(far) == pytest.approx(R2Score().result(near), rel=1e-6)


def test_classes_along_another_axis_are_the_same_classes(rng):
    """Keras fails at its result for any axis but the last."""
    y, p = np.eye(4)[rng.integers(0, 4, (9, 3))], rng.random((9, 3, 4))
    last, middle = MeanIoU(4, None, False, False), MeanIoU(4, None, False, False, 1)
    one, other = last.start(), middle.start()
    last.update(one, y, p)
    middle.update(other, np.moveaxis(y, -1, 1), np.moveaxis(p, -1, 1))

    assert middle.result(other) == last.result(one)


def test_arguments_that_do_not_go_together_are_refused():
    with pytest.raises(FieldError, match="multi_label"):
        AUC(num_labels=3)
    with pytest.raises(FieldError, match="from 0 to 2"):
        Metric.coerce({"class_name": "IoU", "config": {"num_classes": 3, "target_class_ids": [3]}})


@pytest.mark.parametrize("shape", [(6, 4), (6, 5, 4)], ids=str)
def test_the_shortcut_for_accuracy_equals_accuracy(shape, rng):
    x, y = rng.normal(size=shape), rng.integers(0, 4, shape[:-1])
    head, metric = SoftmaxHead(0, SparseCategoricalCrossentropy()), FittingAccuracy()
    quick, plain = metric.start(), metric.start()
    head.forward(x, y)

    head.update(metric, quick, y)
    metric.update(plain, y, head.predictions())

    assert quick == plain
    assert plain["total"] > 0


def test_a_mask_weighs_metrics_that_heed_it_and_sample_weights_none(rng):
    """As in Keras's compile: mean metrics take the mask of the output, others and `weights` are left alone."""
    x, y = rng.normal(size=(6, 5, 4)), np.eye(4)[rng.integers(0, 4, (6, 5))]
    mask = rng.random((6, 5)) < 0.5
    head = SoftmaxHead(0, CategoricalCrossentropy())
    head.forward(x, y, rng.random((6, 5)), mask)

    for metric, weights in ((FittingAccuracy(), mask), (Precision(), None), (MeanIoU(4, None, False, False), None)):
        seen, expected = metric.start(), metric.start()
        head.update(metric, seen, y)
        metric.update(expected, y, head.predictions(), weights)
        assert metric.result(seen) == metric.result(expected)
