"""What is offered for data: columns made usable, a network for it, or the ends of the network there is made to fit."""

from __future__ import annotations

from netbuilder.data import Prepared, Use, prepare
from netbuilder.data.tables import Table
from netbuilder.engine.model import fits
from netbuilder.errors import Fault, Message, listed
from netbuilder.graph import Graph, edits
from netbuilder.layers import Dense, Input
from netbuilder.project.fitting_network import network_for, usable_columns
from netbuilder.project.project import Project
from netbuilder.project.repairs import Repair, prepared_for, problems_of
from netbuilder.project.suited import Head, head_of, with_heads


def columns_offer(project: Project, table: Table) -> tuple[Repair, tuple[Message, ...]] | None:
    """The settings with which a table can be learned from, and what they do; None where nothing is to be done."""
    try:
        settings, told = usable_columns(table, project.data)
    except Fault:
        return None
    if settings == project.data:
        return None
    label = Message("prepare the columns so that they can be learned from")
    return Repair(label, project.replace(data=settings)), tuple(told)


def network_offer(project: Project, prepared: Prepared) -> Repair | None:
    """A whole network where there is none, or its inputs and ends as the data needs them; None where all fits."""
    if not project.graph.nodes:
        try:
            made = network_for(prepared)
        except Fault:
            return None
        label = Message("make a network for this data: {layers}", {"layers": _layers(made.graph)})
        return Repair(label, project.replace(graph=made.graph, training=made.training))
    before, found = _errors(project, prepared), [prepared]
    if before and prepared.use.labels and prepared.labels_follow_loss:  # of a loss that is not to stay
        found.append(prepare(prepared.raw, prepared.settings, Use(prepared.use.held_back)))
    for data in found:
        try:
            fitted = fitted_ends(project, data)
            if fitted != project and _errors(fitted, prepared_for(fitted, prepared)) <= max(before - 1, 0):
                return _fitting(project, fitted)
        except Fault:
            continue
    return None


def _fitting(project: Project, fitted: Project) -> Repair:
    return Repair(Message("fit the network to the data: {changes}", {"changes": _changes(project, fitted)}), fitted)


def fitted_ends(project: Project, prepared: Prepared) -> Project:
    """The project whose inputs take the shapes of the data, and whose ends have units, activation, loss and metrics
    for its labels. What has no counterpart stays."""
    graph = _with_shapes(project.graph, prepared)
    found = project.replace(graph=graph)
    heads = {name: head for name in prepared.label_shapes if (head := head_of(prepared, name)) is not None}
    ends = graph.output_names
    if len(ends) == len(heads) == 1:
        heads = {ends[0]: next(iter(heads.values()))}
    if set(ends) != set(heads) or not all(isinstance(graph[name].layer, Dense) for name in ends):
        return found
    if all(_is_like(graph[name].layer, heads[name]) for name in ends) and _has_losses(project, heads):
        return found
    if len(ends) > 1:
        return with_heads(found, heads)
    (head,) = heads.values()
    graph = edits.set_fields(graph, ends[0], units=head.layer.units, activation=head.layer.activation)
    return project.replace(graph=graph, training=project.training.replace(loss=head.loss, metrics=head.metrics))


def _with_shapes(graph: Graph, prepared: Prepared) -> Graph:
    names, shapes = graph.input_names, prepared.input_shapes
    if len(names) == len(shapes) == 1:
        shapes = {names[0]: next(iter(shapes.values()))}
    for name in names:
        layer = graph[name].layer
        if name in shapes and isinstance(layer, Input) and not fits(shapes[name], layer.output_shape()):
            graph = edits.set_fields(graph, name, shape=shapes[name])
    return graph


def _is_like(layer: object, head: Head) -> bool:
    return isinstance(layer, Dense) and (layer.units, layer.activation) == (head.layer.units, head.layer.activation)


def _has_losses(project: Project, heads: dict[str, Head]) -> bool:
    """Whether each output learns by the loss that suits it; of amounts any that is not for classes will do."""
    told = {name: project.training.loss_of(i).snake() for i, name in enumerate(project.graph.output_names)}
    return all(
        told[name] == head.loss or (head.loss == "mean_squared_error" and "entropy" not in told[name])
        for name, head in heads.items()
    )


def _errors(project: Project, prepared: Prepared) -> int:
    return sum(problem.severity == "error" for problem in problems_of(project, prepared))


def _layers(graph: Graph) -> str:
    layers = [graph[name].layer for name in graph.order if not isinstance(graph[name].layer, Input)]
    kinds = [f"Dense {one.units}" if isinstance(one, Dense) else type(one).__name__ for one in layers]
    return " → ".join(kinds if len(kinds) < 7 else [*kinds[:3], "…", *kinds[-2:]])


def _changes(before: Project, after: Project) -> object:
    """What is otherwise, in a few words."""
    told = []
    for name, node in after.graph.nodes.items():
        if name not in before.graph or node.layer == before.graph[name].layer:
            continue
        if isinstance(node.layer, Input):
            told.append(f"{name} {' × '.join(map(str, node.layer.output_shape()))}")
        elif isinstance(node.layer, Dense):
            told.append(f"{name} {node.layer.units} × {node.layer.activation}")
    if after.training.loss != before.training.loss:
        told.append(" + ".join(loss.snake() for loss in after.training.loss))
    if after.training.metrics != before.training.metrics:
        told += [metric.snake() for metric in after.training.metrics]
    return listed(told)
