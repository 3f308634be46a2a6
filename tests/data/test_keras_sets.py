"""Keras's other sets, from files made as Keras's are: arrays as keras.datasets gives them, and nothing unpickled."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import tarfile
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras.src.datasets import boston_housing, california_housing, imdb, reuters

from netbuilder.cli import main
from netbuilder.data import SOURCES, DataSettings, load
from netbuilder.data.catalog import folder_of
from netbuilder.data.download import fetch
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import DataError, FileFault
from netbuilder.files.pickled import unpickled
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.layers import Dense, Input
from tests.data.test_sources import server
from tests.networks import chain

__all__ = ["server"]


def lists(rng, count):
    """Word numbers as the sets hold them: lists in an array of objects."""
    found = np.empty(count, object)
    found[:] = [rng.integers(1, 300, rng.integers(3, 40)).tolist() for _ in range(count)]
    return found


@pytest.fixture
def made(tmp_path, rng):
    """A file for each set, by its name in keras.datasets."""
    arrays = {
        "imdb": {"x_train": lists(rng, 60), "y_train": rng.integers(0, 2, 60), "x_test": lists(rng, 50),
                 "y_test": rng.integers(0, 2, 50)},
        "reuters": {"x": lists(rng, 70), "y": rng.integers(0, 46, 70)},
        "california_housing": {"x": rng.normal(size=(50, 8)), "y": rng.normal(size=50)},
        "boston_housing": {"x": rng.normal(size=(40, 13)), "y": rng.normal(size=40)},
    }  # fmt: skip
    for name, each in arrays.items():
        np.savez(tmp_path / f"{name}.npz", **each)
    return tmp_path


@pytest.fixture
def placed(made, monkeypatch):
    """The files in the cache, and before Keras's eyes."""
    for module in (imdb, reuters, california_housing, boston_housing):
        name = module.__name__.rpartition(".")[2]
        monkeypatch.setattr(module, "get_file", lambda *_, name=name, **__: str(made / f"{name}.npz"))
        folder = folder_of(SOURCES[name])
        folder.mkdir(parents=True)
        (folder / f"{name}.npz").write_bytes((made / f"{name}.npz").read_bytes())


SETTINGS = [{}, {"num_words": 100}, {"num_words": 200, "skip_top": 20, "seed": 5}, {"maxlen": 25}]


@pytest.mark.parametrize("name", ["imdb", "reuters"])
@pytest.mark.parametrize("given", SETTINGS, ids=str)
def test_sequences_are_those_of_keras(name, given, placed):
    more = {"test_split": 0.3} if name == "reuters" else {}
    data = load(DataSettings(source=name, padded_length=20, **given, **more))
    wanted = getattr(keras.datasets, name).load_data(**given, **more)

    for part, (x, y) in zip(("train", "test"), wanted, strict=True):
        padded = keras.utils.pad_sequences(x, maxlen=20)
        np.testing.assert_array_equal(data.part(part)[0]["x"], padded)
        np.testing.assert_array_equal(data.part(part)[1]["y"], y)


@pytest.mark.parametrize("name", ["california_housing", "boston_housing"])
def test_houses_are_those_of_keras(name, placed):
    data = load(DataSettings(source=name, test_split=0.25, seed=3))
    (x, y), (x_test, _) = getattr(keras.datasets, name).load_data(test_split=0.25, seed=3)

    np.testing.assert_array_equal(data.x_train["x"], x)
    np.testing.assert_array_equal(data.y_train["y"], y)
    np.testing.assert_array_equal(data.x_test["x"], x_test)
    assert not data.classes


def test_without_a_length_most_sequences_stay_whole_and_it_is_told(placed):
    data = load(DataSettings(source="imdb"))
    width = data.x_train["x"].shape[1]

    assert (data.x_train["x"][:, 0] == 0).mean() >= 0.5
    assert f"brought to {width} words" in str(data.notes[0])


def test_a_maxlen_that_leaves_nothing_is_told(placed):
    with pytest.raises(DataError, match="shorter than maxlen, 2"):
        load(DataSettings(source="imdb", maxlen=2))


