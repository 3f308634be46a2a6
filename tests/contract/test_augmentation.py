"""Given the same random numbers, images are changed as Keras changes them; and the numbers are spread alike."""

from __future__ import annotations

import jax
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.errors import FieldError, ShapeError
from netbuilder.formats.keras.config_writing import fields_as_keras
from netbuilder.layers import Layer, Run
from netbuilder.layers.augmentation.colour import (
    RandomBrightness,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomGrayscale,
    RandomHue,
    RandomSaturation,
)
from netbuilder.layers.augmentation.filters import RandomErasing, RandomGaussianBlur, RandomSharpness, blurred
from netbuilder.layers.augmentation.geometry import (
    RandomCrop,
    RandomFlip,
    RandomRotation,
    RandomShear,
    RandomTranslation,
    RandomZoom,
)
from netbuilder.layers.augmentation.tones import Equalization, RandomInvert, RandomPosterization, Solarization
from netbuilder.layers.augmentation.warps import RandomElasticTransform, RandomPerspective
from netbuilder.layers.maths.image_sampling import FILL_MODES, sample
from netbuilder.layers.resizing import CenterCrop

LAYERS = (
    *(RandomFlip(mode, seed=3) for mode in ("horizontal", "vertical", "horizontal_and_vertical")),
    *(RandomRotation(0.4, mode, how, 3, 7.0) for mode in FILL_MODES for how in ("bilinear", "nearest")),
    RandomTranslation((-0.9, 0.3), 0.8, "wrap", seed=3),
    RandomTranslation(0.5, (0.2, 0.7), "constant", fill_value=9.0, seed=3),
    RandomZoom((-0.5, 0.9), (-0.8, 0.4), seed=3),
    RandomZoom(0.6, fill_mode="nearest", interpolation="nearest", seed=3),
    RandomShear(0.7, (0.1, 0.5), seed=3),
    RandomShear(0.3, fill_mode="constant", fill_value=4.0, seed=3),
    RandomCrop(4, 5, seed=3),
    RandomCrop(4, 20, seed=3),
    RandomCrop(9, 5, seed=3),
    RandomPerspective(0.7, 0.6, fill_value=20.0, seed=3),
    RandomPerspective(interpolation="nearest", seed=3),
    RandomBrightness(0.6, seed=3),
    RandomBrightness((0.2, 0.4), (20.0, 180.0), seed=3),
    RandomContrast((0.3, 0.9), seed=3),
    RandomContrast(0.9, seed=3),
    RandomSaturation((0.1, 0.9), seed=3),
    RandomSaturation(0.5, seed=3),
    RandomHue(0.8, seed=3),
    RandomHue((0.2, 0.9), (-5.0, 260.0), seed=3),
    RandomGrayscale(0.4, seed=3),
    RandomColorDegeneration((0.2, 0.9), seed=3),
    RandomGaussianBlur(0.7, (3, 7), (0.2, 0.9), seed=3),
    RandomSharpness((0.1, 0.9), seed=3),
    RandomErasing(0.7, (0.1, 0.7), seed=3),
    RandomErasing(fill_value=80.0, seed=3),
    RandomInvert((0.3, 0.7), seed=3),
    Solarization(0.4, (0.2, 0.9), (0.0, 300.0), seed=3),
    RandomPosterization(5, seed=3),
    RandomPosterization((4, 4), seed=3),
    RandomPosterization((2, 7), (0.0, 300.0), seed=3),
)
EACH = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: str(layer)[:90])
EVERY = pytest.mark.parametrize(
    "kind",
    [kind for kind in Layer.registry.values() if kind.__module__.startswith("netbuilder.layers.augmentation")],
    ids=lambda kind: kind.__name__,
)


def images(count=6, height=8, width=11):
    return np.random.default_rng(0).uniform(0, 255, (count, height, width, 3)).astype(np.float32)


def in_keras(layer):
    return getattr(keras.layers, type(layer).__name__)(**fields_as_keras(layer))


def ours(transformation):
    """Keras's random numbers under the names that our layers give them."""
    if isinstance(transformation, tuple):
        transformation = dict(zip(("top", "left"), transformation, strict=True))
    if not isinstance(transformation, dict):
        transformation = {"should_apply": transformation}
    return {
        name: int(value) if name in ("top", "left") else np.asarray(value) for name, value in transformation.items()
    }


