"""What training a network costs: parameters, operations, memory, and the seconds of an epoch on this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import numpy as np

from netbuilder.arrays import FLOAT_BYTES
from netbuilder.data.memory import bytes_text, free_memory, whole_memory
from netbuilder.engine.kernels.memory import held_by
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Message, TrainingError
from netbuilder.graph import Figures, Problem, Report

SIDE, TRIES = 256, 40  # of the matrices that are multiplied to see how fast this machine is
ALWAYS_FREE = 64 << 20  # bytes that nobody asks for
PASSES = 3  # a step multiplies about three times as often as a prediction: once forward, twice backward
PER_OUTPUT = 100  # multiply-and-adds that writing and reading one output in training takes as long as
EFFICIENCY = 0.45  # of whole networks beside one multiplication of matrices; measured, to a factor of 1.3 on average
AROUND = 1 << 20  # bytes that a training takes whatever the network is: the order of the samples, a batch of them
STEP = 0.3e-3  # seconds that a step takes beside its work; measured on the templates and the benchmarks


TRAINING = Message("training")
NOT_ENOUGH = N_(
    "there is not enough memory: {what} takes about {needed}, and {free} are free. Make layers smaller, or the batches"
)


class NoMemory(TrainingError):
    """Something does not fit into the memory that is free; said before it is tried, or when it was."""

    def __init__(self, what: Message, needed: int, free: int) -> None:
        super().__init__(
            NOT_ENOUGH,
            what=what, needed=bytes_text(needed), free=bytes_text(free),
        )  # fmt: skip


@dataclass(frozen=True)
class Budget:
    """A network's figures. `memory` is in bytes while it trains; `seconds` are for an epoch, None without data."""

    parameters: int
    operations: int
    memory: int
    seconds: float | None

    def over(self, limits: dict[str, float]) -> tuple[str, ...]:
        """The names of the figures that are larger than their limits."""
        figures = ((name, getattr(self, name)) for name in limits)
        return tuple(name for name, value in figures if value is not None and value > limits[name])


def budget_of(report: Report, training: TrainingSettings, samples: int | None, pace: float | None = None) -> Budget:
    """What a network costs; `pace` is the work a second that was measured, else one is guessed."""
    total, seconds = report.total, None
    if samples:
        seconds = samples * work(total) / (pace or machine_pace())
        if not pace:  # a pace that was measured has it in
            seconds += samples / training.batch_size * STEP
    return Budget(total.parameters, total.operations, training_memory(report, training), seconds)


FIGURE_OF = {"parameters": "parameters", "operations": "operations", "memory": "memory", "seconds": "operations"}


def blocks_over(report: Report, budget: Budget, limits: dict[str, float]) -> dict[str, tuple[str, ...]]:
    """The blocks that break limits, each with the names of those: the fewest without which the rest would do."""
    found: dict[str, list[str]] = {}
    for name in budget.over(limits):
        share = limits[name] / getattr(budget, name)
        costs = {node: getattr(figures, FIGURE_OF[name]) for node, figures in report.figures.items()}
        rest = sum(costs.values())
        allowed = rest * share
        for node in sorted(costs, key=lambda node: -costs[node]):
            if rest <= allowed or not costs[node]:
                break
            rest -= costs[node]
            found.setdefault(node, []).append(name)
    return {node: tuple(names) for node, names in found.items()}


def training_memory(report: Report, training: TrainingSettings) -> int:
    """Bytes while it trains: weights, gradients, buffer and slots of the optimizer, the weights that a run falls back
    to; outputs, their gradients, and what layers keep of a batch and work in.
    """
    total, batch = report.total, training.batch_size
    vectors = 5 + len(training.optimizer.slots())
    fixed = AROUND + FLOAT_BYTES * total.parameters * vectors
    # Gradients of outputs live until they are used: two of the largest at the same time.
    largest = max((figures.memory for figures in report.figures.values()), default=0)
    return fixed + batch * (total.memory + 2 * largest) + held_by(report.calls, batch)


def evaluation_memory(report: Report, batch: int) -> int:
    """Bytes while it only predicts: weights, and the largest outputs of a batch with what they are made of."""
    largest = max((figures.memory for figures in report.figures.values()), default=0)
    return AROUND + FLOAT_BYTES * report.total.parameters + 3 * batch * largest


def need_memory(what: Message, needed: int, free: int | None = None) -> None:
    """Raises NoMemory, with figures, where so many bytes are more than what is free."""
    if free is None:
        free = free_memory() if needed > ALWAYS_FREE else ALWAYS_FREE  # asking costs a millisecond
    if needed > free:
        raise NoMemory(what, needed, free)


def need_training_memory(
    report: Report, training: TrainingSettings, samples: int, more: int = 0, free: int | None = None
) -> None:
    """Raises NoMemory where training on so many samples does not fit; the weights are held already.

    `more` bytes are for the data.
    """
    batch = max(1, min(training.batch_size, samples))  # that there are none is said where samples are checked
    needed = training_memory(report, training.replace(batch_size=batch)) + more
    need_memory(TRAINING, needed - FLOAT_BYTES * report.total.parameters, free)


def memory_problems(
    report: Report, training: TrainingSettings, samples: int | None, whole: int | None = None
) -> list[Problem]:
    """What can never be trained here, whatever else is running; how large a batch is, the samples tell."""
    batch = min(training.batch_size, samples or 1)
    needed = training_memory(report, training.replace(batch_size=batch))
    if whole is None:
        whole = whole_memory() if needed > ALWAYS_FREE else ALWAYS_FREE
    if needed <= whole:
        return []
    values = {"needed": bytes_text(needed), "whole": bytes_text(whole), "batch": batch}
    template = N_(
        "training takes about {needed} of memory in batches of {batch}, but there are {whole} in all. Make layers "
        "smaller, or the batches"
    )
    return [Problem(template, values, "", "memory")]


def work(total: Figures) -> float:
    """The work of training on one sample, in multiply-and-adds."""
    return PASSES * total.operations + PER_OUTPUT * total.memory / FLOAT_BYTES


@cache
def machine_pace() -> float:
    """Work a second, guessed from a few milliseconds of multiplying matrices."""
    a = np.full((SIDE, SIDE), 1.5, np.float32)
    best = float("inf")
    for _ in range(TRIES):
        start = time.perf_counter()
        np.matmul(a, a)
        best = min(best, time.perf_counter() - start)
    return EFFICIENCY * float(SIDE) ** 3 / max(best, 1e-9)
