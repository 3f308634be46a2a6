"""How training speed grows with the number of threads, without and with compiled kernels."""

from __future__ import annotations

import os
import sys

from netbuilder.engine.kernels.threads import processors
from tests.benchmarks.training import OWN, Contestant, Result, free_environment, race


def counts() -> list[int]:
    """1, 2, 4 … up to as many as there are processors."""
    most = processors()
    return sorted({most, *(1 << i for i in range(most.bit_length()) if 1 << i <= most)})


def measure(models: list[str], rounds: int, longest: float) -> dict[tuple[str, str], Result]:
    """Samples per second by model and "contestant × threads", interleaved."""
    contestants = []
    for name in OWN:
        for count in counts():
            told = {"NETBUILDER_THREADS": str(count), "OPENBLAS_NUM_THREADS": str(count)}
            contestants.append(Contestant(name, sys.executable, {**free_environment(), **told}, f"{name} × {count}"))
    return race(contestants, models, rounds, longest)


def table(results: dict[tuple[str, str], Result], models: list[str]) -> str:
    """Markdown: samples per second on one thread, and how many times as many on more."""
    heads = [f"{name} × {count}" for name in OWN for count in counts()]
    lines = ["| model | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    for model in models:
        cells = []
        for name in OWN:
            one = results[model, f"{name} × 1"].rate
            cells += [f"{one:,.0f}/s", *(f"{results[model, f'{name} × {n}'].rate / one:.2f}" for n in counts()[1:])]
        lines.append(f"| {model} | " + " | ".join(cells) + " |")
    return f"{os.cpu_count()} processors\n\n" + "\n".join(lines)
