"""CSV files: what is found out, and what is said of those that cannot be used (faults 31 to 36, 42, 43, 44)."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.data import DataSettings, Use, load, prepare
from netbuilder.data.tables import read_table
from netbuilder.errors import DataError, FileFault

PLAIN = "a,b,answer\n" + "".join(f"{i},{i * 2.5},{'yes' if i % 3 else 'no'}\n" for i in range(20))


def table(tmp_path, text, **settings):
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return DataSettings(path=str(path), **settings)


def ready(settings, loss=""):
    return prepare(load(settings), settings, Use(labels=loss))


def test_texts_become_classes_and_numbers_features(tmp_path):
    prepared = ready(table(tmp_path, PLAIN))

    assert prepared.classes == ("no", "yes")
    assert prepared.dataset.features == ("a", "b")
    assert (prepared.dataset.train_count, prepared.dataset.test_count) == (16, 4)
    assert prepared.x_train["x"].dtype == np.float32


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";").replace(".", ","),
    ],
    ids=["plain", "semicolon", "tab", "bom", "utf-16", "crlf", "decimal comma"],
)
def test_encoding_delimiter_and_decimal_sign_are_found_out(text, tmp_path):
    data, expected = load(table(tmp_path, text)), load(table(tmp_path, PLAIN))

    np.testing.assert_array_equal(data.x_train["x"], expected.x_train["x"])
    np.testing.assert_array_equal(data.y_train["y"], expected.y_train["y"])


def test_a_file_without_a_header_numbers_its_columns(tmp_path):
    table(tmp_path, "1,2,3\n4,5,6\n")

    assert read_table(tmp_path / "table.csv").names == ("column_1", "column_2", "column_3")


def test_text_features_become_one_column_a_kind(tmp_path):
    text = "colour,size,price\n" + "".join(
        f"{c},{i},{i * 1.5}\n" for i, c in enumerate(["red", "blue", "red", "green"] * 6)
    )

    prepared = ready(table(tmp_path, text, test_split=0.0))

    assert prepared.dataset.features == ("colour=blue", "colour=green", "colour=red", "size")
    assert prepared.x_train["x"][0].tolist() == [0, 0, 1, 0]
    assert prepared.classes == ()


def test_whole_numbers_from_one_are_classes(tmp_path):
    text = "a,kind\n" + "".join(f"{i},{1 + i % 3}\n" for i in range(12))

    prepared = ready(table(tmp_path, text))

    assert prepared.classes == ("1", "2", "3")
    assert set(prepared.y_train["y"]) == {0, 1, 2}


def test_target_and_ignored_columns_are_chosen(tmp_path):
    data = load(table(tmp_path, PLAIN, target="b", ignore=("answer",)))

    assert data.features == ("a",)
    assert data.classes == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("a,b,c\n", "only a header"),
        ("a,b\n1,2\n3\n4,5\n", "line 3: 1 columns instead of 2"),
        ("a,b\n1,2\n3,\0\n", "NUL characters in line 3"),
        ("a,b\n1," + "x" * 200_000 + "\n", "field larger"),
        (b"\xff\xfea", "cut short"),
    ],
    ids=["empty", "header only", "ragged", "nul", "huge field", "half utf-16"],
)
def test_what_cannot_be_read_is_said(text, words, tmp_path):
    with pytest.raises(FileFault, match=words):
        load(table(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n" + "1,2\n" * 20 + "x,3\n", "text in 1 rows, first 'x' in line 22"),
        ("a,b\n" + "1,2\n" * 20 + "inf,3\n", "1 infinite values"),
        ("a,b\n" + "1,2\n,3\n2,1\n", "blanks: a 1"),
        ("a,b\n" + "1,2\n2,2\n3,2\n", "only one value"),
        ("a,b\n" + "".join(f"name{i},{i % 2}\n" for i in range(80)), "too many to learn from"),
    ],
    ids=["text in numbers", "infinite", "blanks", "one class", "too many texts"],
)
def test_what_cannot_be_learned_from_is_said(text, words, tmp_path):
    with pytest.raises(DataError, match=words):
        ready(table(tmp_path, text))


def test_blanks_are_dropped_or_filled_when_asked(tmp_path):
    text = "a,b\n1,1\n,0\n3,1\n5,0\n"

    dropped = ready(table(tmp_path, text, missing="drop", test_split=0.0))
    filled = ready(table(tmp_path, text, missing="mean", test_split=0.0))

    assert dropped.x_train["x"].ravel().tolist() == [1, 3, 5]
    assert filled.x_train["x"].ravel().tolist() == [1, 3, 3, 5]
    assert "1" in str(dropped.steps[0])


def test_a_column_that_never_changes_is_named_and_not_divided_by_zero(tmp_path):
    settings = table(tmp_path, "a,b,c\n" + "".join(f"7,{i},{i % 2}\n" for i in range(10)), scaling="standardize")

    prepared = prepare(load(settings), settings)

    assert np.isfinite(prepared.x_train["x"]).all()
    assert any("1 of 2 columns never change" in str(step) for step in prepared.steps)


def test_a_file_that_was_moved_is_asked_for(tmp_path):
    with pytest.raises(FileFault, match="Was it moved"):
        load(DataSettings(path=str(tmp_path / "gone.csv")))
