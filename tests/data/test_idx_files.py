"""IDX files come in pairs that are found by their names, packed or not; hostile heads are refused in words."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load
from netbuilder.errors import DataError, FileFault
from netbuilder.files import DiskArray

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array, kind="u1"):
    array = np.asarray(array).astype(f">{kind}")
    return bytes([0, 0, CODES[kind], array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path, rng):
    """As they are published: two parts, images and labels, of which some are packed."""
    files = {
        "train-images-idx3-ubyte.gz": rng.integers(0, 256, (30, 6, 7)), "train-labels-idx1-ubyte": np.arange(30) % 3,
        "t10k-images-idx3-ubyte": rng.integers(0, 256, (9, 6, 7)), "t10k-labels-idx1-ubyte.gz": np.arange(9) % 3,
    }  # fmt: skip
    for name, array in files.items():
        (tmp_path / name).write_bytes(gzip.compress(idx(array)) if name.endswith(".gz") else idx(array))
    return tmp_path, files


@pytest.mark.parametrize("chosen", ["", "train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
def test_a_folder_or_any_of_its_files_gives_all_parts(folder, chosen):
    path, files = folder
    data = load(DataSettings(path=str(path / chosen)))

    np.testing.assert_array_equal(data.x_train["x"], files["train-images-idx3-ubyte.gz"])
    np.testing.assert_array_equal(data.y_test["y"], files["t10k-labels-idx1-ubyte.gz"])
    assert data.classes == ("0", "1", "2")
    assert data.x_train["x"].dtype == np.uint8


@pytest.mark.parametrize("kind", CODES)
def test_each_kind_of_number_is_read_in_the_order_of_this_machine(tmp_path, kind):
    x = np.arange(-6, 6).reshape(6, 2) if kind != "u1" else np.arange(12).reshape(6, 2)
    (tmp_path / "images.idx2").write_bytes(idx(x, kind))
    (tmp_path / "labels.idx1").write_bytes(idx([0, 1] * 3))
    data = load(DataSettings(path=str(tmp_path / "images.idx2"), test_split=0.0))

    np.testing.assert_array_equal(data.x_train["x"], x)
    assert data.x_train["x"].dtype == np.dtype(kind)


def test_rows_stay_on_disk_where_that_is_wanted(folder):
    path, files = folder
    data = load(DataSettings(path=str(path / "t10k-images-idx3-ubyte"), keep_on_disk="never"))
    assert not isinstance(data.x_test["x"], DiskArray)
    (path / "train-images-idx3-ubyte").write_bytes(idx(files["train-images-idx3-ubyte.gz"]))
    kept = load(DataSettings(path=str(path), keep_on_disk="always"))

    assert isinstance(kept.x_train["x"], DiskArray)
    np.testing.assert_array_equal(kept.x_train["x"][3:5], files["train-images-idx3-ubyte.gz"][3:5])


def test_two_families_in_one_folder_are_asked_for(folder):
    path, _ = folder
    (path / "letters-train-images-idx3-ubyte").write_bytes(idx(np.zeros((4, 2, 2))))
    (path / "letters-train-labels-idx1-ubyte").write_bytes(idx([0, 1, 0, 1]))

    with pytest.raises(DataError, match="several data sets"):
        load(DataSettings(path=str(path)))
    assert load(DataSettings(path=str(path / "letters-train-images-idx3-ubyte"), test_split=0)).train_count == 4
    assert load(DataSettings(path=str(path / "train-labels-idx1-ubyte"))).train_count == 30


def test_images_without_labels_are_told_what_is_missing(folder):
    path, _ = folder
    (path / "t10k-labels-idx1-ubyte.gz").unlink()

    with pytest.raises(FileFault, match="t10k-images-idx3-ubyte has no labels beside it"):
        load(DataSettings(path=str(path)))


HOSTILE = {
    "declares terabytes": b"\0\0\x08\x03" + struct.pack(">3I", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
    "cut short": idx(np.zeros((30, 6, 7)))[:-5],
    "head cut short": b"\0\0\x08\x03\0\0",
    "longer than it says": idx(np.zeros((30, 6, 7))) + b"more",
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_head_is_refused_by_the_name_of_its_file(folder, raw, packed):
    path, _ = folder
    (path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(raw) if packed else raw)

    with pytest.raises(FileFault, match="train-images-idx3-ubyte"):
        load(DataSettings(path=str(path)))


def test_a_packed_file_that_is_damaged_is_refused(folder):
    path, _ = folder
    whole = (path / "train-images-idx3-ubyte.gz").read_bytes()
    (path / "train-images-idx3-ubyte.gz").write_bytes(whole[:-20])

    with pytest.raises(FileFault, match="damaged, or cut short"):
        load(DataSettings(path=str(path)))


def test_the_command_line_looks_at_them(folder, capsys):
    assert main(["data", str(folder[0])]) == 0
    assert "30 training, 9 test" in capsys.readouterr().out
