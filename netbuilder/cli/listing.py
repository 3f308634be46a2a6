"""Commands that tell: templates, data sets, layers, the summary of a file, its problems."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from netbuilder.cli import output
from netbuilder.cli.files import opened_file
from netbuilder.cli.problems import all_problems
from netbuilder.data import SOURCES, find_source
from netbuilder.data.catalog import is_here
from netbuilder.data.download import fetch
from netbuilder.formats.keras.coverage import KERAS, Entry, coverage, coverage_json
from netbuilder.graph import Report, check
from netbuilder.kinds import Shape
from netbuilder.layers import FAMILIES, Layer
from netbuilder.project import Project, templates

WIDTH = 100  # letters in a line of text that is wrapped


def templates_command(options: argparse.Namespace) -> int:
    """All templates."""
    rows = [{"name": t.name, "title": t.title, "about": t.about} for t in templates().values()]
    _show(rows, options.json, ("name", "title"))
    return 0


def datasets_command(options: argparse.Namespace) -> int:
    """All data sets; with --download, fetches one."""
    if options.download:
        source = find_source(options.download)
        for step in fetch(source):
            print(f"\r{step.file}: {step.done / 1e6:.1f} of {step.total / 1e6:.1f} MB", end="", file=sys.stderr)
        print(f"\r{source.title} is here.{' ' * 40}", file=sys.stderr)
        return 0
    rows = [
        {
            "name": source.name,
            "title": source.title,
            "about": source.about,
            "licence": source.licence,
            "bundled": source.bundled,
            "here": is_here(source),
        }
        for source in SOURCES.values()
    ]
    _show(rows, options.json, ("name", "title", "here"))
    return 0


def layers_command(options: argparse.Namespace) -> int:
    """All layers, family by family, with their parameters; as JSON, the table of Keras's names is the last line.

    With --coverage, that table alone.
    """
    if options.coverage:
        if options.json:
            output.say_json(coverage_json())
        else:
            print(coverage_text())
        return 0
    rows = [_layer_row(kind) for family in FAMILIES for kind in Layer.registry.values() if kind.family == family]
    table = [{"name": "coverage", **coverage_json()}] if options.json else []
    _show([*rows, *table], options.json, ("family", "name", "about"))
    return 0


def coverage_text() -> str:
    """Keras's names family by family: how many are supported, and why the others are not."""
    return "\n\n".join(_family_text(family, entries) for family, entries in coverage().items())


def _family_text(family: str, entries: Sequence[Entry]) -> str:
    supported = [entry for entry in entries if entry.supported]
    plumbing = [entry.name for entry in entries if entry.is_plumbing]
    declined = [entry for entry in entries if not entry.supported and not entry.is_plumbing]
    title = f"{family}: {len(supported)} of {len(supported) + len(declined)} of Keras {KERAS}"
    lines = [title, "-" * len(title), *_wrapped(", ".join(entry.name for entry in supported), "  ")]
    for heading, rows in (("notes", [entry for entry in supported if entry.remark]), ("declined", declined)):
        if rows:
            lines += [f"  {heading}:", *_remarks(rows)]
    if plumbing:
        lines += _wrapped(f"Keras's own plumbing: {', '.join(plumbing)}", "  ")
    return "\n".join(lines)


def _remarks(entries: Sequence[Entry]) -> list[str]:
    """Each remark below the names that it is of."""
    names: dict[str, list[str]] = {}
    for entry in entries:
        names.setdefault(entry.remark, []).append(entry.name)
    return [
        line for remark, of in names.items() for line in [*_wrapped(", ".join(of), "    "), *_wrapped(remark, "      ")]
    ]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _layer_row(kind: type[Layer]) -> dict[str, Any]:
    parameters = []
    for field in kind.fields():
        row: dict[str, Any] = {"name": field.name, "help": field.doc, "required": field.required}
        if not field.required:
            row["default"] = None if field.default is None else field.kind.to_json(field.default)
        parameters.append(row)
    return {"name": kind.__name__, "family": kind.family, "about": kind.summary(), "parameters": parameters}


def summary_command(options: argparse.Namespace) -> int:
    """Layers with shapes and figures, and the totals."""
    project = opened_file(options).project
    report = check(project.graph)
    summary = summarize(project, report)
    if options.json:
        print(json.dumps(summary))
        return 0
    rows = [("layer", "kind", "output", "parameters", "operations")]
    for row in summary["layers"]:
        shape = " × ".join("any" if dim is None else str(dim) for dim in row["output_shape"] or ()) or "?"
        rows.append((row["name"], row["class"], shape, f"{row['parameters']:,}", f"{row['operations']:,}"))
    _print_columns(rows)
    print(f"\n{summary['parameters']:,} parameters, {summary['trainable_parameters']:,} of them trainable")
    print(f"{summary['operations']:,} multiply-and-add operations per sample")
    print(f"{summary['memory'] / 1024:,.0f} KB of outputs per sample")
    return 0


def summarize(project: Project, report: Report) -> dict[str, Any]:
    """The summary as JSON. `operations` are multiply-and-adds and `memory` bytes of output, both for one sample."""
    layers = []
    for name in project.graph.order:
        node, figures = project.graph[name], report.figures.get(name)
        shapes = report.shapes.get(name)
        layers.append(
            {
                "name": name,
                "class": type(node.layer).__name__,
                "inputs": [port.node for port in node.inputs],
                "output_shape": _shape(shapes[0]) if shapes else None,
                "parameters": figures.parameters if figures else 0,
                "trainable_parameters": figures.trainable if figures else 0,
                "operations": figures.operations if figures else 0,
                "memory": figures.memory if figures else 0,
            }
        )
    total = report.total
    return {
        "layers": layers,
        "parameters": total.parameters,
        "trainable_parameters": total.trainable,
        "operations": total.operations,
        "memory": total.memory,
        "problems": [str(problem) for problem in report.problems],
    }


def check_command(options: argparse.Namespace) -> int:
    """A line a problem; status 1 when there is one."""
    problems = all_problems(opened_file(options).project)
    for problem in problems:
        print(f"{problem.severity}: {problem}")
    return 1 if problems else 0


def _shape(shape: Shape) -> list[int | None]:
    return list(shape)


def _show(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json:
        for row in rows:
            output.say_json(row)
        return
    _print_columns([columns, *(tuple(_word(row[column]) for column in columns) for row in rows)])


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _print_columns(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
