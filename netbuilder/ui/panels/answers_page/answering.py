"""Which samples are meant, and what is said of each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from netbuilder.arrays import Array
from netbuilder.errors import Message, printable
from netbuilder.insight.report import AmountsTold, ClassesTold, QuestionsTold, Told
from netbuilder.insight.verdicts import OfClasses
from netbuilder.ui.panels.answers_page.gallery import Answer

WORST, UNSURE = 0, 1


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


class Answers:
    """Of each sample what is said, how bad that is, and how certain; NaN where a sample has no answer."""

    def __init__(self, count: int, bad: Array, margin: Array) -> None:
        self.count, self._bad, self._margin = count, bad, margin

    def ordered(self, order: int, numbers: Array | None) -> Array:
        """These samples (or all): the worst first, the least certain first, or in their order."""
        found = np.arange(self.count) if numbers is None else np.asarray(numbers)
        if order == WORST:
            return found[np.argsort(-np.nan_to_num(self._bad[found], nan=-math.inf), kind="stable")]
        if order == UNSURE:
            return found[np.argsort(np.nan_to_num(self._margin[found], nan=math.inf), kind="stable")]
        return found

    def answer(self, number: int) -> Answer:
        """What is said of a sample."""
        raise NotImplementedError

    def unit(self, number: int) -> int:
        """Which number of the output gave the answer."""
        return 0


class _OfClasses(Answers):
    def __init__(self, told: ClassesTold) -> None:
        self._verdict = verdict = told.verdict
        count = int(verdict.samples.max()) + 1 if len(verdict.samples) else 0
        own = verdict.shares[np.arange(len(verdict.truth)), verdict.truth]
        two = np.sort(verdict.shares, axis=1)[:, -2:]
        bad, margin = np.full(count, math.nan), np.full(count, math.nan)
        # Of samples with many places the worst place counts.
        order = np.argsort(own, kind="stable")[::-1]
        bad[verdict.samples[order]] = 1 - own[order]
        apart = two[:, -1] - two[:, 0]
        order = np.argsort(apart, kind="stable")[::-1]
        margin[verdict.samples[order]] = apart[order]
        self._first = np.full(count, -1)
        self._first[verdict.samples[::-1]] = np.arange(len(verdict.samples))[::-1]
        super().__init__(count, bad, margin)

    def answer(self, number: int) -> Answer:
        place = int(self._first[number])
        if place < 0:
            return Answer("NaN", None, "", False)
        verdict = self._verdict
        said, truth = int(verdict.predicted[place]), int(verdict.truth[place])
        names = verdict.names
        return Answer(
            printable(names[said]), float(verdict.shares[place, said]), printable(names[truth]), said == truth
        )

    def unit(self, number: int) -> int:
        place = int(self._first[number])
        return int(self._verdict.predicted[place]) if place >= 0 else 0


class _OfAmounts(Answers):
    def __init__(self, told: AmountsTold) -> None:
        self._verdict = told.verdict
        apart = np.abs(told.verdict.predicted.astype(np.float64) - told.verdict.truth).max(axis=1)
        super().__init__(len(apart), apart, -apart)

    def answer(self, number: int) -> Answer:
        said, truth = self._verdict.predicted[number], self._verdict.truth[number]
        return Answer(_amounts(said), None, _amounts(truth), None)


class _OfRest(Answers):
    def __init__(self, told: Told) -> None:
        self._told = told
        if isinstance(told, QuestionsTold):
            apart = np.abs(told.verdict.scores - told.verdict.truth).max(axis=1)
        else:
            apart = told.verdict.errors  # type: ignore[union-attr]
        self._apart = apart
        super().__init__(len(apart), apart, -apart)

    def answer(self, number: int) -> Answer:
        return Answer(f"{self._apart[number]:.4g}", None, "0", None)


def answers_of(told: Told) -> Answers:
    """What is said of the samples of an output."""
    if isinstance(told, ClassesTold):
        return _OfClasses(told)
    return _OfAmounts(told) if isinstance(told, AmountsTold) else _OfRest(told)


def samples_of_pairs(verdict: OfClasses, pairs: Sequence[tuple[int, int]]) -> Array:
    """The samples with a place of one of these classes (true, taken for)."""
    size = len(verdict.names)
    wanted = [true * size + said for true, said in pairs]
    return np.unique(verdict.samples[np.isin(verdict.truth * size + verdict.predicted, wanted)])


def _amounts(values: Array) -> str:
    return ", ".join(f"{value:.6g}" for value in values[:4]) + (" …" if len(values) > 4 else "")
