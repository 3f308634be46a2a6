"""Which samples are meant, and what is said of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from netbuilder.arrays import Array
from netbuilder.errors import Message, printable
from netbuilder.insight.report import AmountsTold, ClassesTold, QuestionsTold, Told
from netbuilder.insight.verdicts import OfClasses
from netbuilder.ui.panels.answers_page.gallery import Answer, AnswerOf

WORST, UNSURE = 0, 1
NO_ANSWER = Answer("NaN", None, "", False)


class Chosen(QObject):
    """The samples that a person means, wherever they pointed; None is all of them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers: Array | None = None
        self.title: Message | None = None

    def choose(self, numbers: Array | None, title: Message | None) -> None:
        """Means these samples from now on; `title` says which they are, with a gap for their count."""
        same = numbers is self.numbers or (
            numbers is not None and self.numbers is not None and np.array_equal(numbers, self.numbers)
        )
        self.numbers, self.title = numbers, title
        if not same:
            self.changed.emit()


@dataclass(frozen=True)
class Answers:
    """Of each sample what is said, how bad that is and how certain (NaN where it has no answer), and by which number of
    the output.
    """

    bad: Array
    margin: Array
    answer: AnswerOf
    unit: Callable[[int], int] = lambda _number: 0

    def ordered(self, order: int, numbers: Array | None) -> Array:
        """These samples (or all): the worst first, the least certain first, or in their order."""
        found = np.arange(len(self.bad)) if numbers is None else np.asarray(numbers)
        if order == WORST:
            return found[np.argsort(-np.nan_to_num(self.bad[found], nan=-math.inf), kind="stable")]
        if order == UNSURE:
            return found[np.argsort(np.nan_to_num(self.margin[found], nan=math.inf), kind="stable")]
        return found


def answers_of(told: Told, count: int) -> Answers:
    """What is said of `count` samples at an output."""
    if isinstance(told, ClassesTold):
        return _of_classes(told.verdict, count)
    if isinstance(told, AmountsTold):
        said, truth = told.verdict.predicted, told.verdict.truth
        apart = np.abs(said.astype(np.float64) - truth).max(axis=1)
        return _of_distances(told.verdict.samples, apart, count, lambda at: (_amounts(said[at]), _amounts(truth[at])))
    if isinstance(told, QuestionsTold):
        samples, apart = told.verdict.samples, np.abs(told.verdict.scores - told.verdict.truth).max(axis=1)
    else:
        samples, apart = np.arange(count), told.verdict.errors
    return _of_distances(samples, apart, count, lambda row: (f"{apart[row]:.4g}", "0"))


def _of_classes(verdict: OfClasses, count: int) -> Answers:
    bad, margin = (_worst(verdict.samples, values, count) for values in (1 - verdict.of_truth, -verdict.margin))
    first = _first_places(verdict.samples, count)

    def answer(number: int) -> Answer:
        place = int(first[number])
        if place < 0:
            return NO_ANSWER
        said, truth = int(verdict.predicted[place]), int(verdict.truth[place])
        share = float(verdict.shares[place, said])
        return Answer(printable(verdict.names[said]), share, printable(verdict.names[truth]), said == truth)

    def unit(number: int) -> int:
        place = int(first[number])
        return int(verdict.predicted[place]) if place >= 0 else 0

    return Answers(bad, -margin, answer, unit)


def _of_distances(samples: Array, apart: Array, count: int, told: Callable[[int], tuple[str, str]]) -> Answers:
    bad, first = _worst(samples, apart, count), _first_places(samples, count)

    def answer(number: int) -> Answer:
        place = int(first[number])
        return Answer(told(place)[0], None, told(place)[1], None) if place >= 0 else NO_ANSWER

    return Answers(bad, -bad, answer)


def _worst(samples: Array, values: Array, count: int) -> Array:
    """Of samples with many places the worst place counts; NaN for those without one."""
    found = np.full(count, math.nan)
    order = np.argsort(values, kind="stable")
    found[samples[order]] = values[order]
    return found


def _first_places(samples: Array, count: int) -> Array:
    """The first place of each sample; -1 of those without one."""
    found = np.full(count, -1)
    found[samples[::-1]] = np.arange(len(samples))[::-1]
    return found


def samples_of_pairs(verdict: OfClasses, pairs: Sequence[tuple[int, int]]) -> Array:
    """The samples with a place of one of these classes (true, taken for)."""
    size = len(verdict.names)
    wanted = [true * size + said for true, said in pairs]
    return np.unique(verdict.samples[np.isin(verdict.truth * size + verdict.predicted, wanted)])


def _amounts(values: Array) -> str:
    return ", ".join(f"{value:.6g}" for value in values[:4]) + (" …" if len(values) > 4 else "")
