"""Ends that follow the data: what suits one data set, or is as it begins, suits the next one that is chosen."""

from __future__ import annotations

from netbuilder.data import Dataset, DataSettings, Prepared, Use, prepare
from netbuilder.data.settings import ARRANGEMENTS
from netbuilder.engine.model import fits
from netbuilder.engine.readiness import adapted, arranged_shape
from netbuilder.graph import Graph, check, edits
from netbuilder.kinds import Shape
from netbuilder.layers import Dense, Input
from netbuilder.project.project import Project
from netbuilder.project.repairs import problems_of
from netbuilder.project.suited import Head, head_for


def suiting(settings: DataSettings, dataset: Dataset, project: Project, before: Prepared | None) -> DataSettings:
    """The settings with the preparation that the network needs, also where its input will follow the data."""
    graph = project.graph
    name = _following_input(graph, before)
    fitting = adapted(settings, dataset, graph, project.training)
    if name is None or len(dataset.x_train) != 1:
        return fitting
    (x,) = dataset.x_train.values()
    declared = graph[name].layer.output_shape()
    if not graph.consumers[name] or fits(arranged_shape(x.shape[1:], fitting.arrangement), declared):
        return fitting  # nothing reads it yet, or it fits as it is
    kinds = sorted(ARRANGEMENTS, key=lambda kind: len(arranged_shape(x.shape[1:], kind)) != len(declared))
    for kind in kinds:
        report = check(_with_shape(graph, name, arranged_shape(x.shape[1:], kind)))
        ends = [report.shapes[end][0] for end in graph.output_names if end in report.shapes]
        if not report.errors and (len(ends) != 1 or not dataset.is_classification or len(ends[0]) == 1):
            return fitting.replace(arrangement=kind)
    return fitting


def refitted(project: Project, prepared: Prepared, before: Prepared | None) -> Project:
    """The project whose input and last Dense follow the data; what a person has set otherwise stays.

    `before` is the data until now. Nothing follows where more would be wrong then.
    """
    graph = project.graph
    if prepared.use.labels and prepared.labels_follow_loss:  # of a loss that is to follow the data
        prepared = prepare(prepared.raw, prepared.settings, Use(prepared.use.held_back))
    name = _following_input(graph, before)
    if name is not None and len(prepared.x_train) == 1:
        (shape,) = prepared.input_shapes.values()
        if not fits(shape, graph[name].layer.output_shape()) or graph[name].layer == Input.starting():
            graph = _with_shape(graph, name, shape)
    followed = _with_head(project.replace(graph=graph), prepared, before)
    for candidate in (followed, project.replace(graph=graph)):
        if candidate != project and _errors(candidate, prepared) <= _errors(project, prepared):
            return candidate
    return project


def _errors(project: Project, prepared: Prepared) -> int:
    return sum(problem.severity == "error" for problem in problems_of(project, prepared))


def _following_input(graph: Graph, before: Prepared | None) -> str | None:
    """The only input, if it is as it begins or has the shape of the data until now."""
    if len(graph.input_names) != 1:
        return None
    (name,) = graph.input_names
    layer = graph[name].layer
    shapes = [*before.input_shapes.values()] if before is not None else []
    is_new = layer == Input.starting()
    return name if is_new or (isinstance(layer, Input) and [layer.output_shape()] == shapes) else None


def _with_shape(graph: Graph, name: str, shape: Shape) -> Graph:
    return edits.set_fields(graph, name, shape=shape)


def _with_head(project: Project, prepared: Prepared, before: Prepared | None) -> Project:
    graph, head = project.graph, head_for(prepared)
    if head is None or len(graph.output_names) != 1:
        return project
    (name,) = graph.output_names
    layer, training = graph[name].layer, project.training
    old = head_for(before) if before is not None else None
    is_new = layer == Dense.starting()
    if not isinstance(layer, Dense) or not (is_new or (old is not None and _is_like(layer, old))):
        return project
    graph = edits.set_fields(graph, name, units=head.layer.units, activation=head.layer.activation)
    loss = training.loss_of(0).snake()
    is_usual = is_new or old is None or loss == old.loss or layer.activation != head.layer.activation
    if is_usual and loss != head.loss:
        training = training.replace(loss=head.loss, metrics=head.metrics)
    return project.replace(graph=graph, training=training)


def _is_like(layer: Dense, head: Head) -> bool:
    return (layer.units, layer.activation) == (head.layer.units, head.layer.activation)
