"""Code that is typed, taken over into a project: what did not change keeps its place, note, frame and weights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from netbuilder.engine.parameters import Key
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import Fault
from netbuilder.graph import Graph, Node, check
from netbuilder.graph.drawing.layout import ROW
from netbuilder.graph.drawing.placing import placed
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Identity, Input, Layer
from netbuilder.project.project import Project, TrainedRun
from netbuilder.spec import Spec

if TYPE_CHECKING:
    from netbuilder.formats.script_reading import ScriptReading


@dataclass(frozen=True)
class Adoption:
    """A project as code says it; `names` gives each block that was there before its old name, by the new one."""

    project: Project
    names: Mapping[str, str]


def adopted(project: Project, reading: ScriptReading, before: ScriptReading | None = None) -> Adoption:
    """The project as the code says it.

    `before` is what the code said until now: of training and data only what is said otherwise since then changes,
    so that what a script cannot say stays. So do blocks that are not wired yet, and did not stand in it.
    """
    training = reading.training or project.training
    if before is not None and before.training is not None:
        training = _changed(project.training, before.training, training)
    if before is None:
        data = reading.data if reading.data.chosen else project.data
    else:
        data = _changed(project.data, before.data, reading.data)
    told = {*reading.graph.nodes, *(before.graph.nodes if before else ())}
    left = [name for name in unwritten(project.graph) if name not in told]
    old = project.graph.without(left)
    names = matched(old, reading.graph, before.named if before else None, reading.named)
    graph = _with_left(_graph(old, reading.graph, names), project.graph, left, names)
    return Adoption(project.replace(graph=graph, training=training, data=data), names)


def unwritten(graph: Graph) -> tuple[str, ...]:
    """The blocks that no script can have: they read nothing yet, or something of those."""
    out: set[str] = set()
    for name in graph.order:
        node = graph[name]
        is_loose = not node.inputs and not isinstance(node.layer, Input)
        if is_loose or any(port.node in out for port in node.inputs) or node.shares in out:
            out.add(name)
    return tuple(name for name in graph.order if name in out)


def _with_left(graph: Graph, old: Graph, left: Sequence[str], names: Mapping[str, str]) -> Graph:
    """The graph with blocks that code said nothing of; what they read is known by its new name."""
    if not left:
        return graph
    now = {was: name for name, was in names.items()} | {name: name for name in left}
    nodes = []
    for node in (old[name] for name in left):
        inputs = tuple(port._replace(node=now[port.node]) for port in node.inputs if port.node in now)
        nodes.append(node.replace(inputs=inputs, shares=now.get(node.shares) if node.shares else None))
    return graph.with_nodes(*nodes)


def is_whole(reading: ScriptReading, graph: Graph) -> bool:
    """Whether every layer of the code could be read; those that the graph keeps unread already do not count."""
    known = {node.layer.kind for node in graph.nodes.values() if isinstance(node.layer, Placeholder)}
    found = (node.layer for node in reading.graph.nodes.values())
    return all(layer.kind in known for layer in found if isinstance(layer, Placeholder))


def carried(run: TrainedRun, old: Graph, adoption: Adoption) -> TrainedRun | None:
    """The run with its weights in the new graph, what is new in it drawn freshly; None where none of them fit."""
    new, training = adoption.project.graph, adoption.project.training
    if not run.is_of(old) or check(new).errors:
        return None
    if run.is_of(new) and all(was == now for now, was in adoption.names.items()):
        return None
    try:
        start = fresh(new, training)
    except Fault:
        return None
    kept: dict[Key, Any] = {}
    for (node, name), array in start.weights.items():
        was = run.snapshot.weights.get((adoption.names.get(node, ""), name))
        if was is not None and was.shape == array.shape:
            kept[node, name] = was
    if not kept:
        return None
    snapshot = Snapshot(new, {**start.weights, **kept}, training, fitted=run.snapshot.fitted)
    return TrainedRun(snapshot, run.data, run.history)


def _changed(value: Any, before: Spec, after: Spec) -> Any:
    """The value with the fields that differ between two others."""
    fields = {field.name: getattr(after, field.name) for field in after.fields()}
    return value.replace(**{name: item for name, item in fields.items() if item != getattr(before, name)})


def _graph(old: Graph, new: Graph, names: Mapping[str, str]) -> Graph:
    """The new graph where each block that was there before stands where it stood."""
    nodes = [_kept(node, old.nodes.get(names.get(node.name, ""))) for node in new.nodes.values()]
    return placed(_with_room(Graph.of(nodes, new.outputs)))


def _kept(node: Node, was: Node | None) -> Node:
    if was is None:
        return node.replace(position=None)
    node = node.replace(position=was.position, note=was.note, frame=was.frame)
    # A script has an Identity where a block is passed over.
    if was.bypassed and isinstance(node.layer, Identity) and node.inputs == was.inputs[:1]:
        return was
    return node


def matched(
    old: Graph, new: Graph, old_named: Collection[str] | None = None, new_named: Collection[str] = ()
) -> dict[str, str]:
    """For each block that was there before, by its new name, the old one.

    Names that a person gave tell who is who. Those that Keras counts do not: one more block in the middle shifts
    them all. There the order tells, and what the layers are.
    """
    before = [old[name] for name in old.order]
    after = [new[name] for name in new.order]
    if old_named is None:
        old_named, new_named = old.nodes, new.nodes
    one = [_key(node, old_named) for node in before]
    other = [_key(node, new_named) for node in after]
    pairs: dict[str, str] = {}
    for kind, i, i2, j, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs.update({now.name: was.name for was, now in zip(before[i:i2], after[j:j2], strict=True)})
        elif kind == "replace":
            pairs.update(_alike(before[i:i2], after[j:j2]))
    taken = set(pairs.values())
    for node in after:
        was = old.nodes.get(node.name)
        if node.name not in pairs and was is not None and was.name not in taken and _kind(was) is _kind(node):
            pairs[node.name] = was.name
            taken.add(was.name)
    return pairs


def _key(node: Node, named: Collection[str]) -> Any:
    return node.name if node.name in named else (_kind(node), node.layer)


def _kind(node: Node) -> type[Layer]:
    return type(node.layer)


def _alike(before: list[Node], after: list[Node]) -> dict[str, str]:
    """Blocks of the same kind in the same order."""
    pairs: dict[str, str] = {}
    left = list(before)
    for node in after:
        was = next((other for other in left if _kind(other) is _kind(node)), None)
        if was is not None:
            pairs[node.name] = was.name
            del left[: left.index(was) + 1]
    return pairs


def _with_room(graph: Graph) -> Graph:
    """The graph with a place for each block that was put between two others; those below it make room."""
    for name in graph.order:
        node = graph[name]
        sources = [graph[port.node].position for port in node.inputs]
        above = [place for place in sources if place is not None]
        below = [graph[reader].position for reader, _ in graph.consumers[name]]
        if node.position is not None or not above or not any(below):
            continue
        place = (above[0][0], max(y for _, y in above) + ROW)
        top = min(spot[1] for spot in below if spot is not None)
        shift = place[1] + ROW - top
        if shift > 0:
            graph = graph.with_nodes(*(_moved_down(other, top, shift) for other in graph.nodes.values()))
        graph = graph.with_nodes(graph[name].replace(position=place))
    return graph


def _moved_down(node: Node, top: float, shift: float) -> Node:
    if node.position is None or node.position[1] < top:
        return node
    return node.replace(position=(node.position[0], node.position[1] + shift))
