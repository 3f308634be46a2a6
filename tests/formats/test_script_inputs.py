"""What a script tells of its inputs and batches: shapes by old arguments, sizes of batches, weights to begin with."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Dense, Input
from netbuilder.layers.recurrent import GRU, LSTM


@pytest.mark.parametrize(
    ("first", "shape"),
    [
        ("LSTM(32, input_dim=9)", (None, 9)),
        ("GRU(32, input_dim=9, input_length=4)", (4, 9)),
        ("SimpleRNN(32, input_length=4, input_dim=9)", (4, 9)),
        ("Convolution1D(8, 3, input_dim=9)", (None, 9)),
        ("TimeDistributedDense(8, input_dim=9)", (None, 9)),
        ("TimeDistributedDense(8, input_dim=9, input_length=4)", (4, 9)),
        ("Bidirectional(GRU(8, input_shape=(5, 2)))", (5, 2)),
        ("Bidirectional(LSTM(8, input_dim=2))", (None, 2)),
        ("Bidirectional(LSTM(8), input_shape=(5, 2))", (5, 2)),
        ("Dense(8, input_dim=9)", (9,)),
    ],
)
def test_old_arguments_tell_the_shape_of_a_sequence_or_of_a_vector(first, shape):
    reading = read_text(f"model = Sequential([{first}])\n")

    assert next(iter(reading.graph.nodes.values())).layer == Input(shape)
    assert not reading.unread


@pytest.mark.parametrize(
    "network",
    [
        "model = Sequential([LSTM(4, stateful=True, batch_input_shape=(16, 10, 1)), Dense(1)])",
        "i = Input(batch_shape=(16, 10, 1))\nmodel = Model(i, LSTM(4, stateful=True)(i))",
        "model = Sequential([InputLayer((10, 1), batch_size=16), LSTM(4, stateful=True)])",
    ],
)
def test_the_size_of_batches_that_a_network_is_made_for_is_that_of_its_training(network):
    ends = "\nmodel.compile('adam', 'mse')\nmodel.fit(x, y, epochs=3"

    assert read_text(f"{network}{ends})\n").training.batch_size == 16
    assert read_text(f"{network}{ends}, batch_size=8)\n").training.batch_size == 8


INNER = Graph.of([Node("i", Input((4, 3))), Node("gru", GRU(2, stateful=True), (Port("i"),))])


@pytest.mark.parametrize(
    "graph",
    [
        Graph.of([Node("a", Input((4, 3))), Node("lstm", LSTM(2, stateful=True), (Port("a"),)),
                  Node("out", Dense(1), (Port("lstm"),))]),
        Graph.of([Node("a", Input((4, 3))), Node("inner", Functional(INNER), (Port("a"),)),
                  Node("b", Dense(2), (Port("inner"),)), Node("out", Dense(1), (Port("b"),))]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ["auto", "functional"])
def test_a_network_that_keeps_its_state_is_written_with_the_size_of_its_batches_and_trains_on_keras(graph, style):
    from netbuilder.formats import ExportOptions

    training = TrainingSettings(loss="mean_squared_error", batch_size=8, epochs=1)
    source = keras_script(Bundle(Snapshot(graph, {}, training), DataSettings(), options=ExportOptions(style=style)))
    start, end = source.index("\n# The network"), source.index("model.save(")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(16, 4, 3)), rng.normal(size=(16, 1))
    names = {"keras": keras, "layers": keras.layers, "x_train": x, "y_train": y, "x_test": x, "y_test": y}

    exec(source[start:end], names)

    assert "batch_shape=(8, 4, 3)" in source
    assert "batches of one size" in source
    assert names["model"].input_shape == (8, 4, 3)
    assert np.isfinite(names["scores"]["loss"])
    assert read_text(source).graph[next(iter(graph.order))].layer == Input((4, 3))


def test_a_network_without_states_takes_batches_of_any_size():
    graph = Graph.of([Node("a", Input((4, 3))), Node("lstm", LSTM(2), (Port("a"),))])

    source = keras_script(Bundle(Snapshot(graph, {}, TrainingSettings(loss="mean_squared_error"))))

    assert "keras.Input(shape=(4, 3)" in source
    assert "batch_shape" not in source


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (
            "Embedding(50, 8, weights=[matrix], input_length=20)",
            "line 2: the weights that Embedding begins with stand in an array of the script, and are left out",
        ),
        (
            "Embedding(50, 8, 'uniform', None, None, False, [matrix], input_length=20)",
            "line 2: the weights that Embedding begins with stand in an array of the script, and are left out",
        ),
    ],
)
def test_weights_that_a_layer_begins_with_are_told(line, note):
    reading = read_text(f"model = Sequential()\nmodel.add({line})\nmodel.add(Flatten())\nmodel.add(Dense(1))\n")

    assert [str(one) for one in reading.notes] == [note]
    assert reading.graph["embedding"].layer.output_dim == 8


def test_weights_that_are_loaded_before_training_are_told_and_those_after_it_are_no_part_of_the_network():
    network = "model = Sequential([Input((3,)), Dense(2)])\n"
    training = "model.compile('adam', 'mse')\nmodel.fit(x_train, y_train)\n"
    loading = "model.load_weights('best.weights.h5')\n"

    before = [str(note) for note in read_text(network + loading + training).notes]
    after = [str(note) for note in read_text(network + training + loading).notes]

    assert before[0] == (
        "line 2: load_weights is left out: no weights are read with a script. Open them into the network"
    )
    assert not any("load_weights" in note for note in after)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        ("keras.utils.image_dataset_from_directory('photos', image_size=(8, 8), batch_size=16)", 16),
        ("keras.utils.image_dataset_from_directory('photos')", 32),
        ("keras.preprocessing.image_dataset_from_directory('photos', 'inferred', 'int', None, 'rgb', 24)", 24),
        ("tf.keras.utils.text_dataset_from_directory('texts', batch_size=12).cache().prefetch(2)", 12),
        ("keras.preprocessing.timeseries_dataset_from_array(x, y, 5)", 128),
        ("ImageDataGenerator().flow_from_directory('photos', (8, 8), batch_size=20)", 20),
    ],
)
def test_the_size_of_batches_from_a_folder_is_kept(data, size):
    reading = read_text(
        f"data = {data}\nmodel = Sequential([Input((8, 8, 3)), Flatten(), Dense(2)])\n"
        "model.compile('adam', 'mse')\nmodel.fit(data, epochs=4)\n"
    )

    assert (reading.training.batch_size, reading.training.epochs) == (size, 4)
    assert any("the data that it trains on is not known here" in str(note) for note in reading.notes)


def test_both_parts_of_a_folder_are_batches_and_what_they_know_of_it_is_asked_for():
    source = (
        "train, test = keras.utils.image_dataset_from_directory('photos', subset='both', batch_size=16)\n"
        "model = Sequential([Input((8, 8, 3)), Flatten(), Dense(len(train.class_names))])\n"
        "model.compile('adam', 'mse')\nmodel.fit(train, validation_data=test)\n"
    )
    reading = read_text(source, define={"len(train.class_names)": "5"})

    assert reading.graph["dense"].layer.units == 5
    assert reading.training.batch_size == 16
    assert reading.training.validate_on_test
