"""A picture of the network as it lies on the canvas: SVG, without Qt. PNG and PDF are painted from it by the window."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from netbuilder.colours import FAMILY_COLOURS, LIGHT, Colours
from netbuilder.errors import FileFault
from netbuilder.files import atomic_write
from netbuilder.formats.base import Bundle, Format, register
from netbuilder.formats.pictures.wires import Point, label_place, path_of, wire_points
from netbuilder.graph import Graph, Node, Report, check
from netbuilder.graph.describe import brief
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.placing import placed
from netbuilder.kinds import Shape
from netbuilder.layers.base import size_of

MARGIN = 32.0
SPREAD = 36.0  # between the ports of a block with several
NAME, SMALL = 13.0, 11.0
FONT = "Inter, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
FRAME_LEFT, FRAME_PAD, FRAME_TOP = 24.0, 16.0, 32.0
NOTE_WIDTH, NOTE_GAP, NOTE_LINES = 208.0, 20.0, 6
Area = tuple[float, float, float, float]  # left, top, right, bottom

# Paints an SVG into a file; the window, which has Qt, enters itself by suffix.
PAINTERS: dict[str, Callable[[bytes, Path], None]] = {}


def draw(graph: Graph, colours: Colours = LIGHT, title: str = "", report: Report | None = None) -> str:
    """The network as SVG; every text in it is escaped, and nothing is loaded from elsewhere."""
    graph, report = placed(graph), report or check(graph)
    areas = {name: _area(node) for name, node in graph.nodes.items()}
    labels: list[tuple[Point, str]] = []
    parts = list(_frames(graph, areas, colours))
    parts += _wires(graph, report, areas, colours, labels)
    for name, node in graph.nodes.items():
        parts += _block(node, report, areas[name], colours)
        parts += _ports(graph, node, report, areas[name], colours)
        parts += _note(node, areas[name], colours)
    parts += [_text(at[0], at[1] + 4, text, SMALL, colours.quiet) for at, text in labels]
    left, top, right, bottom = _bounds(graph, areas, labels)
    width, height = math.ceil(right - left), math.ceil(bottom - top)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{left:g} {top:g} {width} {height}" role="img" font-family={quoteattr(FONT)}>'
    )
    ground = f'<rect x="{left:g}" y="{top:g}" width="{width}" height="{height}" fill="{colours.canvas}"/>'
    return "\n".join([head, f"<title>{_clean(title or 'network')}</title>", ground, *parts, "</svg>", ""])


def _area(node: Node) -> Area:
    x, y = node.position or (0.0, 0.0)
    return x, y, x + BLOCK_WIDTH, y + BLOCK_HEIGHT


def _bounds(graph: Graph, areas: dict[str, Area], labels: Iterable[tuple[Point, str]]) -> Area:
    found = list(areas.values()) or [(0.0, 0.0, BLOCK_WIDTH, BLOCK_HEIGHT)]
    found += [(x, y - 8, x + _width(text, SMALL), y + 8) for (x, y), text in labels]
    for name, node in graph.nodes.items():
        left, top, right, bottom = areas[name]
        if node.note:
            found.append((left, top, right + NOTE_GAP + NOTE_WIDTH, top + 16 * NOTE_LINES))
        if node.frame:
            found.append((left - FRAME_LEFT, top - FRAME_TOP, right + FRAME_PAD, bottom + FRAME_PAD))
    for (left, top, right, bottom), target in ((areas[name], graph[name]) for name in graph.nodes):
        for port in target.inputs:  # a wire that goes around stays within this
            other = areas[port.node]
            found.append((min(left, other[0]) - 24, top, max(right, other[2]) + 24, bottom))
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts) - MARGIN, min(tops) - MARGIN, max(rights) + MARGIN, max(bottoms) + MARGIN


def _frames(graph: Graph, areas: dict[str, Area], colours: Colours) -> Iterable[str]:
    for frame in dict.fromkeys(node.frame for node in graph.nodes.values() if node.frame):
        inside = [areas[name] for name, node in graph.nodes.items() if node.frame == frame]
        lefts, tops, rights, bottoms = zip(*inside, strict=True)
        x, y = min(lefts) - FRAME_LEFT, min(tops) - FRAME_TOP
        width, height = max(rights) + FRAME_PAD - x, max(bottoms) + FRAME_PAD - y
        yield _rect(x, y, width, height, 8, colours.window, colours.faint)
        yield _text(x + 12, y + 17, _fitted(frame, width - 24, SMALL), SMALL, colours.quiet, strong=True)


def _wires(
    graph: Graph, report: Report, areas: dict[str, Area], colours: Colours, labels: list[tuple[Point, str]]
) -> Iterable[str]:
    for name, node in graph.nodes.items():
        for index, port in enumerate(node.inputs):
            start = _port_place(areas[port.node], port.output, _outputs(report, port.node), lower=True)
            end = _port_place(areas[name], index, _inputs(node), lower=False)
            others = [area for other, area in areas.items() if other not in (name, port.node)]
            points = wire_points(start, end, others)
            shape = report.shape_of(port)
            wrong = shape is None or name not in report.shapes
            colour = colours.error if wrong and report.errors else colours.wire
            yield (
                f'<path d="{path_of(points)}" fill="none" stroke="{colour}" stroke-width="{_thickness(shape):.2f}"/>'
            )
            if shape is not None:
                text = shape_text(shape)
                labels.append((label_place(points, _width(text, SMALL), areas.values()), text))


def _block(node: Node, report: Report, area: Area, colours: Colours) -> Iterable[str]:
    x, y = area[:2]
    wrong = any(problem.severity == "error" and not problem.unfinished for problem in report.of_node(node.name))
    yield _rect(
        x, y, BLOCK_WIDTH, BLOCK_HEIGHT, 8, colours.panel, colours.error if wrong else colours.line, 2 if wrong else 1
    )
    yield _rect(x + 6, y + 8, 4, 32, 2, FAMILY_COLOURS.get(node.layer.family, colours.wire))
    room = BLOCK_WIDTH - 30
    figures = report.figures.get(node.name)
    if figures is not None and figures.parameters:
        count = f"{figures.parameters:,}"
        room -= _width(count, SMALL) + 8
        yield _text(x + BLOCK_WIDTH - 10, y + 19, count, SMALL, colours.quiet, anchor="end")
    title, line = _words(node)
    yield _text(x + 20, y + 20, _fitted(title, room, NAME, strong=True), NAME, colours.text, strong=True)
    yield _text(x + 20, y + 37, _fitted(line, BLOCK_WIDTH - 30, SMALL), SMALL, colours.quiet)


def _words(node: Node) -> tuple[str, str]:
    """The two lines of a block: what it is, and what makes it differ."""
    kind, text = type(node.layer).__name__, brief(node.layer)
    title = kind if node.name.startswith(node.layer.snake()) else node.name
    if node.shares:
        return title, f"= {node.shares}" + (f" · {text}" if text else "")
    if title == node.name and title != kind:
        return title, f"{kind} · {text}" if text else kind
    return title, text


def _ports(graph: Graph, node: Node, report: Report, area: Area, colours: Colours) -> Iterable[str]:
    places = [_port_place(area, i, _inputs(node), lower=False) for i in range(_inputs(node))]
    places += [
        _port_place(area, i, _outputs(report, node.name), lower=True) for i in range(_outputs(report, node.name))
    ]
    for x, y in places:
        yield f'<circle cx="{x:g}" cy="{y:g}" r="4" fill="{colours.panel}" stroke="{colours.wire}" stroke-width="1.5"/>'


def _note(node: Node, area: Area, colours: Colours) -> Iterable[str]:
    x, y = area[2] + NOTE_GAP, area[1] + 12
    for i, line in enumerate(_wrapped(node.note, NOTE_WIDTH - 16)):
        yield _text(x, y + 16 * i, line, SMALL, colours.quiet)


def _inputs(node: Node) -> int:
    return max(node.layer.fewest_inputs, len(node.inputs))


def _outputs(report: Report, name: str) -> int:
    return max(1, len(report.shapes.get(name, ())))


def _port_place(area: Area, index: int, count: int, lower: bool) -> Point:
    spread = min(SPREAD, (BLOCK_WIDTH - 24) / max(count - 1, 1))
    return (area[0] + area[2]) / 2 + (index - (count - 1) / 2) * spread, area[3] if lower else area[1]


def _thickness(shape: Shape | None) -> float:
    return min(4.0, 1.5 + 0.35 * max(0.0, math.log10(size_of(shape)) - 1)) if shape else 1.5


def shape_text(shape: Shape) -> str:
    """28 × 28 × 32; an open axis is a question mark."""
    return " × ".join("?" if dim is None else f"{dim:,}" for dim in shape) or "1"


# -- letters ------------------------------------------------------------------------------------------


def _width(text: str, size: float, strong: bool = False) -> float:
    """About as wide as the text is; the reader's own font decides."""
    wide = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text)
    return wide * size * (1.08 if strong else 1.0)


