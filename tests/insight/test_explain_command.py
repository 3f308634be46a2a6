"""The command explain, on templates and on a table."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from netbuilder.cli.main import main


@pytest.fixture
def digits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "cnn", "-o", "net.netb"]) == 0
    return tmp_path


@pytest.mark.parametrize("method", ["integrated", "gradient", "occlusion", "grad-cam"])
def test_a_picture_is_explained_beside_itself(digits, capsys, method):
    assert main(["explain", "net.netb", "3", "--method", method, "-o", "why.png"]) == 0

    with Image.open(digits / "why.png") as found:
        pixels = np.asarray(found.convert("RGB")).astype(int)
    left, right = pixels[:, : pixels.shape[1] // 2 - 6], pixels[:, pixels.shape[1] // 2 + 6 :]
    assert (left[..., 0] == left[..., 2]).all()  # the digit is grey
    assert (right[..., 0] != right[..., 2]).any()  # the explanation is not


def test_what_is_printed_adds_up(digits, capsys):
    assert main(["explain", "net.netb", "0", "--answer", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    (shares,) = told["shares"].values()
    assert told["explained"] == "4"
    assert np.shape(shares) == (28, 28, 1)
    assert told["score"] == pytest.approx(np.sum(shares) + told["gap"], abs=1e-3)  # biases are 0 at first: so is F(0)


def test_columns_are_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(3)
    rows = [f"{rng.normal():.3f},{rng.choice(['red', 'blue'])},{rng.normal():.3f}" for _ in range(60)]
    (tmp_path / "own.csv").write_text("\n".join(["size,colour,price", *rows]), "utf-8")
    assert main(["new", "--data", "own.csv", "-o", "net.netb"]) == 0
    capsys.readouterr()

    assert main(["explain", "net.netb", "1"]) == 0

    out = capsys.readouterr().out
    assert "what speaks for price" in out
    assert "colour=red" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2000"], "there is no sample 2000: the part has 2000"),
        (["-1"], "there is no sample -1"),
        (["0", "--answer", "ten"], "there is no answer ten"),
        (["0", "-o", "why.pdf"], "as .png or .json"),
        (["0", "--method", "grad-cam", "--block", "dense"], "no map of several places"),
        (["0", "--method", "grad-cam", "--block", "nobody"], "no block called nobody"),
    ],
)
def test_what_cannot_be_explained_is_said(digits, capsys, words, said):
    assert main(["explain", "net.netb", *words]) == 2
    assert said in capsys.readouterr().err


def test_columns_are_no_picture(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "regression", "-o", "net.netb"]) == 0
    assert main(["explain", "net.netb", "0", "-o", "why.png"]) == 2
    assert "is no picture" in capsys.readouterr().err


def test_words_are_named_as_they_are(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(3)
    rows = [
        f"{' '.join(rng.choice(['win', 'free', 'cash'] if i % 2 else ['lunch', 'report', 'notes'], 6))},{i % 2}"
        for i in range(120)
    ]
    (tmp_path / "mails.csv").write_text("\n".join(["text,spam", *rows]), "utf-8")
    assert main(["new", "--data", "mails.csv", "--target", "spam", "--labels", "classes", "-o", "net.netb"]) == 0
    capsys.readouterr()

    assert main(["explain", "net.netb", "1"]) == 0

    out = capsys.readouterr().out
    assert any(word in out for word in ("win", "lunch"))
    assert "text: 1" not in out
