"""Fault 72: what a save left when it was killed is cleared by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from netbuilder.files import atomic_write, folder_aside
from netbuilder.files.leftovers import PREFIX, temporary_prefix

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

SAVE = """
import sys
from pathlib import Path
from netbuilder.files import atomic_write, folder_aside
target = Path(sys.argv[1])
with folder_aside(target) as folder, atomic_write(target) as file:
    (folder / "half.bin").write_bytes(bytes(100))
    file.write(bytes(100))
    print("half", flush=True)
    sys.stdin.read()
"""


def half_saved(target: Path) -> subprocess.Popen:
    """A process in the middle of a save."""
    process = subprocess.Popen(
        [sys.executable, "-c", SAVE, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    return process


def end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_the_next_save_clears_what_a_killed_one_left(tmp_path):
    end(half_saved(tmp_path / "a.netb"))
    assert len(hidden(tmp_path)) == 2

    with atomic_write(tmp_path / "b.netb") as file:
        file.write(b"whole")

    assert hidden(tmp_path) == []
    assert (tmp_path / "b.netb").read_bytes() == b"whole"


def test_an_export_clears_it_too(tmp_path):
    end(half_saved(tmp_path / "a.netb"))

    with folder_aside(tmp_path / "b.keras"):
        pass

    assert hidden(tmp_path) == []


def test_what_a_process_that_lives_is_writing_stays(tmp_path):
    process = half_saved(tmp_path / "a.netb")
    before = hidden(tmp_path)

    with atomic_write(tmp_path / "b.netb") as file:
        file.write(b"whole")

    assert hidden(tmp_path) == before
    end(process)


def test_files_of_others_stay(tmp_path):
    gone = end_of_a_process()
    machine = temporary_prefix().removeprefix(PREFIX).split("-")[0]
    other = "0" * 8 if machine != "0" * 8 else "1" * 8
    names = [
        f"{PREFIX}{other}-{gone}-x",
        f"{PREFIX}notes.txt",
        f"{PREFIX}{machine}-x-y",
        f"netbuilder-{machine}-{gone}-x",
    ]
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    (tmp_path / f"{PREFIX}{machine}-{gone}-link").symlink_to(outside)

    with atomic_write(tmp_path / "b.netb") as file:
        file.write(b"whole")

    assert all((tmp_path / name).read_bytes() == b"mine" for name in names)
    assert outside.read_bytes() == b"mine"


def end_of_a_process() -> int:
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
