"""Losses on scores: probabilities, gradients and the sum of the losses of some rows in one go."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.functions import (
    HALF,
    ONE,
    ZERO,
    exp,
    log1p,
    logistic,
    ordered,
    plus,
    unordered,
)
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

NONE = np.float32(np.nan)
LOSS, RIGHT = range(2)  # what a part finds


@inlined
def largest(numbers):
    """The largest of some numbers."""
    found = ordered(numbers[0])
    for i in range(numbers.shape[0]):
        number = ordered(numbers[i])
        found = number if number > found else found
    return unordered(found)


@inlined
def place_of(number, numbers):
    """The first place of a number; the last of all where it is nowhere."""
    place = 0
    while place < numbers.shape[0] - 1 and numbers[place] != number:
        place += 1
    return place


@inlined
def powers(scores, out):
    """The powers of scores by the largest of them, their sum, and that score."""
    top, total = largest(scores), ZERO
    for i in range(scores.shape[0]):
        power = exp(scores[i] - top)
        out[i] = power
        total = plus(total, power)
    return total, top


@inlined
def raised(scores):
    """The same in place: what is told apart by two names is computed number by number where it is one."""
    top, total = largest(scores), ZERO
    for i in range(scores.shape[0]):
        power = exp(scores[i] - top)
        scores[i] = power
        total = plus(total, power)
    return total, top


@compiled("void(f4[:,::1], i8[::1], f4[::1], f4[:,::1], f4[:,::1], f8[::1], i8, i8)")
def of_numbers(x, labels, share, p, d, found, first, last):
    """Softmax and crossentropy of rows whose labels are class numbers; a label that is no class has no loss."""
    loss, right = 0.0, 0
    for row in range(first, last):
        scores, probabilities, out = x[row], p[row], d[row]
        total, top = powers(scores, probabilities)
        factor, weight = ONE / total, share[row]
        for i in range(scores.shape[0]):
            probability = probabilities[i] * factor
            probabilities[i] = probability
            out[i] = probability * weight
        label = labels[row]
        if 0 <= label < scores.shape[0]:
            own = scores[label]
            out[label] -= weight
            right += own == top
            loss += (np.log(np.float64(total)) - np.float64(own - top)) * weight
        else:
            loss = np.nan
    found[LOSS], found[RIGHT] = loss, right


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], f4[:,::1], f4[:,::1], f8[::1], i8, i8)")
def of_vectors(x, labels, share, p, d, found, first, last):
    """Softmax and crossentropy of rows whose labels are vectors of shares."""
    loss, right = 0.0, 0
    for row in range(first, last):
        scores, given, probabilities, out = x[row], labels[row], p[row], d[row]
        total, top = powers(scores, probabilities)
        factor, weight, whole, own = ONE / total, share[row], ZERO, ZERO
        for i in range(scores.shape[0]):
            whole = plus(whole, given[i])
            own = plus(own, given[i] * (scores[i] - top))
        for i in range(scores.shape[0]):
            probability = probabilities[i] * factor
            probabilities[i] = probability
            out[i] = (probability * whole - given[i]) * weight
        right += place_of(largest(given), given) == place_of(top, scores)
        loss += (np.log(np.float64(total)) * whole - np.float64(own)) * weight
    found[LOSS], found[RIGHT] = loss, right


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], f4, f4[:,::1], f4[:,::1], f8[::1], i8, i8)")
def of_questions(x, labels, share, smoothing, p, d, found, first, last):
    """Sigmoid and binary crossentropy. What is right of yes and no is counted too."""
    loss, right = 0.0, 0
    for row in range(first, last):
        scores, given, probabilities, out = x[row], labels[row], p[row], d[row]
        weight, total = share[row], ZERO
        for i in range(scores.shape[0]):
            score, y = scores[i], given[i] * (ONE - smoothing) + HALF * smoothing
            probability = logistic(score)
            probabilities[i] = probability
            out[i] = (probability - y) * weight
            cut = ZERO if score < ZERO else score
            total = plus(total, cut - score * y + log1p(exp(-abs(score))))
        for i in range(scores.shape[0]):
            answer = ONE if probabilities[i] > HALF else ZERO
            right += answer == given[i]
        loss += np.float64(total) * weight
    found[LOSS], found[RIGHT] = loss, right
