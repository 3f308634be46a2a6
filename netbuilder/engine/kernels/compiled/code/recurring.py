"""All steps of a recurrent layer for some samples in one go, forwards and backwards.

Arrays are (steps, samples, gates × units), outputs have one step more: what was before the first. On the way back
gates are written over with their gradients. Loops are short ones over few arrays: those are vectorized.
"""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.functions import ONE, logistic, tanh
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined


@inlined
def sigmoids(z):
    """Sigmoid in place."""
    for i in range(z.shape[0]):
        z[i] = logistic(z[i])


@inlined
def tanhs(z, out):
    """tanh of all, into another array."""
    for i in range(z.shape[0]):
        out[i] = tanh(z[i])


@inlined
def candidates(z):
    """tanh in place: what is told apart by two names is computed number by number where it is one."""
    for i in range(z.shape[0]):
        z[i] = tanh(z[i])


@inlined
def take(product, x, kernel, bias, z, pairs, t, first, last):
    """Fills what comes of the input of a step: x · kernel + bias."""
    samples, features, wide = x.shape[1], x.shape[2], z.shape[2]
    multiply(
        product, x.ctypes.data + SIZE * (t * samples + first) * features, kernel.ctypes.data,
        z.ctypes.data + SIZE * (t * samples + first) * wide, pairs.ctypes.data, 1, features, features, 1, wide,
        bias.ctypes.data, 0, wide, LOWEST, last - first, wide,
    )  # fmt: skip


@inlined
def recur(product, before, kernel, start, s_row, out, o_row, pairs, samples, units, columns, wide):
    """Addresses: out = start + before · kernel, of so many columns of a kernel that is so wide."""
    multiply(
        product, before, kernel, out, pairs, 1, units, units, 1, wide, start, s_row, o_row, LOWEST, samples, columns
    )


@compiled(
    "void(i8, f4[:,:,::1], f4[:,::1], f4[::1], f4[:,:,::1], f4[:,::1], f4[:,:,::1], f4[:,:,::1], f4[:,:,::1],"
    " i8[:,::1], i8, i8)"
)
def lstm(product, x, of_input, bias, z, kernel, c, squashed, h, pairs, first, last):
    """z becomes the gates i, f, g and o."""
    steps, samples, wide = z.shape
    units = wide // 4
    for t in range(steps):
        take(product, x, of_input, bias, z, pairs, t, first, last)
        place = z.ctypes.data + SIZE * (t * samples + first) * wide
        before = h.ctypes.data + SIZE * (t * samples + first) * units
        recur(
            product, before, kernel.ctypes.data, place, wide, place, wide, pairs.ctypes.data, last - first, units,
            wide, wide,
        )  # fmt: skip
        for n in range(first, last):
            gates, cell, old = z[t, n], c[t + 1, n], c[t, n]
            i, f, g, o = gates[:units], gates[units : 2 * units], gates[2 * units : 3 * units], gates[3 * units :]
            sigmoids(gates[: 2 * units])
            candidates(g)
            sigmoids(o)
            for k in range(units):
                cell[k] = f[k] * old[k] + i[k] * g[k]
            small, out = squashed[t, n], h[t + 1, n]
            tanhs(cell, small)
            for k in range(units):
                out[k] = o[k] * small[k]


@compiled(
    "void(i8, f4[:,:,::1], f4[:,::1], f4[:,:,::1], f4[:,:,::1], f4[:,:,:], i8, f4[:,::1], f4[:,::1], i8[:,::1],"
    " f4[::1], i8, i8)"
)
def lstm_back(product, z, turned, c, squashed, dy, given, dh, dc, pairs, zeros, first, last):
    """Gates become their gradients. `dy` holds the gradients of the last `given` outputs, dh and dc of the states."""
    steps, samples, wide = z.shape
    units = wide // 4
    for t in range(steps - 1, -1, -1):
        for n in range(first, last):
            gates, old, small, of_h, of_c = z[t, n], c[t, n], squashed[t, n], dh[n], dc[n]
            i, f, g, o = gates[:units], gates[units : 2 * units], gates[2 * units : 3 * units], gates[3 * units :]
            if t >= steps - given:
                arriving = dy[t - steps + given, n]
                for k in range(units):
                    of_h[k] += arriving[k]
            for k in range(units):
                of_c[k] += of_h[k] * o[k] * (ONE - small[k] * small[k])
            for k in range(units):
                o[k] = of_h[k] * small[k] * o[k] * (ONE - o[k])
            for k in range(units):
                opened, candidate = i[k], g[k]
                i[k] = of_c[k] * candidate * opened * (ONE - opened)
                g[k] = of_c[k] * opened * (ONE - candidate * candidate)
            for k in range(units):
                kept = f[k]
                f[k] = of_c[k] * old[k] * kept * (ONE - kept)
                of_c[k] = of_c[k] * kept
        place = z.ctypes.data + SIZE * (t * samples + first) * wide
        out = dh.ctypes.data + SIZE * first * units
        multiply(
            product, place, turned.ctypes.data, out, pairs.ctypes.data, 1, wide, wide, 1, units, zeros.ctypes.data, 0,
            units,
            LOWEST, last - first, units,
        )  # fmt: skip


