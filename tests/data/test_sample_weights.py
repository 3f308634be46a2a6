"""How much each sample counts: from arrays and tables into the loss."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FileFault
from netbuilder.layers import Dense, Input
from tests.networks import chain

GRAPH = chain(Input((2,)), Dense(1))


def saved(tmp_path, **arrays):
    np.savez(tmp_path / "data.npz", **arrays)
    return DataSettings(path=str(tmp_path / "data.npz"), test_split=0.0)


def table(tmp_path, text, **settings):
    (tmp_path / "table.csv").write_text(text)
    return DataSettings(path=str(tmp_path / "table.csv"), **settings)


ROWS = "a,b,count,price\n" + "".join(f"{i},{i % 4},{i % 3},{i * 0.5}\n" for i in range(20))


@pytest.mark.parametrize("shape", [(8,), (8, 1)])
@pytest.mark.parametrize("kind", ["float64", "int32", "bool"])
def test_weights_reach_the_samples(shape, kind, tmp_path, rng):
    w = (np.arange(8) % 3).astype(kind)
    settings = saved(tmp_path, x_train=rng.random((8, 2)), y_train=np.zeros(8), w_train=w.reshape(shape))

    samples = samples_of(prepare(load(settings), settings), GRAPH, "train")

    assert samples.weights.dtype == np.float32
    np.testing.assert_array_equal(samples.weights, w.astype("float32"))


def test_without_weights_all_count_alike(tmp_path, rng):
    settings = saved(tmp_path, x_train=rng.random((8, 2)), y_train=np.zeros(8))

    assert samples_of(prepare(load(settings), settings), GRAPH, "train").weights is None


def test_evaluation_counts_the_test_weights(tmp_path, rng):
    x, y, w = rng.random((8, 2)), rng.random(8), np.arange(8.0)
    settings = saved(tmp_path, x_train=x, y_train=y, x_test=x, y_test=y, w_test=w)
    model = compile_model(GRAPH, TrainingSettings(loss="mean_squared_error", metrics=(), seed=0))
    prepared = prepare(load(settings), settings)

    event = last(evaluate(model, samples_of(prepared, GRAPH, "test")))

    errors = (model.predict([x.astype("float32")])[0][:, 0] - y) ** 2
    assert event.logs["loss"] == pytest.approx((errors * w).mean(), rel=1e-5)


def test_holding_out_keeps_each_sample_s_weight(tmp_path, rng):
    x = rng.random((30, 2))
    settings = saved(tmp_path, x=x, y=np.zeros(30), w=x[:, 0]).replace(test_split=0.3)

    data = load(settings)

    assert len(data.w_test) == 9
    np.testing.assert_array_equal(data.w_train, data.x_train["x"][:, 0].astype("float32"))
    np.testing.assert_array_equal(data.w_test, data.x_test["x"][:, 0].astype("float32"))


@pytest.mark.parametrize(
    ("w", "said"),
    [
        ([1, 1, -1, 1], "sample 2 has -1"),
        ([1, np.nan, 1, 1], "sample 1 has nan"),
        ([1, 1, 1, np.inf], "sample 3 has inf"),
        ([1e300, 1, 1, 1], "sample 0 has inf"),
        ([[1, 2]] * 4, r"\(4, 2\)"),
    ],
)
def test_what_is_no_weight_is_refused(w, said, tmp_path):
    with pytest.raises(DataError, match=f"w_train must hold .*{said}"):
        load(saved(tmp_path, x_train=np.ones((4, 2)), y_train=np.ones(4), w_train=np.array(w)))


def test_as_many_weights_as_samples(tmp_path):
    with pytest.raises(DataError, match="x_train 4, y_train 4, w_train 3"):
        load(saved(tmp_path, x_train=np.ones((4, 2)), y_train=np.ones(4), w_train=np.ones(3)))


def test_weights_by_output_are_refused(tmp_path):
    with pytest.raises(FileFault, match="w_train_first"):
        load(saved(tmp_path, x_train=np.ones((4, 2)), y_train=np.ones(4), w_train_first=np.ones(4)))


def test_a_column_weighs_the_rows_and_is_no_feature(tmp_path):
    data = load(table(tmp_path, ROWS, weight_column="count"))

    assert data.features == ("a", "b")
    np.testing.assert_array_equal(data.w_train, data.x_train["x"][:, 0] % 3)
    np.testing.assert_array_equal(data.w_test, data.x_test["x"][:, 0] % 3)


def test_a_last_column_of_weights_is_not_the_target(tmp_path):
    data = load(table(tmp_path, "a,y,w\n" + "1,2.5,3\n2,3.5,4\n" * 3, weight_column="w", test_split=0.0))

    assert data.features == ("a",)
    np.testing.assert_array_equal(data.y_train["y"], [2.5, 3.5] * 3)


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        (ROWS, {"weight_column": "nothing"}, "no column 'nothing'"),
        (ROWS, {"weight_column": "price", "target": "price"}, "cannot be predicted and weigh"),
        (ROWS.replace("5,1,2,", "5,1,-2,"), {"weight_column": "count"}, "line 7 has -2"),
        (ROWS.replace("5,1,2,", "5,1,,"), {"weight_column": "count", "missing": "mean"}, "count 1"),
        ("a,w,y\n" + "1,x,1\n2,z,2\n" * 9, {"weight_column": "w"}, "holds text"),
    ],
    ids=["unknown", "target", "below 0", "blank", "text"],
)
def test_a_column_that_cannot_weigh_is_said(text, settings, said, tmp_path):
    with pytest.raises(DataError, match=said):
        load(table(tmp_path, text, **settings))


def test_rows_without_a_weight_can_be_dropped(tmp_path):
    data = load(table(tmp_path, ROWS.replace("5,1,2,", "5,1,,"), weight_column="count", missing="drop", test_split=0.0))

    assert data.train_count == len(data.w_train) == 19