@EACH
def test_the_same_random_numbers_give_what_keras_gives(layer):
    x, theirs = images(), in_keras(layer)
    drawn = theirs.get_random_transformation(x, training=True)
    expected, back = jax.vjp(lambda given: theirs.transform_images(given, drawn, training=True), x)
    dy = np.random.default_rng(1).normal(size=expected.shape).astype(np.float32)

    y, through = layer.changed(x, ours(drawn))

    assert_allclose(y, expected, rtol=1e-4, atol=2e-3)  # values of up to 255
    assert_allclose(through(dy), back(dy)[0], rtol=1e-4, atol=1e-3)


@EACH
def test_random_numbers_are_spread_as_in_keras(layer):
    x = images(4000, 6, 21) if not isinstance(layer, RandomErasing) else images(1000, 6, 21)
    theirs = ours(in_keras(layer).get_random_transformation(x, training=True))

    mine = layer.draw(x.shape, np.random.default_rng(2))

    assert mine.keys() <= theirs.keys()
    for name in mine.keys() - {"start_points", "top", "left", "blur_factor"}:
        one, other = (np.asarray(drawn[name], np.float64) for drawn in (mine, theirs))
        scale = max(np.ptp(other), 1e-6)
        assert np.broadcast_shapes(one.shape, other.shape) == other.shape or one.size == other.size, name
        assert_allclose(one.mean(), other.mean(), atol=0.03 * scale, err_msg=name)
        assert_allclose(one.std(), other.std(), atol=0.03 * scale, err_msg=name)
        if name != "fill_value":
            assert_allclose((one.min(), one.max()), (other.min(), other.max()), atol=0.03 * scale, err_msg=name)


@EVERY
def test_the_same_generator_changes_images_the_same(kind):
    layer, x = kind.starting(), images(40, 70, 80)

    first, again = (layer.forward({}, x, run=Run(True, np.random.default_rng(5)))[0] for _ in range(2))

    assert_array_equal(first, again)


@EVERY
def test_random_images_differ_from_each_other_in_training_only(kind):
    if kind.__name__ in ("AutoContrast", "Equalization", "RandomCrop"):
        pytest.skip("draws nothing for each image")
    layer = kind.starting(**{"x_factor": 0.4} if kind is RandomShear else {})
    x = np.repeat(images(1, 12, 13), 20, axis=0)

    trained, _ = layer.forward({}, x, run=Run(True, np.random.default_rng(5)))
    plain, _ = layer.forward({}, x, run=Run(False, np.random.default_rng(5)))

    if kind is not Solarization and kind is not RandomInvert:  # which by default do the same to all
        assert len({image.tobytes() for image in trained}) > 1
    assert not np.array_equal(trained, x)
    assert_array_equal(plain, x)


def test_color_jitter_changes_brightness_contrast_saturation_and_hue_in_turn():
    layer, x = RandomColorJitter((0.0, 255.0), 0.2, 0.4, (0.4, 0.6), 0.3), images()
    drawn = layer.draw(x.shape, np.random.default_rng(0))
    expected = x
    for i, part in enumerate(
        (RandomBrightness(0.2), RandomContrast(0.4), RandomSaturation((0.4, 0.6)), RandomHue(0.3))
    ):
        given = {name: value.astype(np.float32) for name, value in drawn[str(i)].items()}
        expected = in_keras(part).transform_images(expected, given, training=True)

    assert_allclose(layer.changed(x, drawn)[0], expected, rtol=1e-4, atol=2e-3)


