"""Own arrays: Keras's layout, several inputs, preparation, and hostile files."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.readiness import adapted, data_problems, in_order, samples_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FileFault
from netbuilder.files import read_npz
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from tests.networks import chain, two_in_two_out


def saved(tmp_path, **arrays):
    np.savez(tmp_path / "data.npz", **arrays)
    return DataSettings(path=str(tmp_path / "data.npz"))


def test_keras_layout(tmp_path, rng):
    x, y = rng.random((30, 4)), np.arange(30) % 3
    data = load(saved(tmp_path, x_train=x, y_train=y, x_test=x[:5], y_test=y[:5]))

    np.testing.assert_array_equal(data.x_train["x"], x)
    assert (data.test_count, data.classes) == (5, ("0", "1", "2"))


def test_without_a_test_part_one_is_held_out_and_always_the_same(tmp_path, rng):
    settings = saved(tmp_path, x_train=rng.random((30, 4)), y_train=np.arange(30) % 3)

    one, two = load(settings), load(settings)

    assert (one.train_count, one.test_count) == (24, 6)
    np.testing.assert_array_equal(one.x_test["x"], two.x_test["x"])


def test_several_inputs_and_outputs_by_name(tmp_path, rng):
    graph = two_in_two_out()
    arrays = {"x_train_left": rng.random((8, 6, 4)), "x_train_right": rng.random((8, 5)),
              "y_train_second": np.arange(8) % 3, "y_train_first": np.arange(8) % 3}  # fmt: skip
    prepared = prepare(load(saved(tmp_path, **arrays).replace(test_split=0.0)), DataSettings())

    samples = samples_of(prepared, graph, "train")

    assert [x.shape[1:] for x in samples.x] == [(6, 4), (5,)]


def test_missing_arrays_name_what_is_there(tmp_path):
    with pytest.raises(FileFault, match="it has images"):
        load(saved(tmp_path, images=np.ones(3)))


def test_counts_that_differ_are_said(tmp_path):
    with pytest.raises(DataError, match="x_train 4, y_train 3"):
        load(saved(tmp_path, x_train=np.ones((4, 2)), y_train=np.ones(3)))


def test_names_that_do_not_match_the_blocks_are_said():
    with pytest.raises(DataError, match="called a, b, but the network needs left, right"):
        in_order({"a": np.ones(1), "b": np.ones(1)}, ("left", "right"), "inputs")


@pytest.mark.parametrize("scaling", ["unit", "standardize", "minmax"])
def test_scaling_measures_the_training_part_only(scaling, tmp_path, rng):
    x = rng.integers(0, 100, (40, 3))
    settings = saved(tmp_path, x_train=x, y_train=np.arange(40) % 2, x_test=x * 3, y_test=np.arange(40) % 2).replace(
        scaling=scaling
    )

    prepared = prepare(load(settings), settings)

    ours = prepared.x_train["x"]
    expected = {
        "unit": x / x.max(),
        "standardize": (x - x.mean(0)) / x.std(0),
        "minmax": (x - x.min(0)) / (x.max(0) - x.min(0)),
    }[scaling]
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-6)
    assert prepared.x_test["x"].max() > ours.max()


def test_decimals_are_not_scaled_by_unit(tmp_path, rng):
    settings = saved(tmp_path, x_train=rng.random((10, 3)), y_train=np.arange(10) % 2).replace(
        scaling="unit", test_split=0.0
    )

    prepared = prepare(load(settings), settings)

    np.testing.assert_array_equal(prepared.x_train["x"], load(settings).x_train["x"])


@pytest.mark.parametrize(
    ("shape", "arrangement"), [((784,), "flatten"), ((28, 28), "as_is"), ((28, 28, 1), "channels")]
)
def test_the_arrangement_is_chosen_that_fits_the_network(shape, arrangement):
    settings = DataSettings(source="mnist-small")
    graph = chain(Input(shape), Dense(10, "softmax"))

    chosen = adapted(settings, load(settings), graph, TrainingSettings())

    assert chosen.arrangement == arrangement


def test_what_does_not_fit_is_found_before_training():
    settings = DataSettings(source="mnist-small")
    graph = chain(Input((100,)), Dense(9, "softmax"))
    prepared = prepare(load(settings), settings)

    problems = data_problems(graph, check(graph), TrainingSettings(), prepared)

    assert {problem.field for problem in problems} == {"shape", "loss"}
    assert any("0 to 9" in str(p) and "0 to 8" in str(p) for p in problems)


# -- hostile files (faults 16 and 8) ----------------------------------------------------------------------


def npy(header: str, body: bytes = b"") -> bytes:
    raw = header.encode()
    return b"\x93NUMPY\x01\x00" + len(raw).to_bytes(2, "little") + raw + body


def archive(tmp_path, **members):
    path = tmp_path / "evil.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000)}\n", b"\0" * 64),
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n", b"\x80\x04N."),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}\n"),
        npy("__import__('os').system('touch pwned')\n"),
        b"",
        b"\x93NUMPY",
        npy("(" * 500 + ")" * 500 + "\n"),
    ],
    ids=["shape bomb", "pickle", "negative", "code", "empty", "cut", "nested"],
)
def test_hostile_arrays_are_refused(data, tmp_path):
    with pytest.raises(FileFault, match=r"evil\.npz"):
        read_npz(archive(tmp_path, x_train=data))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("x_train.npy", b"\0" * (64 << 20))

    with pytest.raises(FileFault, match="100 times"):
        read_npz(path)


@pytest.mark.parametrize("name", ["../out.npy", "/etc/x.npy", "a/../../b.npy", "c:/x.npy"])
def test_members_that_point_outside_are_refused(name, tmp_path):
    path = tmp_path / "evil.npz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, b"x")

    with pytest.raises(FileFault, match="outside"):
        read_npz(path)


def test_members_that_overlap_are_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.npy", npy("{}\n" * 10))
        file.writestr("b.npy", npy("{}\n" * 10))
    raw = bytearray(buffer.getvalue())
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 42 : second + 46] = (0).to_bytes(4, "little")  # b begins where a does
    (tmp_path / "evil.npz").write_bytes(raw)

    with pytest.raises(FileFault, match="overlap"):
        read_npz(tmp_path / "evil.npz")
