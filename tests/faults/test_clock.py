"""Clocks that jump and machines that sleep: durations are measured by a clock that nobody can set (row 59)."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import netbuilder
from netbuilder.project import open_file, template, write_project

SETTABLE = {("time", "time"), ("time", "time_ns"), ("datetime", "utcnow")}


def test_no_duration_is_measured_by_a_clock_that_can_be_set():
    """Row 59: what tells when something was is datetime.now(UTC); its differences are nowhere taken."""
    found, subtracted = set(), []
    for path in Path(netbuilder.__file__).parent.rglob("*.py"):
        of_data = path.parent.name == "dates"  # days of a table are no times of ours
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.add((node.value.id, node.attr))
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and not of_data:
                subtracted.append(ast.unparse(node))

    assert not found & SETTABLE
    assert ("time", "monotonic") in found
    assert [text for text in subtracted if "datetime" in text or "_began" in text] == []


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_run_that_was_put_to_sleep_goes_on_as_if_nothing_had_been(tmp_path):
    """Row 59."""
    project = template("mlp").project()
    training = project.training.replace(epochs=6, batch_size=32, seed=3)
    write_project(tmp_path / "p.netb", project.replace(training=training))
    rng = np.random.default_rng(0)
    x, y = rng.random((2000, 784), np.float32), rng.integers(0, 10, 2000)
    np.savez(tmp_path / "d.npz", x_train=x, y_train=y, x_test=x[:10], y_test=y[:10])

    weights = [trained(tmp_path, name, sleeps) for name, sleeps in (("awake", False), ("asleep", True))]

    for key, array in weights[0].items():
        np.testing.assert_array_equal(weights[1][key], array)


def trained(folder, name, sleeps):
    command = ["train", "p.netb", "--data", "d.npz", "-o", f"{name}.netb"]
    process = subprocess.Popen(
        [sys.executable, "-m", "netbuilder", *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    if sleeps:
        lines = iter(process.stdout.readline, "")
        assert any("epoch 1 of 6" in line for line in lines)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        process.send_signal(signal.SIGCONT)
    said, _ = process.communicate(timeout=100)
    assert process.returncode == 0, said
    return open_file(folder / f"{name}.netb").run.snapshot.weights
