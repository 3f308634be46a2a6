"""The oldest Keras 3 loads what is written, layer by layer, and computes the same; where it does not, that was said.

It runs in an environment of its own: NETBUILDER_KERAS_3_0 names its Python, or else one is made under ~/.cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.formats import Bundle
from tests.contract.cases import CASES
from tests.formats.branches import side_by_side, with_weights

pytestmark = pytest.mark.long

LOADER = Path(__file__).with_name("keras_loader.py")
PACKAGES = ("keras==3.0.5", "jax==0.4.30", "jaxlib==0.4.30", "numpy<2", "h5py", "packaging")
MADE = Path.home() / ".cache" / "netbuilder-tests" / "keras-3.0.5"
ENVIRONMENT = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}


def runs(python, *words, **options):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ENVIRONMENT
    return subprocess.run(
        [python, *map(str, words)], env=environment, capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="module")
def oldest():
    """The Python that has Keras 3.0.5."""
    named = os.environ.get("NETBUILDER_KERAS_3_0")
    python = Path(named) if named else MADE / "bin" / "python"
    if not named and not python.exists():
        runs(sys.executable, "-m", "venv", MADE)
        runs(python, "-m", "pip", "install", "-q", *PACKAGES)
    done = runs(python, "-c", "import keras; print(keras.__version__)") if python.exists() else None
    if done is None or done.stdout.strip() != "3.0.5":
        pytest.skip(f"no Keras 3.0.5 can be had: {done.stderr[-300:] if done else python}")
    return python


@pytest.mark.parametrize("nested", [False, True], ids=["alone", "nested"])
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_the_oldest_keras_loads_all_but_what_is_told(suffix, nested, oldest, tmp_path):
    entry = formats.format_of(Path(f"model{suffix}"))
    expected, told = {}, set()
    for number, case in enumerate(CASES):
        snapshot = with_weights(side_by_side([(number, case)], nested))
        if entry.problems(snapshot.graph):
            continue
        bundle = Bundle(snapshot)
        x = case.inputs(np.random.default_rng(number), np.float32)
        np.savez(tmp_path / f"{number}.npz", **{f"x{i}": array for i, array in enumerate(x)})
        formats.write(bundle, tmp_path / f"{number}{suffix}")
        expected[number] = str(case), snapshot.model().predict(tuple(x))
        if entry.needs(bundle):
            told.add(number)

    done = runs(oldest, LOADER, tmp_path, timeout=1800)

    assert done.returncode == 0, done.stderr[-2000:]
    failed = {number: failure(tmp_path / f"{number}{suffix}", y) for number, (_, y) in expected.items()}
    failed = {number: why for number, why in failed.items() if why}
    assert {expected[number][0]: failed[number] for number in failed if number not in told} == {}
    assert {expected[number][0] for number in told if number not in failed} == set()


def failure(path, expected):
    """Why a file did not load or computes something else, "" where all is well."""
    reason, found = (path.with_name(path.name + end) for end in (".failed.txt", ".found.npz"))
    if reason.exists():
        return reason.read_text()
    with np.load(found) as stored:
        y = [stored[f"y{i}"] for i in range(len(stored.files))]
    same = len(y) == len(expected) and all(
        mine.shape == other.shape and np.allclose(mine, other, rtol=1e-4, atol=1e-4)
        for mine, other in zip(expected, y, strict=True)
    )
    return "" if same else "computes something else"
