"""Compiled kernels take over between two batches, are told of, and are not missed where Numba is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from netbuilder.engine.checkpoint import NotExact, read_checkpoint, write_checkpoint
from netbuilder.engine.choices import UNMEASURED
from netbuilder.engine.circumstances import circumstances
from netbuilder.engine.events import BatchEnd, Computing, EpochEnd
from netbuilder.engine.fit import Progress, Samples, fit, last
from netbuilder.engine.kernels.compiled import keeping, loading
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import TrainingError
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

pytestmark = [pytest.mark.numba, pytest.mark.numpy]  # compiled kernels take over from NumPy


@pytest.fixture
def automatic(monkeypatch):
    """The machine has no wish of its own, and nothing was measured on it."""
    monkeypatch.delenv("NETBUILDER_KERNELS", raising=False)
    monkeypatch.setattr("netbuilder.engine.takeover.choices_here", lambda: UNMEASURED)


def small(**settings):
    graph = chain(
        Input((6, 6, 2)), Conv2D(4, 3), BatchNormalization(), Activation("relu"), Dropout(0.3), Flatten(),
        Dense(3, "softmax"),
    )  # fmt: skip
    options = {"epochs": 2, "batch_size": 8, "seed": 1, **settings}
    return compile_model(graph, TrainingSettings("sparse_categorical_crossentropy", **options))


def samples(count=40):
    rng = np.random.default_rng(0)
    return Samples((rng.random((count, 6, 6, 2), np.float32),), (rng.integers(0, 3, count),))


def told(events):
    return [event for event in events if isinstance(event, Computing)]


def test_compiled_kernels_compute_from_the_first_batch_where_they_are_asked_for():
    model = small(kernels="compiled")

    (event,) = told(fit(model, samples()))

    assert event.step == 0
    assert event.kernels.startswith("Numba")
    assert model.compiled


def test_they_take_over_between_two_batches_once_they_are_ready(automatic, monkeypatch):
    made = loading.Loader()
    monkeypatch.setattr("netbuilder.engine.takeover.loader", lambda: made)
    loading.loader().wait()
    model, news = small(), []

    for event in fit(model, samples()):
        if isinstance(event, BatchEnd) and event.step == 3:
            made.is_ready = True
        news.append(event)

    (event,) = told(news)
    assert event.step == 3
    assert news[news.index(event) + 1].step == 4
    assert model.compiled


def test_a_short_run_never_imports_numba(automatic, monkeypatch):
    made = loading.Loader()
    monkeypatch.setattr("netbuilder.engine.takeover.loader", lambda: made)

    assert not told(fit(small(), samples()))
    assert made._thread is None


def test_a_deterministic_run_keeps_to_numpy_unless_told(automatic):
    loading.loader().wait()

    assert not told(fit(small(deterministic=True), samples()))
    assert told(fit(small(deterministic=True, kernels="compiled"), samples()))


@pytest.mark.parametrize("kernels", ["numpy", "compiled"])
def test_a_run_that_goes_on_has_the_bits_of_one_that_was_not_interrupted(kernels, tmp_path):
    data, path, whole = samples(), tmp_path / "checkpoint.npz", small(kernels=kernels)
    last(fit(whole, data))
    model, progress = small(kernels=kernels), Progress()
    for event in fit(model, data, progress=progress):
        if isinstance(event, BatchEnd) and event.step == 7:
            break
    write_checkpoint(path, model, progress, circumstances(model, data))

    other = small(kernels=kernels)
    progress = read_checkpoint(path, other, circumstances(other, data))
    last(fit(other, data, progress=progress))

    np.testing.assert_array_equal(other.parameters.values, whole.parameters.values)


def test_where_compiled_kernels_computed_a_run_goes_on_with_them(automatic, tmp_path):
    data, path = samples(), tmp_path / "checkpoint.npz"
    model, progress = small(kernels="auto"), Progress()
    loading.loader().wait()
    for event in fit(model, data, progress=progress):
        if isinstance(event, EpochEnd):
            break
    write_checkpoint(path, model, progress, circumstances(model, data))

    other = small(kernels="auto")
    progress = read_checkpoint(path, other, circumstances(other, data))
    (event,) = told(fit(other, data, progress=progress))

    assert event.step == 5


def test_other_kernels_than_those_of_a_checkpoint_are_told_of(automatic, tmp_path, monkeypatch):
    data, path = samples(), tmp_path / "checkpoint.npz"
    loading.loader().wait()
    model, progress = small(), Progress()
    last(fit(model, data, progress=progress))
    write_checkpoint(path, model, progress, circumstances(model, data))
    monkeypatch.setenv("NETBUILDER_KERNELS", "numpy")
    other = small()

    with pytest.raises(NotExact, match="Numba"):
        read_checkpoint(path, other, circumstances(other, data))


def test_scores_of_an_epoch_count_batches_of_both_kernels(automatic, monkeypatch):
    made = loading.Loader()
    monkeypatch.setattr("netbuilder.engine.takeover.loader", lambda: made)
    loading.loader().wait()
    one, other, logs = small(epochs=1), small(epochs=1, kernels="numpy"), []

    for event in fit(one, samples()):
        if isinstance(event, BatchEnd) and event.batch == 1:
            made.is_ready = True
        if isinstance(event, EpochEnd):
            logs.append(event.logs)
    logs.append(last(fit(other, samples())).history)

    assert logs[0]["accuracy"] == pytest.approx(logs[1]["accuracy"][0])
    assert logs[0]["loss"] == pytest.approx(logs[1]["loss"][0], rel=1e-4)


def test_a_fault_of_the_compiler_is_told_once_and_numpy_goes_on(automatic, monkeypatch):
    made = loading.Loader()
    monkeypatch.setattr("netbuilder.engine.takeover.loader", lambda: made)
    monkeypatch.setattr(loading, "compile_all", lambda _folder: 1 / 0)
    made.begin(measures=False)
    made._thread.join()

    events = list(fit(small(), samples()))

    (warning,) = [event for event in events if type(event).__name__ == "Warned"]
    assert "division by zero. NumPy goes on computing" in str(warning.message)
    with pytest.raises(TrainingError, match="Numba cannot compile here"):
        made.wait()


# -- where Numba is not there, or its folder is not as it should be ---------------------------------------

WITHOUT = """
import sys
class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nowhere())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "numba" else found(name, *rest)
from tests.engine.test_takeover import samples, small, told
from netbuilder.engine.fit import fit
events = list(fit(small(), samples()))
print(len(told(events)), events[-1].reason)
try:
    list(fit(small(kernels="compiled"), samples()))
