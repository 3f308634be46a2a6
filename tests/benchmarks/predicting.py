"""How long the prediction of a single sample takes, against the peers' own ways: medians of interleaved rounds."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from tests.benchmarks.models import MODELS
from tests.benchmarks.training import gathered, wait_until_quiet

PEERS = ("Keras-TensorFlow", "Keras-JAX", "PyTorch")
# Our time may be this share of theirs at the most.
LIMITS = {"Keras-TensorFlow": 1 / 20, "Keras-JAX": 1 / 20, "PyTorch": 1.0}
CALLS = {"Keras-TensorFlow": 20, "Keras-JAX": 50}
OFTEN = 300

Times = dict[tuple[str, str], float]  # seconds by model and contestant


def measure(models: list[str], rounds: int, environments: Path) -> Times:
    """Interleaves A B C A B C …; each turn gives the median of its calls, and the turns' median counts."""
    contestants = gathered(["NetBuilder", *PEERS], environments)
    turns: dict[tuple[str, str], list[float]] = {}
    try:
        for model in models:
            for contestant in contestants:
                answer = contestant.ask(build=model)
                if "error" in answer:
                    print(f"{model} {contestant.name}: {answer['error']}", file=sys.stderr)
            for _ in range(rounds):
                for contestant in contestants:
                    wait_until_quiet()
                    answer = contestant.ask(predict=CALLS.get(contestant.name, OFTEN))
                    if "seconds" in answer:
                        turns.setdefault((model, contestant.name), []).append(answer["seconds"])
    finally:
        for contestant in contestants:
            contestant.close()
    return {key: statistics.median(times) for key, times in turns.items()}


def table(times: Times) -> tuple[str, bool]:
    """Markdown, and whether all is within the limits."""
    lines = ["| model | contestant | µs a sample | NetBuilder's share | limit | |", "|---|---|---:|---:|---:|---|"]
    within = True
    for (model, name), seconds in times.items():
        if name == "NetBuilder":
            lines.append(f"| {model}: {MODELS[model][0]} | {name} | {seconds * 1e6:,.0f} | | | |")
            continue
        share = times[model, "NetBuilder"] / seconds
        fine = share < LIMITS[name]
        within = within and fine
        verdict = "within" if fine else "over"
        lines.append(f"| | {name} | {seconds * 1e6:,.0f} | {share:.3f} | {LIMITS[name]:.3f} | {verdict} |")
    return "\n".join(lines), within
