"""Functions of one number, written so that loops over them are vectorized. What is not a number stays none."""

from __future__ import annotations

import numpy as np
from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.tile import REAL, SHORT, external
from netbuilder.engine.kernels.compiled.declaring import inlined

ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
INFINITE = np.float32(np.inf)


def _constants(*numbers: float) -> tuple[np.float32, ...]:
    return tuple(map(np.float32, numbers))


@intrinsic
def plus(context, a, b):
    """a + b of a sum that may be taken in any order: loops are vectorized, and give the same bits on one machine."""

    def generate(target, builder, signature, arguments):
        return builder.fadd(*arguments, flags=("reassoc",))

    return types.float32(types.float32, types.float32), generate


@intrinsic
def fused(context, a, b, c):
    """a · b + c, rounded once."""

    def generate(target, builder, signature, arguments):
        return builder.call(external(builder, "llvm.fma.f32", REAL, [REAL] * 3), arguments)

    return types.float32(types.float32, types.float32, types.float32), generate


@intrinsic
def power_of_two(context, x):
    """2 ** n for x = n + ROUNDING, n from -126 to 127."""

    def generate(target, builder, signature, arguments):
        bits = builder.bitcast(arguments[0], SHORT)
        return builder.bitcast(builder.shl(builder.add(bits, SHORT(127)), SHORT(23)), REAL)

    return types.float32(types.float32), generate


@intrinsic
def ordered(context, x):
    """A whole number for each number: the larger, the larger. The largest of them is found in vectors."""

    def generate(target, builder, signature, arguments):
        bits = builder.bitcast(arguments[0], SHORT)
        return builder.xor(bits, builder.lshr(builder.ashr(bits, SHORT(31)), SHORT(1)))

    return types.int32(types.float32), generate


@intrinsic
def unordered(context, x):
    """The number of what `ordered` gave."""

    def generate(target, builder, signature, arguments):
        (number,) = arguments
        return builder.bitcast(builder.xor(number, builder.lshr(builder.ashr(number, SHORT(31)), SHORT(1))), REAL)

    return types.float32(types.int32), generate


# Cephes's expf: the power of two next to it, and a polynomial for the rest. Off by one in the last place.
LOG2_E, LOG_2, REST_OF_LOG_2, ROUNDING = _constants(1.44269504088896341, -0.693359375, 2.12194440e-4, 12582912.0)
LEAST_POWER, MOST_POWER = _constants(-87.33, 88.37)
OF_POWER = _constants(
    1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1
)


@inlined
def exp(x):
    """e ** x; 0 below -87.33, where numbers have no full precision."""
    bounded = MOST_POWER if x > MOST_POWER else x
    bounded = LEAST_POWER if bounded < LEAST_POWER else bounded
    place = fused(bounded, LOG2_E, ROUNDING)
    y = (beyond_one(bounded, place - ROUNDING) + ONE) * power_of_two(place)
    y = ZERO if x < LEAST_POWER else y
    return INFINITE if x > MOST_POWER else y


@inlined
def expm1(x):
    """e ** x - 1 for x up to 0, exact near 0 too."""
    bounded = LEAST_POWER if x < LEAST_POWER else x
    place = fused(bounded, LOG2_E, ROUNDING)
    power = power_of_two(place)
    return fused(beyond_one(bounded, place - ROUNDING), power, power - ONE)


@inlined
def beyond_one(x, n):
    """e ** (x - n log 2) - 1, a small number."""
    rest = fused(n, REST_OF_LOG_2, fused(n, LOG_2, x))
    total = fused(OF_POWER[0], rest, OF_POWER[1])
    total = fused(total, rest, OF_POWER[2])
    total = fused(total, rest, OF_POWER[3])
    total = fused(total, rest, OF_POWER[4])
    total = fused(total, rest, OF_POWER[5])
    return fused(total, rest * rest, rest)


OF_LOG = _constants(2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2)


@inlined
def log1p(x):
    """log(1 + x) for x from 0 to 1, by the series of atanh(x / (2 + x))."""
    s = x / (TWO + x)
    square = s * s
    total = fused(OF_LOG[0], square, OF_LOG[1])
    total = fused(total, square, OF_LOG[2])
    total = fused(total, square, OF_LOG[3])
    total = fused(total, square, OF_LOG[4])
    total = fused(total, square, OF_LOG[5])
    total = fused(total, square, OF_LOG[6])
    total = fused(total, square, OF_LOG[7])
    return total * s


MOST = np.float32(7.99)
# A rational approximation, off by 2e-7 at the most; beyond 7.99 it is that of 7.99.
ABOVE = _constants(
    -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08, 1.48572235717979e-05,
    6.37261928875436e-04, 4.89352455891786e-03,
)  # fmt: skip
BELOW = _constants(1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03)


@inlined
def tanh(x):
    """The hyperbolic tangent."""
    x = MOST if x > MOST else x
    x = -MOST if x < -MOST else x
    square = x * x
    above = ABOVE[0]
    above = above * square + ABOVE[1]
    above = above * square + ABOVE[2]
    above = above * square + ABOVE[3]
    above = above * square + ABOVE[4]
    above = above * square + ABOVE[5]
    above = above * square + ABOVE[6]
    below = BELOW[0]
    below = below * square + BELOW[1]
    below = below * square + BELOW[2]
    below = below * square + BELOW[3]
    return x * above / below


@inlined
def logistic(x):
    """1 / (1 + exp(-x)), exact where it is small too."""
    return ONE / (ONE + exp(-x))


MOST_OF_ERROR = np.float32(3.92)
# A rational approximation, off by 4e-7 at the most; beyond 3.92 it is 1.
ABOVE_ERROR = _constants(
    -2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05, -7.34990630326855e-04,
    -2.95459980854025e-03, -1.60960333262415e-02,
)  # fmt: skip
BELOW_ERROR = _constants(
    -1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02
)


@inlined
def erf(x):
    """The error function."""
    square = x * x
    above = fused(ABOVE_ERROR[0], square, ABOVE_ERROR[1])
    above = fused(above, square, ABOVE_ERROR[2])
    above = fused(above, square, ABOVE_ERROR[3])
    above = fused(above, square, ABOVE_ERROR[4])
    above = fused(above, square, ABOVE_ERROR[5])
    above = fused(above, square, ABOVE_ERROR[6])
    below = fused(BELOW_ERROR[0], square, BELOW_ERROR[1])
    below = fused(below, square, BELOW_ERROR[2])
    below = fused(below, square, BELOW_ERROR[3])
    below = fused(below, square, BELOW_ERROR[4])
    y = x * above / below
    y = ONE if x > MOST_OF_ERROR else y
    return -ONE if x < -MOST_OF_ERROR else y
