"""Repairs where the arrays of the data and the blocks that they are for are not called alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from netbuilder.data import Prepared
from netbuilder.engine.model import fits
from netbuilder.engine.readiness import array_of
from netbuilder.errors import N_, Fault, listed
from netbuilder.graph import Graph, check, edits
from netbuilder.kinds import Shape
from netbuilder.layers import Dense, Input
from netbuilder.project.project import Project
from netbuilder.project.suited import head_of, with_heads

Candidate = tuple[str, dict[str, object], Project]


def of_inputs(project: Project, prepared: Prepared) -> Iterator[Candidate]:
    """Inputs called as the arrays are, inputs for arrays that have none, or all columns in the one input there is."""
    graph, shapes = project.graph, prepared.input_shapes
    blocks, arrays = _unmet(shapes, graph.input_names)
    if len(blocks) == len(arrays):
        yield from _renamed(project, blocks, shapes, arrays)
        return
    columns = tuple(column.replace(to="") for column in project.data.columns)
    if len(graph.input_names) == 1 and columns != project.data.columns:
        yield N_("let all columns enter one input"), {}, project.replace(data=project.data.replace(columns=columns))
    if len(arrays) < len(blocks):
        return
    for name in arrays:
        if not name.isidentifier() or name in graph:
            return
        node = edits.new_node(graph, Input(shapes[name]), edits.free_position(graph, (0.0, 0.0)))
        graph = graph.add(node.replace(name=name))
    yield N_("add the inputs {names}"), {"names": listed(arrays)}, project.replace(graph=graph)


def of_outputs(project: Project, prepared: Prepared) -> Iterator[Candidate]:
    """Outputs called as the targets are, or an output for each of them beside the one there is."""
    graph, shapes = project.graph, prepared.label_shapes
    blocks, arrays = _unmet(shapes, graph.output_names)
    heads = {name: head for name in shapes if (head := head_of(prepared, name)) is not None}
    ends = all(isinstance(graph[name].layer, Dense) for name in graph.output_names)
    if len(heads) < len(shapes) or not ends:
        heads = {}
    if len(blocks) == len(arrays):
        wanted = {name: (heads[name].layer.units,) if heads else shape for name, shape in shapes.items()}
        for template, values, renamed in _renamed(project, blocks, wanted, arrays):
            yield template, values, renamed
            if heads:
                yield N_("rename {names}, and give each the loss that suits it"), values, with_heads(renamed, heads)
        return
    if len(graph.output_names) != 1 or not heads or any(name in graph for name in arrays):
        return
    (end,) = graph.output_names
    if end not in shapes:
        graph, end = edits.rename(graph, end, arrays[0]), arrays[0]
    for name in shapes:
        if name != end:
            place = edits.free_position(graph, graph[end].position or (0.0, 0.0))
            node = edits.new_node(graph, heads[name].layer, place).replace(name=name, inputs=graph[end].inputs)
            graph = Graph.of([*graph.nodes.values(), node], [*graph.output_names, name])
    told: dict[str, object] = {"names": listed(shapes)}
    yield N_("predict {names}, each by an output of its own"), told, with_heads(project.replace(graph=graph), heads)


def _unmet(shapes: Mapping[str, Shape], blocks: Sequence[str]) -> tuple[list[str], list[str]]:
    """The blocks that no array is for, and the arrays that no block is for."""
    names = tuple(blocks)
    met = {name: array_of(shapes, names, name) for name in names}
    return [name for name, array in met.items() if array is None], [name for name in shapes if name not in met.values()]


def _renamed(
    project: Project, blocks: list[str], shapes: Mapping[str, Shape], arrays: list[str]
) -> Iterator[Candidate]:
    """Each block called as an array that fits it, where there is one, else as the first that is left."""
    graph, left, pairs = project.graph, list(arrays), []
    for block in blocks:
        array = next((name for name in left if _fits(graph, block, shapes[name])), left[0])
        left.remove(array)
        pairs.append((block, array))
    try:
        for block, array in pairs:
            graph = edits.rename(graph, block, array)
    except Fault:
        return  # another block has that name, or no block can have it
    if pairs:
        told = {"names": listed(f"{block} → {array}" for block, array in pairs)}
        yield N_("rename {names}"), dict(told), project.replace(graph=graph)


def _fits(graph: Graph, block: str, shape: Shape) -> bool:
    if isinstance(graph[block].layer, Input):
        return fits(shape, graph[block].layer.output_shape())
    shapes = check(graph).shapes.get(block)
    return shapes is not None and shapes[0] == shape
