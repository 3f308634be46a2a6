"""Scripts cut texts up, count and number them as we do, to the last number: measured anew, or as it was kept."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.data.column_settings import Column
from netbuilder.data.other import asked, asked_texts
from netbuilder.engine.model import compile_model
from netbuilder.engine.readiness import use_of
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import Bundle, ExportOptions
from netbuilder.formats.keras_script.script import keras_script, write_script
from netbuilder.formats.numpy_script.script import write_numpy_script
from netbuilder.formats.script_reading import read_text
from netbuilder.formats.torch_script.script import write_torch_script
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.project.joined_network import joined_graph
from netbuilder.project.suited import head_of
from tests.data.mails import chinese, mails
from tests.data.test_text_columns import folder, table
from tests.networks import chain

ODD = [("", "spam"), ("?!", "ham"), ("Ünder ÄRGER don't \u3000 stop\u00a0now [UNK]", "spam"), ("free " * 40, "ham")]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    rows = [(text, 3.5 * i, label) for i, (text, label) in enumerate([*mails(90), *ODD])]
    return table(tmp_path_factory.mktemp("texts") / "mails.csv", rows, ("mail", "size", "label"))


RECIPES = {
    "words": {},
    "few words, from the end": {"vocabulary": 12, "padding": "pre", "truncating": "pre", "output_sequence_length": 7},
    "at least three times": {"least_count": 3, "standardize": "lower"},
    "characters": {"split": "character", "standardize": "none", "missing": "constant", "fill": "none"},
    "counts": {"output_mode": "count", "vocabulary": 20, "standardize": "strip_punctuation"},
    "ones": {"output_mode": "multi_hot"},
    "tf-idf": {"output_mode": "tf_idf", "missing": "drop"},
}


def network(prepared):
    (shape,), (x,) = prepared.input_shapes.values(), prepared.x_train.values()
    if x.dtype == np.int32:
        return chain(Input(shape, dtype="int32"), Embedding(2000, 4), GlobalAveragePooling1D(), Dense(1, "sigmoid"))
    return chain(Input(shape), Dense(1, "sigmoid"))


def bundle_of(data, training, kept, name="model"):
    first = prepare(load(data), data)
    graph = network(first)
    expected = prepare(load(data), data, use_of(graph, training))
    model = Snapshot(network(expected), {}, training, fitted=expected.fitted)
    return Bundle(model, data, name, ExportOptions(weights=kept)), expected


def arrays_of(source, folder=""):
    head = source[: source.index("# The network")]
    space: dict = {"__file__": f"{folder}/script.py"}
    exec(compile("\n".join(line for line in head.split("\n") if "keras" not in line), "script", "exec"), space)
    return space


def check_arrays(found, expected, exact=True):
    parts = ("train", "val", "test") if expected.dataset.val_count else ("train", "test")
    for part in parts:
        np.testing.assert_array_equal(
            found[f"x_{part}"], getattr(expected, f"x_{part}")["x"], err_msg=part, strict=exact
        )
        np.testing.assert_array_equal(found[f"y_{part}"], getattr(expected, f"y_{part}")["y"])


TRAINING = TrainingSettings(loss="binary_crossentropy", validation_split=0.2, metrics=())


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("kept", [False, True], ids=["measured", "kept"])
def test_texts_become_the_same_numbers(name, kept, path, tmp_path, monkeypatch):
    data = DataSettings(
        path=str(path), target="label", ignore=("size",), scaling="standardize",
        columns=(Column("mail", kind="text", **RECIPES[name]),),
    )  # fmt: skip
    bundle, expected = bundle_of(data, TRAINING, kept)
    monkeypatch.setattr(sys.modules["netbuilder.formats.keras_script.texts"], "INSIDE", 40)
    if kept:
        write_words(bundle, tmp_path)

    source = keras_script(bundle)

    check_arrays(arrays_of(source, tmp_path), expected)
    if not kept:
        assert read_text(source).data == data


def write_words(bundle, folder):
    from netbuilder.formats.keras_script.script import write_beside

    write_beside(bundle, folder / "script.py")


def test_counts_stand_beside_numbers(path):
    column = Column("mail", output_mode="count", vocabulary=5)
    data = DataSettings(path=str(path), scaling="standardize", columns=(column,), split="stratified")
    bundle, expected = bundle_of(data, TRAINING, kept=False)

    found = arrays_of(keras_script(bundle))

    np.testing.assert_allclose(found["x_train"], expected.x_train["x"], rtol=1e-6)


def test_what_is_found_out_of_itself_is_written_too(path):
    data = DataSettings(path=str(path), ignore=("size",))
    bundle, expected = bundle_of(data, TRAINING, kept=False)

    check_arrays(arrays_of(keras_script(bundle)), expected)


def test_a_short_vocabulary_stands_in_the_script_and_a_long_one_beside_it(path, tmp_path):
    few = DataSettings(path=str(path), ignore=("size",), columns=(Column("mail", vocabulary=30, kind="text"),))
    many = few.replace(columns=(Column("mail", kind="text", split="whitespace"),))
    short, _ = bundle_of(few, TRAINING, kept=True, name="short")
    long, prepared = bundle_of(many, TRAINING, kept=True, name="long")
    write_words(short, tmp_path)
    write_words(long, tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == (
        ["long.vocabulary.json"] if len(prepared.fitted.table.columns[0].text.vocabulary) > 200 else []
    )
    if list(tmp_path.iterdir()):
        told = json.loads((tmp_path / "long.vocabulary.json").read_text("utf-8"))
        assert tuple(told["mail"]["vocabulary"]) == prepared.fitted.table.columns[0].text.vocabulary
        assert "It needs long.weights.h5 and long.vocabulary.json beside it" in " ".join(keras_script(long).split())


@pytest.mark.parametrize("parts", [False, True], ids=["split", "in parts"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "gb18030"])
def test_a_folder_of_texts_is_read_as_we_read_it(parts, coding, tmp_path):
    rows = chinese(60)
    for part, own in (("train", rows[:40]), ("val", rows[40:50]), ("test", rows[50:])) if parts else (("", rows),):
        folder(tmp_path / "texts", own, coding, part)
    (tmp_path / "texts" / "notes.txt").write_text("left out")
    data = DataSettings(path=str(tmp_path / "texts"), split="stratified", validation_part=0.0 if parts else 0.2)
    bundle, expected = bundle_of(data, TRAINING, kept=False)

    source = keras_script(bundle)

    check_arrays(arrays_of(source), expected)
    assert read_text(source).data == data


def test_mails_without_a_suffix_are_read_too(tmp_path):
    for i, (text, label) in enumerate(mails(40)):
        place = tmp_path / "m" / label / f"{i:05d}.7c53336b37003a9286aba55d2945844c"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    data = DataSettings(path=str(tmp_path / "m"))
    bundle, expected = bundle_of(data, TRAINING, kept=False)

    check_arrays(arrays_of(keras_script(bundle)), expected)


def test_a_script_with_arguments_and_one_for_pytorch_are_written(path, tmp_path):
    data = DataSettings(path=str(path), ignore=("size",))
    bundle, _ = bundle_of(data, TRAINING, kept=False)

    write_script(bundle, tmp_path / "keras.py")
    write_torch_script(bundle, tmp_path / "torch.py")

    for name in ("keras.py", "torch.py"):
        compile((tmp_path / name).read_text("utf-8"), name, "exec")


@pytest.mark.parametrize("inside", [40, 10_000], ids=["beside", "inside"])
@pytest.mark.parametrize("name", [*RECIPES, "beside numbers"])
def test_a_numpy_script_prepares_texts_and_answers(name, inside, path, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["netbuilder.formats.keras_script.texts"], "INSIDE", inside)
    options = RECIPES.get(name, {"to": "words"})
    data = DataSettings(
        path=str(path), ignore=("size",) if name in RECIPES else (), scaling="standardize", target="label",
        columns=(Column("mail", kind="text", **options),),
    )  # fmt: skip
    prepared = prepare(load(data), data)
    graph = joined_graph(prepared, {"y": head_of(prepared, "y")})
    model = compile_model(graph, TRAINING, prepared.input_shapes)
    model.fitted = prepared.fitted
    snapshot = Snapshot.of(model)
    new = table(tmp_path / "new.csv", [(text, 2.0, label) for text, label in [*mails(12, seed=2), *ODD[1:]]],
                ("mail", "size", "label"))  # fmt: skip
    expected = asked(new, prepared.fitted)

    write_numpy_script(Bundle(snapshot, data, "model"), tmp_path / "model.py")

    assert (tmp_path / "model.vocabulary.json").exists() is (inside == 40 and "few words" not in name
                                                            and name not in ("counts",))  # fmt: skip
    space = {"__name__": "model", "__file__": str(tmp_path / "model.py")}
    exec(compile((tmp_path / "model.py").read_text("utf-8"), "model", "exec"), space)
    found = space["prepare"](str(new))
    arrays = found if isinstance(found, list) else [found]
    for array, block in zip(arrays, graph.input_names, strict=True):
        wanted = expected.x[block]
        if wanted.dtype == np.int32 or name in RECIPES:
            np.testing.assert_array_equal(array, wanted, strict=True)
        else:
            np.testing.assert_allclose(array, wanted, rtol=1e-6)
    if name in RECIPES:
        bare = space["prepare_texts"]([" free   prize", "?"])
        one = asked_texts([" free   prize", "?"], prepared.fitted).x["x"]
        np.testing.assert_array_equal(bare[0] if isinstance(bare, list) else bare, one, strict=True)
    if name in ("words", "tf-idf"):
        ran = subprocess.run(
            [sys.executable, tmp_path / "model.py", "--text", "free prize"], capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.split()[0] in ("ham", "spam")