def cifar(path, content):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in content.items():
            info = tarfile.TarInfo(f"cifar-100-python/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def test_cifar100_is_downloaded_checked_and_read(server, monkeypatch, tmp_path, rng):
    address, files = server
    x = rng.integers(0, 256, (6, 3072)).astype(np.uint8)
    batch = {b"data": x, b"fine_labels": [0, 1, 99, 3, 4, 5], b"filenames": [b"a.png"] * 6, b"batch_label": b"one"}
    cifar(tmp_path / "c.tar.gz", {"train": pickle.dumps(batch, 2), "test": pickle.dumps(batch, 2), "meta": b"x"})
    files["/c"] = (tmp_path / "c.tar.gz").read_bytes()
    source = SOURCES["cifar100"]
    remote = replace(
        source.remotes[0], urls=(f"{address}/c",), size=len(files["/c"]) - 10,
        sha256=hashlib.sha256(files["/c"]).hexdigest(),
    )  # fmt: skip
    monkeypatch.setitem(SOURCES, "cifar100", replace(source, remotes=(remote,)))
    list(fetch(SOURCES["cifar100"]))
    data = load(DataSettings(source="cifar100"))

    np.testing.assert_array_equal(data.x_train["x"], x.reshape(6, 3, 32, 32).transpose(0, 2, 3, 1))
    assert data.y_test["y"].tolist() == [0, 1, 99, 3, 4, 5]
    assert data.classes[99] == "worm"


class Evil:
    def __reduce__(self):
        return (print, ("owned",))


HOSTILE = {
    "a call": lambda: pickle.dumps([Evil()]),
    "a class": lambda: pickle.dumps(np.random.RandomState),
    "in an array": lambda: pickle.dumps(np.array([Evil()], object)),
    "cut short": lambda: pickle.dumps(np.array([[1, 2], [3]], object))[:-9],
    "nonsense": lambda: b"\x80\x04hello",
    "a call of what is known": lambda: b"\x80\x02cnumpy\nndarray\n(K\x01tR.",
    "the same again and again": lambda: b"\x80\x02](]q\x00(" + b"K\x01" * 5000 + b"e" + b"h\x00" * 50_000 + b"e.",
    "terabytes": lambda: (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86cnumpy\ndtype\nU\x02u1\x85R\x89U\x01xtb."
    ),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_pickle_is_refused_and_never_run(raw, capsys):
    with pytest.raises(FileFault, match=r"x\.npz"):
        unpickled(raw(), "x.npz")
    assert "owned" not in capsys.readouterr().out


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_what_numpy_writes_is_read_in_each_protocol(protocol, rng):
    found = lists(rng, 30)
    read = unpickled(pickle.dumps(found, protocol), "x")

    assert [one.tolist() for one in read] == found.tolist()
    for kind in ("u1", "<i4", ">i4", "f8"):
        array = rng.integers(0, 100, (3, 4)).astype(kind)
        np.testing.assert_array_equal(unpickled(pickle.dumps(np.asfortranarray(array), protocol), "x"), array)


def test_a_set_that_is_not_downloaded_says_how():
    with pytest.raises(DataError, match="--download imdb"):
        load(DataSettings(source="imdb"))


@pytest.mark.parametrize(
    "given",
    [{"source": "imdb", "num_words": 100}, {"source": "reuters", "padded_length": 12, "test_split": 0.3, "seed": 4},
     {"source": "california_housing", "seed": 8}, {"source": "boston_housing"}],
    ids=lambda given: given["source"],
)  # fmt: skip
def test_a_script_loads_the_same_by_keras_and_is_read_back(given, placed):
    data = DataSettings(**given)
    expected = load(data)
    shape = expected.x_train["x"].shape[1:]
    graph = chain(Input(shape), Dense(2))
    source = keras_script(Bundle(Snapshot(graph, {}, TrainingSettings(loss="mse")), data))
    lines = [line for line in source[: source.index("# The network")].split("\n") if "import " not in line]
    space: dict = {"keras": keras, "np": np, "__file__": "script.py"}
    exec("\n".join(lines), space)

    np.testing.assert_array_equal(space["x_train"], expected.x_train["x"])
    np.testing.assert_array_equal(space["y_test"], expected.y_test["y"])
    assert read_text(source).data == data


def test_the_command_line_says_all_of_it(placed, capsys):
    words = ["--num-words", "100", "--skip-top", "5", "--maxlen", "30", "--padded-length", "16", "--source-seed", "2"]

    assert main(["data", "imdb", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recipe"] == {
        "source": "imdb", "num_words": 100, "skip_top": 5, "maxlen": 30, "padded_length": 16, "seed": 2,
    }  # fmt: skip
    assert told["inputs"] == {"x": [16]}