def _fitted(text: str, room: float, size: float, strong: bool = False) -> str:
    if _width(text, size, strong) <= room:
        return text
    while text and _width(text + "…", size, strong) > room:
        text = text[:-1]
    return text.rstrip(" ·") + "…"


def _wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and _width(longer, SMALL) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    kept = [_fitted(line, room, SMALL) for line in lines[:NOTE_LINES]]
    return [*kept[:-1], kept[-1] + " …"] if len(lines) > NOTE_LINES else kept


def _rect(
    x: float, y: float, width: float, height: float, radius: float, fill: str, edge: str = "none", line: float = 1
) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="{line:g}"/>'
    )


def _text(x: float, y: float, text: str, size: float, fill: str, strong: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="600"' if strong else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{weight} fill="{fill}" text-anchor="{anchor}">'
        f"{_clean(text)}</text>"
    )


def _clean(text: str) -> str:
    """Escaped, and without the letters that XML does not have."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text))


# -- files --------------------------------------------------------------------------------------------


def write_svg(bundle: Bundle, path: Path) -> None:
    """The picture as lines and letters."""
    with atomic_write(path) as file:
        file.write(draw(bundle.snapshot.graph, title=bundle.name).encode("utf-8"))


def write_painted(suffix: str, bundle: Bundle, path: Path) -> None:
    """The picture as pixels or as a page."""
    paint = PAINTERS.get(suffix)
    if paint is None:
        raise FileFault("{path}: here is nothing that paints such pictures. Export as .svg", path=path)
    paint(draw(bundle.snapshot.graph, title=bundle.name).encode("utf-8"), path)


for entry in (
    Format(".svg", "Picture (SVG)", write_svg, help="Sharp at every size; browsers and Inkscape open it."),
    Format(".png", "Picture (PNG)", partial(write_painted, ".png"), help="Pixels, twice as sharp as the screen."),
    Format(".pdf", "Picture (PDF)", partial(write_painted, ".pdf"), help="One page, for papers and print."),
):
    register(replace(entry, kind="picture"))
