"""Every layer case as a network of its own, with weights that are not as they begin, and how scripts are run."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Input
from tests.contract.cases import CASES, Case

RUFF = Path(sys.executable).with_name("ruff")
TRAINING = TrainingSettings("mean_squared_error", metrics=(), seed=1, epochs=1)


def graph_of(case: Case) -> Graph:
    """The layer between its inputs and the output."""
    dtype = "int32" if case.whole else "float32"
    inputs = [Node(f"input_{i}", Input(shape, dtype)) for i, shape in enumerate(case.shapes)]
    return Graph.of([*inputs, Node("tested", case.layer, tuple(Port(node.name) for node in inputs))])


def stirred(graph: Graph, training: TrainingSettings = TRAINING) -> Snapshot:
    """A network whose weights are all away from where they begin, so that none can be forgotten."""
    snapshot = fresh(graph, training)
    rng = np.random.default_rng(5)
    weights = {}
    for key, array in snapshot.weights.items():
        positive = "variance" in key[1] or "count" in key[1]
        shift = rng.random(array.shape) if positive else 0.3 * rng.normal(size=array.shape)
        weights[key] = (array + shift).astype(array.dtype)
    return dataclasses.replace(snapshot, weights=weights, optimizer=None)


def inputs_of(case: Case) -> list[np.ndarray]:
    """Samples for a case."""
    found = case.inputs(np.random.default_rng(7), np.float32)
    return [x.astype("int32" if case.whole else "float32") for x in found]


def cases(declines=lambda case: False):
    """All cases as parameters: one a layer in the everyday run, and every one in the long run."""
    seen = set()
    found = []
    for case in CASES:
        often = type(case.layer) in seen or declines(case)
        if not declines(case):
            seen.add(type(case.layer))
        found.append(pytest.param(case, id=str(case), marks=[pytest.mark.long] if often else []))
    return found


def assert_formatted(folder: Path) -> None:
    """Every script in a folder is as ruff would format it, and uses what it imports."""
    for command in (
        ["format", "--diff", "--isolated"],
        ["check", "--isolated", "--select", "E,F,I,W", "--ignore", "E501"],
    ):
        done = subprocess.run([RUFF, *command, str(folder)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-500:]


def assert_close(ours, theirs, tolerance: float = 1e-5) -> None:
    """All outputs are of the same shape and numbers."""
    theirs = theirs if isinstance(theirs, list | tuple) else [theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == np.shape(other)
        np.testing.assert_allclose(np.asarray(other), mine, rtol=10 * tolerance, atol=tolerance)
