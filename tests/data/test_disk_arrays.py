"""Rows that stay on disk: equal to the array in memory, and refused when the file is not as it says."""

from __future__ import annotations

import os
import struct
import zipfile

import numpy as np
import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.dataset import divided
from netbuilder.errors import DataError, FileFault
from netbuilder.files import DiskArray, rows_of, stored_in

ON_DISK = DataSettings(keep_on_disk="always", test_split=0.0)


def opened(tmp_path, array, name="x_train") -> DiskArray:
    np.save(tmp_path / f"{name}.npy", array)
    return stored_in(tmp_path)[name].on_disk()


@pytest.fixture
def numbers(rng):
    return rng.normal(size=(50, 3, 4)).astype("float32")


def test_shape_and_kind_are_the_array_s(tmp_path, numbers):
    x = opened(tmp_path, numbers)

    assert (x.shape, x.dtype, x.ndim, x.size, len(x)) == ((50, 3, 4), np.float32, 3, 600, 50)


@pytest.mark.parametrize(
    "index",
    [
        0, -1, np.int64(7), slice(None), slice(5, 9), slice(45, 99), slice(9, 5), slice(None, None, 7),
        slice(None, None, -1), np.array([3, 3, 49, 0, 1, 2, 48]), [4, 2], [-1, -50], np.array([], int),
        np.arange(50) % 3 == 0,
    ],
    ids=str,
)  # fmt: skip
def test_rows_are_those_of_the_array(index, tmp_path, numbers):
    found = opened(tmp_path, numbers)[index]

    np.testing.assert_array_equal(found, numbers[index])


@pytest.mark.parametrize("index", [50, -51, [0, 50], [-51]])
def test_rows_that_are_not_there_are_refused(index, tmp_path, numbers):
    with pytest.raises(IndexError):
        opened(tmp_path, numbers)[index]


@pytest.mark.parametrize("index", [(0, 1), (slice(None), 0), None, [0.5], [[1, 2]]], ids=str)
def test_only_rows_can_be_chosen(index, tmp_path, numbers):
    with pytest.raises(TypeError, match="rows on disk"):
        opened(tmp_path, numbers)[index]


def test_taking_fills_the_given_array(tmp_path, numbers):
    out = np.empty((4, 3, 4), np.float32)
    index = np.array([30, 2, 2, 31])

    found = opened(tmp_path, numbers).take(index, axis=0, out=out, mode="clip")

    assert found is out
    np.testing.assert_array_equal(out, numbers[index])


def test_rows_of_rows_are_numbered_anew(tmp_path, numbers):
    x = opened(tmp_path, numbers)
    index = np.array([40, 3, 17, 9])

    np.testing.assert_array_equal(rows_of(rows_of(x, slice(10, 45, 2)), slice(3, 6))[:], numbers[10:45:2][3:6])
    np.testing.assert_array_equal(rows_of(rows_of(x, index), np.array([3, 0]))[:], numbers[index][[3, 0]])
    np.testing.assert_array_equal(rows_of(rows_of(x, slice(5, 50)), index)[1:3], numbers[5:][index][1:3])


def test_steps_are_done_to_what_is_read(tmp_path, numbers):
    x = opened(tmp_path, numbers).stepped(lambda part: part.reshape(len(part), 12)).astype(np.float64)

    assert (x.shape, x.dtype) == ((50, 12), np.float64)
    np.testing.assert_array_equal(x[[5, 1]], numbers.reshape(50, 12)[[5, 1]])


def test_it_is_never_turned_into_a_whole_array_by_accident(tmp_path, numbers):
    with pytest.raises(TypeError, match="not read as a whole"):
        np.asarray(opened(tmp_path, numbers))


@pytest.mark.parametrize("kind", [">f8", ">i2", "<f2", "?", "u1", ">f4"])
def test_any_byte_order_is_read_as_this_machine_s(kind, tmp_path, rng):
    array = rng.integers(0, 2, (6, 5)).astype(kind)

    x = opened(tmp_path, array)

    assert x.dtype == np.dtype(kind).newbyteorder("=")
    assert x.dtype.isnative
    np.testing.assert_array_equal(x[[4, 1]], array[[4, 1]])
    assert stored_in(tmp_path)["x_train"].load().dtype.isnative


