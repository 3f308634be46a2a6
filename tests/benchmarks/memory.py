"""The most memory that training takes: above what was there before, against the estimate that is shown, and peers'.

Each model and contestant has a process of its own. What its libraries take once they have trained something small,
and the samples, are there before; the whole process is told as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.contestants import script
from tests.benchmarks.models import MODELS
from tests.benchmarks.training import ENVIRONMENTS, WORKER, free_environment

LIMIT = 1.2  # of the estimate
WHO = ("NetBuilder", "Keras-TensorFlow", "Keras-JAX")
MEGABYTE = 1 << 20

Peaks = dict[tuple[str, str], tuple[int, int]]  # model, contestant: bytes above what was there, bytes of the process


def estimate(model: str) -> int:
    """What the window shows before a training begins."""
    from netbuilder.engine.budget import budget_of
    from netbuilder.formats.script_reading import read_text
    from netbuilder.graph import check

    reading = read_text(script(model).read_text("utf-8"))
    batch, samples = MODELS[model][2:]
    return budget_of(check(reading.graph), reading.training.replace(batch_size=batch), samples, 1.0).memory


def measure(models: list[str], who: list[str], environments: Path) -> Peaks:
    """Trains an epoch of each model by each contestant, one after the other."""
    found: Peaks = {}
    for model in models:
        for name in who:
            python = sys.executable if not ENVIRONMENTS[name] else str(environments / ENVIRONMENTS[name] / "bin/python")
            if not Path(python).exists():
                continue
            done = subprocess.run(
                [python, str(WORKER), name], input=json.dumps({"memory": model}), capture_output=True, text=True,
                env=free_environment(), check=False,
            )  # fmt: skip
            answer = json.loads(done.stdout or '{"error": "it died"}')
            if "error" in answer:
                print(f"{model} {name}: {answer['error']}", file=sys.stderr)
                continue
            found[model, name] = answer["peak"] - answer["before"], answer["peak"]
            print(f"{model} {name}: {found[model, name][0] / MEGABYTE:.1f} MB", file=sys.stderr, flush=True)
    return found


def table(peaks: Peaks, models: list[str]) -> tuple[str, bool]:
    """Markdown, and whether all is within the limits: our peak by the estimate, and below each peer's."""
    peers = [name for name in WHO[1:] if any(key[1] == name for key in peaks)]
    lines = [
        "| model | estimate, MB | NetBuilder, MB above | of the estimate | limit | | whole process | "
        + " | ".join(f"{peer}, MB above | whole process | " for peer in peers),
        "|---|---:|---:|---:|---:|---|---:|" + "---:|---:|---|" * len(peers),
    ]
    within = True
    for model in models:
        if (model, "NetBuilder") not in peaks:
            continue
        own, whole = peaks[model, "NetBuilder"]
        expected = estimate(model)
        fine = own <= LIMIT * expected
        cells = [
            f"{expected / MEGABYTE:.1f}",
            f"{own / MEGABYTE:.1f}",
            f"{own / expected:.2f}",
            str(LIMIT),
            _word(fine),
        ]
        cells.append(f"{whole / MEGABYTE:.0f}")
        within = within and fine
        for peer in peers:
            if (model, peer) not in peaks:
                cells += ["", "", ""]
                continue
            theirs, all_of_it = peaks[model, peer]
            below = own < theirs and whole < all_of_it
            within = within and below
            cells += [f"{theirs / MEGABYTE:.1f}", f"{all_of_it / MEGABYTE:.0f}", _word(below)]
        lines.append(f"| {model} | " + " | ".join(cells) + " |")
    return "\n".join(lines), within


def _word(fine: bool) -> str:
    return "within" if fine else "over"
