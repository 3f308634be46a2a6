"""What numbers are called equals what real Keras calls them, however a metric is written."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras.src.trainers.compile_utils import CompileMetrics

from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.metrics import Metric
from netbuilder.engine.model import compile_model
from netbuilder.engine.monitors import directed
from netbuilder.engine.names import log_names
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle, write
from netbuilder.formats.keras.config_writing import compile_config
from netbuilder.formats.keras.objects import compile_settings
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from tests.networks import node

pytestmark = pytest.mark.filterwarnings("ignore:Explicitly requested dtype int64")
WRITTEN = sorted({*Metric.names, *Metric.registry, "ACC", "Accuracy", "Acc"})
LABELS = {1: np.ones((4, 1), "float32"), 3: np.eye(4, 3, dtype="float32")}


def names_by_keras(metrics, weighted=None, outputs=("out",)):
    """The names that Keras's own bookkeeping gives; None where it knows no such metric."""
    y = [LABELS[3]] * len(outputs)
    y = y[0] if len(outputs) == 1 else y
    made = CompileMetrics(metrics, weighted, output_names=list(outputs))
    try:
        made.build(y, y)
        made.update_state(y, y)
    except (ValueError, TypeError):
        return None
    return set(made.result())


@pytest.mark.parametrize("written", WRITTEN)
def test_a_metric_is_called_as_it_is_written(written):
    keras.utils.clear_session(free_memory=False)
    theirs = names_by_keras([written])
    if theirs is None:
        pytest.skip("Keras knows no metric of that name, or needs more to make it")

    ours = log_names(TrainingSettings(metrics=(written,)), ["out"])

    assert set(ours) - {"loss"} == theirs


@pytest.mark.parametrize("kind", Metric.registry.values(), ids=lambda kind: kind.__name__)
def test_a_name_of_its_own_is_kept_through_keras_configs(kind):
    if kind.__name__ == "FittingAccuracy":
        return
    settings = TrainingSettings(loss="mse", metrics=(kind.starting(name="mine"), kind.starting()))
    config = compile_config(settings, ("out",))

    theirs = [keras.metrics.deserialize(metric).name for metric in config["metrics"]]

    assert theirs == [logged for logged in log_names(settings, ["out"]) if logged != "loss"]


CASES = {
    "twice": (["mae", "mae", "mae"], None),
    "weighted": (["mae"], ["mae", "mse"]),
    "weighted twice": (["mae"], ["mae", "mae"]),
    "both accuracies": (["acc", "accuracy"], ["acc"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("outputs", [("out",), ("a", "b")], ids=["one", "two"])
def test_names_that_meet_are_numbered_as_in_keras(case, outputs):
    plain, weighted = case
    settings = TrainingSettings(metrics=tuple(plain), weighted_metrics=tuple(weighted or ()))
    each = [None if names is None else names if len(outputs) == 1 else [names] * len(outputs) for names in case]

    theirs = names_by_keras(*each, outputs)

    assert {name for name in log_names(settings, outputs) if not name.endswith("loss")} == theirs


def two_outputs():
    return Graph.of([node("x", Input((4,))), node("a", Dense(1), "x"), node("b", Dense(3, "softmax"), "x")])


def test_a_run_of_two_outputs_tells_the_numbers_that_keras_tells(tmp_path):
    rng = np.random.default_rng(0)
    settings = TrainingSettings(
        loss=("mse", "sparse_categorical_crossentropy"), loss_weights=(0.5, 2.0), optimizer="sgd", shuffle=False,
        metrics=(Metric.coerce("mae").replace(output=0), Metric.coerce("acc").replace(output=1)),
        weighted_metrics=(Metric.coerce("mae").replace(output=0), Metric.coerce("acc").replace(output=1)),
        epochs=3, batch_size=8, validation_freq=2, steps_per_epoch=2, initial_epoch=1,
    )  # fmt: skip
    model = compile_model(two_outputs(), settings)
    write(Bundle(Snapshot.of(model)), tmp_path / "start.keras")
    theirs = keras.models.load_model(tmp_path / "start.keras")
    x, w = rng.normal(size=(40, 4)).astype("float32"), rng.uniform(0.2, 2, 40).astype("float32")
    y = (rng.normal(size=(40, 1)).astype("float32"), rng.integers(0, 3, 40))
    held = Samples((x[:10],), tuple(labels[:10] for labels in y))

    history = theirs.fit(
        x, list(y), sample_weight=[w, w], batch_size=8, epochs=3, initial_epoch=1, steps_per_epoch=2,
        validation_data=(held.x[0], list(held.y)), validation_freq=2, shuffle=False, verbose=0,
    ).history  # fmt: skip
    found = last(fit(model, Samples((x,), y, w), held)).history

    told = {name: [value for value in values if np.isfinite(value)] for name, values in found.items()}
    assert set(told) == set(history) == set(log_names(settings, ("a", "b"), True))
    for name, values in history.items():
        np.testing.assert_allclose(told[name], values, rtol=2e-5, err_msg=name)


def test_auto_means_what_keras_makes_of_it():
    kinds = [kind for kind in Metric.registry.values() if kind.__name__ != "FittingAccuracy"]
    metrics = tuple(kind.starting(name=f"own_{i}") for i, kind in enumerate(kinds))
    settings = TrainingSettings(
        metrics=metrics,
        callbacks=[{"class_name": "EarlyStopping", "config": {"monitor": f"val_own_{i}"}} for i in range(len(metrics))],
    )
    theirs = [
        getattr(keras.metrics.deserialize(c), "_direction", "") for c in compile_config(settings, ("y",))["metrics"]
    ]

    for callback, direction in zip(directed(settings, ("y",)), theirs, strict=True):
        assert not direction or callback.mode == {"up": "max", "down": "min"}[direction]


def test_metrics_that_keras_2_wrapped_keep_their_names():
    config = {
        "loss": "mse",
        "metrics": [
            [
                {
                    "class_name": "MeanMetricWrapper",
                    "config": {"name": "accuracy", "fn": "sparse_categorical_accuracy"},
                },
                {"class_name": "MeanMetricWrapper", "config": {"name": "mae", "fn": "mean_absolute_error"}},
            ]
        ],
        "optimizer_config": {"class_name": "SGD", "config": {}},
    }

    settings, notes = compile_settings(config, ("out",))

    assert log_names(settings, ("out",)) == ("loss", "accuracy", "mae")
    assert notes == []