def test_columns_of_fortran_order_are_refused_on_disk_and_read_in_memory(tmp_path, rng):
    array = np.asfortranarray(rng.normal(size=(6, 5)))
    np.save(tmp_path / "x_train.npy", array)
    stored = stored_in(tmp_path)["x_train"]

    np.testing.assert_array_equal(stored.load(), array)
    with pytest.raises(FileFault, match=r"x_train\.npy.*ascontiguousarray"):
        stored.on_disk()


def test_a_single_column_has_no_order(tmp_path):
    x = opened(tmp_path, np.asfortranarray(np.arange(5.0)[:, None]))

    np.testing.assert_array_equal(x[1:4], [[1.0], [2.0], [3.0]])


@pytest.mark.parametrize("shape", [(0, 3), (4, 0), (5,)])
def test_odd_shapes_are_read(shape, tmp_path):
    array = np.arange(np.prod(shape), dtype=float).reshape(shape)

    np.testing.assert_array_equal(opened(tmp_path, array)[:], array)


# -- files ----------------------------------------------------------------------------------------------------


def npy(descr: str, shape: str, body: bytes = b"") -> bytes:
    raw = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(raw).to_bytes(2, "little") + raw + body


HOSTILE = {
    "shape bomb": npy("<f8", "(1000000, 1000000)", b"\0" * 64),
    "one too many": npy("<f8", "(9,)", b"\0" * 64),
    "one too few": npy("<f8", "(7,)", b"\0" * 64),
    "overflow": npy("<f8", "(4294967296, 4294967296)", b""),
    "hidden by a zero": npy("<f8", "(0, 4611686018427387904, 4611686018427387904)"),
    "negative": npy("<f8", "(-2, -4)", b"\0" * 64),
    "many axes": npy("<f8", "(" + "1, " * 70 + ")", b"\0" * 8),
    "pickle": npy("|O", "(1,)", b"\x80\x04N."),
    "records": b"\x93NUMPY\x01\x00\x45\x00"
    + b"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}    \n"
    + b"\0" * 8,
    "time": npy("<M8[s]", "(1,)", b"\0" * 8),
    "complex": npy("<c8", "(1,)", b"\0" * 8),
    "text": npy("<U2", "(1,)", b"\0" * 8),
    "empty": b"",
    "cut": b"\x93NUMPY\x01\x00\xff",
    "not an array": b"hello, world" * 10,
}


@pytest.mark.parametrize("keep", ["always", "never"])
@pytest.mark.parametrize("kind", ["folder", "npz"])
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_their_name(data, kind, keep, tmp_path):
    path = tmp_path / "data.npz" if kind == "npz" else tmp_path
    if kind == "npz":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("x_train.npy", data)
            file.writestr("y_train.npy", npy("<i8", "(1,)", b"\0" * 8))
    else:
        (path / "x_train.npy").write_bytes(data)
        np.save(path / "y_train.npy", np.zeros(1, int))

    with pytest.raises(FileFault, match="x_train"):
        load(DataSettings(path=str(path), keep_on_disk=keep))


def test_a_file_that_is_cut_while_it_is_read_is_a_fault(tmp_path, numbers):
    x = opened(tmp_path, numbers)
    os.truncate(tmp_path / "x_train.npy", 1000)

    np.testing.assert_array_equal(x[:3], numbers[:3])
    with pytest.raises(FileFault, match=r"x_train\.npy ended"):
        x[[0, 40]]


def test_a_file_that_is_replaced_is_still_read_as_it_was(tmp_path, numbers):
    x = opened(tmp_path, numbers)
    np.save(tmp_path / "other.npy", numbers + 1)
    os.replace(tmp_path / "other.npy", tmp_path / "x_train.npy")

    np.testing.assert_array_equal(x[:], numbers)


def test_a_file_that_changes_before_it_is_opened_is_a_fault(tmp_path, numbers):
    np.save(tmp_path / "x_train.npy", numbers)
    stored = stored_in(tmp_path)["x_train"]
    np.save(tmp_path / "x_train.npy", numbers.reshape(25, 6, 4))

    with pytest.raises(FileFault, match="changed"):
        stored.on_disk()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x_train.npy")

    with pytest.raises(FileFault, match="not a file"):
        stored_in(tmp_path)


