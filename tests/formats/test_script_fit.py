"""What a script tells compile and fit is kept, or told with its line; nothing is dropped without a word."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.metrics import AUC, FittingAccuracy, MeanAbsoluteError
from netbuilder.engine.names import log_names
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from tests.networks import mlp, node

HEAD = """
import keras
from keras import layers
from sklearn.model_selection import train_test_split
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
model = keras.Sequential([layers.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
"""


def fitted(arguments, before=""):
    return read_text(f"{HEAD}{before}\nmodel.fit({arguments})\n")


def words(reading):
    return [str(note) for note in reading.notes]


def test_validation_on_the_test_part_is_kept():
    reading = fitted("x_train, y_train, epochs=3, validation_data=(x_test, y_test)")

    assert reading.training.validate_on_test
    assert words(reading) == []


@pytest.mark.parametrize(
    ("split", "share"),
    [("test_size=0.1", 0.1), ("train_size=0.75", 0.25), ("", 0.25), ("test_size=6000", 0.1)],
)
def test_a_part_that_is_set_apart_is_the_validation_split(split, share):
    before = f"x_tr, x_val, y_tr, y_val = train_test_split(x_train, y_train, {split})"

    reading = fitted("x_tr, y_tr, validation_data=(x_val, y_val)", before)

    assert reading.training.validation_split == pytest.approx(share)
    assert words(reading) == [
        "line 9: a part of the training data is held back for validation: here that is its last part"
    ]


def test_validation_on_what_is_not_known_is_told():
    reading = fitted("x_train, y_train, validation_data=(x_other, y_other)", "x_other, y_other = load_more()")

    assert reading.training.validate_on_test
    assert words(reading) == [
        "line 9: what it validates on is not known here, and the data's test part is taken instead"
    ]


@pytest.mark.parametrize(
    ("given", "name", "kept"),
    [
        ("initial_epoch=3, epochs=5", "initial_epoch", 3),
        ("steps_per_epoch=100", "steps_per_epoch", 100),
        ("steps_per_epoch=len(x_train) // 32", "steps_per_epoch", None),  # all there are
        ("validation_freq=2", "validation_freq", 2),
        ("class_weight={0: 1.0, 3: 2.5}", "class_weight", (1.0, 1.0, 1.0, 2.5)),
        ("shuffle=False", "shuffle", False),
    ],
)
def test_what_the_settings_have_a_word_for_is_kept(given, name, kept):
    reading = fitted(f"x_train, y_train, verbose=2, {given}")

    assert getattr(reading.training, name) == kept
    assert words(reading) == []


@pytest.mark.parametrize(
    "given",
    [
        "sample_weight=x_train[:, 0, 0]",
        "validation_split=0.1, validation_steps=3",
        "validation_freq=[1, 5]",
        "shuffle='batch'",
        "class_weight=compute_class_weight('balanced', y_train)",
        "class_weight='balanced'",
        "something_new=3",
    ],
)
def test_what_cannot_be_kept_is_told_with_its_line(given):
    reading = fitted(f"x_train, y_train, {given}")

    assert len(words(reading)) == 1
    assert words(reading)[0].startswith("line 9: ")


def test_arguments_by_place_are_those_of_keras():
    reading = fitted("x_train, y_train, 16, 7, 0, None, 0.1, None, False, {1: 2.0}, None, 2, 50")

    training = reading.training
    assert (training.batch_size, training.epochs, training.validation_split, training.shuffle) == (16, 7, 0.1, False)
    assert (training.class_weight, training.initial_epoch, training.steps_per_epoch) == ((1.0, 2.0), 2, 50)


def test_weights_of_an_evaluation_are_told():
    reading = read_text(f"{HEAD}model.fit(x_train, y_train)\nmodel.evaluate(x_test, y_test, sample_weight=w)\n")

    assert words(reading) == ["line 9: sample_weight of evaluate is left out: scores are those of all samples alike"]


TWO = """
import keras
from keras import layers
x = keras.Input((4,))
a, b = layers.Dense(3, name="a")(x), layers.Dense(1, name="b")(x)
model = keras.Model(x, [a, b])
model.compile("adam", {losses}, loss_weights={weights}, metrics={metrics}, weighted_metrics=["mae"])
"""


@pytest.mark.parametrize(
    ("losses", "weights", "metrics"),
    [
        ('["mse", "mae"]', "[0.1, 2.0]", '[["mae"], ["acc"]]'),
        ('{"b": "mae", "a": "mse"}', '{"b": 2.0, "a": 0.1}', '{"b": "acc", "a": "mae"}'),
    ],
    ids=["lists", "dicts"],
)
def test_what_is_told_by_output_stays_by_output(losses, weights, metrics):
    training = read_text(TWO.format(losses=losses, weights=weights, metrics=metrics)).training

    assert [loss.snake() for loss in training.loss] == ["mean_squared_error", "mean_absolute_error"]
    assert training.loss_weights == (0.1, 2.0)
    assert training.metrics == (
        MeanAbsoluteError(name="mae", output=0),
        FittingAccuracy(name="acc", output=1),
    )
    assert log_names(training, ("a", "b"))[3:] == ("a_mae", "b_acc", "a_weighted_mae", "b_mae")


def test_metrics_made_without_a_name_are_counted_as_keras_counts_them():
    reading = read_text(
        HEAD.replace('metrics=["accuracy"]', "metrics=[keras.metrics.AUC(), keras.metrics.AUC(curve='PR'), "
        "keras.metrics.Precision(name='p')]")
    )  # fmt: skip

    assert [metric.log_name() for metric in reading.training.metrics] == ["auc", "auc_1", "p"]


@pytest.mark.parametrize(
    ("metrics", "old", "new"),
    [
        ("accuracy", "val_acc", "val_accuracy"),
        ("accuracy", "acc", "accuracy"),
        ("mae", "val_mean_absolute_error", "val_mae"),
    ],
)
def test_names_of_keras_before_2_3_mean_those_of_today(metrics, old, new):
    callbacks = (
        f"callbacks=[keras.callbacks.EarlyStopping(monitor='{old}'), "
        f"keras.callbacks.ModelCheckpoint('w.{{{old}:.2f}}.keras', monitor='{old}', save_best_only=True)]"
    )
    source = HEAD.replace('"accuracy"', f'"{metrics}"')

    reading = read_text(f"{source}\nmodel.fit(x_train, y_train, validation_split=0.1, {callbacks})")

    stopping, checkpoint = reading.training.callbacks
    assert (stopping.monitor, checkpoint.monitor) == (new, new)
    assert checkpoint.filepath == f"w.{{{new}:.2f}}.keras"
    assert words(reading) == [f"line 9: {old}, as it was called before Keras 2.3, is called {new} now"]


AUTOENCODER = """
import keras
from keras import layers
(x_train, _), (x_test, _) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255, x_test / 255
model = keras.Sequential([layers.Input((28, 28)), layers.Flatten(), layers.Dense(784, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit({target}, validation_data=(x_test, x_test))
"""


def test_an_input_that_is_its_own_target_stays_so():
    reading = read_text(AUTOENCODER.format(target="x_train, x_train"))

    assert reading.data.target_is_input
    assert reading.training.validate_on_test


def test_an_unknown_input_that_is_its_own_target_is_one_too():
    source = AUTOENCODER.format(target="samples, samples").replace("model =", "samples = read_own()\nmodel =")

    reading = read_text(source)

    assert reading.data.target_is_input


GAN = """
import keras
from keras import layers
discriminator = keras.Sequential([layers.Input((8,)), layers.Dense(1, activation="sigmoid")])
discriminator.compile("adam", "binary_crossentropy")
generator = keras.Sequential([layers.Input((4,)), layers.Dense(8)])
discriminator.trainable = False
z = keras.Input((4,))
combined = keras.Model(z, discriminator(generator(z)))
combined.compile("adam", "binary_crossentropy")
for step in range(3):
    discriminator.train_on_batch(real, ones)
    combined.train_on_batch(noise, ones)
"""


def test_networks_that_are_trained_by_turns_are_told_of():
    told = words(read_text(GAN))

    assert told[0].startswith(
        "line 13: 2 networks are trained here: discriminator (line 4), combined (line 9). Only combined was read"
    )
    assert told[1].startswith("line 13: it is trained batch by batch in a loop of the script's own")


def test_training_in_stages_is_told():
    reading = fitted("x_train, y_train, epochs=2", 'model.fit(x_train, y_train)\nmodel.compile("sgd", "mse")')

    assert words(reading) == [
        "line 9: compile is called in several places (lines 7, 9), and only the last one was taken",
        "line 10: fit is called in several places (lines 8, 10), and only the last one was taken",
    ]


SETTINGS = TrainingSettings(
    loss=("mse", "mae"), loss_weights=(0.5, 2.0), epochs=7, initial_epoch=2, batch_size=16, validate_on_test=True,
    validation_freq=2, steps_per_epoch=5, shuffle=False,
    metrics=(MeanAbsoluteError(name="mae", output=0), AUC(num_thresholds=50), FittingAccuracy(name="acc", output=1)),
    weighted_metrics=(AUC(num_thresholds=20),), callbacks=(EarlyStopping(monitor="val_b_mean"),),
)  # fmt: skip


def test_settings_go_out_into_a_script_and_come_back():
    graph = Graph.of([node("x", Input((4,))), node("a", Dense(1), "x"), node("b", Dense(1), "x")])
    settings = SETTINGS.replace(callbacks=(EarlyStopping(monitor="val_b_acc"),))

    back = read_text(keras_script(Bundle(fresh(graph, settings), DataSettings(source="mnist")))).training

    assert log_names(back, ("a", "b"), True) == log_names(settings, ("a", "b"), True)
    for name in ("validate_on_test", "validation_freq", "steps_per_epoch", "initial_epoch", "loss_weights", "shuffle"):
        assert getattr(back, name) == getattr(settings, name)
    assert back.callbacks[0].mode == "max"  # Keras could not tell: it refuses the names of outputs


def test_an_autoencoder_goes_out_into_a_script_and_comes_back():
    data = DataSettings(source="mnist", scaling="unit", arrangement="flatten", target_is_input=True)

    back = read_text(keras_script(Bundle(fresh(mlp()), data), arguments=True)).data

    assert back == data


def test_weights_of_samples_and_classes_are_multiplied_in_the_script(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(40, 6)).astype("float32"), rng.integers(0, 3, 40), rng.uniform(0.2, 2, 40)
    np.savez(tmp_path / "own.npz", x_train=x, y_train=y, x_test=x[:9], y_test=y[:9], w_train=w.astype("float32"))
    settings = TrainingSettings(epochs=1, class_weight=(1.0, 3.0), validation_split=0.25, shuffle=False)
    source = keras_script(Bundle(fresh(mlp(), settings), DataSettings(path=str(tmp_path / "own.npz"))))
    found = {}

    exec(compile(source, "script", "exec"), {"__file__": str(tmp_path / "script.py"), "__name__": "script"}, found)

    factors = np.where(y == 1, 3.0, 1.0)
    factors[30:] = 1.0  # validation counts all classes alike
    np.testing.assert_allclose(found["w_train"], w * factors, rtol=1e-6)
