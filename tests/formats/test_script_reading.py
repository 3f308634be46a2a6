"""Scripts as people write them become graphs, training settings and data; what cannot be read is told with its line."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay, Schedule
from netbuilder.errors import FileFault
from netbuilder.formats.script_reading import MissingValues, read_script, read_text
from netbuilder.formats.script_reading.arguments import positional
from netbuilder.formats.script_reading.source import SourceFault
from netbuilder.graph import Functional, check
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Input, Layer
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.project import open_file

SCRIPTS = Path(__file__).with_name("scripts")
RUNNER = Path(__file__).with_name("keras_runner.py")
# For each script: parameters, what it trains with, and its data (source, scaling, arrangement, one-hot).
EXPECTED = {
    "y2016_merged_branches": (5196450, "BinaryCrossentropy SGD 50 32 0.0", ""),
    "y2016_mnist_convnet": (600810, "CategoricalCrossentropy Adadelta 12 128 0.0", "mnist unit channels one-hot"),
    "y2016_theano_digits": (59933, "CategoricalCrossentropy Adam 10 200 0.1", "mnist unit channels one-hot"),
    "y2017_photos_augmented": (1639914, "CategoricalCrossentropy RMSprop 100 32 0.0", "cifar10 unit as_is one-hot"),
    "y2017_pima_table": (221, "BinaryCrossentropy Adam 150 10 0.0", ""),
    "y2017_reviews_lstm": (2691713, "BinaryCrossentropy Adam 15 32 0.0", "imdb none as_is"),
    "y2018_house_prices": (5121, "MeanSquaredError RMSprop 80 16 0.0", "boston_housing standardize as_is"),
    "y2018_translator": (718173, "CategoricalCrossentropy RMSprop 100 64 0.2", ""),
    "y2018_wires": (647214, "CategoricalCrossentropy RMSprop 20 512 0.0", ""),
    "y2019_autoencoder": (50992, "BinaryCrossentropy Adadelta 50 256 0.0", "mnist unit flatten"),
    "y2019_clothes": (101770, "SparseCategoricalCrossentropy Adam 10 32 0.0", "fashion-mnist unit as_is"),
    "y2019_quickstart": (101770, "SparseCategoricalCrossentropy Adam 5 32 0.0", "mnist unit as_is"),
    "y2020_functional_guide": (1392097, "BinaryCrossentropy RMSprop 2 32 0.0", ""),
    "y2020_toy_resnet": (223242, "CategoricalCrossentropy RMSprop 1 64 0.2", "cifar10 unit as_is one-hot"),
    "y2020_vgg_in_loops": (2790346, "SparseCategoricalCrossentropy Adam 40 64 0.0", ""),
    "y2021_simple_convnet": (34826, "CategoricalCrossentropy Adam 15 128 0.1", "mnist unit channels one-hot"),
    "y2021_text_bidirectional": (2757761, "BinaryCrossentropy Adam 2 32 0.0", "imdb none as_is"),
    "y2022_schedule": (105770, "SparseCategoricalCrossentropy SGD 30 128 0.1", "cifar10 unit as_is"),
    "y2023_transformer_block": (0, "SparseCategoricalCrossentropy Adam 2 32 0.0", ""),
    "y2023_quickstart_dataset": (2770634, "SparseCategoricalCrossentropy Adam 5 32 0.0", "mnist unit channels"),
    "y2024_multibackend": (112714, "SparseCategoricalCrossentropy Adam 20 128 0.15", "mnist unit channels"),
    "y2024_unet": (535827, "SparseCategoricalCrossentropy AdamW 10 32 0.0", ""),
    "y2025_twins_and_nesting": (332, "BinaryFocalCrossentropy Lion 10 32 0.0", ""),
    "y2026_options": (39106, "SparseCategoricalCrossentropy Adam 25 64 0.0", "fashion-mnist unit flatten"),
}  # fmt: skip


def test_what_a_script_asks_of_a_set_of_words_is_kept():
    for name, words, length in (("y2017_reviews_lstm", 20000, 80), ("y2021_text_bidirectional", 20000, 200)):
        data = open_file(SCRIPTS / f"{name}.py").project.data
        assert (data.num_words, data.padded_length) == (words, length)


# Those that run on the Keras of today as they stand.
ON_KERAS = [
    "y2018_house_prices", "y2018_translator", "y2019_autoencoder", "y2019_quickstart", "y2020_toy_resnet",
    "y2021_simple_convnet", "y2021_text_bidirectional", "y2022_schedule", "y2024_multibackend", "y2024_unet",
    "y2025_twins_and_nesting", "y2026_options", "y2020_functional_guide",
]  # fmt: skip


def words(reading):
    """Training and data of a reading in two lines."""
    t, d = reading.training, reading.data
    training = f"{type(t.loss[0]).__name__} {type(t.optimizer).__name__} {t.epochs} {t.batch_size} {t.validation_split}"
    data = f"{d.source} {d.scaling} {d.arrangement}{' one-hot' if d.one_hot else ''}" if d.chosen else ""
    return training, data


def test_every_script_of_the_collection_is_expected():
    assert {path.stem for path in SCRIPTS.glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_tutorial_is_read(name):
    reading = read_script(SCRIPTS / f"{name}.py")

    report = check(reading.graph)
    assert (report.total.parameters, *words(reading)) == EXPECTED[name]
    kept = [node.name for node in reading.graph.nodes.values() if isinstance(node.layer, Placeholder)]
    assert bool(kept) == bool(report.errors) == (name == "y2023_transformer_block")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_block_knows_its_lines_and_lines_know_their_block(name):
    reading = read_script(SCRIPTS / f"{name}.py")
    count = len((SCRIPTS / f"{name}.py").read_text().splitlines())

    assert set(reading.lines) == set(reading.graph.nodes)
    for spans in reading.lines.values():
        assert spans
        for first, last in spans:
            assert 1 <= first <= last <= count
            assert reading.block_at(first)


@pytest.mark.long
def test_real_keras_builds_the_same_network():
    done = subprocess.run(
        [sys.executable, RUNNER, *(SCRIPTS / f"{name}.py" for name in ON_KERAS)],
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"script"')]

    assert [row["script"] for row in rows] == [f"{name}.py" for name in ON_KERAS]
    for row in rows:
        assert ours(read_script(SCRIPTS / row["script"]).graph) == row["layers"], row["script"]


def ours(graph):
    """The same summary of our graph."""
    report = check(graph)
    rows = []
    for name, node in graph.nodes.items():
        if isinstance(node.layer, Input) or node.shares:
            continue
        kind = "Model" if isinstance(node.layer, Functional) else type(node.layer).__name__
        rows.append([kind, list(report.shapes[name][0]), report.figures[name].parameters])
    return sorted(rows, key=str)


# -- dialects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("imports", "made"),
    [
        ("from keras.layers import Dense", "Dense(3, input_dim=4)"),
        ("from keras.layers.core import Dense", "Dense(output_dim=3, input_dim=4)"),
        ("from keras import layers", "layers.Dense(3, input_shape=(4,))"),
        ("import keras", "keras.layers.Dense(3, input_shape=[4])"),
        ("import keras as k", "k.layers.Dense(units=3, batch_input_shape=(None, 4))"),
        ("import tensorflow as tf", "tf.keras.layers.Dense(3, input_shape=(4,))"),
        ("import tensorflow.compat.v1 as tf", "tf.keras.layers.Dense(3, input_shape=(4,))"),
        ("from tensorflow.python.keras.layers import Dense as D", "D(3, input_shape=(4,))"),
        ("import tensorflow.keras.layers as L", "L.Dense(3, input_shape=(4,))"),
        ("from tensorflow.keras.layers import *", "Dense(3, input_shape=(4,))"),
        ("", "Dense(3, input_shape=(4,))"),
    ],
)
def test_a_layer_is_found_wherever_it_is_imported_from(imports, made):
    reading = read_text(f"{imports}\nmodel = Sequential([{made}])\n")

    assert [node.layer for node in reading.graph.nodes.values()] == [Input((4,)), Layer.registry["Dense"](3)]
    assert not reading.notes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Convolution2D(8, 3, 5, border_mode='same', subsample=(2, 2))",
            "Conv2D(8, (3, 5), padding='same', strides=2)",
        ),
        (
            "Convolution2D(nb_filter=8, nb_row=3, nb_col=3, init='he_normal')",
            "Conv2D(8, 3, kernel_initializer='he_normal')",
        ),
        (
            "Convolution2D(8, 3, 3, W_regularizer=l2(.1), bias=False)",
            "Conv2D(8, 3, kernel_regularizer=L2(.1), use_bias=False)",
        ),
        ("AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2))", "Conv2D(8, 3, dilation_rate=2)"),
        ("MaxPooling2D(pool_size=(2, 2), border_mode='same', dim_ordering='tf')", "MaxPooling2D(2, padding='same')"),
        ("MaxPool2D()", "MaxPooling2D()"),
        ("GlobalAvgPool2D()", "GlobalAveragePooling2D()"),
        ("Dropout(p=0.4)", "Dropout(0.4)"),
        ("GaussianNoise(sigma=0.4)", "GaussianNoise(0.4)"),
        ("LeakyReLU(alpha=0.2)", "LeakyReLU(0.2)"),
        (
            "Dense(4, init='uniform', W_constraint=maxnorm(3))",
            "Dense(4, kernel_initializer='uniform', kernel_constraint=MaxNorm(3))",
        ),
        ("Dense(4, activation=tf.nn.relu)", "Dense(4, 'relu')"),
        ("Dense(4, activation=LeakyReLU())", "Dense(4, 'leaky_relu')"),
        ("Conv2D(4, 3, data_format='channels_last')", "Conv2D(4, 3)"),
    ],
)  # fmt: skip
def test_old_arguments_mean_the_new_ones(old, new):
    made = [read_text(f"m = Sequential()\nm.add(Input((9, 8, 3)))\nm.add({code})") for code in (old, new)]

    assert made[0].graph.nodes == made[1].graph.nodes
    assert not made[0].unread


def test_two_numbers_after_the_filters_are_a_kernel_only_in_old_scripts():
    new = read_text("m = Sequential([Input((9, 8, 3)), Conv2D(4, 3, 3)])")
    old = read_text("m = Sequential([Input((9, 8, 3)), Conv2D(4, 3, 3, border_mode='same')])")

    assert new.graph["conv2d"].layer == Layer.registry["Conv2D"](4, 3, strides=3)
    assert old.graph["conv2d"].layer == Layer.registry["Conv2D"](4, 3, padding="same")


COMPILED = "m = Sequential([Input((4,)), Dense(3)])\nm.compile({})\n"


@pytest.mark.parametrize(
    ("arguments", "optimizer"),
    [
        ("'sgd', 'mse'", "SGD()"),
        ("loss='mse', optimizer='rmsprop'", "RMSprop()"),
        ("loss='mse', optimizer=keras.optimizers.rmsprop(lr=0.1)", "RMSprop(0.1)"),
        ("loss='mse', optimizer=Adam(lr=0.1, epsilon=None, amsgrad=True)", "Adam(0.1, amsgrad=True)"),
        ("loss='mse', optimizer=keras.optimizers.legacy.Adam(learning_rate=0.1)", "Adam(0.1)"),
        ("loss='mse', optimizer=tf.train.AdamOptimizer(0.1)", "Adam(0.1)"),
        ("loss='mse', optimizer=tf.optimizers.Nadam(schedule_decay=0.004)", "Nadam()"),
        ("loss='mse'", "RMSprop()"),
    ],
)
def test_an_optimizer_of_any_dialect(arguments, optimizer):
    reading = read_text(COMPILED.format(arguments))

    assert reading.training.optimizer == eval(optimizer, dict(Optimizer.registry))


def test_decay_of_old_keras_is_a_schedule():
    reading = read_text(COMPILED.format("loss='mse', optimizer=SGD(lr=0.1, decay=1e-4, momentum=0.9)"))

    assert reading.training.optimizer.learning_rate == InverseTimeDecay(0.1, 1, 1e-4)


@pytest.mark.parametrize(
    ("metrics", "kinds"),
    [
        ("['acc']", ["FittingAccuracy"]),
        ("['accuracy', 'mae']", ["FittingAccuracy", "MeanAbsoluteError"]),
        ("[keras.metrics.categorical_accuracy]", ["CategoricalAccuracy"]),
        ("{'a': ['mse', keras.metrics.AUC(name='auc')]}", ["MeanSquaredError", "AUC"]),
        ("[['acc'], ['acc']]", ["FittingAccuracy", "FittingAccuracy"]),
        ("[my_metric, 'acc']", ["FittingAccuracy"]),
    ],
)
def test_metrics_of_any_dialect(metrics, kinds):
    source = "def my_metric(y, p):\n    return K.mean(y)\n" + COMPILED.format(f"'adam', 'mse', {metrics}")

    reading = read_text(source)

    assert [type(metric).__name__ for metric in reading.training.metrics] == kinds
    assert bool(reading.unread) == ("my_metric" in metrics)


def test_schedules_and_callbacks_of_the_collection():
    vgg = read_script(SCRIPTS / "y2020_vgg_in_loops.py").training
    schedule = read_script(SCRIPTS / "y2022_schedule.py").training
    options = read_script(SCRIPTS / "y2026_options.py").training

    assert vgg.callbacks[0] == Callback.registry["EarlyStopping"]("val_loss", patience=8, restore_best_weights=True)
    assert vgg.optimizer.learning_rate == 2**-10
    assert schedule.optimizer.learning_rate == CosineDecay(0.01, 30 * (50000 // 128))
    assert options.optimizer.learning_rate == ExponentialDecay(1e-3, 1000, 0.9)
    assert options.class_weight == (1.0,) * 10


FAMILIES = {
    Layer: keras.layers, Loss: keras.losses, Metric: keras.metrics, Optimizer: keras.optimizers,
    Callback: keras.callbacks, Schedule: keras.optimizers.schedules, Initializer: keras.initializers,
}  # fmt: skip


@pytest.mark.parametrize("base", FAMILIES, ids=lambda base: base.__name__)
def test_the_order_of_arguments_is_that_of_keras(base):
    for name, kind in base.registry.items():
        real = getattr(FAMILIES[base], "InputLayer" if name == "Input" else name, None)
        if real is None or name == "Input":
            continue
        parameters = inspect.signature(real.__init__).parameters.values()
        theirs = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD][1:]
        mine = list(positional(kind, base.__name__))

        # What Keras does not take by its place cannot stand there in a script that runs.
        assert mine[: len(theirs)] == theirs[: len(mine)], name


# -- preparation of data ------------------------------------------------------------------------------------

LOAD = "(x_train, y_train), (x_test, y_test) = keras.datasets.{}.load_data()\n"
FIT = "m = Sequential([Flatten(), Dense(10)])\nm.compile('adam', 'mse')\nm.fit(x_train, y_train{})\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", "none as_is"),
        ("x_train = x_train / 255", "unit as_is"),
        ("x_train = x_train.astype('float32') / 255.0", "unit as_is"),
        ("x_train /= 255.", "unit as_is"),
        ("x_train = x_train * (1 / 255)", "unit as_is"),
        ("x_train = x_train.astype('float32'); x_train /= np.max(x_train)", "unit as_is"),
        ("x_train = (x_train - x_train.mean()) / x_train.std()", "standardize as_is"),
        ("m_, s_ = np.mean(x_train), np.std(x_train) + 1e-7\nx_train = (x_train - m_) / s_", "standardize as_is"),
        ("x_train = StandardScaler().fit_transform(x_train)", "standardize as_is"),
        ("x_train = MinMaxScaler().fit_transform(x_train)", "minmax as_is"),
        ("x_train = x_train.reshape(60000, 784)", "none flatten"),
        ("x_train = x_train.reshape(-1, 28 * 28)", "none flatten"),
        ("x_train = x_train.reshape((len(x_train), np.prod(x_train.shape[1:])))", "none flatten"),
        ("x_train = np.reshape(x_train, (x_train.shape[0], 28, 28, 1))", "none channels"),
        ("x_train = np.expand_dims(x_train, -1)", "none channels"),
        ("x_train = np.expand_dims(x_train, axis=3)", "none channels"),
        ("x_train = x_train[..., np.newaxis]", "none channels"),
        ("x_train = x_train[:, :, :, None]", "none channels"),
        ("x_train = x_train[..., tf.newaxis].astype('float32') / 255", "unit channels"),
        ("y_train = to_categorical(y_train)", "none as_is one-hot"),
        ("y_train = keras.utils.np_utils.to_categorical(y_train, 10)", "none as_is one-hot"),
        ("y_train = tf.one_hot(y_train, depth=10)", "none as_is one-hot"),
    ],
)
def test_a_line_of_preparation_is_understood(lines, expected):
    reading = read_text(LOAD.format("mnist") + lines + "\n" + FIT.format(""))

    assert words(reading)[1] == f"mnist {expected}"
    assert not reading.notes


@pytest.mark.parametrize("lines", ["x_train = x_train / 127.5 - 1", "x_train = keras.utils.normalize(x_train, axis=1)"])
def test_a_scaling_that_is_not_there_is_told(lines):
    reading = read_text(LOAD.format("mnist") + lines + "\n" + FIT.format(""))

    assert "scaled in a way" in str(reading.notes[0])


def test_what_is_held_back_by_slicing_becomes_the_validation_split():
    lines = "xv, xt = x_train[:10000], x_train[10000:]\nyv, yt = y_train[:10000], y_train[10000:]\n"
    fit = FIT.replace("x_train, y_train", "xt, yt").format(", validation_data=(xv, yv)")

    assert read_text(LOAD.format("mnist") + lines + fit).training.validation_split == round(1 / 6, 6)


def test_the_input_s_shape_is_taken_from_the_data():
    assert read_text(LOAD.format("mnist") + FIT.format("")).graph["input_layer"].layer == Input((28, 28))


# -- what is missing, and what cannot be read ---------------------------------------------------------------

OPEN = """
model = Sequential()
model.add(Conv2D(32, 3, input_shape=(img_rows, img_cols, num_channels)))
model.add(Activation('relu'))
model.add(Flatten())
model.add(Dense(len(names)))
"""


def test_all_missing_values_are_asked_for_at_once():
    with pytest.raises(MissingValues) as caught:
        read_text(OPEN, name="script.py")

    assert caught.value.names == ("img_rows", "img_cols", "num_channels", "len(names)")
    assert "script.py does not say the value of img_rows, img_cols" in str(caught.value)
    assert '--define img_rows=… --define img_cols=… --define num_channels=… --define "len(names)"=…' in str(
        caught.value
    )


def test_values_that_are_given_are_used(tmp_path):
    (tmp_path / "script.py").write_text(OPEN)
    given = {"img_rows": "28", "img_cols": "14 * 2", "num_channels": "1", "len(names)": "10"}

    found = open_file(tmp_path / "script.py", given)

    assert found.project.graph["input_layer"].layer == Input((28, 28, 1))
    assert found.project.graph["dense"].layer.units == 10
    assert found.run is None


def test_a_name_that_is_computed_from_what_is_not_known_is_asked_for_itself():
    with pytest.raises(MissingValues) as caught:
        read_text("tokens = open('a').read().split()\nvocab = len(set(tokens))\nm = Sequential([Embedding(vocab, 8)])")

    assert caught.value.names == ("vocab",)


def test_names_that_no_layer_needs_are_not_asked_for():
    source = "m = Sequential([Input((4,)), Dense(3, name=title, weights=[matrix])])\nplt.plot(curve)\nm.fit(x, y)"

    assert len(read_text(source).graph) == 2


def test_lambda_and_own_layers_are_kept_with_their_line_and_the_rest_is_read():
    reading = read_script(SCRIPTS / "y2023_transformer_block.py")

    kept = {name: node for name, node in reading.graph.nodes.items() if isinstance(node.layer, Placeholder)}
    assert set(kept) == {"token_and_position_embedding", "lambda_"}
    assert kept["lambda_"].inputs[0].node == "global_average_pooling1d"
    lines = (SCRIPTS / "y2023_transformer_block.py").read_text().splitlines()
    assert [lines[unread.line - 1].count("Lambda(") for unread in reading.unread] == [0, 1]
    assert all("class of the script's own" in str(n) or "foreign code" in str(n) for n in reading.notes[:2])


@pytest.mark.parametrize(
    ("source", "words_"),
    [
        ("x = 1", "builds no network"),
        ("class Net(keras.Model):\n    pass\nmodel = Net()", "line 3: Net is a model written as a class"),
        ("model = load_model('a.h5')", "builds no network"),
    ],
)
def test_a_script_without_a_network_says_why(source, words_):
    with pytest.raises(FileFault, match=words_):
        read_text(source)


def test_a_script_that_is_no_python_says_in_which_line():
    with pytest.raises(SourceFault, match="not Python") as caught:
        read_text("x = 1\ndef f(:\n  pass")

    assert caught.value.line == 2


def test_of_several_networks_the_trained_one_is_read():
    made = "m{0} = Sequential([Input((4,)), Dense({0})])\n"
    source = "".join(made.format(i) for i in (1, 2, 3))
    compiled, trained = "m1.compile('adam', 'mse')\n", "m2.compile('adam', 'mse')\nm2.fit(x, y)\n"

    for more, units in (("", 3), (compiled, 1), (trained + compiled, 2)):
        assert read_text(source + more).graph["dense"].layer.units == units


def test_a_branch_that_builds_layers_and_hangs_on_something_unknown_is_told():
    source = (
        "m = Sequential([Input((4,))])\nfor size in ():\n    m.add(Dense(9))\nm.add(Dense(2))\n"
        "rows = csv.reader(open('a'))\nprint(rows)\nif m.built:\n    m.add(Dense(3))\n"
    )

    reading = read_text(source)

    assert [unread.line for unread in reading.unread] == [7]
    assert [type(node.layer).__name__ for node in reading.graph.nodes.values()] == ["Input", "Dense"]


# -- notebooks ---------------------------------------------------------------------------------------------


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": kind, "source": text.splitlines(keepends=True)} for kind, text in cells],
                       "nbformat": 4, "metadata": {}})  # fmt: skip


CELLS = (
    ("markdown", "# A network\nmodel = nothing"),
    ("code", "%matplotlib inline\n!pip install keras \\\n  --upgrade\nimport keras\nfiles = !ls\n"),
    ("code", "%%bash\nrm -rf /tmp/x"),
    ("code", "this is no Python"),
    (
        "code",
        "model = keras.Sequential([keras.Input((4,)),\n keras.layers.Dense(3),\n keras.layers.Lambda(abs)])\nmodel?",
    ),
)


def test_a_notebook_is_read_and_its_cells_are_named(tmp_path):
    (tmp_path / "book.ipynb").write_text(notebook(*CELLS))

    reading = read_script(tmp_path / "book.ipynb")

    assert [type(node.layer).__name__ for node in reading.graph.nodes.values()] == ["Input", "Dense", "Placeholder"]
    assert "cell 3, line 1: this cell is left out: this is not Python" in str(reading.notes[0])
    assert "cell 4, line 3: Lambda cannot be read" in str(reading.notes[1])
    assert open_file(tmp_path / "book.ipynb").project.graph == reading.graph


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": 3}', notebook(("markdown", "a"))])
def test_what_is_no_notebook_is_refused(text, tmp_path):
    (tmp_path / "book.ipynb").write_text(text)

    with pytest.raises(FileFault, match=r"book\.ipynb"):
        open_file(tmp_path / "book.ipynb")


def test_without_data_the_settings_are_empty():
    assert read_text("m = Sequential([Input((4,)), Dense(3)])").data == DataSettings()
