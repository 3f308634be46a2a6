"""What a format cannot express is said before a byte is written, with ways out that were tried."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.remedies import limits_of, remedies_for
from netbuilder.graph import Functional
from netbuilder.layers import Dense, Input
from netbuilder.layers.augmentation.geometry import RandomCrop
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.sample_normalization import LayerNormalization
from netbuilder.layers.wrappers import Bidirectional
from tests.networks import NETWORKS, chain

KERAS, H5 = formats.FORMATS["keras"], formats.FORMATS["h5"]
OPTIONS = ExportOptions()

STATEFUL = {
    "plain": (lambda: chain(Input((4, 3)), LSTM(2, stateful=True), Dense(1)), "lstm"),
    "wrapped": (lambda: chain(Input((4, 3)), Bidirectional(LSTM(2, stateful=True)), Dense(1)), "bidirectional"),
    "inside": (
        lambda: chain(Input((4, 3)), Functional(chain(Input((4, 3)), LSTM(2, stateful=True))), Dense(1)),
        "functional.lstm",
    ),
}


@pytest.mark.parametrize("name", STATEFUL)
def test_layers_with_states_are_named_and_mended_with_the_same_weights(name):
    make, block = STATEFUL[name]
    graph = make()

    (problem,) = limits_of(KERAS, graph, OPTIONS)
    remedy = remedies_for(KERAS, graph, OPTIONS)[0]

    assert (problem.node, problem.field) == (block, "stateful")
    assert remedy.format == "keras"
    assert not limits_of(KERAS, remedy.graph, OPTIONS)
    assert {key: array.shape for key, array in fresh(remedy.graph).weights.items()} == {
        key: array.shape for key, array in fresh(graph).weights.items()
    }


def test_several_axes_go_into_another_format():
    graph = chain(Input((4, 3)), LayerNormalization(axis=(1, 2)), Dense(1))

    assert [problem.node for problem in limits_of(H5, graph, OPTIONS)] == ["layer_normalization"]
    assert "keras" in [remedy.format for remedy in remedies_for(H5, graph, OPTIONS)]


def test_a_remedy_mends_all_that_is_in_the_way():
    graph = chain(
        Input((4, 3)), LSTM(2, return_sequences=True, stateful=True), LayerNormalization(axis=(1, 2)), Dense(1)
    )

    remedies = remedies_for(H5, graph, OPTIONS)

    assert "keras" in [remedy.format for remedy in remedies]
    for remedy in remedies:
        assert not limits_of(formats.FORMATS[remedy.format], remedy.graph, remedy.options)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_nothing_is_written_and_all_layers_are_listed(suffix, tmp_path):
    """Fault 67."""
    graph = chain(Input((4, 3)), LSTM(2, stateful=True, return_sequences=True), LSTM(2, stateful=True), Dense(1))
    (tmp_path / f"model{suffix}").write_bytes(b"old")

    with pytest.raises(FileFault, match=r"lstm\.stateful.*lstm_1\.stateful"):
        formats.write(Bundle(fresh(graph)), tmp_path / f"model{suffix}")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("entry", [entry for entry in formats.FORMATS.values() if entry.write], ids=lambda e: e.name)
def test_every_format_says_what_it_is_good_for(entry):
    assert entry.help.endswith(".")
    assert set(entry.options) <= {"style", "flat", "weights", "complete"}


@pytest.mark.parametrize("name", STATEFUL)
@pytest.mark.parametrize("form", ["torch", "numpy"])
def test_scripts_are_mended_as_files_are(form, name):
    make, _ = STATEFUL[name]
    entry = formats.FORMATS[form]

    (problem,) = limits_of(entry, make(), OPTIONS)
    remedy = remedies_for(entry, make(), OPTIONS)[0]

    assert problem.field == "stateful"
    assert remedy.format == form
    assert not limits_of(entry, remedy.graph, OPTIONS)


def test_a_network_that_branches_is_written_in_functional_style():
    entry, graph = formats.FORMATS["script"], NETWORKS["residual"]()
    options = ExportOptions("sequential")

    (problem,) = limits_of(entry, graph, options)
    remedy = remedies_for(entry, graph, options)[0]

    assert "stem" in problem.text
    assert (remedy.format, remedy.options.style) == ("script", "functional")
    assert remedy.graph is graph
    assert not limits_of(entry, chain(Input((4,)), Dense(1)), options)


CROPS = {
    "smaller": (lambda: chain(Input((9, 12, 2)), RandomCrop(4, 6), Flatten(), Dense(1)), "random_crop"),
    "wider": (lambda: chain(Input((5, 6, 2)), RandomCrop(5, 8), Flatten(), Dense(1)), "random_crop"),
    "last": (lambda: chain(Input((9, 7, 2)), RandomCrop(4, 4)), "random_crop"),
    "inside": (
        lambda: chain(Input((9, 7, 2)), Functional(chain(Input((9, 7, 2)), RandomCrop(4, 4))), Flatten(), Dense(1)),
        "functional.random_crop",
    ),
}


@pytest.mark.parametrize("name", CROPS)
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_random_crops_are_mended_so_that_keras_computes_what_is_computed_here(suffix, name, tmp_path):
    make, block = CROPS[name]
    entry = formats.format_of(tmp_path / f"model{suffix}")
    ours = fresh(make())
    x = np.random.default_rng(0).random((3, *ours.graph[ours.graph.input_names[0]].layer.shape), np.float32)

    (problem,) = limits_of(entry, ours.graph, OPTIONS)
    remedy = remedies_for(entry, ours.graph, OPTIONS)[0]
    mended = replace(ours, graph=remedy.graph)
    formats.write(Bundle(mended), tmp_path / f"model{suffix}")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    assert problem.node == block
    np.testing.assert_array_equal(mended.model().predict((x,)), ours.model().predict((x,)))
    np.testing.assert_allclose(theirs.predict(x, verbose=0), ours.model().predict((x,))[0], rtol=1e-5, atol=1e-6)


def test_a_random_crop_to_the_size_that_comes_is_in_nobodys_way():
    assert not limits_of(KERAS, chain(Input((5, 6, 2)), RandomCrop(5, 6), Flatten(), Dense(1)), OPTIONS)


@pytest.mark.parametrize("form", ["script", "notebook", "tf.keras"])
def test_scripts_with_a_random_crop_are_mended_too(form):
    entry, graph = formats.FORMATS[form], CROPS["smaller"][0]()

    remedy = remedies_for(entry, graph, OPTIONS)[0]

    assert [problem.node for problem in limits_of(entry, graph, OPTIONS)] == ["random_crop"]
    assert (remedy.format, list(remedy.graph.nodes)[-1]) == (form, "resizing")


def test_a_model_of_keras_whose_random_crop_acts_otherwise_says_so(tmp_path):
    theirs = keras.Sequential([keras.Input((9, 7, 2)), keras.layers.RandomCrop(4, 4), keras.layers.Flatten()])
    theirs.save(tmp_path / "model.keras")

    notes = formats.read(tmp_path / "model.keras").notes

    assert ["random_crop" in str(note) for note in notes] == [True]
