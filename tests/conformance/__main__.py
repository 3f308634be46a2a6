"""python -m tests.conformance [--torch PYTHON] [--only keras|torch|onnx] [--keep FOLDER] [-o FILE.md]

Records what Keras's own tests and PyTorch's `module_db` compute, computes it again with NetBuilder, and prints how
many cases pass, are declined (and why) or are wrong. ONNX's own cases, models that PyTorch exported among them, are
read as files and computed. The exit status is 1 when one is wrong. PyTorch lives in an
environment of its own, which `sh resources/setup.sh bench` makes; without it that part is left out. `--keep` keeps
the records in a folder and takes them from there the next time.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pickle
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.conformance import RECORDS

ROOT = Path(__file__).parents[2]
TORCH = ROOT / ".bench" / "torch" / "bin" / "python"
PROBABILISTIC = "metrics/probabilistic_metrics_test.py"
# Keras's folders of tests, and what Keras runs on. Its NumPy backend is fast, but takes the logarithm of rounded
# probabilities where JAX takes that of scores.
RUNS = {
    "small": ("numpy", ("activations", "constraints", "regularizers", "optimizers", "metrics"), PROBABILISTIC),
    "losses": ("jax", ("losses", PROBABILISTIC), ""),
    "layers": ("numpy", ("layers",), ""),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__.split("\n\n")[1])
    parser.add_argument("--torch", type=Path, default=TORCH, help="Python of an environment with PyTorch")
    parser.add_argument("--only", choices=("keras", "torch", "onnx"))
    parser.add_argument("--keep", type=Path, help="folder for the records")
    parser.add_argument("-o", "--output", type=Path, help="Markdown file for the table")
    options = parser.parse_args()
    from tests.conformance.verdict import WRONG, table

    with tempfile.TemporaryDirectory() as folder:
        kept = (options.keep or Path(folder)).absolute()
        kept.mkdir(parents=True, exist_ok=True)
        outcomes = list(_replayed(kept, options))
    text = table(outcomes)
    print("\n" + text)
    if options.output:
        options.output.write_text(text, "utf-8")
    return 1 if any(outcome.verdict == WRONG for outcome in outcomes) else 0


def _replayed(kept: Path, options: argparse.Namespace) -> Iterator[Any]:
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        if options.only in (None, "onnx"):
            from tests.conformance.onnx_replay import FOLDERS, node_cases, stored_cases
            from tests.conformance.onnx_replay import replay as replay_onnx

            for kind in FOLDERS:
                yield from map(replay_onnx, stored_cases(kind))
            yield from map(replay_onnx, node_cases())
        if options.only in (None, "keras"):
            from tests.conformance.keras_replay import replay as replay_keras

            for name in RUNS:
                yield from map(replay_keras, keras_records(name, kept))
        if options.only in (None, "torch"):
            if not options.torch.exists():
                print(
                    f"PyTorch's cases are left out: there is no {options.torch}. `sh resources/setup.sh bench` makes it"
                )
                return
            from tests.conformance.torch_replay import replay as replay_torch

            yield from map(replay_torch, torch_records(options.torch, kept))


def keras_records(name: str, kept: Path) -> list[Any]:
    """What one run of Keras's tests recorded; runs them where it is not kept yet."""
    file = kept / f"keras-{name}.pickle"
    if not file.exists():
        backend, folders, without = RUNS[name]
        (package,) = importlib.util.find_spec("keras").submodule_search_locations  # type: ignore[union-attr, misc]
        source = Path(package) / "src"
        print(f"recording Keras's tests of {', '.join(folders)} on {backend} …", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conformance.keras_recorder"]
        command += ["-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(kept)]
        command += ["--ignore", str(source / without)] if without else []
        command += [str(source / folder) for folder in folders]
        environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)}
        # Some of Keras's tests need what is not installed here; what the others compute counts.
        run = subprocess.run(
            command, cwd=kept, env=environment | {RECORDS: str(file)}, check=False, capture_output=True, text=True
        )
        print("  " + run.stdout.strip().splitlines()[-1], flush=True)
    return _loaded(file)


def torch_records(python: Path, kept: Path) -> list[Any]:
    """What PyTorch's modules compute in its own tests' cases."""
    file = kept / "torch.pickle"
    if not file.exists():
        print("recording PyTorch's modules …", flush=True)
        subprocess.run([str(python), str(Path(__file__).parent / "torch_dump.py"), str(file)], cwd=kept, check=True)
    return _loaded(file)


def _loaded(file: Path) -> list[Any]:
    """Records of our own making, just written by a process that we started."""
    with file.open("rb") as stream:
        found: list[Any] = pickle.load(stream)
    return found


if __name__ == "__main__":
    sys.exit(main())
