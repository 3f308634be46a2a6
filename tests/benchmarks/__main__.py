"""python -m tests.benchmarks training [--models M1,M2] [--rounds 5] [--longest 3] [--no-starts] [--output FILE.md]
python -m tests.benchmarks cores [--models M4,M8] [--rounds 3] [--longest 2]
python -m tests.benchmarks window [--seconds 10]
python -m tests.benchmarks growing [--minutes 10] [--kept 4]
python -m tests.benchmarks watching [--rounds 5]
python -m tests.benchmarks canvas
python -m tests.benchmarks predicting [--models M1,M4,M6] [--rounds 5]
python -m tests.benchmarks starting [--rounds 5]
python -m tests.benchmarks scaling [--output DIR]
python -m tests.benchmarks memory [--models M1,M2] [--who NetBuilder,Keras-JAX]

Contestants other than NetBuilder and scikit-learn live in environments of their own: `sh resources/setup.sh bench`
makes them and runs the whole comparison.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVERYBODY = (
    "NetBuilder", "NetBuilder[fast]", "Keras-TensorFlow", "Keras-JAX", "PyTorch", "PyTorch channels_last",
    "scikit-learn",
)  # fmt: skip
ALL = "M1,M2,M3,M4,M4c,M5,M6,M6g,M6s,M7,M8,M9,M10"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n\n")[1])
    kinds = parser.add_subparsers(dest="kind", required=True)
    training = kinds.add_parser("training", help="samples per second against peers")
    training.add_argument("--models", default=ALL)
    training.add_argument("--who", default=",".join(EVERYBODY))
    training.add_argument("--rounds", type=int, default=5)
    training.add_argument(
        "--longest", type=float, default=3.0, help="seconds of an epoch; who is slower trains on fewer samples"
    )
    training.add_argument("--no-starts", action="store_true", help="leave out the times to the first batch")
    training.add_argument("--environments", type=Path, default=ROOT / ".bench")
    training.add_argument("--output", type=Path, help="a file for the table; its picture goes beside it")
    cores = kinds.add_parser("cores", help="how training speed grows with the number of threads")
    cores.add_argument("--models", default="M1,M4,M6,M7,M8,M10")
    cores.add_argument("--rounds", type=int, default=3)
    cores.add_argument("--longest", type=float, default=2.0, help="seconds of an epoch")
    window = kinds.add_parser("window", help="frame lateness while training")
    window.add_argument("--seconds", type=float, default=10)
    growing = kinds.add_parser("growing", help="the window's memory while a network trains again and again")
    growing.add_argument("--minutes", type=float, default=10)
    growing.add_argument("--kept", type=int, default=4, help="runs that are remembered")
    watching = kinds.add_parser("watching", help="what looking into a network costs")
    watching.add_argument("--rounds", type=int, default=5)
    predicting = kinds.add_parser("predicting", help="the time of a single sample against peers")
    predicting.add_argument("--models", default="M1,M4,M6")
    predicting.add_argument("--rounds", type=int, default=5)
    predicting.add_argument("--environments", type=Path, default=ROOT / ".bench")
    starting = kinds.add_parser("starting", help="from the start of the command line to the first batch")
    starting.add_argument("--rounds", type=int, default=5)
    starting.add_argument("--environments", type=Path, default=ROOT / ".bench")
    memory = kinds.add_parser("memory", help="the peak of training, against the estimate and Keras")
    memory.add_argument("--models", default=ALL)
    memory.add_argument("--who", default="NetBuilder,Keras-TensorFlow,Keras-JAX")
    memory.add_argument("--environments", type=Path, default=ROOT / ".bench")
    scaling = kinds.add_parser("scaling", help="how training grows with the work, against the machine's limits")
    scaling.add_argument("--output", type=Path, help="a folder for scaling.md and scaling.png")
    kinds.add_parser("canvas", help="frames, opening, edits and the start of the window")
    options = parser.parse_args()
    kinds_of = {
        "training": _training,
        "cores": _cores,
        "window": _window,
        "growing": _growing,
        "watching": _watching,
        "canvas": _canvas,
        "predicting": _predicting,
        "starting": _starting,
        "memory": _memory,
        "scaling": _scaling,
    }
    return kinds_of[options.kind](options)


def _free_blas() -> None:
    """Starts anew without the variables that slow numpy down: BLAS reads them when it is loaded."""
    if any(name.startswith("OPENBLAS") for name in os.environ):
        free = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
        os.execve(sys.executable, [sys.executable, "-m", "tests.benchmarks", *sys.argv[1:]], free)


def _training(options: argparse.Namespace) -> int:
    _free_blas()
    from tests.benchmarks.pictures import draw_ratios
    from tests.benchmarks.training import measure, ratios, sgemm_peak, table

    models, who = options.models.split(","), options.who.split(",")
    results = measure(models, who, options.rounds, options.environments, options.longest)
    text = table(results, sgemm_peak())
    print("\n" + text, flush=True)
    if not options.no_starts:
        from tests.benchmarks import starting

        starts, _ = starting.table(starting.measure(min(3, options.rounds), options.environments))
        text += "\n" + starts + "\n"
        print("\n" + starts, flush=True)
    if options.output:
        options.output.write_text(text, "utf-8")
        draw_ratios(ratios(results), options.output.with_suffix(".png"))
    return 0


def _cores(options: argparse.Namespace) -> int:
    from tests.benchmarks.cores import measure, table

    models = options.models.split(",")
    print("\n" + table(measure(models, options.rounds, options.longest), models))
    return 0


def _predicting(options: argparse.Namespace) -> int:
    _free_blas()
    from tests.benchmarks.predicting import measure, table

    text, within = table(measure(options.models.split(","), options.rounds, options.environments))
    print(text)
    return 0 if within else 1


def _starting(options: argparse.Namespace) -> int:
    from tests.benchmarks.starting import measure, table

    text, within = table(measure(options.rounds, options.environments))
    print(text)
    return 0 if within else 1


def _memory(options: argparse.Namespace) -> int:
    from tests.benchmarks.memory import measure, table

    models = options.models.split(",")
    text, within = table(measure(models, options.who.split(","), options.environments), models)
    print(text)
    return 0 if within else 1


def _scaling(options: argparse.Namespace) -> int:
    _free_blas()
    from tests.benchmarks.scaling import cliffs, draw, measure, table

    points, peak, pace = measure()
    text = table(points, peak, pace)
    print(text)
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "scaling.md").write_text(text, "utf-8")
        draw(points, options.output / "scaling.png")
    return 1 if cliffs(points) else 0


def _watching(options: argparse.Namespace) -> int:
    _free_blas()
    from tests.benchmarks.watching import LIMIT, measure

    dearest = 0.0
    for name, (plain, watched, looks) in measure(options.rounds).items():
        dearest = max(dearest, 1 - watched / plain)
        print(
            f"{name:42} {plain:10,.0f} samples/s  {watched:10,.0f} watched ({1 - watched / plain:+.1%}, {looks} looks)"
        )
    print(f"looking costs {dearest:.1%}, {'within' if dearest < LIMIT else 'over'} the limit of {LIMIT:.0%}")
    return 0 if dearest < LIMIT else 1


def _canvas(_options: argparse.Namespace) -> int:
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.benchmarks.canvas import measure, table

    found = measure()
    print(table(found))
    return 0 if all(one.processor <= one.limit for one in found) else 1


def _window(options: argparse.Namespace) -> int:
    from tests.benchmarks.window import LIMIT, measure

    found = measure(options.seconds)
    for name, value in found.items():
        print(f"{name:18} {value:,.1f}")
    within = found["training p99 ms"] < LIMIT
    print(f"p99 while training is {'within' if within else 'over'} the limit of {LIMIT:.0f} ms")
    return 0 if within else 1


def _growing(options: argparse.Namespace) -> int:
    from tests.benchmarks.growing import LIMIT, growth, measure

    looks = measure(options.minutes, options.kept)
    for look in looks:
        print(
            f"{look.seconds:8.0f} s {look.runs:6} runs {look.used / 2**20:9.2f} MB, history {look.history / 2**20:9.2f}"
        )
    found = growth(looks)
    for name, value in found.items():
        print(f"{name:12} {value:+8.2f} MB an hour")
    within = found["beyond it"] < LIMIT
    print(f"beyond its history it grows {'within' if within else 'over'} the limit of {LIMIT:.0f} MB an hour")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
