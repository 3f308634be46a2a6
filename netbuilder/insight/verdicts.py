"""What the outputs of a network mean beside what was true: classes, several yes-or-no questions, or amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Prepared
from netbuilder.data.fitted import in_own_unit
from netbuilder.engine.chances import chances, gives_scores
from netbuilder.engine.model import Model
from netbuilder.engine.purpose import Purpose, purpose_of
from netbuilder.engine.readiness import array_of, in_order
from netbuilder.layers.parts.activations import logistic

ONE_OF_SEVERAL = (Purpose.CLASS, Purpose.ONE_HOT)
MOST_AMOUNTS = 32  # of a sample, which are looked at one by one


@dataclass(frozen=True)
class OfClasses:
    """Of each place one class: `shares` (places, classes), `truth` (places,); a sample has one place or many.

    `samples` says which sample each place is of.
    """

    name: str
    names: tuple[str, ...]
    shares: Array
    truth: Array
    samples: Array

    @cached_property
    def predicted(self) -> Array:
        """The class that each place is taken for."""
        return np.asarray(self.shares.argmax(axis=1))

    @cached_property
    def confidence(self) -> Array:
        """The share of that class."""
        return np.asarray(self.shares.max(axis=1))

    @cached_property
    def of_truth(self) -> Array:
        """The share of the true class."""
        return np.asarray(self.shares[np.arange(len(self.truth)), self.truth])

    @cached_property
    def margin(self) -> Array:
        """By how much the largest share is larger than the next."""
        two = np.sort(self.shares, axis=1)[:, -2:]
        return np.asarray(two[:, -1] - two[:, 0])


@dataclass(frozen=True)
class OfQuestions:
    """Several yes-or-no questions: `scores` and `truth` are (places, questions), `samples` as of classes."""

    name: str
    names: tuple[str, ...]
    scores: Array
    truth: Array
    samples: Array


@dataclass(frozen=True)
class OfAmounts:
    """Amounts in their own unit: both (rows, amounts); `samples` says which sample each row is of."""

    name: str
    names: tuple[str, ...]
    predicted: Array
    truth: Array
    samples: Array


@dataclass(frozen=True)
class OfSamples:
    """Whole samples as outputs, such as pictures: `errors` is the mean squared error of each (samples,)."""

    name: str
    errors: Array


Verdict = OfClasses | OfQuestions | OfAmounts | OfSamples


def verdicts_of(model: Model, prepared: Prepared, part: str, outputs: Sequence[Array]) -> list[Verdict]:
    """One for each output, in order; `outputs` are the model's for the part "train", "val" or "test".

    Rows whose output is not finite are left out: they are no answer.
    """
    names = model.graph.output_names
    labels = in_order(getattr(prepared, f"y_{part}"), names, "labels")
    own = in_own_unit(prepared.fitted, names, outputs)
    truths = in_own_unit(prepared.fitted, names, labels)
    return [
        _verdict(model, prepared, number, name, np.asarray(own[number]), np.asarray(truths[number]))
        for number, name in enumerate(names)
    ]


def _verdict(model: Model, prepared: Prepared, number: int, name: str, output: Array, truth: Array) -> Verdict:
    purpose = purpose_of(model.graph, model.report, model.settings, prepared, number)
    loss = model.settings.loss_of(number)
    logits = gives_scores(loss)
    if purpose in ONE_OF_SEVERAL or purpose is Purpose.YES_OR_NO:
        shares = chances(output.reshape(-1, output.shape[-1]), logits, purpose is Purpose.YES_OR_NO)
        classes = _class_numbers(truth, output.shape)
        rows = _samples(output, len(shares))
        heard = (classes >= 0) & (classes < shares.shape[1]) & np.isfinite(shares).all(axis=1)
        ignored = getattr(loss, "ignore_class", None)
        heard &= classes != ignored if ignored is not None else True
        array = array_of(prepared.y_train, model.graph.output_names, name) or name
        called = _names(prepared.classes_of(array), shares.shape[1])
        return OfClasses(name, called, shares[heard], classes[heard], rows[heard])
    if purpose is Purpose.SEVERAL and truth.shape == output.shape:
        flat, yes = output.reshape(-1, output.shape[-1]), truth.reshape(-1, truth.shape[-1]) > 0.5
        heard = np.isfinite(flat).all(axis=1)
        scores = logistic(flat.astype(np.float64)) if logits else flat
        return OfQuestions(
            name, _names((), flat.shape[1]), scores[heard], yes[heard], _samples(output, len(flat))[heard]
        )
    flat, true = output.reshape(len(output), -1), truth.reshape(len(truth), -1)
    heard = np.isfinite(flat).all(axis=1)
    if purpose is Purpose.PICTURES or flat.shape[1] > MOST_AMOUNTS or flat.shape != true.shape:
        apart = flat.astype(np.float64) - true if flat.shape == true.shape else np.full(flat.shape, np.nan)
        return OfSamples(name, (apart**2).mean(axis=1))
    target = prepared.fitted.predicts(name).column
    called = (target or name,) if flat.shape[1] == 1 else tuple(f"{name} {i}" for i in range(flat.shape[1]))
    return OfAmounts(name, called, flat[heard], true[heard], np.flatnonzero(heard))


def _samples(output: Array, places: int) -> Array:
    """Which sample each place is of."""
    return np.repeat(np.arange(len(output)), max(1, places // max(len(output), 1)))


def _class_numbers(truth: Array, shape: tuple[int, ...]) -> Array:
    """The class of each place, from numbers or from vectors with a single 1."""
    if truth.ndim == len(shape) and truth.shape[-1] == shape[-1] and shape[-1] > 1:
        return np.asarray(truth.reshape(-1, shape[-1]).argmax(axis=1))
    found: Array = np.round(truth.ravel()).astype(np.int64)
    return found


def _names(classes: tuple[str, ...], count: int) -> tuple[str, ...]:
    return classes[:count] if len(classes) >= count else (*classes, *map(str, range(len(classes), count)))
