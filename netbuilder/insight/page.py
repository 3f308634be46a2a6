"""An evaluation as one HTML page: it holds all it shows, runs nothing, and suits light and dark, screen and paper."""

from __future__ import annotations

import math
from html import escape

import numpy as np

from netbuilder.errors import N_
from netbuilder.insight.charts import Chart, extent
from netbuilder.insight.classes import FIGURES
from netbuilder.insight.page_parts import STYLE, Say, Shown, decimals, gallery, interval, number, percent, table
from netbuilder.insight.report import AmountsTold, ClassesTold, Evaluation, QuestionsTold, SamplesTold
from netbuilder.insight.thresholds import Scored, thinned

MOST_CLASSES = 40  # in a matrix that can be read
MOST_DOTS = 1500
CURVES = (N_("class"), N_("AUC"), N_("average precision"), N_("best threshold"), N_("F1 there"))


def page(told: Evaluation, shown: Shown, say: Say = str) -> str:
    """The whole page. `shown` gives a sample as HTML, by its number in the part."""
    parts = [
        f"<h1>{escape(told.title)}</h1>",
        f"<p>{escape(_part(told, say))}</p>",
        _scores(told, say),
    ]
    for output in told.outputs:
        if len(told.outputs) > 1:
            parts.append(f"<h2>{escape(output.verdict.name)}</h2>")
        if isinstance(output, ClassesTold):
            parts += _classes(output, shown, say)
        elif isinstance(output, QuestionsTold):
            parts += [_curves(output.curves, say), _curve_table(output.curves, say)]
        elif isinstance(output, AmountsTold):
            parts += _amounts(output, shown, say)
        else:
            parts.append(_by_error(output, shown, say))
    note = escape(say(N_("Intervals hold 95 of 100 draws of as many samples (bootstrap).")))
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(told.title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n<body>'
        + "\n".join(parts)
        + f"\n<footer>{note}</footer></body></html>\n"
    )


def _part(told: Evaluation, say: Say) -> str:
    words = {
        "train": say(N_("Measured on the {count} samples of the training part.")),
        "val": say(N_("Measured on the {count} samples of the validation part.")),
        "test": say(N_("Measured on the {count} samples of the test part.")),
    }
    return words[told.part].format(count=f"{told.samples:,}")


def _scores(told: Evaluation, say: Say) -> str:
    rows = [(escape(name), number(value)) for name, value in told.scores.items() if np.ndim(value) == 0]
    return f"<section><h3>{escape(say(N_('Loss and metrics')))}</h3>{table((), rows)}</section>"


def _classes(told: ClassesTold, shown: Shown, say: Say) -> list[str]:
    confusion = told.confusion
    rows = [
        (
            escape(name),
            f"{int(confusion.support[i]):,}",
            *(interval(told.intervals[figure][i], decimals) for figure in FIGURES),
        )
        for i, name in enumerate(confusion.names)
    ]
    heads = tuple(say(head) for head in (N_("class"), N_("samples"), N_("precision"), N_("recall"), N_("F1")))
    accuracy = f"{escape(say(N_('Accuracy')))}: <b>{interval(told.intervals['accuracy'][0], decimals)}</b>"
    found = [
        f"<section><h3>{escape(say(N_('Classes')))}</h3><p>{accuracy}</p>{table(heads, rows)}</section>",
        _matrix(told, say),
    ]
    if told.curves:
        found += [_curves(told.curves, say)]
    found.append(_reliability(told, say))
    verdict = told.verdict
    for title, places in ((say(N_("Most surely wrong")), told.worst), (say(N_("Least certain")), told.unsure)):
        if len(places):
            cards = [(int(verdict.samples[place]), _said(told, int(place), say)) for place in places]
            found.append(gallery(title, cards, shown, say))
    return found


def _said(told: ClassesTold, place: int, say: Say) -> str:
    verdict = told.verdict
    true, said = int(verdict.truth[place]), int(verdict.predicted[place])
    first = say(N_("{said} ({share} %)")).format(said=verdict.names[said], share=percent(verdict.shares[place, said]))
    if said == true:
        return first
    other = say(N_("is {true} ({share} %)")).format(
        true=verdict.names[true], share=percent(verdict.shares[place, true])
    )
    return f"{first}\n{other}"