def test_an_archive_whose_member_lies_elsewhere_is_refused(tmp_path, numbers):
    path = tmp_path / "data.npz"
    np.savez(path, x_train=numbers, y_train=np.zeros(50))
    raw = bytearray(path.read_bytes())
    (directory,) = struct.unpack("<I", raw[-6:-2])
    raw[directory + 42 : directory + 46] = (8).to_bytes(4, "little")  # where x_train is said to begin
    path.write_bytes(raw)

    with pytest.raises(FileFault, match=r"data\.npz"):
        load(ON_DISK.replace(path=str(path)))


@pytest.mark.parametrize("size", [10, 1000, 4000])
def test_an_archive_that_is_cut_is_refused(size, tmp_path, numbers):
    path = tmp_path / "data.npz"
    np.savez(path, x_train=numbers, y_train=np.zeros(50))
    path.write_bytes(path.read_bytes()[:-size])

    with pytest.raises(FileFault, match=r"data\.npz"):
        load(ON_DISK.replace(path=str(path)))


# -- data sets ------------------------------------------------------------------------------------------------


def saved(tmp_path, kind, **arrays):
    path = tmp_path / ("data.npz" if kind == "npz" else "data")
    if kind == "npz":
        np.savez(path, **arrays)
    else:
        path.mkdir()
        for name, array in arrays.items():
            np.save(path / f"{name}.npy", array)
    return DataSettings(path=str(path), test_split=0.0)


KINDS = pytest.mark.parametrize("kind", ["npz", "folder"])


@KINDS
def test_inputs_stay_on_disk_when_they_exceed_the_limit(kind, tmp_path, numbers):
    settings = saved(tmp_path, kind, x_train=numbers, y_train=np.arange(50) % 3)

    large, small = load(settings, limit=2399), load(settings, limit=2400)

    assert isinstance(large.x_train["x"], DiskArray)
    assert isinstance(small.x_train["x"], np.ndarray)
    assert isinstance(large.y_train["y"], np.ndarray)
    assert large.classes == small.classes == ("0", "1", "2")


def test_the_limit_counts_both_parts_and_bytes_as_the_numbers_they_become(tmp_path):
    images = np.zeros((10, 10), np.uint8)
    settings = saved(tmp_path, "npz", x_train=images, y_train=np.zeros(10), x_test=images, y_test=np.zeros(10))

    assert isinstance(load(settings, limit=799).x_test["x"], DiskArray)
    assert isinstance(load(settings, limit=800).x_test["x"], np.ndarray)


def test_without_a_limit_small_data_is_held_in_memory(tmp_path, numbers):
    assert isinstance(load(saved(tmp_path, "npz", x_train=numbers, y_train=np.zeros(50))).x_train["x"], np.ndarray)


def test_what_is_too_large_and_compressed_says_how_to_save_it(tmp_path, numbers):
    path = tmp_path / "data.npz"
    np.savez_compressed(path, x_train=numbers, y_train=np.zeros(50))

    with pytest.raises(FileFault, match=r"data\.npz: x_train .* compressed.*numpy\.savez.*folder"):
        load(DataSettings(path=str(path)), limit=100)
    assert load(DataSettings(path=str(path), keep_on_disk="never"), limit=100).train_count == 40


@KINDS
@pytest.mark.parametrize("scaling", ["none", "unit", "standardize", "minmax"])
@pytest.mark.parametrize("arrangement", ["as_is", "flatten", "channels"])
@pytest.mark.parametrize("type_", ["uint8", "float64", "float32"])
def test_preparation_on_disk_gives_the_bits_of_preparation_in_memory(
    kind, scaling, arrangement, type_, tmp_path, rng, monkeypatch
):
    monkeypatch.setattr("netbuilder.data.scaling.NUMBERS_AT_ONCE", 100)  # several parts
    x = rng.integers(0, 200, (40, 5, 3)).astype(type_)
    settings = saved(tmp_path, kind, x_train=x, y_train=np.arange(40) % 2).replace(
        scaling=scaling, arrangement=arrangement, test_split=0.25
    )

    memory, disk = (
        prepare(load(settings.replace(keep_on_disk=keep)), settings.replace(keep_on_disk=keep))
        for keep in ("never", "always")
    )

    assert disk.input_shapes == memory.input_shapes
    assert [str(step) for step in disk.steps] == [str(step) for step in memory.steps]
    for part in ("x_train", "x_test"):
        ours, expected = getattr(disk, part)["x"], getattr(memory, part)["x"]
        assert isinstance(ours, DiskArray)
        assert ours.dtype == expected.dtype
        np.testing.assert_array_equal(ours[:], expected)


