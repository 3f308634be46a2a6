"""What a network does with its data when it is tried: on a copy, for a few seconds, before anybody waits for hours."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.doctor.finding import Finding
from netbuilder.doctor.patient import Clock, Patient
from netbuilder.engine.events import EpochEnd, Watched
from netbuilder.engine.fit import evaluate as evaluated
from netbuilder.engine.fit import fit, last
from netbuilder.engine.health import judge
from netbuilder.engine.mistakes import last_activation
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.samples import Samples, checked
from netbuilder.engine.watch import Watch
from netbuilder.errors import Message, TrainingError

SEED = 7
BATCH = 16  # samples that any network should be able to learn by heart
STEPS = 1000
BY_HEART = 0.95  # of them right
FALLEN = 0.05  # of the first loss, where there is no accuracy
TWICE = 2.0  # times the loss of guessing
PROBED = 512
SAME = 0.01  # relative difference of losses that is none
STEP = 1e-6  # of finite differences, in float64: a larger one meets more kinks of relu and pooling
WRONG = 0.01  # relative error of a gradient
PER_WEIGHT = 3
MOST_PROBES = 40
OFTEN = 0.2  # of the training time goes into looking: it is a trial


def trial_findings(patient: Patient, clock: Clock) -> Iterator[Finding]:
    """Findings as they come; what there was no time for is told as such."""
    for check in (lambda patient, _clock: first_loss(patient), _by_heart, _gradients):
        if clock.is_up:
            told = Message("there was no time to look at everything: ask for the full examination")
            yield Finding("time", "doubtful", told)
            return
        yield from check(patient, clock)


def trial_model(patient: Patient, dtype: Any = np.float32, **changes: Any) -> Model:
    """A new model with new weights, always the same, that no callback and no validation belongs to."""
    plain = {"callbacks": (), "validation_split": 0.0, "validate_on_test": False, "class_weight": (), "seed": SEED,
             "initial_epoch": 0, "steps_per_epoch": None}  # fmt: skip
    return compile_model(patient.graph, patient.training.replace(**{**plain, **changes}), dtype=dtype)


def first_loss(patient: Patient) -> Iterator[Finding]:
    """New weights know nothing: the loss should be that of guessing, ln(classes)."""
    graph, classes = patient.graph.active, len(patient.prepared.classes)
    if len(graph.output_names) != 1 or classes < 2:
        return
    loss = patient.training.loss_of(0)
    if loss.snake() not in ("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"):
        return
    guessing = math.log(2 if loss.snake() == "binary_crossentropy" else classes)
    model = trial_model(patient)
    found = last(evaluated(model, patient.samples(PROBED))).logs["loss"] - model.penalties()
    values = {"loss": found, "guessing": guessing}
    if not math.isfinite(found) or found > TWICE * guessing:
        told = Message(
            "before training the loss is {loss}, but guessing gives {guessing}: the inputs, or the first weights, are "
            "too large",
            values,
        )
        yield Finding("first loss", "doubtful", told)
    else:
        told = Message("before training the loss is {loss}, about that of guessing ({guessing})", values)
        yield Finding("first loss", "good", told)


def _gradients(patient: Patient, clock: Clock) -> Iterator[Finding]:
    """The gradients of a few weights against finite differences, in float64."""
    model = trial_model(patient, np.float64)
    samples = checked(model, _in_memory(patient.samples(4)))
    x = tuple(model.cast(samples.x))
    rng = np.random.default_rng(SEED)
    worst: tuple[float, str] = (0.0, "")
    wrong = probed = 0

    def loss() -> float:
        model.draw_anew(0)  # the same units are dropped each time
        model.begin_pass()
        program = model.program("train")
        program.forward(x)
        found = program.losses(samples.y, samples.weights, program.masks())
        total = sum(value * weight for value, weight in zip(found, model.loss_weights, strict=True))
        return float(total + program.penalty() + model.penalties())

    with np.errstate(all="ignore"):
        model.draw_anew(0)
        model.begin_pass()
        gradients = {key: np.array(view) for key, view in model.gradients(x, samples.y, samples.weights).items()}
        for key, gradient in gradients.items():
            view = model.parameters.views[key]
            if not view.size:
                continue
            for place in rng.choice(view.size, min(PER_WEIGHT, view.size), replace=False):
                if clock.is_up or probed >= MOST_PROBES:
                    break
                at = np.unravel_index(int(place), view.shape)
                error = _error(loss, view, at, float(gradient[at]))
                probed, wrong = probed + 1, wrong + (error > WRONG)
                worst = max(worst, (error, "/".join(map(str, key))))
    if not probed:
        return
    # A kink, as that of relu, may lie between two points; hardly between those of a third of all weights.
    if wrong * 3 > probed:
        values = {"count": wrong, "all": probed, "name": worst[1]}
        told = Message("{count} of {all} gradients differ from finite differences, most for {name}", values)
        yield Finding("gradients", "bad", told)
    else:
        yield Finding("gradients", "good", Message("gradients agree with finite differences"))


def _error(loss: Any, view: Array, at: Any, gradient: float) -> float:
    before = float(view[at])
    view[at] = before + STEP
    above = loss()
    view[at] = before - STEP
    below = loss()
    view[at] = before
    found = (above - below) / (2 * STEP)
    size = max(abs(found), abs(gradient))
    return 0.0 if size < 1e-7 else abs(found - gradient) / size


def _by_heart(patient: Patient, clock: Clock) -> Iterator[Finding]:
    """Sixteen samples are learned by heart by whatever can learn at all; and then the inputs must matter."""
    samples = _in_memory(patient.samples(BATCH))
    model = trial_model(patient, epochs=STEPS, batch_size=len(samples), shuffle=False)
    looks: list[Watched] = []
    first: float | None = None
    now, steps = math.nan, 0
    try:
        for event in fit(model, samples, watch=Watch(OFTEN, len(samples))):
            if isinstance(event, Watched):
                looks.append(event)
            if isinstance(event, EpochEnd):
                now, steps = float(event.logs["loss"]), steps + 1
                first = now if first is None else first
                if not steps % 20 and _knows(model, samples, first, now):
                    break
            if clock.is_up:
                break
    except TrainingError as error:
        yield Finding("one batch", "bad", Message("training breaks off: {cause}", {"cause": str(error)}))
        return
    if first is None:
        return
    right = _share_right(model, samples)
    values = {"count": len(samples), "steps": steps, "share": round(100 * right) if right is not None else 0,
              "first": first, "loss": now}  # fmt: skip
    if _knows(model, samples, first, now):
        told = Message("{count} samples are learned by heart in {steps} steps", values)
        yield Finding("one batch", "good", told)
        yield from _inputs_matter(model, samples)
    elif steps < STEPS:
        told = Message(
            "{count} samples are not learned by heart yet after {steps} steps; there was no time for more", values
        )
        yield Finding("one batch", "doubtful", told)
    elif right is not None:
        told = Message(
            "even {count} samples are not learned by heart in {steps} steps ({share} % right): the learning rate, the "
            "head or the loss do not suit, or the labels contradict each other",
            values,
        )
        yield Finding("one batch", "bad", told)
    else:
        told = Message(
            "even {count} samples are not learned by heart in {steps} steps (the loss goes from {first} to {loss}): "
            "the learning rate, the head or the loss do not suit",
            values,
        )
        yield Finding("one batch", "bad", told)
    for found in judge(looks, model.graph).findings:
        yield Finding("units", "doubtful", found.message)


def _knows(model: Model, samples: Samples, first: float, now: float) -> bool:
    right = _share_right(model, samples)
    return right >= BY_HEART if right is not None else now <= FALLEN * first


def _share_right(model: Model, samples: Samples) -> float | None:
    """How many answers are right, where the answers are classes; None for amounts."""
    if len(samples.y) != 1:
        return None
    loss, y = model.losses[0], samples.y[0]
    answer = model.predict(samples.x)[0]
    if loss.snake() == "binary_crossentropy" and y.size == answer.size:
        limit = 0.0 if last_activation(model.graph, model.graph.output_names[0]) == "linear" else 0.5
        return float(((answer.ravel() > limit) == (y.ravel() > 0.5)).mean())
    if loss.sparse and answer.ndim >= 2:
        return float((answer.argmax(axis=-1).ravel() == y.reshape(-1)).mean())
    if loss.one_hot and y.shape == answer.shape:
        return float((answer.argmax(axis=-1) == y.argmax(axis=-1)).mean())
    return None


def _inputs_matter(model: Model, samples: Samples) -> Iterator[Finding]:
    """With all inputs set to zero a network that looks at them does worse."""
    real = last(evaluated(model, samples)).logs["loss"]
    nothing = Samples(tuple(np.zeros_like(x) for x in samples.x), samples.y, samples.weights)
    with suppress(TrainingError):
        blind = last(evaluated(model, nothing)).logs["loss"]
        if abs(blind - real) <= SAME * max(abs(real), abs(blind)):
            told = Message("without its inputs the network does as well: the answers do not depend on them")
            yield Finding("inputs", "bad", told)
        else:
            yield Finding("inputs", "good", Message("the answers depend on the inputs"))


def _in_memory(samples: Samples) -> Samples:
    return Samples(tuple(np.asarray(x[:]) for x in samples.x), tuple(np.asarray(y) for y in samples.y), samples.weights)
