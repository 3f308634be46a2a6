"""Killed in the middle of saving: the file is the old or the new one, whole, and free for others (fault 72).

That work is offered again after a kill is tested with the window, in tests/gui/test_keeping.py.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from netbuilder.files.lock import Lock, take_lock
from netbuilder.project import open_file, read_project, write_project
from tests.project.test_project_file import trained_project

# Each line that comes in begins a child that saves until it is killed: to start Python for each would take minutes.
SAVER = """
import os, sys
from pathlib import Path
from netbuilder.files.lock import take_lock
from netbuilder.project import read_project, write_project
from netbuilder.project.exporting import save_as

path = Path(sys.argv[1])
found = read_project(path)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        lock = take_lock(path)
        print(os.getpid(), flush=True)
        number = 20 * int(line)
        while True:
            number += 1
            training = found.project.training.replace(epochs=1 + number)
            if sys.argv[2] == "project":
                write_project(path, found.project.replace(training=training), found.run)
            else:
                save_as(path.with_name("model.keras"), found.project, found.run, "model")
    os.waitpid(child, 0)
    print("over", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("what", ["project", "model"])
@pytest.mark.parametrize("kills", [25, pytest.param(300, marks=pytest.mark.long)])
def test_a_file_that_was_being_saved_at_a_kill_is_whole(kills, what, tmp_path):
    path, draw = tmp_path / "net.netb", random.Random(kills)
    project, run = trained_project()
    write_project(path, project, run)
    saver = subprocess.Popen(
        [sys.executable, "-c", SAVER, str(path), what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    seen = set()
    for kill in range(kills):
        saver.stdin.write(f"{kill}\n")
        saver.stdin.flush()
        child = int(saver.stdout.readline())
        time.sleep(draw.uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        assert saver.stdout.readline() == "over\n"
        seen.add(_whole(path, run, what))
    saver.communicate()

    assert len(seen) > 1 or what == "model"  # it was killed between savings that did something
    _is_free(path)


def _whole(path: Path, run, what: str) -> int:
    """The file as it is after a kill, all of it read: raises where it is not whole."""
    model = path.with_name("model.keras")
    if what == "model" and not model.exists():
        return 0
    found = read_project(path) if what == "project" else open_file(model)
    assert found.run is not None
    for key, array in run.snapshot.weights.items():
        np.testing.assert_array_equal(found.run.snapshot.weights[key], array)
    return found.project.training.epochs


def _is_free(path: Path) -> None:
    lock = take_lock(path)
    assert isinstance(lock, Lock)
    lock.release()
