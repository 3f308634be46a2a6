"""Other packages add layers, losses, formats and data sets; a notebook has what the window has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import netbuilder as nb
from netbuilder.data import DataSettings
from netbuilder.engine.optimizers import Adam
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FieldError
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, Run, TrainedRun, write_project
from tests.networks import chain

PACKAGE = Path(__file__).parents[1] / "extension" / "waves.py"
OFFERED = """
[netbuilder.layers]
waves = waves
[netbuilder.formats]
waves = waves
[netbuilder.datasets]
waves = waves
"""
USE = """
import netbuilder as nb
from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault
from netbuilder.layers import Dense, Input, Layer
from netbuilder.project import Project
from tests.networks import chain

Sine = Layer.registry["Sine"]
graph = chain(Input((1,)), Dense(8), Sine(frequency=2.0), Dense(2, "softmax"))
project = Project(graph, TrainingSettings(epochs=2, seed=1), DataSettings(source="waves"))
nb.write("net.netb", project)
assert nb.read("net.netb").project.graph == graph
nb.write("net.layers.txt", project)
nb.write("net.py", project)
again = nb.read("net.py").project.graph
assert [node.layer for node in again.nodes.values()] == [node.layer for node in graph.nodes.values()]
for name, form in (("net.keras", ""), ("net.h5", ""), ("net.onnx", ""), ("net_torch.py", "torch"), ("np.py", "numpy")):
    try:
        nb.write(name, project, form)
    except FileFault as fault:
        print(name, fault)
"""


WITH_LOSS = """
import netbuilder as nb
from netbuilder.data import DataSettings
from netbuilder.engine.losses import Loss
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Fault
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from tests.networks import chain

loss = Loss.named("quantile")(quantile=0.9)
training = TrainingSettings(loss=loss, metrics=(), epochs=2, seed=1)
project = Project(chain(Input((1,)), Dense(1)), training, DataSettings(source="waves"))
nb.write("net.py", project)
assert nb.read("net.py").project.training.loss == (loss,)
try:
    nb.write("net.keras", project)
except Fault as fault:
    print(fault)
