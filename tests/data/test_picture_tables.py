"""A table that names picture files: found out or said, relative to the table, with its labels and splits."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from netbuilder.cli import main
from netbuilder.data import DataSettings, load
from netbuilder.errors import DataError
from netbuilder.files import DiskArray

NET = (
    "import keras\nmodel = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2, "
    "activation='softmax')])\nmodel.compile(keras.optimizers.Adam(0.01), 'sparse_categorical_crossentropy')\n"
)


@pytest.fixture
def table(tmp_path):
    """Dark cats and light dogs, some of them in folders."""
    rows = ["file,kind,age,part"]
    for i in range(30):
        place = f"more/{i}.png" if i % 3 == 0 else f"{i}.PNG"
        (tmp_path / place).parent.mkdir(exist_ok=True)
        Image.new("L", (8, 8), 200 * (i % 2) + i).save(tmp_path / place, format="PNG")
        rows.append(f"{place},{('cat', 'dog')[i % 2]},{i / 2},{('train', 'train', 'test')[i % 3]}")
    (tmp_path / "t.csv").write_text("\n".join(rows))
    return DataSettings(path=str(tmp_path / "t.csv"), target="kind")


@pytest.mark.parametrize("keep", ["never", "always"])
def test_pictures_and_labels_belong_together_row_by_row(table, keep):
    data = load(table.replace(keep_on_disk=keep))
    x, lines = np.asarray(data.x_train["x"][:]), data.lines["train"]

    assert data.classes == ("cat", "dog")
    assert isinstance(data.x_train["x"], DiskArray) == (keep == "always")
    np.testing.assert_array_equal(x[:, 0, 0, 0], 200 * ((lines - 2) % 2) + lines - 2)
    np.testing.assert_array_equal(data.y_train["y"], (lines - 2) % 2)
    told = " ".join(map(str, data.notes))
    assert "column file names pictures" in told
    assert "other columns are left out: 'age', 'part'" in told


def test_amounts_are_predicted_as_well_and_a_column_splits(table):
    data = load(table.replace(target="age", split="column", split_column="part"))

    assert not data.classes
    np.testing.assert_allclose(data.y_test["y"], (data.lines["test"] - 2) / 2)
    assert data.test_count == 10


def test_rows_are_left_out_by_their_line(table):
    less = load(table.replace(leave_out=("5", "7")))

    assert less.train_count + less.test_count == 28
    assert not {5, 7} & {int(line) for lines in less.lines.values() for line in lines}


def test_files_that_are_not_there_are_told_by_their_lines(table, tmp_path):
    (tmp_path / "4.PNG").unlink()
    (tmp_path / "more" / "9.png").unlink()

    with pytest.raises(DataError, match=r"names 2 pictures that are not there, in lines 6 \('4.PNG'\), 11 "):
        load(table)


def test_a_column_that_was_chosen_wrongly_is_told(table):
    with pytest.raises(DataError, match="column 'age' holds no names of pictures"):
        load(table.replace(picture_column="age"))


def test_texts_that_only_look_like_pictures_stay_texts(tmp_path):
    (tmp_path / "t.csv").write_text("\n".join(["logo,n,y", *(f"{'ab'[i % 2]}.png,{i},{i % 2}" for i in range(20))]))
    data = load(DataSettings(path=str(tmp_path / "t.csv"), labels="classes"))

    assert data.pictures is None
    assert data.features == ("logo", "n")


def test_from_the_table_to_answers_on_the_command_line(table, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    assert main(["import", "net.py", "-o", "net.netb"]) == 0
    words = ["--data", "t.csv", "--target", "kind"]
    assert main(["data", "t.csv", "--target", "kind"]) == 0
    assert "names pictures" in capsys.readouterr().out
    assert main(["train", "net.netb", *words, "--epochs", "40", "-o", "done.netb"]) == 0
    assert main(["evaluate", "done.netb", "--data", "t.csv", "--json"]) == 0
    assert main(["predict", "done.netb", "t.csv", "-o", "answers.csv"]) == 0
    answers = (tmp_path / "answers.csv").read_text().splitlines()
    assert len(answers) == 31
    other = tmp_path / "other.csv"
    other.write_text("\n".join((tmp_path / "t.csv").read_text().splitlines()[:9]))
    capsys.readouterr()
    assert main(["evaluate", "done.netb", "--data", "other.csv"]) == 0
    assert "8 samples" in capsys.readouterr().out


def test_a_script_says_that_it_cannot_and_why(table, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    main(["import", "net.py", "-o", "net.netb"])
    main(["train", "net.netb", "--data", "t.csv", "--target", "kind", "--epochs", "1", "-o", "done.netb"])
    main(["export", "done.netb", "-o", "script.py", "--no-verify"])

    assert "cannot read the pictures that a table names" in (tmp_path / "script.py").read_text()
