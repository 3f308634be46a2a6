"""The canvas in words, for those who hear it: a block, its ports, a wire, and the network as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.graph import Functional, Graph, Port
from netbuilder.graph.describe import singular
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.canvas.describe import brief
from netbuilder.ui.looks.i18n import number, sentence, shape_text, translated
from netbuilder.ui.looks.severity import word
from netbuilder.ui.session.session import Session

MOST_NAMED = 8  # blocks that are read out one by one


def block_name(session: Session, name: str) -> str:
    """ "dense_1, Dense"."""
    return f"{name}, {type(session.graph[name].layer).__name__}"


def block_description(session: Session, item: BlockItem) -> str:
    """What a block does, gives and costs, what it reads and feeds, and what is wrong with it."""
    node, report = item.node, session.report
    said = [brief(node.layer)]
    if node.bypassed:
        said.append(translated("bypassed"))
    if isinstance(node.layer, Functional):
        said.append(translated("holds a network: open it to look inside"))
    shapes = report.shapes.get(node.name)
    if shapes:
        said.append(translated("output {shape}", {"shape": ", ".join(map(shape_text, shapes))}))
    if item.figures is not None and item.figures.parameters:
        said.append(singular(translated("{count} parameters", {"count": number(item.figures.parameters)})))
    said.append(_reads(port.node for port in node.inputs))
    said.append(_feeds(reader for reader, _ in session.graph.consumers[node.name]))
    if item.end is not None:
        said.append(item.end.told().rstrip("."))
    if item.over:
        said.append(translated("breaks a limit"))
    said += [f"{word(problem)}: {sentence(problem)}" for problem in item.problems]
    said.append(item.health_words.replace("\n", ", "))
    return ". ".join(filter(None, said))


def port_name(session: Session, item: BlockItem, side: str, index: int) -> str:
    """ "Input 2 of add, reads dense_1, 64"."""
    name = item.node.name
    values = {"number": index + 1, "name": name}
    if side == "in":
        inputs = session.graph[name].inputs
        alone = item.input_count() == 1
        text = translated("Input of {name}" if alone else "Input {number} of {name}", values)
        if index >= len(inputs):
            return f"{text}, {translated('not connected')}"
        return ", ".join(filter(None, (text, _reads([inputs[index].node]), _shape(session, inputs[index]))))
    alone = item.output_count == 1
    text = translated("Output of {name}" if alone else "Output {number} of {name}", values)
    port = Port(name, index)
    told = _feeds(readers_of(session.graph, port))
    if name in session.graph.output_names:
        told = ", ".join(filter(None, (translated("an output of the network"), told)))
    told = told or translated("not connected")
    return ", ".join(filter(None, (text, told, _shape(session, port))))


def readers_of(graph: Graph, port: Port) -> list[str]:
    """The blocks that read an output."""
    found = graph.consumers[port.node]
    return list(dict.fromkeys(reader for reader, i in found if graph[reader].inputs[i] == port))


def wire_name(session: Session, target: str, index: int) -> str:
    """ "Wire from conv2d to flatten, 26 × 26 × 32"."""
    port = session.graph[target].inputs[index]
    text = translated("Wire from {source} to {target}", {"source": port.node, "target": target})
    return ", ".join(filter(None, (text, _shape(session, port))))


def network_description(session: Session) -> str:
    """How much there is, and how one walks in it."""
    if not session.graph.nodes:
        return translated("No blocks yet. Ctrl+L adds a layer")
    said = [singular(translated("{count} blocks", {"count": number(len(session.graph.nodes))}))]
    if session.place:
        said.insert(0, translated("inside of {name}", {"name": session.place[-1]}))
    if session.problems:
        said.append(singular(translated("{count} problems", {"count": number(len(session.problems))})))
    said.append(translated("The arrow keys walk along the wires. Enter tells what is wrong with a block"))
    return ". ".join(said)


def _reads(names: Iterable[str]) -> str:
    told = _listed(names)
    return translated("reads {names}", {"names": told}) if told else ""


def _feeds(names: Iterable[str]) -> str:
    told = _listed(names)
    return translated("feeds {names}", {"names": told}) if told else ""


def _listed(names: Iterable[str]) -> str:
    """Each once; of very many the first few and how many more there are."""
    found = list(dict.fromkeys(names))
    text = ", ".join(found[:MOST_NAMED])
    more = len(found) - MOST_NAMED
    return translated("{text} and {count} more", {"text": text, "count": more}) if more > 0 else text


def _shape(session: Session, port: Port) -> str:
    shape = session.report.shape_of(port)
    return shape_text(shape) if shape is not None else ""
