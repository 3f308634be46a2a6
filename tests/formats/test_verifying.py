"""A verified export is read back by other code, and a file that computes something else is not left behind."""

from __future__ import annotations

import hashlib
import json
import sys

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault, Message
from netbuilder.formats import Bundle, verifying
from netbuilder.formats.verifying import LEVELS, Level, Verification, levels_for
from netbuilder.formats.verifying.comparing import corresponding, difference, unequal_weights
from netbuilder.formats.verifying.process import Answer, NotRun, Refused, run
from netbuilder.formats.verifying.samples import trial_of
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalMaxPooling1D, MaxPooling1D
from netbuilder.layers.preprocessing import CategoryEncoding
from netbuilder.layers.recurrent import LSTM
from tests.networks import NETWORKS, chain, mlp

OWN = Verification(levels=("reader",))


def drained(steps):
    """What steps give at their end, and what they said."""
    told = []
    try:
        while True:
            told.append(next(steps))
    except StopIteration as end:
        return end.value, told


def snapshot_of(graph, seed=1):
    return fresh(graph, TrainingSettings(seed=seed))


def export(snapshot, path, verification=OWN, **more):
    return drained(verifying.export(Bundle(snapshot, **more), path, verification=verification))[0]


SUFFIXES = (".keras", ".h5", ".weights.h5", ".npz")
EVERYDAY = {
    *((suffix, "nested") for suffix in SUFFIXES),
    *((".npz", name) for name in NETWORKS),
    (".keras", "residual"),
}


@pytest.mark.parametrize(
    ("suffix", "name"),
    [
        pytest.param(suffix, name, marks=() if (suffix, name) in EVERYDAY else pytest.mark.long)
        for suffix in SUFFIXES
        for name in NETWORKS
    ],
)
def test_what_is_written_is_read_back_with_equal_weights_and_outputs_within_1e_6(name, suffix, tmp_path):
    """Fault 70."""
    certificate = export(snapshot_of(NETWORKS[name]()), tmp_path / f"model{suffix}")

    (level,) = certificate.levels
    assert level.ran
    assert certificate.error <= 1e-6
    assert certificate.tolerance == 1e-6
    assert certificate.sha256 == hashlib.sha256((tmp_path / f"model{suffix}").read_bytes()).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == [f"model{suffix}"]


@pytest.mark.parametrize(
    "layers",
    [
        pytest.param((Input((6,), "int32"), Embedding(7, 4, mask_zero=True), LSTM(3)), id="masked"),
        pytest.param((Input((4,)), Dense(3, activation="squareplus")), id="squareplus"),
    ],
)
def test_an_onnx_file_whose_operators_no_layer_stands_for_is_verified_operator_by_operator(layers, tmp_path):
    certificate = export(snapshot_of(chain(*layers)), tmp_path / "model.onnx")

    (level,) = certificate.levels
    assert level.ran
    assert level.engine.startswith("onnx ")
    assert certificate.error <= 1e-6


@pytest.mark.parametrize(("suffix", "form"), [*((suffix, "") for suffix in (*SUFFIXES, ".onnx")), (".py", "numpy")])
def test_a_numpy_only_script_computes_the_same_in_a_process_of_its_own(suffix, form, tmp_path):
    bundle = Bundle(snapshot_of(NETWORKS["residual"]()))
    steps = verifying.export(bundle, tmp_path / f"model{suffix}", form, Verification(levels=("numpy",)))

    (level,) = drained(steps)[0].levels

    assert level.ran
    assert level.engine == f"NumPy {np.__version__}"
    assert level.error < 1e-5


def test_an_onnx_file_that_no_layers_stand_for_is_no_script_and_that_is_told(tmp_path):
    graph = chain(Input((6,), "int32"), Embedding(7, 4, mask_zero=True), GlobalAveragePooling1D(), Dense(2))

    (level,) = export(snapshot_of(graph), tmp_path / "model.onnx", Verification(levels=("numpy",))).levels

    assert not level.ran
    assert "model.onnx holds operators" in str(level.reason)
    assert (tmp_path / "model.onnx").exists()


def test_what_a_numpy_only_script_cannot_say_is_told_where_it_did_not_run(tmp_path):
    graph = chain(Input((4, 3)), LSTM(2, stateful=True))

    (level,) = export(snapshot_of(graph), tmp_path / "model.npz", Verification(levels=("numpy",))).levels

    assert not level.ran
    assert "Turn stateful off" in str(level.reason)


