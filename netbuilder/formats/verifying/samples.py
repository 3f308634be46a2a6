"""The samples that an export is compared on: real ones of the chosen data, or random ones of the right shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data import DataSettings, Prepared, load
from netbuilder.engine.model import Model, fits
from netbuilder.engine.readiness import in_order, ready_data
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import DataError, Fault, FileFault, Message
from netbuilder.kinds import Shape

MOST = 32  # samples
FEWEST = 2
MOST_NUMBERS = 1 << 22  # in all of them
OPEN = 16  # how long an axis of open length is in a random sample, where that is enough
LONGEST_OPEN = 1024


@dataclass(frozen=True)
class Trial:
    """Inputs in the order of the network, what the engine gives for them, and in words where they are from."""

    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]
    data: Message

    def __len__(self) -> int:
        return len(self.inputs[0])


def trial_of(snapshot: Snapshot, data: DataSettings, prepared: Prepared | None = None) -> Trial:
    """Samples for a network: those of its data where they are at hand and fit, else random ones. Raises FileFault."""
    reason = Message("random numbers, since no data is chosen")
    if data.chosen:
        try:
            inputs, title = _real(snapshot, data, prepared)
            model = snapshot.model(sample_shapes=_shapes(snapshot, inputs))
            return Trial(inputs, tuple(model.predict(inputs)), Message(title))
        except Fault as fault:
            reason = Message("random numbers, since the data cannot be used: {cause}", {"cause": fault})
    return _random(snapshot, reason)


def _real(snapshot: Snapshot, data: DataSettings, prepared: Prepared | None) -> tuple[tuple[Array, ...], str]:
    graph = snapshot.graph
    if prepared is None:
        prepared = ready_data(load(data), data, graph, snapshot.training or TrainingSettings())
    part = prepared.x_test if len(next(iter(prepared.x_test.values()), ())) else prepared.x_train
    arrays = in_order(part, graph.input_names, "inputs")
    for name, x in zip(graph.input_names, arrays, strict=True):
        declared = graph[name].layer.output_shape()
        if not fits(x.shape[1:], declared):
            raise DataError("{name} takes samples of shape {shape}, got {given}",
                            name=name, shape=declared, given=x.shape[1:])  # fmt: skip
    count = min(len(arrays[0]), _count([x.shape[1:] for x in arrays]))
    if not count:
        raise DataError("there are no samples")
    return tuple(np.ascontiguousarray(x[:count]) for x in arrays), prepared.dataset.title


def _shapes(snapshot: Snapshot, inputs: tuple[Array, ...]) -> dict[str, Shape]:
    return {name: x.shape[1:] for name, x in zip(snapshot.graph.input_names, inputs, strict=True)}


def _count(shapes: list[Shape]) -> int:
    size = sum(int(np.prod([dim or OPEN for dim in shape])) for shape in shapes)
    return max(FEWEST, min(MOST, MOST_NUMBERS // max(size, 1)))


def _random(snapshot: Snapshot, reason: Message) -> Trial:
    """The first kind of random numbers that every layer takes: some want whole ones, some of a small range."""
    graph = snapshot.graph
    layers = [graph[name].layer for name in graph.input_names]
    whole = [getattr(layer, "dtype", "float32") == "int32" for layer in layers]
    model, shapes = _fitting(snapshot, [layer.output_shape() for layer in layers])
    cause: Fault | None = None
    for inputs in _draws([(_count(list(shapes)), *shape) for shape in shapes], whole):
        try:
            return Trial(inputs, _predicted(model, inputs), reason)
        except Fault as fault:
            cause = fault
    raise FileFault("no samples could be made up for this network: {cause}. Choose data, or do not verify", cause=cause)


def _fitting(snapshot: Snapshot, declared: list[Shape]) -> tuple[Model, list[tuple[int, ...]]]:
    """The network for samples of which the open axes are long enough for all of its windows; raises Fault."""
    size = OPEN
    while True:
        shapes = [tuple(dim or size for dim in shape) for shape in declared]
        try:
            return snapshot.model(sample_shapes=dict(zip(snapshot.graph.input_names, shapes, strict=True))), shapes
        except Fault:
            size *= 2
            if size > LONGEST_OPEN or not any(dim is None for shape in declared for dim in shape):
                raise


def _predicted(model: Model, inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    return tuple(model.predict(inputs))


def _draws(shapes: list[tuple[int, ...]], whole: list[bool]) -> Iterator[tuple[Array, ...]]:
    rng = np.random.default_rng(0)
    for limit in (1000, 100, 10, 2):
        yield tuple(
            rng.integers(0, limit, shape).astype(np.int32) if only else rng.normal(size=shape).astype(np.float32)
            for shape, only in zip(shapes, whole, strict=True)
        )
        if not any(whole):
            break
    for limit in (1000, 100, 10, 2):
        yield tuple(
            rng.integers(0, limit, shape).astype(np.int32 if only else np.float32)
            for shape, only in zip(shapes, whole, strict=True)
        )
