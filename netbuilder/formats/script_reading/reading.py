"""A Keras script or notebook as a graph, training settings and data: read by its syntax alone, nothing is run."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault, FileFault, Message
from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.agreeing import agreed, data_agreed
from netbuilder.formats.script_reading.assembling import Assembly, Lines
from netbuilder.formats.script_reading.context import Unread
from netbuilder.formats.script_reading.data_settings import data_of
from netbuilder.formats.script_reading.limits import Budget, TooMuch
from netbuilder.formats.script_reading.renumbering import renumber
from netbuilder.formats.script_reading.shapes import channels_seem_first
from netbuilder.formats.script_reading.source import Source, SourceFault, escaped, parsed, read_source
from netbuilder.formats.script_reading.statements import Statements, builds
from netbuilder.formats.script_reading.training import modern, settings_of
from netbuilder.formats.script_reading.values import Function, Network, Scope, Unknown
from netbuilder.graph import Graph
from netbuilder.graph.drawing.placing import placed

# Signs of Keras 1, where two numbers after the filters are the sides of a kernel.
OLD_SIGNS = re.compile(r"border_mode|nb_epoch|nb_filter|Convolution[123]D|dim_ordering|subsample=|samples_per_epoch")


ENDLESS = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
MOST_NAMED = 12  # names in a sentence


@dataclass(frozen=True)
class ScriptReading:
    """What a script says. `lines` are those of each block; `unread` are the places that could not be read.

    `named` are the blocks that the script itself names; the others have the names that Keras counts.
    """

    graph: Graph
    training: TrainingSettings | None
    data: DataSettings
    name: str = ""
    notes: tuple[Message, ...] = ()
    unread: tuple[Unread, ...] = ()
    lines: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    text: str = ""

    def block_at(self, line: int) -> str:
        """The block that a line belongs to: the one with the fewest lines around it; "" for none."""
        found = [
            (last - first, i, name)
            for i, (name, spans) in enumerate(self.lines.items())
            for first, last in spans
            if first <= line <= last
        ]
        return min(found)[2] if found else ""


class MissingValues(FileFault):
    """A script uses names without a value: `names` are all that have to be given."""

    def __init__(self, path: str, names: tuple[str, ...]) -> None:
        self.names = names
        shown = [escaped(name) for name in names[:MOST_NAMED]]
        told = {
            "path": path,
            "names": ", ".join(shown),
            "example": " ".join(f"--define {_quoted(name)}=…" for name in shown),
        }
        if len(names) > MOST_NAMED:
            super().__init__(
                "{path} does not say the value of {names} and {count} others. Give each: {example}",
                **told, count=len(names) - MOST_NAMED,
            )  # fmt: skip
        else:
            super().__init__("{path} does not say the value of {names}. Give each: {example}", **told)


def _quoted(name: str) -> str:
    return name if name.replace("_", "a").isalnum() else f'"{name}"'


def read_script(path: Path, define: Mapping[str, str] | None = None) -> ScriptReading:
    """Reads a .py or .ipynb file; raises FileFault, and MissingValues where values have to be given."""
    return _read(read_source(path), str(path), define)


def read_text(text: str, define: Mapping[str, str] | None = None, name: str = "the script") -> ScriptReading:
    """Reads a script that is no file yet; raises SourceFault with its line where it is not Python, else FileFault."""
    return _read(parsed(text), name, define)


def looks_like_script(text: str) -> bool:
    """Whether a text seems to build a network of Keras: what may be pasted as a script."""
    try:
        return len(text) < 1_000_000 and builds(parsed(text).tree.body)
    except SourceFault:
        return False


def _read(source: Source, name: str, define: Mapping[str, str] | None) -> ScriptReading:
    try:
        return _reading(source, name, {key: _given(key, value) for key, value in (define or {}).items()})
    except FileFault as fault:
        if isinstance(fault, MissingValues):
            raise
        raise FileFault("{path}: {cause}", path=name, cause=str(fault)) from fault
    except TooMuch as fault:
        raise FileFault("{path}: {cause}", path=name, cause=str(fault)) from fault
    except (RecursionError, MemoryError) as error:
        raise FileFault("{path}: it is nested too deeply. Write it more simply", path=name) from error


def _given(name: str, value: str) -> Any:
    """A value as it was typed: a constant, or else a text; raises FileFault for a number that is none to build with."""
    try:
        reader = Statements(parsed(value), {})
        node = ast.parse(value.strip(), mode="eval").body
        found = reader.evaluate(node, Scope())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found, node = value, None
    unusable = isinstance(found, Unknown) and found.reason == constants.TOO_LARGE
    if unusable or ENDLESS.fullmatch(value.strip()) or (isinstance(found, float) and not math.isfinite(found)):
        raise FileFault((
            "{name}={value} is not a number to build with. Give one that is finite and of at most 18 digits"
        ),
                        name=escaped(name), value=escaped(value))  # fmt: skip
    plain = node is not None and isinstance(found, int | float | str | bool | list | tuple | None)
    return found if plain and not isinstance(node, ast.Name) else value


def _reading(source: Source, name: str, define: Mapping[str, Any]) -> ScriptReading:
    reader = Statements(source, define)
    reader.old = bool(OLD_SIGNS.search(source.text))
    for line, cause in source.unread:
        reader.refuse(line, "this cell is left out: {cause}", cause=cause)
    reader.run_script(source.tree.body)
    if not reader.networks:
        _call_builders(reader)
    reader.budget = Budget()
    network = _chosen(reader)
    if network is None:
        raise FileFault("it builds no network that can be read. {reasons}", reasons=_reasons(reader))
    if len(reader.networks) > 1:
        renumber(reader, network)
    reader.seems_first = reader.old and channels_seem_first(reader.calls, network)
    assembly = Assembly(reader, network)
    try:
        graph = assembly.graph()
    except Fault as fault:
        raise FileFault("line {line}: {cause}", line=network.line, cause=str(fault)) from fault
    if reader.wanted:
        raise MissingValues(name, tuple(sorted(reader.wanted, key=lambda key: reader.wanted[key])))
    _tell_turned(reader, graph, assembly)
    training = settings_of(reader, network)
    if training is not None and graph.output_names:
        training = modern(reader, training, graph.output_names)
        training = agreed(reader, training, graph.output_names, max(network.compile_lines, default=network.line))
    data = data_agreed(data_of(reader, network), graph.output_names)
    unread = tuple(sorted(reader.unread, key=lambda one: one.line))
    notes = (*(reader.placed(one.line, one.message) for one in unread), *reader.notes)
    named = frozenset(assembly.named)
    return ScriptReading(
        placed(graph), training, data, network.name, notes, unread, dict(assembly.lines), named, source.text
    )


def _tell_turned(reader: Statements, graph: Graph, assembly: Assembly) -> None:
    """Says that channels stand last here, and what enters otherwise than in the script."""
    if not assembly.is_turned:
        return
    turned = [
        f"{name} {graph[name].layer.output_shape()}"
        for name, order in zip(graph.input_names, assembly.ends.inputs, strict=True)
        if order is not None
    ]
    if turned:
        reader.note(
            "the script puts channels first; here they come last, in the inputs too: {inputs}", 1,
            inputs=", ".join(turned[:MOST_NAMED]),
        )  # fmt: skip
    else:
        reader.note("the script puts channels first in places; here they come last there", 1)


def _call_builders(reader: Statements) -> None:
    """Where a script only defines functions that build networks (for others to call), reads them."""
    for function in list(reader.globals.names.values()):
        uncalled = isinstance(function, Function) and not function.calls
        if uncalled and isinstance(function.node, ast.FunctionDef) and builds(function.node.body):
            reader.budget.begin_statement()
            try:
                reader.call_function(function, [], {}, function.node)
            except TooMuch as fault:
                reader.refuse_fault(reader.stopped_at or function.node, fault)


def _chosen(reader: Statements) -> Network | None:
    """The network that is trained, or else compiled, or else made last; those inside of others do not count."""
    whole = [one for one in reader.networks if one.items or one.outputs]
    if not whole:
        return None
    fitted = [one for one in whole if one.fits]
    compiled = [one for one in whole if one.compiled is not None]
    outer = [one for one in whole if not one.calls]
    found = (fitted or compiled or outer or whole)[-1]
    lines = {one.line for one in outer} | {found.line}
    if len({(one.line, one.fits[-1].line) for one in fitted}) > 1:
        _tell_others(reader, fitted, found)
    elif len(lines) > 1:
        reader.note("{count} networks are built; this one was read", found.line, count=len(lines))
    return found


def _tell_others(reader: Statements, fitted: list[Network], found: Network) -> None:
    """Several networks are trained, by turns perhaps as in a GAN: one of them is read, and that is said plainly."""
    names = {id(value): name for name, value in reader.globals.names.items() if isinstance(value, Network)}
    called = {id(one): names.get(id(one), one.variable or one.name) for one in fitted}
    trained = [f"{called[id(one)]} (line {_place(reader, one)})" for one in fitted[:10]]
    reader.note(
        "{count} networks are trained here: {names}. Only {name} was read; the training of the others, and by turns "
        "with them, is left out. Read the others from a script of their own",
        found.fits[-1].line, count=len(fitted), names=", ".join(trained), name=called[id(found)],
    )  # fmt: skip


def _place(reader: Statements, network: Network) -> str:
    cell, line = reader.source.where(network.line)
    return f"{line} of cell {cell}" if cell else str(line)


def _reasons(reader: Statements) -> str:
    told = [str(reader.placed(one.line, one.message)) for one in sorted(reader.unread, key=lambda one: one.line)[:5]]
    return "; ".join(told) or "Write it with keras.Sequential or keras.Model"


__all__ = ["Lines", "MissingValues", "ScriptReading", "looks_like_script", "read_script", "read_text"]
