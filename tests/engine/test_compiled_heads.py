"""Compiled heads give what NumPy's give in float64: loss, gradient, predictions and accuracy."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

from netbuilder.engine.heads import SigmoidHead, SoftmaxHead
from netbuilder.engine.kernels.compiled import heads, loading
from netbuilder.engine.kernels.threads import SILENT, ThreadPool
from netbuilder.engine.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from netbuilder.engine.metrics import BinaryAccuracy, FittingAccuracy

SPARSE, ONE_HOT, YES_NO = "class numbers", "vectors", "yes or no"
SHAPES = [(1, 2), (7, 1), (37, 10), (5, 3, 4), (33, 1001)]
LOSSES = {
    SPARSE: SparseCategoricalCrossentropy(),
    "class numbers, summed": SparseCategoricalCrossentropy(reduction="sum"),
    ONE_HOT: CategoricalCrossentropy(),
    "vectors, by weight": CategoricalCrossentropy(reduction="mean_with_sample_weight"),
    YES_NO: BinaryCrossentropy(),
    "yes or no, smoothed": BinaryCrossentropy(label_smoothing=0.2, reduction="sum"),
    "yes or no, along another axis": BinaryCrossentropy(axis=1),
}
CASES = [
    (name, shape)
    for name, loss in LOSSES.items()
    for shape in SHAPES
    if isinstance(loss, BinaryCrossentropy) or shape[-1] > 1
]


@pytest.fixture(scope="module", autouse=True)
def ready():
    loading.loader().wait()


def pair(loss):
    plain = (SigmoidHead if isinstance(loss, BinaryCrossentropy) else SoftmaxHead)(0, loss)
    return plain, heads.compiled_head(plain)


def batch_of(loss, shape):
    rng = np.random.default_rng(shape)
    x = rng.normal(size=shape) * 4
    if isinstance(loss, SparseCategoricalCrossentropy):
        return x, rng.integers(0, shape[-1], shape[:-1])
    if isinstance(loss, CategoricalCrossentropy):
        return x, rng.dirichlet(np.ones(shape[-1]), shape[:-1])
    return x, rng.integers(0, 2, shape).astype(float)


def near(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6 * np.abs(other).max(initial=1))


def as_given(y):
    return y if y.dtype.kind == "i" else y.astype(np.float32)


@pytest.mark.parametrize(("name", "shape"), CASES, ids=str)
@pytest.mark.parametrize("counted", ["alike", "by weight", "by mask"])
def test_a_head_gives_what_numpys_gives(name, shape, counted):
    loss = LOSSES[name]
    x, y = batch_of(loss, shape)
    rng = np.random.default_rng(1)
    weights = rng.random(shape[0]) if counted == "by weight" else None
    mask = rng.random(shape[:1]) < 0.7 if counted == "by mask" else None
    slow, fast = pair(loss)

    found = fast.forward(x.astype(np.float32), as_given(y), None if weights is None else weights.astype("f4"), mask)
    near(found, slow.forward(x, y, weights, mask))

    near(fast.gradient(), slow.gradient())
    near(fast.predictions(), slow.predictions())
    assert fast.gradient().shape == fast.predictions().shape == shape


@pytest.mark.parametrize(
    ("name", "shape"), [case for case in CASES if case[1][-1] == 1 or "yes or no" not in case[0]], ids=str
)
def test_accuracy_is_that_of_the_predictions(name, shape):
    loss = LOSSES[name]
    x, y = batch_of(loss, shape)
    _, fast = pair(loss)
    metric = FittingAccuracy()
    counted, state = metric.start(), metric.start()

    fast.forward(x.astype(np.float32), as_given(y))
    fast.update(metric, counted, as_given(y))
    plain = BinaryAccuracy() if shape[-1] == 1 else metric.chosen(y, x)
    plain.update(state, as_given(y), fast.predictions())

    near(metric.result(counted), metric.result(state))


@pytest.mark.parametrize("name", [SPARSE, ONE_HOT, YES_NO])
def test_the_number_of_threads_changes_no_bit(name, monkeypatch):
    loss, found = LOSSES[name], []
    x, y = batch_of(loss, (300, 200))
    for size in (1, 2, 40):
        monkeypatch.setattr(heads, "thread_pool", lambda size=size: ThreadPool(size))
        _, fast = pair(loss)
        found.append((fast.forward(x.astype(np.float32), as_given(y)), fast.gradient()))

    for value, gradient in found[1:]:
        assert value == found[0][0]
        np.testing.assert_array_equal(gradient, found[0][1])


@pytest.mark.parametrize("value", [np.nan, -np.nan, np.inf])
@pytest.mark.parametrize("name", [SPARSE, ONE_HOT, YES_NO])
def test_what_is_not_finite_stays_so(name, value):
    loss = LOSSES[name]
    x, y = batch_of(loss, (6, 5))
    x[3, 2] = value
    _, fast = pair(loss)

    with np.errstate(**SILENT):
        found = fast.forward(x.astype(np.float32), as_given(y))

    assert not np.isfinite(found) or not np.isfinite(fast.gradient()).all()


@pytest.mark.parametrize("label", [-1, 5, 2**40])
def test_a_label_that_is_no_class_has_no_loss(label):
    x, y = batch_of(LOSSES[SPARSE], (6, 5))
    y[2] = label
    _, fast = pair(LOSSES[SPARSE])

    assert np.isnan(fast.forward(x.astype(np.float32), y))


def test_sure_answers_keep_their_gradient_and_a_finite_loss():
    _, fast = pair(LOSSES[SPARSE])

    loss = fast.forward(np.array([[300, -300], [-200, 100]], np.float32), np.array([1, 0]))

    near(loss, 450)
    np.testing.assert_allclose(fast.gradient(), [[0.5, -0.5], [-0.5, 0.5]], atol=1e-6)


def test_a_model_uses_them():
    from netbuilder.engine.model import compile_model
    from netbuilder.engine.settings import TrainingSettings
    from netbuilder.layers import Dense, Input
    from tests.networks import chain

    for units, activation, loss in ((3, "softmax", "sparse_categorical_crossentropy"), (1, "sigmoid", "bce")):
        graph = chain(Input((4,)), Dense(units, activation))
        model = compile_model(graph, TrainingSettings(loss=loss), dtype=np.float32)
        model.use_compiled()
        wide = compile_model(graph, TrainingSettings(loss=loss), dtype=np.float64)
        wide.use_compiled()

        assert "compiled" in type(model.heads("train")[0]).__module__
        assert "compiled" not in type(wide.heads("train")[0]).__module__
