"""Samples that are left out by name: the others stay where they are, whatever kind of data it is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from netbuilder.data import DataSettings, load
from netbuilder.errors import DataError


@pytest.fixture
def table(tmp_path):
    rows = [f"{i},{i % 3},{'no' if i % 2 else 'yes'}" for i in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,left", *rows]))
    return DataSettings(path=str(tmp_path / "t.csv"))


def test_rows_of_a_table_go_by_their_line_and_the_others_stay_in_their_parts(table):
    whole = load(table)
    line = int(whole.lines["train"][3])
    less = load(table.replace(leave_out=(str(line), str(int(whole.lines["test"][0])))))

    np.testing.assert_array_equal(less.x_train["x"], np.delete(whole.x_train["x"], 3, axis=0))
    np.testing.assert_array_equal(less.x_test["x"], whole.x_test["x"][1:])
    assert line not in less.lines["train"]
    assert f"2 samples are left out: {line}" in str(less.notes[-1])


@pytest.mark.parametrize("names", [("x", "y"), ("x_train", "y_train")])
def test_samples_of_arrays_go_by_their_number(tmp_path, names):
    x, y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2
    np.savez(tmp_path / "a.npz", **dict(zip(names, (x, y), strict=True)))
    settings = DataSettings(path=str(tmp_path / "a.npz"))
    whole, less = load(settings), load(settings.replace(leave_out=("7", "12")))
    both = np.concatenate([less.x_train["x"], less.x_test["x"]])

    assert whole.train_count + whole.test_count == len(both) + 2
    assert not {14.0, 24.0} & set(both[:, 0])


def test_a_number_of_the_training_part_is_not_one_of_a_test_part_of_its_own(tmp_path):
    x, y = np.arange(10.0)[:, None], np.arange(10) % 2
    np.savez(tmp_path / "a.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    less = load(DataSettings(path=str(tmp_path / "a.npz"), leave_out=("3", "test:5")))

    assert less.x_train["x"].ravel().tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert less.x_test["x"].ravel().tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9]


@pytest.mark.parametrize("keep", ["never", "always"])
def test_pictures_go_by_their_path(tmp_path, keep):
    for kind in ("cat", "dog"):
        (tmp_path / "p" / kind).mkdir(parents=True)
        for i in range(5):
            Image.new("L", (8, 8), 10 * i).save(tmp_path / "p" / kind / f"{i}.png")
    settings = DataSettings(path=str(tmp_path / "p"), keep_on_disk=keep)
    less = load(settings.replace(leave_out=("cat/3.png",)))
    keys = [key for part in ("train", "test") for key in less.keys_of(part)]

    assert len(keys) == 9
    assert "cat/3.png" not in keys
    shades = np.concatenate([np.asarray(less.x_train["x"][:]), np.asarray(less.x_test["x"][:])])[:, 0, 0, 0]
    assert sorted(shades.tolist()) == [0, 0, 10, 10, 20, 20, 30, 40, 40]


def test_texts_go_by_their_path(tmp_path):
    for kind in ("ham", "spam"):
        (tmp_path / "m" / kind).mkdir(parents=True)
        for i in range(5):
            (tmp_path / "m" / kind / f"{i}.txt").write_text(f"this is the {kind} number {i}")
    less = load(DataSettings(path=str(tmp_path / "m"), leave_out=("spam/2.txt",)))

    assert less.train_count + less.test_count == 9
    assert "spam/2.txt" not in {key for part in ("train", "test") for key in less.keys_of(part)}


def test_a_bundled_data_set_can_be_left_short_too():
    whole, less = load(DataSettings(source="iris")), load(DataSettings(source="iris", leave_out=("0",)))

    np.testing.assert_array_equal(less.x_train["x"], whole.x_train["x"][1:])


def test_a_name_that_the_data_does_not_have_is_told(table):
    with pytest.raises(DataError, match=r"has no samples 77.*leave_out"):
        load(table.replace(leave_out=("77",)))


def test_what_is_left_out_of_one_file_is_not_left_out_of_another(table):
    settings = table.replace(leave_out=("3",))

    assert settings.at("other.csv").leave_out == ()
    assert settings.at(table.path).leave_out == ("3",)
