"""Whole published networks: built by Keras, read here, they give Keras's outputs and take Keras's step."""

from __future__ import annotations

import jax
import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.losses import CategoricalCrossentropy
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault

pytestmark = pytest.mark.long

CLASSES = 7
NOISE = 1e-8  # of a gradient that is 0: of a bias before a normalization of batches
RATE = 1.0  # large: a small step would drown in the file's rounding of the weights
# The smallest image that each takes, or a little more.
SMALL = {
    "VGG16": 32,
    "ResNet50V2": 64,
    "MobileNetV2": 64,
    "MobileNet": 64,
    "DenseNet121": 64,
    "EfficientNetB0": 64,
    "EfficientNetV2B0": 64,
    "InceptionV3": 96,
    "Xception": 96,
    "NASNetMobile": 64,
}
# As published: images of 224 × 224 and a thousand classes.
PUBLISHED = ("VGG16", "ResNet50V2", "MobileNetV2")


def built(name, size, classes):
    """The network of Keras with weights that hide no mistake: nothing is 0 or 1 that training would change."""
    keras.utils.set_random_seed(3)
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(size, size, 3), classes=classes, classifier_activation=None
    )
    rng = np.random.default_rng(4)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0  # Keras draws its own
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([_near(rng, np.array(weight.value), weight.name) for weight in layer.weights])
    return model


def _near(rng, weight, name):
    noise = rng.uniform(-0.3, 0.3, weight.shape)
    return (weight + noise).astype("float32") if "variance" in name or "gamma" in name else noise.astype("float32")


def images(count, size, classes):
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, (count, size, size, 3)).astype("float32")
    return x, np.eye(classes, dtype="float32")[rng.integers(0, classes, count)]


def assert_near(mine, theirs, share, what, rounding=0.0):
    """No number is off by more than a share of the largest, and what rounding may change."""
    assert mine.shape == theirs.shape, what
    assert np.isfinite(theirs).all(), what
    assert np.abs(mine - theirs).max() <= share * np.abs(theirs).max() + rounding, what


def read(model, folder, name="model"):
    model.save(folder / f"{name}.keras")
    return formats.read(folder / f"{name}.keras")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_network_is_read_at_its_true_size(name, tmp_path):
    model = built(name, 224, 1000)
    x, _ = images(2, 224, 1000)
    expected = model.predict(x, verbose=0)

    (found,) = read(model, tmp_path).model().predict((x,))

    assert_near(found, expected, 1e-4, name)


@pytest.mark.parametrize("name", SMALL)
def test_a_published_network_gives_the_same_outputs(name, tmp_path):
    model = built(name, SMALL[name], CLASSES)
    x, _ = images(8, SMALL[name], CLASSES)
    expected = model.predict(x, verbose=0)

    (found,) = read(model, tmp_path).model().predict((x,))

    assert_near(found, expected, 1e-4, name)


@pytest.fixture
def double(monkeypatch):
    """Keras may compute in float64, where rounding does not hide what else differs.

    By itself Keras takes batches' means and variances in float32, even of float64: its rule for joint kinds knows
    no larger one.
    """
    rule = keras.src.backend.result_type

    def exact(*kinds):
        return "float64" if "float64" in map(keras.backend.standardize_dtype, kinds) else rule(*kinds)

    monkeypatch.setattr(keras.src.backend, "result_type", exact)
    with jax.enable_x64(True):
        yield
    kind_of_numbers("float32")


def kind_of_numbers(dtype):
    """What Keras computes in from now on."""
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)


@pytest.mark.parametrize("name", SMALL)
def test_a_published_network_takes_the_same_step(name, double, tmp_path):
    model = built(name, SMALL[name], CLASSES)
    kind_of_numbers("float64")
    theirs = built(name, SMALL[name], CLASSES)
    theirs.set_weights(model.get_weights())
    x, y = (array.astype("float64") for array in images(8, SMALL[name], CLASSES))
    settings = TrainingSettings(CategoricalCrossentropy(from_logits=True), SGD(RATE))
    mine = read(model, tmp_path).model(settings, dtype=np.float64)
    before = {key: view.copy() for key, view in mine.parameters.views.items()}
    theirs.compile(keras.optimizers.SGD(RATE), keras.losses.CategoricalCrossentropy(from_logits=True))

    loss = theirs.train_on_batch(x, y)

    assert mine.train_batch((x,), (y,)) == pytest.approx(float(loss), rel=1e-7)
    model.set_weights(theirs.get_weights())
    for key, weight in read(model, tmp_path, "after").weights.items():
        change = weight - before[key]
        rounding = np.finfo("float32").eps * np.abs(weight).max()  # the file holds float32
        assert_near(mine.parameters.views[key] - before[key], change, 1e-5, key, rounding + NOISE)


def test_a_network_with_layers_of_its_own_is_refused_by_name(tmp_path):
    with pytest.raises(FileFault, match="LayerScale"):
        read(built("ConvNeXtTiny", 32, CLASSES), tmp_path)
