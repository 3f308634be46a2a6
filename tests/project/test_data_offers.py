"""What is offered for data: usable columns, a network, ends that fit."""

from __future__ import annotations

import pytest

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.own_tables import read_parts
from netbuilder.engine.readiness import use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from netbuilder.project.data_offers import columns_offer, fitted_ends, network_offer
from netbuilder.project.repairs import problems_of
from tests.networks import chain

IRIS = DataSettings(source="iris", scaling="standardize")


def prepared_for(project: Project):
    return prepare(load(project.data), project.data, use_of(project.graph, project.training))


def errors(project: Project) -> list[str]:
    return [str(one) for one in problems_of(project, prepared_for(project)) if one.severity == "error"]


@pytest.mark.parametrize(
    ("width", "units", "activation", "loss"),
    [(4, 10, "softmax", "sparse_categorical_crossentropy"), (7, 1, "linear", "mean_squared_error"),
     (4, 1, "sigmoid", "binary_crossentropy")],
)  # fmt: skip
def test_ends_that_do_not_fit_are_made_to_fit_in_one_change(width, units, activation, loss):
    graph = chain(Input((width,)), Dense(8, "relu"), Dense(units, activation))
    project = Project(graph, TrainingSettings(loss=loss, metrics=()), IRIS)

    offer = network_offer(project, prepared_for(project))

    if units == 10:  # more units than classes is no error: nobody is bothered
        assert offer is None or not errors(offer.project)
        return
    assert offer is not None
    assert not errors(offer.project)
    (end,) = offer.project.graph.output_names
    assert (offer.project.graph[end].layer.units, offer.project.graph[end].layer.activation) == (3, "softmax")
    assert offer.project.training.loss_of(0).snake() == "sparse_categorical_crossentropy"
    assert "softmax" in str(offer.label)


def test_nothing_is_offered_where_all_fits():
    project = Project(chain(Input((4,)), Dense(3, "softmax")), TrainingSettings(metrics=("accuracy",)), IRIS)

    assert fitted_ends(project, prepared_for(project)) == project
    assert network_offer(project, prepared_for(project)) is None


def test_an_empty_canvas_is_offered_a_network_that_can_be_trained():
    project = Project(data=IRIS)

    offer = network_offer(project, prepare(load(IRIS), IRIS, Use()))

    assert offer is not None
    assert offer.project.graph.nodes
    assert not errors(offer.project)


def test_a_table_that_is_refused_is_offered_columns_that_can_be_learned_from(tmp_path):
    path = tmp_path / "odd.csv"
    rows = [f"{i},{'' if i % 9 == 0 else i % 7},5,t{i % 3},{i % 2}\n" for i in range(60)]
    path.write_text("id,x,same,town,y\n" + "".join(rows))
    settings = DataSettings(path=str(path))
    table, _ = read_parts(path, settings)

    offer, told = columns_offer(Project(data=settings), table)

    after = offer.project.data
    assert set(after.ignore) == {"id", "same"}
    assert len(told) >= 3
    assert prepare(load(after), after).dataset.train_count == 48
    assert columns_offer(offer.project, table) is None
