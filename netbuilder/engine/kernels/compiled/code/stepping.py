"""Steps of optimizers over flat vectors in one pass: NumPy's operations in NumPy's order, so that the bits are its.

Each takes what is cut off on the way as well: weights are multiplied by `keep` before the step, gradients by
`shorter` and then held between -`most` and `most`. Loops begin at 0: Numba takes other indexes for what may be
counted from the end, and vectorizes nothing.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

ZERO, ONE, LEAST = np.float32(0), np.float32(1), np.finfo(np.float32).tiny


@inlined
def cut(slope, shorter, most):
    """A gradient as it counts; what is not a number stays none."""
    slope = slope * shorter
    slope = -most if slope < -most else slope
    return most if slope > most else slope


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def adam(p, g, m, v, beta_1, beta_2, epsilon, length, keep, shorter, most, first, last):
    """p -= length · m / (√v + epsilon)."""
    p, g, m, v = p[first:last], g[first:last], m[first:last], v[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope
        v[i] = v[i] * beta_2 + slope * slope
        p[i] = p[i] * keep - m[i] / (np.sqrt(v[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def amsgrad(p, g, m, v, largest, beta_1, beta_2, epsilon, length, keep, shorter, most, first, last):
    """Adam that divides by the root of the largest v so far."""
    p, g, m, v, largest = p[first:last], g[first:last], m[first:last], v[first:last], largest[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope
        v[i] = v[i] * beta_2 + slope * slope
        largest[i] = largest[i] if largest[i] > v[i] else v[i]
        p[i] = p[i] * keep - m[i] / (np.sqrt(largest[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def adamax(p, g, m, largest, beta_1, beta_2, epsilon, length, keep, shorter, most, first, last):
    """p -= length · m / (largest + epsilon), where the largest gradient fades by beta_2."""
    p, g, m, largest = p[first:last], g[first:last], m[first:last], largest[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope
        faded, size = largest[i] * beta_2, abs(slope)
        largest[i] = faded if faded > size else size
        p[i] = p[i] * keep - m[i] / (largest[i] + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def nadam(p, g, m, v, beta_1, beta_2, epsilon, ahead, length, keep, shorter, most, first, last):
    """p -= length · (ahead · g + m) / (√v + epsilon); of g alone where `ahead` is infinite."""
    p, g, m, v = p[first:last], g[first:last], m[first:last], v[first:last]
    alone = ahead == np.float32(np.inf)
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope
        v[i] = v[i] * beta_2 + slope * slope
        way = slope if alone else slope * ahead + m[i]
        p[i] = p[i] * keep - way / (np.sqrt(v[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def schedule_free(p, g, z, v, beta_2, epsilon, length, rest, share, ahead, keep, shorter, most, first, last):
    """Weights p between the steps z and their mean: p = rest · p + share · z - ahead · step, and z -= step."""
    p, g, z, v = p[first:last], g[first:last], z[first:last], v[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        v[i] = v[i] * beta_2 + slope * slope
        step = slope / (np.sqrt(v[i]) + epsilon) * length
        p[i] = p[i] * keep * rest + z[i] * share - step * ahead
        z[i] = z[i] - step


@compiled("void(f4[::1], f4[::1], f4, f4, f4, f4, i8, i8)")
def plain(p, g, rate, keep, shorter, most, first, last):
    """p -= rate · g."""
    p, g = p[first:last], g[first:last]
    for i in range(p.shape[0]):
        p[i] = p[i] * keep + cut(g[i], shorter, most) * -rate


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, b1, f4, f4, f4, i8, i8)")
def momentum(p, g, m, rate, share, ahead, keep, shorter, most, first, last):
    """p += m after m = share · m - rate · g; or `ahead` of it."""
    p, g, m = p[first:last], g[first:last], m[first:last]
    for i in range(p.shape[0]):
        step, weight = cut(g[i], shorter, most) * -rate, p[i] * keep
        m[i] = m[i] * share + step
        p[i] = weight + step + m[i] * share if ahead else weight + m[i]


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, f4, b1, f4, f4, f4, i8, i8)")
def lion(p, g, m, lean, beta_2, rate, leans, keep, shorter, most, first, last):
    """p -= rate · sign(lean · m + g), of m alone unless it `leans`; then m = beta_2 · m + g."""
    p, g, m = p[first:last], g[first:last], m[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        way = m[i] * lean + slope if leans else m[i]
        sign = ONE if way > ZERO else way  # 0, and what is no number, stay what they are
        sign = -ONE if way < ZERO else sign
        p[i] = p[i] * keep - sign * rate
        m[i] = m[i] * beta_2 + slope


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def rmsprop(p, g, v, rho, rest, epsilon, rate, keep, shorter, most, first, last):
    """p -= rate · g / √(v + epsilon)."""
    p, g, v = p[first:last], g[first:last], v[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        v[i] = v[i] * rho + slope * slope * rest
        p[i] = p[i] * keep - slope / np.sqrt(v[i] + epsilon) * rate


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, b1, b1, f4, f4, f4, i8, i8)")
def rmsprop_of(
    p, g, v, mean, m, rho, rest, epsilon, rate, share, centered, carried, keep, shorter, most, first, last
):  # fmt: skip
    """The same by the spread where it is `centered`, and of steps of which a `share` is `carried` on."""
    p, g, v, mean, m = p[first:last], g[first:last], v[first:last], mean[first:last], m[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        v[i] = v[i] * rho + slope * slope * rest
        size = v[i]
        if centered:
            mean[i] = mean[i] * rho + slope * rest
            size = size - mean[i] * mean[i]
            size = ZERO if size < ZERO else size
        step = slope / np.sqrt(size + epsilon) * rate
        if carried:
            m[i] = m[i] * share + step
            step = m[i]
        p[i] = p[i] * keep - step


@compiled("void(f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, i8, i8)")
def adagrad(p, g, total, epsilon, rate, keep, shorter, most, first, last):
    """p -= rate · g / √(all squares so far + epsilon)."""
    p, g, total = p[first:last], g[first:last], total[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        total[i] = total[i] + slope * slope
        p[i] = p[i] * keep - slope / np.sqrt(total[i] + epsilon) * rate


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, i8, i8)")
def adadelta(p, g, sizes, steps, rho, epsilon, rate, keep, shorter, most, first, last):
    """p -= rate · g √(steps + epsilon) / √(sizes + epsilon)."""
    p, g, sizes, steps = p[first:last], g[first:last], sizes[first:last], steps[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        sizes[i] = sizes[i] * rho + slope * slope
        step = slope / np.sqrt(sizes[i] + epsilon) * np.sqrt(steps[i] + epsilon)
        steps[i] = steps[i] * rho + step * step
        p[i] = p[i] * keep - step * rate


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, b1, f4, f4, f4, i8, i8)")
def ftrl(p, g, squares, linear, power, l1, shrinkage, upon, ridge, root, keep, shorter, most, first, last):
    """The weights that all gradients so far ask for. `root` says that the power is a half; `upon` is 1 / rate."""
    p, g, squares, linear = p[first:last], g[first:last], squares[first:last], linear[first:last]
    for i in range(p.shape[0]):
        slope, weight = cut(g[i], shorter, most), p[i] * keep
        before = np.sqrt(squares[i]) if root else squares[i] ** power
        squares[i] = squares[i] + slope * slope
        size = np.sqrt(squares[i]) if root else squares[i] ** power
        linear[i] = linear[i] + slope - (size - before) * upon * weight + weight * shrinkage
        below = size * upon + ridge
        below = LEAST if below < LEAST else below
        held = -l1 if linear[i] < -l1 else linear[i]
        held = l1 if held > l1 else held
        p[i] = (held - linear[i]) / below


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, i8, i8)")
def lamb(p, g, m, v, step, beta_1, beta_2, epsilon, keep, shorter, most, first, last):
    """step = m / (√v + epsilon); how long it is depends on whole weights."""
    p, g, m, v, step = p[first:last], g[first:last], m[first:last], v[first:last], step[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope
        v[i] = v[i] * beta_2 + slope * slope
        p[i] = p[i] * keep
        step[i] = m[i] / (np.sqrt(v[i]) + epsilon)


@compiled("void(f4[::1], f4[::1], f4, i8, i8)")
def stepped(p, step, factor, first, last):
    """p -= factor · step."""
    p, step = p[first:last], step[first:last]
    for i in range(p.shape[0]):
        p[i] = p[i] - step[i] * factor


@compiled("void(f4[::1], f4[::1], f4[::1], f4[::1], f4, f4, f4, f4, f4, f4, f4, f4, f4, i8, i8)")
def adam_of_means(
    p, g, m, v, beta_1, rest_1, beta_2, rest_2, epsilon, length, keep, shorter, most, first, last
):  # fmt: skip
    """Adam whose m and v are means and no sums, as Muon has it."""
    p, g, m, v = p[first:last], g[first:last], m[first:last], v[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        m[i] = m[i] * beta_1 + slope * rest_1
        v[i] = v[i] * beta_2 + slope * slope * rest_2
        p[i] = p[i] * keep - m[i] / (np.sqrt(v[i]) + epsilon) * length


@compiled("void(f4[::1], f4[::1], f4[::1], f4, b1, f4, f4, f4, i8, i8)")
def toward(p, g, m, share, ahead, keep, shorter, most, first, last):
    """m = share · m + g; g becomes the way to go: m, or `ahead` of it."""
    p, g, m = p[first:last], g[first:last], m[first:last]
    for i in range(p.shape[0]):
        slope = cut(g[i], shorter, most)
        p[i] = p[i] * keep
        m[i] = m[i] * share + slope
        g[i] = slope + m[i] * share if ahead else m[i]


@compiled("void(f4[::1], f4[::1], f4, f4, f4, i8, i8)")
def divided(g, v, slow, rest, epsilon, first, last):
    """Adafactor's for what has no rows: g / √v, where v follows g² + epsilon."""
    g, v = g[first:last], v[first:last]
    for i in range(g.shape[0]):
        v[i] = v[i] * slow + (g[i] * g[i] + epsilon) * rest
        size = v[i] if v[i] > LEAST else LEAST
        g[i] = g[i] / np.sqrt(size)


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], f4[::1], i8, i8)")
def divided_rows(g, v, shares, columns, first, last):
    """Adafactor's for what has rows: v is the product of shares of rows and of sizes of columns."""
    for row in range(first, last):
        slopes, sizes = g[row], v[row]
        for i in range(g.shape[1]):
            sizes[i] = shares[row] * columns[i]
            size = sizes[i] if sizes[i] > LEAST else LEAST
            slopes[i] = slopes[i] / np.sqrt(size)


@compiled("void(f4[::1], f4[::1], f4, i8, i8)")
def gathered(waiting, g, period, first, last):
    """g = (g + waiting) / period, and nothing waits any more."""
    waiting, g = waiting[first:last], g[first:last]
    for i in range(g.shape[0]):
        g[i] = (g[i] + waiting[i]) / period
        waiting[i] = ZERO


@compiled("void(f4[::1], f4[::1], f4, f4, b1, i8, i8)")
def averaged(average, p, share, rest, overwrites, first, last):
    """The average follows the weights, which it then `overwrites`."""
    average, p = average[first:last], p[first:last]
    for i in range(p.shape[0]):
        average[i] = average[i] * share + p[i] * rest
        p[i] = average[i] if overwrites else p[i]
