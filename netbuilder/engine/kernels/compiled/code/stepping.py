"""Steps of optimizers over flat vectors in one pass: NumPy's operations in NumPy's order, so that the bits are its.

Loops begin at 0: Numba takes other indexes for what may be counted from the end, and vectorizes nothing.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.declaring import compiled


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, i8, i8)")
def adam(p, g, m, v, beta_1, beta_2, epsilon, length, first, last):
    """p -= length · m / (√v + epsilon)."""
    p, g, m, v = p[first:last], g[first:last], m[first:last], v[first:last]
    for i in range(p.shape[0]):
        m[i] = m[i] * beta_1 + g[i]
        v[i] = v[i] * beta_2 + g[i] * g[i]
        p[i] = p[i] - m[i] / (np.sqrt(v[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, i8, i8)")
def amsgrad(p, g, m, v, largest, beta_1, beta_2, epsilon, length, first, last):
    """Adam that divides by the root of the largest v so far."""
    p, g, m, v, largest = p[first:last], g[first:last], m[first:last], v[first:last], largest[first:last]
    for i in range(p.shape[0]):
        m[i] = m[i] * beta_1 + g[i]
        v[i] = v[i] * beta_2 + g[i] * g[i]
        largest[i] = largest[i] if largest[i] > v[i] else v[i]
        p[i] = p[i] - m[i] / (np.sqrt(largest[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4, i8, i8)")
def plain(p, g, rate, first, last):
    """p -= rate · g."""
    p, g = p[first:last], g[first:last]
    for i in range(p.shape[0]):
        p[i] = p[i] + g[i] * -rate


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, b1, i8, i8)")
def momentum(p, g, m, rate, share, ahead, first, last):
    """p += m after m = share · m - rate · g; or `ahead` of it."""
    p, g, m = p[first:last], g[first:last], m[first:last]
    for i in range(p.shape[0]):
        step = g[i] * -rate
        m[i] = m[i] * share + step
        p[i] = p[i] + step + m[i] * share if ahead else p[i] + m[i]


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, i8, i8)")
def rmsprop(p, g, v, rho, rest, epsilon, rate, first, last):
    """p -= rate · g / √(v + epsilon)."""
    p, g, v = p[first:last], g[first:last], v[first:last]
    for i in range(p.shape[0]):
        v[i] = v[i] * rho + g[i] * g[i] * rest
        p[i] = p[i] - g[i] / np.sqrt(v[i] + epsilon) * rate
