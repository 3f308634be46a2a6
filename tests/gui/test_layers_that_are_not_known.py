"""What a file said of a layer that is not known goes back into the file as it was: nobody can edit it."""

from __future__ import annotations

import pytest

from netbuilder.errors import Fault
from netbuilder.graph import Graph, Node, Port, edits
from netbuilder.graph.placeholder import layer_from_json
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, read_project, write_project

SAID = {"class_name": "Mystery", "config": {"depth": 3, "name": "deep"}}


@pytest.fixture
def graph():
    nodes = [
        Node("x", Input((4,))),
        Node("odd", layer_from_json(SAID), (Port("x"),)),
        Node("y", Dense(2), (Port("x"),)),
    ]
    return Graph.of(nodes)


def test_its_fields_are_refused_and_it_can_be_replaced(graph):
    with pytest.raises(Fault, match="odd keeps what the file said"):
        edits.set_fields(graph, "odd", raw="abc")

    assert edits.replace_kind(graph, "odd", Dense(3))[0]["odd"].layer == Dense(3)


def test_the_inspector_offers_none_of_them_and_the_file_gets_all_back(graph, window, tmp_path):
    window.documents.open(Project(graph))
    session = window.session
    session.select({"odd"})
    assert not window.workspace.inspector.block.form.isVisible()
    session.select({"y"})
    assert window.workspace.inspector.block.form.isVisible()

    write_project(tmp_path / "odd.netb", session.project)
    assert read_project(tmp_path / "odd.netb").project.graph["odd"].layer == graph["odd"].layer
