"""Training speed against peers: one process a contestant, rounds interleaved, medians and ratios of one run."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.benchmarks.models import MODELS, OPERATIONS

WORKER = Path(__file__).with_name("contestants.py")
OWN = ("NetBuilder", "NetBuilder[fast]")  # without compiled kernels, and with them
ENVIRONMENTS = {
    **dict.fromkeys(OWN, ""), "scikit-learn": "", "Keras-TensorFlow": "tf", "Keras-JAX": "jax", "PyTorch": "torch",
    "PyTorch channels_last": "torch",
}  # fmt: skip
LIBRARIES = {"tf": "tensorflow", "jax": "jax", "torch": "torch"}


class Contestant:
    """A process that trains when it is told, and is stopped while it is another's turn (thread pools spin)."""

    def __init__(self, name: str, python: str, environment: dict[str, str], label: str = "") -> None:
        self.name = label or name
        self._process = subprocess.Popen(
            [python, str(WORKER), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment,
        )  # fmt: skip

    def ask(self, **command: object) -> dict:
        self._process.send_signal(signal.SIGCONT)
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGSTOP)
        return json.loads(line) if line else {"error": "it died"}

    def close(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@dataclass
class Result:
    """Samples per second of one contestant on one model, round by round, and its last loss."""

    rates: list[float] = field(default_factory=list)
    loss: float = float("nan")

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)


def measure(
    models: list[str], names: list[str], rounds: int, environments: Path, longest: float = math.inf
) -> dict[tuple[str, str], Result]:
    """What contestants reach, each in its environment; see `race`."""
    return race(gathered(names, environments), models, rounds, longest)


def race(
    contestants: list[Contestant], models: list[str], rounds: int, longest: float = math.inf
) -> dict[tuple[str, str], Result]:
    """Interleaves A B C A B C …; a contestant that cannot build a model is left out of it.

    Whoever would take longer than so many seconds for an epoch trains on fewer samples.
    """
    results: dict[tuple[str, str], Result] = {}
    try:
        for model in models:
            racing = []
            for contestant in contestants:
                answer = contestant.ask(build=model, longest=longest)
                if "error" in answer:
                    print(f"{model} {contestant.name}: {answer['error']}", file=sys.stderr)
                else:
                    racing.append(contestant)
            for _ in range(rounds):
                for contestant in racing:
                    wait_until_quiet()
                    answer = contestant.ask(epoch=1)
                    result = results.setdefault((model, contestant.name), Result())
                    result.rates.append(answer["rate"])
                    result.loss = answer["loss"]
            for contestant in racing:
                result = results[model, contestant.name]
                print(
                    f"{model} {contestant.name:21} {result.rate:10,.0f} samples/s  loss {result.loss:.3f}", flush=True
                )
    finally:
        for contestant in contestants:
            contestant.close()
    return results


def free_environment() -> dict[str, str]:
    """The environment without what slows numpy down."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}


def gathered(names: list[str], environments: Path) -> list[Contestant]:
    """Contestants in their environments; what has none is left out."""
    contestants = []
    for name in names:
        python = python_of(name, environments)
        if python is not None:
            contestants.append(Contestant(name, python, free_environment()))
    return contestants


def python_of(name: str, environments: Path) -> str | None:
    """The Python that a contestant runs in: of its own environment, or this one where it has what is needed.

    None, and a word on standard error, where there is none.
    """
    inner = ENVIRONMENTS[name]
    own = environments / inner / "bin" / "python"
    if not inner or (not own.exists() and importlib.util.find_spec(LIBRARIES[inner])):
        return sys.executable
    if own.exists():
        return str(own)
    print(f"{name}: no environment at {own}; `sh resources/setup.sh bench` makes it", file=sys.stderr)
    return None


def wait_until_quiet(longest: float = 5.0) -> None:
    """Others use these machines too: waits, but not for ever, until the processors are idle."""
    if not Path("/proc/stat").exists():
        return
    end = time.monotonic() + longest
    while time.monotonic() < end:
        before = _busy()
        time.sleep(0.1)
        if _busy() - before <= 2:
            return


def _busy() -> int:
    values = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return sum(values) - values[3] - values[4]


def sgemm_peak() -> float:
    """Multiply-and-adds per second of the largest matrix product, all BLAS threads."""
    a = np.random.default_rng(0).random((2048, 2048), dtype=np.float32)
    out = np.empty_like(a)
    np.matmul(a, a, out=out)
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        np.matmul(a, a, out=out)
        best = max(best, 2048**3 / (time.perf_counter() - start))
    return best


def blas_kernel() -> str:
    """Which of BLAS's kernels numpy uses here."""
    from threadpoolctl import threadpool_info

    return ", ".join(
        f"{pool['internal_api']} {pool.get('architecture', '?')} × {pool['num_threads']}" for pool in threadpool_info()
    )


def table(results: dict[tuple[str, str], Result], peak: float) -> str:
    """Markdown: rates, ratios of NetBuilder against each peer, and the share of the sgemm peak.

    Where both were measured, each cell has NetBuilder's without compiled kernels and with them.
    """
    peers = [name for name in ENVIRONMENTS if name not in OWN and any(key[1] == name for key in results)]
    who = [name for name in OWN if any(key[1] == name for key in results)]
    lines = [
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"numpy {np.__version__}, {blas_kernel()}; sgemm peak {2 * peak / 1e9:.0f} GFLOP/s. "
        f"{' / '.join(who)}; ratios are medians of rounds.",
        "",
        "| model | samples/s | share of peak | " + " | ".join(f"× {peer}" for peer in peers) + " |",
        "|---|---|---|" + "---|" * len(peers),
    ]
    found = [ratios(results, name) for name in who]
    for model, (what, *_) in MODELS.items():
        own = [results[model, name].rate for name in who if (model, name) in results]
        if not own:
            continue
        rates = " / ".join(f"{rate:,.0f}" for rate in own)
        share = " / ".join(f"{OPERATIONS[model] * rate / peak:.0%}" for rate in own) if model in OPERATIONS else "–"
        cells = [
            " / ".join(f"{each[model][peer]:.2f}" for each in found if peer in each.get(model, {})) for peer in peers
        ]
        lines.append(f"| {model}: {what} | {rates} | {share} | " + " | ".join(cell or "–" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def ratios(results: dict[tuple[str, str], Result], who: str = "NetBuilder") -> dict[str, dict[str, float]]:
    """How many times as fast as each peer, by model: the median of the rounds."""
    found: dict[str, dict[str, float]] = {}
    for (model, name), result in results.items():
        own = results.get((model, who))
        if own is not None and name not in OWN:
            each = [mine / theirs for mine, theirs in zip(own.rates, result.rates, strict=False)]
            found.setdefault(model, {})[name] = statistics.median(each)
    return found
