"""What does not fit into memory is refused with figures, before it is taken; what runs out ends a run cleanly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.testing import assert_array_equal

from netbuilder.cli import main
from netbuilder.data.memory import bytes_text, free_memory, memory_limit, whole_memory
from netbuilder.engine.budget import (
    NoMemory,
    evaluation_memory,
    memory_problems,
    need_training_memory,
    training_memory,
)
from netbuilder.engine.checkpoint import read_checkpoint, write_checkpoint
from netbuilder.engine.events import BatchEnd, EpochEnd, Started
from netbuilder.engine.fit import Progress, Samples, evaluate, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.project import Project, write_project
from netbuilder.project.repairs import problems_of
from tests.networks import chain

MEGABYTE = 1 << 20
SETTINGS = TrainingSettings(loss="mean_squared_error", optimizer="adam", metrics=(), batch_size=8, epochs=3, seed=2)
SMALL = chain(Input((4,)), Dense(3))
HUGE = chain(Input((100,)), Dense(100_000), Dense(100_000), Dense(1))  # 40 GB of weights
X = np.linspace(-1, 1, 96).reshape(24, 4).astype(np.float32)
SAMPLES = Samples((X,), (X[:, :3],))


# -- what the system tells ----------------------------------------------------------------------------------


def system(root: Path, files: dict[str, str]) -> Path:
    """A folder that tells of control groups as Linux does."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


CASES = {
    "a container's": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": f"{2 * MEGABYTE}\n",
            "sys/fs/cgroup/memory.current": f"{MEGABYTE}\n",
            "sys/fs/cgroup/memory.stat": f"anon 5\ninactive_file {MEGABYTE // 2}\n",
        },
        3 * MEGABYTE // 2,
    ),
    "that of a group above": (
        {
            "proc/self/cgroup": "0::/all/mine\n",
            "sys/fs/cgroup/all/memory.max": f"{MEGABYTE}\n",
            "sys/fs/cgroup/all/memory.current": "0\n",
            "sys/fs/cgroup/all/mine/memory.max": "max\n",
            "sys/fs/cgroup/all/mine/memory.current": "0\n",
        },
        MEGABYTE,
    ),
    "that of a group of the first version": (
        {
            "proc/self/cgroup": "9:cpu:/\n4:memory:/job\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "77\n",
            "sys/fs/cgroup/memory/job/memory.limit_in_bytes": f"{3 * MEGABYTE}\n",
            "sys/fs/cgroup/memory/job/memory.usage_in_bytes": f"{MEGABYTE}\n",
            "sys/fs/cgroup/memory/job/memory.stat": "total_inactive_file 0\n",
        },
        2 * MEGABYTE,
    ),
    "nothing more": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "1000\n",
            "sys/fs/cgroup/memory.current": "2000\n",
        },
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "free"), CASES.values(), ids=CASES)
def test_free_is_what_the_groups_leave(files, free, tmp_path):
    assert free_memory(system(tmp_path, files)) == free


@pytest.mark.parametrize(
    "files",
    [{}, {"proc/self/cgroup": "0::/\nrubbish\n", "sys/fs/cgroup/memory.max": "much\n"}],
    ids=["no group", "a group that tells nonsense"],
)
def test_without_a_group_the_machine_tells(files, tmp_path):
    root = system(tmp_path, files)

    assert whole_memory(root) == psutil.virtual_memory().total
    assert 0 < free_memory(root) <= psutil.virtual_memory().total + psutil.swap_memory().total


def test_a_group_limits_what_there_is_in_all(tmp_path):
    files = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "5000", "sys/fs/cgroup/memory.current": "1"}

    assert whole_memory(system(tmp_path, files)) == 5000


def test_this_machine_has_memory_and_not_more_is_free_than_it_has():
    assert 0 < memory_limit() < whole_memory()
    assert free_memory() > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a limit of Linux")
def test_a_limit_of_addresses_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))\n"
        "from netbuilder.data.memory import free_memory\n"
        "print(free_memory() < 6 << 30)"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True\n"


@pytest.mark.parametrize(
    ("count", "text"), [(5, "5 B"), (98 << 10, "98 KB"), (3 << 29, "1.5 GB"), (1 << 41, "2,048 GB")]
)
def test_bytes_are_told_in_a_few_letters(count, text):
    assert bytes_text(count) == text


# -- refused before it is taken -----------------------------------------------------------------------------


def test_training_that_does_not_fit_is_refused_with_figures():
    report = check(SMALL)
    needed = training_memory(report, SETTINGS) - 4 * report.total.parameters

    need_training_memory(report, SETTINGS, 24, free=needed)
    with pytest.raises(NoMemory) as refused:
        need_training_memory(report, SETTINGS, 24, free=needed - 1)

    assert str(refused.value) == (
        f"there is not enough memory: training takes about {bytes_text(needed)}, and {bytes_text(needed - 1)} are "
        "free. Make layers smaller, or the batches"
    )