@compiled(
    "void(i8, f4[:,:,::1], f4[:,::1], f4[::1], f4[:,:,::1], f4[:,::1], f4[::1], f4[:,:,::1], f4[:,:,::1],"
    " i8[:,::1], i8, i8)"
)
def gru(product, x, of_input, of_bias, z, kernel, bias, inner, h, pairs, first, last):
    """z becomes the gates z, r and g; inner what the candidate's part of the kernel gives."""
    steps, samples, wide = z.shape
    units = wide // 3
    for t in range(steps):
        take(product, x, of_input, of_bias, z, pairs, t, first, last)
        place = z.ctypes.data + SIZE * (t * samples + first) * wide
        at = SIZE * (t * samples + first) * units
        before = h.ctypes.data + at
        recur(
            product, before, kernel.ctypes.data, place, wide, place, wide, pairs.ctypes.data, last - first, units,
            2 * units, wide,
        )  # fmt: skip
        recur(
            product, before, kernel.ctypes.data + SIZE * 2 * units, bias.ctypes.data, 0, inner.ctypes.data + at, units,
            pairs.ctypes.data, last - first, units, units, wide,
        )  # fmt: skip
        for n in range(first, last):
            gates, within, old, out = z[t, n], inner[t, n], h[t, n], h[t + 1, n]
            update, reset, g = gates[:units], gates[units : 2 * units], gates[2 * units :]
            sigmoids(gates[: 2 * units])
            for k in range(units):
                g[k] = tanh(g[k] + reset[k] * within[k])
            for k in range(units):
                out[k] = g[k] + update[k] * (old[k] - g[k])


@compiled("void(i8, f4[:,:,::1], f4[:,::1], f4[:,:,::1], f4[:,:,::1], f4[:,:,:], i8, f4[:,::1], i8[:,::1], i8, i8)")
def gru_back(product, z, turned, inner, h, dy, given, dh, pairs, first, last):
    """Gates become their gradients, and inner its own; `turned` is the kernel turned round, its gates one by one."""
    steps, samples, wide = z.shape
    units = wide // 3
    for t in range(steps - 1, -1, -1):
        for n in range(first, last):
            gates, within, old, of_h = z[t, n], inner[t, n], h[t, n], dh[n]
            update, reset, g = gates[:units], gates[units : 2 * units], gates[2 * units :]
            if t >= steps - given:
                arriving = dy[t - steps + given, n]
                for k in range(units):
                    of_h[k] += arriving[k]
            for k in range(units):
                opened, candidate = update[k], g[k]
                g[k] = of_h[k] * (ONE - opened) * (ONE - candidate * candidate)
                update[k] = of_h[k] * (old[k] - candidate) * opened * (ONE - opened)
                of_h[k] = of_h[k] * opened
            for k in range(units):
                opened, value = reset[k], within[k]
                reset[k] = g[k] * value * opened * (ONE - opened)
                within[k] = g[k] * opened
        place = z.ctypes.data + SIZE * (t * samples + first) * wide
        out = dh.ctypes.data + SIZE * first * units
        multiply(
            product, place, turned.ctypes.data, out, pairs.ctypes.data, 1, 2 * units, wide, 1, units, out, units,
            units, LOWEST,
            last - first, units,
        )  # fmt: skip
        multiply(
            product, inner.ctypes.data + SIZE * (t * samples + first) * units,
            turned.ctypes.data + SIZE * 2 * units * units,
            out, pairs.ctypes.data, 1, units, units, 1, units, out, units, units, LOWEST, last - first, units,
        )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,::1], f4[::1], f4[:,:,::1], f4[:,::1], f4[:,:,::1], i8[:,::1], i8, i8)")
def simple(product, x, of_input, bias, z, kernel, h, pairs, first, last):
    """h becomes tanh of what comes of the input and of what was before."""
    steps, samples, units = z.shape
    for t in range(steps):
        take(product, x, of_input, bias, z, pairs, t, first, last)
        at = SIZE * (t * samples + first) * units
        place = z.ctypes.data + at
        recur(
            product, h.ctypes.data + at, kernel.ctypes.data, place, units, place, units, pairs.ctypes.data,
            last - first, units,
            units, units,
        )  # fmt: skip
        for n in range(first, last):
            tanhs(z[t, n], h[t + 1, n])


@compiled("void(i8, f4[:,:,::1], f4[:,::1], f4[:,:,::1], f4[:,:,:], i8, f4[:,::1], i8[:,::1], f4[::1], i8, i8)")
def simple_back(product, z, turned, h, dy, given, dh, pairs, zeros, first, last):
    """z becomes the gradient of what went into tanh."""
    steps, samples, units = z.shape
    for t in range(steps - 1, -1, -1):
        for n in range(first, last):
            of_z, y, of_h = z[t, n], h[t + 1, n], dh[n]
            if t >= steps - given:
                arriving = dy[t - steps + given, n]
                for k in range(units):
                    of_h[k] += arriving[k]
            for k in range(units):
                of_z[k] = of_h[k] * (ONE - y[k] * y[k])
        multiply(
            product, z.ctypes.data + SIZE * (t * samples + first) * units, turned.ctypes.data,
            dh.ctypes.data + SIZE * first * units, pairs.ctypes.data, 1, units, units, 1, units, zeros.ctypes.data, 0,
            units, LOWEST, last - first, units,
        )  # fmt: skip
