"""Repairs where the arrays of the data and the Input blocks are not called alike."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.data import Prepared
from netbuilder.engine.model import fits
from netbuilder.engine.readiness import array_of
from netbuilder.errors import N_, Fault, listed
from netbuilder.graph import Graph, edits
from netbuilder.kinds import Shape
from netbuilder.layers import Input
from netbuilder.project.project import Project

Candidate = tuple[str, dict[str, object], Project]


def of_inputs(project: Project, prepared: Prepared) -> Iterator[Candidate]:
    """Blocks called as the arrays are, blocks for arrays that have none, or all columns in the one input there is."""
    graph, shapes = project.graph, prepared.input_shapes
    met = {name: array_of(shapes, graph.input_names, name) for name in graph.input_names}
    blocks = [name for name, array in met.items() if array is None]
    arrays = [name for name in shapes if name not in met.values()]
    if not blocks and not arrays:
        return
    if len(blocks) == len(arrays):
        pairs = _paired(graph, blocks, shapes, arrays)
        try:
            for block, array in pairs:
                graph = edits.rename(graph, block, array)
        except Fault:
            return  # another block has that name
        told: dict[str, object] = {"names": listed(f"{block} → {array}" for block, array in pairs)}
        yield N_("rename {names}"), told, project.replace(graph=graph)
        return
    columns = tuple(column.replace(to="") for column in project.data.columns)
    if len(graph.input_names) == 1 and columns != project.data.columns:
        yield N_("let all columns enter one input"), {}, project.replace(data=project.data.replace(columns=columns))
    for name in arrays if len(arrays) > len(blocks) else ():
        if not name.isidentifier() or name in graph:
            return
        node = edits.new_node(graph, Input(shapes[name]), edits.free_position(graph, (0.0, 0.0)))
        graph = graph.add(node.replace(name=name))
    if graph is not project.graph:
        yield N_("add the inputs {names}"), {"names": listed(arrays)}, project.replace(graph=graph)


def _paired(graph: Graph, blocks: list[str], shapes: dict[str, Shape], arrays: list[str]) -> list[tuple[str, str]]:
    """Each block with an array that fits it, where there is one, else with the first that is left."""
    left, found = list(arrays), []
    for block in blocks:
        declared = graph[block].layer.output_shape()
        array = next((name for name in left if fits(shapes[name], declared)), left[0])
        left.remove(array)
        found.append((block, array))
    return found