@pytest.mark.parametrize("fill_mode", [*FILL_MODES, "mirror"])
@pytest.mark.parametrize("order", [0, 1])
def test_places_far_outside_an_image_are_read_as_keras_reads_them(fill_mode, order):
    x = images(2, 5, 6)
    rows, columns = np.random.default_rng(1).uniform(-20, 25, (2, 2, 7, 9)).astype(np.float32)
    way = ("nearest", "bilinear")[order]

    y, _ = sample(x, rows, columns, way, fill_mode, 3.0)

    for i, channel in np.ndindex(2, 3):
        places = np.stack([rows[i], columns[i]])
        expected = keras.ops.image.map_coordinates(x[i, ..., channel], places, order, fill_mode, 3.0)
        assert_allclose(y[i, ..., channel], expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("size", [(3, 5), (1, 1), (21, 9)])
def test_a_blur_is_that_of_keras(size):
    x = images()

    y, _ = blurred(x, size, (0.7, 1.9))

    assert_allclose(y, keras.ops.image.gaussian_blur(x, size, (0.7, 1.9), data_format="channels_last"), rtol=1e-4)


def test_an_image_is_covered_by_one_rectangle_of_one_colour():
    x = images(200, 20, 30)
    layer = RandomErasing((1.0, 1.0), (0.25, 0.25), (0.0, 300.0, 80.0))  # Keras on JAX fails on colours

    y, _ = layer.forward({}, x, run=Run(True, np.random.default_rng(0)))

    covered = (y != x).any(axis=-1)
    rows, columns = covered.any(axis=2), covered.any(axis=1)
    assert_array_equal(covered, rows[:, :, None] & columns[:, None])
    assert_allclose((rows.mean(), columns.mean()), 0.5, atol=0.02)
    assert_array_equal(y[covered], np.broadcast_to(np.float32((0, 255, 80)), y[covered].shape))


def test_an_elastic_image_moves_by_a_smooth_field_and_stays_within_its_range():
    x = images(50, 20, 30)
    layer = RandomElasticTransform(factor=(0.5, 0.5), scale=0.6)

    y, _ = layer.forward({}, x, run=Run(True, np.random.default_rng(0)))

    changed = (y != x).any(axis=(1, 2, 3))
    assert 15 <= changed.sum() <= 35
    assert y.min() >= 0
    assert y.max() <= 255


def test_an_elastic_image_reads_each_pixel_as_far_down_as_to_the_right():
    ramp = np.zeros((1, 20, 30, 3), np.float32)
    ramp += np.arange(20)[:, None, None] * 1.0
    ramp[..., 1] = np.arange(30)
    drawn = {
        "apply_transform": [True],
        "distortion_factor": 0.5,
        "noise": np.random.default_rng(0).normal(size=(1, 20, 30)),
    }

    y, _ = RandomElasticTransform(fill_mode="nearest").changed(ramp, drawn)

    moved = (y - ramp)[0, 8:12, 12:18]
    assert_allclose(moved[..., 0], moved[..., 1], atol=1e-4)
    assert np.abs(moved).max() > 0.1


def test_a_crop_falls_everywhere_in_training_and_in_the_middle_afterwards():
    layer, x = RandomCrop(4, 6), images(2, 8, 12)
    rng = np.random.default_rng(0)

    places = {tuple(layer.draw(x.shape, rng).values()) for _ in range(1000)}
    plain, _ = layer.forward({}, x, run=Run(False))

    assert places == {(top, left) for top in range(5) for left in range(7)}
    assert_allclose(
        plain, CenterCrop(8, 12).forward({}, x, run=Run())[0].reshape(2, 4, 2, 6, 2, 3).mean((2, 4)), rtol=1e-4
    )


def test_equalization_spreads_tones_evenly():
    x = np.random.default_rng(0).normal(100, 12, (4, 30, 30, 1)).astype(np.float32)

    y, _ = Equalization().forward({}, x, run=Run(True))

    counts, _ = np.histogram(y, 8, (0, 255))
    assert counts.min() > 0.8 * counts.mean()


@pytest.mark.parametrize("factor", [0.3, (-0.3, 0.3), (0.3, -0.3), -0.3])
def test_a_symmetric_factor_is_one_number(factor):
    assert RandomRotation(factor) == RandomRotation(0.3)
    assert RandomRotation(factor).limits("factor") == (-0.3, 0.3)


def test_the_slant_that_keras_writes_is_read():
    theirs = keras.layers.RandomShear(0.4, 0.2).get_config()

    assert RandomShear(theirs["x_factor"], theirs["y_factor"]) == RandomShear(0.4, 0.2)


def test_a_factor_outside_its_limits_is_refused():
    with pytest.raises(FieldError, match="factor"):
        RandomHue((-0.5, 0.3))


def test_colours_need_three_channels():
    with pytest.raises(ShapeError, match="3 channels"):
        RandomHue(0.3).output_shape((8, 8, 4))
