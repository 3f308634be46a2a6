"""What an exported script can be told: other data, fewer epochs, going on, all devices; tried with real processes."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.callbacks import BackupAndRestore, EarlyStopping
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.layers import Dense, Input
from tests.formats.test_keras_script import assert_formatted, own_arrays
from tests.networks import chain, mlp, two_in_two_out

TENSORFLOW = Path(os.environ.get("NETBUILDER_TF", ".bench/tf/bin/python")).absolute()
NEEDS_TENSORFLOW = pytest.mark.skipif(
    not TENSORFLOW.exists(), reason="needs TensorFlow: sh resources/setup.sh bench makes .bench/tf"
)
ON_SEVERAL = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
TOLERANCE = 1e-5  # sums of float32 in another order


def network():
    return chain(Input((6,)), Dense(16, "relu"), Dense(3, "softmax"))


TRAINING = TrainingSettings(
    optimizer="adam", epochs=2, batch_size=32, validation_split=0.25, seed=3, shuffle=False, metrics=("accuracy",)
)


def samples(path, train=240, test=52):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(train + test, 6)).astype("float32")
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    np.savez(path, x_train=x[:train], y_train=y[:train], x_test=x[train:], y_test=y[train:])


@pytest.fixture
def script(tmp_path):
    """An exported script that ends by telling its history as JSON."""
    samples(tmp_path / "own.npz")
    data = DataSettings(path=str(tmp_path / "own.npz"))
    bundle = Bundle(Snapshot(network(), {}, TRAINING), data, "own", ExportOptions(complete=True))
    formats.write(bundle, tmp_path / "own.py")
    source = (tmp_path / "own.py").read_text()
    (tmp_path / "own.py").write_text(source + 'print("HISTORY", __import__("json").dumps(history.history))\n')
    return tmp_path / "own.py"


def start(script, *arguments, python=sys.executable, folder=None, **environment):
    own = {"JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "2", "KERAS_BACKEND": "tensorflow", **environment}
    return subprocess.Popen(
        [python, script, *arguments], cwd=folder or script.parent, env={**os.environ, **own},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def history(process):
    out, err = process.communicate(timeout=500)
    assert process.returncode == 0, err[-3000:]
    return json.loads(re.search(r"HISTORY (.*)", out)[1])


def assert_alike(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_allclose(one[name], other[name], rtol=TOLERANCE, err_msg=name)


def free_port():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


DATA = {
    "none": DataSettings(),
    "bundled": DataSettings(source="digits"),
    "downloaded": DataSettings(source="mnist", scaling="unit", one_hot=True),
    "arrays": DataSettings(path="own.npz"),
    "long path": DataSettings(path="a" * 75 + ".npz"),
}


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("graph", [mlp, two_in_two_out])
def test_is_formatted_as_ruff_does(data, graph, tmp_path):
    training = TrainingSettings(seed=1, validation_split=0.1, callbacks=[EarlyStopping(patience=2)])

    assert_formatted(keras_script(Bundle(Snapshot(graph(), {}, training), DATA[data]), arguments=True), tmp_path)


def test_own_arrays_are_shared_with_their_weights(tmp_path):
    data = DataSettings(path=str(own_arrays(tmp_path, as_folder=True)))

    source = keras_script(Bundle(Snapshot(mlp(), {}, TrainingSettings()), data), arguments=True)

    assert_formatted(source, tmp_path)
    assert "w_train = share(w_train)" in source
    assert "path = Path(options.data)" in source


def test_a_table_is_read_from_the_path_that_is_given(tmp_path):
    (tmp_path / "table.csv").write_text("a,b,c\n1,2,x\n3,4,y\n5,6,x\n")
    data = DataSettings(path=str(tmp_path / "table.csv"))

    source = keras_script(Bundle(Snapshot(mlp(), {}, TrainingSettings()), data), arguments=True)

    assert_formatted(source, tmp_path)
    assert "path = options.data" in source


def test_a_backup_of_its_own_takes_the_place_of_the_script_s(tmp_path):
    training = TrainingSettings(callbacks=[BackupAndRestore(backup_dir="mine")])

    source = keras_script(Bundle(Snapshot(mlp(), {}, training)), arguments=True)

    assert_formatted(source, tmp_path)
    assert source.count("BackupAndRestore(") == 1
    assert "unlink" not in source


def test_the_code_panel_s_form_takes_no_arguments():
    assert "argparse" not in keras_script(Bundle(Snapshot(mlp(), {}, TRAINING)))


@pytest.mark.parametrize("evil", ['");import os#', '"""', "a\\", "line\nbreak", "{x}", "'); print('x"])
def test_names_and_paths_cannot_break_out(evil):
    """Fault 66, with arguments."""

    def shape(name):
        bundle = Bundle(Snapshot(mlp(), {}, TRAINING), DataSettings(path=f"{name}.npz"), name)
        return [type(node).__name__ for node in ast.walk(ast.parse(keras_script(bundle, arguments=True)))]

    assert shape(evil) == shape("benign")


def test_takes_other_data_and_epochs_and_two_devices_whatever_the_count(script):
    """Of 203 samples 152 are to train on, of 51 the last is one too many for two devices."""
    samples(script.with_name("odd.npz"), train=203, test=51)

    told = history(
        start(script, "--backend", "jax", "--data", "odd.npz", "--epochs", "1", "--distribute", **ON_SEVERAL)
    )

    assert len(told["loss"]) == len(told["val_loss"]) == 1
    assert np.isfinite(told["loss"]).all()


@pytest.mark.long
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_run_in_two_parts_equals_one(backend, script):
    if backend == "torch":
        pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    whole = history(start(script, "--backend", backend, "--epochs", "3"))
    anew = history(start(script, "--backend", backend, "--epochs", "1"))
    rest = history(start(script, "--backend", backend, "--epochs", "3", "--resume"))

    assert_alike(whole, {name: anew[name] + rest[name] for name in whole})


@pytest.mark.long
def test_two_devices_of_jax_equal_one(script):
    alone = history(start(script, "--backend", "jax"))

    assert_alike(alone, history(start(script, "--backend", "jax", "--distribute", **ON_SEVERAL)))


@pytest.mark.long
@pytest.mark.parametrize("devices", [1, 2])
def test_two_processes_of_jax_equal_one(devices, script):
    alone = history(start(script, "--backend", "jax"))
    hosts = {
        "KERAS_DISTRIBUTION_JOB_ADDRESSES": f"127.0.0.1:{free_port()}",
        "KERAS_DISTRIBUTION_NUM_PROCESSES": "2",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}",
    }

    both = [
        start(script, "--backend", "jax", "--distribute", KERAS_DISTRIBUTION_PROCESS_ID=str(i), **hosts) for i in (1, 0)
    ]

    for process in both:
        assert_alike(alone, history(process))
    assert (script.parent / "own.keras").exists()
    assert (script.parent / "process_1" / "own.keras").exists()


