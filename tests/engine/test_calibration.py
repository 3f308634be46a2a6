"""What is measured on a machine chooses kernels and sizes, is kept and told, and changes no run that repeats bits."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from netbuilder.engine import calibration
from netbuilder.engine.checkpoint import read_checkpoint, write_checkpoint
from netbuilder.engine.choices import NEVER, UNMEASURED, Choices
from netbuilder.engine.circumstances import circumstances
from netbuilder.engine.events import BatchEnd, Computing
from netbuilder.engine.fit import Progress, Samples, fit, last
from netbuilder.engine.kernels import machine, processor
from netbuilder.engine.kernels.compiled.loading import Loader, loader
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FileFault
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

pytestmark = pytest.mark.numpy
COMPILED = os.environ["NETBUILDER_COMPILED"]
TILES = Choices(tiles_from=0)


@pytest.fixture(autouse=True)
def own_machine(tmp_path, monkeypatch):
    """Nothing was measured yet, and the machine has no wish of its own."""
    monkeypatch.setenv("NETBUILDER_COMPILED", str(tmp_path / "compiled"))
    monkeypatch.delenv("NETBUILDER_KERNELS", raising=False)
    made = Loader()
    monkeypatch.setattr("netbuilder.engine.takeover.loader", lambda: made)


def small(**settings):
    graph = chain(Input((8, 8, 3)), Conv2D(6, 1), Conv2D(8, 3, padding="same"), Flatten(), Dense(3, "softmax"))
    options = {"epochs": 2, "batch_size": 8, "seed": 1, **settings}
    return compile_model(graph, TrainingSettings("sparse_categorical_crossentropy", **options))


def samples():
    rng = np.random.default_rng(0)
    return Samples((rng.random((40, 8, 8, 3), np.float32),), (rng.integers(0, 3, 40),))


def trained(model, progress=None):
    return [event for event in fit(model, samples(), progress=progress) if isinstance(event, Computing)]


def test_what_was_measured_is_kept_for_this_machine_alone(monkeypatch):
    assert machine.kept() is None

    machine.keep(TILES, [{"what": "tiles"}])

    assert machine.kept() == (TILES, [{"what": "tiles"}])
    monkeypatch.setenv("NETBUILDER_THREADS", "16")
    assert machine.kept() is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b"\xff" * 10, b"0" * (2 << 20)])
def test_a_damaged_file_is_as_none(content):
    machine.keep(TILES, []).write_bytes(content)

    assert machine.choices_here() == UNMEASURED


@pytest.mark.parametrize(
    "changed", [{"tiles_from": -1}, {"hand_bytes": 1}, {"by_numpy": [3]}, {"speed": 1}, {"band_bytes": 1e9}]
)
def test_values_that_nobody_would_have_written_are_not_believed(changed):
    place = machine.keep(TILES, [])
    read = json.loads(place.read_text())
    place.write_text(json.dumps({**read, "choices": {**read["choices"], **changed}}))

    assert machine.choices_here() == UNMEASURED


def test_where_nothing_can_be_kept_a_run_goes_on_as_usual(tmp_path):
    (tmp_path / "compiled").touch()

    with pytest.raises((OSError, FileFault)):
        machine.keep(TILES, [])
    assert trained(small()) == []


def test_a_run_takes_what_was_measured_and_names_it():
    machine.keep(TILES, [])
    model = small()

    (event,) = trained(model)

    assert model.choices == TILES
    assert (event.compiled, event.step) == (False, 0)
    assert event.kernels == "NumPy (measured here: tiles from 0 products)"


@pytest.mark.parametrize("settings", [{"deterministic": True}, {"kernels": "numpy"}], ids=str)
def test_a_run_that_repeats_its_bits_does_not_heed_it(settings):
    whole = small(**settings)
    trained(whole)
    machine.keep(TILES, [])
    other = small(**settings)

    assert trained(other) == []
    np.testing.assert_array_equal(other.parameters.values, whole.parameters.values)


def test_other_choices_are_other_kernels_with_the_same_result():
    models = [small(kernels="numpy"), small()]
    trained(models[0])
    machine.keep(Choices(tiles_from=0, patches_to=0, hand_bytes=1 << 14), [])
    trained(models[1])

    engines = [[op.engine.__name__ for op in model.program("train").ops if hasattr(op, "engine")] for model in models]
    assert engines == [["Strips"], ["Winograd"]]
    np.testing.assert_allclose(models[0].parameters.values, models[1].parameters.values, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("then", [UNMEASURED, TILES], ids=["nothing measured", "measured"])
def test_a_run_that_goes_on_keeps_the_choices_that_it_began_with(then, tmp_path):
    path = tmp_path / "checkpoint.npz"
    if then != UNMEASURED:
        machine.keep(then, [])
    whole, model, progress = small(), small(), Progress()
    trained(whole)
    for event in fit(model, samples(), progress=progress):
        if isinstance(event, BatchEnd) and event.step == 7:
            break
    write_checkpoint(path, model, progress, circumstances(model, samples()))
    machine.keep(TILES if then == UNMEASURED else Choices(tiles_from=NEVER), [])

    other = small()
    last(fit(other, samples(), progress=read_checkpoint(path, other, circumstances(other, samples()))))

    assert other.choices == then
    np.testing.assert_array_equal(other.parameters.values, whole.parameters.values)


@pytest.mark.numba
def test_kinds_of_layers_that_numpy_computes_faster_are_left_to_it(monkeypatch):
    monkeypatch.setenv("NETBUILDER_COMPILED", COMPILED)
    loader().wait()
    model = small()

    model.use_compiled(True, Choices(by_numpy=("Conv2D 3 × 3, narrow",)))

    compiled = [".compiled." in type(op).__module__ for op in model.program("train").ops if op.node == "conv2d_1"]
    model.use_compiled(True)
    assert compiled == [False]
    assert any(".compiled." in type(op).__module__ for op in model.program("train").ops if op.node == "conv2d_1")


def test_the_fastest_way_is_chosen_where_it_is_clearly_faster():
    found = calibration.Calibration(False)
    found._ask("sizes", {"one": _Taking(1.0), "half": _Taking(0.5)}, "one")
    found._ask("sizes", {"one": _Taking(1.0), "nearly": _Taking(0.97)}, "one")

    assert [one["chosen"] for one in found.measured] == ["half", "one"]


class _Taking:
    def __init__(self, seconds):
        self.least, self.is_done = seconds, True


def test_every_way_of_a_trial_computes_it(monkeypatch):
    monkeypatch.setattr(calibration, "SECONDS", 0.0)
    monkeypatch.setattr(calibration, "ROUNDS", 1)
    found = calibration.Calibration(False)

    found._tiles()
    found._patches()

    assert all(value > 0 for one in found.measured for value in one["milliseconds"].values())
    assert {"tiles", "strips"} == set(found.measured[0]["milliseconds"])
    assert found.choices == Choices.from_json(json.loads(json.dumps(found.choices.to_json())))


def test_caches_are_those_that_the_system_tells():
    if not processor.CPU.exists():
        pytest.skip("this system tells them otherwise")

    found = processor.caches()

    assert found == dict(sorted(found.items()))
    assert all(1 << 10 <= size <= 1 << 32 for size in found.values())


def test_the_number_of_threads_can_be_told(monkeypatch):
    from netbuilder.engine.kernels.threads import processors

    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert processors() == own
    for told, meant in (("16", 16), ("0", own), ("many", own), ("", own), ("99999", own)):
        monkeypatch.setenv("NETBUILDER_THREADS", told)
        assert processors() == meant
