"""While one builds, nothing is asked of an end that is none yet; before a training everything is."""

from __future__ import annotations

import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, check
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from netbuilder.project.repairs import problems_of
from tests.networks import chain, node

DIGITS = DataSettings(source="digits")
UNFINISHED_ENDS = {
    "input": chain(Input((8, 8))),
    "normalization": chain(Input((64,)), Dense(10), BatchNormalization()),
    "sum": Graph.of([node("i", Input((64,))), node("d", Dense(64), "i"), node("add", Add(), "i", "d")]),
    "flattened": chain(Input((8, 8)), Flatten()),
}
LINEAR = chain(Input((64,)), Dense(10))


def told(graph: Graph, data: DataSettings, building: bool) -> list[str]:
    project = Project(graph, TrainingSettings(), data)
    prepared = prepare(load(data), data) if data.chosen else None
    return [str(problem) for problem in problems_of(project, prepared, building)]


@pytest.mark.parametrize("data", [DataSettings(), DIGITS], ids=["no data", "data"])
@pytest.mark.parametrize("name", UNFINISHED_ENDS)
def test_an_end_that_is_none_yet_is_left_in_peace_while_one_builds(name, data):
    graph = UNFINISHED_ENDS[name]
    ends = [text for text in told(graph, data, building=True) if "softmax" in text or ".loss" in text]

    assert ends == []
    assert any("softmax" in text for text in told(graph, DataSettings(), building=False))


def test_an_end_that_can_be_one_is_judged_once_data_is_chosen():
    (sentence,) = told(LINEAR, DataSettings(), building=False)

    assert sentence.startswith("dense.activation: ends in linear")
    assert told(LINEAR, DataSettings(), building=True) == []
    assert told(LINEAR, DIGITS.replace(arrangement="flatten"), building=True) == [sentence]


UNFINISHED = {
    "nothing at all": Graph.of([]),
    "no input": Graph.of([node("d", Dense(3))]),
    "not wired": Graph.of([node("i", Input((4,))), node("d", Dense(3))]),
    "one wire of two": Graph.of([node("i", Input((4,))), node("add", Add(), "i")]),
    "an input that feeds nothing": Graph.of([node("i", Input((4,))), node("j", Input((4,))), node("d", Dense(3), "i")]),
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_is_only_not_connected_yet_is_told_apart_from_what_is_wrong(name):
    problems = check(UNFINISHED[name]).problems

    assert problems
    assert all(problem.unfinished and problem.severity == "error" for problem in problems)


def test_what_does_not_fit_is_wrong_however_far_one_is():
    problems = check(chain(Input((8,)), Conv2D(4, 3))).problems

    assert problems
    assert not any(problem.unfinished for problem in problems)