def test_the_data_counts_and_a_batch_is_not_larger_than_the_data():
    report, vast = check(SMALL), SETTINGS.replace(batch_size=1_000_000)
    needed = training_memory(report, SETTINGS.replace(batch_size=24)) - 4 * report.total.parameters

    need_training_memory(report, vast, 24, free=needed)
    with pytest.raises(NoMemory):
        need_training_memory(report, vast, 24, more=1, free=needed)


def test_whole_numbers_are_counted_as_the_floats_that_are_made_of_them():
    model = compile_model(SMALL, SETTINGS)

    assert model.cast_bytes([X]) == 0
    assert model.cast_bytes([X.astype(np.int8)]) == X.nbytes


def test_what_can_never_be_trained_is_a_problem_that_names_the_memory():
    report = check(SMALL)
    needed = training_memory(report, SETTINGS)

    assert memory_problems(report, SETTINGS, 24, whole=needed) == []
    (problem,) = memory_problems(report, SETTINGS, 24, whole=needed - 1)
    assert problem.severity == "error"
    assert problem.text.startswith(
        f"training takes about {bytes_text(needed)} of memory in batches of 8, but there are "
    )


def test_a_network_that_is_too_large_is_a_problem_of_its_project():
    assert [problem.field for problem in problems_of(Project(HUGE, SETTINGS), None)] == ["memory"]


def test_weights_that_do_not_fit_are_refused_before_any_are_made():
    with pytest.raises(NoMemory, match="holding the weights of this network takes about 37 GB, and "):
        compile_model(HUGE)


def test_evaluating_counts_the_outputs_of_a_batch():
    wide = check(chain(Input((1000, 1000, 1)), Conv2D(64, 1)))

    assert evaluation_memory(wide, 10) - evaluation_memory(wide, 0) == 3 * 10 * 4 * 64 * 1000 * 1000
    model = compile_model(chain(Input((20_000, 20_000, 1)), Conv2D(1000, 1)), SETTINGS)
    x = np.broadcast_to(np.float32(0), (1, 20_000, 20_000, 1))
    with pytest.raises(NoMemory, match="evaluating takes about 4,470 GB, and "):
        list(evaluate(model, Samples((x,), (x,))))


@pytest.fixture
def huge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path / "huge.netb", Project(HUGE, SETTINGS))
    np.savez(tmp_path / "d.npz", x_train=np.zeros((8, 100), np.float32), y_train=np.arange(8.0))
    return tmp_path


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["train", "huge.netb", "--data", "d.npz", "-o", "out.netb"], "training takes about 261 GB of memory"),
        (["evaluate", "huge.netb", "--data", "d.npz"], "holding the weights of this network takes about 37 GB"),
        (["export", "huge.netb", "-o", "out.keras"], "making the weights of this network takes about 224 GB"),
        (["export", "huge.netb", "-o", "out.py", "--weights"], "making the weights of this network takes about 224 GB"),
        (["export", "huge.netb", "-o", "out.npz"], "making the weights of this network takes about 224 GB"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_commands_refuse_it_in_one_line_and_write_nothing(command, told, huge, capsys):
    assert main(command) == 2
    (line,) = capsys.readouterr().err.splitlines()[-1:]
    assert told in line
    assert sorted(path.name for path in huge.iterdir()) == ["d.npz", "huge.netb"]


def test_check_names_the_memory_that_it_would_take(huge, capsys):
    assert main(["check", "huge.netb"]) == 1
    assert (
        "error: memory: training takes about 261 GB of memory in batches of 1, but there are" in capsys.readouterr().out
    )


# -- run out of ---------------------------------------------------------------------------------------------


class Greedy(Watch):
    """Something that asks for more memory than there is after a number of batches."""

    def __init__(self, batches):
        super().__init__()
        self._left = batches

    def after_batch(self):
        super().after_batch()
        self._left -= 1
        if not self._left:
            np.empty(1 << 60, np.uint8)


def test_memory_that_runs_out_ends_the_run_with_figures_and_what_was_learned(tmp_path):
    model = compile_model(SMALL, SETTINGS)
    progress = Progress()
    events = fit(model, SAMPLES, progress=progress, watch=Greedy(5))
    told = []

    def follow():
        for event in events:
            told.append(event)
            if isinstance(event, EpochEnd):
                write_checkpoint(tmp_path / "c.npz", model, progress)

    with pytest.raises(NoMemory, match=r"there is not enough memory: training takes about 1\.0 MB, and .* are free"):
        follow()

    assert isinstance(told[0], Started)
    assert sum(isinstance(event, BatchEnd) for event in told) == 4
    assert np.isfinite(model.parameters.values).all()

    again = compile_model(SMALL, SETTINGS)
    gone_on = read_checkpoint(tmp_path / "c.npz", again)
    assert gone_on.epoch == 1
    list(fit(again, SAMPLES, progress=gone_on))
    whole = compile_model(SMALL, SETTINGS)
    list(fit(whole, SAMPLES))
    assert_array_equal(again.parameters.values, whole.parameters.values)
