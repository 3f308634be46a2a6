"""Derivatives by finite differences, the oracle that needs no framework."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

EPSILON = 1e-6


def numerical_gradient(function: Callable[[], float], array: np.ndarray) -> np.ndarray:
    """The derivative of `function` by every number of `array`, which is moved to and fro in place."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + EPSILON
        above = function()
        array[index] = kept - EPSILON
        below = function()
        array[index] = kept
        gradient[index] = (above - below) / (2 * EPSILON)
    return gradient
