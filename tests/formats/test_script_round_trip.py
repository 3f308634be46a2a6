"""What NetBuilder writes as a script it reads back: the same graph, training settings and data."""

from __future__ import annotations

import keyword
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netbuilder.data import DataSettings, prepare
from netbuilder.data.own_arrays import load_arrays
from netbuilder.engine.callbacks import Callback, EarlyStopping, LearningRateScheduler
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import PiecewiseConstantDecay, Schedule, Warmup
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.network import TF_KERAS
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import Functional, Graph, Node, Port, check
from netbuilder.layers import Activation, Dense, Identity, Input
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.wrappers import Bidirectional
from netbuilder.project import templates
from tests.contract.cases import CASES
from tests.networks import NETWORKS, mlp


def script_of(graph, training=None, data=None):
    return keras_script(Bundle(Snapshot(graph, {}, training or TrainingSettings()), data or DataSettings()))


def essence(graph):
    """Names, order, layers, wires, shared weights, inputs and outputs: all but what a script cannot carry."""
    nodes = []
    for name in graph.order:
        node = graph[name]
        layer = node.layer
        inside = (essence(layer.graph), layer.trainable) if isinstance(layer, Functional) else layer
        nodes.append((name, inside, node.inputs, node.shares))
    return nodes, graph.input_names, graph.output_names


