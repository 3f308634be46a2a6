"""Kinds of layers that Keras's files name in their own way, as real releases of Keras wrote them; see files/."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Input
from netbuilder.layers.activation_layers import ReLU
from netbuilder.layers.augmentation.tones import Equalization
from netbuilder.layers.multi_head import GroupQueryAttention
from tests.networks import chain, node

FOLDER = Path(__file__).with_name("files")
FILES = sorted(path for kind in ("*.keras", "*.h5") for path in FOLDER.glob(f"kinds-*/{kind}"))
# Keras 3.0 stops with an error at the second weight of a name, and leaves the .h5 that it began.
LOST = {"both_ways"}


def is_lost(path):
    return path.suffix == ".h5" and "3.0.5" in path.parent.name and path.stem in LOST


def case(path):
    return pytest.param(path, id=f"{path.parent.name.removeprefix('kinds-')}-{path.name}")


def arrays(path):
    """The inputs and the outputs that the release which wrote the file gave for them."""
    with np.load(path.with_name("expected.npz")) as stored:
        return tuple(
            tuple(stored[key] for key in sorted(stored) if key.startswith(f"{path.stem}/{kind}")) for kind in "xy"
        )


@pytest.mark.parametrize("path", [case(path) for path in FILES if path.stem != "pictures" and not is_lost(path)])
def test_a_layer_computes_what_it_computed_there(path):
    x, y = arrays(path)
    if path.stem.startswith("first"):  # pictures enter with their channels last
        x = tuple(array.transpose(0, 2, 3, 1) for array in x)

    found = formats.read(path).model().predict(x)

    assert len(found) == len(y)
    for mine, theirs in zip(found, y, strict=True):
        assert_allclose(mine, theirs, atol=4e-3 if path.stem == "half" else 1e-6)


@pytest.mark.parametrize("path", [case(path) for path in FILES if is_lost(path)])
def test_a_file_that_lost_weights_is_refused_with_the_reason(path):
    with pytest.raises(FileFault, match=r"holds only one of each.*save the model as \.keras"):
        formats.read(path)


@pytest.mark.parametrize("path", [case(path) for path in FILES if path.stem == "pictures"])
def test_a_layer_that_is_not_here_is_refused_with_the_reason(path):
    with pytest.raises(FileFault, match="recurrence runs over pictures"):
        formats.read(path)


NOTES = {"half": "half precision", "first": "channels first", "first_inside": "channels first"}


@pytest.mark.parametrize("path", [case(path) for path in FILES if path.stem in NOTES and not is_lost(path)])
def test_what_is_computed_otherwise_is_told(path):
    (note,) = formats.read(path).notes

    assert NOTES[path.stem] in str(note)


def test_the_threshold_of_keras_2_is_that_of_relu():
    graph = formats.read(FOLDER / "kinds-keras-2.15" / "threshold.keras").graph

    assert [node.layer for node in graph.nodes.values()][1:] == [ReLU(threshold=0.5)]


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", ["of_steps", "stack", "first"])
def test_what_was_read_goes_back_to_keras(name, suffix, tmp_path):
    path = FOLDER / "kinds-keras-3.15" / f"{name}.keras"
    (x,), (y,) = arrays(path)
    x = x.transpose(0, 2, 3, 1) if name == "first" else x

    formats.write(Bundle(formats.read(path)), tmp_path / f"model{suffix}")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)
    # Keras knows the single input of a Functional model in .h5 as a list of one.
    given = [x] if name == "first" and suffix == ".h5" else x

    assert_allclose(np.asarray(theirs(given)), y, atol=1e-6)
    assert_allclose(formats.read(tmp_path / f"model{suffix}").model().predict((x,))[0], y, atol=1e-6)


def test_a_script_says_that_it_cannot_hold_a_model_for_each_step(tmp_path):
    snapshot = formats.read(FOLDER / "kinds-keras-3.15" / "of_steps.keras")

    with pytest.raises(FileFault, match=r"time_distributed.*\.keras"):
        formats.write(Bundle(snapshot), tmp_path / "model.py")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_attention_of_grouped_queries_is_found_by_keras_alone_and_inside(suffix, tmp_path):
    inner = Graph.of([node("q", Input((4, 3))), node("it", GroupQueryAttention(2, 4, 2), "q", "q")])
    graph = Graph.of([node("x", Input((4, 3))), node("block", Functional(inner), "x"), Node("own", *SELF)])
    x = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    snapshot = fresh(graph)

    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    assert_allclose(theirs.predict(x, verbose=0), snapshot.model().predict((x,))[0], atol=1e-6)


SELF = (GroupQueryAttention(3, 2, 1), (Port("block"), Port("block")))


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".json"])
def test_what_keras_makes_no_model_of_is_said_with_its_block(suffix, tmp_path):
    wide = Graph.of([node("q", Input((4, 3))), node("v", Input((5, 2))), node("a", SELF[0], "q", "v")])
    inputs = [node("x", Input((4, 3))), node("y", Input((5, 2)))]
    inside = Graph.of([*inputs, node("block", Functional(wide), "x", "y")])
    equal = chain(Input((5, 6, 3)), Equalization())

    with pytest.raises(FileFault, match=r"block\.a: compares a query of width 3 with values of width 2"):
        formats.write(Bundle(fresh(inside)), tmp_path / f"model{suffix}")
    with pytest.raises(FileFault, match=r"equalization: cannot be in a model of Keras"):
        formats.write(Bundle(fresh(equal)), tmp_path / f"model{suffix}")
    assert not list(tmp_path.iterdir())
