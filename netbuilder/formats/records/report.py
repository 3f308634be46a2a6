"""A run as one HTML file: results, curves, network, settings, data, layers. It loads nothing from elsewhere."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from netbuilder.colours import DARK, LIGHT, Colours
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, RunFacts, register
from netbuilder.formats.pictures.picture import draw, shape_text
from netbuilder.formats.records.curves import plots
from netbuilder.formats.records.history import Columns, columns
from netbuilder.graph import Graph, Report, check
from netbuilder.graph.describe import brief, value_text
from netbuilder.spec import Spec
from netbuilder.version import __version__

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--window);color:var(--text);font:15px/1.5 system-ui,'Segoe UI','Noto Sans',sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;margin:0;overflow-wrap:anywhere}h2{font-size:18px;margin:40px 0 12px}
.lead{color:var(--quiet);margin:4px 0 24px}
.card,table,figure{background:var(--panel);border:1px solid var(--line);border-radius:8px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(148px,1fr));gap:12px}
.card{padding:12px 16px}.card b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
.card span{color:var(--quiet);font-size:13px;overflow-wrap:anywhere}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(360px,100%),1fr));gap:12px}
figure{margin:0;padding:12px 16px}figure svg{display:block;width:100%;height:auto}
figcaption{font-size:13px;color:var(--quiet);margin-bottom:4px}figcaption b{color:var(--text)}
figcaption span{margin-left:12px}.training{color:var(--training)}.validation{color:var(--validation)}
.network{background:var(--canvas);padding:0;overflow:hidden}.network svg{max-width:100%;width:auto;margin:0 auto}
.scroll{overflow-x:auto}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:14px}
th,td{text-align:left;padding:6px 12px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{border-top:0;color:var(--quiet);font-weight:600;font-size:13px}
tbody:first-child tr:first-child>*{border-top:0}
tbody th{font-weight:500;white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
footer{margin-top:40px;color:var(--quiet);font-size:13px}
@media print{main{max-width:none;padding:0}.card,table,figure,tr{break-inside:avoid}h2{break-after:avoid}
.network svg{max-height:24cm}}
"""


def _variables(colours: Colours) -> str:
    return "".join(f"--{field.name}:{getattr(colours, field.name)};" for field in dataclasses.fields(colours))


BY_NAME = Colours(**{field.name: f"var(--{field.name})" for field in dataclasses.fields(Colours)})


