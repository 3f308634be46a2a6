"""Scripts prepare the same arrays as we do: measured on what they train on, or as it was kept with the weights."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

from netbuilder.cli import main
from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.fitted import fitted_from_json
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import ready_data, use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.formats.script_reading import read_text
from netbuilder.formats.torch_script.script import torch_script
from netbuilder.layers import Dense, Input
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project, TrainedRun, open_file, write_project
from tests.networks import chain

RNG = np.random.default_rng(3)
KINDS = ("cat", "dog", "owl", "?")
GRAPH = chain(Input((4,)), Dense(2, "softmax"))
AMOUNTS = chain(Input((4,)), Dense(1))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    lines = ["age,fare,kind,when,part,note,answer,price,w"]
    for i in range(60):
        part = ("train", "train", "train", "val", "test")[i % 5]
        age = "" if i % 11 == 3 else f"{RNG.normal(30, 10):.2f}"
        fare = "n/a" if i % 17 == 2 else f"{RNG.exponential(20):.2f}"
        lines.append(
            f"{age},{fare},{KINDS[int(RNG.integers(4))]},{i * 7 % 60},{part},{'x' if i % 9 else 1.5},"
            f"{('no', 'yes')[i % 2]},{10 * int(RNG.integers(11))},{1 + i % 3}"
        )
    found = tmp_path_factory.mktemp("tables") / "table.csv"
    found.write_text("\n".join(lines) + "\n")
    return found


BASE = {"ignore": ("part", "note", "price", "w"), "target": "answer", "missing": "mean", "scaling": "standardize"}
RECIPES = {
    "mean": {},
    "median, stratified": {"missing": "median", "split": "stratified", "validation_part": 0.2, "split_seed": 4},
    "most frequent, by group": {"missing": "most_frequent", "split": "group", "split_column": "when"},
    "by time": {"split": "time", "split_column": "when", "gap": 3, "validation_part": 0.1, "scaling": "minmax"},
    "by column": {"ignore": ("note", "price", "w"), "split": "column", "split_column": "part"},
    "dropped": {"missing": "drop", "scaling": "none", "validation_part": 0.25},
    "left out": {"leave_out": ("3", "8", "9", "30", "31", "44"), "validation_part": 0.25, "missing": "median"},
    "weighed": {"ignore": ("part", "note", "price"), "weight_column": "w"},
    "column by column": {
        "columns": [
            {"name": "age", "missing": "median", "scaling": "robust", "mark_missing": True},
            {"name": "fare", "missing": "constant", "fill": "-1", "scaling": "log", "outside": "clip"},
            {"name": "kind", "missing": "constant", "fill": "none", "encoding": "ordinal", "scaling": "none"},
            {"name": "when", "scaling": "unit"},
        ]
    },
    "categories": {
        "ignore": ("part", "price", "w"),
        "columns": [
            {"name": "kind", "vocabulary": 2, "mark_missing": True, "missing": "most_frequent"},
            {"name": "note", "kind": "number", "missing": "constant", "fill": "0"},
            {"name": "when", "kind": "category", "vocabulary": 5, "scaling": "none"},
        ],
    },
    "amounts": {
        "ignore": ("part", "note", "answer", "w"), "target": "price", "target_scaling": "standardize",
        "missing": "most_frequent",
    },
}  # fmt: skip


def settings_of(path, name):
    return DataSettings(path=str(path), **{**BASE, **RECIPES[name]})


def arrays_of(source, names=()):
    """What a script has before it builds its network; Keras is not needed for that."""
    head = source[: source.index("# The network")]
    space: dict = {"__file__": "script.py"}
    exec(compile("\n".join(line for line in head.split("\n") if "keras" not in line), "script", "exec"), space)
    return space


def training_for(name):
    loss = "mean_squared_error" if name == "amounts" else "sparse_categorical_crossentropy"
    return TrainingSettings(loss=loss, validation_split=0.2, metrics=())


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("kept", [False, True], ids=["measured", "kept"])
def test_a_table_is_prepared_as_we_prepare_it(name, kept, path, tmp_path):
    data, training = settings_of(path, name), training_for(name)
    graph = AMOUNTS if name == "amounts" else GRAPH
    expected = prepare(load(data), data, use_of(graph, training))
    snapshot = Snapshot(graph, {}, training, fitted=expected.fitted)
    source = keras_script(Bundle(snapshot, data, "model", ExportOptions(weights=kept)))

    found = arrays_of(source)

    parts = ("train", "val", "test") if expected.dataset.val_count else ("train", "test")
    for part in parts:
        np.testing.assert_allclose(
            found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6, atol=1e-6, err_msg=part
        )
        np.testing.assert_allclose(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"], rtol=1e-6, atol=1e-6)
    if data.weight_column:
        np.testing.assert_array_equal(found["w_train"], expected.dataset.w_train)
    if not kept:
        assert read_text(source).data == data


def test_kept_numbers_stay_when_the_file_grows(path, tmp_path):
    copy = tmp_path / "table.csv"
    copy.write_bytes(path.read_bytes())
    data = settings_of(copy, "column by column")
    before = prepare(load(data), data)
    bundle = Bundle(Snapshot(GRAPH, {}, fitted=before.fitted), data, "model", ExportOptions(weights=True))
    copy.write_text(copy.read_text() + "900,9000,dog,61,train,x,no,10,1\n" * 5)
    grown = load(data)

    found = arrays_of(keras_script(bundle))

    expected = prepare(grown, data, fitted=before.fitted)
    np.testing.assert_allclose(found["x_train"], expected.x_train["x"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "arrays",
    [("x", "y"), ("x", "y", "x_val", "y_val"), ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")],
    ids=" ".join,
)
@pytest.mark.parametrize("scaling", ["standardize", "minmax", "unit"])
def test_arrays_are_prepared_as_we_prepare_them(arrays, scaling, tmp_path):
    if arrays == ("x", "y", "x_val", "y_val") and scaling != "standardize":
        pytest.skip("one scaling is enough")
    made = {name: (RNG.integers(0, 200, (20 + i, 3)) if name[0] == "x" else np.arange(20 + i - i % 2) % 2)
            for i, name in enumerate(arrays)}  # fmt: skip
    for name in [name for name in arrays if name[0] == "y"]:
        made[name] = np.arange(len(made["x" + name[1:]])) % 2
    np.savez(tmp_path / "a.npz", **made)
    data = DataSettings(path=str(tmp_path / "a.npz"), scaling=scaling)
    training = TrainingSettings(validation_split=0.3)
    expected = prepare(load(data), data, use_of(GRAPH, training))

    found = arrays_of(keras_script(Bundle(Snapshot(GRAPH, {}, training), data)))

    for part in ("train", "val", "test") if expected.dataset.val_count else ("train", "test"):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6, atol=1e-6)
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])


@pytest.mark.parametrize("names", [("x", "y", "w"), ("x_train", "y_train", "x_test", "y_test")], ids=" ".join)
def test_samples_of_arrays_that_are_left_out_are_left_out_by_scripts(names, tmp_path):
    made = {name: RNG.normal(size=(20, 3)) if name[0] == "x" else np.arange(20) % 2 for name in names}
    np.savez(tmp_path / "a.npz", **made)
    left = ("3", "11", *(["test:2"] if "x_test" in made else []))
    data = DataSettings(path=str(tmp_path / "a.npz"), leave_out=left, scaling="standardize")
    expected = prepare(load(data), data, use_of(GRAPH, TrainingSettings()))
    source = keras_script(Bundle(Snapshot(GRAPH, {}, TrainingSettings()), data))

    found = arrays_of(source)

    for part in ("train", "test"):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6, atol=1e-6)
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])
    read = read_text(source)
    assert read.data == data
    assert not read.unread


@pytest.mark.parametrize("kind", ["npz", "npy", "idx", "one idx file"])
def test_arrays_under_other_names_are_read_by_scripts_as_by_us(kind, tmp_path):
    x, y = RNG.integers(0, 200, (20, 3)).astype(np.uint8), (np.arange(20) % 2).astype(np.uint8)
    made = {"train-images-idx2-ubyte": x, "train-labels-idx1-ubyte": y, "t10k-images-idx2-ubyte": x[:5] + 1,
            "t10k-labels-idx1-ubyte": y[:5]}  # fmt: skip
    path, arrays = tmp_path, ()
    for name, array in made.items():
        if "idx" in kind:
            packed = gzip.compress if "labels" in name else bytes
            head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            (tmp_path / name).write_bytes(packed(head + array.tobytes()))
        elif kind == "npy":
            np.save(tmp_path / f"{name[:-11].replace('t10k', 'test')}.npy", array)
    if kind == "npz":
        path, arrays = tmp_path / "a.npz", ("x_train=foo", "y_train=it's", "x_test=b", "y_test=c")
        np.savez(path, **{"foo": x, "it's": y, "b": x[:5] + 1, "c": y[:5]})
    elif kind == "one idx file":
        path = tmp_path / "train-images-idx2-ubyte"
    data = DataSettings(path=str(path), arrays=arrays, scaling="standardize")
    expected = prepare(load(data), data, use_of(GRAPH, TrainingSettings()))
    source = keras_script(Bundle(Snapshot(GRAPH, {}, TrainingSettings()), data))

    found = arrays_of(source)

    for part in ("train", "test"):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6, atol=1e-6)
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])
    read = read_text(source)
    assert read.data == data
    assert not read.unread


@pytest.mark.parametrize("parts", [False, True], ids=["whole", "in parts"])
def test_pictures_that_are_left_out_are_left_out_by_scripts(parts, pets):
    if parts:
        for i, kind in enumerate(("cat", "dog")):
            for name, numbers in (("train", range(i, 16, 2)), ("test", range(16 + i, 24, 2))):
                (pets / name / kind).mkdir(parents=True)
                for number in numbers:
                    (pets / kind / f"{number}.png").rename(pets / name / kind / f"{number}.png")
    left = ("train/cat/4.png", "test/dog/17.png") if parts else ("cat/4.png", "dog/17.png")
    data = DataSettings(path=str(pets), picture_height=8, picture_width=6, leave_out=left)
    expected = load(data)
    source = keras_script(Bundle(Snapshot(PICTURES, {}, TrainingSettings()), data))

    found = arrays_of(source)

    for part in ("train", "test"):
        np.testing.assert_array_equal(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"])
    assert read_text(source).data == data


@pytest.mark.parametrize("split", ["fraction", "stratified"])
def test_a_folder_with_a_test_part_alone_has_each_class_to_validate_on(split, pets, tmp_path):
    """Classes follow each other: the last fifth of them would be all of one."""
    for i, file in enumerate(sorted(pets.glob("*/*.png"))):
        place = tmp_path / "parted" / ("train", "train", "train", "test")[i % 4] / file.parent.name / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    first = next((tmp_path / "parted" / "train" / "cat").iterdir()).name
    data = DataSettings(
        path=str(tmp_path / "parted"), picture_height=8, picture_width=6, validation_part=0.3, split=split,
        leave_out=(f"train/cat/{first}",),
    )  # fmt: skip
    expected = load(data)

    found = arrays_of(keras_script(Bundle(Snapshot(PICTURES, {}, TrainingSettings()), data)))

    assert expected.val_count
    assert split == "fraction" or set(expected.y_val["y"]) == {0, 1}
    for part in ("train", "val", "test"):
        np.testing.assert_array_equal(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"])
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])


def test_samples_of_a_bundled_data_set_that_are_left_out_are_left_out_by_scripts(tmp_path, monkeypatch):
    data = DataSettings(source="iris", leave_out=("2", "test:1"))
    expected = load(data)
    source = keras_script(Bundle(Snapshot(GRAPH, {}, TrainingSettings()), data))

    assert read_text(source).data == data
    space = {"data": {f"{k}_{part}": load(DataSettings(source="iris")).part(part)["xy".index(k)][k]
                      for k in "xy" for part in ("train", "test")}, "np": np}  # fmt: skip
    lines = source[: source.index("# The network")].split("\n")
    first = next(i for i, line in enumerate(lines) if "x_train, y_train = data" in line)
    exec("\n".join(line.strip() for line in lines[first:]), space)
    np.testing.assert_array_equal(space["x_train"], expected.x_train["x"])
    np.testing.assert_array_equal(space["y_test"], expected.y_test["y"])


def trained_on(path, name, tmp_path):
    """A project with weights, and what was fitted for them; its rows as a table that no one has seen."""
    data = settings_of(path, name)
    loss = "mean_squared_error" if name == "amounts" else "sparse_categorical_crossentropy"
    training = TrainingSettings(loss=loss, metrics=(), seed=0)
    raw = load(data)
    width = len(prepare(raw, data, use_of(AMOUNTS if name == "amounts" else GRAPH, training)).fitted.table.features)
    graph = chain(Input((width,)), Dense(1) if name == "amounts" else Dense(2, "softmax"))
    prepared = ready_data(raw, data, graph, training)
    model = compile_model(graph, training)
    model.fitted = prepared.fitted
    write_project(tmp_path / "net.netb", Project(graph, training, data), TrainedRun(Snapshot.of(model), data))
    return model, prepared


@pytest.mark.parametrize("name", ["mean", "column by column", "categories", "amounts"])
def test_a_numpy_script_answers_raw_tables_as_we_do(name, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trained_on(path, name, tmp_path)
    new = path if name != "categories" else tmp_path / "new.csv"
    if name == "categories":  # a column that was told to hold numbers held texts too
        new.write_text(path.read_text().replace(",x,", ",,"))
    assert main(["predict", "net.netb", str(new), "-o", "ours.npy"]) == 0
    assert main(["export", "net.netb", "-o", "net.py", "--format", "numpy", "--no-verify"]) == 0

    command = [sys.executable, "net.py", str(new)]
    done = subprocess.run([*command, "-o", "theirs.npz"], capture_output=True, text=True, check=False)
    shown = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    space: dict = {}
    exec(compile((tmp_path / "net.py").read_text().split("def main()")[0], "net", "exec"), space)
    theirs = np.load("theirs.npz")["arr_0"]
    if name == "amounts":
        theirs = space["answers"](theirs)
    np.testing.assert_allclose(theirs, np.load("ours.npy"), rtol=1e-5, atol=1e-5)
    first = shown.stdout.split("\n")[0].split()[0]
    assert (first in ("no", "yes")) == (name != "amounts")


@pytest.mark.parametrize("suffix", ["keras", "npz"])
def test_a_model_file_has_its_preparation_beside_it_and_is_asked_by_raw_tables(suffix, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, prepared = trained_on(path, "column by column", tmp_path)
    assert main(["predict", "net.netb", str(path), "-o", "ours.csv"]) == 0

    assert main(["export", "net.netb", "-o", f"net.{suffix}", "--no-verify"]) == 0

    beside = tmp_path / f"net.{suffix}.preparation.json"
    told = json.loads(beside.read_text())
    assert fitted_from_json(told["fitted"]) == prepared.fitted
    assert any("age: blank → " in step for step in told["steps"])
    if suffix != "keras":
        return
    assert main(["predict", "net.keras", str(path), "-o", "theirs.csv"]) == 0
    assert (tmp_path / "theirs.csv").read_text() == (tmp_path / "ours.csv").read_text()
    with zipfile.ZipFile("net.keras", "a") as archive:
        archive.comment = b"another file by now"
    assert open_file(tmp_path / "net.keras").run.snapshot.fitted is None
    assert "is of another file" in " ".join(map(str, open_file(tmp_path / "net.keras").notices))


def lines(row, count=20):
    return "".join(row(i, "yx"[i % 2]) + "\n" for i in range(count))


FORMS = {
    "semicolons, decimal commas": "a;b;c\n" + lines(lambda i, y: f"{i},5;{1000 + i}.{i:03d},25;{y}"),
    "no names": lines(lambda i, y: f"{i}.5,{i * i},{y}"),
    "blanks between": lines(lambda i, y: f"  {i}.5   {i * i}  {y}"),
    "titles, comments, trailing": "# found\n# twice\na,b,c,\n" + lines(lambda i, y: f"{i},{i * i},{y},\n# more"),
    "rows counted": ",a,b,c\n" + lines(lambda i, y: f"{i},{i * i},{i % 3},{y}"),
    "quoted whole": '"a,b,c"\n' + lines(lambda i, y: f'"{i},{i * i},{y}"'),
    "money": "a,b,c\n" + lines(lambda i, y: f'"$1,{i:03d}.50",{i} %,{y}'),
    "minus": "a\tb\tc\n" + lines(lambda i, y: f"\u2212{i}\t{i}\t{y}"),
    "types below names": "a\tb\tc\ncontinuous\tcontinuous\tdiscrete\n" + lines(lambda i, y: f"{i}\t{i * i}\t{y}"),
    "blanks in words": "a,b,c\n" + lines(lambda i, y: f"{'-' if i == 3 else i},{('None', 'Mild', '?')[i % 3]},{y}"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("form", FORMS)
def test_tables_of_every_form_are_read_by_scripts_as_by_us(form, packed, tmp_path):
    raw = FORMS[form].encode("utf-16" if form == "minus" else "utf-8")
    path = tmp_path / ("t.csv.gz" if packed else "t.csv")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    data = DataSettings(path=str(path), missing="mean", scaling="standardize")
    expected = prepare(load(data), data, use_of(GRAPH, TrainingSettings()))

    found = arrays_of(keras_script(Bundle(Snapshot(GRAPH, {}, TrainingSettings()), data)))

    np.testing.assert_allclose(found["x_train"], expected.x_train["x"], rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(found["y_test"], expected.y_test["y"])


@pytest.fixture
def pets(tmp_path):
    rng = np.random.default_rng(0)
    for i in range(24):
        kind = ("cat", "dog")[i % 2]
        mode, shape = (("RGB", (10, 8, 3)), ("L", (10, 8)), ("RGBA", (12, 9, 4)))[i % 3]
        (tmp_path / "pets" / kind).mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8), mode)
        picture.save(tmp_path / "pets" / kind / f"{i}.png")
    return tmp_path / "pets"


PICTURES = chain(Input((8, 6, 3)), Flatten(), Dense(2, "softmax"))


@pytest.mark.parametrize("fit", ["stretch", "crop", "pad"])
def test_folders_of_pictures_are_read_by_scripts_as_by_us(fit, pets):
    data = DataSettings(
        path=str(pets), picture_height=8, picture_width=6, fit=fit, scaling="unit", split="stratified",
        validation_part=0.25,
    )  # fmt: skip
    expected = prepare(load(data), data, use_of(PICTURES, TrainingSettings()))
    source = keras_script(Bundle(Snapshot(PICTURES, {}, TrainingSettings()), data))

    found = arrays_of(source)

    for part in ("train", "val", "test"):
        np.testing.assert_allclose(found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], rtol=1e-6)
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])
    read = read_text(source)
    assert read.data == data
    assert not read.unread


ENDING = """
import numpy
numpy.savez("theirs.npz", x_train=x_train, x_test=x_test, y_test=y_test, predictions=model.predict(x_test, verbose=0))
"""


@pytest.mark.parametrize(
    "name",
    ["column by column", *(pytest.param(name, marks=pytest.mark.long) for name in RECIPES if name[:6] != "column")],
)
def test_under_keras_the_script_prepares_the_same_and_predicts_the_same(name, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model, prepared = trained_on(path, name, tmp_path)
    assert main(["export", "net.netb", "-o", "net.py", "--weights", "--complete", "--no-verify"]) == 0
    source = (tmp_path / "net.py").read_text()
    (tmp_path / "net.py").write_text(source + ENDING)

    done = subprocess.run(
        [sys.executable, "net.py", "--epochs", "0", "--backend", "jax"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    with np.load("theirs.npz") as theirs:
        np.testing.assert_allclose(theirs["x_train"], prepared.x_train["x"], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(theirs["x_test"], prepared.x_test["x"], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(theirs["y_test"], prepared.y_test["y"], rtol=1e-6, atol=1e-6)
        (ours,) = model.predict([prepared.x_test["x"]])
        np.testing.assert_allclose(theirs["predictions"], ours, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["median, stratified", "weighed"])
def test_a_pytorch_script_loads_the_same(name, path, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["net.py"])
    data, training = settings_of(path, name), training_for(name)
    expected = prepare(load(data), data, use_of(GRAPH, training))
    source = torch_script(Bundle(Snapshot(GRAPH, {}, training), data))
    space: dict = {"__name__": "script", "__file__": str(tmp_path / "net.py")}

    exec(compile(source, "net", "exec"), space)
    found = space["load_data"](space["read_options"]())

    np.testing.assert_allclose(found[0], expected.x_train["x"], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found[2], expected.x_test["x"], rtol=1e-6, atol=1e-6)
    if expected.dataset.val_count:
        np.testing.assert_allclose(found[-2], expected.x_val["x"], rtol=1e-6, atol=1e-6)
    else:
        np.testing.assert_array_equal(found[-1], expected.dataset.w_train)
