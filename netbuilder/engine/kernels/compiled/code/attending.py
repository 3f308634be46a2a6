"""Attention between projections: scores, their softmax and what the heads find, some queries of one sample at a time.

Projections are rows (samples × steps) of all heads side by side; `places` has the columns of queries, keys and values.
Powers are not kept: back they are made again of the largest score and the inverse sum of each row, its `marks`.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.functions import ONE, ZERO, exp, plus
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.scoring import raised
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

AT_ONCE = 1 << 15  # scores that stay in cache
FEWEST = 12  # queries at a time


@inlined
def turn(rows, first, count, column, wide, out):
    """Some columns of some rows, turned round."""
    for i in range(count):
        for k in range(wide):
            out[k, i] = rows[first + i, column + k]


@inlined
def compare(product, q, place, wide, keys_turned, hidden, scores, begin, end, first, zeros, pairs):
    """The scores of some queries."""
    keys = scores.shape[1]
    multiply(
        product, q.ctypes.data + SIZE * ((first + begin) * q.shape[1] + place), keys_turned.ctypes.data,
        scores.ctypes.data, pairs.ctypes.data, 1, wide, q.shape[1], 1, keys, zeros.ctypes.data, 0, keys, LOWEST,
        end - begin, keys,
    )  # fmt: skip
    if hidden.shape[0]:
        for i in range(end - begin):
            row, added = scores[i], hidden[begin + i]
            for j in range(keys):
                row[j] += added[j]


@compiled(
    "void(i8, f4[:,::1], f4[:,::1], f4[:,::1], i8[::1], f4[:,::1], u1[:,:,:,::1], f4, f4[:,::1], f4[:,:,:,::1],"
    " f4[::1], i8[:,::1], i8, i8, i8, i8, i8)"
)
def attend(
    product, q, k, v, places, hidden, kept, factor, found, marks, zeros, pairs, wide, deep, samples, queries, keys
):  # fmt: skip
    """What the heads find for all samples of a part; `kept` by dropout, times `factor`, where it is not empty."""
    heads = marks.shape[1]
    several = min(queries, max(FEWEST, AT_ONCE // keys))
    turned, scores = np.empty((wide, keys), np.float32), np.empty((several, keys), np.float32)
    across = heads * deep
    for sample in range(samples):
        for head in range(heads):
            turn(k, sample * keys, keys, places[1] + head * wide, wide, turned)
            for begin in range(0, queries, several):
                end = min(queries, begin + several)
                compare(
                    product, q, places[0] + head * wide, wide, turned, hidden, scores, begin, end, sample * queries,
                    zeros, pairs,
                )  # fmt: skip
                for i in range(end - begin):
                    row = scores[i]
                    total, top = raised(row)
                    marks[sample, head, begin + i, 0] = top
                    marks[sample, head, begin + i, 1] = ONE / total
                    if kept.shape[0]:
                        stays = kept[sample, head, begin + i]
                        for j in range(keys):
                            row[j] *= np.float32(stays[j])
                place = SIZE * ((sample * queries + begin) * across + head * deep)
                multiply(
                    product, scores.ctypes.data, v.ctypes.data + SIZE * (sample * keys * v.shape[1] + places[2]
                    + head * deep), found.ctypes.data + place, pairs.ctypes.data, 1, keys, keys, 1, v.shape[1],
                    zeros.ctypes.data, 0, across, LOWEST, end - begin, deep,
                )  # fmt: skip
                for i in range(end - begin):
                    out = found[sample * queries + begin + i, head * deep : (head + 1) * deep]
                    share = marks[sample, head, begin + i, 1] * factor
                    for j in range(deep):
                        out[j] *= share


@compiled(
    "void(i8, f4[:,::1], f4[:,::1], f4[:,::1], i8[::1], f4[:,::1], u1[:,:,:,::1], f4, f4[:,::1], f4[:,:,:,::1],"
    " f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[::1], i8[:,::1], i8, i8, i8, i8, i8)"
)
def attend_back(
    product, q, k, v, places, hidden, kept, factor, found, marks, dfound, dq, dk, dv, zeros, pairs, wide, deep,
    samples, queries, keys,
):  # fmt: skip
    """From the gradients of what the heads found to those of the projections."""
    heads = marks.shape[1]
    several = min(queries, max(FEWEST, AT_ONCE // keys))
    keys_turned, values_turned = np.empty((wide, keys), np.float32), np.empty((deep, keys), np.float32)
    scores, mixed = np.empty((several, keys), np.float32), np.empty((several, keys), np.float32)
    across = heads * deep
    for sample in range(samples):
        for head in range(heads):
            of_q, of_k, of_v = places[0] + head * wide, places[1] + head * wide, places[2] + head * deep
            turn(k, sample * keys, keys, of_k, wide, keys_turned)
            turn(v, sample * keys, keys, of_v, deep, values_turned)
            at_k = SIZE * (sample * keys * k.shape[1] + of_k)
            at_v = SIZE * (sample * keys * v.shape[1] + of_v)
            for begin in range(0, queries, several):
                end = min(queries, begin + several)
                row = sample * queries + begin
                at_q, at_found = SIZE * (row * q.shape[1] + of_q), SIZE * (row * across + head * deep)
                compare(product, q, of_q, wide, keys_turned, hidden, mixed, begin, end, sample * queries, zeros, pairs)
                multiply(
                    product, dfound.ctypes.data + at_found, values_turned.ctypes.data, scores.ctypes.data,
                    pairs.ctypes.data, 1, deep, across, 1, keys, zeros.ctypes.data, 0, keys, LOWEST, end - begin, keys,
                )  # fmt: skip
                for i in range(end - begin):
                    powers_of, back = mixed[i], scores[i]
                    top, inverse = marks[sample, head, begin + i, 0], marks[sample, head, begin + i, 1]
                    given = found[row + i, head * deep : (head + 1) * deep]
                    arriving = dfound[row + i, head * deep : (head + 1) * deep]
                    common = ZERO
                    for j in range(deep):
                        common = plus(common, given[j] * arriving[j])
                    if kept.shape[0]:
                        stays = kept[sample, head, begin + i]
                        for j in range(keys):
                            share, stay = exp(powers_of[j] - top) * inverse, np.float32(stays[j]) * factor
                            powers_of[j] = share * stay
                            back[j] = share * (back[j] * stay - common)
                    else:
                        for j in range(keys):
                            share = exp(powers_of[j] - top) * inverse
                            powers_of[j] = share
                            back[j] = share * (back[j] - common)
                multiply(
                    product, scores.ctypes.data, k.ctypes.data + at_k, dq.ctypes.data + at_q, pairs.ctypes.data, 1,
                    keys, keys, 1, k.shape[1], zeros.ctypes.data, 0, q.shape[1], LOWEST, end - begin, wide,
                )  # fmt: skip
                place, step = (zeros.ctypes.data, 0) if begin == 0 else (dk.ctypes.data + at_k, k.shape[1])
                multiply(
                    product, scores.ctypes.data, q.ctypes.data + at_q, dk.ctypes.data + at_k, pairs.ctypes.data, 1,
                    end - begin, 1, keys, q.shape[1], place, step, k.shape[1], LOWEST, keys, wide,
                )  # fmt: skip
                place, step = (zeros.ctypes.data, 0) if begin == 0 else (dv.ctypes.data + at_v, v.shape[1])
                multiply(
                    product, mixed.ctypes.data, dfound.ctypes.data + at_found, dv.ctypes.data + at_v,
                    pairs.ctypes.data, 1, end - begin, 1, keys, across, place, step, v.shape[1], LOWEST, keys, deep,
                )  # fmt: skip
