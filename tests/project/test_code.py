"""Typed code taken over: only what changed changes."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.graph import edits
from netbuilder.graph.drawing.layout import ROW
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Dense
from netbuilder.project import Project, TrainedRun
from netbuilder.project.code import adopted, carried, is_whole
from tests.networks import NETWORKS, mlp


@pytest.fixture
def project():
    graph = placed(mlp())
    graph = graph.with_nodes(
        graph["dense"].replace(position=(48.0, 120.0), note="look here"), graph["dense_1"].replace(frame="middle")
    )
    return Project(graph, TrainingSettings(epochs=4), DataSettings(source="digits", keep_on_disk="never"))


def typed(project, *changes):
    """The project after its script was changed by typing."""
    script = keras_script(Bundle(Snapshot(project.graph, {}, project.training), project.data))
    text = script
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return adoption(project, text, script).project


def adoption(project, text, script=""):
    return adopted(project, read_text(text), read_text(script) if script else None)


def test_what_is_typed_as_it_was_changes_nothing(project):
    assert typed(project) == project


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_changes_in_any_network(name):
    project = Project(placed(NETWORKS[name]()))

    assert typed(project).graph.nodes == project.graph.nodes


def test_a_number_changes_one_block_and_all_else_stays(project):
    after = typed(project, ('Dense(5, activation="relu")', 'Dense(7, activation="relu")'))

    assert after.graph["dense"].layer == Dense(7, "relu")
    assert after.graph["dense"].position == (48.0, 120.0)
    assert after.graph["dense"].note == "look here"
    assert after.replace(graph=project.graph) == project
    assert {n: node for n, node in after.graph.nodes.items() if n != "dense"} == {
        n: node for n, node in project.graph.nodes.items() if n != "dense"
    }


def test_a_new_block_stands_between_and_those_below_make_room(project):
    old = project.graph
    line = '        layers.Dense(4, activation="tanh"),\n'
    after = typed(project, (line, "        layers.Dropout(0.5),\n" + line)).graph

    assert after["dropout"].position == (48.0, 120.0 + ROW)
    assert after["dense"].position == old["dense"].position
    assert after["dense_1"].position[1] >= after["dropout"].position[1] + ROW
    assert after["dense_1"].frame == "middle"


def test_a_renamed_block_keeps_its_place_note_and_frame(project):
    after = typed(project, ('Dense(5, activation="relu")', 'Dense(5, activation="relu", name="first")')).graph

    assert after["first"].position == (48.0, 120.0)
    assert after["first"].note == "look here"
    # Keras counts on: the second one has the first one's name now.
    assert set(after.nodes) == {"input_layer", "first", "dense", "dense_1"}
    assert (after["dense"].frame, after["dense_1"].frame) == ("middle", "")


def test_a_bypassed_block_stays_so(project):
    project = project.replace(graph=edits.bypass(project.graph, ["dense_1"]))

    after = typed(project, ("epochs=4", "epochs=5"))

    assert after.graph == project.graph
    assert after.training.epochs == 5


def test_settings_that_a_script_cannot_say_stay(project):
    after = typed(project, ("epochs=4", "epochs=9"), ("batch_size=32", "batch_size=8"))

    assert after.training == project.training.replace(epochs=9, batch_size=8)
    assert after.data == project.data


def test_code_with_a_layer_that_cannot_be_read_is_not_whole(project):
    reading = read_text("m = keras.Sequential([keras.Input((4,)), layers.Dens(3)])")

    assert not is_whole(reading, project.graph)
    assert is_whole(reading, reading.graph)
    assert is_whole(read_text("m = keras.Sequential([keras.Input((4,)), layers.Dense(3)])"), project.graph)


def script_of(project):
    return keras_script(Bundle(Snapshot(project.graph, {}, project.training), project.data))


def test_weights_of_what_did_not_change_stay(project):
    run = TrainedRun(fresh(project.graph, project.training), project.data, {"loss": [1.0]})
    text = script_of(project)
    after = adoption(project, text.replace('layers.Dense(3, activation="softmax")', "layers.Dense(4)"), text)

    found = carried(run, project.graph, after)

    assert found.is_of(after.project.graph)
    for (node, name), array in found.snapshot.weights.items():
        assert np.array_equal(array, run.snapshot.weights[node, name]) == (node != "dense_2")
    assert found.snapshot.weights["dense_2", "kernel"].shape == (4, 4)


def test_weights_and_places_follow_when_names_are_counted_on(project):
    run = TrainedRun(fresh(project.graph, project.training), project.data)
    text = script_of(project)
    line = '        layers.Dense(4, activation="tanh"),\n'
    assert line in text

    after = adoption(project, text.replace(line, "        layers.Dense(5),\n" + line), text)
    found = carried(run, project.graph, after).snapshot.weights

    assert after.names == {"input_layer": "input_layer", "dense": "dense", "dense_2": "dense_1", "dense_3": "dense_2"}
    assert after.project.graph["dense_2"].frame == "middle"
    for now, was in (("dense", "dense"), ("dense_2", "dense_1"), ("dense_3", "dense_2")):
        np.testing.assert_array_equal(found[now, "kernel"], run.snapshot.weights[was, "kernel"])
    assert found["dense_1", "kernel"].shape == (5, 5)


def test_names_that_a_person_gave_tell_who_is_who(project):
    graph = edits.rename(edits.rename(project.graph, "dense", "low"), "dense_1", "high")
    project = project.replace(graph=graph)
    text = script_of(project)
    swapped = text.replace('"low"', '"x"').replace('"high"', '"low"').replace('"x"', '"high"')

    found = adoption(project, swapped, text)

    assert found.names == {name: name for name in ("input_layer", "high", "low", "dense_2")}


def test_there_is_nothing_to_carry_where_nothing_changed_or_all_did(project):
    run = TrainedRun(fresh(project.graph, project.training), project.data)
    text = script_of(project)
    other = script_of(Project(placed(NETWORKS["residual"]())))

    assert carried(run, project.graph, adoption(project, text, text)) is None
    assert carried(run, project.graph, adoption(project, other, text)) is None
