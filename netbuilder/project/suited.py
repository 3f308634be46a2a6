"""New blocks that suit the chosen data: an input takes its shape, the last Dense its classes, and the loss follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from netbuilder.data import Prepared
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.graph import Graph, edits
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.base import size_of
from netbuilder.project.project import Project

USUAL_METRIC = "mean_absolute_error"  # of amounts, in a network that has other outputs too


class Head(NamedTuple):
    """What the last layer is, and with which loss and metrics it learns."""

    layer: Dense
    loss: str
    metrics: tuple[str, ...]


def input_for(prepared: Prepared) -> Input:
    """The input block of the only input: of whole numbers where they are those of words or categories."""
    (x,), table = prepared.x_train.values(), prepared.fitted.table
    whole = {"dtype": "int32"} if table is not None and x.dtype.kind == "i" else {}
    return Input.starting(shape=x.shape[1:], **whole)


def head_for(prepared: Prepared) -> Head | None:
    """The last layer for these labels; None where there are several arrays of them, or pictures are made."""
    return head_of(prepared, next(iter(prepared.y_train))) if len(prepared.y_train) == 1 else None


def head_of(prepared: Prepared, output: str) -> Head | None:
    """The last layer for the labels of an output; None where pictures are made."""
    if prepared.settings.target_is_input:
        return None
    shape = prepared.label_shapes[output]
    count, one_hot = len(prepared.classes_of(output)), prepared.settings.predicted(output).one_hot
    if count == 2 and not one_hot and size_of(shape) == 1:
        return Head(Dense.starting(units=1, activation="sigmoid"), "binary_crossentropy", ("accuracy",))
    if count > 1 and (one_hot or size_of(shape) == 1):
        loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
        return Head(Dense.starting(units=count, activation="softmax"), loss, ("accuracy",))
    if count or len(shape) > 1:
        return None
    return Head(Dense.starting(units=(shape or (1,))[0] or 1, activation="linear"), "mean_squared_error", ())


def suited(project: Project, new: Iterable[str], prepared: Prepared) -> Project:
    """The project in which blocks that were just added suit the data; what a person has set stays.

    A Dense that was made the last one in this way, and is it no more, is again as every Dense begins.
    """
    graph, names = project.graph, set(new)
    if len(prepared.x_train) == 1 and len(graph.input_names) == 1:
        (name,) = graph.input_names
        if name in names and graph[name].layer == Input.starting():
            graph = graph.with_nodes(graph[name].replace(layer=input_for(prepared)))
    head = head_for(prepared)
    if head is None:
        return project.replace(graph=graph)
    graph = _no_longer_last(graph, names, head.layer)
    last = graph.output_names
    if len(last) != 1 or last[0] not in names or graph[last[0]].layer != Dense.starting():
        return project.replace(graph=graph)
    graph = graph.with_nodes(graph[last[0]].replace(layer=head.layer))
    return project.replace(graph=graph, training=project.training.replace(loss=head.loss, metrics=head.metrics))


def _no_longer_last(graph: Graph, new: set[str], head: Layer) -> Graph:
    """Blocks that were the last until new ones came to read them."""
    before = {port.node for name in new for port in graph[name].inputs} - new
    return graph.with_nodes(
        *(
            graph[name].replace(layer=Dense.starting())
            for name in before
            if graph[name].layer == head and all(reader in new for reader, _ in graph.consumers[name])
        )
    )


def with_heads(project: Project, heads: Mapping[str, Head]) -> Project:
    """The project whose outputs, all of them, are such heads, each with its loss and its metrics."""
    graph, names = project.graph, project.graph.output_names
    for name in names:
        graph = edits.set_fields(graph, name, units=heads[name].layer.units, activation=heads[name].layer.activation)
    losses = tuple(Loss.coerce(heads[name].loss) for name in names)
    metrics = [
        Metric.coerce(metric).replace(output=i)
        for i, name in enumerate(names)
        for metric in heads[name].metrics or (USUAL_METRIC,)
    ]
    training = project.training.replace(loss=losses if len(set(losses)) > 1 else losses[:1], metrics=metrics)
    return project.replace(graph=graph, training=training)