@pytest.mark.long
@NEEDS_TENSORFLOW
def test_tensorflow_s_mirrored_strategy_equals_one_device(script):
    alone = history(start(script, "--backend", "tensorflow", python=TENSORFLOW))

    assert_alike(alone, history(start(script, "--backend", "tensorflow", "--distribute", python=TENSORFLOW)))


@pytest.mark.long
@NEEDS_TENSORFLOW
def test_tensorflow_s_mirrored_strategy_on_two_devices_equals_one(script):
    """The processor as two logical devices, which the strategy is pointed to."""
    samples(script.with_name("own.npz"), train=203, test=51)
    alone = history(start(script, "--backend", "tensorflow", python=TENSORFLOW))
    two = (
        "import tensorflow as tf\n"
        "(cpu,) = tf.config.list_physical_devices('CPU')\n"
        "tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)\n"
    )
    source = script.read_text().replace("MirroredStrategy())", 'MirroredStrategy(["CPU:0", "CPU:1"]))')
    script.with_name("two.py").write_text(source.replace("import argparse\n", f"import argparse\n{two}"))

    assert_alike(
        alone, history(start(script.with_name("two.py"), "--backend", "tensorflow", "--distribute", python=TENSORFLOW))
    )


@pytest.mark.long
@NEEDS_TENSORFLOW
def test_keras_still_fails_with_multi_worker_mirrored_strategy(script):
    """What the script refuses. Should this test fail, Keras has mended it, and the script can use it."""
    source = script.read_text().replace('if "TF_CONFIG" in os.environ:', "if False:")
    script.with_name("several.py").write_text(
        source.replace("tf.distribute.MirroredStrategy()", "tf.distribute.MultiWorkerMirroredStrategy()")
    )
    workers = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    tasks = [json.dumps({"cluster": {"worker": workers}, "task": {"type": "worker", "index": i}}) for i in (0, 1)]

    both = [
        start(
            script.with_name("several.py"), "--backend", "tensorflow", "--distribute", python=TENSORFLOW, TF_CONFIG=task
        )
        for task in tasks
    ]

    for process in both:
        _, err = process.communicate(timeout=500)
        assert process.returncode != 0
        assert "PerReplica" in err


@pytest.mark.long
@pytest.mark.parametrize(
    ("backend", "environment", "remedy"),
    [("torch", {}, "torchrun"), ("tensorflow", {"TF_CONFIG": "{}"}, "--backend jax")],
)
def test_what_keras_cannot_is_said_with_what_to_do(backend, environment, remedy, script):
    if backend == "tensorflow" and not TENSORFLOW.exists():
        pytest.skip("needs TensorFlow: sh resources/setup.sh bench makes .bench/tf")
    python = TENSORFLOW if backend == "tensorflow" else sys.executable

    process = start(script, "--backend", backend, "--distribute", python=python, **environment)

    _, err = process.communicate(timeout=200)
    assert process.returncode == 1
    assert remedy in err
    assert "Traceback" not in err
