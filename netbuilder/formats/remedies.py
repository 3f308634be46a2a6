"""What can be done where a format cannot express a network: each remedy was tried, and leaves nothing in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Message
from netbuilder.formats.base import FORMATS, Bundle, ExportOptions, Format
from netbuilder.formats.keras_script.network import style_limits
from netbuilder.graph import Graph, Problem, check

MOST = 3


@dataclass(frozen=True)
class Remedy:
    """A button's words, and the graph, the options and the format with which it can be done."""

    label: Message
    graph: Graph
    options: ExportOptions
    format: str


def limits_of(entry: Format, graph: Graph, options: ExportOptions) -> list[Problem]:
    """What of a network a format cannot express with these options."""
    written = Bundle(Snapshot(graph, {}), options=options).snapshot.graph
    styled = style_limits(written, options.style) if "style" in entry.options else []
    return [*entry.problems(written), *styled]


def remedies_for(entry: Format, graph: Graph, options: ExportOptions) -> tuple[Remedy, ...]:
    """At most three ways to an export without a problem, the nearest first."""
    found: list[Remedy] = []
    for remedy in _candidates(entry, graph, options):
        if found and remedy.graph is not graph:  # a file of another format, and a changed network for it
            continue
        if check(remedy.graph).errors or limits_of(FORMATS[remedy.format], remedy.graph, remedy.options):
            continue
        found.append(remedy)
        if len(found) == MOST:
            break
    return tuple(found)


def _candidates(entry: Format, graph: Graph, options: ExportOptions) -> Iterator[Remedy]:
    problems = limits_of(entry, graph, options)
    mended, fields = graph, []
    for problem in problems:
        changed = entry.mend(mended, problem)
        if changed is not None and changed != mended:
            mended = changed
            fields.append(problem.field or problem.node)
    if fields:
        label = Message("change {fields} in the network", {"fields": ", ".join(dict.fromkeys(fields))})
        yield Remedy(label, mended, options, entry.name)
    if "style" in entry.options and options.style == "sequential":
        yield Remedy(Message("write it in functional style"), graph, replace(options, style="functional"), entry.name)
    if "flat" in entry.options and not options.flat:
        yield Remedy(Message("ungroup blocks in the file"), graph, replace(options, flat=True), entry.name)
    others = [
        other
        for other in FORMATS.values()
        if other.kind == entry.kind and other.write is not None and other.name != entry.name
    ]
    for other in others:
        yield Remedy(Message("export as {format}", {"format": other.label}), graph, options, other.name)
    for other in others if fields else ():
        values = {"fields": ", ".join(dict.fromkeys(fields)), "format": other.label}
        label = Message("change {fields} in the network and export as {format}", values)
        yield Remedy(label, mended, options, other.name)
