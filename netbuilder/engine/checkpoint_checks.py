"""What a checkpoint has to hold before a run goes on from it: it may come from anywhere, as any other file."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.choices import Choices
from netbuilder.engine.metrics import Metric
from netbuilder.engine.model import Model
from netbuilder.engine.scores import Scores
from netbuilder.errors import Fault, FileFault
from netbuilder.files.schema import (
    COUNT,
    FLAG,
    OBJECT,
    REAL,
    TEXT,
    Each,
    Either,
    Fields,
    Plain,
    Table,
    conform,
    nullable,
    optional,
)  # fmt: skip
from netbuilder.kinds import Shape

NUMBERS = "fiub"
ARRAY = Plain((np.ndarray,), "an array")
SLOTS = Fields(
    iteration=COUNT, rate_factor=REAL, rate_override=nullable(REAL), slots=Table(ARRAY),
)  # fmt: skip
PROGRESS = Fields(
    epoch=COUNT, batch=COUNT, first=optional(COUNT), shuffling=nullable(OBJECT), scores=OBJECT, memories=Each(OBJECT),
    history=Table(Each(Either((REAL, Each(REAL))))), kept=nullable(Each(ARRAY, 2)), stopped_by=TEXT,
    seed=optional(COUNT), compiled=optional(FLAG), choices=optional(nullable(OBJECT)),
)  # fmt: skip
TREE = Fields(
    version=COUNT, of=TEXT, progress=PROGRESS, optimizer=SLOTS, streams=Table(OBJECT), memories=Table(Table(ARRAY)),
    values=ARRAY, fixed=ARRAY,
)  # fmt: skip


def check_tree(tree: Any, model: Model, place: str) -> None:
    """Raises FileFault that names the place where a checkpoint is not what a run of that model leaves."""
    conform(tree, TREE, place)
    progress, parameters = tree["progress"], model.parameters
    for name, kept in (("weights", (tree["values"], tree["fixed"])), ("kept weights", progress["kept"])):
        if kept is not None and not _all_alike(kept, (parameters.values, parameters.fixed)):
            raise _unlike(place, name)
    slots = tree["optimizer"]["slots"]
    if set(slots) != set(model.optimizer_state.slots) or not all(
        _all_alike([slots[name]], [slot]) for name, slot in model.optimizer_state.slots.items()
    ):
        raise _unlike(place, "the optimizer's memory")
    if set(tree["streams"]) != set(model.streams) or not all(map(_is_stream, tree["streams"].values())):
        raise _unlike(place, "the random numbers of layers")
    if progress["shuffling"] is not None and not _is_stream(progress["shuffling"]):
        raise _unlike(place, "the random numbers of the order")
    try:
        Choices.from_json(progress.get("choices") or {})
    except ValueError as error:
        raise _unlike(place, "the choices for the machine") from error
    arrays = [array for memory in tree["memories"].values() for array in memory.values()]
    if not all(array.dtype.kind in NUMBERS for array in arrays):
        raise _unlike(place, "the memories of layers")
    callbacks = model.settings.callbacks
    memories = progress["memories"]
    if memories and not _alike(memories, [callback.start() for callback in callbacks]):
        raise _unlike(place, "the memories of callbacks")
    if progress["batch"] and not _are_scores(progress["scores"], model):
        raise _unlike(place, "the scores of the epoch")


def _unlike(place: str, what: str) -> FileFault:
    return FileFault("{place}: {what} are not what this run would have left", place=place, what=what)


def _all_alike(found: Any, wanted: Any) -> bool:
    return all(one.shape == other.shape and one.dtype.kind in NUMBERS for one, other in zip(found, wanted, strict=True))


def _is_stream(state: Any) -> bool:
    """Whether a generator can go on from it."""
    try:
        np.random.PCG64().state = state
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError):
        return False
    return True


def _alike(found: Any, wanted: Any) -> bool:
    """Whether a value has the form of another: the same names and lengths, numbers (or none yet) for numbers."""
    if isinstance(wanted, Mapping):
        return (
            isinstance(found, Mapping)
            and set(found) == set(wanted)
            and all(_alike(found[name], item) for name, item in wanted.items())
        )
    if isinstance(wanted, np.ndarray) and wanted.ndim:
        return isinstance(found, np.ndarray) and _all_alike([found], [wanted])
    if isinstance(wanted, list | tuple):
        return isinstance(found, list | tuple) and len(found) == len(wanted) and all(map(_alike, found, wanted))
    return _is_number(found) if wanted is not None else found is None or _is_number(found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) or (isinstance(value, np.ndarray) and value.ndim == 0)


def _are_scores(found: Any, model: Model) -> bool:
    """Whether sums of an epoch are those of this model's losses and metrics."""
    fresh = Scores(model, "train").state
    plain = {name: found.get(name) for name in ("count", "loss", "losses")}
    if not _alike(plain, {name: fresh[name] for name in plain}) or set(found) != set(fresh):
        return False
    states = found["metrics"]
    if not isinstance(states, list | tuple) or len(states) != len(fresh["metrics"]):
        return False
    metrics = [(metric, shape) for shape in model.output_shapes.values() for metric in model.settings.metrics]
    return all(_is_state(state, metric, shape) for state, (metric, shape) in zip(states, metrics, strict=True))


def _is_state(state: Any, metric: Metric, shape: Shape) -> bool:
    """Whether a metric can go on from a state, and tell its number."""
    if not isinstance(state, Mapping) or not any(_continues(state, one) for one in _states(metric, shape)):
        return False
    try:
        metric.result(copy.deepcopy(dict(state)))
    except (Fault, ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
        return False
    return True


def _states(metric: Metric, shape: Shape) -> list[dict[str, Any]]:
    """The state of a metric before a batch, and after one of two samples where labels of zeros fit."""
    found = [metric.start()]
    sizes = tuple(size or 1 for size in shape)
    for labels in (sizes, sizes[:-1]):
        state = metric.start()
        try:
            metric.update(state, np.zeros((2, *labels), np.float32), np.zeros((2, *sizes), np.float32))
        except (Fault, ValueError, TypeError, LookupError):
            continue
        found.append(state)
    return found


def _continues(state: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a state has the form of another; of the arrays of earlier batches any number, with any number of rows."""
    if set(state) != set(other):
        return False
    for name, wanted in other.items():
        found = state[name]
        if not isinstance(wanted, list):
            if not _alike(found, wanted):
                return False
        elif not isinstance(found, list) or not all(
            isinstance(part, np.ndarray) and part.dtype.kind in NUMBERS and _fits_behind(part, wanted) for part in found
        ):
            return False
    return True


def _fits_behind(part: Array, others: list[Array]) -> bool:
    return not others or (part.ndim == others[0].ndim and part.shape[1:] == others[0].shape[1:])
