"""Training on samples that stay on disk: the same weights to the last bit, in a fraction of the memory."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.fit import evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import data_problems, samples_of
from netbuilder.engine.samples import Samples, checked, split
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.watch import Watch
from netbuilder.errors import DataError
from netbuilder.files import DiskArray
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from tests.networks import chain, cnn, embedded, two_in_two_out

SETTINGS = TrainingSettings(epochs=2, batch_size=16, seed=3, optimizer="adam", validation_split=0.2)


def saved(tmp_path, **arrays):
    np.savez(tmp_path / "data.npz", **arrays)
    return DataSettings(path=str(tmp_path / "data.npz"), test_split=0.15, scaling="standardize")


def samples_for(graph, settings, keep):
    settings = settings.replace(keep_on_disk=keep)
    prepared = prepare(load(settings), settings)
    return samples_of(prepared, graph, "train"), samples_of(prepared, graph, "test")


def trained(graph, settings, data, keep):
    samples, held = samples_for(graph, data, keep)
    model = compile_model(graph, settings)
    history = last(fit(model, samples)).history
    return model, history, last(evaluate(model, held, 8)).logs, model.predict(held.x, 7)


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("kind", ["uint8", "float64", "float32"])
def test_weights_are_the_bits_of_training_in_memory(shuffle, kind, tmp_path, rng):
    graph = cnn()
    x, y = rng.integers(0, 255, (110, 9, 8, 2)).astype(kind), rng.integers(0, 3, 110)
    data, settings = saved(tmp_path, x_train=x, y_train=y, w_train=rng.random(110)), SETTINGS.replace(shuffle=shuffle)

    memory, disk = (trained(graph, settings, data, keep) for keep in ("never", "always"))

    np.testing.assert_array_equal(disk[0].parameters.values, memory[0].parameters.values)
    assert disk[1:3] == memory[1:3]
    np.testing.assert_array_equal(disk[3][0], memory[3][0])


def test_several_inputs_train_from_disk(tmp_path, rng):
    graph = two_in_two_out()
    arrays = {
        "x_train_left": rng.random((60, 6, 4)), "x_train_right": rng.random((60, 5)),
        "y_train_first": rng.integers(0, 3, 60), "y_train_second": rng.integers(0, 3, 60),
    }  # fmt: skip

    memory, disk = (trained(graph, SETTINGS, saved(tmp_path, **arrays), keep) for keep in ("never", "always"))

    np.testing.assert_array_equal(disk[0].parameters.values, memory[0].parameters.values)


def test_whole_numbers_stay_whole(tmp_path, rng):
    data = saved(tmp_path, x_train=rng.integers(0, 11, (60, 5)), y_train=rng.integers(0, 3, 60)).replace(scaling="none")

    memory, disk = (trained(embedded(), SETTINGS, data, keep) for keep in ("never", "always"))

    np.testing.assert_array_equal(disk[0].parameters.values, memory[0].parameters.values)


def test_checking_and_splitting_read_nothing(tmp_path, rng):
    graph = cnn()
    data = saved(tmp_path, x_train=rng.random((50, 9, 8, 2)), y_train=rng.integers(0, 3, 50))
    samples, _ = samples_for(graph, data, "always")

    training, validation = split(checked(compile_model(graph, SETTINGS), samples), 0.25)

    assert all(isinstance(part.x[0], DiskArray) for part in (training, validation))
    assert (len(training), len(validation)) == (32, 11)
    assert training.x[0].dtype == np.float32


def test_what_does_not_fit_is_said_without_reading(tmp_path, rng):
    graph = chain(Input((4,)), Dense(3, "softmax"))
    settings = saved(tmp_path, x_train=rng.random((20, 5)), y_train=rng.integers(0, 3, 20)).replace(
        keep_on_disk="always"
    )
    prepared = prepare(load(settings), settings)

    problem, fewer = data_problems(graph, check(graph), SETTINGS, prepared)

    assert (problem.field, fewer.field) == ("shape", "batch_size")
    with pytest.raises(DataError, match="takes samples of shape"):
        checked(compile_model(graph, SETTINGS), samples_of(prepared, graph, "train"))


def test_a_look_into_the_network_works_from_disk(tmp_path, rng):
    graph = cnn()
    data = saved(tmp_path, x_train=rng.random((50, 9, 8, 2)), y_train=rng.integers(0, 3, 50))
    samples, _ = samples_for(graph, data, "always")
    model = compile_model(graph, SETTINGS.replace(callbacks=(EarlyStopping("loss"),)))

    assert last(fit(model, samples, watch=Watch(share=1.0, probe=8))).epochs == 2


def test_chosen_samples_keep_labels_and_weights_together(rng):
    x, y, w = rng.random((9, 2)), np.arange(9), np.arange(9.0)
    index = np.array([7, 0, 3])

    some = Samples((x,), (y,), w).chosen(index)

    np.testing.assert_array_equal(some.x[0], x[index])
    np.testing.assert_array_equal(some.y[0], index)
    np.testing.assert_array_equal(some.weights, index)


ROWS, COLUMNS = 60_000, 1024  # 246 MB
TRAIN = """
import sys
from pathlib import Path
import numpy as np
from netbuilder.data import DataSettings, load
from netbuilder.engine.fit import evaluate, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from tests.networks import chain

def peak():  # in KB; what getrusage tells is never less than what the parent process had
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

graph = chain(Input((1024,)), Dense(4, "softmax"))
training = TrainingSettings(epochs=1, batch_size=256, validation_split=0.1, seed=0)
settings = DataSettings(path=sys.argv[1], scaling="standardize", keep_on_disk=sys.argv[2])
before = peak()
data = ready_data(load(settings, limit=100 << 20), settings, graph, training)
model = compile_model(graph, training)
history = last(fit(model, samples_of(data, graph, "train"))).history
logs = last(evaluate(model, samples_of(data, graph, "test"))).logs
assert np.isfinite(logs["loss"]) and logs["accuracy"] > 0.9, logs
print(peak() - before)
"""


@pytest.mark.numpy  # Numba takes more memory than is allowed here
@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak of a process's memory in /proc")
@pytest.mark.parametrize("kind", ["npz", "folder"])
def test_a_file_larger_than_the_limit_trains_in_a_fraction_of_its_size(kind, tmp_path, rng):
    y = rng.integers(0, 4, ROWS)
    folder = tmp_path / "data"
    folder.mkdir()
    x = np.lib.format.open_memmap(folder / "x_train.npy", "w+", np.float32, (ROWS, COLUMNS))
    x[np.arange(ROWS), y] = 1  # the rest of the file is never written, and takes no room
    x.flush()
    if kind == "npz":
        np.savez(tmp_path / "data.npz", x_train=x, y_train=y)
    else:
        np.save(folder / "y_train.npy", y)
    del x
    path = tmp_path / "data.npz" if kind == "npz" else folder

    command = [sys.executable, "-c", TRAIN, str(path), "auto"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)

    assert run.returncode == 0, run.stderr
    assert int(run.stdout) * 1024 < ROWS * COLUMNS * 4 / 5
