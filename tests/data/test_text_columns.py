"""Texts in tables and in folders: what they are taken for, fitted on the training part, the same for whatever comes."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.browsing import TableSheet
from netbuilder.data.browsing.facts import facts_of
from netbuilder.data.column_settings import Column
from netbuilder.data.describe import sentences
from netbuilder.data.fitted import fitted_from_json, fitted_to_json
from netbuilder.data.other import asked, asked_texts, measured_on
from netbuilder.data.own_tables import read_parts
from netbuilder.data.own_texts import holds_texts, read_text_folder, read_texts
from netbuilder.data.text import FittedText
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import DataError, FileFault
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.project import Project
from netbuilder.project.repairs import problems_of, repairs_for
from tests.data.mails import chinese, mails
from tests.networks import chain


def table(path, rows, header=("mail", "label")):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def folder(path, rows, encoding="utf-8", part=""):
    for i, (text, label) in enumerate(rows):
        file = path / part / label / f"{i:03d}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def spam(tmp_path):
    return table(tmp_path / "mails.csv", mails(120))


def text_of(prepared) -> FittedText:
    return prepared.fitted.table.columns[0].text


def test_long_and_different_texts_are_read_as_such(spam):
    settings = DataSettings(path=str(spam))

    prepared = prepare(load(settings), settings)

    assert prepared.x_train["x"].dtype == np.int32
    assert prepared.input_shapes == {"x": (text_of(prepared).length,)}
    assert "long and mostly different texts, cut into words: mail" in "\n".join(map(str, prepared.dataset.notes))
    told = "\n".join(map(str, sentences(prepared.fitted)))
    assert "in lower case, without punctuation" in told
    assert f"{len(text_of(prepared).vocabulary)} words are known" in told


def test_nothing_is_measured_on_other_rows(spam):
    settings = DataSettings(path=str(spam), split="time", validation_part=0.2)
    before = prepare(load(settings), settings).fitted.table
    rows = mails(120)
    table(spam, [*rows[:72], *((f"other unseen words {i} " * 40, label) for i, (_, label) in enumerate(rows[72:]))])

    assert prepare(load(settings), settings).fitted.table == before


def test_what_was_fitted_is_the_same_read_back(spam):
    for mode in ("int", "tf_idf"):
        column = Column("mail", output_mode=mode, vocabulary=20, truncating="pre", padding="pre", split="character")
        settings = DataSettings(path=str(spam), columns=(column,))
        prepared = prepare(load(settings), settings)

        back = fitted_from_json(json.loads(json.dumps(fitted_to_json(prepared.fitted))))

        assert back == prepared.fitted
        np.testing.assert_array_equal(
            prepare(prepared.raw, settings, fitted=back).x_test["x"], prepared.x_test["x"], strict=True
        )


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"split": "letters"}, "split"), ({"vocabulary": ["a", "a"]}, "vocabulary"), ({"length": 0}, "length"),
        ({"idf": [1.0]}, "idf"), ({"vocabulary": 3}, "vocabulary"), ({"longest": -1}, "longest"),
    ],
)  # fmt: skip
def test_what_is_kept_wrongly_is_refused_with_its_field(spam, change, cause):
    settings = DataSettings(path=str(spam))
    told = fitted_to_json(prepare(load(settings), settings).fitted)
    told["columns"][0]["text"].update(change)

    with pytest.raises(DataError, match=f"column mail: text.{cause}"):
        fitted_from_json(told)


def test_counts_stand_beside_numbers_and_are_not_scaled(tmp_path):
    rows = [(text, len(text), label) for text, label in mails(60)]
    path = table(tmp_path / "t.csv", rows, ("mail", "size", "label"))
    settings = DataSettings(
        path=str(path), scaling="standardize", columns=(Column("mail", output_mode="count", vocabulary=5),)
    )

    prepared = prepare(load(settings), settings)

    x = prepared.x_train["x"]
    assert x.shape[1] == 1 + 5 + 1
    assert np.array_equal(x[:, :6], np.round(x[:, :6]))
    assert abs(x[:, 6].mean()) < 1e-6
    assert prepared.dataset.features[:2] == ("mail: [UNK]", f"mail: {text_of(prepared).vocabulary[0]}")


def test_numbers_of_words_need_an_input_of_their_own(tmp_path):
    rows = [(text, len(text), label) for text, label in mails(60)]
    path = table(tmp_path / "t.csv", rows, ("mail", "size", "label"))
    settings = DataSettings(path=str(path))

    with pytest.raises(DataError, match="Name an Input block of its own"):
        prepare(load(settings), settings)

    settings = settings.replace(columns=(Column("mail", to="words"),))
    prepared = prepare(load(settings), settings)
    assert {name: x.dtype for name, x in prepared.x_train.items()} == {"words": np.int32, "x": np.float32}


def test_blanks_are_texts_without_words_unless_it_is_said_otherwise(tmp_path):
    rows = [("" if i % 10 == 3 else text, label) for i, (text, label) in enumerate(mails(100))]
    path = table(tmp_path / "t.csv", rows)
    settings = DataSettings(path=str(path), test_split=0.0)

    prepared = prepare(load(settings), settings)

    assert prepared.x_train["x"][3].tolist() == [1] + [0] * (text_of(prepared).length - 1)
    assert "blanks are texts without words: mail 10" in "\n".join(map(str, prepared.dataset.notes))
    dropped = settings.replace(columns=(Column("mail", missing="drop"),))
    assert prepare(load(dropped), dropped).dataset.train_count == 90
    with pytest.raises(DataError, match="has blanks: mail 10"):
        load(settings.replace(columns=(Column("mail", missing="refuse"),)))


def test_chinese_is_cut_into_characters_by_itself(tmp_path):
    path = table(tmp_path / "zh.csv", chinese(80))
    settings = DataSettings(path=str(path))

    prepared = prepare(load(settings), settings)

    assert text_of(prepared).steps.split == "character"
    assert all(len(token) == 1 for token in text_of(prepared).vocabulary)
    assert "characters are known" in "\n".join(map(str, sentences(prepared.fitted)))
    words = settings.replace(columns=(Column("label"), Column("mail", split="whitespace")))
    told = "\n".join(map(str, prepare(load(words), words).steps))
    assert "mail: most texts are of a writing without blanks" in told


def test_what_new_texts_hold_that_training_did_not_is_told(spam, tmp_path):
    settings = DataSettings(path=str(spam))
    fitted = prepare(load(settings), settings).fitted
    other = table(tmp_path / "new.csv", [("free zebra zebra meeting",), ("qwerty asdf",), ("?!",)], ("mail",))

    found = asked(other, fitted)

    told = "\n".join(map(str, found.told))
    assert "mail: 4 of 6 words are not known from training: 'zebra' (2)" in told
    assert "mail: of 1 texts nothing is known" in told
    assert "mail: 1 texts have no words" in told
    np.testing.assert_array_equal(asked_texts(["free zebra zebra meeting"], fitted).x["x"], found.x["x"][:1])


def test_a_network_on_other_columns_takes_no_bare_text(tmp_path):
    path = table(tmp_path / "t.csv", [(i, i % 2) for i in range(20)], ("a", "label"))
    settings = DataSettings(path=str(path))

    with pytest.raises(DataError, match="not trained on texts alone: it reads a"):
        asked_texts(["hello"], prepare(load(settings), settings, Use(labels="classes")).fitted)


def test_a_folder_of_texts_is_a_table(tmp_path):
    path = folder(tmp_path / "mails", mails(60))
    settings = DataSettings(path=str(path), split="stratified")

    prepared = prepare(load(settings), settings)

    assert holds_texts(path)
    assert prepared.classes == ("ham", "spam")
    assert (prepared.dataset.train_count, prepared.dataset.test_count) == (48, 12)
    assert "texts are stored as utf-8 (60)" in "\n".join(map(str, prepared.dataset.notes))
    as_table = table(tmp_path / "mails.csv", sorted(mails(60), key=lambda row: row[1]))
    same = settings.replace(path=str(as_table))
    assert text_of(prepare(load(same), same)).vocabulary == text_of(prepared).vocabulary


def test_folders_train_and_test_are_parts(tmp_path):
    rows = mails(60)
    folder(tmp_path / "m", rows[:40], part="train")
    path = folder(tmp_path / "m", rows[40:], part="test")
    settings = DataSettings(path=str(path))
    prepared = prepare(load(settings), settings)

    assert (prepared.dataset.train_count, prepared.dataset.test_count) == (40, 20)
    measured = prepare(measured_on(path, prepared.fitted), settings, fitted=prepared.fitted)
    np.testing.assert_array_equal(measured.x_test["x"], prepared.x_test["x"])
    np.testing.assert_array_equal(measured.y_test["y"], prepared.y_test["y"])


def test_files_are_read_in_the_encoding_that_all_of_them_tell(tmp_path):
    cyrillic = ["Привет, как дела сегодня", "да", "нет, это не так"]
    files = []
    for i, (text, coding) in enumerate(zip(cyrillic, ("cp1251", "cp1251", "utf-8-sig"), strict=True)):
        files.append(tmp_path / f"{i}.txt")
        files[-1].write_bytes(text.encode(coding))

    assert read_texts(files) == (cyrillic, ["cp1251 (2)", "utf-8 (1)"])
    wide = tmp_path / "wide.txt"
    wide.write_bytes("今天".encode("utf-16"))
    assert read_texts([wide]) == (["今天"], ["utf-16 (1)"])


def test_files_that_are_no_texts_are_named(tmp_path):
    path = folder(tmp_path / "mails", mails(6))
    (path / "spam" / "broken.txt").write_bytes(bytes(range(256)) * 4)
    (path / "ham" / "picture.png").write_bytes(b"\x89PNG")

    with pytest.raises(FileFault, match=r"1 files are no texts that can be read: 'spam/broken.txt'"):
        read_text_folder(path)
    (path / "spam" / "broken.txt").unlink()
    assert ".png 1" in " ".join(map(str, read_text_folder(path)[0].notes))


def test_texts_take_no_more_memory_than_they_may(tmp_path):
    path = folder(tmp_path / "mails", mails(6))

    with pytest.raises(FileFault, match="take more memory than they may"):
        read_text_folder(path, limit=50)


def test_an_embedding_that_knows_too_few_words_is_found_before_training(spam):
    settings = DataSettings(path=str(spam))
    prepared = prepare(load(settings), settings)
    needed = len(text_of(prepared).vocabulary) + 2
    (shape,) = prepared.input_shapes.values()
    graph = chain(Input(shape, dtype="int32"), Embedding(9, 4), GlobalAveragePooling1D(), Dense(1, "sigmoid"))
    project = Project(graph, TrainingSettings(loss="binary_crossentropy", metrics=()), settings)

    problem = next(one for one in problems_of(project, prepared) if one.field == "input_dim")
    (repair,) = repairs_for(problem, project, prepared)

    assert f"knows the numbers from 0 to 8, but the data has them to {needed - 1}" in str(problem)
    assert repair.project.graph["embedding"].layer.input_dim == needed
    assert not [one for one in problems_of(repair.project, prepared) if one.severity == "error"]


def test_texts_are_measured_by_how_long_they_are(spam):
    sheet = TableSheet(*read_parts(spam, DataSettings(path=str(spam))))
    sizes = [len(text.split()) for text, _ in mails(120)]

    facts = facts_of(sheet, "mail")

    assert (facts.kind, facts.unit, facts.different, facts.hint) == ("text", "words", 120, "")
    assert (facts.low, facts.high, facts.median) == (min(sizes), max(sizes), np.median(sizes))
    assert sum(facts.bars) == 120


def test_texts_of_another_day_are_stored_as_those_that_were_trained_on(tmp_path):
    """A few letters alone tell little of their encoding: what training found holds for them."""
    rows = [(f"{text} Größe für zwölf", label) for text, label in mails(40)]
    path = folder(tmp_path / "mails", rows, "latin-1")
    settings = DataSettings(path=str(path), encoding="")
    fitted = prepare(load(settings), settings).fitted
    assert fitted.encoding == "cp1252"
    assert fitted_from_json(json.loads(json.dumps(fitted_to_json(fitted)))).encoding == "cp1252"
    odd = tmp_path / "odd.txt"
    odd.write_bytes("äöüß".encode("cp1252"))

    assert read_texts([odd]) != read_texts([odd], usual=fitted.encoding)
    assert read_texts([odd], usual=fitted.encoding)[0] == ["äöüß"]
