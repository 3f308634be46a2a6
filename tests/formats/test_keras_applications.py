"""The layers of Keras's own applications (ConvNeXt) open as layers that compute the same, with their weights."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras.src.applications import convnext

from netbuilder import formats
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle
from netbuilder.formats.script_reading import read_text
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.parts.initializers import Constant
from netbuilder.layers.regularization import Dropout


@pytest.fixture(scope="module")
def small_convnext():
    """ConvNeXt with one block a stage, and weights that are all told apart."""
    model = convnext.ConvNeXt(
        depths=[1, 1, 1, 1], projection_dims=[4, 6, 8, 10], drop_path_rate=0.4, include_preprocessing=True,
        weights=None, input_shape=(32, 48, 3), classes=5, name="small",
    )  # fmt: skip
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.1, 0.6, weight.shape).astype("float32") for weight in model.get_weights()])
    return model


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_convnext_opens_with_its_weights_and_goes_back_to_keras(small_convnext, suffix, tmp_path):
    path, back = tmp_path / f"in{suffix}", tmp_path / f"back{suffix}"
    small_convnext.save(path)
    x = np.random.default_rng(1).uniform(0, 255, (2, 32, 48, 3)).astype("float32")
    wanted = small_convnext.predict(x, verbose=0)

    snapshot = formats.read(path)
    (ours,) = snapshot.model().predict([x])
    formats.write(Bundle(snapshot), back)
    again = keras.models.load_model(back, compile=False)

    np.testing.assert_allclose(ours, wanted, 1e-4, 1e-5)
    np.testing.assert_allclose(again.predict(x, verbose=0), wanted, 1e-4, 1e-5)
    kinds = [type(node.layer) for node in snapshot.graph.nodes.values()]
    assert (kinds.count(EinsumDense), kinds.count(Dropout)) == (4, 3)


def test_weights_are_found_where_a_file_does_not_name_them(tmp_path):
    """Two scales of one shape, counted by their class: the second is the second."""
    keras.utils.clear_session(free_memory=False)
    inputs = keras.Input((4, 5, 3))
    x = convnext.LayerScale(0.5, 3, name="b")(keras.layers.Dense(3)(inputs))
    model = keras.Model(inputs, convnext.LayerScale(0.25, 3, name="a")(x))
    path = tmp_path / "two.keras"
    model.save(path)
    x = np.random.default_rng(1).normal(size=(2, 4, 5, 3)).astype("float32")

    snapshot = formats.read(path)

    np.testing.assert_allclose(snapshot.weights["b", "kernel"], [0.5] * 3)
    np.testing.assert_allclose(snapshot.weights["a", "kernel"], [0.25] * 3)
    np.testing.assert_allclose(snapshot.model().predict([x])[0], np.asarray(model(x)), 1e-5, 1e-6)


def test_a_script_may_use_them():
    graph = read_text(
        "import keras\nfrom keras.applications import convnext\n"
        "model = keras.Sequential([Input((2, 2, 3)), convnext.LayerScale(init_values=0.1, projection_dim=3, name='s'),"
        " convnext.StochasticDepth(0.4), convnext.LayerScale(0.1)])\n"
    ).graph

    assert graph["s"].layer == EinsumDense("abcd,d->abcd", (None, None, 3), kernel_initializer=Constant(0.1))
    assert graph["dropout"].layer == Dropout(0.4, (None, 1, 1, 1))
    assert isinstance(graph["layer_scale"].layer, Placeholder)


def test_another_layer_of_that_name_is_refused(tmp_path):
    @keras.saving.register_keras_serializable(package="mine")
    class LayerScale(keras.layers.Layer):
        def call(self, x):
            return x + 1

    path = tmp_path / "mine.keras"
    keras.Sequential([keras.Input((2, 2, 3)), LayerScale()]).save(path)

    with pytest.raises(FileFault, match="LayerScale"):
        formats.read(path)
