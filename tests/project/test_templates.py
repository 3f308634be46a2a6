"""Each template trains to its usual accuracy, and every repair mends what it says."""

from __future__ import annotations

import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.fit import evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, check, edits
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.pooling import GlobalAveragePooling2D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project, templates
from netbuilder.project.repairs import problems_of, repairs_for
from tests.networks import chain, node

SLOW = ("cnn", "cnn-deep", "resnet", "lstm")  # half a minute and more each


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in SLOW else name for name in templates()]
)
def test_trains_to_its_usual_score(name):
    template = templates()[name]
    project = template.project()
    prepared = prepare(load(project.data), project.data)
    model = compile_model(project.graph, project.training.replace(seed=1))

    last(fit(model, samples_of(prepared, model.graph, "train")))

    scores = last(evaluate(model, samples_of(prepared, model.graph, "test"))).logs
    for metric, expected in template.expects.items():
        if "error" in metric:
            assert scores[metric] <= expected
        else:
            assert scores[metric] >= expected


@pytest.mark.parametrize("name", list(templates()))
def test_has_no_problems_with_its_data(name):
    project = templates()[name].project()

    assert not problems_of(project, prepare(load(project.data), project.data))


def project_of(graph: Graph, **more) -> Project:
    return Project(placed(graph), **more)


WRONG = {
    "window too large": project_of(chain(Input((4, 4, 2)), Conv2D(3, 5), Flatten(), Dense(2, "softmax"))),
    "add sizes": project_of(
        Graph.of(
            [
                node("i", Input((8, 8, 2))),
                node("a", Conv2D(4, 3), "i"),
                node("b", Conv2D(4, 3, padding="same"), "i"),
                node("add", Add(), "a", "b"),
                node("f", Flatten(), "add"),
                node("o", Dense(2, "softmax"), "f"),
            ]
        )
    ),
    "add channels": project_of(
        Graph.of(
            [
                node("i", Input((8, 8, 2))),
                node("a", Conv2D(4, 1), "i"),
                node("add", Add(), "i", "a"),
                node("f", Flatten(), "add"),
                node("o", Dense(2, "softmax"), "f"),
            ]
        )
    ),
    "concatenate": project_of(
        Graph.of(
            [
                node("i", Input((4, 3))),
                node("d", Flatten(), "i"),
                node("cat", Concatenate(), "i", "d"),
                node("o", Dense(2, "softmax"), "cat"),
            ]
        )
    ),
    "recurrent on image": project_of(chain(Input((8, 8, 1)), LSTM(3), Dense(2, "softmax"))),
    "not connected": project_of(Graph.of([node("i", Input((4,))), node("d", Dense(3, "softmax"))])),
    "no input": project_of(Graph.of([node("d", Dense(3, "softmax"))])),
    "linear head": project_of(chain(Input((4,)), Dense(3))),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_offers_repairs_that_work(name):
    project = WRONG[name]
    problem = problems_of(project, None)[0]

    repairs = repairs_for(problem, project)

    assert repairs
    for repair in repairs:
        assert problem not in problems_of(repair.project, None)
        assert not [p for p in problems_of(repair.project, None) if p.severity == "error"]


DIGITS = DataSettings(source="digits")
WITH_DATA = {
    "units": (chain(Input((8, 8)), Flatten(), Dense(7, "softmax")), TrainingSettings()),
    "loss": (chain(Input((8, 8)), Flatten(), Dense(10, "softmax")), TrainingSettings("categorical_crossentropy")),
    "shape": (chain(Input((64,)), Dense(10, "softmax")), TrainingSettings()),
    "flatten": (chain(Input((8, 8)), Dense(10, "softmax")), TrainingSettings()),
}


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_problem_with_the_data_offers_repairs_that_work(name):
    graph, training = WITH_DATA[name]
    project = project_of(graph, training=training, data=DIGITS)
    prepared = prepare(load(DIGITS), DIGITS)
    (problem, *_) = problems_of(project, prepared)

    repairs = repairs_for(problem, project, prepared)

    assert repairs
    for repair in repairs:
        again = prepare(load(DIGITS), repair.project.data)
        assert not [p for p in problems_of(repair.project, again) if p.severity == "error"]


def test_deleting_a_block_in_the_middle_can_be_mended():
    project = project_of(edits.delete(placed(chain(Input((4,)), Dense(8), Dense(3, "softmax"))), ["dense"]))
    problem = next(problem for problem in check(project.graph).problems if problem.node == "dense_1")

    assert any("connect" in str(repair.label) for repair in repairs_for(problem, project))


def test_a_block_that_nothing_needs_can_be_deleted_where_no_wire_fits():
    """At the end of a classifier it would be a new head, which the loss does not fit."""
    project = templates()["cnn"].project()
    left = edits.new_node(project.graph, Dense(8), (700.0, 0.0))
    project = project.replace(graph=project.graph.add(left))
    problem = next(problem for problem in check(project.graph).problems if problem.node == left.name)
    repairs = repairs_for(problem, project, prepare(load(project.data), project.data))

    assert f"delete {left.name}" in [str(repair.label) for repair in repairs]


def _labels(graph, training=None, data=None):
    """What is offered for all problems of a network, in words."""
    more = {} if training is None else {"training": training}
    if data is not None:
        more["data"] = data
    project = project_of(graph, **more)
    prepared = prepare(load(data), data) if data is not None else None
    found = problems_of(project, prepared)
    assert found
    return [str(repair.label) for problem in found for repair in repairs_for(problem, project, prepared)]


IMAGE = Input((8, 8, 1))
PROJECTED = Graph.of(
    [
        node("i", Input((8, 8, 3))),
        node("c", Conv2D(6, 3, padding="same"), "i"),
        node("add", Add(), "i", "c"),
        node("mean", GlobalAveragePooling2D(), "add"),
        node("d", Dense(10, "softmax"), "mean"),
    ]
)


@pytest.mark.parametrize(
    ("words", "graph", "training", "data"),
    [
        ("insert Flatten", chain(Input((8, 8)), Dense(10, "softmax")), None, DIGITS),
        (
            "insert GlobalAveragePooling2D before",
            chain(IMAGE, Conv2D(4, 3), Dense(10, "softmax")),
            None,
            DataSettings(source="digits", arrangement="channels"),
        ),
        ("padding = same", chain(Input((4, 4, 1)), Conv2D(4, 5), Flatten(), Dense(3, "softmax")), None, None),
        ("insert a Conv2D after i", PROJECTED, None, None),
        ("units = 10", chain(Input((8, 8)), Flatten(), Dense(7, "softmax")), None, DIGITS),
        ("loss = sparse_categorical_crossentropy", *WITH_DATA["loss"], DIGITS),
        ("shape = (8, 8", chain(Input((5, 5)), Flatten(), Dense(10, "softmax")), None, DIGITS),
    ],
)
def test_each_problem_that_beginners_have_offers_the_repair_they_need(words, graph, training, data):
    labels = _labels(graph, training, data)

    assert any(words in label for label in labels), labels