@pytest.mark.parametrize("shape", [(1000, 7), (500, 4, 3)])
def test_measuring_in_parts_agrees_with_numpy(shape, rng, monkeypatch):
    from netbuilder.data.scaling import measured

    monkeypatch.setattr("netbuilder.data.scaling.NUMBERS_AT_ONCE", 500)
    x = rng.normal(1e4, 1e-2, shape)  # where a naive sum of squares loses everything
    axis = 0 if len(shape) == 2 else None

    found = measured(x, by_column=axis == 0)

    np.testing.assert_allclose(found.mean, x.mean(axis), rtol=1e-14)
    np.testing.assert_allclose(found.spread, x.std(axis), rtol=1e-8)
    np.testing.assert_array_equal(found.low, x.min(axis))
    np.testing.assert_array_equal(found.high, x.max(axis))


def test_smallest_whole_numbers_scale_to_minus_one(tmp_path):
    """The absolute value of -128 does not exist in 8 bits."""
    settings = saved(tmp_path, "npz", x_train=np.array([[-128, 64]], np.int8), y_train=np.zeros(1))

    prepared = prepare(load(settings), settings.replace(scaling="unit"))

    np.testing.assert_array_equal(prepared.x_train["x"], [[-1.0, 0.5]])


def test_a_column_that_never_changes_is_left_at_zero(tmp_path):
    x = np.stack([np.full(1000, 0.1), np.arange(1000)], axis=1)
    settings = saved(tmp_path, "npz", x_train=x, y_train=np.zeros(1000)).replace(scaling="standardize")

    prepared = prepare(load(settings), settings)

    np.testing.assert_allclose(prepared.x_train["x"][:, 0], 0, atol=1e-7)
    assert "1 of 2 columns never change" in str(prepared.steps[0])


def test_an_input_is_gone_through_once_for_each_scaling(tmp_path, numbers):
    settings = saved(tmp_path, "npz", x_train=numbers, y_train=np.zeros(50)).replace(scaling="minmax")
    data = load(settings)

    one, two = prepare(data, settings), prepare(data, settings.replace(arrangement="flatten"))

    assert one.scalings["x"] is two.scalings["x"]


def test_an_empty_test_part_can_be_flattened(tmp_path, numbers):
    settings = saved(tmp_path, "npz", x_train=numbers, y_train=np.zeros(50), x_test=numbers[:0], y_test=np.zeros(0))

    prepared = prepare(load(settings), settings.replace(arrangement="flatten"))

    assert prepared.x_test["x"].shape == (0, 12)


def test_test_samples_with_other_columns_are_said(tmp_path):
    settings = saved(tmp_path, "npz", x_train=np.eye(4), y_train=np.zeros(4), x_test=np.ones((2, 3)), y_test=np.ones(2))

    with pytest.raises(DataError, match=r"\(4,\).*\(3,\)"):
        prepare(load(settings), settings.replace(scaling="minmax"))


def test_a_single_number_is_not_samples(tmp_path):
    with pytest.raises(DataError, match="x_train is a single number"):
        load(saved(tmp_path, "npz", x_train=np.array(1.0), y_train=np.zeros(1)))


def test_dividing_a_data_set_reads_nothing(tmp_path, numbers):
    settings = saved(tmp_path, "npz", x_train=numbers, y_train=np.arange(50)).replace(keep_on_disk="always")
    index = np.arange(50) % 4 == 0

    data = divided(load(settings), np.flatnonzero(~index), np.flatnonzero(index))

    assert isinstance(data.x_test["x"], DiskArray)
    np.testing.assert_array_equal(data.x_test["x"][:], numbers[index])
    np.testing.assert_array_equal(data.y_train["y"], np.arange(50)[~index])


@KINDS
def test_several_inputs_stay_on_disk_by_name(kind, tmp_path, numbers):
    settings = saved(tmp_path, kind, x_train_left=numbers, x_train_right=numbers[:, 0], y_train=np.zeros(50))

    data = load(settings.replace(keep_on_disk="always"))

    assert {name: array.shape for name, array in data.x_train.items()} == {"left": (50, 3, 4), "right": (50, 4)}
    np.testing.assert_array_equal(data.x_train["right"][7], numbers[7, 0])


def test_an_empty_folder_names_what_is_missing(tmp_path):
    with pytest.raises(FileFault, match="no x_train; it has nothing"):
        load(DataSettings(path=str(tmp_path)))