@pytest.mark.parametrize(
    "suffix", [".keras", *(pytest.param(s, marks=pytest.mark.long) for s in (".h5", ".weights.h5"))]
)
def test_real_keras_computes_the_same_in_a_process_of_its_own(suffix, tmp_path):
    certificate = export(
        snapshot_of(NETWORKS["residual"]()), tmp_path / f"model{suffix}", Verification(levels=("keras",))
    )

    (level,) = certificate.levels
    assert level.engine.startswith("Keras 3")
    assert 0 <= level.error < 1e-5


def test_real_samples_are_taken_where_data_is_chosen(tmp_path):
    graph = chain(Input((64,)), Dense(3, "softmax"))

    certificate = export(snapshot_of(graph), tmp_path / "model.npz", data=DataSettings(source="digits"))

    assert certificate.samples == 32
    assert str(certificate.data) == "Digits, 1,797 small images"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (DataSettings(), "no data is chosen"),
        (DataSettings(path="gone.npz"), "gone.npz"),
        (DataSettings(source="digits"), "shape"),
    ],
    ids=["none", "gone", "unfitting"],
)
def test_else_the_certificate_says_why_they_are_random(data, words, tmp_path):
    certificate = export(snapshot_of(mlp()), tmp_path / "model.npz", data=data)

    assert str(certificate.data).startswith("random numbers")
    assert words in str(certificate.data)


@pytest.mark.parametrize(
    "graph",
    [
        chain(Input((None, 4)), LSTM(3), Dense(2)),
        chain(Input((5,), "int32"), Embedding(3, 2)),
        chain(Input((5,)), CategoryEncoding(num_tokens=4)),
    ],
    ids=["open axis", "few words", "few categories"],
)
def test_random_samples_are_what_the_network_takes(graph):
    trial = trial_of(snapshot_of(graph), DataSettings())

    assert len(trial) > 1
    assert all(np.isfinite(y).all() for y in trial.outputs)


def spoiled(monkeypatch, spoil):
    """Whatever is written as .npz from now on is changed by `spoil` just before."""
    entry = formats.FORMATS["npz"]

    def write(bundle, path):
        weights = {key: array.copy() for key, array in bundle.snapshot.weights.items()}
        spoil(weights)
        entry.write(Bundle(Snapshot(bundle.snapshot.graph, weights, bundle.snapshot.training)), path)

    monkeypatch.setitem(formats.FORMATS, "npz", formats.Format(".npz", "NumPy arrays", write, kind="weights"))


