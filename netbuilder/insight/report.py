"""An evaluation as one value: what a person reads, as JSON or as a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Prepared
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import in_order
from netbuilder.insight.amounts import Amounts
from netbuilder.insight.calibration import Calibration, calibration, temperature
from netbuilder.insight.classes import FIGURES, Confusion
from netbuilder.insight.intervals import Interval
from netbuilder.insight.thresholds import Scored
from netbuilder.insight.verdicts import OfAmounts, OfClasses, OfQuestions, OfSamples, Verdict, verdicts_of

WORST = 24
MOST_CURVES = 20  # classes whose curves are told


@dataclass(frozen=True)
class ClassesTold:
    """Everything about an output that gives classes. Rows of `worst` and `unsure` are places of the verdict."""

    verdict: OfClasses
    confusion: Confusion
    intervals: dict[str, list[Interval]]
    curves: dict[str, Scored]
    calibration: Calibration
    temperature: float | None
    worst: Array
    unsure: Array


@dataclass(frozen=True)
class QuestionsTold:
    """About several yes-or-no questions: each by itself."""

    verdict: OfQuestions
    curves: dict[str, Scored]


@dataclass(frozen=True)
class AmountsTold:
    """About amounts: each by itself."""

    verdict: OfAmounts
    amounts: dict[str, Amounts]
    intervals: dict[str, dict[str, Interval]]


@dataclass(frozen=True)
class SamplesTold:
    """About outputs that are whole samples: those with the greatest error first."""

    verdict: OfSamples
    worst: Array


Told = ClassesTold | QuestionsTold | AmountsTold | SamplesTold


@dataclass(frozen=True)
class Evaluation:
    """What a network makes of a part of its data; `scores` are loss and metrics."""

    title: str
    part: str
    samples: int
    scores: dict[str, Any]
    outputs: tuple[Told, ...]


def evaluation(
    model: Model, prepared: Prepared, part: str, scores: dict[str, Any], outputs: Sequence[Array], title: str = ""
) -> Evaluation:
    """Everything about a part of the data, from the model's `outputs` for it.

    The temperature is measured on the data's own validation part; where there is none it is not known.
    """
    cool: list[Verdict] = []
    if prepared.dataset.val_count and part != "val":
        inputs = in_order(prepared.x_val, model.graph.input_names, "inputs")
        cool = verdicts_of(model, prepared, "val", model.predict(inputs))
    told = []
    for number, verdict in enumerate(verdicts_of(model, prepared, part, outputs)):
        other = cool[number] if cool else None
        told.append(_told(verdict, other))
    return Evaluation(title, part, len(outputs[0]), scores, tuple(told))


def _told(verdict: Verdict, other: Verdict | None) -> Told:
    if isinstance(verdict, OfClasses):
        return _of_classes(verdict, other)
    if isinstance(verdict, OfQuestions):
        pairs = zip(verdict.names, verdict.scores.T, verdict.truth.T, strict=True)
        return QuestionsTold(verdict, {name: Scored(scores, truth) for name, scores, truth in pairs})
    if isinstance(verdict, OfAmounts):
        columns = zip(verdict.names, verdict.truth.T, verdict.predicted.T, strict=True)
        found = {name: Amounts(truth, predicted) for name, truth, predicted in columns}
        return AmountsTold(verdict, found, {name: amounts.intervals() for name, amounts in found.items()})
    return SamplesTold(verdict, np.argsort(-verdict.errors, kind="stable")[:WORST])


def _of_classes(verdict: OfClasses, other: Verdict | None) -> ClassesTold:
    confusion = Confusion.of(verdict.truth, verdict.predicted, verdict.names)
    right = verdict.predicted == verdict.truth
    wrong = np.flatnonzero(~right)
    worst = wrong[np.argsort(verdict.of_truth[wrong], kind="stable")][:WORST]
    unsure = np.argsort(verdict.margin, kind="stable")[:WORST]
    shown = [1] if len(verdict.names) == 2 else range(len(verdict.names)) if len(verdict.names) <= MOST_CURVES else []
    curves = {verdict.names[i]: Scored(verdict.shares[:, i], verdict.truth == i) for i in shown}
    heat = temperature(other.shares, other.truth) if isinstance(other, OfClasses) and len(other.truth) else None
    return ClassesTold(
        verdict, confusion, confusion.intervals(), curves, calibration(verdict.confidence, right), heat, worst, unsure
    )


def as_json(told: Evaluation) -> dict[str, Any]:
    """The numbers of an evaluation; what could not be told is null."""
    return {
        "part": told.part,
        "samples": told.samples,
        "scores": {name: _plain(value) for name, value in told.scores.items()},
        "outputs": [{"name": output.verdict.name, **_output(output)} for output in told.outputs],
    }


def _output(told: Told) -> dict[str, Any]:
    if isinstance(told, ClassesTold):
        return _classes(told)
    if isinstance(told, QuestionsTold):
        return {"kind": "questions", "questions": [_curve(name, scored) for name, scored in told.curves.items()]}
    if isinstance(told, AmountsTold):
        found = []
        for name, amounts in told.amounts.items():
            figures = {figure: _interval(interval) for figure, interval in told.intervals[name].items()}
            worst = told.verdict.samples[amounts.worst()].tolist()
            row = {"name": name, **figures, "bias": _plain(amounts.bias), "error_of_median": _plain(amounts.of_mean)}
            found.append({**row, "worst": worst})
        return {"kind": "amounts", "amounts": found}
    errors = told.verdict.errors
    furthest = [{"sample": int(row), "error": _plain(errors[row])} for row in told.worst]
    return {"kind": "samples", "mean_squared_error": _plain(errors.mean()) if len(errors) else None, "worst": furthest}


def _classes(told: ClassesTold) -> dict[str, Any]:
    confusion, verdict = told.confusion, told.verdict
    by_class = [
        {"name": name, "support": int(confusion.support[i])}
        | {figure: _interval(told.intervals[figure][i]) for figure in FIGURES}
        for i, name in enumerate(confusion.names)
    ]
    return {
        "kind": "classes",
        "accuracy": _interval(told.intervals["accuracy"][0]),
        "averages": {name: _plain(value) for name, value in confusion.averages.items()},
        "classes": by_class,
        "confusion": confusion.counts.tolist(),
        "confused": [
            {"true": confusion.names[true], "predicted": confusion.names[said], "count": count}
            for true, said, count in confusion.confused()
        ],
        "curves": [_curve(name, scored) for name, scored in told.curves.items()],
        "calibration_error": _plain(told.calibration.error),
        "temperature": None if told.temperature is None else _plain(told.temperature),
        "worst": [_place(verdict, row) for row in told.worst],
        "unsure": [_place(verdict, row) for row in told.unsure],
    }


def _place(verdict: OfClasses, row: int) -> dict[str, Any]:
    true, said = int(verdict.truth[row]), int(verdict.predicted[row])
    return {
        "sample": int(verdict.samples[row]), "true": verdict.names[true], "predicted": verdict.names[said],
        "share_of_true": _plain(verdict.shares[row, true]), "share_of_predicted": _plain(verdict.shares[row, said]),
    }  # fmt: skip


def _curve(name: str, scored: Scored) -> dict[str, Any]:
    best = scored.best_f1()
    return {
        "name": name, "auc": _plain(scored.auc), "average_precision": _plain(scored.average_precision),
        "best_threshold": _plain(best.threshold), "f1_at_best": _plain(best.f1),
    }  # fmt: skip


def _interval(interval: Interval) -> dict[str, Any]:
    return {name: _plain(getattr(interval, name)) for name in ("value", "low", "high")}


def _plain(value: Any) -> Any:
    """A number as JSON holds it."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    number = float(value)
    return number if math.isfinite(number) else None
