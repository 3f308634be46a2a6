"""The NumPy-only script: every layer, every network, alone in a Python that imports nothing else."""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.flat import flat_snapshot
from netbuilder.formats.numpy_script.network import network_of
from netbuilder.formats.numpy_script.script import limits, numpy_script
from netbuilder.formats.numpy_script.taking import functions
from netbuilder.graph import Functional
from netbuilder.layers import Activation, Dense, Input, Layer
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.recurrent import LSTM
from tests.contract.cases import CASES
from tests.formats.script_cases import assert_close, assert_formatted, cases, graph_of, inputs_of, stirred
from tests.formats.test_onnx_writing import MASKED, OPEN, words
from tests.networks import NETWORKS, chain, mlp, random_inputs


def declines(case) -> bool:
    """Whether the script cannot express a case."""
    return bool(limits(graph_of(case)))


def predicted(snapshot, inputs):
    """What the script's functions compute."""
    snapshot = flat_snapshot(snapshot)
    network = network_of(snapshot.graph)
    arrays = network.arrays(snapshot.weights)
    names: dict = {"__name__": "script"}
    exec(compile(numpy_script("model", network, arrays, embedded=True), "script", "exec"), names)
    weights = [names["load_weights"]()] if arrays else []
    found = names["predict"](*weights, *inputs)
    found = found if isinstance(found, tuple) else (found,)
    assert {y.dtype.name for y in found} <= {"float32", "int32"}
    return found


@pytest.mark.parametrize("case", cases(declines))
def test_a_layer_computes_what_ours_does(case):
    if declines(case):
        assert all(problem.node == "tested" for problem in limits(graph_of(case)))
        return
    snapshot, x = stirred(graph_of(case)), inputs_of(case)

    assert_close(snapshot.model().predict(x), predicted(snapshot, x))


def test_every_layer_has_a_rule():
    kinds = [type(case.layer) for case in CASES]

    assert {kind for kind in Layer.registry.values() if kind not in (Input, Functional)} <= set(kinds)
    assert [case for case in CASES if declines(case)] == []


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_computes_what_ours_does(name):
    snapshot = stirred(NETWORKS[name]())
    x = random_inputs(snapshot.graph, 3, np.random.default_rng(0))

    assert_close(snapshot.model().predict(x), predicted(snapshot, x))


@pytest.mark.parametrize("name", MASKED)
def test_padding_is_passed_over_alike(name):
    snapshot = stirred(MASKED[name])
    x = [words() for _ in snapshot.graph.input_names]
    x[-1] = x[-1][:, ::-1].copy()

    assert_close(snapshot.model().predict(x), predicted(snapshot, x))


@pytest.mark.parametrize("name", OPEN)
def test_open_axes_stay_open(name):
    graph, x = OPEN[name]
    snapshot = stirred(graph)
    shapes = {graph.input_names[0]: x.shape[1:]}

    assert_close(snapshot.model(sample_shapes=shapes).predict([x]), predicted(snapshot, [x]))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_activation_computes_what_ours_does(activation):
    snapshot = stirred(chain(Input((5, 4)), Activation(activation), LSTM(3, activation, return_sequences=True)))
    x = np.random.default_rng(1).normal(size=(3, 5, 4)).astype("float32")

    assert_close(snapshot.model().predict([x]), predicted(snapshot, [x]))


def test_scripts_are_formatted_as_ruff_does(tmp_path):
    for name, make in NETWORKS.items():
        formats.write(Bundle(fresh(make()), name=name), tmp_path / f"{name}.py", "numpy")
    for i, case in enumerate(CASES):
        snapshot = flat_snapshot(fresh(graph_of(case)))
        network = network_of(snapshot.graph)
        source = numpy_script("model", network, network.arrays(snapshot.weights), embedded=False)
        (tmp_path / f"case_{i}.py").write_text(source)

    assert_formatted(tmp_path)


ALONE = """
import runpy, sys
sys.argv = ["model.py", *sys.argv[1:]]
runpy.run_path("model.py", run_name="__main__")
others = {"netbuilder", "keras", "scipy", "torch", "PySide6"}
sys.exit(sorted(others & {name.partition(".")[0] for name in sys.modules}) or 0)
"""


def run_alone(folder, *arguments):
    """Runs a script where it lies, and fails where it imports anything but NumPy."""
    command = [sys.executable, "-I", "-c", ALONE, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_runs_as_it_stands_and_writes_what_it_is_asked_for(tmp_path):
    snapshot = stirred(NETWORKS["two_in_two_out"]())
    formats.write(Bundle(snapshot), tmp_path / "model.py", "numpy")
    x = random_inputs(snapshot.graph, 3, np.random.default_rng(0))
    np.savez(tmp_path / "in.npz", **dict(zip(snapshot.graph.input_names, x, strict=True)))

    alone, asked = run_alone(tmp_path), run_alone(tmp_path, "in.npz", "-o", "out.npz")

    assert [path.name for path in tmp_path.glob("model*")] == ["model.py"]
    assert (alone.returncode, asked.returncode) == (0, 0), alone.stderr + asked.stderr
    assert alone.stdout.count("[[") == 2
    with np.load(tmp_path / "out.npz") as found:
        assert_close(snapshot.model().predict(x), [found[name] for name in found.files])


@pytest.mark.parametrize(("units", "asked"), [(4, True), (200, False)])
def test_weights_stand_beside_it_where_they_are_large_or_asked_for(units, asked, tmp_path):
    snapshot = stirred(chain(Input((100,)), Dense(units)))

    formats.write(Bundle(snapshot, options=ExportOptions(weights=asked)), tmp_path / "model.py", "numpy")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.npz", "model.py"]
    assert 'Path(__file__).with_name("model.npz")' in (tmp_path / "model.py").read_text()
    with np.load(tmp_path / "model.npz") as arrays:
        assert sorted(arrays.files) == ["dense/bias", "dense/kernel"]
    np.save(tmp_path / "in.npy", x := np.ones((2, 100), "float32"))
    done = run_alone(tmp_path, "in.npy", "-o", "out.npz")
    assert done.returncode == 0, done.stderr
    with np.load(tmp_path / "out.npz") as found:
        assert_close(snapshot.model().predict([x]), [found["arr_0"]], 1e-4)


def test_the_same_network_gives_the_same_bytes(tmp_path):
    snapshot = stirred(mlp())
    for name in ("a", "b"):
        formats.write(Bundle(snapshot), tmp_path / f"{name}.py", "numpy")

    assert (tmp_path / "a.py").read_bytes() == (tmp_path / "b.py").read_bytes()


def test_what_keeps_a_state_between_batches_is_named_before_anything_is_written(tmp_path):
    """Fault 67."""
    snapshot = fresh(chain(Input((4, 3)), LSTM(2, stateful=True), Dense(2)))

    with pytest.raises(FileFault, match=r"lstm.stateful: keeps its state from batch to batch.*Turn stateful off"):
        formats.write(Bundle(snapshot), tmp_path / "model.py", "numpy")

    assert not list(tmp_path.iterdir())


def test_functions_go_into_scripts_as_they_stand():
    for name, function in functions().items():
        tree = ast.parse(function.source)
        known = {*functions(), *vars(builtins), "np", "math"}
        free = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
        bound = {
            part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
        }
        bound |= {part.arg for part in ast.walk(tree) if isinstance(part, ast.arg)}
        bound |= {part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef)}
        assert free <= known | bound, name
