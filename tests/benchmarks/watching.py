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
SECONDS = 30.0  # of each turn

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

    def epoch(self) -> float:
        """Trains one epoch and gives the seconds it took."""
        start = time.perf_counter()
        for event in self._events:
            self.looks += isinstance(event, Watched)
            if isinstance(event, EpochEnd):
                break
        seconds = time.perf_counter() - start
        self.seconds += seconds
        self.epochs += 1
        return seconds


def turn(graph: Graph, shape: tuple[int, ...], count: int) -> tuple[float, float, int]:
    """Samples per second without and with looking, and how often the second looked.

    The two go on in turns, epoch by epoch: whatever slows the machine for a while slows both. Sums are
    compared, not medians, since a look falls into some epochs only.
    """
    plain, watched = (Run(graph, shape, count, watched) for watched in (False, True))
    plain.epoch(), watched.epoch()
    for run in (plain, watched):
        run.seconds, run.epochs, run.looks = 0.0, 0, 0
    while plain.seconds + watched.seconds < SECONDS:
        plain.epoch(), watched.epoch()
    slow, fast = (count * run.epochs / run.seconds for run in (watched, plain))
    return fast, slow, watched.looks


def measure(rounds: int = 3) -> dict[str, tuple[float, float, float]]:
    """For each network the samples per second without and with looking, and looks: of the median round."""
    found = {}
    for name, network in NETWORKS.items():
        turns = sorted((turn(*network) for _ in range(rounds)), key=lambda one: one[1] / one[0])
        found[name] = turns[rounds // 2]
    return found
