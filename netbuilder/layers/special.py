"""Functions of mathematics that NumPy has not."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array

# Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function",
# Mathematics of Computation 23 (1969); relative error below 6e-19. Highest power first.
_SMALL_P = (
    1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
)  # fmt: skip
_SMALL_Q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
_MIDDLE_P = (
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
    8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
)  # fmt: skip
_MIDDLE_Q = (
    1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
)  # fmt: skip
_LARGE_P = (
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
)  # fmt: skip
_LARGE_Q = (
    1.0, 2.56852019228982242e0, 1.87295284992346047e0, 5.27905102951428412e-1, 6.05183413124413191e-2,
    2.33520497626869185e-3,
)  # fmt: skip


def erf(x: Array) -> Array:
    """The error function, elementwise, in the dtype of `x`."""
    a = np.abs(x)
    squared = np.square(np.minimum(a, 0.5))
    small = x * _ratio(_SMALL_P, _SMALL_Q, squared)
    # Beyond 5.9 the complement is below the last bit of 1 in float64.
    m = np.clip(a, 0.46875, 5.9)
    tail = np.exp(-m * m)
    middle = tail * _ratio(_MIDDLE_P, _MIDDLE_Q, m)
    inverse = 1 / (np.maximum(m, 4) ** 2)
    large = tail / np.maximum(m, 4) * (1 / math.sqrt(math.pi) - inverse * _ratio(_LARGE_P, _LARGE_Q, inverse))
    outer = np.copysign(1 - np.where(m > 4, large, middle), x)
    result: Array = np.where(a <= 0.46875, small, outer)
    return result


def _ratio(p: tuple[float, ...], q: tuple[float, ...], x: Array) -> Array:
    return _horner(p, x) / _horner(q, x)


def _horner(coefficients: tuple[float, ...], x: Array) -> Array:
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total *= x
        total += coefficient
    return total
