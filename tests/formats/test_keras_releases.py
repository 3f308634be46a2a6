"""What a file or script for Keras needs is said: the release from which on Keras has all that it holds."""

from __future__ import annotations

import keras
import pytest

from netbuilder import formats
from netbuilder.cli.main import main
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats import FORMATS, Bundle
from netbuilder.formats.verifying.comparing import corresponding
from netbuilder.graph import Functional, Graph
from netbuilder.layers import Activation, Dense, Identity, Input
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.parts.initializers import Orthogonal
from netbuilder.layers.preprocessing import Normalization
from netbuilder.layers.regularization import SpatialDropout1D
from netbuilder.layers.sample_normalization import RMSNormalization
from netbuilder.layers.wrappers import TimeDistributed
from netbuilder.project import Project, write_project
from tests.networks import NETWORKS, chain, node


def told(graph, form, training=None):
    return [str(note) for note in FORMATS[form].needs(Bundle(Snapshot(graph, {}, training)))]


@pytest.mark.parametrize("form", ["keras", "h5", "json", "script", "notebook"])
def test_a_chain_of_old_layers_needs_nothing(form):
    assert told(NETWORKS["mlp"](), form, TrainingSettings("mse")) == []


@pytest.mark.parametrize("form", ["keras", "h5", "json", "script", "notebook"])
def test_the_newest_of_all_needs_comes_first_with_its_place(form):
    inside = chain(Input((3,)), Dense(3, activation="celu"))
    graph = chain(Input((3,)), RMSNormalization(), Functional(inside), Activation("sparse_sigmoid"))
    first, inner, last = list(graph.nodes)[1:]

    (note,) = told(graph, form)

    assert note == (
        f"Keras 3.10 or newer is needed: {last}.activation (3.10), {first} (3.9), {inner}.dense.activation (3.7)"
    )


def test_how_it_is_trained_counts():
    training = TrainingSettings("dice", "lamb")

    assert told(NETWORKS["mlp"](), "keras", training) == ["Keras 3.5 or newer is needed: Lamb (3.5), Dice (3.2)"]


def test_a_single_tensor_at_an_end_needs_3_4_but_in_h5():
    graph = NETWORKS["residual"]()

    (note,) = told(graph, "keras")

    assert "Keras 3.4" in note
    assert ".h5" in note
    assert told(graph, "h5") == told(graph, "script") == []


def test_a_model_for_every_step_with_a_single_tensor_at_an_end_needs_3_4_in_h5_too():
    inside = Functional(Graph.of([node("x", Input((4,))), node("a", Dense(4), "x"), node("b", Add(), "a", "x")]))

    assert ["3.4" in note for note in told(chain(Input((3, 4)), TimeDistributed(inside)), "h5")] == [True]


def test_the_command_line_says_it(tmp_path, capsys):
    write_project(tmp_path / "a.netb", Project(chain(Input((3,)), RMSNormalization(), Dense(2)), TrainingSettings()))

    assert main(["export", str(tmp_path / "a.netb"), "-o", str(tmp_path / "a.keras"), "--no-verify"]) == 0

    assert "Keras 3.9 or newer is needed: " in capsys.readouterr().out


def test_one_mean_for_all_values_is_no_matter_for_h5(tmp_path):
    graph = chain(Input((5, 4)), Normalization(axis=()))

    (problem,) = FORMATS["h5"].problems(graph)

    assert problem.field == "axis"
    assert FORMATS["keras"].problems(graph) == []


@pytest.mark.parametrize("axis", [1, 2])
def test_an_axis_in_h5_comes_back(axis, tmp_path):
    graph = chain(Input((5, 4)), BatchNormalization(axis=axis))

    formats.write(Bundle(fresh(graph)), tmp_path / "a.h5")

    assert corresponding(graph, formats.read(tmp_path / "a.h5").graph) is not None


def test_joined_along_another_axis_comes_back_from_h5(tmp_path):
    graph = Graph.of([node("a", Input((4, 3))), node("b", Input((2, 3))), node("join", Concatenate(axis=1), "a", "b")])

    formats.write(Bundle(fresh(graph)), tmp_path / "a.h5")

    assert formats.read(tmp_path / "a.h5").graph["join"].layer == Concatenate(axis=1)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".py"])
def test_what_keras_is_not_told_of_a_layer_stays_out_of_its_files(suffix, tmp_path):
    graph = chain(Input((4, 3)), SpatialDropout1D(0.5, trainable=False), Dense(2, trainable=False))

    formats.write(Bundle(fresh(graph, TrainingSettings("mse"))), tmp_path / f"a{suffix}")
    found = formats.read(tmp_path / f"a{suffix}").graph if suffix != ".py" else None

    if found is None:
        assert (tmp_path / "a.py").read_text().count("trainable=False") == 1
    else:
        assert corresponding(graph, found) is not None
        assert [node.layer.trainable for node in found.nodes.values()][1:] == [True, False]


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_an_initializer_that_keras_once_called_otherwise_goes_by_that_name(suffix, tmp_path):
    graph = chain(Input((4,)), Dense(4, kernel_initializer=Orthogonal(gain=2.0)))

    formats.write(Bundle(fresh(graph)), tmp_path / f"a{suffix}")
    theirs = keras.models.load_model(tmp_path / f"a{suffix}", compile=False)

    assert b"OrthogonalInitializer" in (tmp_path / f"a{suffix}").read_bytes()
    assert theirs.layers[-1].kernel_initializer.gain == 2.0
    assert corresponding(graph, formats.read(tmp_path / f"a{suffix}").graph) is not None


def test_the_matrix_and_the_layer_of_one_name_are_told_apart():
    assert told(chain(Input((4,)), Identity(), Dense(4)), "keras") == []
    assert "kernel_initializer" in str(told(chain(Input((4,)), Dense(4, kernel_initializer="identity")), "keras"))
