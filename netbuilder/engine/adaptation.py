"""Layers that take something from the data before training, such as Normalization its mean and variance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.threads import SILENT
from netbuilder.engine.model import Model
from netbuilder.engine.program import Program
from netbuilder.engine.samples import Samples
from netbuilder.engine.steps import lower
from netbuilder.graph import Graph, Port

CHUNK = 1024


def adapt(model: Model, samples: Samples) -> None:
    """Lets each layer that adapts, and has not yet, see the training data as it reaches the layer."""
    for name in model.graph.order:
        node = model.graph[name]
        weights = model.parameters.of_node(name)
        if not node.layer.adapts or node.shares or not weights or not node.layer.is_fresh(weights):
            continue
        node.layer.adapt(weights, _reaching(model, node.inputs[0], samples))


def _reaching(model: Model, port: Port, samples: Samples) -> Iterator[Array]:
    """The data at one output of the network, chunk by chunk."""
    graph = model.graph
    if port.node in graph.input_names:
        x = samples.x[graph.input_names.index(port.node)]
        for start in range(0, len(x), CHUNK):
            yield np.asarray(x[start : start + CHUNK])
        return
    needed = graph.upstream((port.node,))
    part = Graph.of((graph[name] for name in graph.nodes if name in needed), (port.node,))
    program = Program(lower(part, model.report.shapes), model.parameters, model.streams)
    places = [graph.input_names.index(name) for name in part.input_names]
    for start in range(0, len(samples), CHUNK):
        piece = samples.part(start, start + CHUNK)
        with np.errstate(**SILENT):
            inputs = model.cast(piece.x)
            program.forward([inputs[place] for place in places])
        yield np.array(program.outputs()[0])