except Exception as error:
    print(type(error).__name__, error)
"""


def test_without_numba_numpy_computes_and_whoever_asks_is_told_what_to_install():
    environment = {name: value for name, value in os.environ.items() if name != "NETBUILDER_KERNELS"}

    found = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, env=environment
    ).stdout.splitlines()

    assert found[0] == "0 done"
    assert found[1].startswith("TrainingError compiled kernels need the package numba")
    assert "[fast]" in found[1]


def test_nothing_of_the_engine_imports_numba_by_itself():
    code = "import sys, netbuilder.engine.fit, netbuilder.engine.takeover; print('numba' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="of folders that have owners")
def test_a_folder_that_others_may_write_to_holds_no_code(tmp_path, monkeypatch):
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path))
    folder = keeping.usable_folder()
    folder.chmod(0o777)

    assert keeping.usable_folder() is None


def test_where_no_folder_can_be_made_code_is_compiled_each_time(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path / "file"))

    assert keeping.usable_folder() is None


AT_ONCE = """
import sys
from netbuilder.engine.kernels.compiled.keeping import usable_folder
from netbuilder.engine.kernels.compiled.loading import loader
loader().begin()
print(usable_folder(), flush=True)
"""


def test_a_program_that_ends_does_not_wait_for_the_compiler(tmp_path):
    environment = {**os.environ, "NETBUILDER_COMPILED": str(tmp_path)}

    process = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, env=environment)

    assert (process.returncode, process.stderr) == (0, "")
    assert not keeping.is_whole(Path(process.stdout.strip()))


def test_damaged_code_on_the_disk_is_compiled_anew(tmp_path, monkeypatch):
    loading.loader().wait()
    kept = keeping.usable_folder()
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path))
    folder = keeping.usable_folder()
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    for file in folder.rglob("stepping.*.nb?"):
        file.write_bytes(b"damaged")
    code = "from netbuilder.engine.kernels.compiled.loading import loader; loader().wait(); print(loader().is_ready)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (found.stdout, found.stderr) == ("True\n", "")


BROKEN = {
    "too old": 'raise ImportError("Numba needs NumPy 1.26 or less")',
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
}
TOLD = {"too old": "Numba cannot compile here: Numba needs NumPy 1.26 or less", "crashes": "ended by signal SIGSEGV"}
ASKED = """
from netbuilder.engine.kernels.compiled.loading import loader
try:
    loader().wait()
except Exception as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="of signals")
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_numba_ends_no_program_and_is_told_of(kind, tmp_path):
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba" / "__init__.py").write_text(BROKEN[kind])
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "NETBUILDER_COMPILED": str(tmp_path / "compiled"), "PYTHONPATH": path}

    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, env=environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert TOLD[kind] in done.stdout


def test_what_nobody_used_for_months_is_deleted_and_nothing_that_others_put_there(tmp_path, monkeypatch):
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path))
    for name in ("0123456789abcdef", "fedcba9876543210", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / keeping.WHOLE).touch()
    old = time.time() - 100 * 86_400
    for name in ("0123456789abcdef", "mine"):
        os.utime(tmp_path / name / keeping.WHOLE, (old, old))

    keeping.forget_old()

    assert {path.name for path in tmp_path.iterdir()} == {"fedcba9876543210", "mine"}


@pytest.mark.long
def test_where_nothing_can_be_kept_a_process_of_its_own_compiles_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    environment = {**os.environ, "NETBUILDER_COMPILED": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    code = "from netbuilder.engine.kernels.compiled.loading import loader; loader().wait(); print(loader().is_ready)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)

    assert (found.stdout, found.stderr) == ("True\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