def report(bundle: Bundle) -> str:
    """The page; every word in it is escaped."""
    snapshot, numbers = bundle.snapshot, columns(bundle.history)
    found = check(snapshot.graph)
    name, epochs = escape(bundle.name), max(map(len, numbers.values()), default=0)
    figures = found.total
    lead = (
        f"{len(snapshot.graph):,} layers · {figures.parameters:,} parameters ({figures.trainable:,} trainable) · "
        f"{epochs:,} {'epoch' if epochs == 1 else 'epochs'}"
    )
    parts = [
        f"<h1>{name}</h1>",
        f'<p class="lead">{lead}</p>',
        _section("Results", _cards(numbers) + _results(numbers) + _test(bundle.run)),
        _section("Run", _run(bundle)),
        _section("Curves", f'<div class="curves">{"".join(plots(numbers))}</div>'),
        _section("Network", f'<figure class="network">{draw(snapshot.graph, BY_NAME, bundle.name, found)}</figure>'),
        _section("Layers", _layers(snapshot.graph, found)),
        _section("Training", _settings(snapshot.training)) if snapshot.training is not None else "",
        _section("Data", _settings(bundle.data)),
        f"<footer>Written by NetBuilder {escape(__version__)}</footer>",
    ]
    style = (
        f":root{{color-scheme:light dark;{_variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}{STYLE}"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{title}</h2>{content}</section>"


def _cards(numbers: Columns) -> str:
    cards = (
        f'<div class="card"><b>{_number(values[-1])}</b><span>{escape(name)}</span></div>'
        for name, values in list(numbers.items())[:8]
        if values
    )
    return f'<div class="cards">{"".join(cards)}</div><p></p>'


def _results(numbers: Columns) -> str:
    rows = []
    for name, values in numbers.items():
        finite = [(value, i) for i, value in enumerate(values) if math.isfinite(value)]
        if not finite:
            continue
        low, high = min(finite), max(finite, key=lambda item: (item[0], -item[1]))
        row = (name, _number(values[-1]), _number(low[0]), f"{low[1] + 1:,}", _number(high[0]), f"{high[1] + 1:,}")
        rows.append(row)
    return _table(("", "last", "lowest", "in epoch", "highest", "in epoch"), rows, numbers={1, 2, 3, 4, 5})


def _test(run: RunFacts) -> str:
    """The scores on the test part, or that there are none."""
    if run.test is None:
        return "<p>Test scores: not measured.</p>"
    rows = [(name, _number(values[-1])) for name, values in columns({k: [v] for k, v in run.test.items()}).items()]
    return f"<p>On {run.test_samples:,} test samples:</p>" + _table(("", "test"), rows, numbers={1})


def _run(bundle: Bundle) -> str:
    """When, how long, on what and from which seed."""
    run = bundle.run
    began = run.began.strftime("%Y-%m-%d %H:%M:%S %Z").strip() if run.began is not None else ""
    rows = [
        ("name", run.name), ("began", began), ("duration", _duration(run.seconds)),
        ("seed", "" if run.seed is None else str(run.seed)), ("ended", run.outcome),
        *run.machine.items(),
    ]  # fmt: skip
    if not run.machine:
        rows.append(("machine", ""))
    if run.notes:
        rows.append(("notes", run.notes))
    return _table((), [(name, value or "not known") for name, value in rows if value or name != "name"], numbers=set())


def _duration(seconds: float | None) -> str:
    """12.3 s, 4 min 05 s, 2 h 03 min"""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def _layers(graph: Graph, found: Report) -> str:
    rows = []
    for name in graph.order:
        node, figures = graph[name], found.figures.get(name)
        shapes = ", ".join(shape_text(shape) for shape in found.shapes.get(name, ()))
        reads = ", ".join(port.node for port in node.inputs)
        parameters = f"{figures.parameters:,}" if figures is not None else ""
        words = " · ".join(
            part for part in (f"= {node.shares}" if node.shares else "", brief(node.layer), node.note) if part
        )
        rows.append((name, type(node.layer).__name__, words, reads, shapes, parameters))
    return _table(("name", "layer", "", "reads", "output", "parameters"), rows, numbers={4, 5})


def _settings(settings: Spec) -> str:
    rows = []
    for field in settings.fields():
        value = getattr(settings, field.name)
        values = value if isinstance(value, tuple) and value and isinstance(value[0], Spec) else (value,)
        rows.append((field.name, "; ".join(_value(item) for item in values) or "–", field.doc))
    return _table((), rows, numbers=set())


def _value(value: Any) -> str:
    if not isinstance(value, Spec):
        return str(value) if isinstance(value, tuple) and value else value_text(value)
    fields = ", ".join(f"{field.name}={_value(getattr(value, field.name))}" for field in type(value).fields())
    return f"{type(value).__name__}({fields})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]) -> str:
    def cells(row: Sequence[str], first: str, others: str) -> str:
        return "".join(
            f"<{tag}{' class=number' if i in numbers else ''}>{escape(text)}</{tag}>"
            for i, text in enumerate(row)
            for tag in ((others if i else first),)
        )

    above = f"<thead><tr>{cells(head, 'th', 'th')}</tr></thead>" if head else ""
    below = "".join(f"<tr>{cells(row, 'th', 'td')}</tr>" for row in rows)
    return f'<div class="scroll"><table>{above}<tbody>{below}</tbody></table></div>'


def _number(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "–"


def write(bundle: Bundle, path: Path) -> None:
    """The page as a file."""
    with atomic_write(path) as file:
        file.write(report(bundle).encode("utf-8"))


register(
    Format(
        ".html", "Run report (HTML)", write, kind="record", needs_run=True,
        help="One page with results, curves, network, settings; any browser shows it.",
    )
)  # fmt: skip
