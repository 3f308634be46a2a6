"""What a page of an evaluation is made of: its style, tables, galleries, and how numbers are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import Dataset
from netbuilder.errors import N_
from netbuilder.insight.intervals import Interval
from netbuilder.insight.pictures import as_png, brightness, is_picture

MOST_CELLS = 12  # numbers of a sample that is no picture
Say = Callable[[str], str]
Shown = Callable[[int, Say], str]  # a sample by its number, as HTML

STYLE = """
:root { color-scheme: light dark; --text: #1b2430; --quiet: #5d6b7c; --line: #d5dae1; --panel: #ffffff;
  --back: #f6f7f9; --accent: #0072b2; --other: #b34700; --heat: 0 114 178; }
@media (prefers-color-scheme: dark) { :root { --text: #e6eaf0; --quiet: #95a1b0; --line: #2f363f; --panel: #1e2228;
  --back: #16191e; --accent: #5fb3ea; --other: #ff9a5a; --heat: 95 179 234; } }
body { margin: 0 auto; max-width: 1080px; padding: 24px; background: var(--back); color: var(--text);
  font: 15px/1.45 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 32px 0 8px; }
h3 { font-size: 15px; margin: 0 0 8px; }
p, figcaption { color: var(--quiet); margin: 4px 0 12px; } figure { margin: 0; }
section, .card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px;
  margin: 12px 0; overflow-x: auto; }
.row { display: flex; flex-wrap: wrap; gap: 16px; } .row > figure { flex: 1 1 320px; max-width: 460px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th { font-weight: 600; text-align: left; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--line); } td.n, th.n { text-align: right; }
td small { color: var(--quiet); } .matrix td, .matrix th { padding: 3px 6px; text-align: right; border: 0; }
.matrix th.side { text-align: right; } .matrix td { min-width: 30px; }
.gallery { display: flex; flex-wrap: wrap; gap: 12px; } .gallery figure { width: 132px; }
.gallery img { image-rendering: pixelated; border: 1px solid var(--line); border-radius: 4px; }
.gallery code { font-size: 12px; overflow-wrap: anywhere; }
.gallery figcaption { font-size: 12.5px; color: var(--text); }
svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--quiet); }
svg .grid line { stroke: var(--line); } svg polyline { fill: none; stroke: var(--accent); stroke-width: 1.8; }
svg polyline.even { stroke: var(--quiet); stroke-dasharray: 4 4; stroke-width: 1.2; }
svg .dot { fill: var(--accent); fill-opacity: .45; }
footer { color: var(--quiet); font-size: 12.5px; margin-top: 32px; }
@media print { body { background: none; } section { break-inside: avoid; } }
"""


def gallery(title: str, cards: Iterable[tuple[int, str]], shown: Shown, say: Say) -> str:
    """Samples by their numbers, each with what is said of it."""
    found = []
    for sample, words in cards:
        told = "<br>".join(escape(line) for line in words.split("\n"))
        found.append(f"<figure>{shown(sample, say)}<figcaption>{told}</figcaption></figure>")
    return f'<section><h3>{escape(title)}</h3><div class="gallery">{"".join(found)}</div></section>'


def samples_shown(data: Dataset, part: str) -> Shown:
    """Gives a sample of a part as it came: a picture, the cells of a row, or its first numbers; and where it stands."""
    inputs, lines = data.part(part)[0], data.lines.get(part)
    x = next(iter(inputs.values()), np.empty(0))
    low, high = brightness(np.asarray(x[:500]))

    def shown(sample: int, say: Say) -> str:
        where = say(N_("sample {number}")).format(number=sample)
        if lines is not None and sample < len(lines):
            where = say(N_("line {line}")).format(line=int(lines[sample]))
        own = np.asarray(x[sample])
        if data.series is None and is_picture(own):
            return f'<img alt="" src="{as_png(own, low, high)}"><br><small>{escape(where)}</small>'
        cells = _cells(data, own)
        more = " …" if len(cells) > MOST_CELLS else ""
        return f"<code>{escape(', '.join(cells[:MOST_CELLS]))}{more}</code><br><small>{escape(where)}</small>"

    return shown


def _cells(data: Dataset, own: Array) -> list[str]:
    if data.raw is None or own.shape != (len(data.raw.names),):
        flat = own.ravel()[: MOST_CELLS + 1]
        if own.shape == (len(data.features),):
            return [f"{name}: {number(value)}" for name, value in zip(data.features, flat, strict=False)]
        return [number(value) for value in flat]
    found = []
    for name, value in zip(data.raw.names, own, strict=True):
        texts = data.raw.texts.get(name)
        blank = not np.isfinite(value)
        found.append(f"{name}: {'' if blank else number(value) if texts is None else texts[int(value)]}")
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first cell of a row is words, the others are numbers. Cells are HTML, heads are not."""
    head = "".join(f"<th{'' if i == 0 else ' class=n'}>{escape(name)}</th>" for i, name in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{'' if i == 0 else ' class=n'}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table>{'<tr>' + head + '</tr>' if heads else ''}{body}</table>"


def interval(told: Interval, write: Callable[[Any], str] | None = None) -> str:
    """A figure with its bounds."""
    write = write or number
    if math.isnan(told.value):
        return "–"
    if math.isnan(told.low):
        return write(told.value)
    return f"{write(told.value)} <small>{write(told.low)} … {write(told.high)}</small>"


def number(value: Any) -> str:
    """Four significant digits; a dash for what is none."""
    found = float(value)
    if not math.isfinite(found):
        return "–"
    return f"{found:,.0f}" if abs(found) >= 1e4 else f"{found:.4g}"


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.0f}" if share >= 0.095 or share == 0 else f"{100 * share:.1g}"


def decimals(value: Any) -> str:
    """A number from 0 to 1 with three decimals, so that several stand below each other."""
    found = float(value)
    return f"{found:.3f}" if math.isfinite(found) else "–"
