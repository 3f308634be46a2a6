"""The learning-rate range test (Smith, arXiv:1506.01186): the rate grows with each batch, the loss tells which suit."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from netbuilder.doctor.finding import Cure, Finding, RateTest
from netbuilder.doctor.patient import Clock, Patient
from netbuilder.doctor.trial import trial_model
from netbuilder.engine.samples import checked
from netbuilder.errors import Message, TrainingError

LOWEST, HIGHEST = 1e-6, 3.0
STEPS = 120
SMOOTHING = 0.9
BEGIN = 10  # batches whose loss is that of a network which has not learned yet
BLOWN = 4.0  # times the lowest loss: there is no need to go on
FAR = 10.0  # times another rate: then it is worth a word


def rate_test(patient: Patient, clock: Clock) -> RateTest:
    """Trains a copy with growing rates. The rate to take is that with which the loss has fallen half of its way.

    There its slope is steep. It is rounded to 1, 2, 3 or 5 times a power of ten, and is at most a third of the rate of
    the lowest loss.
    """
    model = trial_model(patient)
    samples = checked(model, patient.samples())
    batch = patient.training.batch_size
    rng = np.random.default_rng(0)
    order = rng.permutation(len(samples))
    average, rates, losses = 0.0, [], []
    for step, rate in enumerate(np.geomspace(LOWEST, HIGHEST, STEPS)):
        if clock.is_up:
            break
        start = step * batch % max(1, len(samples) - batch + 1)
        chosen = samples.chosen(np.sort(order[start : start + batch]))
        x = tuple(model.cast([np.asarray(x[:]) for x in chosen.x]))
        model.optimizer_state.rate_override = float(rate)
        try:
            loss = model.train_batch(x, chosen.y, chosen.weights)
        except TrainingError:
            break
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        smooth = average / (1 - SMOOTHING ** (step + 1))
        rates.append(float(rate))
        losses.append(smooth)
        if step > 20 and smooth > BLOWN * min(losses):
            break
    return RateTest(tuple(rates), tuple(losses), _best(rates, losses))


def _best(rates: list[float], losses: list[float]) -> float | None:
    if len(losses) <= BEGIN:
        return None
    start, lowest = float(np.median(losses[:BEGIN])), int(np.argmin(losses))
    if losses[lowest] > 0.98 * start or lowest < BEGIN:
        return None
    halfway = next(i for i in range(BEGIN, lowest + 1) if losses[i] <= (start + losses[lowest]) / 2)
    return _round(min(rates[halfway], rates[lowest] / 3))


def _round(rate: float) -> float:
    power = 10.0 ** math.floor(math.log10(rate))
    found = min((1, 2, 3, 5, 10), key=lambda digit: abs(math.log(digit * power / rate)))
    return float(f"{found * power:.3g}")


def rate_findings(patient: Patient, clock: Clock) -> Iterator[Finding]:
    """Whether the learning rate is one with which this network learns this data."""
    declared = patient.training.optimizer.learning_rate
    if not isinstance(declared, float | int):
        yield Finding("rate", "good", Message("the learning rate follows a schedule: it was not tried"))
        return
    test = rate_test(patient, clock)
    best = test.best
    if best is None:
        told = Message(
            "with no learning rate from {lowest} to {highest} did the loss fall", {"lowest": LOWEST, "highest": HIGHEST}
        )
        yield Finding("rate", "doubtful", told, rates=test if test.rates else None)
        return
    values = {"rate": declared, "best": best}
    optimizer = patient.training.optimizer.replace(learning_rate=best)
    cure = Cure(Message("Take {best}", values), patient.with_training(optimizer=optimizer))
    if declared > FAR * best or declared * FAR < best:
        told = Message("the loss falls fastest with a learning rate of about {best}, and it is {rate}", values)
        yield Finding("rate", "doubtful", told, cure=cure, rates=test)
    else:
        told = Message("the learning rate, {rate}, is near the one with which the loss falls fastest, {best}", values)
        yield Finding("rate", "good", told, cure=cure if best != declared else None, rates=test)