@pytest.mark.parametrize("old", [b"old", None], ids=["replaces", "new"])
def test_a_file_that_is_not_the_same_is_not_left_behind(old, tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    if old is not None:
        path.write_bytes(old)

    def spoil(weights):
        weights["dense", "kernel"][0, 0] += 1e-7

    spoiled(monkeypatch, spoil)

    with pytest.raises(FileFault, match=r"model\.npz was not written.*dense/kernel"):
        export(snapshot_of(mlp()), path)

    assert [found.read_bytes() for found in tmp_path.iterdir()] == ([] if old is None else [old])


def answering(monkeypatch, check, tolerance=1e-4):
    level = Level("other", Message("another engine"), frozenset({"npz"}), tolerance, check)
    monkeypatch.setitem(LEVELS, "other", level)
    return Verification(levels=("other",))


def test_a_difference_over_tolerance_names_the_engine_and_the_figures(tmp_path, monkeypatch):
    def check(job):
        yield
        return Answer(tuple(y + np.float32(1e-3) for y in job.trial.outputs), "engine 1.0")

    with pytest.raises(FileFault, match=r"another engine computes something else.*1\.0e-03.*allowed is 1e-04"):
        export(snapshot_of(mlp()), tmp_path / "model.npz", answering(monkeypatch, check))

    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_read_back_is_named_as_the_person_called_it(tmp_path, monkeypatch):
    def check(job):
        yield
        raise FileFault("{path} is damaged", path=job.path)

    with pytest.raises(FileFault) as caught:
        export(snapshot_of(mlp()), tmp_path / "model.npz", answering(monkeypatch, check))

    assert str(caught.value) == f"{tmp_path / 'model.npz'} is damaged"


def test_an_engine_that_is_not_there_only_says_so(tmp_path, monkeypatch):
    def check(job):
        yield
        raise NotRun("it is not installed. Install it: {command}", command="pip install it")

    certificate = export(snapshot_of(mlp()), tmp_path / "model.npz", answering(monkeypatch, check))

    assert not certificate.proves
    assert "another engine: not run: it is not installed. Install it: pip install it" in "\n".join(certificate.lines())
    assert (tmp_path / "model.npz").exists()


def test_a_python_that_is_none_is_told_and_does_no_harm(tmp_path):
    asked = Verification(levels=("reader", "keras"), python=str(tmp_path / "python"))

    certificate = export(snapshot_of(mlp()), tmp_path / "model.keras", asked)

    own, theirs = certificate.levels
    assert own.passed
    assert "cannot be started" in str(theirs.reason)


def test_closing_half_way_leaves_nothing(tmp_path):
    steps = verifying.export(Bundle(snapshot_of(mlp())), tmp_path / "model.keras", verification=OWN)
    next(steps)
    next(steps)

    steps.close()

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        ("import time; time.sleep(60)", NotRun, "more than 1 s"),
        ("import os; os.kill(os.getpid(), 11)", NotRun, "signal 11"),
        ("raise SystemExit('no such layer')", Refused, "no such layer"),
    ],
    ids=["hangs", "dies", "refuses"],
)
def test_a_process_that_hangs_dies_or_refuses_is_told_apart(code, fault, words, tmp_path):
    with pytest.raises(fault, match=words):
        drained(run([sys.executable, "-I", "-c", code], tmp_path, seconds=1 if fault is NotRun else 60))


def test_the_certificate_goes_beside_the_file(tmp_path):
    certificate = export(snapshot_of(mlp()), tmp_path / "model.npz")

    place = certificate.save_beside(tmp_path / "model.npz")

    assert place.name == "model.npz.certificate.json"
    found = json.loads(place.read_bytes())
    assert found["sha256"] == certificate.sha256
    assert found["levels"][0]["ran"] is True


def test_pictures_of_a_script_are_not_verified(tmp_path):
    assert levels_for(formats.FORMATS["npz"])
    assert export(snapshot_of(mlp()), tmp_path / "model.npz", None) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1.0, 2.0], [1.0, 2.5], (0.5, 0.25)),
        ([0.1], [0.3], (0.2, 0.2)),
        ([np.nan, np.inf], [np.nan, np.inf], (0.0, 0.0)),
        ([1.0], [np.nan], (np.inf, np.inf)),
        ([np.inf], [-np.inf], (np.inf, np.inf)),
        ([1.0], [1.0, 1.0], (np.inf, np.inf)),
        ([], [], (0.0, 0.0)),
    ],
    ids=str,
)
def test_differences_are_absolute_and_as_a_share_of_large_outputs(one, other, expected):
    assert difference([np.array(one)], [np.array(other)]) == pytest.approx(expected)


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_correspond_to_themselves_and_to_no_other(name):
    graph = NETWORKS[name]()

    assert set(corresponding(graph, graph)) == graph.upstream(graph.output_names) | set(graph.input_names)
    assert all(corresponding(graph, other()) is None for key, other in NETWORKS.items() if key != name)


def test_a_wire_that_goes_elsewhere_is_another_network():
    graph = NETWORKS["two_in_two_out"]()

    assert corresponding(graph, graph.reconnect("sum", 0, "shared")) is None


def test_weights_are_equal_to_the_last_bit_or_named():
    one = {("a", "kernel"): np.array([1.0, np.nan], np.float32)}
    other = {("b", "kernel"): np.array([1.0, np.nan], np.float32)}

    assert not unequal_weights({"a": "b"}, one, other)
    other["b", "kernel"][0] = np.nextafter(np.float32(1), np.float32(2))
    assert unequal_weights({"a": "b"}, one, other) == ["a/kernel"]


def test_samples_of_open_length_are_long_enough_for_every_window(tmp_path):
    pools = [MaxPooling1D(2) for _ in range(6)]
    graph = chain(Input((None, 3)), *pools, GlobalMaxPooling1D(), Dense(2))

    certificate = export(snapshot_of(graph), tmp_path / "model.npz")

    assert certificate.proves
