"""Arrays under other names are taken for what they are called elsewhere, and asked for where that is not clear."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import DataSettings, load
from netbuilder.data.own_arrays import holds_samples
from netbuilder.errors import DataError

X, Y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2


@pytest.mark.parametrize(
    "names",
    [("X", "y"), ("data", "target"), ("images", "labels"), ("arr_0", "arr_1")],
    ids=" ".join,
)
def test_samples_without_parts_are_known_and_told(tmp_path, names):
    np.savez(tmp_path / "a.npz", **dict(zip(names, (X, Y), strict=True)))
    data = load(DataSettings(path=str(tmp_path / "a.npz"), test_split=0.0))

    np.testing.assert_array_equal(data.x_train["x"], X)
    np.testing.assert_array_equal(data.y_train["y"], Y)
    assert str(data.notes[0]) == f"arrays were taken as x = {names[0]}, y = {names[1]}"


@pytest.mark.parametrize(
    "names",
    [
        ("train_images", "train_labels", "test_images", "test_labels"), ("X_train", "Y_train", "X_test", "Y_test"),
        ("xTrain", "yTrain", "xTest", "yTest"), ("train_data", "train_targets", "test_data", "test_targets"),
        ("arr_0", "arr_1", "arr_2", "arr_3"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("folder", [False, True], ids=["npz", "npy"])
def test_parts_are_known_by_their_words(tmp_path, names, folder):
    made = dict(zip(names, (X, Y, X[:4] + 100, Y[:4]), strict=True))
    path = tmp_path / ("a" if folder else "a.npz")
    if folder:
        path.mkdir()
        for name, array in made.items():
            np.save(path / f"{name}.npy", array)
    else:
        np.savez(path, **made)
    data = load(DataSettings(path=str(path)))

    np.testing.assert_array_equal(data.x_test["x"], X[:4] + 100)
    np.testing.assert_array_equal(data.y_train["y"], Y)
    assert folder or holds_samples(path)


def test_what_is_not_clear_is_asked_for_with_the_shapes_and_the_options(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", foo=X, bar=Y)
    settings = DataSettings(path=str(tmp_path / "a.npz"))
    with pytest.raises(DataError, match=r"'foo' \(20, 2\)") as told:
        load(settings)

    assert dict(told.value.arrays) == {"foo": (20, 2), "bar": (20,)}
    np.testing.assert_array_equal(load(settings.replace(arrays=("x = foo", "y=bar"), test_split=0.0)).x_train["x"], X)
    assert main(["data", str(tmp_path / "a.npz")]) == 1
    assert "--array x=NAME" in capsys.readouterr().out
    assert main(["data", str(tmp_path / "a.npz"), "--array", "x=foo", "--array", "y=bar"]) == 0


@pytest.mark.parametrize(
    ("arrays", "said"),
    [(("x=nothing",), "holds no array 'nothing'; it has 'foo'"), (("foo",), "as x_train=images does"),
     (("z=foo",), "as x_train=images does")],
)  # fmt: skip
def test_what_was_said_wrongly_is_told(tmp_path, arrays, said):
    np.savez(tmp_path / "a.npz", foo=X, bar=Y)

    with pytest.raises(DataError, match=said):
        load(DataSettings(path=str(tmp_path / "a.npz"), arrays=arrays))


def test_own_names_stay_what_they_are_whatever_else_is_there(tmp_path):
    np.savez(tmp_path / "a.npz", x_train=X, y_train=Y, images=X + 5, labels=Y)
    data = load(DataSettings(path=str(tmp_path / "a.npz"), test_split=0.0))

    np.testing.assert_array_equal(data.x_train["x"], X)
    assert not data.notes


def test_two_that_could_have_one_place_are_asked_for(tmp_path):
    np.savez(tmp_path / "a.npz", train_images=X, train_data=X, train_labels=Y)

    with pytest.raises(DataError, match="not clear"):
        load(DataSettings(path=str(tmp_path / "a.npz")))


def test_weights_of_layers_are_no_samples(tmp_path):
    np.savez(tmp_path / "w.npz", **{"dense/kernel": X, "dense/bias": Y})
    assert not holds_samples(tmp_path / "w.npz")
