"""What looking into a network costs: the same training with and without, in turns."""

from __future__ import annotations

import time
from statistics import median

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
SECONDS = 6.0  # of each turn


NETWORKS = {
    "784-64-10": (chain(Input((784,)), Dense(64, "relu"), Dense(10, "softmax")), (784,)),
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
    ),
}


def turn(graph: Graph, shape: tuple[int, ...], watched: bool) -> tuple[float, int]:
    """Samples per second, and how often it looked."""
    rng = np.random.default_rng(0)
    count = 12_800
    samples = Samples((rng.normal(size=(count, *shape)).astype("float32"),), (rng.integers(0, 10, count),))
    model = compile_model(graph, TrainingSettings(batch_size=128, epochs=1_000_000, seed=0))
    seen, looks, start, end = 0, 0, 0.0, 0.0
    for event in fit(model, samples, watch=Watch(LIMIT) if watched else None):
        looks += isinstance(event, Watched)
        if not start:
            start = time.perf_counter()
        if isinstance(event, EpochEnd):
            seen, end = seen + count, time.perf_counter()
            if end - start > SECONDS:
                break
    return seen / (end - start), looks


def measure(rounds: int = 5) -> dict[str, tuple[float, float, float]]:
    """For each network the samples per second without and with looking (medians), and looks a turn."""
    found = {}
    for name, (graph, shape) in NETWORKS.items():
        turns = [(turn(graph, shape, False), turn(graph, shape, True)) for _ in range(rounds)]
        plain, watched = median(a[0] for a, _ in turns), median(b[0] for _, b in turns)
        found[name] = (plain, watched, median(b[1] for _, b in turns))
    return found
