"""Operations in Keras's files compute what they computed there, or are refused; see files/make_operations.py."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.errors import FileFault
from netbuilder.layers.preprocessing import Rescaling

FOLDER = Path(__file__).with_name("files")
READ = ("arithmetic", "pieces", "shapes")
FILES = sorted(path for kind in ("*.keras", "*.h5") for path in FOLDER.glob(f"operations-*/{kind}"))
REASONS = {
    "mixed": ["in which samples are mixed"],
    "ratio": ["divides by a tensor", "(?i)abs"],
    "hidden": ["a mask reaches it"],
}


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem in READ], ids=lambda p: f"{p.parent.name}-{p.name}"
)
def test_operations_compute_what_they_computed_there(path):
    with np.load(path.with_name("expected.npz")) as stored:
        x = [stored[key] for key in sorted(stored) if key.startswith(f"{path.stem}/x")]
        y = stored[f"{path.stem}/y0"]

    (found,) = formats.read(path).model().predict(tuple(x))

    assert_allclose(found, y, atol=2e-6)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem in REASONS], ids=lambda p: f"{p.parent.name}-{p.name}"
)
def test_operations_that_no_layer_computes_are_refused_with_the_reason(path):
    for reason in REASONS[path.stem]:
        with pytest.raises(FileFault, match=reason):
            formats.read(path)


def test_an_operation_keeps_its_name(tmp_path):
    values = keras.Input((3,))
    keras.Model(values, keras.layers.Dense(2)(values / 255)).save(tmp_path / "model.keras")

    graph = formats.read(tmp_path / "model.keras").graph

    assert graph["true_divide"].layer == Rescaling(1 / 255)


@pytest.mark.parametrize("about", [{"module": "mine.layers"}, {"registered_name": "mine>Dense"}])
def test_a_class_of_somebody_s_own_is_not_taken_for_keras_s(about, tmp_path):
    config = json.loads(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).to_json())
    config["config"]["layers"][1].update(about)
    (tmp_path / "model.json").write_text(json.dumps(config))

    with pytest.raises(FileFault, match="a class of 'mine"):
        formats.read(tmp_path / "model.json")


@pytest.mark.filterwarnings("ignore:Layer '(block|outer)'")  # Keras tells that the mask ends there
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_mask_that_reaches_an_operation_in_a_model_inside_is_refused(hidden, deep, suffix, tmp_path):
    """The operation passes no mask on in Keras; the layer in its place would."""
    vectors = keras.Input((5, 3))
    block = keras.Model(vectors, keras.layers.Activation("tanh")(vectors) * 2, name="block")
    if deep:
        outer = keras.Input((5, 3))
        block = keras.Model(outer, block(keras.layers.Dropout(0.1)(outer)), name="outer")
    words = keras.Input((5,), dtype="int32")
    found = block(keras.layers.Embedding(7, 3, mask_zero=hidden)(words))
    model = keras.Model(words, keras.layers.LSTM(2)(found))
    model.save(tmp_path / f"model{suffix}")
    x = np.array([[1, 2, 0, 0, 0], [3, 0, 4, 5, 0]], "int32")

    if hidden:
        with pytest.raises(FileFault, match="a mask reaches an operation inside"):
            formats.read(tmp_path / f"model{suffix}")
        return
    (mine,) = formats.read(tmp_path / f"model{suffix}").model().predict((x,))

    assert_allclose(mine, model.predict(x, verbose=0), atol=1e-6)
