"""What the engine tells stays as it was told, however late it is read and whatever is done with it."""

from __future__ import annotations

import copy
from typing import get_args

import numpy as np
import pytest

from netbuilder.data import Dataset, DataSettings, prepare
from netbuilder.engine.callbacks import BackupAndRestore, ModelCheckpoint
from netbuilder.engine.events import (
    BatchEnd,
    Computing,
    CrossValidated,
    EpochEnd,
    Event,
    Finished,
    FoldEnd,
    LayerView,
    Started,
    Waiting,
    Warned,
    Watched,
)
from netbuilder.engine.fit import Progress, Samples, evaluate, fit
from netbuilder.engine.folds import cross_validate
from netbuilder.engine.metrics import F1Score
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.errors import Message
from netbuilder.layers import Dense, Input
from tests.networks import chain

GRAPH = chain(Input((4,)), Dense(5, "relu"), Dense(3, "softmax"))
SETTINGS = TrainingSettings(
    loss="categorical_crossentropy",
    metrics=("accuracy", F1Score()),
    epochs=4,
    batch_size=8,
    validation_split=0.25,
    seed=1,
    callbacks=(ModelCheckpoint(filepath="best.npz"), BackupAndRestore(backup_dir="backup")),
)


def samples(count=32):
    rng = np.random.default_rng(0)
    return Samples((rng.normal(size=(count, 4)).astype("float32"),), (np.eye(3)[rng.integers(0, 3, count)],))


def everything():
    """Each event of a run that goes on from an earlier one, of an evaluation and of a cross-validation."""
    model, progress = compile_model(GRAPH, SETTINGS), Progress()
    for event in fit(model, samples(), progress=progress):
        if isinstance(event, EpochEnd) and event.epoch == 1:
            break
    yield from fit(model, samples(), progress=progress, watch=Watch(share=1.0))
    yield from evaluate(model, samples(), 8)
    part = samples()
    data = Dataset("some", {"x": part.x[0]}, {"y": part.y[0]}, {"x": part.x[0]}, {"y": part.y[0]}, ("0", "1", "2"))
    yield from cross_validate(GRAPH, SETTINGS.replace(epochs=2), prepare(data, DataSettings()), 2)
    yield Waiting()
    yield Computing("Numba 1.0", 3)
    yield Warned(Message("{name} cannot write", {"name": "CSVLogger"}))


def plain(event):
    """An event as one comparable value."""
    if isinstance(event, Watched):
        views = [(view.node, view.counts.tolist(), view.edges.tolist()) for view in event.layers]
        return (event.epoch, event.batch, event.step, views)
    return event


def test_an_event_that_is_read_late_tells_what_it_told_at_once():
    late, at_once = [], []
    for event in everything():
        late.append(event)
        at_once.append(copy.deepcopy(plain(event)))

    assert {type(event) for event in late} == set(get_args(Event))
    assert [plain(event) for event in late] == at_once


def test_the_history_at_the_start_ends_before_the_first_epoch_that_follows():
    late = list(everything())

    begun = next(event for event in late if isinstance(event, Started))
    assert [len(values) for values in begun.history.values()] == [2] * len(begun.history)
    ended = next(event for event in late if isinstance(event, Finished))
    assert [len(values) for values in ended.history.values()] == [4] * len(ended.history)


@pytest.mark.parametrize("kind", [Started, BatchEnd, EpochEnd, Finished, FoldEnd, CrossValidated])
def test_what_an_event_was_made_of_may_change_afterwards(kind):
    numbers = {"loss": [0.5, [0.1, 0.2]]}
    made = {
        Started: lambda: Started(1, 0, 1, 1, 0, numbers).history,
        BatchEnd: lambda: BatchEnd(0, 0, 1, 1, 0.5, numbers).logs,
        EpochEnd: lambda: EpochEnd(0, numbers, 0.1).logs,
        Finished: lambda: Finished(1, "done", numbers).history,
        FoldEnd: lambda: FoldEnd(0, 2, numbers).logs,
        CrossValidated: lambda: CrossValidated(2, numbers, {}).mean,
    }[kind]()

    numbers["loss"][1].append(0.3)
    numbers["loss"].append(0.6)
    numbers["accuracy"] = [1.0]

    assert made == {"loss": [0.5, [0.1, 0.2]]}


def test_the_arrays_of_a_look_are_its_own_and_cannot_be_written_to():
    counts = np.arange(3)
    view = LayerView("dense", None, None, None, 0.0, 0.0, 1.0, counts, np.arange(4.0))

    counts[:] = 7

    assert view.counts.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="read-only"):
        view.edges[0] = 1.0


def test_what_a_reader_does_to_an_event_does_not_reach_the_run():
    progress = Progress()
    for event in fit(compile_model(GRAPH, SETTINGS), samples(), progress=progress):
        if isinstance(event, Started):
            event.history["loss"] = [9.0]
        if isinstance(event, EpochEnd):
            event.logs.clear()

    assert len(progress.history["loss"]) == 4
    assert 9.0 not in progress.history["loss"]
