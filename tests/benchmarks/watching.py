"""What looking into a network costs: the same training with and without, in turns."""

from __future__ import annotations

import time

import numpy as np

from netbuilder.engine.events import EpochEnd, Watched
from netbuilder.engine.fit import Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

LIMIT = 0.02  # share of the training time
SECONDS = 20.0  # of each turn

# The graph, the shape of a sample, and the samples of an epoch: a fraction of a second long.
NETWORKS = {
    "784-64-10": (chain(Input((784,)), Dense(64, "relu"), Dense(10, "softmax")), (784,), 12_800),
    "Conv32 pool Conv64 pool Dense128 Dense10": (
        chain(
            Input((28, 28, 1)),
            Conv2D(32, 3, padding="same", activation="relu"),
            MaxPooling2D(),
            Conv2D(64, 3, padding="same", activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(128, "relu"),
            Dense(10, "softmax"),
        ),
        (28, 28, 1),
        640,
    ),
}


class Run:
    """A training that goes on by an epoch at a time."""

    def __init__(self, graph: Graph, shape: tuple[int, ...], count: int, watched: bool) -> None:
        rng = np.random.default_rng(0)
        samples = Samples((rng.normal(size=(count, *shape)).astype("float32"),), (rng.integers(0, 10, count),))
        model = compile_model(graph, TrainingSettings(batch_size=128, epochs=1_000_000, seed=0))
        self._events = fit(model, samples, watch=Watch() if watched else None)
        self.seconds, self.looks, self.epochs = 0.0, 0, 0

    def epoch(self) -> None:
        """Trains one epoch."""
        start = time.perf_counter()
        for event in self._events:
            self.looks += isinstance(event, Watched)
            if isinstance(event, EpochEnd):
                break
        self.seconds += time.perf_counter() - start
        self.epochs += 1


def turn(plain: Run, watched: Run) -> None:
    """Lets the two go on in turns, epoch by epoch: whatever slows the machine for a while slows both."""
    plain.epoch(), watched.epoch()
    for run in (plain, watched):
        run.seconds, run.epochs, run.looks = 0.0, 0, 0
    while plain.seconds + watched.seconds < SECONDS:
        plain.epoch(), watched.epoch()


def measure(rounds: int = 5) -> dict[str, tuple[float, float, int]]:
    """For each network the samples per second without and with looking, and how often it looked.

    Of all rounds together, not of the median one: a look falls into some epochs only. Each round makes its
    networks anew, since where their arrays lie in memory matters as much as looking does.
    """
    found = {}
    for name, (graph, shape, count) in NETWORKS.items():
        pairs = [tuple(Run(graph, shape, count, watched) for watched in (False, True)) for _ in range(rounds)]
        for pair in pairs:
            turn(*pair)
        plain, watched = (
            count * sum(run.epochs for run in runs) / sum(run.seconds for run in runs)
            for runs in zip(*pairs, strict=True)
        )
        found[name] = plain, watched, sum(pair[1].looks for pair in pairs)
    return found
