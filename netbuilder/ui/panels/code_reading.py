"""What the code panel asks of a script in another thread, and what it tells of lines."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault
from netbuilder.formats import Bundle
from netbuilder.formats.keras_script.lines import Lines
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import ScriptReading, read_text
from netbuilder.graph import check
from netbuilder.project import Project
from netbuilder.project.code import Adoption, adopted, is_whole, unwritten
from netbuilder.project.project import same_network
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.widgets.code_editor import Mark

Read = tuple[ScriptReading, Adoption | None]


def script_of(project: Project, name: str) -> str:
    """The script of a project; raises Fault where there is none."""
    return keras_script(Bundle(Snapshot(project.graph, {}, project.training), project.data, name))


def source_of(project: Project, name: str) -> str:
    """The script of a project, as far as there can be one, or why there is none yet.

    Shapes that do not fit keep nobody from reading and mending it; what is not wired yet is named and left out.
    """
    graph = project.graph
    left = unwritten(graph)
    part = graph.without(left)
    if not part.input_names or not part.output_names:
        told = [translated("There is no script while the network has problems:")]
        for problem in check(graph).errors:
            told.append(f"{problem.node}: {sentence(problem)}" if problem.node else sentence(problem))
        return "".join(f"# {line}\n" for line in told)
    try:
        source = script_of(project.replace(graph=part), name)
    except Fault as fault:
        return f"# {sentence(fault)}\n"
    if not left:
        return source
    words = {"names": ", ".join(left)}
    return f"# {translated('Not in this script, for they are not wired yet: {names}', words)}\n{source}"


def read_code(
    text: str, values: Mapping[str, str], shown_as: str, project: Project, before: ScriptReading | str
) -> Read:
    """What a text says and what the project becomes by it, None where some layer could not be read; raises Fault.

    `before` is what the code said until now, read or as it stands.
    """
    reading = read_text(text, values, shown_as)
    if not is_whole(reading, project.graph):
        return reading, None
    return reading, adopted(project, reading, _reading_of(before) if isinstance(before, str) else before)


def _reading_of(text: str) -> ScriptReading | None:
    try:
        return read_text(text)
    except Fault:
        return None


def unread_marks(reading: ScriptReading) -> list[Mark]:
    """The places that could not be read."""
    return [Mark(one.line, sentence(one.message), severity="warning") for one in reading.unread]


def narrowest(names: set[str], lines: Lines) -> set[str]:
    """Of blocks that share a line, those that have the fewest lines."""

    def size(name: str) -> int:
        return min(last - first for first, last in lines[name])

    least = min(map(size, names), default=0)
    return {name for name in names if size(name) == least}


def line_of(name: str, text: str) -> int:
    """The first line in which a name stands."""
    return next((i for i, line in enumerate(text.split("\n"), 1) if name in line), 1)


def says_the_same(old: Project, new: Project) -> bool:
    """Whether two projects have the same script: places, notes and frames do not stand in it."""
    if (old.training, old.data) != (new.training, new.data):
        return False
    return old.graph is new.graph or (same_network(old.graph, new.graph) and old.graph.order == new.graph.order)
