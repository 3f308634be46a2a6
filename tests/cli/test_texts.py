"""From texts to a network that answers, on the command line: mails in a table, in folders, Chinese, beside numbers."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.cli import main
from netbuilder.data import load, prepare
from netbuilder.layers import Embedding
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.layers.recurrent import LSTM
from netbuilder.project import open_file
from tests.data.mails import chinese, mails
from tests.data.test_text_columns import folder, table


def run(*arguments):
    return main([str(argument) for argument in arguments])


def trained(data, tmp_path, *options, epochs=12):
    project = tmp_path / "net.netb"
    assert run("new", "--data", data, *options, "-o", project) == 0
    assert run("train", project, "--in-place", "--seed", 1, "--epochs", epochs) == 0
    return project


def accuracy(project, capsys, *data):
    capsys.readouterr()
    assert run("evaluate", project, "--json", *data) == 0
    return json.loads(capsys.readouterr().out)["accuracy"]


def kinds(project):
    return [type(node.layer) for node in open_file(project).project.graph.nodes.values()]


def test_mails_in_a_table(tmp_path, capsys):
    project = trained(table(tmp_path / "mails.csv", mails(200)), tmp_path)

    told = capsys.readouterr().out
    assert "mail: the mean of the vectors of its words (GlobalAveragePooling1D)" in told
    assert {Embedding, GlobalAveragePooling1D} <= set(kinds(project))
    assert accuracy(project, capsys) > 0.9
    new = table(tmp_path / "new.csv", mails(40, seed=9))
    assert accuracy(project, capsys, "--data", new) > 0.9
    assert run("predict", project, new, "-o", tmp_path / "answers.csv") == 0
    with open(tmp_path / "answers.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["predicted"] == row["label"] for row in rows) > 36
    assert set(rows[0]) == {"mail", "label", "predicted", "p(ham)", "p(spam)"}


def test_a_sentence_is_typed(tmp_path, capsys):
    project = trained(table(tmp_path / "mails.csv", mails(120)), tmp_path)
    capsys.readouterr()

    assert run("predict", project, "--text", "Claim your FREE cash bonus, zebra!") == 0

    found = capsys.readouterr()
    assert found.out.startswith("spam  p(ham) ")
    assert "1 of 6 words are not known from training: 'zebra' (1)" in found.err
    assert run("predict", project, "--text", "free prize", "--text", "meeting notes", "-o", tmp_path / "a.csv") == 0
    with open(tmp_path / "a.csv", newline="") as file:
        assert [row["mail"] for row in csv.DictReader(file)] == ["free prize", "meeting notes"]
    assert run("predict", project) == 2
    assert "give one of both" in capsys.readouterr().err
    assert run("predict", project, tmp_path / "mails.csv") == 2
    assert "say where the answers are written" in capsys.readouterr().err


def test_a_folder_of_mails(tmp_path, capsys):
    rows = mails(160)
    folder(tmp_path / "m", rows[:120], part="train")
    path = folder(tmp_path / "m", rows[120:], part="test")
    project = trained(path, tmp_path, epochs=20)

    found = open_file(project).project.data
    assert (found.validation_part, found.split) == (0.2, "stratified")
    assert accuracy(project, capsys) > 0.9
    others = folder(tmp_path / "others", mails(20, seed=3))
    assert accuracy(project, capsys, "--data", others) > 0.8
    assert run("predict", project, others, "-o", tmp_path / "answers.csv") == 0
    with open(tmp_path / "answers.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["file"].endswith("others/ham/000.txt")
    assert sum(f"/{row['predicted']}/" in row["file"] for row in rows) > 16
    assert run("data", path) == 0
    assert "the parts are folders of their own" in capsys.readouterr().out
    assert run("predict", project, others / "spam" / "001.txt", "-o", tmp_path / "one.csv") == 0


def test_data_says_what_is_known_of_texts(tmp_path, capsys):
    path = table(tmp_path / "zh.csv", chinese(80))

    assert run("data", path) == 0

    told = capsys.readouterr().out
    assert "long and mostly different texts, cut into words: mail" in told
    assert "characters are known, the most frequent first" in told
    assert "whole numbers each, 0 is padding, 1 what is not known" in told
    assert run("data", folder(tmp_path / "m", mails(20))) == 0
    assert "20 rows, utf-8, a file each" in capsys.readouterr().out


def test_texts_beside_numbers_have_a_branch_of_their_own(tmp_path, capsys):
    rows = [(text, len(text), label) for text, label in mails(160)]
    project = trained(table(tmp_path / "t.csv", rows, ("the mail", "size", "label")), tmp_path)

    graph = open_file(project).project.graph
    assert set(graph.input_names) == {"the_mail", "x"}
    assert graph["the_mail"].layer.dtype == "int32"
    assert accuracy(project, capsys) > 0.9


def test_texts_in_the_rows_of_a_series_are_flattened(tmp_path, capsys):
    rows = [(text, len(text)) for text, _ in mails(80)]
    path = table(tmp_path / "t.csv", rows, ("mail", "size"))

    project = trained(path, tmp_path, "--target", "size", "--window", 3, epochs=1)

    assert GlobalAveragePooling1D not in kinds(project)
    assert "the mean of the vectors" not in capsys.readouterr().out


def test_letters_are_read_in_their_order(tmp_path, capsys):
    project = tmp_path / "net.netb"

    assert (
        run("new", "--data", table(tmp_path / "t.csv", mails(60)), "--cut-into", "mail=character", "-o", project) == 0
    )

    assert LSTM in kinds(project)
    assert "letters say nothing without their order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--length", "mail=many"], "--length 'many' must be COLUMN=NUMBER"),
        (["--cut-into", "mail=letters"], "--cut-into 'letters': there are"),
        (["--output-mode", "int"], "--output-mode 'int' must be COLUMN=HOW"),
    ],
)
def test_what_cannot_be_said_of_texts_is_refused_with_what_can(options, told, tmp_path, capsys):
    path = table(tmp_path / "t.csv", mails(10))

    assert run("data", path, *options) == 2

    assert told in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside numbers"])
def test_the_script_trains_under_keras_on_the_same_arrays(beside, tmp_path, capsys):
    """Real Keras runs it as it stands, with our weights: it begins with the loss that we have."""
    rows = [(text, 0.5 * len(text), label) if beside else (text, label) for text, label in mails(120)]
    names = ("mail", "size", "label") if beside else ("mail", "label")
    project = trained(table(tmp_path / "mails.csv", rows, names), tmp_path, epochs=3)
    assert run("export", project, "-o", tmp_path / "net.py", "--weights", "--no-verify") == 0
    source = (tmp_path / "net.py").read_text("utf-8")
    head = source[: source.index("# Training")] + CHECK
    (tmp_path / "net.py").write_text(head, "utf-8")

    ran = subprocess.run([sys.executable, "net.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300)

    assert ran.returncode == 0, ran.stderr[-2000:]
    found = np.load(tmp_path / "found.npz")
    opened = open_file(project)
    data = opened.project.data
    prepared = prepare(load(data), data, fitted=opened.run.snapshot.fitted)
    for i, name in enumerate(opened.project.graph.input_names):
        wanted = prepared.x_test[name if name in prepared.x_test else "x"]
        (np.testing.assert_array_equal if wanted.dtype == np.int32 else np.testing.assert_allclose)(
            found[f"x{i}"], wanted, **({} if wanted.dtype == np.int32 else {"rtol": 1e-6})
        )
    model = opened.run.snapshot.model(opened.project.training, prepared.input_shapes)
    inputs = [prepared.x_test[n if n in prepared.x_test else "x"] for n in opened.project.graph.input_names]
    np.testing.assert_allclose(found["y"], model.predict(inputs)[0], rtol=1e-4, atol=1e-5)


CHECK = """
arrays = x_test if isinstance(x_test, list) else [x_test]
np.savez("found.npz", y=model.predict(x_test), **{f"x{i}": x for i, x in enumerate(arrays)})
"""