def assert_same(graph):
    reading = read_text(script_of(graph))

    assert essence(reading.graph) == essence(graph)
    assert not reading.notes
    assert all(node.position is not None for node in reading.graph.nodes.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_comes_back(name):
    assert_same(NETWORKS[name]())


@pytest.mark.parametrize("name", list(templates()))
def test_a_template_comes_back_with_its_training_and_data(name):
    project = templates()[name].project()

    reading = read_text(script_of(project.graph, project.training, project.data))

    assert essence(reading.graph) == essence(project.graph)
    assert (reading.training, reading.data) == (project.training, project.data)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_layer_comes_back_with_its_options(case):
    kind = "int32" if case.whole else "float32"
    inputs = [Node(f"in_{i}", Input(shape, kind)) for i, shape in enumerate(case.shapes)]
    ports = tuple(Port(node.name) for node in inputs)

    assert_same(Graph.of([*inputs, Node("block", case.layer, ports)]))


# -- training and data ---------------------------------------------------------------------------------------

SETTINGS = {
    **{f"optimizer {name}": {"optimizer": kind.plain()} for name, kind in Optimizer.registry.items()},
    **{f"loss {name}": {"loss": kind.plain()} for name, kind in Loss.registry.items()},
    **{f"metric {name}": {"metrics": [kind.plain()]} for name, kind in Metric.registry.items()},
    **{
        f"schedule {name}": {"optimizer": Optimizer.registry["SGD"](kind.plain(), momentum=0.5)}
        for name, kind in Schedule.registry.items()
        if kind is not Warmup  # Keras warms up inside of CosineDecay
    },
    **{f"callback {name}": {"callbacks": [kind.plain()]} for name, kind in Callback.registry.items()},
    "by epochs": {"callbacks": [LearningRateScheduler(PiecewiseConstantDecay((2, 4), (0.1, 0.01, 0.001)))]},
    "several": {"callbacks": [EarlyStopping("loss", "min", patience=4), Callback.registry["TerminateOnNaN"]()]},
    "numbers": {"epochs": 7, "batch_size": 5, "validation_split": 0.25, "shuffle": False, "seed": 11},
    "weights": {"class_weight": (1.0, 2.5, 0.0)},
    "no metrics": {"metrics": ()},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_training_settings_come_back(name):
    training = TrainingSettings(**SETTINGS[name])

    reading = read_text(script_of(mlp(), training))

    assert reading.training == training
    assert not reading.notes


def test_losses_and_weights_of_several_outputs_come_back():
    training = TrainingSettings(loss=("mse", "mae"), loss_weights=(0.5, 2.0), metrics=("accuracy", "mae"))

    assert read_text(script_of(NETWORKS["two_in_two_out"](), training)).training == training


@pytest.mark.parametrize(
    "settings",
    [{}, {"loss": "mse"}, {"loss": ("mse", "mse")}, {"loss": ("mse", "mae"), "loss_weights": (1.0, 0.5)}],
    ids=str,
)
def test_one_loss_for_all_outputs_is_not_two_that_are_equal(settings):
    training = TrainingSettings(**settings)

    assert read_text(script_of(NETWORKS["two_in_two_out"](), training)).training == training


TWO = (
    "import keras\nfrom keras import layers\na = keras.Input((4,), name='a')\nb = layers.Dense(2, name='b')(a)\n"
    "c = layers.Dense(2, name='c')(a)\nmodel = keras.Model(a, [b, c])\n"
)


def assert_comes_back(text):
    reading = read_text(text)
    again = read_text(script_of(reading.graph, reading.training, reading.data))

    assert essence(again.graph) == essence(reading.graph)
    assert (again.training, again.data) == (reading.training or TrainingSettings(), reading.data)
    return reading


CHAIN = (
    "import keras\nfrom keras import layers\n"
    "model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2)])\n"
)
GRAPH = (
    "import keras\nfrom keras import layers\na = keras.Input((4,))\nb = layers.Dense(3)(a)\nc = layers.Dense(2)(b)\n"
    "model = keras.Model(a, c)\n"
)


@pytest.mark.parametrize(
    ("text", "frozen"),
    [
        (f"{CHAIN}model.layers[0].trainable = False\n", ["dense"]),
        (f"{CHAIN}for layer in model.layers[:-1]:\n    layer.trainable = False\n", ["dense"]),
        (f"{GRAPH}model.layers[0].trainable = False\n", []),  # the input
        (f"{GRAPH}model.layers[1].trainable = False\n", ["dense"]),
        (f"{GRAPH}model.layers[-1].trainable = False\n", ["dense_1"]),
        (f"{GRAPH}for layer in model.layers:\n    layer.trainable = False\n", ["dense", "dense_1"]),
    ],
)
def test_the_layers_of_a_model_are_those_that_keras_counts(text, frozen):
    reading = assert_comes_back(text)

    assert [name for name, node in reading.graph.nodes.items() if not node.layer.trainable] == frozen


def test_losses_that_no_output_has_are_left_out_and_told():
    reading = assert_comes_back(f"{TWO}model.compile('sgd', loss=['mse', 'mae', 'mape'])\n")

    assert [loss.snake() for loss in reading.training.loss] == ["mean_squared_error", "mean_absolute_error"]
    assert ["3 losses" in str(note) for note in reading.notes] == [True]


def test_fewer_losses_than_outputs_are_told():
    reading = assert_comes_back(TWO.replace("[b, c]", "[a, b, c]") + "model.compile('sgd', loss=['mse', 'mae'])\n")

    assert len(reading.training.loss) == 3
    assert "2 losses" in str(reading.notes[-1])


def test_weights_of_losses_that_no_output_has_are_left_out_and_told():
    reading = assert_comes_back(f"{TWO}model.compile('sgd', loss='mse', loss_weights=[1.0, 0.5, 0.1])\n")

    assert reading.training.loss_weights == ()
    assert "3 weights" in str(reading.notes[-1])


def test_one_loss_with_several_weights_comes_back():
    reading = assert_comes_back(f"{TWO}model.compile('sgd', loss='mse', loss_weights=[1.0, 0.5])\n")

    assert (len(reading.training.loss), reading.training.loss_weights) == (2, (1.0, 0.5))


FITTED = (
    f"{TWO}model.compile('sgd', loss='mse', metrics=['mae'])\nmodel.fit(x, y, epochs=2, "
    "callbacks=[keras.callbacks.EarlyStopping({monitor!r})])\n"
)


@pytest.mark.parametrize(
    ("monitor", "mode"), [("loss", "auto"), ("never_comes", "auto"), ("b_loss", "min"), ("c_mae", "min")]
)
def test_a_monitor_keeps_the_way_that_it_has(monitor, mode):
    reading = assert_comes_back(f"x = y = None\n{FITTED.format(monitor=monitor)}")

    assert reading.training.callbacks[0].mode == mode


def test_an_autoencoder_without_data_comes_back():
    data = DataSettings(target_is_input=True)

    assert read_text(script_of(mlp(), data=data)).data == data


@pytest.mark.parametrize("scaling", ["unit", "standardize", "minmax"])
@pytest.mark.parametrize("arrangement", ["as_is", "flatten", "channels"])
def test_the_preparation_of_several_inputs_comes_back(scaling, arrangement):
    data = DataSettings(path="own.npz", scaling=scaling, arrangement=arrangement)

    assert read_text(script_of(NETWORKS["two_in_two_out"](), data=data)).data == data


def test_several_inputs_are_scaled_by_the_script_as_they_are_here(tmp_path, rng):
    graph = NETWORKS["two_in_two_out"]()
    shapes = check(graph).shapes
    arrays = {
        f"{letter}_{part}_{name}": rng.normal(3, 2, (8, *shapes[name][0])).astype("float32")
        for letter, names in (("x", graph.input_names), ("y", graph.output_names))
        for part in ("train", "test")
        for name in names
    }
    np.savez(tmp_path / "own.npz", **arrays)
    data = DataSettings(path=str(tmp_path / "own.npz"), scaling="standardize")
    written = script_of(graph, data=data)
    names: dict = {}
    lines = written[written.index("# Data") : written.index("# The network")]
    exec(f"import numpy as np\nfrom pathlib import Path\n{lines}", names)

    prepared = prepare(load_arrays(tmp_path / "own.npz", data), data)

    for found, name in zip(names["x_train"], graph.input_names, strict=True):
        np.testing.assert_allclose(found, prepared.x_train[name], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("path", ["folder", "a/b/folder", "gone.npz"])
def test_arrays_that_are_not_there_now_come_back(path):
    data = DataSettings(path=path, scaling="minmax")

    assert read_text(script_of(mlp(), data=data)).data == data


@pytest.mark.parametrize(
    "lines",
    [
        "model.fit(x, y, epochs='3')",
        "for i in range(2):\n    model.fit(x, y, epochs=['a', 2][i])",
        "x.dtype.kind in 'iu'",
        "s = keras.Sequential([a])\nt = keras.Sequential([a, layers.Dense(1)])\nu = keras.Sequential([a])",
        "import numpy as np\nwith np.load('x.npz') as data:\n    data.dtype.kind\n[].dtype\n[1].dtype.kind",
        "import numpy as np\nfrom pathlib import Path\nx_train = np.load(Path('s'))['x_train']\nmodel.fit(x_train, y)",
    ],
)
def test_values_of_other_kinds_are_no_accident(lines):
    assert_comes_back(f"{TWO}x = y = None\nmodel.compile('sgd', loss='mse')\n{lines}\n")


@pytest.mark.parametrize("scaling", ["none", "unit", "standardize", "minmax"])
@pytest.mark.parametrize("arrangement", ["as_is", "flatten", "channels"])
@pytest.mark.parametrize("source", ["digits", "mnist", "fashion-mnist-small", "cifar10"])
def test_data_settings_come_back(source, arrangement, scaling):
    if (source, arrangement) == ("cifar10", "channels"):
        pytest.skip("photos have channels already")
    data = DataSettings(source=source, arrangement=arrangement, scaling=scaling, one_hot=scaling == "unit")

    reading = read_text(script_of(mlp(), data=data))

    assert reading.data == data
    assert not reading.notes


@pytest.mark.parametrize("as_folder", [False, True], ids=["npz", "folder"])
def test_own_arrays_come_back(as_folder, tmp_path):
    arrays = {name: np.zeros((4, 6)) for name in ("x_train", "x_test", "y_train", "y_test")}
    np.savez(tmp_path / "own.npz", **arrays)
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    data = DataSettings(path=str(tmp_path if as_folder else tmp_path / "own.npz"), scaling="standardize")

    assert read_text(script_of(mlp(), data=data)).data == data


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_a_table_comes_back(missing, tmp_path):
    (tmp_path / "t.csv").write_text("width;kind;left;answer\n1,5;long;3;yes\n2,5;short;;no\n0,5;long;1;yes\n4;b;2;no\n")
    data = DataSettings(
        path=str(tmp_path / "t.csv"), target="answer", ignore=("kind",), missing=missing, test_split=0.25, one_hot=True
    )

    assert read_text(script_of(mlp(), data=data)).data == data


# -- any graph -------------------------------------------------------------------------------------------------

WORDS = ["a", "b_1", "dense", "dense_1", "dense_2", "lstm", "lstm_1", "lstm_2", "model", "scores", "keras", "layers",
         "np", "x_train", "w_train", "float", "print", "input_layer", "block", "block_a", "a_layer", "b_1_layer",
         "größe", "层", "model_", "history", "add", "concatenate", "bidirectional", "Path", "data"]  # fmt: skip
ONE = [case for case in CASES if len(case.shapes) == 1 and not case.whole and not isinstance(case.layer, Functional)]
FLAT = [Dense(3), Dense(4, "relu", trainable=False), Dropout(0.5), Activation("tanh"), Identity()]


@st.composite
def names_of(draw, count):
    """Different names, some of which Keras would give and some of which stand for something else in a script."""
    word = st.sampled_from(WORDS) | st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
    found = draw(st.lists(word, min_size=count, max_size=count, unique=True))
    return [name if not keyword.iskeyword(name) else f"{name}_" for name in found]


@st.composite
def graphs(draw, depth=0):
    """A network of vectors: chains, branches, merges, shared layers, states, networks inside, several ends."""
    count = draw(st.integers(2, 8))
    names = draw(names_of(count + 3))
    inputs = [Node(name, Input((draw(st.integers(1, 3)),))) for name in names[: draw(st.integers(1, 2))]]
    nodes = list(inputs)
    for name in names[len(inputs) : count]:
        shapes = check(Graph.of(nodes, [nodes[0].name])).shapes
        ports = [Port(node.name, i) for node in nodes for i in range(len(shapes.get(node.name, ())))]
        nodes.append(draw(a_node(name, nodes, ports, shapes, depth)))
    graph = Graph.of(nodes)
    if draw(st.booleans()):
        order = draw(st.permutations(list(graph.output_names)))
        graph = Graph.of(nodes, order)
    return graph


@st.composite
def a_node(draw, name, nodes, ports, shapes, depth):
    """One more block that reads what is there."""
    port = draw(st.sampled_from(ports))
    shape = shapes[port.node][port.output]
    again = [node for node in nodes if not node.shares and node.inputs and shapes_of(node, shapes) == (shape,)]
    choice = draw(st.integers(0, 9))
    if choice == 0 and again:
        owner = draw(st.sampled_from(again))
        return Node(name, owner.layer, (port,), shares=owner.name)
    if choice in (1, 2):
        others = [other for other in ports if shapes[other.node][other.output] == shape]
        return Node(name, draw(st.sampled_from([Add(), Concatenate()])), (port, draw(st.sampled_from(others))))
    if choice == 3 and len(shape) == 1 and depth < 2:
        inner = draw(graphs(depth=depth + 1))
        if len(inner.input_names) == 1:
            inner = inner.with_nodes(inner[inner.input_names[0]].replace(layer=Input(shape)))
            if not check(inner).errors and usable(inner):
                return Node(name, Functional(inner, trainable=draw(st.booleans())), (port,))
    if len(shape) == 2:
        rnn = LSTM(2, return_state=draw(st.booleans()), return_sequences=draw(st.booleans()))
        frozen = Bidirectional(rnn, trainable=False)
        return Node(name, draw(st.sampled_from([rnn, Bidirectional(rnn), frozen])), (port,))
    fitting = [case.layer for case in ONE if case.shapes == (shape,)]
    return Node(name, draw(st.sampled_from([*FLAT, *fitting])), (port,))


def shapes_of(node, shapes):
    return tuple(shapes[port.node][port.output] for port in node.inputs)


def usable(graph):
    """Whether every block leads to an output: Keras knows no others inside of a model."""
    return graph.upstream(graph.output_names) == set(graph.nodes)


@given(graphs())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_graph_comes_back(graph):
    if not check(graph).errors:
        assert_same(graph)


@pytest.mark.long
@given(graphs())
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_graph_comes_back_thousands_of_times(graph):
    if not check(graph).errors:
        assert_same(graph)


def test_a_network_named_as_a_further_output_is():
    def twins(calls):
        again = [Node(f"dense_{i}", Dense(3), (Port("a"),), shares="dense") for i in range(1, calls)]
        return Functional(Graph.of([Node("a", Input((1,))), Node("dense", Dense(3), (Port("a"),)), *again]))

    nodes = [
        Node("a", Input((1,))),
        Node("b", twins(3), (Port("a"),)),
        Node("dense", twins(3), (Port("a"),), shares="b"),
        Node("dense_1", twins(2), (Port("a"),)),
    ]

    assert_same(Graph.of(nodes))


@pytest.mark.parametrize("output", [0, 1, 2])
def test_one_of_several_outputs_is_read(output):
    nodes = [
        Node("x", Input((5, 3))),
        Node("lstm", LSTM(2, return_state=True), (Port("x"),)),
        Node("y", Dense(3), (Port("lstm", output),)),
    ]

    assert "keras.Sequential" not in script_of(Graph.of(nodes))  # Keras would refuse it
    assert_same(Graph.of(nodes))


@pytest.mark.parametrize("output", [0, 1])
def test_one_of_several_outputs_of_a_network_is_read(output):
    inside = [Node("a", Input((2,))), Node("b", Dense(3), (Port("a"),)), Node("c", Dense(3), (Port("a"),))]
    nodes = [
        Node("x", Input((2,))),
        Node("two", Functional(Graph.of(inside)), (Port("x"),)),
        Node("y", Dense(3), (Port("two", output),)),
    ]

    assert "keras.Sequential" not in script_of(Graph.of(nodes))  # Keras would refuse it
    assert_same(Graph.of(nodes))


@pytest.mark.parametrize(("last", "count"), [("layers.LSTM(4, return_state=True)", 3), ("two", 2)])
def test_a_sequential_model_gives_all_outputs_of_its_last_layer(last, count):
    graph = read_text(
        "import keras\nfrom keras import layers\na = keras.Input((3, 2))\n"
        "two = keras.Model(a, [layers.Dense(3)(a), layers.Dense(5)(a)])\n"
        f"model = keras.Sequential([keras.Input((3, 2)), {last}])\nmodel.compile(loss='mse')\n"
    ).graph

    ends = [graph[name].inputs[0] if isinstance(graph[name].layer, Identity) else Port(name) for name in graph.outputs]
    assert [port.output for port in ends] == list(range(count))
    assert len({port.node for port in ends}) == 1
    assert_same(graph)


def test_the_cases_cover_every_layer():
    assert len(Counter(type(case.layer) for case in CASES)) > 100


def test_a_deterministic_training_comes_back_from_a_script_for_tensorflow():
    training = TrainingSettings(deterministic=True)
    bundle = Bundle(Snapshot(mlp(), {}, training))

    assert read_text(keras_script(bundle, TF_KERAS)).training == training
