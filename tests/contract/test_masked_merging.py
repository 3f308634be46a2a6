"""Merging where masks hide steps: Keras's numbers, and the gradients that belong to them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras.src.backend import set_keras_mask
from numpy.testing import assert_allclose

from netbuilder.layers import Run
from netbuilder.layers.merging import Maximum, Minimum, Multiply
from tests.numeric import numerical_gradient

SHOWN = {
    "first": ((True, False, True, False), None, None),
    "last": (None, None, (False, True, True, False)),
    "all": ((True, False, True, False), (False, False, True, True), (True, False, False, True)),
}
ALL = pytest.mark.parametrize("kind", [Multiply, Maximum, Minimum], ids=lambda kind: kind.__name__)
EACH = pytest.mark.parametrize("which", SHOWN)


def given(which, dtype):
    rng = np.random.default_rng(0)
    xs = [rng.normal(size=(2, 4, 3)).astype(dtype) for _ in range(3)]
    return xs, tuple(None if real is None else np.array([real, real[::-1]]) for real in SHOWN[which])


@ALL
@EACH
def test_output_equals_keras(kind, which):
    xs, masks = given(which, np.float32)
    theirs = [keras.ops.convert_to_tensor(x) for x in xs]
    for x, mask in zip(theirs, masks, strict=True):
        if mask is not None:
            set_keras_mask(x, keras.ops.convert_to_tensor(mask))

    y, _ = kind().forward({}, *xs, run=Run(masks=masks))

    assert_allclose(y, np.asarray(getattr(keras.layers, kind.__name__)()(theirs)), rtol=1e-6)


@ALL
@EACH
def test_gradients_equal_finite_differences(kind, which):
    xs, masks = given(which, np.float64)
    dy = np.random.default_rng(1).normal(size=(2, 4, 3))

    _, backward = kind().forward({}, *xs, run=Run(masks=masks))
    gradients, _ = backward(dy)

    for x, gradient in zip(xs, gradients, strict=True):
        wanted = numerical_gradient(lambda: float((kind().forward({}, *xs, run=Run(masks=masks))[0] * dy).sum()), x)
        assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-8)