"""


@pytest.fixture
def installed(tmp_path):
    """A folder with the package as an installer leaves it, and the environment of a Python that finds it."""
    shutil.copy(PACKAGE, tmp_path)
    about = tmp_path / "waves-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: waves\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(OFFERED)
    x = np.linspace(0, 6, 40, dtype=np.float32)[:, None]
    y = (np.sin(x[:, 0]) > 0).astype(np.int64)
    np.savez(tmp_path / "waves.npz", x_train=x, y_train=y, x_test=x[::4], y_test=y[::4])
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")]), str(Path(nb.__file__).parents[1])]
    return tmp_path, {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def run(arguments, folder, environment):
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_package_adds_a_layer_a_format_and_a_data_set(installed, tmp_path):
    folder, environment = installed

    used = run(["-c", USE], folder, environment)

    assert used.returncode == 0, used.stderr
    assert (folder / "net.layers.txt").read_text().split() == ["Input", "Dense", "Sine", "Dense"]
    refused = dict(line.split(" ", 1) for line in used.stdout.splitlines())
    assert set(refused) == {"net.keras", "net.h5", "net.onnx", "net_torch.py", "np.py"}
    assert all("Sine" in reason for reason in refused.values())
    assert "Export a Keras script, which includes its class" in refused["net.keras"]


def test_a_package_in_a_zip_is_found_too(installed, tmp_path):
    folder, environment = installed
    with zipfile.ZipFile(tmp_path / "waves.zip", "w") as archive:
        for name in ("waves.py", "waves-1.0.dist-info/METADATA", "waves-1.0.dist-info/entry_points.txt"):
            archive.write(folder / name, name)
            (folder / name).unlink()
    (folder / "waves-1.0.dist-info").rmdir()
    ask = "import netbuilder; from netbuilder.layers import Layer; print('Sine' in Layer.registry)"
    environment["PYTHONPATH"] = environment["PYTHONPATH"].replace(str(folder), str(tmp_path / "waves.zip"))

    assert run(["-c", ask], folder, environment).stdout == "True\n"


def test_where_no_package_offers_anything_a_start_does_not_look_through_what_is_installed(tmp_path):
    ask = "import sys, netbuilder.cli.main, netbuilder.formats; print('importlib.metadata' in sys.modules)"

    assert run(["-c", ask], tmp_path, dict(os.environ)).stdout == "False\n"


def test_its_class_goes_into_the_script_which_runs_under_keras(installed):
    folder, environment = installed
    assert run(["-c", USE], folder, environment).returncode == 0
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    for name in ("net.py", "waves.npz"):
        shutil.copy(folder / name, elsewhere)

    done = run(["net.py"], elsewhere, {**os.environ, "KERAS_BACKEND": "jax"})

    assert done.returncode == 0, done.stderr
    assert "class Sine(layers.Layer):" in (folder / "net.py").read_text()


def test_its_loss_goes_into_the_script_and_a_file_of_keras_refuses_it(installed):
    folder, environment = installed
    written = run(["-c", WITH_LOSS], folder, environment)
    assert written.returncode == 0, written.stderr
    assert not (folder / "net.keras").exists()

    done = run(["net.py"], folder, {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": ""})

    assert done.returncode == 0, done.stderr
    assert "loss=Quantile(quantile=0.9)" in (folder / "net.py").read_text()
    assert "Keras has no Quantile" in written.stdout


def test_one_that_cannot_be_loaded_is_told_and_hinders_nothing(installed):
    folder, environment = installed
    (folder / "waves.py").write_text("raise RuntimeError('made for another NetBuilder')")

    told = run(["-m", "netbuilder", "layers"], folder, environment)

    assert told.returncode == 0
    assert "Dense" in told.stdout
    assert "netbuilder: the extension waves (waves) is left out: made for another NetBuilder\n" in told.stderr


def test_a_notebook_trains_evaluates_predicts_and_writes_what_it_read(tmp_path, rng):
    x = rng.normal(size=(60, 4)).astype(np.float32)
    y = (x[:, 0] > 0).astype(int)
    nb.write(tmp_path / "net.keras", chain(Input((4,)), Dense(8, "relu"), Dense(2, "softmax")))

    model = nb.compile_model(nb.read(tmp_path / "net.keras"), epochs=30, seed=1, optimizer=Adam(0.05))
    before = nb.predict(model, x)
    history = nb.fit(model, x, y, validation_data=(x[:20], y[:20]))
    nb.write(tmp_path / "trained.keras", model)

    assert before.shape == (60, 2)
    assert len(history["val_loss"]) == 30
    assert nb.evaluate(model, x, y)["accuracy"] > 0.9
    again = nb.compile_model(nb.read(tmp_path / "trained.keras"))
    np.testing.assert_array_equal(nb.predict(again, x), nb.predict(model, x))


def test_a_project_that_is_read_and_written_keeps_its_runs(tmp_path):
    model = nb.compile_model(chain(Input((2,)), Dense(1)), seed=1)
    snapshot = Snapshot.of(model)
    project = Project(model.graph, model.settings)
    run = Run(3, project, history={"loss": [0.5]}, snapshot=snapshot)
    write_project(tmp_path / "net.netb", project, TrainedRun(snapshot, DataSettings(), number=3), (run,), 3)

    nb.write(tmp_path / "again.netb", nb.read(tmp_path / "net.netb"))

    before, again = nb.read(tmp_path / "net.netb"), nb.read(tmp_path / "again.netb")
    assert [run.number for run in again.runs] == [run.number for run in before.runs] == [3]
    assert again.last == 3


def test_a_list_of_numbers_is_one_array_and_names_choose_among_several():
    model = nb.compile_model(chain(Input((2,)), Dense(1)), seed=1)
    (name,) = model.input_shapes

    plain = nb.predict(model, [[1.0, 2.0], [3.0, 4.0]])

    assert plain.shape == (2, 1)
    np.testing.assert_array_equal(nb.predict(model, {name: np.array([[1, 2], [3, 4]], np.float32)}), plain)
    with pytest.raises(KeyError, match=name):
        nb.predict(model, {"other": np.zeros((1, 2))})


def test_a_setting_that_there_is_not_is_refused():
    with pytest.raises(FieldError, match="epoch"):
        nb.compile_model(chain(Input((2,)), Dense(1)), epoch=3)