def _matrix(told: ClassesTold, say: Say) -> str:
    confusion = told.confusion
    title = f"<h3>{escape(say(N_('Confusion')))}</h3>"
    if len(confusion.names) > MOST_CLASSES:
        heads = (say(N_("true")), say(N_("predicted")), say(N_("samples")))
        rows = [
            (escape(confusion.names[true]), escape(confusion.names[said]), f"{count:,}")
            for true, said, count in confusion.confused(30)
        ]
        words = escape(say(N_("The pairs that are confused most often.")))
        return f"<section>{title}<p>{words}</p>{table(heads, rows)}</section>"
    rates = confusion.rates("true")
    head = "".join(f"<th>{escape(name)}</th>" for name in confusion.names)
    body = []
    for i, name in enumerate(confusion.names):
        cells = []
        for j, count in enumerate(confusion.counts[i]):
            heat = 0.0 if math.isnan(rates[i, j]) else float(rates[i, j])
            hint = f"{name} → {confusion.names[j]}: {percent(heat)} %"
            shade = f' style="background: rgb(var(--heat) / {0.75 * heat:.2f})"' if count else ""
            cells.append(f'<td{shade} title="{escape(hint)}">{int(count):,}</td>')
        body.append(f'<tr><th class="side">{escape(name)}</th>{"".join(cells)}</tr>')
    words = escape(
        say(
            N_(
                "A row is a true class, a column what it was taken for. The stronger a cell, the larger its share of "
                "the row."
            )
        )
    )
    return (
        f'<section>{title}<p>{words}</p><table class="matrix"><tr><td></td>{head}</tr>{"".join(body)}</table></section>'
    )


def _curves(curves: dict[str, Scored], say: Say) -> str:
    roc = Chart(say(N_("ROC")), say(N_("false alarms")), say(N_("recall")), (0, 1), (0, 1))
    roc.line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), kind="even")
    precision = Chart(say(N_("Precision and recall")), say(N_("recall")), say(N_("precision")), (0, 1), (0, 1))
    for name, scored in curves.items():
        roc.line(*thinned(*scored.roc, 300), name=f"{name}: AUC {decimals(scored.auc)}")
        precision.line(*thinned(*scored.precision_recall, 300), name=name)
    title = escape(say(N_("Over all thresholds")))
    return (
        f'<section><h3>{title}</h3><div class="row">{roc.svg()}{precision.svg()}</div>'
        f"{_curve_table(curves, say, False)}</section>"
    )


def _curve_table(curves: dict[str, Scored], say: Say, framed: bool = True) -> str:
    heads = tuple(say(head) for head in CURVES)
    rows = []
    for name, scored in curves.items():
        best = scored.best_f1()
        rows.append((escape(name), *map(decimals, (scored.auc, scored.average_precision, best.threshold, best.f1))))
    found = table(heads, rows)
    return f"<section>{found}</section>" if framed else found


def _reliability(told: ClassesTold, say: Say) -> str:
    found = told.calibration
    chart = Chart(
        say(N_("How often it is right, by how sure it is")), say(N_("confidence")), say(N_("right")), (0, 1), (0, 1)
    )
    chart.line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), kind="even")
    chart.line(found.confidence, found.right)
    chart.dots(found.confidence, found.right, [f"{count:,}" for count in found.counts])
    words = say(N_("Confidence and accuracy are {error} apart on average.")).format(error=decimals(found.error))
    if told.temperature is not None:
        words += " " + say(
            N_("Dividing the scores by {heat} would make them fit best (measured on the validation part).")
        ).format(heat=number(told.temperature))
    title = escape(say(N_("Calibration")))
    return f'<section><h3>{title}</h3><p>{escape(words)}</p><div class="row">{chart.svg()}</div></section>'


def _amounts(told: AmountsTold, shown: Shown, say: Say) -> list[str]:
    found = []
    for name, amounts in told.amounts.items():
        rows = [(escape(figure), interval(found_between)) for figure, found_between in told.intervals[name].items()]
        rows.append((escape(say(N_("mean error (above 0: too much)"))), number(amounts.bias)))
        rows.append((escape(say(N_("mean absolute error of always saying the median"))), number(amounts.of_mean)))
        some = np.linspace(0, max(len(amounts.truth) - 1, 0), min(len(amounts.truth), MOST_DOTS)).astype(int)
        truth, said = amounts.truth[some].astype(float), amounts.predicted[some].astype(float)
        ends = extent(truth, said)
        chart = Chart(say(N_("Predicted against true")), say(N_("true")), say(N_("predicted")), ends, ends)
        chart.line(np.array(ends), np.array(ends), kind="even")
        chart.dots(truth, said)
        rest = Chart(
            say(N_("Residuals")),
            say(N_("predicted")),
            say(N_("predicted less true")),
            extent(said),
            extent(said - truth),
        )
        rest.line(np.array(extent(said)), np.zeros(2), kind="even")
        rest.dots(said, said - truth)
        found.append(
            f"<section><h3>{escape(name)}</h3>{table((), rows)}"
            f'<div class="row">{chart.svg()}{rest.svg()}</div></section>'
        )
        cards = [
            (
                int(told.verdict.samples[i]),
                say(N_("{said} instead of {true}")).format(
                    said=number(amounts.predicted[i]), true=number(amounts.truth[i])
                ),
            )
            for i in amounts.worst(12)
        ]
        found.append(gallery(say(N_("Furthest off")), cards, shown, say))
    return found


def _by_error(told: SamplesTold, shown: Shown, say: Say) -> str:
    cards = [
        (int(i), say(N_("mean squared error {error}")).format(error=number(told.verdict.errors[i]))) for i in told.worst
    ]
    return gallery(say(N_("Furthest off")), cards, shown, say)
