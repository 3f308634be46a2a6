"""Ends of a network follow the data, whether that is chosen first, last, or changed in the middle."""

import pytest

from netbuilder.data import SOURCES, DataSettings, load, prepare
from netbuilder.graph import Graph, check, edits
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from netbuilder.project.refitting import refitted, suiting
from netbuilder.project.repairs import problems_of, repairs_for

CASES = {
    "digits": ((8, 8), 10, "softmax", "sparse_categorical_crossentropy"),
    "iris": ((4,), 3, "softmax", "sparse_categorical_crossentropy"),
    "spam": ((100,), 1, "sigmoid", "binary_crossentropy"),
    "diabetes": ((10,), 1, "linear", "mean_squared_error"),
}


def network(*layers: Layer) -> Project:
    graph, last = Graph(), None
    for layer in layers:
        graph, last = edits.append(graph, layer, last)
    return Project(graph=graph)


def on(project, name, before=None, **options):
    """The project once somebody has chosen data for it, and those."""
    settings = DataSettings(source=name, scaling=SOURCES[name].scaling, **options)
    dataset = load(settings)
    settings = suiting(settings, dataset, project, before)
    data = prepare(dataset, settings)
    return refitted(project.replace(data=settings), data, before), data


@pytest.mark.parametrize("name", CASES)
def test_data_that_is_chosen_last_leaves_nothing_to_repair(name):
    shape, units, activation, loss = CASES[name]
    project, data = on(network(Input.starting(), Flatten(), Dense.starting(), Dense.starting()), name)
    layers = [node.layer for node in project.graph.nodes.values()]

    assert layers[0].output_shape()[: len(shape)] == shape
    assert layers[2] == Dense.starting()
    assert (layers[3].units, layers[3].activation) == (units, activation)
    assert project.training.loss_of(0).snake() == loss
    assert problems_of(project, data) == []


def test_one_data_set_after_the_other_is_followed_there_and_back():
    project, data = network(Input.starting(), Flatten(), Dense.starting()), None
    for name in (*CASES, *reversed(CASES)):
        project, data = on(project, name, data)
        assert problems_of(project, data) == [], name


def test_a_network_without_flatten_gets_its_images_as_rows_of_numbers():
    project, data = on(network(Input.starting(), Dense.starting()), "digits")

    assert project.graph["input_layer"].layer.shape == (64,)
    assert project.data.arrangement == "flatten"
    assert problems_of(project, data) == []


def test_a_convolution_gets_its_channel_and_a_recurrent_layer_its_steps():
    conv, data = on(network(Input.starting(), Conv2D.starting(), Flatten(), Dense.starting()), "digits")
    assert conv.graph["input_layer"].layer.shape == (8, 8, 1)
    assert problems_of(conv, data) == []
    rows, data = on(network(Input.starting(), LSTM.starting(), Dense.starting()), "digits")
    assert rows.graph["input_layer"].layer.shape == (8, 8)
    assert problems_of(rows, data) == []


def test_what_a_person_has_set_stays_and_is_a_problem():
    drawn = network(Input((5,)), Dense(64, "relu"))
    project, data = on(drawn, "digits")

    assert project.graph == drawn.graph
    assert {problem.field for problem in problems_of(project, data)} == {"shape", "activation"}


def test_only_what_the_data_decide_changes_in_the_last_layer():
    before, data = on(network(Input.starting(), Flatten(), Dense(10, "softmax", use_bias=False)), "digits")
    project, _ = on(before, "iris", data)

    assert project.graph["dense"].layer == Dense(3, "softmax", use_bias=False)


def test_a_loss_that_was_chosen_stays_while_it_can():
    before, data = on(network(Input.starting(), Flatten(), Dense(10, "softmax")), "digits")
    focal = before.replace(training=before.training.replace(loss="poisson", metrics=()))
    same, _ = on(focal, "iris", data)
    other, _ = on(focal, "diabetes", data)

    assert same.training.loss_of(0).snake() == "poisson"
    assert other.training.loss_of(0).snake() == "mean_squared_error"


def test_one_hot_labels_bring_their_loss():
    before, data = on(network(Input.starting(), Flatten(), Dense.starting()), "digits")
    settings = before.data.replace(one_hot=True)
    after = prepare(data.dataset, settings)
    project = refitted(before.replace(data=settings), after, data)

    assert project.training.loss_of(0).snake() == "categorical_crossentropy"
    assert problems_of(project, after) == []


def test_three_ways_to_write_the_same_shape_are_one_button():
    project = network(Input((4,)), LSTM.starting())
    (problem,) = check(project.graph).problems

    assert [str(repair.label) for repair in repairs_for(problem, project)] == ["insert Reshape((4, 1)) before lstm"]


def test_a_convolution_that_gets_flat_images_is_offered_them_as_images():
    project, data = on(network(Input((64,)), Conv2D.starting(), Flatten(), Dense(10, "softmax")), "digits")
    problem = next(problem for problem in problems_of(project, data) if problem.node == "conv2d")
    repair = repairs_for(problem, project, data)[0]

    assert repair.project.graph["input_layer"].layer.shape == (8, 8, 1)
    assert repair.project.data.arrangement == "channels"
